//! The second step: a method is chosen, a challenge answered. What is keyed or asks the store once more is done here;
//! `rules::second_step` decides.

use rules::change::Write;
use rules::decision::{Decision, Said};
use rules::event::EventKind;
use rules::facts::Facts;
use rules::id::MethodId;
use rules::message::{Message, Recipient};
use rules::method::MethodKind;
use rules::second_step;
use rules::sign_in::{Asked, SignIn, Stage};
use rules::text_code::Prepared;
use rules::time::Time;

use crate::answers::Answer;
use crate::beats::Fault;
use crate::house::House;

impl House {
    pub(super) async fn choose_step(
        &self,
        facts: &Facts,
        method: MethodId,
        now: Time,
    ) -> Result<Decision, Fault> {
        let settings = &self.settings;
        let row = facts.held.sign_in.id.to_string();
        let live = live_code(&facts.held.sign_in, method, now);
        let code = self.code_to_send(&row, live)?;
        let ceremony = self.ceremony_for(facts, method, now)?;
        let prepared = Prepared { code, ceremony };
        let decision = self.drawing(|draw| second_step::choose(facts, method, prepared, settings, now, draw));
        let to_a_phone = |m: &Message| matches!(m.to, Recipient::Phone { .. });
        let texts = decision.change.iter().any(|w| matches!(w, Write::Send(message) if to_a_phone(message)));
        let Some(account) = facts.account.as_ref().filter(|_| texts) else { return Ok(decision) };
        let Some(stored) = account.methods.iter().find(|m| m.method.id == method) else {
            return Ok(decision);
        };
        let number = self.number_of(&method.to_string(), &stored.secret)?;
        match self.may_text(account.id(), &facts.guesser(), &facts.caller.network, &number, now).await? {
            Ok(counted) => {
                let mut decision = decision;
                decision.change.extend(counted);
                Ok(decision)
            }
            Err(why) => {
                let until = crate::texts::refused_until(why, now);
                let mut refused =
                    self.drawing(|draw| second_step::text_refused(facts, method, until, settings, now, draw));
                let what = EventKind::TextMessageRefused { reason: format!("{why:?}") };
                refused.change.push(self.drawing(|draw| {
                    rules::decision::record(account.id(), what, &facts.caller.origin, now, draw)
                }));
                Ok(refused)
            }
        }
    }

    pub(super) async fn answer_step(
        &self,
        facts: &Facts,
        answer: &Answer,
        skip: bool,
        now: Time,
    ) -> Result<Decision, Fault> {
        let settings = &self.settings;
        let offer = || second_step::look(facts, settings, now).offer;
        let (challenge, stored) = match second_step::admit(facts, settings, now) {
            Ok(admitted) => admitted,
            Err(said) => return Ok(Decision::say(facts, offer(), said)),
        };
        let Some(checked) = self.check(facts, challenge, stored, answer, now).await? else {
            return Ok(Decision::say(facts, offer(), Said::NotAsked));
        };
        let mut decision =
            self.drawing(|draw| second_step::answer(facts, checked, skip, settings, now, draw));
        let right = decision.said.is_none();
        if right && stored.method.kind() == MethodKind::TextMessage {
            let number = self.number_of(&stored.method.id.to_string(), &stored.secret)?;
            decision.change.push(self.text_used(&number, now));
        }
        self.make_room(&mut decision).await?;
        Ok(decision)
    }

    /// An account keeps so many known browsers; the least recently used makes room for a new one.
    pub(super) async fn make_room(&self, decision: &mut Decision) -> Result<(), Fault> {
        let new = decision.change.iter().find_map(|write| match write {
            Write::NewBrowser { account, browser } => Some((*account, browser.clone())),
            _ => None,
        });
        let Some((account, browser)) = new else { return Ok(()) };
        let mut all: Vec<_> = self.store.browsers(account).await?.into_iter().map(|b| b.browser).collect();
        all.push(browser);
        let overdue = rules::browser::overdue(&all);
        decision.change.extend(overdue.into_iter().map(|browser| Write::ForgetBrowser { account, browser }));
        Ok(())
    }
}

/// The sealed code under way to this method, if one is.
fn live_code(sign_in: &SignIn, method: MethodId, now: Time) -> Option<&str> {
    let Stage::SecondStep(verification) = &sign_in.stage else { return None };
    match &verification.begun(method)?.asked {
        Asked::TextMessage(code) if code.is_live(now) => Some(&code.sealed),
        _ => None,
    }
}
