//! The order of the steps (A17-A19): after the password alone no door behind the second one opens, the sign-in's secret is
//! no session, and what a client claims about its step is not believed. OIDC, forward-auth and the desk do not exist yet;
//! their doors join the lists here when they do.

use std::rc::Rc;

use anyhow::{Context, Result, ensure};
use hyper::Method;
use serde_json::{Value, json};

use super::pages::Pages;
use super::verdict::{not_signed_in, refused, signed_in};
use super::world::{Kind, World, cast};
use super::{Attack, attack};
use crate::trial::{Browser, Person, Power};

pub(super) const ALL: &[Attack] = &[
    attack!("A17", after_the_password_alone_no_call_of_the_api_opens, &[Kind::App]),
    attack!("A17", after_the_password_alone_no_page_behind_it_opens, &[Kind::App]),
    attack!("A18", what_the_password_gives_is_no_session, &[Kind::App]),
    attack!("A18", every_proof_gives_a_new_session_token, &[Kind::App]),
    attack!("A19", what_a_client_claims_of_its_step_is_not_believed, &[Kind::App]),
    attack!("A19", a_finished_sign_in_is_not_finished_again, &[Kind::App]),
    attack!("A19", a_cancelled_sign_in_is_over, &[Kind::App]),
];

/// Pages behind both doors, with ids where a route takes one.
const PAGES: [&str; 14] = [
    "/settings/security",
    "/activity",
    "/signed-in",
    "/settings/security/password",
    "/settings/security/question",
    "/settings/security/authenticator-app/0",
    "/settings/security/text-message",
    "/settings/security/text-message/0",
    "/settings/security/recovery-codes",
    "/settings/security/methods/0/rename",
    "/settings/security/methods/0/remove",
    "/settings/security/email/add",
    "/settings/security/email/0/remove",
    "/settings/security/confirm",
];

/// Changes behind both doors.
const CHANGES: [&str; 13] = [
    "/settings/security/enable",
    "/settings/security/when",
    "/settings/security/preferred",
    "/settings/security/allow-tries",
    "/settings/security/password",
    "/settings/security/question",
    "/settings/security/text-message",
    "/settings/security/recovery-codes",
    "/settings/security/recovery-codes/renew",
    "/settings/security/email/add",
    "/settings/security/sessions/end-others",
    "/settings/security/sessions/0/end",
    "/settings/security/confirm",
];

/// Every call of the API's own description that is about somebody signed in.
async fn calls(browser: &mut Browser) -> Result<Vec<(Method, String)>> {
    let reply = browser.call(Method::GET, "/api/v1/openapi.json", Power::None, None).await?;
    let paths = reply.body["paths"].as_object().context("no description of the API")?;
    let mut calls = Vec::new();
    for (path, methods) in paths.iter().filter(|(path, _)| path.starts_with("/api/v1/me")) {
        for method in methods.as_object().into_iter().flatten().map(|(method, _)| method) {
            let method = method.to_uppercase().parse();
            let id = "00000000-0000-0000-0000-000000000000";
            calls.push((method.context("a method")?, path.replace("{id}", id)));
        }
    }
    ensure!(calls.len() > 15, "only {} calls are described", calls.len());
    Ok(calls)
}

async fn after_the_password_alone_no_call_of_the_api_opens(
    world: Rc<World>,
    people: Vec<Person>,
) -> Result<()> {
    let [person] = cast(people)?;
    let mut browser = world.browser()?;
    let open = browser.asked_for_app(&person).await?;
    let mut pages = Pages::new(world.site()?);
    pages.give_password(&person).await?;
    let cookies: Vec<String> = pages.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
    for (method, path) in calls(&mut browser).await? {
        let body = (method != Method::GET && method != Method::DELETE).then(|| json!({}));
        browser.headers.clear();
        for power in
            [Power::None, Power::Session(&open.secret), Power::SignIn(&open.secret), Power::Session(&open.id)]
        {
            let reply = browser.call(method.clone(), &path, power, body.clone()).await?;
            let tried = format!("{method} {path}");
            refused(&reply, &tried)?;
            ensure!(matches!(reply.status, 401 | 404 | 422), "{tried}: {} {}", reply.status, reply.text);
            ensure!(!reply.text.contains(&person.name), "{tried}: tells of the person: {}", reply.text);
        }
        browser.headers = vec![("cookie", cookies.join("; ")), ("origin", pages.origin.clone())];
        let reply = browser.call(method.clone(), &path, Power::None, body).await?;
        let tried = format!("{method} {path} with the cookies of half a sign-in");
        ensure!(matches!(reply.status, 401 | 404 | 422), "{tried}: {} {}", reply.status, reply.text);
        ensure!(!reply.text.contains(&person.name), "{tried}: tells of the person: {}", reply.text);
    }
    Ok(())
}

