//! Prompts over the API: a phone is paired, asked and answers; and every way in which another phone, number, prompt or time is
//! refused.

use rand::SeedableRng as _;
use rules::prompt::Statement;
use secrets::device::DeviceSigner;
use serde_json::{Value, json};

use super::testing::{Api, Reply};
use crate::testing_house::{PASSWORD, desk, password};

/// A phone with the app, as a site's own app would keep it.
pub(super) struct Phone {
    key: DeviceSigner,
    token: String,
    id: String,
    account: String,
    pub(super) method: String,
}

pub(super) fn key(seed: u64) -> DeviceSigner {
    DeviceSigner::new(&mut rand_chacha::ChaCha20Rng::seed_from_u64(seed))
}

pub(super) async fn begun(api: &Api, session: &str) -> Reply {
    let begun = api.call("POST /me/methods", session, json!({"kind": "mobile_prompt"})).await;
    assert_eq!((begun.status, begun.text("/state").as_str()), (201, "pending"), "{}", begun.body);
    begun
}

async fn claim(api: &Api, begun: &Reply, key: &DeviceSigner, name: &str) -> Reply {
    let body =
        json!({"code": begun.text("/pairing/code"), "public_key": key.public().to_text(), "name": name});
    api.call("POST /devices", "", body).await
}

impl Phone {
    /// Pairs a phone in a session that is fresh enough, and confirms it there.
    pub(super) async fn paired(api: &Api, session: &str, seed: u64) -> Self {
        let begun = begun(api, session).await;
        let key = key(seed);
        let claimed = claim(api, &begun, &key, "Pixel").await;
        assert_eq!((claimed.status, claimed.text("/state").as_str()), (201, "waiting"), "{}", claimed.body);
        let confirm = format!("POST /me/methods/{}/confirm", begun.text("/id"));
        let done = api.call(&confirm, session, json!({})).await;
        assert_eq!((done.status, done.text("/state").as_str()), (200, "active"), "{}", done.body);
        Self {
            key,
            token: claimed.text("/token"),
            id: claimed.text("/id"),
            account: claimed.text("/account/id"),
            method: begun.text("/id"),
        }
    }

    pub(super) async fn call(&self, api: &Api, call: &str, body: Value) -> Reply {
        api.call(call, &format!("Device {}", self.token), body).await
    }

    pub(super) async fn prompts(&self, api: &Api) -> Vec<Value> {
        let told = self.call(api, "GET /devices/me/prompts", Value::Null).await;
        assert_eq!(told.status, 200, "{}", told.body);
        told.body["prompts"].as_array().expect("prompts").clone()
    }

    /// What this phone says about a prompt, signed.
    fn says(&self, prompt: &Value, decision: &str, number: &str) -> Value {
        let text = |field: &str| prompt[field].as_str().expect("a text");
        let reason = match decision {
            "approve" => "its_me",
            "deny" => "not_me",
            _ => "changed_my_mind",
        };
        let statement = Statement {
            account: &self.account,
            device: &self.id,
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
            decision,
            reason,
            number,
        };
        json!({
            "decision": decision, "reason": reason, "number": number, "nonce": text("nonce"),
            "expires_at": text("expires_at"), "signature": self.key.sign(&statement.text()),
        })
    }

    async fn answer(&self, api: &Api, prompt: &Value, body: Value) -> Reply {
        let path = format!("POST /devices/me/prompts/{}/answers", prompt["id"].as_str().expect("an id"));
        self.call(api, &path, body).await
    }

    pub(super) async fn approves(&self, api: &Api, prompt: &Value, number: &str) -> Reply {
        self.answer(api, prompt, self.says(prompt, "approve", number)).await
    }
}

/// A sign-in that waits for the phone, with the number that its page shows.
pub(super) async fn asked(api: &Api, name: &str) -> (Reply, String) {
    let step = api.start(name, PASSWORD).await;
    let id = prompt_method(&step).expect("prompts are offered");
    let asked = api.choose(&step, &id).await;
    assert_eq!(asked.text("/next"), "wait_for_prompt", "{}", asked.body);
    assert_eq!(asked.text("/challenge/prompt"), "waiting");
    let number = asked.text("/challenge/number");
    (step, number)
}

