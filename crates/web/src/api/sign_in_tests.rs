//! Signing in over the API: what each answer says, to whom, and what it never says.

use std::cell::Cell;

use axum::body::Body;
use axum::http::{Request, header};
use futures_util::StreamExt as _;
use futures_util::future::{join, join_all};
use serde_json::{Value, json};
use tokio::task::yield_now;
use tower::ServiceExt as _;

use super::testing::{Api, Reply, body_of};
use crate::testing_house::{ORIGIN, PASSWORD};

#[tokio::test]
async fn a_person_signs_in_with_their_app() {
    let api = Api::new().await;
    let ana = api.enrolled("ana").await;
    let begun = api.start("ana", PASSWORD).await;
    assert_eq!((begun.status, begun.text("/next").as_str()), (201, "choose_method"), "{}", begun.body);
    assert_eq!(begun.body["methods"][0]["kind"], "authenticator_app");
    assert_eq!(begun.body["methods"][0]["hint"], "My phone");
    assert!(begun.body.get("session").is_none(), "no session before the second step");

    let asked = api.choose(&begun, &ana.app).await;
    assert_eq!((asked.status, asked.text("/next").as_str()), (200, "answer_challenge"));
    assert_eq!(asked.body["challenge"]["kind"], "authenticator_app");
    assert_eq!(asked.body["challenge"]["digits"], 6);

    let done = api.answer(&begun, json!({"code": api.app_code(&ana.seed)})).await;
    assert_eq!((done.status, done.text("/next").as_str()), (200, "done"), "{}", done.body);
    assert_eq!(done.body["session"]["acr"], 2);
    assert!(done.body["session"]["amr"].as_array().unwrap().contains(&json!("otp")));
    let bearer = format!("Bearer {}", done.text("/session/token"));
    let me = api.call("GET /me", &bearer, Value::Null).await;
    assert_eq!((me.status, me.text("/user_name").as_str()), (200, "ana"));
}

#[tokio::test]
async fn the_session_is_told_once_by_the_answer_that_completes_the_step() {
    let api = Api::new().await;
    let ana = api.enrolled("ana").await;
    let begun = api.start("ana", PASSWORD).await;
    api.choose(&begun, &ana.app).await;
    let code = json!({"code": api.app_code(&ana.seed)});
    assert!(api.answer(&begun, code.clone()).await.body.get("session").is_some());
    let shows = format!("SignIn {}", begun.text("/secret"));
    let seen = api.call(&format!("GET /sign-ins/{}", begun.text("/id")), &shows, Value::Null).await;
    assert_eq!((seen.status, seen.text("/next").as_str()), (200, "done"));
    let again = api.answer(&begun, code).await;
    assert_eq!((again.status, again.problem()), (409, "not-asked"));
    for reply in [seen.body, again.body] {
        assert!(!reply.to_string().contains("\"token\""), "{reply}");
    }
}

#[tokio::test]
async fn a_wrong_code_is_told_with_the_step_inside() {
    let api = Api::new().await;
    let ana = api.enrolled("ana").await;
    let begun = api.start("ana", PASSWORD).await;
    api.choose(&begun, &ana.app).await;
    let wrong = api.answer(&begun, json!({"code": "000000"})).await;
    assert_eq!((wrong.status, wrong.problem()), (422, "wrong-answer"));
    assert_eq!(wrong.text("/detail"), "This code is not right.");
    assert_eq!(wrong.text("/step/next"), "answer_challenge");
    assert_eq!(wrong.headers[header::CONTENT_TYPE], "application/problem+json");
    let done = api.answer(&begun, json!({"code": api.app_code(&ana.seed)})).await;
    assert_eq!(done.text("/next"), "done");
}

#[tokio::test]
async fn a_recovery_code_works_once() {
    let api = Api::new().await;
    let ana = api.enrolled("ana").await;
    for (times, expected) in [(1, "done"), (2, "none")] {
        let begun = api.start("ana", PASSWORD).await;
        let methods = begun.body["methods"].as_array().unwrap();
        let codes = methods.iter().find(|m| m["kind"] == "recovery_code").unwrap();
        api.choose(&begun, codes["id"].as_str().unwrap()).await;
        let reply = api.answer(&begun, json!({"code": ana.codes[0]})).await;
        let said = reply.body["detail"].as_str().unwrap_or_default();
        assert_eq!(said.contains("used before"), times == 2, "{said}");
        assert_eq!(reply.body["next"].as_str().unwrap_or("none"), expected, "time {times}");
    }
}

