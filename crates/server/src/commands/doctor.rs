//! `vestibule doctor`: looks for what would keep an installation from working, and says what to do about it.
//! Deliberately not here: repairing anything.

mod checks;
mod outside;
mod places;
mod push;
mod risk;

use std::process::ExitCode;

use clap::Args;
use serde::Serialize;

use super::home::Home;
use crate::config::Environment;
use crate::{log, tell, wiring};

/// The exit code of a doctor who found something.
const FOUND: u8 = 3;

#[derive(Debug, Args)]
pub(super) struct Doctor {
    #[command(flatten)]
    home: Home,
    /// Answer in JSON.
    #[arg(long)]
    json: bool,
}

/// What was looked at and found.
#[derive(Debug, Serialize)]
struct Finding {
    about: &'static str,
    health: Health,
    says: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Health {
    Good,
    Worth,
    Bad,
}

impl Finding {
    fn good(about: &'static str, says: impl Into<String>) -> Self {
        Self { about, health: Health::Good, says: says.into() }
    }

    /// Works, but is worth knowing.
    fn worth(about: &'static str, says: impl Into<String>) -> Self {
        Self { about, health: Health::Worth, says: says.into() }
    }

    fn bad(about: &'static str, says: impl Into<String>) -> Self {
        Self { about, health: Health::Bad, says: says.into() }
    }
}

impl Doctor {
    pub(super) fn run(self, environment: &Environment) -> anyhow::Result<ExitCode> {
        let mut config = self.home.config(environment)?;
        "error".clone_into(&mut config.log.level);
        log::begin(&config.log);
        let findings = wiring::runtime()?.block_on(async {
            wiring::crypto();
            let mut findings = vec![checks::clock(), checks::address(&config), checks::proxies(&config)];
            findings.extend(checks::kept(&config).await);
            findings.push(checks::mail(&config).await);
            findings.extend(checks::texts(&config).await);
            findings.extend(push::push(&config).await);
            findings.extend(places::places(&config.files.places, wiring::clock().0));
            findings.push(risk::mode(&config));
            findings.push(outside::client(&config).await);
            findings
        });
        if self.json {
            tell::json(&findings)?;
        } else {
            for Finding { about, health, says } in &findings {
                let word = match health {
                    Health::Good => "good",
                    Health::Worth => "note",
                    Health::Bad => "BAD",
                };
                tell::line(format_args!("{word:<5} {about:<14} {says}"))?;
            }
        }
        let bad = findings.iter().any(|finding| finding.health == Health::Bad);
        Ok(if bad { ExitCode::from(FOUND) } else { ExitCode::SUCCESS })
    }
}
