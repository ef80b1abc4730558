//! Bringing people in from another system, and the people of the demo: checked first, written whole, told nobody.
//! Deliberately not here: reading files, and any way to bring a method into an account that exists.

use delivery::number::NumberRefusal;
use rules::change::{Change, Write};
use rules::decision::record;
use rules::enrollment::new_app;
use rules::event::EventKind;
use rules::id::{AccountId, MethodId};
use rules::method::{Method, MethodData, MethodKind, MethodState, TotpAlgorithm};
use rules::time::Time;
use secrets::answer::AnswerProblem;
use secrets::hashing::Class;
use secrets::password::PasswordProblem;
use secrets::totp;
use zeroize::Zeroizing;

use crate::answers::secret_place;
use crate::beats::{Committed, Fault};
use crate::create::{NewPerson, NotCreated, checked, nobody};
use crate::house::House;

/// Fewest bytes of a seed: 112 bits (NIST SP 800-63B-4 section 3.1.4.1).
const SHORTEST_SEED: usize = 14;

/// A person as they come.
#[derive(Clone, Debug, Default)]
pub struct Imported {
    /// Who they are.
    pub person: NewPerson,
    /// How they prove it first.
    pub password: ImportedPassword,
    /// How they prove it second.
    pub methods: Vec<ImportedMethod>,
}

/// The first step of somebody who comes from elsewhere.
#[derive(Clone, Default)]
pub enum ImportedPassword {
    /// None yet: they set one by a link.
    #[default]
    None,
    /// As it is typed; held to the rules of this site.
    Typed(Zeroizing<String>),
    /// A hash in PHC form (or bcrypt's own), replaced at the first sign-in.
    Hash(Zeroizing<String>),
}

impl std::fmt::Debug for ImportedPassword {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::None => "None",
            Self::Typed(_) => "Typed(..)",
            Self::Hash(_) => "Hash(..)",
        })
    }
}

/// A method that is enabled from the first moment, since another system (or the demo) proved it.
#[derive(Clone)]
pub enum ImportedMethod {
    /// An authenticator app that goes on making the codes it makes.
    TotpSeed {
        /// The seed in base32.
        seed: Zeroizing<String>,
        /// Its hash function.
        algorithm: TotpAlgorithm,
        /// Digits of a code, 6 to 8.
        digits: u8,
        /// What its owner calls it.
        name: String,
    },
    /// A phone.
    Phone {
        /// Its number, with its country.
        number: String,
    },
    /// A security question.
    Question {
        /// Its key in the site's list.
        question: String,
        /// Its answer as typed.
        answer: Zeroizing<String>,
    },
    /// Ten fresh recovery codes.
    RecoveryCodes,
}

impl std::fmt::Debug for ImportedMethod {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.kind().name())
    }
}

impl ImportedMethod {
    const fn kind(&self) -> MethodKind {
        match self {
            Self::TotpSeed { .. } => MethodKind::AuthenticatorApp,
            Self::Phone { .. } => MethodKind::TextMessage,
            Self::Question { .. } => MethodKind::SecurityQuestion,
            Self::RecoveryCodes => MethodKind::RecoveryCode,
        }
    }
}

/// Somebody who came in.
#[derive(Clone)]
pub struct CameIn {
    /// Their account.
    pub account: AccountId,
    /// Their recovery codes, if they were to get some.
    pub recovery_codes: Vec<Zeroizing<String>>,
}

impl std::fmt::Debug for CameIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "CameIn({})", self.account)
    }
}

/// Why somebody cannot come in as they are.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotImported {
    /// The name or an address.
    #[error(transparent)]
    Person(#[from] NotCreated),
    /// The password as typed.
    #[error("the password does not meet the rules of this site")]
    Password(Vec<PasswordProblem>),
    /// The hash.
    #[error("the password hash is of no known form, too costly to check, or made with another pepper")]
    Hash,
    /// The seed.
    #[error("the seed of the authenticator app is not base32")]
    Seed,
    /// The seed.
    #[error("the seed of the authenticator app is shorter than 112 bits; let the person set up the app anew")]
    ShortSeed,
    /// The digits.
    #[error("an authenticator app makes codes of 6, 7 or 8 digits")]
    Digits,
    /// The number.
    #[error("the phone number cannot get text messages; write it with its country, like +351912345678")]
    Number(NumberRefusal),
    /// The answer.
    #[error("the answer to the security question is too easy to guess")]
    Answer(AnswerProblem),
}

/// The writes and the codes to show of one method.
type Made = (Change, Vec<Zeroizing<String>>);

impl House {
    /// Whether somebody could come in, without letting them.
    ///
    /// # Errors
    /// Faults only.
    pub async fn may_import(&self, imported: &Imported) -> Result<Result<(), NotImported>, Fault> {
        if let Err(why) = self.readable(imported).await? {
            return Ok(Err(why));
        }
        let person = &imported.person;
        let vouched = person.emails.iter().filter(|(_, vouched)| *vouched).map(|(address, _)| address);
        let names: Vec<_> =
            std::iter::once(&person.user_name).chain(vouched).map(|name| self.name_hash(name)).collect();
        let taken = self.store.account_named(&names).await?.is_some();
        Ok(if taken { Err(NotCreated::Taken.into()) } else { Ok(()) })
    }