#[tokio::test]
async fn a_browser_that_shows_its_token_is_known() {
    let api = Api::new().await;
    let ana = api.enrolled("ana").await;
    let begun = api.start("ana", PASSWORD).await;
    assert_eq!(begun.body["reasons"][0]["code"], "new_browser");
    assert_eq!(begun.text("/reasons/0/text"), "This is your first sign-in from this browser.");
    api.choose(&begun, &ana.app).await;
    let done = api.answer(&begun, json!({"code": api.app_code(&ana.seed)})).await;
    let browser = done.text("/browser_token");
    let body = json!({"username": "ana", "password": PASSWORD, "browser_token": browser});
    let known = api.call("POST /sign-ins", "", body).await;
    assert_eq!((known.status, known.text("/next").as_str()), (201, "done"), "{}", known.body);
    assert_ne!(known.text("/browser_token"), browser, "it is renewed at each use");
}

#[tokio::test]
async fn unknown_names_and_wrong_passwords_read_alike() {
    let api = Api::new().await;
    api.enrolled("ana").await;
    let known = api.start("ana", "not the password").await;
    let unknown = api.start("nobody", "not the password").await;
    assert_eq!((known.status, known.problem()), (422, "wrong-answer"));
    let without_ids = |mut body: Value| {
        for part in ["/step/id", "/step/secret"] {
            let text = body.pointer_mut(part).expect("an id");
            *text = json!(text.as_str().unwrap().len());
        }
        body
    };
    assert_eq!(known.status, unknown.status);
    assert_eq!(without_ids(known.body), without_ids(unknown.body));
}

#[tokio::test]
async fn a_mistyped_password_is_given_again_in_the_same_sign_in() {
    let api = Api::new().await;
    api.house.person("ben").await;
    let wrong = api.start("ben", "not the password").await;
    assert_eq!(wrong.text("/step/next"), "ask_password");
    let shows = format!("SignIn {}", wrong.text("/step/secret"));
    let path = format!("POST /sign-ins/{}/answers", wrong.text("/step/id"));
    let still_wrong = api.call(&path, &shows, json!({"password": "nor this one"})).await;
    assert_eq!((still_wrong.status, still_wrong.problem()), (422, "wrong-answer"));
    let right = api.call(&path, &shows, json!({"password": PASSWORD})).await;
    assert_eq!((right.status, right.text("/next").as_str()), (200, "done"), "{}", right.body);
    assert_eq!(right.body["session"]["acr"], 1);
}

#[tokio::test]
async fn name_and_password_can_be_asked_one_after_the_other() {
    let api = Api::new().await;
    api.house.person("ben").await;
    let known = api.call("POST /sign-ins", "", json!({"username": "ben"})).await;
    let unknown = api.call("POST /sign-ins", "", json!({"username": "nobody"})).await;
    for begun in [&known, &unknown] {
        assert_eq!((begun.status, begun.text("/next").as_str()), (201, "ask_password"));
    }
    let right = api.answer(&known, json!({"password": PASSWORD})).await;
    assert_eq!(right.text("/next"), "done");
    let wrong = api.answer(&unknown, json!({"password": PASSWORD})).await;
    assert_eq!((wrong.status, wrong.problem()), (422, "wrong-answer"));
}

#[tokio::test]
async fn too_many_tries_are_told_when_to_come_back() {
    let api = Api::new().await;
    api.house.person("ben").await;
    for _ in 0..5 {
        assert_eq!(api.start("ben", "not the password").await.status, 422);
    }
    let soon = api.start("ben", PASSWORD).await;
    assert_eq!((soon.status, soon.problem()), (429, "too-many"));
    let wait: i64 = soon.headers[header::RETRY_AFTER].to_str().unwrap().parse().unwrap();
    assert!((1..=30).contains(&wait), "{wait}");
    api.house.pass(wait);
    assert_eq!(api.start("ben", PASSWORD).await.status, 201);
}

