//! Everything a use case works with, in one value: store, keys, hashing pool, rules, couriers, clock and dice.

use std::sync::{Arc, Mutex, PoisonError};

use delivery::limits::SmsLimits;
use delivery::mail::MailCourier;
use delivery::number::Country;
use delivery::push::PushCourier;
use delivery::text::Failover;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha20Rng;
use rules::facts::{Draw, Minted};
use rules::id::AccountId;
use rules::settings::Settings;
use rules::time::Time;
use secrets::Keys;
use secrets::hashing::Pool;
use secrets::passkeys::Passkeys;
use secrets::password::BreachedFile;
use secrets::token::Token;
use store::Store;

use crate::admission::Admissions;
use crate::engine::Engine;
use crate::nodes::Others;
use crate::phones::Signals;
use crate::ready::Readiness;

/// What the site is called and where it stands.
#[derive(Clone, Debug)]
pub struct Site {
    /// Its name, as people read it.
    pub name: String,
    /// Its public address without a trailing slash, such as `https://id.example.org`.
    pub url: String,
    /// The host of that address, for the last line of text messages.
    pub host: String,
    /// The languages it offers, the first for people whose own is not among them.
    pub languages: Vec<String>,
    /// How to reach the people who help, if the operator said.
    pub help: Option<String>,
    /// Whether strangers may make accounts.
    pub sign_up: bool,
    /// The operator's own mobile app.
    pub app: AppLinks,
}

impl Site {
    /// How to reach the people who help, as a URI for programs.
    #[must_use]
    pub fn help_uri(&self) -> Option<String> {
        self.help.as_deref().and_then(contact_uri)
    }
}

/// A contact as a URI: one that is `https` or `mailto` as it stands, a bare e-mail address with `mailto:` before it (RFC 6068).
/// None: it is words for people.
#[must_use]
pub fn contact_uri(contact: &str) -> Option<String> {
    let contact = contact.trim();
    let is_uri = contact.starts_with("https://") || contact.starts_with("mailto:");
    if is_uri && contact.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Some(contact.to_owned());
    }
    // What would have to be escaped in a URI is left to the operator.
    let (local, domain) = contact.split_once('@')?;
    let plain = |text: &str, more: &[u8]| {
        !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || more.contains(&byte))
    };
    (plain(local, b"._+-") && plain(domain, b".-")).then(|| format!("mailto:{contact}"))
}

/// Where the operator's own mobile app is; where there is none, the one at `/app/` serves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AppLinks {
    /// Its page at Apple's store.
    pub apple: Option<String>,
    /// Its page at Google's store.
    pub google: Option<String>,
    /// What opens it on a phone that has it.
    pub open: Option<String>,
}

/// How text messages leave.
#[derive(Debug)]
pub struct TextsOut {
    /// The couriers in their order.
    pub couriers: Failover,
    /// What protects against paying for fraud.
    pub limits: SmsLimits,
    /// The country of numbers that are written without one.
    pub home: Option<Country>,
}

/// The parts of a house.
pub struct HouseParts {
    /// The store.
    pub store: Store,
    /// The keys.
    pub keys: Arc<Keys>,
    /// The hashing pool.
    pub pool: Pool,
    /// The rules in force.
    pub settings: Settings,
    /// The site.
    pub site: Site,
    /// How e-mail leaves.
    pub mail: Option<MailCourier>,
    /// How text messages leave.
    pub texts: Option<TextsOut>,
    /// How apps are woken.
    pub push: Option<PushCourier>,
    /// Breached passwords, if the operator has a file of them.
    pub breached: Option<BreachedFile>,
    /// The one clock.
    pub clock: Arc<dyn Fn() -> Time + Send + Sync>,
    /// Where all randomness comes from.
    pub dice: ChaCha20Rng,
}

