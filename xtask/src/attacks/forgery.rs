//! Forged requests: of another site (CSRF, before and after signing in), with another's cookies or tokens, and for another's
//! things by their ids (A61). Expired cookies need another clock: `an_expired_session_opens_nothing` in
//! `crates/web/src/api/attack_tests.rs`.

use std::rc::Rc;

use anyhow::{Context, Result, ensure};
use hyper::Method;
use serde_json::{Value, json};

use super::doors::{add, my, recovery_codes, set_question, text};
use super::pages::Pages;
use super::verdict::{not_signed_in, not_there};
use super::world::{Kind, World, cast};
use super::{Attack, attack};
use crate::trial::{PASSWORD, Person, Power};

pub(super) const ALL: &[Attack] = &[
    attack!("CSRF", a_form_of_another_site_changes_nothing, &[Kind::App]),
    attack!("CSRF", a_form_of_another_browser_changes_nothing, &[Kind::App, Kind::App]),
    attack!("CSRF", nobody_is_signed_in_as_somebody_else_by_another_site, &[Kind::App]),
    attack!("CSRF", another_site_cannot_use_the_cookies_at_the_api, &[Kind::App]),
    attack!("COOKIES", foreign_and_odd_cookies_open_nothing, &[Kind::App, Kind::App]),
    attack!("A61", what_is_anothers_is_not_there, &[Kind::AppAndPhone, Kind::App]),
];

/// How a browser tells that a request comes from elsewhere, and one that does not tell at all.
const ELSEWHERE: [&[(&str, &str)]; 6] = [
    &[("origin", "https://evil.example")],
    &[("origin", "null")],
    &[("sec-fetch-site", "cross-site")],
    &[("sec-fetch-site", "same-site"), ("origin", "http://evil.localhost")],
    &[("sec-fetch-site", "same-origin"), ("origin", "https://evil.example")],
    &[],
];

/// A change that any session may make without a fresh proof, and one that shows whether it happened.
const TIGHTEN: &str = "/settings/security/sessions/end-others";

async fn a_form_of_another_site_changes_nothing(world: Rc<World>, people: Vec<Person>) -> Result<()> {
    let [mut person] = cast(people)?;
    let mut pages = Pages::new(world.site()?);
    pages.sign_in(&mut person).await?;
    pages.get("/settings/security").await?;
    for told in ELSEWHERE {
        for path in [TIGHTEN, "/signout", "/settings/security/when", "/verify/cancel", "/lost-phone"] {
            let body = format!("csrf={}&username={}&password=x&when=when_risky", pages.csrf, person.name);
            let page = pages.post_told(path, &body, told).await?;
            ensure!(page.reply.status == 403, "{path} with {told:?}: {}", page.reply.status);
            ensure!(page.location().is_none(), "{path} with {told:?} leads on");
        }
    }
    ensure!(pages.is_signed_in().await?, "another site signed the person out");
    // The control: the same form from the site's own page is obeyed.
    let page = pages.post("/signout", &[]).await?;
    ensure!(page.reply.status < 400, "the site's own form: {}", page.reply.status);
    ensure!(!pages.is_signed_in().await?, "the site's own form does not sign out");
    Ok(())
}

async fn a_form_of_another_browser_changes_nothing(world: Rc<World>, people: Vec<Person>) -> Result<()> {
    let [mut ana, mut ben] = cast(people)?;
    let (mut of_ana, mut of_ben) = (Pages::new(world.site()?), Pages::new(world.site()?));
    of_ana.sign_in(&mut ana).await?;
    of_ben.sign_in(&mut ben).await?;
    of_ben.get("/settings/security").await?;
    of_ana.get("/settings/security").await?;
    let mut stranger = Pages::new(world.site()?);
    stranger.get("/signin").await?;
    let bent = of_ana.csrf.chars().rev().collect::<String>();
    for token in [of_ben.csrf.clone(), stranger.csrf.clone(), bent, String::new()] {
        for path in ["/signout", TIGHTEN] {
            let page = of_ana.post_body(path, &format!("csrf={token}")).await?;
            ensure!((400..500).contains(&page.reply.status), "{path}, foreign token: {}", page.reply.status);
        }
        ensure!(of_ana.is_signed_in().await?, "a form with a foreign token signed out");
    }
    let page = of_ana.post_body("/signout", "").await?;
    ensure!((400..500).contains(&page.reply.status), "no token: {}", page.reply.status);
    ensure!(of_ana.is_signed_in().await?, "a form without a token signed out");
    Ok(())
}

