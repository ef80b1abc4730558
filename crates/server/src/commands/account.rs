//! `vestibule account`: the operator's hand on accounts. Opens the database itself: with SQLite no server may run meanwhile.
//! Deliberately not here: any way to see or set a secret of somebody else.

mod activity;
mod administrator;
mod export;
mod import;
mod show;

use std::io::Read as _;
use std::process::ExitCode;

use anyhow::{Context as _, anyhow, bail};
use clap::{Args, Subcommand};
use flows::{House, NewPerson, Refused};
use rules::facts::AccountFacts;
use zeroize::Zeroizing;

use super::home::Home;
use crate::config::Environment;
use crate::wiring::{self, Couriers};
use crate::{log, tell};

#[derive(Debug, Args)]
pub(super) struct Account {
    #[command(flatten)]
    home: Home,
    /// Answer in JSON.
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: AccountCommand,
}

#[derive(Debug, Subcommand)]
enum AccountCommand {
    /// Make an account; prints a link (24 hours, once) that lets its owner set a password.
    Create(Create),
    /// Show what is known of an account; no secrets.
    Show {
        /// Its user name or a verified address.
        name: String,
    },
    /// Lock an account: its sessions end, and nobody signs in to it.
    Lock {
        /// Its user name or a verified address.
        name: String,
    },
    /// Open a locked account again.
    Unlock {
        /// Its user name or a verified address.
        name: String,
    },
    /// Say who looks after the site; the power begins with an authenticator app or a passkey.
    Administrator(administrator::Administrator),
    /// Print what happened on an account, each decision with all that it rested on.
    Activity(activity::Activity),
    /// Print a link (24 hours, once) that lets the owner set a new password. Hand it over yourself.
    Link {
        /// Their user name or a verified address.
        name: String,
    },
    /// Bring people in from a CSV or JSON lines file; tries only, unless --apply is given.
    Import(import::Import),
    /// Print every account as JSON lines, without secrets, in the form that import reads.
    Export,
}

#[derive(Debug, Args)]
struct Create {
    /// The name to sign in with.
    name: String,
    /// An address of theirs; you vouch for it. May be given again.
    #[arg(long)]
    email: Vec<String>,
    /// A group of theirs. May be given again.
    #[arg(long)]
    group: Vec<String>,
    /// They look after the site, once they have enabled an authenticator app or a passkey.
    #[arg(long)]
    administrator: bool,
    /// The name to be greeted by.
    #[arg(long, default_value = "")]
    display_name: String,
    /// Read the password from standard input (its first line) instead of printing a link.
    #[arg(long)]
    password_stdin: bool,
}

impl Account {
    pub(super) fn run(self, environment: &Environment) -> anyhow::Result<ExitCode> {
        let Self { home, json, command } = self;
        let mut config = home.config(environment)?;
        if config.log.level == "info" {
            "warn".clone_into(&mut config.log.level);
        }
        log::begin(&config.log);
        wiring::runtime()?.block_on(async {
            wiring::crypto();
            let house = wiring::house(&config, Couriers::None, &config.site.url).await?;
            match command {
                AccountCommand::Create(person) => create(&house, person, json).await?,
                AccountCommand::Show { name } => {
                    show::show(&house, &find(&house, &name).await?, json).await?;
                }
                AccountCommand::Lock { name } => lock(&house, &name, true, json).await?,
                AccountCommand::Unlock { name } => lock(&house, &name, false, json).await?,
                AccountCommand::Link { name } => {
                    let facts = find(&house, &name).await?;
                    print_link(&house, &facts, json).await?;
                }
                AccountCommand::Administrator(administrator) => {
                    let facts = find(&house, &administrator.name).await?;
                    administrator.set(&house, &facts, json).await?;
                }
                AccountCommand::Activity(activity) => {
                    let facts = find(&house, &activity.name).await?;
                    activity.tell(&house, &facts, json).await?;
                }
                AccountCommand::Import(import) => return import.run(&house, json).await,
                AccountCommand::Export => export::export(&house).await?,
            }
            Ok(ExitCode::SUCCESS)
        })
    }
}

async fn find(house: &House, name: &str) -> anyhow::Result<AccountFacts> {
    let found = house.find_account(name).await?;
    found.ok_or_else(|| anyhow!("nobody has the name or verified address {name}"))
}

async fn create(house: &House, person: Create, json: bool) -> anyhow::Result<()> {
    let Create { name, email, group, administrator, display_name, password_stdin } = person;
    let password = if password_stdin { Some(first_line()?) } else { None };
    let has_password = password.is_some();
    let new = NewPerson {
        user_name: name.clone(),
        display_name,
        emails: email.into_iter().map(|address| (address, true)).collect(),
        groups: group,
        administrator,
        locale: None,
        verify: None,
    };
    match house.create(&new, password).await? {
        Ok(_) => {}
        Err(Refused::Name(why)) => bail!("{name} gets no account: {why}"),
        Err(Refused::Password(problems)) => bail!("the password will not do: {}", show::problems(&problems)),
        Err(other) => bail!("{name} gets no account: {other:?}"),
    }
    match (has_password, json) {
        (true, true) => tell::json(&serde_json::json!({ "created": name })),
        (true, false) => tell::line(format_args!("{name} has an account")),
        (false, _) => print_link(house, &find(house, &name).await?, json).await,
    }
}

fn first_line() -> anyhow::Result<Zeroizing<String>> {
    let mut whole = Zeroizing::new(String::new());
    // Longer input is no password.
    std::io::stdin().take(4096).read_to_string(&mut whole).context("standard input cannot be read")?;
    let line = whole.lines().next().unwrap_or_default();
    if line.is_empty() {
        bail!("standard input holds no password; write it there, on one line");
    }
    Ok(Zeroizing::new(line.to_owned()))
}

async fn print_link(house: &House, facts: &AccountFacts, json: bool) -> anyhow::Result<()> {
    let name = &facts.stored.account.user_name;
    let Ok(link) = house.password_link(facts.id()).await? else { bail!("no link can be made for {name}") };
    if json {
        return tell::json(&serde_json::json!({ "account": name, "password_link": link }));
    }
    tell::line(format_args!("{name} can set a password with this link (24 hours, once):"))?;
    tell::line(format_args!("  {link}"))
}

async fn lock(house: &House, name: &str, locked: bool, json: bool) -> anyhow::Result<()> {
    let facts = find(house, name).await?;
    let Ok(changed) = house.set_locked(facts.id(), locked).await? else { bail!("{name} cannot be changed") };
    let state = if locked { "locked" } else { "active" };
    if json {
        return tell::json(&serde_json::json!({ "account": name, "state": state, "changed": changed }));
    }
    let already = if changed { "now" } else { "already" };
    tell::line(format_args!("{name} is {already} {state}"))
}
