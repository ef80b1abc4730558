//! How unusual is this visit, and why. Pure: no IO, no clock, no randomness.
//! What the answer leads to (which method, which page, which hold) is not here: that is `rules`.

mod assess;
mod day;
mod history;
mod place;
mod reason;
mod user_agent;
mod visit;

pub use assess::{Assessment, FAILURES_THAT_COUNT, RECENT_RECOVERY, Verdict, assess};
pub use day::Day;
pub use history::{COUNTRIES_KEPT, COUNTRY_DAYS, History, SeenCountry};
pub use place::{CountryCode, NotACountry, Place};
pub use reason::{CoarseReason, Reason};
pub use user_agent::{Browser, ClientHints, Description, Device, Os, UserAgent};
pub use visit::{AccountEvents, BrowserEvidence, Lapse, RecentFailures, Visit};

#[cfg(test)]
mod samples;
