//! What only time ends or lets out (A04, A10), on a site whose clock is moved: a texted code after its five minutes, an app's
//! code after its window, and the fifty wrong codes after which a method rests for strangers, which take hours of delays.

use std::rc::Rc;

use anyhow::{Context, Result, bail, ensure};
use hyper::header::RETRY_AFTER;
use secrets::totp::{self, PERIOD};

use super::doors::{asked_for, choose_id};
use super::verdict::{put_off, refused, signed_in, wrong};
use super::world::{Kind, World, cast};
use super::{Attack, attack};
use crate::trial::{Browser, Clock, Open, Person, Reply, Site};

/// How long a texted code lives, in seconds.
const TEXT_LIVES: i64 = 300;
/// Wrong codes that are judged before the method rests for strangers.
const END: usize = 50;
/// The longest delay between two of them, in seconds.
const LONGEST_DELAY: i64 = 900;
/// All delays together are no shorter: 30, 60, 120, 240 and 480 s, then a quarter of an hour each.
const ALL_DELAYS: i64 = 8 * 3600;
/// Guesses after which nobody would go on.
const ENOUGH: usize = 200;

pub(super) const ALL: &[Attack] = &[
    attack!("A04", a_texted_code_is_dead_after_five_minutes, &[Kind::Phone]),
    attack!("A04", an_app_code_is_dead_after_its_window, &[Kind::App]),
    attack!("A10", at_fifty_wrong_codes_the_method_rests_for_strangers, &[Kind::App]),
];

/// A site of the attack's own, and its clock.
async fn with_clock(world: &World, person: &Person) -> Result<(Site, Clock)> {
    let mut site = world.another(std::slice::from_ref(person), &[]).await?;
    let clock = Clock::give(&mut site).await?;
    Ok((site, clock))
}

async fn a_texted_code_is_dead_after_five_minutes(world: Rc<World>, people: Vec<Person>) -> Result<()> {
    let [person] = cast(people)?;
    let (site, mut clock) = with_clock(&world, &person).await?;
    // A minute less than the end, since a slow machine may lose some of it.
    for (text, (age, is_alive)) in
        [(TEXT_LIVES - 60, true), (TEXT_LIVES, false), (86_400, false)].into_iter().enumerate()
    {
        let mut browser = site.browser();
        let open = asked_for(&mut browser, &person, "text_message").await?;
        let code = site.code_to(&person.phone, text).await?;
        clock.pass(age)?;
        let reply = browser.code(&open, &code).await?;
        if is_alive {
            signed_in(&reply, "a texted code in its fourth minute")?;
        } else {
            refused(&reply, &format!("a texted code after {age} s"))?;
            refused(&browser.code(&open, &code).await?, "the same once more")?;
        }
        // Nor in a sign-in that begins when it is too old.
        let mut another = site.browser();
        let late = another.begin(&person).await?;
        refused(&another.code(&late, &code).await?, "the old code in a new sign-in")?;
        clock.pass(2 * TEXT_LIVES)?;
    }
    Ok(())
}

async fn an_app_code_is_dead_after_its_window(world: Rc<World>, people: Vec<Person>) -> Result<()> {
    let [person] = cast(people)?;
    let (site, mut clock) = with_clock(&world, &person).await?;
    let mut browser = site.browser();
    let open = browser.asked_for_app(&person).await?;
    // The middle of a step, so that a slow machine does not come into the next one.
    clock.pass_to(PERIOD / 3, PERIOD)?;
    let old = person.code_of(totp::step_at(clock.now()));
    clock.pass(2 * PERIOD)?;
    for _ in 0..2 {
        // If the hint of a phone's clock told its step, the code is dead all the same.
        wrong(&browser.code(&open, &old).await?, "a code two steps late")?;
    }
    let early = person.code_of(totp::step_at(clock.now()) + 2);
    wrong(&browser.code(&open, &early).await?, "a code two steps early")?;
    // Steps that are burnt by now lie behind and before these.
    clock.pass(10 * PERIOD)?;
    let mut browser = site.browser();
    let open = browser.asked_for_app(&person).await?;
    clock.pass_to(PERIOD / 3, PERIOD)?;
    let before = person.code_of(totp::step_at(clock.now()));
    clock.pass(PERIOD)?;
    signed_in(&browser.code(&open, &before).await?, "the code of the step before")
}

