//! Seeded people: each with a password that is the same for all, and an authenticator app whose seed we know.

use anyhow::{Context, Result};
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;
use secrets::totp::{self, Algorithm, PERIOD, TotpParams};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::now;

/// Everybody's password: long, on no list, near nobody's name.
pub const PASSWORD: &str = "forty quiet otters drift past";

/// Steps around now whose codes the product may recognise; a wrong code must be none of them.
const REACH: i64 = 12;

/// Somebody with an account.
#[derive(Debug, Clone)]
pub struct Person {
    /// The name to sign in with.
    pub name: String,
    /// Their mailbox.
    pub email: String,
    /// Their phone: enrolled from the start by [`Self::with_phone`], or by themselves.
    pub phone: String,
    /// Whether the phone is a method from the start.
    pub has_phone: bool,
    /// Whether the operator locks their account before the site opens.
    pub is_locked: bool,
    /// Whether the operator makes them an administrator before the site opens.
    pub is_administrator: bool,
    /// When they verify: `every_sign_in` or `when_risky`.
    pub verify: &'static str,
    /// The seed of their authenticator app; empty: they have none.
    pub seed: Vec<u8>,
    spent: i64,
}

/// So many people called `{role}1`, `{role}2` and so on.
#[must_use]
pub fn cast(role: &str, count: usize) -> Vec<Person> {
    (1..=count).map(|number| Person::new(&format!("{role}{number}"))).collect()
}

impl Person {
    /// Somebody of this name, whose seed and phone follow from it.
    #[must_use]
    pub fn new(name: &str) -> Self {
        let mut bytes = [0; 32];
        for (at, byte) in name.bytes().enumerate() {
            bytes[at % 32] ^= byte.rotate_left(u32::try_from(at / 32).unwrap_or(0));
        }
        let seed = totp::new_seed(Algorithm::Sha1, &mut ChaCha20Rng::from_seed(bytes)).to_vec();
        let digits = seed.iter().take(6).fold(0_u32, |sum, byte| sum * 7 + u32::from(*byte)) % 1_000_000;
        Self {
            name: name.to_owned(),
            email: format!("{name}@example.org"),
            // A block of numbers that Germany's carriers assign to mobiles.
            phone: format!("+4915123{digits:06}"),
            has_phone: false,
            is_locked: false,
            is_administrator: false,
            verify: "every_sign_in",
            seed,
            spent: 0,
        }
    }

    /// The same person with their phone as a method from the start.
    #[must_use]
    pub const fn with_phone(mut self) -> Self {
        self.has_phone = true;
        self
    }

    /// The same person without an app.
    #[must_use]
    pub fn without_app(mut self) -> Self {
        self.seed.clear();
        self
    }

    /// The person as a line of `vestibule account import`.
    #[must_use]
    pub fn to_import(&self, password_hash: &str) -> Value {
        let mut line = json!({
            "user_name": self.name,
            "display_name": self.name,
            "password_hash": password_hash,
            "emails": [self.email],
            "groups": ["client"],
            "verify": self.verify,
        });
        if !self.seed.is_empty() {
            line["totp_seed"] = json!(totp::seed_to_base32(&self.seed).as_str());
        }
        if self.has_phone {
            line["phone"] = json!(self.phone);
        }
        line
    }

    /// The code of a step.
    #[must_use]
    pub fn code_of(&self, step: i64) -> String {
        totp::code(&self.seed, TotpParams::default(), step).to_string()
    }

    /// A code that was not used before and is right for at least half a minute. There are two of them at once, and
    /// then one every thirty seconds.
    ///
    /// # Errors
    /// Both are spent: wait, or write a story with more people.
    pub fn next_code(&mut self) -> Result<String> {
        let step = totp::step_at(now());
        let next = step.max(self.spent + 1);
        (next <= step + 1).then_some(()).with_context(|| format!("{}'s app has no fresh code", self.name))?;
        self.spent = next;
        Ok(self.code_of(next))
    }

    /// The step of the last code from [`Self::next_code`].
    #[must_use]
    pub const fn last_step(&self) -> i64 {
        self.spent
    }

    /// A code that is wrong and near no right one; another one for each `salt`.
    #[must_use]
    pub fn wrong_code(&self, salt: usize) -> String {
        self.wrong_code_at(now(), salt)
    }

    /// The same where the clock is another than ours.
    #[must_use]
    pub fn wrong_code_at(&self, time: i64, salt: usize) -> String {
        let near = self.codes_around(totp::step_at(time));
        let guesses =
            (0..1_000_000_usize).map(|n| format!("{:06}", (n * 7919 + salt * 104_729 + 271) % 1_000_000));
        guesses.into_iter().find(|guess| !near.contains(guess)).unwrap_or_default()
    }

    /// The codes of a step and of all steps around it that the product may recognise.
    #[must_use]
    pub fn codes_around(&self, step: i64) -> Vec<String> {
        (step - REACH..=step + REACH).map(|step| self.code_of(step)).collect()
    }

    /// Seconds until the app shows its next code.
    #[must_use]
    pub fn changes_in() -> i64 {
        PERIOD - now().rem_euclid(PERIOD)
    }
}

/// A hash of [`PASSWORD`] as another system would hand it over, at the product's own cost.
pub(super) fn password_hash() -> Result<String> {
    let password = Zeroizing::new(PASSWORD.to_owned());
    let params = argon2::Params::new(19_456, 2, 1, None).map_err(|error| anyhow::anyhow!("{error}"))?;
    let argon = argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params);
    let mut output = [0; 32];
    let salt = b"salt of a trial!";
    argon
        .hash_password_into(password.as_bytes(), salt, &mut output)
        .map_err(|error| anyhow::anyhow!("{error}"))?;
    let base64 = |bytes: &[u8]| data_encoding::BASE64_NOPAD.encode(bytes);
    Ok(format!("$argon2id$v=19$m=19456,t=2,p=1${}${}", base64(salt), base64(&output)))
}
