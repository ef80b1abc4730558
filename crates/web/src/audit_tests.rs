//! What an auditor reads: each part of the score, the threshold and where it came from, the policy's version, in each language.

use risk::{Assessment, ClientHints, Grounds, Reason, Score, UserAgent};
use rules::event::Origin;
use rules::id::{AccountId, EventId, SignInId};
use rules::method::MethodKind;
use rules::time::Time;
use serde_json::json;

use super::*;

const FIREFOX: &[u8] = b"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

fn words(tag: &str) -> Words {
    Words::language(tag).unwrap()
}

fn event(what: EventKind) -> Event {
    let user_agent = UserAgent::read(FIREFOX, &ClientHints::default());
    Event {
        id: EventId::from_bytes([9; 16]),
        account: AccountId::from_bytes([1; 16]),
        at: Time(1_780_000_000),
        what,
        from: Origin { user_agent, country: "PT".parse().ok(), address: "203.0.113.7".into() },
    }
}

fn score(parts: serde_json::Value) -> Score {
    serde_json::from_value(parts).unwrap()
}

fn weighed(learned_from: u32) -> Weighed {
    let country = "PT".parse().unwrap();
    Weighed {
        grounds: Grounds {
            rules: Assessment {
                verdict: Verdict::Challenge,
                reasons: vec![Reason::NewBrowser, Reason::NewPlace { country }],
            },
            only_new_browser: false,
            known: false,
            grace: false,
            score: score(json!({"country": 1.25, "known_browser": 1.062, "hour": -0.2})),
            threshold: Threshold { score: 0.5, learned_from },
        },
        verdict: Verdict::Challenge,
        policy: "1-3f2a91c0".into(),
        class: AccountClass::Young,
        token: TokenEvidence::Absent,
        budget: 0.02,
        counts: true,
        shadow: false,
    }
}

fn asked(weighed: Weighed) -> EventKind {
    EventKind::SecondStepAsked {
        verdict: Verdict::ChallengeStrong,
        reasons: vec![Reason::NewBrowser, Reason::Floor],
        sign_in: SignInId::from_bytes([3; 16]),
        weighed: Box::new(weighed),
        also: 0,
    }
}

#[test]
fn a_decision_is_one_full_line_with_every_part_the_threshold_and_the_policy() {
    let entry = Entry::of(&event(asked(weighed(2_310))), words("en"));
    assert_eq!(
        entry.line,
        "Second step asked: a strong method · Firefox on Linux · Portugal · 203.0.113.7. \
         Why: unknown browser, the site’s own rule. \
         Policy 1-3f2a91c0 with a budget of 2 % says: any method. \
         Score +2.112, above the threshold 0.5: country +1.25, token of a known browser +1.062, hour −0.2. \
         Threshold learned from 2,310 sign-ins of young accounts. \
         The rules alone say: any method (unknown browser, new country (PT))"
    );
    assert_eq!((entry.at.as_str(), entry.what.as_str()), ("2026-05-28T20:26:40Z", "second_step_asked"));
    assert_eq!((entry.country.as_str(), entry.address.as_str()), ("PT", "203.0.113.7"));
}

#[test]
fn the_same_decision_reads_in_spanish_with_its_own_numbers() {
    let line = Entry::of(&event(asked(weighed(2_310))), words("es")).line;
    assert!(line.contains("Puntuación +2,112, por encima del umbral 0,5: país +1,25"), "{line}");
    assert!(line.contains("Umbral aprendido de 2.310 inicios de sesión de cuentas jóvenes"), "{line}");
}

#[test]
fn programs_get_the_same_numbers() {
    let entry = Entry::of(&event(asked(weighed(214))), words("en"));
    let told = serde_json::to_value(&entry).unwrap();
    assert_eq!(told["decision"]["asked"], "challenge_strong");
    assert_eq!(told["decision"]["verdict"], "challenge");
    assert_eq!(told["decision"]["score"], 2.112);
    assert_eq!(told["decision"]["parts"][0], json!({"factor": "country", "points": 1.25}));
    assert_eq!(told["decision"]["learned_from"], 214);
    assert_eq!(told["decision"]["rules"]["reasons"], json!(["new_browser", "new_place"]));
    assert_eq!(told["line"], entry.line);
    assert!(told.get("parts").is_none(), "the page's own pieces stay here: {told}");
    assert!(entry.line.contains("Threshold fixed while young accounts are learned, 214 of 1,000 sign-ins"));
}

#[test]
fn shadow_mode_grace_and_a_score_that_says_nothing_are_told() {
    let mut quiet = weighed(0);
    quiet.shadow = true;
    quiet.grounds.grace = true;
    quiet.grounds.score = Score::default();
    quiet.grounds.rules = Assessment::allow();
    quiet.verdict = Verdict::Allow;
    let signed_in = EventKind::SignedIn {
        level: 1,
        method: None,
        known_browser: true,
        reasons: vec![],
        sign_in: None,
        weighed: Some(Box::new(quiet)),
    };
    let line = Entry::of(&event(signed_in), words("en")).line;
    for said in [
        "Signed in (level 1, known browser) · Firefox",
        "says: the password is enough",
        "Shadow mode: what the policy says was recorded and not enforced",
        "Score 0, not above the threshold 0.5: no part says anything",
        "The rules alone ask nothing",
        "A second step passed here within 12 hours",
    ] {
        assert!(line.contains(said), "{said}: {line}");
    }
    assert!(!line.contains("Why:"), "{line}");
}

#[test]
fn what_is_no_decision_is_told_without_grounds_and_names_nobody_by_you() {
    let by = AccountId::from_bytes([7; 16]);
    let plain = [
        (EventKind::AccountCreated, "Account made"),
        (EventKind::WrongPassword, "Wrong password"),
        (
            EventKind::SteppedUp { method: Some(MethodKind::Passkey), action: None },
            "Proved themselves again: Passkey",
        ),
        (EventKind::SessionsEnded { count: 3 }, "(3 sessions)"),
        (
            EventKind::SignInRefused { locked: true, weighed: None, also: 0 },
            "Sign-in refused: the account is locked",
        ),
        (
            EventKind::SignInRefused { locked: true, weighed: None, also: 15 },
            "the account is locked (15 more like it before, not listed)",
        ),
        (EventKind::AdministratorLooked { by }, "An administrator looked at this"),
    ];
    for (what, said) in plain {
        let entry = Entry::of(&event(what), words("en"));
        assert!(entry.line.contains(said) && entry.decision.is_none(), "{said}: {}", entry.line);
        let lower = entry.line.to_lowercase();
        assert!(!lower.split_whitespace().any(|word| matches!(word, "you" | "your" | "me")), "{lower}");
    }
    let looked = Entry::of(&event(EventKind::AdministratorLooked { by }), words("en"));
    assert!(looked.line.contains(&by.to_string()), "auditors see who: {}", looked.line);
}

#[test]
fn thousands_stand_apart_and_numbers_have_as_few_digits_as_say_them() {
    let en = words("en");
    assert_eq!(
        [0, 12, 999, 1_000, 31_000_000].map(|n| whole(en, n)),
        ["0", "12", "999", "1,000", "31,000,000"]
    );
    assert_eq!([0.0, -0.0004, 1.5, -2.25, 0.062].map(|n| number(en, n)), ["0", "0", "1.5", "−2.25", "0.062"]);
    let told = |learned_from| learning(en, Threshold { score: 0.0, learned_from });
    assert_eq!(
        (told(214), told(1_000)),
        ("learning 214 of 1,000".into(), "learned from 1,000 sign-ins".into())
    );
}
