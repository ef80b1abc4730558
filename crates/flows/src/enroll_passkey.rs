//! Passkeys: making one, asking for one as the second step, checking what the browser brings. What is asked is told to the
//! browser; what its answer is checked against stays here, sealed. Deliberately not here: what a proof is worth.

use rules::change::{Change, Write};
use rules::enrollment::{self, MyFacts};
use rules::facts::{AccountFacts, Facts};
use rules::fresh::Action;
use rules::id::{AccountId, MethodId};
use rules::judge::{Checked, PasskeyProof};
use rules::method::{CEREMONY_FOR, Method, MethodData, MethodKind, PasskeyState, StoredMethod};
use rules::my_account::NAME_MAX;
use rules::sign_in::Ceremony;
use rules::time::Time;
use secrets::passkeys::{self, PasskeyError, Passkeys};
use secrets::seal::Place;
use serde::{Deserialize, Serialize};

use crate::answers::secret_place;
use crate::beats::{Fault, Outcome, Refused, beats};
use crate::caller::Visitor;
use crate::enroll::{EnabledNow, written};
use crate::house::House;

/// A passkey that is being made.
#[derive(Clone, Debug)]
pub struct PasskeySetUp {
    /// The unfinished method.
    pub method: Method,
    /// What the browser is asked (JSON, `PublicKeyCredentialCreationOptions`).
    pub options: String,
}

/// The secret of a passkey that is being made.
#[derive(Serialize, Deserialize)]
struct Making {
    /// What the browser is asked.
    options: String,
    /// What its answer is checked against.
    state: String,
}

/// Where the state of a passkey's ceremony is sealed to.
fn ceremony_place(row: &str) -> Place<'_> {
    Place { table: "sign_ins", column: "ceremony", row }
}

impl House {
    /// Begins to make a passkey, or shows the unfinished one again.
    ///
    /// # Errors
    /// Faults only.
    pub async fn begin_passkey(&self, visitor: &Visitor, session: &str, name: &str) -> Outcome<PasskeySetUp> {
        let Some(passkeys) = &self.passkeys else { return Ok(Err(Refused::NotOffered)) };
        beats!(self, {
            let now = self.now();
            let (facts, person) = match self.fresh(visitor, session, Action::AddMethod, now).await? {
                Ok(fresh) => fresh,
                Err(refused) => return Ok(Err(refused)),
            };
            if let Some(stored) = enrollment::pending(&facts.account, MethodKind::Passkey, now) {
                let Making { options, .. } = self.making(stored)?;
                return Ok(Ok((PasskeySetUp { method: stored.method.clone(), options }, Change::new())));
            }
            let mut dice = self.dice();
            let id = MethodId::random(&mut dice);
            let account = &facts.account.stored.account;
            let known: Vec<String> = usable(&facts.account).map(|(_, key)| key.credential.clone()).collect();
            let begun = passkeys.begin_making(
                *account.id.bytes(),
                &account.user_name,
                &account.display_name,
                &known,
            )?;
            let making = Making { options: begun.options.to_string(), state: begun.state };
            let sealed = serde_json::to_vec(&making).map_err(|e| Fault::Internal(e.to_string()))?;
            let secret = self.keys.seal(secret_place(&id.to_string()), &sealed, &mut dice)?;
            let data = MethodData::Passkey(PasskeyState::default());
            let name = name.trim().chars().take(NAME_MAX).collect();
            let change = match enrollment::begin(&person, &facts, id, data, secret, name, &self.settings, now)
            {
                Ok(change) => change,
                Err(why) => return Ok(Err(Refused::NotEnrolled(why))),
            };
            let Some(method) = written(&change) else {
                return Err(Fault::Internal("a begun set-up writes no method".into()));
            };
            Ok(Ok((PasskeySetUp { method, options: making.options }, change)))
        })
    }

    /// Enables a passkey by what the browser brought.
    ///
    /// # Errors
    /// Faults only.
    pub async fn confirm_passkey(
        &self,
        visitor: &Visitor,
        session: &str,
        id: MethodId,
        brought: &str,
        name: Option<&str>,
    ) -> Outcome<EnabledNow> {
        let Some(passkeys) = &self.passkeys else { return Ok(Err(Refused::NotOffered)) };
        let codes = self.codes_if_due(visitor, session).await?;
        beats!(self, {
            let now = self.now();
            let (mut facts, person) = match self.fresh(visitor, session, Action::AddMethod, now).await? {
                Ok(fresh) => fresh,
                Err(refused) => return Ok(Err(refused)),
            };
            let made = self.made_passkey(passkeys, &facts, id, brought)?;
            if let (Some(name), Some(stored)) =
                (name, facts.account.methods.iter_mut().find(|m| m.method.id == id))
            {
                stored.method.name = name.trim().chars().take(NAME_MAX).collect();
            }
            let once = made.as_ref().map(|(state, _)| of_nobody_else(&state.credential));
            let confirmed =
                self.drawing(|draw| enrollment::confirm_passkey(&person, &facts, id, made, now, draw));
            match confirmed {
                Ok(enabled) => {
                    let (told, mut change) =
                        self.with_codes(&person, &facts, id, enabled, codes.as_ref(), now);
                    change.extend(once);
                    Ok(Ok((told, change)))
                }
                Err(why) => Ok(Err(Refused::NotEnrolled(why))),
            }
        })
    }

