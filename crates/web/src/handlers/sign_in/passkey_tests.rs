//! Stories of the sign-in page's passkey: offered where it can be used, in and on to where one was going, and refused without a
//! hint.

use axum::http::StatusCode;
use secrets::testing::Authenticator;
use serde_json::Value;

use crate::testing_house::{Browser, ORIGIN, Page, TestHouse, desk};

fn options(page: &Page) -> Value {
    let text = page.body.split("data-options=\"").nth(1).expect("a passkey is asked for");
    let text = text.split('"').next().unwrap().replace("&#34;", "\"").replace("&quot;", "\"");
    serde_json::from_str(&text).expect("options")
}

/// Somebody whose passkey is enabled.
async fn with_passkey(house: &TestHouse, name: &str) -> Authenticator {
    let session = house.person_with_question(name).await;
    house.prove_by_link(&session).await;
    let desk = desk();
    let begun = house.house.begin_passkey(&desk, &session, "Key").await.unwrap().unwrap();
    let mut key = Authenticator::new(ORIGIN, 1);
    let made = key.make(&serde_json::from_str(&begun.options).unwrap()).to_string();
    let enabled = house.house.confirm_passkey(&desk, &session, begun.method.id, &made, None);
    enabled.await.unwrap().unwrap();
    key
}

async fn comes(browser: &mut Browser, page: &Page, credential: &str) -> Page {
    let ceremony = page.hidden("ceremony").expect("the ceremony stands on the page");
    let mut fields = vec![("ceremony", &*ceremony), ("credential", credential), ("shared", "")];
    let path = page.hidden("return_to");
    fields.extend(path.as_deref().map(|path| ("return_to", path)));
    browser.post("/signin/passkey", &fields).await
}

#[tokio::test]
async fn a_passkey_signs_in_and_goes_on_to_where_one_was_going() {
    let house = TestHouse::open().await;
    let mut key = with_passkey(&house, "ana").await;
    let mut browser = house.browser();
    let page = browser.get("/signin?return_to=/activity").await;
    assert!(page.says("autocomplete=\"username webauthn\""), "browsers list passkeys among names");
    let brought = key.sign(&options(&page)).to_string();
    let done = comes(&mut browser, &page, &brought).await;
    assert_eq!(done.location(), Some("/activity"), "{}", done.body);
    assert!(browser.has_session());
}

#[tokio::test]
async fn a_passkey_that_opens_nothing_says_so_and_the_page_asks_anew() {
    let house = TestHouse::open().await;
    let mut key = with_passkey(&house, "ana").await;
    key.verifies = false;
    let mut browser = house.browser();
    let page = browser.get("/signin").await;
    let brought = key.sign(&options(&page)).to_string();
    let again = comes(&mut browser, &page, &brought).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.says("This passkey opens no account here"));
    assert_ne!(options(&again)["challenge"], options(&page)["challenge"]);
    house.pass(601);
    key.verifies = true;
    let brought = key.sign(&options(&again)).to_string();
    let late = comes(&mut browser, &again, &brought).await;
    assert!(late.says("That took too long"), "{}", late.body);
    let brought = key.sign(&options(&late)).to_string();
    assert!(comes(&mut browser, &late, &brought).await.status.is_redirection());
}

#[tokio::test]
async fn a_page_of_another_visit_is_refused_kindly() {
    let house = TestHouse::open().await;
    let mut key = with_passkey(&house, "ana").await;
    let mut browser = house.browser();
    let page = browser.get("/signin").await;
    let brought = key.sign(&options(&page)).to_string();
    browser.csrf = "another".into();
    let stale = comes(&mut browser, &page, &brought).await;
    assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!browser.has_session());
}

#[tokio::test]
async fn programs_find_where_passkeys_are_made() {
    let house = TestHouse::open().await;
    let told = house.browser().get("/.well-known/passkey-endpoints").await;
    assert_eq!(
        (told.status, told.headers["content-type"].to_str().unwrap()),
        (StatusCode::OK, "application/json")
    );
    let told: Value = serde_json::from_str(&told.body).unwrap();
    for what in ["enroll", "manage"] {
        assert_eq!(told[what], format!("{ORIGIN}/settings/security#passkey"));
    }
    let nameless = TestHouse::with(|_, site| site.url = "http://127.0.0.1".into()).await;
    let none = nameless.browser().get("/.well-known/passkey-endpoints").await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
    assert!(!nameless.browser().get("/signin").await.says("/signin/passkey"));
}
