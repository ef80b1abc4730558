//! A visit and a history for the tests to start from: an ordinary one, of somebody at home.

use crate::{
    AccountEvents, BrowserEvidence, ClientHints, CountryCode, History, Place, RecentFailures, UserAgent,
    Visit,
};

/// A Monday morning.
pub(crate) const NOW: i64 = 1_790_000_000;

pub(crate) const HOUR: i64 = 3_600;

pub(crate) const DAY: i64 = 24 * HOUR;

pub(crate) fn country(code: &str) -> CountryCode {
    code.parse().unwrap()
}

/// The owner at home on the browser she always uses.
pub(crate) fn usual_visit() -> Visit {
    let firefox = b"Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:125.0) Gecko/20100101 Firefox/125.0";
    Visit {
        at: NOW,
        browser: BrowserEvidence::Known,
        place: Place::Country(country("ES")),
        user_agent: UserAgent::read(firefox, &ClientHints::default()),
        failures: RecentFailures::default(),
        account: AccountEvents::default(),
    }
}

/// One completed sign-in from home, a week ago.
pub(crate) fn usual_history() -> History {
    History::default().learn(&Visit { at: NOW - 7 * DAY, ..usual_visit() })
}
