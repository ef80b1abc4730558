//! How statements of one kind become one, and which never do.

use super::*;

const TEXT: Type = Type::TEXT;
const INT: Type = Type::INT8;

#[test]
fn a_read_is_asked_once_for_a_list_of_askers() {
    let joint = read("SELECT doc FROM account WHERE id = $1 AND version > $2", &[TEXT, INT]).unwrap();
    assert_eq!(
        joint.sql,
        "SELECT r.*, q.asked FROM unnest(CAST($1 AS TEXT[]), CAST($2 AS BIGINT[])) WITH ORDINALITY AS q (p1, p2, asked), \
         LATERAL (SELECT doc FROM account WHERE id = q.p1 AND version > q.p2) AS r"
    );
    assert_eq!(read("SELECT 1", &[]), None, "nothing tells the askers apart");
    assert_eq!(read("SELECT doc FROM account WHERE id = $1", &[Type::BYTEA]), None);
}

#[test]
fn writes_of_a_kind_become_one_that_must_change_a_row_for_each() {
    let writes = [
        ("UPDATE account SET doc = $3, n = n + 1 WHERE id = $1 AND n = $2", true),
        (
            "INSERT INTO event (id, at, doc) VALUES ($1, 7, COALESCE($2, '')) ON CONFLICT (id) DO NOTHING",
            false,
        ),
        ("DELETE FROM code WHERE id = $1 AND slot <> $2", true),
    ];
    let types = [TEXT, INT, TEXT, TEXT, TEXT, TEXT, TEXT];
    assert_eq!(
        write(&writes, &[3, 2, 2], &types).unwrap().sql,
        "WITH w0 AS (UPDATE account SET doc = q.p3, n = n + 1 \
         FROM unnest(CAST($1 AS TEXT[]), CAST($2 AS BIGINT[]), CAST($3 AS TEXT[])) AS q (p1, p2, p3) \
         WHERE id = q.p1 AND n = q.p2 RETURNING 1), \
         w1 AS (INSERT INTO event (id, at, doc) SELECT q.p1, 7, COALESCE(q.p2, '') \
         FROM unnest(CAST($4 AS TEXT[]), CAST($5 AS TEXT[])) AS q (p1, p2) ON CONFLICT (id) DO NOTHING), \
         w2 AS (DELETE FROM code USING unnest(CAST($6 AS TEXT[]), CAST($7 AS TEXT[])) AS q (p1, p2) \
         WHERE id = q.p1 AND slot <> q.p2 RETURNING 1) \
         SELECT 1 / CAST((SELECT COUNT(*) FROM w0) = cardinality($1) \
         AND (SELECT COUNT(*) FROM w2) = cardinality($6) AS INT)"
    );
}

#[test]
fn a_write_that_says_nothing_certain_travels_alone() {
    for (sql, types) in [
        ("UPDATE account SET n = 1 WHERE n = 0 AND id = $2 AND v = $1", vec![TEXT, TEXT]),
        ("UPDATE account SET n = 1 WHERE n > $1", vec![INT]),
        ("UPDATE account SET n = 1 WHERE id = $1 OR id = $2", vec![TEXT, TEXT]),
        ("UPDATE account SET n = 1 WHERE id = (SELECT id FROM other WHERE id = $1)", vec![TEXT]),
        ("INSERT INTO name (id, name) SELECT $1, $2 WHERE NOT EXISTS (SELECT 1 FROM name)", vec![TEXT, TEXT]),
        ("INSERT INTO t (k, n) VALUES ($1, 1) ON CONFLICT (k) DO UPDATE SET n = $2", vec![TEXT, INT]),
        ("INSERT INTO t (n, k) VALUES ($2, $1)", vec![TEXT, INT]),
        ("DELETE FROM t", vec![]),
    ] {
        assert_eq!(write(&[(sql, false)], &[types.len()], &types), None, "{sql}");
    }
    let one = "UPDATE account SET n = $10 WHERE id = $1";
    assert!(write(&[(one, true)], &[10], &[TEXT; 10]).is_some());
    let tenth = "UPDATE account SET n = $1 WHERE id = $10";
    assert_eq!(write(&[(tenth, true)], &[10], &[TEXT; 10]), None, "$10 is not $1");
    assert_eq!(write(&[(one, true)], &[9], &[TEXT; 10]), None, "widths and types must agree");
}
