//! The truth table of what suffices for a site's action, and that a weaker or older proof never does where a stronger or newer
//! one is asked.

use proptest::prelude::*;

use super::*;
use crate::change::Write;
use crate::decision::Decision;
use crate::facts::Facts;
use crate::first_step::{StepUpAsks, begin_step_up};
use crate::judge::Checked;
use crate::method::StoredMethod;
use crate::offer::WhyNot;
use crate::pass::{Proved, pass};
use crate::samples::*;
use crate::second_step::{answer, choose, link_opened, open_step_up, send_confirm_link};
use crate::session::Proofs;
use crate::settings::QuestionUse;
use crate::sign_in::{Purpose, Stage};
use crate::time::{DAY, MINUTE};

const FRESH: i64 = 5 * MINUTE;
const STRONG: ActionRule = ActionRule { least: Verdict::ChallengeStrong, fresh_for: FRESH };
const PLAIN: ActionRule = ActionRule { least: Verdict::Challenge, fresh_for: FRESH };

fn ago(seconds: i64) -> Option<Time> {
    Some(NOW.plus(-seconds))
}

fn by(kind: MethodKind, seconds: i64) -> Proofs {
    let at = ago(seconds).map(|at| (kind, at));
    Proofs { method_at: at, strong_at: at.filter(|_| kind.is_strong()), ..Proofs::default() }
}

fn stands(methods: Vec<StoredMethod>, proofs: Proofs, rule: ActionRule) -> Standing {
    standing(&session(2, proofs).session, &ana(methods), rule, &Settings::default(), NOW)
}

fn enough(standing: Standing) -> bool {
    matches!(standing, Standing::Enough { .. })
}

fn needs(least: Verdict, why: Why) -> Standing {
    Standing::StepUpNeeded { least, why }
}

#[test]
fn names_are_short_and_plain() {
    for good in ["withdrawal", "pay-out.2", "a", &"x".repeat(64)] {
        assert_eq!(ActionName::parse(good).map(|name| name.as_str().to_owned()), Ok(good.to_owned()));
    }
    let long = "x".repeat(65);
    for bad in ["", "Withdrawal", "../x", "a b", "a\0", "é", "a/b", "a%2e", long.as_str()] {
        assert_eq!(ActionName::parse(bad), Err(NotAName), "{bad:?}");
        let json = serde_json::to_string(bad).unwrap();
        assert!(serde_json::from_str::<ActionName>(&json).is_err(), "{bad:?}");
    }
}

/// Each row: what was proved a minute ago, whether that suffices for a plain action, and for a strong one.
#[test]
fn the_truth_table_of_an_account_with_app_text_message_and_codes() {
    let methods = || vec![question(), phone(), app(), codes("ab")];
    let minute = 60;
    let rows = [
        ("nothing", Proofs::default(), false, false),
        ("the password", Proofs { password_at: ago(minute), ..Proofs::default() }, false, false),
        ("the question", Proofs { question_at: ago(minute), ..Proofs::default() }, false, false),
        ("a mailed link", Proofs { link_at: ago(minute), ..Proofs::default() }, false, false),
        ("a text message", by(MethodKind::TextMessage, minute), true, false),
        (
            "a text message and a link",
            Proofs { link_at: ago(minute), ..by(MethodKind::TextMessage, minute) },
            true,
            false,
        ),
        ("the app", by(MethodKind::AuthenticatorApp, minute), true, true),
        ("a passkey", by(MethodKind::Passkey, minute), true, true),
        ("a recovery code", by(MethodKind::RecoveryCode, minute), true, true),
        (
            "the app, and a text message after it",
            Proofs {
                strong_at: by(MethodKind::AuthenticatorApp, minute).strong_at,
                ..by(MethodKind::TextMessage, 1)
            },
            true,
            true,
        ),
        (
            "an app that was only set up",
            Proofs { strong_at: None, ..by(MethodKind::AuthenticatorApp, minute) },
            true,
            false,
        ),
    ];
    for (proved, proofs, plain, strong) in rows {
        assert_eq!(enough(stands(methods(), proofs.clone(), PLAIN)), plain, "{proved}, a plain action");
        assert_eq!(enough(stands(methods(), proofs, STRONG)), strong, "{proved}, a strong action");
    }
}

