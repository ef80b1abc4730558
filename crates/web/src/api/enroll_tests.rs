//! What a signed-in person does over the API: enabling methods, proving themselves again, and what belongs to others.

use axum::http::header;
use flows::SignInKey;
use rules::lost_phone::{LostPhone, Report};
use rules::settings::VerifyWhen;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::testing::{Api, Reply};
use crate::testing_house::{PASSWORD, PHONE, TestHouse, desk};

fn app() -> Value {
    json!({"kind": "authenticator_app", "name": "My phone"})
}

#[tokio::test]
async fn the_question_goes_before_every_other_method() {
    let api = Api::new().await;
    let session = api.first_session("ben").await;
    for body in [app(), json!({"kind": "text_message", "number": PHONE})] {
        let refused = api.call("POST /me/methods", &session, body).await;
        assert_eq!((refused.status, refused.problem()), (403, "question-first"), "{}", refused.body);
        assert!(refused.body["missing"].as_array().unwrap().contains(&json!("question_first")));
    }
    let listed = api.call("GET /questions", "", Value::Null).await;
    assert_eq!(listed.body["questions"].as_array().unwrap().len(), 10);
    let set = api.set_question(&session).await;
    assert_eq!((set.status, set.text("/state").as_str()), (201, "active"));
}

#[tokio::test]
async fn the_first_app_takes_a_mailed_link_and_comes_with_recovery_codes() {
    let api = Api::new().await;
    let session = api.first_session("ben").await;
    api.set_question(&session).await;
    let early = api.call("POST /me/methods", &session, app()).await;
    assert_eq!((early.status, early.problem()), (403, "fresh-proof-needed"));
    assert_eq!(early.body["missing"], json!(["link"]));
    api.open_link(&session).await;

    let begun = api.call("POST /me/methods", &session, app()).await;
    assert_eq!((begun.status, begun.text("/state").as_str()), (201, "pending"));
    assert!(begun.text("/otpauth_uri").starts_with("otpauth://totp/"));
    assert!(begun.text("/qr_svg").starts_with("<svg"));
    let confirm = format!("POST /me/methods/{}/confirm", begun.text("/id"));
    let wrong = api.call(&confirm, &session, json!({"code": "000000"})).await;
    assert_eq!((wrong.status, wrong.problem()), (422, "wrong-answer"));
    let code = json!({"code": api.app_code(&begun.text("/secret"))});
    let done = api.call(&confirm, &session, code.clone()).await;
    assert_eq!((done.status, done.text("/state").as_str()), (200, "active"));
    assert_eq!(done.body["recovery_codes"].as_array().unwrap().len(), 10);
    assert_eq!(api.call(&confirm, &session, code).await.status, 404, "it is enabled once");

    let listed = api.call("GET /me/methods", &session, Value::Null).await.body;
    assert!(!listed.to_string().contains(&begun.text("/secret")), "the seed is shown once");
    let kinds: Vec<_> = listed["methods"].as_array().unwrap().iter().map(|m| m["kind"].clone()).collect();
    assert_eq!(kinds.len(), 3, "{kinds:?}");
}

#[tokio::test]
async fn a_phone_is_enabled_by_the_code_it_is_sent() {
    let api = Api::new().await;
    let ana = api.enrolled("ana").await;
    let bad = json!({"kind": "text_message", "number": "12"});
    let bad = api.call("POST /me/methods", &ana.session, bad).await;
    assert_eq!((bad.status, bad.text("/errors/0/pointer").as_str()), (422, "/number"));
    let body = json!({"kind": "text_message", "number": "+447400123456"});
    let begun = api.call("POST /me/methods", &ana.session, body).await;
    assert_eq!(begun.status, 201, "{}", begun.body);
    assert!(begun.text("/hint").ends_with("56") && !begun.text("/hint").contains("7400"));
    let path = format!("/me/methods/{}", begun.text("/id"));
    let early = api.call(&format!("POST {path}/challenges"), &ana.session, Value::Null).await;
    assert_eq!((early.status, early.headers[header::RETRY_AFTER].to_str().unwrap()), (429, "30"));
    let code = api.house.texted_code().await;
    let code = json!({"code": code});
    let done = api.call(&format!("POST {path}/confirm"), &ana.session, code).await;
    assert_eq!((done.status, done.body.get("recovery_codes")), (200, None), "there are codes already");
}