pub(super) fn prompt_method(step: &Reply) -> Option<String> {
    let methods = step.body["methods"].as_array()?;
    let found = methods.iter().find(|m| m["kind"] == "mobile_prompt" && m["usable"] == true)?;
    found["id"].as_str().map(str::to_owned)
}

pub(super) async fn look(api: &Api, step: &Reply) -> Reply {
    let shows = format!("SignIn {}", step.text("/secret"));
    api.call(&format!("GET /sign-ins/{}", step.text("/id")), &shows, Value::Null).await
}

fn another(number: &str) -> String {
    let last = number.chars().last().expect("digits");
    let other = if last == '9' { '0' } else { char::from(last as u8 + 1) };
    format!("{}{other}", &number[..number.len() - 1])
}

#[tokio::test]
async fn a_person_confirms_on_their_phone_and_the_page_goes_on() {
    let api = Api::new().await;
    let ana = api.enrolled("ana").await;
    let phone = Phone::paired(&api, &ana.session, 1).await;
    let (step, number) = asked(&api, "ana").await;
    assert_eq!(number.len(), 2, "two digits, where nothing asks for more");
    let prompts = phone.prompts(&api).await;
    assert_eq!(prompts.len(), 1);
    assert!(!prompts[0].to_string().contains(&format!("\"{number}\"")), "no phone is told the number");
    assert_eq!(prompts[0]["digits"], 2);
    let approved = phone.approves(&api, &prompts[0], &number).await;
    assert_eq!((approved.status, approved.text("/outcome").as_str()), (200, "approved"), "{}", approved.body);
    let told = look(&api, &step).await;
    assert_eq!(told.text("/next"), "finish", "{}", told.body);
    assert!(told.body["session"].is_null(), "looking signs nobody in");
    let done = api.answer(&step, json!({"finish": true})).await;
    assert_eq!((done.status, done.text("/next").as_str()), (200, "done"), "{}", done.body);
    assert_eq!(done.body["session"]["acr"], 2);
    assert_eq!(done.body["session"]["amr"], json!(["pwd", "swk", "mfa"]));
    let again = api.answer(&step, json!({"finish": true})).await;
    assert_ne!(again.status, 200, "once");
    assert!(phone.prompts(&api).await.is_empty());
    let me = phone.call(&api, "GET /devices/me", Value::Null).await;
    assert_eq!(me.body["recent"][0]["outcome"], "approved", "{}", me.body);
}

#[tokio::test]
async fn nothing_is_finished_that_no_phone_approved() {
    let api = Api::new().await;
    let ana = api.enrolled("ana").await;
    let phone = Phone::paired(&api, &ana.session, 1).await;
    let (step, number) = asked(&api, "ana").await;
    let early = api.answer(&step, json!({"finish": true})).await;
    assert_eq!((early.status, early.problem()), (409, "not-asked"), "{}", early.body);
    let typed = api.answer(&step, json!({"code": number})).await;
    assert_eq!((typed.status, typed.problem()), (409, "not-asked"), "the number proves nothing on the page");
    let prompt = phone.prompts(&api).await.remove(0);
    phone.approves(&api, &prompt, &number).await;
    api.house.pass(181);
    let late = api.answer(&step, json!({"finish": true})).await;
    assert_ne!(late.status, 200, "three minutes to go on: {}", late.body);
    let told = look(&api, &step).await;
    assert_eq!((told.text("/next").as_str(), &told.body["challenge"]), ("choose_method", &Value::Null));
    assert_eq!(api.choose(&step, &ana.app).await.text("/next"), "answer_challenge");
    let code = api.app_code(&ana.seed);
    assert_eq!(api.answer(&step, json!({"code": code})).await.text("/next"), "done", "another way is open");
}

