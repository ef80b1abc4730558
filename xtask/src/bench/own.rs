//! Servers of our own, each in a process of its own that is started from this same binary, so that its CPU is told apart
//! from the client's. The least of them is bare axum: what any HTTP answer costs.

use std::ffi::OsStr;
use std::net::SocketAddr;

use anyhow::{Context, Result};
use axum::Router;
use axum::routing::get;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::TcpListener;

use crate::process::{self, Group, Stop};

/// A running server of ours.
pub(super) struct Own {
    group: Group,
    pub(super) address: SocketAddr,
}

impl Own {
    /// Starts `cargo xtask bench <arguments>` and waits until it says where it is.
    pub(super) async fn start(arguments: &[&OsStr]) -> Result<Self> {
        let mut command = process::command(std::env::current_exe()?, Stop::AtOnce, None);
        command.arg("bench").args(arguments).stdout(std::process::Stdio::piped());
        let mut group = Group::start("a server of the bench", command, Stop::AtOnce)?;
        let output = group.child().stdout.take().context("a server of the bench has no output")?;
        let line = BufReader::new(output)
            .lines()
            .next_line()
            .await?
            .context("a server of the bench said nothing")?;
        Ok(Self { group, address: line.parse().context("a server of the bench did not say where it is")? })
    }

    /// Its process id.
    pub(super) fn process(&self) -> Option<u32> {
        self.group.id()
    }
}

/// Serves hello.
pub(super) async fn hello() -> Result<()> {
    serve(Router::new().route("/", get(|| async { "hello" }))).await
}

/// Serves on a free loopback port and prints the address.
pub(super) async fn serve(router: Router) -> Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", listener.local_addr()?);
    axum::serve(listener, router).await?;
    Ok(())
}
