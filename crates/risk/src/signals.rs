//! What the scored engine looks at in one visit, gathered by the caller. Anything may be missing, and
//! what is missing contributes nothing. No address, no user agent, no name: only keys and plain facts.

use serde::{Deserialize, Serialize};

use crate::Key;

/// One visit, as the scored engine sees it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Signals {
    /// When, in Unix seconds.
    pub at: i64,
    /// The country of the address.
    pub country: Option<Key>,
    /// The network owner (autonomous system) of the address.
    pub owner: Option<Key>,
    /// The network of the address: an IPv4 /24, an IPv6 /48.
    pub network: Option<Key>,
    /// The family of the operating system.
    pub system: Option<Key>,
    /// The family of the browser.
    pub browser: Option<Key>,
    /// The major version of the browser.
    pub version: Option<u16>,
    /// What the browser's token says.
    pub token: TokenEvidence,
    /// What kind of network the operator's lists call it.
    pub kind: NetworkKind,
    /// Where on the globe.
    pub position: Option<Position>,
    /// What went wrong lately at this address and this network.
    pub burst: Burst,
    /// The password just given is on the list of breached ones.
    pub breached_password: bool,
}

impl Signals {
    /// A visit about which nothing is known but its time.
    pub const fn at(at: i64) -> Signals {
        Signals {
            at,
            country: None,
            owner: None,
            network: None,
            system: None,
            browser: None,
            version: None,
            token: TokenEvidence::NothingToShow,
            kind: NetworkKind::Ordinary,
            position: None,
            burst: Burst { failures: 0, accounts: 0 },
            breached_password: false,
        }
    }

    /// The owner's key in this country: one owner can span many countries.
    pub(crate) fn owner_key(&self) -> Option<Key> {
        self.owner.map(|owner| owner.within(self.country))
    }

    /// The browser's key on this system.
    pub(crate) fn browser_key(&self) -> Option<Key> {
        self.browser.map(|browser| browser.within(self.system))
    }

    /// The key of this version of the browser on this system.
    pub(crate) fn version_key(&self) -> Option<Key> {
        Some(self.browser_key()?.version(self.version?))
    }
}

/// What a browser's token says to the scored engine. A token that was taken away for cause counts as
/// absent here; the rules already ask for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenEvidence {
    /// It showed a live token of this account: a known browser.
    Known,
    /// It showed none, although the account has known browsers.
    Absent,
    /// The account has no known browser, or the protocol carries no token.
    NothingToShow,
}

/// What the operator's lists call a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NetworkKind {
    /// On no list.
    Ordinary,
    /// Hosting, or a commercial VPN.
    Hosting,
    /// An exit of the Tor network.
    Tor,
}

/// A point on the globe, to quarter degrees (28 km at most): finer is not needed, and not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// Degrees north, in quarters.
    pub north: i16,
    /// Degrees east, in quarters.
    pub east: i16,
}

impl Position {
    /// The point that is nearest to these degrees north and east, unless they are none.
    pub fn of_degrees(north: f64, east: f64) -> Option<Position> {
        let quarters = |degrees: f64, most: f64| (degrees.abs() <= most).then(|| rounded(degrees * 4.0));
        Some(Position { north: quarters(north, 90.0)?, east: quarters(east, 180.0)? })
    }
}

#[expect(clippy::cast_possible_truncation, reason = "at most 720 quarters")]
fn rounded(quarters: f64) -> i16 {
    libm::round(quarters) as i16
}

/// What went wrong lately at the visit's address or network, whichever is worse.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Burst {
    /// Failed sign-ins in the last ten minutes.
    pub failures: u32,
    /// Different accounts that failed in the last hour, about.
    pub accounts: u32,
}
