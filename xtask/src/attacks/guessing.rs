//! Guessing one account (A10, A11, A14, A15): five free tries of all strangers together, then delays, whatever is changed,
//! renewed or restarted in between, and whichever door the tries come through.
//! A10's end (at 50 the method rests for strangers) takes hours of delays, so it is told on a moved clock in `late`; the resend
//! of a text (30 s) that gives no try back is told with an injected one: `a_text_sent_again_gives_no_try_back` in
//! `crates/web/src/api/attack_tests.rs`.

use std::rc::Rc;

use anyhow::{Context, Result, ensure};
use hyper::Method;
use serde_json::json;

use super::doors::{asked_for, my, set_question, step_up};
use super::pages::Pages;
use super::verdict::{not_signed_in, put_off, refused, signed_in, wrong};
use super::world::{Kind, World, cast};
use super::{Attack, attack};
use crate::trial::{Browser, Open, PASSWORD, Person, Reply, Site, now};

/// Tries of strangers that are judged at once.
const FREE: usize = 5;
/// The first delay after them, in seconds.
const DELAY: i64 = 30;

pub(super) const ALL: &[Attack] = &[
    attack!("A10", after_five_wrong_codes_the_right_one_waits_too, &[Kind::App]),
    attack!("A11", no_restart_gives_tries_back, &[Kind::AppAndPhone]),
    attack!("A11", no_new_sign_in_or_other_method_gives_tries_back, &[Kind::AppAndPhone]),
    attack!("A11", a_texted_code_dies_by_five_guesses_however_they_are_spread, &[Kind::AppAndPhone]),
    attack!("A14", every_spelling_of_a_name_has_the_same_tries, &[Kind::App]),
    attack!("A15", every_door_for_a_password_has_the_same_tries, &[Kind::App]),
    attack!("A15", every_door_for_a_code_has_the_same_tries, &[Kind::App]),
    attack!("A15", a_session_guesses_a_password_no_faster, &[Kind::App]),
];

/// As many wrong codes, each judged.
async fn waste(browser: &mut Browser, open: &Open, person: &Person, count: usize, salt: usize) -> Result<()> {
    for number in 0..count {
        let reply = browser.code(open, &person.wrong_code(salt + number)).await?;
        wrong(&reply, &format!("wrong code {number}"))?;
    }
    Ok(())
}

async fn after_five_wrong_codes_the_right_one_waits_too(world: Rc<World>, people: Vec<Person>) -> Result<()> {
    let [mut person] = cast(people)?;
    let mut owner = world.browser()?;
    let session = owner.sign_in(&mut person).await?;
    let mut thief = world.browser()?;
    let open = thief.asked_for_app(&person).await?;
    let start = now();
    let mut verdicts = 0;
    for number in 0..200 {
        let reply = thief.code(&open, &person.wrong_code(number)).await?;
        refused(&reply, "a wrong code")?;
        if reply.is_verdict_wrong() {
            verdicts += 1;
        } else {
            put_off(&reply, "a wrong code after the fifth")?;
        }
    }
    let right = person.next_code()?;
    let reply = thief.code(&open, &right).await?;
    let delays = usize::try_from((now() - start) / DELAY)?;
    ensure!((FREE..=FREE + delays).contains(&verdicts), "{verdicts} of 200 codes were judged");
    if delays == 0 {
        put_off(&reply, "the right code after five wrong ones")?;
    }
    let told = my(&mut owner, &session, "/activity").await?;
    let wrong = told["events"].as_array().context("no events")?.iter();
    let wrong = wrong.filter(|event| event["what"] == "wrong_answer").count();
    ensure!(wrong >= FREE, "the owner's activity tells of {wrong} wrong answers");
    Ok(())
}

