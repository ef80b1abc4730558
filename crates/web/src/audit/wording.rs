//! The words of an auditor's line: what happened, what was asked, each part of the score, the threshold and where it came from.
//! Deliberately not here: which events are decisions (`audit`).

use std::borrow::Cow;

use risk::{AccountClass, Factor, Part, Reason, SCORES_TO_LEARN, Score, Threshold, Verdict};
use rules::event::EventKind;
use rules::weighed::Weighed;

use super::{Decided, thousandths};
use crate::handlers::settings::told_to_owner;
use crate::pages::Kind;
use crate::words::{FluentValue, Words};

/// What happened, as somebody else than its owner says it.
pub(super) fn headline(what: &EventKind, words: Words) -> String {
    let named = |key: &str, name: &str| words.with(key, &[("name", name.into())]);
    let counted = |key: &str, n: u32| words.with(key, &[("n", n.into())]);
    let head: Cow<'static, str> = match what {
        EventKind::AccountCreated => words.text("audit-account-created"),
        EventKind::SecondStepAsked { verdict, .. } => {
            named("audit-second-step-asked", &asked(*verdict, words)).into()
        }
        EventKind::SteppedUp { method: None, .. } => words.text("audit-stepped-up"),
        EventKind::SteppedUp { method: Some(method), .. } => {
            named("audit-stepped-up-with", &Kind::from(*method).name(words)).into()
        }
        EventKind::VerifyChanged { when_risky: true } => words.text("audit-verify-when-risky"),
        EventKind::VerifyChanged { when_risky: false } => words.text("audit-verify-every-sign-in"),
        EventKind::PreferredChanged => words.text("audit-preferred-changed"),
        EventKind::SignInRefused { locked: true, .. } => words.text("audit-refused-locked"),
        EventKind::AdministratorLooked { by } => named("audit-looked", &by.to_string()).into(),
        EventKind::AdministratorMade => words.text("audit-administrator-made"),
        EventKind::AdministratorUnmade => words.text("audit-administrator-unmade"),
        other => told_to_owner(other).say(words),
    };
    let more: Option<String> = match what {
        EventKind::SignedIn { level, known_browser, .. } => {
            let browser = if *known_browser { "audit-known-browser" } else { "audit-unknown-browser" };
            Some(format!("{}, {}", counted("audit-level", u32::from(*level)), words.text(browser)))
        }
        EventKind::SecondStepAsked { also, .. } | EventKind::SignInRefused { also, .. } if *also > 0 => {
            Some(counted("audit-also", *also))
        }
        EventKind::SteppedUp { action: Some(action), .. } => Some(named("audit-action", action.as_str())),
        EventKind::SessionsEnded { count } => Some(counted("audit-sessions", *count)),
        EventKind::TriesAllowedAgain { door } => Some(door.clone()),
        EventKind::TextMessageRefused { reason } => Some(reason.clone()),
        _ => None,
    };
    more.map_or_else(|| head.clone().into_owned(), |more| format!("{head} ({more})"))
}

/// Whether it is worth a second look. That a second step was asked is not by itself: it may have been passed.
pub(super) fn is_serious(what: &EventKind) -> bool {
    !matches!(what, EventKind::SecondStepAsked { .. }) && told_to_owner(what).serious()
}

/// Why it was decided so, one sentence each.
pub(super) fn sentences(decided: &Decided<'_>, words: Words) -> Vec<String> {
    let weighed = decided.weighed;
    let mut said = Vec::new();
    if !decided.reasons.is_empty() {
        said.push(words.with("audit-why", &[("reasons", reasons(decided.reasons, words).into())]));
    }
    said.push(words.with(
        "audit-policy",
        &[
            ("policy", weighed.policy.as_str().into()),
            ("budget", number(words, weighed.budget * 100.0).into()),
            ("verdict", asked(weighed.verdict, words).into()),
        ],
    ));
    if weighed.shadow {
        said.push(words.text("audit-shadow").into_owned());
    }
    said.push(score(weighed, words));
    said.push(threshold_of(words, weighed.class, weighed.grounds.threshold));
    said.push(rules(weighed, words));
    if weighed.grounds.grace {
        said.push(words.text("audit-grace").into_owned());
    }
    said
}

