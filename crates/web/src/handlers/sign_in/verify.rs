//! The second step of a sign-in, and of a step-up for one of the site's actions, which stands at another door. Every form and
//! every waiting page names its sign-in, so that two tabs do not answer for each other; whatever a tab no longer holds is told
//! apart from what is merely wrong. Deliberately not here: what a page looks like (`step`).

use axum::Router;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use flows::{Answer as Proof, Fault, SignInKey, Told};
use rules::decision::Said;
use rules::id::{MethodId, SessionId};
use rules::method::MethodKind;
use rules::sign_in::{Purpose, Stage, VerificationState};
use serde::Deserialize;
use zeroize::Zeroizing;

use super::news::News;
use super::{Pressed, me, moves, return_to, seconds, step};
use crate::app::App;
use crate::ctx::Ctx;
use crate::handlers::{Answer, Ended, Lenient, Sent, ours, readable, whole};
use crate::pages::outcome::Outcome;
use crate::pages::verify::Door;
use crate::pages::{Kind, Trouble};

/// A sign-in that this browser holds.
struct Held {
    key: SignInKey,
    told: Told,
}

/// The routes of a door, but for its page.
pub(super) fn routes(door: Door) -> Router<App> {
    let under = |path: &str| format!("{}{path}", door.path());
    Router::new()
        .route(&under(""), post(async move |ctx: Ctx, form: Sent<Given>| answer(ctx, door, form).await))
        .route(
            &under("/resend"),
            post(async move |ctx: Ctx, form: Sent<Again>| resend(ctx, door, form).await),
        )
        .route(
            &under("/finish"),
            post(async move |ctx: Ctx, form: Sent<Finished>| finish(ctx, door, form).await),
        )
        .route(
            &under("/cancel"),
            post(async move |ctx: Ctx, form: Sent<Pressed>| cancel(ctx, door, form).await),
        )
        .route(
            &under("/state"),
            get(async move |ctx: Ctx, Lenient(of): Lenient<Of>| state(ctx, door, of).await),
        )
        .route(
            &under("/methods"),
            get(async move |ctx: Ctx| ways(ctx, door).await)
                .post(async move |ctx: Ctx, form: Sent<Chosen>| choose(ctx, door, form).await),
        )
}

/// Whether a sign-in stands at this door; a step-up stands there in the session that it freshens only.
fn stands_at(door: Door, told: &Told, session: Option<SessionId>) -> bool {
    match (&told.decision.sign_in.purpose, door) {
        (Purpose::SignIn, Door::SignIn) => true,
        (Purpose::StepUp { session: its, action: Some(_) }, Door::Action) => session == Some(*its),
        _ => false,
    }
}

/// The newest sign-in of this browser at a door, or the one named. What this browser holds of others' making is passed over;
/// what does not exist any more is forgotten.
async fn held(ctx: &mut Ctx, door: Door, id: Option<&str>) -> Result<Option<Held>, Ended> {
    let session = match door {
        Door::Action => me(ctx).await?.map(|me| me.session.session.id),
        Door::SignIn | Door::Change => None,
    };
    for key in ctx.sign_ins() {
        if id.is_some_and(|id| id != key.id) {
            continue;
        }
        match ctx.house().look(&ctx.visitor, &key).await {
            Ok(told) if stands_at(door, &told, session) => return Ok(Some(Held { key, told })),
            Ok(_) => {}
            Err(Fault::NotFound) => ctx.forget_sign_in(&key.id),
            Err(fault) => return Err(ctx.fault(&fault).into()),
        }
    }
    Ok(None)
}

/// Whether the newest step-up of this session and browser is for this action, and still asks.
pub(super) async fn is_under_way(ctx: &mut Ctx, action: &str) -> Result<bool, Ended> {
    let newest = held(ctx, Door::Action, None).await?;
    Ok(newest.is_some_and(|Held { told, .. }| {
        let sign_in = &told.decision.sign_in;
        let its = sign_in.purpose.action().is_some_and(|name| name.as_str() == action);
        its && matches!(sign_in.stage, Stage::SecondStep(_))
    }))
}

