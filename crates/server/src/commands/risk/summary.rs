//! What a rehearsal came to, as text for a terminal and as JSON for machines.
//! Deliberately not here: counting (`tally`) and the page (`report`).

use std::collections::HashSet;
use std::fmt::Write as _;

use risk::log::Rehearsal;
use risk::{AccountClass, SCORES_TO_LEARN};
use serde_json::{Value, json};

use super::interval::{share, wilson};
use super::policy::Named;
use super::stream::Gone;
use super::tally::{AGES, Asked, Count, Retries, Tally};
use super::words::{count, day, percent, plain, reason, thousands};

/// So many accounts are named.
const MOST: usize = 20;

/// An account that was asked often.
#[derive(Clone, Debug)]
pub(super) struct Person {
    pub(super) name: String,
    pub(super) asked: Asked,
    pub(super) sign_ins: u32,
}

/// A rehearsal's outcome with everything that is told of it.
#[derive(Debug)]
pub(super) struct Summary {
    pub(super) log: String,
    pub(super) policy: Named,
    pub(super) warm_up: u32,
    pub(super) gone: Gone,
    pub(super) tally: Tally,
    pub(super) accounts: u64,
    /// The same browser on the same system was taken for the same one.
    pub(super) by_user_agent: bool,
    pub(super) asked_most: Vec<Person>,
}

impl Summary {
    pub(super) fn new(
        log: String,
        policy: &Named,
        warm_up: u32,
        by_user_agent: bool,
        gone: Gone,
        tally: Tally,
        rehearsal: &Rehearsal,
    ) -> Summary {
        let most = tally.asked_most(MOST);
        let names = rehearsal.names(&most.iter().map(|(account, ..)| *account).collect::<HashSet<u32>>());
        let name = |account| plain(names.get(account).copied().unwrap_or_default());
        let most = most.iter().map(|(account, asked, sign_ins)| Person {
            name: name(account),
            asked: *asked,
            sign_ins: *sign_ins,
        });
        let asked_most = most.collect();
        let accounts = u64::try_from(rehearsal.accounts()).unwrap_or(u64::MAX);
        Summary { log, policy: policy.clone(), warm_up, gone, tally, accounts, by_user_agent, asked_most }
    }

    /// What should be known before the figures are believed.
    pub(super) fn notes(&self) -> Vec<String> {
        let tally = &self.tally;
        let mut notes = Vec::new();
        if tally.total.all == 0 && tally.warming > 0 {
            notes.push(
                "The log is not longer than the days to learn from, so nothing is counted; try --warm-up 0."
                    .to_owned(),
            );
        }
        if !tally.tokens_told && tally.rows > 0 {
            let what = if self.by_user_agent {
                "so the same browser on the same system is taken for the same one; a thief who copies it then looks known."
            } else {
                "so every browser counts as unknown; --same-browser-by-user-agent takes the same browser on the same \
                 system for the same one."
            };
            notes.push(format!(
                "The log tells no browser from another (columns Browser Token or Known Browser), {what}"
            ));
        }
        if tally.latest > 86_400 {
            notes.push(format!(
                "{} out of order, by up to {} days: sort the log by time before you believe the figures.",
                count(tally.late, "sign-in is", "sign-ins are"),
                tally.latest / 86_400
            ));
        }
        if let Some(person) = self.asked_most.first().filter(|_| tally.total.all > 1_000)
            && share(person.sign_ins.into(), tally.total.all) > 0.2
        {
            notes.push(format!(
                "{} makes more than a fifth of the sign-ins; a robot? Leave it out with --without.",
                person.name
            ));
        }
        if tally.ways.unknown > 0 && tally.ways.told == 0 {
            notes.push("How many would have no way in is unknown: the log has no column Methods.".to_owned());
        }
        notes
    }
}

pub(super) const fn class(class: AccountClass) -> &'static str {
    match class {
        AccountClass::New => "new accounts (fewer than 5 sign-ins)",
        AccountClass::Young => "young accounts (5 to 20)",
        AccountClass::Old => "old accounts",
    }
}

