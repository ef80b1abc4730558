//! The outbox worker: leases messages that are committed, hands them to the couriers, wipes them. What a message says in
//! words is rendered by whoever owns the words.

use delivery::mail::Mail;
use delivery::text::TextMessage;
use delivery::{MessageId, SendErrorKind};
use rules::change::Write;
use rules::id::RowToken;
use rules::message::{Message, Recipient, Says};
use rules::sign_in::{Asked, Stage, VerificationState};
use rules::time::{MINUTE, Time};
use store::Leased;

use crate::beats::Fault;
use crate::house::House;

/// An e-mail in words.
#[derive(Clone, Debug)]
pub struct Letter {
    /// The subject line.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
}

/// A message in words.
#[derive(Clone, Debug)]
pub enum Rendered {
    /// For a phone.
    Text(String),
    /// For a mailbox.
    Letter(Letter),
    /// Nothing: the app is only woken.
    Nothing,
}

/// Messages leased at once.
const AT_ONCE: i64 = 16;
/// How long a lease lasts; longer than any courier takes.
const LEASE: i64 = MINUTE;
/// Waits before a message is tried again, by attempts made.
const AGAIN_AFTER: [i64; 6] = [5, 15, 60, 300, 900, 3600];

/// What becomes of a message.
pub(crate) enum Fate {
    Sent,
    Again,
    /// Again, in so many seconds.
    After(i64),
    Hopeless,
}

impl House {
    /// Sends what is due; says how many messages were taken in hand. `render` puts a message into words.
    ///
    /// # Errors
    /// Faults of the store only; a courier that fails is dealt with.
    pub async fn deliver(
        &self,
        render: &(dyn Fn(&Message) -> Rendered + Send + Sync),
    ) -> Result<usize, Fault> {
        let now = self.now();
        let worker = RowToken::random(&mut self.dice());
        let leased = self.store.lease(worker, now, now.plus(LEASE), AT_ONCE).await?;
        let sending = leased.iter().map(|one| self.deliver_one(one, render));
        for done in futures_util::future::join_all(sending).await {
            done?;
        }
        Ok(leased.len())
    }

    /// Takes over what the process before this one had in hand when it died. To be called before anything is delivered.
    ///
    /// # Errors
    /// Faults of the store.
    pub async fn take_over_outbox(&self) -> Result<(), Fault> {
        Ok(self.store.end_leases_of_the_dead(self.now()).await?)
    }

    async fn deliver_one(
        &self,
        leased: &Leased,
        render: &(dyn Fn(&Message) -> Rendered + Send + Sync),
    ) -> Result<(), Fault> {
        let message = &leased.message;
        let now = self.now();
        let fate = if now >= message.expires {
            Fate::Hopeless
        } else {
            self.hand_over(message, render(message), leased.possible_duplicate, now).await?
        };
        match fate {
            Fate::Sent => self.store.delivered(leased).await?,
            Fate::Hopeless => {
                self.tell_page(message, now).await?;
                self.store.give_up(leased).await?;
            }
            Fate::After(seconds) => {
                self.tell_page(message, now).await?;
                self.store.retry(leased, now.plus(seconds)).await?;
            }
            Fate::Again => {
                self.tell_page(message, now).await?;
                let attempt = usize::try_from(leased.attempts).unwrap_or(usize::MAX);
                let wait = AGAIN_AFTER.get(attempt).copied().unwrap_or(3600);
                self.store.retry(leased, now.plus(wait)).await?;
            }
        }
        Ok(())
    }

    async fn hand_over(
        &self,
        message: &Message,
        rendered: Rendered,
        repeated: bool,
        now: Time,
    ) -> Result<Fate, Fault> {
        let id = MessageId::new(message.id.to_string()).map_err(|e| Fault::Internal(e.to_string()))?;
        if repeated {
            tracing::warn!(message = %message.id, "sent again: whether it went out before is not known");
        }
        match (&message.to, rendered) {
            (Recipient::App { .. }, _) => self.wake(message, now).await,
            (Recipient::Email { id: row, sealed }, Rendered::Letter(letter)) => {
                let Some(mail) = &self.mail else { return Ok(Fate::Hopeless) };
                let to = self.open_email(*row, sealed)?;
                let Letter { subject, text, html } = letter;
                let sent = mail.send(&Mail { id, to, subject, text, html: Some(html) }, now.0).await;
                Ok(fate(message, sent.map(|_| ()).map_err(|e| (e.kind, e.detail))))
            }
            (Recipient::Phone { id: row, sealed, .. }, Rendered::Text(body)) => {
                let Some(texts) = &self.texts else { return Ok(Fate::Hopeless) };
                let to = self.number_of(&row.to_string(), sealed)?;
                let valid_seconds = u32::try_from(message.expires.left(now)).ok();
                let text = TextMessage { id, to, body, valid_seconds };
                let sent = texts.couriers.send(&text, now.0).await;
                Ok(fate(message, sent.map(|_| ()).map_err(|e| (e.kind(), "no courier took it".into()))))
            }
            _ => Err(Fault::Internal("a message was put into the wrong words".into())),
        }
    }

    /// The page that waits for a code is told that no courier took it, so that it offers another method.
    async fn tell_page(&self, message: &Message, now: Time) -> Result<(), Fault> {
        if let (Says::Prompt { prompt, slot }, Recipient::App { id, .. }) = (&message.says, &message.to) {
            return self.tell_undelivered(message.account, (*slot, *prompt), *id, now).await;
        }
        let Recipient::Phone { sign_in: Some(id), .. } = message.to else { return Ok(()) };
        if !matches!(message.says, Says::Code { .. }) {
            return Ok(());
        }
        let Some(rows) = self.store.for_sign_in(message.account, id, "", false).await? else { return Ok(()) };
        let mut sign_in = rows.stored.sign_in;
        let Stage::SecondStep(verification) = &mut sign_in.stage else { return Ok(()) };
        let VerificationState::Challenged(challenge) = &mut verification.state else { return Ok(()) };
        let Asked::TextMessage(code) = &mut challenge.asked else { return Ok(()) };
        if code.failed || !code.is_live(now) {
            return Ok(());
        }
        code.failed = true;
        let token = RowToken::random(&mut self.dice());
        let based_on = rows.stored.token;
        // A conflict means that the person moved on: nothing to tell.
        self.commit(&vec![Write::SaveSignIn { sign_in, hash: None, based_on, token }]).await.map(|_| ())
    }
}

fn fate(message: &Message, sent: Result<(), (SendErrorKind, String)>) -> Fate {
    match sent {
        Ok(()) => Fate::Sent,
        Err((kind, detail)) => {
            tracing::warn!(message = %message.id, ?kind, detail, "a courier failed");
            match kind {
                SendErrorKind::Temporary | SendErrorKind::Unknown => Fate::Again,
                SendErrorKind::Permanent | SendErrorKind::RecipientRefused => Fate::Hopeless,
            }
        }
    }
}
