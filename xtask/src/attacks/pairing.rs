//! Phones and what they hold (A27, A28, A58): a pairing code serves one phone that its owner confirms, a phone's token opens
//! nothing but a phone's doors and dies with the phone, and an app cannot have the house call whatever address it likes. That a
//! code is too old needs another clock: `crates/web/src/api/device_tests.rs`; what is called in the end is told in `delivery`.

use std::rc::Rc;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use hyper::Method;
use serde_json::{Value, json};

use super::doors::{add, set_question, text};
use super::prompts::{Owner, asked, counted, did_nothing, finish, look};
use super::verdict::{at_once, not_there, refused, signed_in};
use super::world::{Kind, World, cast};
use super::{Attack, attack};
use crate::trial::{Browser, Letter, Person, Phone, Power, Session, claim, device_key, until};

/// Phones that show one code at the same instant.
const RACERS: usize = 20;
/// How a letter calls the method.
const PROMPTS: &str = "Prompt on your phone";
/// How long a letter may take.
const DELIVERY: Duration = Duration::from_secs(10);

pub(super) const ALL: &[Attack] = &[
    attack!("A27", a_pairing_code_pairs_one_phone_also_in_a_race, &[Kind::App]),
    attack!("A27", what_is_no_pairing_code_pairs_nothing, &[Kind::App]),
    attack!("A28", a_phone_that_its_owner_never_confirmed_does_nothing, &[Kind::App, Kind::App]),
    attack!("A28", a_new_phone_is_told_to_its_owner, &[Kind::App]),
    attack!("A21", a_phone_that_is_gone_answers_and_reads_nothing, &[Kind::App]),
    attack!("A21", what_a_phone_approved_is_void_once_it_is_gone, &[Kind::App]),
    attack!("A21", a_stream_that_is_open_ends_with_its_phone, &[Kind::App]),
    attack!("A26", a_phones_token_is_no_session_and_a_session_no_phone, &[Kind::App]),
    attack!("A58", a_push_endpoint_that_is_not_public_is_refused, &[Kind::App]),
];

/// A session in which a phone can be connected.
async fn ready(world: &World, person: &mut Person) -> Result<(Browser, Session)> {
    let mut browser = world.browser()?;
    let session = browser.sign_in(person).await?;
    set_question(&mut browser, &session).await?;
    Ok((browser, session))
}

async fn begun(browser: &mut Browser, session: &Session) -> Result<Value> {
    add(browser, session, json!({ "kind": "mobile_prompt" })).await
}

async fn a_pairing_code_pairs_one_phone_also_in_a_race(world: Rc<World>, people: Vec<Person>) -> Result<()> {
    let [mut person] = cast(people)?;
    let (mut browser, session) = ready(&world, &mut person).await?;
    let begun = begun(&mut browser, &session).await?;
    let code = text(&begun, "/pairing/code")?;
    let mut phones = Vec::new();
    for node in 0..RACERS {
        phones.push((world.browser()?.at_node(node), device_key(u64::try_from(node)?)));
    }
    let replies = at_once(phones.iter_mut().map(|(wire, key)| claim(wire, &code, key))).await?;
    let paired = replies.iter().filter(|reply| reply.status == 201).count();
    ensure!(paired == 1, "{paired} phones were paired by one code");
    for reply in replies.iter().filter(|reply| reply.status != 201) {
        refused(reply, "a phone that came second")?;
    }
    let mut late = world.browser()?;
    not_there(&claim(&mut late, &code, &device_key(77)).await?, "a used code")?;
    let path = format!("/methods/{}/confirm", text(&begun, "/id")?);
    let done = browser.mine(&session, Method::POST, &path, Some(json!({}))).await?;
    ensure!(done.status == 200, "not confirmed: {} {}", done.status, done.text);
    not_there(&claim(&mut late, &code, &device_key(77)).await?, "a used code after its phone was confirmed")?;
    // One alone is connected, and it is the one that won.
    let mut connected = 0;
    for reply in &replies {
        let Some(token) = reply.text_at("/token") else { continue };
        let told = late.call(Method::GET, "/api/v1/devices/me/prompts", Power::Device(token), None).await?;
        connected += usize::from(told.text_at("/state") == Some("signed_in"));
    }
    ensure!(connected == 1, "{connected} phones are connected");
    Ok(())
}

