//! A log on its way from a file into a rehearsal: read and parsed in one thread, judged in another, a few pieces in
//! memory at a time. Lines that cannot be read are told and counted, or end it, as the operator asked.

use std::collections::HashSet;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use anyhow::{Context as _, bail};
use clap::{Args, ValueEnum};
use risk::log::{Entry, Fault, Reader};

use super::policy;
use super::progress::Progress;
use super::words::thousands;

/// Bytes read at once.
const PIECE: usize = 1 << 18;
/// Rows that a piece likely has.
const LIKELY: usize = 1_024;
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

type Batch = (u64, Vec<Result<Entry, Fault>>);

impl LogOptions {
    pub(super) fn by_user_agent(&self) -> bool {
        self.same_browser_by_user_agent
    }

    /// Hands every entry of the log on, in its order.
    pub(super) fn each(&self, log: &Path, take: impl FnMut(Entry)) -> anyhow::Result<Gone> {
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
        take: impl FnMut(Entry),
    ) -> anyhow::Result<Gone> {
        let mut progress = Progress::of(size);
        let (sender, receiver) = sync_channel(WAITING);
        let outcome = std::thread::scope(|scope| {
            let reading = scope.spawn(move || parse(&mut source, &sender));
            // Dropped before the join: a reader that waits for room must not wait for ever.
            let taken = self.take(receiver, log, &mut progress, take);
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
        log: &Path,
        progress: &mut Progress,
        mut take: impl FnMut(Entry),
    ) -> anyhow::Result<Gone> {
        let without: HashSet<&str> = self.without.iter().map(String::as_str).collect();
        let mut gone = Gone::default();
        let mut rows = 0;
        for (bytes, batch) in receiver {
            for read in batch {
                rows += 1;
                match read {
                    Ok(entry) if without.contains(entry.user.as_ref()) => gone.left_out += 1,
                    Ok(entry) => take(entry),
                    Err(fault) if self.on_error == OnError::Stop || fault.problem.ends_the_log() => {
                        progress.end();
                        bail!("{}: {fault}", shown(log));
                    }
                    Err(fault) => {
                        gone.broken += 1;
                        tell(log, &fault, gone.broken, progress);
                    }
                }
            }
            progress.at(bytes, rows);
        }
        if gone.broken > TOLD {
            complain(&format!("{}: {} lines could not be read", shown(log), thousands(gone.broken)));
        }
        Ok(gone)
    }
}

fn parse(source: &mut dyn Read, sender: &SyncSender<Batch>) -> std::io::Result<()> {
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
        let mut batch = Vec::with_capacity(LIKELY);
        batch.extend(std::iter::from_fn(|| reader.next_entry()));
        // Whoever judged has stopped: so does the reading.
        if sender.send((bytes, batch)).is_err() || length == 0 {
            return Ok(());
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
