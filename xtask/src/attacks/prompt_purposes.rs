//! Prompts for something else than the sign-in at hand (A26, A64): a step-up, a test, and a relay's sign-in that pretends to be its
//! victim's. An approval goes no further than what was shown on the phone. The sign-in's own prompts are in `prompts`.

use std::net::Ipv4Addr;
use std::rc::Rc;

use anyhow::{Context, Result, bail, ensure};
use hyper::Method;
use serde_json::json;

use super::doors::{set_question, step_up};
use super::pages::Pages;
use super::prompts::{Owner, asked, counted, did_nothing, finish, look, seed_of, sessions};
use super::score::{from, two_countries};
use super::verdict::{at_once, refused, signed_in};
use super::world::{Kind, World, cast};
use super::{Attack, attack};
use crate::trial::{Browser, Open, Person, Phone, Power, Session};

/// Pages of one step-up that go on at the same instant.
const FINISHES: usize = 20;

pub(super) const ALL: &[Attack] = &[
    attack!("A26", the_approval_of_a_step_up_passes_nothing_else, &[Kind::App]),
    attack!("A26", a_step_up_is_gone_on_with_by_its_own_session_and_once, &[Kind::App]),
    attack!("A24", strangers_prompts_leave_a_step_ups_prompt_alone, &[Kind::App]),
    attack!("A26", the_answer_to_a_test_passes_no_sign_in, &[Kind::App]),
    attack!("A64", a_prompt_shows_where_the_relay_is_and_not_its_victim, &[Kind::App]),
];

/// A step-up that waits for a phone, and the number that its page shows.
async fn asked_in(browser: &mut Browser, session: &Session) -> Result<(Open, String)> {
    let mut open = step_up(browser, session, false).await?;
    let reply = browser.choose(&mut open, "mobile_prompt").await?;
    ensure!(reply.text_at("/next") == Some("wait_for_prompt"), "not asked: {} {}", reply.status, reply.text);
    let number = reply.text_at("/challenge/number").context("no number")?.to_owned();
    Ok((open, number))
}

async fn the_approval_of_a_step_up_passes_nothing_else(world: Rc<World>, people: Vec<Person>) -> Result<()> {
    let [mut person] = cast(people)?;
    let Owner { mut browser, session, mut phone } = Owner::at(world.site()?, &mut person).await?;
    let mut thief = world.browser()?.at_node(1);
    let (sign_in, stolen_number) = asked(&mut thief, &person).await?;
    let (open, number) = asked_in(&mut browser, &session).await?;
    let prompts = phone.prompts().await?;
    let of = |purpose: &str| prompts.iter().find(|prompt| prompt["purpose"] == purpose).cloned();
    let (Some(own), Some(strange)) = (of("step_up"), of("sign_in")) else {
        bail!("a step-up and a sign-in are not told side by side: {prompts:?}");
    };
    ensure!(prompts[0] == own, "the stranger's stands above the owner's: {prompts:?}");
    // What was said about the one is nothing about the other, with either number and also over the other's words.
    let mut words = own.clone();
    words["purpose"] = json!("sign_in");
    let mut named = own.clone();
    named["id"] = strange["id"].clone();
    for shown in [&own, &words, &named] {
        for typed in [&number, &stolen_number] {
            let answer = phone.says(shown, "approve", typed);
            let reply = phone.answer(&strange, answer).await?;
            did_nothing(&reply, "wrong-signature", "a step-up's answer to a sign-in")?;
        }
    }
    counted(&phone.approve(&own, &number).await?, "approved")?;
    did_nothing(&finish(&mut thief, &sign_in).await?, "not-asked", "a sign-in on a step-up's approval")?;
    let path = format!("/api/v1/sign-ins/{}/answers", open.id);
    for power in [Power::None, Power::SignIn(&sign_in.secret), Power::Device(&phone.token)] {
        let reply = thief.call(Method::POST, &path, power, Some(json!({ "finish": true }))).await?;
        refused(&reply, "another browser goes on with the step-up")?;
    }
    signed_in(&finish(&mut browser, &open).await?, "the session that asked")
}

async fn a_step_up_is_gone_on_with_by_its_own_session_and_once(
    world: Rc<World>,
    people: Vec<Person>,
) -> Result<()> {
    let [mut person] = cast(people)?;
    let Owner { mut browser, session, mut phone } = Owner::at(world.site()?, &mut person).await?;
    let before = sessions(&mut browser, &session).await?;
    let (open, number) = asked_in(&mut browser, &session).await?;
    let prompt = phone.prompt().await?;
    counted(&phone.approve(&prompt, &number).await?, "approved")?;
    let mut windows: Vec<Browser> = (0..FINISHES).map(|node| browser.twin().at_node(node)).collect();
    let replies = at_once(windows.iter_mut().map(|window| finish(window, &open))).await?;
    let tokens: Vec<&str> = replies.iter().filter_map(|reply| reply.session()).collect();
    ensure!(tokens.len() == 1, "{} of {FINISHES} pages went on", tokens.len());
    let raised = Session { token: tokens[0].to_owned() };
    let after = sessions(&mut browser, &raised).await?;
    ensure!(after == before, "the session was not raised but copied: {before} became {after}");
    let old = browser.mine(&session, Method::GET, "", None).await?;
    ensure!(old.status == 401, "the token from before the step-up still works: {}", old.status);
    // A session that ends meanwhile takes what was approved for it along.
    let (open, number) = asked_in(&mut browser, &raised).await?;
    let prompt = phone.prompt().await?;
    counted(&phone.approve(&prompt, &number).await?, "approved")?;
    let out = browser.mine(&raised, Method::DELETE, "/sessions/current", None).await?;
    ensure!((200..300).contains(&out.status), "not signed out: {} {}", out.status, out.text);
    refused(&finish(&mut browser, &open).await?, "going on in a session that is over")
}

