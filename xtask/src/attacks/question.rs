//! The security question (A63): one that stays, answers that are not the obvious ones, five tries, and never more power than
//! a question has. That a locked method cannot be used by support does not apply yet: there is no desk.

use std::rc::Rc;

use anyhow::{Context, Result, ensure};
use hyper::Method;
use serde_json::json;

use super::doors::{ANSWER, a_question, asked_for, choose_id, my, set_question, step_up};
use super::pages::Pages;
use super::verdict::{refused, signed_in, wrong};
use super::world::{Kind, World, cast};
use super::{Attack, attack};
use crate::trial::{Browser, PASSWORD, Person, Session};

/// Answers that a thief would try first.
const OBVIOUS: [&str; 28] = [
    "123456",
    "password",
    "qwerty",
    "blue",
    "red",
    "pizza",
    "london",
    "paris",
    "new york",
    "john",
    "maria",
    "smith",
    "mother",
    "father",
    "dog",
    "cat",
    "max",
    "bella",
    "football",
    "toyota",
    "ford",
    "january",
    "harry potter",
    "star wars",
    "michael",
    "chocolate",
    "none",
    "i don't know",
];

pub(super) const ALL: &[Attack] = &[
    attack!("A63", the_question_stays_the_same_until_it_is_answered, &[Kind::Bare]),
    attack!("A63", five_wrong_answers_rest_the_question, &[Kind::Bare]),
    attack!("A63", obvious_answers_are_not_taken, &[Kind::Bare]),
    attack!("A63", nothing_is_enabled_before_the_question, &[Kind::App, Kind::Bare]),
    attack!("A63", the_question_has_no_power_beside_a_stronger_method, &[Kind::App]),
];

/// The gate is shut for who came with an app from elsewhere as for who came with nothing, at the API and on the page.
async fn nothing_is_enabled_before_the_question(world: Rc<World>, people: Vec<Person>) -> Result<()> {
    let [mut imported, bare] = cast(people)?;
    let mut browser = world.browser()?;
    let with_app = browser.sign_in(&mut imported).await?;
    let reply = browser.give(&bare.name, PASSWORD).await?;
    let token = reply.session().with_context(|| format!("more is asked: {}", reply.text))?.to_owned();
    let methods = [
        json!({ "kind": "authenticator_app", "name": "second" }),
        json!({ "kind": "text_message", "number": bare.phone }),
        json!({ "kind": "mobile_prompt" }),
        json!({ "kind": "recovery_code" }),
    ];
    for session in [&with_app, &Session { token }] {
        for method in &methods {
            let reply = browser.mine(session, Method::POST, "/methods", Some(method.clone())).await?;
            refused(&reply, "a method before the question")?;
            let early = session.token != with_app.token && method["kind"] == "recovery_code";
            ensure!(reply.is_problem("question-first") || early, "{method}: {}", reply.text);
        }
        let mut pages = Pages::new(world.site()?);
        pages.cookies.insert("session".to_owned(), session.token.clone());
        pages.get("/settings/security").await?;
        pages.post("/settings/security/enable", &[("kind", "mobile_prompt")]).await?;
        let page = pages.get("/settings/security/prompts").await?.reply;
        ensure!(!page.text.contains("#pair="), "a code to pair with is shown: {}", page.text);
    }
    set_question(&mut browser, &with_app).await?;
    let begun = browser.mine(&with_app, Method::POST, "/methods", Some(methods[2].clone())).await?;
    ensure!(begun.status == 201, "not open after the question: {} {}", begun.status, begun.text);
    Ok(())
}

/// The session of somebody who has the question and nothing else.
pub(super) async fn has_question(world: &World, person: &Person) -> Result<(Browser, Session)> {
    let mut browser = world.browser()?;
    let reply = browser.give(&person.name, PASSWORD).await?;
    let token = reply.session().with_context(|| format!("more is asked: {}", reply.text))?.to_owned();
    let session = Session { token };
    set_question(&mut browser, &session).await?;
    Ok((browser, session))
}

async fn the_question_stays_the_same_until_it_is_answered(
    world: Rc<World>,
    people: Vec<Person>,
) -> Result<()> {
    let [person] = cast(people)?;
    has_question(&world, &person).await?;
    let mut asked = Vec::new();
    for _ in 0..4 {
        let mut browser = world.browser()?;
        let open = asked_for(&mut browser, &person, "security_question").await?;
        let question = open.step.pointer("/challenge/question").cloned().context("no question")?;
        wrong(&browser.answer(&open, json!({ "answer": "a guess" })).await?, "a wrong answer")?;
        asked.push(question);
    }
    ensure!(asked.iter().all(|question| *question == asked[0]), "other questions were asked: {asked:?}");
    Ok(())
}

