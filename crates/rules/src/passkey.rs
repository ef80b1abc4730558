//! Which passkey answered, and what that says of it: read off a proof in one place for both steps. Deliberately not here: the
//! ceremony (`secrets`), and what follows from it (`second_step`).

use crate::facts::AccountFacts;
use crate::judge::{Checked, PasskeyProof};
use crate::method::{MethodData, StoredMethod};
use crate::pass::KeyUse;

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
