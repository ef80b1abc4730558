//! Samples: setting up a method and changing what is there.
//! Deliberately not here: anything that a real account holds.

use super::house::pages::changes::{
    AddEmailPage, ConfirmPage, PasswordPage, Progress, Proof, RemovePage, Removed, RenamePage, Verdict,
};
use super::house::pages::enroll::{
    AppPage, CodesPage, CodesStage, PasskeyPage, PhonePage, PhoneStage, QuestionPage,
};
use super::house::pages::reactivate::{AskedAgain, ReactivatePage};
use super::house::pages::{Frame, Kind, Notice, Template, Trouble};
use super::house::qr;
use super::{DAY, NOW, OTPAUTH, Page};

pub(super) fn pages(frame: &Frame) -> Vec<Page> {
    let pages = [
        questions(frame),
        apps(frame),
        passkeys(frame),
        phones(frame),
        had_back(frame),
        codes(frame),
        changes(frame),
        removals(frame),
    ];
    pages.into_iter().flatten().collect()
}

fn had_back(frame: &Frame) -> Vec<Page> {
    let page = |frame: Frame, name: &str, proof| {
        let name = name.to_owned();
        ReactivatePage { frame, id: "m1".into(), name, proof }.render()
    };
    let sent = AskedAgain::Code { expires: NOW + 300, resend_in: Some(30) };
    let wrong = frame.clone().with_problem("code", Trouble::ClockOff { minutes: 2 });
    let app = || AskedAgain::App { digits: 6 };
    vec![
        ("reactivate-app", page(frame.clone(), "Ana’s phone", app())),
        ("reactivate-app-wrong", page(wrong, "Ana’s phone", app())),
        ("reactivate-phone", page(frame.clone(), "••• 4417", AskedAgain::Number)),
        ("reactivate-phone-code", page(frame.clone().with_notice(Notice::CodeSent), "••• 4417", sent)),
    ]
}

fn questions(frame: &Frame) -> Vec<Page> {
    let page = |frame: Frame, then| QuestionPage {
        frame,
        then,
        chosen: String::new(),
        taken: vec!["first-meal".into()],
    };
    let wrong = frame
        .clone()
        .with_problem("question", Trouble::QuestionMissing)
        .with_problem("answer", Trouble::AnswerCommon);
    vec![
        ("enroll-question", page(frame.clone(), Some(Kind::AuthenticatorApp)).render()),
        ("enroll-question-wrong", page(wrong, None).render()),
    ]
}

fn apps(frame: &Frame) -> Vec<Page> {
    let page = |frame: Frame| AppPage {
        second_of_two: true,
        id: "m5".into(),
        qr: qr::svg(OTPAUTH, &frame.say("app-step-2")).unwrap_or_default(),
        key: "JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP".into(),
        otpauth: OTPAUTH.into(),
        name: "My phone".into(),
        digits: 6,
        frame,
    };
    let wrong = frame.clone().with_problem("code", Trouble::WrongCode { left: None });
    vec![("enroll-app", page(frame.clone()).render()), ("enroll-app-wrong", page(wrong).render())]
}

fn passkeys(frame: &Frame) -> Vec<Page> {
    let page = |frame: Frame| PasskeyPage {
        second_of_two: true,
        id: "m7".into(),
        options: "{}".into(),
        name: "Passkey".into(),
        frame,
    };
    let wrong = frame.clone().with_problem("", Trouble::PasskeyLate);
    vec![("enroll-passkey", page(frame.clone()).render()), ("enroll-passkey-late", page(wrong).render())]
}

fn phones(frame: &Frame) -> Vec<Page> {
    let page = |frame: Frame, stage| PhonePage { frame, second_of_two: false, stage };
    let number = || PhoneStage::Number { typed: String::new(), example: "+351 912 345 678".into() };
    let code = PhoneStage::Code {
        id: "m6".into(),
        number: "+351 912 344 417".into(),
        expires: NOW + 300,
        resend_in: Some(30),
    };
    let wrong = frame.clone().with_problem("phone", Trouble::PhoneInvalid);
    vec![
        ("enroll-phone", page(frame.clone(), number()).render()),
        ("enroll-phone-wrong", page(wrong, number()).render()),
        ("enroll-phone-code", page(frame.clone().with_notice(Notice::CodeSent), code).render()),
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
    let show = || CodesStage::Show { codes: codes.map(String::from).to_vec(), user_name: "ana".into() };
    let page = |frame: Frame, stage| CodesPage { frame, stage }.render();
    vec![
        ("enroll-codes", page(frame.clone().with_notice(Notice::MethodAdded("Ana’s phone".into())), show())),
        ("enroll-codes-unticked", page(frame.clone().with_problem("saved", Trouble::NotSaved), show())),
        ("enroll-codes-renew", page(frame.clone(), CodesStage::Renew { left: 3 })),
    ]
}

fn changes(frame: &Frame) -> Vec<Page> {
    let password = |frame: Frame| PasswordPage { frame, user_name: "ana".into(), least: 12 };
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
        let proofs = vec![(Proof::Password, step(0)), (question(), step(1)), (link(), step(2))];
        ConfirmPage {
            first_strong: done != 1,
            onward: (done == 3).then_some(Kind::AuthenticatorApp),
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
        ("confirm-done", confirm(3)),
        ("rename", rename.render()),
        ("add-email", add.render()),
    ]
}

fn removals(frame: &Frame) -> Vec<Page> {
    let method = || Removed::Method { kind: Kind::AuthenticatorApp, name: "Ana’s phone".into() };
    let address = |told| Removed::Address { address: "ana@example.org".into(), told };
    let page = |what, verdict| RemovePage { frame: frame.clone(), id: "m1".into(), what, verdict }.render();
    let stays = vec!["Tablet".into(), "••• 4417".into()];
    vec![
        ("remove", page(method(), Verdict::Allowed { stays })),
        (
            "remove-last-way",
            page(method(), Verdict::LastWayIn { instead: vec![Kind::TextMessage, Kind::RecoveryCode] }),
        ),
        ("remove-depends", page(method(), Verdict::OthersDepend { others: vec!["Tablet".into()] })),
        ("remove-held", page(method(), Verdict::Held { until: NOW + DAY })),
        ("remove-address", page(address(true), Verdict::Allowed { stays: vec![] })),
        ("remove-address-untold", page(address(false), Verdict::Allowed { stays: vec![] })),
        ("remove-last-address", page(address(true), Verdict::LastAddress)),
    ]
}
