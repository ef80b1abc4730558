//! Whether an answer is right, and what the method is like after it. Codes are compared in `secrets`; only verdicts come here.

use crate::decision::Said;
use crate::id::MethodId;
use crate::method::{Method, MethodData, PasskeyState};
use crate::time::Time;

/// What one of the account's passkeys proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PasskeyProof {
    /// The passkey, which need not be the one that was chosen: whichever is at hand is used.
    pub method: MethodId,
    /// Whether the person was verified.
    pub user_verified: bool,
    /// Whether it is copied to other devices.
    pub synced: bool,
    /// Its signature counter.
    pub counter: u32,
}

impl PasskeyProof {
    /// Whether the counter did not go on: somebody may have a copy of the passkey (WebAuthn L3 section 6.1.1).
    pub(crate) const fn went_back(&self, before: &PasskeyState) -> bool {
        (self.counter > 0 || before.counter > 0) && self.counter <= before.counter
    }
}

/// What `secrets` found out about an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checked {
    /// The security question's answer.
    SecurityQuestion {
        /// Whether it is the one.
        matches: bool,
    },
    /// A text message's code.
    TextMessage {
        /// Whether it is the one.
        matches: bool,
    },
    /// An authenticator app's code.
    AuthenticatorApp {
        /// The step within the window that it belongs to.
        step: Option<i64>,
        /// A step outside the window that it belongs to: the phone's clock is off.
        drifted: Option<i64>,
        /// The step that the server's clock is in.
        now_step: i64,
    },
    /// A passkey; none: what was brought proves nothing.
    Passkey(Option<PasskeyProof>),
    /// A recovery code.
    RecoveryCode {
        /// Its slot.
        slot: char,
        /// Whether it is the one.
        matches: bool,
    },
}

/// The verdict on an answer.
pub(crate) enum Judged {
    /// Right: the method as it is afterwards, and the recovery code's slot that is used up.
    Right(Method, Option<char>),
    /// Wrong: what to say, and the method with the step that saying it burns.
    Wrong { said: Said, burnt: Option<Method> },
    /// An answer of another kind than was asked.
    NotAsked,
}

/// Seconds of one authenticator step (RFC 6238 section 4.1's default).
const STEP: i64 = 30;
/// Steps that a learned offset may reach (methods.md 4.4).
const OFFSET_REACH: i64 = 5;

/// Judges an answer to a challenge of this method.
pub(crate) fn judge(method: &Method, checked: Checked, now: Time) -> Judged {
    let used = Method { last_used_at: Some(now), ..method.clone() };
    let plain = |matches: bool| {
        if matches {
            Judged::Right(used.clone(), None)
        } else {
            Judged::Wrong { said: Said::Wrong, burnt: None }
        }
    };
    match (&method.data, checked) {
        (MethodData::SecurityQuestion { .. }, Checked::SecurityQuestion { matches })
        | (MethodData::TextMessage { .. }, Checked::TextMessage { matches }) => plain(matches),
        (MethodData::AuthenticatorApp(app), Checked::AuthenticatorApp { step, drifted, now_step }) => {
            match (step, drifted) {
                (Some(step), _) if step > app.last_step && !app.burnt.contains(&step) => {
                    let mut app = app.clone();
                    app.last_step = step;
                    let lead = (step - now_step - app.offset).signum();
                    app.offset = (app.offset + lead).clamp(-OFFSET_REACH, OFFSET_REACH);
                    app.burnt.retain(|b| *b > step);
                    Judged::Right(Method { data: MethodData::AuthenticatorApp(app), ..used }, None)
                }
                (None, Some(step)) if !app.burnt.contains(&step) => {
                    let mut app = app.clone();
                    let seconds = (step - now_step) * STEP;
                    app.burnt.push(step);
                    if app.burnt.len() > 8 {
                        app.burnt.remove(0);
                    }
                    let burnt = Method { data: MethodData::AuthenticatorApp(app), ..method.clone() };
                    Judged::Wrong { said: Said::ClockOff { seconds }, burnt: Some(burnt) }
                }
                _ => Judged::Wrong { said: Said::Wrong, burnt: None },
            }
        }
        (MethodData::Passkey(key), Checked::Passkey(Some(proof))) if proof.method == method.id => {
            let counter = key.counter.max(proof.counter);
            let went_back_at = if proof.went_back(key) { Some(now) } else { key.went_back_at };
            let key = PasskeyState { counter, synced: proof.synced, went_back_at, ..key.clone() };
            Judged::Right(Method { data: MethodData::Passkey(key), ..used }, None)
        }
        (MethodData::Passkey(_), Checked::Passkey(_)) => plain(false),
        (MethodData::RecoveryCode { left, saved }, Checked::RecoveryCode { slot, matches }) => {
            if matches && left.contains(slot) {
                let left = left.chars().filter(|c| *c != slot).collect();
                let data = MethodData::RecoveryCode { left, saved: *saved };
                Judged::Right(Method { data, ..used }, Some(slot))
            } else {
                Judged::Wrong { said: Said::Wrong, burnt: None }
            }
        }
        _ => Judged::NotAsked,
    }
}
