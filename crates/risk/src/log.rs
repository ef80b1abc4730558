//! Logs of past sign-ins, and rehearsing a policy on them: bytes come in, entries, faults and decisions come
//! out. The same log and policy give the same decisions on every machine. Opening files, counting for people
//! and drawing are not here, and neither is any notion of methods: that column is handed on as it stands.

mod column;
mod entry;
mod fault;
mod field;
mod json;
mod moment;
mod reader;
mod record;
mod recorded;
mod rehearsal;
mod seen;
mod shelf;
mod table;
mod write;

pub use entry::{Entry, SecondStep};
pub use fault::{Fault, Problem};
pub use moment::date;
pub use reader::Reader;
pub use recorded::Recorded;
pub use rehearsal::{Judged, Rehearsal, Rules, Step};
pub use write::{DAYS_OF_A_YEAR, Heading, attempt_line, line, poisoning_line};

#[cfg(test)]
#[path = "log_tests.rs"]
mod tests;
