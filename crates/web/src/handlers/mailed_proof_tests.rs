//! Stories of the mailed link that a weak method needs beside it.

use axum::http::StatusCode;

use crate::testing_house::{ANSWER, Browser, PASSWORD, Page, TestHouse};

fn token(link: &str) -> &str {
    link.split_once("token=").unwrap().1
}

/// Three wrong passwords from unknown browsers make a sign-in ask for strong proof; then the right one.
async fn after_wrong_passwords(browser: &mut Browser, name: &str) -> Page {
    browser.get("/signin").await;
    for _ in 0..3 {
        browser.post("/signin", &[("username", name), ("password", "not the password")]).await;
    }
    let page = browser.give_password(name).await;
    assert_eq!(page.location(), Some("/verify"), "{}", page.body);
    browser.get("/verify").await
}

/// Answers the first of two proofs; the page that waits for the second.
async fn answered(house: &TestHouse, browser: &mut Browser) -> Page {
    house.person_with_question("ana").await;
    let page = after_wrong_passwords(browser, "ana").await;
    assert!(page.says("Step 1 of 2") && page.says("typed something wrong"), "{}", page.body);
    let challenge = page.hidden("challenge").unwrap();
    let sent = browser.post("/verify", &[("challenge", &challenge), ("answer", ANSWER)]).await;
    assert_eq!(sent.location(), Some("/verify"));
    assert!(!browser.has_session());
    browser.get("/verify").await
}

#[tokio::test]
async fn a_weak_method_takes_a_mailed_link_too_where_more_is_asked() {
    let house = TestHouse::open().await;
    let mut browser = house.browser();
    let waiting = answered(&house, &mut browser).await;
    assert!(waiting.says("Step 2 of 2") && waiting.says("a•••@e•••.org"), "{}", waiting.body);
    assert_eq!(browser.get("/verify/state").await.body, "link");
    let link = house.mailed_link("/links/sign-in").await;
    let page = browser.get(&link).await;
    assert!(page.says("Firefox on Linux") && page.says("Yes, it’s me"), "{}", page.body);
    assert!(!browser.has_session());
    let pressed = browser.post("/links/sign-in", &[("token", token(&link))]).await;
    assert!(pressed.status == StatusCode::OK && browser.has_session(), "{}", pressed.body);
    assert_eq!(browser.get("/verify").await.location(), Some("/settings/security"));
    assert!(!browser.cookies.contains_key("__Host-browsers"));
}

#[tokio::test]
async fn the_mailed_link_works_only_in_the_browser_that_signs_in() {
    let house = TestHouse::open().await;
    let mut browser = house.browser();
    answered(&house, &mut browser).await;
    let link = house.mailed_link("/links/sign-in").await;
    let mut other = house.browser();
    other.get(&link).await;
    let page = other.post("/links/sign-in", &[("token", token(&link))]).await;
    assert!(page.status == StatusCode::FORBIDDEN && !other.has_session());
    assert_eq!(browser.get("/verify/state").await.body, "link");
    browser.get(&link).await;
    browser.post("/links/sign-in", &[("token", token(&link))]).await;
    assert!(browser.has_session());
}

#[tokio::test]
async fn the_mailed_link_is_sent_again_after_a_minute() {
    let house = TestHouse::open().await;
    let mut browser = house.browser();
    let waiting = answered(&house, &mut browser).await;
    let challenge = waiting.hidden("challenge").unwrap();
    let early = browser.post("/verify/resend", &[("challenge", &challenge)]).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    house.pass(61);
    let sent = browser.post("/verify/resend", &[("challenge", &challenge)]).await;
    assert_eq!(sent.location(), Some("/verify"));
    assert!(browser.get("/verify").await.says("We sent a link to"));
    house.deliver().await;
    let links =
        house.mails.messages().into_iter().filter(|mail| mail.text.contains("/links/sign-in")).count();
    assert_eq!(links, 2);
}

#[tokio::test]
async fn the_owner_of_a_locked_account_is_told_so_after_the_right_password_only() {
    let house = TestHouse::open().await;
    let account = house.person("ana").await;
    house.house.set_locked(account, true).await.unwrap().unwrap();
    let mut browser = house.browser();
    browser.get("/signin").await;
    let wrong = browser.post("/signin", &[("username", "ana"), ("password", "not it")]).await;
    assert!(wrong.status == StatusCode::UNPROCESSABLE_ENTITY && !wrong.says("locked"));
    browser.give_password("ana").await;
    let page = browser.get("/verify").await;
    assert!(page.status == StatusCode::FORBIDDEN && page.says("Your account is locked"), "{}", page.body);
    assert!(page.says("Call the front desk.") && !browser.has_session());
    browser.get("/lost-phone").await;
    let lost = browser.post("/lost-phone", &[("username", "ana"), ("password", PASSWORD)]).await;
    assert!(lost.status == StatusCode::FORBIDDEN && lost.says("locked"), "{}", lost.body);
}

#[tokio::test]
async fn a_text_that_may_not_be_sent_moves_on_to_the_next_method_and_says_so() {
    let house = TestHouse::open().await;
    house.person_with_phone("ana").await;
    // Five texts to one number in ten minutes are the most; the enrollment's was the first.
    for _ in 0..4 {
        let mut browser = house.browser();
        browser.give_password("ana").await;
    }
    let mut browser = house.browser();
    browser.give_password("ana").await;
    let page = browser.get("/verify").await;
    assert!(page.says("That way does not work right now"), "{}", page.body);
    assert!(page.says("Enter a recovery code"), "{}", page.body);
    assert!(!browser.get("/verify").await.says("That way does not work right now"));
}
