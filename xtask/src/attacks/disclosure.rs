//! What is shown once is never shown again (A60): seeds, recovery codes, answers and whole phone numbers, in any answer of
//! the API or page after the one that made them; and what makes them may not be kept by caches. What lies in logs and the
//! database is looked for in `leftovers`, after all other attacks.

use std::rc::Rc;

use anyhow::{Context, Result, ensure};
use hyper::Method;
use secrets::totp;
use serde_json::json;

use super::doors::{ANSWER, confirm, recovery_codes, set_question, text};
use super::pages::Pages;
use super::world::{Kind, World, cast};
use super::{Attack, attack};
use crate::trial::{PASSWORD, Person, Power, Reply, now};

pub(super) const ALL: &[Attack] = &[
    attack!("A60", what_was_shown_once_is_not_shown_again, &[Kind::AppAndPhone]),
    attack!("A60", no_answer_may_be_kept_or_read_by_others, &[Kind::App]),
];

/// What every answer about an account says to caches and other sites.
fn is_private(reply: &Reply, path: &str) -> Result<()> {
    let told = |name: &str| reply.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("");
    ensure!(told("cache-control").contains("no-store"), "{path} may be kept: {:?}", reply.headers);
    ensure!(told("x-content-type-options") == "nosniff", "{path}: no nosniff");
    let policy = told("content-security-policy");
    for part in ["frame-ancestors 'none'", "base-uri 'none'", "object-src 'none'"] {
        ensure!(
            policy.contains(part) || policy.contains("default-src 'none'") && part.starts_with("object"),
            "{path}: the policy lacks {part}: {policy}"
        );
    }
    ensure!(!policy.contains("unsafe"), "{path}: {policy}");
    ensure!(!told("referrer-policy").is_empty(), "{path}: no referrer policy");
    Ok(())
}

async fn what_was_shown_once_is_not_shown_again(world: Rc<World>, people: Vec<Person>) -> Result<()> {
    let [mut person] = cast(people)?;
    let mut browser = world.browser()?;
    let session = browser.sign_in(&mut person).await?;
    set_question(&mut browser, &session).await?;
    let codes = recovery_codes(&mut browser, &session).await?;
    let new = Some(json!({ "kind": "authenticator_app", "name": "Second" }));
    let begun = browser.mine(&session, Method::POST, "/methods", new).await?;
    is_private(&begun, "the answer with a seed")?;
    let (id, shown) = (text(&begun.body, "/id")?, text(&begun.body, "/secret")?);
    let seed = totp::seed_from_base32(&shown).context("the seed cannot be read")?;
    let code = totp::code(&seed, totp::TotpParams::default(), totp::step_at(now()));
    let enabled = confirm(&mut browser, &session, &id, &code).await?;
    ensure!(enabled.status == 200, "not enabled: {}", enabled.text);

    let base32 = totp::seed_to_base32(&seed).to_string();
    let mut secrets = vec![base32.clone(), base32.to_lowercase(), shown, "otpauth:".to_owned()];
    secrets.extend([totp::seed_to_base32(&person.seed).to_string(), ANSWER.to_owned(), PASSWORD.to_owned()]);
    secrets.extend([person.phone.clone(), person.phone[1..].to_owned(), person.phone[3..].to_owned()]);
    secrets.extend(codes);
    let silent = |reply: &Reply, path: &str| {
        let found = secrets.iter().find(|secret| reply.text.contains(secret.as_str()));
        ensure!(found.is_none(), "{path} shows {found:?}");
        is_private(reply, path)
    };
    silent(&enabled, "the answer that enabled the app")?;
    for path in [
        "",
        "/methods",
        "/sessions",
        "/browsers",
        "/emails",
        "/activity",
        "/preferences",
        &format!("/methods/{id}"),
    ] {
        silent(&browser.mine(&session, Method::GET, path, None).await?, path)?;
    }
    let mut thief = world.browser()?;
    let reply = thief.give(&person.name, PASSWORD).await?;
    silent(&reply, "a sign-in after the password")?;
    let mut pages = Pages::new(world.site()?);
    pages.cookies.insert("session".into(), session.token.clone());
    let app = format!("/settings/security/authenticator-app/{id}");
    for path in [
        "/settings/security",
        "/activity",
        "/signed-in",
        "/settings/security/recovery-codes",
        "/settings/security/question",
        "/settings/security/text-message",
        &app,
        &format!("/settings/security/methods/{id}/remove"),
        &format!("/settings/security/methods/{id}/rename"),
    ] {
        silent(&pages.get(path).await?.reply, path)?;
    }
    Ok(())
}

async fn no_answer_may_be_kept_or_read_by_others(world: Rc<World>, people: Vec<Person>) -> Result<()> {
    let [mut person] = cast(people)?;
    let mut pages = Pages::new(world.site()?);
    for path in ["/signin", "/verify", "/reset", "/lost-phone", "/links/confirm?token=x", "/no-such-page"] {
        is_private(&pages.get(path).await?.reply, path)?;
    }
    is_private(&pages.post("/signin", &[]).await?.reply, "an empty form")?;
    pages.sign_in(&mut person).await?;
    is_private(&pages.get("/settings/security").await?.reply, "/settings/security")?;
    // The secret of an app that is being set up stands in a page, never in an address.
    let page = pages.post("/settings/security/enable", &[("kind", "authenticator_app")]).await?;
    let seed = totp::seed_to_base32(&person.seed);
    let to = page.location().unwrap_or_default().to_owned();
    ensure!(!to.contains("secret") && !to.contains(seed.as_str()), "a seed in an address: {to}");
    let mut browser = world.browser()?;
    for (method, path) in [
        (Method::GET, "/api/v1/me"),
        (Method::POST, "/api/v1/sign-ins"),
        (Method::GET, "/api/v1/no-such-thing"),
        (Method::DELETE, "/api/v1/sign-ins"),
    ] {
        let reply = browser.call(method, path, Power::None, None).await?;
        is_private(&reply, path)?;
    }
    Ok(())
}
