//! Where a sign-in stands, as a page. Deliberately not here: any move, since a page that is looked at changes nothing.

use axum::http::StatusCode;
use axum::response::Response;
use flows::Told;
use risk::CoarseReason;
use rules::decision;
use rules::method::{Method, MethodData, MethodKind};
use rules::offer::{self, Offered};
use rules::sign_in::{
    Asked, Challenge as Running, LinkProof, Refusal, Stage, TEXT_CODE_TRIES, TextCode, Verification,
    VerificationState,
};
use rules::time::{DAY, Time};
use url::Url;

use super::moves::is_link_next;
use super::{action, news, return_to};
use crate::ctx::Ctx;
use crate::pages::outcome::Outcome;
use crate::pages::verify::{Challenge, Choice, Door, MethodsPage, Unusable, VerifyPage};
use crate::pages::{Frame, Kind, Reason, Trouble, WhyNot};
use crate::prompts::Shown;

/// Tries are told when so few are left.
const FEW: u8 = 2;

/// The page of a sign-in that somebody comes to.
pub(super) fn page(ctx: &mut Ctx, told: &Told) -> Response {
    match &told.decision.sign_in.stage {
        Stage::Password => ctx.go("/signin"),
        Stage::Passed { .. } => {
            let to = return_to::take(ctx);
            ctx.go(&to)
        }
        Stage::Refused { refusal } => match told.decision.sign_in.purpose.action() {
            Some(name) => action::ended(ctx, *refusal, name.as_str()),
            None => refused(ctx, *refusal),
        },
        Stage::SecondStep(verification) => {
            let frame = news::frame(ctx, Some(told));
            second_step(ctx, StatusCode::OK, frame, told, verification)
        }
    }
}

/// The same page again with what is wrong.
pub(super) fn again(ctx: &Ctx, told: &Told, field: &'static str, trouble: Trouble) -> Response {
    let Stage::SecondStep(verification) = &told.decision.sign_in.stage else {
        return ctx.go(door(told).path());
    };
    let frame = ctx.frame().with_problem(field, trouble);
    second_step(ctx, StatusCode::UNPROCESSABLE_ENTITY, frame, told, verification)
}

/// The door that a sign-in stands at.
fn door(told: &Told) -> Door {
    if told.decision.sign_in.purpose.action().is_some() { Door::Action } else { Door::SignIn }
}

pub(super) fn refused(ctx: &Ctx, refusal: Refusal) -> Response {
    match refusal {
        Refusal::AccountLocked { since } => ctx.outcome(Outcome::Locked { since: since.0 }),
        Refusal::Expired => ctx.outcome(Outcome::Expired),
        Refusal::NoWayIn => ctx.outcome(Outcome::NoWayNow),
        Refusal::Denied => ctx.outcome(Outcome::Denied),
        Refusal::AttackUnderWay => ctx.outcome(Outcome::Refused),
        Refusal::Cancelled => ctx.go("/signin"),
    }
}

fn second_step(ctx: &Ctx, status: StatusCode, frame: Frame, told: &Told, asked: &Verification) -> Response {
    let prompt = Shown::of(told);
    let challenge = match &asked.state {
        _ if prompt.is_some() => {
            prompt.map(|shown| Challenge::MobilePrompt { shown, app: app_link(ctx, door(told)) })
        }
        _ if is_link_next(asked, told) => Some(mailed_link(told, asked)),
        VerificationState::Challenged(running) if !has_failed(running) => challenge(&frame, told, running),
        _ => None,
    };
    // Where nothing can be used, nothing weaker is offered instead: whoever makes a strong method unusable, by guessing at it
    // say, must not thereby lower what is asked. A sign-in lists each method with its reason, an action says where to go.
    match challenge {
        Some(challenge) => {
            let frame = around(frame, asked.text_code());
            ctx.page(status, &verify_page(ctx, frame, told, asked, challenge))
        }
        None if door(told) == Door::Action && usable(told, failed_method(asked)).next().is_none() => {
            ctx.outcome(Outcome::NoWayForAction)
        }
        None => ways(ctx, status, frame, told),
    }
}

fn verify_page(
    ctx: &Ctx,
    frame: Frame,
    told: &Told,
    asked: &Verification,
    challenge: Challenge,
) -> VerifyPage {
    let is_link = matches!(challenge, Challenge::MailedLink { .. });
    let two = asked.link != LinkProof::NotNeeded && !told.decision.offer.is_empty();
    let days = ctx.house().settings().skip_for / DAY;
    VerifyPage {
        frame,
        door: door(told),
        reasons: reasons(told),
        challenge_id: told.id.clone(),
        part: two.then_some((if is_link { 2 } else { 1 }, 2)),
        dont_ask_days: u32::try_from(days).ok().filter(|_| told.may_skip && !is_link),
        tries_left: None,
        wait: None,
        wait_for: told.id.clone(),
        other_ways: !is_link && told.decision.offer.len() > 1,
        stage: stage(told),
        challenge,
    }
}

