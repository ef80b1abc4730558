//! What one of the site's own actions (a withdrawal, a new payout address) takes: how strong a proof and how fresh, as the
//! operator set it, and whether a session has given that. Deliberately not here: changes of what protects the account
//! (`fresh`), and how a proof is made (`second_step`).

use std::collections::BTreeMap;

use risk::Verdict;
use serde::{Deserialize, Serialize};

use crate::facts::AccountFacts;
use crate::fresh::{MAIL_PASSWORD, counts_still, fresh};
use crate::method::MethodKind;
use crate::offer::{link_needed, usable_strong};
use crate::session::Session;
use crate::settings::Settings;
use crate::sign_in::LinkProof;
use crate::time::Time;

/// The name of an action: of lower-case ASCII letters, digits, `_`, `-` and `.`, at most 64 of them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ActionName(String);

/// That no action can be named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAName;

impl std::fmt::Display for NotAName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an action's name has 1 to 64 of the signs a-z, 0-9, _, - and .")
    }
}

/// Longest name of an action, in bytes.
const NAME_MAX: usize = 64;

impl ActionName {
    /// Reads a name.
    ///
    /// # Errors
    /// `NotAName`.
    pub fn parse(text: &str) -> Result<Self, NotAName> {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_-.".contains(&byte);
        let good = (1..=NAME_MAX).contains(&text.len()) && text.bytes().all(plain);
        if good { Ok(Self(text.to_owned())) } else { Err(NotAName) }
    }

    /// The name's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for ActionName {
    type Error = NotAName;

    fn try_from(text: String) -> Result<Self, NotAName> {
        Self::parse(&text)
    }
}

impl From<ActionName> for String {
    fn from(name: ActionName) -> Self {
        name.0
    }
}

/// What an operator asks of an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionRule {
    /// The least that is asked: *challenge* or *challenge-strong*.
    pub least: Verdict,
    /// For how many seconds a proof lasts.
    pub fresh_for: i64,
}

/// The operator's actions.
pub type Actions = BTreeMap<ActionName, ActionRule>;

/// Whether a session may do an action now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It proved enough.
    Enough {
        /// When; of two proofs the earlier.
        proved_at: Time,
        /// How long that lasts.
        until: Time,
    },
    /// A step-up would do.
    StepUpNeeded {
        /// The least that it asks.
        least: Verdict,
        /// What is wrong with what was proved.
        why: Why,
    },
    /// Nothing helps in this session before that moment.
    Held {
        /// When.
        until: Time,
    },
}

/// Why what a session proved is too little.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Nothing that counts was proved in it, or not since a method was suspended.
    NotProved,
    /// What was proved is too weak for this action.
    TooWeak,
    /// It was strong enough, and is too old.
    TooOld {
        /// When it was proved.
        proved_at: Time,
    },
    /// Nothing that the person has now would do: another method is to be enabled first.
    NothingSuffices,
}

/// How a step-up for an action is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asking {
    /// By the password: there is nothing else, and nothing else is asked for.
    Password,
    /// By a method, and the mailed link where nothing strong is enabled.
    Method(LinkProof),
}

/// What counts for an action that was proved, and since when.
#[derive(Clone, Copy)]
struct Evidence {
    proved_at: Time,
    fresh: bool,
}

/// Where a session stands with an action.
#[must_use]
pub fn standing(
    session: &Session,
    account: &AccountFacts,
    rule: ActionRule,
    settings: &Settings,
    now: Time,
) -> Standing {
    let ActionRule { least, fresh_for } = rule;
    if let Some(until) = held(session, account, rule, settings, now) {
        return Standing::Held { until };
    }
    let evidence = evidence(session, account, rule, settings, now);
    let good = evidence.iter().filter(|found| found.fresh).max_by_key(|found| found.proved_at);
    if let Some(Evidence { proved_at, .. }) = good {
        return Standing::Enough { proved_at: *proved_at, until: proved_at.plus(fresh_for) };
    }
    let why = match evidence.iter().map(|found| found.proved_at).max() {
        _ if asking(account, least, settings, now).is_none() => Why::NothingSuffices,
        Some(proved_at) => Why::TooOld { proved_at },
        None if anything_fresh(session, account, fresh_for, now) => Why::TooWeak,
        None => Why::NotProved,
    };
    Standing::StepUpNeeded { least, why }
}

