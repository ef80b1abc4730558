//! `vestibule device`: a phone with the app, at the command line. The reference client of docs/mobile-protocol.md, for trying a site and
//! for whoever writes an app of their own. Deliberately not here: anything that only the server can do.

mod answer;
mod follow;
mod kept;
mod listen;
mod pair;
mod show;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Args, Subcommand};
use delivery::device::{Decision, DeviceClient, Failure};
use delivery::http::{Http, Patience, Reach, Trust};
use url::Url;

use crate::config::Environment;
use crate::{tell, wiring};
use kept::Kept;

/// Codes of its own, so that a script knows what became of a prompt.
const EXITS: &str = "Exit codes: 0 done (approved, denied, cancelled, paired); 1 it could not be done (the reason is on standard \
                     error); 2 the command line is wrong; 4 another number than on the page; 5 the prompt is over; \
                     6 this phone is signed out; 7 nothing is asked, or more than one thing; 8 too soon, come back later.";
const WRONG_NUMBER: u8 = 4;
const OVER: u8 = 5;
const SIGNED_OUT: u8 = 6;
const NOTHING_ASKED: u8 = 7;
const TOO_SOON: u8 = 8;

#[derive(Debug, Args)]
#[command(after_help = EXITS)]
pub(super) struct Device {
    /// Where the phone's token and key are kept. Without it: vestibule/device.json in the folder for configs
    /// ($XDG_CONFIG_HOME or ~/.config).
    #[arg(long, value_name = "FILE", global = true)]
    home: Option<PathBuf>,
    /// Answer in JSON.
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: DeviceCommand,
}

#[derive(Debug, Subcommand)]
enum DeviceCommand {
    /// Connect this machine as a phone, by the link that the browser shows.
    Pair(pair::Pair),
    /// Show prompts as they come, until the phone is signed out.
    Listen(listen::Listen),
    /// Say "it's me", with the number on the page.
    Approve {
        /// The number that the page shows.
        number: String,
        #[command(flatten)]
        which: answer::Which,
    },
    /// Say "it's not me": the sign-in ends, and every address of the account is told.
    Deny(answer::Which),
    /// Give a prompt up; the page offers other ways.
    Cancel(answer::Which),
    /// Show the phone, how its account is protected, and what was asked lately.
    Show,
    /// Sign the phone out of the app; its key and token are deleted.
    SignOut {
        /// Also if no other way in to the account is left.
        #[arg(long)]
        even_if_last_way_in: bool,
    },
}

/// What the commands share.
struct Phone {
    kept: Kept,
    client: DeviceClient,
    json: bool,
}

impl Device {
    pub(super) fn run(self, environment: &Environment) -> anyhow::Result<ExitCode> {
        wiring::runtime()?.block_on(self.done(environment))
    }

    async fn done(self, environment: &Environment) -> anyhow::Result<ExitCode> {
        let Self { home, json, command } = self;
        let file = kept::file(home, environment)?;
        if let DeviceCommand::Pair(pair) = command {
            return pair.run(file, json).await;
        }
        let kept = Kept::read(file)?;
        let client = client(kept.site.clone())?;
        let phone = Phone { kept, client, json };
        let done = match command {
            DeviceCommand::Pair(_) => return Ok(ExitCode::SUCCESS),
            DeviceCommand::Listen(listen) => listen.run(&phone).await,
            DeviceCommand::Approve { number, which } => phone.answer(&which, Decision::Approve(number)).await,
            DeviceCommand::Deny(which) => phone.answer(&which, Decision::Deny).await,
            DeviceCommand::Cancel(which) => phone.answer(&which, Decision::Cancel).await,
            DeviceCommand::Show => phone.show().await,
            DeviceCommand::SignOut { even_if_last_way_in } => phone.sign_out(even_if_last_way_in).await,
        };
        match done {
            Err(error) => match error.downcast_ref::<Failure>() {
                Some(failure) => phone.kept.came_of(failure),
                None => Err(error),
            },
            code => code,
        }
    }
}

fn client(site: Url) -> anyhow::Result<DeviceClient> {
    let trust = Trust::new(wiring::crypto(), None)?;
    let http = Http::new(&trust, Reach::Operator, Patience::default())?;
    Ok(DeviceClient::new(http, site))
}

impl Kept {
    /// Says what went wrong, and forgets a key whose token is dead.
    fn came_of(&self, failure: &Failure) -> anyhow::Result<ExitCode> {
        let code = match failure {
            Failure::WrongNumber => WRONG_NUMBER,
            Failure::Over => OVER,
            Failure::Wait(_) => TOO_SOON,
            Failure::SignedOut => {
                self.delete()?;
                SIGNED_OUT
            }
            _ => return Err(failure.clone()).with_context(|| self.site.to_string()),
        };
        tell::error(&failure.clone().into());
        Ok(ExitCode::from(code))
    }
}

#[cfg(test)]
#[path = "device_tests.rs"]
mod tests;