/// For a terminal. Writing to a string cannot fail, so its results are let go.
pub(super) fn text(summary: &Summary) -> String {
    let Summary { tally, gone, .. } = summary;
    let mut text = String::new();
    let span = tally.first.zip(tally.last).map(|(from, to)| format!(", {} to {}", day(from), day(to)));
    let _ = writeln!(
        text,
        "{}: {} of {}{}",
        summary.log,
        count(tally.rows, "row", "rows"),
        count(summary.accounts, "account", "accounts"),
        span.unwrap_or_default()
    );
    let _ = writeln!(
        text,
        "  {}; not counted: {}, {}, {}, {} left out",
        count(tally.failed, "wrong password", "wrong passwords"),
        count(gone.broken, "broken line", "broken lines"),
        count(tally.duplicates, "duplicate", "duplicates"),
        count(tally.bots, "bot's row", "bots' rows"),
        thousands(gone.left_out),
    );
    let _ = writeln!(text, "{}: {}", summary.policy.name, summary.policy.sentence());
    for note in summary.notes() {
        let _ = writeln!(text, "! {note}");
    }
    if tally.recorded > 0 {
        let same = tally.recorded - tally.differing;
        let _ = writeln!(
            text,
            "Decisions recorded under this policy: {} of {} come out the same",
            thousands(same),
            thousands(tally.recorded)
        );
    }
    if let Some(begins) = tally.begins() {
        let _ = writeln!(text, "\nCounted from {}, after {} days of learning", day(begins), summary.warm_up);
    }
    figures(&mut text, tally);
    shares(&mut text, "by group", tally.groups.iter().map(|(name, count)| (name.as_str(), *count)).collect());
    shares(
        &mut text,
        "by country",
        tally.countries().iter().map(|(name, count)| (name.as_str(), *count)).collect(),
    );
    let ages: Vec<_> = AGES.into_iter().zip(tally.ages).filter(|(_, count)| count.all > 0).collect();
    rows(&mut text, "by account age", &ages);
    reasons(&mut text, summary);
    text.trim_end().to_owned()
}

fn reasons(text: &mut String, summary: &Summary) {
    let tally = &summary.tally;
    if tally.total.asked() == 0 {
        return;
    }
    let _ = writeln!(text, "\nwhy");
    for (code, times) in tally.why().into_iter().take(8) {
        let _ = writeln!(text, "  {:>8}  {}", percent(share(times, tally.total.asked())), reason(code));
    }
    let _ = writeln!(text, "\nasked most");
    for person in summary.asked_most.iter().take(5) {
        let mostly = person.asked.mostly().map(reason).unwrap_or_default();
        let _ = writeln!(
            text,
            "  {}: {} of {}, mostly {mostly}",
            person.name, person.asked.times, person.sign_ins
        );
    }
}

fn figures(text: &mut String, tally: &Tally) {
    let of = |part| percent(share(part, tally.total.all));
    let total = tally.total;
    let _ = writeln!(text, "  sign-ins   {}", thousands(total.all));
    let _ = writeln!(
        text,
        "  asked      {} (a strong step {}, refused {}; by the score {})",
        of(total.asked()),
        of(total.strong),
        of(total.refused),
        of(tally.by_score)
    );
    let ways = &tally.ways;
    if ways.told > 0 {
        let _ = writeln!(
            text,
            "  no way in  {} of the asked sign-ins, {}; {} only with a mailed link",
            thousands(ways.closed),
            count(u64::try_from(ways.closed_accounts.len()).unwrap_or_default(), "account", "accounts"),
            thousands(ways.with_mail)
        );
    }
    let each = tally.thieves.iter().map(|(name, thieves)| (name.as_str(), *thieves));
    let all = (tally.thieves.len() > 1).then(|| ("all takeovers", tally.all_thieves()));
    for (name, thieves) in all.into_iter().chain(each) {
        let Some(stopped) = wilson(thieves.stopped, thieves.all) else { continue };
        let (some, all) = (thousands(thieves.stopped), thousands(thieves.all));
        let (from, to) = (percent(stopped.from), percent(stopped.to));
        let _ = writeln!(
            text,
            "  {name}: {some} of {all} stopped, {} (95 % interval {from} to {to})",
            percent(stopped.share)
        );
    }
    if let Some(told) = retries(tally) {
        let _ = writeln!(text, "  {told}");
    }
    for (kind, threshold) in &tally.thresholds {
        let state = if threshold.is_learning() {
            format!("still learning, {} of {SCORES_TO_LEARN}", threshold.learned_from)
        } else {
            format!("threshold {:.2}", threshold.score)
        };
        let _ = writeln!(text, "  {}: {state}", class(*kind));
    }
}

/// What became of thieves who failed and came again, if there were any.
pub(super) fn retries(tally: &Tally) -> Option<String> {
    let Retries { accounts, times, most_fallen } = tally.retries;
    (times > 0).then(|| {
        format!(
            "thieves who failed the second step came again {} at {}: their scores fell by {most_fallen:.2} points at most, \
             the hour left aside",
            count(times, "time", "times"),
            count(accounts, "account", "accounts")
        )
    })
}

