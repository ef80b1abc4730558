//! Stories of the demo's second window, which is somebody's phone: in one browser, and nowhere but in the demo.

use axum::body::Body;
use axum::http::{Method, header};
use flows::DemoPower;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng as _;
use rules::prompt::Statement;
use secrets::device::DeviceSigner;
use serde_json::{Value, json};

use super::*;
use crate::demo::stories;
use crate::testing_house::{Browser, ORIGIN, PASSWORD, Page, TestHouse};

async fn demo() -> TestHouse {
    let ana = Person {
        display_name: "Ana Duarte".into(),
        user_name: "ana".into(),
        password: PASSWORD.into(),
        story: stories::NOTHING.into(),
    };
    let house = TestHouse::made(|_, _| {}, Some(Demo::new(vec![ana], DemoPower::of_the_demo()))).await;
    house.person("ana").await;
    house
}

#[tokio::test]
async fn the_demo_fills_in_the_names_of_its_people_and_no_site_any_name_from_a_link() {
    let house = demo().await;
    let page = house.browser().get("/demo").await;
    assert!(page.says("href=\"/signin?as=ana\""), "{}", page.body);
    assert!(house.browser().get("/signin?as=ana").await.says("value=\"ana\""));
    assert!(!house.browser().get("/signin?as=mallory").await.says("mallory"));
    let plain = TestHouse::open().await;
    plain.person("ana").await;
    assert!(!plain.browser().get("/signin?as=ana").await.says("value=\"ana\""));
}

/// What the app in a window of this browser asks the site.
async fn app(browser: &mut Browser, method: Method, path: &str, token: &str, body: Option<Value>) -> Value {
    let request = browser
        .request(method, &format!("/api/v1/devices{path}"))
        .header(header::ORIGIN, ORIGIN)
        .header(header::AUTHORIZATION, format!("Device {token}"))
        .header(header::CONTENT_TYPE, "application/json");
    let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
    let page = browser.send(request.body(body).unwrap()).await;
    assert!(page.status.is_success(), "{path}: {} {}", page.status, page.body);
    serde_json::from_str(&page.body).unwrap()
}

fn key() -> DeviceSigner {
    DeviceSigner::new(&mut ChaCha20Rng::seed_from_u64(5))
}

/// The window that opens: the app has shown the code it was opened with, and is confirmed without anybody's doing.
async fn phone(browser: &mut Browser, opened: &Page) -> Value {
    let code = opened
        .location()
        .and_then(|to| to.strip_prefix("/app/#pair="))
        .expect("the app's address")
        .to_owned();
    let pair = json!({ "code": code, "public_key": key().public().to_text(), "name": "Pixel" });
    let paired = app(browser, Method::POST, "", "", Some(pair)).await;
    let token = paired["token"].as_str().unwrap();
    for _ in 0..10_000 {
        if app(browser, Method::GET, "/me/prompts", token, None).await["state"] == "signed_in" {
            return paired;
        }
        tokio::task::yield_now().await;
    }
    panic!("the phone was not confirmed");
}

#[tokio::test]
async fn in_one_browser_a_window_is_the_phone_that_the_other_is_asked_on() {
    let house = demo().await;
    let mut browser = house.browser();
    let page = browser.get("/demo").await;
    assert!(page.says("Open the phone of Ana"), "{}", page.body);
    let opened = browser.post("/demo/phone", &[("person", "ana")]).await;
    let paired = phone(&mut browser, &opened).await;

    let asked = browser.give_password("ana").await;
    let asked = browser.follow(asked).await;
    let shown = asked.body.split("class=\"number\"").nth(1).expect("a number");
    let shown = shown.split("</strong>").next().unwrap().rsplit('>').next().unwrap();
    let number: String = shown.chars().filter(char::is_ascii_digit).collect();
    let token = paired["token"].as_str().unwrap();
    let told = app(&mut browser, Method::GET, "/me/prompts", token, None).await;
    let prompt = told["prompts"][0].clone();
    let text = |field: &str| prompt[field].as_str().unwrap();
    let statement = Statement {
        account: paired["account"]["id"].as_str().unwrap(),
        device: paired["id"].as_str().unwrap(),
        prompt: text("id"),
        purpose: text("purpose"),
        site: text("site"),
        browser: text("browser"),
        system: text("system"),
        country: text("country"),
        address: text("address"),
        asked_at: text("asked_at"),
        expires_at: text("expires_at"),
        nonce: text("nonce"),
        decision: "approve",
        reason: "its_me",
        number: &number,
    };
    let answer = json!({
        "decision": "approve", "reason": "its_me", "number": number, "nonce": text("nonce"),
        "expires_at": text("expires_at"), "signature": key().sign(&statement.text()),
    });
    let path = format!("/me/prompts/{}/answers", text("id"));
    let answered = app(&mut browser, Method::POST, &path, token, Some(answer)).await;
    assert_eq!(answered["outcome"], "approved");
    let form = asked.body.split("action=\"").find(|rest| rest.contains("data-finish")).expect("a way on");
    let finish = form.split('"').next().unwrap().to_owned();
    let challenge = asked.hidden("challenge").unwrap();
    browser.post(&finish, &[("challenge", &challenge)]).await;
    assert!(browser.has_session());
}

#[tokio::test]
async fn a_phone_window_that_is_opened_again_takes_the_place_of_the_one_before() {
    let house = demo().await;
    let mut browser = house.browser();
    browser.get("/demo").await;
    for _ in 0..7 {
        let opened = browser.post("/demo/phone", &[("person", "ana")]).await;
        phone(&mut browser, &opened).await;
    }
    let ana = house.house.find_account("ana").await.unwrap().unwrap();
    assert_eq!(ana.active().count(), 1, "one window, one phone");
    assert_eq!(ana.stored.account.preferred, ana.active().next().map(|phone| phone.id));
}

#[tokio::test]
async fn a_stranger_and_a_form_from_elsewhere_get_no_phone() {
    let house = demo().await;
    let mut browser = house.browser();
    browser.get("/demo").await;
    let nobody = browser.post("/demo/phone", &[("person", "mallory")]).await;
    assert_eq!(nobody.status, StatusCode::NOT_FOUND);
    browser.csrf = "made up".into();
    let forged = browser.post("/demo/phone", &[("person", "ana")]).await;
    assert!(forged.status.is_client_error() && forged.location().is_none(), "{}", forged.status);
    let ana = house.house.find_account("ana").await.unwrap().unwrap();
    assert!(ana.methods.is_empty());
}
