//! The way in: the first step, signing out, and the doors beside it. The second step is in `verify`. Deliberately not here:
//! whether anybody gets in, which is `rules`' to say.

mod action;
mod lost_phone;
mod moves;
mod news;
mod passkey;
mod return_to;
mod sign_up;
mod step;
mod verify;

use axum::Router;
use axum::extract::RawQuery;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use flows::{Me, SignInKey};
use rules::decision::Said;
use rules::sign_in::Stage;
use rules::time::Time;
use serde::Deserialize;
use url::form_urlencoded;
use zeroize::Zeroizing;

pub(super) use self::sign_up::least;
pub(super) use self::step::{app_link, around, prompt_stage, texted, why_not};

use self::news::News;
use self::return_to::SECURITY;
use super::{Answer, Ended, Sent, ours, readable, whole};
use crate::app::App;
use crate::ctx::Ctx;
use crate::pages::recover::LockedOutPage;
use crate::pages::signin::{AskedPasskey, SignInPage, SignedInPage};
use crate::pages::verify::Door;
use crate::pages::{Frame, Trouble};

/// The routes.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/", get(home))
        .route("/signin", get(show).post(sign_in))
        .route("/signin/passkey", post(passkey::sign_in))
        .route("/signed-in", get(signed_in))
        .route("/signout", post(sign_out))
        .route("/signup", get(sign_up::show).post(sign_up::sign_up))
        .merge(verify::routes(Door::SignIn))
        .route("/verify", get(async |ctx: Ctx| verify::show(ctx, Door::SignIn).await))
        .merge(verify::routes(Door::Action))
        .route("/step-up", get(action::show))
        .route("/step-up/begin", post(action::begin))
        .route("/lost-phone", get(lost_phone::show).post(lost_phone::suspend))
        .route("/locked-out", get(locked_out))
}

/// The fields of the sign-in page.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Typed {
    username: String,
    password: Zeroizing<String>,
    #[serde(default)]
    shared: Option<String>,
    #[serde(default)]
    return_to: Option<String>,
}

/// A form that holds nothing but its button.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pressed {}

/// Whoever is signed in in this browser.
async fn me(ctx: &Ctx) -> Result<Option<Me>, Ended> {
    let Some(session) = ctx.session() else { return Ok(None) };
    whole(ctx, ctx.house().me(&ctx.visitor, session).await)
}

async fn home(ctx: Ctx) -> Answer {
    let to = if me(&ctx).await?.is_some() { SECURITY } else { "/signin" };
    Ok(ctx.go(to))
}

/// The first value of this name in a query.
pub(super) fn asked(query: Option<&str>, name: &str) -> Option<String> {
    let mut pairs = form_urlencoded::parse(query?.as_bytes());
    pairs.find_map(|(key, value)| (key == name).then(|| value.into_owned()))
}

/// Whole seconds until a moment; at least one.
pub(super) fn seconds(until: Time, now: Time) -> u32 {
    u32::try_from(until.left(now).max(1)).unwrap_or(u32::MAX)
}

async fn show(mut ctx: Ctx, RawQuery(query): RawQuery) -> Answer {
    let path = asked(query.as_deref(), "return_to");
    let path = path.and_then(|typed| return_to::on_this_site(&typed, &ctx.app.url));
    if me(&ctx).await?.is_some() {
        return Ok(ctx.go(path.as_deref().unwrap_or(SECURITY)));
    }
    let frame = news::frame(&mut ctx, None);
    // The demo's page offers to sign in as each of its people; nobody else's link fills in a name.
    let demo = ctx.app.demo.as_ref();
    let person = asked(query.as_deref(), "as").and_then(|name| demo?.person(&name));
    let user_name = person.map_or("", |person| person.user_name.as_str());
    first_page(&ctx, StatusCode::OK, frame, user_name, false, path)
}

fn first_page(
    ctx: &Ctx,
    status: StatusCode,
    frame: Frame,
    user_name: &str,
    shared: bool,
    return_to: Option<String>,
) -> Answer {
    let asked = whole(ctx, ctx.house().ask_for_passkey())?;
    let page = SignInPage {
        frame,
        passkey: asked.map(|asked| AskedPasskey { options: asked.options, ceremony: asked.ceremony }),
        user_name: user_name.to_owned(),
        shared,
        may_sign_up: ctx.house().site().sign_up,
        return_to,
        going_to: None,
    };
    Ok(ctx.page(status, &page))
}