#[tokio::test]
async fn an_approval_that_nobody_went_on_with_leaves_every_way_open() {
    let api = Api::new().await;
    let ana = api.enrolled("ana").await;
    let phone = Phone::paired(&api, &ana.session, 1).await;
    let (step, number) = asked(&api, "ana").await;
    let prompt = phone.prompts(&api).await.remove(0);
    phone.approves(&api, &prompt, &number).await;
    api.house.pass(181);
    let told = look(&api, &step).await;
    assert_eq!(told.text("/next"), "choose_method", "the page is not stuck: {}", told.body);
    let again = api.choose(&step, &prompt_method(&told).expect("prompts are offered")).await;
    assert_eq!(again.text("/next"), "wait_for_prompt", "{}", again.body);
}

#[tokio::test]
async fn one_wrong_number_ends_the_prompt_and_is_counted() {
    let api = Api::new().await;
    let ana = api.enrolled("ana").await;
    let phone = Phone::paired(&api, &ana.session, 1).await;
    let (step, number) = asked(&api, "ana").await;
    let prompt = phone.prompts(&api).await.remove(0);
    let wrong = phone.approves(&api, &prompt, &another(&number)).await;
    assert_eq!((wrong.status, wrong.problem()), (422, "wrong-answer"), "{}", wrong.body);
    let right = phone.approves(&api, &prompt, &number).await;
    assert_eq!((right.status, right.problem()), (410, "prompt-over"), "the right one comes too late");
    assert_eq!(right.text("/reason"), "wrong_number");
    let list = phone.call(&api, "GET /devices/me/prompts", Value::Null).await;
    assert_eq!(list.body["ended"], json!([{"id": prompt["id"], "reason": "wrong_number"}]));
    let told = look(&api, &step).await;
    assert_eq!(told.text("/challenge/prompt"), "wrong_number");
    assert_eq!(told.text("/next"), "choose_method");
    let events = api.call("GET /me/activity", &ana.session, Value::Null).await.body.to_string();
    assert!(events.contains("wrong"), "{events}");
}

#[tokio::test]
async fn not_me_ends_the_attempt_tells_every_address_and_raises_what_comes_next() {
    let api = Api::new().await;
    let ana = api.enrolled("ana").await;
    let phone = Phone::paired(&api, &ana.session, 1).await;
    let (step, _) = asked(&api, "ana").await;
    let prompt = phone.prompts(&api).await.remove(0);
    api.house.deliver().await;
    let letters = api.house.mails.messages().len();
    let denied = phone.answer(&api, &prompt, phone.says(&prompt, "deny", "")).await;
    assert_eq!((denied.status, denied.text("/outcome").as_str()), (200, "denied"), "{}", denied.body);
    let told = look(&api, &step).await;
    assert_eq!((told.text("/next").as_str(), told.text("/reasons/0/code").as_str()), ("refused", "denied"));
    api.house.deliver().await;
    assert_eq!(api.house.mails.messages().len(), letters + 1);
    assert_eq!(
        api.call("GET /me", &ana.session, Value::Null).await.status,
        200,
        "no session ends by surprise"
    );
    let (_, number) = asked(&api, "ana").await;
    assert_eq!(number.len(), 6, "six digits after a denied prompt");
}

#[tokio::test]
async fn cancelling_on_the_phone_leaves_the_other_ways_open() {
    let api = Api::new().await;
    let ana = api.enrolled("ana").await;
    let phone = Phone::paired(&api, &ana.session, 1).await;
    let (step, _) = asked(&api, "ana").await;
    let prompt = phone.prompts(&api).await.remove(0);
    let cancelled = phone.answer(&api, &prompt, phone.says(&prompt, "cancel", "")).await;
    assert_eq!(cancelled.text("/outcome"), "cancelled");
    assert_eq!(look(&api, &step).await.text("/challenge/prompt"), "cancelled");
    assert_eq!(api.choose(&step, &ana.app).await.status, 200);
    let code = api.app_code(&ana.seed);
    assert_eq!(api.answer(&step, json!({"code": code})).await.text("/next"), "done");
}

