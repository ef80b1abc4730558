//! `vestibule risk compare`: two policies on the same past sign-ins, side by side; which decisions change, and why.
//! Made for machines that check changes: its exit code says whether anything does. Deliberately not here: reports.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use risk::Verdict;
use risk::log::{Entry, Judged, Rehearsal, Step};

use super::interval::share;
use super::policy::Named;
use super::stream::{self, LogOptions};
use super::words::{minute, percent, plain, reason, thousands, verdict};
use crate::tell;

/// Decisions change.
const CHANGES: u8 = 1;
/// It could not be done.
const FAILED: u8 = 2;

#[derive(Debug, Args)]
pub(in crate::commands) struct Compare {
    /// The policy as it is.
    before: PathBuf,
    /// The policy as it might be.
    after: PathBuf,
    /// The log: the RBA data set, a CSV with named columns, or JSON lines; `-` for standard input.
    #[arg(long, value_name = "FILE")]
    log: PathBuf,
    /// So many changes are shown one by one.
    #[arg(long, value_name = "NUMBER", default_value_t = 20)]
    show: usize,
    /// Answer in JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    options: LogOptions,
}

/// A decision that changes.
#[derive(Clone, Debug)]
struct Change {
    line: u64,
    at: i64,
    user: String,
    takeover: bool,
    before: (Verdict, Vec<&'static str>),
    after: (Verdict, Vec<&'static str>),
}

/// What changes in all.
#[derive(Debug, Default)]
struct Changes {
    judged: u64,
    moves: BTreeMap<(Verdict, Verdict), u64>,
    shown: Vec<Change>,
    thieves: u64,
    stopped: [u64; 2],
    broken: u64,
}

impl Changes {
    fn count(&self) -> u64 {
        self.moves.values().sum()
    }

    fn add(&mut self, entry: &Entry, before: &Judged, after: &Judged, most: usize) {
        self.judged += 1;
        if entry.takeover {
            self.thieves += 1;
            for (stopped, judged) in self.stopped.iter_mut().zip([before, after]) {
                *stopped += u64::from(judged.verdict != Verdict::Allow);
            }
        }
        if before.verdict == after.verdict {
            return;
        }
        *self.moves.entry((before.verdict, after.verdict)).or_default() += 1;
        if self.shown.len() < most {
            self.shown.push(Change {
                line: entry.line,
                at: entry.at,
                user: plain(&entry.user),
                takeover: entry.takeover,
                before: (before.verdict, before.reasons()),
                after: (after.verdict, after.reasons()),
            });
        }
    }
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
        let (before, after) = (load(&self.before)?, load(&self.after)?);
        let by_user_agent = self.options.by_user_agent();
        let mut one = Rehearsal::new(before.rules.clone(), by_user_agent);
        let mut other = Rehearsal::new(after.rules.clone(), by_user_agent);
        let mut changes = Changes::default();
        let gone = self.options.each(&self.log, |entries| {
            one.look_ahead(entries);
            other.look_ahead(entries);
            for entry in entries.iter().filter(|entry| !entry.bot) {
                if let (Step::Judged(before), Step::Judged(after)) = (one.step(entry), other.step(entry)) {
                    changes.add(entry, &before, &after, self.show);
                }
            }
        })?;
        changes.broken = gone.broken;
        if self.json {
            tell::json(&json(&changes))?;
        } else {
            self.tell(&before, &after, &changes)?;
        }
        Ok(changes.count())
    }

    fn tell(&self, before: &Named, after: &Named, changes: &Changes) -> anyhow::Result<()> {
        tell::line(format_args!(
            "{} -> {} on {}: {} of {} sign-ins change ({})",
            before.name,
            after.name,
            stream::name(&self.log),
            thousands(changes.count()),
            thousands(changes.judged),
            percent(share(changes.count(), changes.judged))
        ))?;
        for ((from, to), times) in &changes.moves {
            tell::line(format_args!("  {:>8}  {} -> {}", thousands(*times), verdict(*from), verdict(*to)))?;
        }
        if changes.thieves > 0 {
            let [one, other] = changes.stopped.map(|stopped| percent(share(stopped, changes.thieves)));
            let all = thousands(changes.thieves);
            tell::line(format_args!("  known takeovers stopped, of {all}: {one} -> {other}"))?;
        }
        for change in &changes.shown {
            let thief = if change.takeover { " (a known takeover)" } else { "" };
            let (from, to) = (verdict(change.before.0), verdict(change.after.0));
            tell::line(format_args!(
                "line {}, {}, {}{thief}: {from} -> {to}",
                change.line,
                minute(change.at),
                change.user
            ))?;
            tell::line(format_args!("    {}; now {}", why(&change.before.1), why(&change.after.1)))?;
        }
        let left = changes.count().saturating_sub(u64::try_from(changes.shown.len()).unwrap_or(u64::MAX));
        if left > 0 {
            tell::line(format_args!("and {} more; --show tells how many are shown", thousands(left)))?;
        }
        Ok(())
    }
}

fn why(reasons: &[&'static str]) -> String {
    if reasons.is_empty() {
        return "no reason to ask".to_owned();
    }
    reasons.iter().map(|code| reason(code)).collect::<Vec<_>>().join(", ")
}

fn json(changes: &Changes) -> serde_json::Value {
    let side = |(verdict, reasons): &(Verdict, Vec<&str>)| serde_json::json!({"verdict": verdict, "reasons": reasons});
    let shown = changes.shown.iter().map(|change| {
        serde_json::json!({
            "line": change.line, "at": change.at, "user": change.user, "takeover": change.takeover,
            "before": side(&change.before), "after": side(&change.after),
        })
    });
    let moves = changes
        .moves
        .iter()
        .map(|((from, to), times)| serde_json::json!({"from": from, "to": to, "sign_ins": times}));
    serde_json::json!({
        "sign_ins": changes.judged, "changes": changes.count(), "moves": moves.collect::<Vec<_>>(),
        "takeovers": changes.thieves, "takeovers_stopped": changes.stopped, "broken": changes.broken,
        "shown": shown.collect::<Vec<_>>(),
    })
}
