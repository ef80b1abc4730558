//! `vestibule risk export`: the decisions that this service recorded, as JSON lines that `risk replay` reads: each with what
//! it rests on, so that it can be taken again under any policy. Opens the database; with SQLite no server may run
//! meanwhile. Deliberately not here: addresses of people, names, user agents, anything secret.

use std::collections::HashSet;

use clap::Args;
use flows::House;
use risk::CountryCode;
use risk::log::{Recorded, date};
use rules::event::{Event, EventKind};
use rules::facts::AccountFacts;
use rules::id::{AccountId, EventId, SignInId};
use rules::time::{DAY, Time};
use rules::weighed::Weighed;
use serde::Serialize;

use crate::commands::home::Home;
use crate::config::Environment;
use crate::wiring::{self, Couriers};
use crate::{log, tell};

/// Accounts, and events of one, read at once.
const PAGE: i64 = 500;

#[derive(Debug, Args)]
pub(in crate::commands) struct Export {
    #[command(flatten)]
    home: Home,
}

/// One sign-in, in the columns that a log can have.
#[derive(Serialize)]
struct Line {
    #[serde(rename = "Login Timestamp")]
    at: String,
    #[serde(rename = "User ID")]
    account: String,
    #[serde(rename = "Login Successful")]
    successful: bool,
    #[serde(rename = "Country", skip_serializing_if = "Option::is_none")]
    country: Option<CountryCode>,
    #[serde(rename = "Second Step", skip_serializing_if = "Option::is_none")]
    second_step: Option<&'static str>,
    #[serde(rename = "Groups")]
    groups: String,
    #[serde(rename = "Methods")]
    methods: String,
    #[serde(rename = "Decision", skip_serializing_if = "Option::is_none")]
    decision: Option<Recorded>,
}

impl Export {
    pub(super) fn run(self, environment: &Environment) -> anyhow::Result<()> {
        let mut config = self.home.config(environment)?;
        "error".clone_into(&mut config.log.level);
        log::begin(&config.log);
        wiring::runtime()?.block_on(async {
            wiring::crypto();
            let house = wiring::house(&config, Couriers::None, &config.site.url).await?;
            export(&house).await
        })
    }
}

/// Prints every sign-in of every account, the earliest first.
async fn export(house: &House) -> anyhow::Result<()> {
    let mut lines: Vec<(Time, String)> = Vec::new();
    let mut after: Option<AccountId> = None;
    loop {
        let page = house.store().accounts(after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.account.id);
        for stored in &page {
            let Some(facts) = house.store().account(stored.account.id).await? else { continue };
            let events = all_events(house, facts.id()).await?;
            for (at, line) in sign_ins(&facts, &events) {
                lines.push((at, serde_json::to_string(&line)?));
            }
        }
    }
    lines.sort();
    lines.iter().try_for_each(|(_, line)| tell::line(line))
}

/// The events of an account, the earliest first.
async fn all_events(house: &House, account: AccountId) -> anyhow::Result<Vec<Event>> {
    let mut events = Vec::new();
    let mut before: Option<(Time, EventId)> = None;
    loop {
        let page = house.store().events(account, before, PAGE).await?;
        let Some(last) = page.last() else { break };
        before = Some((last.at, last.id));
        events.extend(page);
    }
    events.reverse();
    Ok(events)
}

fn sign_ins(facts: &AccountFacts, events: &[Event]) -> Vec<(Time, Line)> {
    let completed = events.iter().filter_map(|event| match &event.what {
        EventKind::SignedIn { sign_in, .. } => *sign_in,
        _ => None,
    });
    let completed: HashSet<SignInId> = completed.collect();
    let ended = |id: &SignInId| if completed.contains(id) { "passed" } else { "abandoned" };
    let lines = events.iter().filter_map(|event| {
        let (successful, second_step, weighed) = match &event.what {
            EventKind::WrongPassword => (false, None, None),
            // One whose second step was only counted has all of it here.
            EventKind::SignedIn { weighed: Some(weighed), method, .. } => {
                (true, method.map(|_| "passed"), Some(weighed))
            }
            EventKind::SecondStepAsked { sign_in, weighed, .. } => {
                (true, Some(ended(sign_in)), Some(weighed))
            }
            EventKind::SignInRefused { weighed: Some(weighed), .. } => {
                (true, Some("abandoned"), Some(weighed))
            }
            _ => return None,
        };
        let line = Line {
            at: moment(event.at),
            account: event.account.to_string(),
            successful,
            country: event.from.country,
            second_step,
            groups: facts.stored.account.groups.join(";"),
            methods: methods(facts),
            decision: weighed.map(|weighed| recorded(weighed)),
        };
        Some((event.at, line))
    });
    lines.collect()
}

fn recorded(weighed: &Weighed) -> Recorded {
    Recorded {
        grounds: weighed.grounds.clone(),
        verdict: weighed.verdict,
        policy: weighed.policy.clone(),
        budget: weighed.budget,
        class: weighed.class,
        counts: weighed.counts,
    }
}

fn methods(facts: &AccountFacts) -> String {
    facts.active().map(|method| method.kind().name()).collect::<Vec<_>>().join(";")
}

/// `2026-11-26 18:20:11`, in UTC.
fn moment(at: Time) -> String {
    let (day, second) = (at.0.div_euclid(DAY), at.0.rem_euclid(DAY));
    let (year, month, day) = date(day);
    let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
}
