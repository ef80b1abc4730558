//! Attacks on many accounts at once: credential stuffing and password spraying, as streams of attempts of
//! which few have the right password.

use super::Draw;

/// One attempt at some account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// When, in Unix seconds.
    pub at: i64,
    /// Which account.
    pub person: u32,
    /// Which of the attacker's addresses, from 0.
    pub address: u32,
    /// The password is right.
    pub right: bool,
}

/// Leaked passwords of other sites tried at `people` accounts from `addresses` hosting addresses within 20
/// minutes; one in a hundred is right.
pub fn stuffing(beginning: i64, people: u32, addresses: u32, seed: u64) -> Vec<Attempt> {
    let mut draw = Draw::new(seed, 0);
    let mut attempts: Vec<Attempt> = (0..people)
        .map(|person| Attempt {
            at: beginning + i64::from(draw.below(20 * 60)),
            person,
            address: person % addresses.max(1),
            right: draw.chance(0.01),
        })
        .collect();
    attempts.sort_by_key(|attempt| (attempt.at, attempt.person));
    attempts
}

/// One common password tried at `people` accounts, once a minute from each of `addresses` addresses; one in
/// two hundred has it.
pub fn spraying(beginning: i64, people: u32, addresses: u32, seed: u64) -> Vec<Attempt> {
    let mut draw = Draw::new(seed, 0);
    let addresses = addresses.max(1);
    (0..people)
        .map(|person| Attempt {
            at: beginning + 60 * i64::from(person / addresses),
            person,
            address: person % addresses,
            right: draw.chance(0.005),
        })
        .collect()
}