async fn sign_in(mut ctx: Ctx, form: Sent<Typed>) -> Answer {
    let form = readable(&ctx, form)?;
    let Typed { username, password, shared, return_to } = form.fields;
    let path = return_to.and_then(|typed| return_to::on_this_site(&typed, &ctx.app.url));
    let shared = shared.is_some();
    let again = |ctx: &Ctx, field, trouble| {
        let frame = ctx.frame().with_problem(field, trouble);
        first_page(ctx, StatusCode::UNPROCESSABLE_ENTITY, frame, &username, shared, path.clone())
    };
    if me(&ctx).await?.is_some() {
        // Another tab was faster, or the form is not ours: either way nobody else is signed in here.
        return Ok(ctx.go(SECURITY));
    }
    if ctx.check(&form.csrf).is_err() {
        return again(&ctx, "", Trouble::StaleForm);
    }
    for (field, typed) in [("username", username.trim()), ("password", password.as_str())] {
        if typed.is_empty() {
            return again(&ctx, field, Trouble::Empty);
        }
    }
    let started = ctx.house().start_sign_in(&ctx.visitor, &username, password, shared).await;
    let told = whole(&ctx, started)?;
    match (&told.decision.sign_in.stage, told.decision.said) {
        (Stage::Password, said) => {
            let (field, trouble) = match said {
                Some(Said::Wait { until }) => ("", Trouble::Wait { seconds: seconds(until, told.now) }),
                Some(Said::Resting) => ("", Trouble::Resting),
                _ => ("password", Trouble::WrongNameOrPassword),
            };
            again(&ctx, field, trouble)
        }
        (Stage::Passed { .. }, _) => {
            ctx.take(&told);
            return_to::keep(&mut ctx, None);
            Ok(ctx.go(path.as_deref().unwrap_or(SECURITY)))
        }
        (Stage::SecondStep(_), _) => {
            ctx.take(&told);
            return_to::keep(&mut ctx, path.as_deref());
            let secret = told.decision.granted.sign_in.clone().unwrap_or_default();
            let key = SignInKey { id: told.id.clone(), secret };
            let opened = moves::open_next(&ctx, &key, told, None).await;
            if let Some(kind) = whole(&ctx, opened)? {
                News::MovedOn(kind).leave(&mut ctx);
            }
            Ok(ctx.go("/verify"))
        }
        (Stage::Refused { .. }, _) => {
            ctx.take(&told);
            Ok(ctx.go("/verify"))
        }
    }
}

async fn signed_in(mut ctx: Ctx) -> Answer {
    let Some(me) = me(&ctx).await? else { return Ok(ctx.go("/signin")) };
    ctx.prefer_locale(me.account.locale.as_deref());
    let page = SignedInPage {
        frame: ctx.frame(),
        display_name: me.account.display_name,
        continue_to: SECURITY.to_owned(),
        add_another: me.ways_in.total() < 2,
    };
    Ok(ctx.page(StatusCode::OK, &page))
}

/// Ends the session; this browser stays known.
async fn sign_out(mut ctx: Ctx, form: Sent<Pressed>) -> Answer {
    let Pressed {} = ours(&ctx, form)?;
    if let Some(session) = ctx.session() {
        // A session that is over already is as good as one that ends now.
        let _over = whole(&ctx, ctx.house().end_session(&ctx.visitor, session, None).await)?;
        ctx.forget_session();
    }
    News::SignedOut.leave(&mut ctx);
    Ok(ctx.go("/signin"))
}

async fn locked_out(ctx: Ctx) -> Response {
    let page = LockedOutPage {
        frame: ctx.frame(),
        in_sign_in: ctx.sign_in(None).is_some(),
        may_reset: ctx.house().settings().mail,
        help: ctx.house().site().help.clone(),
    };
    ctx.page(StatusCode::OK, &page)
}

#[cfg(test)]
#[path = "sign_in_tests.rs"]
mod tests;

#[cfg(test)]
#[path = "text_limit_tests.rs"]
mod text_limit_tests;

#[cfg(test)]
#[path = "mailed_proof_tests.rs"]
mod mailed_proof_tests;
