//! What all the attacks left behind (A60): logs at debug level, every row of the database, the bytes of its files, and what
//! the operator's commands print hold no seed, code, answer, password, token or whole phone number.

use std::collections::HashSet;
use std::path::Path;

use aho_corasick::AhoCorasick;
use anyhow::{Context, Result, bail, ensure};
use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags};
use secrets::totp;
use tokio_postgres::{NoTls, SimpleQueryMessage};

use super::doors::ANSWER;
use super::world::World;
use crate::trial::{PASSWORD, Person, Site};

/// The world's files and rows, after all attacks: nothing secret is in them.
pub(super) async fn nothing_secret_lies_about(mut world: World, people: &[Person]) -> Result<()> {
    let mut site = world.site.take().context("the world is open")?;
    let secrets = secrets_of(&site, people)?;
    let codes = site.texts()?.iter().filter_map(|text| text.code().map(str::to_owned)).collect();
    let sought = Sought { all: AhoCorasick::new(&secrets)?, secrets, codes };
    let (known, codes) = (sought.secrets.len(), sought.codes.len());
    ensure!(known > 200 && codes > 10, "only {known} secrets and {codes} codes are sought");
    site.kill().await?;

    let log = site.log();
    ensure!(log.contains("the database is ready"), "the log says nothing: {log}");
    sought.read("the log", &log)?;
    let rows = match site.postgres() {
        Some(url) => rows_of_postgres(url).await?,
        None => rows_of_sqlite(&site.folder().join("site.sqlite"))?,
    };
    ensure!(rows.len() > 1000, "only {} rows were found", rows.len());
    for row in &rows {
        sought.read("a row", row)?;
    }
    bytes_of_files(&site, &sought)?;
    let exported = site.run(&["account", "export"]).await?;
    ensure!(exported.contains(&people[0].name), "the export knows nobody");
    sought.read("the export", &exported)?;
    for person in people.iter().filter(|person| person.has_phone).take(1) {
        sought.read("account show", &site.run(&["account", "show", &person.name]).await?)?;
    }
    Ok(())
}

/// Long secrets in the forms in which they could be written.
fn secrets_of(site: &Site, people: &[Person]) -> Result<Vec<Vec<u8>>> {
    let mut secrets = site.handed_out();
    // A known browser's token begins with the browser's public id.
    let of_browsers =
        secrets.iter().filter_map(|token| token.split_once('_').map(|(_, secret)| secret.to_owned()));
    let of_browsers: Vec<String> = of_browsers.filter(|secret| secret.len() > 30).collect();
    secrets.extend(of_browsers);
    for letter in site.letters()? {
        for path in ["/links/not-me", "/links/confirm", "/links/sign-in", "/links/address", "/reset/new"] {
            secrets.extend(letter.token(path).map(str::to_owned));
        }
    }
    for person in people {
        if !person.seed.is_empty() {
            let base32 = totp::seed_to_base32(&person.seed).to_string();
            let hex = data_encoding::HEXLOWER.encode(&person.seed);
            let base64 = data_encoding::BASE64_NOPAD.encode(&person.seed);
            secrets.extend([base32.to_lowercase(), base32, hex.to_uppercase(), hex, base64]);
        }
        secrets.extend([
            person.phone.clone(),
            person.phone[1..].to_owned(),
            format!("0{}", &person.phone[3..]),
        ]);
    }
    let plain = ANSWER.replace(' ', "");
    secrets.extend([PASSWORD.to_owned(), PASSWORD.replace(' ', "+"), ANSWER.to_owned(), plain]);
    secrets.push("a wholly other walrus sings".to_owned());
    let seeds = people.iter().map(|person| person.seed.clone()).filter(|seed| !seed.is_empty());
    let mut secrets: Vec<Vec<u8>> = secrets.into_iter().map(String::into_bytes).chain(seeds).collect();
    secrets.sort();
    secrets.dedup();
    Ok(secrets)
}

/// Everything that must not be found.
struct Sought {
    secrets: Vec<Vec<u8>>,
    all: AhoCorasick,
    codes: HashSet<String>,
}

impl Sought {
    /// Looks for long secrets anywhere in some bytes.
    fn look(&self, place: &str, bytes: &[u8]) -> Result<()> {
        let Some(found) = self.all.find(bytes) else { return Ok(()) };
        let secret = String::from_utf8_lossy(&self.secrets[found.pattern().as_usize()]);
        let around = &bytes[found.start().saturating_sub(150)..bytes.len().min(found.end() + 150)];
        bail!("{place} holds {secret:?}: {}", String::from_utf8_lossy(around))
    }

    /// The same in a text, and codes besides. They are short, so only a whole word counts: six digits stand in many
    /// longer numbers.
    fn read(&self, place: &str, text: &str) -> Result<()> {
        self.look(place, text.as_bytes())?;
        for line in text.lines() {
            let mut words = line.split(|c: char| !c.is_ascii_alphanumeric());
            let found = words.find(|word| word.len() == 6 && self.codes.contains(*word));
            ensure!(found.is_none(), "{place} holds the code {found:?}: {line}");
        }
        Ok(())
    }
}

fn rows_of_sqlite(file: &Path) -> Result<Vec<String>> {
    let database = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    let mut tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'")?;
    let tables: Vec<String> = tables.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    let mut rows = Vec::new();
    for table in tables {
        let mut all = database.prepare(&format!("SELECT * FROM \"{table}\""))?;
        let columns = all.column_count();
        let mut found = all.query([])?;
        while let Some(row) = found.next()? {
            let value = |column| match row.get::<_, Value>(column) {
                Ok(Value::Text(text)) => text,
                Ok(Value::Blob(bytes)) => String::from_utf8_lossy(&bytes).into_owned(),
                Ok(Value::Integer(number)) => number.to_string(),
                _ => String::new(),
            };
            let values: Vec<String> = (0..columns).map(value).collect();
            rows.push(format!("{table} {}", values.join(" | ")));
        }
    }
    Ok(rows)
}

async fn rows_of_postgres(url: &str) -> Result<Vec<String>> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    tokio::spawn(connection);
    let first = |message: SimpleQueryMessage| match message {
        SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
        _ => None,
    };
    let tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'";
    let tables: Vec<String> = client.simple_query(tables).await?.into_iter().filter_map(first).collect();
    let mut rows = Vec::new();
    for table in tables {
        let all = format!("SELECT '{table} ' || t::text FROM \"{table}\" t");
        rows.extend(client.simple_query(&all).await?.into_iter().filter_map(first));
    }
    Ok(rows)
}

/// The bytes of the data files, where deleted rows may still lie. Files of couriers, the keys and what was imported hold
/// secrets by their purpose.
fn bytes_of_files(site: &Site, sought: &Sought) -> Result<()> {
    let mut looked_at = 0;
    for entry in std::fs::read_dir(site.folder())? {
        let path = entry?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let is_ours = !path.is_file() || matches!(name.as_str(), "people.jsonl" | "keys" | "vestibule.toml");
        if is_ours {
            continue;
        }
        let bytes = std::fs::read(&path)?;
        sought.look(&name, &bytes)?;
        looked_at += bytes.len();
    }
    ensure!(looked_at > 10_000, "only {looked_at} bytes were looked at");
    Ok(())
}
