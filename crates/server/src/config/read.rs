//! Reads the file and the environment into one [`LowConfig`], and says where what is wrong stands.
//! Deliberately not here: what the keys come to together (`meaning`).

use std::path::Path;

use serde::de::DeserializeOwned;
use serde_path_to_error::Segment;
use toml::de::{DeTable, DeValue};
use toml::{Spanned, Table, Value};

use super::environment::{Environment, put, value};
use super::error::{ConfigError, Place};
use super::low::{LowConfig, SECTIONS};

/// Names further apart than this are not suggested (normalised Damerau-Levenshtein).
const NEAR: f64 = 0.6;

/// The config as written, the environment going before the file.
pub(crate) fn low_config(
    file: &Path,
    text: &str,
    environment: &Environment,
) -> Result<LowConfig, ConfigError> {
    written(file, text, environment)
}

/// A file of TOML that is no config, read with the same care.
pub(crate) fn read<T: DeserializeOwned>(file: &Path, text: &str) -> Result<T, ConfigError> {
    written(file, text, &Environment::default())
}

/// Where a key stands in a file that could be read.
pub(crate) fn line_of(file: &Path, text: &str, path: &[&str]) -> Place {
    let path: Vec<String> = path.iter().map(ToString::to_string).collect();
    let offset = DeTable::parse(text).map_or(0, |table| offset_of(&table, &path));
    at(file, text, offset)
}

fn written<T: DeserializeOwned>(
    file: &Path,
    text: &str,
    environment: &Environment,
) -> Result<T, ConfigError> {
    let spanned = DeTable::parse(text).map_err(|error| {
        let offset = error.span().map_or(0, |span| span.start);
        ConfigError::At { place: at(file, text, offset), problem: error.message().to_owned() }
    })?;
    let mut table: Table = toml::from_str(text).map_err(|error| {
        let offset = error.span().map_or(0, |span| span.start);
        ConfigError::At { place: at(file, text, offset), problem: error.message().to_owned() }
    })?;
    for (name, path, text) in environment.keys() {
        if !put(&mut table, &path, value(text, sample_of(&path))) {
            let problem = "there is nothing in the config file that this could be set in".to_owned();
            return Err(ConfigError::At { place: Place::Variable(name.to_owned()), problem });
        }
    }
    serde_path_to_error::deserialize(Value::Table(table)).map_err(|error| {
        let message = error.inner().message().to_owned();
        let mut path = steps(error.path());
        if let Some(unknown) =
            unknown_field(&message).filter(|unknown| path.last().map(String::as_str) != Some(*unknown))
        {
            path.push(unknown.to_owned());
        }
        let variable = environment.keys().find(|(_, set, _)| set.starts_with(&path)).map(|(name, ..)| name);
        let place = variable.map_or_else(
            || at(file, text, offset_of(&spanned, &path)),
            |name| Place::Variable(name.to_owned()),
        );
        ConfigError::At { place, problem: problem(&path, &message) }
    })
}

fn sample_of(path: &[String]) -> Option<&'static str> {
    let (section, key) = match path {
        [key] => ("", key),
        [section, key] => (section.as_str(), key),
        _ => return None,
    };
    let section = SECTIONS.iter().find(|known| known.name == section)?;
    section.keys.iter().find(|known| known.name == key).map(|known| known.sample)
}

fn steps(path: &serde_path_to_error::Path) -> Vec<String> {
    let step = |segment: &Segment| match segment {
        Segment::Seq { index } => Some(index.to_string()),
        Segment::Map { key } => Some(key.clone()),
        Segment::Enum { .. } | Segment::Unknown => None,
    };
    path.iter().filter_map(step).collect()
}

/// The name in "unknown field `name`, expected ..".
fn unknown_field(message: &str) -> Option<&str> {
    message.strip_prefix("unknown field `")?.split('`').next()
}

/// What is wrong, in a sentence with the key and the nearest name, without the value.
fn problem(path: &[String], message: &str) -> String {
    let key = path.join(".");
    if message.starts_with("unknown field `") || message.starts_with("unknown variant `") {
        let mut quoted = message.split('`').skip(1).step_by(2);
        let written = quoted.next().unwrap_or_default();
        let names: Vec<&str> = quoted.collect();
        let what = if message.starts_with("unknown field") {
            "there is no such key"
        } else {
            "not one of its values"
        };
        let nearest = nearest(written, &names).map(|name| format!("; did you mean `{name}`?"));
        return format!(
            "`{key}`: {what}{}",
            nearest.unwrap_or_else(|| format!("; there are {}", names.join(", ")))
        );
    }
    let repeats = message.starts_with("invalid type") || message.starts_with("invalid value");
    let said = message.rfind(", expected ").filter(|_| repeats).map_or(message, |at| &message[at + 2..]);
    // Rust's words for its types and their mistakes mean nothing to who wrote the file.
    let said = match said {
        "expected usize" | "expected u16" | "expected u32" | "expected u64" | "expected i64" => {
            "expected a whole number"
        }
        "invalid socket address syntax" => "expected an address and a port",
        said if said.starts_with("expected struct ") || said == "expected a map" => "expected a table",
        "expected a sequence" => "expected a list",
        said => said,
    };
    let example = sample_of(path).map(|sample| format!(", such as {sample}")).unwrap_or_default();
    if key.is_empty() { said.to_owned() } else { format!("`{key}`: {said}{example}") }
}

fn nearest<'a>(written: &str, names: &[&'a str]) -> Option<&'a str> {
    let scored = names.iter().map(|name| (strsim::normalized_damerau_levenshtein(written, name), *name));
    let best = scored.max_by(|(a, _), (b, _)| a.total_cmp(b))?;
    (best.0 >= NEAR).then_some(best.1)
}

fn at(file: &Path, text: &str, offset: usize) -> Place {
    let before = text.as_bytes().iter().take(offset);
    Place::File(file.to_owned(), 1 + before.filter(|byte| **byte == b'\n').count())
}

/// Where a path stands in the text, as far as it can be followed.
fn offset_of(root: &Spanned<DeTable<'_>>, path: &[String]) -> usize {
    let mut offset = 0;
    let mut table = Some(root.get_ref());
    let mut list = None;
    for step in path {
        let (start, next) = match (table, list) {
            (Some(table), _) => match table.iter().find(|(key, _)| key.get_ref() == step.as_str()) {
                Some((key, value)) => (key.span().start, value.get_ref()),
                None => break,
            },
            (None, Some(list)) => {
                let list: &toml::de::DeArray<'_> = list;
                match step.parse::<usize>().ok().and_then(|index| list.get(index)) {
                    Some(value) => (value.span().start, value.get_ref()),
                    None => break,
                }
            }
            (None, None) => break,
        };
        offset = start;
        (table, list) = match next {
            DeValue::Table(inner) => (Some(inner), None),
            DeValue::Array(inner) => (None, Some(inner)),
            _ => (None, None),
        };
    }
    offset
}

#[cfg(test)]
#[path = "read_tests.rs"]
mod tests;
