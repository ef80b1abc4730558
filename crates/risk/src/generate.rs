//! A seeded year of an invented site: its people's sign-ins, and attackers who hold the right password.
//! The same seed gives the same year on every machine. Not real: whatever is measured on it says how a
//! model ranks these people and attackers, and no more. No logs are written here.

mod attackers;
mod copies;
mod draw;
mod drill;
mod life;
mod person;
mod poisoning;
mod recipe;
mod world;

pub use drill::{Attempt, spraying, stuffing};
pub use poisoning::{POISONINGS, Poisoning, poisoning};
pub use recipe::{LogNormal, Recipe};

pub(crate) use draw::Draw;

use crate::{Browser, Key, NetworkKind, Os, Position, Signals, TokenEvidence};
use life::Life;
use world::World;

/// Who signs in, or tries to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Actor {
    /// The owner of the account.
    Owner,
    /// From anywhere with any device.
    Naive,
    /// From the victim's country, mostly by a VPN, with any device.
    Vpn,
    /// From the victim's own provider, with the victim's system and browser.
    Targeted,
    /// From the victim's provider at the victim's hour, with the victim's exact user agent.
    Mimic,
    /// The victim's user agent and a copied token, from anywhere.
    StolenToken,
    /// Network and device of another sign-in, of any country.
    CopyAnywhere,
    /// Network and device of another sign-in from the victim's country.
    CopyCountry,
    /// Network and device of another sign-in from the victim's provider with the victim's system.
    CopyProvider,
    /// As targeted, over and over: fails the second step again and again, so as to become usual. Only in its own drill.
    Poisoning,
}

impl Actor {
    /// All attackers who come but once, in the order of tables.
    pub const ATTACKERS: [Actor; 8] = [
        Actor::Naive,
        Actor::Vpn,
        Actor::Targeted,
        Actor::Mimic,
        Actor::StolenToken,
        Actor::CopyAnywhere,
        Actor::CopyCountry,
        Actor::CopyProvider,
    ];

    /// The stable name, as written to logs.
    pub const fn name(self) -> &'static str {
        match self {
            Actor::Owner => "owner",
            Actor::Naive => "naive",
            Actor::Vpn => "vpn",
            Actor::Targeted => "targeted",
            Actor::Mimic => "mimic",
            Actor::StolenToken => "stolen_token",
            Actor::CopyAnywhere => "copy_anywhere",
            Actor::CopyCountry => "copy_country",
            Actor::CopyProvider => "copy_provider",
            Actor::Poisoning => "poisoning",
        }
    }
}

/// Where a sign-in comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot {
    /// The country; 0 is the site's own.
    pub country: u16,
    /// The network owner, of this country only.
    pub owner: u32,
    /// The network, of this owner only.
    pub network: u32,
    /// What the operator's lists would call it.
    pub kind: NetworkKind,
    /// Where the country is.
    pub position: Position,
}

/// What a sign-in comes with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Device {
    /// The system.
    pub os: Os,
    /// The browser.
    pub browser: Browser,
    /// Its major version.
    pub version: u16,
    /// The model, of phones that tell it; 0 otherwise.
    pub model: u8,
}

/// One sign-in with the right password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignIn {
    /// When, in Unix seconds.
    pub at: i64,
    /// Whose account.
    pub person: u32,
    /// Who it is.
    pub actor: Actor,
    /// Where from.
    pub spot: Spot,
    /// With what.
    pub device: Device,
    /// What its token says.
    pub token: TokenEvidence,
}

impl SignIn {
    /// The sign-in as the scored engine sees it. Numbers stand for keyed hashes.
    pub fn signals(&self) -> Signals {
        let key = |kind: u32, number: u32| Some(Key::new(number).within(Some(Key::new(kind))));
        Signals {
            country: key(1, u32::from(self.spot.country)),
            owner: key(2, self.spot.owner),
            network: key(3, self.spot.network),
            system: key(4, self.device.os as u32),
            browser: key(5, self.device.browser as u32),
            version: Some(self.device.version),
            token: self.token,
            kind: self.spot.kind,
            position: Some(self.spot.position),
            ..Signals::at(self.at)
        }
    }
}

/// When the invented year begins: 2025-01-01.
pub const BEGINNING: i64 = 1_735_689_600;

/// How long it is, in seconds.
pub const YEAR: i64 = 365 * 86_400;

/// One year of a site, in the order of time. Attackers come after the first 35 % of the year, to one in
/// `attacked_every` of the later sign-ins of people who have signed in before; all of them to the same.
pub fn year(recipe: &Recipe, seed: u64, attacked_every: u32) -> Vec<SignIn> {
    let mut draw = Draw::new(seed, 0);
    let world = World::new(recipe, &mut draw);
    let people = person::people(recipe, &world, &mut draw);
    let mut year = Vec::new();
    for (number, person) in (0..).zip(people) {
        let draw = Draw::new(seed, 1 + u64::from(number));
        Life::new(recipe, &world, number, person, draw).live(attacked_every, &mut year);
    }
    year.sort_by_key(|sign_in| (sign_in.at, sign_in.person, sign_in.actor));
    copies::fill_in(&mut year, &mut Draw::new(seed, u64::MAX));
    year
}

#[cfg(test)]
#[path = "generate_tests.rs"]
mod tests;
