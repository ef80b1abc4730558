//! Stories of passkeys on the pages: enabled, asked for after the password and before a change, and without scripts.

use axum::http::StatusCode;
use secrets::testing::Authenticator;
use serde_json::Value;

use crate::testing_house::{Browser, ORIGIN, Page, TestHouse, desk};

const SECURITY: &str = "/settings/security";

/// What a page's form has the browser asked.
fn options(page: &Page) -> Value {
    let text =
        page.body.split("data-options=\"").nth(1).expect("a form for passkeys").split('"').next().unwrap();
    let text = text.replace("&#34;", "\"").replace("&quot;", "\"").replace("&amp;", "&");
    serde_json::from_str(&text).expect("options")
}

/// Where the form of a page goes.
fn action(page: &Page) -> String {
    let before = page.body.split("data-passkey=").next().unwrap();
    before.rsplit("action=\"").next().unwrap().split('"').next().unwrap().to_owned()
}

/// Somebody with an app, signed in with it just now, and a passkey that they enable.
async fn with_passkey(house: &TestHouse, name: &str) -> (Browser, Authenticator) {
    let enrolled = house.person_with_app(name).await;
    let mut browser = house.browser();
    let page = browser.give_password(name).await;
    let page = browser.follow(page).await;
    let challenge = page.hidden("challenge").expect("the app is asked");
    let code = house.app_code(&enrolled.seed);
    let page = browser.post("/verify", &[("challenge", &challenge), ("code", &code)]).await;
    browser.follow(page).await;
    house.pass(30);
    browser.get(SECURITY).await;
    let page = browser.post(&format!("{SECURITY}/enable"), &[("kind", "passkey")]).await;
    let page = browser.follow(page).await;
    assert!(page.says("Make a passkey"), "{}", page.body);
    let mut key = Authenticator::new(ORIGIN, 1);
    let made = key.make(&options(&page)).to_string();
    let page = browser.post(&action(&page), &[("name", "Blue key"), ("credential", &made)]).await;
    let page = browser.follow(page).await;
    assert!(page.says("Blue key") && page.says("This device only"), "{}", page.body);
    (browser, key)
}

#[tokio::test]
async fn a_passkey_is_enabled_renamed_and_asked_for_first() {
    let house = TestHouse::open().await;
    let (_, mut key) = with_passkey(&house, "ana").await;
    let mut other = house.browser();
    let page = other.give_password("ana").await;
    let page = other.follow(page).await;
    assert!(page.says("Use your passkey"), "the strongest comes first: {}", page.body);
    let challenge = page.hidden("challenge").unwrap();
    let brought = key.sign(&options(&page)).to_string();
    let page = other.post("/verify", &[("challenge", &challenge), ("credential", &brought)]).await;
    assert!(page.status.is_redirection(), "{}", page.body);
    assert!(other.has_session());
}

