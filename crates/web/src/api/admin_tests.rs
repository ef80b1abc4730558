//! Stories of an administrator's program, and of everybody else's, to whom there is nothing here.

use serde_json::{Value, json};

use crate::api::testing::{Api, Enrolled, Reply};
use crate::testing_house::PASSWORD;

async fn mark(api: &Api, name: &str) {
    let id = api.house.house.find_account(name).await.unwrap().unwrap().id();
    assert!(api.house.house.set_administrator(id, true).await.unwrap().unwrap());
}

async fn status(api: &Api, session: &str) -> Reply {
    api.call("GET /admin/status", session, Value::Null).await
}

async fn look(api: &Api, session: &str, name: &str) -> Reply {
    api.call("POST /admin/activity", session, json!({ "name": name })).await
}

/// The session after the step-up that administration takes.
async fn by_app(api: &Api, gil: &Enrolled) -> String {
    let begun =
        api.call("POST /me/step-ups", &gil.session, json!({"action": "vestibule.administration"})).await;
    assert_eq!(begun.status, 201, "{}", begun.body);
    api.choose(&begun, &gil.app).await;
    let done = api.answer(&begun, json!({"code": api.app_code(&gil.seed)})).await;
    assert_eq!(done.text("/next"), "done", "{}", done.body);
    format!("Bearer {}", done.text("/session/token"))
}

#[tokio::test]
async fn to_everybody_else_there_is_nothing_here_whatever_they_send() {
    let api = Api::new().await;
    let ana = api.enrolled("ana").await;
    let nowhere = api.call("GET /nowhere", &ana.session, Value::Null).await;
    let none = |reply: &Reply| (reply.status, reply.body.clone()) == (404, nowhere.body.clone());
    assert!(none(&status(&api, &ana.session).await));
    for body in [json!({"name": "ana"}), json!({"name": "nobody"}), json!({"odd": 1}), json!([])] {
        let reply = api.call("POST /admin/activity", &ana.session, body.clone()).await;
        assert!(none(&reply), "{body}: {} {}", reply.status, reply.body);
    }
    let begun =
        api.call("POST /me/step-ups", &ana.session, json!({"action": "vestibule.administration"})).await;
    let unset = api.call("POST /me/step-ups", &ana.session, json!({"action": "never.set"})).await;
    assert_eq!((begun.status, &begun.body), (404, &unset.body));
    let named = api.call("GET /me/actions/vestibule.administration", &ana.session, Value::Null).await;
    assert_eq!(named.status, 404);
    for shows in ["", "Bearer nonsense"] {
        assert_eq!(status(&api, shows).await.problem(), "not-signed-in");
        assert_eq!(look(&api, shows, "ana").await.problem(), "not-signed-in");
    }
}

#[tokio::test]
async fn an_administrator_is_told_what_is_missing_one_thing_after_another() {
    let api = Api::new().await;
    let session = api.first_session("bea").await;
    mark(&api, "bea").await;
    let first = status(&api, &session).await;
    assert_eq!(
        (first.status, first.problem(), first.text("/reason")),
        (403, "not-allowed", "method_needed".into())
    );
    assert!(first.text("/detail").contains("authenticator app or a passkey"));

    let gil = api.enrolled("gil").await;
    mark(&api, "gil").await;
    let reply = status(&api, &gil.session).await;
    assert_eq!((reply.status, reply.problem()), (403, "fresh-proof-needed"), "an app set up is no proof yet");
    assert_eq!(
        (reply.text("/reason"), reply.text("/action")),
        ("too_weak".into(), "vestibule.administration".into())
    );
    let session = by_app(&api, &gil).await;
    assert_eq!(status(&api, &session).await.status, 200);
    assert_eq!(status(&api, &gil.session).await.status, 401, "the token before the step-up is over");
    api.house.pass(api.house.house.settings().fresh_for);
    let stale = status(&api, &session).await;
    assert_eq!((stale.status, stale.text("/reason")), (403, "too_old".into()));
    assert_eq!(look(&api, &session, "gil").await.text("/reason"), "too_old");
}

#[tokio::test]
async fn the_status_tells_what_is_learned_and_how_messages_leave() {
    let api = Api::new().await;
    api.house.house.recall_learned().await.unwrap();
    let gil = api.enrolled("gil").await;
    mark(&api, "gil").await;
    let session = by_app(&api, &gil).await;
    let told = status(&api, &session).await.body;
    assert_eq!((&told["profile"], &told["risk"]["shadow"]), (&json!("classic"), &json!(false)));
    let new = &told["risk"]["classes"][0];
    let fixed =
        json!({"accounts": "new", "threshold": 0.0, "learned_from": 0, "needed": 1000, "learning": true});
    assert_eq!(new, &fixed);
    assert_eq!(told["risk"]["budget"], 0.02);
    assert_eq!((&told["messages"]["mail"], &told["messages"]["tried"]), (&json!("memory"), &json!(0)));
    assert_eq!((told["nodes"].as_array().unwrap().len(), &told["nodes"][0]["here"]), (1, &json!(true)));
}

#[tokio::test]
async fn an_accounts_events_come_in_full_and_the_look_is_one_of_them() {
    let api = Api::new().await;
    let gil = api.enrolled("gil").await;
    mark(&api, "gil").await;
    let ana = api.enrolled("ana").await;
    api.house.pass(60);
    api.start("ana", PASSWORD).await;
    let session = by_app(&api, &gil).await;
    let told = look(&api, &session, "ana").await;
    assert_eq!((told.status, told.text("/user_name")), (200, "ana".into()), "{}", told.body);
    let events = told.body["events"].as_array().unwrap();
    assert_eq!(events[0]["what"], "administrator_looked");
    let asked = events.iter().find(|event| event["what"] == "second_step_asked").unwrap();
    assert_eq!(asked["decision"]["asked"], "challenge");
    assert_eq!(asked["decision"]["policy"], api.house.house.settings().risk.policy.version());
    assert!(asked["line"].as_str().unwrap().contains("The rules alone say: any method"), "{asked}");

    let mine = api.call("GET /me/activity", &ana.session, Value::Null).await;
    assert_eq!(mine.text("/events/0/what"), "administrator_looked");
    assert_eq!(
        (mine.text("/events/0/browser"), mine.text("/events/0/country")),
        (String::new(), String::new())
    );

    let nobody = look(&api, &session, "nobody").await;
    assert_eq!((nobody.status, nobody.text("/errors/0/pointer")), (422, "/name".into()));
    assert_eq!(look(&api, &session, &"x".repeat(10_000)).await.status, 422);
    let odd = api.call("POST /admin/activity", &session, json!({"name": "ana", "before": "x"})).await;
    assert_eq!((odd.status, odd.text("/errors/0/pointer")), (422, "/before".into()));
    let unknown = api.call("POST /admin/activity", &session, json!({"name": "ana", "all": true})).await;
    assert_eq!(unknown.problem(), "wrong-field");
}
