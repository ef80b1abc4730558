//! "I have my phone back": a suspended app by its code, a suspended phone by a code sent to it. Deliberately not here:
//! reporting it lost (`lost_phone`), and whether the code is right enough, which is `rules`' to say.

use rules::change::Write;
use rules::fresh::Action;
use rules::id::MethodId;
use rules::judge::Checked;
use rules::method::{Method, MethodData, StoredMethod};
use rules::reactivation;
use rules::time::Time;

use crate::beats::{Fault, Outcome, Refused, beats};
use crate::caller::Visitor;
use crate::enroll_phone::{PhoneSetUp, phone_set_up};
use crate::house::House;

impl House {
    /// Sends a code to a suspended phone, or the live one again.
    ///
    /// # Errors
    /// Faults only.
    pub async fn text_suspended(
        &self,
        visitor: &Visitor,
        session: &str,
        id: MethodId,
    ) -> Outcome<PhoneSetUp> {
        beats!(self, {
            let now = self.now();
            let (facts, person) = match self.fresh(visitor, session, Action::Reactivate, now).await? {
                Ok(fresh) => fresh,
                Err(refused) => return Ok(Err(refused)),
            };
            let settings = &self.settings;
            let (code, number) = match reactivation::admit(&facts, id, settings, now) {
                Ok((stored, _)) => {
                    (self.code_again(stored, now)?, self.number_of(&id.to_string(), &stored.secret)?)
                }
                Err(why) => return Ok(Err(Refused::NotEnrolled(why))),
            };
            let sent =
                self.drawing(|draw| reactivation::send_code(&person, &facts, id, code, settings, now, draw));
            match self.counted_text(&facts, &number, sent, now).await? {
                Ok(change) => phone_set_up(id, change),
                Err(refused) => Ok(Err(refused)),
            }
        })
    }

    /// Has a suspended method count again, by its code.
    ///
    /// # Errors
    /// Faults only.
    pub async fn reactivate(
        &self,
        visitor: &Visitor,
        session: &str,
        id: MethodId,
        typed: &str,
    ) -> Outcome<()> {
        let done = beats!(self, {
            let now = self.now();
            let (facts, person) = match self.fresh(visitor, session, Action::Reactivate, now).await? {
                Ok(fresh) => fresh,
                Err(refused) => return Ok(Err(refused)),
            };
            let settings = &self.settings;
            let (checked, served) = match reactivation::answerable(&facts, id, settings, now) {
                Ok(stored) => self.check_suspended(stored, typed, now)?,
                Err(why) => return Ok(Err(Refused::NotEnrolled(why))),
            };
            let decided = self
                .drawing(|draw| reactivation::reactivate(&person, &facts, id, checked, settings, now, draw));
            match decided {
                Ok(mut change) => {
                    change.extend(served);
                    Ok(Ok((Ok(()), change)))
                }
                Err((why, counted)) => Ok(Ok((Err(why), counted))),
            }
        })?;
        Ok(done.and_then(|told| told.map_err(Refused::NotEnrolled)))
    }

    /// What a code is worth, and what a text's code counts as if it serves.
    fn check_suspended(
        &self,
        stored: &StoredMethod,
        typed: &str,
        now: Time,
    ) -> Result<(Checked, Option<Write>), Fault> {
        let Method { id, data, .. } = &stored.method;
        match data {
            MethodData::AuthenticatorApp(app) => {
                Ok((self.check_app(*id, &stored.secret, app, typed, now)?, None))
            }
            MethodData::TextMessage { proof: Some(code), .. } => {
                let matches = self.code_matches(&id.to_string(), &code.sealed, typed)?;
                let number = self.number_of(&id.to_string(), &stored.secret)?;
                Ok((Checked::TextMessage { matches }, Some(self.text_used(&number, now))))
            }
            _ => Err(Fault::Internal("a method without a code was asked for one".into())),
        }
    }
}
