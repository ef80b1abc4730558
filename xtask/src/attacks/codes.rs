//! Codes of apps and phones: each works once, on one sign-in, for one person and one purpose (A01-A06).
//! A04's five minutes need another clock: they are told in `late`.

use std::rc::Rc;

use anyhow::{Context, Result, ensure};
use hyper::Method;
use secrets::totp;
use serde_json::json;

use super::doors::{add, asked_for, choose_id, confirm, set_question, step_up, text};
use super::verdict::{at_once, judged, not_there, refused, signed_in, wrong};
use super::world::{Kind, World, cast};
use super::{Attack, attack};
use crate::trial::{Open, Person, Power, now};

/// Browsers that give one code at the same instant.
const RACERS: usize = 20;

pub(super) const ALL: &[Attack] = &[
    attack!("A01", an_app_code_signs_in_once, &[Kind::App]),
    attack!("A02", an_app_code_raced_over_20_connections_signs_in_once, &[Kind::App]),
    attack!("A02", a_texted_code_raced_over_20_connections_signs_in_once, &[Kind::Phone]),
    attack!("A03", the_code_that_enabled_an_app_does_not_sign_in, &[Kind::App]),
    attack!("A04", a_texted_code_does_nothing_after_its_sign_in_passed, &[Kind::Phone]),
    attack!("A05", a_texted_code_serves_its_own_purpose_alone, &[Kind::AppAndPhone]),
    attack!("A06", a_challenge_serves_its_own_person_alone, &[Kind::App, Kind::App]),
];

async fn an_app_code_signs_in_once(world: Rc<World>, people: Vec<Person>) -> Result<()> {
    let [mut person] = cast(people)?;
    let (mut first, mut second) = (world.browser()?, world.browser()?);
    let open = second.asked_for_app(&person).await?;
    let session = first.sign_in(&mut person).await?;
    let step = person.last_step();
    let (spent, before) = (person.code_of(step), person.code_of(step - 1));
    wrong(&second.code(&open, &spent).await?, "the spent code in another sign-in")?;
    wrong(&second.code(&open, &before).await?, "the code before the spent one")?;
    let mut step_up = step_up(&mut first, &session, false).await?;
    first.choose(&mut step_up, "authenticator_app").await?;
    wrong(&first.code(&step_up, &spent).await?, "the spent code at a step-up")?;
    let fresh = person.next_code()?;
    signed_in(&second.code(&open, &fresh).await?, "a fresh code")
}

async fn an_app_code_raced_over_20_connections_signs_in_once(
    world: Rc<World>,
    people: Vec<Person>,
) -> Result<()> {
    let [mut person] = cast(people)?;
    let mut racers = Vec::new();
    for _ in 0..RACERS {
        let mut browser = world.browser()?;
        let open = browser.asked_for_app(&person).await?;
        racers.push((browser, open));
    }
    let code = person.next_code()?;
    let replies = at_once(racers.iter_mut().map(|(browser, open)| browser.code(open, &code))).await?;
    let (_, right) = judged(&replies);
    ensure!(right == 1, "{right} of {RACERS} sign-ins passed with one code");
    ensure!(replies.iter().all(|reply| reply.status != 500), "the house fell over");
    Ok(())
}

async fn a_texted_code_raced_over_20_connections_signs_in_once(
    world: Rc<World>,
    people: Vec<Person>,
) -> Result<()> {
    let [person] = cast(people)?;
    let site = world.site()?;
    let mut browser = world.browser()?;
    let open = asked_for(&mut browser, &person, "text_message").await?;
    let code = site.code_to(&person.phone, 0).await?;
    let mut twins: Vec<_> = (0..RACERS).map(|node| browser.twin().at_node(node)).collect();
    let replies = at_once(twins.iter_mut().map(|twin| twin.code(&open, &code))).await?;
    let (_, right) = judged(&replies);
    ensure!(right == 1, "one code gave {right} sessions");
    ensure!(replies.iter().all(|reply| reply.status != 500), "the house fell over");
    Ok(())
}

async fn the_code_that_enabled_an_app_does_not_sign_in(world: Rc<World>, people: Vec<Person>) -> Result<()> {
    let [mut person] = cast(people)?;
    let mut browser = world.browser()?;
    let session = browser.sign_in(&mut person).await?;
    set_question(&mut browser, &session).await?;
    let begun = add(&mut browser, &session, json!({ "kind": "authenticator_app", "name": "Second" })).await?;
    let (method, shown) = (text(&begun, "/id")?, text(&begun, "/secret")?);
    let seed = totp::seed_from_base32(&shown).context("the seed cannot be read")?;
    let step = totp::step_at(now());
    let code = |step| totp::code(&seed, totp::TotpParams::default(), step);
    let enabled = confirm(&mut browser, &session, &method, &code(step)).await?;
    ensure!(enabled.status == 200, "not enabled: {}", enabled.text);

    let mut thief = world.browser()?;
    let open = thief.begin(&person).await?;
    let chosen = choose_id(&mut thief, &open, &method).await?;
    ensure!(chosen.status == 200, "the second app cannot be chosen: {}", chosen.text);
    wrong(&thief.code(&open, &code(step)).await?, "the code that enabled the app")?;
    let again = confirm(&mut browser, &session, &method, &code(step + 1)).await?;
    ensure!(again.status == 404, "enabled twice: {} {}", again.status, again.text);
    signed_in(&thief.code(&open, &code(step + 1)).await?, "the app's next code")
}

