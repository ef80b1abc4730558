//! `/admin`: how the site stands, and what happened on an account, for an administrator's program. To anybody else there is
//! nothing here. Deliberately not here: who is an administrator (`rules::administrator`), and any change.

use axum::Router;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use delivery::mail::Way;
use rules::administrator::Administrator;
use rules::id::EventId;
use rules::time::Time;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::activity::place;
use super::caller::Caller;
use super::moment::Moment;
use super::refusals::fault;
use crate::app::App;
use crate::audit::{Entry, Learning};
use crate::edge::json::Json;
use crate::edge::places::{FileInUse, FileState, state};
use crate::edge::problem::Problem;
use crate::handlers::admin::profile;

/// Entries of one answer.
const PAGE: i64 = 50;
/// Longest name or address that anybody has.
const NAME_MAX: usize = 320;

/// The routes.
pub(super) fn routes() -> Router<App> {
    Router::new().route("/admin/status", get(status)).route("/admin/activity", post(activity))
}

impl Caller {
    /// The caller's power over the site.
    ///
    /// # Errors
    /// `not-signed-in`; `not-found` for whoever is no administrator; what is missing for one who is.
    async fn administrator(&self) -> Result<Administrator, Problem> {
        let session = self.session()?;
        self.came(self.ctx.house().administrator(&self.ctx.visitor, &session).await)
    }
}

/// How the site stands, as the node that answers sees it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct StatusOut {
    /// The profile that the rules began with: `classic` or `strict`.
    profile: &'static str,
    /// What the risk engine does.
    risk: RiskOut,
    /// The files that tell places and networks.
    places: Vec<PlaceOut>,
    /// How messages leave.
    messages: MessagesOut,
    /// The processes that wrote down what they learned.
    nodes: Vec<NodeOut>,
}

/// The policy in force, and what was learned.
#[derive(Debug, Serialize, ToSchema)]
struct RiskOut {
    /// Its decisions are recorded and not enforced.
    shadow: bool,
    /// The share of sign-ins that may be asked, from 0 to 1.
    budget: f64,
    /// The policy's version.
    policy: String,
    /// How many completed sign-ins are remembered; older ones count for less.
    sign_ins: u32,
    /// Each class of accounts with its threshold.
    classes: Vec<Learning>,
}

/// A file of places or networks.
#[derive(Debug, Serialize, ToSchema)]
struct PlaceOut {
    /// The key of the config that names it, such as `files.countries`.
    purpose: &'static str,
    /// Where it is.
    file: String,
    /// When it was made.
    made_at: Moment,
    /// How many days ago.
    days: i64,
    /// `good`, `old`, `owners_only`, `no_countries` or `no_owners`.
    state: &'static str,
}

/// How messages leave, and how many wait.
#[derive(Debug, Serialize, ToSchema)]
struct MessagesOut {
    /// `smtp`, `folder` or `memory`; absent: e-mail is not sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    mail: Option<&'static str>,
    /// The gateways of text messages, in their order.
    gateways: Vec<String>,
    /// Whether text messages may be sent at all.
    texts: bool,
    /// What text messages cost today, in the unit of the operator's prices.
    #[serde(skip_serializing_if = "Option::is_none")]
    texts_spent_today: Option<u64>,
    /// What they may cost in a day; absent: there is no cap.
    #[serde(skip_serializing_if = "Option::is_none")]
    texts_spent_at_most: Option<u64>,
    /// Whether apps are woken.
    push: bool,
    /// Messages that wait to be sent.
    waiting: i64,
    /// Those of them that were offered to the couriers and came back.
    tried: i64,
}

/// A process that wrote down what it learned.
#[derive(Debug, Serialize, ToSchema)]
struct NodeOut {
    /// Its opaque identifier.
    id: String,
    /// Whether it is the one that answers.
    here: bool,
    /// When it wrote last; absent: it ended in good order.
    #[serde(skip_serializing_if = "Option::is_none")]
    seen_at: Option<Moment>,
    /// Whether it ended, or was not heard of for too long.
    ended: bool,
}

impl PlaceOut {
    fn of(file: &FileInUse, now: Time) -> Self {
        Self {
            purpose: file.purpose.key(),
            file: file.file.display().to_string(),
            made_at: Time(file.about.made_at).into(),
            days: file.about.days(now.0),
            state: match state(file.purpose, &file.about, now.0) {
                FileState::Good => "good",
                FileState::Old => "old",
                FileState::OwnersOnly => "owners_only",
                FileState::NoCountries => "no_countries",
                FileState::NoOwners => "no_owners",
            },
        }
    }
}