#[test]
fn somebody_without_a_strong_method_passes_a_strong_action_with_their_best_method_and_a_mailed_link() {
    let texts = || vec![question(), phone()];
    let text = by(MethodKind::TextMessage, 60);
    let with_link = Proofs { link_at: ago(90), ..text };
    assert_eq!(stands(texts(), text.clone(), STRONG), needs(Verdict::ChallengeStrong, Why::TooWeak));
    assert_eq!(
        stands(texts(), with_link.clone(), STRONG),
        Standing::Enough { proved_at: NOW.plus(-90), until: NOW.plus(FRESH - 90) },
        "the older of the two proofs counts"
    );
    let old_link = Proofs { link_at: ago(FRESH), ..text };
    assert_eq!(
        stands(texts(), old_link, STRONG),
        needs(Verdict::ChallengeStrong, Why::TooOld { proved_at: NOW.plus(-FRESH) })
    );
    let silent = Settings { mail: false, ..Settings::default() };
    let where_no_mail_is_sent = standing(&session(2, with_link).session, &ana(texts()), STRONG, &silent, NOW);
    assert_eq!(where_no_mail_is_sent, needs(Verdict::ChallengeStrong, Why::NothingSuffices));
}

#[test]
fn a_question_counts_where_it_is_all_there_is() {
    let answered = Proofs { question_at: ago(60), ..Proofs::default() };
    let with_link = Proofs { link_at: ago(60), ..answered };
    assert!(enough(stands(vec![question()], answered.clone(), PLAIN)));
    assert!(!enough(stands(vec![question()], answered.clone(), STRONG)));
    assert!(enough(stands(vec![question()], with_link.clone(), STRONG)));
    let mut account = ana(vec![question()]);
    account.stored.account.password_set_by_mail = true;
    account.stored.account.password_set_at = NOW.plus(-DAY);
    assert_eq!(
        standing(&session(1, with_link).session, &account, STRONG, &Settings::default(), NOW),
        Standing::Held { until: NOW.plus(29 * DAY) },
        "a password and a link of one mailbox are one proof"
    );
    let never_asked = Settings { question: QuestionUse::GateOnly, ..Settings::default() };
    let account = ana(vec![question()]);
    let here = standing(&session(1, answered).session, &account, PLAIN, &never_asked, NOW);
    assert_eq!(here, needs(Verdict::Challenge, Why::TooWeak));
    assert_eq!(asking(&account, Verdict::Challenge, &never_asked, NOW), Some(Asking::Password));
}

#[test]
fn with_nothing_enabled_a_plain_action_takes_the_password_and_a_strong_one_cannot_be_done() {
    let password = Proofs { password_at: ago(60), ..Proofs::default() };
    let all_but_a_method = Proofs { link_at: ago(60), ..password };
    assert!(enough(stands(Vec::new(), password, PLAIN)));
    assert_eq!(
        stands(Vec::new(), all_but_a_method, STRONG),
        needs(Verdict::ChallengeStrong, Why::NothingSuffices)
    );
    assert!(!enough(stands(Vec::new(), Proofs { password_at: ago(FRESH), ..Proofs::default() }, PLAIN)));
}

#[test]
fn a_session_under_hold_does_no_strong_action_whatever_it_proves() {
    let mut held = session(2, by(MethodKind::Passkey, 0));
    held.session.hold_until = Some(NOW.plus(DAY));
    let account = ana(vec![app(), passkey(BLUE_KEY, 0)]);
    let settings = Settings::default();
    let at = |rule, now| standing(&held.session, &account, rule, &settings, now);
    assert_eq!(at(STRONG, NOW), Standing::Held { until: NOW.plus(DAY) });
    assert!(enough(at(PLAIN, NOW)));
    assert!(
        matches!(at(STRONG, NOW.plus(DAY)), Standing::StepUpNeeded { .. }),
        "the hold is over, the proof old"
    );
}

#[test]
fn a_proof_lasts_exactly_as_long_as_it_was_asked_to_and_none_from_the_future_counts() {
    let app_at = |seconds| stands(vec![app()], by(MethodKind::AuthenticatorApp, seconds), STRONG);
    assert_eq!(app_at(FRESH - 1), Standing::Enough { proved_at: NOW.plus(1 - FRESH), until: NOW.plus(1) });
    let too_old = Why::TooOld { proved_at: NOW.plus(-FRESH) };
    assert_eq!(app_at(FRESH), needs(Verdict::ChallengeStrong, too_old));
    assert!(enough(app_at(-MINUTE)), "another node's clock may be a minute ahead");
    assert!(!enough(app_at(-MINUTE - 1)));
}

#[test]
fn a_proof_from_before_a_method_was_suspended_counts_no_more() {
    let methods = || vec![lost(phone()), app()];
    let crate::method::MethodState::Suspended { since } = methods()[0].method.state else {
        panic!("the phone is suspended")
    };
    let old = NOW.since(since);
    for kind in [MethodKind::TextMessage, MethodKind::AuthenticatorApp] {
        for rule in [PLAIN, STRONG] {
            let long = ActionRule { fresh_for: DAY, ..rule };
            assert!(!enough(stands(methods(), by(kind, old), long)), "{kind:?}");
        }
    }
    assert!(enough(stands(
        methods(),
        by(MethodKind::AuthenticatorApp, old - 1),
        ActionRule { fresh_for: DAY, ..STRONG }
    )));
}

