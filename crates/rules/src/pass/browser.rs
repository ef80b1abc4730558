//! Remembering the browser that a sign-in passed in: a new one after a second step, a known one at each use with a renewed
//! token. Deliberately not here: what a token proves (`crate::browser`).

use risk::Passed;

use super::{Proved, is_strong};
use crate::browser::{KnownBrowser, StoredBrowser, TokenSays};
use crate::change::{Change, Write};
use crate::facts::{AccountFacts, BrowserFacts, Draw, Facts};
use crate::id::BrowserId;
use crate::method::MethodKind;
use crate::settings::{Settings, VerifyWhen};
use crate::sign_in::{Purpose, SignIn, Stage, VerificationState};
use crate::time::Time;

/// The browser, if it is known.
pub(super) fn known_now(facts: &Facts) -> Option<&BrowserFacts> {
    facts.browser.as_ref().filter(|b| matches!(b.says, TokenSays::Current | TokenSays::Previous))
}

/// The browser is remembered after a passed second step, and its token renewed at each use. "Shared computer" remembers
/// nothing; a pass under hold is too weak to, and a recovery code is for the day when the usual way is lost: whoever found the
/// sheet must not stay known by it (DESIGN section 4, methods.md 4.6).
pub(super) fn remember(
    facts: &Facts,
    account: &AccountFacts,
    proved: &Proved,
    settings: &Settings,
    now: Time,
    draw: &mut Draw<'_>,
    change: &mut Change,
) -> (Option<BrowserId>, Option<String>) {
    let id = account.id();
    if facts.held.sign_in.shared_computer {
        return (None, None);
    }
    if let Some(known) = known_now(facts) {
        let token = draw.token(id);
        let skip_until = skip_until(facts, account, proved, settings, now);
        let renewed = renewed(known, &token.hash, facts, settings, now);
        let browser = KnownBrowser {
            skip_until: skip_until.or(renewed.skip_until),
            passed: passed(facts, proved, now).or(renewed.passed),
            strong_at: strong_at(facts, proved, now).or(renewed.strong_at),
            ..renewed
        };
        let browser_id = browser.id;
        change.push(Write::SaveBrowser { account: id, browser, based_on: known.stored.version });
        return (Some(browser_id), Some(browser_token(browser_id, &token.text)));
    }
    let usual = |m: MethodKind| m != MethodKind::RecoveryCode && (m.is_level_2() || !account.has_level_2());
    if !proved.method.is_some_and(usual) || proved.weak {
        return (None, None);
    }
    let token = draw.token(id);
    let browser = KnownBrowser {
        id: BrowserId::from_bytes(draw.bytes()),
        current: token.hash,
        previous: None,
        previous_until: now,
        since: now,
        last_used_at: now,
        expires: now.plus(settings.browser_for),
        skip_until: skip_until(facts, account, proved, settings, now),
        user_agent: facts.caller.origin.user_agent,
        country: facts.caller.origin.country,
        passed: passed(facts, proved, now),
        strong_at: strong_at(facts, proved, now),
    };
    let browser_id = browser.id;
    change.push(Write::NewBrowser { account: id, browser });
    (Some(browser_id), Some(browser_token(browser_id, &token.text)))
}

/// The second step that was just passed, for the grace after it.
fn passed(facts: &Facts, proved: &Proved, now: Time) -> Option<Passed> {
    let well = proved.method.is_some() && !proved.weak;
    well.then_some(Passed { at: now.0, country: facts.caller.signals.country })
}

/// The same where it passes a challenge-strong.
fn strong_at(facts: &Facts, proved: &Proved, now: Time) -> Option<Time> {
    let strong = proved.method.is_some_and(|kind| is_strong(facts, kind));
    (strong && !proved.weak).then_some(now)
}

fn skip_until(
    facts: &Facts,
    account: &AccountFacts,
    proved: &Proved,
    settings: &Settings,
    now: Time,
) -> Option<Time> {
    let allowed = proved.skip && may_offer_skip(&facts.held.sign_in, account, settings);
    allowed.then(|| now.plus(settings.skip_for))
}

/// A browser's token names its family, so that a stale copy is recognised however old it is.
fn browser_token(id: BrowserId, token: &str) -> String {
    format!("{id}_{token}")
}

fn renewed(known: &BrowserFacts, hash: &str, facts: &Facts, settings: &Settings, now: Time) -> KnownBrowser {
    let StoredBrowser { browser, .. } = &known.stored;
    let rotated = browser.rotated(&known.presented, hash.to_owned(), now, settings.browser_for);
    KnownBrowser {
        user_agent: facts.caller.origin.user_agent,
        country: facts.caller.origin.country.or(browser.country),
        ..rotated
    }
}

/// Whether "don't ask on this browser" may be ticked: by every-sign-in people, where the site allows it, never on a shared
/// computer and never with a recovery code.
#[must_use]
pub fn may_offer_skip(sign_in: &SignIn, account: &AccountFacts, settings: &Settings) -> bool {
    settings.skip_for > 0
        && !sign_in.shared_computer
        && sign_in.purpose == Purpose::SignIn
        && account.stored.account.verify == VerifyWhen::EverySignIn
        && !is_by_recovery_code(sign_in)
}

fn is_by_recovery_code(sign_in: &SignIn) -> bool {
    let Stage::SecondStep(verification) = &sign_in.stage else { return false };
    let kind = match &verification.state {
        VerificationState::Challenged(challenge) => challenge.asked.kind(),
        VerificationState::Proven { kind } => *kind,
        VerificationState::Offered | VerificationState::Approved { .. } => return false,
    };
    kind == MethodKind::RecoveryCode
}
