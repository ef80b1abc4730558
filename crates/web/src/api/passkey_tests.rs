//! Passkeys over the API: made, used, and every way in which somebody else's, yesterday's or another site's is refused.

use rules::id::AccountId;
use secrets::testing::Authenticator;
use serde_json::{Value, json};

use super::testing::{Api, Enrolled, Reply};
use crate::testing_house::{ORIGIN, PASSWORD, TestHouse};

/// A passkey of an authenticator that is at the site.
fn key(seed: u8) -> Authenticator {
    Authenticator::new(ORIGIN, seed)
}

async fn begun(api: &Api, session: &str) -> Reply {
    let begun = api.call("POST /me/methods", session, json!({"kind": "passkey", "name": "Blue key"})).await;
    assert_eq!((begun.status, begun.text("/state").as_str()), (201, "pending"), "{}", begun.body);
    begun
}

/// Enables a passkey in a session that is fresh enough; its id.
async fn enable(api: &Api, session: &str, key: &mut Authenticator) -> String {
    let begun = begun(api, session).await;
    let made = key.make(&begun.body["options"]);
    let confirm = format!("POST /me/methods/{}/confirm", begun.text("/id"));
    let done = api.call(&confirm, session, json!({"credential": made})).await;
    assert_eq!((done.status, done.text("/state").as_str()), (200, "active"), "{}", done.body);
    begun.text("/id")
}

async fn with_passkey(api: &Api, name: &str, key: &mut Authenticator) -> (Enrolled, String) {
    let person = api.enrolled(name).await;
    let id = enable(api, &person.session, key).await;
    (person, id)
}

/// A second step that asks for the passkey.
async fn asked(api: &Api, name: &str, id: &str) -> (Reply, Reply) {
    let step = api.start(name, PASSWORD).await;
    let asked = api.choose(&step, id).await;
    assert_eq!(asked.body["challenge"]["kind"], "passkey", "{}", asked.body);
    (step, asked)
}

fn options(asked: &Reply) -> &Value {
    &asked.body["challenge"]["options"]
}

async fn events(api: &Api, session: &str) -> String {
    api.call("GET /me/activity", session, Value::Null).await.body.to_string()
}

#[tokio::test]
async fn a_passkey_may_be_the_first_strong_method_and_comes_with_recovery_codes() {
    let api = Api::new().await;
    let session = api.first_session("ben").await;
    let body = || json!({"kind": "passkey"});
    let refused = api.call("POST /me/methods", &session, body()).await;
    assert_eq!((refused.status, refused.problem()), (403, "question-first"));
    api.set_question(&session).await;
    let early = api.call("POST /me/methods", &session, body()).await;
    assert_eq!(early.body["missing"], json!(["link"]));
    api.open_link(&session).await;

    let begun = begun(&api, &session).await;
    let again = self::begun(&api, &session).await;
    assert_eq!(begun.body["options"], again.body["options"], "an unfinished set-up survives a reload");
    let mut key = key(1);
    let made = json!({"credential": key.make(&begun.body["options"]), "name": "Laptop"});
    let confirm = format!("POST /me/methods/{}/confirm", begun.text("/id"));
    let done = api.call(&confirm, &session, made.clone()).await;
    assert_eq!(done.status, 200, "{}", done.body);
    assert_eq!(done.body["recovery_codes"].as_array().unwrap().len(), 10);
    assert_eq!(api.call(&confirm, &session, made).await.status, 404, "it is enabled once");
    let listed = api.call("GET /me/methods", &session, Value::Null).await.body;
    let listed = listed["methods"].as_array().unwrap();
    let passkey = listed.iter().find(|m| m["kind"] == "passkey").unwrap();
    assert_eq!((&passkey["name"], &passkey["synced"]), (&json!("Laptop"), &json!(false)));
    assert!(!passkey.to_string().contains("credential"));
}

#[tokio::test]
async fn a_verified_passkey_after_the_password_is_level_three() {
    let api = Api::new().await;
    let mut key = key(1);
    let (_, id) = with_passkey(&api, "ana", &mut key).await;
    let (step, asked) = asked(&api, "ana", &id).await;
    assert_eq!(options(&asked)["userVerification"], "preferred");
    assert_eq!(options(&asked)["rpId"], "id.example.org");
    let done = api.answer(&step, json!({"credential": key.sign(options(&asked))})).await;
    assert_eq!((done.status, done.text("/next").as_str()), (200, "done"), "{}", done.body);
    assert_eq!(done.body["session"]["acr"], 3);
    assert_eq!(done.body["session"]["amr"], json!(["pwd", "hwk", "user", "pop", "mfa"]));
    let session = format!("Bearer {}", done.text("/session/token"));
    let listed = api.call("GET /me/methods", &session, Value::Null).await.body.to_string();
    assert!(listed.contains("last_used_at"));
}

