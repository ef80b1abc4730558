//! Where mailed links land, and forgotten passwords. Looking at a link does nothing, since mail scanners look; its one button
//! does, once. Deliberately not here: what a link is good for (`rules`).

use std::time::Duration;

use axum::Router;
use axum::extract::{Path, RawQuery};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use flows::{LinkLook, NotCreated, Pressed, Refused};
use rules::by_link::DeadLink;
use rules::link::LinkPurpose;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::settings::refusals;
use super::sign_in::{asked, least};
use super::{Answer, Sent, ours, readable, whole};
use crate::app::App;
use crate::ctx::Ctx;
use crate::pages::links::{Link, LinkEnd, LinkEndPage, LinkPage, Onward};
use crate::pages::outcome::Outcome;
use crate::pages::recover::{ResetPage, ResetStage};
use crate::pages::{Frame, Kind, Trouble};
use crate::{render, seen};

/// When a name that a letter was asked for is answered.
const ANSWER_AFTER: Duration = Duration::from_millis(250);

/// The routes.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/links/{kind}", get(look).post(press))
        .route("/reset", get(forgotten).post(ask_reset))
        .route("/reset/sent", get(reset_sent))
        .route("/reset/new", get(new_password).post(reset))
        .route("/reset/done", get(reset_done))
}

/// The token of a link and nothing else.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Token {
    token: String,
}

async fn look(ctx: Ctx, Path(kind): Path<String>, RawQuery(query): RawQuery) -> Answer {
    let Some(onward) = onward(&kind) else { return Ok(ctx.outcome(Outcome::NotFound)) };
    let token = asked(query.as_deref(), "token").unwrap_or_default();
    let found = match whole(&ctx, ctx.house().look_at_link(&token).await)? {
        Ok(found) => found,
        Err(refused) => return Ok(dead(&ctx, onward, &refused)),
    };
    let Some(link) = link(&ctx, found).filter(|link| path(link) == kind) else {
        return Ok(ended(&ctx, StatusCode::NOT_FOUND, onward, LinkEnd::Unknown));
    };
    Ok(ctx.page(StatusCode::OK, &LinkPage { frame: ctx.frame(), token, link }))
}

const fn path(link: &Link) -> &'static str {
    match link {
        Link::SignIn { .. } => "sign-in",
        Link::Address { .. } => "address",
        Link::Confirm => "confirm",
        Link::NotMe { .. } => "not-me",
    }
}

/// Where a dead link of this kind leads on to; none: there is no such kind.
fn onward(kind: &str) -> Option<Onward> {
    match kind {
        "sign-in" => Some(Onward::SignIn),
        "address" | "confirm" => Some(Onward::Security),
        "not-me" => Some(Onward::NewPassword),
        _ => None,
    }
}

fn link(ctx: &Ctx, found: LinkLook) -> Option<Link> {
    let LinkLook { purpose, email, at, user_agent, country, .. } = found;
    let browser = user_agent.map(|agent| seen::browser(ctx.words, agent)).unwrap_or_default();
    let (place, at) = (seen::place(ctx.words, country), at.0);
    Some(match purpose {
        LinkPurpose::VerifyEmail { .. } => Link::Address { address: email.unwrap_or_default() },
        LinkPurpose::ConfirmStep { .. } => Link::Confirm,
        LinkPurpose::ConfirmSignIn { .. } => Link::SignIn { browser, place, at },
        LinkPurpose::NotMe { notice, .. } => Link::NotMe { what: render::what(notice), browser, place, at },
        LinkPurpose::ResetPassword | LinkPurpose::FirstAdministrator => return None,
    })
}

async fn press(mut ctx: Ctx, Path(kind): Path<String>, form: Sent<Token>) -> Answer {
    let Token { token } = ours(&ctx, form)?;
    let Some(onward) = onward(&kind) else { return Ok(ctx.outcome(Outcome::NotFound)) };
    let sign_ins = ctx.sign_ins();
    let pressed = ctx.house().press_link(&ctx.visitor, &token, ctx.session(), &sign_ins).await;
    let end = match whole(&ctx, pressed)? {
        Err(refused) => return Ok(dead(&ctx, onward, &refused)),
        Ok(Pressed::EmailVerified { hint, opened }) => {
            ctx.keep_opened(opened.as_deref());
            LinkEnd::AddressVerified(hint)
        }
        Ok(Pressed::StepProved) => LinkEnd::ConfirmGoesOn,
        Ok(Pressed::SignIn(told)) => {
            ctx.take(&told);
            LinkEnd::SignInGoesOn
        }
        Ok(Pressed::NotMe { sessions, suspended, email }) => {
            let methods = suspended.into_iter().map(|kind| Kind::from(kind).name(ctx.words).into_owned());
            LinkEnd::NotMe { sessions, suspended: methods.chain(email).collect() }
        }
    };
    Ok(ended(&ctx, StatusCode::OK, onward, end))
}

fn ended(ctx: &Ctx, status: StatusCode, onward: Onward, end: LinkEnd) -> Response {
    ctx.page(status, &LinkEndPage { frame: ctx.frame(), end, onward })
}

