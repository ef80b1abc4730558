//! `/questions`: the site's list of security questions. Deliberately not here: anybody's choice.

use axum::Router;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use serde::Serialize;
use utoipa::ToSchema;

use super::caller::Caller;
use crate::app::App;
use crate::pages::enroll::QUESTIONS;

/// The routes.
pub(super) fn routes() -> Router<App> {
    Router::new().route("/questions", get(list))
}

/// One question.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct QuestionOut {
    /// What to send as `question`.
    pub(super) id: &'static str,
    /// The question, in the language of the request.
    pub(super) text: String,
}

/// All questions.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct QuestionList {
    /// The questions.
    pub(super) questions: Vec<QuestionOut>,
}

/// The security questions that can be chosen.
#[utoipa::path(
    get, path = "/api/v1/questions", tag = "methods", security(()),
    responses((status = 200, description = "The questions.", body = QuestionList))
)]
pub(super) async fn list(caller: Caller) -> Response {
    let words = caller.ctx.words;
    let questions =
        QUESTIONS.iter().map(|(id, key)| QuestionOut { id, text: words.text(key).into_owned() }).collect();
    caller.answer(StatusCode::OK, QuestionList { questions })
}
