//! Blobs stay what they were, whatever happens to the others.

use super::{Shelf, Slot};
use crate::generate::Draw;

#[test]
fn every_blob_is_found_as_it_was_put_however_the_others_grow_and_shrink() {
    let (mut shelf, mut draw) = (Shelf::default(), Draw::new(1, 0));
    let mut blobs: Vec<(Slot, Vec<u8>)> = vec![(Slot::default(), Vec::new()); 50];
    for round in 0..5_000_u32 {
        let at = draw.below(50) as usize;
        let length = draw.below(700) as usize;
        let bytes: Vec<u8> = round.to_le_bytes().into_iter().cycle().take(length).collect();
        let slot = shelf.put(blobs[at].0, &bytes);
        blobs[at] = (slot, bytes);
        assert!(blobs.iter().all(|(slot, bytes)| shelf.get(*slot) == bytes), "round {round}");
    }
    // Places are used again: the rows hold no more than the largest number that stood in each at once.
    let held: usize = shelf.rows.iter().map(|row| row.bytes.len()).sum();
    assert!(held < 22 * 51 * 700, "{held}");
}