#[tokio::test]
async fn a_newer_prompt_replaces_the_older_and_three_unanswered_are_enough() {
    let api = Api::new().await;
    let ana = api.enrolled("ana").await;
    let phone = Phone::paired(&api, &ana.session, 1).await;
    let (first, number) = asked(&api, "ana").await;
    let old = phone.prompts(&api).await.remove(0);
    let (second, _) = asked(&api, "ana").await;
    assert_eq!(phone.prompts(&api).await.len(), 1, "one from unknown browsers at a time");
    let late = phone.approves(&api, &old, &number).await;
    assert_eq!((late.status, late.problem()), (410, "prompt-over"));
    assert_eq!(late.text("/reason"), "replaced");
    assert_eq!(look(&api, &first).await.text("/challenge/prompt"), "replaced");
    assert_eq!(look(&api, &second).await.text("/challenge/prompt"), "waiting");
    let (third, number) = asked(&api, "ana").await;
    let fourth = api.start("ana", PASSWORD).await;
    assert_eq!(prompt_method(&fourth), None, "three since the last success: {}", fourth.body);
    let why =
        fourth.body["methods"].as_array().unwrap().iter().find(|m| m["kind"] == "mobile_prompt").unwrap();
    assert_eq!(why["why_not"]["code"], "too_many_prompts");
    let prompt = phone.prompts(&api).await.remove(0);
    phone.approves(&api, &prompt, &number).await;
    assert_eq!(api.answer(&third, json!({"finish": true})).await.text("/next"), "done");
    let fifth = api.start("ana", PASSWORD).await;
    assert!(prompt_method(&fifth).is_some(), "a success lets it be asked again");
}

/// Rows of `standards.md` 1.3: what is not signed by this phone over this prompt approves nothing.
#[tokio::test]
async fn what_this_phone_did_not_sign_over_this_prompt_approves_nothing() {
    let api = Api::new().await;
    let ana = api.enrolled("ana").await;
    let phone = Phone::paired(&api, &ana.session, 1).await;
    let (step, number) = asked(&api, "ana").await;
    let prompt = phone.prompts(&api).await.remove(0);
    let honest = phone.says(&prompt, "approve", &number);
    let mut forged = Phone { key: key(2), token: phone.token.clone(), ..Phone::copy(&phone) };
    let mut lies = vec![forged.says(&prompt, "approve", &number)];
    forged.key = key(1);
    forged.account = "other".into();
    lies.push(forged.says(&prompt, "approve", &number));
    for (field, value) in [
        ("browser", "safari"),
        ("address", "198.51.100.7"),
        ("purpose", "test"),
        ("site", "https://evil.test"),
        ("asked_at", "2026-01-01T00:00:00Z"),
    ] {
        let mut shown = prompt.clone();
        shown[field] = json!(value);
        lies.push(phone.says(&shown, "approve", &number));
    }
    for (field, value) in [
        ("number", json!(another(&number))),
        ("nonce", json!("AAAA")),
        ("expires_at", json!("2030-01-01T00:00:00Z")),
        ("signature", json!("AAAA")),
    ] {
        let mut body = honest.clone();
        body[field] = value;
        lies.push(body);
    }
    let mut turned = phone.says(&prompt, "deny", "");
    (turned["decision"], turned["reason"], turned["number"]) =
        (json!("approve"), json!("its_me"), json!(number));
    lies.push(turned);
    for lie in lies {
        let answer = phone.answer(&api, &prompt, lie.clone()).await;
        assert_eq!((answer.status, answer.problem()), (422, "wrong-signature"), "{lie}: {}", answer.body);
    }
    assert_eq!(look(&api, &step).await.text("/challenge/prompt"), "waiting", "it is still asked");
    assert_eq!(phone.answer(&api, &prompt, honest.clone()).await.status, 200);
    let replay = phone.answer(&api, &prompt, honest).await;
    assert_eq!((replay.status, replay.problem()), (410, "prompt-over"));
    assert_eq!(replay.text("/reason"), "approved");
}

impl Phone {
    fn copy(other: &Self) -> Self {
        Self {
            key: key(1),
            token: other.token.clone(),
            id: other.id.clone(),
            account: other.account.clone(),
            method: other.method.clone(),
        }
    }
}

