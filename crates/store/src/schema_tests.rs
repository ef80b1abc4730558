//! Whatever the migrations make is looked at, and whatever is missing is named.

use std::collections::BTreeSet;

use super::{EACH, TEXTS};
use crate::people_tests::keys;
use crate::testing::{Fresh, postgres, sqlite};
use crate::{Database, PrepareError, Query, Store};

/// Every column of every table, but for SQLite's own and the list of migrations, which the migrations themselves read.
const OF_SQLITE: &str = "SELECT t.name AS owner, c.name AS field FROM sqlite_schema t JOIN pragma_table_info(t.name) c \
    WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND t.name <> 'migration'";
const OF_POSTGRES: &str = "SELECT CAST(table_name AS TEXT) AS owner, CAST(column_name AS TEXT) AS field \
    FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'migration'";

async fn both() -> [Fresh; 2] {
    [sqlite().await, postgres().await]
}

fn columns_of_the_texts() -> BTreeSet<(String, String)> {
    let read = |text: &str| {
        let inner = text.strip_prefix("SELECT ").unwrap().strip_suffix(" WHERE 1 = 0").unwrap();
        let (columns, table) = inner.split_once(" FROM ").unwrap();
        let owned = |column: &str| (table.to_owned(), column.to_owned());
        columns.split(", ").map(owned).collect::<Vec<_>>()
    };
    EACH.iter().flat_map(|text| read(text)).collect()
}

#[tokio::test]
async fn every_column_that_the_migrations_make_is_looked_at() {
    assert_eq!(EACH.as_slice(), TEXTS, "a text that is not in the list is never asked");
    for fresh in both().await {
        let text = match &fresh.database {
            Database::Sqlite(_) => OF_SQLITE,
            Database::Postgres(_) => OF_POSTGRES,
        };
        let rows = fresh.rows(vec![Query::new(text)]).await.unwrap().remove(0);
        let read = |row: &crate::Row, name: &str| row.text(name).unwrap().to_owned();
        let found: BTreeSet<_> = rows.iter().map(|row| (read(row, "owner"), read(row, "field"))).collect();
        assert_eq!(columns_of_the_texts(), found);
    }
}

#[tokio::test]
async fn a_database_that_lacks_a_table_or_a_column_is_refused_by_the_name_of_what_it_lacks() {
    for (damage, missing) in [
        ("DROP TABLE counters", "counters"),
        ("ALTER TABLE parts DROP COLUMN secret", "secret"),
        ("ALTER TABLE sessions RENAME COLUMN browser TO tab", "browser"),
    ] {
        for fresh in both().await {
            let (database, _place) = fresh.into_parts();
            let store = Store::new(database, keys(1));
            store.prepare().await.unwrap();
            assert_eq!((store.has_its_tables().await, store.lacks_migrations().await), (Ok(()), Ok(false)));
            store.database().commit(vec![Query::new(damage)]).await.unwrap();
            for refused in [store.has_its_tables().await, store.prepare().await.map(|_| ())] {
                let Err(PrepareError::Schema { message }) = refused else { panic!("{damage}: {refused:?}") };
                assert!(message.contains(missing), "{damage}: {message}");
            }
        }
    }
}