async fn five_wrong_answers_rest_the_question(world: Rc<World>, people: Vec<Person>) -> Result<()> {
    let [person] = cast(people)?;
    has_question(&world, &person).await?;
    let mut browser = world.browser()?;
    let open = asked_for(&mut browser, &person, "security_question").await?;
    for guess in ["a guess", "violet", "VIOLET MARMALADE", "víolet marmalade kite", "kite marmalade violet"]
    {
        wrong(&browser.answer(&open, json!({ "answer": guess })).await?, guess)?;
    }
    refused(&browser.answer(&open, json!({ "answer": ANSWER })).await?, "the right answer, sixth")?;
    let mut again = world.browser()?;
    let reply = again.give(&person.name, PASSWORD).await?;
    ensure!(reply.session().is_none(), "a resting question is skipped: {}", reply.text);
    let usable = reply.body["methods"].as_array().into_iter().flatten();
    let usable = usable.filter(|method| method["usable"] == true).count();
    ensure!(usable == 0, "a resting question is offered: {}", reply.text);
    Ok(())
}

async fn obvious_answers_are_not_taken(world: Rc<World>, people: Vec<Person>) -> Result<()> {
    let [person] = cast(people)?;
    let mut browser = world.browser()?;
    let reply = browser.give(&person.name, PASSWORD).await?;
    let session = Session { token: reply.session().context("more is asked")?.to_owned() };
    let (id, text) = a_question(&mut browser).await?;
    let common = include_str!("../../../crates/secrets/src/answer/common.txt");
    let spelt = OBVIOUS.map(|answer| format!(" {} !", answer.to_uppercase()));
    let mut answers: Vec<&str> = OBVIOUS.to_vec();
    answers.extend(spelt.iter().map(String::as_str));
    answers.extend(common.lines().filter(|line| !line.is_empty()));
    answers.extend([text.as_str(), person.name.as_str(), person.email.as_str(), "aaaaaa", "ab", " . ", "…"]);
    for answer in answers {
        let body = json!({ "kind": "security_question", "question": id, "answer": answer });
        let reply = browser.mine(&session, Method::POST, "/methods", Some(body)).await?;
        ensure!(reply.status == 422, "{answer:?} is taken: {} {}", reply.status, reply.text);
    }
    // Case, spaces and punctuation of the right answer do not matter; and the session it gives is of level 1.
    set_question(&mut browser, &session).await?;
    let mut window = world.browser()?;
    let open = asked_for(&mut window, &person, "security_question").await?;
    let passed = window.answer(&open, json!({ "answer": " Violet, MARMALADE-kite " })).await?;
    signed_in(&passed, "the right answer in another spelling")?;
    ensure!(passed.body["session"]["acr"] == 1, "a question gave more than level 1: {}", passed.text);
    ensure!(!passed.body["session"]["amr"].to_string().contains("mfa"), "{}", passed.text);
    Ok(())
}

async fn the_question_has_no_power_beside_a_stronger_method(
    world: Rc<World>,
    people: Vec<Person>,
) -> Result<()> {
    let [mut person] = cast(people)?;
    let mut owner = world.browser()?;
    let session = owner.sign_in(&mut person).await?;
    set_question(&mut owner, &session).await?;
    let methods = my(&mut owner, &session, "/methods").await?;
    let question = methods["methods"].as_array().into_iter().flatten();
    let question = question.filter(|method| method["kind"] == "security_question");
    let question = question.filter_map(|method| method["id"].as_str()).next().context("no question")?;
    let mut thief = world.browser()?;
    let open = thief.begin(&person).await?;
    refused(&choose_id(&mut thief, &open, question).await?, "the question at a sign-in")?;
    refused(&thief.answer(&open, json!({ "answer": ANSWER })).await?, "its answer unasked")?;
    let open = step_up(&mut owner, &session, false).await?;
    refused(&choose_id(&mut owner, &open, question).await?, "the question at a step-up")?;
    refused(&owner.answer(&open, json!({ "answer": ANSWER })).await?, "its answer at a step-up")
}
