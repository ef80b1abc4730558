//! Poisoning: an attacker who cannot pass what he is asked tries over and over, hoping that his place and device become
//! usual for the account, and then comes once more. Deliberately not here: what becomes of it.

use std::collections::BTreeMap;

use super::world::NUMBERS_PER_OWNER;
use super::{Actor, Draw, SignIn, Spot};
use crate::TokenEvidence;

/// So many second steps are failed before the last try.
pub const POISONINGS: u32 = 20;

/// Minutes from one to the next.
const APART: u32 = 2;

/// One sign-in of a poisoner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Poisoning {
    /// With the right password, as [`Actor::Poisoning`].
    pub sign_in: SignIn,
    /// The second step, if one is asked, is failed; only the last try is left open.
    pub fails: bool,
}

/// At one in `every` accounts that have signed in before this beginning, a poisoner with the victim's provider, system and
/// browser, from a network that is new to the account: [`POISONINGS`] failed second steps, then one more try. In the order
/// of time, within a few hours.
pub fn poisoning(year: &[SignIn], beginning: i64, every: u32, seed: u64) -> Vec<Poisoning> {
    let owners = year.iter().filter(|sign_in| sign_in.actor == Actor::Owner && sign_in.at < beginning);
    // The latest of each, since the year is in order.
    let latest: BTreeMap<u32, SignIn> = owners.map(|sign_in| (sign_in.person, *sign_in)).collect();
    let mut tries = Vec::new();
    for victim in latest.values() {
        let mut draw = Draw::new(seed, u64::from(victim.person));
        if every == 0 || draw.below(every) != 0 {
            continue;
        }
        let begins = beginning + i64::from(draw.below(3 * 3_600));
        // The last numbers of an owner are nobody's.
        let network = victim.spot.owner * NUMBERS_PER_OWNER + NUMBERS_PER_OWNER - 1 - draw.below(90);
        let spot = Spot { network, ..victim.spot };
        for number in 0..=POISONINGS {
            let at = begins + i64::from(number * APART * 60);
            let actor = Actor::Poisoning;
            let sign_in = SignIn { at, actor, spot, token: TokenEvidence::Absent, ..*victim };
            tries.push(Poisoning { sign_in, fails: number < POISONINGS });
        }
    }
    tries.sort_by_key(|poisoning| (poisoning.sign_in.at, poisoning.sign_in.person));
    tries
}
