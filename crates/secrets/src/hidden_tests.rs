//! Names are kept apart by what they name and by whose keys gave them, and stay the same.

use std::collections::BTreeSet;

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng as _;

use super::Seen;
use crate::Keys;

fn keys(seed: u64) -> Keys {
    Keys::generate(&mut ChaCha20Rng::seed_from_u64(seed))
}

#[test]
fn the_same_thing_has_the_same_name_and_nothing_else_has_it() {
    let kinds = [
        Seen::Country,
        Seen::NetworkOwner,
        Seen::Network,
        Seen::System,
        Seen::Browser,
        Seen::Address,
        Seen::Account,
    ];
    let hidden = keys(1).hidden();
    let names: BTreeSet<u32> = kinds.iter().map(|kind| hidden.name(*kind, b"ES")).collect();
    assert_eq!(names.len(), kinds.len());
    assert_eq!(keys(1).hidden().name(Seen::Country, b"ES"), hidden.name(Seen::Country, b"ES"));
    assert_ne!(keys(2).hidden().name(Seen::Country, b"ES"), hidden.name(Seen::Country, b"ES"));
}