async fn a_texted_code_does_nothing_after_its_sign_in_passed(
    world: Rc<World>,
    people: Vec<Person>,
) -> Result<()> {
    let [person] = cast(people)?;
    let mut browser = world.browser()?;
    let open = asked_for(&mut browser, &person, "text_message").await?;
    let code = world.site()?.code_to(&person.phone, 0).await?;
    signed_in(&browser.code(&open, &code).await?, "the texted code")?;
    refused(&browser.code(&open, &code).await?, "the same code in the same sign-in again")?;
    let path = format!("/api/v1/sign-ins/{}", open.id);
    let look = browser.call(Method::GET, &path, Power::SignIn(&open.secret), None).await?;
    ensure!(look.session().is_none(), "the session is told a second time: {}", look.text);
    Ok(())
}

async fn a_texted_code_serves_its_own_purpose_alone(world: Rc<World>, people: Vec<Person>) -> Result<()> {
    let [mut person] = cast(people)?;
    let site = world.site()?;
    let mut owner = world.browser()?;
    let session = owner.sign_in(&mut person).await?;
    set_question(&mut owner, &session).await?;
    // Another number of the same person is being set up: its code proves that number and nothing else.
    let other = Person::new(&format!("{}other", person.name)).phone;
    let begun = add(&mut owner, &session, json!({ "kind": "text_message", "number": other })).await?;
    let pending = text(&begun, "/id")?;
    let of_set_up = site.code_to(&other, 0).await?;

    let (mut first, mut second) = (world.browser()?, world.browser()?);
    let attempt_1 = asked_for(&mut first, &person, "text_message").await?;
    let of_1 = site.code_to(&person.phone, 0).await?;
    let attempt_2 = asked_for(&mut second, &person, "text_message").await?;
    let of_2 = site.code_to(&person.phone, 1).await?;
    ensure!(of_1 != of_2 && of_1 != of_set_up, "by chance two codes are alike; run it again");

    wrong(&second.code(&attempt_2, &of_set_up).await?, "the set-up's code at a sign-in")?;
    wrong(&second.code(&attempt_2, &of_1).await?, "the first attempt's code in the second")?;
    wrong(&confirm(&mut owner, &session, &pending, &of_1).await?, "a sign-in's code at a set-up")?;
    let mut step_up = step_up(&mut owner, &session, false).await?;
    owner.choose(&mut step_up, "text_message").await?;
    wrong(&owner.code(&step_up, &of_1).await?, "a sign-in's code at a step-up")?;
    signed_in(&first.code(&attempt_1, &of_1).await?, "the code in its own sign-in")?;
    let enabled = confirm(&mut owner, &session, &pending, &of_set_up).await?;
    ensure!(enabled.status == 200, "the set-up's code does not set up: {}", enabled.text);
    Ok(())
}

async fn a_challenge_serves_its_own_person_alone(world: Rc<World>, people: Vec<Person>) -> Result<()> {
    let [ana, mut ben] = cast(people)?;
    let (mut of_ana, mut of_ben) = (world.browser()?, world.browser()?);
    let anas = of_ana.asked_for_app(&ana).await?;
    let bens = of_ben.asked_for_app(&ben).await?;
    let code = ben.next_code()?;
    let crossed = |id: &Open, secret: &Open| Open { secret: secret.secret.clone(), ..id.clone() };
    not_there(&of_ana.code(&crossed(&bens, &anas), &code).await?, "Ben's sign-in by Ana's secret")?;
    not_there(&of_ana.code(&crossed(&anas, &bens), &code).await?, "Ana's sign-in by Ben's secret")?;
    wrong(&of_ana.code(&anas, &code).await?, "Ben's code in Ana's sign-in")?;
    for field in ["user_id", "username", "transaction_id", "challenge", "sign_in", "method_id"] {
        let body = json!({ "code": code, field: bens.id });
        refused(&of_ana.answer(&anas, body).await?, "a foreign id in the body")?;
    }
    let method = bens.method("authenticator_app")?;
    refused(&choose_id(&mut of_ana, &anas, &method).await?, "Ben's method in Ana's sign-in")?;
    signed_in(&of_ben.code(&bens, &code).await?, "Ben's code in Ben's sign-in")
}
