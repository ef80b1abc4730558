//! Attackers as the literature makes them: network and device of somebody else's real sign-in, from
//! anywhere, from the victim's country, or from the victim's provider with the victim's system.

use std::collections::BTreeMap;

use super::{Actor, Draw, SignIn};
use crate::Os;

/// Sign-ins to copy, by what they have in common.
#[derive(Default)]
struct Models {
    all: Vec<usize>,
    by_country: BTreeMap<u16, Vec<usize>>,
    by_provider: BTreeMap<(u32, u8), Vec<usize>>,
}

/// Gives the copying attackers what they copy. They hold the victim's place and device so far.
pub(crate) fn fill_in(year: &mut [SignIn], draw: &mut Draw) {
    let mut models = Models::default();
    for (at, sign_in) in year.iter().enumerate().filter(|(_, sign_in)| sign_in.actor == Actor::Owner) {
        models.all.push(at);
        models.by_country.entry(sign_in.spot.country).or_default().push(at);
        models.by_provider.entry((sign_in.spot.owner, number(sign_in.device.os))).or_default().push(at);
    }
    for at in 0..year.len() {
        let Some(attack) = year.get(at).copied() else { continue };
        let among = match attack.actor {
            Actor::CopyAnywhere => Some(&models.all),
            Actor::CopyCountry => models.by_country.get(&attack.spot.country),
            Actor::CopyProvider => models.by_provider.get(&(attack.spot.owner, number(attack.device.os))),
            _ => None,
        };
        let Some(model) = among.and_then(|among| somebody_else(year, among, attack.person, draw)) else {
            continue;
        };
        if let Some(attack) = year.get_mut(at) {
            attack.spot = model.spot;
            attack.device = model.device;
        }
    }
}

/// One of these sign-ins of another person; of the victim, if nobody else is found.
fn somebody_else(year: &[SignIn], among: &[usize], victim: u32, draw: &mut Draw) -> Option<SignIn> {
    let mut model = None;
    for _ in 0..20 {
        model = year.get(draw.one_of(0, among)).copied();
        if model.is_some_and(|model| model.person != victim) {
            break;
        }
    }
    model
}

fn number(os: Os) -> u8 {
    os as u8
}
