//! The stuffing drill on the engine alone: 5,000 leaked passwords tried from 50 hosting addresses within 20
//! minutes. What counts: right passwords that get in, owners that are refused, and bystanders that are asked
//! because of somebody else's failures.

use risk::generate::{Actor, BEGINNING, Recipe, SignIn, YEAR, stuffing, year};
use risk::{Burst, Bursts, Formula, Key, NetworkKind, Signals, TokenEvidence, score};

use super::contestant::Ours;
use super::trial::{Accounts, run as trial};

const PEOPLE: u32 = 5_000;
const ADDRESSES: u32 = 50;

/// Sums over drills.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Drill {
    /// Right passwords from the 50th attempt on, and those of them that are asked for more.
    pub(super) hits: u32,
    pub(super) stopped: u32,
    /// Sign-ins of owners from the same network owner, those asked without the attack, and with it.
    pub(super) bystanders: u32,
    pub(super) asked_before: u32,
    pub(super) asked_during: u32,
}

pub(super) fn run(seeds: &[u64]) -> Drill {
    super::in_two_threads(seeds, |seed| one(*seed)).iter().fold(Drill::default(), |sum, drill| Drill {
        hits: sum.hits + drill.hits,
        stopped: sum.stopped + drill.stopped,
        bystanders: sum.bystanders + drill.bystanders,
        asked_before: sum.asked_before + drill.asked_before,
        asked_during: sum.asked_during + drill.asked_during,
    })
}

fn one(seed: u64) -> Drill {
    let year = year(&Recipe { people: PEOPLE / 4, ..Recipe::WORK }, seed, 20);
    let mut engine = Ours::new("stuffing", Formula::default(), true);
    let threshold = trial(&year, &mut engine).threshold(Accounts::ALL, 0.02);
    let rented = |sign_in: &&SignIn| sign_in.spot.kind == NetworkKind::Hosting;
    // The attacker rents where the owner who used a VPN last rents too.
    let Some(model) = year.iter().rev().filter(|sign_in| sign_in.actor == Actor::Owner).find(rented) else {
        return Drill::default();
    };
    let mut drill = Drill::default();
    let mut bursts = Bursts::default();
    let begun = BEGINNING + YEAR;
    for (number, attempt) in (1_u32..).zip(stuffing(begun, PEOPLE, ADDRESSES, seed)) {
        let (address, network) = (key(1, attempt.address), key(2, attempt.address));
        // A quarter of the leaked names have an account here; the others fail like wrong passwords.
        let (right, person) = (attempt.right && attempt.person < PEOPLE / 4, attempt.person);
        if !right {
            bursts.failed(address, Key::new(person), attempt.at);
            bursts.failed(network, Key::new(person), attempt.at);
            continue;
        }
        let visit = Signals {
            network: Some(network),
            token: TokenEvidence::Absent,
            burst: bursts.worse([address, network], attempt.at),
            ..SignIn { at: attempt.at, ..*model }.signals()
        };
        if number >= 50 && engine.profile(person).sign_ins() > 0 {
            drill.hits += 1;
            let scored = score(&visit, engine.profile(person), engine.statistics(), &engine.formula);
            drill.stopped += u32::from(scored.total() > threshold);
        }
    }
    let same_owner =
        |sign_in: &&SignIn| sign_in.actor == Actor::Owner && sign_in.spot.owner == model.spot.owner;
    for sign_in in year.iter().filter(same_owner) {
        let visit = Signals { at: begun + 600 + sign_in.at % 600, ..engine.signals(sign_in) };
        let network = visit.network.unwrap_or(Key::new(0));
        let asked = |burst: Burst| {
            let visit = Signals { burst, ..visit };
            let profile = engine.profile(sign_in.person);
            u32::from(score(&visit, profile, engine.statistics(), &engine.formula).total() > threshold)
        };
        drill.bystanders += 1;
        drill.asked_before += asked(Burst::default());
        drill.asked_during += asked(bursts.worse([network], visit.at));
    }
    drill
}

fn key(kind: u32, number: u32) -> Key {
    Key::new(number).within(Some(Key::new(0xa77a_0000 + kind)))
}
