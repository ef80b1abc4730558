//! `vestibule risk generate`: an invented log, the same for the same seed on every machine, to try policies and readers
//! on. Deliberately not here: the people and thieves of it (`risk::generate`).

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

use anyhow::Context as _;
use clap::{Args, ValueEnum};
use risk::generate::{Attempt, BEGINNING, Recipe, SignIn, Spot, spraying, stuffing, year};
use risk::log::{DAYS_OF_A_YEAR, Heading, attempt_line, line};
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
    /// Add credential stuffing or password spraying on the last day.
    #[arg(long, value_name = "KIND")]
    drill: Option<Drill>,
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

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Drill {
    Stuffing,
    Spraying,
}

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
        let mut drill = self.attempts().into_iter().peekable();
        for sign_in in self.sign_ins() {
            while let Some(attempt) = drill.next_if(|attempt| attempt.at <= sign_in.at) {
                writeln!(out, "{}", self.attempt(index, &attempt))?;
                index += 1;
            }
            writeln!(out, "{}", line(index, &sign_in))?;
            index += 1;
        }
        for attempt in drill {
            writeln!(out, "{}", self.attempt(index, &attempt))?;
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

    fn sign_ins(&self) -> impl Iterator<Item = SignIn> {
        // Some thieves of the year's last day come on the day after it.
        let end =
            BEGINNING + i64::from(self.days) * 86_400 + if self.days == DAYS_OF_A_YEAR { 86_400 } else { 0 };
        let year = year(&self.recipe(), self.seed, self.attacked_every);
        year.into_iter().filter(move |sign_in| sign_in.at < end)
    }

    fn attempts(&self) -> Vec<Attempt> {
        let begins = BEGINNING + i64::from(self.days) * 86_400 - 12 * 3_600;
        let people = self.recipe().people;
        match self.drill {
            Some(Drill::Stuffing) => stuffing(begins, people, ADDRESSES, self.seed),
            Some(Drill::Spraying) => spraying(begins, people, ADDRESSES, self.seed),
            None => Vec::new(),
        }
    }

    fn attempt(&self, index: u64, attempt: &Attempt) -> String {
        let name = match self.drill {
            Some(Drill::Spraying) => "spraying",
            _ => "stuffing",
        };
        attempt_line(index, attempt, &RENTED, name)
    }
}
