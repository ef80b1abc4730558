//! Enabling methods: the security question, an app, a phone, recovery codes.

use rules::change::Change;
use rules::enrollment::{self, FirstCode, MyFacts};
use rules::fresh::{Action, FreshPerson};
use rules::id::MethodId;
use rules::method::{AppState, Method, MethodData, MethodKind, StoredMethod, TotpAlgorithm};
use rules::time::Time;
use secrets::codes::RecoveryCode;
use secrets::hashing::Class;
use secrets::totp;
use zeroize::Zeroizing;

use crate::answers::{params, secret_place};
use crate::beats::{Committed, Fault, Outcome, Refused, beats};
use crate::caller::Visitor;
use crate::house::House;

/// An app that is being set up: what its screen shows, once.
#[derive(Clone)]
pub struct AppSetUp {
    /// The unfinished method.
    pub method: Method,
    /// The seed for typing (base32).
    pub key: Zeroizing<String>,
    /// The seed for scanning.
    pub uri: Zeroizing<String>,
}

impl std::fmt::Debug for AppSetUp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "AppSetUp({:?})", self.method.id)
    }
}

/// A method that counts from now on, and what to show for it.
#[derive(Clone)]
pub struct EnabledNow {
    /// Its id; none for recovery codes.
    pub id: Option<MethodId>,
    /// The recovery codes made with it, to be shown once.
    pub recovery_codes: Option<Vec<Zeroizing<String>>>,
}

impl std::fmt::Debug for EnabledNow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "EnabledNow({:?})", self.id)
    }
}

pub(crate) type CodeSet = (Vec<Zeroizing<String>>, Vec<(char, String)>);

impl House {
    /// Enables the security question, or replaces it. `question_text` is the question as the person read it.
    ///
    /// # Errors
    /// Faults only.
    pub async fn set_question(
        &self,
        visitor: &Visitor,
        session: &str,
        question: &str,
        question_text: &str,
        answer: &Zeroizing<String>,
    ) -> Outcome<EnabledNow> {
        if self.settings.question == rules::settings::QuestionUse::Off {
            return Ok(Err(Refused::NotOffered));
        }
        let now = self.now();
        let (facts, _) = match self.fresh(visitor, session, Action::AddQuestion, now).await? {
            Ok(fresh) => fresh,
            Err(refused) => return Ok(Err(refused)),
        };
        let personal = self.personal(&facts.account)?;
        let personal: Vec<&str> = personal.iter().map(String::as_str).collect();
        if let Err(problem) = secrets::answer::judge(answer, question_text, &personal) {
            return Ok(Err(Refused::Answer(problem)));
        }
        let normal = secrets::answer::normalise(answer);
        let hash = self.pool.hash(Class::Anyone, normal, &mut self.dice()).await?;
        beats!(self, {
            let now = self.now();
            let (facts, person) = match self.fresh(visitor, session, Action::AddQuestion, now).await? {
                Ok(fresh) => fresh,
                Err(refused) => return Ok(Err(refused)),
            };
            let change = self.drawing(|draw| {
                enrollment::set_question(&person, &facts, question.to_owned(), hash.clone(), now, draw)
            });
            Ok(Ok((EnabledNow { id: None, recovery_codes: None }, change)))
        })
    }

    /// Begins to set up an app, or shows the unfinished set-up again.
    ///
    /// # Errors
    /// Faults only.
    pub async fn begin_app(
        &self,
        visitor: &Visitor,
        session: &str,
        name: &str,
        algorithm: TotpAlgorithm,
        digits: u8,
    ) -> Outcome<AppSetUp> {
        beats!(self, {
            let now = self.now();
            let (facts, person) = match self.fresh(visitor, session, Action::AddMethod, now).await? {
                Ok(fresh) => fresh,
                Err(refused) => return Ok(Err(refused)),
            };
            let kind = MethodKind::AuthenticatorApp;
            if let Some(stored) =
                enrollment::pending(&facts.account, kind, now).filter(|m| same(m, algorithm, digits))
            {
                return Ok(Ok((self.show_app(&facts, stored)?, Change::new())));
            }
            self.new_app(&person, &facts, name, algorithm, digits, now)
        })
    }

