//! JSON lines: one object a line, its names taken as a CSV's columns are. Objects within are passed over;
//! lists (of groups, of methods) are joined by semicolons, as a CSV writes them.

use serde_json::{Map, Value};

use super::column::Column;
use super::field::Fields;
use super::{Fault, Problem};

/// Reads a line.
pub(super) fn fields(record: &[u8], line: u64, fields: &mut Fields) -> Result<(), Fault> {
    fields.clear();
    // Bytes that are no UTF-8 do no harm: they become question marks of Unicode's.
    let text = String::from_utf8_lossy(record);
    let object: Map<String, Value> = serde_json::from_str(&text).map_err(|error| {
        let column = u64::try_from(error.column()).unwrap_or_default().max(1);
        Fault { line, column, problem: Problem::Json }
    })?;
    for (name, value) in &object {
        let Some(column) = Column::named(name) else { continue };
        // The one object that is looked into, by whoever reads the entry.
        let text_of = if column == Column::Decision { Some(value.to_string()) } else { plain(value) };
        let Some(value) = text_of else { continue };
        // The place of a name that is written with escapes is not found; the line still is.
        let quoted = format!("\"{name}\"");
        fields.put_copy(column, text.find(&quoted).unwrap_or_default(), value.bytes());
    }
    let needed = [Column::Time, Column::User];
    match needed.into_iter().find(|needed| !fields.has(*needed)) {
        Some(missing) => Err(Fault { line, column: 1, problem: Problem::Missing(missing.name()) }),
        None => Ok(()),
    }
}

fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(is) => Some(is.to_string()),
        Value::Array(values) => Some(values.iter().filter_map(plain).collect::<Vec<_>>().join(";")),
        Value::Null | Value::Object(_) => None,
    }
}
