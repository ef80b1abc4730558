//! The built binary as a site: one node on SQLite or several on one PostgreSQL, with couriers that write into folders.
//! It can be killed and started again on the same ports and data.

mod parts;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;
use rustix::process::{Pid, Signal, kill_process};
use secrets::Keys;
use tempfile::TempDir;
use tokio::process::Command;
use tokio::time::timeout;

use super::browser::{Browser, HandedOut};
use super::messages::{self, Letter, Text};
use super::people::{self, Person};
use super::until;
use parts::{configuration, free_ports, new_database};

const PATIENCE: Duration = Duration::from_secs(30);
/// A message that was asked for is on its way within this time.
const DELIVERY: Duration = Duration::from_secs(10);

/// Where a site keeps its data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Database {
    /// A file of its own.
    Sqlite,
    /// A database of its own on this server, named by a superuser's URL.
    Postgres(String),
}

/// What a site is made of.
#[derive(Debug, Clone)]
pub struct Plan<'a> {
    /// The product's binary.
    pub binary: &'a Path,
    /// Where it keeps its data.
    pub database: Database,
    /// How many processes serve it.
    pub nodes: usize,
    /// Who has an account.
    pub people: &'a [Person],
    /// More lines of its configuration, as `section.key = value`; they go before those that every site has.
    pub settings: &'a [&'a str],
}

/// A site that runs until it is dropped.
#[derive(Debug)]
pub struct Site {
    binary: PathBuf,
    ports: Vec<u16>,
    running: Vec<tokio::process::Child>,
    starts: u32,
    environment: Vec<(&'static str, String)>,
    handed_out: HandedOut,
    database: String,
    // Last, so that the programs end before their files go.
    folder: TempDir,
}

impl Site {
    /// Makes the site, seeds its people and starts it.
    ///
    /// # Errors
    /// A step failed; the product's own words are in the error.
    pub async fn open(plan: &Plan<'_>) -> Result<Self> {
        let folder =
            tempfile::Builder::new().prefix("vestibule-trial-").tempdir().context("no temporary folder")?;
        let (database, section) = match &plan.database {
            Database::Sqlite => (String::new(), "database.path = \"site.sqlite\"".to_owned()),
            Database::Postgres(server) => {
                let url = new_database(server).await?;
                let section = format!("database.url = \"{url}\"\ndatabase.pool_size = 8");
                (url, section)
            }
        };
        let ports = free_ports(plan.nodes)?;
        let config = configuration(ports[0], &section, plan.settings);
        std::fs::write(folder.path().join("vestibule.toml"), config)?;
        let keys = folder.path().join("keys");
        Keys::load_or_create(&keys, &mut ChaCha20Rng::from_seed([7; 32]))
            .context("the keys cannot be written")?;
        let binary = plan.binary.to_owned();
        let handed_out = HandedOut::default();
        let (running, environment) = (Vec::new(), Vec::new());
        let mut site = Self { binary, ports, running, starts: 0, environment, handed_out, database, folder };
        site.import(plan.people).await?;
        site.start().await?;
        Ok(site)
    }

    async fn import(&self, people: &[Person]) -> Result<()> {
        if people.is_empty() {
            return Ok(());
        }
        let hash = people::password_hash()?;
        let lines: Vec<String> = people.iter().map(|person| person.to_import(&hash).to_string()).collect();
        let file = self.folder.path().join("people.jsonl");
        std::fs::write(&file, lines.join("\n") + "\n")?;
        let file = file.to_string_lossy();
        self.run(&["account", "import", "--apply", &file]).await.context("the people were not imported")?;
        for person in people.iter().filter(|person| person.is_locked) {
            self.run(&["account", "lock", &person.name]).await?;
        }
        for person in people.iter().filter(|person| person.is_administrator) {
            self.run(&["account", "administrator", &person.name, "--grant"]).await?;
        }
        Ok(())
    }

