//! The product itself: the binary that is installed, with a configuration of its own, as an operator would start it.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant as Clock, interval_at};

use super::people::People;
use super::step::Careful;
use crate::process::{self, Group, Stop, free_ports};

const PATIENCE: Duration = Duration::from_secs(30);
const POLL: Duration = Duration::from_millis(1);

/// Where the product keeps everything.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kept<'a> {
    /// In this SQLite file.
    Sqlite(&'a Path, Careful),
    /// In this PostgreSQL database.
    Postgres(&'a str),
}

impl Kept<'_> {
    fn section(self) -> String {
        match self {
            // The default is not written, so that a release without the key can be measured too.
            Self::Sqlite(path, Careful::Full) => format!("path = {path:?}\n"),
            Self::Sqlite(path, careful) => {
                format!("path = {path:?}\nsynchronous = \"{}\"\n", careful.name())
            }
            Self::Postgres(url) => format!("url = {url:?}\n"),
        }
    }
}

/// Builds the product as it is installed and says where the binary is.
pub(super) fn build() -> Result<PathBuf> {
    let mut cargo = Command::new(crate::cargo());
    cargo.args(["build", "--profile", "dist", "--quiet", "--package", "vestibule"]);
    process::forget_our_package(&mut cargo);
    let status = cargo.current_dir(crate::workspace_root()).status().context("cargo cannot be started")?;
    if !status.success() {
        bail!("the product does not build");
    }
    // This program was built by the same cargo into the same folder.
    let ours = std::env::current_exe()?;
    let binary = ours.with_file_name("vestibule");
    binary.is_file().then_some(binary).context("the product's binary is not beside this program")
}

/// A running product.
pub(super) struct Product {
    group: Group,
    pub(super) address: SocketAddr,
    /// From its start to its first 200.
    pub(super) start: Duration,
}

impl Product {
    /// Starts the product on what is kept and waits for its first 200. `folder` takes its configuration, keys and log.
    pub(super) async fn start(binary: &Path, folder: &Path, people: &People, kept: Kept<'_>) -> Result<Self> {
        let [port] = free_ports()?;
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        let keys = folder.join("keys");
        private(&keys, &people.keys.to_text())?;
        let config = folder.join("vestibule.toml");
        std::fs::write(
            &config,
            format!(
                "[site]\nurl = \"http://localhost:{port}\"\n[listen]\naddress = \"{address}\"\n\
                 [keys]\nfile = {keys:?}\n[log]\nlevel = \"warn\"\n[database]\n{}",
                kept.section()
            ),
        )?;
        let mut command = process::command(binary, Stop::Politely, None);
        command.arg("serve").arg("--config").arg(&config);
        let log = folder.join("vestibule.log");
        let begun = Instant::now();
        let mut group = Group::start_logged("the product", command, Stop::Politely, &log)?;
        let start = first_200(&mut group, address, begun, &log).await?;
        Ok(Self { group, address, start })
    }

    /// Its process id.
    pub(super) fn process(&self) -> Result<u32> {
        self.group.id().context("the product has ended")
    }
}

async fn first_200(group: &mut Group, address: SocketAddr, begun: Instant, log: &Path) -> Result<Duration> {
    let mut beat = interval_at(Clock::now(), POLL);
    loop {
        beat.tick().await;
        if is_healthy(address).await {
            return Ok(begun.elapsed());
        }
        let ended = group.child().try_wait()?;
        if ended.is_some() || begun.elapsed() > PATIENCE {
            let words = std::fs::read_to_string(log).unwrap_or_default();
            bail!("the product is not ready ({ended:?}); its words:\n{words}");
        }
    }
}

async fn is_healthy(address: SocketAddr) -> bool {
    let asked = async {
        let mut stream = TcpStream::connect(address).await?;
        let ask = format!("GET /healthz HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
        stream.write_all(ask.as_bytes()).await?;
        let mut answer = [0; 12];
        stream.read_exact(&mut answer).await?;
        std::io::Result::Ok(answer.ends_with(b"200"))
    };
    asked.await.unwrap_or(false)
}

/// Writes a file that only its owner can read, as the product demands of its keys.
fn private(path: &Path, text: &str) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::write(path, text)?;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600))?;
    Ok(())
}
