//! `/me`: the signed-in person, their preferences and password, and proving themselves again. Deliberately not here: methods,
//! sessions, addresses (their own files).

use axum::Router;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, patch, post};
use flows::{Me, Outcome};
use rules::method::MethodKind;
use rules::settings::VerifyWhen;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::caller::Caller;
use super::emails::EmailOut;
use super::moment::Moment;
use super::refusals::{fault, refusal};
use super::typed::{Opaque, Password, given};
use crate::app::App;
use crate::edge::json::Json;
use crate::edge::problem::{Problem, ProblemKind};

/// The routes.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/me", get(show))
        .route("/me/preferences", patch(prefer))
        .route("/me/password", post(change_password))
        .route("/me/links", post(send_link))
}

impl Caller {
    /// The signed-in person, with the session's token.
    ///
    /// # Errors
    /// `not-signed-in`, or a fault.
    pub(super) async fn me(&self) -> Result<(String, Me), Problem> {
        let session = self.session()?;
        let me = self.ctx.house().me(&self.ctx.visitor, &session).await;
        let me = me.map_err(|failed| fault(&failed, &self.ctx))?;
        Ok((session, me.ok_or_else(|| Problem::new(ProblemKind::NotSignedIn))?))
    }

    /// What a use case came to, with its refusal or failure as a problem.
    ///
    /// # Errors
    /// That problem.
    pub(super) fn came<T>(&self, outcome: Outcome<T>) -> Result<T, Problem> {
        let done = outcome.map_err(|failed| fault(&failed, &self.ctx))?;
        done.map_err(|why| refusal(&why, self.ctx.house().now(), self.ctx.words))
    }
}

/// The signed-in person.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MeOut {
    /// The account's opaque identifier.
    pub(super) id: String,
    /// The name to sign in with.
    pub(super) user_name: String,
    /// The name to be greeted by.
    pub(super) display_name: String,
    /// The language they chose (BCP 47).
    pub(super) locale: Option<String>,
    /// When the second step is asked: `every_sign_in` or `when_risky`.
    pub(super) verify: Verify,
    /// The method that is offered first.
    pub(super) preferred_method: Option<String>,
    /// The addresses, masked.
    pub(super) emails: Vec<EmailOut>,
    /// Methods that would let the person in.
    pub(super) ways_in: WaysInOut,
    /// What takes no more tries from browsers that are not known: `password` or a kind of method.
    pub(super) resting: Vec<&'static str>,
    /// Until when every sign-in asks for a strong method, since a phone was reported lost.
    pub(super) suspended_until: Option<Moment>,
    /// This session.
    pub(super) session: MySession,
}

/// When the second step is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Verify {
    /// At every sign-in.
    EverySignIn,
    /// Only when a sign-in looks risky or unusual.
    WhenRisky,
}

/// How many ways in there are.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WaysInOut {
    /// Those that pass every challenge; a set of recovery codes counts once.
    pub(super) strong: usize,
    /// Text messages.
    pub(super) weak: usize,
}

/// The session that asks.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MySession {
    /// Its opaque identifier.
    pub(super) id: String,
    /// The level reached: 1 or 2.
    pub(super) acr: u8,
    /// The methods used (RFC 8176).
    pub(super) amr: Vec<String>,
    /// When the person last proved themselves.
    pub(super) auth_time: Moment,
    /// When it ends whatever happens.
    pub(super) expires_at: Moment,
    /// Until when it can change nothing that protects the account.
    pub(super) hold_until: Option<Moment>,
}

impl MeOut {
    fn of(me: &Me) -> Self {
        let account = &me.account;
        let session = &me.session.session;
        Self {
            id: account.id.to_string(),
            user_name: account.user_name.clone(),
            display_name: account.display_name.clone(),
            locale: account.locale.clone(),
            verify: match account.verify {
                VerifyWhen::EverySignIn => Verify::EverySignIn,
                VerifyWhen::WhenRisky => Verify::WhenRisky,
            },
            preferred_method: account.preferred.map(|id| id.to_string()),
            emails: me.emails.iter().map(EmailOut::of).collect(),
            ways_in: WaysInOut { strong: me.ways_in.strong, weak: me.ways_in.weak },
            resting: me.resting.iter().map(|door| door.name()).collect(),
            suspended_until: account.suspended_until.filter(|until| me.now < *until).map(Moment::from),
            session: MySession {
                id: session.id.to_string(),
                acr: session.level,
                amr: session.amr.clone(),
                auth_time: session.auth_time.into(),
                expires_at: session.expires.into(),
                hold_until: session.hold_until.filter(|until| me.now < *until).map(Moment::from),
            },
        }
    }
}

/// The signed-in person.
#[utoipa::path(
    get, path = "/api/v1/me", tag = "me", security(("session" = []), ("session_cookie" = [])),
    responses(
        (status = 200, description = "The person.", body = MeOut),
        (status = 401, description = "Not signed in.", body = super::openapi::ProblemBody),
    )
)]
pub(super) async fn show(caller: Caller) -> Result<Response, Problem> {
    let (_, me) = caller.me().await?;
    Ok(caller.answer(StatusCode::OK, MeOut::of(&me)))
}

