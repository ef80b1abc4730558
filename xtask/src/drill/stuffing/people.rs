//! Everybody who signs in while the attack goes on, and how they fared. Deliberately not here: how one of them signs in
//! (`insider`).

use std::net::Ipv4Addr;
use std::time::Duration;

use anyhow::Result;
use futures_util::{StreamExt, stream};
use rand::Rng as _;
use rand_chacha::ChaCha20Rng;

use crate::trial::{Person, Site};

use super::clock::Clock;
use super::insider::Insider;
use super::scene;

/// So many of a group sign in at once.
const AT_ONCE: usize = 4;

/// Everybody with a browser that knows them.
pub(super) struct People {
    owners: Vec<Insider>,
    /// In the company's network, now here, now there.
    bystanders: Vec<Insider>,
    /// At home in the very networks that the attackers have addresses in.
    neighbours: Vec<Insider>,
    /// How many addresses the attackers have.
    pub(super) addresses: usize,
    dice: ChaCha20Rng,
}

/// How often everybody signs in, and how fast.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rounds {
    pub(super) owners: u32,
    pub(super) bystanders: u32,
    /// All of them evenly within so many seconds of ours; none: as fast as it goes.
    pub(super) within: Option<f64>,
}

impl Rounds {
    pub(super) const fn once() -> Self {
        Self { owners: 1, bystanders: 1, within: None }
    }
}

/// How all fared on one day.
#[derive(Debug, Default)]
pub(super) struct Day {
    pub(super) owners: Fared,
    pub(super) bystanders: Fared,
    pub(super) neighbours: Fared,
}

/// How a group of people fared.
#[derive(Debug, Default)]
pub(super) struct Fared {
    pub(super) tried: usize,
    pub(super) asked: usize,
    pub(super) kept_out: Vec<String>,
}

impl Fared {
    /// How many of a hundred were asked.
    #[expect(clippy::cast_precision_loss, reason = "thousands at most")]
    pub(super) fn percent_asked(&self) -> f64 {
        self.asked as f64 * 100.0 / self.tried.max(1) as f64
    }

    fn count(&mut self, outcome: Result<bool>) {
        self.tried += 1;
        match outcome {
            Ok(asked) => self.asked += usize::from(asked),
            Err(error) => self.kept_out.push(format!("{error:#}")),
        }
    }

    pub(super) fn line(&self) -> String {
        let came_in = self.tried - self.kept_out.len();
        format!("{came_in} of {} came in, {} asked ({:.2} %)", self.tried, self.asked, self.percent_asked())
    }
}

impl People {
    /// Owners of listed accounts, bystanders and neighbours, each with a browser that nobody knows yet.
    pub(super) fn new(site: &Site, people: [Vec<Person>; 3], addresses: usize, dice: ChaCha20Rng) -> Self {
        let [owners, bystanders, neighbours] = people.map(|people| {
            people.into_iter().enumerate().map(|(at, person)| Insider::new(site, person, at)).collect()
        });
        Self { owners, bystanders, neighbours, addresses, dice }
    }

    /// All sign in so often.
    pub(super) async fn live(&mut self, clock: Clock, rounds: Rounds) -> Day {
        let Self { owners, bystanders, neighbours, addresses, dice } = self;
        let owned = group(owners, clock, rounds.owners, rounds.within, scene::home);
        let elsewhere = |_| scene::of_the_company(dice.next_u32());
        let passing = group(bystanders, clock, rounds.bystanders, rounds.within, elsewhere);
        let beside = |number| scene::beside_attacker(number, *addresses);
        let near = group(neighbours, clock, rounds.bystanders, rounds.within, beside);
        let (owners, bystanders, neighbours) = tokio::join!(owned, passing, near);
        Day { owners, bystanders, neighbours }
    }
}

async fn group(
    people: &mut [Insider],
    clock: Clock,
    rounds: u32,
    within: Option<f64>,
    mut from: impl FnMut(usize) -> Ipv4Addr,
) -> Fared {
    let mut fared = Fared::default();
    for _ in 0..rounds {
        all_enter(people, clock, within.map(|seconds| seconds / f64::from(rounds)), &mut from, &mut fared)
            .await;
    }
    fared
}

/// All sign in once, evenly within so many seconds.
async fn all_enter(
    people: &mut [Insider],
    clock: Clock,
    within: Option<f64>,
    from: &mut impl FnMut(usize) -> Ipv4Addr,
    fared: &mut Fared,
) {
    let count = f64::from(u32::try_from(people.len().max(1)).unwrap_or(u32::MAX));
    let gap = within.map_or(Duration::from_micros(1), |seconds| Duration::from_secs_f64(seconds / count));
    let turns = stream::iter(people.iter_mut().enumerate().map(|(number, person)| (from(number), person)));
    let beat = tokio::time::interval(gap.max(Duration::from_micros(1)));
    let beats = stream::unfold(beat, async |mut beat| {
        beat.tick().await;
        Some(((), beat))
    });
    let entering = turns.zip(Box::pin(beats)).map(|((address, person), ())| person.enters(address, clock));
    let mut entering = Box::pin(entering.buffer_unordered(AT_ONCE));
    while let Some(outcome) = entering.next().await {
        fared.count(outcome);
    }
}
