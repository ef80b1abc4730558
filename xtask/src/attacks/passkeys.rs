//! Passkeys: what a phishing page relays is good nowhere (A64), an answer serves one ceremony of one person, once, also over
//! several nodes at one instant, and a passkey alone tells nobody who has an account (A41). The five minutes of a ceremony
//! need another clock: `crates/web/src/api/passkey_tests.rs`.

use std::rc::Rc;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use hyper::Method;
use secrets::testing::Authenticator;
use serde_json::{Value, json};

use super::doors::{add, set_question, text};
use super::verdict::{at_once, not_signed_in, refused, signed_in, wrong};
use super::world::{Kind, World, cast};
use super::{Attack, attack};
use crate::trial::{Browser, Letter, Open, Person, Power, Reply, until};

/// Browsers that give one answer at the same instant.
const RACERS: usize = 20;
/// How long a letter may take.
const DELIVERY: Duration = Duration::from_secs(10);

pub(super) const ALL: &[Attack] = &[
    attack!("A64", what_a_phishing_page_relays_is_good_nowhere, &[Kind::App]),
    attack!("A06", a_passkey_serves_its_own_person_alone, &[Kind::App, Kind::App]),
    attack!("A01", an_answer_of_a_passkey_works_once, &[Kind::App]),
    attack!("A02", a_passkey_alone_raced_over_20_connections_signs_in_once, &[Kind::App]),
    attack!("A41", a_passkey_alone_tells_nobody_who_has_an_account, &[Kind::App]),
    attack!("WebAuthn 6.1.1", a_copied_passkey_is_told_and_raises_what_is_asked, &[Kind::App]),
    attack!("NIST 3.1.7.2", an_unverified_passkey_is_no_sign_in_by_itself, &[Kind::App]),
];

type Lie = fn(&mut Authenticator);

/// What a page in the middle, a thief and a broken program would change.
const LIES: [Lie; 4] = [
    |key| key.origin = "https://id.example.test".to_owned(),
    |key| key.relying_party = "example.test".to_owned(),
    |key| key.cross_origin = true,
    |key| key.handle = Some(vec![7; 16]),
];

/// Enables a passkey for somebody.
async fn enabled(world: &World, person: &mut Person, mut key: Authenticator) -> Result<Authenticator> {
    let mut browser = world.browser()?;
    let session = browser.sign_in(person).await?;
    set_question(&mut browser, &session).await?;
    let begun = add(&mut browser, &session, json!({ "kind": "passkey", "name": "Key" })).await?;
    let made = json!({ "credential": key.make(&begun["options"]) });
    let path = format!("/methods/{}/confirm", text(&begun, "/id")?);
    let reply = browser.mine(&session, Method::POST, &path, Some(made)).await?;
    ensure!(reply.status == 200, "the passkey was not enabled: {} {}", reply.status, reply.text);
    Ok(key)
}

/// An authenticator at the site; its key is its person's own.
fn key(world: &World, person: &Person) -> Result<Authenticator> {
    let seed = person.name.bytes().fold(1_u8, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte));
    Ok(Authenticator::new(&world.site()?.origin(), seed))
}

/// A sign-in that asks for a passkey, and what it asks.
async fn asked(browser: &mut Browser, person: &Person) -> Result<(Open, Value)> {
    let mut open = browser.begin(person).await?;
    let reply = browser.choose(&mut open, "passkey").await?;
    let options = reply.body.pointer("/challenge/options").cloned().context("no options")?;
    Ok((open, options))
}

/// What is asked of whoever may be anybody.
async fn asked_alone(browser: &mut Browser) -> Result<(String, Value)> {
    let reply = browser.call(Method::GET, "/api/v1/passkey-options", Power::None, None).await?;
    ensure!(reply.status == 200, "no options: {} {}", reply.status, reply.text);
    Ok((text(&reply.body, "/ceremony")?, reply.body["options"].clone()))
}

