//! The environment, read once: keys of the config as `VESTIBULE__SECTION__KEY`, and the variable that holds keys.
//! Deliberately not here: any other use of the environment.

use std::collections::BTreeMap;

use toml::{Table, Value};

const PREFIX: &str = "VESTIBULE__";

/// The variables of the process, as they were at its start.
#[derive(Clone, Default)]
pub(crate) struct Environment(BTreeMap<String, String>);

impl Environment {
    /// Those of this process. The one place that reads them.
    pub(crate) fn of_process() -> Self {
        let readable = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        };
        Self(std::env::vars_os().filter_map(readable).collect())
    }

    /// Made up ones, for tests.
    #[cfg(test)]
    pub(crate) fn of(variables: &[(&str, &str)]) -> Self {
        Self(variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    /// The value of one variable.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// Every key that is set here: the variable, the path of the key, and the value.
    pub(crate) fn keys(&self) -> impl Iterator<Item = (&str, Vec<String>, &str)> {
        self.0.iter().filter_map(|(name, value)| {
            let path = name.strip_prefix(PREFIX)?.to_ascii_lowercase();
            Some((name.as_str(), path.split("__").map(str::to_owned).collect(), value.as_str()))
        })
    }
}

/// What a variable's text is in TOML. The sample of a key tells whether it is text; where there is none (inside
/// couriers), lists, tables, quoted text and booleans are read as such and the rest is text.
pub(crate) fn value(text: &str, sample: Option<&str>) -> Value {
    let whole = || format!("v = {text}").parse::<Table>().ok()?.remove("v");
    let is_text = match sample {
        Some(sample) => sample.starts_with('"') && !text.starts_with(['"', '[']),
        None => !text.starts_with(['[', '{', '"', '\'']) && !matches!(text, "true" | "false"),
    };
    if is_text {
        Value::String(text.to_owned())
    } else {
        whole().unwrap_or_else(|| Value::String(text.to_owned()))
    }
}

/// Puts a value at a path, making tables on the way; a number is a place in a list. False if something else than a
/// table or list stands in the way, or the list has no such place.
pub(crate) fn put(table: &mut Table, path: &[String], value: Value) -> bool {
    let Some((first, rest)) = path.split_first() else { return false };
    if rest.is_empty() {
        table.insert(first.clone(), value);
        return true;
    }
    match table.entry(first.clone()).or_insert_with(|| Value::Table(Table::new())) {
        Value::Table(inner) => put(inner, rest, value),
        Value::Array(items) => put_in_list(items, rest, value),
        _ => false,
    }
}

fn put_in_list(items: &mut [Value], path: &[String], value: Value) -> bool {
    let Some((index, rest)) = path.split_first() else { return false };
    let item = index.parse::<usize>().ok().and_then(|index| items.get_mut(index));
    match item {
        Some(Value::Table(inner)) => put(inner, rest, value),
        Some(item) if rest.is_empty() => {
            *item = value;
            true
        }
        _ => false,
    }
}
