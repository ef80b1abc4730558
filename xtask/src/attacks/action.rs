//! The site's own actions (promises 1 and 2): a proof that is too weak, too old, made for something else or in another session
//! never allows one, and neither does a session under hold or a name that nobody set. The truth table of what suffices is told
//! in `crates/rules/src/action_tests.rs`; five minutes of freshness by an injected clock in `crates/web/src/api/action_tests.rs`.

use std::rc::Rc;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use hyper::Method;
use serde_json::{Value, json};

use super::doors::{asked_for, choose_id, my};
use super::pages::Pages;
use super::verdict::{not_signed_in, refused};
use super::world::{Kind, World, cast};
use super::{Attack, attack};
use crate::trial::{Browser, Open, Person, Reply, Session, until};

pub(super) const ALL: &[Attack] = &[
    attack!("P1", a_text_message_does_no_strong_action_of_somebody_with_an_app, &[Kind::AppAndPhone]),
    attack!("P1", a_step_up_for_a_weak_action_or_for_none_does_no_strong_one, &[Kind::AppAndPhone]),
    attack!("P2", a_proof_grows_old_and_a_finished_step_up_gives_no_other, &[Kind::App]),
    attack!("P1", a_step_up_of_one_session_allows_nothing_in_another, &[Kind::AppAndPhone]),
    attack!("P10", a_session_under_hold_does_no_strong_action, &[Kind::Phone]),
    attack!("P1", a_name_that_nobody_set_allows_nothing, &[Kind::App]),
    attack!("P1", a_step_up_that_is_not_passed_allows_nothing, &[Kind::AppAndPhone]),
];

/// Longer than the proofs of `blink` last.
const OLD_WITHIN: Duration = Duration::from_secs(30);

/// Where a session stands with an action.
async fn stands(browser: &mut Browser, session: &Session, action: &str) -> Result<Value> {
    my(browser, session, &format!("/actions/{action}")).await
}

async fn allowed(browser: &mut Browser, session: &Session, action: &str, tried: &str) -> Result<()> {
    let stands = stands(browser, session, action).await?;
    ensure!(stands["allowed"] == true, "{tried}: {action} is not allowed: {stands}");
    Ok(())
}

async fn not_allowed(
    browser: &mut Browser,
    session: &Session,
    action: &str,
    why: &str,
    tried: &str,
) -> Result<()> {
    let stands = stands(browser, session, action).await?;
    ensure!(stands["allowed"] == false, "{tried}: {action} is allowed: {stands}");
    ensure!(stands["needs"]["why"] == why, "{tried}: another reason than {why}: {stands}");
    ensure!(stands.get("fresh_until").is_none(), "{tried}: fresh until a moment: {stands}");
    Ok(())
}

/// A step-up for an action, or for none.
async fn begun(browser: &mut Browser, session: &Session, body: Value) -> Result<Open> {
    let reply = browser.mine(session, Method::POST, "/step-ups", Some(body)).await?;
    let (id, secret) = (reply.text_at("/id"), reply.text_at("/secret"));
    let (id, secret) = id.zip(secret).with_context(|| format!("no step-up: {}", reply.text))?;
    Ok(Open { id: id.to_owned(), secret: secret.to_owned(), step: reply.body.clone() })
}

fn session_of(reply: &Reply, tried: &str) -> Result<Session> {
    let token = reply.session().with_context(|| format!("{tried}: no session: {}", reply.text))?;
    Ok(Session { token: token.to_owned() })
}

/// Signs in with a text message, `before` of which went to the person so far.
async fn by_text(world: &World, browser: &mut Browser, person: &Person, before: usize) -> Result<Session> {
    let open = asked_for(browser, person, "text_message").await?;
    let code = world.site()?.code_to(&person.phone, before).await?;
    session_of(&browser.code(&open, &code).await?, "a text message at sign-in")
}

