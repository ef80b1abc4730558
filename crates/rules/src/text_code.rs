//! Codes sent by text message: made once, repeated on request, dead after five minutes or five wrong answers.

use crate::change::Write;
use crate::decision::Said;
use crate::facts::{Draw, Facts};
use crate::id::MessageId;
use crate::message::{Message, Recipient, Says};
use crate::method::StoredMethod;
use crate::settings::Settings;
use crate::sign_in::{Asked, Ceremony, Challenge, TextCode};
use crate::time::Time;

/// Waits before the first, second and third repeat of a text message (methods.md 4.3).
const RESEND_AFTER: [i64; 3] = [30, 60, 120];
/// What a challenge may need that only `secrets` can make, made before the decision whether it is needed.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// A code, should a text message be sent.
    pub code: NewCode,
    /// A ceremony, should a passkey be asked for.
    pub ceremony: Option<Ceremony>,
}

impl From<NewCode> for Prepared {
    fn from(code: NewCode) -> Self {
        Self { code, ceremony: None }
    }
}

/// A code made for a text message, should one be sent.
#[derive(Clone, Debug)]
pub struct NewCode {
    /// The code.
    pub plain: String,
    /// The code, sealed to the sign-in.
    pub sealed: String,
}

/// A first code, or the same one again: never a longer life, never a fresh set of tries.
pub(crate) fn challenge(
    facts: &Facts,
    stored: &StoredMethod,
    running: Option<&Challenge>,
    fresh: NewCode,
    settings: &Settings,
    now: Time,
    draw: &mut Draw<'_>,
) -> Result<(Asked, Write), Said> {
    let before = match running.map(|c| &c.asked) {
        Some(Asked::TextMessage(code)) => Some(code),
        _ => None,
    };
    let code = next_code(before, fresh.sealed, settings, now).map_err(|at| Said::TooEarly { at })?;
    let message = Write::Send(Message {
        id: MessageId::from_bytes(draw.bytes()),
        account: facts.held.sign_in.who.key(),
        to: Recipient::Phone {
            id: stored.method.id,
            sealed: stored.secret.clone(),
            sign_in: Some(facts.held.sign_in.id),
        },
        locale: facts.account.as_ref().and_then(|a| a.stored.account.locale.clone()),
        says: Says::Code { code: fresh.plain },
        at: now,
        expires: code.expires,
    });
    Ok((Asked::TextMessage(code), message))
}

/// A first code, or the live one once more. In place of one that died by too many guesses there is a new one when that could
/// have been sent again: whoever guesses may begin a new sign-in at any time, so that a longer wait would guard nothing; the
/// guesses stay counted (`crate::tries`).
///
/// # Errors
/// When it may be sent; none: not in this sign-in.
pub(crate) fn next_code(
    before: Option<&TextCode>,
    sealed: String,
    settings: &Settings,
    now: Time,
) -> Result<TextCode, Option<Time>> {
    let first = TextCode {
        sealed,
        expires: now.plus(settings.text_code_for),
        resend_at: Some(now.plus(RESEND_AFTER[0])),
        sent: 1,
        wrong: 0,
        failed: false,
    };
    let Some(code) = before.filter(|code| now < code.expires) else { return Ok(first) };
    match code.may_be_sent_at() {
        Some(at) if now >= at => {
            let sent = code.sent.saturating_add(1);
            let resend_at = RESEND_AFTER.get(usize::from(code.sent)).map(|wait| now.plus(*wait));
            let which = if code.is_used_up() { first } else { code.clone() };
            Ok(TextCode { sent, resend_at, failed: false, ..which })
        }
        other => Err(other),
    }
}