    fn new_app(
        &self,
        person: &FreshPerson,
        facts: &MyFacts,
        name: &str,
        algorithm: TotpAlgorithm,
        digits: u8,
        now: Time,
    ) -> Outcome<(AppSetUp, Change)> {
        let mut dice = self.dice();
        let id = MethodId::random(&mut dice);
        let data = enrollment::new_app(algorithm, digits);
        let MethodData::AuthenticatorApp(app) = &data else {
            return Err(Fault::Internal("an app's data is not an app's".into()));
        };
        let seed = totp::new_seed(params(app).algorithm, &mut dice);
        let secret = self.keys.seal(secret_place(&id.to_string()), &seed, &mut dice)?;
        let name = name.trim().chars().take(rules::my_account::NAME_MAX).collect();
        let change =
            match enrollment::begin(person, facts, id, data, secret.clone(), name, &self.settings, now) {
                Ok(change) => change,
                Err(why) => return Ok(Err(Refused::NotEnrolled(why))),
            };
        let Some(method) = written(&change) else {
            return Err(Fault::Internal("a begun set-up writes no method".into()));
        };
        let shown = self.show_app(facts, &StoredMethod { method, secret, version: 1 })?;
        Ok(Ok((shown, change)))
    }

    fn show_app(&self, facts: &MyFacts, stored: &StoredMethod) -> Result<AppSetUp, Fault> {
        let seed = self.keys.open(secret_place(&stored.method.id.to_string()), &stored.secret)?;
        let MethodData::AuthenticatorApp(app) = &stored.method.data else {
            return Err(Fault::Internal("an unfinished app is not an app".into()));
        };
        let user = &facts.account.stored.account.user_name;
        Ok(AppSetUp {
            method: stored.method.clone(),
            key: totp::seed_to_base32(&seed),
            uri: totp::otpauth_uri(&self.site.name, user, &seed, params(app)),
        })
    }

    /// Enables an app by its first code.
    ///
    /// # Errors
    /// Faults only.
    pub async fn confirm_app(
        &self,
        visitor: &Visitor,
        session: &str,
        id: MethodId,
        typed: &str,
        name: Option<&str>,
    ) -> Outcome<EnabledNow> {
        let codes = self.codes_if_due(visitor, session).await?;
        beats!(self, {
            let now = self.now();
            let (mut facts, person) = match self.fresh(visitor, session, Action::AddMethod, now).await? {
                Ok(fresh) => fresh,
                Err(refused) => return Ok(Err(refused)),
            };
            let code = self.first_code(&facts, id, typed, now)?;
            if let (Some(name), Some(stored)) =
                (name, facts.account.methods.iter_mut().find(|m| m.method.id == id))
            {
                stored.method.name = name.trim().chars().take(rules::my_account::NAME_MAX).collect();
            }
            let confirmed =
                self.drawing(|draw| enrollment::confirm_app(&person, &facts, id, code, now, draw));
            match confirmed {
                Ok(enabled) => Ok(Ok(self.with_codes(&person, &facts, id, enabled, codes.as_ref(), now))),
                Err(why) => Ok(Err(Refused::NotEnrolled(why))),
            }
        })
    }

    fn first_code(&self, facts: &MyFacts, id: MethodId, typed: &str, now: Time) -> Result<FirstCode, Fault> {
        let now_step = totp::step_at(now.0);
        let found = facts.account.methods.iter().find(|m| m.method.id == id);
        let (Some(stored), Some(MethodData::AuthenticatorApp(app))) = (found, found.map(|m| &m.method.data))
        else {
            return Ok(FirstCode { step: None, now_step });
        };
        let seed = self.keys.open(secret_place(&id.to_string()), &stored.secret)?;
        let step = totp::check(&seed, params(app), typed, now_step, enrollment::ENROLL_REACH);
        Ok(FirstCode { step, now_step })
    }

