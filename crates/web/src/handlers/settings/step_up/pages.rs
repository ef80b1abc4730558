//! The pages of a step-up before a change: what is asked now, and what can be chosen. Deliberately not here: what follows from
//! an answer.

use axum::response::Response;
use rules::id::MethodId;
use rules::method::{Method, MethodData, MethodKind};
use rules::offer;
use rules::sign_in::{Asked, Challenge};

use super::Running;
use crate::handlers::settings::person::Person;
use crate::handlers::settings::wish::Wish;
use crate::handlers::sign_in::{app_link, around, prompt_stage, texted, why_not};
use crate::pages::verify::{self, Choice, Door, MethodsPage, Unusable, VerifyPage};
use crate::pages::{Frame, Kind, Reason, WhyNot};
use crate::prompts::{Over, Shown};

pub(super) fn challenge_page(
    frame: Frame,
    running: &Running,
    challenge: &Challenge,
    wish: Wish,
) -> VerifyPage {
    let now = running.told.now;
    let method = running.method(challenge.method);
    let name = || method.map(|method| method.name.clone()).unwrap_or_default();
    let shown = match &challenge.asked {
        Asked::TextMessage(code) => texted(code, method.and_then(number_of).unwrap_or_default(), now),
        Asked::AuthenticatorApp => {
            let digits = method.map_or(6, |method| match &method.data {
                MethodData::AuthenticatorApp(app) => app.digits,
                _ => 6,
            });
            verify::Challenge::AuthenticatorApp { name: name(), digits }
        }
        Asked::RecoveryCode => {
            let left = method.map_or(0, |method| match &method.data {
                MethodData::RecoveryCode { left, .. } => u32::try_from(left.len()).unwrap_or(u32::MAX),
                _ => 0,
            });
            verify::Challenge::RecoveryCode { left }
        }
        // Shown by `prompt_page`.
        Asked::MobilePrompt { .. } => {
            verify::Challenge::MobilePrompt { shown: Shown::Over(Over::Replaced), app: None }
        }
        Asked::Passkey(ceremony) => verify::Challenge::Passkey { options: ceremony.options.clone() },
        Asked::SecurityQuestion => verify::Challenge::SecurityQuestion { question: name() },
    };
    let code = match &challenge.asked {
        Asked::TextMessage(code) => Some(code),
        _ => None,
    };
    VerifyPage {
        frame: around(frame, code),
        door: Door::Change,
        reasons: vec![Reason::Change],
        challenge: shown,
        challenge_id: challenge_id(challenge),
        part: None,
        dont_ask_days: None,
        tries_left: None,
        wait: None,
        other_ways: running.usable(wish).count() > 1,
        stage: stage(challenge),
        wait_for: running.told.id.clone(),
    }
}

/// The page of a prompt under way, or just approved.
pub(super) fn prompt_page(
    person: &Person,
    frame: Frame,
    running: &Running,
    shown: Shown,
    wish: Wish,
) -> VerifyPage {
    VerifyPage {
        frame,
        door: Door::Change,
        reasons: vec![Reason::Change],
        challenge_id: running.challenge().map(challenge_id).unwrap_or_default(),
        part: None,
        dont_ask_days: None,
        tries_left: None,
        wait: None,
        other_ways: running.usable(wish).count() > 1,
        stage: prompt_stage(&running.told).unwrap_or_default(),
        wait_for: running.told.id.clone(),
        challenge: verify::Challenge::MobilePrompt { shown, app: app_link(&person.ctx, Door::Change) },
    }
}

/// Names one challenge of one step-up, so that an old tab cannot answer another one.
pub(super) fn challenge_id(challenge: &Challenge) -> String {
    format!("{}-{}", challenge.method, challenge.since.0)
}

/// What `/settings/security/confirm/state` says while the page of a challenge is current.
pub(super) fn stage(challenge: &Challenge) -> String {
    let failed = matches!(&challenge.asked, Asked::TextMessage(code) if code.failed);
    if failed { "not-sent".to_owned() } else { challenge_id(challenge) }
}

fn number_of(method: &Method) -> Option<String> {
    match &method.data {
        MethodData::TextMessage { hint, .. } => Some(hint.clone()),
        _ => None,
    }
}

pub(super) fn ways_page(person: &Person, frame: Frame, running: Option<&Running>, wish: Wish) -> Response {
    let (mut usable, mut unusable) = (Vec::new(), Vec::new());
    for (id, kind, hint, why) in all_ways(person, running, wish) {
        match why {
            None => {
                let preferred = person.me.account.preferred == Some(id);
                usable.push(Choice { id: id.to_string(), kind, hint, preferred });
            }
            Some(why) => unusable.push(Unusable { kind, hint, why }),
        }
    }
    let wrong = !frame.problems.is_empty();
    let page =
        MethodsPage { frame, door: Door::Change, usable, unusable, help: person.house().site().help.clone() };
    if wrong { person.again(&page) } else { person.page(&page) }
}

type Way = (MethodId, Kind, String, Option<WhyNot>);

/// The methods that could prove it: as the step-up offers them, or, before one began, as the account has them.
fn all_ways(person: &Person, running: Option<&Running>, wish: Wish) -> Vec<Way> {
    let too_weak = |kind| wish.removes() && kind == MethodKind::RecoveryCode;
    if let Some(running) = running {
        let offered = running.told.decision.offer.iter().map(|o| {
            let why = o
                .why_not
                .map(|why| match why {
                    offer::WhyNot::TooWeak => WhyNot::TooWeakForThis,
                    other => why_not(other, true),
                })
                .or_else(|| too_weak(o.kind).then_some(WhyNot::TooWeakForThis));
            let hint = if o.kind == MethodKind::RecoveryCode { String::new() } else { o.hint.clone() };
            (o.id, Kind::from(o.kind), hint, why)
        });
        return offered.collect();
    }
    let methods = person.me.methods.iter().filter(|m| m.is_active() && m.kind().is_level_2());
    methods
        .map(|method| {
            let hint = number_of(method).unwrap_or_else(|| method.name.clone());
            let why = too_weak(method.kind()).then_some(WhyNot::TooWeakForThis);
            (method.id, Kind::from(method.kind()), hint, why)
        })
        .collect()
}
