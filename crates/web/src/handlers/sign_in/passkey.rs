//! The passkey that is the whole sign-in, as the sign-in page sends it. Deliberately not here: whether it is enough.

use axum::http::StatusCode;
use rules::decision::Said;
use rules::sign_in::Stage;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::return_to::SECURITY;
use super::{first_page, me, return_to, seconds};
use crate::ctx::Ctx;
use crate::handlers::{Answer, Sent, readable, whole};
use crate::pages::Trouble;

/// What the browser brought.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Brought {
    ceremony: String,
    credential: Zeroizing<String>,
    shared: String,
    #[serde(default)]
    return_to: Option<String>,
}

/// `POST /signin/passkey`.
pub(super) async fn sign_in(mut ctx: Ctx, form: Sent<Brought>) -> Answer {
    let form = readable(&ctx, form)?;
    let Brought { ceremony, credential, shared, return_to } = form.fields;
    let path = return_to.and_then(|typed| return_to::on_this_site(&typed, &ctx.app.url));
    let shared = !shared.is_empty();
    let again = |ctx: &Ctx, trouble| {
        let frame = ctx.frame().with_problem("", trouble);
        first_page(ctx, StatusCode::UNPROCESSABLE_ENTITY, frame, "", shared, path.clone())
    };
    if me(&ctx).await?.is_some() {
        return Ok(ctx.go(SECURITY));
    }
    if ctx.check(&form.csrf).is_err() {
        return again(&ctx, Trouble::StaleForm);
    }
    let told = ctx.house().sign_in_by_passkey(&ctx.visitor, &ceremony, &credential, shared).await;
    let told = whole(&ctx, told)?;
    match (&told.decision.sign_in.stage, told.decision.said) {
        (Stage::Passed { .. }, _) => {
            ctx.take(&told);
            return_to::keep(&mut ctx, None);
            Ok(ctx.go(path.as_deref().unwrap_or(SECURITY)))
        }
        (Stage::Refused { .. }, _) => {
            ctx.take(&told);
            Ok(ctx.go("/verify"))
        }
        (_, Some(Said::CodeDead)) => again(&ctx, Trouble::PasskeyLate),
        (_, Some(Said::Wait { until })) => again(&ctx, Trouble::Wait { seconds: seconds(until, told.now) }),
        (_, Some(Said::Resting)) => again(&ctx, Trouble::Resting),
        _ => again(&ctx, Trouble::PasskeyNotKnown),
    }
}

#[cfg(test)]
#[path = "passkey_tests.rs"]
mod tests;