/// Why a link does nothing, and the way to one that does. Of one that is not known nobody can say more than that it may be cut
/// off or old.
fn dead(ctx: &Ctx, onward: Onward, refused: &Refused) -> Response {
    let (status, end) = match refused {
        Refused::DeadLink(DeadLink::Expired) => (StatusCode::GONE, LinkEnd::Expired),
        Refused::DeadLink(DeadLink::Used) => (StatusCode::GONE, LinkEnd::Used),
        Refused::Name(NotCreated::Taken) => (StatusCode::CONFLICT, LinkEnd::AddressTaken),
        Refused::DeadLink(DeadLink::OtherBrowser) => (StatusCode::FORBIDDEN, LinkEnd::OtherBrowser),
        _ => (StatusCode::NOT_FOUND, LinkEnd::Unknown),
    };
    ended(ctx, status, onward, end)
}

/// The name whose password is forgotten.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Name {
    username: String,
}

fn reset_page(ctx: &Ctx, status: StatusCode, frame: Frame, stage: ResetStage) -> Response {
    ctx.page(status, &ResetPage { frame, stage })
}

/// Where no letter can come, none is promised: the page says who helps instead.
fn by_people(ctx: &Ctx) -> Option<Response> {
    let help = ctx.house().site().help.clone();
    let page = || reset_page(ctx, StatusCode::OK, ctx.frame(), ResetStage::ByPeople { help });
    (!ctx.house().settings().mail).then(page)
}

async fn forgotten(ctx: Ctx) -> Response {
    let ask = || reset_page(&ctx, StatusCode::OK, ctx.frame(), ResetStage::Ask { user_name: String::new() });
    by_people(&ctx).unwrap_or_else(ask)
}

async fn reset_sent(ctx: Ctx) -> Response {
    by_people(&ctx).unwrap_or_else(|| reset_page(&ctx, StatusCode::OK, ctx.frame(), ResetStage::Sent))
}

async fn reset_done(ctx: Ctx) -> Response {
    reset_page(&ctx, StatusCode::OK, ctx.frame(), ResetStage::Done)
}

async fn ask_reset(ctx: Ctx, form: Sent<Name>) -> Answer {
    let form = readable(&ctx, form)?;
    if let Some(page) = by_people(&ctx) {
        return Ok(page);
    }
    let user_name = form.fields.username;
    let trouble = if ctx.check(&form.csrf).is_err() {
        Some(("", Trouble::StaleForm))
    } else {
        user_name.trim().is_empty().then_some(("username", Trouble::Empty))
    };
    if let Some((field, trouble)) = trouble {
        let frame = ctx.frame().with_problem(field, trouble);
        return Ok(reset_page(&ctx, StatusCode::UNPROCESSABLE_ENTITY, frame, ResetStage::Ask { user_name }));
    }
    let asked = tokio::join!(ctx.house().ask_reset(&ctx.visitor, &user_name), answer_time()).0;
    whole(&ctx, asked)?;
    Ok(ctx.go("/reset/sent"))
}

/// A letter to write takes a longer commit than none, so every answer about a name comes after the same time, whose name it
/// is or nobody's (DESIGN section 2, promise 8). Far longer than the work takes while the house is not overrun.
async fn answer_time() {
    #[expect(
        clippy::disallowed_methods,
        reason = "it is the time that is to be seen from outside, and nothing is waited for"
    )]
    tokio::time::sleep(ANSWER_AFTER).await;
}

/// The page for a new password, if the link still allows one.
async fn new_page(ctx: &Ctx, status: StatusCode, frame: Frame, token: String) -> Answer {
    let found = match whole(ctx, ctx.house().look_at_link(&token).await)? {
        Ok(found) => found,
        Err(refused) => return Ok(dead(ctx, Onward::NewPassword, &refused)),
    };
    match found.purpose {
        LinkPurpose::ResetPassword | LinkPurpose::FirstAdministrator => {
            let stage = ResetStage::New { token, user_name: found.user_name, least: least(ctx) };
            Ok(reset_page(ctx, status, frame, stage))
        }
        _ => Ok(ended(ctx, StatusCode::NOT_FOUND, Onward::NewPassword, LinkEnd::Unknown)),
    }
}

async fn new_password(ctx: Ctx, RawQuery(query): RawQuery) -> Answer {
    let token = asked(query.as_deref(), "token").unwrap_or_default();
    new_page(&ctx, StatusCode::OK, ctx.frame(), token).await
}

/// The new password, and the link that allows it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewPassword {
    token: String,
    new_password: Zeroizing<String>,
}

async fn reset(mut ctx: Ctx, form: Sent<NewPassword>) -> Answer {
    let form = readable(&ctx, form)?;
    let NewPassword { token, new_password } = form.fields;
    let problems = if ctx.check(&form.csrf).is_err() {
        vec![("", Trouble::StaleForm)]
    } else {
        match whole(&ctx, ctx.house().reset_password(&ctx.visitor, &token, new_password).await)? {
            Ok(opened) => {
                ctx.keep_opened(opened.as_deref());
                return Ok(ctx.go("/reset/done"));
            }
            Err(refused @ Refused::DeadLink(_)) => return Ok(dead(&ctx, Onward::NewPassword, &refused)),
            Err(refused) => refusals::problems(&refused, "new_password", ctx.house().now()),
        }
    };
    let add = |frame: Frame, (field, trouble)| frame.with_problem(field, trouble);
    let frame = problems.into_iter().fold(ctx.frame(), add);
    new_page(&ctx, StatusCode::UNPROCESSABLE_ENTITY, frame, token).await
}

#[cfg(test)]
#[path = "by_mail_tests.rs"]
mod tests;

#[cfg(test)]
#[path = "signed_up_tests.rs"]
mod signed_up_tests;
