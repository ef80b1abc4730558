//! The report of a rehearsal: what an operator looks at before switching a policy on. The same log and policy give the
//! same bytes. Deliberately not here: shapes (`plot`), the shell and the look (`page`).

use std::fmt::Write as _;

use risk::SCORES_TO_LEARN;

use super::interval::{number, share, wilson};
use super::page::{self, section};
use super::plot::{Band, bar, interval, over_time, safe, two_heaps};
use super::summary::{Summary, class, largest, retries};
use super::tally::{AGES, Count, STEPS, Tally, step_begins};
use super::timeline::Timeline;
use super::words::{count, day, percent, reason, thousands};

/// So many groups and countries are drawn.
const DRAWN: usize = 12;

/// The whole page.
pub(super) fn page(summary: &Summary) -> String {
    let tally = &summary.tally;
    let groups: Vec<_> = tally.groups.iter().map(|(name, count)| (name.as_str(), *count)).collect();
    let by_country = tally.countries();
    let countries: Vec<_> = by_country.iter().map(|(name, count)| (name.as_str(), *count)).collect();
    let ages = AGES.into_iter().zip(tally.ages).filter(|(_, count)| count.all > 0);
    let ages: Vec<_> = ages.map(|(age, count)| (age.to_owned(), count)).collect();
    let by_group = (!groups.is_empty()).then(|| section("By group", &shares(&largest(groups, DRAWN))));
    let columns = [
        section("Why people are asked", &why(tally)),
        section("Who would have no way in", &ways(tally)),
        section("By account age", &shares(&ages)),
        by_group.unwrap_or_default(),
        section("By country", &shares(&largest(countries, DRAWN))),
        section("Thieves stopped", &thieves(tally)),
        section("How the score tells them apart", &scores(tally)),
        section("Asked most", &people(summary)),
        section("The log", &log(summary)),
    ];
    let sections = [
        format!("<section class=\"figures\">\n{}\n</section>", figures(summary)),
        section("Asked over time", &time(summary)),
        format!("<div class=\"columns\">\n{}\n</div>", columns.join("\n")),
    ];
    let title = format!("{} on {}", summary.policy.name, summary.log);
    page::page(&title, &lead(summary), &sections)
}

fn lead(summary: &Summary) -> String {
    let tally = &summary.tally;
    let mut html = format!("<p>{}.</p>", safe(&sentence_case(&summary.policy.sentence())));
    if let Some((begins, last)) = tally.begins().zip(tally.last) {
        let _ = write!(
            html,
            "\n<p>Counted from {} to {}, after {} of learning. Whoever is asked is taken to pass.</p>",
            day(begins),
            day(last.max(begins)),
            count(summary.warm_up.into(), "day", "days")
        );
    }
    for note in summary.notes() {
        let _ = write!(html, "\n<p class=\"note\">{}</p>", safe(&note));
    }
    html
}

