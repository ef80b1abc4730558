//! The report of a comparison: which sign-ins change from one policy to another, whose and why. The same log and policies
//! give the same bytes. Deliberately not here: shapes (`plot`), the shell and the look (`page`).

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::changes::{Change, Turn};
use super::told::{Comparison, most_changed, why};
use crate::commands::risk::interval::{share, wilson};
use crate::commands::risk::page::{self, section};
use crate::commands::risk::plot::{Band, bar, interval, lines, safe};
use crate::commands::risk::report::sentence_case;
use crate::commands::risk::summary::class;
use crate::commands::risk::tally::{AGES, Count, Thieves};
use crate::commands::risk::timeline::Timeline;
use crate::commands::risk::words::{count, day, minute, percent, reason, thousands};

/// So many groups, countries and reasons are drawn.
const DRAWN: usize = 12;

/// The whole page.
pub(super) fn page(comparison: &Comparison) -> String {
    let changes = &comparison.changes;
    let (was, is) = (&comparison.before.tally, &comparison.after.tally);
    let groups = (!changes.groups.is_empty())
        .then(|| section("By group", &shares(&changes.groups, &was.groups, &is.groups)));
    let countries = shares(&changes.countries(), &was.countries(), &is.countries());
    let ages = |counts: [Count; AGES.len()]| AGES.map(str::to_owned).into_iter().zip(counts).collect();
    let by_age = AGES.map(str::to_owned).into_iter().zip(changes.ages).collect();
    let columns = [
        section("Why more is asked", &reasons(&changes.came(), changes.owners.more)),
        section("Why it was asked, where less is asked now", &reasons(&changes.went(), changes.owners.less)),
        groups.unwrap_or_default(),
        section("By account age", &shares(&by_age, &ages(was.ages), &ages(is.ages))),
        section("By country", &countries),
        section("Thieves stopped", &thieves(comparison)),
        section("Who changes most", &people(comparison)),
        section("Thresholds at the log's end", &thresholds(comparison)),
    ];
    let sections = [
        format!("<section class=\"figures\">\n{}\n</section>", figures(comparison)),
        section("Asked over time", &time(comparison)),
        format!("<div class=\"columns\">\n{}\n</div>", columns.join("\n")),
        section("Sign-ins that change", &one_by_one(comparison)),
    ];
    let (before, after) = (&comparison.before, &comparison.after);
    let title = format!("{} against {} on {}", after.policy.name, before.policy.name, before.log);
    page::page(&title, &lead(comparison), &sections)
}

fn lead(comparison: &Comparison) -> String {
    let mut html = String::new();
    for summary in [&comparison.before, &comparison.after] {
        let policy = &summary.policy;
        let _ = writeln!(html, "<p>{}: {}.</p>", safe(&policy.name), safe(&policy.sentence()));
    }
    let before = &comparison.before;
    if let Some((begins, last)) = before.tally.begins().zip(before.tally.last) {
        let _ = write!(
            html,
            "<p>Compared from {} to {}, after {} of learning. Whoever is asked is taken to pass.</p>",
            day(begins),
            day(last.max(begins)),
            count(before.warm_up.into(), "day", "days")
        );
    }
    for note in comparison.notes() {
        let _ = write!(html, "\n<p class=\"note\">{}</p>", safe(&note));
    }
    html
}

fn from_to(values: [String; 2]) -> String {
    let [was, is] = values;
    if was == is { was } else { format!("{was} → {is}") }
}

fn stopped(thieves: Thieves) -> String {
    wilson(thieves.stopped, thieves.all).map_or("none known".to_owned(), |share| percent(share.share))
}

fn figures(comparison: &Comparison) -> String {
    let changes = &comparison.changes;
    let both = [&comparison.before.tally, &comparison.after.tally];
    let closed = both
        .map(|tally| if tally.ways.told > 0 { thousands(tally.ways.closed) } else { "unknown".to_owned() });
    let [was, is] = comparison.asked().map(percent);
    let [stopped_before, stopped_after] = both.map(|tally| stopped(tally.all_thieves()));
    let [closed_before, closed_after] = closed;
    let all = [
        (thousands(changes.count()), "sign-ins change".to_owned()),
        (percent(share(changes.count(), changes.judged())), "of all that were compared".to_owned()),
        (is, format!("of the owners' sign-ins are asked, {was} before")),
        (stopped_after, format!("of known takeovers are stopped, {stopped_before} before")),
        (closed_after, format!("asked, with no way in, {closed_before} before")),
    ];
    let cells = all.map(|(figure, what)| format!("<div><dd>{figure}</dd><dt>{what}</dt></div>"));
    format!("<dl>{}</dl>", cells.concat())
}

