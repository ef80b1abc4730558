//! The operator's files by what they are for, read whole, and why one cannot be used.
//! Deliberately not here: what an address comes to by all of them together (`mod`), and reading again (`follow`).

use std::fmt;
use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use maxminddb::MaxMindDbError;
use risk::NetworkKind;

use super::lines::LinesError;
use super::mmdb::{Mmdb, Told};
use super::networks::Networks;
use super::owners::Owners;

/// What stands before the description at the end of every MMDB file, and how far from its end at most.
const MMDB_MARK: &[u8] = b"\xab\xcd\xefMaxMind.com";
const MMDB_MARK_WITHIN: u64 = 128 * 1024;

/// What a file is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// MMDB: countries, and positions and network owners where the file has them.
    Countries,
    /// MMDB or a table: network owners.
    NetworkOwners,
    /// A list of networks and owners.
    HostingNetworks,
    /// A list of networks and owners.
    VpnNetworks,
    /// A list of networks.
    TorExits,
}

impl Purpose {
    /// The key of the config that names the files.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Countries => "files.countries",
            Self::NetworkOwners => "files.network_owners",
            Self::HostingNetworks => "files.hosting_networks",
            Self::VpnNetworks => "files.vpn_networks",
            Self::TorExits => "files.tor_exits",
        }
    }
}

/// The files that the operator named.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlaceFiles {
    /// MMDB files of countries, and of positions and network owners where they have them. The first that tells counts.
    pub countries: Vec<PathBuf>,
    /// Network owners, as MMDB files or tables. They go before what files of countries tell.
    pub network_owners: Vec<PathBuf>,
    /// Networks of hosting companies.
    pub hosting_networks: Vec<PathBuf>,
    /// Networks of commercial VPNs.
    pub vpn_networks: Vec<PathBuf>,
    /// Exits of the Tor network.
    pub tor_exits: Vec<PathBuf>,
}

impl PlaceFiles {
    /// Each file with what it is for: owners first, since lists may name owners.
    pub fn each(&self) -> impl Iterator<Item = (Purpose, &Path)> {
        [
            (Purpose::NetworkOwners, &self.network_owners),
            (Purpose::Countries, &self.countries),
            (Purpose::HostingNetworks, &self.hosting_networks),
            (Purpose::VpnNetworks, &self.vpn_networks),
            (Purpose::TorExits, &self.tor_exits),
        ]
        .into_iter()
        .flat_map(|(purpose, files)| files.iter().map(move |file| (purpose, file.as_path())))
    }
}

/// A file cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{} ({}): {}{problem}", file.display(), purpose.key(), Line(*line))]
pub struct PlacesError {
    purpose: Purpose,
    file: PathBuf,
    line: Option<usize>,
    problem: String,
    /// It was not there or could not be read, which another try may cure.
    pub(super) is_unread: bool,
}

struct Line(Option<usize>);

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.map_or(Ok(()), |number| write!(f, "line {number}: "))
    }
}

/// What a file holds.
#[derive(Debug)]
pub(super) enum Content {
    Places(Mmdb),
    OwnersOf(Mmdb),
    Owners(Owners),
    Listed(NetworkKind, Networks),
}

impl Content {
    pub(super) fn read(purpose: Purpose, file: &Path) -> Result<Self, PlacesError> {
        let refused = |line, problem, is_unread| PlacesError {
            purpose,
            file: file.to_owned(),
            line,
            problem,
            is_unread,
        };
        let unread = |error: &io::Error| {
            refused(None, format!("cannot be read: {error}; see that it is there and ours to read"), true)
        };
        let mmdb = || {
            Mmdb::read(file).map_err(|error| match error {
                MaxMindDbError::Io(error) => unread(&error),
                error => refused(None, format!("is no whole MMDB file ({error}); get it anew"), false),
            })
        };
        let lines = |error: LinesError| match error {
            LinesError::Io(error) => unread(&error),
            LinesError::Line { number, problem } => refused(Some(number), problem.to_owned(), false),
        };
        let list = |kind, may_name_owners| {
            let networks = Networks::read(file, may_name_owners).map_err(lines)?;
            Ok(Self::Listed(kind, networks))
        };
        let content = match purpose {
            Purpose::Countries => Self::Places(mmdb()?),
            Purpose::NetworkOwners if is_mmdb(file).map_err(|error| unread(&error))? => {
                Self::OwnersOf(mmdb()?)
            }
            Purpose::NetworkOwners => Self::Owners(Owners::read(file).map_err(lines)?),
            Purpose::HostingNetworks | Purpose::VpnNetworks => list(NetworkKind::Hosting, true)?,
            Purpose::TorExits => list(NetworkKind::Tor, false)?,
        };
        if content.rows() == Some(0) {
            return Err(refused(None, "holds nothing; get it anew, or leave the key out".to_owned(), false));
        }
        Ok(content)
    }

