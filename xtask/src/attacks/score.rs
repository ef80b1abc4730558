//! The score, and what it learned, cannot be steered by whoever cannot pass (A62, promises 7 and 9): strangers teach an account
//! nothing, shadow mode lets nobody past what happened to an account or what its owner chose, and an operator's group is asked
//! on known browsers too. Twenty failures in a row with their waits are told with an injected clock, in
//! `crates/web/src/risk_tests.rs`; a whole list of stolen passwords is `cargo xtask drill stuffing`.

use std::net::Ipv4Addr;
use std::path::Path;
use std::rc::Rc;

use anyhow::{Context, Result, ensure};

use super::risk::asked;
use super::verdict::{signed_in, wrong};
use super::world::{Kind, World, cast};
use super::{Attack, attack};
use crate::mmdb;
use crate::trial::{Browser, PASSWORD, Person, Reply, Site};

/// Visits of a thief who has the right password and cannot pass.
const VISITS: usize = 20;
/// Wrong codes among them: so many of strangers are judged at once.
const WRONG: usize = 5;

pub(super) const ALL: &[Attack] = &[
    attack!("A62 P7", whoever_cannot_pass_teaches_an_account_nothing, &[Kind::WhenRisky]),
    attack!("A62 P9", shadow_lets_nobody_past_what_happened_or_was_chosen, &[Kind::App, Kind::WhenRisky]),
    attack!("A62", a_group_that_is_always_asked_is_on_a_known_browser_too, &[Kind::WhenRisky]),
];

/// Somebody behind the trusted proxy, at this address.
pub(super) fn from(site: &Site, address: Ipv4Addr) -> Browser {
    let mut browser = site.browser();
    browser.headers.push(("x-forwarded-for", address.to_string()));
    browser
}

/// The settings for two countries, each on a network set aside for documentation (RFC 5737).
pub(super) fn two_countries(folder: &Path) -> Result<Vec<String>> {
    let file = |code: &str, network: Ipv4Addr| -> Result<String> {
        let path = folder.join(format!("{code}.mmdb"));
        std::fs::write(&path, mmdb::country(4, &[(u128::from(network.to_bits()) << 96, 24)], code)?)?;
        Ok(format!("\"{}\"", path.display()))
    };
    let files = [file("ES", Ipv4Addr::new(192, 0, 2, 0))?, file("PT", Ipv4Addr::new(203, 0, 113, 0))?];
    Ok(vec![
        format!("files.countries = [{}]", files.join(", ")),
        "listen.trusted_proxies = [\"127.0.0.0/8\"]".to_owned(),
        "risk.unknown_browser = \"new_country\"".to_owned(),
    ])
}

pub(super) fn reasons(reply: &Reply) -> Vec<String> {
    let told = reply.body["reasons"].as_array().into_iter().flatten();
    told.filter_map(|reason| reason["code"].as_str()).map(str::to_owned).collect()
}

async fn whoever_cannot_pass_teaches_an_account_nothing(world: Rc<World>, people: Vec<Person>) -> Result<()> {
    let [mut person] = cast(people)?;
    let folder = tempfile::tempdir().context("no temporary folder")?;
    let settings = two_countries(folder.path())?;
    let settings: Vec<&str> = settings.iter().map(String::as_str).collect();
    let site = world.another(std::slice::from_ref(&person), &settings).await?;
    let mut home = from(&site, Ipv4Addr::new(192, 0, 2, 7));
    home.sign_in(&mut person).await?;
    signed_in(&home.give(&person.name, PASSWORD).await?, "the known browser at home")?;
    let mut before = None;
    for visit in 0..VISITS {
        let mut thief = from(&site, Ipv4Addr::new(203, 0, 113, 9));
        let reply = thief.give(&person.name, PASSWORD).await?;
        asked(&reply, &format!("visit {visit} from abroad"))?;
        let told = reasons(&reply);
        ensure!(
            told.iter().any(|code| code == "new_place"),
            "visit {visit}: the place is new no more: {told:?}"
        );
        let whole = reply.body["reasons"].to_string();
        let names =
            ["Portugal", "\"PT\"", "threshold", "score"].into_iter().find(|told| whole.contains(told));
        ensure!(names.is_none(), "visit {visit}: a stranger is told too much: {whole}");
        if visit < WRONG {
            let open = thief.asked_for_app(&person).await?;
            wrong(&thief.code(&open, &person.wrong_code(visit)).await?, "a wrong code from abroad")?;
        }
        // Wrong codes add a reason of their own while they are told.
        if visit >= WRONG {
            let first = before.get_or_insert_with(|| told.clone());
            ensure!(*first == told, "visit {visit} reads {told:?} where {first:?} stood before");
        }
    }
    signed_in(&home.give(&person.name, PASSWORD).await?, "the known browser at home after all that")
}

async fn shadow_lets_nobody_past_what_happened_or_was_chosen(
    world: Rc<World>,
    people: Vec<Person>,
) -> Result<()> {
    let [always, risky] = cast(people)?;
    let site = world.another(&[always.clone(), risky.clone()], &["risk.shadow = true"]).await?;
    asked(&site.browser().give(&always.name, PASSWORD).await?, "who chose every sign-in, in shadow")?;
    // What the operator asked for: recorded, not enforced.
    signed_in(&site.browser().give(&risky.name, PASSWORD).await?, "a new browser, in shadow")?;
    for guess in 0..3 {
        wrong(&site.browser().give(&risky.name, &format!("guess {guess}")).await?, "a guess")?;
    }
    asked(&site.browser().give(&risky.name, PASSWORD).await?, "after three wrong passwords, in shadow")
}

async fn a_group_that_is_always_asked_is_on_a_known_browser_too(
    world: Rc<World>,
    people: Vec<Person>,
) -> Result<()> {
    let [mut person] = cast(people)?;
    let settings = ["risk.groups = { client = \"challenge\" }"];
    let site = world.another(std::slice::from_ref(&person), &settings).await?;
    let mut home = site.browser();
    home.sign_in(&mut person).await?;
    let reply = home.give(&person.name, PASSWORD).await?;
    asked(&reply, "a client on a known browser")?;
    ensure!(reasons(&reply) == ["operator_rule"], "another reason: {}", reply.text);
    Ok(())
}
