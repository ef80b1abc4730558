//! Samples: mailed links, and the ways back after a loss.
//! Deliberately not here: anything that a real account holds.

use super::house::pages::activity::What;
use super::house::pages::links::{Link, LinkEnd, LinkEndPage, LinkPage, Onward};
use super::house::pages::recover::{LockedOutPage, LostPage, LostStage, ResetPage, ResetStage};
use rules::lost_phone::PasskeysLeft;

use super::house::pages::{Frame, Kind, Template, Trouble};
use super::{HELP, NOW, Page};

pub(super) fn pages(frame: &Frame) -> Vec<Page> {
    [links(frame), link_ends(frame), resets(frame), lost(frame)].into_iter().flatten().collect()
}

fn links(frame: &Frame) -> Vec<Page> {
    let page = |link| LinkPage { frame: frame.clone(), token: "t0ken".into(), link }.render();
    let (browser, place, at) = ("Firefox on Linux".to_owned(), "Lisbon, Portugal".to_owned(), NOW - 120);
    let not_me = Link::NotMe {
        what: What::MethodAdded(Kind::AuthenticatorApp),
        browser: browser.clone(),
        place: place.clone(),
        at,
    };
    vec![
        ("link-sign-in", page(Link::SignIn { browser, place, at })),
        ("link-address", page(Link::Address { address: "ana@example.org".into() })),
        ("link-confirm", page(Link::Confirm)),
        ("link-not-me", page(not_me)),
    ]
}

fn link_ends(frame: &Frame) -> Vec<Page> {
    let page = |end| LinkEndPage { frame: frame.clone(), end, onward: Onward::NewPassword }.render();
    vec![
        ("link-end-sign-in", page(LinkEnd::SignInGoesOn)),
        ("link-end-address", page(LinkEnd::AddressVerified("ana@example.org".into()))),
        ("link-end-taken", page(LinkEnd::AddressTaken)),
        ("link-end-confirm", page(LinkEnd::ConfirmGoesOn)),
        ("link-end-not-me", page(LinkEnd::NotMe { sessions: 2, suspended: vec!["Unknown phone".into()] })),
        ("link-end-expired", page(LinkEnd::Expired)),
        ("link-end-unknown", page(LinkEnd::Unknown)),
        ("link-end-used", page(LinkEnd::Used)),
        ("link-end-other-browser", page(LinkEnd::OtherBrowser)),
    ]
}

fn resets(frame: &Frame) -> Vec<Page> {
    let page = |frame: &Frame, stage| ResetPage { frame: frame.clone(), stage }.render();
    let new = || ResetStage::New { token: "t0ken".into(), user_name: "ana".into(), least: 12 };
    let guessable = frame.clone().with_problem("new_password", Trouble::PasswordGuessable);
    vec![
        ("reset", page(frame, ResetStage::Ask { user_name: String::new() })),
        ("reset-sent", page(frame, ResetStage::Sent)),
        ("reset-by-people", page(frame, ResetStage::ByPeople { help: Some(HELP.into()) })),
        ("reset-by-people-plain", page(frame, ResetStage::ByPeople { help: None })),
        ("reset-new", page(frame, new())),
        ("reset-new-wrong", page(&guessable, new())),
        ("reset-done", page(frame, ResetStage::Done)),
    ]
}

fn lost(frame: &Frame) -> Vec<Page> {
    let page = |stage| LostPage { frame: frame.clone(), stage }.render();
    let done = |way_left| LostStage::Done {
        suspended: vec!["Ana’s phone".into(), "••• 4417".into()],
        way_left,
        passkeys_left: way_left.then_some(PasskeysLeft::Last),
    };
    let last = LostStage::Last {
        user_name: "ana".into(),
        passkeys: false,
        methods: vec!["••• 4417".into()],
        help: Some(HELP.into()),
    };
    let locked_out = |may_reset, help: Option<&str>| {
        let help = help.map(String::from);
        LockedOutPage { frame: frame.clone(), in_sign_in: true, may_reset, help }.render()
    };
    vec![
        ("lost", page(LostStage::Ask { user_name: String::new(), passkeys: false })),
        ("lost-last", page(last)),
        ("lost-done", page(done(true))),
        ("lost-done-no-way", page(done(false))),
        ("locked-out", locked_out(true, Some(HELP))),
        ("locked-out-plain", locked_out(false, None)),
    ]
}