async fn no_restart_gives_tries_back(world: Rc<World>, people: Vec<Person>) -> Result<()> {
    let [mut person] = cast(people)?;
    let mut site = world.another(std::slice::from_ref(&person), &[]).await?;
    let name = person.name.clone();
    let wrong_password = async |site: &Site, guess: &str| site.browser().give(&name, guess).await;
    let mut browser = site.browser();
    let open = browser.asked_for_app(&person).await?;
    waste(&mut browser, &open, &person, 3, 0).await?;
    for guess in ["one", "two", "three"] {
        wrong(&wrong_password(&site, guess).await?, "a wrong password")?;
    }
    site.restart().await?;
    waste(browser.reconnected(), &open, &person, 2, 50).await?;
    for guess in ["four", "five"] {
        wrong(&wrong_password(&site, guess).await?, "a wrong password after a restart")?;
    }
    site.restart().await?;
    let right = person.next_code()?;
    put_off(&browser.reconnected().code(&open, &right).await?, "the right code after a restart")?;
    put_off(&wrong_password(&site, PASSWORD).await?, "the right password after a restart")
}

async fn no_new_sign_in_or_other_method_gives_tries_back(
    world: Rc<World>,
    people: Vec<Person>,
) -> Result<()> {
    let [mut person] = cast(people)?;
    let mut sign_ins = Vec::new();
    for _ in 0..4 {
        let mut browser = world.browser()?;
        let open = browser.asked_for_app(&person).await?;
        sign_ins.push((browser, open));
    }
    for (number, (browser, open)) in sign_ins.iter_mut().enumerate() {
        waste(browser, open, &person, 1, number).await?;
        browser.choose(open, "text_message").await?;
        browser.choose(open, "authenticator_app").await?;
    }
    let (browser, open) = &mut sign_ins[0];
    waste(browser, open, &person, 1, 90).await?;
    let right = person.next_code()?;
    for (browser, open) in &mut sign_ins {
        put_off(&browser.code(open, &right).await?, "the right code in an old sign-in")?;
    }
    let mut late = world.browser()?;
    let open = late.asked_for_app(&person).await?;
    put_off(&late.code(&open, &right).await?, "the right code in a new sign-in")
}

async fn a_texted_code_dies_by_five_guesses_however_they_are_spread(
    world: Rc<World>,
    people: Vec<Person>,
) -> Result<()> {
    let [person] = cast(people)?;
    let mut browser = world.browser()?;
    let mut open = asked_for(&mut browser, &person, "text_message").await?;
    let right = world.site()?.code_to(&person.phone, 0).await?;
    let guesses: Vec<String> =
        (0..9).map(|guess| format!("{guess:06}")).filter(|guess| *guess != right).take(FREE).collect();
    for guess in &guesses[..3] {
        wrong(&browser.code(&open, guess).await?, "a guess")?;
    }
    // Switching away and back, and asking for the text again, make no new code and give no try back.
    browser.choose(&mut open, "authenticator_app").await?;
    browser.choose(&mut open, "text_message").await?;
    let again = browser.choose(&mut open, "text_message").await?;
    put_off(&again, "another text at once")?;
    for guess in &guesses[3..] {
        wrong(&browser.code(&open, guess).await?, "a guess after switching")?;
    }
    refused(&browser.code(&open, &right).await?, "the right code after five guesses")
}

async fn every_spelling_of_a_name_has_the_same_tries(world: Rc<World>, people: Vec<Person>) -> Result<()> {
    let [person] = cast(people)?;
    let wide: String = person.name.chars().filter_map(|c| char::from_u32(u32::from(c) + 0xfee0)).collect();
    let spellings = [
        person.name.to_uppercase(),
        person.email.clone(),
        format!("  {} ", person.email.to_uppercase()),
        format!("{}.", person.name),
        wide,
    ];
    for name in &spellings {
        wrong(&world.browser()?.give(name, "not the password").await?, name)?;
    }
    for name in [&person.name, &spellings[1], &format!("{}..", person.name)] {
        put_off(&world.browser()?.give(name, PASSWORD).await?, name)?;
    }
    Ok(())
}

