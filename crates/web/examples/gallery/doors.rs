//! Samples: the first and second step, and where they end.
//! Deliberately not here: anything that a real account holds.

use super::house::pages::companion::CompanionPage;
use super::house::pages::outcome::{Outcome, OutcomePage};
use super::house::pages::signin::{AskedPasskey, SignInPage, SignedInPage};
use super::house::pages::signup::{SignUpPage, SignUpSentPage};
use super::house::pages::step_up::{Onward, StepUpPage};
use super::house::pages::verify::{Challenge, Choice, Door, MethodsPage, Unusable, VerifyPage};
use super::house::pages::{Frame, Kind, Notice, Reason, Template, Trouble, WhyNot};
use super::house::prompts::{Over, Shown};
use super::{DAY, HELP, HOUR, NOW, Page};

pub(super) fn pages(frame: &Frame) -> Vec<Page> {
    let companion = vec![("companion", CompanionPage { frame: frame.clone() }.render())];
    [
        sign_in(frame),
        sign_up(frame),
        step_up(frame),
        verify(frame),
        verify_again(frame),
        prompts(frame),
        methods(frame),
        outcomes(frame),
        companion,
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn step_up(frame: &Frame) -> Vec<Page> {
    let page = |onward, problem: Option<(&'static str, Trouble)>| {
        let frame = frame.clone();
        let frame = match problem {
            Some((field, trouble)) => frame.with_problem(field, trouble),
            None => frame,
        };
        let page = StepUpPage {
            frame,
            action: "withdrawal".into(),
            return_to: Some("/account/withdraw".into()),
            back: "/account/withdraw".into(),
            user_name: "ana".into(),
            onward,
        };
        page.render()
    };
    let held = Trouble::ActionHeld { until: NOW + DAY };
    vec![
        ("step-up", page(Onward::Method, None)),
        ("step-up-password", page(Onward::Password, Some(("password", Trouble::WrongPassword)))),
        ("step-up-held", page(Onward::Nowhere(held), None)),
        ("step-up-nothing", page(Onward::Security(Trouble::NothingSuffices), None)),
    ]
}

fn sign_in(frame: &Frame) -> Vec<Page> {
    let page = |frame: Frame| SignInPage {
        frame,
        passkey: Some(AskedPasskey { options: "{}".into(), ceremony: "sealed".into() }),
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
        ..page(frame.clone().with_problem("password", Trouble::WrongNameOrPassword))
    };
    let wait = page(frame.clone().with_problem("", Trouble::Wait { seconds: 30 }));
    let demo = page(Frame { demo: true, ..frame.clone().with_notice(Notice::SignedOut) });
    let signed_in = SignedInPage {
        frame: frame.clone(),
        display_name: "Ana".into(),
        continue_to: "/".into(),
        add_another: true,
    };
    vec![
        ("signin", going.render()),
        ("signin-wrong", wrong.render()),
        ("signin-wait", wait.render()),
        ("signin-demo", demo.render()),
        ("signed-in", signed_in.render()),
    ]
}

fn sign_up(frame: &Frame) -> Vec<Page> {
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
        ("signup", sign_up(frame.clone()).render()),
        ("signup-wrong", sign_up(sign_up_wrong).render()),
        ("signup-sent", SignUpSentPage { frame: frame.clone(), email: "ana@example.org".into() }.render()),
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
        wait_for: "c1".into(),
    }
}

fn text(resend_in: Option<u32>) -> Challenge {
    Challenge::TextMessage { number: "••• 4417".into(), expires: Some(NOW + 290), resend_in }
}

fn used_up_text() -> Challenge {
    Challenge::TextMessage { number: "••• 4417".into(), expires: None, resend_in: Some(0) }
}

fn app() -> Challenge {
    Challenge::AuthenticatorApp { name: "Ana’s phone".into(), digits: 6 }
}

fn verify(frame: &Frame) -> Vec<Page> {
    let link =
        Challenge::MailedLink {
            address: "a•••@e•••.org".into(), expires: NOW + 1800, resend_in: Some(60)
        };
    let question = Challenge::SecurityQuestion { question: frame.say("question-first-meal").into_owned() };
    let text_page = VerifyPage { dont_ask_days: Some(30), ..verify_page(frame.clone(), text(Some(30))) };
    let dead = frame.clone().with_problem("", Trouble::CodeUsedUp);
    let used_up_page = verify_page(dead, used_up_text());
    let question_page = VerifyPage {
        reasons: vec![Reason::EverySignIn],
        other_ways: false,
        ..verify_page(frame.clone(), question)
    };
    let recovery_page = VerifyPage {
        wait: Some(60),
        tries_left: Some(3),
        ..verify_page(frame.clone(), Challenge::RecoveryCode { left: 7 })
    };
    let change_page = VerifyPage {
        door: Door::Change,
        reasons: vec![Reason::Change, Reason::SiteAsks],
        ..verify_page(frame.clone(), app())
    };
    let action_page = VerifyPage {
        door: Door::Action,
        reasons: vec![Reason::FreshCheck],
        ..verify_page(frame.clone(), app())
    };
    let passkey_page = VerifyPage {
        dont_ask_days: Some(30),
        ..verify_page(frame.clone(), Challenge::Passkey { options: "{}".into() })
    };
    let link_page = VerifyPage { part: Some((2, 2)), ..verify_page(frame.clone(), link) };
    vec![
        ("verify-text", text_page.render()),
        ("verify-text-used-up", used_up_page.render()),
        ("verify-question", question_page.render()),
        ("verify-recovery", recovery_page.render()),
        ("verify-passkey", passkey_page.render()),
        ("verify-link", link_page.render()),
        ("verify-change", change_page.render()),
        ("verify-action", action_page.render()),
    ]
}

fn verify_again(frame: &Frame) -> Vec<Page> {
    let wrong = frame.clone().with_problem("code", Trouble::WrongCode { left: Some(2) });
    let drift = frame.clone().with_problem("code", Trouble::ClockOff { minutes: 2 });
    let moved = frame.clone().with_notice(Notice::MovedOn(Kind::TextMessage));
    let reasons = vec![Reason::NewBrowser, Reason::NewPlace, Reason::RecentFailures, Reason::SecurityEvent];
    let wrong = VerifyPage { reasons, ..verify_page(wrong, app()) };
    vec![
        ("verify-text-moved", verify_page(moved, text(Some(0))).render()),
        ("verify-app", verify_page(frame.clone(), app()).render()),
        ("verify-app-wrong", wrong.render()),
        ("verify-app-drift", verify_page(drift, app()).render()),
    ]
}

fn prompts(frame: &Frame) -> Vec<Page> {
    let page = |shown, app: Option<&str>| {
        verify_page(frame.clone(), Challenge::MobilePrompt { shown, app: app.map(str::to_owned) }).render()
    };
    let waiting = |number: &str, unseen| Shown::Waiting {
        number: number.into(),
        expires: rules::time::Time(NOW + 100),
        unseen,
    };
    vec![
        ("verify-prompt", page(waiting("47", false), None)),
        ("verify-prompt-on-phone", page(waiting("471128", false), Some("/app/"))),
        ("verify-prompt-unseen", page(waiting("47", true), None)),
        ("verify-prompt-approved", page(Shown::Approved, None)),
        ("verify-prompt-over", page(Shown::Over(Over::WrongNumber), None)),
    ]
}

fn methods(frame: &Frame) -> Vec<Page> {
    let choice =
        |id: &str, kind, hint: &str, preferred| Choice { id: id.into(), kind, hint: hint.into(), preferred };
    let not = |kind, hint: &str, why| Unusable { kind, hint: hint.into(), why };
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
        help: Some(HELP.into()),
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
        WhyNot::SentTooOften { until: NOW + HOUR },
    ];
    let usable = [Kind::TextMessage, Kind::SecurityQuestion, Kind::MobilePrompt, Kind::Passkey];
    let many = MethodsPage {
        frame: frame.clone(),
        door: Door::Change,
        usable: usable.into_iter().map(|kind| choice("m", kind, "", false)).collect(),
        unusable: every_why.into_iter().map(|why| not(Kind::Passkey, "", why)).collect(),
        help: None,
    };
    let stuck = MethodsPage {
        frame: frame.clone(),
        door: Door::SignIn,
        usable: Vec::new(),
        unusable: vec![
            not(Kind::MobilePrompt, "Ana’s iPhone", WhyNot::ThisPhone),
            not(Kind::RecoveryCode, "", WhyNot::NoneLeft),
        ],
        help: Some(HELP.into()),
    };
    vec![("methods", few.render()), ("methods-many", many.render()), ("methods-stuck", stuck.render())]
}