const LEGEND: &str =
    "<p class=\"legend\"><span class=\"before\">before</span> <span class=\"after\">after</span>";

fn time(comparison: &Comparison) -> String {
    let both = [&comparison.before, &comparison.after].map(|summary| Timeline::of(&summary.tally));
    let [Some(was), Some(is)] = both else { return "<p>Nothing was judged.</p>".to_owned() };
    let heights = |line: &Timeline| {
        line.counts.iter().map(|count| share(count.asked(), count.all)).collect::<Vec<f64>>()
    };
    let bands =
        [Band { class: "before", heights: heights(&was) }, Band { class: "after", heights: heights(&is) }];
    let days = was.days();
    let plot = lines(&was.label(), &bands, &days, was.quiet(comparison.before.warm_up));
    let [one, other] = &bands;
    let rows: String = days
        .iter()
        .zip(&was.counts)
        .zip(one.heights.iter().zip(&other.heights))
        .map(|((day, count), (was, is))| {
            let (was, is) = (percent(*was), percent(*is));
            format!("<tr><th>{day}</th><td>{}</td><td>{was}</td><td>{is}</td></tr>", thousands(count.all))
        })
        .collect();
    format!(
        "{plot}\n{LEGEND} <span class=\"quiet\">learning</span></p>\n<details><summary>As numbers</summary><table>\
         <tr><th>from</th><th>sign-ins</th><th>asked before</th><th>after</th></tr>{rows}</table></details>"
    )
}

