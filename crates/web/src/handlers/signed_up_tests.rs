//! Stories of a new account: the browser that verified its address within the hour needs no second link for its first method.

use axum::http::StatusCode;
use flows::{NewPerson, NotCreated, Refused};
use rules::time::{MINUTE, Time};

use crate::testing_house::{ANSWER, Browser, PASSWORD, Page, TestHouse, desk};

const SECURITY: &str = "/settings/security";

fn token(link: &str) -> &str {
    link.split_once("token=").unwrap().1
}

/// Signs up, and opens the link that verifies the address in `opens`.
async fn signs_up(house: &TestHouse, browser: &mut Browser) -> String {
    browser.get("/signup").await;
    let fields =
        [("display_name", "Bo"), ("username", "bo"), ("email", "bo@example.org"), ("new_password", PASSWORD)];
    assert_eq!(browser.post("/signup", &fields).await.status, StatusCode::OK);
    house.mailed_link("/links/address").await
}

async fn verifies(browser: &mut Browser, link: &str) {
    browser.get(link).await;
    let page = browser.post("/links/address", &[("token", token(link))]).await;
    assert!(page.says("Address verified"), "{}", page.body);
}

/// Signs in and goes on to an app: the question, then whatever else is asked.
async fn on_to_an_app(browser: &mut Browser) -> Page {
    let page = browser.give_password("bo").await;
    browser.follow(page).await;
    assert!(browser.has_session());
    browser.get(SECURITY).await;
    browser.post(&format!("{SECURITY}/enable"), &[("kind", "authenticator_app")]).await;
    browser.get(&format!("{SECURITY}/question?then=authenticator_app")).await;
    let fields = [("question", "first-meal"), ("answer", ANSWER), ("then", "authenticator_app")];
    let page = browser.post(&format!("{SECURITY}/question"), &fields).await;
    browser.follow(page).await
}

/// When the session of this browser proved a link.
async fn link_opened(house: &TestHouse, browser: &Browser) -> Option<Time> {
    let me = house.house.me(&desk(), &browser.cookies["__Host-session"]).await.unwrap();
    me.expect("signed in").session.session.proofs.link_at
}

fn mailed(house: &TestHouse, path: &str) -> usize {
    house.mails.messages().iter().filter(|mail| mail.text.contains(path)).count()
}

#[tokio::test]
async fn whoever_verified_the_address_here_goes_from_the_question_straight_to_the_app() {
    let house = TestHouse::open().await;
    let mut bo = house.browser();
    let link = signs_up(&house, &mut bo).await;
    verifies(&mut bo, &link).await;
    assert!(!bo.has_session(), "a link signs nobody in");
    house.pass(50 * MINUTE);
    let page = on_to_an_app(&mut bo).await;
    assert!(page.says("Step 2 of 2") && page.says("Scan this with the app"), "{}", page.body);
    house.deliver().await;
    assert_eq!(mailed(&house, "/links/confirm"), 0, "no second letter was written");
}

#[tokio::test]
async fn after_an_hour_the_link_is_asked_for_again() {
    let house = TestHouse::open().await;
    let mut bo = house.browser();
    let link = signs_up(&house, &mut bo).await;
    verifies(&mut bo, &link).await;
    house.pass(60 * MINUTE);
    let page = on_to_an_app(&mut bo).await;
    assert!(page.says("A link by e-mail") && page.says("2 of 3 done"), "{}", page.body);
}

#[tokio::test]
async fn another_browser_than_the_one_that_verified_the_address_is_asked_for_a_link() {
    let house = TestHouse::open().await;
    let mut bo = house.browser();
    let link = signs_up(&house, &mut bo).await;
    verifies(&mut house.browser(), &link).await;
    let page = on_to_an_app(&mut bo).await;
    assert!(page.says("A link by e-mail") && page.says("2 of 3 done"), "{}", page.body);
}

#[tokio::test]
async fn what_a_browser_kept_is_of_one_account_and_of_the_password_of_then() {
    let house = TestHouse::open().await;
    let mut thief = house.browser();
    let link = signs_up(&house, &mut thief).await;
    verifies(&mut thief, &link).await;
    let kept = thief.cookies["__Host-opened"].clone();

    house.person("ana").await;
    let mut other = house.browser();
    other.cookies.insert("__Host-opened".into(), kept.clone());
    let page = other.give_password("ana").await;
    other.follow(page).await;
    assert_eq!(link_opened(&house, &other).await, None, "it is another account's");

    let mut owner = house.browser();
    let page = owner.give_password("bo").await;
    owner.follow(page).await;
    let new = "nine orange ladders lean";
    owner.get(&format!("{SECURITY}/password")).await;
    let fields = [("current_password", PASSWORD), ("new_password", new)];
    let changed = owner.post(&format!("{SECURITY}/password"), &fields).await;
    assert_eq!(changed.location(), Some(SECURITY), "{}", changed.body);
    thief.get("/signin").await;
    let page = thief.post("/signin", &[("username", "bo"), ("password", new)]).await;
    thief.follow(page).await;
    assert_eq!(link_opened(&house, &thief).await, None, "a new password ended it");
}

