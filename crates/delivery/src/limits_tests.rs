//! Stories of people who ask for texts, and of pumps that do.

use super::*;
use proptest::prelude::*;

fn country(letters: &str) -> Country {
    Country::try_from(letters.to_owned()).unwrap()
}

fn limits() -> SmsLimits {
    SmsLimits { countries: Countries::Listed(vec![country("DE"), country("AT")]), ..SmsLimits::default() }
}

fn decide(counts: SmsCounts) -> SmsDecision {
    limits().decide(&country("DE"), 1, &counts)
}

#[test]
fn a_first_text_is_sent() {
    assert_eq!(decide(SmsCounts::default()), SmsDecision::Allow);
}

#[test]
fn nothing_is_sent_until_the_operator_has_chosen_countries() {
    let decision = SmsLimits::default().decide(&country("DE"), 1, &SmsCounts::default());
    assert_eq!(decision, SmsDecision::Refuse(SmsRefusal::NoCountriesChosen));
}

#[test]
fn other_countries_are_not_served() {
    let decision = limits().decide(&country("US"), 1, &SmsCounts::default());
    assert_eq!(decision, SmsDecision::Refuse(SmsRefusal::CountryNotServed));
}

#[test]
fn the_demo_serves_any_country() {
    let demo: SmsLimits = toml::from_str("countries = \"any\"").unwrap();
    assert_eq!(demo.decide(&country("US"), 1, &SmsCounts::default()), SmsDecision::Allow);
}

#[test]
fn one_switch_stops_all_texts() {
    let off = SmsLimits { enabled: false, ..limits() };
    let decision = off.decide(&country("DE"), 1, &SmsCounts::default());
    assert_eq!(decision, SmsDecision::Refuse(SmsRefusal::SwitchedOff));
}

#[test]
fn each_limit_holds_at_its_figure_and_not_before() {
    type Set = fn(&mut SmsCounts, u32);
    let cases: [(Set, u32, SmsRefusal); 4] = [
        (|c, n| c.number_10_min = n, 5, SmsRefusal::NumberLimit),
        (|c, n| c.account_day = n, 10, SmsRefusal::AccountLimit),
        (|c, n| c.network_day = n, 30, SmsRefusal::NetworkLimit),
        (|c, n| c.country_day = n, 2_000, SmsRefusal::CountryLimit),
    ];
    for (set, limit, refusal) in cases {
        let mut counts = SmsCounts::default();
        set(&mut counts, limit - 1);
        assert_eq!(decide(counts), SmsDecision::Allow, "{refusal:?}");
        set(&mut counts, limit);
        assert_eq!(decide(counts), SmsDecision::Refuse(refusal));
    }
}

#[test]
fn a_prefix_whose_codes_are_not_used_is_cut_off() {
    let counts = |prefix_sent, prefix_used| SmsCounts { prefix_sent, prefix_used, ..SmsCounts::default() };
    assert_eq!(decide(counts(19, 0)), SmsDecision::Allow, "too few to judge");
    assert_eq!(decide(counts(20, 6)), SmsDecision::Allow, "30 % is enough");
    assert_eq!(decide(counts(20, 5)), SmsDecision::Refuse(SmsRefusal::PrefixUnused));
    assert_eq!(decide(counts(u32::MAX, 0)), SmsDecision::Refuse(SmsRefusal::PrefixUnused));
}

#[test]
fn the_days_money_is_counted_in_parts_and_by_country() {
    let mut limits = limits();
    limits.prices.insert(country("AT"), 120);
    assert_eq!(limits.cost(&country("DE"), 2), 100);
    assert_eq!(limits.cost(&country("AT"), 2), 240);
    let spent = |spent_day| SmsCounts { spent_day, ..SmsCounts::default() };
    assert_eq!(limits.decide(&country("DE"), 1, &spent(49_950)), SmsDecision::Allow);
    let refused = SmsDecision::Refuse(SmsRefusal::SpendCap);
    assert_eq!(limits.decide(&country("DE"), 1, &spent(49_951)), refused);
    assert_eq!(limits.decide(&country("AT"), 1, &spent(49_950)), refused);
    assert_eq!(limits.decide(&country("DE"), 1, &spent(u64::MAX)), refused);
    let uncapped = SmsLimits { spend_cap_day: 0, ..limits };
    assert_eq!(uncapped.decide(&country("DE"), 1, &spent(u64::MAX)), SmsDecision::Allow);
}

