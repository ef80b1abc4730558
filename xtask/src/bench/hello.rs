//! The bare axum server: the least that any HTTP answer costs. It runs in a process of its own, started from this
//! same binary, so that its CPU is told apart from the client's.

use std::net::SocketAddr;

use anyhow::{Context, Result};
use axum::Router;
use axum::routing::get;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::TcpListener;

use crate::process::{self, Group, Stop};

/// A running hello server.
pub(super) struct Hello {
    group: Group,
    pub(super) address: SocketAddr,
}

impl Hello {
    /// Starts the server and waits until it says where it is.
    pub(super) async fn start() -> Result<Self> {
        let mut command = process::command(std::env::current_exe()?, Stop::AtOnce, None);
        command
            .args(["bench", "hello"])
            .stdout(std::process::Stdio::piped());
        let mut group = Group::start("the hello server", command, Stop::AtOnce)?;
        let output = group
            .child()
            .stdout
            .take()
            .context("the hello server has no output")?;
        let line = BufReader::new(output)
            .lines()
            .next_line()
            .await?
            .context("the hello server said nothing")?;
        Ok(Self {
            group,
            address: line
                .parse()
                .context("the hello server did not say where it is")?,
        })
    }

    /// Its process id.
    pub(super) fn process(&self) -> Option<u32> {
        self.group.id()
    }
}

/// Serves hello on a free loopback port and prints the address.
pub(super) async fn serve() -> Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", listener.local_addr()?);
    axum::serve(
        listener,
        Router::new().route("/", get(|| async { "hello" })),
    )
    .await?;
    Ok(())
}