/// A step-up passed with the app's code.
async fn by_app(
    browser: &mut Browser,
    session: &Session,
    person: &mut Person,
    action: &str,
) -> Result<(Open, String, Session)> {
    let mut open = begun(browser, session, json!({ "action": action })).await?;
    browser.choose(&mut open, "authenticator_app").await?;
    let code = person.next_code()?;
    let reply = browser.code(&open, &code).await?;
    let session = session_of(&reply, "the app's code at a step-up")?;
    Ok((open, code, session))
}

async fn a_text_message_does_no_strong_action_of_somebody_with_an_app(
    world: Rc<World>,
    people: Vec<Person>,
) -> Result<()> {
    let [mut person] = cast(people)?;
    let mut browser = world.browser()?;
    let session = by_text(&world, &mut browser, &person, 0).await?;
    allowed(&mut browser, &session, "comment", "a text message").await?;
    not_allowed(&mut browser, &session, "withdrawal", "too_weak", "a text message").await?;
    let open = begun(&mut browser, &session, json!({ "action": "withdrawal" })).await?;
    let phone = open.method("text_message")?;
    let tried = "the phone at a strong action's step-up";
    refused(&choose_id(&mut browser, &open, &phone).await?, tried)?;
    let usable = open.step["methods"].as_array().into_iter().flatten();
    let weak = usable.filter(|method| method["usable"] == true && method["kind"] != "authenticator_app");
    ensure!(weak.count() == 0, "{tried}: something weak is offered: {}", open.step);
    let sent = world.site()?.texts()?.iter().filter(|text| text.to == person.phone).count();
    ensure!(sent == 1, "{tried}: {sent} texts were sent");
    let (_, _, session) = by_app(&mut browser, &session, &mut person, "withdrawal").await?;
    allowed(&mut browser, &session, "withdrawal", "the app's code").await
}

async fn a_step_up_for_a_weak_action_or_for_none_does_no_strong_one(
    world: Rc<World>,
    people: Vec<Person>,
) -> Result<()> {
    let [person] = cast(people)?;
    let mut browser = world.browser()?;
    let mut session = by_text(&world, &mut browser, &person, 0).await?;
    let doors = [json!({ "action": "comment" }), json!({}), json!({ "action": null })];
    for (number, body) in doors.into_iter().enumerate() {
        let tried = format!("a text message at a step-up for {body}");
        let mut open = begun(&mut browser, &session, body).await?;
        browser.choose(&mut open, "text_message").await?;
        let code = world.site()?.code_to(&person.phone, number + 1).await?;
        session = session_of(&browser.code(&open, &code).await?, &tried)?;
        allowed(&mut browser, &session, "comment", &tried).await?;
        not_allowed(&mut browser, &session, "withdrawal", "too_weak", &tried).await?;
    }
    let both = json!({ "action": "withdrawal", "with": "password" });
    let reply = browser.mine(&session, Method::POST, "/step-ups", Some(both)).await?;
    ensure!(reply.status == 422, "a password for a strong action: {} {}", reply.status, reply.text);
    not_allowed(&mut browser, &session, "withdrawal", "too_weak", "after all that").await
}

async fn a_proof_grows_old_and_a_finished_step_up_gives_no_other(
    world: Rc<World>,
    people: Vec<Person>,
) -> Result<()> {
    let [mut person] = cast(people)?;
    let mut browser = world.browser()?;
    let session = browser.sign_in(&mut person).await?;
    let (open, code, session) = by_app(&mut browser, &session, &mut person, "blink").await?;
    allowed(&mut browser, &session, "blink", "the app's code").await?;
    until("the proof to grow old", OLD_WITHIN, async || {
        let stands = stands(&mut browser, &session, "blink").await?;
        Ok((stands["allowed"] == false).then_some(()))
    })
    .await?;
    not_allowed(&mut browser, &session, "blink", "too_old", "ten seconds later").await?;
    allowed(&mut browser, &session, "withdrawal", "its proofs last five minutes").await?;
    let again = browser.code(&open, &code).await?;
    refused(&again, "the same answer to the finished step-up")?;
    refused(&choose_id(&mut browser, &open, &open.method("authenticator_app")?).await?, "choosing in it")?;
    not_allowed(&mut browser, &session, "blink", "too_old", "after the replay").await
}