/// The list of ways, with what cannot be used and why.
pub(super) fn ways(ctx: &Ctx, status: StatusCode, mut frame: Frame, told: &Told) -> Response {
    let failed = match &told.decision.sign_in.stage {
        Stage::SecondStep(asked) => failed_method(asked),
        _ => None,
    };
    if failed.is_some() && frame.problems.is_empty() {
        frame = frame.with_problem("", Trouble::NotSent);
    }
    let any_usable = usable(told, failed).next().is_some();
    let at = door(told);
    let choice = |offered: &Offered| Choice {
        id: offered.id.to_string(),
        kind: Kind::from(offered.kind),
        hint: hint(offered),
        preferred: told.preferred == Some(offered.id),
    };
    let not = |offered: &Offered| {
        let why = match offered.why_not {
            _ if failed == Some(offered.id) => WhyNot::CannotSend,
            Some(offer::WhyNot::TooWeak) if at == Door::Action => WhyNot::TooWeakForThis,
            Some(why) => why_not(why, any_usable),
            None => return None,
        };
        Some(Unusable { kind: Kind::from(offered.kind), hint: hint(offered), why })
    };
    let page = MethodsPage {
        frame,
        door: door(told),
        usable: usable(told, failed).map(choice).collect(),
        unusable: told.decision.offer.iter().filter_map(not).collect(),
        help: ctx.house().site().help.clone(),
    };
    ctx.page(status, &page)
}

/// Whether the limit of texts is why one cannot be had.
pub(super) fn is_text_limit(told: &Told) -> bool {
    let limit = |offered: &Offered| matches!(offered.why_not, Some(offer::WhyNot::TextLimit { .. }));
    told.decision.offer.iter().any(limit)
}

fn usable(told: &Told, failed: Option<rules::id::MethodId>) -> impl Iterator<Item = &Offered> {
    told.decision.offer.iter().filter(move |offered| offered.usable() && Some(offered.id) != failed)
}

/// How many recovery codes are left is told on their own page.
fn hint(offered: &Offered) -> String {
    if offered.kind == MethodKind::RecoveryCode { String::new() } else { offered.hint.clone() }
}

/// Why a method stands below the usable ones; `others_work`: something else can be used.
pub(in crate::handlers) const fn why_not(why: offer::WhyNot, others_work: bool) -> WhyNot {
    match why {
        offer::WhyNot::Resting => WhyNot::Resting,
        offer::WhyNot::TooWeak => WhyNot::TooWeak,
        offer::WhyNot::NoneLeft => WhyNot::NoneLeft,
        offer::WhyNot::NotAvailable => WhyNot::CannotSend,
        offer::WhyNot::OnlyWithoutOthers if others_work => WhyNot::OtherMethodWorks,
        offer::WhyNot::OnlyWithoutOthers => WhyNot::KnownBrowserOnly,
        offer::WhyNot::Suspended => WhyNot::Suspended,
        offer::WhyNot::AppSignedOut => WhyNot::SignedOut,
        offer::WhyNot::ThisPhone => WhyNot::ThisPhone,
        offer::WhyNot::TextLimit { until } => WhyNot::SentTooOften { until: until.0 },
        offer::WhyNot::TooManyPrompts => WhyNot::TooManyPrompts,
    }
}

fn challenge(frame: &Frame, told: &Told, running: &Running) -> Option<Challenge> {
    let method = told.methods.iter().find(|method| method.id == running.method)?;
    Some(match (&running.asked, &method.data) {
        (Asked::TextMessage(code), MethodData::TextMessage { hint, .. }) => {
            texted(code, hint.clone(), told.now)
        }
        (Asked::Passkey(ceremony), _) => Challenge::Passkey { options: ceremony.options.clone() },
        (_, MethodData::SecurityQuestion { question }) => Challenge::SecurityQuestion {
            question: frame.words.text(&format!("question-{question}")).into_owned(),
        },
        (_, MethodData::AuthenticatorApp(app)) => {
            Challenge::AuthenticatorApp { name: app_name(frame, method), digits: app.digits }
        }
        (_, MethodData::RecoveryCode { left, .. }) => {
            Challenge::RecoveryCode { left: u32::try_from(left.len()).unwrap_or_default() }
        }
        (_, MethodData::TextMessage { .. } | MethodData::Passkey(_) | MethodData::MobilePrompt(_)) => {
            return None;
        }
    })
}

/// A code that was sent to this number.
pub(in crate::handlers) fn texted(code: &TextCode, number: String, now: Time) -> Challenge {
    let resend_in = |at: Time| u32::try_from(at.left(now)).unwrap_or_default();
    Challenge::TextMessage {
        number,
        expires: (!code.is_used_up()).then_some(code.expires.0),
        resend_in: code.may_be_sent_at().map(resend_in),
    }
}

