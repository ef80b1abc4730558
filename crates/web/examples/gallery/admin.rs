//! The administrator's pages: a young site, a grown one in shadow with everything odd, one account's events.

use risk::{AccountClass, Threshold};

use super::house::audit::Parts;
use super::house::pages::admin::{AccountPage, AdminPage, FileRow, FindPage, MethodFirstPage, NodeRow, Way};
use super::house::pages::{Frame, Template, Trouble};
use super::{HOUR, NOW, Page};

const CLASSES: [AccountClass; 3] = AccountClass::ALL;

fn young(frame: &Frame) -> AdminPage {
    let learned = [214, 37, 0].map(|learned_from| Threshold { score: 0.0, learned_from });
    AdminPage {
        frame: frame.clone(),
        display_name: "Gil".into(),
        shadow: false,
        classes: CLASSES.into_iter().zip(learned).collect(),
        budget: 0.02,
        policy: "1-3f2a91c0".into(),
        only_new_country: false,
        profile: "classic",
        sign_ins: 251,
        places_known: false,
        files: vec![],
        mail: Way::Smtp,
        texts: Way::None,
        gateways: String::new(),
        spent: None,
        push: Way::Push,
        waiting: 0,
        tried: 0,
        nodes: vec![NodeRow { name: "k3vq7a".into(), here: true, seen: Some(NOW - 20), ended: false }],
    }
}

fn grown(frame: &Frame) -> AdminPage {
    let learned = [(0.562, 1_204), (0.118, 8_410), (-0.25, 120_448)];
    let learned = learned.map(|(score, learned_from)| Threshold { score, learned_from });
    let file = |name: &str, purpose, days, wrong| FileRow { name: name.into(), purpose, days, wrong };
    let node = |name: &str, here, seen, ended| NodeRow { name: name.into(), here, seen, ended };
    AdminPage {
        shadow: true,
        classes: CLASSES.into_iter().zip(learned).collect(),
        only_new_country: true,
        profile: "strict",
        sign_ins: 130_062,
        places_known: true,
        files: vec![
            file("countries.mmdb", "purpose-countries", 12, None),
            file("owners-of-all-the-networks-there-are.csv", "purpose-network-owners", 190, Some("file-old")),
            file("tor.txt", "purpose-tor", 0, None),
        ],
        texts: Way::Gateways,
        gateways: "kannel, twilio".into(),
        spent: Some((412, Some(5_000))),
        push: Way::SwitchedOff,
        waiting: 14,
        tried: 2,
        nodes: vec![
            node("k3vq7a", true, Some(NOW - 20), false),
            node("p2mm4x", false, Some(NOW - 9 * HOUR), true),
            node("zc5e2d", false, None, false),
        ],
        ..young(frame)
    }
}

fn event(what: &str, ago: i64, why: &[&str], serious: bool) -> Parts {
    Parts {
        at: NOW - ago,
        what: what.into(),
        from: vec!["Firefox on Linux".into(), "Portugal".into(), "203.0.113.7".into()],
        why: why.iter().map(|why| (*why).into()).collect(),
        serious,
    }
}

pub(crate) fn pages(frame: &Frame) -> Vec<Page> {
    let asked = [
        "Why: unknown browser",
        "Policy 1-3f2a91c0 with a budget of 2 % says: any method",
        "Score +1.06, above the threshold 0: token of a known browser +1.26, hour −0.2",
        "Threshold fixed while new accounts are learned, 214 of 1,000 sign-ins",
        "The rules alone say: any method (unknown browser)",
    ];
    let account = AccountPage {
        frame: frame.clone(),
        display_name: "Gil".into(),
        of: "ana".into(),
        events: vec![
            event("Signed in (level 2, unknown browser)", 300, &[], false),
            event("Second step asked: any method", 340, &asked, false),
            event("Wrong password", HOUR, &[], true),
        ],
        older: Some("1780000000-aaaaaaaaaaaaaaaaaaaaaaaaaa".into()),
    };
    let empty = AccountPage { events: vec![], older: None, ..account_of(frame) };
    let find = FindPage { frame: frame.clone(), typed: String::new() };
    let wrong = frame.clone().with_problem("name", Trouble::NoSuchAccount);
    let unknown = FindPage { frame: wrong, typed: "nobody".into() };
    vec![
        ("admin", young(frame).render()),
        ("admin-shadow", grown(frame).render()),
        ("admin-find", find.render()),
        ("admin-find-unknown", unknown.render()),
        ("admin-activity", account.render()),
        ("admin-activity-none", empty.render()),
        ("admin-method", MethodFirstPage { frame: frame.clone(), passkeys: true }.render()),
        ("admin-method-app", MethodFirstPage { frame: frame.clone(), passkeys: false }.render()),
    ]
}

fn account_of(frame: &Frame) -> AccountPage {
    AccountPage {
        frame: frame.clone(),
        display_name: "Gil".into(),
        of: "ana".into(),
        events: vec![],
        older: None,
    }
}