/// The largest of many, the others together.
pub(super) fn largest(mut counts: Vec<(&str, Count)>, most: usize) -> Vec<(String, Count)> {
    counts.sort_by_key(|(name, count)| (u64::MAX - count.all, *name));
    let (shown, others) = counts.split_at(counts.len().min(most));
    let rest = others.iter().fold(Count::default(), |sum, (_, count)| sum.plus(*count));
    let rest = (rest.all > 0).then(|| (format!("{} others", others.len()), rest));
    shown.iter().map(|(name, count)| ((*name).to_owned(), *count)).chain(rest).collect()
}

fn shares(text: &mut String, title: &str, counts: Vec<(&str, Count)>) {
    let largest = largest(counts, 8);
    let largest: Vec<_> = largest.iter().map(|(name, count)| (name.as_str(), *count)).collect();
    rows(text, title, &largest);
}

fn rows(text: &mut String, title: &str, counts: &[(&str, Count)]) {
    if counts.is_empty() {
        return;
    }
    let _ = writeln!(text, "\nasked {title}");
    for (name, count) in counts {
        let _ = writeln!(
            text,
            "  {:>8}  {name} ({})",
            percent(share(count.asked(), count.all)),
            thousands(count.all)
        );
    }
}

/// For machines.
pub(super) fn json(summary: &Summary) -> Value {
    let tally = &summary.tally;
    let counts = |count: &Count| json!({"sign_ins": count.all, "challenge": count.challenge, "challenge_strong": count.strong, "refuse": count.refused});
    let named = |all: Vec<(&String, &Count)>| {
        all.into_iter().map(|(name, count)| (name.clone(), counts(count))).collect::<serde_json::Map<_, _>>()
    };
    let thieves: serde_json::Map<_, _> = tally
        .thieves
        .iter()
        .map(|(name, thieves)| {
            let interval = wilson(thieves.stopped, thieves.all).map(|share| [share.from, share.to]);
            (name.clone(), json!({"all": thieves.all, "stopped": thieves.stopped, "interval_95": interval}))
        })
        .collect();
    let days = tally.days.iter().map(|(number, count)| (day(number * 86_400), counts(count)));
    let people = summary.asked_most.iter().map(|person| {
        json!({"user": person.name, "asked": person.asked.times, "sign_ins": person.sign_ins, "mostly": person.asked.mostly()})
    });
    let why: serde_json::Map<_, _> =
        tally.why().into_iter().map(|(code, times)| (code.to_owned(), times.into())).collect();
    let mut figures = json!({
        "log": summary.log, "policy": summary.policy.name, "rows": tally.rows, "accounts": summary.accounts,
        "broken": summary.gone.broken, "left_out": summary.gone.left_out, "duplicates": tally.duplicates,
        "bots": tally.bots, "wrong_passwords": tally.failed, "out_of_order": tally.late,
        "counted_from": tally.begins().map(day), "total": counts(&tally.total), "asked_by_score": tally.by_score,
        "days": days.collect::<serde_json::Map<_, _>>(),
        "groups": named(tally.groups.iter().collect()), "countries": named(tally.countries().iter().collect()),
        "account_age": AGES.iter().zip(&tally.ages).map(|(age, count)| ((*age).to_owned(), counts(count)))
            .collect::<serde_json::Map<_, _>>(),
        "reasons": why, "asked_most": people.collect::<Vec<_>>(),
        "no_way_in": (tally.ways.told > 0).then(|| json!({
            "sign_ins": tally.ways.closed, "accounts": tally.ways.closed_accounts.len(), "only_with_mail": tally.ways.with_mail,
        })),
        "takeovers": thieves, "thresholds": tally.thresholds.iter().map(|(class, threshold)| json!({
            "class": class, "score": threshold.score, "learned_from": threshold.learned_from,
        })).collect::<Vec<_>>(),
        "notes": summary.notes(),
    });
    if let Some(figures) = figures.as_object_mut().filter(|_| tally.recorded > 0) {
        let recorded = json!({"decisions": tally.recorded, "differing": tally.differing});
        figures.insert("recorded_under_this_policy".to_owned(), recorded);
    }
    if let Some(figures) = figures.as_object_mut().filter(|_| tally.incomplete > 0) {
        let Retries { accounts, times, most_fallen } = tally.retries;
        figures.insert("second_steps_not_passed".to_owned(), tally.incomplete.into());
        let retries = json!({"accounts": accounts, "times": times, "score_fell_at_most": most_fallen});
        figures.insert("thieves_who_came_again".to_owned(), retries);
    }
    figures
}