/// Preferences; what is absent stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Preferences {
    /// When the second step is asked. Loosening it takes fresh proofs.
    #[serde(default)]
    verify: Option<Verify>,
    /// The method that is offered first; `null`: the strongest.
    #[schema(value_type = Option<String>, min_length = 1, max_length = 128)]
    #[serde(default, deserialize_with = "given")]
    preferred_method: Option<Option<Opaque>>,
    /// The language of pages, letters and texts, one of those that the site speaks (`en`, `es`).
    #[schema(min_length = 2, max_length = 8)]
    #[serde(default)]
    locale: Option<String>,
}

/// Changes preferences.
#[utoipa::path(
    patch, path = "/api/v1/me/preferences", tag = "me", request_body = Preferences,
    security(("session" = []), ("session_cookie" = [])),
    responses(
        (status = 200, description = "The person as they are now.", body = MeOut),
        (status = 401, description = "Not signed in.", body = super::openapi::ProblemBody),
        (status = 403, description = "`fresh-proof-needed`, with what is `missing`.", body = super::openapi::ProblemBody),
        (status = 409, description = "Refused; `reason` says why.", body = super::openapi::ProblemBody),
        (status = 422, description = "A field is wrong.", body = super::openapi::ProblemBody),
    )
)]
pub(super) async fn prefer(caller: Caller, Json(body): Json<Preferences>) -> Result<Response, Problem> {
    let (session, me) = caller.me().await?;
    let wrong = || Problem::field("/preferred_method", "not a method's id");
    let preferred = match &body.preferred_method {
        None => None,
        Some(None) => Some(None),
        Some(Some(id)) => Some(Some(id.parse().map_err(|_| wrong())?)),
    };
    if let Some(Some(id)) = preferred {
        // Asked before anything is changed, so that a refusal leaves both preferences as they were.
        let method = me.methods.iter().find(|m| m.id == id).ok_or_else(wrong)?;
        if !method.is_active() || method.kind() == MethodKind::RecoveryCode {
            return Err(Problem::new(ProblemKind::Refused).member("reason", "not_preferable"));
        }
    }
    let house = caller.ctx.house();
    let visitor = &caller.ctx.visitor;
    if body.locale.as_ref().is_some_and(|tag| !house.site().languages.contains(tag)) {
        let spoken = house.site().languages.join(", ");
        return Err(Problem::field("/locale", format!("the site speaks {spoken}")));
    }
    if let Some(tag) = &body.locale {
        caller.came(house.speak(visitor, &session, tag).await)?;
    }
    if let Some(verify) = body.verify {
        let when = match verify {
            Verify::EverySignIn => VerifyWhen::EverySignIn,
            Verify::WhenRisky => VerifyWhen::WhenRisky,
        };
        caller.came(house.set_verify(visitor, &session, when).await)?;
    }
    if let Some(preferred) = preferred {
        caller.came(house.prefer(visitor, &session, preferred).await)?;
    }
    let (_, me) = caller.me().await?;
    Ok(caller.answer(StatusCode::OK, MeOut::of(&me)))
}

/// A new password.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewPassword {
    /// The password that is in force.
    #[schema(value_type = String, min_length = 1, max_length = 1024)]
    current_password: Password,
    /// The one that is to be.
    #[schema(value_type = String, min_length = 1, max_length = 1024)]
    new_password: Password,
}

/// Changes the password; every other session ends.
#[utoipa::path(
    post, path = "/api/v1/me/password", tag = "me", request_body = NewPassword,
    security(("session" = []), ("session_cookie" = [])),
    responses(
        (status = 204, description = "Changed."),
        (status = 401, description = "Not signed in.", body = super::openapi::ProblemBody),
        (status = 403, description = "`fresh-proof-needed`, with what is `missing`.", body = super::openapi::ProblemBody),
        (status = 422, description = "The current password is wrong, or the new one will not do.",
            body = super::openapi::ProblemBody),
        (status = 429, description = "Too soon; see `Retry-After`.", body = super::openapi::ProblemBody),
    )
)]
pub(super) async fn change_password(
    caller: Caller,
    Json(body): Json<NewPassword>,
) -> Result<Response, Problem> {
    let session = caller.session()?;
    let NewPassword { current_password, new_password } = body;
    let house = caller.ctx.house();
    let visitor = &caller.ctx.visitor;
    caller.came(house.change_password(visitor, &session, current_password.0, new_password.0).await)?;
    Ok(caller.done())
}

/// Mails the link that is one of the proofs before the first strong method. It is opened in the browser that holds the
/// session.
#[utoipa::path(
    post, path = "/api/v1/me/links", tag = "me", security(("session" = []), ("session_cookie" = [])),
    responses(
        (status = 204, description = "Mailed to every verified address."),
        (status = 401, description = "Not signed in.", body = super::openapi::ProblemBody),
        (status = 409, description = "There is no verified address.", body = super::openapi::ProblemBody),
    )
)]
pub(super) async fn send_link(caller: Caller) -> Result<Response, Problem> {
    let (session, me) = caller.me().await?;
    let sends = caller.ctx.house().settings().mail;
    if sends && me.emails.iter().all(|email| email.verified_at.is_none()) {
        return Err(Problem::new(ProblemKind::Refused).member("reason", "no_verified_email"));
    }
    caller.came(caller.ctx.house().send_step_link(&caller.ctx.visitor, &session).await)?;
    Ok(caller.done())
}