#[test]
fn the_live_code_is_repeated_ever_more_slowly() {
    let waits: Vec<i64> = (0..6).map(resend_after).collect();
    assert_eq!(waits, [0, 30, 60, 120, 120, 120]);
}

#[test]
fn unknown_keys_and_countries_are_refused_in_the_config() {
    assert!(toml::from_str::<SmsLimits>("per_numbr_10_min = 3").is_err());
    assert!(toml::from_str::<SmsLimits>("countries = [\"Germany\"]").is_err());
    assert!(toml::from_str::<SmsLimits>("countries = \"all\"").is_err());
    let read: SmsLimits = toml::from_str("countries = [\"de\"]\nprices = { DE = 75 }").unwrap();
    assert_eq!(read.cost(&country("DE"), 1), 75);
}

#[test]
fn strangers_get_three_fifths_of_what_a_person_may_be_sent_and_known_browsers_the_rest() {
    let shares = [0, 1, 2, 3, 4, 5, 6, 10, 11, u32::MAX].map(share_of_strangers);
    assert_eq!(shares, [0, 1, 1, 1, 2, 3, 3, 6, 6, 2_576_980_377]);
    let refused = SmsDecision::Refuse;
    // Texts to the number and for the account, what of each strangers had, and what a stranger and a known browser are told.
    let table = [
        ((2, 5), (2, 5), SmsDecision::Allow, SmsDecision::Allow),
        ((3, 5), (3, 5), refused(SmsRefusal::NumberLimit), SmsDecision::Allow),
        ((4, 5), (2, 5), SmsDecision::Allow, SmsDecision::Allow),
        ((5, 5), (2, 5), refused(SmsRefusal::NumberLimit), refused(SmsRefusal::NumberLimit)),
        ((0, 6), (0, 6), refused(SmsRefusal::AccountLimit), SmsDecision::Allow),
        ((0, 9), (0, 5), SmsDecision::Allow, SmsDecision::Allow),
        ((0, 10), (0, 5), refused(SmsRefusal::AccountLimit), refused(SmsRefusal::AccountLimit)),
    ];
    for ((number_10_min, account_day), (number, account), stranger, known) in table {
        let all = SmsCounts { number_10_min, account_day, ..SmsCounts::default() };
        let theirs = StrangersCounts { number_10_min: number, account_day: account };
        let asked_by_one = SmsCounts { strangers: Some(theirs), ..all };
        assert_eq!((decide(asked_by_one), decide(all)), (stranger, known), "{asked_by_one:?}");
    }
}

proptest! {
    /// Promise 7: however often strangers ask, in whatever turn with others, a known browser is sent a text.
    #[test]
    fn strangers_alone_never_use_up_what_is_kept_for_known_browsers(number in 2u32..50, account in 2u32..50) {
        let limits = SmsLimits { per_number_10_min: number, per_account_day: account, ..limits() };
        let mut sent = 0;
        let counts = |n, strangers| SmsCounts { number_10_min: n, account_day: n, strangers, ..SmsCounts::default() };
        let theirs = |n| Some(StrangersCounts { number_10_min: n, account_day: n });
        while limits.decide(&country("DE"), 1, &counts(sent, theirs(sent))) == SmsDecision::Allow {
            sent += 1;
        }
        prop_assert!(sent >= 1, "strangers are people too");
        prop_assert_eq!(limits.decide(&country("DE"), 1, &counts(sent, None)), SmsDecision::Allow);
    }

    #[test]
    fn more_sent_never_turns_a_refusal_into_a_text(
        number in 0u32..12, account in 0u32..20, network in 0u32..60, sent in 0u32..60, spent in 0u64..60_000,
    ) {
        let fewer = SmsCounts {
            number_10_min: number, account_day: account, network_day: network,
            prefix_sent: sent, spent_day: spent, ..SmsCounts::default()
        };
        let more = SmsCounts {
            number_10_min: number + 1, account_day: account + 1, network_day: network + 1,
            prefix_sent: sent + 1, spent_day: spent + 1, ..fewer
        };
        if decide(fewer) != SmsDecision::Allow {
            prop_assert_ne!(decide(more), SmsDecision::Allow);
        }
    }
}
