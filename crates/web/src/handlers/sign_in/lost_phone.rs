//! "I lost my phone": name and password switch off what is on it. It never signs anybody in.

use axum::http::StatusCode;
use axum::response::Response;
use rules::decision::Said;
use rules::lost_phone::{LostPhone, Report};
use rules::method::MethodKind;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::seconds;
use crate::ctx::Ctx;
use crate::handlers::{Answer, Sent, readable, whole};
use crate::pages::outcome::Outcome;
use crate::pages::recover::{LostPage, LostStage};
use crate::pages::{Kind, Trouble};

/// The fields of the page.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Typed {
    username: String,
    password: Zeroizing<String>,
    /// Sent where it is ticked.
    passkeys: Option<String>,
    /// Sent by the page that says that nothing would be left.
    last: Option<String>,
}

/// `GET /lost-phone`.
pub(super) async fn show(ctx: Ctx) -> Response {
    let page =
        LostPage { frame: ctx.frame(), stage: LostStage::Ask { user_name: String::new(), passkeys: false } };
    ctx.page(StatusCode::OK, &page)
}

/// `POST /lost-phone`.
pub(super) async fn suspend(ctx: Ctx, form: Sent<Typed>) -> Answer {
    let form = readable(&ctx, form)?;
    let Typed { username, password, passkeys, last } = form.fields;
    let report = Report { passkeys: passkeys.is_some(), last_too: last.is_some() };
    let passkeys = report.passkeys;
    let again = |field, trouble| {
        let frame = ctx.frame().with_problem(field, trouble);
        let page = LostPage { frame, stage: LostStage::Ask { user_name: username.clone(), passkeys } };
        Ok(ctx.page(StatusCode::UNPROCESSABLE_ENTITY, &page))
    };
    if ctx.check(&form.csrf).is_err() {
        return again("", Trouble::StaleForm);
    }
    for (field, typed) in [("username", username.trim()), ("password", password.as_str())] {
        if typed.is_empty() {
            return again(field, Trouble::Empty);
        }
    }
    let now = ctx.house().now();
    match whole(&ctx, ctx.house().lost_phone(&ctx.visitor, &username, password, report).await)? {
        LostPhone::Said(Said::Wait { until }) => again("", Trouble::Wait { seconds: seconds(until, now) }),
        LostPhone::Said(Said::Resting) => again("", Trouble::Resting),
        LostPhone::Said(_) => again("password", Trouble::WrongNameOrPassword),
        LostPhone::Locked { since } => Ok(ctx.outcome(Outcome::Locked { since: since.0 })),
        LostPhone::NothingOnIt => again("", Trouble::NothingOnPhone),
        LostPhone::WouldLeaveNone { methods } => {
            let methods = methods.iter().map(|(kind, name)| named(&ctx, *kind, name)).collect();
            let help = ctx.house().site().help.clone();
            let stage = LostStage::Last { user_name: username.clone(), passkeys, methods, help };
            Ok(ctx.page(StatusCode::OK, &LostPage { frame: ctx.frame(), stage }))
        }
        LostPhone::Suspended { methods, way_left, passkeys_left } => {
            let suspended = methods.iter().map(|(kind, name)| named(&ctx, *kind, name)).collect();
            let page = LostPage {
                frame: ctx.frame(),
                stage: LostStage::Done { suspended, way_left, passkeys_left },
            };
            Ok(ctx.page(StatusCode::OK, &page))
        }
    }
}

fn named(ctx: &Ctx, kind: MethodKind, name: &str) -> String {
    let kind = Kind::from(kind).name(ctx.words).into_owned();
    if name.is_empty() { kind } else { format!("{kind}: {name}") }
}
