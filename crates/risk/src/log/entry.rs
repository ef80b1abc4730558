//! One past sign-in, as a log tells it: fields become values. What is empty or a filler is left out, never
//! guessed; what cannot be what its column says is a fault.

use core::net::IpAddr;
use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::RandomState;

use super::column::Column;
use super::field::Fields;
use super::{Fault, Problem, Recorded, moment};
use crate::address::AddressParts;
use crate::{
    BrowserEvidence, ClientHints, CountryCode, Device, Key, NetworkKind, Place, Position, Signals,
    TokenEvidence, UserAgent, is_private,
};

/// So many different user agents are read once and remembered.
const MOST_AGENTS: usize = 1 << 15;

/// So many different groups and methods are kept once.
const MOST_TEXTS: usize = 1 << 12;

/// Longer ones are read anew each time: they are few.
const LONGEST_REMEMBERED: usize = 1_024;

/// The RBA data set fills gaps with owners from this number on; no real one is so high.
const FILLER_OWNERS: u32 = 500_000;

/// What became of the second step, where one was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecondStep {
    /// Passed.
    Passed,
    /// A wrong answer was given, or a prompt denied.
    Failed,
    /// Nothing was answered.
    Abandoned,
}

/// One past sign-in.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Its line in the log.
    pub line: u64,
    /// When, in Unix seconds.
    pub at: i64,
    /// Whose account.
    pub user: Box<str>,
    /// The country.
    pub country: Option<CountryCode>,
    /// Where the rules take it to come from.
    pub place: Place,
    /// The network owner.
    pub owner: Option<u32>,
    /// The address and its network, as keys.
    pub network: Option<(Key, Key)>,
    /// What kind of network.
    pub kind: NetworkKind,
    /// Where on the globe.
    pub position: Option<Position>,
    /// What the browser said it was; none if nothing.
    pub user_agent: Option<UserAgent>,
    /// Called a bot's.
    pub bot: bool,
    /// The right password was given.
    pub successful: bool,
    /// What became of the second step; none if the log does not say, or none was asked.
    pub second_step: Option<SecondStep>,
    /// Known to have been a thief.
    pub takeover: bool,
    /// Which browser it was, if the log tells one from another.
    pub browser: Option<Key>,
    /// What the log itself says of the browser's token.
    pub known: Option<TokenEvidence>,
    /// The account's groups, between semicolons.
    pub groups: Option<Arc<str>>,
    /// The account's methods, between semicolons; empty if it has none.
    pub methods: Option<Arc<str>>,
    /// Which attacker of an invented log.
    pub actor: Option<Arc<str>>,
    /// What the service itself recorded of it.
    pub recorded: Option<Box<Recorded>>,
}

impl Entry {
    /// The sign-in as the scored engine sees it, with a key for each thing. The token and the bursts are for
    /// whoever knows what came before.
    pub fn signals(&self) -> Signals {
        let agent = self.user_agent;
        Signals {
            country: self.country.map(|country| key(1, &country.letters().map(|letter| letter as u8))),
            owner: self.owner.map(|owner| key(2, &owner.to_le_bytes())),
            network: self.network.map(|(_, network)| network),
            system: agent.map(|agent| key(4, agent.os.code().as_bytes())),
            browser: agent.map(|agent| key(5, agent.browser.code().as_bytes())),
            version: agent.and_then(|agent| agent.major),
            kind: self.kind,
            position: self.position,
            ..Signals::at(self.at)
        }
    }

    /// Whether the sign-in ended, as far as is known: only then is anything learned from it.
    pub fn is_complete(&self) -> bool {
        !matches!(self.second_step, Some(SecondStep::Failed | SecondStep::Abandoned))
    }

    /// The same as the rules see it.
    pub(super) fn evidence(token: TokenEvidence) -> BrowserEvidence {
        match token {
            TokenEvidence::Known => BrowserEvidence::Known,
            TokenEvidence::Absent | TokenEvidence::NothingToShow => BrowserEvidence::Unknown,
        }
    }
}