#[tokio::test]
async fn a_passkey_without_verification_is_level_two() {
    let api = Api::new().await;
    let mut key = key(1);
    (key.verifies, key.synced) = (false, true);
    let (_, id) = with_passkey(&api, "ana", &mut key).await;
    let (step, asked) = asked(&api, "ana", &id).await;
    let done = api.answer(&step, json!({"credential": key.sign(options(&asked))})).await;
    assert_eq!(done.body["session"]["acr"], 2, "{}", done.body);
    assert_eq!(done.body["session"]["amr"], json!(["pwd", "swk", "user", "pop", "mfa"]));
}

#[tokio::test]
async fn several_passkeys_are_offered_as_one_and_any_of_them_answers() {
    let api = Api::new().await;
    let (mut blue, mut red) = (key(1), key(2));
    let (ana, first) = with_passkey(&api, "ana", &mut blue).await;
    let second = enable(&api, &ana.session, &mut red).await;
    let step = api.start("ana", PASSWORD).await;
    let offered = step.body["methods"].as_array().unwrap();
    let passkeys: Vec<_> = offered.iter().filter(|m| m["kind"] == "passkey").collect();
    assert_eq!(passkeys.len(), 1, "{offered:?}");
    let shown = passkeys[0]["id"].as_str().unwrap();
    let asked = api.choose(&step, shown).await;
    assert_eq!(options(&asked)["allowCredentials"].as_array().unwrap().len(), 2);
    let (unchosen, id) = if shown == first { (&mut red, second) } else { (&mut blue, first) };
    let done = api.answer(&step, json!({"credential": unchosen.sign(options(&asked))})).await;
    assert_eq!(done.text("/next"), "done");
    let session = format!("Bearer {}", done.text("/session/token"));
    let listed = api.call("GET /me/methods", &session, Value::Null).await.body;
    let used = listed["methods"].as_array().unwrap().iter().find(|m| m["id"] == json!(id)).unwrap();
    assert!(used["last_used_at"].is_string(), "the one that was used says so: {used}");
}

#[tokio::test]
async fn a_passkey_satisfies_a_step_up() {
    let api = Api::new().await;
    let mut key = key(1);
    let (ana, id) = with_passkey(&api, "ana", &mut key).await;
    api.house.pass(660);
    let begun = api.call("POST /me/step-ups", &ana.session, json!({})).await;
    let asked = api.choose(&begun, &id).await;
    let done = api.answer(&begun, json!({"credential": key.sign(options(&asked))})).await;
    assert_eq!(done.body["session"]["acr"], 3, "{}", done.body);
    let risen = format!("Bearer {}", done.text("/session/token"));
    let codes = api.call("POST /me/methods", &risen, json!({"kind": "recovery_code"})).await;
    assert_eq!(codes.status, 201, "{}", codes.body);
}

/// A64 and its like: refused, counted at the passkey's own door, nothing approved.
#[tokio::test]
async fn what_is_not_the_passkey_at_this_site_now_is_wrong_and_counted() {
    let api = Api::new().await;
    let mut honest = key(1);
    let (ana, id) = with_passkey(&api, "ana", &mut honest).await;
    let (step, asked) = asked(&api, "ana", &id).await;
    let lies: [fn(&mut Authenticator); 5] = [
        |key| key.origin = "https://id.example.org.evil.test".into(),
        |key| key.relying_party = "evil.test".into(),
        |key| key.cross_origin = true,
        |key| key.verifies = false,
        |key| key.handle = Some(vec![9; 16]),
    ];
    for lie in lies {
        let mut key = honest.clone();
        lie(&mut key);
        let answer = api.answer(&step, json!({"credential": key.sign(options(&asked))})).await;
        assert_eq!((answer.status, answer.problem()), (422, "wrong-answer"), "{}", answer.body);
    }
    let right = json!({"credential": honest.sign(options(&asked))});
    let sixth = api.answer(&step, right.clone()).await;
    assert_eq!(sixth.status, 429, "five are free, the right one waits too: {}", sixth.body);
    assert!(events(&api, &ana.session).await.contains("wrong"));
    api.house.pass(60);
    assert_eq!(api.answer(&step, right).await.text("/next"), "done");
}

