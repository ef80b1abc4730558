//! Who is asking, from what the edge saw to what the rules are told.

use std::net::IpAddr;

use risk::{Place, UserAgent, Whereabouts};
use rules::account::Account;
use rules::browser::StoredBrowser;
use rules::event::Origin;
use rules::facts::{AccountFacts, BrowserFacts, Caller};
use rules::id::{AccountId, BrowserId, MethodId};
use rules::prompt::Prompt;
use rules::time::{DAY, Time};
use secrets::Keys;
use secrets::browser::MARK;
use secrets::bucket::LookupKind;
use secrets::token::{Ref, Token};

use crate::house::House;

/// A request's sender.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// The client's address; none: it could not be told.
    pub ip: Option<IpAddr>,
    /// The client's address as text; none: it could not be told, which is itself unusual.
    pub address: Option<String>,
    /// The client's network (IPv4 address, IPv6 /64) as text.
    pub network: Option<String>,
    /// What the browser says it is.
    pub user_agent: UserAgent,
    /// Where it is, and in whose network.
    pub whereabouts: Whereabouts,
    /// The known-browser tokens it sent, one per account at most.
    pub browsers: Vec<String>,
    /// What it kept of a link that it opened before it signed in.
    pub opened_link: Option<String>,
    /// The phone that it says it is; it proves nothing.
    pub own_phone: Option<String>,
    /// The language it asks for (BCP 47), for new accounts.
    pub locale: Option<String>,
}

/// A known-browser token as it was presented: one that this house gave to this account, be it long ago.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Presented {
    pub(crate) browser: BrowserId,
    pub(crate) hash: String,
}

impl House {
    pub(crate) fn caller(&self, visitor: &Visitor, now: Time) -> Caller {
        let network = visitor.network.as_deref().unwrap_or("unknown");
        let hash = self.keys.lookup_hash(LookupKind::Name, &format!("network {network}"));
        let country = match visitor.whereabouts.place {
            Place::Country(country) => Some(country),
            _ => None,
        };
        let (signals, address) =
            self.engine.signals(visitor.ip, visitor.user_agent, visitor.whereabouts, now);
        Caller {
            origin: Origin {
                user_agent: visitor.user_agent,
                country,
                address: visitor.address.clone().unwrap_or_default(),
            },
            place: visitor.whereabouts.place,
            network: format!("{hash}/{}", now.0.div_euclid(DAY)),
            signals,
            address,
            own_phone: visitor
                .own_phone
                .as_deref()
                .and_then(|text| Ref::parse(&self.keys, text))
                .map(|phone| MethodId::from_bytes(phone.id)),
        }
    }

    /// Who asked by a prompt, as it was written down with it.
    pub(crate) fn caller_of(&self, prompt: &Prompt, now: Time) -> Caller {
        let place = prompt.origin.country.map_or(Place::Missing, Place::Country);
        let whereabouts = Whereabouts::only(place);
        let (signals, _) = self.engine.signals(None, prompt.origin.user_agent, whereabouts, now);
        Caller {
            origin: prompt.origin.clone(),
            place,
            network: prompt.network.clone(),
            signals,
            address: None,
            own_phone: None,
        }
    }

    /// What a browser keeps of a link that it opened without a session.
    pub(crate) fn opened_link(&self, account: &Account, now: Time) -> String {
        self.keys.opened(account.id.bytes(), account.generation, now.0)
    }

    /// When it opened a link of this account, whose generation is still the same.
    pub(crate) fn link_opened_at(&self, visitor: &Visitor, account: Option<&AccountFacts>) -> Option<Time> {
        let Account { id, generation, .. } = &account?.stored.account;
        self.keys.opened_at(id.bytes(), *generation, visitor.opened_link.as_deref()?).map(Time)
    }

    /// The browser that the first token names, whosever it is; it proves nothing.
    pub(crate) fn first_browser(visitor: &Visitor) -> Option<BrowserId> {
        visitor.browsers.iter().find_map(|text| text.split_once('_')?.0.parse().ok())
    }

    /// The token among those sent that is of this account.
    pub(crate) fn presented(&self, visitor: &Visitor, account: AccountId) -> Option<Presented> {
        visitor.browsers.iter().find_map(|text| read_browser(&self.keys, account, text))
    }
}

/// A known browser's token as its browser keeps it: its id, our mark, the token. `given`: id and token, as the rules give
/// them out.
pub(crate) fn marked_browser(keys: &Keys, account: AccountId, given: &str) -> Option<String> {
    let (id, token) = given.split_once('_')?;
    let browser: BrowserId = id.parse().ok()?;
    Some(format!("{id}_{}{token}", keys.browser_mark(account.bytes(), browser.bytes())))
}

fn read_browser(keys: &Keys, account: AccountId, text: &str) -> Option<Presented> {
    let (id, rest) = text.split_once('_')?;
    let browser: BrowserId = id.parse().ok()?;
    let (mark, token) = rest.split_at_checked(MARK)?;
    let parsed = Token::parse(keys, token)?;
    let ours =
        parsed.account == *account.bytes() && keys.browser_matches(account.bytes(), browser.bytes(), mark);
    ours.then_some(Presented { browser, hash: parsed.hash })
}

/// What a presented token proves, given the row it names.
pub(crate) fn judged(
    presented: Option<String>,
    stored: Option<StoredBrowser>,
    now: Time,
) -> Option<BrowserFacts> {
    let (presented, stored) = (presented?, stored?);
    let says = stored.browser.judge(&presented, now);
    Some(BrowserFacts { stored, presented, says })
}

#[cfg(test)]
#[path = "caller_tests.rs"]
mod tests;
