//! Checking an answer: the slow or keyed work between reading and deciding. What comes out is a verdict, never a code.

use rules::facts::Facts;
use rules::id::MethodId;
use rules::judge::Checked;
use rules::method::{AppState, MethodData, MethodKind, StoredMethod, TotpAlgorithm};
use rules::sign_in::{Asked, Challenge};
use rules::time::Time;
use secrets::codes::RecoveryCode;
use secrets::hashing::Class;
use secrets::seal::Place;
use secrets::totp::{self, Algorithm, Digits, TotpParams};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::beats::Fault;
use crate::house::House;

/// What a person typed.
#[derive(Clone)]
pub enum Answer {
    /// A code.
    Code(Zeroizing<String>),
    /// The answer to the security question.
    Answer(Zeroizing<String>),
    /// What the browser brought of a passkey (JSON).
    Credential(Zeroizing<String>),
}

impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Answer(..)")
    }
}

impl Answer {
    /// Whether it is of the kind that a method of this kind is answered with.
    const fn fits(&self, kind: MethodKind) -> bool {
        match self {
            Self::Answer(_) => matches!(kind, MethodKind::SecurityQuestion),
            Self::Credential(_) => matches!(kind, MethodKind::Passkey),
            Self::Code(_) => matches!(
                kind,
                MethodKind::TextMessage | MethodKind::AuthenticatorApp | MethodKind::RecoveryCode
            ),
        }
    }

    fn text(&self) -> &str {
        match self {
            Self::Code(text) | Self::Answer(text) | Self::Credential(text) => text,
        }
    }
}

/// Steps on each side of the expected one (DESIGN section 4: a window of three steps).
const WINDOW: i64 = 1;
/// How far off a clock may be for the hint that it is, in steps.
const DRIFT_REACH: i64 = 10;

/// How an app makes its codes.
pub(crate) fn params(app: &AppState) -> TotpParams {
    let algorithm = match app.algorithm {
        TotpAlgorithm::Sha1 => Algorithm::Sha1,
        TotpAlgorithm::Sha256 => Algorithm::Sha256,
        TotpAlgorithm::Sha512 => Algorithm::Sha512,
    };
    TotpParams { algorithm, digits: Digits::from_count(app.digits).unwrap_or(Digits::Six) }
}

/// Where the secret of a method is sealed to.
pub(crate) fn secret_place(row: &str) -> Place<'_> {
    Place { table: "methods", column: "secret", row }
}

/// Where the code of a text message is sealed to.
pub(crate) fn code_place(row: &str) -> Place<'_> {
    Place { table: "sign_ins", column: "code", row }
}

impl House {
    /// The class in the hashing queue that a sign-in's requests belong to.
    pub(crate) fn class(facts: &Facts) -> Class {
        if facts.guesser().browser().is_some() { Class::KnownBrowser } else { Class::Anyone }
    }

    /// Checks an answer to a challenge; none: not even of the kind that was asked.
    pub(crate) async fn check(
        &self,
        facts: &Facts,
        challenge: &Challenge,
        stored: &StoredMethod,
        answer: &Answer,
        now: Time,
    ) -> Result<Option<Checked>, Fault> {
        if !answer.fits(stored.method.kind()) {
            return Ok(None);
        }
        let class = Self::class(facts);
        match (&challenge.asked, &stored.method.data) {
            (Asked::SecurityQuestion, _) => {
                let normal = secrets::answer::normalise(answer.text());
                let matches = self.pool.verify(class, normal, &stored.secret).await?.matches;
                Ok(Some(Checked::SecurityQuestion { matches }))
            }
            (Asked::TextMessage(code), _) => {
                let row = facts.held.sign_in.id.to_string();
                let matches = self.code_matches(&row, &code.sealed, answer.text())?;
                Ok(Some(Checked::TextMessage { matches }))
            }
            (Asked::AuthenticatorApp, MethodData::AuthenticatorApp(app)) => {
                self.check_app(stored.method.id, &stored.secret, app, answer.text(), now).map(Some)
            }
            (Asked::RecoveryCode, _) => self.check_recovery_code(facts, class, answer.text()).await.map(Some),
            (Asked::Passkey(ceremony), _) => self.check_passkey(facts, ceremony, answer.text()).map(Some),
            // Answered on the phone, never here.
            (Asked::AuthenticatorApp | Asked::MobilePrompt { .. }, _) => Ok(None),
        }
    }

    /// Compares a typed code with a sealed one, in constant time.
    pub(crate) fn code_matches(&self, row: &str, sealed: &str, typed: &str) -> Result<bool, Fault> {
        let code = self.keys.open(code_place(row), sealed)?;
        let typed: Zeroizing<String> =
            Zeroizing::new(typed.chars().filter(|c| !matches!(c, ' ' | '-' | '\u{a0}')).collect());
        Ok(bool::from(code.as_slice().ct_eq(typed.as_bytes())))
    }

    /// Finds the step that an app's code belongs to, around the offset that its clock was learned to have.
    pub(crate) fn check_app(
        &self,
        id: MethodId,
        sealed: &str,
        app: &AppState,
        typed: &str,
        now: Time,
    ) -> Result<Checked, Fault> {
        let seed = self.keys.open(secret_place(&id.to_string()), sealed)?;
        let now_step = totp::step_at(now.0);
        let step = totp::check(&seed, params(app), typed, now_step + app.offset, WINDOW);
        let drifted = match step {
            Some(_) => None,
            None => {
                totp::find_drift(&seed, params(app), typed, now_step, DRIFT_REACH).map(|off| now_step + off)
            }
        };
        Ok(Checked::AuthenticatorApp { step, drifted, now_step })
    }

    async fn check_recovery_code(&self, facts: &Facts, class: Class, typed: &str) -> Result<Checked, Fault> {
        let account = facts.held.sign_in.who.key();
        let parsed = RecoveryCode::parse(typed);
        let slot = parsed.as_ref().and_then(|c| char::from_digit(u32::from(c.slot), 10));
        let hash = match slot {
            Some(slot) => self.store.recovery_code(account, slot).await?,
            None => None,
        };
        let matches = match (&parsed, hash) {
            (Some(code), Some(hash)) => self.pool.verify(class, code.secret.clone(), &hash).await?.matches,
            _ => self.pool.verify_absent(class, Zeroizing::new(typed.to_owned())).await?.matches,
        };
        Ok(Checked::RecoveryCode { slot: slot.unwrap_or('0'), matches })
    }
}