#[tokio::test]
async fn a_mailed_link_that_sets_a_password_proves_no_more_than_that_password() {
    let house = TestHouse::open().await;
    house.person("ana").await;
    let mut ana = house.browser();
    ana.get("/reset").await;
    ana.post("/reset", &[("username", "ana")]).await;
    let reset = house.mailed_link("/reset/new").await;
    ana.get(&reset).await;
    let fields = [("token", token(&reset)), ("new_password", "nine orange ladders lean")];
    assert_eq!(ana.post("/reset/new", &fields).await.location(), Some("/reset/done"));
    assert!(!ana.cookies.contains_key("__Host-opened"));
}

#[tokio::test]
async fn signing_out_forgets_what_the_browser_kept() {
    let house = TestHouse::open().await;
    let mut bo = house.browser();
    let link = signs_up(&house, &mut bo).await;
    verifies(&mut bo, &link).await;
    let page = bo.give_password("bo").await;
    bo.follow(page).await;
    assert!(bo.cookies.contains_key("__Host-opened"));
    bo.post("/signout", &[]).await;
    assert!(!bo.has_session() && !bo.cookies.contains_key("__Host-opened"));
}

/// What the form of a new account says to this name.
async fn signs_up_as(house: &TestHouse, name: &str) -> Page {
    let mut browser = house.browser();
    browser.get("/signup").await;
    let fields =
        [("display_name", ""), ("username", name), ("email", "mal@evil.example"), ("new_password", PASSWORD)];
    browser.post("/signup", &fields).await
}

#[tokio::test]
async fn nobody_signs_up_under_an_address_whoever_has_it() {
    let house = TestHouse::open().await;
    house.person("ana").await;
    // Of nobody yet, of somebody, of their own that is not verified, and one whose sign is another character.
    for name in ["victim@acme.example", "ana@example.org", "mal@evil.example", "victim\u{ff20}acme.example"] {
        let page = signs_up_as(&house, name).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        assert!(page.says("Choose a name without @"), "{name}: the same whoever has it: {}", page.body);
        assert!(!page.says("This name is taken"), "{name}");
    }
    let session = house.first_session("ana").await;
    house.prove_by_link(&session).await;
    house.house.add_email(&desk(), &session, "victim@acme.example").await.unwrap().unwrap();
    let mut ana = house.browser();
    let link = house.mailed_link("/links/address").await;
    verifies(&mut ana, &link).await;
    assert!(ana.give_password("victim@acme.example").await.location().is_some(), "it is its owner's name");
}

#[tokio::test]
async fn the_operator_gives_an_address_as_a_name_to_the_person_whose_it_is_only() {
    let house = TestHouse::open().await;
    let person = |address: &str| NewPerson {
        user_name: "Bo@Example.org".into(),
        emails: vec![(address.into(), true)],
        ..NewPerson::default()
    };
    for wrong in [person("other@example.org"), NewPerson { emails: Vec::new(), ..person("") }] {
        let refused = house.house.create(&wrong, None).await.unwrap();
        assert!(matches!(refused, Err(Refused::Name(NotCreated::NameIsAddress))), "{refused:?}");
    }
    house.house.create(&person("bo@example.org"), None).await.unwrap().unwrap();
    assert!(house.house.find_account("bo@example.org").await.unwrap().is_some());
}

#[tokio::test]
async fn a_name_that_only_looks_like_another_is_refused() {
    let house = TestHouse::open().await;
    for name in ["bob\u{200b}", "\u{430}na", "bob\u{202e}", "bo b", "bob+1", "bob\u{e000}"] {
        let page = signs_up_as(&house, name).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", name.escape_unicode());
        assert!(page.says("Use letters of one alphabet"), "{}: {}", name.escape_unicode(), page.body);
    }
    let mut browser = house.browser();
    browser.get("/signup").await;
    let fields = [
        ("display_name", "Ana\u{202e}nimda"),
        ("username", "ana77"),
        ("email", "ana77@example.org"),
        ("new_password", PASSWORD),
    ];
    let page = browser.post("/signup", &fields).await;
    assert!(page.says("This name has a character that cannot be seen."), "{}", page.body);
    let odd = |user: &str, display: &str| NewPerson {
        user_name: user.into(),
        display_name: display.into(),
        ..NewPerson::default()
    };
    for (person, why) in [
        (odd("bob\u{200b}", ""), NotCreated::BadName),
        (odd("\u{430}na", ""), NotCreated::BadName),
        (odd("bob", "Bob\u{202e}"), NotCreated::BadDisplayName),
    ] {
        let refused = house.house.create(&person, None).await.unwrap();
        assert!(matches!(refused, Err(Refused::Name(told)) if told == why), "{refused:?}");
    }
    house.house.create(&odd("o'brien", "Ana \u{2764}\u{fe0f}"), None).await.unwrap().unwrap();
    assert_eq!(signs_up_as(&house, "мария.7").await.status, StatusCode::OK);
}