#[tokio::test]
async fn another_accounts_phone_sees_and_answers_nothing() {
    let api = Api::new().await;
    let (ana, ben) = (api.enrolled("ana").await, api.enrolled("ben").await);
    let hers = Phone::paired(&api, &ana.session, 1).await;
    let his = Phone::paired(&api, &ben.session, 2).await;
    let (step, number) = asked(&api, "ana").await;
    let prompt = hers.prompts(&api).await.remove(0);
    assert!(his.prompts(&api).await.is_empty());
    let answer = his.approves(&api, &prompt, &number).await;
    assert_eq!((answer.status, answer.problem()), (410, "prompt-over"));
    assert_eq!(answer.text("/reason"), "replaced", "as one that never was");
    assert_eq!(look(&api, &step).await.text("/next"), "wait_for_prompt");
}

#[tokio::test]
async fn of_two_phones_the_first_answer_wins() {
    let api = Api::new().await;
    let ana = api.enrolled("ana").await;
    let one = Phone::paired(&api, &ana.session, 1).await;
    let two = Phone::paired(&api, &ana.session, 2).await;
    let (step, number) = asked(&api, "ana").await;
    let (on_one, on_two) = (one.prompts(&api).await.remove(0), two.prompts(&api).await.remove(0));
    assert_eq!(on_one["id"], on_two["id"]);
    assert_eq!(two.approves(&api, &on_two, &number).await.status, 200);
    assert!(one.prompts(&api).await.is_empty());
    let late = one.answer(&api, &on_one, one.says(&on_one, "deny", "")).await;
    assert_eq!((late.status, late.problem()), (410, "prompt-over"), "too late to undo what is approved");
    assert_eq!(late.text("/reason"), "approved");
    assert_eq!(api.answer(&step, json!({"finish": true})).await.text("/next"), "done");
}

#[tokio::test]
async fn signing_out_of_the_app_ends_the_prompt_and_the_method_waits_greyed() {
    let api = Api::new().await;
    let ana = api.enrolled("ana").await;
    let phone = Phone::paired(&api, &ana.session, 1).await;
    let (step, number) = asked(&api, "ana").await;
    let prompt = phone.prompts(&api).await.remove(0);
    assert_eq!(phone.call(&api, "DELETE /devices/me", Value::Null).await.status, 204);
    let told = look(&api, &step).await;
    assert_eq!(told.text("/challenge/prompt"), "signed_out");
    let greyed =
        told.body["methods"].as_array().unwrap().iter().find(|m| m["kind"] == "mobile_prompt").unwrap();
    assert_eq!((&greyed["usable"], &greyed["why_not"]["code"]), (&json!(false), &json!("app_signed_out")));
    let dead = phone.approves(&api, &prompt, &number).await;
    assert_eq!((dead.status, dead.problem()), (401, "device-signed-out"));
    assert_eq!(phone.call(&api, "GET /devices/me/prompts", Value::Null).await.problem(), "device-signed-out");
    let next = api.start("ana", PASSWORD).await;
    assert_eq!(next.body["methods"][0]["kind"], "authenticator_app", "another method is first by itself");
}

#[tokio::test]
async fn an_approval_of_a_phone_that_is_removed_meanwhile_is_void() {
    let api = Api::new().await;
    let ana = api.enrolled("ana").await;
    let phone = Phone::paired(&api, &ana.session, 1).await;
    let (step, number) = asked(&api, "ana").await;
    let prompt = phone.prompts(&api).await.remove(0);
    phone.approves(&api, &prompt, &number).await;
    assert_eq!(phone.call(&api, "DELETE /devices/me", Value::Null).await.status, 204);
    let finish = api.answer(&step, json!({"finish": true})).await;
    assert_ne!(finish.status, 200, "{}", finish.body);
}