async fn what_is_no_pairing_code_pairs_nothing(world: Rc<World>, people: Vec<Person>) -> Result<()> {
    let [mut person] = cast(people)?;
    let (mut browser, session) = ready(&world, &mut person).await?;
    let begun = begun(&mut browser, &session).await?;
    let code = text(&begun, "/pairing/code")?;
    ensure!(code.len() >= 43, "a code of {} letters", code.len());
    let half = world.browser()?.begin(&person).await?;
    let mut wire = world.browser()?;
    let tail: String = code.chars().rev().collect();
    let codes = [
        String::new(),
        "A".repeat(code.len()),
        tail,
        code[..code.len() - 1].to_owned(),
        format!("{code}A"),
        code.to_lowercase(),
        session.token.clone(),
        half.secret.clone(),
        half.id.clone(),
        text(&begun, "/id")?,
        "A".repeat(5000),
        "' OR 1=1 --".to_owned(),
    ];
    for wrong in codes {
        refused(&claim(&mut wire, &wrong, &device_key(1)).await?, &format!("the code {wrong:.60}"))?;
    }
    let keys = [
        json!(""),
        json!("A".repeat(87)),
        json!("B".repeat(87)),
        json!(Value::Null),
        json!("A".repeat(5000)),
        json!(device_key(1).to_text().as_str()),
    ];
    for key in keys {
        let body = json!({ "code": code, "public_key": key });
        let reply = wire.call(Method::POST, "/api/v1/devices", Power::None, Some(body)).await?;
        refused(&reply, &format!("the key {key:.60}"))?;
    }
    // The control: none of that used the code up.
    let reply = claim(&mut wire, &code, &device_key(1)).await?;
    ensure!(reply.status == 201, "the code was used up: {} {}", reply.status, reply.text);
    Ok(())
}

async fn a_phone_that_its_owner_never_confirmed_does_nothing(
    world: Rc<World>,
    people: Vec<Person>,
) -> Result<()> {
    let [mut ana, mut ben] = cast(people)?;
    let Owner { mut browser, session, mut phone } = Owner::at(world.site()?, &mut ana).await?;
    let begun = begun(&mut browser, &session).await?;
    let mut waiting = Phone::claimed(&begun, world.browser()?, 9).await?;
    let mut page = world.browser()?.at_node(0);
    let (open, number) = asked(&mut page, &ana).await?;
    let prompt = phone.prompt().await?;
    let told = waiting.call(Method::GET, "/prompts", None).await?;
    ensure!(told.text_at("/state") == Some("waiting"), "the phone is no longer waiting: {}", told.text);
    ensure!(waiting.prompts().await?.is_empty(), "an unconfirmed phone reads a prompt: {}", told.text);
    for decision in ["approve", "deny", "cancel"] {
        let number = if decision == "approve" { &*number } else { "" };
        let body = waiting.says(&prompt, decision, number);
        refused(&waiting.answer(&prompt, body).await?, "an answer of an unconfirmed phone")?;
    }
    let seen = look(&mut page, &open).await?;
    ensure!(seen.text_at("/challenge/prompt") == Some("waiting"), "it moved the page: {}", seen.text);
    refused(&finish(&mut page, &open).await?, "going on by an unconfirmed phone")?;
    // Nobody but its owner confirms it.
    let (mut his, his_session) = ready(&world, &mut ben).await?;
    let path = format!("/methods/{}/confirm", waiting.method);
    refused(&his.mine(&his_session, Method::POST, &path, Some(json!({}))).await?, "another person confirms")?;
    let mine = format!("/api/v1/me{path}");
    let wire = &mut waiting.wire;
    for power in [Power::None, Power::Device(&waiting.token), Power::Session(&waiting.token)] {
        refused(&wire.call(Method::POST, &mine, power, Some(json!({}))).await?, "the phone confirms itself")?;
    }
    // Its owner says no, and it is gone.
    let path = format!("/methods/{}", waiting.method);
    let dropped = browser.mine(&session, Method::DELETE, &path, None).await?;
    ensure!(dropped.status == 204, "it cannot be dropped: {} {}", dropped.status, dropped.text);
    did_nothing(&waiting.call(Method::GET, "/prompts", None).await?, "device-signed-out", "it still polls")?;
    counted(&phone.approve(&prompt, &number).await?, "approved")?;
    signed_in(&finish(&mut page, &open).await?, "the phone that was confirmed")
}

