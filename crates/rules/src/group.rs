//! What an operator asks of the members of a group, as it bears on one sign-in: whether this browser's last proof is fresh and
//! strong enough, and when a session has to end so that none rests on an older one. Deliberately not here: the rule itself
//! (`risk::GroupRule`), and the site's own actions (`action`), which look at the session's proofs.

use std::collections::BTreeMap;

use risk::{GroupRule, Verdict};

use crate::browser::KnownBrowser;
use crate::facts::{AccountFacts, Facts};
use crate::fresh::counts_still;
use crate::pass::Proved;
use crate::session::Session;
use crate::settings::Settings;
use crate::time::Time;

/// The operator's groups.
pub type Groups = BTreeMap<String, GroupRule>;

/// The rules of the groups that an account is in.
pub(crate) fn rules<'a>(
    account: &'a AccountFacts,
    settings: &'a Settings,
) -> impl Iterator<Item = &'a GroupRule> {
    account.stored.account.groups.iter().filter_map(|group| settings.risk.groups.get(group))
}

/// The least that is asked of this sign-in by its account's groups.
pub(crate) fn least(facts: &Facts, account: &AccountFacts, settings: &Settings, now: Time) -> Verdict {
    let asked =
        rules(account, settings).map(|rule| rule.asks(proved(facts, account, rule).map(|at| at.0), now.0));
    asked.max().unwrap_or(Verdict::Allow)
}

/// When this browser last proved as much as a group asks. As with actions, a weaker proof after a strong one takes nothing away
/// from it, and what was proved before a method was suspended or something was denied counts no more.
fn proved(facts: &Facts, account: &AccountFacts, rule: &GroupRule) -> Option<Time> {
    facts.guesser().browser()?;
    let KnownBrowser { passed, strong_at, .. } = facts.browser.as_ref()?.stored.browser.clone();
    let any = passed.map(|passed| Time(passed.at)).max(strong_at);
    let at = if rule.least >= Verdict::ChallengeStrong { strong_at } else { any };
    let denied_at = account.stored.account.denied_at;
    at.filter(|at| counts_still(*at, account) && denied_at.is_none_or(|denied| denied < *at))
}

/// When a session that begins now has to end: no session of a member rests on an older proof than the group takes.
pub(crate) fn ends(
    facts: &Facts,
    account: &AccountFacts,
    just: &Proved,
    settings: &Settings,
    now: Time,
) -> Time {
    let ends = rules(account, settings).filter_map(|rule| {
        // Where nothing was proved before, what passes now is all that there is to prove.
        let before = proved(facts, account, rule).filter(|_| just.method.is_none());
        Some(before.unwrap_or(now).plus(rule.fresh_for?))
    });
    ends.min().map_or(now.plus(settings.session_for), |end| end.min(now.plus(settings.session_for)))
}

/// The same of a session in which something was proved anew; `strong`: it passes a challenge-strong.
pub(crate) fn renewed(
    session: &Session,
    account: &AccountFacts,
    just: &Proved,
    strong: bool,
    settings: &Settings,
    now: Time,
) -> Time {
    let timed: Vec<&GroupRule> = rules(account, settings).filter(|rule| rule.fresh_for.is_some()).collect();
    let enough =
        |rule: &&GroupRule| just.method.is_some() && (strong || rule.least < Verdict::ChallengeStrong);
    if !timed.iter().all(enough) {
        return session.expires;
    }
    let until = timed.iter().filter_map(|rule| rule.fresh_for).min().map(|seconds| now.plus(seconds));
    let at_most = session.since.plus(settings.session_for);
    until.map_or(session.expires, |until| until.min(at_most).max(session.expires))
}

#[cfg(test)]
#[path = "group_tests.rs"]
mod tests;