async fn a_step_up_of_one_session_allows_nothing_in_another(
    world: Rc<World>,
    people: Vec<Person>,
) -> Result<()> {
    let [mut person] = cast(people)?;
    let (mut owner, mut thief) = (world.browser()?, world.browser()?);
    let first = by_text(&world, &mut owner, &person, 0).await?;
    let second = by_text(&world, &mut thief, &person, 1).await?;
    let mut open = begun(&mut owner, &first, json!({ "action": "withdrawal" })).await?;
    owner.choose(&mut open, "authenticator_app").await?;
    // Whoever holds the step-up's secret answers it, from wherever: what it freshens is the session it began in.
    let reply = thief.code(&open, &person.next_code()?).await?;
    let freshened = session_of(&reply, "the step-up")?;
    not_allowed(&mut thief, &second, "withdrawal", "too_weak", "another session of the person").await?;
    allowed(&mut owner, &freshened, "withdrawal", "the session it began in").await?;
    let old = owner.mine(&first, Method::GET, "/actions/withdrawal", None).await?;
    ensure!(old.status == 401, "the token before the step-up still opens: {}", old.text);
    // A step-up whose session is over is nobody's.
    let mut orphan = begun(&mut owner, &freshened, json!({ "action": "withdrawal" })).await?;
    owner.mine(&freshened, Method::DELETE, "/sessions/current", None).await?;
    let chosen = owner.choose(&mut orphan, "authenticator_app").await?;
    not_signed_in(&chosen, "choosing in a step-up whose session is over")?;
    let code = person.next_code()?;
    refused(&thief.code(&orphan, &code).await?, "answering a step-up whose session is over")
}

async fn a_session_under_hold_does_no_strong_action(world: Rc<World>, people: Vec<Person>) -> Result<()> {
    let [person] = cast(people)?;
    let site = world.site()?;
    let mut pages = Pages::new(site);
    pages.get("/signin").await?;
    for guess in ["guess one", "guess two", "guess three"] {
        pages.post("/signin", &[("username", &person.name), ("password", guess)]).await?;
    }
    let page = pages.give_password(&person).await?;
    let (challenge, code) = (page.hidden("challenge")?, site.code_to(&person.phone, 0).await?);
    pages.post("/verify", &[("challenge", &challenge), ("code", &code)]).await?;
    let token = site.link_to(&person.email, "/links/sign-in").await?;
    pages.get(&format!("/links/sign-in?token={token}")).await?;
    pages.post("/links/sign-in", &[("token", &token)]).await?;
    ensure!(pages.is_signed_in().await?, "text message and link do not sign in");
    let session = Session { token: pages.cookies.get("session").context("no session")?.clone() };
    let mut browser = world.browser()?;
    // Both were proved a moment ago, and would do where nothing stronger is enabled, but for the hold.
    not_allowed(&mut browser, &session, "withdrawal", "held", "a session under hold").await?;
    let body = json!({ "action": "withdrawal" });
    let reply = browser.mine(&session, Method::POST, "/step-ups", Some(body)).await?;
    let held = reply.status == 409 && reply.text_at("/reason") == Some("held");
    ensure!(held, "a step-up under hold: {} {}", reply.status, reply.text);
    let page = pages.get("/step-up?action=withdrawal&return_to=/activity").await?;
    let shown = page.reply.status == 200 && !page.reply.text.contains("/step-up/begin");
    ensure!(shown, "the page under hold: {} {}", page.reply.status, page.reply.text);
    let posted =
        pages.post("/step-up/begin", &[("action", "withdrawal"), ("return_to", "/activity")]).await?;
    ensure!(posted.location().is_none(), "the form under hold leads to {:?}", posted.location());
    Ok(())
}