async fn after_the_password_alone_no_page_behind_it_opens(
    world: Rc<World>,
    people: Vec<Person>,
) -> Result<()> {
    let [mut person] = cast(people)?;
    let mut pages = Pages::new(world.site()?);
    pages.give_password(&person).await?;
    let to_the_door = |location: Option<&str>| {
        location.is_some_and(|to| to.starts_with("/signin") || to.starts_with("/verify"))
    };
    for path in PAGES {
        let page = pages.get(path).await?;
        let closed = to_the_door(page.location()) || matches!(page.reply.status, 401 | 404);
        ensure!(closed, "GET {path}: {} {}", page.reply.status, page.reply.text);
        ensure!(!page.reply.text.contains(&person.email), "GET {path} tells of the person");
    }
    for path in CHANGES {
        let page = pages.post(path, &[]).await?;
        let closed = to_the_door(page.location()) || (400..500).contains(&page.reply.status);
        ensure!(closed, "POST {path}: {} {}", page.reply.status, page.reply.text);
        not_signed_in(&page.reply, path)?;
    }
    // The control: the same pages open to somebody who went through both doors.
    let mut whole = Pages::new(world.site()?);
    whole.sign_in(&mut person).await?;
    for path in ["/settings/security", "/activity", "/signed-in", "/settings/security/password"] {
        let page = whole.get(path).await?;
        ensure!(page.reply.status == 200, "GET {path} of a session: {}", page.reply.status);
    }
    Ok(())
}

async fn what_the_password_gives_is_no_session(world: Rc<World>, people: Vec<Person>) -> Result<()> {
    let [mut person] = cast(people)?;
    let mut pages = Pages::new(world.site()?);
    pages.give_password(&person).await?;
    ensure!(!pages.cookies.contains_key("session"), "a session after the password alone");
    let half = pages.cookies.clone();
    let held = half.get("signin").context("no cookie of the sign-in")?;
    let parts = held.split(['.', ':', '~', '_', '-']).map(str::to_owned);
    let secrets: Vec<String> = std::iter::once(held.clone()).chain(parts).collect();
    for secret in &secrets {
        let mut other_tab = Pages::new(world.site()?);
        other_tab.cookies.insert("session".to_owned(), secret.clone());
        ensure!(!other_tab.is_signed_in().await?, "a part of the sign-in's cookie is a session");
    }
    let page = pages.get("/verify").await?;
    let (challenge, code) = (page.hidden("challenge")?, person.next_code()?);
    pages.post("/verify", &[("challenge", &challenge), ("code", &code)]).await?;
    ensure!(pages.is_signed_in().await?, "the right code does not sign in");
    let session = pages.cookies.get("session").context("no session")?.clone();
    ensure!(half.values().all(|value| !value.contains(&session)), "the session was there before the code");
    // Back, in a window that still has the cookies of half a sign-in.
    let mut back = Pages::new(world.site()?);
    back.cookies = half;
    let page = back.post("/verify", &[("challenge", &challenge), ("code", &code)]).await?;
    not_signed_in(&page.reply, "the same code from the cookies before it")?;
    ensure!(!back.is_signed_in().await?, "the cookies of half a sign-in became a session");
    Ok(())
}

