//! Who calls the API: a browser with cookies, or a program with `Authorization`. Deliberately not here: what a token proves.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use flows::{SignInKey, Told};
use serde::Serialize;

use crate::app::App;
use crate::ctx::Ctx;
use crate::edge::json::Json;
use crate::edge::problem::{Problem, ProblemKind};

/// The longest `Authorization` that is read; our tokens have at most 64 characters.
const MOST: usize = 256;

/// One caller.
#[derive(Clone, Debug)]
pub(super) struct Caller {
    /// The request's context.
    pub(super) ctx: Ctx,
    shown: Shown,
    /// Whether answers set cookies.
    browser: bool,
}

/// What the `Authorization` header shows.
#[derive(Clone)]
enum Shown {
    Nothing,
    Session(String),
    SignIn(String),
    Unreadable,
}

impl std::fmt::Debug for Shown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Nothing => "Nothing",
            Self::Session(_) => "Session(..)",
            Self::SignIn(_) => "SignIn(..)",
            Self::Unreadable => "Unreadable",
        })
    }
}

impl Shown {
    fn read(headers: &HeaderMap) -> Self {
        let Some(value) = headers.get(header::AUTHORIZATION) else { return Self::Nothing };
        let shown = value.to_str().ok().filter(|text| text.len() <= MOST);
        match shown.and_then(|text| text.trim().split_once(' ')) {
            Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => {
                Self::Session(token.trim().to_owned())
            }
            Some((scheme, token)) if scheme.eq_ignore_ascii_case("signin") => {
                Self::SignIn(token.trim().to_owned())
            }
            _ => Self::Unreadable,
        }
    }
}

impl FromRequestParts<App> for Caller {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let ctx = Ctx::from_request_parts(parts, app).await?;
        let shown = Shown::read(&parts.headers);
        let page = parts.headers.contains_key(header::COOKIE) || parts.headers.contains_key("sec-fetch-site");
        let browser = page && matches!(shown, Shown::Nothing);
        Ok(Self { ctx, shown, browser })
    }
}

impl Caller {
    /// The session's token: shown as `Bearer`, or the cookie.
    ///
    /// # Errors
    /// `not-signed-in`.
    pub(super) fn session(&self) -> Result<String, Problem> {
        let token = match &self.shown {
            Shown::Session(token) => Some(token.clone()),
            Shown::Nothing => self.ctx.session().map(str::to_owned),
            Shown::SignIn(_) | Shown::Unreadable => None,
        };
        token.ok_or_else(|| Problem::new(ProblemKind::NotSignedIn))
    }

    /// The key of the sign-in of this id: shown as `SignIn`, or the cookie.
    ///
    /// # Errors
    /// `not-signed-in`, when no secret came at all.
    pub(super) fn sign_in(&self, id: &str) -> Result<SignInKey, Problem> {
        let secret = match &self.shown {
            Shown::SignIn(secret) => Some(secret.clone()),
            Shown::Nothing => self.ctx.cookies.sign_in_secret(id).map(str::to_owned),
            Shown::Session(_) | Shown::Unreadable => None,
        };
        let secret = secret.ok_or_else(|| Problem::new(ProblemKind::NotSignedIn))?;
        Ok(SignInKey { id: id.to_owned(), secret })
    }

    /// Whether the session came as a cookie.
    #[must_use]
    pub(super) fn uses_cookies(&self) -> bool {
        self.browser
    }

    /// Keeps in the browser's cookies what a decision handed out.
    pub(super) fn take(&mut self, told: &Told) {
        if self.browser {
            self.ctx.take(told);
        }
    }

    /// An answer with a body, and the cookies of a browser.
    pub(super) fn answer(&self, status: StatusCode, body: impl Serialize) -> Response {
        self.with_cookies((status, Json(body)).into_response())
    }

    /// An answer without a body.
    pub(super) fn done(&self) -> Response {
        self.with_cookies(StatusCode::NO_CONTENT.into_response())
    }

    /// A problem, with the cookies of a browser.
    pub(super) fn refuse(&self, problem: Problem) -> Response {
        self.with_cookies(problem.into_response())
    }

    fn with_cookies(&self, response: Response) -> Response {
        if self.browser { self.ctx.with_cookies(response) } else { response }
    }
}
