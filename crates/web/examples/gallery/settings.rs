//! Samples: Password & Security and the list of what happened.
//! Deliberately not here: anything that a real account holds.

use super::house::pages::activity::{ActivityPage, Event, What};
use super::house::pages::security::{
    Address, Advice, Browser, CardState, Entry, EntryNote, Keeping, Language, MethodCard, Preferred,
    SecurityPage, Session, WhenToVerify,
};
use super::house::pages::{Frame, Kind, Notice, Template};
use super::{DAY, HOUR, NOW, Page};

pub(super) fn pages(frame: &Frame) -> Vec<Page> {
    security(frame)
}

fn entry(id: &str, name: &str, last_used: Option<i64>, note: EntryNote) -> Entry {
    let may_reactivate = note == EntryNote::Suspended;
    let since = NOW - 200 * DAY;
    Entry {
        id: id.into(),
        name: name.into(),
        since,
        last_used,
        last_seen: None,
        note,
        keeping: None,
        may_rename: true,
        may_reactivate,
    }
}

fn card(kind: Kind, state: CardState, entries: Vec<Entry>) -> MethodCard {
    MethodCard { kind, state, may_add: !entries.is_empty(), entries, codes_left: 7, unsaved: false }
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
        place: "Portugal".into(),
        why: Vec::new(),
    };
    let spread = |(at, what): (i64, What)| Event { at: NOW - at * at * 5 * HOUR, ..place(what) };
    (0..).zip(whats).map(spread).collect()
}

fn browser(id: &str, name: &str, this_one: bool) -> Browser {
    Browser {
        id: id.into(),
        name: name.into(),
        place: "Lisbon, Portugal".into(),
        last_seen: NOW - 300,
        skip_until: this_one.then_some(NOW + 20 * DAY),
        this_one,
    }
}

fn session(id: &str, browser: &str, this_one: bool) -> Session {
    Session {
        id: id.into(),
        browser: browser.into(),
        place: "Lisbon, Portugal".into(),
        since: NOW - 2 * DAY,
        last_seen: if this_one { NOW } else { NOW - 2400 },
        this_one,
    }
}

fn address(id: &str, address: &str, verified: bool) -> Address {
    Address { id: id.into(), address: address.into(), verified, may_remove: true }
}

fn preferred(id: &str, kind: Kind, name: &str, chosen: bool) -> Preferred {
    Preferred { id: id.into(), kind, name: name.into(), chosen }
}

fn usual_cards(frame: &Frame) -> Vec<MethodCard> {
    let question = entry("q", &frame.say("question-first-meal"), None, EntryNote::Weak);
    let question = Entry { may_rename: false, ..question };
    let app = entry("m1", "Ana’s phone", Some(NOW - 2 * HOUR), EntryNote::None);
    let phone = entry("m2", "••• 4417", Some(NOW - 9 * DAY), EntryNote::Weak);
    let passkey = |id, name, keeping| Entry {
        keeping: Some(keeping),
        ..entry(id, name, Some(NOW - 5 * HOUR), EntryNote::None)
    };
    let copied = Entry { note: EntryNote::MayBeCopied, ..passkey("m5", "Red key", Keeping::OneDevice) };
    let passkeys = vec![
        passkey("m3", "Ana’s laptop", Keeping::Synced),
        passkey("m4", "Blue key", Keeping::OneDevice),
        copied,
    ];
    vec![
        card(Kind::SecurityQuestion, CardState::On, vec![question]),
        card(Kind::Passkey, CardState::On, passkeys),
        card(Kind::AuthenticatorApp, CardState::On, vec![app]),
        card(Kind::TextMessage, CardState::On, vec![phone]),
        card(Kind::RecoveryCode, CardState::Off, vec![]),
    ]
}

fn security_page(frame: Frame) -> SecurityPage {
    SecurityPage {
        display_name: "Ana".into(),
        user_name: "ana".into(),
        ways_in: 2,
        advice: Advice::AddOneMore,
        nudge: false,
        hold_until: None,
        password_changed: NOW - 400 * DAY,
        when: WhenToVerify::WhenRisky,
        preferred: vec![
            preferred("m1", Kind::AuthenticatorApp, "Ana’s phone", true),
            preferred("m2", Kind::TextMessage, "••• 4417", false),
        ],
        methods: usual_cards(&frame),
        addresses: vec![
            address("e1", "ana@example.org", true),
            address("e2", "ana.sousa@example.net", false),
        ],
        mail: true,
        languages: [("en", "English", true), ("es", "Español", false)]
            .map(|(tag, name, spoken)| Language { tag: tag.into(), name: name.into(), spoken })
            .to_vec(),
        browsers: vec![browser("b1", "Firefox on Linux", true), browser("b2", "Safari on iPhone", false)],
        sessions: vec![session("s1", "Firefox on Linux", true), session("s2", "Safari on iPhone", false)],
        administrator: true,
        activity: events(),
        frame,
    }
}

fn held_cards(frame: &Frame) -> Vec<MethodCard> {
    let suspended = entry("m1", "Ana’s phone", None, EntryNote::Suspended);
    let codes = entry("m4", &Kind::RecoveryCode.name(frame.words), None, EntryNote::Suspended);
    let codes = Entry { may_rename: false, may_reactivate: false, ..codes };
    let resting = entry("m3", "Tablet", Some(NOW - DAY), EntryNote::Resting);
    vec![
        card(Kind::TextMessage, CardState::Held, vec![]),
        card(Kind::AuthenticatorApp, CardState::On, vec![suspended, resting]),
        MethodCard { unsaved: true, may_add: true, ..card(Kind::RecoveryCode, CardState::On, vec![codes]) },
        card(Kind::MobilePrompt, CardState::Off, vec![]),
        card(Kind::Passkey, CardState::Off, vec![]),
        card(Kind::MailedLink, CardState::Off, vec![]),
    ]
}

fn security(frame: &Frame) -> Vec<Page> {
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
    let silent = SecurityPage {
        mail: false,
        languages: vec![],
        methods: vec![card(
            Kind::TextMessage,
            CardState::On,
            vec![entry("m2", "••• 4417", None, EntryNote::CannotSend)],
        )],
        ..security_page(frame.clone())
    };
    let unreachable = SecurityPage { mail: false, addresses: vec![], ..security_page(frame.clone()) };
    let held = SecurityPage {
        ways_in: 3,
        advice: Advice::SaveCodes,
        hold_until: Some(NOW + 3 * DAY),
        when: WhenToVerify::SiteAsksAlways,
        methods: held_cards(frame),
        ..security_page(frame.clone())
    };
    let activity = ActivityPage {
        frame: frame.clone(),
        display_name: "Ana".into(),
        events: events(),
        older: Some("/activity?before=1".into()),
    };
    let mut pages = vec![
        ("security", security_page(frame.clone()).render()),
        ("security-fresh", fresh.render()),
        ("security-held", held.render()),
        ("security-silent", silent.render()),
        ("security-unreachable", unreachable.render()),
        ("activity", activity.render()),
    ];
    for advice in [Advice::MakeCodes, Advice::FewCodes, Advice::None] {
        let page = SecurityPage { advice, when: WhenToVerify::EverySignIn, ..security_page(frame.clone()) };
        pages.push(("security-well", page.render()));
    }
    pages
}
