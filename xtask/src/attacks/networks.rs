//! Guessing many accounts from one network (A12, A13): what a stranger writes into headers changes nothing, and all
//! addresses of one IPv6 /64 are one network. Names that nobody has are guessed, so that no account's own count is met.

use std::rc::Rc;

use anyhow::{Result, ensure};

use super::verdict::{at_once, judged, refused, wrong};
use super::world::{Kind, World, cast};
use super::{Attack, attack};
use crate::trial::{Browser, Person, Reply, Site};

/// Failures of one network before it waits.
const FREE: usize = 60;
/// Guesses under way at once.
const AT_ONCE: usize = 5;
/// Guesses after the free ones, at once: one may get through before the first delay, one after it on a slow machine.
const AFTER: usize = 10;
const FEW: usize = 3;

pub(super) const ALL: &[Attack] = &[
    attack!("A12", no_header_makes_a_network_another_one, &[Kind::App]),
    attack!("A13", all_addresses_of_a_64_are_one_network, &[]),
];

/// Guesses from windows of one network over all their names, each with a header of its own.
async fn sprayed(
    windows: &mut [Browser],
    names: &str,
    from: usize,
    count: usize,
    header: impl Fn(usize) -> Vec<(&'static str, String)>,
) -> Result<Vec<Reply>> {
    let mut replies = Vec::new();
    for start in (from..from + count).step_by(windows.len()) {
        let mut calls = Vec::new();
        for (number, window) in (start..from + count).zip(windows.iter_mut()) {
            window.headers = header(number);
            let name = format!("{names}{number}");
            calls.push(async move { window.give(&name, "spring 2026").await });
        }
        replies.extend(at_once(calls).await?);
    }
    Ok(replies)
}

async fn spent(
    windows: &mut [Browser],
    names: &str,
    header: impl Fn(usize) -> Vec<(&'static str, String)>,
) -> Result<()> {
    let (mut verdicts, mut asked) = (0, 0);
    // Guesses that met each other on the way to the counter are not counted, so a few more are made.
    while verdicts < FREE && asked < 2 * FREE {
        let count = (FREE - verdicts).min(windows.len());
        let (told, _) = judged(&sprayed(windows, names, asked, count, &header).await?);
        verdicts += told;
        asked += count;
    }
    ensure!(verdicts == FREE, "{verdicts} of {asked} guesses were judged");
    let (told, _) = judged(&sprayed(windows, names, asked, AFTER, &header).await?);
    ensure!(told <= FEW, "{told} of {AFTER} guesses were judged after {FREE}");
    Ok(())
}

fn windows(site: &Site) -> Vec<Browser> {
    let first = site.browser();
    (0..AT_ONCE).map(|_| first.twin()).collect()
}

async fn no_header_makes_a_network_another_one(world: Rc<World>, people: Vec<Person>) -> Result<()> {
    let [person] = cast(people)?;
    let site = world.site()?;
    let header = |number: usize| {
        let address = format!("198.51.{}.{}", number / 250, 1 + number % 250);
        vec![
            ("x-forwarded-for", address.clone()),
            ("x-real-ip", address.clone()),
            ("forwarded", format!("for={address}")),
            ("cf-connecting-ip", address.clone()),
            ("true-client-ip", address.clone()),
            ("x-client-ip", address),
            ("x-forwarded-host", format!("host{number}.example.org")),
            ("user-agent", format!("Browser/{number}.0")),
        ]
    };
    let mut windows = windows(site);
    spent(&mut windows, "headers", header).await?;
    // Not even the right password, until the delay is over.
    let mut window = windows.remove(0);
    let replies = [
        window.give(&person.name, "a guess").await?,
        window.give(&person.name, "a guess").await?,
        window.give(&person.name, "a guess").await?,
    ];
    for reply in &replies {
        refused(reply, "a known name from the spent network")?;
    }
    let (told, _) = judged(&replies);
    ensure!(told <= 1, "a real account is guessed at from a spent network");
    wrong(&site.browser().give("somebody-else", "a guess").await?, "another network")
}

async fn all_addresses_of_a_64_are_one_network(world: Rc<World>, people: Vec<Person>) -> Result<()> {
    let [] = cast(people)?;
    let site = world.another(&[], &["listen.trusted_proxies = [\"127.0.0.0/8\"]"]).await?;
    let told = |network: usize, number: usize| {
        let host = (number * 7919) % 0xffff;
        vec![("x-forwarded-for", format!("2001:db8:{network:x}:7:{host:x}::{:x}", number + 1))]
    };
    // Each guess comes from an address of its own, through a proxy that is believed.
    let mut windows: Vec<Browser> = (0..AT_ONCE).map(|_| site.browser()).collect();
    spent(&mut windows, "sixtyfour", |number| told(1, number)).await?;
    // What cannot be read is one network too, however it is written.
    let garbled = |number| vec![("x-forwarded-for", format!("unknown{number}, 2001:db8::{number}::1"))];
    spent(&mut windows, "garbled", garbled).await?;
    let mut window = site.browser();
    window.headers = told(2, 1);
    wrong(&window.give("somebody-else", "a guess").await?, "another /64")?;
    // What the stranger wrote stands left of what the proxy wrote, and is not believed.
    let mut window = site.browser();
    let (mine, theirs) = (told(1, 999), told(3, 1));
    window.headers = vec![("x-forwarded-for", format!("{}, {}", theirs[0].1, mine[0].1))];
    let mut replies = Vec::new();
    for number in 0..4 {
        replies.push(window.give(&format!("left-most{number}"), "a guess").await?);
    }
    let (told, _) = judged(&replies);
    ensure!(told <= 1, "the left-most address is believed: {told} guesses were judged");
    Ok(())
}
