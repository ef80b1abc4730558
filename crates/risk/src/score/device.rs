//! What a visit comes with: system, browser on that system, its version, and the token of a known browser.
//! All but the token can be copied by anyone, and are weighed so.

use super::{Scene, compared};
use crate::TokenEvidence;
use crate::profile::Kind;

/// How often a stranger shows a token of the account: he has copied the owner's cookies.
const STOLEN_TOKENS: f64 = 0.02;

/// The published formula's share of the owner's sign-ins that show no token.
const ASSUMED_TOKENLESS: f64 = 0.15;

impl Scene<'_> {
    pub(super) fn system(&self) -> f64 {
        let Some(system) = self.visit.system else { return 0.0 };
        let everybody = self.all.system(system);
        let seen = self.account.count(Kind::System, system);
        compared((seen + 0.6 * everybody) / (self.account.total() + 0.6), everybody, 0.7)
    }

    pub(super) fn browser(&self) -> f64 {
        let Some(key) = self.visit.browser_key() else { return 0.0 };
        let everybody = self.all.browser(self.visit, key);
        let seen = self.account.count(Kind::Browser, key);
        let of_system = match self.visit.system {
            Some(system) => self.account.count(Kind::System, system),
            None => self.account.total(),
        };
        compared((seen + 0.6 * everybody) / (of_system + 0.6), everybody, 0.7)
    }

    /// A version is never compared with everybody's: they change every month.
    pub(super) fn version(&self) -> f64 {
        let (Some(browser), Some(version)) = (self.visit.browser_key(), self.visit.version) else {
            return 0.0;
        };
        let (mut all, mut this, mut newest) = (0.0, 0.0, None);
        for (seen, count) in self.account.versions(browser) {
            all += count;
            this += if seen == version { count } else { 0.0 };
            newest = newest.max(Some(seen));
        }
        let Some(newest) = newest else { return 0.0 };
        let owner = if this > 0.0 {
            0.75 * (this / all + 0.3).min(1.0)
        } else if version > newest {
            0.25
        } else {
            0.03
        };
        compared(owner, 0.25, 0.6)
    }

    pub(super) fn known_browser(&self) -> f64 {
        let tokenless = self.tokenless();
        match self.visit.token {
            TokenEvidence::NothingToShow => 0.0,
            TokenEvidence::Absent => libm::log((1.0 - STOLEN_TOKENS) / tokenless),
            TokenEvidence::Known => {
                let trust = libm::log(STOLEN_TOKENS / (1.0 - tokenless));
                match (self.is_new_country(), self.formula.tokens_abroad) {
                    (false, _) => trust,
                    // From a country that is new to the account a token says nothing: a stolen one mostly
                    // comes from elsewhere.
                    (true, false) => 0.0,
                    (true, true) => trust.max(-1.0),
                }
            }
        }
    }

    /// How often the owner shows no token: what this account did, leaning on what all accounts do while
    /// little is known. Who clears cookies at every visit is not suspicious for it, and who never does is.
    fn tokenless(&self) -> f64 {
        if !self.formula.measured_tokens {
            return ASSUMED_TOKENLESS;
        }
        let (could_show, showed_none) = self.account.tokens();
        let share = (showed_none + 4.0 * self.all.tokenless()) / (could_show + 4.0);
        share.clamp(0.01, 0.9)
    }
}