async fn come(browser: &mut Browser, ceremony: &str, credential: &Value) -> Result<Reply> {
    let body = json!({ "ceremony": ceremony, "credential": credential });
    browser.call(Method::POST, "/api/v1/passkey-sign-ins", Power::None, Some(body)).await
}

async fn what_a_phishing_page_relays_is_good_nowhere(world: Rc<World>, people: Vec<Person>) -> Result<()> {
    let [mut person] = cast(people)?;
    let own = key(&world, &person)?;
    let mut own = enabled(&world, &mut person, own).await?;
    let mut browser = world.browser()?;
    let (open, options) = asked(&mut browser, &person).await?;
    for lie in LIES {
        let mut relayed = own.clone();
        lie(&mut relayed);
        let answer = json!({ "credential": relayed.sign(&options) });
        wrong(&browser.answer(&open, answer).await?, "a relayed passkey")?;
    }
    let right = json!({ "credential": own.sign(&options) });
    signed_in(&browser.answer(&open, right).await?, "the passkey at its own site")
}

async fn a_passkey_serves_its_own_person_alone(world: Rc<World>, people: Vec<Person>) -> Result<()> {
    let [mut ana, mut ben] = cast(people)?;
    let (hers, his) = (key(&world, &ana)?, key(&world, &ben)?);
    let hers = enabled(&world, &mut ana, hers).await?;
    let his = enabled(&world, &mut ben, his).await?;
    let mut browser = world.browser()?;
    let (open, options) = asked(&mut browser, &ana).await?;
    let mut pretends = his.clone();
    (pretends.id, pretends.handle) = (hers.id.clone(), hers.handle.clone());
    let mut nameless = his.clone();
    nameless.handle = None;
    for mut foreign in [his.clone(), pretends, nameless] {
        let answer = json!({ "credential": foreign.sign(&options) });
        wrong(&browser.answer(&open, answer).await?, "the passkey of another person")?;
    }
    let mut stranger = world.browser()?;
    let (ceremony, options) = asked_alone(&mut stranger).await?;
    let mut claims_hers = his;
    claims_hers.handle.clone_from(&hers.handle);
    refused(&come(&mut stranger, &ceremony, &claims_hers.sign(&options)).await?, "in another's name alone")
}

async fn an_answer_of_a_passkey_works_once(world: Rc<World>, people: Vec<Person>) -> Result<()> {
    let [mut person] = cast(people)?;
    let own = key(&world, &person)?;
    let mut own = enabled(&world, &mut person, own).await?;
    let (mut first, mut second) = (world.browser()?, world.browser()?.at_node(1));
    let (open, options) = asked(&mut first, &person).await?;
    let (other, _) = asked(&mut second, &person).await?;
    let answer = json!({ "credential": own.sign(&options) });
    wrong(&second.answer(&other, answer.clone()).await?, "an answer to another ceremony")?;
    signed_in(&first.answer(&open, answer.clone()).await?, "the answer where it was asked")?;
    for (browser, open) in [(&mut first, &open), (&mut second, &other)] {
        not_signed_in(&browser.answer(open, answer.clone()).await?, "the same answer again")?;
    }
    let mut alone = world.browser()?;
    let (ceremony, options) = asked_alone(&mut alone).await?;
    let brought = own.sign(&options);
    signed_in(&come(&mut alone, &ceremony, &brought).await?, "a passkey alone")?;
    let mut thief = world.browser()?.at_node(1);
    refused(&come(&mut thief, &ceremony, &brought).await?, "the same passkey alone again")
}

async fn a_passkey_alone_raced_over_20_connections_signs_in_once(
    world: Rc<World>,
    people: Vec<Person>,
) -> Result<()> {
    let [mut person] = cast(people)?;
    let own = key(&world, &person)?;
    let mut own = enabled(&world, &mut person, own).await?;
    let mut browser = world.browser()?;
    let (ceremony, options) = asked_alone(&mut browser).await?;
    let brought = own.sign(&options);
    let mut racers: Vec<_> = (0..RACERS).map(|node| browser.twin().at_node(node)).collect();
    let replies = at_once(racers.iter_mut().map(|racer| come(racer, &ceremony, &brought))).await?;
    let sessions = replies.iter().filter(|reply| reply.session().is_some()).count();
    ensure!(sessions == 1, "{sessions} sessions came of one answer");
    let odd =
        replies.iter().find(|reply| reply.session().is_none() && !matches!(reply.status, 409 | 429 | 503));
    ensure!(odd.is_none(), "a racer was answered with {odd:?}");
    Ok(())
}

