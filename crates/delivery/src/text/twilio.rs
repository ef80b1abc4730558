//! Twilio's REST interface for messages, which other services speak too (2010-04-01, resource `Messages`).
//! Not here: Verify, Lookup, or any other of Twilio's products.

use super::{CourierError, CourierParts, TextMessage, checked_name, no_answer, refused_by_status};
use crate::http::{Answer, Http, gateway_url};
use crate::message::{SendError, Sent};
use crate::receipts::{Receipt, ReceiptRefusal, ReceiptRequest, Receipts};
use crate::secret::Secret;
use serde::{Deserialize, Serialize};
use url::Url;

/// An account at Twilio, or at a service that speaks its REST interface.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct TwilioConfig {
    /// What to call it; default `twilio`.
    #[serde(default = "default_name")]
    pub name: String,
    /// The service; default `https://api.twilio.com`.
    #[serde(default = "default_base")]
    pub base: String,
    /// The account's SID.
    pub account_sid: String,
    /// The account's auth token; it also proves that receipts are Twilio's.
    pub auth_token: Secret,
    /// Who sends.
    pub sender: Sender,
}

/// Who sends.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Sender {
    /// A number, short code or name of the account.
    From(String),
    /// A messaging service of the account, which picks the number.
    MessagingService(String),
}

fn default_name() -> String {
    "twilio".to_owned()
}

fn default_base() -> String {
    "https://api.twilio.com".to_owned()
}

/// Takes texts to Twilio.
#[derive(Debug, Clone)]
pub struct Twilio {
    config: TwilioConfig,
    url: Url,
    http: Http,
    receipts: Option<Receipts>,
}

/// What is read of Twilio's answers, of success (`sid`) and refusal (`code`).
#[derive(Deserialize)]
struct TwilioAnswer {
    sid: Option<String>,
    code: Option<u32>,
}

/// Twilio's codes for "this number, whoever sends": not a number (21211), not valid (21217, 21401),
/// opted out (21610), not a mobile (21614), a landline (21635).
const RECIPIENT_REFUSED: [u32; 6] = [21211, 21217, 21401, 21610, 21614, 21635];

impl Twilio {
    pub(super) fn new(config: &TwilioConfig, parts: &CourierParts) -> Result<Self, CourierError> {
        let courier = checked_name(&config.name)?.to_owned();
        if config.account_sid.is_empty() || !config.account_sid.bytes().all(|b| b.is_ascii_alphanumeric()) {
            let problem = "account_sid is letters and digits, like AC0123...";
            return Err(CourierError::Config { courier, problem });
        }
        let base = config.base.trim_end_matches('/');
        let url = format!("{base}/2010-04-01/Accounts/{}/Messages.json", config.account_sid);
        let url = gateway_url(&url).map_err(|error| CourierError::Url { courier, error })?;
        let (http, receipts) = (parts.http.clone(), parts.receipts.clone());
        Ok(Self { config: config.clone(), url, http, receipts })
    }

    pub(super) fn name(&self) -> &str {
        &self.config.name
    }

    pub(super) async fn send(&self, message: &TextMessage) -> Result<Sent, SendError> {
        let request = self
            .http
            .post(self.url.clone())
            .basic_auth(&self.config.account_sid, Some(self.config.auth_token.reveal()))
            .form(&self.form(message))
            .build()
            .map_err(|_| SendError::permanent("the request could not be built"))?;
        let answer = self.http.call(request).await.map_err(no_answer)?;
        verdict(&answer)
    }

    pub(super) fn read_receipt(&self, request: &ReceiptRequest<'_>) -> Result<Receipt, ReceiptRefusal> {
        let receipts = self.receipts.as_ref().ok_or(ReceiptRefusal::NotOffered)?;
        receipts.read_twilio(&self.config.name, self.config.auth_token.reveal(), request)
    }

    fn form(&self, message: &TextMessage) -> Vec<(&'static str, String)> {
        let mut form = vec![("To", message.to.clone()), ("Body", message.body.clone())];
        form.push(match &self.config.sender {
            Sender::From(from) => ("From", from.clone()),
            Sender::MessagingService(sid) => ("MessagingServiceSid", sid.clone()),
        });
        if let Some(seconds) = message.valid_seconds {
            // Twilio takes 1 second to 10 hours.
            form.push(("ValidityPeriod", seconds.clamp(1, 36_000).to_string()));
        }
        if let Some(receipts) = &self.receipts {
            form.push(("StatusCallback", receipts.twilio_address(&self.config.name, &message.id)));
        }
        form
    }
}

fn verdict(answer: &Answer) -> Result<Sent, SendError> {
    let said: Option<TwilioAnswer> = serde_json::from_slice(&answer.body).ok();
    if matches!(answer.status, 200 | 201) {
        return Ok(Sent { provider_id: said.and_then(|said| said.sid) });
    }
    let Some(code) = said.and_then(|said| said.code) else {
        return Err(refused_by_status(answer));
    };
    if RECIPIENT_REFUSED.contains(&code) {
        return Err(SendError::recipient_refused(format!("the gateway refuses the number, code {code}")));
    }
    let by_status = refused_by_status(answer);
    Err(SendError { detail: format!("{}, code {code}", by_status.detail), ..by_status })
}
