//! The attackers of the stuffing drill: each address tries its share of the list, a name and a password each, and repeats
//! what it was put off with when it is told to.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Result, bail, ensure};
use futures_util::future;
use tokio::time::{Instant, interval_at};

use crate::trial::{Browser, PASSWORD, Reply, Site};

use super::clock::Clock;
use super::scene;

/// The site's seconds after which nobody would go on.
const TOO_LONG: u64 = 6 * 3_600;

/// One name of the list.
#[derive(Debug, Clone)]
pub(super) struct Attempt {
    pub(super) name: String,
    /// Whether the password in the list is theirs.
    pub(super) hit: bool,
}

/// What became of the attack.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub(super) wrong: usize,
    pub(super) put_off: usize,
    /// Of each hit: how many attempts were judged before it, and what it came to.
    pub(super) hits: Vec<(usize, Hit)>,
    /// How often a thief read which coarse reason.
    pub(super) reasons: BTreeMap<String, usize>,
    /// The site's seconds until the last attempt was judged.
    pub(super) took: u64,
}

/// What a right password came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hit {
    Asked,
    Refused,
    LetIn,
}

/// All attempts, dealt to so many addresses, evenly within `within` of the site's seconds where the site lets them.
pub(super) async fn attack(
    site: &Site,
    list: &[Attempt],
    addresses: usize,
    within: f64,
    clock: Clock,
) -> Result<Outcome> {
    let judged = AtomicUsize::new(0);
    let attackers = (0..addresses).map(|number| {
        let mine: Vec<&Attempt> = list.iter().skip(number).step_by(addresses).collect();
        attacker(site.browser(), scene::attacker(number), mine, within, clock, &judged)
    });
    let mut all = Outcome::default();
    for one in future::try_join_all(attackers).await? {
        all.wrong += one.wrong;
        all.put_off += one.put_off;
        all.hits.extend(one.hits);
        for (reason, times) in one.reasons {
            *all.reasons.entry(reason).or_default() += times;
        }
    }
    all.took = clock.passed();
    Ok(all)
}

async fn attacker(
    mut browser: Browser,
    address: Ipv4Addr,
    mine: Vec<&Attempt>,
    within: f64,
    clock: Clock,
    judged: &AtomicUsize,
) -> Result<Outcome> {
    browser.headers =
        vec![("user-agent", scene::user_agent(0).to_owned()), ("x-forwarded-for", address.to_string())];
    let count = f64::from(u32::try_from(mine.len().max(1))?);
    let gap = clock.real(within / count);
    let mut beat = interval_at(Instant::now(), Duration::from_secs_f64(gap));
    let mut outcome = Outcome::default();
    for attempt in mine {
        beat.tick().await;
        let reply = persist(&mut browser, attempt, clock, &mut outcome.put_off).await?;
        let before = judged.fetch_add(1, Ordering::Relaxed);
        if !attempt.hit {
            ensure!(reply.is_verdict_wrong(), "a wrong password came to {} {}", reply.status, reply.text);
            outcome.wrong += 1;
            continue;
        }
        for reason in reply.body["reasons"].as_array().into_iter().flatten() {
            let code = reason["code"].as_str().unwrap_or_default().to_owned();
            *outcome.reasons.entry(code).or_default() += 1;
        }
        outcome.hits.push((before, hit(&reply)?));
    }
    Ok(outcome)
}

/// Until the attempt is judged.
async fn persist(
    browser: &mut Browser,
    attempt: &Attempt,
    clock: Clock,
    put_off: &mut usize,
) -> Result<Reply> {
    let password = if attempt.hit { PASSWORD } else { "a phrase from another site" };
    loop {
        ensure!(clock.passed() < TOO_LONG, "{} was not judged within hours", attempt.name);
        // The connection may have been closed while we waited.
        let reply = browser.reconnected().give(&attempt.name, password).await?;
        if !matches!(reply.status, 429 | 503) {
            return Ok(reply);
        }
        *put_off += 1;
        let told =
            reply.headers.get("retry-after").and_then(|value| value.to_str().ok()?.parse::<f64>().ok());
        let wait = clock.real(told.unwrap_or(1.0).max(0.5));
        let mut beat = interval_at(Instant::now() + Duration::from_secs_f64(wait), Duration::from_secs(1));
        beat.tick().await;
    }
}

fn hit(reply: &Reply) -> Result<Hit> {
    if reply.session().is_some() {
        return Ok(Hit::LetIn);
    }
    match reply.text_at("/next") {
        Some("choose_method" | "answer_challenge" | "wait_for_prompt") => Ok(Hit::Asked),
        Some("refused") => Ok(Hit::Refused),
        _ => bail!("a right password came to {} {}", reply.status, reply.text),
    }
}
