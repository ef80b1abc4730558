//! A request of a signed-in person, with or without a form: found, checked, and answered. Whoever is not signed in is sent to
//! do so before any handler runs. Deliberately not here: what any handler does.

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{Method as Verb, StatusCode};
use axum::response::Response;
use flows::{Fault, House, Me, Outcome, Refused, Told};
use serde::de::DeserializeOwned;
use url::form_urlencoded::byte_serialize;

use super::news::News;
use super::wish::Wish;
use super::{SECURITY, confirm, refusals};
use crate::app::App;
use crate::ctx::Ctx;
use crate::edge::cookies::Note;
use crate::edge::form::Form;
use crate::handlers;
use crate::pages::{Frame, Template, outcome};

pub(super) use crate::handlers::{Answer, Ended};

/// A signed-in person and their request.
#[derive(Debug)]
pub(super) struct Person {
    /// The request's context.
    pub(super) ctx: Ctx,
    /// What is known of them.
    pub(super) me: Me,
    /// Their session's token.
    pub(super) session: String,
}

impl FromRequestParts<App> for Person {
    type Rejection = Ended;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Ended> {
        let Ok(mut ctx) = Ctx::from_request_parts(parts, app).await;
        let session = ctx.session().unwrap_or_default().to_owned();
        match app.house.me(&ctx.visitor, &session).await {
            Ok(Some(me)) => {
                ctx.prefer_locale(me.account.locale.as_deref());
                Ok(Self { ctx, me, session })
            }
            Ok(None) => {
                let path = parts.uri.path_and_query().map_or(SECURITY, |path| path.as_str());
                Err(to_sign_in(&ctx, if parts.method == Verb::GET { path } else { SECURITY }).into())
            }
            Err(fault) => Err(ctx.fault(&fault).into()),
        }
    }
}

fn to_sign_in(ctx: &Ctx, back: &str) -> Response {
    let back: String = byte_serialize(back.as_bytes()).collect();
    ctx.go(&format!("/signin?return_to={back}"))
}

/// A form that a signed-in person sent from a page that was made for them.
#[derive(Debug)]
pub(super) struct Sent<T> {
    /// Who sent it.
    pub(super) person: Person,
    /// What they sent.
    pub(super) fields: T,
}

impl<T: DeserializeOwned> FromRequest<App> for Sent<T> {
    type Rejection = Ended;

    async fn from_request(request: Request, app: &App) -> Result<Self, Ended> {
        let (mut parts, body) = request.into_parts();
        let person = Person::from_request_parts(&mut parts, app).await?;
        let form: handlers::Sent<T> = Form::from_request(Request::from_parts(parts, body), app).await;
        let fields = handlers::ours(&person.ctx, form)?;
        Ok(Self { person, fields })
    }
}

/// A form that holds nothing but its button.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Pressed {}

impl Person {
    /// The house.
    pub(super) fn house(&self) -> &House {
        self.ctx.house()
    }

    /// The frame of a page.
    pub(super) fn frame(&self) -> Frame {
        self.ctx.frame()
    }

    /// A good page.
    pub(super) fn page(&self, page: &impl Template) -> Response {
        self.ctx.page(StatusCode::OK, page)
    }

    /// The page again, with what is wrong in its frame.
    pub(super) fn again(&self, page: &impl Template) -> Response {
        self.ctx.page(StatusCode::UNPROCESSABLE_ENTITY, page)
    }

    /// What the flows gave, where they did not fail.
    pub(super) fn whole<T>(&self, outcome: Result<T, Fault>) -> Result<T, Ended> {
        handlers::whole(&self.ctx, outcome)
    }

    /// What the flows decided, where they neither failed nor refused for a reason that has its own page: not signed in, not
    /// proved freshly enough for `wish`, nothing of the person's.
    pub(super) async fn decided<T>(
        &mut self,
        outcome: Outcome<T>,
        wish: Option<Wish>,
    ) -> Result<Result<T, Refused>, Ended> {
        let refused = match self.whole(outcome)? {
            Ok(told) => return Ok(Ok(told)),
            Err(refused) => refused,
        };
        match (&refused, wish) {
            (Refused::NotSignedIn, _) => Err(to_sign_in(&self.ctx, SECURITY).into()),
            (Refused::NotFresh(_), Some(wish)) => Err(confirm::begin_again(self, wish).await?.into()),
            _ if refusals::is_gone(&refused) => Err(self.nothing().into()),
            _ => Ok(Err(refused)),
        }
    }

    /// "There is no such page": also for what is another person's.
    pub(super) fn nothing(&self) -> Response {
        self.ctx.outcome(outcome::Outcome::NotFound)
    }

    /// The frame of a page that says why a change was refused.
    pub(super) fn wrong(&self, refused: &Refused, field: &'static str) -> Frame {
        let problems = refusals::problems(refused, field, self.house().now());
        problems.into_iter().fold(self.frame(), |frame, (field, trouble)| frame.with_problem(field, trouble))
    }

    /// Back to Password & Security, which says what was done.
    pub(super) fn back(&mut self, news: &News) -> Response {
        self.ctx.leave(Note::News, Some(&news.to_text()));
        self.ctx.go(SECURITY)
    }

    /// Takes over a session that was renewed by a proof.
    pub(super) async fn renew(&mut self, told: &Told) -> Result<(), Ended> {
        self.ctx.take(told);
        self.session = self.ctx.session().unwrap_or_default().to_owned();
        self.look_again().await
    }

    /// Reads again what is known of them, for a page that is shown after a change.
    pub(super) async fn look_again(&mut self) -> Result<(), Ended> {
        let found = self.house().me(&self.ctx.visitor, &self.session).await;
        match self.whole(found)? {
            Some(me) => {
                self.me = me;
                Ok(())
            }
            None => Err(to_sign_in(&self.ctx, SECURITY).into()),
        }
    }
}
