//! What the keys of `[risk]` come to: the policy in force, what groups are asked, what the site's own actions take.
//! Deliberately not here: what any of it leads to (`risk`, `rules`).

use std::collections::BTreeMap;

use risk::{Policy, Verdict};
use rules::action::{ActionName, ActionRule, Actions, NotAName};
use rules::administrator::RESERVED;
use rules::time::{DAY, MINUTE};
use rules::weighed::RiskSettings;

use super::error::ConfigError;
use super::group::ODD;
use super::low::{ActionKeys, RiskKeys};
use super::meaning::refuse;

impl RiskKeys {
    /// `fresh_for`: how recent a proof must be where an action does not say.
    pub(super) fn meaning(self, fresh_for: i64) -> Result<RiskSettings, ConfigError> {
        let usual = Policy::default();
        let policy = Policy {
            budget: self.budget.unwrap_or(usual.budget),
            strong_above: self.strong_above.unwrap_or(usual.strong_above),
            refuse_above: self.refuse_above.unwrap_or(usual.refuse_above),
            unknown_browser: self.unknown_browser.unwrap_or(usual.unknown_browser),
        };
        let policy = policy.checked().or_else(|bad| {
            let key = match bad.key() {
                "budget" => "risk.budget",
                "strong_above" => "risk.strong_above",
                _ => "risk.refuse_above",
            };
            refuse(key, bad.to_string())
        })?;
        let groups = self.groups.unwrap_or_default().into_iter();
        let groups: Option<_> = groups.map(|(name, keys)| Some((name, keys.rule()?))).collect();
        let Some(groups) = groups else { return refuse("risk.groups", ODD) };
        let actions = actions(self.actions.unwrap_or_default(), fresh_for)?;
        let share_failures_every =
            self.share_failures_every.map_or(RiskSettings::default().share_failures_every, |span| span.0);
        if !(1..=SHARE_AT_MOST).contains(&share_failures_every) {
            return refuse("risk.share_failures_every", "1s to 5m");
        }
        let shadow = self.shadow.unwrap_or(false);
        Ok(RiskSettings { policy, shadow, share_failures_every, groups, actions })
    }
}

/// What happened longer ago is no burst by the time that another node hears of it.
const SHARE_AT_MOST: i64 = 5 * MINUTE;

/// So long a proof for an action may last: a session lasts no longer by default.
const ACTION_FRESH_AT_MOST: i64 = 14 * DAY;
/// In less nobody can pass a step-up and go back to what they were doing.
const ACTION_FRESH_AT_LEAST: i64 = 10;

fn actions(keys: BTreeMap<String, ActionKeys>, usual: i64) -> Result<Actions, ConfigError> {
    let one = |(name, ActionKeys { least, fresh_for }): (String, ActionKeys)| {
        let shown: String = name.escape_debug().take(80).collect();
        let refuse = |problem: &str| refuse("risk.actions", format!("{shown}: {problem}"));
        let Ok(name) = ActionName::parse(&name) else { return refuse(&NotAName.to_string()) };
        if name.as_str().starts_with(RESERVED) {
            return refuse("names that begin with `vestibule.` are Vestibule's own");
        }
        if !matches!(least, Verdict::Challenge | Verdict::ChallengeStrong) {
            return refuse("the least of an action is \"challenge\" or \"challenge_strong\"");
        }
        let fresh_for = fresh_for.map_or(usual, |span| span.0);
        if !(ACTION_FRESH_AT_LEAST..=ACTION_FRESH_AT_MOST).contains(&fresh_for) {
            return refuse("fresh_for is 10s to 14d");
        }
        Ok((name, ActionRule { least, fresh_for }))
    };
    keys.into_iter().map(one).collect()
}
