//! What can speak for or against a visit: the closed list of the score's factors, with codes that never
//! change, since they are stored and shown. The words for people are not here.

use serde::{Deserialize, Serialize};

/// One factor of the score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Factor {
    /// How unusual the country is for this account.
    Country,
    /// How unusual the network owner is, in this country.
    NetworkOwner,
    /// How unusual the network is, of this owner.
    Network,
    /// How unusual the operating system is.
    System,
    /// How unusual the browser is, on this system.
    Browser,
    /// How unusual the browser's version is.
    Version,
    /// Whether the browser is known.
    KnownBrowser,
    /// How unusual the hour of the day is.
    Hour,
    /// Hosting or a commercial VPN, where this account never used it.
    Hosting,
    /// A Tor exit, where this account never used it.
    Tor,
    /// Too far from the last place for the time between.
    Travel,
    /// Many failures lately from this address or network.
    Failures,
    /// Many accounts failed lately from this address or network.
    ManyAccounts,
    /// The password is on the list of breached ones.
    BreachedPassword,
}

impl Factor {
    /// How many there are.
    pub const COUNT: usize = 14;

    /// All of them, in the order in which they are computed and listed.
    pub const ALL: [Factor; Factor::COUNT] = [
        Factor::Country,
        Factor::NetworkOwner,
        Factor::Network,
        Factor::System,
        Factor::Browser,
        Factor::Version,
        Factor::KnownBrowser,
        Factor::Hour,
        Factor::Hosting,
        Factor::Tor,
        Factor::Travel,
        Factor::Failures,
        Factor::ManyAccounts,
        Factor::BreachedPassword,
    ];

    /// The stable code, the same as in JSON.
    pub const fn code(self) -> &'static str {
        match self {
            Factor::Country => "country",
            Factor::NetworkOwner => "network_owner",
            Factor::Network => "network",
            Factor::System => "system",
            Factor::Browser => "browser",
            Factor::Version => "version",
            Factor::KnownBrowser => "known_browser",
            Factor::Hour => "hour",
            Factor::Hosting => "hosting",
            Factor::Tor => "tor",
            Factor::Travel => "travel",
            Factor::Failures => "failures",
            Factor::ManyAccounts => "many_accounts",
            Factor::BreachedPassword => "breached_password",
        }
    }
}

/// A factor and its share of a score: above nothing it speaks against the visit, below for it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// Which.
    pub factor: Factor,
    /// Its points, in natural logarithms of how many times likelier a stranger is than the owner.
    pub points: f64,
}