#[tokio::test]
async fn without_scripts_the_page_says_what_is_needed_and_other_ways_stay() {
    let house = TestHouse::open().await;
    with_passkey(&house, "ana").await;
    let mut other = house.browser();
    let page = other.give_password("ana").await;
    let page = other.follow(page).await;
    assert!(page.says("Passkeys need JavaScript"));
    assert!(page.says("<button class=\"main\" hidden>"), "no button that does nothing");
    assert!(page.says("/verify/methods"));
    let challenge = page.hidden("challenge").unwrap();
    let page = other.post("/verify", &[("challenge", &challenge), ("credential", "")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.says("This passkey did not work"));
    let page = other.get("/verify/methods").await;
    assert!(page.says("Use a code from my app") && page.says("Use my passkey"));
}

#[tokio::test]
async fn a_passkey_that_took_too_long_is_asked_for_once_more() {
    let house = TestHouse::open().await;
    let (_, mut key) = with_passkey(&house, "ana").await;
    let mut other = house.browser();
    let page = other.give_password("ana").await;
    let page = other.follow(page).await;
    let challenge = page.hidden("challenge").unwrap();
    house.pass(301);
    let brought = key.sign(&options(&page)).to_string();
    let late = other.post("/verify", &[("challenge", &challenge), ("credential", &brought)]).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(late.says("That took too long"));
    assert_ne!(options(&late)["challenge"], options(&page)["challenge"]);
    let brought = key.sign(&options(&late)).to_string();
    let page = other.post("/verify", &[("challenge", &challenge), ("credential", &brought)]).await;
    assert!(page.status.is_redirection() && other.has_session(), "{}", page.body);
}

#[tokio::test]
async fn a_set_up_that_took_too_long_begins_anew() {
    let house = TestHouse::open().await;
    let (mut browser, _) = with_passkey(&house, "ana").await;
    let page = browser.post(&format!("{SECURITY}/enable"), &[("kind", "passkey")]).await;
    let page = browser.follow(page).await;
    house.pass(301);
    let mut key = Authenticator::new(ORIGIN, 2);
    let made = key.make(&options(&page)).to_string();
    let late = browser.post(&action(&page), &[("name", "Red key"), ("credential", &made)]).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", late.body);
    assert!(late.says("That took too long"));
    let made = key.make(&options(&late)).to_string();
    let page = browser.post(&action(&late), &[("name", "Red key"), ("credential", &made)]).await;
    let page = browser.follow(page).await;
    assert!(page.says("Red key") && page.says("Blue key"), "{}", page.body);
}

#[tokio::test]
async fn a_change_is_proved_by_passkey() {
    let house = TestHouse::open().await;
    let (mut browser, mut key) = with_passkey(&house, "ana").await;
    house.pass(660);
    browser.get(SECURITY).await;
    let page = browser.post(&format!("{SECURITY}/enable"), &[("kind", "text_message")]).await;
    let page = browser.follow(page).await;
    assert!(page.says("Use your passkey"), "{}", page.body);
    let challenge = page.hidden("challenge").unwrap();
    let wrong = [("challenge", &*challenge), ("credential", "{}")];
    let again = browser.post("/settings/security/confirm", &wrong).await;
    assert!(again.says("This passkey did not work"), "{}", again.body);
    let brought = key.sign(&options(&again)).to_string();
    let right = [("challenge", &*challenge), ("credential", &*brought)];
    let page = browser.post("/settings/security/confirm", &right).await;
    let page = browser.follow(page).await;
    assert!(page.says("Mobile phone number"), "{}", page.body);
}

#[tokio::test]
async fn a_site_at_an_ip_address_has_no_card_for_passkeys() {
    let house = TestHouse::with(|_, site| site.url = "http://127.0.0.1".into()).await;
    house.person("ana").await;
    let session = house.first_session("ana").await;
    assert!(house.house.begin_passkey(&desk(), &session, "").await.unwrap().is_err());
    let mut browser = house.browser();
    let page = browser.give_password("ana").await;
    browser.follow(page).await;
    let page = browser.get(SECURITY).await;
    assert!(page.says("Authenticator app") && !page.says("Your finger, your face"), "{}", page.body);
}

#[tokio::test]
async fn after_a_sign_in_by_code_a_passkey_is_offered_until_not_now_is_pressed() {
    let house = TestHouse::open().await;
    let enrolled = house.person_with_app("ana").await;
    let mut browser = house.browser();
    let page = browser.give_password("ana").await;
    let page = browser.follow(page).await;
    let challenge = page.hidden("challenge").expect("the app is asked");
    let code = house.app_code(&enrolled.seed);
    let page = browser.post("/verify", &[("challenge", &challenge), ("code", &code)]).await;
    let page = browser.follow(page).await;
    assert!(page.says("Next time, no code?") && page.says("Not now"), "{}", page.body);
    let page = browser.post(&format!("{SECURITY}/passkey-later"), &[]).await;
    let page = browser.follow(page).await;
    assert!(page.says("First step") && !page.says("Next time, no code?"), "{}", page.body);

    let (with_key, _) = with_passkey(&house, "ben").await;
    let mut with_key = with_key;
    assert!(!with_key.get(SECURITY).await.says("Next time, no code?"), "there is one already");
}
