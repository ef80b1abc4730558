//! Kannel's `sendsms` over HTTP, which reaches any SMPP carrier through a Kannel beside us
//! (Kannel 1.4.5 user's guide, "Using the HTTP interface to send SMS messages").
//! Not here: Kannel's own XML interface, its administration.

use super::{
    Alphabet, CourierError, CourierParts, TextMessage, alphabet, checked_name, no_answer, refused_by_status,
};
use crate::http::{Answer, Http, gateway_url};
use crate::message::{SendError, Sent};
use crate::receipts::{self, Receipt, ReceiptRefusal, ReceiptRequest, Receipts};
use crate::secret::Secret;
use serde::{Deserialize, Serialize};
use url::Url;

/// A Kannel gateway.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct KannelConfig {
    /// What to call it; default `kannel`.
    #[serde(default = "default_name")]
    pub name: String,
    /// The whole `sendsms` URL, like `http://127.0.0.1:13013/cgi-bin/sendsms`.
    pub url: String,
    /// `username` of Kannel's group `sendsms-user`.
    pub username: String,
    /// Its `password`. Kannel takes both in the URL, so it belongs on this machine or behind TLS, and
    /// its access log off: the log holds numbers and codes.
    pub password: Secret,
    /// The sender that people see: a number, a short code or up to 11 letters.
    pub from: String,
    /// Which of Kannel's carriers (`smsc-id`); default: Kannel routes.
    #[serde(default)]
    pub smsc: Option<String>,
}

fn default_name() -> String {
    "kannel".to_owned()
}

/// Takes texts to a Kannel gateway.
#[derive(Debug, Clone)]
pub struct Kannel {
    config: KannelConfig,
    url: Url,
    http: Http,
    receipts: Option<Receipts>,
}

impl Kannel {
    pub(super) fn new(config: &KannelConfig, parts: &CourierParts) -> Result<Self, CourierError> {
        let courier = checked_name(&config.name)?.to_owned();
        let url = gateway_url(&config.url).map_err(|error| CourierError::Url { courier, error })?;
        let (http, receipts) = (parts.http.clone(), parts.receipts.clone());
        Ok(Self { config: config.clone(), url, http, receipts })
    }

    pub(super) fn name(&self) -> &str {
        &self.config.name
    }

    pub(super) async fn send(&self, message: &TextMessage, now: i64) -> Result<Sent, SendError> {
        let request = self.http.get(self.address(message, now)).build();
        let request = request.map_err(|_| SendError::permanent("the request could not be built"))?;
        let answer = self.http.call(request).await.map_err(no_answer)?;
        verdict(&answer)
    }

    pub(super) fn read_receipt(
        &self,
        request: &ReceiptRequest<'_>,
        now: i64,
    ) -> Result<Receipt, ReceiptRefusal> {
        let receipts = self.receipts.as_ref().ok_or(ReceiptRefusal::NotOffered)?;
        receipts.read_kannel(&self.config.name, request, now)
    }

    fn address(&self, message: &TextMessage, now: i64) -> Url {
        let mut url = self.url.clone();
        let coding = match alphabet(&message.body) {
            Alphabet::Gsm7 => "0",
            Alphabet::Ucs2 => "2",
        };
        let mut query = url.query_pairs_mut();
        query
            .append_pair("username", &self.config.username)
            .append_pair("password", self.config.password.reveal())
            .append_pair("from", &self.config.from)
            .append_pair("to", &message.to)
            .append_pair("charset", "UTF-8")
            .append_pair("coding", coding)
            .append_pair("text", &message.body);
        if let Some(smsc) = &self.config.smsc {
            query.append_pair("smsc", smsc);
        }
        if let Some(seconds) = message.valid_seconds {
            // Kannel counts minutes; never round a short life down to none.
            query.append_pair("validity", &seconds.div_ceil(60).to_string());
        }
        if let Some(receipts) = &self.receipts {
            let address = receipts.kannel_address(&self.config.name, &message.id, now);
            query
                .append_pair("dlr-mask", &receipts::KANNEL_MASK.to_string())
                .append_pair("dlr-url", &address);
        }
        drop(query);
        url
    }
}

/// Kannel says `202 0: Accepted for delivery` or `202 3: Queued for later delivery`, 403 for a wrong
/// password, 400 for a request it cannot read and 503 for "try again".
fn verdict(answer: &Answer) -> Result<Sent, SendError> {
    let said = String::from_utf8_lossy(&answer.body);
    let code = said.split(':').next().unwrap_or_default().trim();
    match answer.status {
        200 | 202 if matches!(code, "0" | "3") => Ok(Sent { provider_id: None }),
        200 | 202 if code.parse::<u32>().is_ok() => {
            Err(SendError::permanent(format!("the gateway answered 202 with its code {code}")))
        }
        // Accepted in words that are not Kannel's, or its words were lost on the way.
        202 => Ok(Sent { provider_id: None }),
        200 => Err(SendError::permanent("the gateway does not answer as Kannel does")),
        _ if said.contains("denied by white- and/or black-lists") => {
            Err(SendError::recipient_refused("the number is on the gateway's black list"))
        }
        _ => Err(refused_by_status(answer)),
    }
}