#[tokio::test]
async fn the_secret_of_another_sign_in_opens_nothing() {
    let api = Api::new().await;
    let ana = api.enrolled("ana").await;
    api.house.person("eve").await;
    let hers = api.start("ana", PASSWORD).await;
    let other = api.call("POST /sign-ins", "", json!({"username": "eve"})).await;
    let id = hers.text("/id");
    let eve = format!("SignIn {}", other.text("/secret"));
    let calls = [
        (format!("GET /sign-ins/{id}"), Value::Null),
        (format!("GET /sign-ins/{id}/events"), Value::Null),
        (format!("POST /sign-ins/{id}/challenges"), json!({"method_id": ana.app})),
        (format!("POST /sign-ins/{id}/answers"), json!({"code": "000000"})),
        (format!("DELETE /sign-ins/{id}"), Value::Null),
    ];
    for (call, body) in &calls {
        let stranger = api.call(call, &eve, body.clone()).await;
        assert_eq!((stranger.status, stranger.problem()), (404, "not-found"), "{call}");
        let nobody = api.call(call, "", body.clone()).await;
        assert_eq!((nobody.status, nobody.problem()), (401, "not-signed-in"), "{call}");
        let session = api.call(call, &ana.session, body.clone()).await;
        assert_eq!(session.status, 401, "a session is no secret of a sign-in: {call}");
    }
    let asked = api.choose(&hers, &ana.app).await;
    assert_eq!(asked.status, 200, "nothing of it touched the sign-in");
}

#[tokio::test]
async fn a_cancelled_sign_in_is_over() {
    let api = Api::new().await;
    let ana = api.enrolled("ana").await;
    let begun = api.start("ana", PASSWORD).await;
    let shows = format!("SignIn {}", begun.text("/secret"));
    let path = format!("/sign-ins/{}", begun.text("/id"));
    assert_eq!(api.call(&format!("DELETE {path}"), &shows, Value::Null).await.status, 204);
    let seen = api.call(&format!("GET {path}"), &shows, Value::Null).await;
    assert_eq!(
        (seen.text("/next").as_str(), seen.text("/reasons/0/code").as_str()),
        ("refused", "cancelled")
    );
    let late = api.choose(&begun, &ana.app).await;
    assert_eq!((late.status, late.problem()), (409, "not-asked"));
    assert_eq!(late.text("/step/next"), "refused");
}

#[tokio::test]
async fn an_old_sign_in_says_that_it_took_too_long() {
    let api = Api::new().await;
    let ana = api.enrolled("ana").await;
    let begun = api.start("ana", PASSWORD).await;
    api.house.pass(601);
    let shows = format!("SignIn {}", begun.text("/secret"));
    let seen = api.call(&format!("GET /sign-ins/{}", begun.text("/id")), &shows, Value::Null).await;
    assert_eq!((seen.status, seen.text("/reasons/0/code").as_str()), (200, "expired"));
    assert_eq!(api.choose(&begun, &ana.app).await.status, 409);
}

#[tokio::test]
async fn nothing_is_answered_before_it_is_asked() {
    let api = Api::new().await;
    let ana = api.enrolled("ana").await;
    let begun = api.start("ana", PASSWORD).await;
    for body in [json!({"code": "123456"}), json!({"answer": "a brass heron"}), json!({"password": PASSWORD})]
    {
        let early = api.answer(&begun, body.clone()).await;
        assert_eq!((early.status, early.problem()), (409, "not-asked"), "{body}");
        assert_eq!(early.text("/step/next"), "choose_method");
    }
    api.choose(&begun, &ana.app).await;
    let other_kind = api.answer(&begun, json!({"answer": "a brass heron"})).await;
    assert_eq!((other_kind.status, other_kind.problem()), (409, "not-asked"));
    let shows = format!("SignIn {}", begun.text("/secret"));
    let path = format!("POST /sign-ins/{}/challenges", begun.text("/id"));
    let link = api.call(&path, &shows, json!({"kind": "mailed_link"})).await;
    assert_eq!((link.status, link.problem()), (409, "not-asked"), "an app needs no link beside it");
}

