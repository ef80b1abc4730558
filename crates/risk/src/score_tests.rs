//! The score as stories: what speaks against a visit, what for it, and what says nothing.

use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::{Formula, Score, score};
use crate::samples::{DAY, HOUR, NOW};
use crate::{Burst, Factor, Key, NetworkKind, Position, Profile, Signals, Statistics, TokenEvidence};

/// Nine o'clock.
const MORNING: i64 = NOW - NOW.rem_euclid(DAY) + 9 * HOUR;

const ANA: Signals = Signals {
    country: Some(Key::new(34)),
    owner: Some(Key::new(64_496)),
    network: Some(Key::new(1_000)),
    system: Some(Key::new(1)),
    browser: Some(Key::new(0x0007_0000)),
    version: Some(125),
    token: TokenEvidence::Known,
    position: Some(Position { north: 161, east: -15 }),
    ..Signals::at(MORNING)
};

/// Of another country, owner and network, with everything else as Ana's.
const AWAY: Signals = Signals {
    country: Some(Key::new(47)),
    owner: Some(Key::new(64_511)),
    network: Some(Key::new(2_000)),
    position: Some(Position { north: 240, east: 40 }),
    ..ANA
};

/// Thirty mornings of Ana and of forty neighbours of hers.
fn town() -> (Profile, Statistics) {
    let (mut ana, mut all) = (Profile::default(), Statistics::default());
    for day in 1..=30 {
        let (after, lesson) = ana.learn(&Signals { at: MORNING - day * DAY, ..ANA });
        ana = after;
        all.learn(&lesson);
    }
    for neighbour in 0..40 {
        let (country, owner) = if neighbour < 35 { (34, 64_496) } else { (47, 64_511) };
        let visit = Signals {
            country: Some(Key::new(country)),
            owner: Some(Key::new(owner)),
            network: Some(Key::new(3_000 + neighbour)),
            ..ANA
        };
        all.learn(&Profile::default().learn(&visit).1);
    }
    (ana, all)
}

static TOWN: LazyLock<(Profile, Statistics)> = LazyLock::new(town);

fn of(visit: &Signals) -> Score {
    let (ana, all) = &*TOWN;
    score(visit, ana, all, &Formula::default())
}

#[test]
fn ana_at_home_on_her_browser_in_the_morning_is_likelier_than_any_stranger() {
    let score = of(&ANA);
    assert!(score.total() < -6.0, "{score:?}");
    assert_eq!(score.against(), []);
    let reasons: Vec<Factor> = score.in_favour().iter().map(|part| part.factor).collect();
    assert!(reasons.contains(&Factor::KnownBrowser) && reasons.contains(&Factor::Network), "{reasons:?}");
}

#[test]
fn a_stranger_from_abroad_without_a_token_is_likelier_than_ana() {
    let stranger = Signals {
        token: TokenEvidence::Absent,
        system: Some(Key::new(2)),
        at: MORNING + 12 * HOUR,
        kind: NetworkKind::Hosting,
        ..AWAY
    };
    let score = of(&stranger);
    assert!(score.total() > 8.0, "{score:?}");
    let reasons: Vec<Factor> = score.against().iter().map(|part| part.factor).collect();
    for factor in [Factor::Country, Factor::KnownBrowser, Factor::System, Factor::Hour, Factor::Hosting] {
        assert!(reasons.contains(&factor), "{factor:?} in {reasons:?}");
    }
    assert!(score.against().windows(2).all(|pair| pair[0].points >= pair[1].points));
}

#[test]
fn a_token_says_nothing_in_a_country_where_the_account_has_never_been() {
    assert!(of(&ANA).of(Factor::KnownBrowser) < -3.0);
    assert_eq!(of(&AWAY).of(Factor::KnownBrowser), 0.0);
}

#[test]
fn a_new_network_of_a_house_is_odd_and_of_a_mobile_network_is_not() {
    let (mut walker, mut all) = (Profile::default(), Statistics::default());
    for day in 1..=30_u32 {
        for (owner, network) in [(1, 1_000), (2, 5_000 + day)] {
            let visit = Signals {
                owner: Some(Key::new(owner)),
                network: Some(Key::new(network)),
                at: MORNING - i64::from(day) * DAY,
                ..ANA
            };
            let (after, lesson) = walker.learn(&visit);
            walker = after;
            all.learn(&lesson);
        }
    }
    let new_network = |owner| {
        let visit = Signals { owner: Some(Key::new(owner)), network: Some(Key::new(9_999)), ..ANA };
        score(&visit, &walker, &all, &Formula::default()).of(Factor::Network)
    };
    assert!(new_network(1) > 2.0, "{}", new_network(1));
    assert!(new_network(2).abs() < 0.2, "{}", new_network(2));
}

