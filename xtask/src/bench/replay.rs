//! How fast past sign-ins go through the engine, and in how much memory: `vestibule risk replay` on an invented log, beside
//! the least that any reader of it must do, which is reading the file and splitting it into lines and fields.

use std::fs::File;
use std::hint::black_box;
use std::io::Read;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use tokio::process::Command;

use super::Options;
use super::usage::peak_mib;

/// How often the memory of the replay is looked at.
const LOOK: Duration = Duration::from_millis(10);
/// Bytes read at once.
const PIECE: usize = 1 << 18;
/// What a rehearsal of the public data set must stay within: so many rows and accounts, seconds and GiB.
const ROWS: f64 = 31e6;
const ACCOUNTS: f64 = 3.3e6;
const GOAL: (f64, f64) = (180.0, 4.0);

/// What is in a log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Size {
    lines: u64,
    fields: u64,
}

/// Measures and prints.
pub(super) async fn run(options: Options, binary: &Path, folder: &Path) -> Result<()> {
    let log = folder.join("past.csv");
    let users = options.many.to_string();
    let mut make = Command::new(binary);
    make.args(["risk", "generate", "--world", "sso", "--users", &users, "--output"]).arg(&log);
    ensure!(make.status().await?.success(), "no log was generated");
    let megabytes = std::fs::metadata(&log)?.len() / 1_000_000;
    println!("\nreplay of past sign-ins, a log of {megabytes} MB");
    let (size, floor) = split(&log)?;
    let floor = rate(size.lines.saturating_sub(1), floor);
    println!("  floor, reading and splitting (one thread)  {floor:>12.0} rows/s");
    let replayed = replay(binary, &log).await?;
    let Replayed { rows, accounts, time, peak_mib } = replayed;
    ensure!(rows + 1 == size.lines, "{rows} rows were replayed of {} lines", size.lines);
    let product = rate(rows, time);
    println!(
        "  replay, policy and statistics               {product:>12.0} rows/s ({:.2}x the floor's time)",
        floor / product
    );
    let each = peak_mib * 1_048_576.0 / exact(accounts);
    println!("  peak memory {peak_mib:.0} MiB with {accounts} accounts, {each:.0} B for each");
    println!(
        "  so 31 million rows take {:.0} s, and 3.3 million accounts {:.2} GiB (goals: {:.0} s on two cores, {:.0} GiB)",
        ROWS / product,
        ACCOUNTS * each / f64::from(1 << 30),
        GOAL.0,
        GOAL.1
    );
    // The disk may not have room for it beside what comes next.
    std::fs::remove_file(&log)?;
    Ok(())
}

fn rate(rows: u64, time: Duration) -> f64 {
    exact(rows) / time.as_secs_f64()
}

#[expect(clippy::cast_precision_loss, reason = "counts of rows lie far below the 53 bits that are exact")]
fn exact(count: u64) -> f64 {
    count as f64
}

/// Reads a file and splits it, with nothing kept of it.
fn split(log: &Path) -> Result<(Size, Duration)> {
    let mut file = File::open(log)?;
    let began = Instant::now();
    let mut splitter = Splitter::default();
    let mut piece = vec![0; PIECE];
    loop {
        let length = file.read(&mut piece)?;
        if length == 0 {
            return Ok((splitter.size, began.elapsed()));
        }
        splitter.take(piece.get(..length).unwrap_or_default());
    }
}

/// Lines and fields of a CSV, as far as they have been read.
#[derive(Debug, Default)]
struct Splitter {
    size: Size,
    quoted: bool,
    field: u64,
}

impl Splitter {
    fn take(&mut self, bytes: &[u8]) {
        for byte in bytes {
            match byte {
                b'"' => self.quoted = !self.quoted,
                b',' | b'\n' if !self.quoted => {
                    self.size.fields += 1;
                    self.size.lines += u64::from(*byte == b'\n');
                    // Whoever reads a log wants its fields.
                    black_box(self.field);
                    self.field = 0;
                }
                _ => self.field += 1,
            }
        }
    }
}

/// What a replay took.
struct Replayed {
    rows: u64,
    accounts: u64,
    time: Duration,
    peak_mib: f64,
}

async fn replay(binary: &Path, log: &Path) -> Result<Replayed> {
    let began = Instant::now();
    let mut child = Command::new(binary);
    child.args(["risk", "replay", "--json"]).arg(log).stdout(Stdio::piped()).kill_on_drop(true);
    let child = child.spawn().context("the replay did not start")?;
    let process = child.id().context("the replay has no process")?;
    let mut peak = 0.0_f64;
    let mut looks = tokio::time::interval(LOOK);
    let mut output = std::pin::pin!(child.wait_with_output());
    let output = loop {
        tokio::select! {
            output = &mut output => break output?,
            // Its last look finds a process without memory, which tells nothing new.
            _ = looks.tick() => peak = peak.max(peak_mib(process).unwrap_or_default()),
        }
    };
    let time = began.elapsed();
    ensure!(output.status.success(), "the replay failed");
    let told: Value = serde_json::from_slice(&output.stdout)?;
    let number =
        |key: &str| told.get(key).and_then(Value::as_u64).with_context(|| format!("no {key} is told"));
    Ok(Replayed { rows: number("rows")?, accounts: number("accounts")?, time, peak_mib: peak })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_commas_and_line_ends_split_nothing() {
        let mut splitter = Splitter::default();
        for piece in ["a,b\n\"x,", "y\n\",2", "\n"] {
            splitter.take(piece.as_bytes());
        }
        assert_eq!(splitter.size, Size { lines: 2, fields: 4 });
    }
}
