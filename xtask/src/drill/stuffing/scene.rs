//! Where the stuffing drill takes place: a country whose people are at home with three providers, and in the same country a
//! company that rents servers, from whose network the attack comes and other people sign in too. Addresses are those set aside
//! for benches (RFC 2544), as text in a header that a trusted proxy sends; nothing is ever sent to them.

use std::net::Ipv4Addr;
use std::path::Path;

use anyhow::Result;

use crate::mmdb;

/// The providers' systems are this one and the next two.
const PROVIDERS: u32 = 64_500;
/// The company's.
const COMPANY: u32 = 64_510;

/// What of an operator's data on addresses the site has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Data {
    /// Countries, network owners and a list of hosting companies.
    Everything,
    /// Countries alone.
    Countries,
}

/// Where somebody lives: on a network that few others live on, with one of three providers.
pub(super) fn home(number: usize) -> Ipv4Addr {
    Ipv4Addr::new(198, 18, byte(number % 3 * 64 + number / 3 % 64), byte(7 + number / 192))
}

/// One of the attackers' addresses, two on a network.
pub(super) fn attacker(number: usize) -> Ipv4Addr {
    Ipv4Addr::new(198, 19, byte(number / 2 % 100), byte(10 + number % 2))
}

/// An address in one of the attackers' networks that no attacker uses.
pub(super) fn beside_attacker(number: usize, addresses: usize) -> Ipv4Addr {
    let networks = addresses.div_ceil(2).min(100);
    Ipv4Addr::new(198, 19, byte(number % networks), byte(100 + number / networks))
}

/// An address of the same company in one of a hundred networks that no attacker uses.
pub(super) fn of_the_company(drawn: u32) -> Ipv4Addr {
    let drawn = usize::try_from(drawn).unwrap_or_default();
    Ipv4Addr::new(198, 19, byte(100 + drawn % 100), byte(1 + drawn / 100 % 250))
}

fn byte(number: usize) -> u8 {
    u8::try_from(number % 256).unwrap_or_default()
}

/// Writes the operator's files into a folder; the settings that name them.
pub(super) fn files(folder: &Path, data: Data) -> Result<Vec<String>> {
    let networks = [(Ipv4Addr::new(198, 18, 0, 0), 16), (Ipv4Addr::new(198, 19, 0, 0), 16)];
    let networks = networks.map(|(first, prefix)| (u128::from(first.to_bits()) << 96, prefix));
    let put = |key: &str, name: &str, content: &[u8]| -> Result<String> {
        let path = folder.join(name);
        std::fs::write(&path, content)?;
        Ok(format!("files.{key} = \"{}\"", path.display()))
    };
    let mut settings = vec![put("countries", "countries.mmdb", &mmdb::country(4, &networks, "ES")?)?];
    if data == Data::Everything {
        let providers = (0..3).map(|number| format!("198.18.{}.0/18,{}\n", number * 64, PROVIDERS + number));
        let owners: String = providers.chain([format!("198.19.0.0/16,{COMPANY}\n")]).collect();
        settings.push(put("network_owners", "owners.csv", owners.as_bytes())?);
        settings.push(put("hosting_networks", "hosting.txt", format!("AS{COMPANY}\n").as_bytes())?);
    }
    Ok(settings)
}

/// What people sign in with; the first is by far the commonest, and the attackers' too.
pub(super) fn user_agent(number: usize) -> &'static str {
    const CHROME: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
    const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
    const SAFARI: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) \
                          Version/18.5 Mobile/15E148 Safari/604.1";
    match number % 5 {
        3 => FIREFOX,
        4 => SAFARI,
        _ => CHROME,
    }
}
