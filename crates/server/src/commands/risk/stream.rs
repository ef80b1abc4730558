//! A log on its way from a file into a rehearsal: read and parsed in one thread, judged in another, a few pieces in
//! memory at a time. Lines that cannot be read are told and counted, or end it, as the operator asked.

use std::collections::HashSet;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};

use anyhow::{Context as _, bail};
use clap::{Args, ValueEnum};
use risk::log::{Entry, Fault, Reader};

use super::policy;
use super::progress::Progress;
use super::words::thousands;

/// Bytes read at once.
const PIECE: usize = 1 << 18;
/// Rows that are handed on together: so many that what they ask of memory comes at once, so few that it still is at hand
/// when they are judged.
const TOGETHER: usize = 64;
/// Pieces that wait to be judged.
const WAITING: usize = 8;
/// Faults that are told one by one.
const TOLD: u64 = 10;

/// Where the log is and how it is read.
#[derive(Debug, Args)]
pub(super) struct LogOptions {
    /// What to do at a line that cannot be read: pass over it and count it, or stop.
    #[arg(long, value_name = "WHAT", default_value = "skip")]
    on_error: OnError,
    /// Leave out this account, such as a robot that signs in every second. May be given again.
    #[arg(long, value_name = "USER")]
    without: Vec<String>,
    /// Where the log tells no browser from another: take the same browser on the same system for the same one. Without
    /// it every browser then counts as unknown.
    #[arg(long)]
    same_browser_by_user_agent: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum OnError {
    Skip,
    Stop,
}

/// How the reading went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Gone {
    /// Lines that could not be read.
    pub(super) broken: u64,
    /// Rows of accounts that were to be left out.
    pub(super) left_out: u64,
}

/// What came out of a piece, and how many bytes have been read by then.
#[derive(Debug, Default)]
struct Batch {
    bytes: u64,
    entries: Vec<Entry>,
    faults: Vec<Fault>,
    left_out: u64,
}

impl LogOptions {
    pub(super) fn by_user_agent(&self) -> bool {
        self.same_browser_by_user_agent
    }

    /// Hands every entry of the log on, in its order, some at a time.
    pub(super) fn each(&self, log: &Path, take: impl FnMut(&[Entry])) -> anyhow::Result<Gone> {
        let (source, size): (Box<dyn Read + Send>, Option<u64>) = if log == Path::new("-") {
            (Box::new(std::io::stdin()), None)
        } else {
            let file = File::open(log).with_context(|| format!("{} cannot be read", log.display()))?;
            let size = file.metadata().ok().map(|data| data.len());
            (Box::new(file), size)
        };
        self.read(source, size, log, take)
    }

    fn read(
        &self,
        mut source: Box<dyn Read + Send>,
        size: Option<u64>,
        log: &Path,
        take: impl FnMut(&[Entry]),
    ) -> anyhow::Result<Gone> {
        let mut progress = Progress::of(size);
        let (sender, receiver) = sync_channel(WAITING);
        let (used, empties) = channel();
        let outcome = std::thread::scope(|scope| {
            let reading = scope.spawn(move || self.parse(&mut source, &sender, &empties));
            // Dropped before the join: a reader that waits for room must not wait for ever.
            let taken = self.take(receiver, &used, log, &mut progress, take);
            let read = reading.join().unwrap_or_else(|_| Err(std::io::Error::other("the reader has failed")));
            taken.and_then(|gone| {
                read.with_context(|| format!("{} cannot be read to its end", shown(log)))?;
                Ok(gone)
            })
        });
        progress.end();
        outcome
    }

    fn take(
        &self,
        receiver: Receiver<Batch>,
        used: &Sender<Batch>,
        log: &Path,
        progress: &mut Progress,
        mut take: impl FnMut(&[Entry]),
    ) -> anyhow::Result<Gone> {
        let mut gone = Gone::default();
        let mut rows = 0;
        for batch in receiver {
            for fault in &batch.faults {
                if self.on_error == OnError::Stop || fault.problem.ends_the_log() {
                    progress.end();
                    bail!("{}: {fault}", shown(log));
                }
                gone.broken += 1;
                tell(log, fault, gone.broken, progress);
            }
            batch.entries.chunks(TOGETHER).for_each(&mut take);
            gone.left_out += batch.left_out;
            rows += u64::try_from(batch.entries.len()).unwrap_or_default();
            progress.at(batch.bytes, rows);
            // Given back to whoever made it: what one thread asks for and another lets go is dear. If nobody is there any
            // more, it just goes.
            let _unwanted = used.send(batch);
        }
        if gone.broken > TOLD {
            complain(&format!("{}: {} lines could not be read", shown(log), thousands(gone.broken)));
        }
        Ok(gone)
    }

    fn parse(
        &self,
        source: &mut dyn Read,
        sender: &SyncSender<Batch>,
        empties: &Receiver<Batch>,
    ) -> std::io::Result<()> {
        let without: HashSet<&str> = self.without.iter().map(String::as_str).collect();
        let mut reader = Reader::default();
        let mut piece = vec![0; PIECE];
        let mut bytes = 0;
        loop {
            let length = match source.read(&mut piece) {
                Ok(length) => length,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            match piece.get(..length) {
                Some(read) if length > 0 => reader.feed(read),
                _ => reader.end(),
            }
            bytes += u64::try_from(length).unwrap_or_default();
            let mut batch = empties.try_recv().unwrap_or_default();
            batch.fill(bytes, &without, &mut reader);
            // Whoever judged has stopped: so does the reading.
            if sender.send(batch).is_err() || length == 0 {
                return Ok(());
            }
        }
    }
}

impl Batch {
    fn fill(&mut self, bytes: u64, without: &HashSet<&str>, reader: &mut Reader) {
        self.bytes = bytes;
        self.entries.clear();
        self.faults.clear();
        self.left_out = 0;
        for read in std::iter::from_fn(|| reader.next_entry()) {
            match read {
                Ok(entry) if !without.is_empty() && without.contains(entry.user.as_ref()) => {
                    self.left_out += 1;
                }
                Ok(entry) => self.entries.push(entry),
                Err(fault) => self.faults.push(fault),
            }
        }
    }
}

fn tell(log: &Path, fault: &Fault, number: u64, progress: &Progress) {
    if number <= TOLD {
        progress.end();
        let more = if number == TOLD { " (more are only counted)" } else { "" };
        complain(&format!("{}: {fault}; passed over{more}", shown(log)));
    }
}

fn complain(line: &str) {
    use std::io::Write as _;
    // Nothing is left to do if even standard error is gone.
    let _told = writeln!(std::io::stderr(), "{line}");
}

/// What a log is called in reports: without the folders, so that they are the same wherever it stands.
pub(super) fn name(log: &Path) -> String {
    if log == Path::new("-") { shown(log) } else { policy::name(log) }
}

/// A log with its folders, for whoever has to find it.
fn shown(log: &Path) -> String {
    if log == Path::new("-") { "standard input".to_owned() } else { log.display().to_string() }
}
