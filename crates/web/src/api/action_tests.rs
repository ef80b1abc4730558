//! Stories of a program that asks whether its person may do something now, and has them prove themselves for it.

use rules::action::{ActionName, ActionRule};
use rules::settings::Settings;

use super::*;
use crate::api::testing::{Api, Enrolled, Reply};
use crate::testing_house::{PASSWORD, TestHouse};
use serde_json::{Value, json};

fn set(settings: &mut Settings) {
    let rules = [("withdrawal", Verdict::ChallengeStrong, 300), ("comment", Verdict::Challenge, 3600)];
    for (name, least, fresh_for) in rules {
        let name = ActionName::parse(name).unwrap();
        settings.risk.actions.insert(name, ActionRule { least, fresh_for });
    }
}

async fn site() -> Api {
    Api { house: TestHouse::with(|settings, _| set(settings)).await }
}

async fn look(api: &Api, session: &str, action: &str) -> Value {
    let reply = api.call(&format!("GET /me/actions/{action}"), session, Value::Null).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    reply.body
}

async fn begin(api: &Api, session: &str, action: &str) -> Reply {
    let begun = api.call("POST /me/step-ups", session, json!({ "action": action })).await;
    assert_eq!(begun.status, 201, "{}", begun.body);
    begun
}

/// The session after a step-up for an action by the app.
async fn by_app(api: &Api, ana: &Enrolled, session: &str, action: &str) -> String {
    let begun = begin(api, session, action).await;
    api.choose(&begun, &ana.app).await;
    let done = api.answer(&begun, json!({"code": api.app_code(&ana.seed)})).await;
    assert_eq!(done.text("/next"), "done", "{}", done.body);
    assert_eq!(
        (done.text("/action"), done.text("/reasons/0/code")),
        (action.to_owned(), "fresh_check".to_owned())
    );
    format!("Bearer {}", done.text("/session/token"))
}

#[tokio::test]
async fn an_action_is_allowed_from_a_fresh_strong_proof_until_that_is_too_old() {
    let api = site().await;
    let ana = api.enrolled("ana").await;
    let before = look(&api, &ana.session, "withdrawal").await;
    let needs = json!({"least": "challenge_strong", "fresh_for": 300, "why": "too_weak"});
    assert_eq!(
        (&before["allowed"], &before["needs"]),
        (&json!(false), &needs),
        "an app set up is no proof yet"
    );

    let begun = begin(&api, &ana.session, "withdrawal").await;
    assert_eq!((begun.text("/purpose"), begun.text("/action")), ("step_up".into(), "withdrawal".into()));
    assert_eq!(
        begun.body["reasons"],
        json!([{"code": "fresh_check", "text": "This needs a fresh check that it is you."}])
    );
    let question =
        begun.body["methods"].as_array().unwrap().iter().find(|m| m["kind"] == "security_question");
    assert_eq!(question.unwrap()["why_not"]["text"], "This needs a stronger proof.");

    let session = by_app(&api, &ana, &ana.session, "withdrawal").await;
    let after = look(&api, &session, "withdrawal").await;
    assert_eq!((&after["allowed"], &after["acr"], after.get("needs")), (&json!(true), &json!(2), None));
    assert!(after["proved_at"].is_string() && after["fresh_until"].is_string(), "{after}");
    api.house.pass(299);
    assert_eq!(look(&api, &session, "withdrawal").await["allowed"], true);
    api.house.pass(1);
    let later = look(&api, &session, "withdrawal").await;
    assert_eq!((&later["allowed"], &later["needs"]["why"]), (&json!(false), &json!("too_old")));
    assert_eq!(later["proved_at"], after["proved_at"]);
    assert_eq!(look(&api, &session, "comment").await["allowed"], true, "its proofs last an hour");
}

