//! A phone's side of the mobile app's protocol (docs/mobile-protocol.md): what it asks a site, how it signs an answer, and
//! what each refusal means. Deliberately not here: where token and key are kept, and when to ask again (the caller's).

mod address;
mod events;
mod told;

pub use address::{BadLink, BadSite, PairingLink, site_url};
pub use events::Events;
pub use told::{Account, NewDevice, Prompt, Prompts, Recent, Security, Shown, Site};

use std::time::Duration;

use reqwest::header::RETRY_AFTER;
use reqwest::{RequestBuilder, Response};
use rules::prompt::Statement;
use secrets::device::DeviceSigner;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use url::Url;

use crate::Secret;
use crate::http::{CallError, Http, read_some};

/// So much of an answer is read; what the protocol says is far shorter.
const LONGEST: usize = 64 * 1024;
/// How long a stream of events may stand; the server ends it after an hour.
const STREAM_FOR: Duration = Duration::from_secs(2 * 60 * 60);

/// What came instead of what was asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// No connection.
    #[error("the site cannot be reached; is it running, and is its address right?")]
    NotReached,
    /// It was sent, or may have been.
    #[error("the site did not answer in time; ask again")]
    NoAnswer,
    /// Something else than the protocol's words.
    #[error("what answers is not Vestibule's mobile app protocol; is the site's address right?")]
    Strange,
    /// The pairing code is unknown, used or too old.
    #[error("the pairing code is unknown, used or too old; make a new one in the browser")]
    BadCode,
    /// The token is dead, and with it the key.
    #[error("this phone is not signed in to the app any more; pair it again")]
    SignedOut,
    /// Another number than the page shows.
    #[error("that is not the number on the page; the prompt is over and the try was counted")]
    WrongNumber,
    /// Expired, replaced, answered on another phone, or its sign-in ended.
    #[error("the prompt is over: too old, replaced, or answered elsewhere")]
    Over,
    /// Not signed by this phone over this prompt.
    #[error("the site does not take this phone's signature; pair the phone again")]
    WrongSignature,
    /// Later, after so many seconds if the site says so.
    #[error("too soon after a wrong number; come back {}", later(*.0))]
    Wait(Option<u64>),
    /// No way in would be left.
    #[error("this phone is the last way in to the account")]
    LastWayIn,
    /// Any other problem, in the site's words.
    #[error("the site answers {status}: {title}")]
    Said {
        /// The HTTP status.
        status: u16,
        /// What went wrong.
        title: String,
    },
}

fn later(seconds: Option<u64>) -> String {
    seconds.map_or_else(|| "later".to_owned(), |seconds| format!("in {seconds} s"))
}

impl From<CallError> for Failure {
    fn from(error: CallError) -> Self {
        match error {
            CallError::NotSent | CallError::NotPublic => Self::NotReached,
            CallError::NoAnswer => Self::NoAnswer,
        }
    }
}

/// Problem details (RFC 9457), as far as a phone needs them.
#[derive(Deserialize)]
struct Problem {
    r#type: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    reason: String,
}

/// What a phone says about a prompt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// "It's me", with the number on the page.
    Approve(String),
    /// "It's not me".
    Deny,
    /// Given up.
    Cancel,
}

impl Decision {
    fn words(&self) -> (&'static str, &'static str, &str) {
        match self {
            Self::Approve(number) => ("approve", "its_me", number),
            Self::Deny => ("deny", "not_me", ""),
            Self::Cancel => ("cancel", "changed_my_mind", ""),
        }
    }
}

/// A phone that was paired.
#[derive(Debug)]
pub struct Device {
    /// Its identifier, as it came.
    pub id: String,
    /// Its account's identifier, as it came.
    pub account: String,
    /// What lets it read its prompts.
    pub token: Secret,
    /// What alone answers them.
    pub key: DeviceSigner,
}

/// The site, as phones reach it.
#[derive(Debug, Clone)]
pub struct DeviceClient {
    http: Http,
    site: Url,
}

impl DeviceClient {
    /// For a site that [`site_url`] has read.
    #[must_use]
    pub fn new(http: Http, site: Url) -> Self {
        Self { http, site }
    }

    fn url(&self, path: &[&str]) -> Result<Url, Failure> {
        let mut url = self.site.clone();
        let mut segments = url.path_segments_mut().map_err(|()| Failure::NotReached)?;
        segments.pop_if_empty().extend(["api", "v1", "devices"]).extend(path);
        drop(segments);
        Ok(url)
    }

    /// Shows a pairing code with a new key.
    ///
    /// # Errors
    /// [`Failure`], with `BadCode` among them.
    pub async fn pair(&self, code: &str, key: &DeviceSigner, name: &str) -> Result<NewDevice, Failure> {
        let mut body = json!({ "code": code, "public_key": key.public().to_text() });
        if !name.is_empty() {
            body["name"] = name.into();
        }
        read(self.send(self.http.post(self.url(&[])?).json(&body)).await?).await
    }

