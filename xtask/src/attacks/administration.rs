//! The administrator's power (promises 1 and 8): nobody gets it who is not marked, has no app or passkey, or proved nothing
//! strong in the very session; and to everybody else its pages and its API are an address that is none, which tells nobody's name.
//! A proof that grew old is told by an injected clock, in `crates/web/src/handlers/admin_tests.rs`.

use std::rc::Rc;

use anyhow::{Context, Result, ensure};
use hyper::Method;
use serde_json::{Value, json};

use super::doors::asked_for;
use super::pages::{Page, Pages};
use super::verdict::not_there;
use super::world::{Kind, World, cast};
use super::{Attack, attack};
use crate::trial::{Browser, Open, Person, Power, Reply, Session};

pub(super) const ALL: &[Attack] = &[
    attack!("P1", an_ordinary_person_finds_no_administration_and_no_name, &[Kind::App, Kind::App]),
    attack!("P1", a_password_alone_gives_an_administrator_no_power, &[Kind::Administrator]),
    attack!("P1", a_text_message_gives_an_administrator_no_power, &[Kind::AdministratorWithPhone]),
    attack!("P1", an_administrator_without_an_app_or_passkey_has_no_power, &[Kind::AdministratorBare]),
    attack!("P1", an_administrators_step_up_serves_no_other_session, &[Kind::Administrator, Kind::App]),
];

const STEP_UP: &str = "vestibule.administration";

async fn status(browser: &mut Browser, session: &Session) -> Result<Reply> {
    browser.call(Method::GET, "/api/v1/admin/status", Power::Session(&session.token), None).await
}

async fn look(browser: &mut Browser, session: &Session, name: &str) -> Result<Reply> {
    let body = Some(json!({ "name": name }));
    browser.call(Method::POST, "/api/v1/admin/activity", Power::Session(&session.token), body).await
}

async fn begun(browser: &mut Browser, session: &Session) -> Result<Reply> {
    browser.mine(session, Method::POST, "/step-ups", Some(json!({ "action": STEP_UP }))).await
}

/// Told what is missing, and nothing of the site or of anybody.
fn kept_out(reply: &Reply, reason: &str, tried: &str) -> Result<()> {
    ensure!(reply.status == 403, "{tried}: {} {}", reply.status, reply.text);
    ensure!(
        reply.text_at("/reason") == Some(reason),
        "{tried}: another reason than {reason}: {}",
        reply.text
    );
    let told = ["risk", "nodes", "events", "user_name"].map(|member| reply.body.get(member));
    ensure!(told.iter().all(Option::is_none), "{tried}: told of the site: {}", reply.text);
    Ok(())
}

/// What two pages say, but for the token that each form has of its own.
fn alike(one: &Page, other: &Page) -> bool {
    let still = |page: &Page| match page.hidden("csrf") {
        Ok(token) if !token.is_empty() => page.reply.text.replace(&token, ""),
        _ => page.reply.text.clone(),
    };
    one.reply.status == other.reply.status && still(one) == still(other)
}

async fn an_ordinary_person_finds_no_administration_and_no_name(
    world: Rc<World>,
    people: Vec<Person>,
) -> Result<()> {
    let [mut person, other] = cast(people)?;
    let mut browser = world.browser()?;
    let session = browser.sign_in(&mut person).await?;
    let unset = browser.call(Method::GET, "/api/v1/nowhere", Power::Session(&session.token), None).await?;
    let mut replies = vec![(status(&mut browser, &session).await?, "the status")];
    for name in [other.name.as_str(), other.email.as_str(), person.name.as_str(), "nobody at all", ""] {
        replies.push((look(&mut browser, &session, name).await?, "a look at a name"));
    }
    for (reply, tried) in &replies {
        not_there(reply, tried)?;
        ensure!(reply.body == unset.body, "{tried}: not what any other address says: {}", reply.text);
    }
    not_there(&begun(&mut browser, &session).await?, "a step-up for administration")?;

    let mut pages = Pages::new(world.site()?);
    pages.sign_in(&mut person).await?;
    let nowhere = pages.get("/nowhere").await?;
    let step_up = format!("/step-up?action={STEP_UP}&return_to=%2Fadmin");
    for path in ["/admin", "/admin/activity", step_up.as_str()] {
        let page = pages.get(path).await?;
        ensure!(alike(&page, &nowhere), "{path}: {} {}", page.reply.status, page.reply.text);
    }
    for name in [other.name.as_str(), "nobody at all"] {
        pages.get("/settings/security").await?;
        let page = pages.post("/admin/activity", &[("name", name)]).await?;
        ensure!(alike(&page, &nowhere), "a look at {name}: {} {}", page.reply.status, page.reply.text);
    }
    Ok(())
}

