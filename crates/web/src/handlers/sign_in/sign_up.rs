//! Making an account, where the operator opened the door. Nobody is signed in by it, and whether an address has an account
//! is told to its mailbox only.

use axum::http::StatusCode;
use axum::response::Response;
use flows::{NewPerson, NotCreated, Refused};
use serde::Deserialize;
use zeroize::Zeroizing;

use crate::ctx::Ctx;
use crate::handlers::settings::refusals;
use crate::handlers::{Answer, Sent, readable, whole};
use crate::pages::outcome::Outcome;
use crate::pages::signup::{SignUpPage, SignUpSentPage};
use crate::pages::{Frame, Trouble};

/// The fields of the page.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Typed {
    display_name: String,
    username: String,
    email: String,
    new_password: Zeroizing<String>,
}

/// `GET /signup`.
pub(super) async fn show(ctx: Ctx) -> Response {
    if !ctx.house().site().sign_up {
        return ctx.outcome(Outcome::NotFound);
    }
    let nothing = NewPerson { emails: vec![(String::new(), false)], ..NewPerson::default() };
    page(&ctx, StatusCode::OK, ctx.frame(), &nothing)
}

fn page(ctx: &Ctx, status: StatusCode, frame: Frame, typed: &NewPerson) -> Response {
    let page = SignUpPage {
        frame,
        display_name: typed.display_name.clone(),
        user_name: typed.user_name.clone(),
        email: typed.emails.first().map(|(address, _)| address.clone()).unwrap_or_default(),
        least: least(ctx),
    };
    ctx.page(status, &page)
}

/// The fewest characters of a password.
pub(in crate::handlers) fn least(ctx: &Ctx) -> u32 {
    u32::try_from(ctx.house().settings().password_min).unwrap_or(u32::MAX)
}

/// `POST /signup`.
pub(super) async fn sign_up(ctx: Ctx, form: Sent<Typed>) -> Answer {
    if !ctx.house().site().sign_up {
        return Ok(ctx.outcome(Outcome::NotFound));
    }
    let form = readable(&ctx, form)?;
    let Typed { display_name, username, email, new_password } = form.fields;
    let person = NewPerson {
        user_name: username,
        display_name,
        emails: vec![(email.clone(), false)],
        locale: Some(ctx.words.tag().to_owned()),
        ..NewPerson::default()
    };
    let again = |problems: Vec<(&'static str, Trouble)>| {
        let add = |frame: Frame, (field, trouble)| frame.with_problem(field, trouble);
        let frame = problems.into_iter().fold(ctx.frame(), add);
        Ok(page(&ctx, StatusCode::UNPROCESSABLE_ENTITY, frame, &person))
    };
    if ctx.check(&form.csrf).is_err() {
        return again(vec![("", Trouble::StaleForm)]);
    }
    match whole(&ctx, ctx.house().sign_up(&ctx.visitor, &person, new_password).await)? {
        Ok(()) => Ok(ctx.page(StatusCode::OK, &SignUpSentPage { frame: ctx.frame(), email })),
        Err(Refused::Name(NotCreated::Taken)) => again(vec![("username", Trouble::NameTaken)]),
        Err(Refused::Name(NotCreated::BadName)) => again(vec![("username", Trouble::NameInvalid)]),
        Err(Refused::Name(NotCreated::BadDisplayName)) => again(vec![("display_name", Trouble::NameUnseen)]),
        Err(Refused::Name(NotCreated::NameIsAddress)) => again(vec![("username", Trouble::NameIsAddress)]),
        Err(Refused::Name(NotCreated::BadEmail)) => again(vec![("email", Trouble::EmailInvalid)]),
        Err(refused) => again(refusals::problems(&refused, "", ctx.house().now())),
    }
}
