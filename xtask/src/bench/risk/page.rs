//! `docs/risk.md`: what the bench found, in words and tables, with the goals and whether they are met. The
//! words say what the figures are worth; every figure comes from the run that wrote the page.

use std::fmt::Write;

use risk::AccountClass;
use risk::generate::Actor;

use super::plot::{Line, draw};
use super::service::Outcome;
use super::speed::Speed;
use super::stuffing::Drill;
use super::tally::{Cut, Tally};
use super::{OURS, OURS_TOKENLESS, PUBLISHED, PUBLISHED_TOKENLESS, attackers};

/// Everything that was measured.
pub(super) struct Found {
    pub(super) tallies: Vec<Tally>,
    pub(super) service: Vec<(&'static str, Outcome)>,
    pub(super) stuffing: Drill,
    pub(super) speed: Speed,
    pub(super) seeds: u64,
}

impl Found {
    fn site(&self, name: &str) -> Option<&Tally> {
        self.tallies.iter().find(|tally| tally.site == name)
    }
}

/// The models of the comparison; the others are ablations.
const COMPARED: [&str; 8] = [
    "new country or owner",
    "SIMPLE",
    "weights by hand",
    "Freeman",
    PUBLISHED_TOKENLESS,
    OURS_TOKENLESS,
    PUBLISHED,
    OURS,
];

/// The goals: site, model, share of owners asked, young accounts only, and for each attacker the share stopped.
type Goal = (&'static str, &'static str, f64, bool, &'static [(Actor, f64)]);
const GOALS: [Goal; 4] = [
    (
        "work",
        OURS,
        0.02,
        false,
        &[
            (Actor::Naive, 99.9),
            (Actor::Vpn, 99.5),
            (Actor::Targeted, 95.0),
            (Actor::Mimic, 98.0),
            (Actor::StolenToken, 96.0),
        ],
    ),
    (
        "work",
        OURS_TOKENLESS,
        0.02,
        false,
        &[(Actor::Naive, 98.5), (Actor::Vpn, 97.0), (Actor::Targeted, 40.0)],
    ),
    (
        "work",
        OURS,
        0.02,
        true,
        &[(Actor::Naive, 99.9), (Actor::Vpn, 99.0), (Actor::Targeted, 82.0), (Actor::StolenToken, 60.0)],
    ),
    ("sso", OURS, 0.10, false, &[(Actor::Naive, 99.9), (Actor::Vpn, 99.0), (Actor::Targeted, 78.0)]),
];

/// The page.
pub(super) fn write(found: &Found) -> String {
    let mut page = String::from(include_str!("opening.md"));
    let _ = writeln!(page, "All figures are means of {} fixed seeds.\n", found.seeds);
    goals(&mut page, found);
    for (site, budgets, words) in [
        ("work", &[0.01, 0.02, 0.05][..], "`work`: people who sign in about 60 times a year"),
        ("sso", &[0.02, 0.05, 0.10], "`sso`: most people sign in twice a year"),
        ("elsewhere", &[0.01, 0.02, 0.05], "`elsewhere`: the hold-out site, on which nothing was tuned"),
    ] {
        if let Some(tally) = found.site(site) {
            comparison(&mut page, tally, budgets, words);
        }
    }
    if let Some(work) = found.site("work") {
        ablations(&mut page, work);
    }
    service(&mut page, found);
    speed(&mut page, found);
    page.push_str(include_str!("closing.md"));
    page
}

fn percent(share: f64) -> String {
    if share.is_nan() { "-".to_owned() } else { format!("{:.1}", share * 100.0) }
}

fn header(page: &mut String, first: &str) {
    let names: Vec<&str> = attackers().map(Actor::name).collect();
    let _ = writeln!(page, "| {first} | asked % | {} |", names.join(" | "));
    let _ = writeln!(page, "|---|---|{}", "---|".repeat(names.len()));
}

fn row(page: &mut String, name: &str, cut: &Cut) {
    let stopped: Vec<String> = cut.stopped.into_iter().map(percent).collect();
    let _ = writeln!(page, "| {name} | {} | {} |", percent(cut.asked), stopped.join(" | "));
}

fn goals(page: &mut String, found: &Found) {
    page.push_str("## Goals\n\n| site and model | asked at most | attacker | goal % | stopped % | |\n|---|---|---|---|---|---|\n");
    for (site, model, budget, young, aims) in GOALS {
        let Some(tally) = found.site(site) else { continue };
        let Some(cut) = (if young { tally.young(model) } else { tally.at(model, budget) }) else { continue };
        let accounts = if young { ", 5 to 20 sign-ins" } else { "" };
        for (attacker, goal) in aims {
            let stopped = attackers().zip(cut.stopped).find(|(actor, _)| actor == attacker);
            let stopped = stopped.map_or(f64::NAN, |(_, share)| share * 100.0);
            let met = if stopped >= *goal { "met" } else { "**missed**" };
            let _ = writeln!(
                page,
                "| {site}, {model}{accounts} | {} % | {} | {goal} | {stopped:.2} | {met} |",
                budget * 100.0,
                attacker.name(),
            );
        }
    }
    page.push('\n');
}

fn comparison(page: &mut String, tally: &Tally, budgets: &[f64], words: &str) {
    let _ = writeln!(page, "## {words}\n");
    page.push_str("Share of attempts stopped, %. \"Never\" stops none and asks nobody; \"always\" stops all and asks everybody.\n\n");
    for budget in budgets {
        header(page, &format!("at most {} % of owners asked", budget * 100.0));
        for name in COMPARED {
            if let Some(cut) = tally.at(name, *budget) {
                row(page, name, &cut);
            }
        }
        page.push('\n');
    }
    page.push_str("Accounts with 5 to 20 sign-ins, 2 %:\n\n");
    header(page, "model");
    for name in COMPARED {
        if let Some(cut) = tally.young(name) {
            row(page, name, &cut);
        }
    }
    page.push_str("\nOwners asked against attempts stopped:\n\n");
    for attacker in attackers().map(Actor::name) {
        let _ = writeln!(page, "![{attacker}](risk/{}-{attacker}.svg)", tally.site);
    }
    page.push('\n');
}

fn ablations(page: &mut String, work: &Tally) {
    page.push_str("## What each part is worth (`work`, 2 %)\n\n");
    header(page, "model");
    let others: Vec<&str> = work.names().filter(|name| !COMPARED.contains(name)).collect();
    for name in [OURS, OURS_TOKENLESS].into_iter().chain(others) {
        if let Some(cut) = work.at(name, 0.02) {
            row(page, name, &cut);
        }
    }
    page.push('\n');
}

fn service(page: &mut String, found: &Found) {
    page.push_str("## In service: rules first, thresholds learned as sign-ins come (`work`)\n\n");
    page.push_str(
        "The rules ask unknown browsers whatever the score; the score can only add. `asked` is what owners see \
         in all, `by score` the share that the score alone would ask, and the classes are the shares of a class's \
         sign-ins above its threshold once it has learned (the budget is 2 %).\n\n",
    );
    let names: Vec<&str> = attackers().map(Actor::name).collect();
    let _ = writeln!(
        page,
        "| the rules ask | asked % | by score % | new / young / old % | {} |",
        names.join(" | ")
    );
    let _ = writeln!(page, "|---|---|---|---|{}", "---|".repeat(names.len()));
    for (name, outcome) in &found.service {
        let (asked, by_score) = outcome.asked();
        let kept: Vec<String> = AccountClass::ALL
            .iter()
            .map(|class| outcome.kept(*class).map_or("-".to_owned(), percent))
            .collect();
        let stopped: Vec<String> = attackers().map(|attacker| percent(outcome.stopped(attacker))).collect();
        let _ = writeln!(
            page,
            "| {name} | {} | {} | {} | {} |",
            percent(asked),
            percent(by_score),
            kept.join(" / "),
            stopped.join(" | "),
        );
    }
    let drill = found.stuffing;
    let share = |part: u32, all: u32| f64::from(part) / f64::from(all);
    let _ = writeln!(
        page,
        "\n**Stuffing drill** (5,000 names from 50 hosting addresses in 20 minutes): of {} right passwords from the \
         50th attempt on, {} % are stopped (goal 99). Of {} sign-ins of owners from the attackers' own network owner, \
         {} % would be asked without the attack and {} % during it (goal: at most 0.2 more). A known browser is never \
         refused.\n",
        drill.hits,
        percent(share(drill.stopped, drill.hits)),
        drill.bystanders,
        percent(share(drill.asked_before, drill.bystanders)),
        percent(share(drill.asked_during, drill.bystanders)),
    );
}

fn speed(page: &mut String, found: &Found) {
    let speed = found.speed;
    let _ = writeln!(
        page,
        "## Speed and size\n\n| what | p50 | p99 | goal |\n|---|---|---|---|\n\
         | score with reasons | {:.2} µs | {:.2} µs | 5 and 50 µs |\n\
         | with reading the stored profile and the threshold | {:.2} µs | {:.2} µs | - |\n\
         | looking the address up in all of an operator's files | {:.2} µs | {:.2} µs | - |\n\
         | all of these together | {:.2} µs | {:.2} µs | 80 µs at p99 |\n\
         | profile of a `work` account after a year | {} B | {} B (largest {}) | 1,024 B at p99 |\n\n\
         The files are invented and as large as real ones: cities of IPv4 and IPv6 (400,000 networks), 515,000 rows of \
         network owners, 55,000 of hosting, VPNs and Tor; one look-up in five is of IPv6. Global statistics take one mebibyte for networks and at most about 4 for the exact counts; bursts 0.4.\n",
        speed.p50,
        speed.p99,
        speed.whole_p50,
        speed.whole_p99,
        speed.look_up_p50,
        speed.look_up_p99,
        speed.all_p50,
        speed.all_p99,
        speed.bytes_p50,
        speed.bytes_p99,
        speed.bytes_most,
    );
}

/// The plots, by file name.
pub(super) fn plots(found: &Found) -> Vec<(String, String)> {
    const DRAWN: [&str; 6] = ["weights by hand", "SIMPLE", "Freeman", PUBLISHED, OURS_TOKENLESS, OURS];
    let mut plots = Vec::new();
    for tally in &found.tallies {
        for (at, attacker) in attackers().enumerate() {
            let lines: Vec<Line<'_>> = DRAWN
                .iter()
                .map(|name| {
                    let points = tally
                        .cuts(name)
                        .iter()
                        .filter_map(|cut| Some((cut.asked, *cut.stopped.get(at)?)))
                        .collect();
                    Line { name, points }
                })
                .collect();
            let title = format!("{}: {}", tally.site, attacker.name().replace('_', " "));
            plots.push((format!("{}-{}.svg", tally.site, attacker.name()), draw(&title, &lines)));
        }
    }
    plots
}