async fn nobody_is_signed_in_as_somebody_else_by_another_site(
    world: Rc<World>,
    people: Vec<Person>,
) -> Result<()> {
    let [person] = cast(people)?;
    let mut thief = Pages::new(world.site()?);
    thief.get("/signin").await?;
    let mut victim = Pages::new(world.site()?);
    victim.get("/signin").await?;
    let of =
        |token: &str| format!("csrf={token}&username={}&password={PASSWORD}", person.name).replace(' ', "+");
    // The thief's own form sent by the victim's browser, from elsewhere or as if from here.
    for told in ELSEWHERE {
        for token in [thief.csrf.clone(), victim.csrf.clone()] {
            let page = victim.post_told("/signin", &of(&token), told).await?;
            ensure!(page.reply.status == 403, "a sign-in with {told:?}: {}", page.reply.status);
        }
    }
    let foreign = thief.csrf.clone();
    let page = victim.post_body("/signin", &of(&foreign)).await?;
    not_signed_in(&page.reply, "the thief's form")?;
    ensure!(!victim.cookies.contains_key("signin"), "the thief's form began a sign-in");
    Ok(())
}

async fn another_site_cannot_use_the_cookies_at_the_api(world: Rc<World>, people: Vec<Person>) -> Result<()> {
    let [mut person] = cast(people)?;
    let mut pages = Pages::new(world.site()?);
    pages.sign_in(&mut person).await?;
    let cookie = format!("session={}", pages.cookies.get("session").context("no session")?);
    for told in ELSEWHERE {
        let mut browser = world.browser()?;
        browser.headers = vec![("cookie", cookie.clone())];
        browser.headers.extend(told.iter().map(|(name, value)| (*name, (*value).to_owned())));
        for (method, path, body) in [
            (Method::DELETE, "/api/v1/me/sessions/current", None),
            (Method::PATCH, "/api/v1/me/preferences", Some(json!({ "verify": "every_sign_in" }))),
            (Method::POST, "/api/v1/me/step-ups", Some(json!({}))),
        ] {
            let reply = browser.call(method, path, Power::None, body).await?;
            ensure!(reply.status == 403, "{path} with {told:?}: {} {}", reply.status, reply.text);
        }
        let told_back = browser.call(Method::GET, "/api/v1/me", Power::None, None).await?;
        let shared = told_back.headers.get("access-control-allow-origin");
        ensure!(shared.is_none(), "{told:?} may read: {shared:?}");
    }
    ensure!(pages.is_signed_in().await?, "another site ended the session");
    Ok(())
}

async fn foreign_and_odd_cookies_open_nothing(world: Rc<World>, people: Vec<Person>) -> Result<()> {
    let [mut ana, ben] = cast(people)?;
    let mut of_ana = Pages::new(world.site()?);
    of_ana.sign_in(&mut ana).await?;
    let mut of_ben = Pages::new(world.site()?);
    let challenge = of_ben.give_password(&ben).await?.hidden("challenge")?;
    let session = of_ana.cookies.get("session").context("no session")?.clone();
    let known = of_ana.cookies.get("browsers").cloned().unwrap_or_default();
    let bent = session.chars().rev().collect::<String>();
    for odd in [
        bent.clone(),
        session[..session.len() - 1].to_owned(),
        format!("{session}A"),
        session.to_lowercase(),
        known,
        challenge.clone(),
        "x".repeat(20_000),
        "%00".into(),
        "null".into(),
        String::new(),
        format!("{bent}; session={session}"),
    ] {
        let mut pages = Pages::new(world.site()?);
        pages.cookies.insert("session".into(), odd.clone());
        let page = pages.get("/settings/security").await?;
        let short: String = odd.chars().take(60).collect();
        ensure!(page.reply.status != 200 && page.reply.status < 500, "{short}: {}", page.reply.status);
        let mut browser = world.browser()?;
        let reply =
            browser.call(Method::GET, "/api/v1/me", Power::Session(&odd[..odd.len().min(2000)]), None);
        let reply = reply.await;
        // A double cookie is no header that a token could come in.
        if let Ok(reply) = reply {
            ensure!(reply.status == 401, "{short} as a token: {} {}", reply.status, reply.text);
        }
    }
    // Ana's session does not answer Ben's challenge, and Ben's half does not borrow Ana's session.
    let mut mixed = Pages::new(world.site()?);
    mixed.cookies.insert("session".into(), session);
    let code = ben.code_of(secrets::totp::step_at(crate::trial::now()));
    mixed.get("/settings/security").await?;
    let page = mixed.post("/verify", &[("challenge", &challenge), ("code", &code)]).await?;
    not_signed_in(&page.reply, "Ben's challenge with Ana's session")?;
    let page = mixed.get("/settings/security").await?;
    ensure!(page.reply.status == 200 && !page.reply.text.contains(&ben.name), "Ben's page for Ana");
    Ok(())
}