#[tokio::test]
async fn a_text_is_not_sent_again_too_early() {
    let api = Api::new().await;
    let ana = api.enrolled("ana").await;
    let body = json!({"kind": "text_message", "number": "+447400123456"});
    let begun = api.call("POST /me/methods", &ana.session, body).await;
    let code = api.house.texted_code().await;
    let confirm = format!("POST /me/methods/{}/confirm", begun.text("/id"));
    api.call(&confirm, &ana.session, json!({"code": code})).await;

    let step = api.start("ana", PASSWORD).await;
    let asked = api.choose(&step, &begun.text("/id")).await;
    assert_eq!(asked.body["challenge"]["kind"], "text_message", "{}", asked.body);
    let early = api.choose(&step, &begun.text("/id")).await;
    assert_eq!((early.status, early.headers[header::RETRY_AFTER].to_str().unwrap()), (429, "30"));
    assert_eq!(early.text("/step/challenge/resend_at"), asked.text("/challenge/resend_at"));
    let code = api.house.texted_code().await;
    let done = api.answer(&step, json!({"code": code})).await;
    assert_eq!(done.text("/next"), "done");
}

#[tokio::test]
async fn a_step_up_gives_the_session_a_new_token() {
    let api = Api::new().await;
    let ana = api.enrolled("ana").await;
    api.house.pass(660);
    let stale = api.call("POST /me/methods", &ana.session, json!({"kind": "recovery_code"})).await;
    assert_eq!((stale.status, stale.problem()), (403, "fresh-proof-needed"));
    assert_eq!(stale.body["missing"], json!(["method"]));

    let begun = api.call("POST /me/step-ups", &ana.session, json!({})).await;
    assert_eq!((begun.status, begun.text("/purpose").as_str()), (201, "step_up"));
    assert_eq!(begun.body["reasons"][0]["code"], "sensitive_action");
    api.choose(&begun, &ana.app).await;
    let done = api.answer(&begun, json!({"code": api.app_code(&ana.seed)})).await;
    assert_eq!((done.status, done.text("/next").as_str()), (200, "done"), "{}", done.body);
    let risen = format!("Bearer {}", done.text("/session/token"));
    let old = api.call("GET /me", &ana.session, Value::Null).await;
    assert_eq!((old.status, old.problem()), (401, "not-signed-in"));
    let codes = api.call("POST /me/methods", &risen, json!({"kind": "recovery_code"})).await;
    assert_eq!(codes.body["recovery_codes"].as_array().unwrap().len(), 10, "{}", codes.body);
}

#[tokio::test]
async fn a_person_without_methods_steps_up_with_the_password() {
    let api = Api::new().await;
    let session = api.first_session("ben").await;
    api.house.pass(660);
    let stale = api.set_question(&session).await;
    assert_eq!(stale.body["missing"], json!(["password"]));
    let begun = api.call("POST /me/step-ups", &session, json!({"with": "password"})).await;
    assert_eq!(begun.text("/next"), "ask_password");
    let wrong = api.answer(&begun, json!({"password": "not the password"})).await;
    assert_eq!((wrong.status, wrong.problem()), (422, "wrong-answer"));
    let done = api.answer(&begun, json!({"password": PASSWORD})).await;
    let session = format!("Bearer {}", done.text("/session/token"));
    assert_eq!(api.set_question(&session).await.status, 201);
}

