//! What a comparison came to, as text for a terminal and as JSON for machines.
//! Deliberately not here: counting (`changes`) and the page (`report`).

use std::collections::HashSet;
use std::fmt::Write as _;

use risk::Verdict;
use risk::log::Rehearsal;
use serde_json::{Value, json};

use super::changes::{Change, Changes, Turn};
use crate::commands::risk::interval::share;
use crate::commands::risk::summary::Summary;
use crate::commands::risk::tally::{AGES, Thieves};
use crate::commands::risk::words::{day, minute, percent, plain, reason, thousands, verdict};

/// So many accounts with changes are named.
pub(super) const PEOPLE: usize = 10;
/// So many rows of a kind are told on a terminal.
const ROWS: usize = 8;

/// Two policies on one log.
#[derive(Debug)]
pub(super) struct Comparison {
    pub(super) before: Summary,
    pub(super) after: Summary,
    pub(super) changes: Changes,
    /// The accounts with the most changes.
    pub(super) most_changed: Vec<(String, Turn)>,
}

/// These accounts by their names.
pub(super) fn named(accounts: &[(u32, Turn)], rehearsal: &Rehearsal) -> Vec<(String, Turn)> {
    let names = rehearsal.names(&accounts.iter().map(|(account, _)| *account).collect::<HashSet<u32>>());
    let name = |account| plain(names.get(account).copied().unwrap_or_default());
    accounts.iter().map(|(account, turn)| (name(account), *turn)).collect()
}

impl Comparison {
    /// What should be known before the figures are believed; the same for both policies.
    pub(super) fn notes(&self) -> Vec<String> {
        self.before.notes()
    }

    /// Known thieves by name, with how many each policy stops; all together first if there are several.
    pub(super) fn thieves(&self) -> Vec<(String, Thieves, Thieves)> {
        let (was, is) = (&self.before.tally, &self.after.tally);
        let each = was.thieves.iter().map(|(name, thieves)| {
            (name.clone(), *thieves, is.thieves.get(name).copied().unwrap_or_default())
        });
        let all = (was.thieves.len() > 1)
            .then(|| ("all takeovers".to_owned(), was.all_thieves(), is.all_thieves()));
        all.into_iter().chain(each).collect()
    }

    /// The share of owners' sign-ins that each policy asks.
    pub(super) fn asked(&self) -> [f64; 2] {
        [&self.before, &self.after].map(|summary| share(summary.tally.total.asked(), summary.tally.total.all))
    }
}

/// The rows with the most changes; those without any are left out.
pub(super) fn most_changed<'a>(turns: impl Iterator<Item = (&'a str, Turn)>) -> Vec<(&'a str, Turn)> {
    let mut turns: Vec<_> = turns.filter(|(_, turn)| turn.changed() > 0).collect();
    turns.sort_by_key(|(name, turn)| (u64::MAX - turn.changed(), *name));
    turns
}

