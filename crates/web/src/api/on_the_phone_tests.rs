//! Signing in on the phone that prompts go to: the way to a native app and back, and what is said where nothing else is left.
//! Not here: the protocol itself (`device_tests`).

use axum::body::Body;
use axum::http::{Method, header};
use serde_json::{Value, json};

use super::device_tests::{Phone, asked, begun, key, look};
use super::testing::Api;
use crate::testing_house::{Browser, TestHouse};

const IPHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) \
    Version/18.5 Mobile/15E148 Safari/604.1";

/// The browser of the phone itself: it was there when the phone showed its pairing code.
async fn own_browser(api: &Api, session: &str) -> Browser {
    let begun = begun(api, session).await;
    let mut browser = api.house.browser();
    browser.agent = IPHONE;
    let body = json!({"code": begun.text("/pairing/code"), "public_key": key(1).public().to_text(), "name": "iPhone"});
    let request =
        browser.request(Method::POST, "/api/v1/devices").header(header::CONTENT_TYPE, "application/json");
    assert_eq!(browser.send(request.body(Body::from(body.to_string())).unwrap()).await.status, 201);
    let done = api.call(&format!("POST /me/methods/{}/confirm", begun.text("/id")), session, json!({})).await;
    assert_eq!(done.status, 200, "{}", done.body);
    browser
}

#[tokio::test]
async fn a_native_app_is_opened_by_its_link_and_told_the_way_back() {
    let open = |app: Option<&str>| {
        let app = app.map(str::to_owned);
        TestHouse::with(move |_, site| site.app.open = app)
    };
    for (app, link) in [
        (
            Some("example-app://prompt?from=web"),
            "example-app://prompt?from=web&#38;return_to=https%3A%2F%2Fid.example.org%2Fverify",
        ),
        (None, "/app/"),
    ] {
        let api = Api { house: open(app).await };
        let ana = api.enrolled("ana").await;
        Phone::paired(&api, &ana.session, 1).await;
        for (agent, is_phone) in [(IPHONE, true), (api.house.browser().agent, false)] {
            let mut browser = api.house.browser();
            browser.agent = agent;
            let sent = browser.give_password("ana").await;
            let page = browser.follow(sent).await;
            assert!(page.says("id=\"shown-number\""), "the prompt is first: {}", page.body);
            assert_eq!(page.says(&format!("href=\"{link}\"")), is_phone, "{}", page.body);
            assert_eq!(page.says("data-copies=\"shown-number\""), is_phone, "the number is typed there");
        }
    }
}

#[tokio::test]
async fn where_the_only_method_is_the_phone_itself_the_page_says_so_and_where_to_turn() {
    let api = Api::new().await;
    let session = api.first_session("ben").await;
    api.set_question(&session).await;
    api.open_link(&session).await;
    let mut own = own_browser(&api, &session).await;
    let phone = Phone::paired(&api, &session, 2).await;
    api.house.pass(4 * 24 * 3600);
    let (step, number) = asked(&api, "ben").await;
    let prompt = phone.prompts(&api).await.remove(0);
    assert_eq!(phone.approves(&api, &prompt, &number).await.status, 200);
    assert_eq!(look(&api, &step).await.text("/next"), "finish");
    let done = api.answer(&step, json!({"finish": true})).await;
    let fresh = format!("Bearer {}", done.text("/session/token"));
    let listed = api.call("GET /me/methods", &fresh, Value::Null).await;
    for method in listed.body["methods"].as_array().unwrap() {
        assert_eq!(method["last_seen_at"].is_string(), method["kind"] == "mobile_prompt", "{method}");
        let dropped = method["kind"] == "recovery_code" || method["id"] == phone.method.as_str();
        if dropped {
            let path = format!("DELETE /me/methods/{}", method["id"].as_str().unwrap());
            let gone = api.call(&path, &fresh, Value::Null).await;
            assert_eq!(gone.status, 204, "{}", gone.body);
        }
    }

    let sent = own.give_password("ben").await;
    let page = own.follow(sent).await;
    assert_eq!(page.status, 200);
    assert!(page.says("This is the phone that would be asked."), "{}", page.body);
    assert!(page.says("href=\"/locked-out\""), "and where people help");
    assert!(!own.has_session());
    let mut elsewhere = api.house.browser();
    let sent = elsewhere.give_password("ben").await;
    let page = elsewhere.follow(sent).await;
    assert!(page.says("id=\"shown-number\""), "any other device is asked on that phone: {}", page.body);
}