    /// The passkey that the browser made for this set-up; none: what it brought is not one.
    fn made_passkey(
        &self,
        passkeys: &Passkeys,
        facts: &MyFacts,
        id: MethodId,
        brought: &str,
    ) -> Result<Option<(PasskeyState, String)>, Fault> {
        let pending = enrollment::pending(&facts.account, MethodKind::Passkey, self.now());
        let Some(stored) = pending.filter(|m| m.method.id == id) else { return Ok(None) };
        let row = id.to_string();
        let Making { state, .. } = self.making(stored)?;
        let new = match passkeys.finish_making(&state, brought) {
            Ok(new) => new,
            Err(PasskeyError::Stored) => return Err(PasskeyError::Stored.into()),
            Err(_) => return Ok(None),
        };
        let sealed = self.keys.seal(secret_place(&row), new.key.as_bytes(), &mut self.dice())?;
        let state = PasskeyState {
            credential: new.credential,
            counter: new.counter,
            user_verified: new.user_verified,
            may_sync: new.may_sync,
            synced: new.synced,
            went_back_at: None,
        };
        Ok(Some((state, sealed)))
    }

    fn making(&self, stored: &StoredMethod) -> Result<Making, Fault> {
        let sealed = self.keys.open(secret_place(&stored.method.id.to_string()), &stored.secret)?;
        serde_json::from_slice(&sealed).map_err(|e| Fault::Internal(e.to_string()))
    }

    /// The ceremony that a challenge needs, should this method be a passkey: over all that the account can use.
    pub(crate) fn ceremony_for(
        &self,
        facts: &Facts,
        method: MethodId,
        now: Time,
    ) -> Result<Option<Ceremony>, Fault> {
        let (Some(passkeys), Some(account)) = (&self.passkeys, &facts.account) else { return Ok(None) };
        if usable(account).all(|(stored, _)| stored.method.id != method) {
            return Ok(None);
        }
        let keys: Result<Vec<String>, Fault> =
            usable(account).map(|(stored, _)| self.key_of(stored)).collect();
        let begun = passkeys.begin_second_step(&keys?)?;
        let row = facts.held.sign_in.id.to_string();
        let sealed = self.keys.seal(ceremony_place(&row), begun.state.as_bytes(), &mut self.dice())?;
        let options = begun.options.to_string();
        Ok(Some(Ceremony { options, sealed, expires: now.plus(CEREMONY_FOR) }))
    }

    /// What the browser brought, as a verdict.
    pub(crate) fn check_passkey(
        &self,
        facts: &Facts,
        ceremony: &Ceremony,
        brought: &str,
    ) -> Result<Checked, Fault> {
        let (Some(passkeys), Some(account)) = (&self.passkeys, &facts.account) else {
            return Ok(Checked::Passkey(None));
        };
        let row = facts.held.sign_in.id.to_string();
        let state = text(&self.keys.open(ceremony_place(&row), &ceremony.sealed)?)?;
        let proved = match passkeys.finish_second_step(&state, *account.id().bytes(), brought) {
            Ok(proved) => proved,
            Err(PasskeyError::Stored) => return Err(PasskeyError::Stored.into()),
            Err(_) => return Ok(Checked::Passkey(None)),
        };
        let credential = passkeys::credential_of(brought);
        let used = usable(account).find(|(_, key)| Some(&key.credential) == credential.as_ref());
        Ok(Checked::Passkey(used.map(|(stored, _)| PasskeyProof {
            method: stored.method.id,
            user_verified: proved.user_verified,
            synced: proved.synced,
            counter: proved.counter,
        })))
    }

    pub(crate) fn key_of(&self, stored: &StoredMethod) -> Result<String, Fault> {
        text(&self.keys.open(secret_place(&stored.method.id.to_string()), &stored.secret)?)
    }
}

/// The passkeys that count.
pub(crate) fn usable(account: &AccountFacts) -> impl Iterator<Item = (&StoredMethod, &PasskeyState)> {
    account.methods.iter().filter(|m| m.method.is_active()).filter_map(|stored| match &stored.method.data {
        MethodData::Passkey(key) => Some((stored, key)),
        _ => None,
    })
}

/// A credential belongs to one account of the whole site (WebAuthn L3 section 7.1 step 27): the second one conflicts. It is
/// kept where its own name leads, not under an account, so that it can be found whosever it is.
fn of_nobody_else(credential: &str) -> Write {
    let place = AccountId::from_bytes(passkeys::place_of(credential));
    Write::Once { account: place, key: "passkey".to_owned(), expires: Time(i64::MAX) }
}

fn text(bytes: &[u8]) -> Result<String, Fault> {
    String::from_utf8(bytes.to_vec()).map_err(|_| Fault::Internal("a sealed text is not text".into()))
}
