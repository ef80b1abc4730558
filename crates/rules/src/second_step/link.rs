//! The mailed link that a challenge-strong needs besides a weak method: mailed, mailed again, opened in the browser that
//! holds the sign-in. Deliberately not here: what a link is and when it dies (`by_link`).

use super::{open, with};
use crate::change::Change;
use crate::decision::{Decision, Granted, Said, save, send_link};
use crate::facts::{Draw, Facts};
use crate::link::LinkPurpose;
use crate::message::LinkKind;
use crate::pass::{self, Proved};
use crate::settings::Settings;
use crate::sign_in::{LinkProof, Verification, VerificationState};
use crate::time::{MINUTE, Time};

/// Mails the link that a challenge-strong needs besides the method, or mails it again after a minute.
#[must_use]
pub fn send_confirm_link(facts: &Facts, settings: &Settings, now: Time, draw: &mut Draw<'_>) -> Decision {
    let Some(open) = open(facts, settings, now) else {
        return Decision::say(facts, Vec::new(), Said::NotAsked);
    };
    match open.verification.link {
        LinkProof::Needed => {}
        LinkProof::Sent { resend_at } if now >= resend_at => {}
        LinkProof::Sent { resend_at } => {
            return Decision::say(facts, open.offer, Said::TooEarly { at: Some(resend_at) });
        }
        LinkProof::NotNeeded | LinkProof::Opened => {
            return Decision::say(facts, open.offer, Said::NotAsked);
        }
    }
    let sign_in = facts.held.sign_in.id;
    let lives_for = facts.held.sign_in.expires.left(now);
    let purpose = LinkPurpose::ConfirmSignIn { sign_in };
    let from = &facts.caller.origin;
    let mut change = send_link(open.account, LinkKind::ConfirmSignIn, purpose, from, lives_for, now, draw);
    let link = LinkProof::Sent { resend_at: now.plus(MINUTE) };
    let sign_in = with(facts, Verification { link, ..open.verification.clone() });
    change.push(save(facts, sign_in.clone(), None, draw));
    Decision { sign_in, offer: open.offer, said: None, granted: Granted::default(), change, learned: None }
}

/// The mailed link's button was pressed in the browser that holds this sign-in.
#[must_use]
pub fn link_opened(facts: &Facts, settings: &Settings, now: Time, draw: &mut Draw<'_>) -> Decision {
    let Some(open) = open(facts, settings, now) else {
        return Decision::say(facts, Vec::new(), Said::NotAsked);
    };
    let asked = matches!(open.verification.link, LinkProof::Needed | LinkProof::Sent { .. });
    if !asked || open.account.is_suspended(now) {
        return Decision::say(facts, open.offer, Said::NotAsked);
    }
    let verification = Verification { link: LinkProof::Opened, ..open.verification.clone() };
    let nothing_enabled = !open.account.standing().any(|m| settings.asks_for(m.kind()));
    let method = match verification.state {
        VerificationState::Proven { kind } => Some(kind),
        _ if nothing_enabled => None,
        _ => {
            let sign_in = with(facts, verification);
            let change = vec![save(facts, sign_in.clone(), None, draw)];
            return Decision {
                sign_in,
                offer: open.offer,
                said: None,
                granted: Granted::default(),
                change,
                learned: None,
            };
        }
    };
    let reasons = verification.reasons;
    let proved = Proved { method, link: true, weak: true, reasons, ..Proved::default() };
    pass::pass(facts, open.account, &proved, Change::new(), settings, now, draw)
}
