//! What every bench of the product works with: the binary, the people, a database with all of them to copy from, and
//! the bytes of one second step.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, Result};
use store::{Database, DatabaseConfig, Place, PostgresConfig, SqliteConfig, Store, Synchronous};

use super::people::People;
use super::postgres::psql;
use super::seed::{self, Rows};
use super::step::Sample;

/// The product's binary, its people and what they write.
pub(super) struct Town {
    pub(super) binary: PathBuf,
    pub(super) people: Arc<People>,
    pub(super) sample: Sample,
    database: PathBuf,
}

impl Town {
    /// Writes `count` people into a database in `folder`.
    pub(super) async fn build(binary: PathBuf, count: u32, folder: &Path) -> Result<Self> {
        let people = Arc::new(People::new(count).await?);
        let database = folder.join("people.sqlite");
        write_sqlite(&people, &database, Rows::SignIns).await?;
        let store = open(&people, &database).await?;
        let sample = Sample::take(&people, &store).await?;
        Ok(Self { binary, people, sample, database })
    }

    /// A copy of the people's database, in which nobody has signed in yet.
    pub(super) fn copy(&self, folder: &Path, name: &str) -> Result<PathBuf> {
        let copy = folder.join(name);
        std::fs::copy(&self.database, &copy).context("the people's database is not copied")?;
        Ok(copy)
    }
}

/// Writes people into a new SQLite file and closes it.
pub(super) async fn write_sqlite(people: &People, path: &Path, rows: Rows) -> Result<()> {
    let begun = Instant::now();
    seed::write(people, &open(people, path).await?, rows).await?;
    println!("wrote {} people ({:.1} s)", people.count, begun.elapsed().as_secs_f64());
    Ok(())
}

/// Writes people into an empty PostgreSQL database, and has it looked after as a server in use would be.
pub(super) async fn write_postgres(people: &People, url: &str, rows: Rows) -> Result<()> {
    let begun = Instant::now();
    let config = PostgresConfig { url: url.to_owned(), pool_size: 16, event_loops: 1, ca_file: None };
    let database = Database::open(&DatabaseConfig::Postgres(config)).await?;
    seed::write(people, &Store::new(database, Arc::clone(&people.keys)), rows).await?;
    psql(url, "VACUUM ANALYZE")?;
    println!("wrote {} people ({:.1} s)", people.count, begun.elapsed().as_secs_f64());
    Ok(())
}

async fn open(people: &People, path: &Path) -> Result<Store> {
    let place = Place::File(path.to_owned());
    let config = SqliteConfig { place, synchronous: Synchronous::Normal };
    let database = Database::open(&DatabaseConfig::Sqlite(config)).await?;
    Ok(Store::new(database, Arc::clone(&people.keys)))
}