#[tokio::test]
async fn a_passkey_of_another_account_is_refused() {
    let api = Api::new().await;
    let (mut hers, mut his) = (key(1), key(2));
    let (_, id) = with_passkey(&api, "ana", &mut hers).await;
    with_passkey(&api, "ben", &mut his).await;
    let (step, asked) = asked(&api, "ana", &id).await;
    let mut claims_hers = his.clone();
    (claims_hers.id, claims_hers.handle) = (hers.id.clone(), hers.handle.clone());
    for key in [&mut his, &mut claims_hers] {
        let answer = api.answer(&step, json!({"credential": key.sign(options(&asked))})).await;
        assert_eq!((answer.status, answer.problem()), (422, "wrong-answer"));
    }
}

#[tokio::test]
async fn an_answer_works_once_in_the_sign_in_it_was_made_for() {
    let api = Api::new().await;
    let mut key = key(1);
    let (_, id) = with_passkey(&api, "ana", &mut key).await;
    let (first, asked_first) = asked(&api, "ana", &id).await;
    let (second, asked_second) = asked(&api, "ana", &id).await;
    assert_ne!(options(&asked_first)["challenge"], options(&asked_second)["challenge"]);
    let brought = json!({"credential": key.sign(options(&asked_first))});
    let elsewhere = api.answer(&second, brought.clone()).await;
    assert_eq!((elsewhere.status, elsewhere.problem()), (422, "wrong-answer"));
    assert_eq!(api.answer(&first, brought.clone()).await.text("/next"), "done");
    for step in [&first, &second] {
        assert_ne!(api.answer(step, brought.clone()).await.status, 200, "replayed");
    }
}

#[tokio::test]
async fn a_ceremony_that_took_too_long_is_begun_anew() {
    let api = Api::new().await;
    let mut key = key(1);
    let (_, id) = with_passkey(&api, "ana", &mut key).await;
    let (step, asked) = asked(&api, "ana", &id).await;
    api.house.pass(301);
    let late = api.answer(&step, json!({"credential": key.sign(options(&asked))})).await;
    assert_eq!((late.status, late.problem()), (409, "code-dead"), "{}", late.body);
    let again = api.choose(&step, &id).await;
    assert_ne!(options(&again)["challenge"], options(&asked)["challenge"]);
    let done = api.answer(&step, json!({"credential": key.sign(options(&again))})).await;
    assert_eq!(done.text("/next"), "done", "{}", done.body);
}

