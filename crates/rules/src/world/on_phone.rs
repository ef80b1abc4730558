//! What is said on Ana's phone in the property test's world, and the page that goes on after it. Not here: what must hold.

use crate::facts::{Facts, HeldSignIn};
use crate::method::MethodKind;
use crate::prompt::{PromptState, Slot};
use crate::samples::caller;
use crate::second_step::{self, PhoneSays};
use crate::sign_in::{Purpose, Stage, VerificationState};
use crate::world::{Done, Typed, World};

impl World {
    /// Something is said about the prompt of a place, if there is one and a phone to say it on; twice at once, if `twice`.
    pub(super) fn on_phone(&mut self, slot: Slot, says: PhoneSays, twice: bool) {
        let Some(facts) = self.facts_of_prompt(slot) else { return };
        let stored = self.rows.prompts[&slot].clone();
        let phones = self.rows.account.methods.iter();
        let Some(by) = phones.clone().find(|m| m.method.kind() == MethodKind::MobilePrompt).cloned() else {
            return;
        };
        let known = Self::of_known(&self.rows);
        let mut counted = 0;
        for _ in 0..=u8::from(twice) {
            let (settings, now) = (&self.settings, self.now);
            let answered = self
                .chance
                .draw(|draw| second_step::answered(&facts, &stored, &by, says, settings, now, draw));
            let Ok((state, change)) = answered else { continue };
            let Ok(()) = self.rows.commit(&change) else { continue };
            counted += 1;
            if state == PromptState::Approved {
                assert_eq!(says, PhoneSays::Approve { matches: true }, "a wrong number was approved");
                self.approved.extend(stored.prompt.sign_in);
            }
        }
        assert!(counted <= 1, "two answers of one prompt counted");
        if slot == Slot::Strangers {
            assert_eq!(known, Self::of_known(&self.rows), "a stranger's prompt wrote a known counter");
        }
    }

    /// The facts of the sign-in that a prompt is about, read as the flows read them.
    fn facts_of_prompt(&self, slot: Slot) -> Option<Facts> {
        let prompt = self.rows.prompts.get(&slot)?.prompt.clone();
        let (sign_in, token) = self.rows.sign_ins.get(&prompt.sign_in?)?.clone();
        let session = match sign_in.purpose {
            Purpose::StepUp { session, .. } => self.rows.sessions.get(&session).cloned(),
            Purpose::SignIn => None,
        };
        let browser = self.judged(sign_in.browser, sign_in.presented.clone());
        let held = HeldSignIn { sign_in, based_on: Some(token) };
        Some(Facts {
            session,
            caller: caller(&prompt.network),
            ..self.facts(&self.jars[0].clone(), held, browser)
        })
    }

    /// The page of a browser goes on, whether or not anything was approved.
    pub(super) fn finish(&mut self, jar: usize, two_tabs: bool) -> Vec<Done> {
        let Some(facts) = self.held(jar) else { return Vec::new() };
        let Stage::SecondStep(verification) = &facts.held.sign_in.stage else { return Vec::new() };
        let id = facts.held.sign_in.id;
        let typed = Typed {
            right: self.approved.contains(&id),
            once: Some(format!("approval {id} {:?}", verification.state)),
            method: Some(MethodKind::MobilePrompt),
        };
        let waits = matches!(verification.state, VerificationState::Approved { .. });
        let mut done = Vec::new();
        for _ in 0..=u8::from(two_tabs) {
            let (settings, now) = (&self.settings, self.now);
            let decision = self.chance.draw(|draw| second_step::finish(&facts, false, settings, now, draw));
            assert!(waits || decision.change.is_empty(), "it went on without an approval");
            done.extend(self.settle(jar, facts.clone(), decision, Some(typed.clone())));
        }
        done
    }
}
