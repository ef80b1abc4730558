//! The norms that the product is held to, in our own words, and how the live configuration stands to each.
//! Deliberately not here: any promise that no test keeps.

mod passwords;
mod people;
mod sessions;
mod steps;

use rules::settings::{Profile, Settings};

use crate::config::Config;

/// How a configuration stands to a norm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Met, by this.
    Met(String),
    /// Not met, in this way and for this reason.
    Deviates(String),
    /// There is nothing here that it speaks of.
    NotApplicable(String),
}

impl Standing {
    /// The word for a norm that is met.
    pub(crate) const MET: &'static str = "met";
    /// The word for one that is not.
    pub(crate) const DEVIATES: &'static str = "deviates";
    /// The word for one that does not speak of anything here.
    pub(crate) const NOT_APPLICABLE: &'static str = "not applicable";

    /// The word.
    pub(crate) const fn word(&self) -> &'static str {
        match self {
            Self::Met(_) => Self::MET,
            Self::Deviates(_) => Self::DEVIATES,
            Self::NotApplicable(_) => Self::NOT_APPLICABLE,
        }
    }

    /// By what, or how not.
    pub(crate) fn how(&self) -> &str {
        match self {
            Self::Met(how) | Self::Deviates(how) | Self::NotApplicable(how) => how,
        }
    }
}

/// A norm, or several that ask the same.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Norm {
    /// Where it stands: NIST SP 800-63B-4 ("NIST"), OWASP ASVS 5.0 ("ASVS"), and others by name.
    pub(crate) ids: &'static str,
    /// What it asks, in our words.
    pub(crate) asks: &'static str,
    stands: How,
}

/// How a standing is found.
#[derive(Clone, Copy, Debug)]
enum How {
    /// The product always does it.
    Always(&'static str),
    /// The product never does it (yet), and says so.
    Never(&'static str),
    /// There is no such thing in this release.
    Absent(&'static str),
    /// The configuration decides.
    Decided(fn(&Config, &Settings) -> Standing),
}

impl Norm {
    /// How a configuration stands to it.
    pub(crate) fn standing(&self, config: &Config) -> Standing {
        match self.stands {
            How::Always(how) => Standing::Met(how.to_owned()),
            How::Never(how) => Standing::Deviates(how.to_owned()),
            How::Absent(how) => Standing::NotApplicable(how.to_owned()),
            How::Decided(decide) => decide(config, &config.rules),
        }
    }
}

/// Every norm, in the order of its subjects.
pub(crate) static NORMS: std::sync::LazyLock<Vec<Norm>> =
    std::sync::LazyLock::new(|| [passwords::NORMS, steps::NORMS, people::NORMS, sessions::NORMS].concat());

fn met(how: impl Into<String>) -> Standing {
    Standing::Met(how.into())
}

fn deviates(how: impl Into<String>) -> Standing {
    Standing::Deviates(how.into())
}

fn absent(how: impl Into<String>) -> Standing {
    Standing::NotApplicable(how.into())
}

/// The advice that closes what `strict` would meet.
fn strict(rules: &Settings) -> &'static str {
    match rules.profile {
        Profile::Classic => "; profile = \"strict\" meets it",
        Profile::Strict => "; a key in [rules] loosens the profile",
    }
}

/// Seconds as people say them.
fn span(seconds: i64) -> String {
    match seconds {
        s if s % 86_400 == 0 => format!("{} days", s / 86_400),
        s if s % 3_600 == 0 => format!("{} hours", s / 3_600),
        s if s % 60 == 0 => format!("{} minutes", s / 60),
        s => format!("{s} seconds"),
    }
}

#[cfg(test)]
#[path = "conformance_tests.rs"]
mod tests;
