//! A phone's prompts as they change: by the event stream, opened again when it ends, and by asking where streams do not get
//! through. Deliberately not here: showing them.

use std::future::pending;
use std::time::Duration;

use delivery::Secret;
use delivery::device::{DeviceClient, Events, Failure, Prompts};
use tokio::time::timeout;

use crate::tell;

/// How long it rests before it asks again; doubles with every failure.
const REST: Duration = Duration::from_secs(2);
/// The longest rest is 2 s times two to this power: about a minute.
const DOUBLINGS: u32 = 5;

pub(super) struct Follow<'a> {
    client: &'a DeviceClient,
    token: &'a Secret,
    events: Option<Events>,
    failures: u32,
    begun: bool,
}

impl<'a> Follow<'a> {
    pub(super) fn new(client: &'a DeviceClient, token: &'a Secret) -> Self {
        Self { client, token, events: None, failures: 0, begun: false }
    }

    /// What is told next, which may be what was told before.
    ///
    /// # Errors
    /// What will not pass by itself: `SignedOut`, or at the first try anything.
    pub(super) async fn next(&mut self) -> Result<Prompts, Failure> {
        loop {
            if let Some(events) = &mut self.events {
                match events.next().await {
                    Ok(Some(told)) => return Ok(told),
                    // Over, broken, or not understood: the list says what is true.
                    Ok(None) | Err(_) => self.events = None,
                }
            }
            if self.begun {
                rest(REST * 2_u32.pow(self.failures.min(DOUBLINGS))).await;
            }
            match self.client.prompts(self.token).await {
                Ok(told) => {
                    (self.begun, self.failures) = (true, 0);
                    self.events = self.client.events(self.token).await.ok();
                    return Ok(told);
                }
                Err(failure) if failure == Failure::SignedOut || !self.begun => return Err(failure),
                Err(failure) => {
                    if self.failures == 0 {
                        tell::error(&anyhow::Error::from(failure).context("trying again"));
                    }
                    self.failures += 1;
                }
            }
        }
    }
}

async fn rest(pause: Duration) {
    // Nothing comes; only the time goes by.
    let _over: Result<(), _> = timeout(pause, pending()).await;
}
