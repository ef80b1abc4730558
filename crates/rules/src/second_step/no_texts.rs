//! A text that may not be sent: the sign-in keeps until when, so that whoever has nothing else reads why and when to come back.
//! Deliberately not here: the limits (`delivery`), and their counts.

use super::{current_offer, with};
use crate::change::Change;
use crate::decision::{Decision, Granted, Said, save};
use crate::facts::{Draw, Facts};
use crate::id::MethodId;
use crate::settings::Settings;
use crate::sign_in::{Asked, NoTexts, Stage, Verification};
use crate::time::Time;

/// The phones that cannot be chosen for it: a code that is under way can be answered whatever may be sent after it.
pub(super) fn standing(verification: &Verification, now: Time) -> Vec<NoTexts> {
    let under_way = |method| is_under_way(verification, method, now);
    verification.no_texts.iter().filter(|none| !under_way(none.method)).copied().collect()
}

fn is_under_way(verification: &Verification, method: MethodId, now: Time) -> bool {
    let begun = verification.begun(method).map(|challenge| &challenge.asked);
    matches!(begun, Some(Asked::TextMessage(code)) if code.is_live(now))
}

/// The decision that no text is sent to a phone. `until`: when one may be, if that is known.
#[must_use]
pub fn text_refused(
    facts: &Facts,
    method: MethodId,
    until: Option<Time>,
    settings: &Settings,
    now: Time,
    draw: &mut Draw<'_>,
) -> Decision {
    let (Stage::SecondStep(verification), Some(account)) = (&facts.held.sign_in.stage, &facts.account) else {
        return Decision::say(facts, Vec::new(), Said::NotAsked);
    };
    let others = verification.no_texts.iter().filter(|none| none.method != method).copied();
    let no_texts = others.chain([NoTexts { method, until }]).collect();
    let verification = Verification { no_texts, ..verification.clone() };
    let offer = current_offer(facts, account, &verification, settings, now);
    let sign_in = with(facts, verification);
    let change: Change = vec![save(facts, sign_in.clone(), None, draw)];
    let said = Some(Said::TextRefused);
    Decision { sign_in, offer, said, granted: Granted::default(), change, learned: None }
}