    /// How the phone stands, and what can be answered now.
    ///
    /// # Errors
    /// [`Failure`].
    pub async fn prompts(&self, token: &Secret) -> Result<Prompts, Failure> {
        read(self.send(as_device(self.http.get(self.url(&["me", "prompts"])?), token)).await?).await
    }

    /// The same as it changes.
    ///
    /// # Errors
    /// [`Failure`].
    pub async fn events(&self, token: &Secret) -> Result<Events, Failure> {
        let request = as_device(self.http.get(self.url(&["me", "events"])?), token).timeout(STREAM_FOR);
        Events::of(self.send(request).await?)
    }

    /// The phone, its account and its recent prompts.
    ///
    /// # Errors
    /// [`Failure`].
    pub async fn show(&self, token: &Secret) -> Result<Shown, Failure> {
        read(self.send(as_device(self.http.get(self.url(&["me"])?), token)).await?).await
    }

    /// Signs out of the app.
    ///
    /// # Errors
    /// [`Failure`], with `LastWayIn` unless that is what its owner wants.
    pub async fn sign_out(&self, token: &Secret, even_if_last: bool) -> Result<(), Failure> {
        let mut url = self.url(&["me"])?;
        if even_if_last {
            url.set_query(Some("even_if=last_way_in"));
        }
        self.send(as_device(self.http.delete(url), token)).await.map(drop)
    }

    /// Answers a prompt: what is signed is what came with it, to the byte. Tells the outcome.
    ///
    /// # Errors
    /// [`Failure`].
    pub async fn answer(
        &self,
        device: &Device,
        prompt: &Prompt,
        decision: &Decision,
    ) -> Result<String, Failure> {
        let (said, reason, number) = decision.words();
        let signature = device.key.sign(&statement(device, prompt, decision).text());
        let body = json!({
            "decision": said, "reason": reason, "number": number, "nonce": prompt.nonce,
            "expires_at": prompt.expires_at, "signature": signature,
        });
        let url = self.url(&["me", "prompts", &prompt.id, "answers"])?;
        let answered: told::Answered =
            read(self.send(as_device(self.http.post(url).json(&body), &device.token)).await?).await?;
        Ok(answered.outcome)
    }

    async fn send(&self, request: RequestBuilder) -> Result<Response, Failure> {
        let response = self.http.open(request.build().map_err(|_| Failure::NotReached)?).await?;
        if response.status().is_success() { Ok(response) } else { Err(refusal(response).await) }
    }
}

fn as_device(request: RequestBuilder, token: &Secret) -> RequestBuilder {
    request.header("authorization", format!("Device {}", token.reveal()))
}

/// The lines that are signed.
fn statement<'a>(device: &'a Device, prompt: &'a Prompt, decision: &'a Decision) -> Statement<'a> {
    let (decision, reason, number) = decision.words();
    Statement {
        account: &device.account,
        device: &device.id,
        prompt: &prompt.id,
        purpose: &prompt.purpose,
        site: &prompt.site,
        browser: &prompt.browser,
        system: &prompt.system,
        country: &prompt.country,
        address: &prompt.address,
        asked_at: &prompt.asked_at,
        expires_at: &prompt.expires_at,
        nonce: &prompt.nonce,
        decision,
        reason,
        number,
    }
}

async fn read<T: DeserializeOwned>(response: Response) -> Result<T, Failure> {
    told::read(&read_some(response, LONGEST).await)
}

/// What a refusal means. Only the protocol's own problems are taken at their word: a proxy in front may answer 401 or 404 too,
/// and no key is thrown away for that.
async fn refusal(response: Response) -> Failure {
    let status = response.status().as_u16();
    let seconds = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
    let body = read_some(response, LONGEST).await;
    let Ok(problem) = serde_json::from_slice::<Problem>(&body) else {
        return if status == 429 { Failure::Wait(seconds) } else { Failure::Strange };
    };
    match (status, problem.r#type.rsplit(':').next().unwrap_or_default(), problem.reason.as_str()) {
        (401, "device-signed-out", _) => Failure::SignedOut,
        (404, "not-found", _) => Failure::BadCode,
        (409, "refused", "last_way_in") => Failure::LastWayIn,
        (410, "prompt-over", _) => Failure::Over,
        (422, "wrong-answer", _) => Failure::WrongNumber,
        (422, "wrong-signature", _) => Failure::WrongSignature,
        (429, ..) => Failure::Wait(seconds),
        _ => Failure::Said {
            status,
            title: problem.title.chars().filter(|c| !c.is_control()).take(200).collect(),
        },
    }
}

#[cfg(test)]
#[path = "device_tests.rs"]
mod tests;