#[tokio::test]
async fn what_belongs_to_others_is_not_found() {
    let api = Api::new().await;
    let ana = api.enrolled("ana").await;
    let eve = api.enrolled("eve").await;
    let hers = |list: &Value, part: &str| list[part][0]["id"].as_str().expect("an id").to_owned();
    let sessions = api.call("GET /me/sessions", &ana.session, Value::Null).await.body;
    let emails = api.call("GET /me/emails", &ana.session, Value::Null).await.body;
    let (session, email) = (hers(&sessions, "sessions"), hers(&emails, "emails"));
    let calls = [
        (format!("PATCH /me/methods/{}", ana.app), json!({"name": "mine now"})),
        (format!("DELETE /me/methods/{}", ana.app), Value::Null),
        (format!("POST /me/methods/{}/confirm", ana.app), json!({"code": "123456"})),
        (format!("POST /me/methods/{}/challenges", ana.app), Value::Null),
        (format!("DELETE /me/sessions/{session}"), Value::Null),
        (format!("DELETE /me/browsers/{session}"), Value::Null),
        (format!("POST /me/emails/{email}/links"), Value::Null),
        ("DELETE /me/methods/no-such-id".to_owned(), Value::Null),
    ];
    for (call, body) in &calls {
        let refused = api.call(call, &eve.session, body.clone()).await;
        assert_eq!((refused.status, refused.problem()), (404, "not-found"), "{call}");
    }
    let preferred = json!({"preferred_method": ana.app});
    let refused = api.call("PATCH /me/preferences", &eve.session, preferred).await;
    assert_eq!((refused.status, refused.text("/errors/0/pointer").as_str()), (422, "/preferred_method"));
    assert_eq!(api.call("GET /me/sessions", &ana.session, Value::Null).await.body, sessions);
    let method = api.call("GET /me/methods", &ana.session, Value::Null).await.body;
    assert!(method.to_string().contains("My phone"));
}

#[tokio::test]
async fn loosening_takes_a_fresh_person_and_tightening_does_not() {
    let api = Api::new().await;
    let ana = api.enrolled("ana").await;
    let strict = json!({"verify": "every_sign_in", "preferred_method": ana.app});
    let tightened = api.call("PATCH /me/preferences", &ana.session, strict).await;
    assert_eq!((tightened.status, tightened.text("/verify").as_str()), (200, "every_sign_in"));
    assert_eq!(tightened.text("/preferred_method"), ana.app);
    let spoken = api.call("PATCH /me/preferences", &ana.session, json!({"locale": "es"})).await;
    assert_eq!((spoken.status, spoken.text("/locale").as_str()), (200, "es"));
    let unknown = api.call("PATCH /me/preferences", &ana.session, json!({"locale": "tlh"})).await;
    assert_eq!((unknown.status, unknown.text("/errors/0/detail").as_str()), (422, "the site speaks en, es"));
    let loose = json!({"verify": "when_risky", "preferred_method": null});
    let refused = api.call("PATCH /me/preferences", &ana.session, loose).await;
    assert_eq!((refused.status, refused.problem()), (403, "fresh-proof-needed"));
    assert!(refused.body.get("hold_until").is_some(), "the first app is younger than 72 hours");
    let me = api.house.house.me(&desk(), ana.session.strip_prefix("Bearer ").unwrap()).await;
    let account = me.unwrap().unwrap().account;
    assert_eq!(account.verify, VerifyWhen::EverySignIn);
    assert!(account.preferred.is_some(), "a refused change changes nothing");
}

#[tokio::test]
async fn a_new_password_ends_the_other_sessions() {
    let api = Api::new().await;
    let first = api.first_session("ben").await;
    let second = api.start("ben", PASSWORD).await;
    let second = format!("Bearer {}", second.text("/session/token"));
    let change = |current: &str, new: &str| json!({"current_password": current, "new_password": new});
    let new = "another long walk in rain 4";
    let wrong = api.call("POST /me/password", &second, change("not the password", new)).await;
    assert_eq!((wrong.status, wrong.text("/errors/0/pointer").as_str()), (422, "/current_password"));
    let weak = api.call("POST /me/password", &second, change(PASSWORD, "short")).await;
    assert_eq!((weak.status, weak.text("/errors/0/pointer").as_str()), (422, "/new_password"));
    assert_eq!(api.call("POST /me/password", &second, change(PASSWORD, new)).await.status, 204);
    assert_eq!(api.call("GET /me", &first, Value::Null).await.status, 401);
    assert_eq!(api.call("GET /me", &second, Value::Null).await.status, 200);
    assert_eq!(api.start("ben", PASSWORD).await.status, 422);
    assert_eq!(api.start("ben", new).await.status, 201);
}

