//! Files that change while the service runs.

use super::*;
use crate::edge::places::fixture::{Folder, Value, mmdb, nested};
use risk::{NetworkKind, Place, Whereabouts};

/// Looks until what changed is at rest.
fn look_twice(files: &mut [Followed]) -> Option<Data> {
    assert!(look(files).is_none(), "what changed just now may still be written");
    look(files)
}

fn of(data: &Data, address: &str) -> Whereabouts {
    data.of(Some(address.parse().unwrap()))
}

fn five(folder: &Folder) -> PlaceFiles {
    PlaceFiles {
        countries: vec![folder.put("c.mmdb", mmdb(4, &[("1.0.0.0/8", nested("NO"))]))],
        network_owners: vec![folder.put("o.csv", "1.0.0.0/8,64500")],
        hosting_networks: vec![folder.put("h.txt", "1.1.0.0/16")],
        vpn_networks: vec![folder.put("v.txt", "1.2.0.0/16")],
        tor_exits: vec![folder.put("t.txt", "1.3.0.1")],
    }
}

#[test]
fn a_file_of_each_kind_is_read_again_when_it_changed() {
    let folder = Folder::new();
    let mut files = open(&five(&folder)).unwrap();
    assert!(look(&mut files).is_none() && look(&mut files).is_none(), "nothing changed");
    folder.put("c.mmdb", mmdb(4, &[("1.0.0.0/8", nested("SE"))]));
    let news = look_twice(&mut files).unwrap();
    assert_eq!(of(&news, "1.9.0.1").place, Place::Country("SE".parse().unwrap()));
    assert_eq!(of(&news, "1.9.0.1").owner, Some(64_500), "the others stay");
    folder.put("o.csv", "1.0.0.0/8,64501");
    assert_eq!(of(&look_twice(&mut files).unwrap(), "1.9.0.1").owner, Some(64_501));
    let asn = Value::Map(vec![("asn", Value::Number(64_502))]);
    folder.put("o.csv", mmdb(4, &[("1.0.0.0/8", asn)]));
    assert_eq!(of(&look_twice(&mut files).unwrap(), "1.9.0.1").owner, Some(64_502), "a table became an MMDB");
    for (name, list, address, kind) in [
        ("h.txt", "AS64502", "1.9.0.1", NetworkKind::Hosting),
        ("h.txt", "9.0.0.1", "1.9.0.1", NetworkKind::Ordinary),
        ("v.txt", "1.9.0.1", "1.9.0.1", NetworkKind::Hosting),
        ("t.txt", "1.9.0.1\n1.9.0.2", "1.9.0.1", NetworkKind::Tor),
    ] {
        folder.put(name, list);
        assert_eq!(of(&look_twice(&mut files).unwrap(), address).kind, kind, "{name}: {list}");
    }
    assert!(look(&mut files).is_none(), "nothing changed any more");
}

#[test]
fn a_file_that_is_put_in_the_place_of_another_is_a_change() {
    let folder = Folder::new();
    let mut files = open(&five(&folder)).unwrap();
    fs::rename(folder.put("new", "1.3.0.2"), folder.path("t.txt")).unwrap();
    assert_eq!(of(&look_twice(&mut files).unwrap(), "1.3.0.2").kind, NetworkKind::Tor);
}

#[test]
fn a_file_that_is_being_written_is_left_until_it_is_at_rest() {
    let folder = Folder::new();
    let mut files = open(&five(&folder)).unwrap();
    for half in ["1", "1.3.0.1\n1.", "1.3.0.1\n1.3.0.2\n1.3"] {
        folder.put("t.txt", half);
        assert!(look(&mut files).is_none());
    }
    folder.put("t.txt", "1.3.0.1\n1.3.0.2\n1.3.0.3\n");
    assert_eq!(of(&look_twice(&mut files).unwrap(), "1.3.0.3").kind, NetworkKind::Tor);
}

#[test]
fn a_broken_file_changes_nothing_until_it_is_whole_again() {
    let folder = Folder::new();
    let mut files = open(&five(&folder)).unwrap();
    for name in ["c.mmdb", "o.csv", "h.txt", "v.txt", "t.txt"] {
        folder.put(name, "nonsense");
    }
    assert!(look_twice(&mut files).is_none());
    fs::remove_file(folder.path("t.txt")).unwrap();
    assert!(look_twice(&mut files).is_none());
    let old = data(&files);
    assert_eq!((of(&old, "1.3.0.1").kind, of(&old, "1.3.0.1").owner), (NetworkKind::Tor, Some(64_500)));
    assert_eq!(of(&old, "1.3.0.1").place, Place::Country("NO".parse().unwrap()));
    folder.put("t.txt", "1.3.0.9");
    let news = look_twice(&mut files).unwrap();
    assert_eq!(of(&news, "1.3.0.9").kind, NetworkKind::Tor);
    assert_eq!(of(&news, "1.1.0.1").kind, NetworkKind::Hosting, "the broken ones are as they were");
}

#[tokio::test]
async fn those_who_ask_see_the_new_file_and_nobody_looks_once_none_asks() {
    let folder = Folder::new();
    let files = open(&five(&folder)).unwrap();
    let current = Arc::new(ArcSwap::from_pointee(data(&files)));
    let task = tokio::spawn(keep_looking(Duration::from_millis(1), files, Arc::downgrade(&current)));
    folder.put("t.txt", "1.3.0.77");
    while of(&current.load(), "1.3.0.77").kind != NetworkKind::Tor {
        tokio::task::yield_now().await;
    }
    drop(current);
    task.await.unwrap();
}
