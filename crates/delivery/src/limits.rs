//! Whether a text message may be sent: limits against SMS pumping and toll fraud, decided from counts.
//! Not here: the counting (`store`), any clock; and tries of codes, which are `rules`' matter.

use crate::number::Country;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Limits of text messages. Except for "5 in ten minutes to one number" the figures are our choice.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct SmsLimits {
    /// False stops all text messages at once; people are offered their other methods. Default true.
    pub enabled: bool,
    /// Countries that are served. Empty, the default, means that the operator has not chosen yet, and
    /// nothing is sent. `"any"` serves all (the demo's choice; an invitation to toll fraud elsewhere).
    pub countries: Countries,
    /// To one number in ten minutes; three fifths of it for browsers that are not known. Default 5.
    pub per_number_10_min: u32,
    /// For one account in a day; three fifths of it for browsers that are not known. Default 10.
    pub per_account_day: u32,
    /// For one network (IPv4 address, IPv6 /64) in a day. Default 30.
    pub per_network_day: u32,
    /// To one country in a day. Default 2,000.
    pub per_country_day: u32,
    /// The breaker judges a prefix once so many codes were sent to it in the last day. Default 20.
    pub breaker_after: u32,
    /// The breaker opens when fewer than this percentage of them were used. Default 30.
    pub breaker_used_percent: u32,
    /// What may be spent in a day, in the unit of the prices; 0 means no cap. Default 50,000, which is
    /// 1,000 texts of one part at the default price.
    pub spend_cap_day: u64,
    /// Price of one part of a text, in any unit (thousandths of the operator's currency, say). Default 50.
    pub price: u32,
    /// Prices of countries that differ.
    pub prices: BTreeMap<Country, u32>,
}

/// Which countries are served.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(untagged)]
pub enum Countries {
    /// These.
    Listed(Vec<Country>),
    /// All.
    Any(AnyCountry),
}

/// The word `any`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
pub enum AnyCountry {
    /// All countries.
    #[serde(rename = "any")]
    Any,
}

impl Default for SmsLimits {
    fn default() -> Self {
        Self {
            enabled: true,
            countries: Countries::Listed(Vec::new()),
            per_number_10_min: 5,
            per_account_day: 10,
            per_network_day: 30,
            per_country_day: 2_000,
            breaker_after: 20,
            breaker_used_percent: 30,
            spend_cap_day: 50_000,
            price: 50,
            prices: BTreeMap::new(),
        }
    }
}

/// What was sent before this text. "Day" is the last 24 hours.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SmsCounts {
    /// To the number, in ten minutes.
    pub number_10_min: u32,
    /// For the account, in a day.
    pub account_day: u32,
    /// For the network that asks, in a day.
    pub network_day: u32,
    /// To the country, in a day.
    pub country_day: u32,
    /// To numbers of the prefix, in a day; only those whose code was used or has died, so that codes on
    /// their way do not count as unused.
    pub prefix_sent: u32,
    /// How many of those were used.
    pub prefix_used: u32,
    /// Spent in a day, by [`SmsLimits::cost`].
    pub spent_day: u64,
    /// What browsers that are not known asked for of it, where one of them asks again; none: a known browser asks.
    pub strangers: Option<StrangersCounts>,
}

/// What browsers that are not known were sent, whoever they are: counted in the others too.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StrangersCounts {
    /// To the number, in ten minutes.
    pub number_10_min: u32,
    /// For the account, in a day.
    pub account_day: u32,
}

/// What strangers may use of a limit on texts to one person: three fifths, at least one. The rest is kept for browsers that the
/// person is known on, so that a thief with the password cannot use it all up (DESIGN section 2, promise 7).
#[must_use]
pub const fn share_of_strangers(limit: u32) -> u32 {
    // Three fifths of five times q and r more, without a product that could overflow.
    let share = limit / 5 * 3 + limit % 5 * 3 / 5;
    if share == 0 && limit > 0 { 1 } else { share }
}

