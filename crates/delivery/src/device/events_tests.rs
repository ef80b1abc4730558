//! Stories of a stream that comes in pieces.

use super::*;

fn told(pieces: &[&str]) -> Result<Vec<String>, Failure> {
    let mut lines = Lines::default();
    let mut told = Vec::new();
    for piece in pieces {
        lines.unread.extend_from_slice(piece.as_bytes());
        while let Some(data) = lines.event()? {
            told.push(data);
        }
    }
    Ok(told)
}

#[test]
fn an_event_is_told_once_it_is_whole_wherever_it_is_cut() {
    let stream = ":\r\n\r\nevent: prompts\r\ndata: {\"a\":\r\ndata: 1}\r\n\r\nevent:prompts\ndata:2\n\n";
    for cut in 0..stream.len() {
        assert_eq!(told(&[&stream[..cut], &stream[cut..]]).unwrap(), ["{\"a\":\n1}", "2"], "cut at {cut}");
    }
}

#[test]
fn comments_other_events_and_unfinished_ones_tell_nothing() {
    assert!(
        told(&[": still here\n\n", "event: other\ndata: 1\n\n", "data: 2\n\n", "event: prompts\ndata: 3\n"])
            .unwrap()
            .is_empty()
    );
}

#[test]
fn a_line_without_end_and_an_event_without_end_are_given_up() {
    let long = "x".repeat(LONGEST + 1);
    assert_eq!(told(&[&long]), Err(Failure::Strange));
    let line = format!("data: {}\n", "x".repeat(1000));
    assert_eq!(told(&vec![line.as_str(); LONGEST / 1000 + 1]), Err(Failure::Strange));
}