/// How the site stands.
#[utoipa::path(
    get, path = "/api/v1/admin/status", tag = "admin", security(("session" = []), ("session_cookie" = [])),
    responses(
        (status = 200, description = "As the node that answers sees it.", body = StatusOut),
        (status = 401, description = "Not signed in.", body = super::openapi::ProblemBody),
        (status = 403, description = "An administrator who has to enable a method (`method_needed`), to prove it is them \
            by a step-up for `action` (`not_proved`, `too_weak`, `too_old`), or to wait (`held`); `reason` says which.",
            body = super::openapi::ProblemBody),
        (status = 404, description = "Not an administrator.", body = super::openapi::ProblemBody),
    )
)]
pub(super) async fn status(caller: Caller) -> Result<Response, Problem> {
    let power = caller.administrator().await?;
    let house = caller.ctx.house();
    let found = house.site_state(&power).await.map_err(|failed| fault(&failed, &caller.ctx))?;
    let (settings, now) = (house.settings(), found.now);
    let node = |node: &flows::SeenNode| NodeOut {
        id: node.id.to_string(),
        here: node.here,
        seen_at: node.seen.map(Moment::from),
        ended: node.seen.is_none() || node.has_ended(now),
    };
    let texts = house.texts();
    let gateways = texts.map(|texts| texts.couriers.couriers().iter().map(|one| one.name().to_owned()));
    let told = StatusOut {
        profile: profile(settings.profile),
        risk: RiskOut {
            shadow: settings.risk.shadow,
            budget: settings.risk.policy.budget,
            policy: settings.risk.policy.version(),
            sign_ins: found.learned.sign_ins,
            classes: found
                .learned
                .thresholds
                .iter()
                .map(|(class, threshold)| Learning::of(*class, *threshold))
                .collect(),
        },
        places: caller.ctx.app.places.files().iter().map(|file| PlaceOut::of(file, now)).collect(),
        messages: MessagesOut {
            mail: house.mail().map(|mail| match mail.way() {
                Way::Smtp(_) => "smtp",
                Way::Folder(_) => "folder",
                Way::Memory(_) => "memory",
            }),
            gateways: gateways.map(Iterator::collect).unwrap_or_default(),
            texts: settings.text_messages,
            texts_spent_today: found.texts.map(|spent| spent.today),
            texts_spent_at_most: found.texts.and_then(|spent| spent.at_most),
            push: house.push().is_some(),
            waiting: found.outbox.waiting,
            tried: found.outbox.tried,
        },
        nodes: found.nodes.iter().map(node).collect(),
    };
    Ok(caller.answer(StatusCode::OK, told))
}

/// Which account, and where to go on.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Look {
    /// Its user name or a verified address.
    #[schema(min_length = 1, max_length = 320)]
    name: String,
    /// `next` of the page before.
    #[serde(default)]
    before: Option<String>,
}

/// One page of what happened on an account.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AccountActivity {
    /// The account's opaque identifier.
    id: String,
    /// Its user name.
    user_name: String,
    /// Newest first.
    events: Vec<Entry>,
    /// What to send as `before` for older ones; absent: there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// What happened on an account, each decision with all that it rested on. Its owner reads that an administrator looked, which
/// is why this is no `GET`.
#[utoipa::path(
    post, path = "/api/v1/admin/activity", tag = "admin", request_body = Look,
    security(("session" = []), ("session_cookie" = [])),
    responses(
        (status = 200, description = "Up to 50 events, newest first.", body = AccountActivity),
        (status = 401, description = "Not signed in.", body = super::openapi::ProblemBody),
        (status = 403, description = "As for the status.", body = super::openapi::ProblemBody),
        (status = 404, description = "Not an administrator.", body = super::openapi::ProblemBody),
        (status = 422, description = "Nobody has that name, or a field is wrong.", body = super::openapi::ProblemBody),
    )
)]
pub(super) async fn activity(caller: Caller, body: Result<Json<Look>, Problem>) -> Result<Response, Problem> {
    let power = caller.administrator().await?;
    let Json(Look { name, before }) = body?;
    let words = caller.ctx.words;
    let nobody = || Problem::field("/name", words.text("error-no-such-account"));
    if name.len() > NAME_MAX {
        return Err(nobody());
    }
    let wrong = || Problem::field("/before", "not a place in this list");
    let before: Option<(Time, EventId)> = before.map(|text| place(&text).ok_or_else(wrong)).transpose()?;
    let looked = caller.ctx.house().activity_of(&power, &caller.ctx.visitor, &name, before, PAGE).await;
    let found = looked.map_err(|failed| fault(&failed, &caller.ctx))?.ok_or_else(nobody)?;
    let full_page = i64::try_from(found.events.len()).is_ok_and(|n| n == PAGE);
    let next = found.events.last().filter(|_| full_page).map(|last| format!("{}.{}", last.at.0, last.id));
    let told = AccountActivity {
        id: found.account.id.to_string(),
        user_name: found.account.user_name,
        events: found.events.iter().map(|event| Entry::of(event, words)).collect(),
        next,
    };
    Ok(caller.answer(StatusCode::OK, told))
}

#[cfg(test)]
#[path = "admin_tests.rs"]
mod tests;