async fn a_name_that_nobody_set_allows_nothing(world: Rc<World>, people: Vec<Person>) -> Result<()> {
    let [mut person] = cast(people)?;
    let mut pages = Pages::new(world.site()?);
    pages.sign_in(&mut person).await?;
    let session = Session { token: pages.cookies.get("session").context("no session")?.clone() };
    let mut browser = world.browser()?;
    allowed(&mut browser, &session, "withdrawal", "the app's code at sign-in").await?;
    let long = "x".repeat(10_240);
    let names = [
        ("payout", "payout"),
        ("..%2fwithdrawal", "../withdrawal"),
        ("withdrawal%2f..", "withdrawal/.."),
        ("withdrawal%00", "withdrawal\0"),
        ("withdrawal%20", "withdrawal "),
        ("WITHDRAWAL", "WITHDRAWAL"),
        ("withdrawal%0d%0aset-cookie:%20x=y", "withdrawal\r\nset-cookie: x=y"),
        ("w%ef%bd%89thdrawal", "w\u{ff49}thdrawal"),
        ("%27%3bDROP%20TABLE%20sessions--", "';DROP TABLE sessions--"),
        ("%ff", "\u{fffd}"),
        (&long, &long),
    ];
    for (escaped, name) in names {
        let tried = format!("the action {:.20}", name.escape_debug());
        let reply = browser.mine(&session, Method::GET, &format!("/actions/{escaped}"), None).await?;
        ensure!(reply.status == 404, "{tried}: {} {}", reply.status, reply.text);
        ensure!(reply.body.get("allowed").is_none(), "{tried} is told: {}", reply.text);
        let body = json!({ "action": name });
        let reply = browser.mine(&session, Method::POST, "/step-ups", Some(body)).await?;
        ensure!(matches!(reply.status, 404 | 422), "{tried} at a step-up: {} {}", reply.status, reply.text);
        ensure!(reply.text_at("/secret").is_none(), "{tried}: a step-up began: {}", reply.text);
        let page = pages.get(&format!("/step-up?action={escaped}&return_to=/activity")).await?;
        ensure!(page.reply.status == 404, "{tried} as a page: {} {}", page.reply.status, page.reply.text);
        let mut cookies =
            page.reply.headers.get_all("set-cookie").iter().filter_map(|line| line.to_str().ok());
        ensure!(!cookies.any(|line| line.contains("x=y")), "{tried}: a header was written");
    }
    for odd in [json!(7), json!(["withdrawal"]), json!({ "name": "withdrawal" }), json!(true)] {
        let reply = browser.mine(&session, Method::POST, "/step-ups", Some(json!({ "action": odd }))).await?;
        ensure!(reply.status == 422, "{odd} at a step-up: {} {}", reply.status, reply.text);
    }
    allowed(&mut browser, &session, "withdrawal", "after all that").await
}

async fn a_step_up_that_is_not_passed_allows_nothing(world: Rc<World>, people: Vec<Person>) -> Result<()> {
    let [person] = cast(people)?;
    let mut browser = world.browser()?;
    let session = by_text(&world, &mut browser, &person, 0).await?;
    let mut open = begun(&mut browser, &session, json!({ "action": "withdrawal" })).await?;
    browser.choose(&mut open, "authenticator_app").await?;
    not_allowed(&mut browser, &session, "withdrawal", "too_weak", "a step-up that is only asked").await?;
    for guess in 0..3 {
        refused(&browser.code(&open, &person.wrong_code(guess)).await?, "a wrong code")?;
    }
    not_allowed(&mut browser, &session, "withdrawal", "too_weak", "after wrong codes").await?;
    // A sign-in's power is no session's: the step-up's own secret says nothing of actions.
    let stranger = Session { token: open.secret.clone() };
    let reply = browser.mine(&stranger, Method::GET, "/actions/withdrawal", None).await?;
    ensure!(reply.status == 401, "a step-up's secret opens actions: {} {}", reply.status, reply.text);
    match browser.mine(&stranger, Method::POST, "/step-ups", Some(json!({ "action": "comment" }))).await? {
        reply if reply.status == 401 => Ok(()),
        reply => bail!("a step-up's secret begins another: {} {}", reply.status, reply.text),
    }
}
