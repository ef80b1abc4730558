//! The country that an address is in, by a file of the operator (MMDB, as MaxMind, DB-IP and IPinfo give them), read again
//! when it changes. Deliberately not here: what a place means (`risk`), and any question to somebody else's server.

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use maxminddb::{MaxMindDbError, PathElement, Reader};
use risk::{CountryCode, Place, Whereabouts};
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval};

/// How often it is looked whether the file changed.
const LOOK_EVERY: Duration = Duration::from_secs(60);

type Countries = Reader<Vec<u8>>;

/// The file cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("the file of countries {} cannot be used: {source}", path.display())]
pub struct PlacesError {
    path: PathBuf,
    source: MaxMindDbError,
}

/// Where addresses are. The default knows of no file.
#[derive(Clone, Debug, Default)]
pub struct Places(Option<watch::Receiver<Arc<Countries>>>);

impl Places {
    /// Reads the file, and again for as long as anybody asks. One that cannot be read, such as one that is half written, is
    /// logged, and the last good one stays. Must be called inside tokio.
    ///
    /// # Errors
    /// [`PlacesError`], at this first reading only.
    pub fn follow(path: PathBuf) -> Result<Self, PlacesError> {
        let seen = mark(&path);
        let (tell, current) = watch::channel(Arc::new(read(&path)?));
        tokio::spawn(look_again(path, seen, tell));
        Ok(Self(Some(current)))
    }

    /// Where an address is. Addresses that no file covers are private; with a file, whatever it does not tell is missing.
    #[must_use]
    pub fn of(&self, address: Option<IpAddr>) -> Whereabouts {
        Whereabouts::only(self.place(address))
    }

    fn place(&self, address: Option<IpAddr>) -> Place {
        let Some(current) = &self.0 else { return Place::NotConfigured };
        let Some(address) = address.map(|address| address.to_canonical()) else { return Place::Missing };
        if is_private(address) {
            return Place::Private;
        }
        let countries = Arc::clone(&current.borrow());
        country(&countries, address).map_or(Place::Missing, Place::Country)
    }
}

/// When the file was made, in Unix seconds, for whoever wants to know how old it is.
///
/// # Errors
/// [`PlacesError`].
pub fn made_at(path: &Path) -> Result<i64, PlacesError> {
    let made = read(path)?.metadata().build_epoch;
    Ok(i64::try_from(made).unwrap_or(i64::MAX))
}

fn read(path: &Path) -> Result<Countries, PlacesError> {
    Reader::open_readfile(path).map_err(|source| PlacesError { path: path.to_owned(), source })
}

/// The country in the forms that the usual files have.
fn country(countries: &Countries, address: IpAddr) -> Option<CountryCode> {
    let found = countries.lookup(address).ok()?;
    let forms: [&[PathElement<'_>]; 3] = [
        &[PathElement::Key("country"), PathElement::Key("iso_code")],
        &[PathElement::Key("country_code")],
        &[PathElement::Key("country")],
    ];
    forms.iter().find_map(|form| found.decode_path::<String>(form).ok().flatten()?.parse().ok())
}

fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => v4.is_loopback() || v4.is_private() || v4.is_link_local(),
        IpAddr::V6(v6) => v6.is_loopback() || v6.is_unique_local() || v6.is_unicast_link_local(),
    }
}

/// What tells a changed file from the one that was read.
fn mark(path: &Path) -> Option<(SystemTime, u64)> {
    let about = std::fs::metadata(path).ok()?;
    Some((about.modified().ok()?, about.len()))
}

async fn look_again(path: PathBuf, mut seen: Option<(SystemTime, u64)>, tell: watch::Sender<Arc<Countries>>) {
    let mut look = interval(LOOK_EVERY);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = look.tick() => {}
            () = tell.closed() => return,
        }
        let (file, before) = (path.clone(), seen);
        let looked = tokio::task::spawn_blocking(move || {
            let now = mark(&file);
            (now, (now != before).then(|| read(&file)))
        });
        match looked.await {
            Ok((_, None)) => {}
            Ok((now, Some(Ok(countries)))) => {
                tracing::info!("the file of countries changed; the new one is in use");
                seen = now;
                tell.send_replace(Arc::new(countries));
            }
            Ok((_, Some(Err(error)))) => tracing::warn!(%error, "the old file of countries stays in use"),
            Err(_panicked) => return,
        }
    }
}

#[cfg(test)]
#[path = "places_tests.rs"]
mod tests;
