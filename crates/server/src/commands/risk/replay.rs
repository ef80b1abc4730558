//! `vestibule risk replay`: past sign-ins under a policy; a summary, and a report to look at.
//! Deliberately not here: counting (`tally`), the summary's words (`summary`) and the report's look (`report`).

use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;
use risk::log::Rehearsal;

use super::policy::Named;
use super::stream::{self, LogOptions};
use super::summary::Summary;
use super::tally::Tally;
use super::{report, summary};
use crate::tell;

#[derive(Debug, Args)]
pub(in crate::commands) struct Replay {
    /// The log: the RBA data set, a CSV with named columns, or JSON lines; `-` for standard input.
    log: PathBuf,
    /// The policy, as TOML; without it, the default one.
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
    /// Write a report here: one page of HTML that needs nothing else.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Learn from the first so many days and count what comes after.
    #[arg(long, value_name = "DAYS", default_value_t = 30)]
    warm_up: u32,
    /// Answer in JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    options: LogOptions,
}

impl Replay {
    pub(super) fn run(&self) -> anyhow::Result<()> {
        let policy = Named::load(self.policy.as_deref())?;
        let summary = self.rehearse(&policy)?;
        if let Some(path) = &self.report {
            let page = report::page(&summary);
            std::fs::write(path, page).with_context(|| format!("{} cannot be written", path.display()))?;
        }
        if self.json {
            return tell::json(&summary::json(&summary));
        }
        tell::line(summary::text(&summary))?;
        match &self.report {
            Some(path) => tell::line(format_args!("\nThe report is in {}.", path.display())),
            None => Ok(()),
        }
    }

    fn rehearse(&self, policy: &Named) -> anyhow::Result<Summary> {
        let mut rehearsal = Rehearsal::new(policy.rules.clone(), self.options.by_user_agent());
        let mut tally = Tally::after(self.warm_up);
        let gone = self.options.each(&self.log, |entries| {
            rehearsal.look_ahead(entries);
            for entry in entries {
                if entry.bot {
                    tally.bot();
                } else {
                    tally.add(entry, &rehearsal.step(entry));
                }
            }
        })?;
        tally.thresholds = rehearsal.thresholds().to_vec();
        let log = stream::name(&self.log);
        let by_user_agent = self.options.by_user_agent();
        let summary = Summary::new(log, policy, self.warm_up, by_user_agent, gone, tally, &rehearsal);
        // The process ends soon; giving millions of pieces of memory back one by one would take seconds.
        std::mem::forget(rehearsal);
        Ok(summary)
    }
}
