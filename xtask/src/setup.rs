//! What the suite needs from the machine, why, and how it gets there: Debian packages and the locked Node packages.
//! Only what is missing is installed, and nothing without saying so.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::process::is_root;

/// Where Debian's Python lives; another Python that comes first on the path does not see Debian's packages.
pub const PYTHON: &str = "/usr/bin/python3";
/// Kannel's stand-in for a carrier, in Debian's kannel-extras.
pub const FAKE_CARRIER: &str = "/usr/lib/kannel/test/fakesmsc";

/// A program that the suite cannot do without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// PostgreSQL's server.
    Postgres,
    /// A real SMTP server.
    Smtp,
    /// The SMS gateway and its fake carrier.
    Kannel,
    /// The browser.
    Chromium,
    /// The runner of the browser stories.
    Node,
    /// What the API's book is read with.
    Curl,
    /// A clock that runs faster, for drills.
    FakeClock,
}

impl Need {
    const fn name(self) -> &'static str {
        match self {
            Self::Postgres => "PostgreSQL",
            Self::Smtp => "aiosmtpd",
            Self::Kannel => "Kannel",
            Self::Chromium => "Chromium",
            Self::Node => "Node.js and npm",
            Self::Curl => "curl and jq",
            Self::FakeClock => "libfaketime",
        }
    }

    const fn reason(self) -> &'static str {
        match self {
            Self::Postgres => "every story of the store is told on both databases",
            Self::Smtp => "e-mail is tested against a real SMTP server",
            Self::Kannel => "text messages are tested through a real gateway to a fake carrier",
            Self::Chromium => "the pages are tested in a real browser",
            Self::Node => "the browser stories are driven by playwright-core and axe-core",
            Self::Curl => "the commands of docs/api.md run as they stand",
            Self::FakeClock => "a drill of days and minutes is over in less",
        }
    }

    const fn packages(self) -> &'static [&'static str] {
        match self {
            Self::Postgres => &["postgresql"],
            Self::Smtp => &["python3-aiosmtpd"],
            Self::Kannel => &["kannel", "kannel-extras"],
            Self::Chromium => &["chromium"],
            Self::Node => &["nodejs", "npm"],
            Self::Curl => &["curl", "jq"],
            Self::FakeClock => &["libfaketime"],
        }
    }

    fn is_met(self) -> bool {
        match self {
            Self::Postgres => postgres_programs().is_some(),
            Self::Smtp => succeeds(Command::new(PYTHON).args(["-c", "import aiosmtpd"])),
            Self::Kannel => on_path("bearerbox") && on_path("smsbox") && Path::new(FAKE_CARRIER).exists(),
            Self::Chromium => on_path("chromium"),
            Self::Node => on_path("node") && on_path("npm"),
            Self::Curl => on_path("curl") && on_path("jq"),
            Self::FakeClock => fake_clock().is_some(),
        }
    }
}

/// The folder with `postgres`, `initdb` and `pg_isready`: Debian's newest, else wherever the path leads.
#[must_use]
pub fn postgres_programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let debian = versions
        .filter_map(|version| {
            Some((version.file_name().to_str()?.parse::<u32>().ok()?, version.path().join("bin")))
        })
        .filter(|(_, bin)| bin.join("postgres").exists())
        .max();
    debian.map(|(_, bin)| bin).or_else(|| {
        let path = std::env::var_os("PATH")?;
        std::env::split_paths(&path)
            .find(|folder| folder.join("postgres").exists() && folder.join("initdb").exists())
    })
}

/// The library that answers for the system's clock, where Debian puts it: under the machine's architecture.
#[must_use]
pub fn fake_clock() -> Option<PathBuf> {
    let folders = std::fs::read_dir("/usr/lib").into_iter().flatten().flatten();
    folders.map(|folder| folder.path().join("faketime/libfaketime.so.1")).find(|library| library.exists())
}

fn on_path(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).exists())
}

fn succeeds(command: &mut Command) -> bool {
    let quiet = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    quiet.status().is_ok_and(|status| status.success())
}

/// Says what is needed and why, and installs what is missing.
///
/// # Errors
/// Something is missing and cannot be installed; the message says what to install by hand.
pub fn ensure(needs: &[Need]) -> Result<()> {
    println!("needed on this machine:");
    let mut missing = Vec::new();
    for need in needs {
        let met = need.is_met();
        let state =
            if met { "present".to_owned() } else { format!("missing: {}", need.packages().join(" ")) };
        println!("  {:<16} {:<66} {state}", need.name(), need.reason());
        if !met {
            missing.push(*need);
        }
    }
    if !missing.is_empty() {
        install(&missing.iter().flat_map(|need| need.packages()).copied().collect::<Vec<_>>())?;
    }
    for need in missing {
        if !need.is_met() {
            bail!("{} was installed but is still not found; look at the output above", need.name());
        }
    }
    if needs.contains(&Need::Node) {
        node_packages(&crate::workspace_root().join("tests"))?;
    }
    Ok(())
}

fn install(packages: &[&str]) -> Result<()> {
    if !on_path("apt-get") {
        bail!("this is no Debian machine; install by hand what Debian calls: {}", packages.join(" "));
    }
    if !is_root() && !on_path("sudo") {
        bail!("neither root nor sudo: run as root `apt-get install {}` and try again", packages.join(" "));
    }
    println!("installing with apt-get: {}", packages.join(" "));
    apt_get(&["update", "--quiet"])?;
    apt_get(&[&["install", "--yes", "--quiet", "--no-install-recommends"], packages].concat())
}

fn apt_get(arguments: &[&str]) -> Result<()> {
    let mut command = if is_root() { Command::new("env") } else { Command::new("sudo") };
    if !is_root() {
        command.arg("env");
    }
    // RUNLEVEL=1 keeps packages from starting their own servers where no systemd decides that.
    command
        .args(["DEBIAN_FRONTEND=noninteractive", "RUNLEVEL=1", "apt-get"])
        .args(arguments)
        .stdin(Stdio::null());
    let status = command.status().context("apt-get cannot be started")?;
    if !status.success() {
        bail!("apt-get {} failed: {status}", arguments.join(" "));
    }
    Ok(())
}

/// Installs the locked Node packages, unless exactly these are there already.
fn node_packages(folder: &Path) -> Result<()> {
    let lock =
        std::fs::read(folder.join("package-lock.json")).context("tests/package-lock.json cannot be read")?;
    let stamp = folder.join("node_modules/.installed-from");
    if std::fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    println!("installing with npm: the packages of tests/package-lock.json");
    let mut npm = Command::new("npm");
    npm.args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"]).current_dir(folder).stdin(Stdio::null());
    let status = npm.status().context("npm cannot be started")?;
    if !status.success() {
        bail!("npm ci in tests/ failed: {status}");
    }
    std::fs::write(&stamp, lock).context("the stamp of the Node packages cannot be written")
}
