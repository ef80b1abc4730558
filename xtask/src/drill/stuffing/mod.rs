//! `cargo xtask drill stuffing`: somebody with a list of names and passwords from another site's leak tries them from rented
//! servers. The few right ones must not let them in, the list's owners must still get in, and people who sign in through the
//! same company's network must not be asked because of it. Deliberately not here: guessing at one account (`owner`).

mod attack;
mod clock;
mod insider;
mod people;
mod scene;

use std::path::Path;

use anyhow::{Result, bail, ensure};
use clap::Args;
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha20Rng;

use crate::trial::{Database, Person, Plan, Site, cast};

use attack::{Attempt, Hit, Outcome};
use clock::Clock;
use people::{Day, Fared, People, Rounds};
use scene::Data;

/// Sign-ins on as many days before the attack: what there is to compare with.
const DAYS_BEFORE: i64 = 7;
/// The attackers' pace: their list within 20 minutes, where they are let.
const WITHIN: f64 = 20.0 * 60.0;
/// How often each owner signs in while that lasts.
const OWNERS_ROUNDS: u32 = 3;
/// How often each bystander does, and did the day before, to compare with.
const BYSTANDERS_ROUNDS: u32 = 4;
/// From this attempt on of all, nearly all right passwords must be asked or refused.
const FROM_ATTEMPT: usize = 50;
/// So many of a hundred of them.
const STOPPED_PERCENT: usize = 99;
/// So many more bystanders of a thousand may be asked because of the attack.
const EXTRA_PER_MILLE: usize = 2;

/// How the drill is run.
#[derive(Debug, Clone, Copy, Args)]
pub struct Options {
    /// Names on the list; one in a hundred with the right password
    #[arg(long, default_value_t = 5_000, value_parser = count(100))]
    accounts: u64,
    /// Addresses that it is tried from
    #[arg(long, default_value_t = 50, value_parser = count(1))]
    addresses: u64,
    /// People on the list who sign in meanwhile, beside those whose password is right
    #[arg(long, default_value_t = 150, value_parser = count(1))]
    owners: u64,
    /// Others who sign in meanwhile through the attackers' provider
    #[arg(long, default_value_t = 200, value_parser = count(1))]
    bystanders: u64,
    /// The site's seconds in one of ours
    #[arg(long, default_value_t = 15, value_parser = clap::value_parser!(u32).range(1..=120))]
    pace: u32,
    /// What order and passwords are drawn from
    #[arg(long, default_value_t = 11)]
    seed: u64,
}

fn count(least: u64) -> clap::builder::RangedU64ValueParser {
    clap::value_parser!(u64).range(least..=20_000)
}

impl Options {
    /// A small one for the suite. The attackers stay below the tries that one network has in a day.
    pub(super) const fn short() -> Self {
        Self { accounts: 400, addresses: 10, owners: 20, bystanders: 40, pace: 90, seed: 11 }
    }
}

/// A site to be attacked.
struct Case {
    title: &'static str,
    unknown_browser: &'static str,
    data: Data,
}

const CASES: [Case; 3] = [
    Case {
        title: "the score decides on unknown browsers; countries, network owners and hosting companies known",
        unknown_browser: "new_country",
        data: Data::Everything,
    },
    Case { title: "the same, countries known alone", unknown_browser: "new_country", data: Data::Countries },
    Case {
        title: "every unknown browser is asked (the default)",
        unknown_browser: "always",
        data: Data::Everything,
    },
];

/// Runs it in every case: the number of broken promises.
///
/// # Errors
/// What kept it from running.
pub(super) async fn run(binary: &Path, options: Options) -> Result<usize> {
    let mut broken = 0;
    for case in &CASES {
        broken += on(binary, case, options).await?;
    }
    Ok(broken)
}

/// Runs it where the score decides.
///
/// # Errors
/// What kept it from running.
pub(super) async fn short(binary: &Path) -> Result<usize> {
    on(binary, &CASES[0], Options::short()).await
}

/// A site with its people settled on it, and the list.
struct Town {
    site: Site,
    list: Vec<Attempt>,
    people: People,
    // Last, so that the site ends before its files go.
    _files: tempfile::TempDir,
}

async fn on(binary: &Path, case: &Case, options: Options) -> Result<usize> {
    println!("{}:", case.title);
    let mut town = Town::settle(binary, case, options).await?;
    for day in 1..DAYS_BEFORE {
        let clock = Clock::restart(&mut town.site, day, 1).await?;
        let fared = town.people.live(clock, Rounds::once()).await;
        ensure!(fared.owners.kept_out.is_empty(), "on day {day}: {:?}", fared.owners.kept_out);
    }
    let clock = Clock::restart(&mut town.site, DAYS_BEFORE, 1).await?;
    let usual = Rounds { owners: 1, bystanders: BYSTANDERS_ROUNDS, within: None };
    let before = town.people.live(clock, usual).await;
    let clock = Clock::restart(&mut town.site, DAYS_BEFORE + 1, options.pace).await?;
    let rounds =
        Rounds { owners: OWNERS_ROUNDS, bystanders: BYSTANDERS_ROUNDS, within: Some(clock.real(WITHIN)) };
    let attacking = attack::attack(&town.site, &town.list, town.people.addresses, WITHIN, clock);
    let (attacked, during) = tokio::join!(attacking, town.people.live(clock, rounds));
    let attacked = attacked?;
    let after = town.people.live(clock, Rounds::once()).await;
    attacked_report(&attacked)?;
    Ok(broken_by_hits(&attacked)? + broken_to_people(&before, &during, &after))
}