fn reasons(counts: &[(&'static str, u64)], of: u64) -> String {
    if counts.is_empty() {
        return "<p>No sign-in of an owner.</p>".to_owned();
    }
    let rows = counts.iter().take(DRAWN).map(|(code, times)| {
        let part = share(*times, of);
        format!(
            "<li><span class=\"name\">{} <small>{}</small></span><span class=\"value\">{}</span>{}</li>",
            reason(code),
            thousands(*times),
            percent(part),
            bar(&[("why", part)])
        )
    });
    format!(
        "<ul class=\"bars\">{}</ul>\n<p class=\"small\">Of {} of owners; one can have several reasons.</p>",
        rows.collect::<String>(),
        count(of, "such sign-in", "such sign-ins")
    )
}

/// The shares that both policies ask, where anything changes; the widest change first.
fn shares(
    turns: &BTreeMap<String, Turn>,
    was: &BTreeMap<String, Count>,
    is: &BTreeMap<String, Count>,
) -> String {
    let changed = most_changed(turns.iter().map(|(name, turn)| (name.as_str(), *turn)));
    if changed.is_empty() {
        return "<p>Nothing changes.</p>".to_owned();
    }
    let asked = |of: &BTreeMap<String, Count>, name: &str| {
        of.get(name).map_or(0.0, |count| share(count.asked(), count.all))
    };
    let drawn = changed.iter().take(DRAWN);
    let most = drawn.clone().map(|(name, _)| asked(was, name).max(asked(is, name))).fold(0.0, f64::max);
    let rows: String = drawn
        .map(|(name, turn)| {
            let both = [asked(was, name), asked(is, name)];
            let bars = ["before", "after"].into_iter().zip(both);
            let bars =
                bars.map(|(class, share)| bar(&[(class, if most > 0.0 { share / most } else { 0.0 })]));
            format!(
                "<li><span class=\"name\">{} <small>{}</small></span><span class=\"value\">{}</span>{}\
                 <span class=\"small\">asked more at {}, less at {}</span></li>",
                safe(name),
                thousands(turn.all),
                from_to(both.map(percent)),
                bars.collect::<String>(),
                thousands(turn.more),
                thousands(turn.less)
            )
        })
        .collect();
    let (_, rest) = changed.split_at(changed.len().min(DRAWN));
    let rest = rest.iter().fold(Turn::default(), |sum, (_, turn)| sum.plus(*turn));
    let rest = if rest.all > 0 {
        format!(" {} in others.", count(rest.changed(), "more change", "more changes"))
    } else {
        String::new()
    };
    format!(
        "<ul class=\"bars\">{rows}</ul>\n{LEGEND}</p>\n<p class=\"small\">Share of owners' sign-ins that are asked; how \
         many sign-ins beside the name. Where nothing changes is left out.{rest}</p>"
    )
}

fn thieves(comparison: &Comparison) -> String {
    let all = comparison.thieves();
    if all.is_empty() {
        return "<p>The log names no takeovers (column Is Account Takeover), so what becomes of them is unknown.</p>"
            .to_owned();
    }
    let rows = all.iter().filter_map(|(name, was, is)| {
        let (one, other) = (wilson(was.stopped, was.all)?, wilson(is.stopped, is.all)?);
        let line =
            |share: &crate::commands::risk::interval::Share| interval(share.from, share.share, share.to);
        Some(format!(
            "<li><span class=\"name\">{} <small>{}</small></span><span class=\"value\">{}</span>{}{}</li>",
            safe(&name.replace('_', " ")),
            thousands(was.all),
            from_to([one.share, other.share].map(percent)),
            line(&one),
            line(&other)
        ))
    });
    format!(
        "<ul class=\"bars\">{}</ul>\n<p class=\"small\">The lines are the 95 % intervals (Wilson), before above after. A \
         thief who is asked is taken to be stopped.</p>",
        rows.collect::<String>()
    )
}

fn people(comparison: &Comparison) -> String {
    if comparison.most_changed.is_empty() {
        return "<p>Nobody.</p>".to_owned();
    }
    let rows = comparison.most_changed.iter().map(|(name, turn)| {
        format!("<tr><th>{}</th><td>{}</td><td>{}</td></tr>", safe(name), turn.more, turn.less)
    });
    format!(
        "<table><tr><th>account</th><th>asked more</th><th>asked less</th></tr>{}</table>",
        rows.collect::<String>()
    )
}

fn thresholds(comparison: &Comparison) -> String {
    let score = |threshold: &risk::Threshold| {
        if threshold.is_learning() { "learning".to_owned() } else { format!("{:.2}", threshold.score) }
    };
    let both = comparison.before.tally.thresholds.iter().zip(&comparison.after.tally.thresholds);
    let rows = both.map(|((kind, was), (_, is))| {
        format!(
            "<div><dt>{}</dt><dd>{}</dd></div>",
            sentence_case(class(*kind)),
            from_to([score(was), score(is)])
        )
    });
    format!("<dl class=\"pairs\">{}</dl>", rows.collect::<String>())
}

fn one_by_one(comparison: &Comparison) -> String {
    let changes = &comparison.changes;
    if changes.shown.is_empty() {
        return "<p>None.</p>".to_owned();
    }
    let rows = changes.shown.iter().map(|Change { line, at, user, takeover, before, after }| {
        let thief = if *takeover { " <small>a known takeover</small>" } else { "" };
        let verdict = |verdict| crate::commands::risk::words::verdict(verdict).replace('_', " ");
        format!(
            "<tr><th>{}<span class=\"small\">line {line}</span></th><td>{}{thief}</td>\
             <td>{}<span class=\"small\">{}</span></td><td>{}<span class=\"small\">{}</span></td></tr>",
            minute(*at),
            safe(user),
            verdict(before.0),
            why(&before.1),
            verdict(after.0),
            why(&after.1)
        )
    });
    let rows: String = rows.collect();
    let left = changes.count().saturating_sub(u64::try_from(changes.shown.len()).unwrap_or(u64::MAX));
    let left = if left > 0 {
        format!("<p class=\"small\">The first ones; {} more.</p>", thousands(left))
    } else {
        String::new()
    };
    format!(
        "<table class=\"changes\"><tr><th>when</th><th>account</th><th>before</th><th>after</th></tr>{rows}</table>{left}"
    )
}
