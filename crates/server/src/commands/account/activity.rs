//! `vestibule account activity`: what happened on an account, each decision with all that it rested on, as an administrator
//! reads it on the page. Deliberately not here: the lines themselves (`web::audit`), and any trace of the look: whoever can open
//! the database can read it without this command.

use anyhow::Context as _;
use clap::Args;
use flows::House;
use rules::event::Event;
use rules::facts::AccountFacts;
use rules::id::EventId;
use rules::time::Time;
use web::audit::Entry;
use web::words::Words;

use crate::tell;

/// Events read at once.
const PAGE: i64 = 200;

#[derive(Debug, Args)]
pub(super) struct Activity {
    /// Their user name or a verified address.
    pub(super) name: String,
    /// So many of the latest events; 0: all of them.
    #[arg(long, value_name = "N", default_value_t = 100)]
    limit: usize,
    /// The language of the lines: en or es.
    #[arg(long, value_name = "TAG", default_value = "en")]
    language: String,
}

impl Activity {
    /// Prints the latest events, the earliest of them first, as a log does.
    pub(super) async fn tell(&self, house: &House, facts: &AccountFacts, json: bool) -> anyhow::Result<()> {
        let words = Words::language(&self.language)
            .with_context(|| format!("there are no words in {}; choose en or es", self.language))?;
        let mut events = latest(house, facts, self.limit).await?;
        events.reverse();
        for event in &events {
            let entry = Entry::of(event, words);
            if json {
                tell::json(&entry)?;
            } else {
                tell::line(format_args!("{}  {}", entry.at, entry.line))?;
            }
        }
        Ok(())
    }
}

/// The latest events, newest first.
async fn latest(house: &House, facts: &AccountFacts, limit: usize) -> anyhow::Result<Vec<Event>> {
    let wanted = if limit == 0 { usize::MAX } else { limit };
    let mut events: Vec<Event> = Vec::new();
    let mut before: Option<(Time, EventId)> = None;
    while events.len() < wanted {
        let page = house.store().events(facts.id(), before, PAGE).await?;
        let Some(last) = page.last() else { break };
        before = Some((last.at, last.id));
        events.extend(page);
    }
    events.truncate(wanted);
    Ok(events)
}