    /// A fresh set of recovery codes where the account has none, hashed before the beats begin.
    pub(crate) async fn codes_if_due(
        &self,
        visitor: &Visitor,
        session: &str,
    ) -> Result<Option<CodeSet>, Fault> {
        let Some(facts) = self.my_facts(visitor, session, self.now()).await? else { return Ok(None) };
        let has = facts.account.methods.iter().any(|m| m.method.kind() == MethodKind::RecoveryCode);
        if has { Ok(None) } else { Ok(Some(self.code_set().await?)) }
    }

    pub(crate) async fn code_set(&self) -> Result<CodeSet, Fault> {
        let codes = RecoveryCode::set(&mut self.dice());
        let mut shown = Vec::with_capacity(codes.len());
        let mut hashed = Vec::with_capacity(codes.len());
        for code in codes {
            let slot = char::from_digit(u32::from(code.slot), 10).unwrap_or('0');
            let hash = self.pool.hash(Class::Anyone, code.secret.clone(), &mut self.dice()).await?;
            shown.push(code.to_text());
            hashed.push((slot, hash));
        }
        Ok((shown, hashed))
    }

    pub(crate) fn with_codes(
        &self,
        person: &FreshPerson,
        facts: &MyFacts,
        id: MethodId,
        enabled: enrollment::Enabled,
        codes: Option<&CodeSet>,
        now: Time,
    ) -> (EnabledNow, Change) {
        let mut change = enabled.change;
        let due = codes.filter(|_| enabled.recovery_codes_due);
        if let Some((_, hashed)) = due {
            change.extend(
                self.drawing(|draw| enrollment::new_recovery_codes(person, facts, hashed.clone(), now, draw)),
            );
        }
        (EnabledNow { id: Some(id), recovery_codes: due.map(|(shown, _)| shown.clone()) }, change)
    }

    /// Makes a new set of recovery codes; the old set is void.
    ///
    /// # Errors
    /// Faults only.
    pub async fn new_recovery_codes(&self, visitor: &Visitor, session: &str) -> Outcome<EnabledNow> {
        let now = self.now();
        let (facts, _) = match self.fresh(visitor, session, Action::AddMethod, now).await? {
            Ok(fresh) => fresh,
            Err(refused) => return Ok(Err(refused)),
        };
        if !facts.account.has_level_2() {
            return Ok(Err(Refused::NotOffered));
        }
        let (shown, hashed) = self.code_set().await?;
        beats!(self, {
            let now = self.now();
            let (facts, person) = match self.fresh(visitor, session, Action::AddMethod, now).await? {
                Ok(fresh) => fresh,
                Err(refused) => return Ok(Err(refused)),
            };
            let change = self
                .drawing(|draw| enrollment::new_recovery_codes(&person, &facts, hashed.clone(), now, draw));
            Ok(Ok((EnabledNow { id: None, recovery_codes: Some(shown.clone()) }, change)))
        })
    }

    /// Drops an unfinished set-up.
    ///
    /// # Errors
    /// Faults only.
    pub async fn drop_set_up(&self, visitor: &Visitor, session: &str, id: MethodId) -> Outcome<()> {
        let now = self.now();
        let facts = match self.mine(visitor, session, now).await? {
            Ok(facts) => facts,
            Err(refused) => return Ok(Err(refused)),
        };
        let change = enrollment::drop_pending(&facts, id);
        match self.commit(&change).await? {
            Committed::Done | Committed::Conflict => Ok(Ok(())),
            Committed::Unknown => Err(Fault::Unavailable("the outcome is not known".into())),
        }
    }
}

fn same(stored: &StoredMethod, algorithm: TotpAlgorithm, digits: u8) -> bool {
    matches!(&stored.method.data, MethodData::AuthenticatorApp(AppState { algorithm: a, digits: d, .. })
        if *a == algorithm && *d == digits)
}

/// The method that a change writes last.
pub(crate) fn written(change: &Change) -> Option<Method> {
    change.iter().rev().find_map(|write| match write {
        rules::change::Write::NewMethod { method, .. } | rules::change::Write::SaveMethod { method, .. } => {
            Some(method.clone())
        }
        _ => None,
    })
}
