//! Where an attack takes place: a site on one of the two databases with everybody's cast in it, and sites of an attack's
//! own where it must restart or configure one. Nothing is judged here.

use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::trial::{Browser, Database, Person, Plan, Site};

/// Limits that attacks of the common site would meet by their number alone; the attacks on costs have sites of their own.
const SETTINGS: [&str; 6] = [
    "log.level = \"debug\"",
    "text_messages.breaker_after = 100000",
    "text_messages.spend_cap_day = 0",
    "risk.actions.withdrawal = { least = \"challenge_strong\", fresh_for = \"5m\" }",
    "risk.actions.comment = { least = \"challenge\", fresh_for = \"5m\" }",
    "risk.actions.blink = { least = \"challenge_strong\", fresh_for = \"10s\" }",
];

/// What somebody has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// An authenticator app.
    App,
    /// An authenticator app; the account was locked by the operator.
    Locked,
    /// An authenticator app and a phone.
    AppAndPhone,
    /// A phone alone.
    Phone,
    /// An authenticator app, asked only where a sign-in looks risky.
    WhenRisky,
    /// A password alone.
    Bare,
    /// An administrator with an authenticator app, asked only where a sign-in looks risky.
    Administrator,
    /// An administrator with an authenticator app and a phone.
    AdministratorWithPhone,
    /// An administrator with a password alone.
    AdministratorBare,
}

/// The cast of the attack of this number.
pub(super) fn people_of(attack: usize, cast: &[Kind]) -> Vec<Person> {
    let person = |(number, kind): (usize, &Kind)| {
        let mut person = Person::new(&format!("attacked{attack:02}v{number}"));
        person.is_locked = *kind == Kind::Locked;
        let administrator = [Kind::Administrator, Kind::AdministratorWithPhone, Kind::AdministratorBare];
        person.is_administrator = administrator.contains(kind);
        if matches!(kind, Kind::WhenRisky | Kind::Administrator) {
            person.verify = "when_risky";
        }
        match kind {
            Kind::App | Kind::Locked | Kind::WhenRisky | Kind::Administrator => person,
            Kind::AppAndPhone | Kind::AdministratorWithPhone => person.with_phone(),
            Kind::Phone => person.with_phone().without_app(),
            Kind::Bare | Kind::AdministratorBare => person.without_app(),
        }
    };
    cast.iter().enumerate().map(person).collect()
}

/// One of the two worlds.
#[derive(Debug)]
pub(super) struct World {
    pub(super) name: &'static str,
    pub(super) binary: PathBuf,
    pub(super) database: Database,
    pub(super) nodes: usize,
    pub(super) site: Option<Site>,
}

impl World {
    /// Opens the common site.
    pub(super) async fn open(&mut self, people: &[Person]) -> Result<()> {
        self.site = Some(self.another(people, &SETTINGS).await?);
        Ok(())
    }

    /// A site of the attack's own.
    pub(super) async fn another(&self, people: &[Person], settings: &[&str]) -> Result<Site> {
        let database = self.database.clone();
        Site::open(&Plan { binary: &self.binary, database, nodes: self.nodes, people, settings }).await
    }

    /// The common site.
    pub(super) fn site(&self) -> Result<&Site> {
        self.site.as_ref().context("the world is open")
    }

    /// A browser that nobody knows, at the common site.
    pub(super) fn browser(&self) -> Result<Browser> {
        Ok(self.site()?.browser())
    }
}

/// As many people as an attack counts on.
pub(super) fn cast<const N: usize>(people: Vec<Person>) -> Result<[Person; N]> {
    let found = people.len();
    people.try_into().ok().with_context(|| format!("{found} people came where {N} were cast"))
}