async fn a_passkey_alone_tells_nobody_who_has_an_account(
    world: Rc<World>,
    people: Vec<Person>,
) -> Result<()> {
    let [mut person] = cast(people)?;
    let own = key(&world, &person)?;
    let own = enabled(&world, &mut person, own).await?;
    let mut nobodys = own.clone();
    nobodys.handle = Some(vec![9; 16]);
    let mut unknown = own.clone();
    unknown.id = vec![3; 32];
    let mut forged = own;
    forged.origin = "https://id.example.test".to_owned();
    let mut faces = Vec::new();
    for mut key in [nobodys, unknown, forged] {
        let mut browser = world.browser()?;
        let (ceremony, options) = asked_alone(&mut browser).await?;
        let reply = come(&mut browser, &ceremony, &key.sign(&options)).await?;
        wrong(&reply, "a passkey that opens nothing")?;
        faces.push((reply.status, reply.text));
    }
    ensure!(faces.iter().all(|face| *face == faces[0]), "they are told apart: {faces:?}");
    Ok(())
}

async fn an_unverified_passkey_is_no_sign_in_by_itself(world: Rc<World>, people: Vec<Person>) -> Result<()> {
    let [mut person] = cast(people)?;
    let mut own = key(&world, &person)?;
    own.verifies = false;
    let mut own = enabled(&world, &mut person, own).await?;
    let mut alone = world.browser()?;
    let (ceremony, options) = asked_alone(&mut alone).await?;
    refused(&come(&mut alone, &ceremony, &own.sign(&options)).await?, "an unverified passkey alone")?;
    let mut browser = world.browser()?;
    let (open, options) = asked(&mut browser, &person).await?;
    let reply = browser.answer(&open, json!({ "credential": own.sign(&options) })).await?;
    signed_in(&reply, "after the password")?;
    ensure!(reply.body["session"]["acr"] == json!(2), "its level: {}", reply.text);
    Ok(())
}

async fn a_copied_passkey_is_told_and_raises_what_is_asked(
    world: Rc<World>,
    people: Vec<Person>,
) -> Result<()> {
    let [mut person] = cast(people)?;
    let mut own = key(&world, &person)?;
    own.counter = 40;
    let mut own = enabled(&world, &mut person, own).await?;
    // The thief's copy was made before its owner used it again.
    let mut copy = own.clone();
    let mut browser = world.browser()?;
    let (open, options) = asked(&mut browser, &person).await?;
    signed_in(&browser.answer(&open, json!({ "credential": own.sign(&options) })).await?, "its owner")?;
    let mut thief = world.browser()?;
    let (open, options) = asked(&mut thief, &person).await?;
    copy.counter = 12;
    let entered = thief.answer(&open, json!({ "credential": copy.sign(&options) })).await?;
    let told = entered.body["reasons"].to_string().contains("passkey_copied");
    ensure!(told, "the copy is not told: {}", entered.text);
    let asked_now = world.browser()?.begin(&person).await?;
    let coarse = asked_now.step["reasons"].to_string();
    ensure!(coarse.contains("security_event"), "the next sign-in is asked as if nothing had been: {coarse}");
    let site = world.site()?;
    let letters = || -> Result<usize> {
        let told = |letter: &&Letter| letter.is_to(&person.email) && letter.text.contains("older counter");
        Ok(site.letters()?.iter().filter(told).count())
    };
    until("a letter about the copy", DELIVERY, async || Ok((letters()? == 1).then_some(()))).await
}
