//! One row of an answer, the same to its reader whichever database gave it.

use std::sync::Arc;

use crate::error::Fault;
use crate::query::Value;

/// One row of an answer; columns are read by name or by position from 0.
#[derive(Debug)]
pub struct Row(Cells);

#[derive(Debug)]
enum Cells {
    /// Copied out, because SQLite's own memory is gone at the next step; the names are shared by all rows.
    Sqlite { names: Arc<[Box<str>]>, values: Vec<Value> },
    /// Kept as it came over the wire and decoded when asked for.
    Postgres(tokio_postgres::Row),
}

enum Cell<'r> {
    Text(&'r str),
    Int(i64),
    Null,
    Other,
}

/// How a column is named: `"name"`, or its position from 0.
pub trait Column: Copy + std::fmt::Display {
    /// The position of this column among `names`.
    fn position<'n>(self, names: impl Iterator<Item = &'n str>) -> Option<usize>;
}

impl Column for &str {
    fn position<'n>(self, mut names: impl Iterator<Item = &'n str>) -> Option<usize> {
        names.position(|name| name == self)
    }
}

impl Column for usize {
    fn position<'n>(self, names: impl Iterator<Item = &'n str>) -> Option<usize> {
        (self < names.count()).then_some(self)
    }
}

impl Row {
    pub(crate) const fn from_sqlite(names: Arc<[Box<str>]>, values: Vec<Value>) -> Self {
        Self(Cells::Sqlite { names, values })
    }

    pub(crate) const fn from_postgres(row: tokio_postgres::Row) -> Self {
        Self(Cells::Postgres(row))
    }

    /// The text in a column.
    ///
    /// # Errors
    /// [`Fault::Column`] if there is no such column or it does not hold a text.
    pub fn text(&self, column: impl Column) -> Result<&str, Fault> {
        match self.cell(column) {
            Some(Cell::Text(text)) => Ok(text),
            _ => Err(wrong(column, "a text")),
        }
    }

    /// The number in a column.
    ///
    /// # Errors
    /// [`Fault::Column`] if there is no such column or it does not hold a number.
    pub fn int(&self, column: impl Column) -> Result<i64, Fault> {
        match self.cell(column) {
            Some(Cell::Int(number)) => Ok(number),
            _ => Err(wrong(column, "a number")),
        }
    }

    /// The truth that was bound from a `bool`: 1 or 0.
    ///
    /// # Errors
    /// [`Fault::Column`] if there is no such column or it holds neither 0 nor 1.
    pub fn flag(&self, column: impl Column) -> Result<bool, Fault> {
        match self.cell(column) {
            Some(Cell::Int(0)) => Ok(false),
            Some(Cell::Int(1)) => Ok(true),
            _ => Err(wrong(column, "0 or 1")),
        }
    }

    /// The text in a column, or `None` for NULL.
    ///
    /// # Errors
    /// [`Fault::Column`] if there is no such column or it holds a number.
    pub fn opt_text(&self, column: impl Column) -> Result<Option<&str>, Fault> {
        match self.cell(column) {
            Some(Cell::Text(text)) => Ok(Some(text)),
            Some(Cell::Null) => Ok(None),
            _ => Err(wrong(column, "a text or nothing")),
        }
    }

    /// The number in a column, or `None` for NULL.
    ///
    /// # Errors
    /// [`Fault::Column`] if there is no such column or it holds a text.
    pub fn opt_int(&self, column: impl Column) -> Result<Option<i64>, Fault> {
        match self.cell(column) {
            Some(Cell::Int(number)) => Ok(Some(number)),
            Some(Cell::Null) => Ok(None),
            _ => Err(wrong(column, "a number or nothing")),
        }
    }

    fn cell(&self, column: impl Column) -> Option<Cell<'_>> {
        match &self.0 {
            Cells::Sqlite { names, values } => {
                let position = column.position(names.iter().map(AsRef::as_ref))?;
                Some(match values.get(position)? {
                    Value::Text(text) => Cell::Text(text),
                    Value::Int(number) => Cell::Int(*number),
                    Value::Null => Cell::Null,
                })
            }
            Cells::Postgres(row) => {
                let position = column.position(row.columns().iter().map(tokio_postgres::Column::name))?;
                Some(row.try_get(position).unwrap_or(Cell::Other))
            }
        }
    }
}

impl<'r> tokio_postgres::types::FromSql<'r> for Cell<'r> {
    fn from_sql(
        ty: &tokio_postgres::types::Type,
        raw: &'r [u8],
    ) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        use tokio_postgres::types::Type;
        match *ty {
            Type::TEXT => <&str>::from_sql(ty, raw).map(Self::Text),
            Type::INT8 => i64::from_sql(ty, raw).map(Self::Int),
            _ => Ok(Self::Other),
        }
    }

    fn from_sql_null(
        _: &tokio_postgres::types::Type,
    ) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(Self::Null)
    }

    fn accepts(_: &tokio_postgres::types::Type) -> bool {
        true
    }
}

fn wrong(column: impl Column, wanted: &'static str) -> Fault {
    Fault::Column { column: column.to_string(), wanted }
}