impl Town {
    /// Opens the site and has everybody whom the drill watches sign in for the first time, with their app.
    async fn settle(binary: &Path, case: &Case, options: Options) -> Result<Self> {
        let mut dice = ChaCha20Rng::seed_from_u64(options.seed);
        let number = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
        let (accounts, others) = (number(options.accounts), number(options.bystanders));
        let mut listed = cast("listed", accounts);
        let (mut bystanders, mut neighbours) = (cast("bystander", others), cast("neighbour", others / 5));
        for person in listed.iter_mut().chain(&mut bystanders).chain(&mut neighbours) {
            person.verify = "when_risky";
        }
        let files = super::crash::passable()?;
        let mut settings = scene::files(files.path(), case.data)?;
        settings.push("listen.trusted_proxies = [\"127.0.0.0/8\"]".to_owned());
        settings.push(format!("risk.unknown_browser = \"{}\"", case.unknown_browser));
        settings.push("log.level = \"error\"".to_owned());
        let settings: Vec<&str> = settings.iter().map(String::as_str).collect();
        let everybody = [&listed[..], &bystanders, &neighbours].concat();
        let plan =
            Plan { binary, database: Database::Sqlite, nodes: 1, people: &everybody, settings: &settings };
        let mut site = Site::open(&plan).await?;
        listed.shuffle(&mut dice);
        let hits = accounts / 100;
        let listed_as =
            |(at, person): (usize, &Person)| Attempt { name: person.name.clone(), hit: at < hits };
        let mut list: Vec<Attempt> = listed.iter().enumerate().map(listed_as).collect();
        list.shuffle(&mut dice);
        listed.truncate(hits + number(options.owners));
        let clock = Clock::restart(&mut site, 0, 1).await?;
        let mut people =
            People::new(&site, [listed, bystanders, neighbours], number(options.addresses), dice);
        let first = people.live(clock, Rounds::once()).await;
        for fared in [first.owners, first.bystanders, first.neighbours] {
            ensure!(fared.kept_out.is_empty(), "at the first sign-in: {:?}", fared.kept_out);
            ensure!(fared.asked == fared.tried, "the first sign-in was not asked: {}", fared.line());
        }
        Ok(Self { site, list, people, _files: files })
    }
}

fn attacked_report(attacked: &Outcome) -> Result<()> {
    let of = |hit: Hit| attacked.hits.iter().filter(|(_, found)| *found == hit).count();
    let minutes = attacked.took.div_ceil(60);
    println!(
        "  the list took {minutes} minutes: {} wrong passwords; {} right ones: {} asked for a second step, {} refused, {} let \
         in; put off {} times",
        attacked.wrong,
        attacked.hits.len(),
        of(Hit::Asked),
        of(Hit::Refused),
        of(Hit::LetIn),
        attacked.put_off
    );
    let reasons: Vec<String> =
        attacked.reasons.iter().map(|(reason, times)| format!("{reason} {times}")).collect();
    println!("  what the thieves read: {}", reasons.join(", "));
    if attacked.wrong == 0 || attacked.hits.is_empty() {
        bail!("there was no attack: nothing was shown");
    }
    Ok(())
}

/// Whether the right passwords were stopped.
fn broken_by_hits(attacked: &Outcome) -> Result<usize> {
    let late: Vec<Hit> =
        attacked.hits.iter().filter(|(before, _)| before + 1 >= FROM_ATTEMPT).map(|(_, hit)| *hit).collect();
    ensure!(!late.is_empty(), "no right password came after the first {FROM_ATTEMPT} attempts");
    let stopped = late.iter().filter(|hit| **hit != Hit::LetIn).count();
    println!("  from attempt {FROM_ATTEMPT} on: {stopped} of {} right passwords stopped", late.len());
    let is_broken = stopped * 100 < late.len() * STOPPED_PERCENT;
    if is_broken {
        println!("BROKEN: fewer than {STOPPED_PERCENT} % of the right passwords were stopped");
    }
    Ok(usize::from(is_broken))
}

/// How the people fared; how many of them the attack harmed.
fn broken_to_people(before: &Day, during: &Day, after: &Day) -> usize {
    type Group = fn(&Day) -> &Fared;
    let groups: [(&str, Group); 3] = [
        ("owners on the list", |day| &day.owners),
        ("bystanders with the same company", |day| &day.bystanders),
        ("neighbours in the same networks", |day| &day.neighbours),
    ];
    let mut broken = 0;
    for (title, of) in groups {
        for (when, day) in [("the day before", before), ("during", during), ("right after", after)] {
            println!("  {title}, {when}: {}", of(day).line());
            for fault in &of(day).kept_out {
                println!("BROKEN: {title}, {when}: {fault}");
                broken += 1;
            }
        }
    }
    let extra = during.bystanders.percent_asked() - before.bystanders.percent_asked();
    println!("  bystanders asked because of the attack: {extra:.2} %");
    if are_asked_too_often(&before.bystanders, &during.bystanders) {
        println!(
            "BROKEN: more than {EXTRA_PER_MILLE} in a thousand of the bystanders were asked because of the attack"
        );
        broken += 1;
    }
    broken
}

/// Whether the shares differ by more than is allowed; in whole numbers, so that the limit itself is allowed.
fn are_asked_too_often(before: &Fared, during: &Fared) -> bool {
    let allowed = before.asked * during.tried * 1_000 + EXTRA_PER_MILLE * before.tried * during.tried;
    during.asked * before.tried * 1_000 > allowed
}

#[cfg(test)]
#[path = "stuffing_tests.rs"]
mod tests;
