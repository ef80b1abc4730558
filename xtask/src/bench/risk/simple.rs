//! The models without probabilities: a rule, a weighted count of what is new, a table of weights in the
//! manner of Keycloak's adaptive authentication. They remember everything an account ever showed.

use std::collections::{HashMap, HashSet};

use risk::TokenEvidence;
use risk::generate::SignIn;

use super::contestant::Contestant;

/// How such a model weighs what is new about a sign-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weighing {
    /// A new country or a new network owner.
    Rule,
    /// SIMPLE: a count of the features never seen before, coarse ones weighing more.
    Simple,
    /// Evidence in log-odds, set by hand: known or new device, place and hour.
    Keycloak,
}

pub(super) struct ByHand {
    weighing: Weighing,
    seen: HashMap<u32, HashSet<(u8, u64)>>,
    hours: HashMap<u32, (f64, f64)>,
}

const DAY: f64 = 86_400.0;

impl ByHand {
    pub(super) fn new(weighing: Weighing) -> ByHand {
        ByHand { weighing, seen: HashMap::new(), hours: HashMap::new() }
    }

    /// Country, owner, network, system, browser, whole user agent.
    fn features(sign_in: &SignIn) -> [(u8, u64); 6] {
        let (spot, device) = (sign_in.spot, sign_in.device);
        let browser = u64::from(device.os as u8) << 8 | u64::from(device.browser as u8);
        let agent = browser << 32 | u64::from(device.version) << 8 | u64::from(device.model);
        [
            (0, u64::from(spot.country)),
            (1, u64::from(spot.owner)),
            (2, u64::from(spot.network)),
            (3, u64::from(device.os as u8)),
            (4, browser),
            (5, agent),
        ]
    }

    fn turn(sign_in: &SignIn) -> f64 {
        let second = u32::try_from(sign_in.at.rem_euclid(86_400)).unwrap_or_default();
        f64::from(second) / DAY * std::f64::consts::TAU
    }
}

impl Contestant for ByHand {
    fn name(&self) -> String {
        match self.weighing {
            Weighing::Rule => "new country or owner",
            Weighing::Simple => "SIMPLE",
            Weighing::Keycloak => "weights by hand",
        }
        .to_owned()
    }

    fn score(&self, sign_in: &SignIn) -> f64 {
        let seen = self.seen.get(&sign_in.person);
        let new = Self::features(sign_in).map(|feature| !seen.is_some_and(|seen| seen.contains(&feature)));
        let [country, owner, network, system, browser, agent] = new.map(|new| f64::from(u8::from(new)));
        match self.weighing {
            Weighing::Rule => country.max(owner),
            Weighing::Simple => 3.0 * country + 2.0 * owner + network + 2.0 * system + browser + 0.5 * agent,
            Weighing::Keycloak => {
                let device = match sign_in.token {
                    TokenEvidence::Known => -2.5,
                    TokenEvidence::Absent => 0.8,
                    TokenEvidence::NothingToShow => 0.0,
                };
                let (across, up) = self.hours.get(&sign_in.person).copied().unwrap_or_default();
                let turn = Self::turn(sign_in);
                let usual = across * turn.cos() + up * turn.sin();
                let hour = if usual > 0.5 {
                    -0.3
                } else if usual < 0.0 {
                    0.4
                } else {
                    0.0
                };
                device + 1.1 * country - 0.3
                    + 0.4 * owner
                    + 0.1 * network
                    + 0.4 * system
                    + 0.4 * browser
                    + hour
            }
        }
    }

    fn learn(&mut self, sign_in: &SignIn) {
        self.seen.entry(sign_in.person).or_default().extend(Self::features(sign_in));
        let (across, up) = self.hours.entry(sign_in.person).or_default();
        let turn = Self::turn(sign_in);
        *across += 0.1 * (turn.cos() - *across);
        *up += 0.1 * (turn.sin() - *up);
    }
}
