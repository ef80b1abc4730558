//! Where an address is, whose network it belongs to and of what kind that is, by the operator's files, which are read again
//! when they change. Deliberately not here: what any of it means (`risk`), and any question to somebody else's server.

mod files;
mod follow;
mod lines;
mod mmdb;
mod networks;
mod owners;
mod ranges;

use std::net::IpAddr;
use std::sync::Arc;

use arc_swap::ArcSwap;
use risk::{Place, Whereabouts, is_private};

use files::Content;
pub use files::{About, FileInUse, FileState, Holds, PlaceFiles, PlacesError, Purpose, look_into, state};

/// Where addresses are. The default knows of no file. Clones share what they know; asking takes no lock.
#[derive(Clone, Debug, Default)]
pub struct Places(Option<Arc<ArcSwap<Data>>>);

impl Places {
    /// Reads the files, and again whenever one changed for as long as anybody asks. One that cannot be used is logged, and
    /// the last good one stays. Must be called inside tokio.
    ///
    /// # Errors
    /// [`PlacesError`], at this first reading only.
    pub fn follow(files: &PlaceFiles) -> Result<Self, PlacesError> {
        let followed = follow::open(files)?;
        if followed.is_empty() {
            return Ok(Self::default());
        }
        let data = Arc::new(ArcSwap::from_pointee(follow::data(&followed)));
        tokio::spawn(follow::keep_looking(follow::LOOK_EVERY, followed, Arc::downgrade(&data)));
        Ok(Self(Some(data)))
    }

    /// What is known of an address. Private ones are in no file; with a file of countries, a country that no file tells is
    /// missing.
    #[must_use]
    pub fn of(&self, address: Option<IpAddr>) -> Whereabouts {
        match &self.0 {
            Some(data) => data.load().of(address),
            None => Data::default().of(address),
        }
    }

    /// The files that are in use now, as they were when they were read.
    #[must_use]
    pub fn files(&self) -> Vec<FileInUse> {
        self.0.as_ref().map(|data| data.load().files.clone()).unwrap_or_default()
    }
}

/// What the files hold, in the order of [`PlaceFiles::each`].
#[derive(Debug, Default)]
struct Data {
    contents: Vec<Arc<Content>>,
    files: Vec<FileInUse>,
}

impl Data {
    fn of(&self, address: Option<IpAddr>) -> Whereabouts {
        let known = self.contents.iter().any(|content| matches!(**content, Content::Places(_)));
        let unknown = if known { Place::Missing } else { Place::NotConfigured };
        let Some(address) = address.map(|address| address.to_canonical()) else {
            return Whereabouts::only(unknown);
        };
        if is_private(address) {
            return Whereabouts::only(Place::Private);
        }
        let mut found = Whereabouts::only(unknown);
        for content in &self.contents {
            match &**content {
                Content::Owners(owners) => found.owner = found.owner.or_else(|| owners.of(address)),
                Content::OwnersOf(mmdb) => found.owner = found.owner.or_else(|| mmdb.of(address).owner),
                Content::Places(mmdb) => {
                    let told = mmdb.of(address);
                    if let (Some(country), true) = (told.country, found.place == unknown) {
                        found.place = Place::Country(country);
                    }
                    found.position = found.position.or(told.position);
                    found.owner = found.owner.or(told.owner);
                }
                // Lists of Tor come last, so that an exit in a rented network is an exit.
                Content::Listed(kind, networks) => {
                    if networks.hold(address, found.owner) {
                        found.kind = *kind;
                    }
                }
            }
        }
        found
    }
}

#[cfg(test)]
mod fixture;

#[cfg(test)]
#[path = "places_tests.rs"]
mod tests;
