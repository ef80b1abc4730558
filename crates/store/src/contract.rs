//! The contract between the two databases: every text means the same on both. Not part of the product.

use tokio_postgres::types::Type;

use crate::Database;

/// What one database says about one text.
#[derive(Debug, Default, PartialEq, Eq)]
struct Meaning {
    params: Vec<String>,
    columns: Vec<(String, String)>,
}

/// Words whose meaning differs between the databases and that preparing does not betray.
const NOT_PORTABLE: [&str; 4] = ["LIKE", "RETURNING", "RANDOM", "CURRENT_TIMESTAMP"];

/// Prepares every text on both databases, which must have the schema, and says in one sentence each where they disagree
/// or leave the portable subset. Empty when the contract is kept.
pub async fn disagreements(sqlite: &Database, postgres: &Database, texts: &[&'static str]) -> Vec<String> {
    let mut found = Vec::new();
    for sql in texts {
        let problem = match (meaning(sqlite, sql).await, meaning(postgres, sql).await) {
            (Ok(ours), Ok(theirs)) => compare(sql, &ours, &theirs),
            (Err(error), _) => Some(format!("SQLite refuses it: {error}")),
            (_, Err(error)) => Some(format!("PostgreSQL refuses it: {error}")),
        };
        found.extend(problem.map(|problem| format!("{problem} in `{sql}`")));
    }
    found
}

fn compare(sql: &str, sqlite: &Meaning, postgres: &Meaning) -> Option<String> {
    let words = |word: &&&str| {
        sql.split(|c: char| !c.is_alphanumeric() && c != '_').any(|w| w.eq_ignore_ascii_case(word))
    };
    if let Some(word) = NOT_PORTABLE.iter().find(words) {
        return Some(format!("{word} is not in the portable subset"));
    }
    for (number, kind) in (1..).zip(&postgres.params) {
        let name = format!("${number}");
        if !sqlite.params.contains(&name) {
            return Some(format!("SQLite has no parameter {name}"));
        }
        if !is_portable(kind) {
            return Some(format!("parameter {name} is {kind} on PostgreSQL"));
        }
    }
    if sqlite.params.len() != postgres.params.len() {
        return Some(format!(
            "SQLite takes {} parameters, PostgreSQL {}",
            sqlite.params.len(),
            postgres.params.len()
        ));
    }
    if sqlite.columns.len() != postgres.columns.len() {
        return Some(format!(
            "SQLite answers {} columns, PostgreSQL {}",
            sqlite.columns.len(),
            postgres.columns.len()
        ));
    }
    for ((our_name, ours), (their_name, theirs)) in sqlite.columns.iter().zip(&postgres.columns) {
        if our_name != their_name {
            return Some(format!("a column is called {our_name} on SQLite and {their_name} on PostgreSQL"));
        }
        if !is_portable(theirs) {
            return Some(format!("column {their_name} is {theirs} on PostgreSQL"));
        }
        // SQLite knows the type of a column, not of an expression.
        if !ours.is_empty() && ours != theirs {
            return Some(format!("column {our_name} is {ours} on SQLite and {theirs} on PostgreSQL"));
        }
    }
    None
}

fn is_portable(kind: &str) -> bool {
    matches!(kind, "TEXT" | "BIGINT")
}

async fn meaning(database: &Database, sql: &'static str) -> Result<Meaning, String> {
    match database {
        Database::Sqlite(sqlite) => {
            let described = sqlite.on_writer(move |connection| describe(connection, sql)).await;
            described.map_err(|error| error.to_string())?.map_err(|error| error.to_string())
        }
        Database::Postgres(postgres) => {
            let client = postgres.client().await.map_err(|error| error.to_string())?;
            let statement =
                client.prepare(sql).await.map_err(|error| format!("{:?}", error.as_db_error()))?;
            let columns = statement.columns().iter();
            Ok(Meaning {
                params: statement.params().iter().map(kind).collect(),
                columns: columns.map(|column| (column.name().to_owned(), kind(column.type_()))).collect(),
            })
        }
    }
}

fn kind(of: &Type) -> String {
    match *of {
        Type::TEXT => "TEXT".to_owned(),
        Type::INT8 => "BIGINT".to_owned(),
        _ => of.name().to_owned(),
    }
}

fn describe(connection: &rusqlite::Connection, sql: &str) -> rusqlite::Result<Meaning> {
    let statement = connection.prepare(sql)?;
    let names = (1..=statement.parameter_count()).filter_map(|index| statement.parameter_name(index));
    let column = |column: rusqlite::Column<'_>| {
        (column.name().to_owned(), column.decl_type().unwrap_or_default().to_uppercase())
    };
    Ok(Meaning {
        params: names.map(str::to_owned).collect(),
        columns: statement.columns().map(column).collect(),
    })
}

#[cfg(test)]
#[path = "contract_tests.rs"]
mod tests;
