//! From a config to a house that runs: the one clock, the one source of randomness, keys, database, pool, couriers.
//! Deliberately not here: any rule, and any route.

mod couriers;
mod failure;
mod serving;
mod workers;

use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::Arc;
use std::thread::available_parallelism;
use std::time::SystemTime;

use anyhow::Context as _;
use flows::{House, HouseParts};
use rand::SeedableRng as _;
use rand::rngs::SysRng;
use rand_chacha::ChaCha20Rng;
use rules::time::Time;
use rustls::crypto::CryptoProvider;
use secrets::Keys;
use secrets::hashing::{Pool, PoolOptions};
use secrets::password::BreachedFile;
use store::{Database, DatabaseConfig, Place, Store};
use url::Url;

use crate::config::{Config, KeySource};

pub(crate) use couriers::{Couriers, mail_courier};
pub(crate) use failure::{Refusal, bind};
pub(crate) use serving::{Rooms, serve};

/// The one clock. A clock before 1970 reads as zero, which every rule takes for "long ago".
pub(crate) fn clock() -> Time {
    #[expect(clippy::disallowed_methods, reason = "the one clock of the program")]
    let now = SystemTime::now();
    let seconds = now.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs());
    Time(i64::try_from(seconds).unwrap_or(i64::MAX))
}

/// The one source of randomness: a generator seeded by the operating system.
pub(crate) fn dice() -> anyhow::Result<ChaCha20Rng> {
    ChaCha20Rng::try_from_rng(&mut SysRng).context("the operating system gives no random bytes")
}

/// The one implementation of TLS's ciphers, for everything that speaks TLS.
pub(crate) fn crypto() -> Arc<CryptoProvider> {
    let ring = rustls::crypto::ring::default_provider();
    // Fails only when it was installed before, which is what is wanted.
    let _installed = ring.clone().install_default();
    Arc::new(ring)
}

/// Cores that this process may use.
pub(crate) fn cores() -> NonZeroUsize {
    available_parallelism().unwrap_or(NonZeroUsize::MIN)
}

/// The runtime of what is nobody's request: accepting connections, messages, the sweep, commands. Requests have a thread for each
/// core (`web::edge::threads`).
pub(crate) fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .context("the operating system gives no threads")
}

/// The keys that the config names. With SQLite a missing file is made; with PostgreSQL never, since every node needs
/// the same.
pub(crate) fn keys(config: &Config, dice: &mut ChaCha20Rng) -> anyhow::Result<Keys> {
    match (&config.keys, &config.database) {
        (KeySource::Variable { name, text }, _) => Keys::parse(text.reveal())
            .with_context(|| format!("the environment variable {name} does not hold usable keys")),
        (KeySource::File(file), DatabaseConfig::Sqlite(_)) => {
            make_folder_of(file)?;
            Ok(Keys::load_or_create(file, dice)?)
        }
        (KeySource::File(file), DatabaseConfig::Postgres(_)) if !file.exists() => {
            Err(Refusal::NoKeys { file: file.clone() }.into())
        }
        (KeySource::File(file), DatabaseConfig::Postgres(_)) => Ok(Keys::load(file)?),
    }
}

fn make_folder_of(file: &Path) -> anyhow::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) else { return Ok(()) };
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .with_context(|| format!("the folder {} cannot be made", folder.display()))
}

/// The store as it is, for a look at it.
pub(crate) async fn store_as_it_is(config: &Config, keys: Arc<Keys>) -> anyhow::Result<Store> {
    let database = Database::open(&config.database).await.map_err(Refusal::from)?;
    Ok(Store::new(database, keys))
}

/// The store, its schema up to date and its keys checked.
async fn store(config: &Config, keys: Arc<Keys>) -> anyhow::Result<Store> {
    if let DatabaseConfig::Sqlite(sqlite) = &config.database
        && let Place::File(file) = &sqlite.place
    {
        make_folder_of(file)?;
    }
    let store = store_as_it_is(config, keys).await?;
    let report = store.prepare().await.map_err(Refusal::from)?;
    tracing::info!(?report, "the database is ready");
    Ok(store)
}

/// The whole house, with the couriers given.
pub(crate) async fn house(config: &Config, couriers: Couriers, url: &Url) -> anyhow::Result<House> {
    let mut dice = dice()?;
    let keys = Arc::new(keys(config, &mut dice)?);
    let store = store(config, Arc::clone(&keys)).await?;
    let pool = Pool::start(PoolOptions::for_cores(cores()), &keys)
        .context("the operating system gives no threads to hash passwords on")?;
    let push = couriers.push(config, &store, &mut dice).await?;
    let (mail, texts) = couriers.ready(config, &keys)?;
    let breached = match &config.files.breached_passwords {
        None => None,
        Some(file) => Some(BreachedFile::open(file).with_context(|| {
            format!("the file of breached passwords {} (files.breached_passwords)", file.display())
        })?),
    };
    Ok(House::new(HouseParts {
        store,
        keys,
        pool,
        settings: config.rules.clone(),
        site: site(config, url),
        mail,
        texts,
        push,
        breached,
        clock: Arc::new(clock),
        dice,
    }))
}

fn site(config: &Config, url: &Url) -> flows::Site {
    flows::Site {
        name: config.site.name.clone(),
        url: url.as_str().trim_end_matches('/').to_owned(),
        host: url.host_str().unwrap_or_default().to_owned(),
        languages: config.site.languages.clone(),
        help: config.site.support_contact.clone(),
        sign_up: config.signup_open,
        app: config.site.app.clone(),
    }
}
