//! `vestibule risk generate`: an invented log, the same for the same seed on every machine, to try policies and readers
//! on. Deliberately not here: the people and thieves of it (`risk::generate`).

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

use anyhow::Context as _;
use clap::{Args, ValueEnum};
use risk::generate::{
    Attempt, BEGINNING, Poisoning, Recipe, SignIn, Spot, poisoning, spraying, stuffing, year,
};
use risk::log::{DAYS_OF_A_YEAR, Heading, attempt_line, line, poisoning_line};
use risk::{NetworkKind, Position};

#[derive(Debug, Args)]
pub(in crate::commands) struct Generate {
    /// The same seed gives the same log.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many people; without it, as many as the world has.
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    users: Option<u32>,
    /// How many days from 2025-01-01 on. Thieves come after the 128th.
    #[arg(long, default_value_t = 365, value_parser = clap::value_parser!(u32).range(1..=365))]
    days: u32,
    /// What kind of site: an employer's regulars, a public service that most use a few times a year, or one on which
    /// nothing of the engine was tuned.
    #[arg(long, default_value = "work")]
    world: World,
    /// One of so many later sign-ins draws every kind of thief to its account; 0 for none.
    #[arg(long, value_name = "NUMBER", default_value_t = 200)]
    attacked_every: u32,
    /// Add an attack on the last day: on all accounts at once, or on one in twenty by a thief who fails the second step over
    /// and over. May be given again.
    #[arg(long, value_name = "KIND")]
    drill: Vec<Drill>,
    /// Write here instead of to standard output.
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum World {
    Work,
    Sso,
    Elsewhere,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Drill {
    /// Leaked passwords of other sites, at all accounts.
    Stuffing,
    /// One common password, at all accounts.
    Spraying,
    /// Twenty failed second steps, then one more try.
    Poisoning,
}

/// One row of a drill.
#[derive(Clone, Copy, Debug)]
enum Drilled {
    Attempt(Attempt, &'static str),
    Poisoning(Poisoning),
}

impl Drilled {
    fn at(&self) -> i64 {
        match self {
            Drilled::Attempt(attempt, _) => attempt.at,
            Drilled::Poisoning(poisoning) => poisoning.sign_in.at,
        }
    }

    fn line(&self, index: u64) -> String {
        match self {
            Drilled::Attempt(attempt, name) => attempt_line(index, attempt, &RENTED, name),
            Drilled::Poisoning(poisoning) => poisoning_line(index, poisoning),
        }
    }
}

/// One in so many accounts is poisoned.
const POISONED_EVERY: u32 = 20;

/// The addresses of a drill.
const ADDRESSES: u32 = 50;

/// Where its machines are rented.
const RENTED: Spot = Spot {
    country: 5,
    owner: 1_000,
    network: 0,
    kind: NetworkKind::Hosting,
    position: Position { north: 160, east: -300 },
};

impl Generate {
    pub(super) fn run(&self) -> anyhow::Result<()> {
        match &self.output {
            Some(path) => {
                let file =
                    File::create(path).with_context(|| format!("{} cannot be written", path.display()))?;
                self.write(BufWriter::new(file))
                    .with_context(|| format!("{} cannot be written", path.display()))
            }
            None => match self.write(BufWriter::new(std::io::stdout().lock())) {
                // A reader that has gone away, such as `head`, is no failure.
                Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
                written => Ok(written?),
            },
        }
    }

    fn write(&self, mut out: impl Write) -> std::io::Result<()> {
        writeln!(out, "{Heading}")?;
        let mut index = 0;
        let year = self.sign_ins();
        let mut drills = self.drills(&year).into_iter().peekable();
        for sign_in in &year {
            while let Some(drilled) = drills.next_if(|drilled| drilled.at() <= sign_in.at) {
                writeln!(out, "{}", drilled.line(index))?;
                index += 1;
            }
            writeln!(out, "{}", line(index, sign_in))?;
            index += 1;
        }
        for drilled in drills {
            writeln!(out, "{}", drilled.line(index))?;
            index += 1;
        }
        out.flush()
    }

    fn recipe(&self) -> Recipe {
        let recipe = match self.world {
            World::Work => Recipe::WORK,
            World::Sso => Recipe::SSO,
            World::Elsewhere => Recipe::ELSEWHERE,
        };
        Recipe { people: self.users.unwrap_or(recipe.people), ..recipe }
    }

    fn sign_ins(&self) -> Vec<SignIn> {
        // Some thieves of the year's last day come on the day after it.
        let end =
            BEGINNING + i64::from(self.days) * 86_400 + if self.days == DAYS_OF_A_YEAR { 86_400 } else { 0 };
        let mut year = year(&self.recipe(), self.seed, self.attacked_every);
        year.retain(|sign_in| sign_in.at < end);
        year
    }

    /// The rows of all drills, in the order of time.
    fn drills(&self, year: &[SignIn]) -> Vec<Drilled> {
        let begins = BEGINNING + i64::from(self.days) * 86_400 - 12 * 3_600;
        let people = self.recipe().people;
        let attempts = |attempts: Vec<Attempt>, name| -> Vec<Drilled> {
            attempts.into_iter().map(|attempt| Drilled::Attempt(attempt, name)).collect()
        };
        let of = |drill: &Drill| match drill {
            Drill::Stuffing => attempts(stuffing(begins, people, ADDRESSES, self.seed), "stuffing"),
            Drill::Spraying => attempts(spraying(begins, people, ADDRESSES, self.seed), "spraying"),
            Drill::Poisoning => {
                let poisonings = poisoning(year, begins, POISONED_EVERY, self.seed);
                poisonings.into_iter().map(Drilled::Poisoning).collect()
            }
        };
        let mut drills: Vec<Drilled> = self.drill.iter().flat_map(of).collect();
        drills.sort_by_key(Drilled::at);
        drills
    }
}
