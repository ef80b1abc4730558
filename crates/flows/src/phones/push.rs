//! Waking phones by push messages: where each can be woken, and what is done when it cannot. Deliberately not here: encryption
//! and the push services' answers (`delivery`), and what is woken for.

use delivery::push::{Outcome as Pushed, Subscription, SubscriptionRefusal, Topic, WakeUp};
use rules::change::Write;
use rules::id::{AccountId, MethodId, PromptId};
use rules::message::{Message, Recipient, Says};
use rules::method::StoredMethod;
use rules::phone::reached;
use rules::prompt::Slot;
use rules::time::Time;

use super::Caller;
use crate::answers::secret_place;
use crate::beats::{Fault, Outcome, Refused, beats};
use crate::house::House;
use crate::outbox::Fate;

impl House {
    /// The site's public key for push messages; none: it sends none.
    #[must_use]
    pub fn push_key(&self) -> Option<&str> {
        self.push.as_ref().map(delivery::push::PushCourier::public_key)
    }

    /// Keeps where a phone can be woken, in place of what was there. What is wrong with the subscription is a value.
    ///
    /// # Errors
    /// `NotOffered`, where the site sends no push messages; faults.
    pub async fn subscribe_phone(
        &self,
        token: &str,
        endpoint: &str,
        p256dh: &str,
        auth: &str,
    ) -> Outcome<Result<(), SubscriptionRefusal>> {
        let Some(push) = &self.push else { return Ok(Err(Refused::NotOffered)) };
        match push.subscription(endpoint, p256dh, auth) {
            Ok(subscription) => Ok(self.keep_subscription(token, Some(&subscription)).await?.map(Ok)),
            Err(why) => Ok(Ok(Err(why))),
        }
    }

    /// Forgets where a phone can be woken.
    ///
    /// # Errors
    /// Faults only.
    pub async fn unsubscribe_phone(&self, token: &str) -> Outcome<()> {
        self.keep_subscription(token, None).await
    }

    async fn keep_subscription(&self, token: &str, kept: Option<&Subscription>) -> Outcome<()> {
        beats!(self, {
            let now = self.now();
            let Caller { facts, phone, .. } = match self.phone(token, now).await? {
                Ok(caller) => caller,
                Err(refused) => return Ok(Err(refused)),
            };
            let row = phone.method.id.to_string();
            let sealed = match kept {
                Some(subscription) => {
                    let text = subscription.to_text();
                    self.keys.seal(secret_place(&row), text.as_bytes(), &mut self.dice())?
                }
                None => String::new(),
            };
            let (account, method, based_on) = (facts.id(), phone.method, phone.version);
            Ok(Ok(((), vec![Write::SaveMethod { account, method, secret: Some(sealed), based_on }])))
        })
    }

    /// Asks a phone's push service to wake it.
    pub(crate) async fn wake(&self, message: &Message, now: Time) -> Result<Fate, Fault> {
        let (Recipient::App { id, sealed }, Says::Prompt { prompt, .. }) = (&message.to, &message.says)
        else {
            return Err(Fault::Internal("a push message is about something else than a prompt".into()));
        };
        let Some(push) = &self.push else { return Ok(Fate::Hopeless) };
        let row = id.to_string();
        let text = self.keys.open(secret_place(&row), sealed)?;
        let kept = std::str::from_utf8(&text).ok().and_then(|text| push.kept_subscription(text).ok());
        let Some(subscription) = kept else { return Ok(Fate::Hopeless) };
        let wake = WakeUp { topic: Topic::of(&prompt.to_string()), until: message.expires.0 };
        match push.send(&subscription, &wake, now.0, &mut self.dice()).await {
            Pushed::Taken => Ok(Fate::Sent),
            Pushed::Gone => {
                self.forget_subscription(message.account, *id, sealed).await?;
                Ok(Fate::Hopeless)
            }
            Pushed::Later(setback) => {
                tracing::warn!(message = %message.id, ?setback, "a push service asks for patience");
                Ok(Fate::After(setback.retry_after))
            }
            Pushed::Refused(why) => {
                tracing::warn!(message = %message.id, %why, "a push message cannot be sent");
                Ok(Fate::Hopeless)
            }
        }
    }

    /// A subscription has ended: it is dropped, unless the app has told another one meanwhile.
    async fn forget_subscription(&self, account: AccountId, id: MethodId, sealed: &str) -> Result<(), Fault> {
        let Some((facts, _)) = self.store.for_phone(account).await? else { return Ok(()) };
        let same = facts.methods.into_iter().find(|m| m.method.id == id && m.secret == sealed);
        let Some(stored) = same else { return Ok(()) };
        let (method, based_on, secret) = (stored.method, stored.version, Some(String::new()));
        // A conflict means that the app or its owner changed the phone: nothing is lost.
        self.commit(&vec![Write::SaveMethod { account, method, secret, based_on }]).await.map(|_| ())
    }

    /// The page that waits for a prompt is told that no phone could be woken, so that it offers another way at once. While
    /// another phone can still be woken nothing is said: eight seconds without a look will tell.
    pub(crate) async fn tell_undelivered(
        &self,
        account: AccountId,
        (slot, prompt): (Slot, PromptId),
        phone: MethodId,
        now: Time,
    ) -> Result<(), Fault> {
        let facts = self.store.for_phone(account).await?;
        let wakes = |other: &StoredMethod| other.method.id != phone && !other.secret.is_empty();
        if facts.is_some_and(|(facts, _)| reached(&facts, None, now).any(wakes)) {
            return Ok(());
        }
        self.store.prompt_undelivered(account, slot, prompt, now).await?;
        self.signals.tell(account);
        Ok(())
    }
}
