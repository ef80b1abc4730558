//! Delivery receipts: the addresses that carriers report to, and the proof that a report is theirs.
//! Not here: refusing a report seen before (`store`, by `Receipt::key`). A receipt never says that a
//! person has or entered a code; it only feeds the operator's view of a carrier.

use crate::message::MessageId;
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::Sha256;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;
use url::{Url, form_urlencoded};

/// The states that Kannel is asked to report: delivered (1), failed (2), queued (4), taken by the
/// carrier (8), refused by the carrier (16).
pub const KANNEL_MASK: u32 = 31;

/// A Kannel receipt is taken this long after its message was sent: carriers keep a text up to three
/// days for a phone that is off. In seconds.
pub const KANNEL_RECEIPT_AGE: i64 = 4 * 24 * 3600;

/// What a carrier told about a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Our id of the message.
    pub message_id: MessageId,
    /// What became of it.
    pub status: ReceiptStatus,
    /// The carrier's own id of it. Kannel's is not covered by the proof: for logs only.
    pub provider_id: Option<String>,
    /// The same for the same report: the store refuses a key it has seen.
    pub key: String,
}

/// What became of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReceiptStatus {
    /// It is on the phone.
    Delivered,
    /// It will not arrive.
    Failed,
    /// It waits at the gateway or carrier.
    Buffered,
    /// The carrier took it.
    Sent,
}

/// Why a report is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptRefusal {
    /// This courier gets no receipts.
    #[error("this courier gets no receipts")]
    NotOffered,
    /// A field is missing, doubled or unreadable.
    #[error("the receipt is malformed")]
    Malformed,
    /// The proof is missing or false.
    #[error("the receipt's signature is missing or false")]
    NotAuthentic,
    /// Its message was sent too long ago, or in the future.
    #[error("the receipt is out of its time")]
    OutOfTime,
    /// A state that was not asked for or that is not known.
    #[error("the receipt's state is unknown")]
    UnknownStatus,
}

/// A report as it came in over HTTP, untouched.
#[derive(Debug, Clone, Copy)]
pub struct ReceiptRequest<'a> {
    /// The query, without `?`, exactly as received.
    pub query: &'a str,
    /// The body, empty for a GET.
    pub body: &'a [u8],
    /// The header `X-Twilio-Signature`.
    pub signature: Option<&'a str>,
}

/// Receipts cannot be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptsError {
    /// The public address is unfit.
    #[error("the receipts' address must be an http(s) URL without query, fragment, user name and '%'")]
    Address,
    /// The key is too short.
    #[error("the key of receipts has fewer than 32 bytes")]
    Key,
}

/// Makes the addresses that carriers report to, and reads the reports.
///
/// `web` routes `{base}/{courier's name}` (GET and POST) to `TextCourier::read_receipt`.
#[derive(Clone)]
pub struct Receipts {
    base: String,
    /// Keyed and ready; copied for each use.
    mac: Hmac<Sha256>,
}

impl fmt::Debug for Receipts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receipts").field("base", &self.base).finish_non_exhaustive()
    }
}

impl Receipts {
    /// `base`: the address as carriers see it, since it is signed. `key`: at least 32 bytes that
    /// nothing else uses.
    pub fn new(base: &str, key: &[u8]) -> Result<Self, ReceiptsError> {
        let base = base.trim_end_matches('/');
        let url = Url::parse(base).map_err(|_| ReceiptsError::Address)?;
        let plain = matches!(url.scheme(), "http" | "https")
            && url.username().is_empty()
            && url.password().is_none()
            // Kannel reads `%` in a dlr-url as a command.
            && !base.contains(['%', '?', '#']);
        if !plain {
            return Err(ReceiptsError::Address);
        }
        if key.len() < 32 {
            return Err(ReceiptsError::Key);
        }
        let mac = Hmac::new_from_slice(key).map_err(|_| ReceiptsError::Key)?;
        Ok(Self { base: base.to_owned(), mac })
    }

    /// The `dlr-url` of a message: Kannel puts state and id in for `%d` and `%F`. The proof covers the
    /// courier, the message, the states asked for and the time of sending; the state itself is Kannel's
    /// word, which only a holder of this address can give.
    pub fn kannel_address(&self, courier: &str, id: &MessageId, now: i64) -> String {
        let proof = HEXLOWER.encode(&self.kannel_mac(courier, id.as_str(), now).finalize().into_bytes());
        let base = &self.base;
        format!(
            "{base}/{courier}?message={id}&mask={KANNEL_MASK}&at={now}&proof={proof}&status=%d&carrier=%F"
        )
    }