/// What guessing came to.
#[derive(Debug, Default)]
struct Guessed {
    wrong: usize,
    waits: Vec<i64>,
}

impl Guessed {
    /// Takes an answer to a guess; true: there will be no other.
    fn take(&mut self, reply: &Reply, clock: &mut Clock) -> Result<bool> {
        refused(reply, "a guess")?;
        if reply.is_verdict_wrong() {
            self.wrong += 1;
            return Ok(false);
        }
        if reply.status == 409 || reply.text_at("/reason") == Some("resting") {
            return Ok(true);
        }
        put_off(reply, "a guess after the fifth")?;
        let wait = reply.headers.get(RETRY_AFTER).and_then(|seconds| seconds.to_str().ok());
        let wait = wait.and_then(|seconds| seconds.parse().ok()).context("no seconds to wait")?;
        self.waits.push(wait);
        clock.pass(wait)?;
        Ok(false)
    }
}

/// Guesses from a new network each time, and waits as long as it is told to, until the method is not asked for any more.
async fn guess_on(site: &Site, person: &Person, clock: &mut Clock) -> Result<Guessed> {
    let mut guessed = Guessed::default();
    for guess in 0..ENOUGH {
        let mut thief = site.browser();
        let mut open = thief.begin(person).await?;
        let chosen = thief.choose(&mut open, "authenticator_app").await?;
        if chosen.status == 409 {
            return Ok(guessed);
        }
        ensure!(chosen.status == 200, "the app cannot be chosen: {} {}", chosen.status, chosen.text);
        for salt in [2 * guess, 2 * guess + 1] {
            let code = person.wrong_code_at(clock.now(), salt);
            if guessed.take(&thief.code(&open, &code).await?, clock)? {
                return Ok(guessed);
            }
        }
    }
    bail!("the guessing has no end: {guessed:?}");
}

async fn chosen(browser: &mut Browser, person: &Person) -> Result<(Open, Reply)> {
    let open = browser.begin(person).await?;
    let app = open.method("authenticator_app")?;
    let reply = choose_id(browser, &open, &app).await?;
    Ok((open, reply))
}

async fn at_fifty_wrong_codes_the_method_rests_for_strangers(
    world: Rc<World>,
    people: Vec<Person>,
) -> Result<()> {
    let [mut person] = cast(people)?;
    let (site, mut clock) = with_clock(&world, &person).await?;
    let mut owner = site.browser();
    owner.sign_in(&mut person).await?;
    let Guessed { wrong, waits } = guess_on(&site, &person, &mut clock).await?;
    ensure!(wrong == END, "{wrong} guesses were judged, with waits of {waits:?}");
    let (longest, all) = (waits.iter().max().copied().unwrap_or_default(), waits.iter().sum::<i64>());
    ensure!(longest <= LONGEST_DELAY && all >= ALL_DELAYS, "the waits were {waits:?}");

    // A day later and over any node it rests, for the right code too, and says so.
    clock.pass(86_400)?;
    let right = person.code_of(totp::step_at(clock.now()));
    let mut thief = site.browser();
    let (open, reply) = chosen(&mut thief, &person).await?;
    refused(&reply, "the app that rests")?;
    let methods = open.step["methods"].as_array().into_iter().flatten();
    let app = methods.into_iter().find(|method| method["kind"] == "authenticator_app");
    let why = app.and_then(|app| app.pointer("/why_not/code")).and_then(|code| code.as_str());
    ensure!(why == Some("resting"), "no word of the rest: {}", open.step);
    refused(&thief.code(&open, &right).await?, "the right code of an app that rests")?;

    // Its owner, on a browser that is known, never notices (promise 7).
    let (open, reply) = chosen(&mut owner, &person).await?;
    ensure!(reply.status == 200, "the owner is locked out: {} {}", reply.status, reply.text);
    signed_in(&owner.code(&open, &right).await?, "the owner on their own browser")
}
