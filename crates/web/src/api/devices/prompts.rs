//! A phone's prompts: the list, the same as a stream of events, and the answer. What an answer signs is put together
//! here out of what was told. Deliberately not here: what an answer is worth.

use std::convert::Infallible;
use std::time::Duration;

use axum::http::StatusCode;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use flows::{PhoneAnswer, PhoneAnswered, PhoneDecision, PhonePrompt, PhonePrompts, Signed, Waiting};
use futures_util::stream::{Stream, unfold};
use rules::prompt::{PromptState, Statement};
use rules::second_step::NotAnswered;
use serde::{Deserialize, Serialize};
use tokio::time::timeout;
use utoipa::ToSchema;

use super::Phone;
use crate::api::moment::Moment;
use crate::api::sign_ins::Id;
use crate::api::typed::Typed;
use crate::edge::json::Json;
use crate::edge::problem::{Problem, ProblemKind};

/// How long a stream waits without being told anything before it looks by itself: another node may have written.
const LOOK_AFTER: Duration = Duration::from_secs(10);
/// How often a stream looks by itself at most: an hour's worth. An app that still listens opens another.
const LOOKS: u32 = 360;

/// One prompt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(in crate::api) struct PromptOut {
    /// Its opaque identifier.
    id: String,
    /// `sign_in`, `step_up` or `test`.
    purpose: &'static str,
    /// The site's address.
    site: String,
    /// The browser that asks, such as `firefox`.
    browser: String,
    /// The system it runs on, such as `windows`.
    system: String,
    /// The country it asks from (ISO 3166-1), or empty.
    country: String,
    /// The address it asks from, or empty.
    address: String,
    /// When it was asked.
    asked_at: Moment,
    /// After when it cannot be answered.
    expires_at: Moment,
    /// The seconds until then, by the server's clock.
    expires_in: i64,
    /// How many digits the number has that the page shows.
    digits: usize,
    /// What the answer signs with the rest.
    nonce: String,
}

impl PromptOut {
    fn of(prompt: &PhonePrompt, site: &str, now: rules::Time) -> Self {
        let asked = &prompt.stored.prompt;
        Self {
            id: prompt.id.clone(),
            purpose: asked.purpose.name(),
            site: site.to_owned(),
            browser: named(&asked.origin.user_agent.browser),
            system: named(&asked.origin.user_agent.os),
            country: asked.origin.country.map(|country| country.to_string()).unwrap_or_default(),
            address: asked.origin.address.clone(),
            asked_at: asked.asked_at.into(),
            expires_at: asked.expires.into(),
            expires_in: asked.expires.left(now),
            digits: asked.number.len(),
            nonce: asked.nonce.clone(),
        }
    }
}

/// The name that a value of the risk engine's has in JSON.
pub(super) fn named(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(name)) => name,
        _ => String::new(),
    }
}

/// The lines that a phone signs; none: it speaks of another end.
fn statement(signed: &Signed<'_>) -> Option<String> {
    let prompt = PromptOut::of(signed.prompt, signed.site, signed.prompt.stored.prompt.asked_at);
    let (decision, reason) = match signed.decision {
        PhoneDecision::Approve => ("approve", "its_me"),
        PhoneDecision::Deny => ("deny", "not_me"),
        PhoneDecision::Cancel => ("cancel", "changed_my_mind"),
    };
    let lines = Statement {
        account: signed.account,
        device: signed.device,
        prompt: &prompt.id,
        purpose: prompt.purpose,
        site: &prompt.site,
        browser: &prompt.browser,
        system: &prompt.system,
        country: &prompt.country,
        address: &prompt.address,
        asked_at: prompt.asked_at.as_text(),
        expires_at: prompt.expires_at.as_text(),
        nonce: &prompt.nonce,
        decision,
        reason,
        number: signed.number,
    };
    (lines.expires_at == signed.expires_at).then(|| lines.text())
}

/// A phone's state and its prompts.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct PromptsOut {
    /// `waiting`, `signed_in` or `quiet`.
    state: &'static str,
    /// The prompts that can be answered: a known browser's, then an unknown one's, then a test.
    prompts: Vec<PromptOut>,
    /// The last ones that are over.
    ended: Vec<EndedOut>,
}

