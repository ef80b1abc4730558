//! How the wire reads the frontend's messages (PostgreSQL's protocol 3.0). No server is needed for that.

use super::*;

fn says(transaction: &mut Transaction, kind: u8, body: &[u8]) -> bool {
    transaction.reads(kind, body)
}

#[test]
fn the_commit_of_a_request_is_recognised_by_what_it_writes() {
    let mut transaction = Transaction::default();
    assert!(!says(&mut transaction, b'P', b"s1\0INSERT INTO events VALUES ($1)\0\0\0"));
    assert!(!says(&mut transaction, b'P', b"s2\0UPDATE outbox SET lease = $3\0\0\0"));
    assert!(!says(&mut transaction, b'Q', b"BEGIN ISOLATION LEVEL READ COMMITTED\0"));
    assert!(!says(&mut transaction, b'B', b"\0s1\0\0\0"));
    assert!(says(&mut transaction, b'Q', b"COMMIT\0"));
}

#[test]
fn a_statement_that_commits_alone_is_recognised_at_its_sync() {
    let mut transaction = Transaction::default();
    says(&mut transaction, b'P', b"s1\0WITH w0 AS (INSERT INTO events VALUES ($1)) SELECT 1\0\0\0");
    says(
        &mut transaction,
        b'P',
        b"s2\0WITH w0 AS (DELETE FROM once), w1 AS (UPDATE outbox SET n = 1) SELECT 1\0",
    );
    assert!(!says(&mut transaction, b'S', b""), "nothing was sent");
    assert!(!says(&mut transaction, b'B', b"\0s2\0\0\0"));
    assert!(!says(&mut transaction, b'S', b""), "the outbox is left alone");
    assert!(!says(&mut transaction, b'B', b"\0s1\0\0\0"));
    assert!(says(&mut transaction, b'S', b""));
    assert!(!says(&mut transaction, b'S', b""), "that was committed before");
    says(&mut transaction, b'Q', b"BEGIN\0");
    says(&mut transaction, b'B', b"\0s1\0\0\0");
    assert!(!says(&mut transaction, b'S', b""), "COMMIT is still to come");
}

#[test]
fn the_outbox_and_reads_are_left_alone() {
    let mut transaction = Transaction::default();
    says(&mut transaction, b'P', b"s1\0UPDATE outbox SET lease = $3\0\0\0");
    says(&mut transaction, b'P', b"s2\0INSERT INTO events VALUES ($1)\0\0\0");
    says(&mut transaction, b'P', b"s3\0SELECT n FROM counters\0\0\0");
    says(&mut transaction, b'B', b"\0s2\0\0\0");
    says(&mut transaction, b'Q', b"BEGIN\0");
    says(&mut transaction, b'B', b"\0s1\0\0\0");
    says(&mut transaction, b'B', b"\0s3\0\0\0");
    assert!(!says(&mut transaction, b'Q', b"COMMIT\0"), "the insert was of another transaction");
    assert!(!says(&mut transaction, b'Q', b"ROLLBACK\0"));
}

#[test]
fn what_goes_on_beside_requests_is_left_alone() {
    let mut transaction = Transaction::default();
    for beside in [
        "UPDATE outbox SET due = $2 WHERE id = $1",
        "UPDATE risk_nodes SET seen = $3 WHERE node = $1",
        "INSERT INTO meta (k, v) VALUES ($1, $2)",
        "DELETE FROM once WHERE k = $1",
    ] {
        says(&mut transaction, b'P', format!("s1\0{beside}\0\0\0").as_bytes());
        says(&mut transaction, b'B', b"\0s1\0\0\0");
        assert!(!says(&mut transaction, b'S', b""), "{beside}");
    }
}

#[test]
fn messages_are_taken_whole() {
    let greeting = [0, 0, 0, 8, 0, 3, 0, 0];
    assert_eq!(whole(&greeting[..7], false), None);
    assert_eq!(whole(&greeting, false), Some((8, 0)));
    let sync = [b'S', 0, 0, 0, 4, b'Q', 0];
    assert_eq!(whole(&sync, true), Some((5, b'S')));
    assert_eq!(whole(&sync[5..], true), None);
}

#[test]
fn the_end_of_a_transaction_is_heard_whichever_it_is() {
    assert_eq!(over(b"C\0\0\0\x0bINSERT 0 1\0"), None);
    assert_eq!(over(b"Z\0\0\0\x05TC\0\0\0\x0bCOMMIT\0Z\0\0\0\x05I"), Some(6));
    assert_eq!(over(b"C\0\0\0\x0dROLLBACK\0"), Some(0));
    assert_eq!(over(b"C\0\0\0\x0dSELECT 1\0Z\0\0\0\x05I"), Some(14));
}