#[tokio::test]
async fn the_last_way_in_is_not_signed_out_by_accident() {
    let api = Api::new().await;
    let session = api.first_session("ben").await;
    api.set_question(&session).await;
    api.open_link(&session).await;
    let begun = begun(&api, &session).await;
    let key = key(1);
    let claimed = claim(&api, &begun, &key, "Pixel").await;
    let done =
        api.call(&format!("POST /me/methods/{}/confirm", begun.text("/id")), &session, json!({})).await;
    assert_eq!(
        done.body["recovery_codes"].as_array().unwrap().len(),
        10,
        "the first strong method: {}",
        done.body
    );
    let shows = format!("Device {}", claimed.text("/token"));
    let kept = api.call("DELETE /devices/me", &shows, Value::Null).await;
    assert_eq!((kept.status, kept.text("/reason").as_str()), (409, "last_way_in"));
    for wrong in ["even_if=yes", "even_if=", "and=more"] {
        let told = api.call(&format!("DELETE /devices/me?{wrong}"), &shows, Value::Null).await;
        assert_eq!((told.status, told.problem()), (422, "wrong-field"), "{wrong}");
    }
    let gone = api.call("DELETE /devices/me?even_if=last_way_in", &shows, Value::Null).await;
    assert_eq!(gone.status, 204);
}

#[tokio::test]
async fn a_pairing_code_works_once_soon_and_only_with_its_owners_word() {
    let api = Api::new().await;
    let ana = api.enrolled("ana").await;
    let begun_once = begun(&api, &ana.session).await;
    let again = begun(&api, &ana.session).await;
    assert_eq!(begun_once.text("/pairing/code"), again.text("/pairing/code"), "a reload shows the same");
    let thief = key(9);
    let claimed = claim(&api, &again, &thief, "Not hers").await;
    assert_eq!(claimed.status, 201);
    assert_eq!(claim(&api, &again, &key(1), "Hers").await.status, 404, "used");
    let shows = format!("Device {}", claimed.text("/token"));
    let waits = api.call("GET /devices/me/prompts", &shows, Value::Null).await;
    assert_eq!((waits.text("/state").as_str(), &waits.body["prompts"]), ("waiting", &json!([])));
    let step = api.start("ana", PASSWORD).await;
    assert_eq!(prompt_method(&step), None, "an unconfirmed phone counts for nothing");
    let dropped =
        api.call(&format!("DELETE /me/methods/{}", again.text("/id")), &ana.session, Value::Null).await;
    assert_eq!(dropped.status, 204, "{}", dropped.body);
    assert_eq!(api.call("GET /devices/me/prompts", &shows, Value::Null).await.problem(), "device-signed-out");
    let late = begun(&api, &ana.session).await;
    api.house.pass(301);
    assert_eq!(claim(&api, &late, &key(1), "Hers").await.status, 404, "five minutes");
    for code in ["x", "AAAA", &"A".repeat(64)] {
        let body = json!({"code": code, "public_key": key(1).public().to_text()});
        assert_eq!(api.call("POST /devices", "", body).await.status, 404, "{code}");
    }
    let body = json!({"code": late.text("/pairing/code"), "public_key": "AAAA"});
    assert_eq!(api.call("POST /devices", "", body).await.problem(), "wrong-field");
}

#[tokio::test]
async fn a_lost_phone_answers_nothing_more() {
    let api = Api::new().await;
    let ana = api.enrolled("ana").await;
    let phone = Phone::paired(&api, &ana.session, 1).await;
    let (step, number) = asked(&api, "ana").await;
    let prompt = phone.prompts(&api).await.remove(0);
    let lost =
        api.house.house.lost_phone(&desk(), "ana", password(), rules::lost_phone::Report::default()).await;
    assert!(matches!(lost, Ok(rules::lost_phone::LostPhone::Suspended { .. })));
    let dead = phone.approves(&api, &prompt, &number).await;
    assert_eq!((dead.status, dead.problem()), (401, "device-signed-out"));
    assert_ne!(api.answer(&step, json!({"finish": true})).await.status, 200);
}

