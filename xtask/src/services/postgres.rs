//! A PostgreSQL cluster of our own, run by a user who is not root, gone with its folder.

use std::os::unix::fs::chown;
use std::path::Path;

use anyhow::{Context, Result, bail};

use super::{PATIENCE, Started};
use crate::process::{self, Group, Stop, User};
use crate::setup::postgres_programs;

/// Makes a cluster in `folder` and starts it; without `durable` it never waits for the disk.
pub(super) async fn start(folder: &Path, durable: bool) -> Result<Started> {
    let programs = postgres_programs().context("PostgreSQL's programs are gone")?;
    let user = unprivileged()?;
    let home = folder.join("postgres");
    std::fs::create_dir(&home)?;
    if let Some(user) = &user {
        chown(&home, Some(user.uid), Some(user.gid)).context("the cluster's folder changes no owner")?;
    }
    make_cluster(&programs, &home, user.as_ref()).await?;

    let [port] = process::free_ports()?;
    let mut server = process::command(programs.join("postgres"), Stop::Fast, user.as_ref());
    server.args(["-D", "data", "-k"]).arg(&home).args(["-h", "127.0.0.1", "-p", &port.to_string()]);
    server.args(["-c", "max_connections=200", "-c", "log_min_messages=fatal"]).current_dir(&home);
    if !durable {
        server.args(["-c", "fsync=off", "-c", "full_page_writes=off"]);
    }
    let log = folder.join("postgres.log");
    let mut group = Group::start_logged("PostgreSQL", server, Stop::Fast, &log)?;
    let is_ready = programs.join("pg_isready");
    let ready = async || {
        let mut question = process::command(&is_ready, Stop::AtOnce, None);
        question.args(["--quiet", "--host=127.0.0.1", &format!("--port={port}")]);
        question.status().await.is_ok_and(|status| status.success())
    };
    group.until_ready(PATIENCE, &log, ready).await?;
    let url = format!("postgres://vestibule@127.0.0.1:{port}/postgres");
    Ok(Started { groups: vec![group], exports: vec![("VESTIBULE_TEST_POSTGRES", url)] })
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
