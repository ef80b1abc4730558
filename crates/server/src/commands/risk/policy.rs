//! A policy as a file of TOML: what the engine may ask, and the least that groups are asked. Unknown keys and
//! impossible numbers are refused with their line. Deliberately not here: the service's own config.

use std::collections::BTreeMap;
use std::path::Path;

use risk::log::Rules;
use risk::{Policy, UnknownBrowser};
use serde::Deserialize;

use crate::config::{ConfigError, GroupKeys, ODD_GROUP, line_of, read, span_text};

/// The keys of a policy's file; those left out have the engine's defaults.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Keys {
    budget: Option<f64>,
    strong_above: Option<f64>,
    refuse_above: Option<f64>,
    unknown_browser: Option<UnknownBrowser>,
    #[serde(default)]
    groups: BTreeMap<String, GroupKeys>,
}

/// A policy by its name.
#[derive(Clone, Debug)]
pub(super) struct Named {
    /// The name of its file.
    pub(super) name: String,
    pub(super) rules: Rules,
}

impl Named {
    /// Reads a file; without one, the engine's defaults.
    pub(super) fn load(file: Option<&Path>) -> Result<Named, ConfigError> {
        let Some(file) = file else {
            return Ok(Named { name: "the default policy".to_owned(), rules: Rules::default() });
        };
        let text = std::fs::read_to_string(file)
            .map_err(|source| ConfigError::File { path: file.to_owned(), source })?;
        Ok(Named { name: name(file), rules: rules(file, &text)? })
    }

    /// What it asks, in a sentence.
    pub(super) fn sentence(&self) -> String {
        let Policy { budget, strong_above, refuse_above, unknown_browser } = self.rules.policy;
        let unknown = match unknown_browser {
            UnknownBrowser::Always => "unknown browsers are always asked",
            UnknownBrowser::NewCountry => {
                "unknown browsers are asked in a new country, elsewhere the score decides"
            }
        };
        let groups = self.rules.groups.iter();
        let groups = groups.map(|(group, rule)| {
            let within = rule.fresh_for.map(|seconds| format!(" within {}", span_text(seconds)));
            let least = super::words::verdict(rule.least);
            format!("; group {group}: at least {least}{}", within.unwrap_or_default())
        });
        format!(
            "the score may ask {} % of sign-ins; a strong step {strong_above} points above the threshold, refusal \
             {refuse_above} points above it with an attack under way; {unknown}{}",
            (budget * 10_000.0).round() / 100.0,
            groups.collect::<String>()
        )
    }
}

/// The last part of a path: reports are the same wherever the file stands.
pub(super) fn name(file: &Path) -> String {
    file.file_name().unwrap_or(file.as_os_str()).to_string_lossy().into_owned()
}

fn rules(file: &Path, text: &str) -> Result<Rules, ConfigError> {
    let keys: Keys = read(file, text)?;
    let default = Policy::default();
    let policy = Policy {
        budget: keys.budget.unwrap_or(default.budget),
        strong_above: keys.strong_above.unwrap_or(default.strong_above),
        refuse_above: keys.refuse_above.unwrap_or(default.refuse_above),
        unknown_browser: keys.unknown_browser.unwrap_or(default.unknown_browser),
    };
    let policy = policy.checked().map_err(|bad| ConfigError::At {
        place: line_of(file, text, &[bad.key()]),
        problem: bad.to_string(),
    })?;
    let rule = |(name, keys): (String, GroupKeys)| match keys.rule() {
        Some(rule) => Ok((name, rule)),
        None => Err(ConfigError::At {
            place: line_of(file, text, &["groups", &name]),
            problem: ODD_GROUP.to_owned(),
        }),
    };
    let groups = keys.groups.into_iter().map(rule).collect::<Result<_, _>>()?;
    Ok(Rules { policy, groups })
}

#[cfg(test)]
#[path = "policy_tests.rs"]
mod tests;