async fn every_proof_gives_a_new_session_token(world: Rc<World>, people: Vec<Person>) -> Result<()> {
    let [mut person] = cast(people)?;
    let mut browser = world.browser()?;
    let before = browser.sign_in(&mut person).await?;
    let mut open = super::doors::step_up(&mut browser, &before, false).await?;
    browser.choose(&mut open, "authenticator_app").await?;
    let code = person.next_code()?;
    let reply = browser.code(&open, &code).await?;
    signed_in(&reply, "a step-up")?;
    ensure!(reply.session() != Some(&before.token), "the token stayed the same");
    let old = browser.mine(&before, Method::GET, "", None).await?;
    ensure!(old.status == 401, "the token before the step-up still opens: {}", old.text);
    Ok(())
}

async fn what_a_client_claims_of_its_step_is_not_believed(
    world: Rc<World>,
    people: Vec<Person>,
) -> Result<()> {
    let [person] = cast(people)?;
    let mut browser = world.browser()?;
    let open = browser.asked_for_app(&person).await?;
    let claims: [(&str, Value); 10] = [
        ("mfa_required", json!(false)),
        ("next", json!("done")),
        ("method", json!("none")),
        ("step", json!("done")),
        ("stage", json!({ "passed": {} })),
        ("remember", json!(true)),
        ("acr", json!(3)),
        ("verdict", json!("allow")),
        ("reasons", json!([])),
        ("skip", json!(true)),
    ];
    for (name, value) in claims {
        let mut sign_in = json!({ "username": person.name, "password": crate::trial::PASSWORD });
        sign_in[name] = value.clone();
        let begun = browser.call(Method::POST, "/api/v1/sign-ins", Power::None, Some(sign_in)).await?;
        refused(&begun, name)?;
        let answer = json!({ "code": person.wrong_code(0), name: value });
        refused(&browser.answer(&open, answer).await?, name)?;
        refused(&browser.answer(&open, json!({ name: value })).await?, name)?;
    }
    refused(&browser.answer(&open, json!({ "dont_ask": true })).await?, "nothing but `dont_ask`")?;
    let mut pages = Pages::new(world.site()?);
    let query = "/verify?next=done&step=done&acr=3&method=none&return_to=/settings/security";
    pages.give_password(&person).await?;
    pages.get(query).await?;
    pages.cookies.insert("return_to".into(), "L3NldHRpbmdzL3NlY3VyaXR5".into());
    pages.get("/verify").await?;
    ensure!(!pages.is_signed_in().await?, "a query or cookie signed in");
    Ok(())
}

async fn a_finished_sign_in_is_not_finished_again(world: Rc<World>, people: Vec<Person>) -> Result<()> {
    let [mut person] = cast(people)?;
    let mut browser = world.browser()?;
    let mut open = browser.asked_for_app(&person).await?;
    let code = person.next_code()?;
    signed_in(&browser.code(&open, &code).await?, "the right code")?;
    let fresh = person.next_code()?;
    refused(&browser.code(&open, &fresh).await?, "another right code in a finished sign-in")?;
    refused(&browser.choose(&mut open, "authenticator_app").await?, "choosing in a finished sign-in")?;
    let password = json!({ "password": crate::trial::PASSWORD });
    refused(&browser.answer(&open, password).await?, "the password in a finished sign-in")
}

async fn a_cancelled_sign_in_is_over(world: Rc<World>, people: Vec<Person>) -> Result<()> {
    let [mut person] = cast(people)?;
    let mut browser = world.browser()?;
    let mut open = browser.asked_for_app(&person).await?;
    let path = format!("/api/v1/sign-ins/{}", open.id);
    let ended = browser.call(Method::DELETE, &path, Power::SignIn(&open.secret), None).await?;
    ensure!(ended.status == 204, "not cancelled: {}", ended.text);
    let code = person.next_code()?;
    refused(&browser.code(&open, &code).await?, "the right code in a cancelled sign-in")?;
    refused(&browser.choose(&mut open, "authenticator_app").await?, "choosing in a cancelled sign-in")
}
