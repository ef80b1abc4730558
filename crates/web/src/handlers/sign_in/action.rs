//! Before one of the site's own actions: the page that says what for, and the way into the step-up, which goes on in `verify`
//! as a sign-in does. Looking at the page begins nothing. Deliberately not here: what an action takes (`rules::action`).

use axum::extract::RawQuery;
use axum::http::StatusCode;
use axum::response::Response;
use flows::{Me, MyAction, Refused, SignInKey, Told};
use rules::action::{Asking, Standing};
use rules::decision::Said;
use rules::sign_in::{Refusal, Stage};
use serde::Deserialize;
use url::form_urlencoded::byte_serialize;
use zeroize::Zeroizing;

use super::news::News;
use super::{SECURITY, asked, me, moves, return_to, seconds, step, verify};
use crate::ctx::Ctx;
use crate::handlers::{Answer, Ended, Sent, ours, whole};
use crate::pages::Trouble;
use crate::pages::outcome::Outcome;
use crate::pages::step_up::{Onward, StepUpPage};
use crate::pages::verify::Door;

/// The page where an action is asked for.
pub(super) fn page_of(action: &str) -> String {
    let action: String = byte_serialize(action.as_bytes()).collect();
    format!("{}?action={action}", Door::Action.path())
}

/// `GET /step-up`: with an action what it is for, or on to where the person came from; without one the step-up under way.
pub(super) async fn show(mut ctx: Ctx, RawQuery(query): RawQuery) -> Answer {
    let query = query.as_deref();
    let Some(action) = asked(query, "action") else {
        return verify::show(ctx, Door::Action).await;
    };
    let typed = asked(query, "return_to").and_then(|typed| return_to::on_this_site(&typed, &ctx.app.url));
    let back = typed.or_else(|| return_to::kept(&ctx));
    let Some(who) = me(&ctx).await? else {
        let to = query.map(|query| format!("{}?{query}", Door::Action.path())).unwrap_or_default();
        let to: String = byte_serialize(to.as_bytes()).collect();
        return Ok(ctx.go(&format!("/signin?return_to={to}")));
    };
    ctx.prefer_locale(who.account.locale.as_deref());
    let mine = mine(&ctx, &action).await?;
    if matches!(mine.standing, Standing::Enough { .. }) {
        return Ok(ctx.go(back.as_deref().unwrap_or(SECURITY)));
    }
    Ok(intro(&ctx, &who, &mine, back, None))
}

/// Where the session stands with an action; one that the operator did not set is a page that there is not.
async fn mine(ctx: &Ctx, action: &str) -> Result<MyAction, Ended> {
    let session = ctx.session().unwrap_or_default();
    match whole(ctx, ctx.house().my_action(&ctx.visitor, session, action).await)? {
        Ok(mine) => Ok(mine),
        Err(refused) => Err(elsewhere(ctx, &refused).into()),
    }
}

fn elsewhere(ctx: &Ctx, refused: &Refused) -> Response {
    match refused {
        Refused::NotSignedIn => ctx.go("/signin"),
        _ => ctx.outcome(Outcome::NotFound),
    }
}

fn intro(
    ctx: &Ctx,
    who: &Me,
    mine: &MyAction,
    back: Option<String>,
    wrong: Option<(&'static str, Trouble)>,
) -> Response {
    let onward = match (mine.standing, mine.asking) {
        (Standing::Held { until }, _) => Onward::Nowhere(Trouble::ActionHeld { until: until.0 }),
        (_, None) => Onward::Security(Trouble::NothingSuffices),
        (_, Some(Asking::Password)) => Onward::Password,
        (_, Some(Asking::Method(_))) => Onward::Method,
    };
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let frame = match wrong {
        Some((field, trouble)) => ctx.frame().with_problem(field, trouble),
        None => ctx.frame(),
    };
    let page = StepUpPage {
        frame,
        action: mine.name.as_str().to_owned(),
        back: back.clone().unwrap_or_else(|| SECURITY.to_owned()),
        return_to: back,
        user_name: who.account.user_name.clone(),
        onward,
    };
    ctx.page(status, &page)
}

/// What the page sends.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Begin {
    action: String,
    #[serde(default)]
    return_to: Option<String>,
    #[serde(default)]
    password: Option<Zeroizing<String>>,
}