fn outcomes(frame: &Frame) -> Vec<Page> {
    let page = |outcome, help: bool| {
        OutcomePage { frame: frame.clone(), outcome, help: help.then(|| HELP.to_owned()) }.render()
    };
    let resting =
        |other_ways| Outcome::Resting { kind: Kind::AuthenticatorApp, until: Some(NOW + HOUR), other_ways };
    vec![
        ("outcome-resting", page(resting(true), false)),
        ("outcome-resting-alone", page(resting(false), true)),
        ("outcome-locked", page(Outcome::Locked { since: NOW - 2 * DAY }, true)),
        ("outcome-expired", page(Outcome::Expired, false)),
        ("outcome-elsewhere", page(Outcome::FinishedElsewhere, false)),
        ("outcome-no-way", page(Outcome::NoWayNow, true)),
        ("outcome-refused", page(Outcome::Refused, true)),
        ("outcome-too-many", page(Outcome::TooManyTries { seconds: 45 }, false)),
        ("outcome-busy", page(Outcome::Busy { seconds: 5 }, false)),
        ("outcome-409", page(Outcome::Conflict, false)),
        ("outcome-404", page(Outcome::NotFound, false)),
        ("outcome-403", page(Outcome::Forbidden, false)),
        ("outcome-422", page(Outcome::BadForm, false)),
        ("outcome-cross-site", page(Outcome::CrossSite, false)),
        (
            "outcome-other-address",
            page(Outcome::OtherAddress { url: "https://id.example.org".into() }, false),
        ),
        ("outcome-405", page(Outcome::WrongMethod, false)),
        ("outcome-413", page(Outcome::TooLarge, false)),
        ("outcome-too-slow", page(Outcome::TooSlow, false)),
        ("outcome-500", page(Outcome::Fault { reference: "7F3K-92QM".into() }, true)),
        ("outcome-503", page(Outcome::Unavailable, false)),
    ]
}