/// FNV-1a, folded. No secret is needed: these keys never leave the memory of a rehearsal.
pub(super) fn key(kind: u8, bytes: &[u8]) -> Key {
    let hash = hash(kind, bytes);
    let [a, b, c, d, e, f, g, h] = hash.to_le_bytes();
    Key::new(u32::from_le_bytes([a, b, c, d]) ^ u32::from_le_bytes([e, f, g, h]))
}

pub(super) fn hash(kind: u8, bytes: &[u8]) -> u64 {
    std::iter::once(&kind)
        .chain(bytes)
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Turns fields into entries; remembers user agents, since reading one takes longer than all else.
#[derive(Debug, Default)]
pub(super) struct Entries {
    agents: HashMap<Box<[u8]>, UserAgent, RandomState>,
    /// Texts that many rows share.
    texts: HashMap<Box<[u8]>, Arc<str>, RandomState>,
    /// The log is the RBA data set, or written like it.
    pub(super) fillers: bool,
}

/// The fields of one record.
pub(super) struct Row<'a> {
    pub(super) record: &'a [u8],
    pub(super) fields: &'a Fields,
    pub(super) line: u64,
}

impl Row<'_> {
    fn get(&self, column: Column) -> &[u8] {
        self.fields.get(self.record, column)
    }

    fn not(&self, column: Column, wanted: &'static str) -> Fault {
        self.fields.fault(self.line, column, Problem::Value(column.name(), wanted))
    }

    /// A column's value; none if it is empty or says "unknown".
    fn value<T>(
        &self,
        column: Column,
        wanted: &'static str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, Fault> {
        let bytes = self.get(column);
        if bytes.is_empty() || bytes == b"-" {
            return Ok(None);
        }
        let value = std::str::from_utf8(bytes).ok().and_then(read);
        value.map(Some).ok_or_else(|| self.not(column, wanted))
    }

    fn is(&self, column: Column, otherwise: bool) -> Result<bool, Fault> {
        let said = self.value(column, "true or false", |text| match text.to_ascii_lowercase().as_str() {
            "true" | "1" | "1.0" | "yes" | "t" => Some(true),
            "false" | "0" | "0.0" | "no" | "f" => Some(false),
            _ => None,
        })?;
        Ok(said.unwrap_or(otherwise))
    }
}

impl Entries {
    pub(super) fn entry(&mut self, row: &Row<'_>) -> Result<Entry, Fault> {
        let missing = |column: Column| row.fields.fault(row.line, column, Problem::Missing(column.name()));
        for needed in [Column::Time, Column::User] {
            if row.get(needed).is_empty() {
                return Err(missing(needed));
            }
        }
        let at = moment::read(row.get(Column::Time));
        let at = at.ok_or_else(|| row.not(Column::Time, "a time from 1970 to 2299"))?;
        let address = row.value(Column::Address, "an IP address", |text| text.parse::<IpAddr>().ok())?;
        let country = country(row)?;
        let owner = row.value(Column::Owner, "a number of a network owner", owner)?;
        let agent = row.get(Column::UserAgent);
        let agent = (!agent.is_empty() && agent != b"-").then(|| self.agent(agent));
        let is_bot = row.get(Column::DeviceType).eq_ignore_ascii_case(b"bot");
        let token = row.get(Column::BrowserToken);
        Ok(Entry {
            line: row.line,
            at,
            user: String::from_utf8_lossy(row.get(Column::User)).into(),
            country,
            place: place(country, address, row.fields.has(Column::Country)),
            owner: owner.filter(|owner| !self.fillers || *owner < FILLER_OWNERS),
            network: address.and_then(network),
            kind: row
                .value(Column::NetworkKind, "ordinary, hosting or tor", kind)?
                .unwrap_or(NetworkKind::Ordinary),
            position: position(row)?,
            user_agent: agent,
            bot: is_bot || agent.is_some_and(|agent| agent.device == Device::Bot),
            successful: row.is(Column::Successful, true)?,
            second_step: row
                .value(Column::SecondStep, "passed, failed, abandoned or none", second_step)?
                .flatten(),
            takeover: row.is(Column::Takeover, false)?,
            browser: (!token.is_empty() && token != b"-").then(|| key(6, token)),
            known: row.value(Column::KnownBrowser, "known, absent or nothing_to_show", known)?,
            groups: self.text(row, Column::Groups),
            methods: self.text(row, Column::Methods),
            actor: self.text(row, Column::Actor).filter(|actor| !actor.is_empty()),
            recorded: row.value(Column::Decision, "a decision as the service exports it", recorded)?,
        })
    }

