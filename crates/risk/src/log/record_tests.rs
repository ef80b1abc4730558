//! What is held in memory is bounded, whatever comes.

use super::{MOST_BYTES, Records};

const PIECE: usize = 1 << 16;

/// Feeds so many pieces and says how much was held at most, and how many records and faults came.
fn held(pieces: usize, piece: &[u8]) -> (usize, usize, usize) {
    let mut records = Records::default();
    records.join_quoted();
    let (mut most, mut whole, mut faults) = (0, 0, 0);
    for _ in 0..pieces {
        records.feed(piece);
        while let Some(next) = records.next() {
            if next.is_ok() { whole += 1 } else { faults += 1 }
        }
        most = most.max(records.bytes.len());
    }
    (most, whole, faults)
}

#[test]
fn a_line_that_never_ends_is_told_once_and_not_kept() {
    let (most, whole, faults) = held(200, &[b'x'; PIECE]);
    assert!(most <= MOST_BYTES + 2 * PIECE, "{most} bytes are held");
    assert_eq!((whole, faults), (0, 1));
}

#[test]
fn a_quote_that_never_closes_holds_up_a_few_lines_only() {
    let line = [[b'x'; 1_000].as_slice(), b"\n"].concat();
    let mut piece = b"\"\n".to_vec();
    piece.extend(line.repeat(60));
    let (most, whole, faults) = held(50, &piece);
    assert!(most <= 3 * piece.len(), "{most} bytes are held");
    // The quotes of two pieces are too far apart to belong together: each costs its own line.
    assert_eq!((whole, faults), (50 * 60, 50));
}

#[test]
fn what_follows_a_line_that_was_too_long_has_its_own_number() {
    let mut records = Records::default();
    records.feed(&[b'x'; MOST_BYTES + 1]);
    assert_eq!(records.next().unwrap().unwrap_err().line, 1);
    records.feed(&[b'x'; 100]);
    assert_eq!(records.next(), None);
    records.feed(b"x\nshort\n");
    let record = records.next().unwrap().unwrap();
    assert_eq!((records.bytes(&record), record.line), (b"short".as_slice(), 2));
}
