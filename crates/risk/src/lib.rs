//! How unusual is this visit, and why. Pure: no IO, no clock, no randomness.
//! What the answer leads to (which method, which page, which hold) is not here: that is `rules`.

mod address;
mod assess;
mod budget;
mod bursts;
mod bytes;
mod day;
mod decide;
mod factor;
pub mod generate;
mod group;
mod history;
mod key;
pub mod log;
mod place;
mod profile;
mod reason;
mod score;
mod signals;
mod statistics;
mod user_agent;
mod visit;
mod whereabouts;

pub use address::AddressParts;
pub use assess::{Assessment, FAILURES_THAT_COUNT, RECENT_RECOVERY, Verdict, assess};
pub use budget::{AccountClass, SCORES_TO_LEARN, ScoreCounts, THRESHOLD_WHILE_LEARNING, Threshold};
pub use bursts::Bursts;
pub use bytes::Unreadable;
pub use day::Day;
pub use decide::{BadPolicy, Evidence, GRACE, Grounds, Judgement, Passed, Policy, UnknownBrowser, decide};
pub use factor::{Factor, Part};
pub use group::GroupRule;
pub use history::{COUNTRIES_KEPT, COUNTRY_DAYS, History, SeenCountry};
pub use key::Key;
pub use place::{CountryCode, NotACountry, Place};
pub use profile::{HALF_LIFE_DAYS, KEPT_PER_LEVEL, LARGEST_BLOB, LastPlace, Lesson, Profile};
pub use reason::{CoarseReason, Reason};
pub use score::{Formula, REASON, Score, score};
pub use signals::{Burst, NetworkKind, Position, Signals, TokenEvidence};
pub use statistics::Statistics;
pub use user_agent::{Browser, ClientHints, Description, Device, Os, UserAgent};
pub use visit::{AccountEvents, BrowserEvidence, Lapse, RecentFailures, Visit};
pub use whereabouts::{Whereabouts, is_private};

#[cfg(test)]
mod samples;
