//! A mail as it goes over the wire: headers that nobody can add to, a stable Message-ID, text and HTML.
//! Not here: the way it goes.

use super::{Mail, MailSetupError};
use crate::message::SendError;
use lettre::address::Address;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart, SinglePart};
use std::time::{Duration, SystemTime};

/// What all our mails begin with.
#[derive(Debug, Clone)]
pub(super) struct Letterhead {
    from: Mailbox,
    reply_to: Option<Mailbox>,
}

impl Letterhead {
    pub(super) fn new(from: &str, reply_to: Option<&str>) -> Result<Self, MailSetupError> {
        let from = mailbox(from).ok_or(MailSetupError::From)?;
        let reply_to = match reply_to {
            None => None,
            Some(text) => Some(mailbox(text).ok_or(MailSetupError::ReplyTo)?),
        };
        Ok(Self { from, reply_to })
    }

    pub(super) fn compose(&self, mail: &Mail, now: i64) -> Result<Message, SendError> {
        if mail.subject.chars().any(char::is_control) {
            return Err(SendError::permanent("the subject holds control characters"));
        }
        let to: Address =
            mail.to.parse().map_err(|_| SendError::recipient_refused("not an e-mail address"))?;
        let domain = self.from.email.domain();
        let sent_at = Duration::from_secs(u64::try_from(now).unwrap_or(0));
        let mut letter = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .date(SystemTime::UNIX_EPOCH + sent_at)
            .message_id(Some(format!("<{}@{domain}>", mail.id)))
            .subject(mail.subject.clone())
            // So that no "out of office" comes back (RFC 3834 section 5).
            .raw_header(raw("Auto-Submitted", "auto-generated"))
            .raw_header(raw("X-Auto-Response-Suppress", "All"));
        if let Some(reply_to) = &self.reply_to {
            letter = letter.reply_to(reply_to.clone());
        }
        let text = SinglePart::plain(mail.text.clone());
        let letter = match &mail.html {
            None => letter.singlepart(text),
            Some(html) => {
                let html = SinglePart::builder().header(ContentType::TEXT_HTML).body(html.clone());
                // Fixed by the id, so that the same mail is the same bytes.
                let both = MultiPart::alternative().boundary(format!("=_{}", mail.id));
                letter.multipart(both.singlepart(text).singlepart(html))
            }
        };
        letter.map_err(|_| SendError::permanent("the mail could not be put together"))
    }
}

fn mailbox(text: &str) -> Option<Mailbox> {
    if text.chars().any(char::is_control) { None } else { text.parse().ok() }
}

fn raw(name: &'static str, value: &'static str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}