    /// What there is to know of it and of the file that it was read from.
    pub(super) fn about(&self, file: &Path) -> About {
        let (made_at, holds) = match self {
            Self::Places(mmdb) | Self::OwnersOf(mmdb) => {
                let Told { country, position, owner } = mmdb.kinds();
                let (countries, positions, owners) = (country.is_some(), position.is_some(), owner.is_some());
                (mmdb.made_at(), Holds::Mmdb { countries, positions, owners })
            }
            Self::Owners(owners) => (written_at(file), Holds::Rows(owners.len())),
            Self::Listed(_, networks) => (written_at(file), Holds::Rows(networks.len())),
        };
        About { made_at, holds }
    }

    /// How many rows there are, if it is made of rows.
    fn rows(&self) -> Option<usize> {
        match self {
            Self::Places(_) | Self::OwnersOf(_) => None,
            Self::Owners(owners) => Some(owners.len()),
            Self::Listed(_, networks) => Some(networks.len()),
        }
    }
}

fn is_mmdb(file: &Path) -> io::Result<bool> {
    let mut file = File::open(file)?;
    let length = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(length.saturating_sub(MMDB_MARK_WITHIN)))?;
    let mut end = Vec::new();
    file.read_to_end(&mut end)?;
    Ok(end.windows(MMDB_MARK.len()).any(|window| window == MMDB_MARK))
}

/// What there is to know of a file, for whoever looks after the installation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct About {
    /// When it was made by its own account, else when it was last written, in Unix seconds.
    pub made_at: i64,
    /// What an MMDB file tells; of a table or list, nothing but how many rows it comes to.
    pub holds: Holds,
}

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// An MMDB file, with what its first networks tell.
    Mmdb {
        /// Countries.
        countries: bool,
        /// Positions.
        positions: bool,
        /// Network owners.
        owners: bool,
    },
    /// Rows, after neighbours that say the same were joined.
    Rows(usize),
}

/// A file that is in use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileInUse {
    /// What it is for.
    pub purpose: Purpose,
    /// Where it is.
    pub file: PathBuf,
    /// What there is to know of it.
    pub about: About,
}

/// Whether a file serves its purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileState {
    /// It does.
    Good,
    /// It is old: networks change hands all the time, and licences of free files want them renewed.
    Old,
    /// Named as a file of countries it tells owners only.
    OwnersOnly,
    /// Named as a file of countries it tells none: everybody's country is missing.
    NoCountries,
    /// Named as a file of owners it tells none.
    NoOwners,
}

const DAY: i64 = 86_400;
const OLD_DAYS: i64 = 60;

impl About {
    /// How many days old it is.
    #[must_use]
    pub const fn days(&self, now: i64) -> i64 {
        (now - self.made_at).div_euclid(DAY)
    }
}

/// Whether a file serves its purpose, for whoever looks after the installation.
#[must_use]
pub fn state(purpose: Purpose, about: &About, now: i64) -> FileState {
    match about.holds {
        Holds::Mmdb { countries: false, owners: true, .. } if purpose == Purpose::Countries => {
            FileState::OwnersOnly
        }
        Holds::Mmdb { countries: false, .. } if purpose == Purpose::Countries => FileState::NoCountries,
        Holds::Mmdb { owners: false, .. } if purpose == Purpose::NetworkOwners => FileState::NoOwners,
        _ if about.days(now) > OLD_DAYS => FileState::Old,
        _ => FileState::Good,
    }
}

/// Reads a file to see what it is.
///
/// # Errors
/// [`PlacesError`], as at a start.
pub fn look_into(purpose: Purpose, file: &Path) -> Result<About, PlacesError> {
    Ok(Content::read(purpose, file)?.about(file))
}

fn written_at(file: &Path) -> i64 {
    let written = std::fs::metadata(file).and_then(|about| about.modified()).ok();
    let since = written.and_then(|written| written.duration_since(UNIX_EPOCH).ok());
    since.and_then(|since| i64::try_from(since.as_secs()).ok()).unwrap_or_default()
}

#[cfg(test)]
#[path = "files_tests.rs"]
mod tests;