#[tokio::test]
async fn all_actions_are_listed_and_one_that_was_not_set_is_not_found() {
    let api = site().await;
    let ana = api.enrolled("ana").await;
    let all = api.call("GET /me/actions", &ana.session, Value::Null).await;
    let names: Vec<_> =
        all.body["actions"].as_array().unwrap().iter().map(|one| one["action"].clone()).collect();
    assert_eq!(names, ["comment", "withdrawal"]);
    for path in [
        "payout",
        "Withdrawal",
        "..%2fwithdrawal",
        "withdrawal%00",
        "%ff",
        "withdrawal%20",
        &"x".repeat(10_240),
    ] {
        let reply = api.call(&format!("GET /me/actions/{path}"), &ana.session, Value::Null).await;
        assert_eq!((reply.status, reply.problem()), (404, "not-found"), "{path}");
        assert_eq!(reply.text("/actions"), "/api/v1/me/actions");
        assert_eq!(reply.text("/detail"), "This site has no action of that name.");
    }
    let none = api.call("POST /me/step-ups", &ana.session, json!({"action": "payout"})).await;
    assert_eq!((none.status, none.problem()), (404, "not-found"));
    let both =
        api.call("POST /me/step-ups", &ana.session, json!({"action": "comment", "with": "password"})).await;
    assert_eq!((both.status, both.text("/errors/0/pointer")), (422, "/with".to_owned()));
    for call in ["GET /me/actions", "GET /me/actions/withdrawal", "POST /me/step-ups"] {
        let body = if call.starts_with("POST") { json!({"action": "withdrawal"}) } else { Value::Null };
        let stranger = api.call(call, "", body).await;
        assert_eq!((stranger.status, stranger.problem()), (401, "not-signed-in"), "{call}");
    }
}

#[tokio::test]
async fn what_a_weak_action_took_does_no_strong_one_and_takes_none_away() {
    let api = site().await;
    let ana = api.enrolled("ana").await;
    api.house.enroll_phone(ana.session.strip_prefix("Bearer ").unwrap()).await;
    let methods = api.call("GET /me/methods", &ana.session, Value::Null).await;
    let all = methods.body["methods"].as_array().unwrap();
    let phone = all.iter().find(|m| m["kind"] == "text_message").unwrap()["id"].as_str().unwrap().to_owned();
    let text = async |session: &str, body: Value| {
        let begun = api.call("POST /me/step-ups", session, body).await;
        let chosen = api.choose(&begun, &phone).await;
        assert_eq!(chosen.status, 200, "{}", chosen.body);
        let done = api.answer(&begun, json!({"code": api.house.texted_code().await})).await;
        format!("Bearer {}", done.text("/session/token"))
    };
    let session = text(&ana.session, json!({"action": "comment"})).await;
    assert_eq!(look(&api, &session, "comment").await["allowed"], true);
    assert_eq!(look(&api, &session, "withdrawal").await["needs"]["why"], "too_weak");
    let session = by_app(&api, &ana, &session, "withdrawal").await;
    api.house.pass(120);
    let session = text(&session, json!({})).await;
    assert_eq!(
        look(&api, &session, "withdrawal").await["allowed"],
        true,
        "a text after it takes nothing away"
    );
}

#[tokio::test]
async fn with_nothing_enabled_a_plain_action_takes_the_password_and_a_strong_one_says_what_to_enable() {
    let api = site().await;
    let session = api.first_session("ben").await;
    assert_eq!(look(&api, &session, "comment").await["allowed"], true, "the password was given just now");
    api.house.pass(3600);
    assert_eq!(look(&api, &session, "comment").await["needs"]["why"], "too_old");
    let begun = begin(&api, &session, "comment").await;
    assert_eq!(begun.text("/next"), "ask_password");
    let done = api.answer(&begun, json!({"password": PASSWORD})).await;
    let session = format!("Bearer {}", done.text("/session/token"));
    assert_eq!(look(&api, &session, "comment").await["allowed"], true);
    assert_eq!(look(&api, &session, "withdrawal").await["needs"]["why"], "nothing_suffices");
    let refused = api.call("POST /me/step-ups", &session, json!({"action": "withdrawal"})).await;
    assert_eq!((refused.status, refused.text("/reason")), (409, "nothing_suffices".to_owned()));
}
