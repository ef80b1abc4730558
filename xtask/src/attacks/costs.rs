//! What text messages cost (A57).
//! A57: voice does not exist. The breaker of a prefix judges whole hours, so it is told with an injected clock, in
//! `crates/flows` and `crates/delivery/src/limits_tests.rs`.
//! A58 is told in `gateways` and `pairing`.

use std::rc::Rc;

use anyhow::{Context, Result, ensure};
use hyper::Method;
use serde_json::json;

use super::doors::{add, set_question};
use super::pages::Pages;
use super::verdict::refused;
use super::world::{Kind, World, cast};
use super::{Attack, attack};
use crate::trial::{Browser, Open, Person, Power, Reply, Site};

/// Texts to one number in ten minutes that browsers which are not known may ask for, and all for one account in a day.
const STRANGERS_PER_NUMBER: usize = 3;
const PER_ACCOUNT: usize = 10;

pub(super) const ALL: &[Attack] = &[
    attack!("A57", no_loop_of_sign_ins_floods_a_number, &[Kind::AppAndPhone]),
    attack!("A57", one_account_does_not_text_a_row_of_numbers, &[Kind::App]),
    attack!("A57", one_network_and_one_day_have_their_limits, &[Kind::Phone, Kind::Phone]),
    attack!("A57", a_switched_off_site_texts_nobody, &[Kind::AppAndPhone]),
    attack!("A57", expensive_and_unserved_numbers_get_no_text, &[Kind::App]),
    attack!("A57", nobody_is_texted_before_the_password, &[Kind::AppAndPhone, Kind::Bare]),
];

fn texts_to(site: &Site, number: &str) -> Result<usize> {
    Ok(site.texts()?.iter().filter(|text| text.to == number).count())
}

/// Begins a sign-in and has a code texted.
async fn have_texted(browser: &mut Browser, person: &Person) -> Result<(Open, Reply)> {
    let mut open = browser.begin(person).await?;
    let reply = browser.choose(&mut open, "text_message").await?;
    Ok((open, reply))
}

fn not_sent(reply: &Reply, tried: &str) -> Result<()> {
    refused(reply, tried)?;
    ensure!(reply.is_problem("text-not-sent"), "{tried}: {} {}", reply.status, reply.text);
    Ok(())
}

async fn no_loop_of_sign_ins_floods_a_number(world: Rc<World>, people: Vec<Person>) -> Result<()> {
    let [mut person] = cast(people)?;
    let mut sent = 0;
    let mut held = None;
    // Ten minutes may end in between, and another ten begin.
    for _ in 0..=2 * STRANGERS_PER_NUMBER {
        let mut browser = world.browser()?;
        let (open, reply) = have_texted(&mut browser, &person).await?;
        if reply.status == 200 {
            sent += 1;
        } else {
            not_sent(&reply, "a text to a number that got enough")?;
            held = Some((browser, open));
            break;
        }
    }
    let (mut browser, mut open) = held.context("the number got texts without end")?;
    ensure!((STRANGERS_PER_NUMBER..=2 * STRANGERS_PER_NUMBER).contains(&sent), "{sent} texts were sent");
    // A text that is not sent takes nobody's other method away.
    browser.choose(&mut open, "authenticator_app").await?;
    let code = person.next_code()?;
    super::verdict::signed_in(&browser.code(&open, &code).await?, "the app instead")
}

async fn one_account_does_not_text_a_row_of_numbers(world: Rc<World>, people: Vec<Person>) -> Result<()> {
    let [mut person] = cast(people)?;
    let mut browser = world.browser()?;
    let session = browser.sign_in(&mut person).await?;
    set_question(&mut browser, &session).await?;
    let mut sent = 0;
    for number in 0..PER_ACCOUNT + 3 {
        let body = json!({ "kind": "text_message", "number": format!("+491512398{number:04}") });
        let reply = browser.mine(&session, Method::POST, "/methods", Some(body)).await?;
        if reply.status == 201 {
            sent += 1;
        } else {
            not_sent(&reply, "one more number")?;
        }
    }
    ensure!(sent == PER_ACCOUNT, "one account had {sent} numbers texted");
    Ok(())
}