#[tokio::test]
async fn a_weak_method_stands_below_with_its_reason() {
    let api = Api::new().await;
    api.enrolled("ana").await;
    let begun = api.start("ana", PASSWORD).await;
    let methods = begun.body["methods"].as_array().unwrap();
    let question = methods.iter().find(|m| m["kind"] == "security_question").unwrap();
    assert_eq!(
        (&question["usable"], &question["why_not"]["code"]),
        (&json!(false), &json!("only_without_others"))
    );
    let chosen = api.choose(&begun, question["id"].as_str().unwrap()).await;
    assert_eq!((chosen.status, chosen.problem()), (409, "not-usable"));
}

#[tokio::test]
async fn reasons_are_told_in_the_language_of_the_request() {
    let api = Api::new().await;
    api.enrolled("ana").await;
    let body = json!({"username": "ana", "password": PASSWORD}).to_string();
    let request = Request::post("/api/v1/sign-ins")
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::ACCEPT_LANGUAGE, "es-MX")
        .body(Body::from(body));
    let begun = api.send(request.unwrap()).await;
    assert_eq!(begun.text("/reasons/0/code"), "new_browser");
    let english = "This is your first sign-in from this browser.";
    assert_ne!(begun.text("/reasons/0/text"), english);
}

#[tokio::test]
async fn a_browser_keeps_secret_and_session_in_cookies() {
    let api = Api::new().await;
    let ana = api.enrolled("ana").await;
    let page = |path: &str, cookies: &str, body: Value| {
        Request::post(format!("/api/v1{path}"))
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::ORIGIN, ORIGIN)
            .header("sec-fetch-site", "same-origin")
            .header(header::COOKIE, cookies)
            .body(Body::from(body.to_string()))
            .unwrap()
    };
    let body = json!({"username": "ana", "password": PASSWORD});
    let begun = api.send(page("/sign-ins", "theme=dark", body)).await;
    let cookies = set_cookies(&begun.headers);
    assert!(cookies.contains("__Host-signin="), "{cookies}");
    let path = format!("/sign-ins/{}", begun.text("/id"));
    let asked = api.send(page(&format!("{path}/challenges"), &cookies, json!({"method_id": ana.app}))).await;
    assert_eq!(asked.status, 200, "{}", asked.body);
    let code = json!({"code": api.app_code(&ana.seed)});
    let done = api.send(page(&format!("{path}/answers"), &cookies, code)).await;
    let cookies = set_cookies(&done.headers);
    assert!(cookies.contains("__Host-session=") && cookies.contains("__Host-browsers="), "{cookies}");
    let me = Request::get("/api/v1/me").header(header::COOKIE, &cookies).body(Body::empty()).unwrap();
    assert_eq!(api.send(me).await.status, 200);
}

#[tokio::test]
async fn another_site_cannot_use_the_cookies() {
    let api = Api::new().await;
    let session = api.first_session("ben").await;
    let token = session.strip_prefix("Bearer ").unwrap();
    let request = Request::post("/api/v1/me/links")
        .header(header::ORIGIN, "https://evil.example")
        .header("sec-fetch-site", "cross-site")
        .header(header::COOKIE, format!("__Host-session={token}"))
        .body(Body::empty());
    let refused = api.send(request.unwrap()).await;
    assert_eq!((refused.status, refused.problem()), (403, "cross-site"));
}

#[tokio::test]
async fn a_stream_tells_the_step_and_ends_with_the_sign_in() {
    let api = Api::new().await;
    api.enrolled("ana").await;
    let begun = api.start("ana", PASSWORD).await;
    let shows = format!("SignIn {}", begun.text("/secret"));
    let path = format!("/sign-ins/{}", begun.text("/id"));
    api.call(&format!("DELETE {path}"), &shows, Value::Null).await;
    let request = Request::get(format!("/api/v1{path}/events"))
        .header(header::AUTHORIZATION, &shows)
        .body(Body::empty());
    let response = api.house.router.clone().oneshot(request.unwrap()).await.unwrap();
    assert_eq!(response.headers()[header::CONTENT_TYPE], "text/event-stream");
    let told = String::from_utf8(body_of(response).await).unwrap();
    assert!(told.starts_with("event: step\ndata: {"), "{told}");
    assert!(told.contains("\"refused\"") && told.contains("\"cancelled\""), "{told}");
    assert_eq!(told.matches("event: step").count(), 1);
}