#[tokio::test]
async fn sessions_are_listed_and_ended() {
    let api = Api::new().await;
    let first = api.first_session("ben").await;
    let second = format!("Bearer {}", api.start("ben", PASSWORD).await.text("/session/token"));
    let listed = api.call("GET /me/sessions", &second, Value::Null).await.body;
    assert_eq!(listed["sessions"].as_array().unwrap().len(), 2);
    assert_eq!(api.call("DELETE /me/sessions", &second, Value::Null).await.status, 204);
    assert_eq!(api.call("GET /me", &first, Value::Null).await.status, 401);
    assert_eq!(api.call("DELETE /me/sessions/current", &second, Value::Null).await.status, 204);
    assert_eq!(api.call("GET /me", &second, Value::Null).await.status, 401);
}

#[tokio::test]
async fn known_browsers_are_listed_and_forgotten() {
    let api = Api::new().await;
    let ana = api.enrolled("ana").await;
    let begun = api.start("ana", PASSWORD).await;
    api.choose(&begun, &ana.app).await;
    let done = api.answer(&begun, json!({"code": api.app_code(&ana.seed)})).await;
    let session = format!("Bearer {}", done.text("/session/token"));
    let listed = api.call("GET /me/browsers", &session, Value::Null).await;
    assert_eq!(listed.body["browsers"][0]["current"], true, "{}", listed.body);
    let path = format!("DELETE /me/browsers/{}", listed.text("/browsers/0/id"));
    assert_eq!(api.call(&path, &session, Value::Null).await.status, 204);
    assert_eq!(api.call(&path, &session, Value::Null).await.status, 404);
    let body = json!({"username": "ana", "password": PASSWORD, "browser_token": done.text("/browser_token")});
    assert_eq!(api.call("POST /sign-ins", "", body).await.text("/next"), "choose_method");
}

#[tokio::test]
async fn addresses_are_added_masked_and_the_last_one_stays() {
    let api = Api::new().await;
    let session = api.first_session("ben").await;
    let early = api.call("POST /me/emails", &session, json!({"email": "ben@work.example"})).await;
    assert_eq!((early.status, &early.body["missing"]), (403, &json!(["link"])));
    api.open_link(&session).await;
    let bad = api.call("POST /me/emails", &session, json!({"email": "no address"})).await;
    assert_eq!((bad.status, bad.text("/errors/0/pointer").as_str()), (422, "/email"));
    let added = api.call("POST /me/emails", &session, json!({"email": "ben@work.example"})).await;
    assert_eq!((added.status, &added.body["verified"]), (201, &json!(false)), "{}", added.body);
    assert!(!added.body.to_string().contains("work"), "{}", added.body);
    let again = format!("POST /me/emails/{}/links", added.text("/id"));
    assert_eq!(api.call(&again, &session, Value::Null).await.status, 204);
    let listed = api.call("GET /me/emails", &session, Value::Null).await.body;
    let verified = listed["emails"].as_array().unwrap().iter().find(|e| e["verified"] == true).unwrap();
    let last = format!("DELETE /me/emails/{}", verified["id"].as_str().unwrap());
    let refused = api.call(&last, &session, Value::Null).await;
    assert_eq!((refused.status, refused.text("/reason").as_str()), (409, "last_email"));
    let other = format!("DELETE /me/emails/{}", added.text("/id"));
    assert_eq!(api.call(&other, &session, Value::Null).await.status, 204);
}

#[tokio::test]
async fn the_last_way_in_is_not_removed_by_one_click() {
    let api = Api::new().await;
    let ana = api.enrolled("ana").await;
    api.house.pass(73 * 3600);
    let begun = api.call("POST /me/step-ups", &ana.session, json!({})).await;
    api.choose(&begun, &ana.app).await;
    let done = api.answer(&begun, json!({"code": api.app_code(&ana.seed)})).await;
    let session = format!("Bearer {}", done.text("/session/token"));
    let refused = api.call(&format!("DELETE /me/methods/{}", ana.app), &session, Value::Null).await;
    assert_eq!((refused.status, refused.text("/reason").as_str()), (409, "last_way_in"), "{}", refused.body);
    let renamed = json!({"name": "Old phone"});
    let renamed = api.call(&format!("PATCH /me/methods/{}", ana.app), &session, renamed).await;
    assert_eq!((renamed.status, renamed.text("/name").as_str()), (200, "Old phone"));
}