/// `POST /step-up/begin`.
pub(super) async fn begin(mut ctx: Ctx, form: Sent<Begin>) -> Answer {
    let Begin { action, return_to: typed, password } = ours(&ctx, form)?;
    let back = typed.and_then(|typed| return_to::on_this_site(&typed, &ctx.app.url));
    let Some(who) = me(&ctx).await? else { return Ok(ctx.go("/signin")) };
    ctx.prefer_locale(who.account.locale.as_deref());
    let mine = mine(&ctx, &action).await?;
    if matches!(mine.standing, Standing::Enough { .. }) {
        // Proved in another tab meanwhile.
        return Ok(ctx.go(back.as_deref().unwrap_or(SECURITY)));
    }
    if verify::is_under_way(&mut ctx, &action).await? {
        return_to::keep(&mut ctx, back.as_deref());
        return Ok(ctx.go(Door::Action.path()));
    }
    if mine.asking == Some(Asking::Password) && password.as_ref().is_none_or(|typed| typed.is_empty()) {
        return Ok(intro(&ctx, &who, &mine, back, Some(("password", Trouble::Empty))));
    }
    let session = ctx.session().unwrap_or_default().to_owned();
    let begun = ctx.house().start_action_step_up(&ctx.visitor, &session, &action).await;
    let told = match whole(&ctx, begun)? {
        Ok(told) => told,
        Err(Refused::ActionHeld { .. } | Refused::NothingSuffices) => {
            return Ok(intro(&ctx, &who, &mine, back, None));
        }
        Err(refused) => return Ok(elsewhere(&ctx, &refused)),
    };
    let key = key(&told);
    match (&told.decision.sign_in.stage, password) {
        (Stage::Password, password) => {
            let given = ctx.house().give_password(&ctx.visitor, &key, password.unwrap_or_default()).await;
            let told = whole(&ctx, given)?;
            by_password(&mut ctx, &who, &mine, back, &told)
        }
        _ => {
            ctx.take(&told);
            return_to::keep(&mut ctx, back.as_deref());
            if let Some(kind) = whole(&ctx, moves::open_next(&ctx, &key, told, None).await)? {
                News::MovedOn(kind).leave(&mut ctx);
            }
            Ok(ctx.go(Door::Action.path()))
        }
    }
}

/// The key of a step-up that was just begun.
fn key(begun: &Told) -> SignInKey {
    let secret = begun.decision.granted.sign_in.clone().unwrap_or_default();
    SignInKey { id: begun.id.clone(), secret }
}

fn by_password(ctx: &mut Ctx, who: &Me, mine: &MyAction, back: Option<String>, told: &Told) -> Answer {
    let trouble = match (&told.decision.sign_in.stage, told.decision.said) {
        (Stage::Passed { .. }, _) => {
            ctx.take(told);
            return Ok(ctx.go(back.as_deref().unwrap_or(SECURITY)));
        }
        (Stage::Refused { refusal: Refusal::AccountLocked { since } }, _) => {
            return Ok(ctx.outcome(Outcome::Locked { since: since.0 }));
        }
        (_, Some(Said::Wait { until })) => ("", Trouble::Wait { seconds: seconds(until, told.now) }),
        (_, Some(Said::Resting)) => ("", Trouble::Resting),
        _ => ("password", Trouble::WrongPassword),
    };
    Ok(intro(ctx, who, mine, back, Some(trouble)))
}

/// The page of a step-up that ended without passing.
pub(super) fn ended(ctx: &mut Ctx, refusal: Refusal, action: &str) -> Response {
    match refusal {
        // What took too long is begun again from the page that says what for.
        Refusal::Expired => ctx.go(&page_of(action)),
        Refusal::Cancelled => {
            let to = return_to::take(ctx);
            ctx.go(&to)
        }
        refusal => step::refused(ctx, refusal),
    }
}

#[cfg(test)]
#[path = "action_tests.rs"]
mod tests;
