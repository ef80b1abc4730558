//! What nodes tell each other of what they learned and of failures lately (A62, promise 4): it adds up, outlives the end of
//! either, and an attack on one node is known to the others. On SQLite the same is told of the one node that there is.

use std::net::Ipv4Addr;
use std::rc::Rc;
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use super::risk::asked;
use super::score::{from, reasons, two_countries};
use super::verdict::{not_signed_in, signed_in};
use super::world::{Kind, World, cast};
use super::{Attack, attack};
use crate::trial::{PASSWORD, Person, Site, until};

/// Wrong passwords of a burst, each for a name of its own: fewer than the network's own limit.
const BURST: usize = 40;
/// Other nodes have heard of it within this time; they listen every second.
const HEARD: Duration = Duration::from_secs(20);

pub(super) const ALL: &[Attack] = &[
    attack!(
        "A62 P4",
        what_nodes_learned_adds_up_and_outlives_each_of_them,
        &[Kind::WhenRisky, Kind::WhenRisky]
    ),
    attack!("A62 P7", a_burst_on_one_node_is_known_to_the_others, &[Kind::WhenRisky]),
];

/// How many sign-ins the database says that all nodes remember together.
async fn remembered(site: &Site) -> Result<u32> {
    let said = site.run(&["doctor"]).await.or_else(|failed| {
        // It may find other things bad on a site of a test; what it says of the engine stands in its words all the same.
        let said = failed.to_string();
        if said.contains("sign-ins remembered") { Ok(said) } else { Err(failed) }
    })?;
    let before = said.split(" sign-ins remembered").next().unwrap_or_default();
    let number = before.rsplit(|letter: char| !letter.is_ascii_digit()).next().unwrap_or_default();
    number.parse().with_context(|| format!("no number of sign-ins in: {said}"))
}

async fn what_nodes_learned_adds_up_and_outlives_each_of_them(
    world: Rc<World>,
    people: Vec<Person>,
) -> Result<()> {
    let mut two: [Person; 2] = cast(people)?;
    let mut site = world.another(&two, &[]).await?;
    let mut browsers = [site.browser().at_node(0), site.browser().at_node(1)];
    // The first completes three sign-ins on the first node, the other four on the other.
    for (number, (person, browser)) in two.iter_mut().zip(&mut browsers).enumerate() {
        browser.sign_in(person).await?;
        for _ in 0..2 + number {
            signed_in(&browser.give(&person.name, PASSWORD).await?, "a known browser")?;
        }
    }
    site.stop().await?;
    let sum = remembered(&site).await?;
    ensure!(sum == 7, "after seven sign-ins on all nodes {sum} are remembered");
    site.start().await?;
    // One is killed in the middle of its work: the others go on, and so does it once it is started again.
    let last = site.addresses().len() - 1;
    site.kill_node(last).await?;
    site.start_node(last).await?;
    for (person, browser) in two.iter().zip(&mut browsers) {
        signed_in(
            &browser.reconnected().give(&person.name, PASSWORD).await?,
            "a known browser after the kill",
        )?;
    }
    site.stop().await?;
    let sum = remembered(&site).await?;
    ensure!(sum == 9, "after nine sign-ins and a kill {sum} are remembered");
    site.start().await
}

async fn a_burst_on_one_node_is_known_to_the_others(world: Rc<World>, people: Vec<Person>) -> Result<()> {
    let [mut person] = cast(people)?;
    let folder = tempfile::tempdir().context("no temporary folder")?;
    let mut settings = two_countries(folder.path())?;
    settings.extend(
        ["share_failures_every = \"1s\"", "strong_above = 1.0", "refuse_above = 2.0"]
            .map(|key| format!("risk.{key}")),
    );
    let settings: Vec<&str> = settings.iter().map(String::as_str).collect();
    let site = world.another(std::slice::from_ref(&person), &settings).await?;
    let mut home = from(&site, Ipv4Addr::new(192, 0, 2, 7));
    home.sign_in(&mut person).await?;
    let attacker = Ipv4Addr::new(203, 0, 113, 9);
    let mut thief = from(&site, attacker).at_node(1);
    asked(&thief.give(&person.name, PASSWORD).await?, "a stranger from abroad before the burst")?;
    let mut burst = from(&site, attacker).at_node(0);
    for name in 0..BURST {
        not_signed_in(&burst.give(&format!("burst{name}"), "spring 2026").await?, "a guess")?;
    }
    // The right password from there, on the other node: refused, or another sign-in than before the burst.
    until("the other node's word of the burst", HEARD, async || {
        let reply = thief.give(&person.name, PASSWORD).await?;
        not_signed_in(&reply, "a stranger from where the burst came")?;
        Ok((reply.text_at("/next") == Some("refused")).then_some(()))
    })
    .await?;
    let mut elsewhere = from(&site, Ipv4Addr::new(192, 0, 2, 99)).at_node(1);
    let reply = elsewhere.give(&person.name, PASSWORD).await?;
    ensure!(reply.text_at("/next") != Some("refused"), "another network is refused too: {}", reply.text);
    ensure!(
        !reasons(&reply).iter().any(|code| code == "recent_failures"),
        "the burst is held against another network: {}",
        reply.text
    );
    signed_in(&home.give(&person.name, PASSWORD).await?, "the owner's browser, on either node")?;
    signed_in(&home.give(&person.name, PASSWORD).await?, "the owner's browser, on the other")
}
