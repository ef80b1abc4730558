//! Location data that is not there (A62, promise 9): taken away under a running site, away at its start, or without a word on
//! the address. Each of them asks or refuses to start; none lets anybody past. On the loosest setting, where an unknown
//! browser alone asks nobody.

use std::net::Ipv4Addr;
use std::rc::Rc;
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use super::risk::asked;
use super::score::{from, reasons, two_countries};
use super::verdict::signed_in;
use super::world::{Kind, World, cast};
use super::{Attack, attack};
use crate::trial::{Browser, PASSWORD, Person, until};

const HOME: Ipv4Addr = Ipv4Addr::new(192, 0, 2, 7);
const ABROAD: Ipv4Addr = Ipv4Addr::new(203, 0, 113, 9);
/// Files are looked at every half a minute, and believed to have changed at the second look.
const NOTICED: Duration = Duration::from_secs(150);

pub(super) const ALL: &[Attack] =
    &[attack!("A62 P9", places_that_are_taken_away_let_nobody_past, &[Kind::WhenRisky])];

/// The same browser with the same token, somewhere else.
fn moved(home: &Browser, to: Ipv4Addr) -> Browser {
    let mut moved = home.twin();
    moved.headers.retain(|(name, _)| *name != "x-forwarded-for");
    moved.headers.push(("x-forwarded-for", to.to_string()));
    moved
}

async fn places_that_are_taken_away_let_nobody_past(world: Rc<World>, people: Vec<Person>) -> Result<()> {
    let [mut person] = cast(people)?;
    let folder = tempfile::tempdir().context("no temporary folder")?;
    let settings = two_countries(folder.path())?;
    let settings: Vec<&str> = settings.iter().map(String::as_str).collect();
    let mut site = world.another(std::slice::from_ref(&person), &settings).await?;
    let mut home = from(&site, HOME);
    home.sign_in(&mut person).await?;
    signed_in(&home.give(&person.name, PASSWORD).await?, "the known browser at home")?;

    // Under the running site: what was read stays in use.
    let (spain, portugal) = (folder.path().join("ES.mmdb"), folder.path().join("PT.mmdb"));
    let (content, abroad) = (std::fs::read(&spain)?, std::fs::read(&portugal)?);
    std::fs::remove_file(&spain)?;
    std::fs::remove_file(&portugal)?;
    asked(&from(&site, ABROAD).give(&person.name, PASSWORD).await?, "a stranger, at once")?;
    until("every node's word that the files are gone", NOTICED, async || {
        let told = site.log().matches("cannot be used; the one read before stays in use").count();
        Ok((told >= 2 * world.nodes).then_some(()))
    })
    .await?;
    for node in 0..world.nodes {
        let mut thief = from(&site, ABROAD).at_node(node);
        let reply = thief.give(&person.name, PASSWORD).await?;
        asked(&reply, "a stranger from abroad without the files")?;
        ensure!(reasons(&reply).iter().any(|code| code == "new_place"), "no new place: {}", reply.text);
        let reply = moved(&home, ABROAD).at_node(node).give(&person.name, PASSWORD).await?;
        asked(&reply, "the known browser from abroad without the files")?;
        // Its token was rotated by that use, and the old one is still good until the new one is seen.
        signed_in(&home.give(&person.name, PASSWORD).await?, "the known browser at home")?;
    }

    // At the start: none, and a sentence that names the file.
    site.stop().await?;
    let refused = site.start().await.err().context("the site started without its files")?;
    let said = format!("{refused:#}");
    ensure!(said.contains("files.countries") && said.contains("ES.mmdb"), "no word of the file: {said}");
    site.kill().await?;

    // A file that says nothing of home: the browser that is known there is asked.
    std::fs::write(&spain, &abroad)?;
    std::fs::write(&portugal, &abroad)?;
    site.start().await?;
    asked(
        &home.reconnected().give(&person.name, PASSWORD).await?,
        "the known browser at a place that no file tells",
    )?;
    site.stop().await?;
    std::fs::write(&spain, &content)?;
    site.start().await?;
    signed_in(
        &home.reconnected().give(&person.name, PASSWORD).await?,
        "the known browser with all files back",
    )
}
