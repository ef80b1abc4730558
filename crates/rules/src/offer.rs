//! Which methods a second step offers, which not, and why not. One table for the page, the API and the answer check.

use risk::Verdict;
use serde::{Deserialize, Serialize};

use crate::facts::AccountFacts;
use crate::id::MethodId;
use crate::method::{Method, MethodData, MethodKind, MethodState};
use crate::settings::Settings;
use crate::sign_in::{LinkProof, NoTexts};
use crate::time::Time;
use crate::tries::{Admission, Door, Guesser, Tries};

/// One enabled method as the second step shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offered {
    /// The method.
    pub id: MethodId,
    /// Its kind.
    pub kind: MethodKind,
    /// Its owner's name for it, or the masked number.
    pub hint: String,
    /// None: usable now.
    pub why_not: Option<WhyNot>,
}

impl Offered {
    /// Whether it can be chosen now.
    #[must_use]
    pub const fn usable(&self) -> bool {
        self.why_not.is_none()
    }
}

/// Why a method cannot be chosen now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "why_not")]
pub enum WhyNot {
    /// Too many wrong answers; it can be used again later, or from a known browser.
    Resting,
    /// This sign-in needs a stronger one.
    TooWeak,
    /// All its codes are used.
    NoneLeft,
    /// The site cannot do it now.
    NotAvailable,
    /// Only where nothing else is enabled.
    OnlyWithoutOthers,
    /// Its owner reported it lost.
    Suspended,
    /// No phone is signed in to the app, or none has been seen for long.
    AppSignedOut,
    /// The only phone that is signed in is the one that asks.
    ThisPhone,
    /// So many prompts were sent without a success that no more are.
    TooManyPrompts,
    /// So many texts were sent that there is none before this moment.
    TextLimit {
        /// The moment.
        until: Time,
    },
}

/// What the offer is made for.
#[derive(Clone, Copy, Debug)]
pub struct Occasion<'a> {
    /// How much is asked.
    pub verdict: Verdict,
    /// Whether this is a step-up (which the question never satisfies for an account with a level-2 method).
    pub step_up: bool,
    /// The phone that the browser itself is.
    pub own_phone: Option<MethodId>,
    /// Whose tries count.
    pub guesser: &'a Guesser,
    /// How they stand.
    pub tries: &'a Tries,
    /// The phones that no text may be sent to now.
    pub no_texts: &'a [NoTexts],
    /// The site's rules.
    pub settings: &'a Settings,
    /// Now.
    pub now: Time,
}

/// The enabled methods that pass a challenge-strong by themselves.
pub(crate) fn usable_strong(account: &AccountFacts, now: Time) -> impl Iterator<Item = &Method> {
    account.active().filter(move |m| m.kind().is_strong() && !m.is_spent(now))
}

/// Whether a challenge-strong needs the mailed link too, because nothing strong is enabled. Where no letter can come, none is
/// waited for: the session then begins under hold all the same.
#[must_use]
pub fn link_needed(account: &AccountFacts, verdict: Verdict, settings: &Settings, now: Time) -> LinkProof {
    let strong = usable_strong(account, now).next().is_some();
    let reachable = settings.mail && account.verified_emails().next().is_some();
    if verdict == Verdict::ChallengeStrong && !strong && reachable && !account.is_suspended(now) {
        LinkProof::Needed
    } else {
        LinkProof::NotNeeded
    }
}

/// All enabled (or reported lost) methods in the order they are shown: usable first, the preferred one before all.
#[must_use]
pub fn offer(account: &AccountFacts, on: Occasion<'_>) -> Vec<Offered> {
    let strong_exists = usable_strong(account, on.now).next().is_some();
    let mut offered: Vec<(Offered, Option<Time>)> = account
        .methods
        .iter()
        .map(|stored| &stored.method)
        .filter(|m| !matches!(m.state, MethodState::Pending { .. }))
        .filter(|m| on.settings.asks_for(m.kind()))
        .map(|m| (show(m, why_not(m, strong_exists, account, on)), m.last_used_at))
        .collect();
    allow_question_as_last_resort(&mut offered, account, on);
    let preferred = account.stored.account.preferred;
    offered.sort_by_key(|(o, last_used)| {
        let rank = MethodKind::ALL.iter().position(|k| *k == o.kind);
        (!o.usable(), Some(o.id) != preferred, rank, std::cmp::Reverse(*last_used))
    });
    let offered = one_of(MethodKind::Passkey, offered.into_iter().map(|(o, _)| o).collect());
    one_app(one_of(MethodKind::MobilePrompt, offered))
}

/// Prompts go to every phone that is signed in: where one is, the others are not spoken of; where none is, one line is enough.
fn one_app(mut offered: Vec<Offered>) -> Vec<Offered> {
    let is_app = |o: &Offered| o.kind == MethodKind::MobilePrompt;
    let usable = offered.iter().any(|o| is_app(o) && o.usable());
    let mut seen = false;
    offered.retain(|o| !is_app(o) || o.usable() || !(usable || std::mem::replace(&mut seen, true)));
    offered
}