#[tokio::test]
async fn activity_is_read_page_by_page() {
    let api = Api::new().await;
    let session = api.first_session("ben").await;
    for _ in 0..60 {
        api.house.pass(1);
        let prefer = json!({"preferred_method": null});
        assert_eq!(api.call("PATCH /me/preferences", &session, prefer).await.status, 200);
    }
    let first = api.call("GET /me/activity", &session, Value::Null).await;
    assert_eq!(first.body["events"].as_array().unwrap().len(), 50);
    let older =
        api.call(&format!("GET /me/activity?before={}", first.text("/next")), &session, Value::Null).await;
    let events = older.body["events"].as_array().unwrap();
    assert!(events.iter().any(|e| e["what"] == "account_created"), "{}", older.body);
    assert!(events.iter().any(|e| e["what"] == "signed_in"));
    assert!(older.body.get("next").is_none());
    assert!(!older.body.to_string().contains("address"), "no raw addresses");
}

#[tokio::test]
async fn a_phone_alone_needs_a_mailed_link_beside_it_where_much_is_asked() {
    let api = Api::new().await;
    let session = format!("Bearer {}", api.house.person_with_phone("fay").await);
    api.house.pass(73 * 3600);
    let phone = async |begun: &Reply| {
        let methods = begun.body["methods"].as_array().expect("methods");
        let phone = methods.iter().find(|m| m["kind"] == "text_message").expect("a phone");
        let asked = api.choose(begun, phone["id"].as_str().unwrap()).await;
        assert_eq!(asked.status, 200, "{}", asked.body);
        api.answer(begun, json!({"code": api.house.texted_code().await})).await
    };
    let risen = phone(&api.call("POST /me/step-ups", &session, json!({})).await).await;
    let session = format!("Bearer {}", risen.text("/session/token"));
    let methods = api.call("GET /me/methods", &session, Value::Null).await.body;
    let codes = methods["methods"].as_array().unwrap().iter().find(|m| m["kind"] == "recovery_code").unwrap();
    let path = format!("DELETE /me/methods/{}", codes["id"].as_str().unwrap());
    assert_eq!(api.call(&path, &session, Value::Null).await.status, 204);
    let known = phone(&api.start("fay", PASSWORD).await).await.text("/browser_token");
    let body = json!({"username": "fay", "password": PASSWORD, "browser_token": known});
    assert_eq!(api.call("POST /sign-ins", "", body.clone()).await.text("/next"), "done");
    api.house.pass(3600);

    let begun = api.call("POST /sign-ins", "", body).await;
    assert_eq!(begun.body["also"]["state"], "needed", "an old copy of a browser's mark: {}", begun.body);
    let waits = phone(&begun).await;
    assert_eq!(
        (waits.status, waits.text("/challenge/kind").as_str()),
        (200, "mailed_link"),
        "{}",
        waits.body
    );
    assert!(waits.body.get("session").is_none());
    let shows = format!("SignIn {}", begun.text("/secret"));
    let path = format!("POST /sign-ins/{}/challenges", begun.text("/id"));
    let sent = api.call(&path, &shows, json!({"kind": "mailed_link"})).await;
    assert_eq!((sent.status, &sent.body["also"]["state"]), (200, &json!("sent")), "{}", sent.body);
    let early = api.call(&path, &shows, json!({"method_id": "mailed_link"})).await;
    assert_eq!((early.status, early.headers[header::RETRY_AFTER].to_str().unwrap()), (429, "60"));

    let link = api.house.mailed_link("/links/sign-in").await;
    let token = link.split_once("token=").unwrap().1;
    let held = SignInKey { id: begun.text("/id"), secret: begun.text("/secret") };
    let elsewhere = api.house.house.press_link(&desk(), token, None, &[]).await.unwrap();
    assert!(elsewhere.is_err(), "only the browser that holds the sign-in opens it");
    api.house.house.press_link(&desk(), token, None, &[held]).await.unwrap().unwrap();
    let seen = api.call(&format!("GET /sign-ins/{}", begun.text("/id")), &shows, Value::Null).await;
    assert_eq!(seen.text("/next"), "done");
}

