//! Keys of parts differ from keys of wholes, and versions can be put in order.

use std::collections::BTreeSet;

use super::Key;

#[test]
fn the_same_owner_in_two_countries_has_two_keys() {
    let owner = Key::new(64_496);
    let keys: BTreeSet<Key> = (0..1_000).map(|country| owner.within(Some(Key::new(country)))).collect();
    assert_eq!(keys.len(), 1_000);
    assert_eq!(owner.within(None), owner);
}

#[test]
fn a_part_and_its_whole_cannot_be_swapped() {
    assert_ne!(Key::new(1).within(Some(Key::new(2))), Key::new(2).within(Some(Key::new(1))));
}

#[test]
fn a_version_is_read_back_from_its_own_browser_only() {
    let (firefox, safari) = (Key::new(0xaaaa_1111), Key::new(0xbbbb_2222));
    assert_eq!(firefox.version(125).version_of(firefox), Some(125));
    assert_eq!(firefox.version(125).version_of(safari), None);
    assert_eq!(firefox.version(u16::MAX).version_of(firefox), Some(u16::MAX));
}
