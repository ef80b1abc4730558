//! Enabling text messages: a phone counts only after it was sent a code and the code came back.

use rules::change::Change;
use rules::enrollment::{self, MyFacts, NotEnrolled};
use rules::fresh::Action;
use rules::id::MethodId;
use rules::method::{Method, MethodData, StoredMethod};
use rules::text_code::NewCode;
use rules::time::Time;

use crate::answers::secret_place;
use crate::beats::{Fault, Outcome, Refused, beats};
use crate::caller::Visitor;
use crate::enroll::{EnabledNow, written};
use crate::house::House;

/// A phone that was sent a code to prove itself: while it is being set up, or to have it back.
#[derive(Clone, Debug)]
pub struct PhoneSetUp {
    /// The method, unfinished or suspended.
    pub method: Method,
    /// When the code dies.
    pub expires: Time,
    /// When it may be sent again; none: not any more.
    pub resend_at: Option<Time>,
}

impl House {
    /// Begins to set up a phone and sends it a code.
    ///
    /// # Errors
    /// Faults only.
    pub async fn begin_phone(&self, visitor: &Visitor, session: &str, typed: &str) -> Outcome<PhoneSetUp> {
        let Some(texts) = self.texts.as_ref().filter(|_| self.settings.text_messages) else {
            return Ok(Err(Refused::NotOffered));
        };
        let number = match delivery::number::parse(typed, texts.home.as_ref()) {
            Ok(number) => number,
            Err(why) => return Ok(Err(Refused::Number(why))),
        };
        beats!(self, {
            let now = self.now();
            let (mut facts, person) = match self.fresh(visitor, session, Action::AddMethod, now).await? {
                Ok(fresh) => fresh,
                Err(refused) => return Ok(Err(refused)),
            };
            let mut dice = self.dice();
            let id = MethodId::random(&mut dice);
            let row = id.to_string();
            let secret = self.keys.seal(secret_place(&row), number.e164().as_bytes(), &mut dice)?;
            let data = MethodData::TextMessage { hint: delivery::number::mask(number.e164()), proof: None };
            let begun = enrollment::begin(
                &person,
                &facts,
                id,
                data,
                secret.clone(),
                String::new(),
                &self.settings,
                now,
            );
            let mut change = match begun {
                Ok(change) => change,
                Err(why) => return Ok(Err(Refused::NotEnrolled(why))),
            };
            let Some(method) = written(&change) else {
                return Err(Fault::Internal("a begun set-up writes no method".into()));
            };
            facts.account.methods.push(StoredMethod { method, secret, version: 1 });
            let code = self.code_to_send(&id.to_string(), None)?;
            let sent =
                self.drawing(|draw| enrollment::send_proof(&facts, id, code, &self.settings, now, draw));
            let sent = match self.counted_text(&facts, number.e164(), sent, now).await? {
                Ok(sent) => sent,
                Err(refused) => return Ok(Err(refused)),
            };
            change.extend(sent);
            phone_set_up(id, change)
        })
    }

    /// Sends the code that proves a phone again.
    ///
    /// # Errors
    /// Faults only.
    pub async fn resend_phone(&self, visitor: &Visitor, session: &str, id: MethodId) -> Outcome<PhoneSetUp> {
        beats!(self, {
            let now = self.now();
            let facts = match self.mine(visitor, session, now).await? {
                Ok(facts) => facts,
                Err(refused) => return Ok(Err(refused)),
            };
            let Some(stored) = facts.account.methods.iter().find(|m| m.method.id == id) else {
                return Ok(Err(Refused::NotEnrolled(NotEnrolled::Gone)));
            };
            let code = self.code_again(stored, now)?;
            let number = self.number_of(&id.to_string(), &stored.secret)?;
            let sent =
                self.drawing(|draw| enrollment::send_proof(&facts, id, code, &self.settings, now, draw));
            match self.counted_text(&facts, &number, sent, now).await? {
                Ok(change) => phone_set_up(id, change),
                Err(refused) => Ok(Err(refused)),
            }
        })
    }

    /// The code that a phone was sent to prove itself, or a new one where that one's time is over.
    pub(crate) fn code_again(&self, stored: &StoredMethod, now: Time) -> Result<NewCode, Fault> {
        let live = match &stored.method.data {
            MethodData::TextMessage { proof: Some(code), .. } if code.is_live(now) => Some(&*code.sealed),
            _ => None,
        };
        self.code_to_send(&stored.method.id.to_string(), live)
    }

    /// The writes of a text that is to be sent, with those that count it; or why it is not sent.
    pub(crate) async fn counted_text(
        &self,
        facts: &MyFacts,
        number: &str,
        sent: Result<Change, NotEnrolled>,
        now: Time,
    ) -> Outcome<Change> {
        let mut change = match sent {
            Ok(change) => change,
            Err(why) => return Ok(Err(Refused::NotEnrolled(why))),
        };
        let asks = facts.guesser();
        match self.may_text(facts.account.id(), &asks, &facts.caller.network, number, now).await? {
            Ok(counted) => {
                change.extend(counted);
                Ok(Ok(change))
            }
            Err(why) => Ok(Err(Refused::TextRefused(why))),
        }
    }

    /// Enables a phone by the code it was sent.
    ///
    /// # Errors
    /// Faults only.
    pub async fn confirm_phone(
        &self,
        visitor: &Visitor,
        session: &str,
        id: MethodId,
        typed: &str,
    ) -> Outcome<EnabledNow> {
        let codes = self.codes_if_due(visitor, session).await?;
        let done = beats!(self, {
            let now = self.now();
            let (facts, person) = match self.fresh(visitor, session, Action::AddMethod, now).await? {
                Ok(fresh) => fresh,
                Err(refused) => return Ok(Err(refused)),
            };
            let matches = match enrollment::proof_of(&facts, id, now) {
                Ok(code) => self.code_matches(&id.to_string(), &code.sealed, typed)?,
                Err(why) => return Ok(Err(Refused::NotEnrolled(why))),
            };
            let confirmed =
                self.drawing(|draw| enrollment::confirm_phone(&person, &facts, id, matches, now, draw));
            match confirmed {
                Ok(enabled) => {
                    let (told, mut change) =
                        self.with_codes(&person, &facts, id, enabled, codes.as_ref(), now);
                    if let Some(stored) = facts.account.methods.iter().find(|m| m.method.id == id) {
                        let number = self.number_of(&id.to_string(), &stored.secret)?;
                        change.push(self.text_used(&number, now));
                    }
                    Ok(Ok((Ok(told), change)))
                }
                Err((why, counted)) => Ok(Ok((Err(why), counted))),
            }
        })?;
        Ok(done.and_then(|told| told.map_err(Refused::NotEnrolled)))
    }
}

/// A phone as it stands after a code was sent to it.
pub(crate) fn phone_set_up(id: MethodId, change: Change) -> Outcome<(PhoneSetUp, Change)> {
    let Some(method) = written(&change).filter(|m| m.id == id) else {
        return Err(Fault::Internal("a sent code writes no method".into()));
    };
    let MethodData::TextMessage { proof: Some(code), .. } = &method.data else {
        return Err(Fault::Internal("a sent code is not kept".into()));
    };
    let set_up = PhoneSetUp { expires: code.expires, resend_at: code.may_be_sent_at(), method };
    Ok(Ok((set_up, change)))
}