#[test]
fn the_last_recovery_code_counts_though_none_is_left_after_it() {
    let spent = vec![question(), codes("")];
    assert!(enough(stands(spent, by(MethodKind::RecoveryCode, 1), STRONG)));
}

/// A step-up for an action that begins in a session with nothing proved.
fn begun(methods: Vec<StoredMethod>, rule: ActionRule) -> Facts {
    let (account, settings) = (ana(methods), Settings::default());
    let session = session(1, Proofs::default());
    let asking = asking(&account, rule.least, &settings, NOW).expect("something would do");
    let name = ActionName::parse("withdrawal").expect("a name");
    let asks = StepUpAsks::Action { name, least: rule.least, asking };
    let held = draw(|draw| begin_step_up(&account, &session, asks, &caller("home"), &settings, NOW, draw));
    let facts = Facts { held, session: Some(session), ..begins(Some(account), known()) };
    after(&facts, &draw(|draw| open_step_up(&facts, &settings, NOW, draw)))
}

fn chosen(facts: &Facts, method: crate::id::MethodId) -> Facts {
    after(facts, &draw(|draw| choose(facts, method, new_code("1"), &Settings::default(), NOW, draw)))
}

fn said(facts: &Facts, checked: Checked) -> Decision {
    draw(|draw| answer(facts, checked, false, &Settings::default(), NOW, draw))
}

const CODE: Checked =
    Checked::AuthenticatorApp { step: Some(NOW.0 / 30), drifted: None, now_step: NOW.0 / 30 };

#[test]
fn a_step_up_for_a_strong_action_offers_what_suffices_and_records_what_it_was_for() {
    let facts = begun(vec![question(), phone(), app()], STRONG);
    let offer = crate::second_step::look(&facts, &Settings::default(), NOW).offer;
    let usable: Vec<_> = offer.iter().filter(|o| o.usable()).map(|o| o.kind).collect();
    assert_eq!(usable, [MethodKind::AuthenticatorApp]);
    let weak = offer.iter().filter(|o| o.kind != MethodKind::AuthenticatorApp);
    assert!(weak.clone().count() == 2 && weak.clone().all(|o| o.why_not == Some(WhyNot::TooWeak)));
    assert_eq!(facts.held.sign_in.purpose.action().map(ActionName::as_str), Some("withdrawal"));
    let Stage::SecondStep(asked) = &facts.held.sign_in.stage else { panic!("a method is asked") };
    assert_eq!(
        (asked.verdict, asked.reasons.as_slice()),
        (Verdict::ChallengeStrong, &[risk::Reason::FreshCheck][..])
    );

    let passed = said(&chosen(&facts, APP), CODE);
    let session = passed.granted.session.expect("freshened").session;
    let account = ana(vec![question(), phone(), app()]);
    assert!(enough(standing(&session, &account, STRONG, &Settings::default(), NOW)));
    let recorded = passed.change.iter().any(|write| {
        matches!(write, Write::Record(event) if matches!(&event.what,
            crate::event::EventKind::SteppedUp { action: Some(name), .. } if name.as_str() == "withdrawal"))
    });
    assert!(recorded, "what it was for is recorded");
}

#[test]
fn a_text_message_for_a_plain_action_passes_and_does_no_strong_one() {
    let facts = chosen(&begun(vec![question(), phone(), app()], PLAIN), PHONE);
    let passed = said(&facts, Checked::TextMessage { matches: true });
    let session = passed.granted.session.expect("freshened").session;
    let account = ana(vec![question(), phone(), app()]);
    let at = |rule| standing(&session, &account, rule, &Settings::default(), NOW);
    assert!(enough(at(PLAIN)));
    assert_eq!(at(STRONG), needs(Verdict::ChallengeStrong, Why::TooWeak));
}

#[test]
fn a_prompt_does_a_strong_action_only_where_its_longer_number_was_asked() {
    let account = ana(vec![question(), phone(), app()]);
    let proved = Proved { method: Some(MethodKind::MobilePrompt), ..Proved::default() };
    let after_prompt = |asked: ActionRule| {
        let facts = begun(vec![question(), phone(), app()], asked);
        let settings = Settings::default();
        let passed = draw(|draw| pass(&facts, &account, &proved, Vec::new(), &settings, NOW, draw));
        passed.granted.session.expect("freshened").session
    };
    let at = |session: &Session, rule| standing(session, &account, rule, &Settings::default(), NOW);
    let short = after_prompt(PLAIN);
    assert!(enough(at(&short, PLAIN)));
    assert_eq!(at(&short, STRONG), needs(Verdict::ChallengeStrong, Why::TooWeak));
    assert!(enough(at(&after_prompt(STRONG), STRONG)));
}