fn score(weighed: &Weighed, words: Words) -> String {
    let (score, threshold) = (&weighed.grounds.score, weighed.grounds.threshold.score);
    let total = thousandths(score.total());
    let parts = weightiest_first(score);
    let parts: Vec<String> = parts
        .iter()
        .map(|part| format!("{} {}", words.text(factor(part.factor)), signed(words, part.points)))
        .collect();
    let parts = if parts.is_empty() { words.text("audit-no-parts").into_owned() } else { parts.join(", ") };
    let key = if total > threshold { "audit-score-above" } else { "audit-score-below" };
    let values: [(&str, FluentValue<'_>); 3] = [
        ("score", signed(words, total).into()),
        ("threshold", number(words, threshold).into()),
        ("parts", parts.into()),
    ];
    words.with(key, &values)
}

/// Where a class's threshold comes from.
#[must_use]
pub fn threshold_of(words: Words, class: AccountClass, threshold: Threshold) -> String {
    let key = if threshold.is_learning() { "audit-threshold-fixed" } else { "audit-threshold-learned" };
    let accounts = words.text(accounts(class));
    let values: [(&str, FluentValue<'_>); 3] = [
        ("accounts", accounts.into()),
        ("from", whole(words, threshold.learned_from.into()).into()),
        ("needed", whole(words, SCORES_TO_LEARN.into()).into()),
    ];
    let mut used = values.to_vec();
    if !threshold.is_learning() {
        used.pop();
    }
    words.with(key, &used)
}

/// How far a class has come, in a few words: "learning 214 of 1,000".
#[must_use]
pub fn learning(words: Words, threshold: Threshold) -> String {
    let from: FluentValue<'_> = whole(words, threshold.learned_from.into()).into();
    if threshold.is_learning() {
        words.with(
            "learning-so-far",
            &[("from", from), ("needed", whole(words, SCORES_TO_LEARN.into()).into())],
        )
    } else {
        words.with("learning-done", &[("from", from)])
    }
}

fn rules(weighed: &Weighed, words: Words) -> String {
    let rules = &weighed.grounds.rules;
    if rules.verdict == Verdict::Allow {
        return words.text("audit-rules-nothing").into_owned();
    }
    let values: [(&str, FluentValue<'_>); 2] =
        [("verdict", asked(rules.verdict, words).into()), ("reasons", reasons(&rules.reasons, words).into())];
    words.with("audit-rules", &values)
}

fn reasons(reasons: &[Reason], words: Words) -> String {
    let one = |reason: &Reason| match reason {
        Reason::NewPlace { country } | Reason::RarePlace { country } => {
            format!("{} ({country})", words.text(reason_key(reason)))
        }
        reason => words.text(reason_key(reason)).into_owned(),
    };
    reasons.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// The parts that say something, the weightiest first.
pub(super) fn weightiest_first(score: &Score) -> Vec<Part> {
    let mut parts: Vec<Part> = score.parts().filter(|part| part.points != 0.0).collect();
    parts.sort_by(|a, b| b.points.abs().total_cmp(&a.points.abs()).then(a.factor.cmp(&b.factor)));
    parts
}

/// A number to thousandths, as few digits as say it, with the language's own mark before them.
#[must_use]
pub fn number(words: Words, value: f64) -> String {
    let text = format!("{:.3}", thousandths(value).abs());
    let text = text.trim_end_matches('0').trim_end_matches('.').replace('.', &words.text("number-point"));
    if thousandths(value) < 0.0 { format!("−{text}") } else { text }
}

fn signed(words: Words, value: f64) -> String {
    let text = number(words, value);
    if thousandths(value) > 0.0 { format!("+{text}") } else { text }
}

/// A whole number with its thousands apart.
pub(crate) fn whole(words: Words, value: u64) -> String {
    let digits = value.to_string();
    let apart = words.text("number-thousands");
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push_str(&apart);
        }
        text.push(digit);
    }
    text
}

fn asked(verdict: Verdict, words: Words) -> String {
    let key = match verdict {
        Verdict::Allow => "asked-nothing",
        Verdict::Challenge => "asked-any-method",
        Verdict::ChallengeStrong => "asked-strong-method",
        Verdict::Refuse => "asked-refused",
    };
    words.text(key).into_owned()
}

/// The key of a class's name.
pub(crate) const fn accounts(class: AccountClass) -> &'static str {
    match class {
        AccountClass::New => "accounts-new",
        AccountClass::Young => "accounts-young",
        AccountClass::Old => "accounts-old",
    }
}

const fn factor(factor: Factor) -> &'static str {
    match factor {
        Factor::Country => "factor-country",
        Factor::NetworkOwner => "factor-network-owner",
        Factor::Network => "factor-network",
        Factor::System => "factor-system",
        Factor::Browser => "factor-browser",
        Factor::Version => "factor-version",
        Factor::KnownBrowser => "factor-known-browser",
        Factor::Hour => "factor-hour",
        Factor::Hosting => "factor-hosting",
        Factor::Tor => "factor-tor",
        Factor::Travel => "factor-travel",
        Factor::Failures => "factor-failures",
        Factor::ManyAccounts => "factor-many-accounts",
        Factor::BreachedPassword => "factor-breached-password",
    }
}

const fn reason_key(reason: &Reason) -> &'static str {
    match reason {
        Reason::NewBrowser => "why-asked-new-browser",
        Reason::NewPlace { .. } => "why-asked-new-place",
        Reason::RarePlace { .. } => "why-asked-rare-place",
        Reason::PlaceMissing => "why-asked-place-missing",
        Reason::RecentFailures => "why-asked-recent-failures",
        Reason::DeniedPrompt => "why-asked-denied-prompt",
        Reason::RecentRecovery => "why-asked-recent-recovery",
        Reason::PasswordReset => "why-asked-password-reset",
        Reason::BrowserTokenReused => "why-asked-browser-token-reused",
        Reason::PasskeyCopied => "why-asked-passkey-copied",
        Reason::Suspended => "why-asked-suspended",
        Reason::EverySignIn => "why-asked-every-sign-in",
        Reason::StepUp => "why-asked-step-up",
        Reason::FreshCheck => "why-asked-fresh-check",
        Reason::Floor => "why-asked-floor",
        Reason::ProfileUnreadable => "why-asked-profile-unreadable",
        Reason::UnusualNetwork => "why-asked-unusual-network",
        Reason::UnusualDevice => "why-asked-unusual-device",
        Reason::UnusualHour => "why-asked-unusual-hour",
        Reason::HostingNetwork => "why-asked-hosting-network",
        Reason::TorExit => "why-asked-tor-exit",
        Reason::ImpossibleTravel => "why-asked-impossible-travel",
        Reason::ManyFailures => "why-asked-many-failures",
        Reason::BreachedPassword => "why-asked-breached-password",
        Reason::UnusualSignIn => "why-asked-unusual-sign-in",
    }
}
