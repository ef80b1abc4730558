//! The couriers of a house: those of the config, those that keep messages in memory, or none at all.
//! Deliberately not here: sending, which is the outbox worker's.

use std::sync::Arc;

use anyhow::Context as _;
use delivery::Memory;
use delivery::http::{Http, Patience, Reach, Trust};
use delivery::limits::{AnyCountry, Countries, SmsLimits};
use delivery::mail::{Mail, MailConfig, MailCourier, MailCourierConfig, MailMemoryConfig, SmtpPatience, Way};
use delivery::push::PushCourier;
use delivery::receipts::Receipts;
use delivery::text::{AfterUnknown, CourierParts, Failover, TextCourier, TextMessage};
use flows::TextsOut;
use rand::CryptoRng;
use secrets::Keys;
use store::Store;

use super::crypto;
use crate::config::Config;

/// Which couriers a house gets.
#[derive(Debug)]
pub(crate) enum Couriers {
    /// Those of the config.
    Configured,
    /// None: commands send nothing. What they leave in the outbox is sent by the server.
    None,
    /// Memory, for the demo.
    Memory {
        /// Where mails go.
        mail: MailCourier,
        /// Where texts go.
        texts: Memory<TextMessage>,
    },
}

impl Couriers {
    /// Couriers that keep everything in memory, and what they keep.
    pub(crate) fn in_memory() -> anyhow::Result<(Self, Memory<Mail>, Memory<TextMessage>)> {
        let config = MailConfig {
            from: "Vestibule demo <demo@localhost>".into(),
            reply_to: None,
            courier: MailCourierConfig::Memory(MailMemoryConfig {}),
        };
        let mail = MailCourier::new(&config, &Trust::new(crypto(), None)?, SmtpPatience::default())?;
        let Way::Memory(mails) = mail.way().clone() else {
            anyhow::bail!("a courier of memory does not keep its mails");
        };
        let texts = Memory::default();
        Ok((Self::Memory { mail, texts: texts.clone() }, mails, texts))
    }

    /// The courier of push messages. Without it the app hears of sign-ins while it is open, so the demo and commands have
    /// none.
    pub(super) async fn push(
        &self,
        config: &Config,
        store: &Store,
        dice: &mut impl CryptoRng,
    ) -> anyhow::Result<Option<PushCourier>> {
        let Some(push) = config.push.as_ref().filter(|_| matches!(self, Self::Configured)) else {
            return Ok(None);
        };
        let vapid = store.vapid_key(dice).await.context("the key of push messages cannot be had")?;
        let trust = Trust::new(crypto(), None)?;
        Ok(Some(PushCourier::new(vapid, push.clone(), &trust, Patience::default())?))
    }

    /// The couriers as the house takes them.
    pub(super) fn ready(
        self,
        config: &Config,
        keys: &Keys,
    ) -> anyhow::Result<(Option<MailCourier>, Option<TextsOut>)> {
        match self {
            Self::Configured => Ok((mail_courier(config)?, texts_out(config, keys)?)),
            Self::None => {
                let home = config.text_messages.default_country.clone();
                let limits = config.text_messages.limits.clone();
                Ok((None, Some(TextsOut { couriers: Failover::default(), limits, home })))
            }
            Self::Memory { mail, texts } => {
                let couriers = Failover::new(vec![TextCourier::Memory(texts)], AfterUnknown::default());
                let limits = SmsLimits { countries: Countries::Any(AnyCountry::Any), ..SmsLimits::default() };
                Ok((Some(mail), Some(TextsOut { couriers, limits, home: None })))
            }
        }
    }
}

/// The mail courier of the config, if it names one.
pub(crate) fn mail_courier(config: &Config) -> anyhow::Result<Option<MailCourier>> {
    let Some(mail) = &config.mail else { return Ok(None) };
    let trust = Trust::new(crypto(), None)?;
    let courier = MailCourier::new(mail, &trust, SmtpPatience::default());
    Ok(Some(courier.context("the e-mail courier ([mail] in the config) cannot be used")?))
}

/// The couriers of text messages that the config names, if any.
pub(crate) fn texts_out(config: &Config, keys: &Keys) -> anyhow::Result<Option<TextsOut>> {
    let texts = &config.text_messages;
    if texts.couriers.is_empty() {
        return Ok(None);
    }
    let trust = Trust::new(Arc::clone(&crypto()), None)?;
    let receipts = match &texts.receipts {
        // A mark that nothing else has, as the key that receipts prove themselves with.
        Some(base) => Some(Receipts::new(base.as_str(), keys.receipt_mark("receipts", "key").as_bytes())?),
        None => None,
    };
    let parts = CourierParts { http: Http::new(&trust, Reach::Operator, Patience::default())?, receipts };
    let couriers: Result<Vec<_>, _> =
        texts.couriers.iter().map(|courier| TextCourier::new(courier, &parts)).collect();
    let couriers =
        couriers.context("a text message courier ([text_messages] in the config) cannot be used")?;
    let couriers = Failover::new(couriers, AfterUnknown::default());
    Ok(Some(TextsOut { couriers, limits: texts.limits.clone(), home: texts.default_country.clone() }))
}