/// A prompt that can be answered no more.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct EndedOut {
    /// Its opaque identifier.
    id: String,
    /// `expired`, `replaced`, `approved`, `denied`, `cancelled`, `wrong_number` or `closed`.
    reason: &'static str,
}

impl PromptsOut {
    fn of(told: &PhonePrompts, site: &str) -> Self {
        let prompts = told.prompts.iter().map(|prompt| PromptOut::of(prompt, site, told.now)).collect();
        let ended = told.ended.iter().map(|(id, why)| EndedOut { id: id.clone(), reason: why.name() });
        Self { state: told.state.name(), prompts, ended: ended.collect() }
    }
}

/// The prompts that can be answered now.
#[utoipa::path(
    get, path = "/api/v1/devices/me/prompts", tag = "devices", security(("device" = [])),
    responses(
        (status = 200, description = "The prompts.", body = PromptsOut),
        (status = 401, description = "`device-signed-out`.", body = crate::api::openapi::ProblemBody),
    )
)]
pub(super) async fn list(phone: Phone) -> Result<Response, Problem> {
    let house = phone.ctx.house();
    let told = phone.came(house.phone_prompts(&phone.token).await)?;
    Ok(Json(PromptsOut::of(&told, &house.site().url)).into_response())
}

/// One stream.
struct Watch {
    phone: Phone,
    waiting: Waiting,
    looks_left: u32,
    told: Option<Vec<String>>,
}

/// The same as events called `prompts`, at once and whenever something changes.
#[utoipa::path(
    get, path = "/api/v1/devices/me/events", tag = "devices", security(("device" = [])),
    responses(
        (status = 200, description = "Events called `prompts`, each with the state and the prompts as its data. The \
            stream ends when the phone is signed out, or after an hour.", content_type = "text/event-stream",
            body = String),
        (status = 401, description = "`device-signed-out`.", body = crate::api::openapi::ProblemBody),
    )
)]
pub(super) async fn events(phone: Phone) -> Result<Response, Problem> {
    let waiting = phone.came(phone.ctx.house().phone_waiting(&phone.token).await)?;
    let watch = Watch { phone, waiting, looks_left: LOOKS, told: None };
    Ok(Sse::new(stream(watch)).keep_alive(KeepAlive::default()).into_response())
}

fn stream(watch: Watch) -> impl Stream<Item = Result<Event, Infallible>> {
    // Boxed, since whatever moves it on holds it more than once.
    unfold(Box::new(watch), async |mut watch| Some((Ok(watch.next().await?), watch)))
}

impl Watch {
    /// The next event that says something new; none: the stream is over.
    async fn next(&mut self) -> Option<Event> {
        while self.looks_left > 0 {
            if self.told.is_some() {
                // Nobody told anything: look anyhow, since a prompt may be too old by now.
                let _: Result<(), _> = timeout(LOOK_AFTER, self.waiting.moved()).await;
            }
            self.looks_left -= 1;
            let house = self.phone.ctx.house();
            // In a box of its own: ten thousand streams wait, and few look at once.
            let told = match Box::pin(house.phone_prompts(&self.phone.token)).await {
                Ok(Ok(told)) => told,
                Ok(Err(_)) => return None,
                // The database does not answer for a moment; the next look may find it back.
                Err(_) => continue,
            };
            let ids = told.prompts.iter().map(|prompt| prompt.id.clone());
            let seen: Vec<String> = std::iter::once(told.state.name().to_owned()).chain(ids).collect();
            if self.told.as_ref() == Some(&seen) {
                continue;
            }
            self.told = Some(seen);
            let data = serde_json::to_string(&PromptsOut::of(&told, &house.site().url)).ok()?;
            return Some(Event::default().event("prompts").data(data));
        }
        None
    }
}

/// What is said about a prompt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(in crate::api) enum Decision {
    /// "It's me"; with the number.
    Approve,
    /// "It's not me".
    Deny,
    /// Given up.
    Cancel,
}

/// Why; one for each decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(in crate::api) enum Because {
    /// Goes with `approve`.
    ItsMe,
    /// Goes with `deny`.
    NotMe,
    /// Goes with `cancel`.
    ChangedMyMind,
}

