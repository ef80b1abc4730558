//! Stories of mailed links: the page with one button, the reset that skips nothing, the notice that was not ours.

use axum::http::StatusCode;

use crate::testing_house::{Browser, NOON, PASSWORD, TestHouse};

const NEW: &str = "eleven copper kettles sing";

fn token(link: &str) -> &str {
    link.split_once("token=").unwrap().1
}

async fn ask_reset(house: &TestHouse, browser: &mut Browser, name: &str) {
    browser.get("/reset").await;
    let page = browser.post("/reset", &[("username", name)]).await;
    assert_eq!(page.location(), Some("/reset/sent"));
    house.deliver().await;
}

#[tokio::test]
async fn a_forgotten_password_is_set_anew_by_a_mailed_link_once_and_signs_nobody_in() {
    let house = TestHouse::open().await;
    house.person("ana").await;
    let mut browser = house.browser();
    ask_reset(&house, &mut browser, "ana").await;
    let link = house.mailed_link("/reset/new").await;
    assert!(browser.get(&link).await.says("value=\"ana\""));
    assert_eq!(browser.get(&link).await.status, StatusCode::OK);
    let fields = [("token", token(&link)), ("new_password", NEW)];
    let weak = browser.post("/reset/new", &[fields[0], ("new_password", "password1234")]).await;
    assert_eq!(weak.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(browser.post("/reset/new", &fields).await.location(), Some("/reset/done"));
    assert!(!browser.has_session());
    assert_eq!(browser.post("/reset/new", &fields).await.status, StatusCode::GONE);
    browser.get("/signin").await;
    let old = browser.post("/signin", &[("username", "ana"), ("password", PASSWORD)]).await;
    assert_eq!(old.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn asking_for_a_reset_says_the_same_of_every_name() {
    let house = TestHouse::open().await;
    house.person("ana").await;
    let mut browser = house.browser();
    ask_reset(&house, &mut browser, "nobody").await;
    assert!(house.mails.messages().is_empty());
    ask_reset(&house, &mut browser, "ana").await;
    assert_eq!(house.mails.messages().len(), 1);
}

#[tokio::test]
async fn looking_at_a_link_has_no_effect_and_pressing_it_works_once() {
    let house = TestHouse::open().await;
    let mut browser = house.browser();
    browser.get("/signup").await;
    let fields =
        [("display_name", "Bo"), ("username", "bo"), ("email", "bo@example.org"), ("new_password", NEW)];
    let page = browser.post("/signup", &fields).await;
    assert!(page.says("bo@example.org") && page.status == StatusCode::OK, "{}", page.body);
    assert!(!browser.has_session());
    let link = house.mailed_link("/links/address").await;
    for _ in 0..3 {
        assert_eq!(browser.get(&link).await.status, StatusCode::OK);
    }
    let fields = [("token", token(&link))];
    assert!(browser.post("/links/address", &fields).await.says("Address verified"));
    assert_eq!(browser.post("/links/address", &fields).await.status, StatusCode::GONE);
}

#[tokio::test]
async fn not_me_ends_every_session_by_its_button_alone() {
    let house = TestHouse::open().await;
    house.person("ana").await;
    let mut owner = house.browser();
    owner.give_password("ana").await;
    let link = house.mailed_link("/links/not-me").await;
    let mut reader = house.browser();
    reader.get(&link).await;
    assert_eq!(owner.get("/").await.location(), Some("/settings/security"));
    let page = reader.post("/links/not-me", &[("token", token(&link))]).await;
    assert!(page.says("1 browser was signed out"), "{}", page.body);
    assert_eq!(owner.get("/").await.location(), Some("/signin"));
    assert!(!reader.has_session());
}

#[tokio::test]
async fn links_that_never_were_and_links_of_another_kind_are_not_found() {
    let house = TestHouse::open().await;
    house.person("ana").await;
    let mut browser = house.browser();
    ask_reset(&house, &mut browser, "ana").await;
    let link = house.mailed_link("/reset/new").await;
    for path in [
        format!("/links/address?token={}", token(&link)),
        "/links/sign-in?token=x".to_owned(),
        "/links/sign-in".to_owned(),
        "/links/nothing?token=x".to_owned(),
        "/reset/new".to_owned(),
        "/reset/new?token=%00&token=%ff".to_owned(),
    ] {
        assert_eq!(browser.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    house.pass(2 * 3600);
    assert_eq!(browser.get(&link).await.status, StatusCode::GONE);
    assert!(house.now() > NOON);
}

#[tokio::test]
async fn a_door_that_the_operator_closed_makes_no_accounts() {
    let house = TestHouse::with(|_, site| site.sign_up = false).await;
    let mut browser = house.browser();
    assert_eq!(browser.get("/signup").await.status, StatusCode::NOT_FOUND);
    browser.get("/signin").await;
    let page = browser.post("/signup", &[("username", "bo")]).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
}