async fn strangers_prompts_leave_a_step_ups_prompt_alone(
    world: Rc<World>,
    people: Vec<Person>,
) -> Result<()> {
    let [mut person] = cast(people)?;
    let Owner { mut browser, session, mut phone } = Owner::at(world.site()?, &mut person).await?;
    let (open, number) = asked_in(&mut browser, &session).await?;
    let own = phone.prompt().await?;
    for node in 0..3 {
        asked(&mut world.browser()?.at_node(node), &person).await?;
    }
    let prompts = phone.prompts().await?;
    ensure!(
        prompts.len() == 2 && prompts[0]["id"] == own["id"],
        "strangers moved the step-up's prompt: {prompts:?}"
    );
    let seen = look(&mut browser, &open).await?;
    ensure!(seen.text_at("/challenge/prompt") == Some("waiting"), "its page moved: {}", seen.text);
    counted(&phone.approve(&own, &number).await?, "approved")?;
    signed_in(&finish(&mut browser, &open).await?, "the owner, with three strangers asking")
}

async fn the_answer_to_a_test_passes_no_sign_in(world: Rc<World>, people: Vec<Person>) -> Result<()> {
    let [mut person] = cast(people)?;
    let Owner { mut phone, session, .. } = Owner::at(world.site()?, &mut person).await?;
    let mut settings = Pages::new(world.site()?);
    settings.cookies.insert("session".to_owned(), session.token.clone());
    settings.get("/settings/security").await?;
    let pressed = settings.post("/settings/security/prompts/test", &[]).await?;
    ensure!(pressed.reply.status == 303, "no test: {} {}", pressed.reply.status, pressed.reply.text);
    let mut page = world.browser()?.at_node(0);
    let (open, number) = asked(&mut page, &person).await?;
    let prompts = phone.prompts().await?;
    let of = |purpose: &str| prompts.iter().find(|prompt| prompt["purpose"] == purpose).cloned();
    let (Some(test), Some(real)) = (of("test"), of("sign_in")) else {
        bail!("a test and a sign-in are not told side by side: {prompts:?}");
    };
    let page_of_test = settings.get("/settings/security/prompts/test").await?.reply.text;
    // Whatever the test's number is, its answer is not one to the sign-in, also where it was signed over the other's words.
    let answers = [phone.says(&test, "approve", &number), {
        let mut words = test.clone();
        words["purpose"] = json!("sign_in");
        phone.says(&words, "approve", &number)
    }];
    for answer in answers {
        did_nothing(&phone.answer(&real, answer).await?, "wrong-signature", "a test's answer to a sign-in")?;
    }
    let (_, shown) = page_of_test.split_once("class=\"number\"").context("the page shows no number")?;
    let right = shown.split(['<', '>']).find(|part| part.len() == 2 && part.parse::<u8>().is_ok());
    let right = right.with_context(|| format!("no number in {shown}"))?;
    counted(&phone.approve(&test, right).await?, "approved")?;
    did_nothing(&finish(&mut page, &open).await?, "not-asked", "going on after a test")?;
    counted(&phone.approve(&real, &number).await?, "approved")?;
    signed_in(&finish(&mut page, &open).await?, "the sign-in's own answer")
}

async fn a_prompt_shows_where_the_relay_is_and_not_its_victim(
    world: Rc<World>,
    people: Vec<Person>,
) -> Result<()> {
    let [mut person] = cast(people)?;
    let folder = tempfile::tempdir()?;
    let settings = two_countries(folder.path())?;
    let settings: Vec<&str> = settings.iter().map(String::as_str).collect();
    let site = world.another(std::slice::from_ref(&person), &settings).await?;
    let (home, away) = (Ipv4Addr::new(192, 0, 2, 7), Ipv4Addr::new(203, 0, 113, 9));
    let mut victim = from(&site, home);
    let session = victim.sign_in(&mut person).await?;
    set_question(&mut victim, &session).await?;
    let mut phone = Phone::paired(&mut victim, &session, from(&site, home), seed_of(&person)).await?;
    // The relay has the password, and tells the victim's address where it can: left of what the proxy writes.
    let mut relay = site.browser();
    relay.headers.push(("x-forwarded-for", format!("{home}, {away}")));
    relay.headers.push(("x-real-ip", home.to_string()));
    relay.headers.push(("forwarded", format!("for={home}")));
    let (open, number) = asked(&mut relay, &person).await?;
    let prompt = phone.prompt().await?;
    ensure!(prompt["address"] == away.to_string(), "the relay stands elsewhere: {prompt}");
    ensure!(prompt["country"] == "PT", "the relay's country is hidden: {prompt}");
    // Nor can an app that shows something else sign it.
    let mut shown = prompt.clone();
    (shown["address"], shown["country"]) = (json!(home.to_string()), json!("ES"));
    let answer = phone.says(&shown, "approve", &number);
    did_nothing(
        &phone.answer(&prompt, answer).await?,
        "wrong-signature",
        "signed as from the victim's place",
    )?;
    refused(&finish(&mut relay, &open).await?, "the relay goes on")?;
    // The control: at home it is home that is shown.
    let (_, number) = asked(&mut from(&site, home), &person).await?;
    let own = phone.prompt().await?;
    ensure!(own["address"] == home.to_string() && own["country"] == "ES", "home stands elsewhere: {own}");
    counted(&phone.approve(&own, &number).await?, "approved")
}
