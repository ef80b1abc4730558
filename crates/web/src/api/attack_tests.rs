//! Attacks that take another clock than the machine's, told over the API of a whole house: what the suite over HTTP
//! (`xtask/src/attacks`) cannot wait for. The numbers are the checklist's.

use axum::http::header;
use serde_json::{Value, json};

use super::testing::{Api, Enrolled, Reply};
use crate::testing_house::PASSWORD;

const NUMBER: &str = "+447400123456";

/// Enables a phone beside the app; the phone's id.
async fn with_phone(api: &Api, person: &Enrolled) -> String {
    let body = json!({"kind": "text_message", "number": NUMBER});
    let begun = api.call("POST /me/methods", &person.session, body).await;
    let code = json!({"code": api.house.texted_code().await});
    let confirm = format!("POST /me/methods/{}/confirm", begun.text("/id"));
    assert_eq!(api.call(&confirm, &person.session, code).await.status, 200);
    api.house.pass(60);
    begun.text("/id")
}

fn another(code: &str, by: u32) -> Value {
    let code: u32 = code.parse().expect("digits");
    json!({"code": format!("{:06}", (code + by) % 1_000_000)})
}

fn seconds_to_wait(reply: &Reply) -> i64 {
    assert_eq!(reply.status, 429, "{}", reply.body);
    reply.headers[header::RETRY_AFTER].to_str().expect("a number").parse().expect("a number")
}

/// A04: a code lives five minutes, and five minutes only.
#[tokio::test]
async fn a_texted_code_dies_after_five_minutes() {
    let api = Api::new().await;
    let ana = api.enrolled("ana").await;
    let phone = with_phone(&api, &ana).await;
    for (age, status) in [(299, 200), (300, 409), (100_000, 409)] {
        let step = api.start("ana", PASSWORD).await;
        assert_eq!(api.choose(&step, &phone).await.status, 200);
        let code = api.house.texted_code().await;
        api.house.pass(age);
        let answered = api.answer(&step, json!({"code": code})).await;
        assert_eq!(answered.status, status, "after {age} s: {}", answered.body);
        api.house.pass(600);
    }
}

/// A04: a code of an app is over when its window is.
#[tokio::test]
async fn an_app_code_dies_with_its_window() {
    let api = Api::new().await;
    let ana = api.enrolled("ana").await;
    let code = api.app_code(&ana.seed);
    api.house.pass(90);
    let step = api.start("ana", PASSWORD).await;
    api.choose(&step, &ana.app).await;
    let late = api.answer(&step, json!({"code": code})).await;
    assert_eq!((late.status, late.problem()), (422, "wrong-answer"));
    // The hint that the phone's clock is off gives the code no second life.
    let again = api.answer(&step, json!({"code": code})).await;
    assert_eq!(again.body.get("clock_off_seconds"), None, "{}", again.body);
}

/// A11: the same code again by a second text, and no fresh tries with it.
#[tokio::test]
async fn a_text_sent_again_gives_no_try_back() {
    let api = Api::new().await;
    let ana = api.enrolled("ana").await;
    let phone = with_phone(&api, &ana).await;
    let step = api.start("ana", PASSWORD).await;
    api.choose(&step, &phone).await;
    let code = api.house.texted_code().await;
    for by in 1..=3 {
        assert_eq!(api.answer(&step, another(&code, by)).await.status, 422);
    }
    api.house.pass(30);
    assert_eq!(api.choose(&step, &phone).await.status, 200);
    assert_eq!(api.house.texted_code().await, code, "it is sent again, not made anew");
    for by in 4..=5 {
        assert_eq!(api.answer(&step, another(&code, by)).await.status, 422);
    }
    let right = api.answer(&step, json!({"code": code})).await;
    assert!(matches!(right.status, 409 | 429), "five guesses over two texts: {}", right.body);
    // Neither does time: the code is dead, however long the strangers' delay is over.
    api.house.pass(120);
    let late = api.answer(&step, json!({"code": code})).await;
    assert_eq!((late.status, late.problem()), (409, "code-dead"));
}

/// A10: the delays grow to a quarter of an hour, and at fifty the method rests for strangers, the right code with it.
#[tokio::test]
async fn at_fifty_wrong_codes_the_method_rests_for_strangers() {
    let api = Api::new().await;
    let ana = api.enrolled("ana").await;
    let mut wrong = 0;
    let mut waits = Vec::new();
    let mut asked = 0;
    'guessing: loop {
        let step = api.start("ana", PASSWORD).await;
        let chosen = api.choose(&step, &ana.app).await;
        if chosen.status == 409 {
            break;
        }
        for _ in 0..2 {
            asked += 1;
            assert!(asked < 400, "the guessing has no end: {wrong} verdicts");
            let right = api.app_code(&ana.seed);
            let guess = api.answer(&step, another(&right, 500_000)).await;
            if guess.status == 422 {
                wrong += 1;
                continue;
            }
            if guess.body["reason"] == "resting" || guess.status == 409 {
                break 'guessing;
            }
            let wait = seconds_to_wait(&guess);
            waits.push(wait);
            api.house.pass(wait);
        }
    }
    assert_eq!(wrong, 50, "{waits:?}");
    assert_eq!(waits.first(), Some(&30));
    assert!(waits.windows(2).all(|pair| pair[0] <= pair[1]) && waits.last() == Some(&900), "{waits:?}");
    api.house.pass(100_000);
    let step = api.start("ana", PASSWORD).await;
    let app = step.body["methods"].as_array().expect("methods").iter().find(|m| m["id"] == *ana.app);
    assert_eq!(app.expect("the app")["why_not"]["code"], "resting", "{}", step.body);
    let code = json!({"code": api.app_code(&ana.seed)});
    assert_eq!(api.choose(&step, &ana.app).await.status, 409);
    assert_eq!(api.answer(&step, code).await.status, 409);
}

/// A session that is over opens nothing, and is not told from one that never was.
#[tokio::test]
async fn an_expired_session_opens_nothing() {
    let api = Api::new().await;
    let session = api.first_session("ben").await;
    assert_eq!(api.call("GET /me", &session, Value::Null).await.status, 200);
    api.house.pass(7 * 24 * 3600 + 1);
    let idle = api.call("GET /me", &session, Value::Null).await;
    let never = api.call("GET /me", "Bearer nothing-that-ever-was", Value::Null).await;
    assert_eq!((idle.status, &idle.body), (401, &never.body));
    for call in ["GET /me/methods", "GET /me/sessions", "DELETE /me/sessions/current"] {
        assert_eq!(api.call(call, &session, Value::Null).await.status, 401, "{call}");
    }
}