#[test]
fn who_never_keeps_a_token_is_not_suspected_for_it() {
    let (mut forgetful, mut all) = (Profile::default(), Statistics::default());
    for day in 1..=30 {
        let visit = Signals { at: MORNING - day * DAY, token: TokenEvidence::Absent, ..ANA };
        let (after, lesson) = forgetful.learn(&visit);
        forgetful = after;
        all.learn(&lesson);
    }
    let absent = Signals { token: TokenEvidence::Absent, ..ANA };
    let points = score(&absent, &forgetful, &all, &Formula::default()).of(Factor::KnownBrowser);
    assert!(points < 0.2, "{points}");
    assert!(of(&absent).of(Factor::KnownBrowser) > 1.5);
}

#[test]
fn what_is_missing_says_nothing() {
    let (ana, all) = &*TOWN;
    let blind = score(&Signals::at(MORNING), ana, all, &Formula::default());
    for part in blind.parts().filter(|part| part.factor != Factor::Hour) {
        assert_eq!(part.points, 0.0, "{part:?}");
    }
    let stranger = score(&ANA, &Profile::default(), &Statistics::default(), &Formula::default());
    assert!(stranger.total().is_finite());
}

#[test]
fn a_thousand_kilometres_in_a_minute_is_no_travel_unless_the_browser_is_known() {
    let minute_later = Signals { at: MORNING - DAY + 60, token: TokenEvidence::Absent, ..AWAY };
    assert_eq!(of(&minute_later).of(Factor::Travel), 2.0);
    assert_eq!(of(&Signals { token: TokenEvidence::Known, ..minute_later }).of(Factor::Travel), 0.0);
    assert_eq!(of(&Signals { at: MORNING, ..minute_later }).of(Factor::Travel), 0.0);
    let next_town = Some(Position { north: 162, east: -15 });
    assert_eq!(of(&Signals { position: next_town, ..minute_later }).of(Factor::Travel), 0.0);
}

#[test]
fn a_vpn_that_the_owner_always_uses_is_no_hosting_and_no_tor() {
    for kind in [NetworkKind::Hosting, NetworkKind::Tor] {
        let habit = of(&Signals { kind, ..ANA });
        assert_eq!((habit.of(Factor::Hosting), habit.of(Factor::Tor)), (0.0, 0.0));
    }
    assert_eq!(of(&Signals { kind: NetworkKind::Tor, ..AWAY }).of(Factor::Tor), 2.5);
}

#[test]
fn failures_and_breached_passwords_weigh_the_more_the_more_there_are() {
    let with = |failures, accounts| of(&Signals { burst: Burst { failures, accounts }, ..ANA });
    let points: Vec<f64> =
        [0, 1, 3, 30, 3_000].map(|failures| with(failures, 0).of(Factor::Failures)).to_vec();
    assert!(points[0] == 0.0 && points.windows(2).all(|pair| pair[0] < pair[1]), "{points:?}");
    assert_eq!(points[4], 3.0);
    assert_eq!([with(0, 4), with(0, 5)].map(|score| score.of(Factor::ManyAccounts)), [0.0, 1.5]);
    assert_eq!(of(&Signals { breached_password: true, ..ANA }).of(Factor::BreachedPassword), 1.0);
}

#[test]
fn a_factor_can_be_left_out_and_the_parts_are_the_sum() {
    let (ana, all) = &*TOWN;
    for factor in Factor::ALL {
        let without = score(&AWAY, ana, all, &Formula::default().without(factor));
        assert_eq!(without.of(factor), 0.0);
        let parts: f64 = without.parts().map(|part| part.points).sum();
        assert_eq!(parts, without.total());
        assert!((without.total() + of(&AWAY).of(factor) - of(&AWAY).total()).abs() < 1e-9);
    }
}

#[test]
fn the_codes_are_those_that_are_stored() {
    for (at, factor) in Factor::ALL.into_iter().enumerate() {
        assert_eq!(factor as usize, at);
        assert_eq!(serde_json::to_value(factor).unwrap(), factor.code());
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        rng_seed: RngSeed::Fixed(5),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_copied_feature_earns_no_more_trust_than_its_bound(
        owner in 0..70_000_u32, network in 0..70_000_u32, at in MORNING - 400 * DAY..MORNING + 400 * DAY,
    ) {
        let visit = Signals { owner: Some(Key::new(owner)), network: Some(Key::new(network)), at, ..ANA };
        let score = of(&visit);
        prop_assert!(score.of(Factor::Country) >= -std::f64::consts::LN_2 - 1e-9);
        prop_assert!(score.of(Factor::NetworkOwner) >= 0.2_f64.ln() - 1e-9);
        prop_assert!(score.of(Factor::Network) >= 0.03_f64.ln() - 1e-9);
        prop_assert!(score.total().is_finite());
    }
}