/// The sign-in that a form names; else the page that says what became of it.
async fn named(ctx: &mut Ctx, door: Door, id: &str) -> Result<Held, Ended> {
    match held(ctx, door, Some(id)).await? {
        Some(held) => Ok(held),
        None if me(ctx).await?.is_some() => Err(ctx.outcome(Outcome::FinishedElsewhere).into()),
        None => Err(ctx.outcome(Outcome::Expired).into()),
    }
}

/// The newest sign-in; without one, there is only the way in, or on. Whoever had one is told what became of it.
async fn newest(ctx: &mut Ctx, door: Door) -> Result<Held, Ended> {
    let had_one = !ctx.sign_ins().is_empty();
    match held(ctx, door, None).await? {
        Some(held) => Ok(held),
        None if me(ctx).await?.is_some() => {
            let to = return_to::take(ctx);
            Err(ctx.go(&to).into())
        }
        None => {
            if had_one {
                News::TookTooLong.leave(ctx);
            }
            Err(ctx.go("/signin").into())
        }
    }
}

/// `GET {door}`.
pub(super) async fn show(mut ctx: Ctx, door: Door) -> Answer {
    let Held { told, .. } = newest(&mut ctx, door).await?;
    Ok(step::page(&mut ctx, &told))
}

/// Whose state a page asks for: its own sign-in's, not that of another tab which began later. Absent: the newest.
#[derive(Default, Deserialize)]
struct Of {
    of: Option<String>,
}

/// `GET {door}/state`: one word.
async fn state(mut ctx: Ctx, door: Door, of: Of) -> Answer {
    let held = held(&mut ctx, door, of.of.as_deref()).await?;
    let word = held.map_or_else(|| "gone".to_owned(), |held| step::stage(&held.told));
    Ok(word.into_response())
}

/// An answer to the challenge.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    challenge: String,
    #[serde(default)]
    code: Option<Zeroizing<String>>,
    #[serde(default)]
    answer: Option<Zeroizing<String>>,
    #[serde(default)]
    credential: Option<Zeroizing<String>>,
    #[serde(default)]
    dont_ask: Option<String>,
}

/// `POST {door}`.
async fn answer(mut ctx: Ctx, door: Door, form: Sent<Given>) -> Answer {
    let form = readable(&ctx, form)?;
    let given = form.fields;
    // Before the token: a tab whose sign-in was finished in another one has the token of the time before.
    let Held { key, told } = named(&mut ctx, door, &given.challenge).await?;
    ctx.check(&form.csrf).map_err(|stale| *stale)?;
    let Some(kind) = asked_kind(&told) else { return Ok(ctx.go(door.path())) };
    let (field, proof) = match (given.code, given.answer, given.credential) {
        (_, _, Some(credential)) => ("", Proof::Credential(credential)),
        (_, Some(answer), None) => ("answer", Proof::Answer(answer)),
        (code, None, None) => ("code", Proof::Code(code.unwrap_or_default())),
    };
    let (Proof::Code(typed) | Proof::Answer(typed) | Proof::Credential(typed)) = &proof;
    if typed.trim().is_empty() {
        let trouble = if field.is_empty() { Trouble::WrongPasskey } else { Trouble::Empty };
        return Ok(step::again(&ctx, &told, field, trouble));
    }
    let answered = ctx.house().answer(&ctx.visitor, &key, &proof, given.dont_ask.is_some()).await;
    let told = whole(&ctx, answered)?;
    ctx.take(&told);
    match told.decision.said {
        None if matches!(told.decision.sign_in.stage, Stage::Passed { .. }) => {
            let to = return_to::take(&mut ctx);
            Ok(ctx.go(&to))
        }
        None => {
            whole(&ctx, moves::send_link_if_due(&ctx, &key, &told).await)?;
            Ok(ctx.go(door.path()))
        }
        Some(Said::NotAsked) => Ok(ctx.go(door.path())),
        Some(Said::NotOffered) => Ok(ctx.go(&format!("{}/methods", door.path()))),
        Some(Said::Resting) if door == Door::Action => {
            let frame = ctx.frame().with_problem("", Trouble::Resting);
            Ok(step::ways(&ctx, StatusCode::UNPROCESSABLE_ENTITY, frame, &told))
        }
        Some(Said::Resting) => {
            let other_ways = told.decision.offer.iter().any(|o| o.usable() && o.kind != kind);
            Ok(ctx.outcome(Outcome::Resting { kind: Kind::from(kind), until: None, other_ways }))
        }
        Some(Said::CodeDead) if kind == MethodKind::Passkey => {
            let told = whole(&ctx, moves::ask_again(&ctx, &key, told).await)?;
            Ok(step::again(&ctx, &told, field, Trouble::PasskeyLate))
        }
        Some(said) => Ok(step::again(&ctx, &told, field, trouble(said, kind, &told))),
    }
}