async fn every_door_for_a_password_has_the_same_tries(world: Rc<World>, people: Vec<Person>) -> Result<()> {
    let [person] = cast(people)?;
    let guess = "not the password";
    let mut browser = world.browser()?;
    let begun = browser.give(&person.name, guess).await?;
    wrong(&begun, "a wrong password at the API")?;
    let id = begun.text_at("/step/id").context("no step")?.to_owned();
    let secret = begun.text_at("/step/secret").context("no secret")?.to_owned();
    let open = Open { id, secret, step: begun.body["step"].clone() };
    wrong(&browser.answer(&open, json!({ "password": guess })).await?, "the same in the same sign-in")?;
    let mut pages = Pages::new(world.site()?);
    for path in ["/signin", "/lost-phone"] {
        pages.get(path).await?;
        let page = pages.post(path, &[("username", &person.name), ("password", guess)]).await?;
        refused(&page.reply, path)?;
    }
    wrong(&world.browser()?.give(&person.name, guess).await?, "the fifth wrong password")?;

    put_off(&browser.answer(&open, json!({ "password": PASSWORD })).await?, "the same sign-in")?;
    put_off(&world.browser()?.give(&person.name, PASSWORD).await?, "a new sign-in")?;
    for path in ["/signin", "/lost-phone"] {
        pages.get(path).await?;
        let page = pages.post(path, &[("username", &person.name), ("password", PASSWORD)]).await?;
        refused(&page.reply, path)?;
        ensure!(!pages.cookies.contains_key("signin"), "{path}: the right password was taken");
    }
    Ok(())
}

async fn every_door_for_a_code_has_the_same_tries(world: Rc<World>, people: Vec<Person>) -> Result<()> {
    let [mut person] = cast(people)?;
    let mut browser = world.browser()?;
    let open = browser.asked_for_app(&person).await?;
    let mut pages = Pages::new(world.site()?);
    let challenge = pages.give_password(&person).await?.hidden("challenge")?;
    waste(&mut browser, &open, &person, 3, 0).await?;
    for salt in [10, 11] {
        let code = person.wrong_code(salt);
        let page = pages.post("/verify", &[("challenge", &challenge), ("code", &code)]).await?;
        refused(&page.reply, "a wrong code on the page")?;
    }
    let right = person.next_code()?;
    put_off(&browser.code(&open, &right).await?, "the right code at the API")?;
    let page = pages.post("/verify", &[("challenge", &challenge), ("code", &right)]).await?;
    not_signed_in(&page.reply, "the right code on the page")?;
    ensure!(!pages.is_signed_in().await?, "the page took the sixth code");
    Ok(())
}

async fn a_session_guesses_a_password_no_faster(world: Rc<World>, people: Vec<Person>) -> Result<()> {
    let [mut person] = cast(people)?;
    let mut browser = world.browser()?;
    let session = browser.sign_in(&mut person).await?;
    set_question(&mut browser, &session).await?;
    let guess = json!({ "current_password": "a guess", "new_password": "a wholly other walrus sings" });
    for number in 1..=3 {
        let reply = browser.mine(&session, Method::POST, "/password", Some(guess.clone())).await?;
        wrong(&reply, &format!("guess {number} at the change of the password"))?;
    }
    let open = step_up(&mut browser, &session, true).await?;
    for number in 4..=FREE {
        let reply = browser.answer(&open, json!({ "password": "a guess" })).await?;
        wrong(&reply, &format!("guess {number} at a step-up"))?;
    }
    let start = now();
    let changed = json!({ "current_password": PASSWORD, "new_password": "a wholly other walrus sings" });
    let replies: [Reply; 2] = [
        browser.mine(&session, Method::POST, "/password", Some(changed)).await?,
        browser.answer(&open, json!({ "password": PASSWORD })).await?,
    ];
    // A known browser waits five seconds only, so a machine that stood still meanwhile proves nothing.
    ensure!(now() - start < 4, "the machine was too slow for this attack");
    for reply in replies {
        put_off(&reply, "the right password after five wrong ones")?;
    }
    let mut elsewhere = world.browser()?;
    let open = elsewhere.asked_for_app(&person).await?;
    let right = person.next_code()?;
    signed_in(&elsewhere.code(&open, &right).await?, "the old password elsewhere")
}
