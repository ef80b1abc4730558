//! What the operator set, read once and early: low keys as written become a [`Config`] of what they mean.
//! Deliberately not here: opening anything that the config names.

mod describe;
mod environment;
mod error;
mod group;
mod low;
mod meaning;
mod paths;
mod policy;
mod read;
mod sample;
mod span;
mod table;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use delivery::Secret;
use delivery::limits::SmsLimits;
use delivery::mail::MailConfig;
use delivery::number::Country;
use delivery::push::PushConfig;
use delivery::text::TextCourierConfig;
use rules::settings::Settings;
use store::DatabaseConfig;
use url::Url;
use web::edge::client::Proxies;
use web::edge::limits::Limits;
use web::edge::places::PlaceFiles;
use web::edge::tls::TlsFiles;

pub(crate) use environment::Environment;
pub(crate) use error::ConfigError;
pub(crate) use group::{GroupKeys, ODD as ODD_GROUP};
pub(crate) use low::LogFormat;
pub(crate) use read::{line_of, read};
pub(crate) use sample::sample;
pub(crate) use span::span_text;

/// Everything that an operator decides, checked and with its defaults.
#[derive(Clone, Debug)]
pub(crate) struct Config {
    /// The site that people sign in to.
    pub(crate) site: Site,
    /// How requests come in.
    pub(crate) listen: Listen,
    /// Where everything is kept.
    pub(crate) database: DatabaseConfig,
    /// Where the keys come from.
    pub(crate) keys: KeySource,
    /// E-mail, if any is sent.
    pub(crate) mail: Option<MailConfig>,
    /// Text messages.
    pub(crate) text_messages: TextMessages,
    /// Push messages, if any are sent.
    pub(crate) push: Option<PushConfig>,
    /// The rules: the profile's, with the operator's overrides.
    pub(crate) rules: Settings,
    /// Whether strangers may make accounts.
    pub(crate) signup_open: bool,
    /// Files that make it wiser.
    pub(crate) files: Files,
    /// What is logged.
    pub(crate) log: Log,
}

/// The site that people sign in to.
#[derive(Clone, Debug)]
pub(crate) struct Site {
    /// Its name, as people read it.
    pub(crate) name: String,
    /// Its public URL: a scheme, a host and maybe a port; https, or http on this machine.
    pub(crate) url: Url,
    /// Where locked-out people find help.
    pub(crate) support_contact: Option<String>,
    /// The languages offered, at least one, the default first.
    pub(crate) languages: Vec<String>,
    /// The operator's own mobile app.
    pub(crate) app: flows::AppLinks,
}

/// How requests come in.
#[derive(Clone, Debug)]
pub(crate) struct Listen {
    /// Where pages and API are.
    pub(crate) address: SocketAddr,
    /// The certificate, if TLS is spoken here.
    pub(crate) tls: Option<TlsFiles>,
    /// Where metrics are, if anywhere.
    pub(crate) metrics: Option<SocketAddr>,
    /// Who is believed about the client's address.
    pub(crate) proxies: Proxies,
    /// What one process takes.
    pub(crate) limits: Limits,
}

/// Where the keys come from.
#[derive(Clone, Debug)]
pub(crate) enum KeySource {
    /// A file of mode 0600.
    File(PathBuf),
    /// A variable of the environment.
    Variable {
        /// Its name.
        name: String,
        /// The keys in their text form.
        text: Secret,
    },
}

/// Text messages.
#[derive(Clone, Debug)]
pub(crate) struct TextMessages {
    /// The gateways in the order in which they are asked; none: no text messages.
    pub(crate) couriers: Vec<TextCourierConfig>,
    /// What protects against paying for fraud.
    pub(crate) limits: SmsLimits,
    /// The country of numbers that are typed without one.
    pub(crate) default_country: Option<Country>,
    /// The public base of the URLs of receipts.
    pub(crate) receipts: Option<Url>,
}

/// Files of the operator's that make it wiser.
#[derive(Clone, Debug)]
pub(crate) struct Files {
    /// Where addresses are, and in whose networks.
    pub(crate) places: PlaceFiles,
    /// Passwords that nobody may choose.
    pub(crate) breached_passwords: Option<PathBuf>,
}

/// What is logged.
#[derive(Clone, Debug)]
pub(crate) struct Log {
    /// How lines are written.
    pub(crate) format: LogFormat,
    /// Filters of `tracing`.
    pub(crate) level: String,
}

impl Config {
    /// Reads a file. Paths in it are relative to it.
    pub(crate) fn load(file: &Path, environment: &Environment) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(file)
            .map_err(|source| ConfigError::File { path: file.to_owned(), source })?;
        Self::of_text(file, &text, environment)
    }

    /// What holds without a file: the environment and the defaults, with paths relative to the working directory.
    pub(crate) fn without_file(environment: &Environment) -> Result<Self, ConfigError> {
        Self::of_text(Path::new("vestibule.toml"), "", environment)
    }

    pub(crate) fn of_text(file: &Path, text: &str, environment: &Environment) -> Result<Self, ConfigError> {
        let low = read::low_config(file, text, environment)?;
        low.meaning(file.parent().unwrap_or(Path::new("")), environment)
    }
}

/// Whether there is such a section, or such a key in it.
#[cfg(test)]
pub(crate) fn is_key(section: &str, key: Option<&str>) -> bool {
    let mut sections = low::SECTIONS.iter().filter(|known| !known.name.is_empty());
    let found = sections.find(|known| known.name == section);
    found.is_some_and(|found| key.is_none_or(|key| found.keys.iter().any(|known| known.name == key)))
}

#[cfg(test)]
#[path = "config_tests.rs"]
mod tests;