fn asked_kind(told: &Told) -> Option<MethodKind> {
    let Stage::SecondStep(asked) = &told.decision.sign_in.stage else { return None };
    match &asked.state {
        VerificationState::Challenged(running) => Some(running.asked.kind()),
        _ => None,
    }
}

fn trouble(said: Said, kind: MethodKind, told: &Told) -> Trouble {
    match said {
        Said::Wrong | Said::WrongPassword => match kind {
            MethodKind::SecurityQuestion => Trouble::WrongAnswer { left: None },
            MethodKind::Passkey => Trouble::WrongPasskey,
            MethodKind::RecoveryCode => Trouble::WrongRecoveryCode { left: None },
            MethodKind::TextMessage | MethodKind::AuthenticatorApp | MethodKind::MobilePrompt => {
                Trouble::WrongCode { left: step::tries_left(told) }
            }
        },
        Said::ClockOff { seconds } => Trouble::clock_off(seconds),
        Said::Wait { until } => Trouble::Wait { seconds: seconds(until, told.now) },
        Said::CodeDead => Trouble::CodeExpired,
        Said::TooEarly { at: Some(at) } => Trouble::ResendTooEarly { seconds: seconds(at, told.now) },
        Said::TooEarly { at: None } => Trouble::SentTooOften,
        Said::TextRefused if step::is_text_limit(told) => Trouble::SentTooOften,
        Said::TextRefused => Trouble::NotSent,
        Said::Resting => Trouble::Resting,
        Said::NotOffered | Said::NotAsked => Trouble::ChangedMeanwhile,
    }
}

/// A form that names its sign-in and nothing else.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Again {
    challenge: String,
}

/// `POST {door}/resend`: the code or the link once more.
async fn resend(mut ctx: Ctx, door: Door, form: Sent<Again>) -> Answer {
    let form = readable(&ctx, form)?;
    let Held { key, told } = named(&mut ctx, door, &form.fields.challenge).await?;
    ctx.check(&form.csrf).map_err(|stale| *stale)?;
    let Stage::SecondStep(asked) = &told.decision.sign_in.stage else { return Ok(ctx.go(door.path())) };
    if moves::is_link_next(asked, &told) {
        let sent = whole(&ctx, ctx.house().send_confirm_link(&ctx.visitor, &key).await)?;
        return Ok(sent_again(&mut ctx, door, &sent, News::LinkSent));
    }
    let VerificationState::Challenged(running) = &asked.state else { return Ok(ctx.go(door.path())) };
    let method = running.method;
    let sent = whole(&ctx, ctx.house().choose(&ctx.visitor, &key, method).await)?;
    if sent.decision.said != Some(Said::TextRefused) {
        return Ok(sent_again(&mut ctx, door, &sent, News::CodeSent));
    }
    match whole(&ctx, moves::open_next(&ctx, &key, sent.clone(), Some(method)).await)? {
        Some(kind) => {
            News::MovedOn(kind).leave(&mut ctx);
            Ok(ctx.go(door.path()))
        }
        None => {
            let trouble = trouble(Said::TextRefused, MethodKind::TextMessage, &sent);
            Ok(step::again(&ctx, &sent, "code", trouble))
        }
    }
}

