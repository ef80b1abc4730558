//! Proving a phone by a code that it is sent. Deliberately not here: the second step by text message (`second_step`), and
//! when a code may be sent again (`text_code`).

use super::{Enabled, MyFacts, NotEnrolled, enable, living};
use crate::change::{Change, Write};
use crate::facts::Draw;
use crate::fresh::FreshPerson;
use crate::id::{AccountId, MessageId, MethodId};
use crate::message::{Message, Recipient, Says};
use crate::method::{Method, MethodData, StoredMethod};
use crate::settings::Settings;
use crate::sign_in::TextCode;
use crate::time::Time;

/// Sends the code that proves a phone, or the same one again.
///
/// # Errors
/// Why not.
pub fn send_proof(
    facts: &MyFacts,
    id: MethodId,
    fresh: crate::text_code::NewCode,
    settings: &Settings,
    now: Time,
    draw: &mut Draw<'_>,
) -> Result<Change, NotEnrolled> {
    send_code(facts, living(facts, id, now)?, fresh, settings, now, draw)
}

/// A code, or the live one again, to a phone that is not proved.
pub(crate) fn send_code(
    facts: &MyFacts,
    stored: &StoredMethod,
    fresh: crate::text_code::NewCode,
    settings: &Settings,
    now: Time,
    draw: &mut Draw<'_>,
) -> Result<Change, NotEnrolled> {
    let MethodData::TextMessage { hint, proof } = &stored.method.data else {
        return Err(NotEnrolled::Gone);
    };
    let code = crate::text_code::next_code(proof.as_ref(), fresh.sealed, settings, now)
        .map_err(|at| NotEnrolled::TooEarly { at })?;
    let account = facts.account.id();
    let message = Message {
        id: MessageId::from_bytes(draw.bytes()),
        account,
        to: Recipient::Phone { id: stored.method.id, sealed: stored.secret.clone(), sign_in: None },
        locale: facts.account.stored.account.locale.clone(),
        says: Says::Code { code: fresh.plain },
        at: now,
        expires: code.expires,
    };
    let data = MethodData::TextMessage { hint: hint.clone(), proof: Some(code) };
    let method = Method { data, ..stored.method.clone() };
    Ok(vec![
        Write::SaveMethod { account, method, secret: None, based_on: stored.version },
        Write::Send(message),
    ])
}

/// The live code of a phone that is being set up. Ask before comparing.
///
/// # Errors
/// `Gone` or `CodeDead`.
pub fn proof_of(facts: &MyFacts, id: MethodId, now: Time) -> Result<&TextCode, NotEnrolled> {
    live_code(living(facts, id, now)?, now)
}

/// The live code of a phone that is not proved.
pub(crate) fn live_code(stored: &StoredMethod, now: Time) -> Result<&TextCode, NotEnrolled> {
    let MethodData::TextMessage { proof: Some(code), .. } = &stored.method.data else {
        return Err(NotEnrolled::Gone);
    };
    if code.is_live(now) { Ok(code) } else { Err(NotEnrolled::CodeDead) }
}

/// Enables a phone by the code it was sent.
///
/// # Errors
/// Why not; a wrong code comes with the write that counts it.
pub fn confirm_phone(
    person: &FreshPerson,
    facts: &MyFacts,
    id: MethodId,
    matches: bool,
    now: Time,
    draw: &mut Draw<'_>,
) -> Result<Enabled, (NotEnrolled, Change)> {
    let stored = living(facts, id, now).map_err(|why| (why, Change::new()))?;
    let code = proof_of(facts, id, now).map_err(|why| (why, Change::new()))?;
    if matches {
        let data = proof_over(&stored.method.data);
        return Ok(enable(person, facts, stored, data, None, now, draw));
    }
    let write = count_wrong(person.account(), stored, code);
    Err((NotEnrolled::Wrong, vec![write]))
}

/// The data of a method whose code has served.
pub(crate) fn proof_over(data: &MethodData) -> MethodData {
    match data {
        MethodData::TextMessage { hint, .. } => MethodData::TextMessage { hint: hint.clone(), proof: None },
        other => other.clone(),
    }
}

/// The write that counts a wrong answer to a phone's own code.
pub(crate) fn count_wrong(account: AccountId, stored: &StoredMethod, code: &TextCode) -> Write {
    let counted = TextCode { wrong: code.wrong.saturating_add(1), ..code.clone() };
    let data = MethodData::TextMessage { hint: stored.method.label().to_owned(), proof: Some(counted) };
    let method = Method { data, ..stored.method.clone() };
    Write::SaveMethod { account, method, secret: None, based_on: stored.version }
}
