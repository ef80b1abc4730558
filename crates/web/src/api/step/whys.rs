//! Reasons as the API tells them: a code for programs and a sentence for people. Deliberately not here: which reason holds.

use flows::Told;
use risk::{CoarseReason, Reason};
use rules::decision;
use rules::offer::WhyNot;
use rules::sign_in::{Refusal, Stage};

use super::Why;
use crate::pages::times::moment;
use crate::reasons;
use crate::words::Words;

impl Why {
    fn new(code: &'static str, words: Words, key: &str) -> Self {
        Self { code, text: words.text(key).into_owned() }
    }
}

/// Why the second step is asked, or was, or why the sign-in is refused.
pub(super) fn told_reasons(told: &Told, words: Words) -> Vec<Why> {
    if let Stage::Refused { refusal } = &told.decision.sign_in.stage {
        return vec![refused(*refusal, words)];
    }
    match told.decision.reasons() {
        decision::Told::Coarse(reasons) => reasons.iter().map(|reason| coarse(*reason, words)).collect(),
        decision::Told::Full(reasons) => reasons.iter().map(|reason| full(reason, words)).collect(),
    }
}

fn refused(refusal: Refusal, words: Words) -> Why {
    match refusal {
        Refusal::AccountLocked { .. } => Why::new("account_locked", words, "locked-body"),
        Refusal::Expired => Why::new("expired", words, "expired-body"),
        Refusal::Cancelled => Why::new("cancelled", words, "told-cancelled"),
        Refusal::NoWayIn => Why::new("no_way_in", words, "no-way-body"),
        Refusal::Denied => Why::new("denied", words, "told-denied"),
        Refusal::AttackUnderWay => Why::new("attack_under_way", words, "told-attack-under-way"),
    }
}

fn coarse(reason: CoarseReason, words: Words) -> Why {
    let key = match reason {
        CoarseReason::NewBrowser => "reason-new-browser",
        CoarseReason::NewPlace => "reason-new-place",
        CoarseReason::RecentFailures => "reason-recent-failures",
        CoarseReason::SecurityEvent => "reason-security-event",
        CoarseReason::YourSetting => "reason-every-sign-in",
        CoarseReason::OperatorRule => "reason-site-asks",
        CoarseReason::SensitiveAction => "reason-change",
        CoarseReason::FreshCheck => "reason-fresh-check",
        CoarseReason::Unusual => "reason-unusual",
    };
    Why::new(reason.code(), words, key)
}

/// A reason as it is told after the second step, and to its owner ever after.
pub(in crate::api) fn full(reason: &Reason, words: Words) -> Why {
    Why { code: reason.code(), text: reasons::sentence(reason, words) }
}

/// Why a method cannot be used now.
pub(super) fn why_not(why: WhyNot, for_action: bool, words: Words) -> Why {
    let (code, key) = match why {
        WhyNot::TextLimit { until } => {
            let time = moment(words, until.0);
            return Why { code: "text_limit", text: words.with("why-text-limit", &[("time", time.into())]) };
        }
        WhyNot::Resting => ("resting", "why-resting"),
        WhyNot::TooWeak if for_action => ("too_weak", "why-too-weak-for-this"),
        WhyNot::TooWeak => ("too_weak", "why-too-weak"),
        WhyNot::NoneLeft => ("none_left", "why-none-left"),
        WhyNot::NotAvailable => ("not_available", "why-cannot-send"),
        WhyNot::OnlyWithoutOthers => ("only_without_others", "why-other-method-works"),
        WhyNot::Suspended => ("suspended", "why-suspended"),
        WhyNot::AppSignedOut => ("app_signed_out", "why-signed-out"),
        WhyNot::ThisPhone => ("this_phone", "why-this-phone"),
        WhyNot::TooManyPrompts => ("too_many_prompts", "why-too-many-prompts"),
    };
    Why::new(code, words, key)
}