async fn a_new_phone_is_told_to_its_owner(world: Rc<World>, people: Vec<Person>) -> Result<()> {
    let [mut person] = cast(people)?;
    let (mut browser, session) = ready(&world, &mut person).await?;
    let site = world.site()?;
    let letters = || -> Result<usize> {
        let told = |letter: &&Letter| letter.is_to(&person.email) && letter.text.contains(PROMPTS);
        Ok(site.letters()?.iter().filter(told).count())
    };
    ensure!(letters()? == 0, "a letter tells of a phone before there is one");
    Phone::paired(&mut browser, &session, world.browser()?, 5).await?;
    until("a letter about the phone", DELIVERY, async || Ok((letters()? == 1).then_some(()))).await
}

/// Every door of a phone.
async fn is_dead(phone: &mut Phone, prompt: &Value, tried: &str) -> Result<()> {
    let push = json!({ "endpoint": "https://push.example.org/1", "keys": {
        "p256dh": device_key(3).public().to_text(), "auth": "AAAAAAAAAAAAAAAAAAAAAA" } });
    let doors = [
        (Method::GET, "", None),
        (Method::GET, "/prompts", None),
        (Method::GET, "/events", None),
        (Method::PATCH, "", Some(json!({ "name": "Still here" }))),
        (Method::PUT, "/push", Some(push)),
        (Method::DELETE, "/push", None),
        (Method::DELETE, "", None),
    ];
    for (method, path, body) in doors {
        let what = format!("{tried}: {method} {path}");
        let reply = phone.call(method, path, body).await?;
        ensure!(reply.status == 401, "{what}: {} {}", reply.status, reply.text);
        did_nothing(&reply, "device-signed-out", &what)?;
    }
    for decision in ["approve", "deny", "cancel"] {
        let body = phone.says(prompt, decision, if decision == "approve" { "00" } else { "" });
        let reply = phone.answer(prompt, body).await?;
        did_nothing(&reply, "device-signed-out", &format!("{tried}: {decision}"))?;
    }
    Ok(())
}

async fn a_phone_that_is_gone_answers_and_reads_nothing(world: Rc<World>, people: Vec<Person>) -> Result<()> {
    let [mut person] = cast(people)?;
    let Owner { mut browser, session, phone } = Owner::at(world.site()?, &mut person).await?;
    let mut second = Phone::paired(&mut browser, &session, world.browser()?, 21).await?;
    let mut page = world.browser()?.at_node(0);
    let (open, _) = asked(&mut page, &person).await?;
    let prompt = second.prompt().await?;
    // One signs out itself, the other is removed by its owner; each still polls, at every node.
    let left = second.call(Method::DELETE, "", None).await?;
    ensure!(left.status == 204, "not signed out: {} {}", left.status, left.text);
    let path = format!("/methods/{}", phone.method);
    let removed = browser.mine(&session, Method::DELETE, &path, None).await?;
    ensure!((200..300).contains(&removed.status), "not removed: {} {}", removed.status, removed.text);
    for gone in [&second, &phone] {
        for node in 0..world.nodes {
            let mut polls = gone.twin()?;
            polls.wire = world.browser()?.at_node(node);
            is_dead(&mut polls, &prompt, "a phone that is gone").await?;
        }
    }
    refused(&finish(&mut page, &open).await?, "going on without a phone")?;
    let seen = look(&mut page, &open).await?;
    ensure!(seen.text_at("/next") != Some("wait_for_prompt"), "the page still waits: {}", seen.text);
    Ok(())
}