#[tokio::test]
async fn a_suspended_app_and_phone_are_had_back_by_their_codes_and_by_nobody_who_is_not_fresh() {
    let api = Api::new().await;
    let ana = api.enrolled("ana").await;
    let body = json!({"kind": "text_message", "number": "+447400123456"});
    let phone = api.call("POST /me/methods", &ana.session, body).await.text("/id");
    let code = json!({"code": api.house.texted_code().await});
    api.call(&format!("POST /me/methods/{phone}/confirm"), &ana.session, code).await;
    let lost = api
        .house
        .house
        .lost_phone(&desk(), "ana", Zeroizing::new(PASSWORD.to_owned()), Report::default())
        .await
        .unwrap();
    assert!(matches!(lost, LostPhone::Suspended { way_left: true, .. }), "{lost:?}");
    api.house.pass(60);

    let app_back = format!("POST /me/methods/{}/confirm", ana.app);
    let code = json!({"code": api.app_code(&ana.seed)});
    let stale = api.call(&app_back, &ana.session, code.clone()).await;
    assert_eq!((stale.status, stale.body["missing"].clone()), (403, json!(["method"])));
    let unsent = api.call(&format!("POST /me/methods/{phone}/challenges"), &ana.session, Value::Null).await;
    assert_eq!((unsent.status, unsent.problem()), (403, "fresh-proof-needed"));

    let begun = api.call("POST /me/step-ups", &ana.session, json!({})).await;
    let of = |kind: &str| {
        let methods = begun.body["methods"].as_array().unwrap().clone();
        methods.into_iter().find(|m| m["kind"] == kind).unwrap()
    };
    assert_eq!(of("authenticator_app")["why_not"]["code"], "suspended", "{}", begun.body);
    api.choose(&begun, of("recovery_code")["id"].as_str().unwrap()).await;
    let done = api.answer(&begun, json!({"code": ana.codes[0]})).await;
    let fresh = format!("Bearer {}", done.text("/session/token"));

    let wrong = api.call(&app_back, &fresh, json!({"code": "000000"})).await;
    assert_eq!((wrong.status, wrong.problem()), (422, "wrong-answer"));
    let back = api.call(&app_back, &fresh, code.clone()).await;
    assert_eq!((back.status, back.text("/state").as_str()), (200, "active"), "{}", back.body);
    assert_eq!(api.call(&app_back, &fresh, code).await.status, 404, "once");

    let sent = api.call(&format!("POST /me/methods/{phone}/challenges"), &fresh, Value::Null).await;
    assert_eq!((sent.status, sent.text("/state").as_str()), (200, "suspended"), "{}", sent.body);
    let code = json!({"code": api.house.texted_code().await});
    let back = api.call(&format!("POST /me/methods/{phone}/confirm"), &fresh, code).await;
    assert_eq!((back.status, back.text("/state").as_str()), (200, "active"), "{}", back.body);
}

#[tokio::test]
async fn a_site_that_sends_no_mail_asks_for_the_operators_link_and_takes_no_address() {
    let api = Api { house: TestHouse::without_mail().await };
    let session = api.first_session("ben").await;
    api.set_question(&session).await;
    let early = api.call("POST /me/methods", &session, app()).await;
    assert_eq!((early.status, early.problem()), (403, "fresh-proof-needed"));
    assert_eq!(early.body["missing"], json!(["operator_link"]), "no link that could be mailed is asked for");
    for (call, body) in
        [("POST /me/links", Value::Null), ("POST /me/emails", json!({"email": "ben@example.net"}))]
    {
        let refused = api.call(call, &session, body).await;
        assert_eq!((refused.status, refused.body["reason"].as_str()), (409, Some("not_offered")), "{call}");
    }
}

#[tokio::test]
async fn a_site_that_sends_no_texts_enables_no_phone() {
    let api = Api { house: TestHouse::without_texts().await };
    let ana = api.enrolled("ana").await;
    let body = json!({"kind": "text_message", "number": PHONE});
    let refused = api.call("POST /me/methods", &ana.session, body).await;
    assert_eq!((refused.status, refused.body["reason"].as_str()), (409, Some("not_offered")));
}
