//! Domain values as the JSON in `doc` columns. Deliberately no versions of shapes: fields are added with defaults, and
//! the committed fixtures (`fixtures/`) must parse for ever.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::Fault;
use crate::row::Row;

/// Bytes that a document is given room for at first: most of what a sign-in writes fits.
const ROOM: usize = 512;

/// The JSON of a value.
pub(crate) fn to_json<T: Serialize>(value: &T) -> Result<String, Fault> {
    let fault = || Fault::Document { what: std::any::type_name::<T>() };
    let mut json = Vec::with_capacity(ROOM);
    serde_json::to_writer(&mut json, value).map_err(|_| fault())?;
    String::from_utf8(json).map_err(|_| fault())
}

/// The value of a JSON text. The parser's own words are dropped, because they quote what is stored.
pub(crate) fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, Fault> {
    serde_json::from_str(text).map_err(|_| Fault::Document { what: std::any::type_name::<T>() })
}

/// The value in the column `doc`.
pub(crate) fn doc<T: DeserializeOwned>(row: &Row) -> Result<T, Fault> {
    from_json(row.text("doc")?)
}

/// An identifier in a column.
pub(crate) fn id<T: std::str::FromStr>(row: &Row, column: &'static str) -> Result<T, Fault> {
    row.text(column)?
        .parse()
        .map_err(|_| Fault::Column { column: column.to_owned(), wanted: "an identifier" })
}

/// An optional identifier as a column keeps it: empty for none.
pub(crate) fn or_empty(id: Option<impl std::fmt::Display>) -> String {
    id.map_or_else(String::new, |id| id.to_string())
}

#[cfg(test)]
#[path = "doc_tests.rs"]
mod tests;