async fn one_network_and_one_day_have_their_limits(world: Rc<World>, people: Vec<Person>) -> Result<()> {
    let settings = [
        "text_messages.per_network_day = 3",
        "text_messages.price = 100",
        "text_messages.spend_cap_day = 500",
    ];
    let site = world.another(&people, &settings).await?;
    let [ana, ben] = cast(people)?;
    let first = site.browser();
    for number in 0..3 {
        let (_, reply) = have_texted(&mut first.twin(), &ana).await?;
        ensure!(reply.status == 200, "text {number} of the network: {} {}", reply.status, reply.text);
    }
    not_sent(
        &have_texted(&mut first.twin(), &ben).await?.1,
        "the network's fourth text, to another account",
    )?;
    for number in 3..5 {
        let (_, reply) = have_texted(&mut site.browser(), &ben).await?;
        ensure!(reply.status == 200, "text {number} of the day: {} {}", reply.status, reply.text);
    }
    not_sent(&have_texted(&mut site.browser(), &ben).await?.1, "a text beyond the day's budget")?;
    site.code_to(&ben.phone, 1).await?;
    let sent = texts_to(&site, &ana.phone)? + texts_to(&site, &ben.phone)?;
    ensure!(sent == 5, "{sent} texts were handed over");
    Ok(())
}

async fn a_switched_off_site_texts_nobody(world: Rc<World>, people: Vec<Person>) -> Result<()> {
    let site = world.another(&people, &["text_messages.enabled = false"]).await?;
    let [mut person] = cast(people)?;
    let mut browser = site.browser();
    let (mut open, reply) = have_texted(&mut browser, &person).await?;
    refused(&reply, "a text of a site that sends none")?;
    browser.choose(&mut open, "authenticator_app").await?;
    let code = person.next_code()?;
    super::verdict::signed_in(&browser.code(&open, &code).await?, "the app instead")?;
    ensure!(site.texts()?.is_empty(), "a text was sent");
    Ok(())
}

async fn expensive_and_unserved_numbers_get_no_text(world: Rc<World>, people: Vec<Person>) -> Result<()> {
    let [mut person] = cast(people)?;
    let site = world.site()?;
    let mut browser = world.browser()?;
    let session = browser.sign_in(&mut person).await?;
    set_question(&mut browser, &session).await?;
    // Premium, shared cost, satellite, a country that is not served, a short code, a landline in words.
    for number in [
        "+499001234567",
        "+491371234567",
        "+8816123456789",
        "+882161234567",
        "+447400123456",
        "+12025550123",
        "+79161234567",
        "110",
        "+49",
        "not a number",
        "+4915123000000,+4915123000001",
    ] {
        let body = json!({ "kind": "text_message", "number": number });
        let reply = browser.mine(&session, Method::POST, "/methods", Some(body)).await?;
        refused(&reply, number)?;
        ensure!(texts_to(site, number)? == 0, "{number} got a text");
    }
    add(&mut browser, &session, json!({ "kind": "text_message", "number": person.phone })).await?;
    site.code_to(&person.phone, 0).await?;
    Ok(())
}

async fn nobody_is_texted_before_the_password(world: Rc<World>, people: Vec<Person>) -> Result<()> {
    let [person, bare] = cast(people)?;
    let site = world.site()?;
    let mut owner = world.browser()?;
    let phone = owner.begin(&person).await?.method("text_message")?;

    let mut thief = world.browser()?;
    let begun = thief.give(&person.name, "a guess").await?;
    let id = begun.text_at("/step/id").context("no step")?.to_owned();
    let secret = begun.text_at("/step/secret").context("no secret")?.to_owned();
    let open = Open { id, secret, step: begun.body.clone() };
    refused(&super::doors::choose_id(&mut thief, &open, &phone).await?, "a text after a wrong password")?;
    let number = json!({ "kind": "text_message", "number": bare.phone });
    let asked = thief.call(Method::POST, "/api/v1/me/methods", Power::None, Some(number.clone())).await?;
    refused(&asked, "a number without a session")?;
    let secret = Power::Session(&open.secret);
    let asked = thief.call(Method::POST, "/api/v1/me/methods", secret, Some(number.clone())).await?;
    refused(&asked, "a number with the secret of a sign-in")?;
    let mut pages = Pages::new(site);
    pages.get("/signin").await?;
    let page = pages.post("/settings/security/text-message", &[("number", &bare.phone)]).await?;
    ensure!(page.reply.status != 200, "a number without a session, on the page");
    let page = pages.post("/verify/resend", &[("challenge", &open.id)]).await?;
    ensure!(page.reply.status >= 400, "a resend without a sign-in: {}", page.reply.status);

    // A session alone texts no number either: the question and the mailed link go before it.
    let begun = thief.give(&bare.name, crate::trial::PASSWORD).await?;
    let token = begun.session().context("nothing more is asked of the bare account")?.to_owned();
    let asked = thief.call(Method::POST, "/api/v1/me/methods", Power::Session(&token), Some(number)).await?;
    ensure!(asked.status == 403, "a number in a session that proved little: {}", asked.text);
    ensure!(texts_to(site, &bare.phone)? + texts_to(site, &person.phone)? == 0, "a text was sent");
    Ok(())
}