#[tokio::test]
async fn a_stream_tells_a_step_when_it_changes_and_nothing_in_between() {
    let api = Api::new().await;
    let ana = api.enrolled("ana").await;
    let begun = api.start("ana", PASSWORD).await;
    let request = Request::get(format!("/api/v1/sign-ins/{}/events", begun.text("/id")))
        .header(header::AUTHORIZATION, format!("SignIn {}", begun.text("/secret")))
        .body(Body::empty());
    let response = api.house.router.clone().oneshot(request.unwrap()).await.unwrap();
    let mut stream = response.into_body().into_data_stream();
    let mut told = async || String::from_utf8(stream.next().await.unwrap().unwrap().to_vec()).unwrap();
    assert!(told().await.contains("\"choose_method\""));
    api.choose(&begun, &ana.app).await;
    let asked = told().await;
    assert!(asked.contains("\"answer_challenge\"") && !asked.contains("secret"), "{asked}");
    api.answer(&begun, json!({"code": api.app_code(&ana.seed)})).await;
    let passed = told().await;
    assert!(passed.contains("\"done\"") && !passed.contains("token"), "{passed}");
    assert!(stream.next().await.is_none(), "the stream ends with the sign-in");
}

/// Promise 7: a program shows its browser's token with the password only, and is known for the second step all the same.
#[tokio::test]
async fn strangers_who_crowd_an_account_keep_its_known_browser_from_no_second_step() {
    let api = Api::new().await;
    let ana = api.enrolled("ana").await;
    let begun = api.start("ana", PASSWORD).await;
    api.choose(&begun, &ana.app).await;
    let done = api.answer(&begun, json!({"code": api.app_code(&ana.seed)})).await;
    let every = json!({"verify": "every_sign_in"});
    assert_eq!(api.call("PATCH /me/preferences", &ana.session, every).await.status, 200);
    api.house.pass(30);
    let known =
        json!({"username": "ana", "password": PASSWORD, "browser_token": done.text("/browser_token")});
    let own = api.call("POST /sign-ins", "", known).await;
    let mut crowd = Vec::new();
    for _ in 0..24 {
        crowd.push(api.call("POST /sign-ins", "", json!({"username": "ana"})).await);
    }

    // The strangers come again and again, more of them than their lane holds, until the owner is in.
    let (api, turned_away, is_in) = (&api, &Cell::new(0_u32), &Cell::new(false));
    let knocks = crowd.iter().map(|step| async move {
        while !is_in.get() {
            let reply = api.answer(step, json!({"password": "not hers by far"})).await;
            turned_away.set(turned_away.get() + u32::from(is_crowded(&reply)));
        }
    });
    let crowded = async |before: u32| {
        while turned_away.get() == before {
            yield_now().await;
        }
    };
    let owner = async {
        crowded(0).await;
        let asked = api.choose(&own, &ana.app).await;
        let by_then = turned_away.get();
        crowded(by_then).await;
        let passed = api.answer(&own, json!({"code": api.app_code(&ana.seed)})).await;
        is_in.set(true);
        (asked, by_then, passed)
    };
    let (_, (asked, by_then, passed)) = join(join_all(knocks), owner).await;
    assert_eq!((asked.status, asked.text("/next").as_str()), (200, "answer_challenge"), "{}", asked.body);
    assert_eq!((passed.status, passed.text("/next").as_str()), (200, "done"), "{}", passed.body);
    assert!(by_then > 0 && turned_away.get() > by_then, "the strangers' lane was full all the time");
}

/// Turned away at the door of the account, as those are not who must wait after wrong tries: they are told 30 seconds and more.
fn is_crowded(reply: &Reply) -> bool {
    let after = reply.headers.get(header::RETRY_AFTER).and_then(|seconds| seconds.to_str().ok());
    (reply.status, after) == (429, Some("1"))
}

fn set_cookies(headers: &axum::http::HeaderMap) -> String {
    let pairs = headers.get_all(header::SET_COOKIE).iter();
    let pairs = pairs.map(|line| line.to_str().unwrap().split(';').next().unwrap().to_owned());
    pairs.collect::<Vec<_>>().join("; ")
}
