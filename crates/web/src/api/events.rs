//! `/sign-ins/{id}/events`: a stream that tells a step whenever it changes, for clients that wait for a link or another tab.
//! Deliberately not here: anything that changes a sign-in.

use std::convert::Infallible;
use std::time::Duration;

use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use flows::{Fault, Mark, SignInKey};
use futures_util::stream::{Stream, unfold};
use tokio::time::{Interval, MissedTickBehavior, interval};

use super::caller::Caller;
use super::refusals::fault;
use super::sign_ins::Id;
use super::step::{Next, Step};
use crate::ctx::Ctx;
use crate::edge::problem::Problem;

/// How often a stream looks whether the sign-in moved: one small read.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How often it looks at most: five minutes' worth. A client that still waits opens another.
const LOOKS: u32 = 300;

/// One stream.
struct Watch {
    ctx: Ctx,
    key: SignInKey,
    beat: Interval,
    looks_left: u32,
    seen: Option<Mark>,
    told: Option<String>,
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
    let mut beat = interval(LOOK_EVERY);
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let watch = Watch { ctx: caller.ctx, key, beat, looks_left: LOOKS, seen: None, told: None };
    Ok(Sse::new(steps(watch)).keep_alive(KeepAlive::default()).into_response())
}

fn steps(watch: Watch) -> impl Stream<Item = Result<Event, Infallible>> {
    unfold(Some(watch), async |watch| {
        let (event, watch) = watch?.next().await?;
        Some((Ok(event), watch))
    })
}

impl Watch {
    /// Waits for the next step that differs; none: the stream is over. What goes on is none after the last step.
    async fn next(mut self) -> Option<(Event, Option<Self>)> {
        while self.looks_left > 0 {
            self.looks_left -= 1;
            self.beat.tick().await;
            let Ok(step) = self.look().await else { return None };
            let Some(step) = step else { continue };
            let over = matches!(step.next, Next::Done | Next::Refused);
            let data = serde_json::to_string(&step).unwrap_or_default();
            if self.told.as_ref() == Some(&data) {
                continue;
            }
            self.told = Some(data.clone());
            let event = Event::default().event("step").data(data);
            return Some((event, (!over).then_some(self)));
        }
        None
    }

    /// The step, if it may have changed.
    async fn look(&mut self) -> Result<Option<Step>, Fault> {
        let house = self.ctx.house();
        let mark = house.mark(&self.key).await?;
        if self.seen == Some(mark) && house.now() < mark.expires {
            return Ok(None);
        }
        let told = house.look(&self.ctx.visitor, &self.key).await?;
        let step = Step::of(&told, self.ctx.words, house.settings().skip_for);
        self.seen = Some(mark);
        Ok(Some(step))
    }
}