/// How a step-up for the action is asked; none: nothing that the person has now would do.
#[must_use]
pub fn asking(account: &AccountFacts, least: Verdict, settings: &Settings, now: Time) -> Option<Asking> {
    let mut active = account.active().filter(|m| settings.asks_for(m.kind()));
    let nothing_enabled = !account.standing().any(|m| settings.asks_for(m.kind()));
    if least < Verdict::ChallengeStrong {
        if nothing_enabled {
            return Some(Asking::Password);
        }
        let level_2 = account.has_level_2();
        let any = active.any(|m| m.kind().is_level_2() || !level_2);
        return any.then_some(Asking::Method(LinkProof::NotNeeded));
    }
    if usable_strong(account, now).next().is_some() {
        return Some(Asking::Method(LinkProof::NotNeeded));
    }
    // The mailed link is a second proof beside a method, and no proof for strong actions by itself.
    let link = link_needed(account, least, settings, now);
    (link == LinkProof::Needed && active.next().is_some()).then_some(Asking::Method(link))
}

/// Until when a strong action has to wait. A session that passed weakly proved nothing strong, and its holder may be the
/// thief that the hold is for; a password and a link of one mailbox are one proof (promise 10), which a question beside it
/// does not mend.
fn held(
    session: &Session,
    account: &AccountFacts,
    rule: ActionRule,
    settings: &Settings,
    now: Time,
) -> Option<Time> {
    if rule.least < Verdict::ChallengeStrong {
        return None;
    }
    let by_link = asking(account, rule.least, settings, now) == Some(Asking::Method(LinkProof::Needed));
    let its = &account.stored.account;
    let one_mailbox = by_link && its.password_set_by_mail && !account.has_level_2();
    let after_mail = one_mailbox.then(|| its.password_set_at.plus(MAIL_PASSWORD));
    [session.hold_until, after_mail].into_iter().flatten().filter(|until| now < *until).max()
}

/// All that was proved in the session and is strong enough for the action, fresh or not.
fn evidence(
    session: &Session,
    account: &AccountFacts,
    rule: ActionRule,
    settings: &Settings,
    now: Time,
) -> Vec<Evidence> {
    let proofs = &session.proofs;
    let of = |at: Option<Time>| at.filter(|at| counts_still(*at, account));
    let asks_question = settings.asks_for(MethodKind::SecurityQuestion) && account.has_question();
    let question_at = of(proofs.question_at).filter(|_| asks_question && !account.has_level_2());
    let method_at = of(proofs.method_at.map(|(_, at)| at));
    let weak = [method_at, question_at];
    let one = |at: Option<Time>| {
        at.map(|at| Evidence { proved_at: at, fresh: fresh(Some(at), rule.fresh_for, now) })
    };
    let both = |(method, link): (Evidence, Evidence)| Evidence {
        proved_at: method.proved_at.min(link.proved_at),
        fresh: method.fresh && link.fresh,
    };
    let asking = asking(account, rule.least, settings, now);
    let mut found = vec![one(of(proofs.strong_at.map(|(_, at)| at)))];
    if rule.least < Verdict::ChallengeStrong {
        found.extend(weak.map(one));
        found.push(one(proofs.password_at).filter(|_| asking == Some(Asking::Password)));
    } else if asking == Some(Asking::Method(LinkProof::Needed)) {
        found.extend(weak.map(|at| one(at).zip(one(of(proofs.link_at))).map(both)));
    }
    found.into_iter().flatten().collect()
}

fn anything_fresh(session: &Session, account: &AccountFacts, fresh_for: i64, now: Time) -> bool {
    let proofs = &session.proofs;
    let methods = [proofs.method_at.map(|(_, at)| at), proofs.question_at];
    methods.into_iter().any(|at| fresh(at.filter(|at| counts_still(*at, account)), fresh_for, now))
}

#[cfg(test)]
#[path = "action_tests.rs"]
mod tests;