pub(super) fn sentence_case(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

fn figures(summary: &Summary) -> String {
    let tally = &summary.tally;
    let of = |part| percent(share(part, tally.total.all));
    let thieves = tally.all_thieves();
    let stopped =
        wilson(thieves.stopped, thieves.all).map_or("none known".to_owned(), |share| percent(share.share));
    let closed = if tally.ways.told > 0 { thousands(tally.ways.closed) } else { "unknown".to_owned() };
    let all = [
        ("sign-ins counted", thousands(tally.total.all)),
        ("are asked for more", of(tally.total.asked())),
        ("asked by the score", of(tally.by_score)),
        ("known takeovers stopped", stopped),
        ("asked, with no way in", closed),
    ];
    let cells = all.map(|(what, figure)| format!("<div><dd>{figure}</dd><dt>{what}</dt></div>"));
    format!("<dl>{}</dl>", cells.concat())
}

fn time(summary: &Summary) -> String {
    let Some(timeline) = Timeline::of(&summary.tally) else {
        return "<p>Nothing was judged.</p>".to_owned();
    };
    let counts = &timeline.counts;
    let heights = |of: fn(&Count) -> u64| counts.iter().map(|count| share(of(count), count.all)).collect();
    let bands = [
        Band { class: "challenge", heights: heights(|count| count.challenge) },
        Band { class: "strong", heights: heights(|count| count.strong) },
        Band { class: "refuse", heights: heights(|count| count.refused) },
    ];
    let days = timeline.days();
    let quiet = timeline.quiet(summary.warm_up);
    let budget = summary.policy.rules.policy.budget;
    let plot = over_time(&timeline.label(), &bands, &days, quiet, Some(budget));
    let rows: String = days
        .iter()
        .zip(counts)
        .map(|(day, count)| {
            let asked = percent(share(count.asked(), count.all));
            format!("<tr><th>{day}</th><td>{}</td><td>{asked}</td></tr>", thousands(count.all))
        })
        .collect();
    format!(
        "{plot}\n{LEGEND}\n<details><summary>As numbers</summary><table><tr><th>from</th><th>sign-ins</th><th>asked</th></tr>{rows}</table></details>"
    )
}

const LEGEND: &str = "<p class=\"legend\"><span class=\"challenge\">any method</span> <span class=\"strong\">a strong method</span> \
    <span class=\"refuse\">refused</span> <span class=\"line\">the score's budget</span> <span class=\"quiet\">learning</span></p>";

fn thieves(tally: &Tally) -> String {
    let all = tally.all_thieves();
    let early = match tally.early_thieves {
        0 => String::new(),
        early => format!(
            "<p class=\"small\">{} while learning: not counted.</p>",
            count(early, "takeover", "takeovers")
        ),
    };
    let again = retries(tally)
        .map(|told| format!("<p class=\"small\">{}.</p>", sentence_case(&told)))
        .unwrap_or_default();
    if all.all == 0 {
        return format!(
            "<p>The log names no takeovers (column Is Account Takeover), so how many would be stopped is unknown.</p>{early}"
        );
    }
    let mut rows: Vec<_> = tally.thieves.iter().map(|(name, thieves)| (name.as_str(), *thieves)).collect();
    if rows.len() > 1 {
        rows.insert(0, ("all", all));
    }
    let rows: String = rows.into_iter().filter_map(|(name, thieves)| {
        let stopped = wilson(thieves.stopped, thieves.all)?;
        Some(format!(
            "<li><span class=\"name\">{}</span><span class=\"value\">{}</span>{}<span class=\"small\">{} of {}; {} to {}</span></li>",
            safe(&name.replace('_', " ")),
            percent(stopped.share),
            interval(stopped.from, stopped.share, stopped.to),
            thousands(thieves.stopped),
            thousands(thieves.all),
            percent(stopped.from),
            percent(stopped.to),
        ))
    }).collect();
    format!(
        "<ul class=\"bars\">{rows}</ul>\n<p class=\"small\">The line is the 95 % interval (Wilson). A thief who is asked is taken to be stopped.</p>{early}{again}"
    )
}

fn why(tally: &Tally) -> String {
    if tally.total.asked() == 0 {
        return "<p>Nobody is asked.</p>".to_owned();
    }
    let rows: String = tally
        .why()
        .into_iter()
        .take(DRAWN)
        .map(|(code, times)| {
            let part = share(times, tally.total.asked());
            format!(
                "<li><span class=\"name\">{}</span><span class=\"value\">{}</span>{}</li>",
                reason(code),
                percent(part),
                bar(&[("why", part)])
            )
        })
        .collect();
    format!(
        "<ul class=\"bars\">{rows}</ul>\n<p class=\"small\">Of the asked sign-ins; one can have several reasons.</p>"
    )
}

fn shares(counts: &[(String, Count)]) -> String {
    let most = counts.iter().map(|(_, count)| share(count.asked(), count.all)).fold(0.0, f64::max);
    let rows: String = counts.iter().map(|(name, count)| {
        let of = |part| if most > 0.0 { share(part, count.all) / most } else { 0.0 };
        let bar = bar(&[("challenge", of(count.challenge)), ("strong", of(count.strong)), ("refuse", of(count.refused))]);
        format!(
            "<li><span class=\"name\">{} <small>{}</small></span><span class=\"value\">{}</span>{bar}</li>",
            safe(name),
            thousands(count.all),
            percent(share(count.asked(), count.all)),
        )
    }).collect();
    format!(
        "<ul class=\"bars\">{rows}</ul>\n<p class=\"small\">Share of sign-ins that are asked; how many sign-ins beside the name.</p>"
    )
}

fn ways(tally: &Tally) -> String {
    let ways = &tally.ways;
    if tally.total.asked() == 0 {
        return "<p>Nobody is asked.</p>".to_owned();
    }
    if ways.told == 0 {
        return "<p>Unknown: the log does not say which methods accounts have (column Methods).</p>"
            .to_owned();
    }
    let accounts = u64::try_from(ways.closed_accounts.len()).unwrap_or_default();
    let unknown = match ways.unknown {
        0 => String::new(),
        unknown => format!(
            "<p class=\"small\">Of {} the log does not say.</p>",
            count(unknown, "asked sign-in", "asked sign-ins")
        ),
    };
    format!(
        "<dl class=\"pairs\"><div><dt>No method at all, or refused</dt><dd>{}</dd></div><div><dt>Accounts of these</dt><dd>{}</dd></div>\
         <div><dt>Only with a mailed link besides</dt><dd>{}</dd></div></dl>\n\
         <p class=\"small\">Of {} whose methods the log tells. Whoever has no method is asked to enroll one first, or finds the support desk.</p>{unknown}",
        count(ways.closed, "sign-in", "sign-ins"),
        thousands(accounts),
        count(ways.with_mail, "sign-in", "sign-ins"),
        count(ways.told, "asked sign-in", "asked sign-ins"),
    )
}

fn people(summary: &Summary) -> String {
    if summary.asked_most.is_empty() {
        return "<p>Nobody is asked.</p>".to_owned();
    }
    let rows: String = summary
        .asked_most
        .iter()
        .take(10)
        .map(|person| {
            format!(
                "<tr><th>{}</th><td>{} of {}</td><td>{}</td></tr>",
                safe(&person.name),
                person.asked.times,
                person.sign_ins,
                person.asked.mostly().map(reason).unwrap_or_default()
            )
        })
        .collect();
    format!("<table><tr><th>account</th><th>asked</th><th>mostly because of</th></tr>{rows}</table>")
}

fn scores(tally: &Tally) -> String {
    let part = |scores: &[u64]| -> Vec<f64> {
        let all = number(scores.iter().sum::<u64>()).max(1.0);
        scores.iter().map(|count| number(*count) / all).collect()
    };
    let marks: Vec<(usize, String)> =
        (0..=STEPS).step_by(12).map(|at| (at, format!("{:+.0}", step_begins(at)))).collect();
    let label = "Scores of owners and of known thieves, each as shares of their own";
    let plot = two_heaps(label, &part(&tally.owners_scores), &part(&tally.thieves_scores), &marks);
    let rows: String = tally
        .thresholds
        .iter()
        .map(|(kind, threshold)| {
            let state = if threshold.is_learning() {
                format!(
                    "learning {} of {}",
                    thousands(threshold.learned_from.into()),
                    thousands(SCORES_TO_LEARN.into())
                )
            } else {
                format!("{:.2}", threshold.score)
            };
            format!("<div><dt>{}</dt><dd>{state}</dd></div>", class(*kind))
        })
        .collect();
    format!(
        "{plot}\n<p class=\"legend\"><span class=\"owners\">owners</span> <span class=\"thieves\">known thieves</span></p>\n\
         <p class=\"small\">Points, a stranger's to the right. A score above its class's threshold is asked; at the log's end:</p>\n\
         <dl class=\"pairs\">{rows}</dl>"
    )
}

fn log(summary: &Summary) -> String {
    let (tally, gone) = (&summary.tally, summary.gone);
    let all = [
        ("Rows", tally.rows),
        ("Accounts", summary.accounts),
        ("Sign-ins only learned from", tally.warming),
        ("Wrong passwords", tally.failed),
        ("Second steps failed or abandoned", tally.incomplete),
        ("Broken lines, passed over", gone.broken),
        ("Duplicates, passed over", tally.duplicates),
        ("Rows of bots, passed over", tally.bots),
        ("Rows left out as asked", gone.left_out),
        ("Sign-ins out of order", tally.late),
        ("Spared by a recent second step", tally.spared),
    ];
    let rows = all.map(|(what, number)| format!("<div><dt>{what}</dt><dd>{}</dd></div>", thousands(number)));
    format!("<dl class=\"pairs\">{}</dl>", rows.concat())
}