    pub(crate) fn read_kannel(
        &self,
        courier: &str,
        request: &ReceiptRequest<'_>,
        now: i64,
    ) -> Result<Receipt, ReceiptRefusal> {
        let query = Fields::read(request.query.as_bytes())?;
        let at: i64 = query.number("at")?;
        let (id, mask) = (query.one("message")?, query.number::<u32>("mask")?);
        let proof = HEXLOWER.decode(query.one("proof")?.as_bytes());
        let proof = proof.map_err(|_| ReceiptRefusal::NotAuthentic)?;
        if mask != KANNEL_MASK {
            return Err(ReceiptRefusal::NotAuthentic);
        }
        let mac = self.kannel_mac(courier, id, at);
        mac.verify_slice(&proof).map_err(|_| ReceiptRefusal::NotAuthentic)?;
        let age = now.saturating_sub(at);
        // Nodes' clocks may differ a little.
        if !(-300..=KANNEL_RECEIPT_AGE).contains(&age) {
            return Err(ReceiptRefusal::OutOfTime);
        }
        let told: u32 = query.number("status")?;
        let status = match told {
            1 => ReceiptStatus::Delivered,
            2 | 16 => ReceiptStatus::Failed,
            4 => ReceiptStatus::Buffered,
            8 => ReceiptStatus::Sent,
            _ => return Err(ReceiptRefusal::UnknownStatus),
        };
        let message_id = MessageId::new(id).map_err(|_| ReceiptRefusal::Malformed)?;
        let key = format!("{courier}:{message_id}:{told}");
        let provider_id = query.one("carrier").ok().filter(|id| !id.is_empty()).map(short);
        Ok(Receipt { message_id, status, provider_id, key })
    }

    fn kannel_mac(&self, courier: &str, id: &str, at: i64) -> Hmac<Sha256> {
        let mut mac = self.mac.clone();
        // No field can hold a line feed: names and ids are plain, the others numbers.
        mac.update(format!("kannel receipt\n{courier}\n{id}\n{KANNEL_MASK}\n{at}").as_bytes());
        mac
    }

    /// The `StatusCallback` of a message.
    pub(crate) fn twilio_address(&self, courier: &str, id: &MessageId) -> String {
        format!("{}/{courier}?message={id}", self.base)
    }

    /// Twilio's proof covers the whole address, and with it our id, and every field of the form. The
    /// address is put together from the config, so a proxy in front changes nothing.
    pub(crate) fn read_twilio(
        &self,
        courier: &str,
        auth_token: &str,
        request: &ReceiptRequest<'_>,
    ) -> Result<Receipt, ReceiptRefusal> {
        let address = format!("{}/{courier}?{}", self.base, request.query);
        let signature = request.signature.ok_or(ReceiptRefusal::NotAuthentic)?;
        if !twilio_signed(auth_token, &address, request.body, signature) {
            return Err(ReceiptRefusal::NotAuthentic);
        }
        let (query, form) = (Fields::read(request.query.as_bytes())?, Fields::read(request.body)?);
        let message_id = MessageId::new(query.one("message")?).map_err(|_| ReceiptRefusal::Malformed)?;
        let told = form.one("MessageStatus")?;
        let status = match told {
            "delivered" | "read" => ReceiptStatus::Delivered,
            "failed" | "undelivered" | "canceled" => ReceiptStatus::Failed,
            "accepted" | "scheduled" | "queued" | "sending" => ReceiptStatus::Buffered,
            "sent" => ReceiptStatus::Sent,
            _ => return Err(ReceiptRefusal::UnknownStatus),
        };
        let sid = short(form.one("MessageSid")?);
        let key = format!("{courier}:{message_id}:{sid}:{told}");
        Ok(Receipt { message_id, status, provider_id: Some(sid), key })
    }
}

/// True if `signature` is Base64 of HMAC-SHA1 with the auth token over the address followed by each
/// field's name and value, sorted by name (Twilio, "Validating requests"). Of a field that comes more
/// than once each different value counts once, sorted.
pub fn twilio_signed(auth_token: &str, address: &str, form: &[u8], signature: &str) -> bool {
    let signature = BASE64.decode(signature);
    let (Ok(signature), Ok(mut mac)) = (signature, Hmac::<Sha1>::new_from_slice(auth_token.as_bytes()))
    else {
        return false;
    };
    mac.update(address.as_bytes());
    let fields: BTreeSet<(Cow<'_, str>, Cow<'_, str>)> = form_urlencoded::parse(form).collect();
    for (name, value) in &fields {
        mac.update(name.as_bytes());
        mac.update(value.as_bytes());
    }
    mac.verify_slice(&signature).is_ok()
}

/// Carriers' ids are kept short.
fn short(id: &str) -> String {
    id.chars().filter(char::is_ascii_graphic).take(64).collect()
}

/// Fields of a query or form; a field that comes twice is refused where it is asked for.
struct Fields<'a>(Vec<(Cow<'a, str>, Cow<'a, str>)>);

impl<'a> Fields<'a> {
    fn read(text: &'a [u8]) -> Result<Self, ReceiptRefusal> {
        let fields: Vec<_> = form_urlencoded::parse(text).take(101).collect();
        if fields.len() > 100 { Err(ReceiptRefusal::Malformed) } else { Ok(Self(fields)) }
    }

    fn one(&self, name: &str) -> Result<&str, ReceiptRefusal> {
        let mut values = self.0.iter().filter(|(n, _)| n == name).map(|(_, value)| value);
        match (values.next(), values.next()) {
            (Some(value), None) => Ok(value),
            _ => Err(ReceiptRefusal::Malformed),
        }
    }

    fn number<N: std::str::FromStr>(&self, name: &str) -> Result<N, ReceiptRefusal> {
        self.one(name)?.parse().map_err(|_| ReceiptRefusal::Malformed)
    }
}

#[cfg(test)]
#[path = "receipts_tests.rs"]
mod tests;
