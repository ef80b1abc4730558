//! `/sign-ins/{id}/events`: a stream that tells a step whenever it changes, for clients that wait for a link or another tab.
//! Deliberately not here: anything that changes a sign-in.

use std::convert::Infallible;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::time::Duration;

use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use flows::{Fault, Mark, SignInKey, Waiting};
use futures_util::stream::{Stream, unfold};
use rules::prompt::UNSEEN_AFTER;
use tokio::time::{Instant, timeout};

use super::caller::Caller;
use super::refusals::fault;
use super::sign_ins::Id;
use super::step::{Next, Step};
use crate::ctx::Ctx;
use crate::edge::problem::Problem;

/// How often a stream looks whether the sign-in moved: one small read.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How often while a prompt is asked, which is told of as it moves: just after the moment at which it counts as unseen.
const LOOK_EVERY_AT_A_PROMPT: Duration = Duration::from_millis(UNSEEN_AFTER.unsigned_abs() * 1000 + 200);
/// For how long a stream goes on. A client that still waits opens another.
const STREAM_FOR: Duration = Duration::from_secs(300);

/// One stream.
struct Watch {
    ctx: Ctx,
    key: SignInKey,
    waiting: Waiting,
    ends: Instant,
    /// Whether a prompt is asked.
    prompt: bool,
    seen: Option<Mark>,
    /// A digest of the last step that was told, which is much shorter than the step.
    told: Option<u64>,
}

/// The step, whenever it changes, as events called `step`; the stream ends with the sign-in, or after five minutes.
#[utoipa::path(
    get, path = "/api/v1/sign-ins/{id}/events", tag = "sign-ins", params(("id" = String, Path)),
    security(("sign_in" = []), ("sign_in_cookie" = [])),
    responses(
        (status = 200, description = "Events called `step`, each with a step as its data.",
            content_type = "text/event-stream", body = String),
        (status = 404, description = "No such sign-in, or not yours.", body = super::openapi::ProblemBody),
    )
)]
pub(super) async fn events(caller: Caller, Id(id): Id) -> Result<Response, Problem> {
    let key = caller.sign_in(&id)?;
    caller.ctx.house().mark(&key).await.map_err(|failed| fault(&failed, &caller.ctx))?;
    let waiting = caller.ctx.house().waiting(&key).map_err(|failed| fault(&failed, &caller.ctx))?;
    let ends = Instant::now() + STREAM_FOR;
    let watch = Watch { ctx: caller.ctx, key, waiting, ends, prompt: false, seen: None, told: None };
    Ok(Sse::new(steps(watch)).keep_alive(KeepAlive::default()).into_response())
}

fn steps(watch: Watch) -> impl Stream<Item = Result<Event, Infallible>> {
    // Boxed, since whatever moves it on holds it more than once.
    unfold(Some(Box::new(watch)), async |watch| {
        let (event, watch) = watch?.next().await?;
        Some((Ok(event), watch))
    })
}

fn digest(data: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    data.hash(&mut hasher);
    hasher.finish()
}

impl Watch {
    /// Waits for the next step that differs; none: the stream is over. What goes on is none after the last step.
    async fn next(mut self: Box<Self>) -> Option<(Event, Option<Box<Self>>)> {
        while Instant::now() < self.ends {
            if self.told.is_some() {
                let every = if self.prompt { LOOK_EVERY_AT_A_PROMPT } else { LOOK_EVERY };
                // Nobody told anything: look anyhow, since another node may have written.
                let _: Result<(), _> = timeout(every, self.waiting.moved()).await;
            }
            // In a box of its own: ten thousand streams wait, and few look at once.
            let Ok(step) = Box::pin(self.look()).await else { return None };
            let Some(step) = step else { continue };
            let over = matches!(step.next, Next::Done | Next::Refused);
            let data = serde_json::to_string(&step).unwrap_or_default();
            let digest = digest(&data);
            if self.told == Some(digest) {
                continue;
            }
            self.told = Some(digest);
            let event = Event::default().event("step").data(data);
            return Some((event, (!over).then_some(self)));
        }
        None
    }

    /// The step, if it may have changed.
    async fn look(&mut self) -> Result<Option<Step>, Fault> {
        let house = self.ctx.house();
        let mark = house.mark(&self.key).await?;
        // A prompt moves in a row of its own.
        if !self.prompt && self.seen == Some(mark) && house.now() < mark.expires {
            return Ok(None);
        }
        let told = house.look(&self.ctx.visitor, &self.key).await?;
        let step = Step::of(&told, self.ctx.words, house.settings().skip_for);
        self.prompt = step.next == Next::WaitForPrompt;
        self.seen = Some(mark);
        Ok(Some(step))
    }
}