/// Every id that an account's own lists tell.
fn ids(lists: &[Value]) -> Vec<String> {
    let entries = lists.iter().filter_map(Value::as_object).flat_map(|list| list.values());
    let entries = entries.filter_map(Value::as_array).flatten();
    entries.filter_map(|entry| entry["id"].as_str()).map(str::to_owned).collect()
}

async fn what_is_anothers_is_not_there(world: Rc<World>, people: Vec<Person>) -> Result<()> {
    let [mut ana, mut ben] = cast(people)?;
    let (mut of_ana, mut of_ben) = (world.browser()?, world.browser()?);
    let (anas, bens) = (of_ana.sign_in(&mut ana).await?, of_ben.sign_in(&mut ben).await?);
    set_question(&mut of_ana, &anas).await?;
    recovery_codes(&mut of_ana, &anas).await?;
    let begun = add(&mut of_ana, &anas, json!({ "kind": "authenticator_app" })).await?;
    let pending = text(&begun, "/id")?;
    let lists = ["/methods", "/sessions", "/browsers", "/emails"];
    let mut before = Vec::new();
    for list in lists {
        before.push(my(&mut of_ana, &anas, list).await?);
    }
    let found = ids(&before);
    ensure!(found.len() >= 7, "Ana's lists tell only {found:?}");
    for id in &found {
        for (method, path, body) in [
            (Method::PATCH, format!("/methods/{id}"), Some(json!({ "name": "mine now" }))),
            (Method::DELETE, format!("/methods/{id}"), None),
            (Method::POST, format!("/methods/{id}/confirm"), Some(json!({ "code": "123456" }))),
            (Method::POST, format!("/methods/{id}/challenges"), Some(json!({}))),
            (Method::DELETE, format!("/sessions/{id}"), None),
            (Method::DELETE, format!("/browsers/{id}"), None),
            (Method::DELETE, format!("/emails/{id}"), None),
            (Method::POST, format!("/emails/{id}/links"), Some(json!({}))),
        ] {
            let tried = format!("{method} {path}");
            not_there(&of_ben.mine(&bens, method, &path, body).await?, &tried)?;
        }
        let preferred = json!({ "preferred_method": id });
        let reply = of_ben.mine(&bens, Method::PATCH, "/preferences", Some(preferred)).await?;
        ensure!((400..500).contains(&reply.status), "{id} preferred: {} {}", reply.status, reply.text);
    }
    for (list, before) in lists.iter().zip(&before) {
        let after = my(&mut of_ana, &anas, list).await?;
        ensure!(ids(std::slice::from_ref(&after)) == ids(std::slice::from_ref(before)), "{list} changed");
    }
    // The control: Ana's own set-up is there for her.
    let path = format!("/methods/{pending}");
    let dropped = of_ana.mine(&anas, Method::DELETE, &path, None).await?;
    ensure!(dropped.status == 204, "Ana's own set-up: {} {}", dropped.status, dropped.text);
    Ok(())
}