#[tokio::test]
async fn a_phone_unseen_for_a_month_is_quiet_until_its_app_is_opened() {
    let api = Api::new().await;
    let ana = api.enrolled("ana").await;
    let phone = Phone::paired(&api, &ana.session, 1).await;
    api.house.pass(31 * 24 * 3600);
    assert_eq!(prompt_method(&api.start("ana", PASSWORD).await), None);
    phone.prompts(&api).await;
    assert!(prompt_method(&api.start("ana", PASSWORD).await).is_some());
}

#[tokio::test]
async fn what_is_no_answer_is_told_clearly() {
    let api = Api::new().await;
    let ana = api.enrolled("ana").await;
    let phone = Phone::paired(&api, &ana.session, 1).await;
    let (_, number) = asked(&api, "ana").await;
    let prompt = phone.prompts(&api).await.remove(0);
    let honest = phone.says(&prompt, "approve", &number);
    for (field, value) in [
        ("number", json!("")),
        ("number", json!("4 7")),
        ("number", json!("1".repeat(400))),
        ("decision", json!("maybe")),
        ("reason", json!("not_me")),
        ("nonce", json!("")),
        ("more", json!(1)),
    ] {
        let mut body = honest.clone();
        body[field] = value;
        let answer = phone.answer(&api, &prompt, body.clone()).await;
        assert_eq!((answer.status, answer.problem()), (422, "wrong-field"), "{body}: {}", answer.body);
    }
    for shows in ["", "Device", "Device x", "Bearer x", &format!("Device {}", "A".repeat(400))] {
        let answer = api.call("GET /devices/me/prompts", shows, Value::Null).await;
        assert_eq!((answer.status, answer.problem()), (401, "device-signed-out"), "{shows}");
    }
    let session_as_device = ana.session.replace("Bearer", "Device");
    let answer = api.call("GET /devices/me", &session_as_device, Value::Null).await;
    assert_eq!(answer.problem(), "device-signed-out", "a session's token is no phone's");
    let device_as_session = format!("Bearer {}", phone.token);
    assert_eq!(api.call("GET /me", &device_as_session, Value::Null).await.status, 401);
}

#[tokio::test]
async fn a_prompt_proves_a_step_up_and_says_that_it_is_one() {
    let api = Api::new().await;
    let ana = api.enrolled("ana").await;
    let phone = Phone::paired(&api, &ana.session, 1).await;
    api.house.pass(700);
    let begun = api.call("POST /me/step-ups", &ana.session, json!({})).await;
    let asked = api.choose(&begun, &prompt_method(&begun).expect("prompts are offered")).await;
    let prompt = phone.prompts(&api).await.remove(0);
    assert_eq!(prompt["purpose"], "step_up");
    let number = asked.text("/challenge/number");
    assert_eq!(phone.approves(&api, &prompt, &number).await.status, 200);
    let done = api.answer(&begun, json!({"finish": true})).await;
    assert_eq!(done.text("/next"), "done", "{}", done.body);
    let risen = format!("Bearer {}", done.text("/session/token"));
    let codes = api.call("POST /me/methods", &risen, json!({"kind": "recovery_code"})).await;
    assert_eq!(codes.status, 201, "{}", codes.body);
    let again = api.answer(&begun, json!({"finish": true})).await;
    assert_ne!(again.status, 200, "once");
}

#[tokio::test]
async fn a_known_browsers_prompt_stands_before_a_strangers_and_is_never_replaced_by_one() {
    let api = Api::new().await;
    let ana = api.enrolled("ana").await;
    let phone = Phone::paired(&api, &ana.session, 1).await;
    api.house.pass(700);
    let begun = api.call("POST /me/step-ups", &ana.session, json!({})).await;
    let hers = api.choose(&begun, &prompt_method(&begun).expect("prompts are offered")).await;
    api.house.pass(1);
    asked(&api, "ana").await;
    asked(&api, "ana").await;
    let prompts = phone.prompts(&api).await;
    let purposes: Vec<_> = prompts.iter().map(|prompt| prompt["purpose"].clone()).collect();
    assert_eq!(purposes, [json!("step_up"), json!("sign_in")], "hers first, though it is older");
    let number = hers.text("/challenge/number");
    assert_eq!(phone.approves(&api, &prompts[0], &number).await.status, 200);
}
