//! Locking out (promise 7): whatever strangers do to an account, its owner signs in on a browser that it knows.

use std::rc::Rc;

use anyhow::{Context, Result, ensure};

use super::verdict::{at_once, put_off, signed_in};
use super::world::{Kind, World, cast};
use super::{Attack, attack};
use crate::trial::{Browser, PASSWORD, Person};

/// Strangers who guess at once while the owner signs in.
const STRANGERS: usize = 24;

pub(super) const ALL: &[Attack] = &[
    attack!("P7", strangers_do_not_lock_the_owner_out_of_a_known_browser, &[Kind::App]),
    attack!("P7", a_known_browser_of_one_account_is_a_stranger_to_another, &[Kind::App, Kind::App]),
];

async fn strangers_do_not_lock_the_owner_out_of_a_known_browser(
    world: Rc<World>,
    people: Vec<Person>,
) -> Result<()> {
    let [mut person] = cast(people)?;
    let mut owner = world.browser()?;
    owner.sign_in(&mut person).await?;
    ensure!(owner.known.is_some(), "the browser is not known after its second step");
    let mut thief = world.browser()?;
    let open = thief.asked_for_app(&person).await?;
    for number in 0..8 {
        thief.code(&open, &person.wrong_code(number)).await?;
        world.browser()?.give(&person.name, "a guess").await?;
    }
    put_off(&world.browser()?.give(&person.name, PASSWORD).await?, "a stranger with the right password")?;

    // And while strangers go on guessing.
    let mut strangers = Vec::new();
    for _ in 0..STRANGERS {
        strangers.push(world.browser()?);
    }
    let name = &person.name;
    let guesses = strangers.iter_mut().map(|stranger| stranger.give(name, "a guess"));
    let hers = async {
        let open = owner.asked_for_app(&person).await?;
        let code = person.clone().next_code()?;
        owner.code(&open, &code).await
    };
    let (guessed, passed) = tokio::join!(at_once(guesses), hers);
    guessed?;
    signed_in(&passed.context("the owner")?, "the owner on a known browser")
}

async fn a_known_browser_of_one_account_is_a_stranger_to_another(
    world: Rc<World>,
    people: Vec<Person>,
) -> Result<()> {
    let [mut thief, victim] = cast(people)?;
    let mut browser = world.browser()?;
    browser.sign_in(&mut thief).await?;
    for number in 0..5 {
        world.browser()?.give(&victim.name, &format!("guess {number}")).await?;
    }
    put_off(&browser.give(&victim.name, PASSWORD).await?, "another account's known browser")?;
    let forged = browser.known.as_deref().unwrap_or_default();
    let (family, token) = forged.split_once('_').context("a browser token has two parts")?;
    let own: Browser = world.browser()?;
    for forged in
        [format!("{family}_{}", token.chars().rev().collect::<String>()), format!("_{token}"), "x".into()]
    {
        let mut browser = own.twin();
        browser.known = Some(forged);
        put_off(&browser.give(&victim.name, PASSWORD).await?, "a forged browser token")?;
    }
    Ok(())
}