    /// Runs a command of the product on this site and says what it prints. With SQLite only while the site does not run.
    ///
    /// # Errors
    /// It failed; its own words are in the error.
    pub async fn run(&self, arguments: &[&str]) -> Result<String> {
        let done = self.command(arguments).output().await?;
        let said = String::from_utf8_lossy(&done.stdout).into_owned();
        if !done.status.success() {
            let error = String::from_utf8_lossy(&done.stderr);
            bail!("`vestibule {}` failed: {said} {error}", arguments.join(" "));
        }
        Ok(said)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.binary);
        // The command takes the config, not what follows it.
        let (first, rest) = arguments.split_at(arguments.len().min(1));
        command.args(first).arg("--config").arg(self.folder.path().join("vestibule.toml")).args(rest);
        command.current_dir(self.folder.path()).stdin(Stdio::null()).kill_on_drop(true);
        command
    }

    /// Starts every node and waits until all are ready.
    ///
    /// # Errors
    /// A node ended, or is not ready in time; its log is in the error.
    pub async fn start(&mut self) -> Result<()> {
        self.starts += 1;
        for node in 0..self.ports.len() {
            let child = self.serve(node)?;
            self.running.push(child);
        }
        self.ready().await
    }

    fn serve(&self, node: usize) -> Result<tokio::process::Child> {
        let port = self.ports.get(node).context("no such node")?;
        let log = std::fs::File::create(self.log_path(node))?;
        let mut serve = self.command(&["serve"]);
        serve.env("VESTIBULE__LISTEN__ADDRESS", format!("127.0.0.1:{port}"));
        serve.envs(self.environment.iter().map(|(name, value)| (name, value)));
        serve.stdout(log.try_clone()?).stderr(log);
        serve.spawn().context("the product cannot be started")
    }

    /// Starts a killed node again and waits until it is ready.
    ///
    /// # Errors
    /// It ended, or is not ready in time; its log is in the error.
    pub async fn start_node(&mut self, node: usize) -> Result<()> {
        self.starts += 1;
        let child = self.serve(node)?;
        *self.running.get_mut(node).context("no such node")? = child;
        self.until_ready(node).await
    }

    /// Variables of the environment that every node gets when it is started from now on.
    pub fn set_environment(&mut self, environment: Vec<(&'static str, String)>) {
        self.environment = environment;
    }

    /// Waits until every node is ready, such as after its database was away.
    ///
    /// # Errors
    /// A node ended, or is not ready in time; its log is in the error.
    pub async fn ready(&mut self) -> Result<()> {
        for node in 0..self.ports.len() {
            self.until_ready(node).await?;
        }
        Ok(())
    }

    async fn until_ready(&mut self, node: usize) -> Result<()> {
        let mut browser = self.browser().at_node(node);
        let child = self.running.get_mut(node).context("no such node")?;
        let ready = until("the node's readiness", PATIENCE, async || {
            if let Some(status) = child.try_wait()? {
                bail!("the product ended: {status}");
            }
            let asked = browser.call(hyper::Method::GET, "/readyz", super::Power::None, None).await;
            Ok(asked.is_ok_and(|reply| reply.status == 200).then_some(()))
        });
        let outcome = ready.await;
        outcome.with_context(|| {
            format!("node {node}: {}", std::fs::read_to_string(self.log_path(node)).unwrap_or_default())
        })
    }

    /// Kills every node at this instant (SIGKILL).
    ///
    /// # Errors
    /// The system cannot say that they ended.
    pub async fn kill(&mut self) -> Result<()> {
        // One that ended by itself, such as at a start that it refused, has no id any more.
        for child in self.running.iter_mut().filter(|child| child.id().is_some()) {
            child.start_kill()?;
        }
        for mut child in self.running.drain(..) {
            child.wait().await?;
        }
        Ok(())
    }

    /// Kills one node at this instant (SIGKILL).
    ///
    /// # Errors
    /// The system cannot say that it ended.
    pub async fn kill_node(&mut self, node: usize) -> Result<()> {
        let child = self.running.get_mut(node).context("no such node")?;
        child.start_kill()?;
        child.wait().await?;
        Ok(())
    }

    /// Tells every node to end (SIGTERM), as its operator would, and waits until all have.
    ///
    /// # Errors
    /// A node cannot be told, or did not end well in time.
    pub async fn stop(&mut self) -> Result<()> {
        for process in self.processes() {
            let process = i32::try_from(process).ok().and_then(Pid::from_raw).context("no such process")?;
            kill_process(process, Signal::TERM).context("the product cannot be told to end")?;
        }
        for mut child in self.running.drain(..) {
            let ended = timeout(PATIENCE, child.wait()).await.context("the product does not end")??;
            if !ended.success() {
                bail!("the product did not end well: {ended}");
            }
        }
        Ok(())
    }

    /// Kills the site and starts it again.
    ///
    /// # Errors
    /// It does not come up again.
    pub async fn restart(&mut self) -> Result<()> {
        self.kill().await?;
        self.start().await
    }

    /// A browser that nobody knows.
    #[must_use]
    pub fn browser(&self) -> Browser {
        Browser::new(self.addresses(), Arc::clone(&self.handed_out))
    }

    /// Where the nodes listen.
    #[must_use]
    pub fn addresses(&self) -> Vec<SocketAddr> {
        self.ports.iter().map(|port| SocketAddr::from(([127, 0, 0, 1], *port))).collect()
    }

    /// The URL of the site, which is the origin of its pages.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("http://localhost:{}", self.ports[0])
    }