#[tokio::test]
async fn a_counter_that_goes_back_is_told_and_recorded() {
    let api = Api::new().await;
    let mut key = key(1);
    key.counter = 40;
    let (_, id) = with_passkey(&api, "ana", &mut key).await;
    let (step, asked_once) = asked(&api, "ana", &id).await;
    let fine = api.answer(&step, json!({"credential": key.sign(options(&asked_once))})).await;
    assert!(!fine.body["reasons"].to_string().contains("passkey_copied"), "{}", fine.body);
    key.counter = 7;
    let (step, asked_again) = asked(&api, "ana", &id).await;
    let done = api.answer(&step, json!({"credential": key.sign(options(&asked_again))})).await;
    assert_eq!(done.text("/next"), "done");
    assert!(done.body["reasons"].to_string().contains("passkey_copied"), "{}", done.body);
    let session = format!("Bearer {}", done.text("/session/token"));
    assert!(events(&api, &session).await.contains("passkey_copied"));
    let listed = api.call("GET /me/methods", &session, Value::Null).await.body.to_string();
    assert!(listed.contains(r#""may_be_copied":true"#), "{listed}");

    let next = api.start("ana", PASSWORD).await;
    assert!(next.body["reasons"].to_string().contains("security_event"), "{}", next.body);
    api.house.deliver().await;
    let mails = api.house.mails.messages();
    let told = mails.iter().find(|mail| mail.text.contains("older counter")).expect("its owner is mailed");
    let token = told.text.split("/links/not-me?token=").nth(1).unwrap().split_whitespace().next().unwrap();
    let mut browser = api.house.browser();
    let page = browser.get(&format!("/links/not-me?token={token}")).await;
    assert!(page.says("A passkey may have been copied"), "{}", page.body);
    let done = browser.post("/links/not-me", &[("token", token)]).await;
    assert_eq!(done.status, 200, "{}", done.body);
    let over = api.call("GET /me", &session, Value::Null).await;
    assert_eq!(over.status, 401, "its button ends the sessions");
    let step = api.start("ana", PASSWORD).await;
    let copied = step.body["methods"].as_array().unwrap().iter().find(|method| method["id"] == id.as_str());
    assert_eq!(copied.unwrap()["usable"], json!(false), "and switches the copied passkey off");
}

#[tokio::test]
async fn a_removed_passkey_proves_nothing_even_where_it_was_asked_for() {
    let api = Api::new().await;
    let mut key = key(1);
    let (ana, id) = with_passkey(&api, "ana", &mut key).await;
    let (step, asked) = asked(&api, "ana", &id).await;
    api.house.pass(4 * 24 * 3600);
    let begun = api.call("POST /me/step-ups", &ana.session, json!({})).await;
    let app = api.choose(&begun, &ana.app).await;
    assert_eq!(app.status, 200, "{}", app.body);
    let risen = api.answer(&begun, json!({"code": api.app_code(&ana.seed)})).await;
    let session = format!("Bearer {}", risen.text("/session/token"));
    let gone = api.call(&format!("DELETE /me/methods/{id}"), &session, Value::Null).await;
    assert_eq!(gone.status, 204, "{}", gone.body);
    let answer = api.answer(&step, json!({"credential": key.sign(options(&asked))})).await;
    assert_ne!(answer.status, 200);
    let fresh = api.start("ana", PASSWORD).await;
    assert!(!fresh.body["methods"].to_string().contains("passkey"));
}

#[tokio::test]
async fn a_passkey_is_made_only_for_the_set_up_that_asked() {
    let api = Api::new().await;
    let ana = api.enrolled("ana").await;
    let ben = api.enrolled("ben").await;
    let (hers, his) = (begun(&api, &ana.session).await, begun(&api, &ben.session).await);
    let confirm = format!("POST /me/methods/{}/confirm", hers.text("/id"));
    let for_his = json!({"credential": key(1).make(&his.body["options"])});
    let wrong = api.call(&confirm, &ana.session, for_his).await;
    assert_eq!((wrong.status, wrong.problem()), (422, "wrong-answer"), "{}", wrong.body);
    let right = json!({"credential": key(1).make(&hers.body["options"])});
    assert_eq!(api.call(&confirm, &ben.session, right.clone()).await.status, 404);
    let code = api.call(&confirm, &ana.session, json!({"code": "123456"})).await;
    assert_eq!((code.status, code.text("/errors/0/pointer").as_str()), (422, "/credential"));
    api.house.pass(301);
    assert_eq!(api.call(&confirm, &ana.session, right).await.status, 404, "it took too long");
}

#[tokio::test]
async fn one_credential_is_never_enrolled_by_two_accounts() {
    let api = Api::new().await;
    let mut key = key(1);
    with_passkey(&api, "ana", &mut key).await;
    let ben = api.enrolled("ben").await;
    let begun = begun(&api, &ben.session).await;
    let confirm = format!("POST /me/methods/{}/confirm", begun.text("/id"));
    let made = json!({"credential": key.make(&begun.body["options"])});
    let refused = api.call(&confirm, &ben.session, made).await;
    assert_eq!(refused.status, 409, "{}", refused.body);
    let listed = api.call("GET /me/methods", &ben.session, Value::Null).await.body.to_string();
    assert!(!listed.contains("\"active\",\"kind\":\"passkey\"") && listed.contains("pending"), "{listed}");
}

#[tokio::test]
async fn odd_credentials_are_wrong_or_refused_and_never_a_fault() {
    let api = Api::new().await;
    let mut key = key(1);
    let (ana, id) = with_passkey(&api, "ana", &mut key).await;
    let (step, asked) = asked(&api, "ana", &id).await;
    let honest = key.sign(options(&asked));
    for odd in [json!("text"), json!([]), json!(1)] {
        assert_eq!(api.answer(&step, json!({"credential": odd})).await.status, 422);
    }
    let mut long = honest.clone();
    long["response"]["signature"] = json!("A".repeat(20_000));
    for odd in [json!({}), json!({"id": null}), long] {
        let status = api.answer(&step, json!({"credential": odd})).await.status;
        assert!(matches!(status, 413 | 422 | 429), "{status}");
    }
    let both = api.answer(&step, json!({"credential": honest, "code": "123456"})).await;
    assert_eq!(both.status, 422);
    let other = api.start("ana", PASSWORD).await;
    api.choose(&other, &ana.app).await;
    let unasked = api.answer(&other, json!({"credential": honest})).await;
    assert_eq!((unasked.status, unasked.problem()), (409, "not-asked"), "{}", unasked.body);
}

#[tokio::test]
async fn a_site_at_an_ip_address_offers_no_passkeys() {
    let api = Api { house: TestHouse::with(|_, site| site.url = "http://127.0.0.1:8080".into()).await };
    let session = api.first_session("ana").await;
    let refused = api.call("POST /me/methods", &session, json!({"kind": "passkey"})).await;
    assert_eq!((refused.status, refused.text("/reason").as_str()), (409, "not_offered"), "{}", refused.body);
}

/// What a browser is asked for a passkey alone, and the ceremony that goes back with the answer.
async fn asked_alone(api: &Api) -> Reply {
    let asked = api.call("GET /passkey-options", "", Value::Null).await;
    assert_eq!(asked.status, 200, "{}", asked.body);
    assert_eq!(asked.body["options"]["userVerification"], "required");
    assert_eq!(asked.body["options"].get("allowCredentials").filter(|a| *a != &json!([])), None);
    asked
}

async fn come(api: &Api, asked: &Reply, credential: Value) -> Reply {
    let body = json!({"ceremony": asked.text("/ceremony"), "credential": credential});
    api.call("POST /passkey-sign-ins", "", body).await
}

#[tokio::test]
async fn a_verified_passkey_is_the_whole_sign_in() {
    let api = Api::new().await;
    let mut key = key(1);
    with_passkey(&api, "ana", &mut key).await;
    let asked = asked_alone(&api).await;
    let done = come(&api, &asked, key.sign(&asked.body["options"])).await;
    assert_eq!((done.status, done.text("/next").as_str()), (201, "done"), "{}", done.body);
    assert_eq!(done.body["session"]["acr"], 3);
    assert_eq!(done.body["session"]["amr"], json!(["hwk", "user", "pop", "mfa"]));
    let session = format!("Bearer {}", done.text("/session/token"));
    let me = api.call("GET /me", &session, Value::Null).await;
    assert_eq!(me.status, 200);
    let codes = api.call("POST /me/methods", &session, json!({"kind": "recovery_code"})).await;
    assert_eq!(codes.status, 201, "a level-2 method was used just now: {}", codes.body);
}

#[tokio::test]
async fn whatever_is_wrong_with_a_passkey_alone_looks_the_same() {
    let api = Api::new().await;
    let mut known = key(1);
    with_passkey(&api, "ana", &mut known).await;
    let mut strange = key(5);
    strange.handle = Some(vec![7; 16]);
    let mut cases = vec![strange];
    let lies: [fn(&mut Authenticator); 6] = [
        |key| key.verifies = false,
        |key| key.handle = None,
        |key| key.handle = Some(vec![9; 16]),
        |key| key.id = vec![1; 32],
        |key| key.origin = "https://evil.test".into(),
        |key| key.relying_party = "evil.test".into(),
    ];
    for lie in lies {
        let mut key = known.clone();
        lie(&mut key);
        cases.push(key);
    }
    let mut seen: Vec<(u16, String)> = Vec::new();
    for mut key in cases {
        api.house.pass(900);
        let asked = asked_alone(&api).await;
        let answer = come(&api, &asked, key.sign(&asked.body["options"])).await;
        let mut body = answer.body.clone();
        body.as_object_mut().unwrap().remove("trace");
        seen.push((answer.status, body.to_string()));
    }
    assert_eq!(seen[0].0, 422, "{seen:?}");
    assert!(seen.iter().all(|one| *one == seen[0]), "{seen:#?}");
}

#[tokio::test]
async fn an_answer_of_a_passkey_alone_works_once_and_not_too_late() {
    let api = Api::new().await;
    let mut key = key(1);
    with_passkey(&api, "ana", &mut key).await;
    let asked = asked_alone(&api).await;
    let brought = key.sign(&asked.body["options"]);
    assert_eq!(come(&api, &asked, brought.clone()).await.status, 201);
    let replayed = come(&api, &asked, brought).await;
    assert_eq!(replayed.status, 409, "{}", replayed.body);
    assert!(replayed.body.get("session").is_none());

    let asked = asked_alone(&api).await;
    api.house.pass(601);
    let late = come(&api, &asked, key.sign(&asked.body["options"])).await;
    assert_eq!((late.status, late.problem()), (409, "code-dead"), "{}", late.body);
    let other = asked_alone(&api).await;
    let swapped = come(&api, &other, key.sign(&asked.body["options"])).await;
    assert_eq!((swapped.status, swapped.problem()), (422, "wrong-answer"));
    let made_up = json!({"ceremony": "k1.AAAA", "credential": key.sign(&other.body["options"])});
    let made_up = api.call("POST /passkey-sign-ins", "", made_up).await;
    assert_eq!((made_up.status, made_up.problem()), (409, "code-dead"));
}

#[tokio::test]
async fn a_race_of_one_answer_makes_one_session() {
    let api = Api::new().await;
    let mut key = key(1);
    with_passkey(&api, "ana", &mut key).await;
    let asked = asked_alone(&api).await;
    let brought = key.sign(&asked.body["options"]);
    let tries = (0..4).map(|_| come(&api, &asked, brought.clone()));
    let done = futures_util::future::join_all(tries).await;
    assert_eq!(done.iter().filter(|reply| reply.status == 201).count(), 1, "{done:#?}");
}

#[tokio::test]
async fn a_locked_owner_is_told_so_by_their_own_passkey_only() {
    let api = Api::new().await;
    let mut key = key(1);
    with_passkey(&api, "ana", &mut key).await;
    let id: [u8; 16] = key.handle.clone().unwrap().try_into().unwrap();
    api.house.house.set_locked(AccountId::from_bytes(id), true).await.unwrap().unwrap();
    let asked = asked_alone(&api).await;
    let told = come(&api, &asked, key.sign(&asked.body["options"])).await;
    assert_eq!(told.text("/next"), "refused", "{}", told.body);
    assert!(told.body.get("session").is_none());
    key.origin = "https://evil.test".into();
    let asked = asked_alone(&api).await;
    let stranger = come(&api, &asked, key.sign(&asked.body["options"])).await;
    assert_eq!((stranger.status, stranger.problem()), (422, "wrong-answer"));
}

#[tokio::test]
async fn where_the_site_wants_the_password_a_passkey_alone_is_nothing() {
    let api = Api { house: TestHouse::with(|settings, _| settings.passkey_sign_in = false).await };
    assert_eq!(api.call("GET /passkey-options", "", Value::Null).await.status, 404);
    let body = json!({"ceremony": "k1.AAAA", "credential": {}});
    assert_eq!(api.call("POST /passkey-sign-ins", "", body).await.status, 404);
}

/// The password alone switches passkeys off, where its giver says that they were on the phone: never the last way in.
#[tokio::test]
async fn whoever_has_the_password_alone_takes_nobodys_last_passkey() {
    for with_codes in [true, false] {
        let api = Api::new().await;
        let mut key = key(1);
        let (ana, id) = with_passkey(&api, "ana", &mut key).await;
        if !with_codes {
            api.house.pass(4 * 24 * 3600);
            let (step, asked) = asked(&api, "ana", &id).await;
            let done = api.answer(&step, json!({"credential": key.sign(options(&asked))})).await;
            let fresh = format!("Bearer {}", done.text("/session/token"));
            let listed = api.call("GET /me/methods", &fresh, Value::Null).await;
            let codes =
                listed.body["methods"].as_array().unwrap().iter().find(|m| m["kind"] == "recovery_code");
            let path = format!("DELETE /me/methods/{}", codes.unwrap()["id"].as_str().unwrap());
            assert_eq!(api.call(&path, &fresh, Value::Null).await.status, 204);
        }
        let mut thief = api.house.browser();
        thief.get("/lost-phone").await;
        let fields = [("username", "ana"), ("password", PASSWORD), ("passkeys", "on")];
        let done = thief.post("/lost-phone", &fields).await;
        assert_eq!(done.says("Your passkeys still work"), !with_codes, "{}", done.body);
        let step = api.start("ana", PASSWORD).await;
        let usable = |kind: &str| {
            let methods = step.body["methods"].as_array().unwrap().iter();
            methods.filter(|m| m["kind"] == kind).any(|m| m["usable"] == true)
        };
        assert_eq!(usable("passkey"), !with_codes, "{}", step.body);
        assert_eq!(usable("recovery_code"), with_codes, "{}", step.body);
        assert!(!usable("authenticator_app"), "{}", step.body);
        drop(ana);
    }
}