/// Whichever passkey or phone is at hand answers, so all of the kind that can be used are offered as one, without the name
/// of any.
fn one_of(kind: MethodKind, mut offered: Vec<Offered>) -> Vec<Offered> {
    let usable = |o: &Offered| o.kind == kind && o.usable();
    if offered.iter().filter(|o| usable(o)).count() < 2 {
        return offered;
    }
    let mut seen = false;
    offered.retain(|o| !usable(o) || !std::mem::replace(&mut seen, true));
    for o in offered.iter_mut().filter(|o| usable(o)) {
        o.hint.clear();
    }
    offered
}

fn show(method: &Method, why_not: Option<WhyNot>) -> Offered {
    let hint = match &method.data {
        MethodData::TextMessage { hint, .. } => hint.clone(),
        MethodData::RecoveryCode { left, .. } => left.len().to_string(),
        MethodData::SecurityQuestion { .. }
        | MethodData::AuthenticatorApp(_)
        | MethodData::MobilePrompt(_)
        | MethodData::Passkey(_) => method.name.clone(),
    };
    Offered { id: method.id, kind: method.kind(), hint, why_not }
}

fn why_not(method: &Method, strong_exists: bool, account: &AccountFacts, on: Occasion<'_>) -> Option<WhyNot> {
    let kind = method.kind();
    if matches!(method.state, MethodState::Suspended { .. }) {
        return Some(WhyNot::Suspended);
    }
    if method.is_spent(on.now) {
        let app = kind == MethodKind::MobilePrompt;
        return Some(if app { WhyNot::AppSignedOut } else { WhyNot::NoneLeft });
    }
    if on.own_phone == Some(method.id) {
        return Some(WhyNot::ThisPhone);
    }
    let unavailable =
        matches!(kind, MethodKind::TextMessage | MethodKind::Passkey) && !on.settings.offers(kind);
    if unavailable {
        return Some(WhyNot::NotAvailable);
    }
    if strong_asked(account, on) && !kind.is_strong() && (strong_exists || account.is_suspended(on.now)) {
        return Some(WhyNot::TooWeak);
    }
    if let Some(none) = on.no_texts.iter().find(|none| none.method == method.id) {
        match none.until {
            Some(until) if on.now < until => return Some(WhyNot::TextLimit { until }),
            Some(_) => {}
            None => return Some(WhyNot::NotAvailable),
        }
    }
    if kind == MethodKind::SecurityQuestion && account.has_level_2() {
        return Some(if on.step_up { WhyNot::TooWeak } else { WhyNot::OnlyWithoutOthers });
    }
    if kind == MethodKind::MobilePrompt
        && matches!(on.tries.admit(Door::PromptSent, on.guesser, on.now), Admission::Resting)
    {
        return Some(WhyNot::TooManyPrompts);
    }
    match on.tries.admit(Door::Method(kind), on.guesser, on.now) {
        Admission::Resting => Some(WhyNot::Resting),
        Admission::Wait { .. } if kind == MethodKind::SecurityQuestion => Some(WhyNot::Resting),
        Admission::Wait { .. } | Admission::Open(_) => None,
    }
}

/// A suspension while a sign-in is under way raises what that sign-in asks.
fn strong_asked(account: &AccountFacts, on: Occasion<'_>) -> bool {
    on.verdict >= Verdict::ChallengeStrong || (!on.step_up && account.is_suspended(on.now))
}

/// The question helps on a known browser when every other method is unusable now, for a plain challenge only.
fn allow_question_as_last_resort(
    offered: &mut [(Offered, Option<Time>)],
    account: &AccountFacts,
    on: Occasion<'_>,
) {
    let known = on.guesser.browser().is_some();
    let stuck = offered.iter().all(|(o, _)| o.kind == MethodKind::SecurityQuestion || !o.usable());
    if !known || !stuck || on.step_up || strong_asked(account, on) {
        return;
    }
    for (o, _) in offered.iter_mut() {
        if o.why_not == Some(WhyNot::OnlyWithoutOthers)
            && matches!(
                on.tries.admit(Door::Method(MethodKind::SecurityQuestion), on.guesser, on.now),
                Admission::Open(_)
            )
        {
            o.why_not = None;
        }
    }
}

/// How many ways in an account has (DESIGN section 3): strong ones, and weak ones (text messages) apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WaysIn {
    /// Methods that would pass a challenge-strong; a set of recovery codes counts once.
    pub strong: usize,
    /// Text messages.
    pub weak: usize,
}

impl WaysIn {
    /// Counts those that are usable now.
    pub fn of<'a>(methods: impl Iterator<Item = &'a Method>, settings: &Settings, now: Time) -> Self {
        let usable = methods.filter(|m| m.is_active() && !m.is_spent(now) && settings.offers(m.kind()));
        usable.fold(Self::default(), |ways, m| match m.kind() {
            kind if kind.is_strong() => Self { strong: ways.strong + 1, ..ways },
            MethodKind::TextMessage => Self { weak: ways.weak + 1, ..ways },
            _ => ways,
        })
    }

    /// All of them.
    #[must_use]
    pub const fn total(self) -> usize {
        self.strong + self.weak
    }
}

#[cfg(test)]
#[path = "offer_tests.rs"]
mod tests;
