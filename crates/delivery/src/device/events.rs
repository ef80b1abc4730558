//! The event stream of a phone's prompts, read line by line (the WHATWG's server-sent events). Deliberately not here: opening it
//! again when it ends.

use std::time::Duration;

use reqwest::Response;
use reqwest::header::CONTENT_TYPE;
use tokio::time::timeout;

use super::{Failure, LONGEST, Prompts, told};

/// A stream that says nothing for so long is dead: the server sends a comment every fifteen seconds.
const SILENCE: Duration = Duration::from_secs(45);

/// An open stream.
#[derive(Debug)]
pub struct Events {
    response: Response,
    lines: Lines,
}

impl Events {
    pub(super) fn of(response: Response) -> Result<Self, Failure> {
        let kind =
            response.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        if kind.starts_with("text/event-stream") {
            Ok(Self { response, lines: Lines::default() })
        } else {
            Err(Failure::Strange)
        }
    }

    /// What is told next; none: the stream is over, in good order or broken.
    ///
    /// # Errors
    /// [`Failure::Strange`].
    pub async fn next(&mut self) -> Result<Option<Prompts>, Failure> {
        loop {
            if let Some(data) = self.lines.event()? {
                return told::read(data.as_bytes()).map(Some);
            }
            match timeout(SILENCE, self.response.chunk()).await {
                Ok(Ok(Some(chunk))) => self.lines.unread.extend_from_slice(&chunk),
                _ => return Ok(None),
            }
        }
    }
}

/// Lines of which some are not whole yet.
#[derive(Debug, Default)]
struct Lines {
    unread: Vec<u8>,
    name: String,
    data: Vec<String>,
}

impl Lines {
    /// The data of the next whole event called `prompts`.
    fn event(&mut self) -> Result<Option<String>, Failure> {
        while let Some(end) = self.unread.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = self.unread.drain(..=end).collect();
            let line = String::from_utf8(line).map_err(|_| Failure::Strange)?;
            let line = line.trim_end_matches(['\n', '\r']);
            let (field, value) = line.split_once(':').unwrap_or((line, ""));
            let value = value.strip_prefix(' ').unwrap_or(value);
            match field {
                "event" => value.clone_into(&mut self.name),
                "data" => self.data.push(value.to_owned()),
                "" if line.is_empty() => {
                    let (name, data) = (std::mem::take(&mut self.name), std::mem::take(&mut self.data));
                    if name == "prompts" {
                        return Ok(Some(data.join("\n")));
                    }
                }
                // Comments, and fields that this protocol does not use.
                _ => {}
            }
        }
        let kept = self.unread.len() + self.data.iter().map(String::len).sum::<usize>();
        if kept > LONGEST { Err(Failure::Strange) } else { Ok(None) }
    }
}

#[cfg(test)]
#[path = "events_tests.rs"]
mod tests;
