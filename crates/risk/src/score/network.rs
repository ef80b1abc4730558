//! Where a visit comes from: country, network owner in that country, network of that owner, each given
//! the one before, so that a trip counts once and not three times.

use super::{Scene, compared};
use crate::NetworkKind;
use crate::profile::Kind;

impl Scene<'_> {
    pub(super) fn country(&self) -> f64 {
        let Some(country) = self.visit.country else { return 0.0 };
        let everybody = self.all.country(country);
        let seen = self.account.count(Kind::Country, country);
        let owner = (seen + 0.5 * everybody) / (self.account.total() + 0.5);
        compared(owner, everybody, 0.5)
    }

    pub(super) fn owner(&self) -> f64 {
        let Some(key) = self.visit.owner_key() else { return 0.0 };
        let everybody = self.all.owner(self.visit, key);
        let seen = self.account.count(Kind::Owner, key);
        let owner = (seen + everybody) / (self.sign_ins_of_country() + 1.0);
        compared(owner, everybody, 0.8)
    }

    pub(super) fn network(&self) -> f64 {
        let Some(network) = self.visit.network else { return 0.0 };
        let everybody = self.all.network(self.visit, network);
        let seen = self.account.count(Kind::Network, network);
        let of_owner = match self.visit.owner_key() {
            Some(key) => self.account.count(Kind::Owner, key),
            None => self.sign_ins_of_country(),
        };
        let owner = if self.formula.measured_networks {
            let is_new = self.is_new_network(of_owner);
            (1.0 - is_new) * seen / of_owner.max(1e-9) + is_new * everybody
        } else {
            (seen + 1.5 * everybody) / (of_owner + 1.5)
        };
        compared(owner, everybody, 0.97)
    }

    /// How likely the owner of the account comes from a network that is new to it. The published formula
    /// takes it that new networks become rare with time. But a phone on a mobile network has a new one at
    /// every sign-in, a house hardly ever: so it is counted, for the account and (to lean on while little is
    /// known of it) for all accounts, by network owner.
    fn is_new_network(&self, of_owner: f64) -> f64 {
        let key = self.visit.owner_key();
        let new = key.map_or(0.0, |key| self.account.count(Kind::NewNetwork, key));
        if of_owner <= 0.0 {
            return 1.0;
        }
        ((new + 2.0 * self.all.new_network(key)) / (of_owner + 2.0)).min(1.0)
    }

    fn sign_ins_of_country(&self) -> f64 {
        match self.visit.country {
            Some(country) => self.account.count(Kind::Country, country),
            None => self.account.total(),
        }
    }

    /// Did the account complete a sign-in from here before? By network where owners are not known.
    fn has_been_here(&self) -> bool {
        match (self.visit.owner_key(), self.visit.network) {
            (Some(owner), _) => self.account.has_seen(Kind::Owner, owner),
            (None, Some(network)) => self.account.has_seen(Kind::Network, network),
            (None, None) => false,
        }
    }

    pub(super) fn hosting(&self) -> f64 {
        if self.visit.kind == NetworkKind::Hosting && !self.has_been_here() { 1.5 } else { 0.0 }
    }

    pub(super) fn tor(&self) -> f64 {
        // Exits change all the time, so the habit is the owner's network at best.
        if self.visit.kind == NetworkKind::Tor && !self.has_been_here() { 2.5 } else { 0.0 }
    }
}
