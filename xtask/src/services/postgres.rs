//! A PostgreSQL cluster of our own, run by a user who is not root, gone with its folder.

use std::os::unix::fs::chown;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::{PATIENCE, Started};
use crate::process::{self, Group, Stop, User};
use crate::setup::postgres_programs;

/// Makes a cluster in `folder` and starts it; without `durable` it never waits for the disk.
pub(super) async fn start(folder: &Path, durable: bool) -> Result<Started> {
    let cluster = Cluster::start(folder, durable).await?;
    let exports = vec![("VESTIBULE_TEST_POSTGRES", cluster.url())];
    Ok(Started { groups: vec![cluster.server], exports })
}

/// A cluster that runs until it is dropped, and that can be crashed and started again on the same port and data.
#[derive(Debug)]
pub struct Cluster {
    programs: PathBuf,
    user: Option<User>,
    home: PathBuf,
    port: u16,
    durable: bool,
    server: Group,
}

impl Cluster {
    /// Makes a cluster in `folder`, which others than its owner must be able to pass through, and starts it. Without
    /// `durable` it never waits for the disk.
    ///
    /// # Errors
    /// PostgreSQL is not installed, or does not start.
    pub async fn start(folder: &Path, durable: bool) -> Result<Self> {
        let programs = postgres_programs().context("PostgreSQL's programs are gone")?;
        let user = unprivileged()?;
        let home = folder.join("postgres");
        std::fs::create_dir(&home)?;
        if let Some(user) = &user {
            chown(&home, Some(user.uid), Some(user.gid)).context("the cluster's folder changes no owner")?;
        }
        make_cluster(&programs, &home, user.as_ref()).await?;
        let [port] = process::free_ports()?;
        let server = launch(&programs, &home, user.as_ref(), port, durable).await?;
        Ok(Self { programs, user, home, port, durable, server })
    }

    /// A superuser's URL.
    #[must_use]
    pub fn url(&self) -> String {
        format!("postgres://vestibule@127.0.0.1:{}/postgres", self.port)
    }

    /// Stops the server as a crash would (`pg_ctl -m immediate`): no checkpoint, no farewell to its clients.
    ///
    /// # Errors
    /// It does not stop.
    pub async fn crash(&mut self) -> Result<()> {
        let mut stop = process::command(self.programs.join("pg_ctl"), Stop::AtOnce, self.user.as_ref());
        stop.args(["stop", "--mode=immediate", "--silent", "--pgdata=data"]).current_dir(&self.home);
        let status = stop.status().await.context("pg_ctl cannot be started")?;
        if !status.success() {
            bail!("pg_ctl stop -m immediate: {status}");
        }
        self.server.wait().await?;
        Ok(())
    }

    /// Starts a crashed server again; it recovers from its log first.
    ///
    /// # Errors
    /// It is not ready in time.
    pub async fn start_again(&mut self) -> Result<()> {
        self.server = launch(&self.programs, &self.home, self.user.as_ref(), self.port, self.durable).await?;
        Ok(())
    }
}

async fn launch(
    programs: &Path,
    home: &Path,
    user: Option<&User>,
    port: u16,
    durable: bool,
) -> Result<Group> {
    let mut server = process::command(programs.join("postgres"), Stop::Fast, user);
    server.args(["-D", "data", "-k"]).arg(home).args(["-h", "127.0.0.1", "-p", &port.to_string()]);
    server.args(["-c", "max_connections=200", "-c", "log_min_messages=fatal"]).current_dir(home);
    if durable {
        // As a server that is in earnest is set: its tables fit into its memory, and checkpoints come by the clock.
        server.args(["-c", "shared_buffers=1GB", "-c", "max_wal_size=4GB"]);
    } else {
        server.args(["-c", "fsync=off", "-c", "full_page_writes=off"]);
    }
    let log = home.with_file_name("postgres.log");
    let mut group = Group::start_logged("PostgreSQL", server, Stop::Fast, &log)?;
    let is_ready = programs.join("pg_isready");
    let ready = async || {
        let mut question = process::command(&is_ready, Stop::AtOnce, None);
        question.args(["--quiet", "--host=127.0.0.1", &format!("--port={port}")]);
        question.status().await.is_ok_and(|status| status.success())
    };
    group.until_ready(PATIENCE, &log, ready).await?;
    Ok(group)
}

async fn make_cluster(programs: &Path, home: &Path, user: Option<&User>) -> Result<()> {
    let mut initdb = process::command(programs.join("initdb"), Stop::AtOnce, user);
    initdb.args(["--pgdata=data", "--username=vestibule", "--auth=trust", "--encoding=UTF8"]);
    initdb.args(["--no-locale", "--no-sync", "--no-instructions"]).current_dir(home);
    let log = home.with_file_name("initdb.log");
    let status = Group::start_logged("initdb", initdb, Stop::AtOnce, &log)?.wait().await?;
    if !status.success() {
        bail!("initdb failed: {status}\n{}", std::fs::read_to_string(&log).unwrap_or_default());
    }
    Ok(())
}

/// PostgreSQL refuses to run as root; then its own user runs it.
fn unprivileged() -> Result<Option<User>> {
    if !process::is_root() {
        return Ok(None);
    }
    let user = User::named("postgres").or_else(|| User::named("nobody"));
    user.map(Some).context("PostgreSQL does not run as root, and there is no user `postgres` or `nobody`")
}
