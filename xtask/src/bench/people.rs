//! The people of the benches. Everything about one follows from their number, so that the client that loads and the
//! rows that were written agree without either being asked. Nothing here is random, and nothing is a secret.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;
use rules::Time;
use rules::id::{AccountId, BrowserId, EmailId, MethodId, RowToken, SignInId};
use secrets::Keys;
use secrets::hashing::{Class, Pool, PoolOptions};
use secrets::token::{Ref, Token};
use secrets::totp::{self, TotpParams};
use zeroize::Zeroizing;

/// The password of everybody.
pub(super) const PASSWORD: &str = "the fourth horse was not correct";

/// Different hashes that everybody shares: making a million of them would take hours.
const HASHES: usize = 4;

/// What an identifier or token is of, so that one person's are unlike each other.
#[derive(Clone, Copy)]
enum Of {
    Account,
    Method,
    Email,
    Browser,
    SignIn,
    Row,
    Seed,
    SignInToken,
    BrowserToken,
}

/// Some people, their keys and their hashes.
#[derive(Debug)]
pub(super) struct People {
    /// How many.
    pub(super) count: u32,
    /// The keys of their house.
    pub(super) keys: Arc<Keys>,
    /// Argon2id of [`PASSWORD`] at the product's default cost.
    hashes: Arc<[String]>,
}

impl People {
    /// `count` people. The keys are the same at every run, since they guard nothing.
    pub(super) async fn new(count: u32) -> Result<Self> {
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let keys = Keys::generate(&mut rng);
        let pool =
            Pool::start(PoolOptions::for_cores(NonZeroUsize::MIN), &keys).context("no hashing thread")?;
        let mut hashes = Vec::with_capacity(HASHES);
        for _ in 0..HASHES {
            let password = secrets::password::nfc(PASSWORD);
            hashes.push(pool.hash(Class::Anyone, password, &mut rng).await?);
        }
        Ok(Self { count, keys: Arc::new(keys), hashes: hashes.into() })
    }

    /// Others of the same house: same keys, same hashes.
    pub(super) fn as_many_as(&self, count: u32) -> Self {
        Self { count, keys: Arc::clone(&self.keys), hashes: Arc::clone(&self.hashes) }
    }

    /// The person of this number; numbers beyond the last begin anew.
    pub(super) const fn person(&self, number: u32) -> Person<'_> {
        Person { number: number % self.count, people: self }
    }

    /// Some person, another one each time until everybody had a turn, in an order that jumps through the tables.
    pub(super) fn anybody(&self, turn: u32) -> Person<'_> {
        // A prime, so that it divides no number of people that anybody would ask for.
        const LEAP: u64 = 2_654_435_761;
        let number = u64::from(turn) * LEAP % u64::from(self.count);
        self.person(u32::try_from(number).unwrap_or_default())
    }
}

/// One of the people.
#[derive(Clone, Copy)]
pub(super) struct Person<'a> {
    number: u32,
    people: &'a People,
}

impl Person<'_> {
    fn bytes(self, of: Of) -> [u8; 16] {
        let mark = ((of as u64) << 40) | u64::from(self.number);
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&mixed(mark).to_be_bytes());
        bytes[8..].copy_from_slice(&mixed(mark | (1 << 63)).to_be_bytes());
        bytes
    }

    fn token(self, of: Of) -> Token {
        let mut seed = [0; 32];
        seed[..16].copy_from_slice(&self.bytes(of));
        let account = self.account();
        Token::new(&self.people.keys, account.bytes(), &mut ChaCha20Rng::from_seed(seed))
    }

    /// Account ids grow with the number, so that writing a million of them fills the indexes from left to right.
    pub(super) fn account(self) -> AccountId {
        let place = u64::MAX / u64::from(self.people.count) * u64::from(self.number);
        let mut bytes = self.bytes(Of::Account);
        bytes[..8].copy_from_slice(&place.to_be_bytes());
        AccountId::from_bytes(bytes)
    }

    pub(super) const fn number(self) -> u32 {
        self.number
    }

    /// The name to sign in with.
    pub(super) fn name(self) -> String {
        format!("person-{}", self.number)
    }

    /// The stored password.
    pub(super) fn hash(self) -> String {
        let place = usize::try_from(self.number).unwrap_or_default() % self.people.hashes.len();
        self.people.hashes[place].clone()
    }

    pub(super) fn method(self) -> MethodId {
        MethodId::from_bytes(self.bytes(Of::Method))
    }

    pub(super) fn email(self) -> EmailId {
        EmailId::from_bytes(self.bytes(Of::Email))
    }

    pub(super) fn browser(self) -> BrowserId {
        BrowserId::from_bytes(self.bytes(Of::Browser))
    }

    pub(super) fn sign_in(self) -> SignInId {
        SignInId::from_bytes(self.bytes(Of::SignIn))
    }

    /// The mark of the sign-in's row as it is first written.
    pub(super) fn row(self) -> RowToken {
        RowToken::from_bytes(self.bytes(Of::Row))
    }

    /// The seed of their authenticator app, as long as a real one.
    pub(super) fn seed(self) -> [u8; 20] {
        let mut seed = [0; 20];
        seed[..16].copy_from_slice(&self.bytes(Of::Seed));
        seed
    }

    /// The code that their app shows at a step.
    pub(super) fn code(self, step: i64) -> Zeroizing<String> {
        totp::code(&self.seed(), TotpParams::default(), step)
    }

    /// Public name and secret of the sign-in that waits for their code.
    pub(super) fn held_sign_in(self) -> (String, Zeroizing<String>) {
        let id = Ref { account: *self.account().bytes(), id: *self.sign_in().bytes() };
        let secret = self.token(Of::SignInToken).to_text();
        (id.to_text(&self.people.keys), secret)
    }

    pub(super) fn sign_in_hash(self) -> String {
        self.token(Of::SignInToken).hash()
    }

    /// What their browser is known by.
    pub(super) fn browser_token(self) -> String {
        let token = self.token(Of::BrowserToken).to_text();
        format!("{}_{}", self.browser(), token.as_str())
    }

    pub(super) fn browser_hash(self) -> String {
        self.token(Of::BrowserToken).hash()
    }
}

/// The moment it is.
pub(super) fn now() -> Time {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    Time(since.map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(i64::MAX)))
}

/// A well mixed number for each number (the finaliser of SplitMix64).
const fn mixed(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[tokio::test]
    async fn everybody_has_a_turn_before_anybody_has_two() {
        let people = People::new(1000).await.unwrap();
        let names: HashSet<String> = (0..1000).map(|turn| people.anybody(turn).name()).collect();
        assert_eq!(names.len(), 1000);
    }

    #[tokio::test]
    async fn accounts_are_written_in_their_order_and_tokens_name_them() {
        let people = People::new(10).await.unwrap();
        assert!(people.person(3).account() < people.person(4).account());
        let (_, secret) = people.person(3).held_sign_in();
        let parsed = Token::parse(&people.keys, &secret).unwrap();
        assert_eq!(parsed.account, *people.person(3).account().bytes());
        assert!(parsed.matches(&people.person(3).sign_in_hash()));
    }
}
