//! What somebody outside the product holds in the database: a forgotten transaction in `psql`, a backup script (promise 7).
//! On PostgreSQL a held row costs its own account a "try again" and nobody else anything; on SQLite, where whoever writes
//! holds the file, everybody is told so. Either way no code is used up by an answer that could not be kept.

use std::rc::Rc;

use anyhow::{Context, Result, ensure};
use rusqlite::Connection;
use serde_json::Value;
use tokio_postgres::{Client, NoTls};

use super::verdict::{not_signed_in, refused, signed_in};
use super::world::{Kind, World, cast};
use super::{Attack, attack};
use crate::trial::{Person, Reply, Site};

pub(super) const ALL: &[Attack] = &[attack!(
    "P7 A57",
    what_is_held_in_the_database_costs_nobody_else_anything_and_no_code,
    &[Kind::App, Kind::App, Kind::App]
)];

/// What is held until it is let go.
enum Held {
    Account(Client),
    File(Connection),
}

impl Held {
    /// Everything that the account is made of; on SQLite the whole file.
    async fn by_a_stranger(site: &Site, person: &Person) -> Result<Self> {
        let Some(url) = site.postgres() else {
            let file = Connection::open(site.folder().join("site.sqlite"))?;
            file.execute_batch("BEGIN IMMEDIATE")?;
            return Ok(Self::File(file));
        };
        let shown: Value =
            serde_json::from_str(&site.run(&["account", "show", &person.name, "--json"]).await?)?;
        let account = shown["id"].as_str().context("an account without an id")?;
        let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
        tokio::spawn(connection);
        client.batch_execute("BEGIN").await?;
        let rows = client.query("SELECT 1 FROM parts WHERE account = $1 FOR UPDATE", &[&account]).await?;
        ensure!(rows.len() > 1, "{} rows of {account} are held", rows.len());
        Ok(Self::Account(client))
    }

    async fn let_go(self) -> Result<()> {
        match self {
            Self::Account(client) => client.batch_execute("ROLLBACK").await?,
            Self::File(file) => file.execute_batch("ROLLBACK")?,
        }
        Ok(())
    }
}

/// Told to come again, by an answer that says when.
fn come_again(reply: &Reply, tried: &str) -> Result<()> {
    not_signed_in(reply, tried)?;
    let says_when = reply.headers.contains_key("retry-after");
    ensure!(reply.status == 503 && says_when, "{tried}: {} {}", reply.status, reply.text);
    Ok(())
}

async fn what_is_held_in_the_database_costs_nobody_else_anything_and_no_code(
    world: Rc<World>,
    people: Vec<Person>,
) -> Result<()> {
    let everybody = people.clone();
    let [mut ada, mut bob, mut cy] = cast(people)?;
    let site = world.another(&everybody, &[]).await?;
    let mut browser = site.browser();
    let open = browser.asked_for_app(&ada).await?;
    let mut elsewhere = site.browser();
    let also_open = elsewhere.asked_for_app(&ada).await?;
    let code = ada.next_code()?;

    let held = Held::by_a_stranger(&site, &ada).await?;
    if matches!(held, Held::File(_)) {
        come_again(&browser.code(&open, &code).await?, "a code while the file is held")?;
    } else {
        let mut others = [site.browser().at_node(0), site.browser().at_node(1)];
        let [one, two] = &mut others;
        let (hers, his, theirs) =
            tokio::join!(browser.code(&open, &code), one.sign_in(&mut bob), two.sign_in(&mut cy));
        come_again(&hers?, "a code while the account is held")?;
        his.context("somebody else, meanwhile")?;
        theirs.context("somebody else on the other node, meanwhile")?;
    }
    held.let_go().await?;

    signed_in(&browser.code(&open, &code).await?, "the same code once it is let go")?;
    refused(&elsewhere.code(&also_open, &code).await?, "the same code once more")
}