    /// Every secret, session and browser token that its browsers were given.
    #[must_use]
    pub fn handed_out(&self) -> Vec<String> {
        self.handed_out.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The URL of its database, if that is PostgreSQL.
    #[must_use]
    pub fn postgres(&self) -> Option<&str> {
        (!self.database.is_empty()).then_some(&*self.database)
    }

    /// The nodes' process ids.
    #[must_use]
    pub fn processes(&self) -> Vec<u32> {
        self.running.iter().filter_map(tokio::process::Child::id).collect()
    }

    /// Every line that any node logged since the site was made.
    #[must_use]
    pub fn log(&self) -> String {
        let entries = std::fs::read_dir(self.folder.path()).into_iter().flatten().flatten();
        let logs = entries
            .map(|entry| entry.path())
            .filter(|path| path.extension().is_some_and(|kind| kind == "log"));
        logs.filter_map(|path| std::fs::read_to_string(path).ok()).collect()
    }

    fn log_path(&self, node: usize) -> PathBuf {
        self.folder.path().join(format!("node-{node}-{}.log", self.starts))
    }

    /// Where the text messages are written.
    #[must_use]
    pub fn texts_folder(&self) -> PathBuf {
        self.folder.path().join("texts")
    }

    /// The folder of the site, with its configuration, data and logs.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Every text message sent so far, the oldest first.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn texts(&self) -> Result<Vec<Text>> {
        messages::texts(&self.texts_folder())
    }

    /// Every letter sent so far, the oldest first.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn letters(&self) -> Result<Vec<Letter>> {
        messages::letters(&self.folder.path().join("mails"))
    }

    /// The code in the newest text to this number, once more than `before` texts went there.
    ///
    /// # Errors
    /// None came.
    pub async fn code_to(&self, number: &str, before: usize) -> Result<String> {
        until("a text message", DELIVERY, async || {
            let texts: Vec<Text> = self.texts()?.into_iter().filter(|text| text.to == number).collect();
            let newest = texts.last().filter(|_| texts.len() > before);
            Ok(newest.and_then(Text::code).map(str::to_owned))
        })
        .await
    }

    /// The token of the newest letter to an address that links to `path`, once there is one.
    ///
    /// # Errors
    /// None came.
    pub async fn link_to(&self, address: &str, path: &str) -> Result<String> {
        until("a letter", DELIVERY, async || {
            let letters = self.letters()?;
            let mine = letters.iter().rev().filter(|letter| letter.is_to(address));
            Ok(mine.filter_map(|letter| letter.token(path)).next().map(str::to_owned))
        })
        .await
    }
}
