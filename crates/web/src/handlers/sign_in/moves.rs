//! Moves that a page makes for its person: one method is asked at once, the best that can be used now; one that cannot be
//! sent gives way to the next. Only ever part of a POST. Deliberately not here: which methods are usable (`rules`).

use flows::{Fault, SignInKey, Told};
use rules::id::MethodId;
use rules::method::MethodKind;
use rules::offer::Offered;
use rules::sign_in::{LinkProof, Stage, Verification, VerificationState};

use crate::ctx::Ctx;

/// Opens the first method of the offer that can be used, leaving out `but`; where nothing can and only the mailed link is
/// asked, mails it. Says the kind that opened if it is not the one that was wanted.
pub(super) async fn open_next(
    ctx: &Ctx,
    key: &SignInKey,
    told: Told,
    but: Option<MethodId>,
) -> Result<Option<MethodKind>, Fault> {
    let usable = |offered: &&Offered| offered.usable() && Some(offered.id) != but;
    let mut moved = but.is_some();
    for offered in told.decision.offer.iter().filter(usable) {
        let opened = ctx.house().choose(&ctx.visitor, key, offered.id).await?;
        if opened.decision.said.is_none() {
            return Ok(moved.then_some(offered.kind));
        }
        moved = true;
    }
    send_link_if_due(ctx, key, &told).await?;
    Ok(None)
}

/// Asks once more for what is asked, where its time was over: a passkey's ceremony is then a new one.
pub(super) async fn ask_again(ctx: &Ctx, key: &SignInKey, told: Told) -> Result<Told, Fault> {
    let Stage::SecondStep(verification) = &told.decision.sign_in.stage else { return Ok(told) };
    let VerificationState::Challenged(running) = &verification.state else { return Ok(told) };
    ctx.house().choose(&ctx.visitor, key, running.method).await
}

/// Mails the link as soon as it is the one thing that is missing.
pub(super) async fn send_link_if_due(ctx: &Ctx, key: &SignInKey, told: &Told) -> Result<(), Fault> {
    let Stage::SecondStep(verification) = &told.decision.sign_in.stage else { return Ok(()) };
    if verification.link == LinkProof::Needed && is_link_next(verification, told) {
        ctx.house().send_confirm_link(&ctx.visitor, key).await?;
    }
    Ok(())
}

/// Whether the mailed link is the next thing to do: after the method, or where nothing at all is enabled.
pub(super) fn is_link_next(verification: &Verification, told: &Told) -> bool {
    let asked = matches!(verification.link, LinkProof::Needed | LinkProof::Sent { .. });
    let method_done = match verification.state {
        VerificationState::Proven { .. } => true,
        VerificationState::Offered => told.decision.offer.is_empty(),
        VerificationState::Challenged(_) | VerificationState::Approved { .. } => false,
    };
    asked && method_done
}
