//! A stream of events as a page or an app reads it (`text/event-stream`). It ends with the connection, and never reconnects by
//! itself as a browser's would.

use anyhow::{Context, Result};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use serde_json::Value;

/// A stream.
#[derive(Debug)]
pub struct Events {
    body: Incoming,
    unread: String,
}

impl Events {
    pub(super) const fn new(body: Incoming) -> Self {
        Self { body, unread: String::new() }
    }

    /// The data of the next event; none: the stream is over.
    ///
    /// # Errors
    /// The connection broke, or the data is no JSON.
    pub async fn next(&mut self) -> Result<Option<Value>> {
        loop {
            if let Some((event, rest)) = self.unread.split_once("\n\n") {
                let data = event.lines().find_map(|line| line.strip_prefix("data:"));
                let data = data.map(|data| serde_json::from_str(data.trim_start()));
                self.unread = rest.to_owned();
                // What holds no data is there to keep the connection alive.
                let Some(data) = data else { continue };
                return data.context("an event that is no JSON").map(Some);
            }
            let Some(frame) = self.body.frame().await else { return Ok(None) };
            let bytes = frame?.into_data().unwrap_or_default();
            self.unread.push_str(std::str::from_utf8(&bytes).context("an event that is no text")?);
        }
    }
}
