//! Text messages before they are written to the outbox: a code, and whether sending it is within the limits that keep
//! fraudsters from earning by it (SMS pumping).

use delivery::limits::{SmsCounts, SmsDecision, SmsLimits, SmsRefusal, StrangersCounts, share_of_strangers};
use delivery::number::{self, Country};
use rules::change::Write;
use rules::id::AccountId;
use rules::text_code::NewCode;
use rules::time::{DAY, HOUR, MINUTE, Time};
use rules::tries::Guesser;
use secrets::bucket::LookupKind;
use secrets::codes::numeric_code;

use crate::answers::{code_place, secret_place};
use crate::beats::Fault;
use crate::house::House;

/// Digits of a text message code (NIST 3.1.3.2: at least six).
const DIGITS: u8 = 6;
/// Hours that the breaker of a prefix looks back on, without the one that runs: its codes may still be used.
const BREAKER_HOURS: i64 = 6;

/// The sums that a text counts into.
pub(crate) struct Sums {
    number: String,
    account: String,
    /// What strangers asked for of the two before, where one asks.
    strangers: Option<[String; 2]>,
    network: String,
    country: String,
    spent: String,
    prefix: String,
}

impl House {
    /// A code, sealed to the row that will hold it.
    pub(crate) fn new_code(&self, row: &str) -> Result<NewCode, Fault> {
        let mut dice = self.dice();
        let plain = numeric_code(DIGITS, &mut dice);
        let sealed = self.keys.seal(code_place(row), plain.as_bytes(), &mut dice)?;
        Ok(NewCode { plain: plain.to_string(), sealed })
    }

    /// The code that is under way once more, or the fresh one.
    pub(crate) fn code_to_send(&self, row: &str, live: Option<&str>) -> Result<NewCode, Fault> {
        let Some(sealed) = live else { return self.new_code(row) };
        let plain = self.keys.open(code_place(row), sealed)?;
        let plain = String::from_utf8(plain.to_vec()).map_err(|e| Fault::Internal(e.to_string()))?;
        Ok(NewCode { plain, sealed: sealed.to_owned() })
    }

    /// The number that a method's sealed secret holds.
    pub(crate) fn number_of(&self, method: &str, sealed: &str) -> Result<String, Fault> {
        let number = self.keys.open(secret_place(method), sealed)?;
        String::from_utf8(number.to_vec()).map_err(|e| Fault::Internal(e.to_string()))
    }

    /// What must be counted with a text to this number, or why it is not sent. `guesser`: who asks for it; strangers get a part
    /// of what is for one person, so that they never use up what a known browser needs.
    pub(crate) async fn may_text(
        &self,
        account: AccountId,
        guesser: &Guesser,
        network: &str,
        number: &str,
        now: Time,
    ) -> Result<Result<Vec<Write>, SmsRefusal>, Fault> {
        let Some(texts) = &self.texts else { return Ok(Err(SmsRefusal::SwitchedOff)) };
        let Ok(parsed) = number::parse(number, texts.home.as_ref()) else {
            return Ok(Err(SmsRefusal::CountryNotServed));
        };
        let country = parsed.country();
        let sums = self.sums(account, guesser, network, number, country, now);
        let counts = self.counts(&sums, now).await?;
        match texts.limits.decide(country, 1, &counts) {
            SmsDecision::Refuse(why) => Ok(Err(why)),
            SmsDecision::Allow => {
                let cost = i64::try_from(texts.limits.cost(country, 1)).unwrap_or(i64::MAX);
                Ok(Ok(counted(&sums, &texts.limits, cost, now)))
            }
        }
    }

    /// What a used code counts as, for the breaker of its prefix.
    pub(crate) fn text_used(&self, number: &str, now: Time) -> Write {
        let prefix = self.prefix(number);
        Write::Spend {
            key: format!("{prefix}/{}/used", now.0.div_euclid(HOUR)),
            by: 1,
            at_most: i64::MAX,
            expires: now.plus(DAY),
        }
    }

    fn prefix(&self, number: &str) -> String {
        let hash = self.keys.lookup_hash(LookupKind::Phone, number::prefix(number));
        format!("text/prefix/{hash}")
    }

