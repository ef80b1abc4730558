//! How a code is compared (A09): one that is nearly right is told from one that is wholly wrong by nothing, neither what is
//! answered nor what is counted nor which takes longer. That the comparison itself takes constant time is told where it is
//! (`crates/secrets/src/totp_tests.rs`): a few nanoseconds do not show over HTTP, but another way through the house would.

use std::collections::BTreeSet;
use std::rc::Rc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use secrets::totp::{self, PERIOD};

use super::doors::asked_for;
use super::verdict::{put_off, signed_in, wrong};
use super::world::{Kind, World, cast};
use super::{Attack, attack};
use crate::trial::{Browser, Clock, Open, Person, Reply};

/// Rounds of four wrong codes each, which are two pairs.
const ROUNDS: usize = 32;
const PAIRS: usize = 2 * ROUNDS;
/// Of 64 tosses of a fair coin fewer than 8 or more than 56 show heads once in ten thousand million trials:
/// `2 * sum(C(64, k), k < 8) / 2^64` is 7.6e-11. However slow the machine is, pairs that are alike fall as evenly.
const FEWEST: usize = 8;

pub(super) const ALL: &[Attack] = &[
    attack!("A09", a_nearly_right_app_code_is_answered_as_a_wholly_wrong_one, &[Kind::App]),
    attack!("A09", a_nearly_right_texted_code_is_answered_as_a_wholly_wrong_one, &[Kind::Phone]),
    attack!("A09", a_nearly_right_code_takes_a_try_like_any_other, &[Kind::App, Kind::App]),
];

/// A wrong code that shares all digits but the last with the right one, and is none of these.
fn near(right: &str, others: &[String]) -> Result<String> {
    let (start, last) = right.split_at(right.len().saturating_sub(1));
    let last: u8 = last.parse().context("no digit")?;
    let mut codes = (1..10).map(|more| format!("{start}{}", (last + more) % 10));
    codes.find(|code| !others.contains(code)).context("all codes around are right")
}

/// A wrong code that shares no digit with the right one, and is none of these.
fn far(right: &str, others: &[String]) -> Result<String> {
    let moved = |more: u8| right.bytes().map(move |digit| char::from(b'0' + (digit - b'0' + more) % 10));
    let mut codes = (1..10).map(|more| moved(more).collect());
    codes.find(|code| !others.contains(code)).context("all codes around are right")
}

/// What an answer says, but for the time at which it was said.
fn said(reply: &Reply) -> (u16, String, BTreeSet<String>) {
    (reply.status, reply.text.clone(), reply.headers.keys().map(ToString::to_string).collect())
}

fn alike(near: &Reply, far: &Reply) -> Result<()> {
    wrong(near, "a nearly right code")?;
    wrong(far, "a wholly wrong code")?;
    ensure!(
        said(near) == said(far),
        "a nearly right code reads {:?}, a wrong one {:?}",
        said(near),
        said(far)
    );
    Ok(())
}

/// Gives a code; the answer and how long it took.
async fn timed(browser: &mut Browser, open: &Open, code: &str) -> Result<(Reply, Duration)> {
    let start = Instant::now();
    let reply = browser.code(open, code).await?;
    Ok((reply, start.elapsed()))
}

async fn a_nearly_right_app_code_is_answered_as_a_wholly_wrong_one(
    world: Rc<World>,
    people: Vec<Person>,
) -> Result<()> {
    let [mut person] = cast(people)?;
    let mut site = world.another(std::slice::from_ref(&person), &[]).await?;
    let mut clock = Clock::give(&mut site).await?;
    // One node and one browser that is known: whatever else differs from answer to answer is noise.
    let mut browser = site.browser().at_node(0);
    browser.sign_in(&mut person).await?;
    let mut near_was_slower = 0;
    for round in 0..ROUNDS {
        // A fresh code for each round.
        clock.pass(10 * PERIOD)?;
        clock.pass_to(PERIOD / 3, PERIOD)?;
        let step = totp::step_at(clock.now());
        let (right, around) = (person.code_of(step), person.codes_around(step));
        let (near, far) = (near(&right, &around)?, far(&right, &around)?);
        let open = browser.asked_for_app(&person).await?;
        // Each goes first as often as the other, in a round and over the rounds.
        for nth in 0..2 {
            let near_first = (round + nth) % 2 == 0;
            let codes = if near_first { [&near, &far] } else { [&far, &near] };
            let first = timed(&mut browser, &open, codes[0]).await?;
            let second = timed(&mut browser, &open, codes[1]).await?;
            let (near, far) = if near_first { (first, second) } else { (second, first) };
            alike(&near.0, &far.0)?;
            near_was_slower += usize::from(near.1 > far.1);
        }
        signed_in(&browser.code(&open, &right).await?, "the right code")?;
    }
    ensure!(
        (FEWEST..=PAIRS - FEWEST).contains(&near_was_slower),
        "of {PAIRS} pairs the nearly right code was the slower {near_was_slower} times"
    );
    Ok(())
}

async fn a_nearly_right_texted_code_is_answered_as_a_wholly_wrong_one(
    world: Rc<World>,
    people: Vec<Person>,
) -> Result<()> {
    let [person] = cast(people)?;
    let mut browser = world.browser()?;
    let open = asked_for(&mut browser, &person, "text_message").await?;
    let right = world.site()?.code_to(&person.phone, 0).await?;
    let (near, far) = (near(&right, &[])?, far(&right, &[])?);
    for [first, second] in [[&near, &far], [&far, &near]] {
        let (first, second) = (browser.code(&open, first).await?, browser.code(&open, second).await?);
        alike(&first, &second)?;
    }
    signed_in(&browser.code(&open, &right).await?, "the right code")
}

async fn a_nearly_right_code_takes_a_try_like_any_other(world: Rc<World>, people: Vec<Person>) -> Result<()> {
    let two: [Person; 2] = cast(people)?;
    for (mut person, is_near) in two.into_iter().zip([true, false]) {
        let mut browser = world.browser()?;
        let open = browser.asked_for_app(&person).await?;
        let code = person.next_code()?;
        let around = person.codes_around(person.last_step());
        let guess = if is_near { near(&code, &around)? } else { far(&code, &around)? };
        for _ in 0..5 {
            wrong(&browser.code(&open, &guess).await?, "a wrong code")?;
        }
        put_off(&browser.code(&open, &guess).await?, "the sixth")?;
        put_off(&browser.code(&open, &code).await?, "the right code after five wrong ones")?;
    }
    Ok(())
}