/// An answer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct AnswerPrompt {
    decision: Decision,
    reason: Because,
    /// The number that was typed; empty unless `approve`.
    #[serde(default)]
    #[schema(max_length = 16)]
    number: String,
    /// The prompt's own.
    #[schema(value_type = String, min_length = 1, max_length = 128)]
    nonce: Typed<128>,
    /// The prompt's own, as it came.
    #[schema(value_type = String, min_length = 1, max_length = 64)]
    expires_at: Typed<64>,
    /// ECDSA over the statement, 64 bytes `r || s`, base64url without padding.
    #[schema(value_type = String, min_length = 1, max_length = 128)]
    signature: Typed<128>,
}

/// What became of an answer.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct Answered {
    /// `approved`, `denied` or `cancelled`.
    outcome: &'static str,
}

/// The longest number that is read.
const NUMBER_MOST: usize = 16;

/// Answers a prompt.
#[utoipa::path(
    post, path = "/api/v1/devices/me/prompts/{id}/answers", tag = "devices", params(("id" = String, Path)),
    request_body = AnswerPrompt, security(("device" = [])),
    responses(
        (status = 200, description = "It counts.", body = Answered),
        (status = 401, description = "`device-signed-out`.", body = crate::api::openapi::ProblemBody),
        (status = 410, description = "`prompt-over`: it can be answered no more; `reason` says why, as in the list's `ended`.", body = crate::api::openapi::ProblemBody),
        (status = 422, description = "`wrong-answer`: another number; the prompt is over. `wrong-signature`. Or a field \
            is wrong.", body = crate::api::openapi::ProblemBody),
        (status = 429, description = "Too soon after a wrong number; see `Retry-After`.",
            body = crate::api::openapi::ProblemBody),
    )
)]
pub(super) async fn answer(
    phone: Phone,
    Id(id): Id,
    Json(body): Json<AnswerPrompt>,
) -> Result<Response, Problem> {
    let decision = match (body.decision, body.reason) {
        (Decision::Approve, Because::ItsMe) => PhoneDecision::Approve,
        (Decision::Deny, Because::NotMe) => PhoneDecision::Deny,
        (Decision::Cancel, Because::ChangedMyMind) => PhoneDecision::Cancel,
        _ => return Err(Problem::field("/reason", "expected the one that goes with the decision")),
    };
    if body.number.len() > NUMBER_MOST || !body.number.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Problem::field("/number", "expected digits, as many as the prompt says"));
    }
    if decision == PhoneDecision::Approve && body.number.is_empty() {
        return Err(Problem::field("/number", "expected the number that the page shows"));
    }
    let answer = PhoneAnswer {
        decision,
        number: body.number,
        nonce: body.nonce.0.to_string(),
        expires_at: body.expires_at.0.to_string(),
        signature: body.signature.0.to_string(),
        statement,
    };
    let house = phone.ctx.house();
    match phone.came(house.answer_prompt(&phone.token, &id, &answer).await)? {
        PhoneAnswered::Done(PromptState::WrongNumber) => Err(refused("number", ProblemKind::WrongAnswer)),
        PhoneAnswered::Done(state) => {
            Ok((StatusCode::OK, Json(Answered { outcome: state.name() })).into_response())
        }
        PhoneAnswered::WrongSignature => Err(refused("signature", ProblemKind::WrongSignature)),
        PhoneAnswered::Not(NotAnswered::Over(why)) => {
            Err(refused("over", ProblemKind::PromptOver).member("reason", why.name()))
        }
        PhoneAnswered::Not(NotAnswered::SignedOut) => Err(Problem::new(ProblemKind::DeviceSignedOut)),
        PhoneAnswered::Not(NotAnswered::Wait { until }) => {
            let seconds = u32::try_from(until.left(house.now())).unwrap_or(u32::MAX);
            Err(refused("wait", ProblemKind::TooMany).retry_after(seconds))
        }
        PhoneAnswered::Not(NotAnswered::Resting) => Err(refused("wait", ProblemKind::TooMany)),
    }
}

/// A refused answer, counted for the operator.
fn refused(why: &'static str, kind: ProblemKind) -> Problem {
    metrics::counter!("vestibule_prompt_answers_refused_total", "why" => why).increment(1);
    Problem::new(kind)
}
