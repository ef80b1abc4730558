//! The risk rules fail closed (A62): whoever does not hold the known browser's token is asked, whatever else they copy or leave
//! out. A database that is away is `cargo xtask drill`'s. Places (GeoIP) that are configured and then missing are told in `missing`.

use std::rc::Rc;

use anyhow::{Result, ensure};

use super::verdict::{not_signed_in, signed_in};
use super::world::{Kind, World, cast};
use super::{Attack, attack};
use crate::trial::{PASSWORD, Person, Reply};

pub(super) const ALL: &[Attack] = &[
    attack!("A62", whoever_copies_a_browser_is_asked, &[Kind::WhenRisky]),
    attack!("A62", whoever_tells_nothing_of_their_browser_is_asked, &[Kind::WhenRisky]),
    attack!("A62", an_old_token_of_a_browser_is_a_thief, &[Kind::WhenRisky]),
];

pub(super) fn asked(reply: &Reply, tried: &str) -> Result<()> {
    not_signed_in(reply, tried)?;
    let next = reply.text_at("/next");
    ensure!(next == Some("choose_method"), "{tried}: not asked: {} {}", reply.status, reply.text);
    Ok(())
}

async fn whoever_copies_a_browser_is_asked(world: Rc<World>, people: Vec<Person>) -> Result<()> {
    let [mut person] = cast(people)?;
    let mut home = world.browser()?;
    home.headers.push(("accept-language", "pt-PT".to_owned()));
    home.headers.push(("sec-ch-ua-platform", "\"Linux\"".to_owned()));
    home.sign_in(&mut person).await?;
    signed_in(&home.give(&person.name, PASSWORD).await?, "the known browser at home")?;
    // Same network, same headers, no token.
    let mut copy = home.twin();
    copy.known = None;
    asked(&copy.give(&person.name, PASSWORD).await?, "a copy without the token")?;
    let token = home.known.clone().unwrap_or_default();
    let (family, secret) = token.split_once('_').unwrap_or_default();
    let bent: String = secret.chars().rev().collect();
    for forged in [format!("{family}_{bent}"), family.to_owned(), format!("{family}_"), bent] {
        let mut copy = home.twin();
        copy.known = Some(forged);
        asked(&copy.give(&person.name, PASSWORD).await?, "a copy with a forged token")?;
    }
    signed_in(&home.give(&person.name, PASSWORD).await?, "the known browser after all that")
}

async fn whoever_tells_nothing_of_their_browser_is_asked(
    world: Rc<World>,
    people: Vec<Person>,
) -> Result<()> {
    let [person] = cast(people)?;
    let long = "M".repeat(8000);
    for agent in [None, Some(""), Some("-"), Some("Mozilla/5.0"), Some("\u{7f}"), Some(long.as_str())] {
        let mut browser = world.browser()?;
        browser.headers = agent.into_iter().map(|agent| ("user-agent", agent.to_owned())).collect();
        // A header that no client may send is refused before it is sent.
        let Ok(reply) = browser.give(&person.name, PASSWORD).await else { continue };
        let tried = format!("a browser that says {agent:.20?}");
        if reply.status == 431 {
            not_signed_in(&reply, &tried)?;
        } else {
            asked(&reply, &tried)?;
        }
    }
    Ok(())
}

async fn an_old_token_of_a_browser_is_a_thief(world: Rc<World>, people: Vec<Person>) -> Result<()> {
    let [mut person] = cast(people)?;
    let mut home = world.browser()?;
    home.sign_in(&mut person).await?;
    let stolen = home.known.clone();
    signed_in(&home.give(&person.name, PASSWORD).await?, "the known browser")?;
    ensure!(home.known != stolen, "the token was not rotated by its use");
    // The new value was seen, so the old one is in somebody else's hands.
    signed_in(&home.give(&person.name, PASSWORD).await?, "the known browser with its new token")?;
    let mut thief = world.browser()?;
    thief.known = stolen;
    asked(&thief.give(&person.name, PASSWORD).await?, "a stolen token after its owner went on")?;
    asked(&home.give(&person.name, PASSWORD).await?, "the browser whose token was stolen")
}