/// Why, in words.
pub(super) fn why(reasons: &[&'static str]) -> String {
    if reasons.is_empty() {
        return "no reason to ask".to_owned();
    }
    reasons.iter().map(|code| reason(code)).collect::<Vec<_>>().join(", ")
}

/// For a terminal. Writing to a string cannot fail, so its results are let go.
pub(super) fn text(comparison: &Comparison, show: usize) -> String {
    let (before, after, changes) = (&comparison.before, &comparison.after, &comparison.changes);
    let mut text = format!(
        "{} -> {} on {}: {} of {} sign-ins change ({})\n",
        before.policy.name,
        after.policy.name,
        before.log,
        thousands(changes.count()),
        thousands(changes.judged()),
        percent(share(changes.count(), changes.judged()))
    );
    for note in comparison.notes() {
        let _ = writeln!(text, "! {note}");
    }
    if let Some(begins) = before.tally.begins() {
        let _ = writeln!(text, "Compared from {}, after {} days of learning", day(begins), before.warm_up);
    }
    for ((from, to), times) in &changes.moves {
        let _ = writeln!(text, "  {:>8}  {} -> {}", thousands(*times), verdict(*from), verdict(*to));
    }
    let [was, is] = comparison.asked().map(percent);
    let _ = writeln!(text, "  owners' sign-ins that are asked: {was} -> {is}");
    for (name, was, is) in comparison.thieves() {
        let [one, other] = [was, is].map(|thieves| percent(share(thieves.stopped, thieves.all)));
        let _ = writeln!(text, "  {name}, stopped of {}: {one} -> {other}", thousands(was.all));
    }
    if before.tally.ways.told + after.tally.ways.told > 0 {
        let [was, is] = [before, after].map(|summary| thousands(summary.tally.ways.closed));
        let _ = writeln!(text, "  asked with no way in: {was} -> {is}");
    }
    reasons(&mut text, "more is asked, because of", &changes.came());
    reasons(&mut text, "less is asked; it was because of", &changes.went());
    turns(&mut text, "by group", changes.groups.iter().map(|(name, turn)| (name.as_str(), *turn)));
    let countries = changes.countries();
    turns(&mut text, "by country", countries.iter().map(|(name, turn)| (name.as_str(), *turn)));
    turns(&mut text, "by account age", AGES.into_iter().zip(changes.ages));
    one_by_one(&mut text, changes, show);
    text.trim_end().to_owned()
}

fn reasons(text: &mut String, title: &str, counts: &[(&'static str, u64)]) {
    if counts.is_empty() {
        return;
    }
    let _ = writeln!(text, "\n{title}");
    for (code, times) in counts.iter().take(ROWS) {
        let _ = writeln!(text, "  {:>8}  {}", thousands(*times), reason(code));
    }
}

fn turns<'a>(text: &mut String, title: &str, turns: impl Iterator<Item = (&'a str, Turn)>) {
    let turns = most_changed(turns);
    if turns.is_empty() {
        return;
    }
    let _ = writeln!(text, "\nchanges {title}: asked more, asked less, of how many");
    for (name, turn) in turns.into_iter().take(ROWS) {
        let Turn { all, more, less } = turn;
        let [more, less] = [more, less].map(thousands);
        let _ = writeln!(text, "  {more:>8}  {less:>8}  {name} ({})", thousands(all));
    }
}

fn one_by_one(text: &mut String, changes: &Changes, show: usize) {
    let shown = changes.shown.iter().take(show);
    if shown.len() > 0 {
        text.push('\n');
    }
    let left = changes.count().saturating_sub(u64::try_from(shown.len()).unwrap_or(u64::MAX));
    for Change { line, at, user, takeover, before, after } in shown {
        let thief = if *takeover { " (a known takeover)" } else { "" };
        let (from, to) = (verdict(before.0), verdict(after.0));
        let _ = writeln!(text, "line {line}, {}, {user}{thief}: {from} -> {to}", minute(*at));
        let _ = writeln!(text, "    {}; now {}", why(&before.1), why(&after.1));
    }
    if left > 0 {
        let _ = writeln!(text, "and {} more; --show tells how many are shown", thousands(left));
    }
}

/// For machines.
pub(super) fn json(comparison: &Comparison, show: usize) -> Value {
    let changes = &comparison.changes;
    let side = |(verdict, reasons): &(Verdict, Vec<&str>)| json!({"verdict": verdict, "reasons": reasons});
    let shown = changes.shown.iter().take(show).map(|change| {
        json!({
            "line": change.line, "at": change.at, "user": change.user, "takeover": change.takeover,
            "before": side(&change.before), "after": side(&change.after),
        })
    });
    let moves =
        changes.moves.iter().map(|((from, to), times)| json!({"from": from, "to": to, "sign_ins": times}));
    let turn = |turn: &Turn| json!({"sign_ins": turn.all, "asked_more": turn.more, "asked_less": turn.less});
    let by_age = AGES.iter().zip(&changes.ages);
    let by_age: serde_json::Map<_, _> = by_age.map(|(age, of)| ((*age).to_owned(), turn(of))).collect();
    let named = |all: Vec<(&String, &Turn)>| {
        all.into_iter().map(|(name, of)| (name.clone(), turn(of))).collect::<serde_json::Map<_, _>>()
    };
    let codes = |counts: Vec<(&'static str, u64)>| {
        counts
            .into_iter()
            .map(|(code, times)| (code.to_owned(), times.into()))
            .collect::<serde_json::Map<_, _>>()
    };
    let all = [&comparison.before, &comparison.after].map(|summary| summary.tally.all_thieves());
    let people = comparison.most_changed.iter().map(|(user, of)| json!({"user": user, "changes": turn(of)}));
    json!({
        "log": comparison.before.log, "before": comparison.before.policy.name,
        "after": comparison.after.policy.name, "compared_from": comparison.before.tally.begins().map(day),
        "sign_ins": changes.judged(), "changes": changes.count(), "moves": moves.collect::<Vec<_>>(),
        "owners": turn(&changes.owners), "owners_asked": comparison.asked(),
        "takeovers": all[0].all, "takeovers_stopped": all.map(|thieves| thieves.stopped),
        "groups": named(changes.groups.iter().collect()), "countries": named(changes.countries().iter().collect()),
        "account_age": by_age, "reasons_to_ask_more": codes(changes.came()),
        "reasons_that_went": codes(changes.went()), "most_changed": people.collect::<Vec<_>>(),
        "broken": comparison.before.gone.broken, "notes": comparison.notes(), "shown": shown.collect::<Vec<_>>(),
    })
}
