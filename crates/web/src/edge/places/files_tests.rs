//! Files that are good for their purpose, and those that are refused with what to do.

use super::*;
use crate::edge::places::fixture::{Folder, MADE, Value, mmdb, nested};

fn refusal(purpose: Purpose, file: &Path) -> String {
    look_into(purpose, file).unwrap_err().to_string()
}

#[test]
fn a_file_that_cannot_be_used_is_named_with_its_key_and_line() {
    let folder = Folder::new();
    let gone = refusal(Purpose::Countries, &folder.path("gone.mmdb"));
    assert!(
        gone.contains("gone.mmdb (files.countries): cannot be read") && gone.contains("ours to read"),
        "{gone}"
    );
    let text = refusal(Purpose::Countries, &folder.put("text.mmdb", "1.0.0.0,1.0.0.255,64500"));
    assert!(text.contains("is no whole MMDB file") && text.contains("get it anew"), "{text}");
    let list = refusal(Purpose::TorExits, &folder.put("exits.txt", "192.0.2.1\nAS64500\n"));
    assert!(list.contains("exits.txt (files.tor_exits): line 2: wanted is one address or network"), "{list}");
    let table = refusal(Purpose::NetworkOwners, &folder.put("owners.csv", "1.0.0.0,1.0.0.255,me"));
    assert!(table.contains("(files.network_owners): line 1: wanted is `first address,"), "{table}");
    for purpose in [Purpose::NetworkOwners, Purpose::HostingNetworks, Purpose::VpnNetworks, Purpose::TorExits]
    {
        let empty = refusal(purpose, &folder.put("empty.txt", "# nothing yet\n"));
        assert!(empty.contains(purpose.key()) && empty.contains("holds nothing"), "{empty}");
    }
}

#[test]
fn a_file_is_known_by_its_age_and_by_what_it_tells() {
    let folder = Folder::new();
    let countries = folder.put("c.mmdb", mmdb(4, &[("1.0.0.0/8", nested("NO"))]));
    let holds = Holds::Mmdb { countries: true, positions: false, owners: false };
    assert_eq!(look_into(Purpose::Countries, &countries).unwrap(), About { made_at: MADE.into(), holds });
    let owner = Value::Map(vec![("asn", Value::Number(64_500))]);
    let owners = folder.put("o.mmdb", mmdb(4, &[("1.0.0.0/8", owner)]));
    let holds = Holds::Mmdb { countries: false, positions: false, owners: true };
    assert_eq!(look_into(Purpose::NetworkOwners, &owners).unwrap(), About { made_at: MADE.into(), holds });
    let list = folder.put("l.txt", "192.0.2.1\n192.0.2.9\nAS64500");
    let old = UNIX_EPOCH + std::time::Duration::from_secs(1_700_000_000);
    File::options().write(true).open(&list).unwrap().set_modified(old).unwrap();
    let about = About { made_at: 1_700_000_000, holds: Holds::Rows(3) };
    assert_eq!(look_into(Purpose::VpnNetworks, &list).unwrap(), about);
}
