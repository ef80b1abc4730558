//! Parallel guessing (A16): with one try left, a hundred guesses at the same instant get at most one verdict, whatever is
//! guessed. Guesses that were not judged may be told so by any status that says "later".

use std::rc::Rc;

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use super::doors::{asked_for, recovery_codes, set_question};
use super::verdict::{at_once, judged, wrong};
use super::world::{Kind, World, cast};
use super::{Attack, attack};
use crate::trial::{Browser, Open, Person, Reply};

/// Guesses at the same instant.
const GUESSES: usize = 100;
/// Tries of strangers before the last free one.
const BEFORE: usize = 4;

pub(super) const ALL: &[Attack] = &[
    attack!("A16", a_hundred_passwords_at_once_get_one_verdict, &[Kind::App]),
    attack!("A16", a_hundred_app_codes_at_once_get_one_verdict, &[Kind::App]),
    attack!("A16", a_hundred_texted_codes_at_once_get_one_verdict, &[Kind::AppAndPhone]),
    attack!("A16", a_hundred_recovery_codes_at_once_get_one_verdict, &[Kind::App]),
    attack!("A16", a_hundred_answers_at_once_get_one_verdict, &[Kind::Bare]),
];

fn at_most_one(replies: &[Reply]) -> Result<()> {
    let (verdicts, right) = judged(replies);
    let wrong = verdicts - right;
    ensure!(right == 0 && wrong <= 1, "{wrong} of {} guesses were judged", replies.len());
    let later = |reply: &&Reply| matches!(reply.status, 409 | 422 | 429 | 503);
    let odd = replies.iter().find(|reply| !later(reply));
    ensure!(odd.is_none(), "a guess was answered with {odd:?}");
    Ok(())
}

/// Wastes all tries but one in one sign-in, and then a hundred at once over all nodes.
async fn stormed(browser: &mut Browser, open: &Open, guess: impl Fn(usize) -> Value) -> Result<()> {
    for number in 0..BEFORE {
        wrong(&browser.answer(open, guess(number)).await?, "a guess")?;
    }
    let mut twins: Vec<_> = (0..GUESSES).map(|node| browser.twin().at_node(node)).collect();
    let calls = twins.iter_mut().enumerate().map(|(number, twin)| twin.answer(open, guess(BEFORE + number)));
    at_most_one(&at_once(calls).await?)
}

async fn a_hundred_passwords_at_once_get_one_verdict(world: Rc<World>, people: Vec<Person>) -> Result<()> {
    let [person] = cast(people)?;
    for number in 0..BEFORE {
        wrong(&world.browser()?.give(&person.name, &format!("guess {number}")).await?, "a guess")?;
    }
    let mut strangers = Vec::new();
    for node in 0..GUESSES {
        strangers.push(world.browser()?.at_node(node));
    }
    let guess = |(number, stranger)| give(stranger, &person, number);
    at_most_one(&at_once(strangers.iter_mut().enumerate().map(guess)).await?)
}

async fn give(browser: &mut Browser, person: &Person, number: usize) -> Result<Reply> {
    browser.give(&person.name, &format!("another guess {number}")).await
}

async fn a_hundred_app_codes_at_once_get_one_verdict(world: Rc<World>, people: Vec<Person>) -> Result<()> {
    let [person] = cast(people)?;
    let mut browser = world.browser()?;
    let open = browser.asked_for_app(&person).await?;
    stormed(&mut browser, &open, |number| json!({ "code": person.wrong_code(number) })).await
}

async fn a_hundred_texted_codes_at_once_get_one_verdict(world: Rc<World>, people: Vec<Person>) -> Result<()> {
    let [person] = cast(people)?;
    let mut browser = world.browser()?;
    let open = asked_for(&mut browser, &person, "text_message").await?;
    let right: usize = world.site()?.code_to(&person.phone, 0).await?.parse()?;
    let guess = |number: usize| json!({ "code": format!("{:06}", (right + 1 + number) % 1_000_000) });
    stormed(&mut browser, &open, guess).await
}

async fn a_hundred_recovery_codes_at_once_get_one_verdict(
    world: Rc<World>,
    people: Vec<Person>,
) -> Result<()> {
    let [mut person] = cast(people)?;
    let mut owner = world.browser()?;
    let session = owner.sign_in(&mut person).await?;
    set_question(&mut owner, &session).await?;
    recovery_codes(&mut owner, &session).await?;
    let mut browser = world.browser()?;
    let open = asked_for(&mut browser, &person, "recovery_code").await?;
    let guess = |number: usize| json!({ "code": format!("{}-0000-0000-0000-{number:04}", number % 10) });
    stormed(&mut browser, &open, guess).await
}

async fn a_hundred_answers_at_once_get_one_verdict(world: Rc<World>, people: Vec<Person>) -> Result<()> {
    let [person] = cast(people)?;
    super::question::has_question(&world, &person).await?;
    let mut browser = world.browser()?;
    let open = asked_for(&mut browser, &person, "security_question").await?;
    stormed(&mut browser, &open, |number| json!({ "answer": format!("a guess of number {number}") })).await
}
