//! What goes on beside requests: delivering the outbox, sweeping what has expired, exchanging what was learned. Several nodes may do both at once.
//! Deliberately not here: what is delivered or swept (`flows`, `store`).

use std::sync::Arc;
use std::time::Duration;

use flows::House;
use store::{CommitError, Swept};
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval};
use web::render::render;

/// Messages that another node wrote, or that are due again, wait so long at most.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// How often expired rows are deleted.
const SWEEP_EVERY: Duration = Duration::from_secs(60);
/// How often what was learned is written down, and read from the other nodes.
const LEARN_EVERY: Duration = Duration::from_secs(60);
/// How often it is looked what other nodes wrote about prompts, while anybody waits for one here: one small read for all.
const HEAR_EVERY: Duration = Duration::from_millis(150);
/// Rows of a table that one sweep takes.
const SWEEP_AT_ONCE: i64 = 500;

/// Delivers the outbox until told to stop. `afterwards` runs after each round.
pub(super) async fn deliver(
    house: Arc<House>,
    afterwards: impl Fn() + Send,
    mut stop: watch::Receiver<bool>,
) {
    let mut look = interval(LOOK_EVERY);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    while !*stop.borrow() {
        tokio::select! {
            _ = look.tick() => {}
            () = house.store().outbox_changed().notified() => {}
            _ = stop.changed() => {}
        }
        // Once more after the stop: what was committed just before shall not wait for the next start.
        deliver_all(&house).await;
        afterwards();
    }
}

async fn deliver_all(house: &House) {
    let say = |message: &_| render(message, house.site());
    loop {
        match house.deliver(&say).await {
            Ok(0) => return,
            Ok(count) => metrics::counter!("vestibule_messages_handled_total").increment(count as u64),
            Err(error) => {
                tracing::warn!(%error, "the outbox could not be delivered; trying again soon");
                return;
            }
        }
    }
}

/// Deletes expired rows until told to stop.
pub(super) async fn sweep(house: Arc<House>, mut stop: watch::Receiver<bool>) {
    let mut next = interval(SWEEP_EVERY);
    next.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = next.tick() => {}
            _ = stop.changed() => return,
        }
        sweep_events(&house, &stop).await;
        loop {
            match house.store().sweep(house.now(), SWEEP_AT_ONCE).await {
                Ok(swept) => {
                    metrics::counter!("vestibule_rows_swept_total").increment(rows(&swept) as u64);
                    if !is_full(&swept) {
                        break;
                    }
                }
                // Another node sweeps the same rows.
                Err(CommitError::Conflict) => break,
                Err(error) => {
                    tracing::warn!(%error, "expired rows could not be deleted; trying again soon");
                    break;
                }
            }
        }
    }
}

/// Deletes events that were kept for as long as the operator wants, in small portions that let other writers in between.
async fn sweep_events(house: &House, stop: &watch::Receiver<bool>) {
    let before = house.now().plus(-house.settings().keep_events_for);
    while !*stop.borrow() {
        match house.store().sweep_events(before, SWEEP_AT_ONCE).await {
            Ok(events) => {
                metrics::counter!("vestibule_rows_swept_total").increment(events as u64);
                if i64::try_from(events).is_ok_and(|events| events < SWEEP_AT_ONCE) {
                    return;
                }
            }
            Err(error) => {
                tracing::warn!(%error, "old events could not be deleted; trying again soon");
                return;
            }
        }
    }
}

/// Tells the other nodes what this one has learned, and learns from them, until told to stop.
pub(super) async fn learn(house: Arc<House>, mut stop: watch::Receiver<bool>) {
    let mut next = interval(LEARN_EVERY);
    next.set_missed_tick_behavior(MissedTickBehavior::Delay);
    // At once would be at the start, when all of it was just read.
    next.tick().await;
    loop {
        tokio::select! {
            _ = next.tick() => {}
            _ = stop.changed() => break,
        }
        if let Err(error) = house.exchange_learned().await {
            tracing::warn!(%error, "what was learned could not be exchanged; trying again soon");
        }
    }
    if let Err(error) = house.leave_learned().await {
        tracing::warn!(%error, "what was learned since the last minute could not be written");
    }
}

/// Tells the other nodes of failures lately, and hears of theirs, until told to stop.
pub(super) async fn share(house: Arc<House>, mut stop: watch::Receiver<bool>) {
    let every = u64::try_from(house.settings().risk.share_failures_every).unwrap_or(1).max(1);
    let mut next = interval(Duration::from_secs(every));
    next.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = next.tick() => {}
            _ = stop.changed() => return,
        }
        if let Err(error) = house.share_failures().await {
            tracing::warn!(%error, "failures lately could not be shared; trying again soon");
        }
    }
}

/// Hears what other nodes wrote about prompts, until told to stop. Only where there may be other nodes.
pub(super) async fn hear(house: Arc<House>, mut stop: watch::Receiver<bool>) {
    let mut next = interval(HEAR_EVERY);
    next.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = next.tick() => {}
            _ = stop.changed() => return,
        }
        if let Err(error) = house.hear_of_prompts().await {
            tracing::warn!(%error, "what other nodes wrote about prompts could not be read; trying again");
        }
    }
}

const fn tables(swept: &Swept) -> [usize; 9] {
    let Swept { sign_ins, sessions, links, once, sums, messages, prompts, browsers, counters } = *swept;
    [sign_ins, sessions, links, once, sums, messages, prompts, browsers, counters]
}

fn rows(swept: &Swept) -> usize {
    tables(swept).iter().sum()
}

fn is_full(swept: &Swept) -> bool {
    tables(swept).iter().any(|rows| i64::try_from(*rows).is_ok_and(|rows| rows >= SWEEP_AT_ONCE))
}