#[test]
fn without_a_strong_method_a_step_up_asks_for_the_mailed_link_too() {
    let facts = chosen(&begun(vec![question(), phone()], STRONG), PHONE);
    let half = said(&facts, Checked::TextMessage { matches: true });
    assert!(half.granted.session.is_none(), "the link is still missing");
    let settings = Settings::default();
    let facts = after(&facts, &half);
    let facts = after(&facts, &draw(|draw| send_confirm_link(&facts, &settings, NOW, draw)));
    let passed = draw(|draw| link_opened(&facts, &settings, NOW, draw));
    let session = passed.granted.session.expect("freshened").session;
    assert_eq!(
        (session.proofs.link_at, session.proofs.password_at, session.hold_until),
        (Some(NOW), None, None)
    );
    let account = ana(vec![question(), phone()]);
    assert!(enough(standing(&session, &account, STRONG, &settings, NOW)));
}

#[test]
fn a_step_up_that_was_stored_before_actions_were_still_parses() {
    let old = r#"{"purpose": "step_up", "session": "aeaqcaibaeaqcaibaeaqcaibae"}"#;
    let read: Purpose = serde_json::from_str(old).expect("parses");
    assert!(matches!(read, Purpose::StepUp { action: None, .. }));
}

fn any_time() -> impl Strategy<Value = Option<Time>> {
    prop_oneof![Just(None), (-120..900i64).prop_map(ago)]
}

fn any_proof(strong: bool) -> impl Strategy<Value = Option<(MethodKind, Time)>> {
    let kind = if strong {
        prop_oneof![Just(MethodKind::AuthenticatorApp), Just(MethodKind::Passkey)].boxed()
    } else {
        prop_oneof![Just(MethodKind::TextMessage), Just(MethodKind::AuthenticatorApp)].boxed()
    };
    (kind, any_time()).prop_map(|(kind, at)| at.map(|at| (kind, at)))
}

fn any_proofs() -> impl Strategy<Value = Proofs> {
    (any_time(), any_time(), any_time(), any_proof(false), any_proof(true)).prop_map(
        |(password_at, question_at, link_at, method_at, strong_at)| Proofs {
            password_at,
            question_at,
            link_at,
            method_at,
            strong_at,
        },
    )
}

fn any_methods() -> impl Strategy<Value = Vec<StoredMethod>> {
    let all = vec![question(), phone(), app(), lost(phone()), codes("a"), codes("")];
    let len = all.len();
    proptest::sample::subsequence(all, 0..=len)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    /// Whatever was proved: a strong action takes a fresh strong proof, or where the account has none to ask for, a fresh
    /// method and a fresh link; never the session alone; and asking for more never allows more.
    #[test]
    fn a_weaker_or_older_proof_never_suffices(
        methods in any_methods(), proofs in any_proofs(), fresh_for in 1..900i64, less in 1..900i64,
        held in proptest::option::of(-100..100i64),
    ) {
        let account = ana(methods);
        let settings = Settings::default();
        let mut session = session(2, proofs.clone());
        session.session.hold_until = held.map(|seconds| NOW.plus(seconds));
        let at = |least, fresh_for| standing(&session.session, &account, ActionRule { least, fresh_for }, &settings, NOW);
        let within = |at: Option<Time>| at.is_some_and(|at| (-MINUTE..fresh_for).contains(&NOW.since(at)));
        let strong = at(Verdict::ChallengeStrong, fresh_for);
        if enough(strong) {
            let strong_proof = within(proofs.strong_at.map(|(_, at)| at));
            let weak = within(proofs.method_at.map(|(_, at)| at)) || within(proofs.question_at);
            let has_strong = account.active().any(|m| m.kind().is_strong());
            let by_link = (!has_strong || account.active().all(|m| !matches!(m.kind(), MethodKind::AuthenticatorApp | MethodKind::Passkey)))
                && weak && within(proofs.link_at);
            prop_assert!(strong_proof || by_link, "{proofs:?}");
            prop_assert!(held.is_none_or(|seconds| seconds <= 0));
            prop_assert!(enough(at(Verdict::Challenge, fresh_for)), "what does a strong action does a plain one");
            prop_assert!(enough(at(Verdict::ChallengeStrong, fresh_for.max(less))), "a longer time forgives more");
        }
        let nothing = Proofs { password_at: proofs.password_at, link_at: proofs.link_at, ..Proofs::default() };
        session.session.proofs = nothing;
        let bare = standing(&session.session, &account, ActionRule { least: Verdict::ChallengeStrong, fresh_for }, &settings, NOW);
        prop_assert!(!enough(bare), "the password and a link do no strong action");
    }
}
