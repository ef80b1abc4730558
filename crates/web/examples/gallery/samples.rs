//! Sample data for every page in several states; the gallery draws them and the tests check them.
//! Deliberately not here: anything that a real account holds.

use super::house::pages::activity::{ActivityPage, Event, What};
use super::house::pages::changes::{
    AddEmailPage, ConfirmPage, PasswordPage, Progress, Proof, RemovePage, Removed, RenamePage,
    Verdict,
};
use super::house::pages::demo::{Channel, DemoPage, DemoPerson, OutboxMessage, OutboxPage, pieces};
use super::house::pages::enroll::{
    AppPage, CodesPage, CodesStage, PhonePage, PhoneStage, QuestionPage,
};
use super::house::pages::links::{Link, LinkEnd, LinkEndPage, LinkPage};
use super::house::pages::mail::{self, Letter, LinkLetter, News, NoticeLetter, Purpose, Scene};
use super::house::pages::outcome::{Outcome, OutcomePage};
use super::house::pages::recover::{
    LockedOutPage, LostPage, LostStage, OnPhone, ResetPage, ResetStage,
};
use super::house::pages::security::{
    Address, Advice, Browser, CardState, Entry, EntryNote, MethodCard, Preferred, SecurityPage,
    Session, WhenToVerify,
};
use super::house::pages::signin::{SignInPage, SignedInPage};
use super::house::pages::signup::{SignUpPage, SignUpSentPage};
use super::house::pages::verify::{Challenge, Choice, Door, MethodsPage, Unusable, VerifyPage};
use super::house::pages::{Frame, Kind, Notice, Reason, Template, Trouble, WhyNot};
use super::house::qr;
use super::house::words::Words;

const NOW: i64 = 1_780_000_000;
const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;
const HELP: &str =
    "Call the front desk: +351 21 555 0100, Monday to Friday, 9 to 17.\nBring your library card.";
const OTPAUTH: &str = "otpauth://totp/Pine%20Library:ana?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Pine%20Library";