/// The frame around a code: of one that is used up there is only that to say, and whether no new one could be sent.
pub(in crate::handlers) fn around(mut frame: Frame, code: Option<&TextCode>) -> Frame {
    if !code.is_some_and(TextCode::is_used_up) {
        return frame;
    }
    frame.problems.retain(|problem| matches!(problem.trouble, Trouble::NotSent | Trouble::SentTooOften));
    frame.problems.iter_mut().for_each(|problem| problem.field = "");
    if frame.problems.is_empty() { frame.with_problem("", Trouble::CodeUsedUp) } else { frame }
}

/// Its owner's name for it; where they gave none, the site's, under which apps list their codes.
fn app_name(frame: &Frame, method: &Method) -> String {
    if method.name.is_empty() { frame.site.clone() } else { method.name.clone() }
}

fn mailed_link(told: &Told, asked: &Verification) -> Challenge {
    let resend_in = match asked.link {
        LinkProof::Sent { resend_at } => u32::try_from(resend_at.left(told.now)).unwrap_or_default(),
        _ => 0,
    };
    Challenge::MailedLink {
        address: news::addresses(told),
        expires: told.decision.sign_in.expires.0,
        resend_in: Some(resend_in),
    }
}

fn has_failed(running: &Running) -> bool {
    matches!(&running.asked, Asked::TextMessage(code) if code.failed)
}

/// The method whose code no courier took.
fn failed_method(asked: &Verification) -> Option<rules::id::MethodId> {
    match &asked.state {
        VerificationState::Challenged(running) if has_failed(running) => Some(running.method),
        _ => None,
    }
}

fn reasons(told: &Told) -> Vec<Reason> {
    let decision::Told::Coarse(reasons) = told.decision.reasons() else { return Vec::new() };
    let said = |reason| match reason {
        CoarseReason::NewBrowser => Reason::NewBrowser,
        CoarseReason::NewPlace => Reason::NewPlace,
        CoarseReason::RecentFailures => Reason::RecentFailures,
        CoarseReason::SecurityEvent => Reason::SecurityEvent,
        CoarseReason::YourSetting => Reason::EverySignIn,
        CoarseReason::OperatorRule => Reason::SiteAsks,
        CoarseReason::SensitiveAction => Reason::Change,
        CoarseReason::FreshCheck => Reason::FreshCheck,
        CoarseReason::Unusual => Reason::Unusual,
    };
    reasons.into_iter().map(said).collect()
}

/// What `/verify/state` says while a page is current: another word means that there is another page to see.
pub(super) fn stage(told: &Told) -> String {
    match &told.decision.sign_in.stage {
        Stage::Password => "password".to_owned(),
        Stage::Passed { .. } => "passed".to_owned(),
        Stage::Refused { .. } => "refused".to_owned(),
        Stage::SecondStep(asked) => match &asked.state {
            _ if prompt_stage(told).is_some() => prompt_stage(told).unwrap_or_default(),
            _ if is_link_next(asked, told) => "link".to_owned(),
            VerificationState::Offered => "offered".to_owned(),
            VerificationState::Proven { .. } => "proven".to_owned(),
            VerificationState::Approved { .. } => "approved".to_owned(),
            VerificationState::Challenged(running) if has_failed(running) => "not-sent".to_owned(),
            VerificationState::Challenged(running) => running.method.to_string(),
        },
    }
}

/// The same while a prompt is asked: which one, and how it stands.
pub(in crate::handlers) fn prompt_stage(told: &Told) -> Option<String> {
    let shown = Shown::of(told)?;
    let id = told.prompt.as_ref().map(|stored| stored.prompt.id.to_string()).unwrap_or_default();
    Some(format!("prompt-{}-{id}", shown.name()))
}

/// The app that this browser may open to answer: on a phone, the site's own where the operator has one, which is told the
/// way back, else ours.
pub(in crate::handlers) fn app_link(ctx: &Ctx, door: Door) -> Option<String> {
    if ctx.visitor.user_agent.device != risk::Device::Phone {
        return None;
    }
    let site = ctx.house().site();
    let own = site.app.open.as_deref().and_then(|open| Url::parse(open).ok()).map(|mut open| {
        open.query_pairs_mut().append_pair("return_to", &format!("{}{}", site.url, door.path()));
        String::from(open)
    });
    Some(own.unwrap_or_else(|| "/app/".to_owned()))
}

/// Tries that a text message code survives, told only when they are few.
pub(super) fn tries_left(told: &Told) -> Option<u32> {
    let Stage::SecondStep(asked) = &told.decision.sign_in.stage else { return None };
    let left = TEXT_CODE_TRIES.saturating_sub(asked.text_code()?.wrong);
    (1..=FEW).contains(&left).then_some(u32::from(left))
}
