//! Which writes become one statement, and that it says the same.

use super::*;

const ADD: &str = "INSERT INTO event (id, doc) VALUES ($1, $2)";
const CHANGE: &str = "UPDATE account SET doc = $2 WHERE id = $1";
const DROP: &str = "DELETE FROM account WHERE id = $1";
const COUNT: &str = "INSERT INTO counters (k, n) VALUES ($1, 1) ON CONFLICT (k) DO UPDATE SET n = 2";
const ADD_IF: &str =
    "INSERT INTO name (name) SELECT $1 WHERE NOT EXISTS (SELECT 1 FROM account WHERE id = $2)";

fn of(sql: &'static str, values: usize) -> Query {
    (0..values).fold(Query::new(sql), |query, _| query.bind("x"))
}

fn runs(batch: &[Query]) -> Vec<Range<usize>> {
    Kinds::default().shape(batch).segments.iter().map(|segment| segment.queries.clone()).collect()
}

#[test]
fn writes_to_different_tables_become_one_statement_with_one_row_of_parameters() {
    let batch = [of(ADD, 2), of(CHANGE, 2).or_conflict(), of(COUNT, 1)];
    let shape = Kinds::default().shape(&batch);
    let segments = &shape.segments;
    assert_eq!(segments.len(), 1);
    assert_eq!(
        segments[0].sql,
        "WITH w0 AS (INSERT INTO event (id, doc) VALUES ($1, $2)), \
         w1 AS (UPDATE account SET doc = $4 WHERE id = $3 RETURNING 1), \
         w2 AS (INSERT INTO counters (k, n) VALUES ($5, 1) ON CONFLICT (k) DO UPDATE SET n = 2) \
         SELECT 1 / CAST(EXISTS (SELECT FROM w1) AS INT)"
    );
}

#[test]
fn several_that_must_change_a_row_have_one_guard() {
    let forget = Query::new("DELETE FROM event WHERE id = $1").bind("x").or_conflict();
    let shape = Kinds::default().shape(&[of(CHANGE, 2).or_conflict(), of(COUNT, 1), forget]);
    assert_eq!(
        shape.segments[0].sql,
        "WITH w0 AS (UPDATE account SET doc = $2 WHERE id = $1 RETURNING 1), \
         w1 AS (INSERT INTO counters (k, n) VALUES ($3, 1) ON CONFLICT (k) DO UPDATE SET n = 2), \
         w2 AS (DELETE FROM event WHERE id = $4 RETURNING 1) \
         SELECT 1 / CAST(EXISTS (SELECT FROM w0) AND EXISTS (SELECT FROM w2) AS INT)"
    );
    let free = Kinds::default().shape(&[of(CHANGE, 2), of(COUNT, 1)]);
    assert!(free.segments[0].sql.ends_with(" SELECT 1"), "{}", free.segments[0].sql);
}

#[test]
fn a_write_alone_stays_as_it_is() {
    let shape = Kinds::default().shape(&[of(CHANGE, 2)]);
    let segments = &shape.segments;
    assert_eq!((segments.len(), segments[0].sql.as_str()), (1, CHANGE));
}

#[test]
fn writes_that_feel_each_other_keep_their_order() {
    assert_eq!(runs(&[of(CHANGE, 2), of(CHANGE, 2)]), [0..1, 1..2], "the same row may be meant twice");
    assert_eq!(runs(&[of(CHANGE, 2), of(ADD, 2), of(DROP, 1)]), [0..2, 2..3]);
    assert_eq!(runs(&[of(COUNT, 1), of(COUNT, 1)]), [0..1, 1..2]);
    assert_eq!(runs(&[of(CHANGE, 2), of(ADD_IF, 2)]), [0..1, 1..2], "one reads what the other writes");
    assert_eq!(runs(&[of(ADD_IF, 2), of(CHANGE, 2)]), [0..1, 1..2], "and the other way round");
    let only_added = runs(&[of(ADD, 2), of(ADD, 2), of(ADD_IF, 2)]);
    assert_eq!(only_added, std::slice::from_ref(&(0..3)), "rows that are only added may meet");
}

#[test]
fn parts_of_an_account_are_written_side_by_side_where_each_write_names_its_own() {
    const METHOD: &str = "UPDATE parts SET doc = $3 WHERE account = $1 AND part = 'method' AND id = $2";
    const BROWSER: &str = "UPDATE parts SET doc = $3 WHERE account = $1 AND part = 'browser' AND id = $2";
    const FORGET: &str = "DELETE FROM parts WHERE account = $1 AND part = 'browser' AND id <> $2";
    const NEW_BROWSER: &str = "INSERT INTO parts (account, part, id, doc) VALUES ($1, 'browser', $2, $3)";
    const ALL: &str = "DELETE FROM parts WHERE account = $1";
    const NAME: &str = "INSERT INTO name (name) SELECT $1 FROM parts WHERE part = 'email' AND account = $2";
    const ONE: &str = "INSERT INTO sums (k, n) VALUES ($1, 'one') ON CONFLICT (k) DO UPDATE SET n = 'one'";
    const TWO: &str = "INSERT INTO sums (k, n) VALUES ($1, 'two') ON CONFLICT (k) DO UPDATE SET n = 'two'";
    assert_eq!(runs(&[of(METHOD, 3), of(BROWSER, 3), of(METHOD, 3)]), [0..2, 2..3]);
    assert_eq!(runs(&[of(METHOD, 3), of(NEW_BROWSER, 3), of(FORGET, 2)]), [0..2, 2..3]);
    assert_eq!(runs(&[of(NEW_BROWSER, 3), of(METHOD, 3), of(ALL, 1)]), [0..2, 2..3], "it may mean either");
    assert_eq!(runs(&[of(ALL, 1), of(METHOD, 3)]), [0..1, 1..2]);
    assert_eq!(runs(&[of(METHOD, 3), of(NAME, 2)]), [0..1, 1..2], "what is read is the whole table");
    assert_eq!(
        runs(&[of(ONE, 1), of(TWO, 1)]),
        [0..1, 1..2],
        "elsewhere a word beside the key names nothing"
    );
}

#[test]
fn long_batches_and_those_after_many_kinds_are_sent_write_by_write() {
    let long = vec![of(ADD, 2); PARTS + 1];
    assert_eq!(runs(&long).len(), PARTS + 1);
    let kinds = Kinds::default();
    for length in 1..=PARTS {
        for first in [ADD, CHANGE, COUNT] {
            let mut batch = vec![of(ADD, 2); length];
            batch[0] = of(first, 2);
            kinds.shape(&batch);
        }
    }
    let new = [of(ADD, 2), of(DROP, 1)];
    assert_eq!(kinds.shape(&new).segments.len(), 2, "{KINDS} kinds are known");
    assert_eq!(kinds.shape(&vec![of(ADD, 2); PARTS]).segments.len(), 1, "those that were seen stay joined");
}

#[test]
fn a_dollar_without_a_number_is_left_alone() {
    assert_eq!(renumbered("$1 $12 '$' $2", 3), "$4 $15 '$' $5");
}
