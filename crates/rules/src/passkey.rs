//! Which passkey answered, and what that says of it: read off a proof in one place for both steps. Deliberately not here: the
//! ceremony (`secrets`), and what follows from it (`second_step`).

use crate::change::Change;
use crate::decision::{About, notify, record};
use crate::event::{EventKind, Origin};
use crate::facts::{AccountFacts, Draw};
use crate::judge::{Checked, PasskeyProof};
use crate::message::Notice;
use crate::method::{Method, MethodData, StoredMethod};
use crate::pass::KeyUse;
use crate::time::{DAY, Time};

/// For how long a counter that went back is a reason to ask for a strong second step, unless the passkey is removed before.
const COPY_RECENT: i64 = 30 * DAY;
/// Every address is told of it once in this time, however often the copy is used.
const TOLD_EACH: i64 = DAY;

/// The active passkey that was used, which need not be the one that was chosen.
pub(crate) fn used(account: &AccountFacts, checked: Checked) -> Option<&StoredMethod> {
    let Checked::Passkey(Some(PasskeyProof { method, .. })) = checked else { return None };
    account.methods.iter().find(|m| m.method.id == method && m.method.is_active())
}

/// How a passkey was used, and whether its counter went back.
pub(crate) fn key_use(stored: &StoredMethod, checked: Checked, alone: bool) -> (Option<KeyUse>, bool) {
    let (MethodData::Passkey(before), Checked::Passkey(Some(proof))) = (&stored.method.data, checked) else {
        return (None, false);
    };
    let key = KeyUse { user_verified: proof.user_verified, may_sync: before.may_sync, alone };
    (Some(key), proof.went_back(before))
}

/// Whether somebody may hold a copy of this passkey's key (WebAuthn L3 section 6.1.1).
#[must_use]
pub fn may_be_copied(method: &Method, now: Time) -> bool {
    let MethodData::Passkey(key) = &method.data else { return false };
    key.went_back_at.is_some_and(|at| now.since(at) < COPY_RECENT)
}

/// What follows from a counter that went back, beside the mark on the passkey itself: it is recorded, and told to every
/// address with a button that ends the sessions and suspends this passkey.
pub(crate) fn copied(
    account: &AccountFacts,
    before: &StoredMethod,
    from: &Origin,
    now: Time,
    draw: &mut Draw<'_>,
) -> Change {
    let mut change = vec![record(account.id(), EventKind::PasskeyCopied, from, now, draw)];
    let MethodData::Passkey(key) = &before.method.data else { return change };
    if key.went_back_at.is_none_or(|at| now.since(at) >= TOLD_EACH) {
        let about = About { method: Some(before.method.id), ..About::default() };
        change.extend(notify(account, Notice::PasskeyCopied, about, from, now, draw));
    }
    change
}
