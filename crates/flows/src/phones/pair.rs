//! Connecting a phone: the browser makes a code, the phone shows it with its key, the browser confirms. Deliberately not here: the
//! picture of the code, which is the page's.

use rules::change::Change;
use rules::enrollment;
use rules::fresh::Action;
use rules::id::{AccountId, MethodId};
use rules::method::{Method, MethodKind, MethodState};
use rules::my_account::NAME_MAX;
use rules::phone::{self, Claim};
use rules::time::Time;
use secrets::device::DeviceKey;
use secrets::token::Token;
use zeroize::Zeroizing;

use crate::answers::secret_place;
use crate::beats::{Fault, Outcome, Refused, beats};
use crate::caller::Visitor;
use crate::enroll::{EnabledNow, written};
use crate::house::House;

/// A phone that is being connected.
#[derive(Clone, Debug)]
pub struct Pairing {
    /// The unfinished method; once a phone has shown the code, it says so (`rules::phone::state`).
    pub method: Method,
    /// The code for the phone; empty: a phone has shown it.
    pub code: String,
    /// After when the code, or the confirmation, is too late.
    pub expires: Time,
}

/// A phone that has just shown its code.
#[derive(Debug)]
pub struct Paired {
    /// Its public identifier.
    pub id: String,
    /// The method, unfinished.
    pub method: Method,
    /// Its token, given once.
    pub token: Zeroizing<String>,
    /// The account's public identifier.
    pub account_id: String,
    /// The account's user name.
    pub user_name: String,
    /// The account's display name.
    pub display_name: String,
}

pub(super) fn expires(method: &Method) -> Time {
    match method.state {
        MethodState::Pending { expires } => expires,
        MethodState::Active | MethodState::Suspended { .. } => Time(0),
    }
}

impl House {
    /// Begins to connect a phone, or shows again what is begun.
    ///
    /// # Errors
    /// Faults only.
    pub async fn begin_pairing(&self, visitor: &Visitor, session: &str, name: &str) -> Outcome<Pairing> {
        beats!(self, {
            let now = self.now();
            let (facts, person) = match self.fresh(visitor, session, Action::AddMethod, now).await? {
                Ok(fresh) => fresh,
                Err(refused) => return Ok(Err(refused)),
            };
            if let Some(stored) = enrollment::pending(&facts.account, MethodKind::MobilePrompt, now) {
                let code = self.code_of(&stored.method, &stored.secret)?;
                let expires = expires(&stored.method);
                return Ok(Ok((Pairing { method: stored.method.clone(), code, expires }, Change::new())));
            }
            let mut dice = self.dice();
            let id = MethodId::random(&mut dice);
            let account = facts.account.id();
            let code = Token::new(&self.keys, account.bytes(), &mut dice);
            let secret =
                self.keys.seal(secret_place(&id.to_string()), code.to_text().as_bytes(), &mut dice)?;
            let data = phone::new_phone(code.hash());
            let name = name.trim().chars().take(NAME_MAX).collect();
            let begun = enrollment::begin(&person, &facts, id, data, secret, name, &self.settings, now);
            let change = match begun {
                Ok(change) => change,
                Err(why) => return Ok(Err(Refused::NotEnrolled(why))),
            };
            let Some(method) = written(&change) else {
                return Err(Fault::Internal("a begun set-up writes no method".into()));
            };
            let expires = expires(&method);
            Ok(Ok((Pairing { method, code: code.to_text().to_string(), expires }, change)))
        })
    }

    /// What is begun, without beginning anything; none: nothing is, or its time is over.
    ///
    /// # Errors
    /// Faults only.
    pub async fn pairing(&self, visitor: &Visitor, session: &str) -> Outcome<Option<Pairing>> {
        let now = self.now();
        let facts = match self.mine(visitor, session, now).await? {
            Ok(facts) => facts,
            Err(refused) => return Ok(Err(refused)),
        };
        let Some(stored) = enrollment::pending(&facts.account, MethodKind::MobilePrompt, now) else {
            return Ok(Ok(None));
        };
        let code = self.code_of(&stored.method, &stored.secret)?;
        let expires = expires(&stored.method);
        Ok(Ok(Some(Pairing { method: stored.method.clone(), code, expires })))
    }

    fn code_of(&self, method: &Method, sealed: &str) -> Result<String, Fault> {
        if sealed.is_empty() || method.phone().is_none_or(|phone| phone.code.is_empty()) {
            return Ok(String::new());
        }
        let code = self.keys.open(secret_place(&method.id.to_string()), sealed)?;
        String::from_utf8(code.to_vec()).map_err(|_| Fault::Internal("a pairing code is not text".into()))
    }

    /// A phone shows a code with its key.
    ///
    /// # Errors
    /// `NotFound`, where the code is unknown, used or too old; faults.
    pub async fn pair_phone(&self, code: &str, key: &DeviceKey, name: &str) -> Outcome<Paired> {
        let shown = Token::parse(&self.keys, code).ok_or(Fault::NotFound)?;
        let account = AccountId::from_bytes(shown.account);
        let paired = beats!(self, {
            let now = self.now();
            let (facts, _) = self.store.for_phone(account).await?.ok_or(Fault::NotFound)?;
            let token = Token::new(&self.keys, account.bytes(), &mut self.dice());
            let claim = Claim { key: key.to_text(), token: token.hash(), name: name.to_owned() };
            let Ok((method, change)) = phone::claim(&facts, &shown.hash, claim, now) else {
                return Err(Fault::NotFound);
            };
            let paired = Paired {
                id: self.public_id(account, method.id.bytes()),
                method,
                token: token.to_text(),
                account_id: self.public_id(account, account.bytes()),
                user_name: facts.stored.account.user_name.clone(),
                display_name: facts.stored.account.display_name,
            };
            Ok(Ok((paired, change)))
        });
        self.signals.tell(account);
        paired
    }

    /// The browser says that the phone is its owner's.
    ///
    /// # Errors
    /// Faults only.
    pub async fn confirm_pairing(
        &self,
        visitor: &Visitor,
        session: &str,
        id: MethodId,
    ) -> Outcome<EnabledNow> {
        let codes = self.codes_if_due(visitor, session).await?;
        let mut whose = None;
        let done = beats!(self, {
            let now = self.now();
            let (facts, person) = match self.fresh(visitor, session, Action::AddMethod, now).await? {
                Ok(fresh) => fresh,
                Err(refused) => return Ok(Err(refused)),
            };
            whose = Some(facts.account.id());
            match self.drawing(|draw| phone::confirm(&person, &facts, id, now, draw)) {
                Ok(enabled) => Ok(Ok(self.with_codes(&person, &facts, id, enabled, codes.as_ref(), now))),
                Err(why) => Ok(Err(Refused::NotEnrolled(why))),
            }
        });
        if let Some(account) = whose {
            self.signals.tell(account);
        }
        done
    }
}