/// May the text be sent?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SmsDecision {
    /// Yes.
    Allow,
    /// No, and why. The page offers another method.
    Refuse(SmsRefusal),
}

/// Why a text is not sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SmsRefusal {
    /// The operator switched text messages off.
    SwitchedOff,
    /// The operator has not chosen the countries yet.
    NoCountriesChosen,
    /// This country is not served.
    CountryNotServed,
    /// Too many to this number.
    NumberLimit,
    /// Too many for this account.
    AccountLimit,
    /// Too many asked for from this network.
    NetworkLimit,
    /// Too many to this country.
    CountryLimit,
    /// Codes sent to this prefix are not used: somebody earns by them.
    PrefixUnused,
    /// The day's money is spent.
    SpendCap,
}

impl SmsLimits {
    /// Whether any text may be sent at all: switched on, to some country.
    pub fn sends_any(&self) -> bool {
        self.enabled && !self.none_chosen()
    }

    /// What a text of so many parts to a country costs.
    pub fn cost(&self, country: &Country, parts: u32) -> u64 {
        let price = self.prices.get(country).unwrap_or(&self.price);
        u64::from(*price) * u64::from(parts)
    }

    /// Decides about a text of so many parts to a number of this country. What is wrong with the
    /// operator's choices comes before what is wrong with this one text.
    pub fn decide(&self, country: &Country, parts: u32, counts: &SmsCounts) -> SmsDecision {
        let spent = counts.spent_day.saturating_add(self.cost(country, parts));
        let too_many = |all: u32, of: fn(StrangersCounts) -> u32, limit: u32| {
            all >= limit || counts.strangers.is_some_and(|some| of(some) >= share_of_strangers(limit))
        };
        let number = too_many(counts.number_10_min, |some| some.number_10_min, self.per_number_10_min);
        let account = too_many(counts.account_day, |some| some.account_day, self.per_account_day);
        let refusals = [
            (!self.enabled, SmsRefusal::SwitchedOff),
            (self.none_chosen(), SmsRefusal::NoCountriesChosen),
            (!self.serves(country), SmsRefusal::CountryNotServed),
            (number, SmsRefusal::NumberLimit),
            (account, SmsRefusal::AccountLimit),
            (counts.network_day >= self.per_network_day, SmsRefusal::NetworkLimit),
            (counts.country_day >= self.per_country_day, SmsRefusal::CountryLimit),
            (self.breaker_is_open(counts), SmsRefusal::PrefixUnused),
            (self.spend_cap_day > 0 && spent > self.spend_cap_day, SmsRefusal::SpendCap),
        ];
        let first = refusals.into_iter().find(|(applies, _)| *applies);
        first.map_or(SmsDecision::Allow, |(_, refusal)| SmsDecision::Refuse(refusal))
    }

    fn none_chosen(&self) -> bool {
        matches!(&self.countries, Countries::Listed(listed) if listed.is_empty())
    }

    fn serves(&self, country: &Country) -> bool {
        match &self.countries {
            Countries::Any(AnyCountry::Any) => true,
            Countries::Listed(listed) => listed.contains(country),
        }
    }

    /// Closes by itself as the sends leave the day.
    fn breaker_is_open(&self, counts: &SmsCounts) -> bool {
        let (sent, used) = (u64::from(counts.prefix_sent), u64::from(counts.prefix_used));
        sent > 0
            && sent >= u64::from(self.breaker_after)
            && used * 100 < sent * u64::from(self.breaker_used_percent)
    }
}

/// Seconds until the live code may be sent again, after it was sent `times` times: 30, 60, then 120.
pub fn resend_after(times: u32) -> i64 {
    match times {
        0 => 0,
        1 => 30,
        2 => 60,
        _ => 120,
    }
}

#[cfg(test)]
#[path = "limits_tests.rs"]
mod tests;