async fn a_stream_that_is_open_ends_with_its_phone(world: Rc<World>, people: Vec<Person>) -> Result<()> {
    let [mut person] = cast(people)?;
    let Owner { mut browser, session, phone } = Owner::at(world.site()?, &mut person).await?;
    let mut second = Phone::paired(&mut browser, &session, world.browser()?, 21).await?;
    let mut stream = phone.wire.events("/api/v1/devices/me/events", Power::Device(&phone.token)).await?;
    let first = stream.next().await?.context("the stream says nothing")?;
    ensure!(first["state"] == "signed_in", "not signed in: {first}");
    let path = format!("/methods/{}", phone.method);
    let removed = browser.mine(&session, Method::DELETE, &path, None).await?;
    ensure!((200..300).contains(&removed.status), "not removed: {} {}", removed.status, removed.text);
    // What is asked from now on is told to the other phone alone.
    let (_, number) = asked(&mut world.browser()?.at_node(0), &person).await?;
    let told = stream.next().await?;
    ensure!(told.is_none(), "a removed phone is still told: {told:?}");
    let prompt = second.prompt().await?;
    counted(&second.approve(&prompt, &number).await?, "approved")
}

async fn what_a_phone_approved_is_void_once_it_is_gone(world: Rc<World>, people: Vec<Person>) -> Result<()> {
    let [mut person] = cast(people)?;
    let Owner { mut browser, session, mut phone } = Owner::at(world.site()?, &mut person).await?;
    let mut page = world.browser()?.at_node(0);
    let (open, number) = asked(&mut page, &person).await?;
    let prompt = phone.prompt().await?;
    counted(&phone.approve(&prompt, &number).await?, "approved")?;
    let path = format!("/methods/{}", phone.method);
    let removed = browser.mine(&session, Method::DELETE, &path, None).await?;
    ensure!((200..300).contains(&removed.status), "not removed: {} {}", removed.status, removed.text);
    refused(&finish(&mut page, &open).await?, "going on by a removed phone's approval")
}

async fn a_phones_token_is_no_session_and_a_session_no_phone(
    world: Rc<World>,
    people: Vec<Person>,
) -> Result<()> {
    let [mut person] = cast(people)?;
    let Owner { browser, session, phone } = Owner::at(world.site()?, &mut person).await?;
    let half = world.browser()?.begin(&person).await?;
    let mut wire = world.browser()?;
    let path = format!("/api/v1/sign-ins/{}", half.id);
    for power in [
        Power::Session(&phone.token),
        Power::Device(&phone.token),
        Power::SignIn(&phone.token),
        Power::Session(&phone.id),
    ] {
        for mine in ["/api/v1/me", "/api/v1/me/methods", "/api/v1/me/sessions", &path] {
            let reply = wire.call(Method::GET, mine, power, None).await?;
            refused(&reply, &format!("GET {mine} with a phone's token"))?;
            ensure!(!reply.text.contains(&person.name), "GET {mine} tells of the person: {}", reply.text);
        }
        let body = Some(json!({ "kind": "mobile_prompt" }));
        let reply = wire.call(Method::POST, "/api/v1/me/methods", power, body).await?;
        refused(&reply, "connecting another phone with a phone's token")?;
    }
    for name in ["session", "__Host-session", "device", "signin"] {
        wire.headers.retain(|(header, _)| *header != "cookie");
        wire.headers.push(("cookie", format!("{name}={}", phone.token)));
        let reply = wire.call(Method::GET, "/api/v1/me", Power::None, None).await?;
        refused(&reply, &format!("a phone's token as the cookie {name}"))?;
        let reply = wire.call(Method::GET, "/settings/security", Power::None, None).await?;
        ensure!(reply.status != 200, "the settings open with a phone's token as the cookie {name}");
        let reply = wire.call(Method::GET, "/api/v1/devices/me", Power::None, None).await?;
        refused(&reply, "a phone's token in a cookie")?;
    }
    wire.headers.retain(|(header, _)| *header != "cookie");
    let known = browser.known.clone().context("the owner's browser is known")?;
    for token in [&session.token, &half.secret, &half.id, &phone.id, &phone.method, &known] {
        for power in [Power::Device(token), Power::Session(token)] {
            let reply = wire.call(Method::GET, "/api/v1/devices/me/prompts", power, None).await?;
            did_nothing(&reply, "device-signed-out", "what is no phone's token")?;
        }
    }
    Ok(())
}