    fn text(&mut self, row: &Row<'_>, column: Column) -> Option<Arc<str>> {
        if !row.fields.has(column) {
            return None;
        }
        let bytes = row.get(column);
        if let Some(text) = self.texts.get(bytes) {
            return Some(Arc::clone(text));
        }
        let text: Arc<str> = String::from_utf8_lossy(bytes).into();
        if bytes.len() <= LONGEST_REMEMBERED {
            if self.texts.len() >= MOST_TEXTS {
                self.texts.clear();
            }
            self.texts.insert(bytes.into(), Arc::clone(&text));
        }
        Some(text)
    }

    fn agent(&mut self, header: &[u8]) -> UserAgent {
        if let Some(known) = self.agents.get(header) {
            return *known;
        }
        let read = UserAgent::read(header, &ClientHints::default());
        if header.len() <= LONGEST_REMEMBERED {
            if self.agents.len() >= MOST_AGENTS {
                self.agents.clear();
            }
            self.agents.insert(header.into(), read);
        }
        read
    }
}

fn country(row: &Row<'_>) -> Result<Option<CountryCode>, Fault> {
    let read = |text: &str| match text.to_ascii_uppercase().as_str() {
        "XX" | "ZZ" => Some(None),
        code => code.parse().ok().map(Some),
    };
    Ok(row.value(Column::Country, "a country code of two letters", read)?.flatten())
}

fn place(country: Option<CountryCode>, address: Option<IpAddr>, is_told: bool) -> Place {
    match (country, address) {
        (Some(country), _) => Place::Country(country),
        (None, Some(address)) if is_private(address) => Place::Private,
        (None, _) if is_told => Place::Missing,
        (None, _) => Place::NotConfigured,
    }
}

/// `2119`, `AS2119`, and `2119.0` as spreadsheets write it.
fn owner(text: &str) -> Option<u32> {
    let digits = text.strip_prefix("AS").or_else(|| text.strip_prefix("as")).unwrap_or(text);
    digits.strip_suffix(".0").unwrap_or(digits).parse().ok()
}

fn kind(text: &str) -> Option<NetworkKind> {
    match text {
        "ordinary" => Some(NetworkKind::Ordinary),
        "hosting" | "vpn" => Some(NetworkKind::Hosting),
        "tor" => Some(NetworkKind::Tor),
        _ => None,
    }
}

fn recorded(text: &str) -> Option<Box<Recorded>> {
    serde_json::from_str(text).ok()
}

fn second_step(text: &str) -> Option<Option<SecondStep>> {
    match text.to_ascii_lowercase().as_str() {
        "passed" => Some(Some(SecondStep::Passed)),
        "failed" | "denied" => Some(Some(SecondStep::Failed)),
        "abandoned" => Some(Some(SecondStep::Abandoned)),
        "none" => Some(None),
        _ => None,
    }
}

fn known(text: &str) -> Option<TokenEvidence> {
    match text.to_ascii_lowercase().as_str() {
        "known" | "true" | "yes" | "1" => Some(TokenEvidence::Known),
        "absent" | "false" | "no" | "0" => Some(TokenEvidence::Absent),
        "nothing_to_show" => Some(TokenEvidence::NothingToShow),
        _ => None,
    }
}

fn position(row: &Row<'_>) -> Result<Option<Position>, Fault> {
    let degrees = |column, most: f64| {
        row.value(column, "a number of degrees", |text| {
            text.parse::<f64>().ok().filter(|degrees| degrees.abs() <= most)
        })
    };
    let (north, east) = (degrees(Column::North, 90.0)?, degrees(Column::East, 180.0)?);
    Ok(north.zip(east).and_then(|(north, east)| Position::of_degrees(north, east)))
}

/// The keys of an address and of its network.
fn network(address: IpAddr) -> Option<(Key, Key)> {
    let parts = AddressParts::of(address)?;
    Some((key(7, parts.address()), key(3, parts.network())))
}
