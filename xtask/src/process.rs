//! Programs in process groups of their own, so that nothing outlives `xtask`: no forked child, not after Ctrl-C,
//! not after a panic. No shell is involved anywhere.

use std::ffi::OsStr;
use std::net::TcpListener;
use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal, kill_process_group};
use tokio::process::{Child, Command};
use tokio::signal::unix::{SignalKind, signal};
use tokio::time::interval;

const FAREWELL: Duration = Duration::from_secs(5);
const POLL: Duration = Duration::from_millis(20);

/// How a program is asked to stop, before it is made to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// SIGTERM, then five seconds.
    Politely,
    /// SIGINT, then five seconds: PostgreSQL's fast shutdown, which does not wait for clients.
    Fast,
    /// SIGKILL: what it leaves behind is thrown away anyhow.
    AtOnce,
}

impl Stop {
    const fn signal(self) -> Signal {
        match self {
            Self::Politely => Signal::TERM,
            Self::Fast => Signal::INT,
            Self::AtOnce => Signal::KILL,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Politely => "TERM",
            Self::Fast => "INT",
            Self::AtOnce => "KILL",
        }
    }
}

/// An account of this machine under which a program can run.
#[derive(Debug, Clone)]
pub struct User {
    /// Its name in the account list.
    pub name: String,
    /// Its number.
    pub uid: u32,
    /// The number of its first group.
    pub gid: u32,
}

impl User {
    /// The account with this name, if the machine has one.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let accounts = std::fs::read_to_string("/etc/passwd").ok()?;
        accounts.lines().find_map(|line| {
            let mut fields = line.split(':');
            (fields.next()? == name).then_some(())?;
            Some(Self {
                name: name.to_owned(),
                uid: fields.nth(1)?.parse().ok()?,
                gid: fields.next()?.parse().ok()?,
            })
        })
    }
}

/// Whether this process has the rights of root.
#[must_use]
pub fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// A command in its own process group, without input, that the kernel also stops if `xtask` itself is killed.
/// With a user it runs as that user. It hears nothing of our own package.
#[must_use]
pub fn command(program: impl AsRef<OsStr>, stop: Stop, user: Option<&User>) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", stop.name()]);
    if let Some(user) = user {
        command
            .arg(format!("--reuid={}", user.uid))
            .arg(format!("--regid={}", user.gid))
            .arg("--init-groups");
    }
    command.arg("--").arg(program).stdin(Stdio::null()).process_group(0);
    forget_our_package(command.as_std_mut());
    command
}

/// Takes from a command what `cargo run` told us of our own package. A cargo that inherited it would build anew whatever
/// looks at these variables while it is built, as ring does, and everything that stands on that.
pub fn forget_our_package(command: &mut std::process::Command) {
    for (name, _) in std::env::vars_os().filter(|(name, _)| tells_of_a_package(name)) {
        command.env_remove(name);
    }
}

fn tells_of_a_package(variable: &OsStr) -> bool {
    let name = variable.to_string_lossy();
    name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") || name == "CARGO_BIN_NAME"
}

/// A running program and everything it started; dropping it ends them all.
#[derive(Debug)]
pub struct Group {
    name: &'static str,
    child: Child,
    id: Option<Pid>,
    stop: Stop,
}

impl Group {
    /// Starts a command made by [`command`].
    ///
    /// # Errors
    /// The program cannot be started.
    pub fn start(name: &'static str, mut command: Command, stop: Stop) -> Result<Self> {
        let child = command.spawn().with_context(|| format!("{name} cannot be started"))?;
        let id = child.id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw);
        Ok(Self { name, child, id, stop })
    }

    /// Starts a command whose output goes to a file.
    ///
    /// # Errors
    /// The file cannot be written or the program cannot be started.
    pub fn start_logged(name: &'static str, mut command: Command, stop: Stop, log: &Path) -> Result<Self> {
        let file =
            std::fs::File::create(log).with_context(|| format!("{} cannot be written", log.display()))?;
        command.stdout(file.try_clone()?).stderr(file);
        Self::start(name, command, stop)
    }

    /// The program's own process id, if it still runs.
    #[must_use]
    pub fn id(&self) -> Option<u32> {
        self.child.id()
    }

    /// The program itself, for reading its output.
    pub fn child(&mut self) -> &mut Child {
        &mut self.child
    }

    /// Waits for the program to end.
    ///
    /// # Errors
    /// The system cannot say how it ended.
    pub async fn wait(&mut self) -> Result<ExitStatus> {
        self.child.wait().await.with_context(|| format!("{} was lost", self.name))
    }

    /// Waits until `ready` answers yes.
    ///
    /// # Errors
    /// The program ended first or took longer than `patience`; the end of its log is shown.
    pub async fn until_ready(
        &mut self,
        patience: Duration,
        log: &Path,
        mut ready: impl AsyncFnMut() -> bool,
    ) -> Result<()> {
        let start = Instant::now();
        let mut beat = interval(POLL);
        while !ready().await {
            beat.tick().await;
            let ended = self.child.try_wait()?;
            if ended.is_some() || start.elapsed() > patience {
                let how = ended
                    .map_or_else(|| "is not ready in time".to_owned(), |status| format!("ended: {status}"));
                bail!("{} {how}; its last words:\n{}", self.name, last_words(log));
            }
        }
        Ok(())
    }

    fn say(&self, signal: Signal) {
        if let Some(id) = self.id {
            // The group may be gone already, which is what we want.
            let _ = kill_process_group(id, signal);
        }
    }
}

impl Drop for Group {
    #[expect(
        clippy::disallowed_methods,
        reason = "drop cannot await, and a dying program gives no event to wait for"
    )]
    fn drop(&mut self) {
        self.say(self.stop.signal());
        let start = Instant::now();
        while start.elapsed() < FAREWELL && matches!(self.child.try_wait(), Ok(None)) {
            std::thread::sleep(POLL);
        }
        self.say(Signal::KILL);
        let _ = self.child.try_wait();
    }
}

fn last_words(log: &Path) -> String {
    let bytes = std::fs::read(log).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(15)..].join("\n")
}

/// Loopback ports that were free a moment ago, all different.
///
/// # Errors
/// The machine has none left.
pub fn free_ports<const N: usize>() -> Result<[u16; N]> {
    let mut ports = [0; N];
    let mut held = Vec::with_capacity(N);
    for port in &mut ports {
        let listener = TcpListener::bind(("127.0.0.1", 0)).context("no free loopback port")?;
        *port = listener.local_addr()?.port();
        held.push(listener);
    }
    Ok(ports)
}

/// Whether something accepts connections on this loopback port.
pub async fn answers(port: u16) -> bool {
    tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_ok()
}

/// Resolves when the person or the system wants us gone, and says how.
///
/// # Errors
/// The signals cannot be listened to.
pub async fn interrupted() -> Result<&'static str> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut hangup = signal(SignalKind::hangup())?;
    Ok(tokio::select! {
        _ = interrupt.recv() => "Ctrl-C",
        _ = terminate.recv() => "SIGTERM",
        _ = hangup.recv() => "SIGHUP",
    })
}

/// Does the work unless a signal comes first; then everything that the work holds is dropped, groups too.
///
/// # Errors
/// Those of the work, or the signal.
pub async fn unless_interrupted<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    tokio::select! {
        outcome = work => outcome,
        signal = interrupted() => {
            let signal = signal?;
            bail!("stopped by {signal}; nothing is left running")
        }
    }
}

#[cfg(test)]
#[path = "process_tests.rs"]
mod tests;