async fn a_password_alone_gives_an_administrator_no_power(
    world: Rc<World>,
    people: Vec<Person>,
) -> Result<()> {
    let [mut person] = cast(people)?;
    let mut browser = world.browser()?;
    let session = browser.sign_in(&mut person).await?;
    let proved = status(&mut browser, &session).await?;
    ensure!(proved.status == 200, "the app's code at sign-in: {} {}", proved.status, proved.text);
    let looked = look(&mut browser, &session, &person.name).await?;
    ensure!(looked.status == 200, "a look: {} {}", looked.status, looked.text);
    // The browser is known now, and the password is enough to sign in.
    let again = browser.give(&person.name, crate::trial::PASSWORD).await?;
    let token = again.session().context("a known browser is asked")?.to_owned();
    let weak = Session { token };
    kept_out(&status(&mut browser, &weak).await?, "not_proved", "a level-1 session")?;
    kept_out(&look(&mut browser, &weak, &person.name).await?, "not_proved", "a level-1 session's look")?;
    let begun = begun(&mut browser, &weak).await?;
    ensure!(begun.status == 201, "an administrator's step-up: {} {}", begun.status, begun.text);
    kept_out(&status(&mut browser, &weak).await?, "not_proved", "a step-up that is not passed")
}

async fn a_text_message_gives_an_administrator_no_power(world: Rc<World>, people: Vec<Person>) -> Result<()> {
    let [person] = cast(people)?;
    let mut browser = world.browser()?;
    let open = asked_for(&mut browser, &person, "text_message").await?;
    let code = world.site()?.code_to(&person.phone, 0).await?;
    let reply = browser.code(&open, &code).await?;
    let session = Session { token: reply.session().context("not signed in by text message")?.to_owned() };
    kept_out(&status(&mut browser, &session).await?, "too_weak", "a text message")?;
    kept_out(&look(&mut browser, &session, &person.name).await?, "too_weak", "a text message's look")
}

async fn an_administrator_without_an_app_or_passkey_has_no_power(
    world: Rc<World>,
    people: Vec<Person>,
) -> Result<()> {
    let [person] = cast(people)?;
    let mut browser = world.browser()?;
    let reply = browser.give(&person.name, crate::trial::PASSWORD).await?;
    let session = Session { token: reply.session().context("a password alone is enough")?.to_owned() };
    kept_out(&status(&mut browser, &session).await?, "method_needed", "without a method")?;
    kept_out(&look(&mut browser, &session, &person.name).await?, "method_needed", "a look without one")?;
    let by_password = json!({ "action": STEP_UP, "with": "password" });
    let begun = browser.mine(&session, Method::POST, "/step-ups", Some(by_password)).await?;
    ensure!((400..500).contains(&begun.status), "a step-up by password: {} {}", begun.status, begun.text);
    kept_out(&status(&mut browser, &session).await?, "method_needed", "after that")
}

async fn an_administrators_step_up_serves_no_other_session(
    world: Rc<World>,
    people: Vec<Person>,
) -> Result<()> {
    let [mut person, mut other] = cast(people)?;
    let (mut owner, mut thief) = (world.browser()?, world.browser()?);
    let session = owner.sign_in(&mut person).await?;
    let weak = owner.give(&person.name, crate::trial::PASSWORD).await?;
    let weak = Session { token: weak.session().context("a known browser is asked")?.to_owned() };
    let theirs = thief.sign_in(&mut other).await?;
    let reply = begun(&mut owner, &session).await?;
    let (id, secret) = (reply.text_at("/id"), reply.text_at("/secret"));
    let (id, secret) = id.zip(secret).with_context(|| format!("no step-up: {}", reply.text))?;
    let mut open = Open { id: id.to_owned(), secret: secret.to_owned(), step: reply.body.clone() };
    thief.choose(&mut open, "authenticator_app").await?;
    let code = person.next_code()?;
    let done = thief.code(&open, &code).await?;
    let risen = Session { token: done.session().context("the step-up is not passed")?.to_owned() };
    not_there(&status(&mut thief, &theirs).await?, "the session of whoever answered it")?;
    kept_out(&status(&mut owner, &weak).await?, "not_proved", "another session of the administrator")?;
    let proved: Value = status(&mut owner, &risen).await?.body;
    ensure!(proved.get("risk").is_some(), "the session that it began in: {proved}");
    let old = status(&mut owner, &session).await?;
    ensure!(old.status == 401, "the token before it still opens: {}", old.text);
    Ok(())
}