/// The house: share it behind an `Arc`.
pub struct House {
    pub(crate) store: Store,
    pub(crate) keys: Arc<Keys>,
    pub(crate) pool: Pool,
    pub(crate) settings: Settings,
    pub(crate) site: Site,
    pub(crate) mail: Option<MailCourier>,
    pub(crate) texts: Option<TextsOut>,
    pub(crate) push: Option<PushCourier>,
    pub(crate) breached: Option<Arc<BreachedFile>>,
    pub(crate) passkeys: Option<Passkeys>,
    pub(crate) admissions: Admissions,
    pub(crate) readiness: Readiness,
    pub(crate) engine: Engine,
    pub(crate) signals: Signals,
    pub(crate) others: tokio::sync::Mutex<Others>,
    clock: Arc<dyn Fn() -> Time + Send + Sync>,
    dice: Mutex<ChaCha20Rng>,
}

impl std::fmt::Debug for House {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("House").field("site", &self.site).finish_non_exhaustive()
    }
}

impl House {
    /// Puts the parts together.
    #[must_use]
    pub fn new(parts: HouseParts) -> Self {
        let HouseParts {
            store,
            keys,
            pool,
            mut settings,
            mut site,
            mail,
            texts,
            push,
            breached,
            clock,
            dice,
        } = parts;
        settings.text_messages = texts.as_ref().is_some_and(|texts| texts.limits.sends_any());
        settings.mail = mail.is_some();
        let passkeys = Passkeys::of_site(&site.name, &site.url);
        settings.passkeys = passkeys.is_some();
        // A new account's address is verified by a mailed link; where none can be sent, the door is closed.
        site.sign_up &= settings.mail;
        let (admissions, readiness) = (Admissions::default(), Readiness::default());
        let engine = Engine::new(&keys, &settings);
        Self {
            store,
            keys,
            pool,
            settings,
            site,
            mail,
            texts,
            push,
            breached: breached.map(Arc::new),
            passkeys,
            admissions,
            readiness,
            engine,
            signals: Signals::default(),
            others: tokio::sync::Mutex::default(),
            clock,
            dice: Mutex::new(dice),
        }
    }

    /// The moment it is.
    #[must_use]
    pub fn now(&self) -> Time {
        (self.clock)()
    }

    /// The rules in force.
    #[must_use]
    pub const fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The site.
    #[must_use]
    pub const fn site(&self) -> &Site {
        &self.site
    }

    /// The store, for commands and for the state of health.
    #[must_use]
    pub const fn store(&self) -> &Store {
        &self.store
    }

    /// The keys, for cookies' and forms' marks.
    #[must_use]
    pub fn keys(&self) -> &Keys {
        &self.keys
    }

    /// The hashing pool, for its counters.
    #[must_use]
    pub const fn pool(&self) -> &Pool {
        &self.pool
    }

    /// How e-mail leaves, if at all.
    #[must_use]
    pub const fn mail(&self) -> Option<&MailCourier> {
        self.mail.as_ref()
    }

    /// How text messages leave, for receipts.
    #[must_use]
    pub const fn texts(&self) -> Option<&TextsOut> {
        self.texts.as_ref()
    }

    /// How apps are woken, if at all.
    #[must_use]
    pub const fn push(&self) -> Option<&PushCourier> {
        self.push.as_ref()
    }

    /// Dice for one request.
    #[must_use]
    pub fn dice(&self) -> ChaCha20Rng {
        let mut dice = self.dice.lock().unwrap_or_else(PoisonError::into_inner);
        ChaCha20Rng::from_seed(dice.random())
    }

    /// Runs a decision that draws identifiers and tokens.
    pub(crate) fn drawing<T>(&self, decide: impl FnOnce(&mut Draw<'_>) -> T) -> T {
        let mut ids = self.dice();
        let mut tokens = self.dice();
        let mut mint = |account: AccountId| {
            let token = Token::new(&self.keys, account.bytes(), &mut tokens);
            Minted { text: token.to_text().to_string(), hash: token.hash() }
        };
        decide(&mut Draw::new(&mut ids, &mut mint))
    }
}