    fn sums(
        &self,
        account: AccountId,
        guesser: &Guesser,
        network: &str,
        number: &str,
        country: &Country,
        now: Time,
    ) -> Sums {
        let day = now.0.div_euclid(DAY);
        let hash = self.keys.lookup_hash(LookupKind::Phone, number);
        let prefix = self.prefix(number);
        let number = format!("text/number/{hash}/{}", now.0.div_euclid(10 * MINUTE));
        let account = format!("text/account/{account}/{day}");
        let theirs = || [format!("{number}/strangers"), format!("{account}/strangers")];
        Sums {
            strangers: guesser.browser().is_none().then(theirs),
            number,
            account,
            network: format!("text/network/{network}"),
            country: format!("text/country/{}/{day}", country.as_str()),
            spent: spent_on(day),
            prefix,
        }
    }

    async fn counts(&self, sums: &Sums, now: Time) -> Result<SmsCounts, Fault> {
        let hour = now.0.div_euclid(HOUR);
        let mut keys =
            vec![sums.number.clone(), sums.account.clone(), sums.network.clone(), sums.country.clone()];
        keys.push(sums.spent.clone());
        for past in 1..=BREAKER_HOURS {
            keys.push(format!("{}/{}/sent", sums.prefix, hour - past));
            keys.push(format!("{}/{}/used", sums.prefix, hour - past));
        }
        keys.extend(sums.strangers.iter().flatten().cloned());
        let n = self.store.sums(&keys).await?;
        let at = |i: usize| n.get(i).copied().unwrap_or(0);
        let count = |i: usize| u32::try_from(at(i)).unwrap_or(u32::MAX);
        let every_other = |from: usize| {
            (0..usize::try_from(BREAKER_HOURS).unwrap_or(0))
                .map(|past| count(from + 2 * past))
                .fold(0, u32::saturating_add)
        };
        Ok(SmsCounts {
            number_10_min: count(0),
            account_day: count(1),
            network_day: count(2),
            country_day: count(3),
            spent_day: u64::try_from(at(4)).unwrap_or(u64::MAX),
            prefix_sent: every_other(5),
            prefix_used: every_other(6),
            strangers: sums.strangers.as_ref().map(|_| StrangersCounts {
                number_10_min: count(keys.len() - 2),
                account_day: count(keys.len() - 1),
            }),
        })
    }
}

/// When a text may be sent again that was over a limit; none: no time will mend it.
pub(crate) fn refused_until(why: SmsRefusal, now: Time) -> Option<Time> {
    let end_of = |window: i64| Time((now.0.div_euclid(window) + 1) * window);
    match why {
        SmsRefusal::NumberLimit => Some(end_of(10 * MINUTE)),
        SmsRefusal::AccountLimit
        | SmsRefusal::NetworkLimit
        | SmsRefusal::CountryLimit
        | SmsRefusal::SpendCap => Some(end_of(DAY)),
        // Judged anew each full hour.
        SmsRefusal::PrefixUnused => Some(end_of(HOUR)),
        SmsRefusal::SwitchedOff | SmsRefusal::NoCountriesChosen | SmsRefusal::CountryNotServed => None,
    }
}

/// What a text that is sent counts as: each write fails at its limit, so that no race passes one.
fn counted(sums: &Sums, limits: &SmsLimits, cost: i64, now: Time) -> Vec<Write> {
    let cap = if limits.spend_cap_day == 0 { i64::MAX } else { as_sum(limits.spend_cap_day) };
    let spend = |key: &str, by, at_most, keep| Write::Spend {
        key: key.to_owned(),
        by,
        at_most,
        expires: now.plus(keep),
    };
    let (number, account) = (limits.per_number_10_min, limits.per_account_day);
    let prefix = format!("{}/{}/sent", sums.prefix, now.0.div_euclid(HOUR));
    let mut writes = vec![
        spend(&sums.number, 1, number.into(), 20 * MINUTE),
        spend(&sums.account, 1, account.into(), 2 * DAY),
        spend(&sums.network, 1, limits.per_network_day.into(), 2 * DAY),
        spend(&sums.country, 1, limits.per_country_day.into(), 2 * DAY),
        spend(&sums.spent, cost, cap, 2 * DAY),
        spend(&prefix, 1, i64::MAX, DAY),
    ];
    if let Some([of_number, of_account]) = &sums.strangers {
        writes.push(spend(of_number, 1, share_of_strangers(number).into(), 20 * MINUTE));
        writes.push(spend(of_account, 1, share_of_strangers(account).into(), 2 * DAY));
    }
    writes
}

/// The sum of what text messages cost on a day, by its number from 1970.
pub(crate) fn spent_on(day: i64) -> String {
    format!("text/spent/{day}")
}

fn as_sum(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