async fn a_push_endpoint_that_is_not_public_is_refused(world: Rc<World>, people: Vec<Person>) -> Result<()> {
    let [mut person] = cast(people)?;
    let Owner { mut phone, .. } = Owner::at(world.site()?, &mut person).await?;
    let key = device_key(3).public().to_text();
    let body = |endpoint: &str| json!({ "endpoint": endpoint, "keys": { "p256dh": key, "auth": "AAAAAAAAAAAAAAAAAAAAAA" } });
    for endpoint in [
        "http://push.example.org/1",
        "https://127.0.0.1/1",
        "https://127.1/1",
        "https://2130706433/1",
        "https://0x7f000001/1",
        "https://0177.0.0.1/1",
        "https://0.0.0.0/1",
        "https://[::1]/1",
        "https://[::]/1",
        "https://[::ffff:127.0.0.1]/1",
        "https://[64:ff9b::7f00:1]/1",
        "https://localhost/1",
        "https://push.localhost/1",
        "https://10.0.0.1/1",
        "https://172.16.0.1/1",
        "https://192.168.1.1/1",
        "https://100.64.0.1/1",
        "https://169.254.169.254/latest/meta-data",
        "https://[fe80::1]/1",
        "https://[fd00::1]/1",
        "https://224.0.0.1/1",
        "https://user:word@push.example.org/1",
        "https://user@push.example.org/1",
        "https://push.example.org:22/1",
        "https://push.example.org:8443/1",
        "ftp://push.example.org/1",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "//push.example.org/1",
        "push.example.org/1",
        "https://",
        "",
    ] {
        let reply = phone.call(Method::PUT, "/push", Some(body(endpoint))).await?;
        did_nothing(&reply, "wrong-field", endpoint)?;
        ensure!(reply.text.contains("/endpoint"), "{endpoint}: it is not told which field: {}", reply.text);
    }
    let long = format!("https://push.example.org/{}", "a".repeat(2000));
    refused(&phone.call(Method::PUT, "/push", Some(body(&long))).await?, "a long endpoint")?;
    let mut keyless = body("https://push.example.org/1");
    keyless["keys"]["p256dh"] = json!("A".repeat(87));
    refused(&phone.call(Method::PUT, "/push", Some(keyless)).await?, "a key that is none")?;
    let me = phone.call(Method::GET, "", None).await?;
    ensure!(me.body["push"]["subscribed"] == false, "a refused endpoint was kept: {}", me.text);
    // The control: a public one is kept until the app takes it back. No prompt is asked meanwhile, so nobody is called.
    let kept = phone.call(Method::PUT, "/push", Some(body("https://push.example.org/1"))).await?;
    ensure!(kept.status == 204, "a public endpoint is refused: {} {}", kept.status, kept.text);
    let gone = phone.call(Method::DELETE, "/push", None).await?;
    ensure!(gone.status == 204, "it cannot be taken back: {} {}", gone.status, gone.text);
    Ok(())
}
