//! Recovery codes: made, shown once in the answer that makes them, said to be saved. Deliberately not here: a way to see them
//! again; only their hashes are kept.

use axum::response::Response;
use rules::method::{MethodData, MethodKind};
use serde::Deserialize;
use zeroize::Zeroizing;

use super::person::{Answer, Person, Pressed, Sent};
use super::wish::Wish;
use super::{SECURITY, confirm, overview};
use crate::pages::enroll::{CodesPage, CodesStage};
use crate::pages::{Frame, Notice, Trouble};

const WISH: Wish = Wish::Enable(MethodKind::RecoveryCode);

/// How many codes are left; none: there never was a set.
fn left(person: &Person) -> Option<usize> {
    person.me.methods.iter().find_map(|method| match &method.data {
        MethodData::RecoveryCode { left, .. } => Some(left.len()),
        _ => None,
    })
}

/// Makes the first set at once; asks before an old one is voided.
pub(super) async fn first(person: &mut Person) -> Answer {
    match left(person) {
        None => make(person).await,
        Some(_) => Ok(person.ctx.go(&WISH.page())),
    }
}

async fn make(person: &mut Person) -> Answer {
    if !has_level_2(person) {
        return overview::refused(person, Trouble::MethodFirst).await;
    }
    let made = person.house().new_recovery_codes(&person.ctx.visitor, &person.session).await;
    match person.decided(made, Some(WISH)).await? {
        Ok(made) => Ok(show_once(person, &made.recovery_codes.unwrap_or_default(), None)),
        Err(refused) => {
            let frame = person.wrong(&refused, "");
            overview::again(person, frame).await
        }
    }
}

fn has_level_2(person: &Person) -> bool {
    person.me.methods.iter().any(|method| overview::stands(method) && method.kind().is_level_2())
}

/// The page of a set that was just made. `added`: the method that it came with.
pub(super) fn show_once(person: &Person, made: &[Zeroizing<String>], added: Option<String>) -> Response {
    let codes = made.iter().map(|code| code.to_string()).collect();
    let stage = CodesStage::Show { codes, user_name: person.me.account.user_name.clone() };
    let frame = Frame { notice: added.map(Notice::MethodAdded), ..person.frame() };
    person.page(&CodesPage { frame, stage })
}

/// `GET /settings/security/recovery-codes`.
pub(super) async fn show(mut person: Person) -> Answer {
    if !has_level_2(&person) {
        return overview::refused(&mut person, Trouble::MethodFirst).await;
    }
    confirm::before(&mut person, WISH).await?;
    let left = u32::try_from(left(&person).unwrap_or_default()).unwrap_or(u32::MAX);
    Ok(person.page(&CodesPage { frame: person.frame(), stage: CodesStage::Renew { left } }))
}

/// `POST /settings/security/recovery-codes/renew`.
pub(super) async fn renew(Sent { mut person, fields: Pressed {} }: Sent<Pressed>) -> Answer {
    make(&mut person).await
}

/// "I saved them."
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Saved {
    saved: Option<String>,
}

/// `POST /settings/security/recovery-codes`. Without the tick the card goes on saying that they are not saved.
pub(super) async fn saved(Sent { mut person, fields }: Sent<Saved>) -> Answer {
    if fields.saved.is_none() {
        return overview::refused(&mut person, Trouble::CodesUnsaved).await;
    }
    let saved = person.house().codes_saved(&person.ctx.visitor, &person.session).await;
    match person.decided(saved, None).await? {
        Ok(()) => Ok(person.ctx.go(SECURITY)),
        Err(refused) => {
            let frame = person.wrong(&refused, "");
            overview::again(&mut person, frame).await
        }
    }
}
