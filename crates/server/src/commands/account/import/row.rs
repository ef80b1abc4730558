//! One row of an import as it is written, and what it means. Deliberately not here: letting anybody in.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, bail};
use flows::{Imported, ImportedMethod, ImportedPassword, NewPerson};
use rules::method::TotpAlgorithm;
use rules::settings::VerifyWhen;
use serde::Deserialize;
use zeroize::Zeroizing;

/// A row that was read, or why it cannot be.
pub(super) struct Read {
    /// Its line in the file, from 1.
    pub(super) line: u64,
    /// Who it brings.
    pub(super) imported: Result<Imported, String>,
}

/// A row as it is written. Absent and empty mean the same.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    user_name: String,
    #[serde(default)]
    display_name: String,
    #[serde(default)]
    emails: List,
    #[serde(default)]
    groups: List,
    #[serde(default)]
    locale: Option<String>,
    #[serde(default)]
    verify: Option<VerifyWhen>,
    #[serde(default)]
    password_hash: Option<Zeroizing<String>>,
    #[serde(default)]
    totp_seed: Option<Zeroizing<String>>,
    #[serde(default)]
    totp_algorithm: Option<TotpAlgorithm>,
    #[serde(default)]
    totp_digits: Option<u8>,
    #[serde(default)]
    phone: Option<String>,
}

/// A list, or in CSV a text with ";" between its parts.
#[derive(Deserialize)]
#[serde(untagged)]
enum List {
    Many(Vec<String>),
    One(String),
}

impl Default for List {
    fn default() -> Self {
        Self::Many(Vec::new())
    }
}

impl List {
    fn parts(self) -> Vec<String> {
        match self {
            Self::Many(parts) => parts,
            Self::One(text) => {
                text.split(';').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
            }
        }
    }
}

impl Written {
    fn meaning(self) -> Imported {
        let given = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
        let secret = |text: Option<Zeroizing<String>>| text.filter(|text| !text.trim().is_empty());
        let app = secret(self.totp_seed).map(|seed| ImportedMethod::TotpSeed {
            seed,
            algorithm: self.totp_algorithm.unwrap_or_default(),
            digits: self.totp_digits.unwrap_or(6),
            name: String::new(),
        });
        let phone = given(self.phone).map(|number| ImportedMethod::Phone { number });
        Imported {
            person: NewPerson {
                // Nobody becomes one by a list.
                administrator: false,
                user_name: self.user_name,
                display_name: self.display_name,
                emails: self.emails.parts().into_iter().map(|address| (address, true)).collect(),
                groups: self.groups.parts(),
                locale: given(self.locale),
                verify: self.verify,
            },
            password: secret(self.password_hash).map_or(ImportedPassword::None, ImportedPassword::Hash),
            methods: app.into_iter().chain(phone).collect(),
        }
    }
}

/// Reads a file: JSON lines if its first character is `{`, else CSV with a header.
pub(super) fn read(file: &Path) -> anyhow::Result<Vec<Read>> {
    let text = fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))?;
    let text = Zeroizing::new(text);
    let text = text.trim_start_matches('\u{feff}');
    if text.trim_start().starts_with('{') { Ok(json_lines(text)) } else { csv_rows(text) }
}

fn json_lines(text: &str) -> Vec<Read> {
    let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
    let row = |(line, text)| {
        let written: Result<Written, _> = serde_json::from_str(text);
        let imported = written.map(Written::meaning).map_err(|error| without_values(&error.to_string()));
        Read { line, imported }
    };
    lines.map(row).collect()
}

fn csv_rows(text: &str) -> anyhow::Result<Vec<Read>> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let headers = reader.headers().context("the file is neither CSV with a header nor JSON lines")?.clone();
    if !headers.iter().any(|name| name == "user_name") {
        bail!("the first line of the CSV file must name the columns, and one of them must be user_name");
    }
    let mut rows = Vec::new();
    for record in reader.records() {
        let row = match record {
            Ok(record) => {
                let line = record.position().map_or(0, csv::Position::line);
                let written: Result<Written, _> = record.deserialize(Some(&headers));
                let said = |error: csv::Error| without_values(&error.to_string());
                Read { line, imported: written.map(Written::meaning).map_err(said) }
            }
            Err(error) => {
                let line = error.position().map_or(0, csv::Position::line);
                Read { line, imported: Err("the row has another number of columns than the header".into()) }
            }
        };
        rows.push(row);
    }
    Ok(rows)
}

/// What a parser said, without the values that it quotes: any of them may be a hash or a seed.
fn without_values(said: &str) -> String {
    let said = said.rsplit_once("): ").map_or(said, |(_, said)| said);
    let said = said.split(" at line ").next().unwrap_or(said);
    if let Some(column) = said.strip_prefix("unknown field `").and_then(|rest| rest.split('`').next()) {
        return format!("there is no column `{column}`");
    }
    if let Some(column) = said.strip_prefix("missing field `").and_then(|rest| rest.split('`').next()) {
        return format!("`{column}` is missing");
    }
    if said.contains("unknown variant") {
        return "verify is \"when_risky\" or \"every_sign_in\", totp_algorithm \"SHA1\", \"SHA256\" or \"SHA512\"".into();
    }
    "a value has another form than its column takes".into()
}
