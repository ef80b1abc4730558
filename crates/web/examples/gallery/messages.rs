//! Samples: letters, and the pages of the demo that show them.
//! Deliberately not here: anything that a real account holds.

use super::house::pages::activity::What;
use super::house::pages::demo::{Channel, DemoPage, DemoPerson, OutboxMessage, OutboxPage, pieces};
use super::house::pages::mail::{self, Letter, LinkLetter, News, NoticeLetter, Purpose, Scene};
use super::house::pages::{Frame, Kind, Template};
use super::house::words::Words;
use super::{DAY, NOW, Page};

pub(super) fn pages(frame: &Frame) -> Vec<Page> {
    demo(frame)
}

fn demo(frame: &Frame) -> Vec<Page> {
    let frame = Frame { demo: true, ..frame.clone() };
    let person = |name: &str, password: &str, story: &str| DemoPerson {
        display_name: name.into(),
        user_name: name.to_lowercase(),
        password: password.into(),
        story: story.into(),
    };
    let people = vec![
        person("Ana", "seven quiet lanterns", "Has an app and saved codes."),
        person("Bo", "paper boats at noon", "Gets a code by text message."),
        person("Chidi", "the river keeps time", "Has only the security question so far."),
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
        message(NOW - 3000, Channel::Mail, "ana@example.org", &sign_in.subject, &sign_in.text),
    ];
    let outbox = |messages| OutboxPage { frame: frame.clone(), messages }.render();
    vec![
        ("demo", DemoPage { frame: frame.clone(), people }.render()),
        ("outbox", outbox(messages)),
        ("outbox-empty", outbox(vec![])),
    ]
}

fn scene() -> Scene {
    Scene { at: NOW - 120, browser: "Firefox on Linux".into(), place: "Lisbon, Portugal".into() }
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
pub(super) fn letters(words: Words) -> Vec<(&'static str, Letter)> {
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
        ("mail-method-added", notice(News::Event(What::MethodAdded(Kind::AuthenticatorApp)))),
        ("mail-denied", notice(News::Denied)),
        ("mail-recovery", notice(News::RecoveryAsked { waits: 259_200 })),
        ("mail-hold", notice(News::Hold { until: NOW + 3 * DAY })),
        ("mail-address", notice(News::AddressAdded("ana@example.net".into()))),
    ]
}
