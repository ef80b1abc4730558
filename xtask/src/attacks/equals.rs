//! Who has an account (promise 8): before the right password an unknown name, a wrong password and a locked account are
//! alike in status, head and body, at every door that takes a name. How long an answer takes is not asserted here, since a
//! timed test fails by chance: that each computes one hash is told in `crates/flows` (`check_password`), and measured by
//! `cargo xtask bench`.

use std::rc::Rc;

use anyhow::{Result, ensure};
use hyper::Method;
use serde_json::json;

use super::pages::Pages;
use super::verdict::{refused, wrong};
use super::world::{Kind, World, cast};
use super::{Attack, attack};
use crate::trial::{PASSWORD, Person, Power, Reply};

pub(super) const ALL: &[Attack] = &[
    attack!("P8", unknown_wrong_and_locked_are_alike_at_the_api, &[Kind::App, Kind::Locked, Kind::Bare]),
    attack!("P8", unknown_wrong_and_locked_are_alike_on_the_pages, &[Kind::App, Kind::Locked, Kind::Bare]),
    attack!("P8", unknown_and_locked_names_wait_alike, &[Kind::App, Kind::Locked]),
    attack!("P8", a_name_alone_tells_nothing, &[Kind::App, Kind::Locked, Kind::Bare]),
    attack!("P8", a_locked_owner_is_told_so_after_the_password, &[Kind::Locked]),
];

/// What is told to nobody twice: identifiers, tokens, times, and the name that was typed.
fn masked(text: &str, name: &str) -> String {
    let text = text.replace(name, "NAME");
    let mut told = String::new();
    let mut word = String::new();
    for character in text.chars().chain(['\n']) {
        if character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | ':' | '.') {
            word.push(character);
            continue;
        }
        let opaque = word.len() >= 20 && !word.starts_with("urn:");
        told.push_str(if opaque { "OPAQUE" } else { &word });
        told.push(character);
        word.clear();
    }
    told
}

/// Status, the names and plain values of the head, and body, without what is never the same twice.
fn face(reply: &Reply, name: &str) -> String {
    let mut lines = vec![format!("{}", reply.status)];
    for (header, value) in &reply.headers {
        let value = value.to_str().unwrap_or_default();
        match header.as_str() {
            "date" => {}
            // A body that echoes the name is as long as the name.
            "content-length" => lines.push("content-length".to_owned()),
            _ => lines.push(format!("{header}: {}", masked(value, name))),
        }
    }
    lines.sort();
    lines.push(masked(&reply.text, name));
    lines.join("\n")
}

fn alike(faces: &[(String, String)]) -> Result<()> {
    let (first, rest) = faces.split_first().ok_or_else(|| anyhow::anyhow!("nothing to compare"))?;
    for (who, face) in rest {
        ensure!(*face == first.1, "{who} is told from {}:\n{face}\n--- and ---\n{}", first.0, first.1);
    }
    Ok(())
}

fn named(people: Vec<Person>) -> Result<Vec<(String, String)>> {
    let [known, locked, bare] = cast(people)?;
    Ok(vec![
        ("an unknown name".to_owned(), format!("nobody-like-{}", known.name)),
        ("a wrong password".to_owned(), known.name),
        ("a locked account".to_owned(), locked.name),
        ("an account without methods".to_owned(), bare.name),
        ("an unknown address".to_owned(), "nobody.at.all@example.org".to_owned()),
        ("an empty-looking name".to_owned(), "\u{2060}.".to_owned()),
    ])
}

async fn unknown_wrong_and_locked_are_alike_at_the_api(world: Rc<World>, people: Vec<Person>) -> Result<()> {
    let mut faces = Vec::new();
    for (who, name) in named(people)? {
        let reply = world.browser()?.give(&name, "not the password").await?;
        wrong(&reply, &who)?;
        faces.push((who, face(&reply, &name)));
    }
    alike(&faces)
}

async fn unknown_wrong_and_locked_are_alike_on_the_pages(
    world: Rc<World>,
    people: Vec<Person>,
) -> Result<()> {
    let names = named(people)?;
    for path in ["/signin", "/lost-phone", "/reset"] {
        let mut faces = Vec::new();
        for (who, name) in &names {
            let mut pages = Pages::new(world.site()?);
            pages.get(path).await?;
            let password = ("password", "not the password");
            let fields = [("username", name.as_str()), password];
            let fields = if path == "/reset" { &fields[..1] } else { &fields[..] };
            let page = pages.post(path, fields).await?;
            ensure!(page.reply.status < 500, "{path}: {}", page.reply.status);
            faces.push((format!("{who} at {path}"), face(&page.reply, name)));
        }
        alike(&faces)?;
    }
    Ok(())
}

async fn unknown_and_locked_names_wait_alike(world: Rc<World>, people: Vec<Person>) -> Result<()> {
    let [known, locked] = cast(people)?;
    let unknown = format!("nobody-beside-{}", known.name);
    let mut faces = Vec::new();
    for name in [unknown, known.name, locked.name] {
        for number in 0..5 {
            wrong(&world.browser()?.give(&name, &format!("guess {number}")).await?, &name)?;
        }
        let reply = world.browser()?.give(&name, "one more").await?;
        ensure!(reply.status == 429, "{name}: {} {}", reply.status, reply.text);
        // The seconds that are left may differ by the seconds that went by.
        let digits = |c: char| c.is_ascii_digit();
        let face = face(&reply, &name).replace(digits, "");
        faces.push((name, face));
    }
    alike(&faces)
}

async fn a_name_alone_tells_nothing(world: Rc<World>, people: Vec<Person>) -> Result<()> {
    let mut faces = Vec::new();
    for (who, name) in named(people)? {
        let mut browser = world.browser()?;
        let body = Some(json!({ "username": name }));
        let begun = browser.call(Method::POST, "/api/v1/sign-ins", Power::None, body).await?;
        ensure!(begun.status == 201, "{who}: {} {}", begun.status, begun.text);
        let (id, secret) = (begun.text_at("/id"), begun.text_at("/secret"));
        let (id, secret) = id.zip(secret).ok_or_else(|| anyhow::anyhow!("no step"))?;
        let path = format!("/api/v1/sign-ins/{id}");
        let looked = browser.call(Method::GET, &path, Power::SignIn(secret), None).await?;
        let method = json!({ "kind": "mailed_link" });
        let challenges = format!("{path}/challenges");
        let chosen = browser.call(Method::POST, &challenges, Power::SignIn(secret), Some(method)).await?;
        refused(&chosen, &who)?;
        let told: Vec<String> = [&begun, &looked, &chosen].map(|reply| face(reply, &name)).into();
        faces.push((who, told.join("\n")));
    }
    alike(&faces)
}

async fn a_locked_owner_is_told_so_after_the_password(world: Rc<World>, people: Vec<Person>) -> Result<()> {
    let [mut locked] = cast(people)?;
    let mut browser = world.browser()?;
    let reply = browser.give(&locked.name, PASSWORD).await?;
    super::verdict::not_signed_in(&reply, "a locked account")?;
    ensure!(reply.text.contains("account_locked"), "the owner is not told: {} {}", reply.status, reply.text);
    let code = locked.next_code()?;
    if let (Some(id), Some(secret)) = (reply.text_at("/id"), reply.text_at("/secret")) {
        let path = format!("/api/v1/sign-ins/{id}/answers");
        let body = Some(json!({ "code": code }));
        refused(&browser.call(Method::POST, &path, Power::SignIn(secret), body).await?, "its code")?;
    }
    Ok(())
}