type Page = (&'static str, Result<String, askama::Error>);

/// Every page by name, rendered.
pub(crate) fn pages(words: Words) -> Result<Vec<(&'static str, String)>, askama::Error> {
    let frame = Frame::new(words, "Pine Library", "csrf-token", NOW);
    let families = [
        sign_in(&frame),
        verify(&frame),
        methods(&frame),
        outcomes(&frame),
        security(&frame),
        enroll(&frame),
        codes(&frame),
        changes(&frame),
        removals(&frame),
        links(&frame),
        link_ends(&frame),
        recover(&frame),
        demo(&frame),
    ];
    families
        .into_iter()
        .flatten()
        .map(|(name, html)| Ok((name, html?)))
        .collect()
}

fn sign_in(frame: &Frame) -> Vec<Page> {
    let page = |frame: Frame| SignInPage {
        frame,
        user_name: String::new(),
        shared: false,
        may_sign_up: true,
        return_to: None,
        going_to: None,
    };
    let going = SignInPage {
        going_to: Some("the catalogue".into()),
        return_to: Some("/catalogue".into()),
        ..page(frame.clone())
    };
    let wrong = SignInPage {
        user_name: "ana".into(),
        ..page(
            frame
                .clone()
                .with_problem("password", Trouble::WrongNameOrPassword),
        )
    };
    let wait = page(
        frame
            .clone()
            .with_problem("", Trouble::Wait { seconds: 30 }),
    );
    let demo = page(Frame {
        demo: true,
        ..frame.clone().with_notice(Notice::SignedOut)
    });
    let signed_in = SignedInPage {
        frame: frame.clone(),
        display_name: "Ana".into(),
        continue_to: "/".into(),
        add_another: true,
    };
    let sign_up = |frame: Frame| SignUpPage {
        frame,
        display_name: "Ana Sousa".into(),
        user_name: "ana".into(),
        email: "ana@example.org".into(),
        least: 12,
    };
    let sign_up_wrong = frame
        .clone()
        .with_problem("username", Trouble::NameTaken)
        .with_problem("new_password", Trouble::PasswordCommon);
    vec![
        ("signin", going.render()),
        ("signin-wrong", wrong.render()),
        ("signin-wait", wait.render()),
        ("signin-demo", demo.render()),
        ("signed-in", signed_in.render()),
        ("signup", sign_up(frame.clone()).render()),
        ("signup-wrong", sign_up(sign_up_wrong).render()),
        (
            "signup-sent",
            SignUpSentPage {
                frame: frame.clone(),
                email: "ana@example.org".into(),
            }
            .render(),
        ),
    ]
}

fn verify_page(frame: Frame, challenge: Challenge) -> VerifyPage {
    VerifyPage {
        frame,
        door: Door::SignIn,
        reasons: vec![Reason::NewBrowser],
        challenge,
        challenge_id: "c1".into(),
        part: None,
        dont_ask_days: None,
        tries_left: None,
        wait: None,
        other_ways: true,
        stage: "c1".into(),
    }
}

fn verify(frame: &Frame) -> Vec<Page> {
    let text = |resend_in| Challenge::TextMessage {
        number: "••• 4417".into(),
        expires: NOW + 290,
        resend_in,
    };
    let app = || Challenge::AuthenticatorApp {
        name: "Ana’s phone".into(),
        digits: 6,
    };
    let link = Challenge::MailedLink {
        address: "a•••@e•••.org".into(),
        expires: NOW + 1800,
        resend_in: Some(60),
    };
    let question = Challenge::SecurityQuestion {
        question: frame.say("question-first-meal").into_owned(),
    };
    let wrong = frame
        .clone()
        .with_problem("code", Trouble::WrongCode { left: Some(2) });
    let drift = frame
        .clone()
        .with_problem("code", Trouble::ClockOff { minutes: 2 });
    let text_page = VerifyPage {
        dont_ask_days: Some(30),
        ..verify_page(frame.clone(), text(Some(30)))
    };
    let many = vec![
        Reason::NewBrowser,
        Reason::NewPlace,
        Reason::RecentFailures,
        Reason::SecurityEvent,
    ];
    let sent = frame
        .clone()
        .with_notice(Notice::MovedOn(Kind::TextMessage));
    vec![
        ("verify-text", text_page.render()),
        (
            "verify-text-moved",
            verify_page(sent, text(Some(0))).render(),
        ),
        ("verify-app", verify_page(frame.clone(), app()).render()),
        (
            "verify-app-wrong",
            VerifyPage {
                reasons: many,
                ..verify_page(wrong, app())
            }
            .render(),
        ),
        ("verify-app-drift", verify_page(drift, app()).render()),
        (
            "verify-question",
            VerifyPage {
                reasons: vec![Reason::EverySignIn],
                other_ways: false,
                ..verify_page(frame.clone(), question)
            }
            .render(),
        ),
        (
            "verify-recovery",
            VerifyPage {
                wait: Some(60),
                tries_left: Some(3),
                ..verify_page(frame.clone(), Challenge::RecoveryCode { left: 7 })
            }
            .render(),
        ),
        (
            "verify-link",
            VerifyPage {
                part: Some((2, 2)),
                ..verify_page(frame.clone(), link)
            }
            .render(),
        ),
        (
            "verify-change",
            VerifyPage {
                door: Door::Change,
                reasons: vec![Reason::Change, Reason::SiteAsks],
                ..verify_page(frame.clone(), app())
            }
            .render(),
        ),
    ]
}

fn methods(frame: &Frame) -> Vec<Page> {
    let choice = |id: &str, kind, hint: &str, preferred| Choice {
        id: id.into(),
        kind,
        hint: hint.into(),
        preferred,
    };
    let not = |kind, hint: &str, why| Unusable {
        kind,
        hint: hint.into(),
        why,
    };
    let few = MethodsPage {
        frame: frame.clone(),
        door: Door::SignIn,
        usable: vec![
            choice("m1", Kind::AuthenticatorApp, "Ana’s phone", true),
            choice("m2", Kind::RecoveryCode, "", false),
            choice("m9", Kind::MailedLink, "a•••@e•••.org", false),
        ],
        unusable: vec![
            not(Kind::TextMessage, "••• 4417", WhyNot::CannotSend),
            not(Kind::SecurityQuestion, "", WhyNot::OtherMethodWorks),
        ],
    };
    let every_why = [
        WhyNot::TooWeak,
        WhyNot::Resting,
        WhyNot::OtherMethodWorks,
        WhyNot::CannotSend,
        WhyNot::NoneLeft,
        WhyNot::Suspended,
        WhyNot::SignedOut,
        WhyNot::KnownBrowserOnly,
        WhyNot::SentTooOften,
    ];
    let usable = [
        Kind::TextMessage,
        Kind::SecurityQuestion,
        Kind::MobilePrompt,
        Kind::Passkey,
    ];
    let many = MethodsPage {
        frame: frame.clone(),
        door: Door::Change,
        usable: usable
            .into_iter()
            .map(|kind| choice("m", kind, "", false))
            .collect(),
        unusable: every_why
            .into_iter()
            .map(|why| not(Kind::Passkey, "", why))
            .collect(),
    };
    vec![("methods", few.render()), ("methods-many", many.render())]
}

fn outcomes(frame: &Frame) -> Vec<Page> {
    let page = |outcome, help: bool| {
        OutcomePage {
            frame: frame.clone(),
            outcome,
            help: help.then(|| HELP.to_owned()),
        }
        .render()
    };
    let resting = |other_ways| Outcome::Resting {
        kind: Kind::AuthenticatorApp,
        until: Some(NOW + HOUR),
        other_ways,
    };
    vec![
        ("outcome-resting", page(resting(true), false)),
        ("outcome-resting-alone", page(resting(false), true)),
        (
            "outcome-locked",
            page(
                Outcome::Locked {
                    since: NOW - 2 * DAY,
                },
                true,
            ),
        ),
        ("outcome-expired", page(Outcome::Expired, false)),
        ("outcome-elsewhere", page(Outcome::FinishedElsewhere, false)),
        ("outcome-no-way", page(Outcome::NoWayNow, true)),
        ("outcome-refused", page(Outcome::Refused, true)),
        (
            "outcome-too-many",
            page(Outcome::TooManyTries { seconds: 45 }, false),
        ),
        ("outcome-busy", page(Outcome::Busy { seconds: 5 }, false)),
        ("outcome-404", page(Outcome::NotFound, false)),
        ("outcome-403", page(Outcome::Forbidden, false)),
        ("outcome-422", page(Outcome::BadForm, false)),
        (
            "outcome-500",
            page(
                Outcome::Fault {
                    reference: "7F3K-92QM".into(),
                },
                true,
            ),
        ),
        ("outcome-503", page(Outcome::Unavailable, false)),
    ]
}

fn entry(id: &str, name: &str, last_used: Option<i64>, note: EntryNote) -> Entry {
    Entry {
        id: id.into(),
        name: name.into(),
        since: NOW - 200 * DAY,
        last_used,
        note,
        may_rename: true,
    }
}

fn card(kind: Kind, state: CardState, entries: Vec<Entry>) -> MethodCard {
    MethodCard {
        kind,
        state,
        may_add: !entries.is_empty(),
        entries,
        codes_left: 7,
        unsaved: false,
    }
}

fn events() -> Vec<Event> {
    let whats = [
        What::SignedInWith(Kind::AuthenticatorApp),
        What::WrongProof(Kind::TextMessage),
        What::SignedIn,
        What::MethodAdded(Kind::RecoveryCode),
        What::PasswordChanged,
        What::WrongPassword,
        What::BrowserKnown,
        What::AddressVerified,
        What::SignedOut,
        What::SignedUp,
    ];
    let place = |what| Event {
        at: 0,
        what,
        browser: "Firefox on Linux".into(),
        place: "Lisbon, Portugal".into(),
    };
    let spread = |(at, what): (i64, What)| Event {
        at: NOW - at * at * 5 * HOUR,
        ..place(what)
    };
    (0..).zip(whats).map(spread).collect()
}

fn security_page(frame: Frame) -> SecurityPage {
    let browser = |id: &str, name: &str, this_one: bool| Browser {
        id: id.into(),
        name: name.into(),
        place: "Lisbon, Portugal".into(),
        last_seen: NOW - 300,
        skip_until: this_one.then_some(NOW + 20 * DAY),
        this_one,
    };
    let session = |id: &str, browser: &str, this_one: bool| Session {
        id: id.into(),
        browser: browser.into(),
        place: "Lisbon, Portugal".into(),
        since: NOW - 2 * DAY,
        last_seen: NOW - 60 * i64::from(!this_one) * 40,
        this_one,
    };
    let address = |id: &str, address: &str, verified, may_remove| Address {
        id: id.into(),
        address: address.into(),
        verified,
        may_remove,
    };
    let preferred = |id: &str, kind, name: &str, chosen| Preferred {
        id: id.into(),
        kind,
        name: name.into(),
        chosen,
    };
    SecurityPage {
        display_name: "Ana".into(),
        user_name: "ana".into(),
        ways_in: 2,
        advice: Advice::AddOneMore,
        hold_until: None,
        password_changed: NOW - 400 * DAY,
        when: WhenToVerify::WhenRisky,
        preferred: vec![
            preferred("m1", Kind::AuthenticatorApp, "Ana’s phone", true),
            preferred("m2", Kind::TextMessage, "••• 4417", false),
        ],
        methods: vec![
            card(
                Kind::SecurityQuestion,
                CardState::On,
                vec![Entry {
                    may_rename: false,
                    ..entry(
                        "q",
                        &frame.say("question-first-meal"),
                        None,
                        EntryNote::Weak,
                    )
                }],
            ),
            card(
                Kind::AuthenticatorApp,
                CardState::On,
                vec![entry(
                    "m1",
                    "Ana’s phone",
                    Some(NOW - 2 * HOUR),
                    EntryNote::None,
                )],
            ),
            card(
                Kind::TextMessage,
                CardState::On,
                vec![entry(
                    "m2",
                    "••• 4417",
                    Some(NOW - 9 * DAY),
                    EntryNote::Weak,
                )],
            ),
            card(Kind::RecoveryCode, CardState::Off, vec![]),
        ],
        addresses: vec![
            address("e1", "ana@example.org", true, true),
            address("e2", "ana.sousa@example.net", false, true),
        ],
        browsers: vec![
            browser("b1", "Firefox on Linux", true),
            browser("b2", "Safari on iPhone", false),
        ],
        sessions: vec![
            session("s1", "Firefox on Linux", true),
            session("s2", "Safari on iPhone", false),
        ],
        activity: events(),
        frame,
    }
}

fn security(frame: &Frame) -> Vec<Page> {
    let full = security_page(frame.clone());
    let fresh = SecurityPage {
        ways_in: 0,
        advice: Advice::AddStrong,
        preferred: vec![],
        methods: vec![
            card(Kind::SecurityQuestion, CardState::Off, vec![]),
            card(Kind::AuthenticatorApp, CardState::QuestionFirst, vec![]),
            card(Kind::TextMessage, CardState::QuestionFirst, vec![]),
            card(Kind::RecoveryCode, CardState::MethodFirst, vec![]),
        ],
        browsers: vec![],
        ..security_page(frame.clone().with_notice(Notice::PasswordChanged))
    };
    let held = SecurityPage {
        ways_in: 3,
        advice: Advice::SaveCodes,
        hold_until: Some(NOW + 3 * DAY),
        when: WhenToVerify::SiteAsksAlways,
        methods: vec![
            card(Kind::TextMessage, CardState::Held, vec![]),
            card(
                Kind::AuthenticatorApp,
                CardState::On,
                vec![
                    entry("m1", "Ana’s phone", None, EntryNote::Suspended),
                    entry("m3", "Tablet", Some(NOW - DAY), EntryNote::Resting),
                ],
            ),
            MethodCard {
                unsaved: true,
                may_add: true,
                ..card(Kind::RecoveryCode, CardState::On, vec![])
            },
            card(Kind::MobilePrompt, CardState::Off, vec![]),
            card(Kind::Passkey, CardState::Off, vec![]),
            card(Kind::MailedLink, CardState::Off, vec![]),
        ],
        ..security_page(frame.clone())
    };
    let activity = ActivityPage {
        frame: frame.clone(),
        display_name: "Ana".into(),
        events: events(),
        older: Some("/activity?before=1".into()),
    };
    let mut pages = vec![
        ("security", full.render()),
        ("security-fresh", fresh.render()),
        ("security-held", held.render()),
        ("activity", activity.render()),
    ];
    for advice in [Advice::None, Advice::MakeCodes, Advice::FewCodes] {
        let page = SecurityPage {
            advice,
            when: WhenToVerify::EverySignIn,
            ..security_page(frame.clone())
        };
        pages.push(("security-well", page.render()));
    }
    pages
}

fn enroll(frame: &Frame) -> Vec<Page> {
    let question = |frame: Frame, then| QuestionPage {
        frame,
        then,
        chosen: String::new(),
        taken: vec!["first-meal".into()],
    };
    let app = |frame: Frame| AppPage {
        second_of_two: true,
        id: "m5".into(),
        qr: qr::svg(OTPAUTH, "QR").unwrap_or_default(),
        key: "JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP".into(),
        otpauth: OTPAUTH.into(),
        name: "My phone".into(),
        digits: 6,
        frame,
    };
    let phone = |frame: Frame, stage| PhonePage {
        frame,
        second_of_two: false,
        stage,
    };
    let number = || PhoneStage::Number {
        typed: String::new(),
        example: "+351 912 345 678".into(),
    };
    let code = PhoneStage::Code {
        id: "m6".into(),
        number: "+351 912 344 417".into(),
        expires: NOW + 300,
        resend_in: Some(30),
    };
    let bad_answer = frame
        .clone()
        .with_problem("question", Trouble::QuestionMissing)
        .with_problem("answer", Trouble::AnswerCommon);
    vec![
        (
            "enroll-question",
            question(frame.clone(), Some(Kind::AuthenticatorApp)).render(),
        ),
        ("enroll-question-wrong", question(bad_answer, None).render()),
        ("enroll-app", app(frame.clone()).render()),
        (
            "enroll-app-wrong",
            app(frame
                .clone()
                .with_problem("code", Trouble::WrongCode { left: None }))
            .render(),
        ),
        ("enroll-phone", phone(frame.clone(), number()).render()),
        (
            "enroll-phone-wrong",
            phone(
                frame.clone().with_problem("phone", Trouble::PhoneInvalid),
                number(),
            )
            .render(),
        ),
        (
            "enroll-phone-code",
            phone(frame.clone().with_notice(Notice::CodeSent), code).render(),
        ),
    ]
}

fn codes(frame: &Frame) -> Vec<Page> {
    let codes = [
        "1K7Q-9MZX-4TR2-HWPA",
        "2B5N-8YQE-6DCV-JS3G",
        "3X9P-4HWM-7KTA-ZQ2R",
        "4D6C-2VJS-9NBE-Y8GF",
        "5R3T-7AZQ-2XKP-M4HW",
        "6E8Y-5GFN-3BJC-V9SD",
        "7W2H-6MPA-8QZR-T4XK",
        "8S9V-3DCJ-5FEG-N7BY",
        "9Q4Z-8RTX-2AKW-P6MH",
        "0G7F-2NBE-4YSV-J3DC",
    ];
    let show = || CodesStage::Show {
        codes: codes.map(String::from).to_vec(),
        user_name: "ana".into(),
    };
    let page = |frame: Frame, stage| CodesPage { frame, stage }.render();
    vec![
        (
            "enroll-codes",
            page(
                frame
                    .clone()
                    .with_notice(Notice::MethodAdded("Ana’s phone".into())),
                show(),
            ),
        ),
        (
            "enroll-codes-unticked",
            page(
                frame.clone().with_problem("saved", Trouble::NotSaved),
                show(),
            ),
        ),
        (
            "enroll-codes-renew",
            page(frame.clone(), CodesStage::Renew { left: 3 }),
        ),
    ]
}

fn changes(frame: &Frame) -> Vec<Page> {
    let password = |frame: Frame| PasswordPage {
        frame,
        user_name: "ana".into(),
        least: 12,
    };
    let weak = frame
        .clone()
        .with_problem("current_password", Trouble::WrongPassword)
        .with_problem("new_password", Trouble::PasswordShort { least: 12 });
    let question = || Proof::Question(frame.say("question-first-meal").into_owned());
    let link = || Proof::MailedLink("a•••@e•••.org".into());
    let confirm = |done: usize| {
        let step = |nth: usize| {
            if nth < done {
                Progress::Done
            } else if nth == done {
                Progress::Now
            } else {
                Progress::Later
            }
        };
        let proofs = vec![
            (Proof::Password, step(0)),
            (question(), step(1)),
            (link(), step(2)),
        ];
        ConfirmPage {
            frame: frame.clone(),
            user_name: "ana".into(),
            proofs,
            stage: "2".into(),
        }
        .render()
    };
    let rename = RenamePage {
        frame: frame.clone(),
        id: "m1".into(),
        kind: Kind::AuthenticatorApp,
        name: "Ana’s phone".into(),
    };
    let add = AddEmailPage {
        frame: frame.clone().with_problem("email", Trouble::EmailInvalid),
        email: "ana@".into(),
    };
    vec![
        ("change-password", password(frame.clone()).render()),
        ("change-password-wrong", password(weak).render()),
        ("confirm-1", confirm(0)),
        ("confirm-2", confirm(1)),
        ("confirm-3", confirm(2)),
        ("rename", rename.render()),
        ("add-email", add.render()),
    ]
}

fn removals(frame: &Frame) -> Vec<Page> {
    let method = || Removed::Method {
        kind: Kind::AuthenticatorApp,
        name: "Ana’s phone".into(),
    };
    let address = || Removed::Address {
        address: "ana@example.org".into(),
    };
    let page = |what, verdict| {
        RemovePage {
            frame: frame.clone(),
            id: "m1".into(),
            what,
            verdict,
        }
        .render()
    };
    let stays = vec!["Tablet".into(), "••• 4417".into()];
    vec![
        ("remove", page(method(), Verdict::Allowed { stays })),
        (
            "remove-last-way",
            page(
                method(),
                Verdict::LastWayIn {
                    instead: vec![Kind::TextMessage, Kind::RecoveryCode],
                },
            ),
        ),
        (
            "remove-depends",
            page(
                method(),
                Verdict::OthersDepend {
                    others: vec!["Tablet".into()],
                },
            ),
        ),
        (
            "remove-held",
            page(method(), Verdict::Held { until: NOW + DAY }),
        ),
        (
            "remove-address",
            page(address(), Verdict::Allowed { stays: vec![] }),
        ),
        ("remove-last-address", page(address(), Verdict::LastAddress)),
    ]
}

fn links(frame: &Frame) -> Vec<Page> {
    let page = |link| {
        LinkPage {
            frame: frame.clone(),
            token: "t0ken".into(),
            link,
        }
        .render()
    };
    let (browser, place, at) = (
        "Firefox on Linux".to_owned(),
        "Lisbon, Portugal".to_owned(),
        NOW - 120,
    );
    let not_me = Link::NotMe {
        what: What::MethodAdded(Kind::AuthenticatorApp),
        browser: browser.clone(),
        place: place.clone(),
        at,
    };
    vec![
        ("link-sign-in", page(Link::SignIn { browser, place, at })),
        (
            "link-address",
            page(Link::Address {
                address: "ana@example.org".into(),
            }),
        ),
        ("link-confirm", page(Link::Confirm)),
        ("link-not-me", page(not_me)),
    ]
}

fn link_ends(frame: &Frame) -> Vec<Page> {
    let page = |end| {
        LinkEndPage {
            frame: frame.clone(),
            end,
        }
        .render()
    };
    vec![
        ("link-end-sign-in", page(LinkEnd::SignInGoesOn)),
        (
            "link-end-address",
            page(LinkEnd::AddressVerified("ana@example.org".into())),
        ),
        ("link-end-confirm", page(LinkEnd::ConfirmGoesOn)),
        (
            "link-end-not-me",
            page(LinkEnd::NotMe {
                sessions: 2,
                suspended: vec!["Unknown phone".into()],
            }),
        ),
        ("link-end-expired", page(LinkEnd::Expired)),
        ("link-end-used", page(LinkEnd::Used)),
        ("link-end-other-browser", page(LinkEnd::OtherBrowser)),
    ]
}

fn recover(frame: &Frame) -> Vec<Page> {
    let reset = |frame: &Frame, stage| {
        ResetPage {
            frame: frame.clone(),
            stage,
        }
        .render()
    };
    let new = || ResetStage::New {
        token: "t0ken".into(),
        user_name: "ana".into(),
        least: 12,
    };
    let guessable = frame
        .clone()
        .with_problem("new_password", Trouble::PasswordGuessable);
    let lost = |stage| {
        LostPage {
            frame: frame.clone(),
            stage,
        }
        .render()
    };
    let on_phone = |id: &str, kind, name: &str| OnPhone {
        id: id.into(),
        kind,
        name: name.into(),
    };
    let methods = vec![
        on_phone("m1", Kind::AuthenticatorApp, "Ana’s phone"),
        on_phone("m2", Kind::TextMessage, "••• 4417"),
    ];
    let done = |way_left| LostStage::Done {
        suspended: vec!["Ana’s phone".into(), "••• 4417".into()],
        way_left,
    };
    let locked_out = |help: Option<&str>| LockedOutPage {
        frame: frame.clone(),
        in_sign_in: true,
        help: help.map(String::from),
    };
    vec![
        (
            "reset",
            reset(
                frame,
                ResetStage::Ask {
                    user_name: String::new(),
                },
            ),
        ),
        ("reset-sent", reset(frame, ResetStage::Sent)),
        ("reset-new", reset(frame, new())),
        ("reset-new-wrong", reset(&guessable, new())),
        ("reset-done", reset(frame, ResetStage::Done)),
        (
            "lost",
            lost(LostStage::Ask {
                user_name: String::new(),
            }),
        ),
        ("lost-choose", lost(LostStage::Choose { methods })),
        ("lost-done", lost(done(true))),
        ("lost-done-no-way", lost(done(false))),
        ("locked-out", locked_out(Some(HELP)).render()),
        ("locked-out-plain", locked_out(None).render()),
    ]
}

fn demo(frame: &Frame) -> Vec<Page> {
    let frame = Frame {
        demo: true,
        ..frame.clone()
    };
    let person = |name: &str, password: &str, story: &str| DemoPerson {
        display_name: name.into(),
        user_name: name.to_lowercase(),
        password: password.into(),
        story: story.into(),
    };
    let people = vec![
        person("Ana", "seven quiet lanterns", "Has an app and saved codes."),
        person("Bo", "paper boats at noon", "Gets a code by text message."),
        person(
            "Chidi",
            "the river keeps time",
            "Has only the security question so far.",
        ),
    ];
    let message = |at, channel, to: &str, subject: &str, body: &str| OutboxMessage {
        at,
        channel,
        to: to.into(),
        subject: subject.into(),
        body: pieces(body),
    };
    let code = mail::code_text(frame.words, "Pine Library", "localhost", "482913");
    let sign_in = mail::link(frame.words, &link_letter(Purpose::SignIn));
    let messages = vec![
        message(NOW - 20, Channel::Text, "+351 912 344 417", "", &code),
        message(
            NOW - 3000,
            Channel::Mail,
            "ana@example.org",
            &sign_in.subject,
            &sign_in.text,
        ),
    ];
    let outbox = |messages| {
        OutboxPage {
            frame: frame.clone(),
            messages,
        }
        .render()
    };
    vec![
        (
            "demo",
            DemoPage {
                frame: frame.clone(),
                people,
            }
            .render(),
        ),
        ("outbox", outbox(messages)),
        ("outbox-empty", outbox(vec![])),
    ]
}

fn scene() -> Scene {
    Scene {
        at: NOW - 120,
        browser: "Firefox on Linux".into(),
        place: "Lisbon, Portugal".into(),
    }
}

fn link_letter(purpose: Purpose) -> LinkLetter {
    LinkLetter {
        site: "Pine Library".into(),
        display_name: "Ana".into(),
        purpose,
        link: "http://localhost:8080/links/sign-in?token=q8Jx2v".into(),
        lasts: 1800,
        scene: Some(scene()),
    }
}

/// Every letter by name.
pub(crate) fn letters(words: Words) -> Vec<(&'static str, Letter)> {
    let link = |purpose| mail::link(words, &link_letter(purpose));
    let notice = |news| {
        let not_me = "http://localhost:8080/links/not-me?token=w5Kd0c".into();
        mail::notice(
            words,
            &NoticeLetter {
                site: "Pine Library".into(),
                display_name: "Ana".into(),
                news,
                scene: scene(),
                not_me,
            },
        )
    };
    vec![
        ("mail-verify", link(Purpose::VerifyAddress)),
        ("mail-sign-in", link(Purpose::SignIn)),
        ("mail-confirm", link(Purpose::Confirm)),
        ("mail-reset", link(Purpose::ResetPassword)),
        ("mail-new-browser", notice(News::NewBrowser)),
        (
            "mail-method-added",
            notice(News::Event(What::MethodAdded(Kind::AuthenticatorApp))),
        ),
        ("mail-denied", notice(News::Denied)),
        (
            "mail-recovery",
            notice(News::RecoveryAsked { waits: 259_200 }),
        ),
        (
            "mail-hold",
            notice(News::Hold {
                until: NOW + 3 * DAY,
            }),
        ),
        (
            "mail-address",
            notice(News::AddressAdded("ana@example.net".into())),
        ),
    ]
}
