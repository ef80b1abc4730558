//! Attackers of one account at one moment. Each holds the right password; they differ in what else of the
//! victim they copy. Those that copy other people's sign-ins are filled in later (`copies`).

use super::life::{Life, Machine, version};
use super::world::OwnerKind;
use super::{Actor, BEGINNING, Device, SignIn, Spot, YEAR};
use crate::TokenEvidence;

const DAY: i64 = 86_400;

/// Adds one attempt of each attacker within a day after this sign-in of the victim.
pub(crate) fn attack(life: &mut Life<'_>, latest: &SignIn, year: &mut Vec<SignIn>) {
    let token =
        if life.is_known_somewhere(latest.at) { TokenEvidence::Absent } else { TokenEvidence::NothingToShow };
    let random = (latest.at + 600 + i64::from(life.draw.below(86_400 - 600))).min(BEGINNING + YEAR - 1);
    // The victim's hour, on the next day.
    let usual = latest.at + DAY;
    for actor in Actor::ATTACKERS {
        let at = if actor == Actor::Mimic { usual } else { random };
        let (spot, device) = match actor {
            Actor::Naive => (naive(life), random_device(life, at)),
            Actor::Vpn => (vpn(life), random_device(life, at)),
            Actor::Targeted => {
                let current = Device { version: version(latest.device.browser, at), ..latest.device };
                (targeted(life), current)
            }
            Actor::Mimic => (new_network_at_home(life), latest.device),
            Actor::StolenToken => (naive(life), latest.device),
            Actor::Owner
            | Actor::CopyAnywhere
            | Actor::CopyCountry
            | Actor::CopyProvider
            | Actor::Poisoning => (latest.spot, latest.device),
        };
        let token = if actor == Actor::StolenToken { stolen(token) } else { token };
        year.push(SignIn { at, person: latest.person, actor, spot, device, token });
    }
}

/// A token can only be stolen where there is one.
fn stolen(token: TokenEvidence) -> TokenEvidence {
    if token == TokenEvidence::Absent { TokenEvidence::Known } else { token }
}

fn naive(life: &mut Life<'_>) -> Spot {
    let country = life.world.naive_country(life.person.country, &mut life.draw);
    life.world.anywhere(country, None, &mut life.draw)
}

fn vpn(life: &mut Life<'_>) -> Spot {
    let kind = life.draw.chance(life.recipe.vpn_from_hosting).then_some(OwnerKind::Hosting);
    life.world.anywhere(life.person.country, kind, &mut life.draw)
}

fn targeted(life: &mut Life<'_>) -> Spot {
    if life.draw.chance(life.recipe.targeted_at_home) {
        return new_network_at_home(life);
    }
    life.world.network(life.person.country, life.person.mobile_owner, &mut life.draw)
}

fn new_network_at_home(life: &mut Life<'_>) -> Spot {
    life.world.network(life.person.country, life.person.home.owner, &mut life.draw)
}

fn random_device(life: &mut Life<'_>, at: i64) -> Device {
    let [windows, macos, linux, ios, android] = life.recipe.systems;
    let computer = life.draw.chance((windows + macos + linux) / (windows + macos + linux + ios + android));
    Machine::new(life.recipe, computer, &mut life.draw).device(at)
}
