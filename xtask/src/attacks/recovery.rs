//! Recovery codes (A08): each works once whatever its spelling, under a race too, for its owner alone, until a new set.

use std::rc::Rc;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::doors::{asked_for, my, recovery_codes, set_question};
use super::verdict::{at_once, judged, refused, signed_in, wrong};
use super::world::{Kind, World, cast};
use super::{Attack, attack};
use crate::trial::{Browser, Person, Session};

/// Sign-ins that give one code at the same instant.
const RACERS: usize = 10;

pub(super) const ALL: &[Attack] = &[
    attack!("A08", a_recovery_code_raced_signs_in_once_and_is_counted_once, &[Kind::App]),
    attack!("A08", a_recovery_code_signs_in_once_however_it_is_spelt, &[Kind::App, Kind::App]),
    attack!("A08", codes_of_an_old_set_are_void, &[Kind::App]),
];

async fn equipped(world: &World, person: &mut Person) -> Result<(Browser, Session, Vec<String>)> {
    let mut owner = world.browser()?;
    let session = owner.sign_in(person).await?;
    set_question(&mut owner, &session).await?;
    let codes = recovery_codes(&mut owner, &session).await?;
    ensure!(codes.len() == 10, "{} recovery codes", codes.len());
    Ok((owner, session, codes))
}

async fn left(owner: &mut Browser, session: &Session) -> Result<u64> {
    let methods = my(owner, session, "/methods").await?;
    let all = methods["methods"].as_array().into_iter().flatten();
    let set = all.filter(|method| method["kind"] == "recovery_code");
    set.filter_map(|method| method["codes_left"].as_u64()).next().context("no recovery codes are listed")
}

async fn a_recovery_code_raced_signs_in_once_and_is_counted_once(
    world: Rc<World>,
    people: Vec<Person>,
) -> Result<()> {
    let [mut person] = cast(people)?;
    let (mut owner, session, codes) = equipped(&world, &mut person).await?;
    let mut racers = Vec::new();
    for _ in 0..RACERS {
        let mut browser = world.browser()?;
        let open = asked_for(&mut browser, &person, "recovery_code").await?;
        racers.push((browser, open));
    }
    let replies = at_once(racers.iter_mut().map(|(browser, open)| browser.code(open, &codes[0]))).await?;
    let (_, right) = judged(&replies);
    ensure!(right == 1, "{right} of {RACERS} sign-ins passed with one recovery code");
    ensure!(replies.iter().all(|reply| reply.status != 500), "the house fell over");
    ensure!(left(&mut owner, &session).await? == 9, "the code was not counted once");
    Ok(())
}

async fn a_recovery_code_signs_in_once_however_it_is_spelt(
    world: Rc<World>,
    people: Vec<Person>,
) -> Result<()> {
    let [mut ana, mut ben] = cast(people)?;
    let (mut owner, session, codes) = equipped(&world, &mut ana).await?;
    let (_, _, bens) = equipped(&world, &mut ben).await?;
    let mut browser = world.browser()?;
    let open = asked_for(&mut browser, &ana, "recovery_code").await?;
    signed_in(&browser.code(&open, &codes[0]).await?, "a recovery code")?;

    let mut thief = world.browser()?;
    let open = asked_for(&mut thief, &ana, "recovery_code").await?;
    let lower = codes[0].to_lowercase();
    wrong(&thief.code(&open, &lower).await?, "the used code in lower case")?;
    wrong(&thief.code(&open, &codes[0].replace('-', "")).await?, "the used code without hyphens")?;
    wrong(&thief.code(&open, &bens[1]).await?, "somebody else's code")?;
    // The right secret under the number of another code is another code.
    let renumbered = format!("{}{}", &codes[2][..1], &codes[1][1..]);
    wrong(&thief.code(&open, &renumbered).await?, "a code under another's number")?;
    ensure!(left(&mut owner, &session).await? == 9, "wrong codes were counted as used");
    let spelt = codes[1].to_lowercase().replace('-', " ");
    signed_in(&thief.code(&open, &spelt).await?, "a fresh code in lower case with spaces")
}

async fn codes_of_an_old_set_are_void(world: Rc<World>, people: Vec<Person>) -> Result<()> {
    let [mut person] = cast(people)?;
    let (mut owner, session, old) = equipped(&world, &mut person).await?;
    let new = recovery_codes(&mut owner, &session).await?;
    let mut thief = world.browser()?;
    let open = asked_for(&mut thief, &person, "recovery_code").await?;
    for code in old.iter().take(4) {
        wrong(&thief.code(&open, code).await?, "a code of the old set")?;
    }
    let passed = thief.code(&open, &new[3]).await?;
    signed_in(&passed, "a code of the new set")?;
    // A recovery code proves enough to add a method, never to remove one.
    let token = passed.session().unwrap_or_default().to_owned();
    let intruder = Session { token };
    let methods = my(&mut owner, &session, "/methods").await?;
    let all = methods["methods"].as_array().into_iter().flatten();
    let app = all.filter(|method| method["kind"] == "authenticator_app");
    let app = app.filter_map(|method| method["id"].as_str()).next().context("no app is listed")?;
    let path = format!("/methods/{app}");
    let removed = thief.mine(&intruder, hyper::Method::DELETE, &path, None::<Value>).await?;
    refused(&removed, "removing the app after a recovery code")?;
    ensure!(removed.problem() == Some("fresh-proof-needed"), "{}", removed.text);
    Ok(())
}
