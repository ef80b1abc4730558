//! Temporary services for the suite: each on free loopback ports, all files in one temporary folder, all gone at the
//! end. They are real programs; fakes that live inside a test belong to that test.

mod kannel;
mod postgres;
mod smtp;

pub use postgres::Cluster;

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use clap::Args;
use tempfile::TempDir;

use crate::process::{self, Group, Stop};
use crate::setup::{self, Need};

const PATIENCE: Duration = Duration::from_secs(30);

/// `cargo xtask services`.
#[derive(Debug, Args)]
pub struct Options {
    /// PostgreSQL waits for the disk, as in production
    #[arg(long)]
    durable: bool,
    /// A command to run with the services; without one they stay up until Ctrl-C
    #[arg(last = true)]
    command: Vec<String>,
}

/// A service that tests can talk to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Service {
    /// A database cluster of its own.
    Postgres,
    /// An SMTP server that keeps what it gets in a maildir.
    Smtp,
    /// An SMS gateway with a fake carrier behind it.
    Kannel,
}

impl Service {
    /// All of them, in the order in which they start.
    pub const ALL: [Self; 3] = [Self::Postgres, Self::Smtp, Self::Kannel];

    /// What must be installed for it.
    #[must_use]
    pub const fn need(self) -> Need {
        match self {
            Self::Postgres => Need::Postgres,
            Self::Smtp => Need::Smtp,
            Self::Kannel => Need::Kannel,
        }
    }
}

/// An environment variable that tells tests where a service is.
pub type Export = (&'static str, String);

struct Started {
    groups: Vec<Group>,
    exports: Vec<Export>,
}

/// Services that run as long as this value lives.
#[derive(Debug)]
pub struct Services {
    // Before the folder, so that the programs end before their files go.
    groups: Vec<Group>,
    exports: Vec<Export>,
    _folder: TempDir,
}

impl Services {
    /// Starts these services; `durable` makes PostgreSQL wait for the disk.
    ///
    /// # Errors
    /// A service cannot be started or is not ready within half a minute.
    pub async fn start(services: &[Service], durable: bool) -> Result<Self> {
        let folder =
            tempfile::Builder::new().prefix("vestibule-test-").tempdir().context("no temporary folder")?;
        // PostgreSQL runs as another user and must reach its own folder inside.
        std::fs::set_permissions(folder.path(), Permissions::from_mode(0o711))?;
        let mut running = Self { groups: Vec::new(), exports: Vec::new(), _folder: folder };
        for service in services {
            let start = Instant::now();
            let path = running._folder.path();
            let started = match service {
                Service::Postgres => postgres::start(path, durable).await?,
                Service::Smtp => smtp::start(path).await?,
                Service::Kannel => kannel::start(path).await?,
            };
            running.groups.extend(started.groups);
            running.exports.extend(started.exports);
            println!("{service:?} is up ({:.1} s)", start.elapsed().as_secs_f64());
        }
        Ok(running)
    }

    /// Where the services are, for the environment of the tests.
    #[must_use]
    pub fn exports(&self) -> &[Export] {
        &self.exports
    }

    /// The processes that were started, for a bench that reads their CPU.
    #[must_use]
    pub fn processes(&self) -> Vec<u32> {
        self.groups.iter().filter_map(Group::id).collect()
    }

    /// Keeps the services up until the person wants them gone, and says where they are.
    ///
    /// # Errors
    /// Signals cannot be listened to.
    pub async fn keep(&self) -> Result<()> {
        println!("the services stay up until Ctrl-C; in another terminal:\n");
        for (name, value) in &self.exports {
            println!("export {name}='{value}'");
        }
        process::interrupted().await?;
        Ok(())
    }
}

impl Drop for Services {
    fn drop(&mut self) {
        // The last started goes first: the carrier before its gateway.
        while let Some(group) = self.groups.pop() {
            drop(group);
        }
    }
}

/// Starts every service, for one command or until Ctrl-C.
///
/// # Errors
/// A service cannot be installed or started, or the command cannot be started.
pub async fn run(options: &Options) -> Result<ExitCode> {
    setup::ensure(&Service::ALL.map(Service::need))?;
    let start = Services::start(&Service::ALL, options.durable);
    let services = process::unless_interrupted(start).await?;
    let Some((program, arguments)) = options.command.split_first() else {
        services.keep().await?;
        return Ok(ExitCode::SUCCESS);
    };
    let mut command = process::command(program, Stop::Politely, None);
    command.args(arguments).envs(services.exports().iter().map(|(name, value)| (name, value)));
    let mut group = Group::start("the command", command, Stop::Politely)?;
    let status = process::unless_interrupted(group.wait()).await?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}
