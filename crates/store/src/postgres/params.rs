//! How values are bound: to one statement, or column by column to a statement that stands for several of its kind.
//! Deliberately no conversions: a value that is not of the column's own type is a mistake of ours.

use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};

use crate::error::Fault;
use crate::query::{Query, Value};

/// A value on its way to the server.
pub(super) type Param<'q> = &'q (dyn ToSql + Sync);

/// The values of one query, in their order.
pub(super) fn params(query: &Query) -> impl Iterator<Item = Param<'_>> {
    query.params().iter().map(|value| value as Param<'_>)
}

/// The values of several that are of one kind: a list for each parameter. Each of `of` holds the values of one of them.
pub(super) fn columns<'q>(of: &[Vec<&'q Value>]) -> Vec<Vec<&'q Value>> {
    let width = of.first().map_or(0, Vec::len);
    (0..width).map(|column| of.iter().filter_map(|one| one.get(column).copied()).collect()).collect()
}

/// Whether parameters of these types take just these values: those of one query, or of several that follow each other.
pub(super) fn check(queries: &[Query], types: &[Type]) -> Result<(), Fault> {
    let mut wanted = types.iter();
    for query in queries {
        let (sql, given) = (query.sql(), query.params().len());
        for (index, value) in query.params().iter().enumerate() {
            let wanted = wanted.next().ok_or(Fault::Parameters { given, sql })?;
            let fits = match value {
                Value::Text(_) => *wanted == Type::TEXT,
                Value::Int(_) => *wanted == Type::INT8,
                Value::Null => *wanted == Type::TEXT || *wanted == Type::INT8,
            };
            if !fits {
                return Err(Fault::ParameterType { number: index + 1, wanted: wanted.to_string(), sql });
            }
        }
    }
    match (wanted.next(), queries.last()) {
        (Some(_), Some(last)) => Err(Fault::Parameters { given: last.params().len(), sql: last.sql() }),
        _ => Ok(()),
    }
}

/// Never reached with a type that does not fit: `check` has looked.
impl ToSql for Value {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Self::Text(text) => text.as_str().to_sql(ty, out),
            Self::Int(number) => number.to_sql(ty, out),
            Self::Null => Ok(IsNull::Yes),
        }
    }

    fn accepts(ty: &Type) -> bool {
        *ty == Type::TEXT || *ty == Type::INT8
    }

    to_sql_checked!();
}
