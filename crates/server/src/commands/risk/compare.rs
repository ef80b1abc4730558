//! `vestibule risk compare`: two policies on the same past sign-ins, side by side; which decisions change, and why.
//! Made for machines that check changes too: its exit code says whether anything does. Deliberately not here: counting
//! (`changes`), words (`told`) and the report's look (`report`).

mod changes;
mod report;
mod told;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use clap::Args;
use risk::log::{Rehearsal, Step};

use self::changes::Changes;
use self::told::Comparison;
use super::policy::Named;
use super::stream::{self, LogOptions};
use super::summary::Summary;
use super::tally::Tally;
use crate::tell;

/// Decisions change.
const CHANGES: u8 = 1;
/// It could not be done.
const FAILED: u8 = 2;

/// So many changes are told one by one in a report.
const REPORTED: usize = 200;

#[derive(Debug, Args)]
pub(in crate::commands) struct Compare {
    /// The policy as it is.
    before: PathBuf,
    /// The policy as it might be.
    after: PathBuf,
    /// The log: the RBA data set, a CSV with named columns, or JSON lines; `-` for standard input.
    #[arg(long, value_name = "FILE")]
    log: PathBuf,
    /// Write a report here: one page of HTML that needs nothing else.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Learn from the first so many days and compare what comes after.
    #[arg(long, value_name = "DAYS", default_value_t = 30)]
    warm_up: u32,
    /// So many changes are shown one by one.
    #[arg(long, value_name = "NUMBER", default_value_t = 20)]
    show: usize,
    /// Answer in JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    options: LogOptions,
}

impl Compare {
    /// Never fails but by its code, so that a check can tell "changes" from "could not".
    pub(super) fn run(&self) -> ExitCode {
        match self.compare() {
            Ok(0) => ExitCode::SUCCESS,
            Ok(_) => ExitCode::from(CHANGES),
            Err(error) => {
                tell::error(&error);
                ExitCode::from(FAILED)
            }
        }
    }

    fn compare(&self) -> anyhow::Result<u64> {
        let load = |path: &Path| Named::load(Some(path));
        let comparison = self.rehearse(&load(&self.before)?, &load(&self.after)?)?;
        if comparison.changes.judged() == 0 {
            // A check must not pass because nothing was looked at.
            bail!(
                "no sign-in of {} comes after the {} days to learn from, so nothing is compared; try --warm-up 0",
                comparison.before.log,
                self.warm_up
            );
        }
        if let Some(path) = &self.report {
            let page = report::page(&comparison);
            std::fs::write(path, page).with_context(|| format!("{} cannot be written", path.display()))?;
        }
        if self.json {
            tell::json(&told::json(&comparison, self.show))?;
        } else {
            tell::line(told::text(&comparison, self.show))?;
            if let Some(path) = &self.report {
                tell::line(format_args!("\nThe report is in {}.", path.display()))?;
            }
        }
        Ok(comparison.changes.count())
    }

    fn rehearse(&self, before: &Named, after: &Named) -> anyhow::Result<Comparison> {
        let by_user_agent = self.options.by_user_agent();
        let [mut one, mut other] =
            [before, after].map(|policy| Rehearsal::new(policy.rules.clone(), by_user_agent));
        let [mut was, mut is] = [self.warm_up; 2].map(Tally::after);
        let kept = if self.report.is_some() { REPORTED.max(self.show) } else { self.show };
        let mut changes = Changes::keeping(kept);
        let gone = self.options.each(&self.log, |entries| {
            one.look_ahead(entries);
            other.look_ahead(entries);
            for entry in entries {
                if entry.bot {
                    was.bot();
                    is.bot();
                    continue;
                }
                let (before, after) = (one.step(entry), other.step(entry));
                was.add(entry, &before);
                is.add(entry, &after);
                let counts = was.begins().is_some_and(|begins| entry.at >= begins);
                if let (true, Step::Judged(before), Step::Judged(after)) = (counts, before, after) {
                    changes.add(entry, &before, &after);
                }
            }
        })?;
        let sum = |policy, mut tally: Tally, rehearsal: &Rehearsal| {
            tally.thresholds = rehearsal.thresholds().to_vec();
            let log = stream::name(&self.log);
            Summary::new(log, policy, self.warm_up, by_user_agent, gone, tally, rehearsal)
        };
        let comparison = Comparison {
            before: sum(before, was, &one),
            after: sum(after, is, &other),
            most_changed: told::named(&changes.most_changed(told::PEOPLE), &one),
            changes,
        };
        // The process ends soon; giving millions of pieces of memory back one by one would take seconds.
        std::mem::forget((one, other));
        Ok(comparison)
    }
}