fn sent_again(ctx: &mut Ctx, door: Door, told: &Told, news: News) -> Response {
    match told.decision.said {
        None => {
            news.leave(ctx);
            ctx.go(door.path())
        }
        Some(Said::NotAsked) => ctx.go(door.path()),
        Some(said) => step::again(ctx, told, "", trouble(said, MethodKind::TextMessage, told)),
    }
}

/// The press of "Continue" after a prompt was approved.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Finished {
    challenge: String,
    #[serde(default)]
    dont_ask: Option<String>,
}

/// `POST {door}/finish`: goes on after a prompt was approved on the phone.
async fn finish(mut ctx: Ctx, door: Door, form: Sent<Finished>) -> Answer {
    let form = readable(&ctx, form)?;
    let Held { key, .. } = named(&mut ctx, door, &form.fields.challenge).await?;
    ctx.check(&form.csrf).map_err(|stale| *stale)?;
    let skip = form.fields.dont_ask.is_some();
    let told = whole(&ctx, ctx.house().finish(&ctx.visitor, &key, skip).await)?;
    ctx.take(&told);
    if matches!(told.decision.sign_in.stage, Stage::Passed { .. }) {
        let to = return_to::take(&mut ctx);
        return Ok(ctx.go(&to));
    }
    whole(&ctx, moves::send_link_if_due(&ctx, &key, &told).await)?;
    Ok(ctx.go(door.path()))
}

/// `POST {door}/cancel`.
async fn cancel(mut ctx: Ctx, door: Door, form: Sent<Pressed>) -> Answer {
    let Pressed {} = ours(&ctx, form)?;
    if let Some(Held { key, .. }) = held(&mut ctx, door, None).await? {
        whole(&ctx, ctx.house().cancel(&ctx.visitor, &key).await)?;
        ctx.forget_sign_in(&key.id);
    }
    if door == Door::Action {
        let to = return_to::take(&mut ctx);
        return Ok(ctx.go(&to));
    }
    return_to::keep(&mut ctx, None);
    Ok(ctx.go("/signin"))
}

/// `GET {door}/methods`.
async fn ways(mut ctx: Ctx, door: Door) -> Answer {
    let Held { told, .. } = newest(&mut ctx, door).await?;
    let choosable = matches!(&told.decision.sign_in.stage, Stage::SecondStep(asked)
        if !matches!(asked.state, VerificationState::Proven { .. }) && !told.decision.offer.is_empty());
    if !choosable {
        return Ok(step::page(&mut ctx, &told));
    }
    let frame = ctx.frame();
    Ok(step::ways(&ctx, StatusCode::OK, frame, &told))
}

/// The button that was pressed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Chosen {
    method: MethodId,
}

/// `POST {door}/methods`.
async fn choose(mut ctx: Ctx, door: Door, form: Sent<Chosen>) -> Answer {
    let Chosen { method } = ours(&ctx, form)?;
    let Held { key, told } = offering(&mut ctx, door, method).await?;
    let told = match &told.decision.sign_in.stage {
        Stage::SecondStep(_) => whole(&ctx, ctx.house().choose(&ctx.visitor, &key, method).await)?,
        _ => return Ok(step::page(&mut ctx, &told)),
    };
    match told.decision.said {
        None | Some(Said::NotAsked) => Ok(ctx.go(door.path())),
        Some(said) => {
            let trouble = trouble(said, MethodKind::TextMessage, &told);
            let frame = ctx.frame().with_problem("", trouble);
            Ok(step::ways(&ctx, StatusCode::UNPROCESSABLE_ENTITY, frame, &told))
        }
    }
}

/// The sign-in of this browser that offers a method, which the list does not name; the newest if none does.
async fn offering(ctx: &mut Ctx, door: Door, method: MethodId) -> Result<Held, Ended> {
    for key in ctx.sign_ins() {
        let found = held(ctx, door, Some(&key.id)).await?;
        if let Some(held) = found.filter(|held| held.told.decision.offer.iter().any(|o| o.id == method)) {
            return Ok(held);
        }
    }
    newest(ctx, door).await
}
