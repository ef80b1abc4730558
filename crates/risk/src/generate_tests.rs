//! The invented year is the same for the same seed, and looks as its recipe says.

use super::{Actor, BEGINNING, POISONINGS, Recipe, SignIn, YEAR, poisoning, spraying, stuffing, year};
use crate::{NetworkKind, Os, TokenEvidence};

const SMALL: Recipe = Recipe { people: 200, ..Recipe::WORK };

fn fingerprint(year: &[SignIn]) -> u64 {
    year.iter().fold(0xcbf2_9ce4_8422_2325, |hash, sign_in| {
        let spot = sign_in.spot;
        let device = u64::from(sign_in.device.os as u8) << 24 | u64::from(sign_in.device.browser as u8) << 16;
        [
            sign_in.at.unsigned_abs(),
            u64::from(spot.network),
            u64::from(spot.country),
            device | u64::from(sign_in.device.version),
        ]
        .into_iter()
        .fold(hash, |hash, word| (hash ^ word).wrapping_mul(0x0100_0000_01b3))
    })
}

#[test]
fn the_same_seed_is_the_same_year_on_every_machine() {
    let tiny = Recipe { people: 30, ..Recipe::WORK };
    assert_eq!(year(&tiny, 1, 4), year(&tiny, 1, 4));
    assert_ne!(fingerprint(&year(&tiny, 1, 4)), fingerprint(&year(&tiny, 2, 4)));
    assert_eq!(fingerprint(&year(&tiny, 1, 4)), 13_800_626_084_561_842_423);
}

#[test]
fn a_year_is_in_order_and_looks_as_its_recipe_says() {
    let year = year(&SMALL, 7, 4);
    assert!(year.windows(2).all(|pair| pair[0].at <= pair[1].at));
    let owners: Vec<&SignIn> = year.iter().filter(|sign_in| sign_in.actor == Actor::Owner).collect();
    let per_person = owners.len() / 200;
    assert!((55..130).contains(&per_person), "{per_person}");
    let share = |of: &dyn Fn(&SignIn) -> bool| {
        let count = owners.iter().filter(|sign_in| of(sign_in)).count();
        f64::from(u32::try_from(count).unwrap()) / f64::from(u32::try_from(owners.len()).unwrap())
    };
    let known = share(&|sign_in| sign_in.token == TokenEvidence::Known);
    assert!((0.90..0.98).contains(&known), "{known}");
    let at_home = share(&|sign_in| sign_in.spot.country == 0);
    assert!((0.5..0.85).contains(&at_home), "{at_home}");
    let hosting = share(&|sign_in| sign_in.spot.kind == NetworkKind::Hosting);
    assert!((0.001..0.06).contains(&hosting), "{hosting}");
    assert!(share(&|sign_in| sign_in.device.os == Os::Android) > 0.1);
}

#[test]
fn attackers_come_late_and_all_of_them_to_the_same_people() {
    let year = year(&SMALL, 7, 4);
    let of = |actor| year.iter().filter(move |sign_in| sign_in.actor == actor);
    let count = of(Actor::Naive).count();
    assert!(count > 500);
    for actor in Actor::ATTACKERS {
        assert_eq!(of(actor).count(), count, "{}", actor.name());
        assert!(of(actor).all(|attack| attack.at - BEGINNING > YEAR / 100 * 35));
    }
    assert!(of(Actor::StolenToken).any(|attack| attack.token == TokenEvidence::Known));
    assert!(of(Actor::Naive).all(|attack| attack.token != TokenEvidence::Known));
}

#[test]
fn drills_are_as_large_as_they_say() {
    let stuffing = stuffing(BEGINNING, 5_000, 50, 1);
    assert_eq!(stuffing.len(), 5_000);
    assert!(
        stuffing.iter().all(|attempt| (0..1_200).contains(&(attempt.at - BEGINNING)) && attempt.address < 50)
    );
    let right = stuffing.iter().filter(|attempt| attempt.right).count();
    assert!((20..100).contains(&right), "{right}");
    let spraying = spraying(BEGINNING, 600, 10, 1);
    assert_eq!(spraying.last().unwrap().at - BEGINNING, 59 * 60);
}

#[test]
fn poisoners_come_from_a_network_that_nobody_has_and_fail_all_but_the_last_time() {
    let year = year(&SMALL, 7, 4);
    let begins = BEGINNING + 300 * 86_400;
    let tries = poisoning(&year, begins, 10, 1);
    let victims: std::collections::BTreeSet<u32> =
        tries.iter().map(|poisoning| poisoning.sign_in.person).collect();
    assert!((5..50).contains(&victims.len()), "{}", victims.len());
    for victim in &victims {
        let of: Vec<_> = tries.iter().filter(|poisoning| poisoning.sign_in.person == *victim).collect();
        assert_eq!(of.len(), POISONINGS as usize + 1);
        assert!(of.windows(2).all(|pair| pair[0].sign_in.at < pair[1].sign_in.at && pair[0].fails));
        assert!(!of.last().unwrap().fails && of[0].sign_in.at >= begins);
        let network = of[0].sign_in.spot.network;
        assert!(year.iter().all(|sign_in| sign_in.spot.network != network));
    }
    assert!(poisoning(&year, begins, 0, 1).is_empty());
}