    /// Lets somebody in: account, addresses and methods in one commit. Nobody is told.
    ///
    /// # Errors
    /// Faults only.
    pub async fn import_person(&self, imported: &Imported) -> Result<Result<CameIn, NotImported>, Fault> {
        if let Err(why) = self.readable(imported).await? {
            return Ok(Err(why));
        }
        let hash = match &imported.password {
            ImportedPassword::None => String::new(),
            ImportedPassword::Hash(hash) => hash.to_string(),
            ImportedPassword::Typed(typed) => {
                let password = secrets::password::nfc(typed);
                self.pool.hash(Class::Anyone, password, &mut self.dice()).await?
            }
        };
        let now = self.now();
        let (account, mut change) = self.new_account(&imported.person, hash, now)?;
        let mut recovery_codes = Vec::new();
        for method in &imported.methods {
            let (writes, codes) = match self.made(account, method, now).await? {
                Ok(made) => made,
                Err(why) => return Ok(Err(why)),
            };
            change.extend(writes);
            recovery_codes.extend(codes);
        }
        if imported.methods.iter().any(|method| method.kind().is_level_2()) {
            // Another system proved it: the hold after a first strong method is over.
            vouch(&mut change, now.plus(-self.settings.first_strong_hold));
        }
        match self.commit(&change).await? {
            Committed::Done => Ok(Ok(CameIn { account, recovery_codes })),
            Committed::Conflict => Ok(Err(NotCreated::Taken.into())),
            Committed::Unknown => Err(Fault::Unavailable("the outcome is not known".into())),
        }
    }

    async fn readable(&self, imported: &Imported) -> Result<Result<(), NotImported>, Fault> {
        let Imported { person, password, methods } = imported;
        if let Err(why) = checked(person) {
            return Ok(Err(why.into()));
        }
        match password {
            ImportedPassword::Hash(hash) if !self.pool.reads(hash) => return Ok(Err(NotImported::Hash)),
            ImportedPassword::Typed(typed) => {
                let personal = self.personal_of(person);
                let judged = self.judge_password(&secrets::password::nfc(typed), personal).await?;
                if let Err(problems) = judged {
                    return Ok(Err(NotImported::Password(problems)));
                }
            }
            ImportedPassword::None | ImportedPassword::Hash(_) => {}
        }
        Ok(methods.iter().try_for_each(|method| self.method_readable(person, method)))
    }

    fn method_readable(&self, person: &NewPerson, method: &ImportedMethod) -> Result<(), NotImported> {
        match method {
            ImportedMethod::TotpSeed { seed, digits, .. } => {
                let bytes = totp::seed_from_base32(seed).ok_or(NotImported::Seed)?;
                if bytes.len() < SHORTEST_SEED {
                    return Err(NotImported::ShortSeed);
                }
                totp::Digits::from_count(*digits).map(|_| ()).ok_or(NotImported::Digits)
            }
            ImportedMethod::Phone { number } => self.number(number).map(|_| ()).map_err(NotImported::Number),
            ImportedMethod::Question { answer, .. } => {
                let personal = self.personal_of(person);
                let personal: Vec<&str> = personal.iter().map(String::as_str).collect();
                secrets::answer::judge(answer, "", &personal).map_err(NotImported::Answer)
            }
            ImportedMethod::RecoveryCodes => Ok(()),
        }
    }

    fn number(&self, typed: &str) -> Result<delivery::number::Number, NumberRefusal> {
        delivery::number::parse(typed, self.texts.as_ref().and_then(|texts| texts.home.as_ref()))
    }

    async fn made(
        &self,
        account: AccountId,
        method: &ImportedMethod,
        now: Time,
    ) -> Result<Result<Made, NotImported>, Fault> {
        let mut dice = self.dice();
        let id = MethodId::random(&mut dice);
        let mut writes = Change::new();
        let mut shown = Vec::new();
        let mut called = String::new();
        let (data, secret) = match method {
            ImportedMethod::TotpSeed { seed, algorithm, digits, name } => {
                let Some(seed) = totp::seed_from_base32(seed) else { return Ok(Err(NotImported::Seed)) };
                called = name.trim().chars().take(rules::my_account::NAME_MAX).collect();
                let sealed = self.keys.seal(secret_place(&id.to_string()), &seed, &mut dice)?;
                (new_app(*algorithm, *digits), sealed)
            }
            ImportedMethod::Phone { number } => {
                let number = match self.number(number) {
                    Ok(number) => number,
                    Err(why) => return Ok(Err(NotImported::Number(why))),
                };
                let e164 = number.e164();
                let sealed = self.keys.seal(secret_place(&id.to_string()), e164.as_bytes(), &mut dice)?;
                (MethodData::TextMessage { hint: delivery::number::mask(e164), proof: None }, sealed)
            }
            ImportedMethod::Question { question, answer } => {
                let normal = secrets::answer::normalise(answer);
                let hash = self.pool.hash(Class::Anyone, normal, &mut dice).await?;
                (MethodData::SecurityQuestion { question: question.clone() }, hash)
            }
            ImportedMethod::RecoveryCodes => {
                let (codes, hashed) = self.code_set().await?;
                let left = hashed.iter().map(|(slot, _)| *slot).collect();
                writes.push(Write::PutRecoveryCodes { account, codes: hashed });
                shown = codes;
                (MethodData::RecoveryCode { left, saved: true }, String::new())
            }
        };
        let state = MethodState::Active;
        let method = Method { id, state, name: called, added_at: now, last_used_at: None, data };
        let what = EventKind::MethodAdded { method: method.kind() };
        writes.push(Write::NewMethod { account, method, secret });
        writes.push(self.drawing(|draw| record(account, what, &nobody(), now, draw)));
        Ok(Ok((writes, shown)))
    }
}

fn vouch(change: &mut Change, since: Time) {
    for write in change {
        if let Write::NewAccount { account, .. } = write {
            account.first_strong_at = Some(since);
        }
    }
}
