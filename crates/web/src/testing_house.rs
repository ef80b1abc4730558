//! A whole house for stories of the web: SQLite of its own, a clock that stands until told, seeded dice, couriers that keep
//! what they are given. Not part of the product.

mod browser;

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::Router;
use delivery::Memory;
use delivery::http::Trust;
use delivery::limits::{AnyCountry, Countries, SmsLimits};
use delivery::mail::{Mail, MailConfig, MailCourier, MailCourierConfig, MailMemoryConfig, SmtpPatience, Way};
use delivery::push::PushCourier;
use delivery::text::{AfterUnknown, Failover, TextCourier, TextMessage};
use flows::{House, HouseParts, NewPerson, Site, TextsOut, Visitor};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;
use rules::id::AccountId;
use rules::method::TotpAlgorithm;
use rules::settings::Settings;
use rules::time::Time;
use secrets::Keys;
use secrets::hashing::{Cost, Pool, PoolOptions};
use secrets::totp;
use store::Store;
use store::testing::Home;
use zeroize::Zeroizing;

use crate::app::{AppParts, router};
use crate::edge::client::Proxies;
use crate::edge::limits::Limits;
use crate::edge::places::Places;

use browser::FIREFOX;
pub(crate) use browser::{Browser, Page};

/// When every story begins.
pub(crate) const NOON: i64 = 1_780_000_000;
/// Everybody's password.
pub(crate) const PASSWORD: &str = "seven quiet lanterns";
/// Everybody's answer.
pub(crate) const ANSWER: &str = "mulberry pancakes";
/// Everybody's phone.
pub(crate) const PHONE: &str = "+351912344417";
/// Where the house stands.
pub(crate) const ORIGIN: &str = "https://id.example.org";

/// A house with its couriers and clock.
pub(crate) struct TestHouse {
    pub(crate) house: Arc<House>,
    pub(crate) router: Router,
    pub(crate) texts: Memory<TextMessage>,
    pub(crate) mails: Memory<Mail>,
    now: Arc<AtomicI64>,
    pub(crate) home: Home,
}

/// What enrolling somebody left behind.
pub(crate) struct Enrolled {
    /// The seed of their authenticator app.
    pub(crate) seed: Zeroizing<Vec<u8>>,
    /// Their recovery codes.
    pub(crate) recovery_codes: Vec<String>,
}

impl TestHouse {
    /// The house of the profile `classic`, open for sign-up.
    pub(crate) async fn open() -> Self {
        Self::with(|_, _| {}).await
    }

    /// The same with other rules, or another site.
    pub(crate) async fn with(change: impl FnOnce(&mut Settings, &mut Site)) -> Self {
        Self::made(change, None).await
    }

    /// The same without a courier of e-mail.
    pub(crate) async fn without_mail() -> Self {
        Self::with(|settings, _| settings.mail = false).await
    }

    /// The same with text messages switched off.
    pub(crate) async fn without_texts() -> Self {
        Self::with(|settings, _| settings.text_messages = false).await
    }

    /// The same with other couriers of text messages.
    pub(crate) async fn with_couriers(couriers: Vec<TextCourier>) -> Self {
        Self::built(|_, _| {}, None, couriers, None).await
    }

    /// The same with push messages.
    pub(crate) async fn with_push(push: PushCourier) -> Self {
        Self::built(|_, _| {}, None, Vec::new(), Some(push)).await
    }

    /// The same with the demo's pages.
    pub(crate) async fn made(
        change: impl FnOnce(&mut Settings, &mut Site),
        demo: Option<crate::demo::Demo>,
    ) -> Self {
        Self::built(change, demo, Vec::new(), None).await
    }

    /// `couriers`: beside the one that keeps in memory what it is given.
    async fn built(
        change: impl FnOnce(&mut Settings, &mut Site),
        demo: Option<crate::demo::Demo>,
        mut couriers: Vec<TextCourier>,
        push: Option<PushCourier>,
    ) -> Self {
        let mut dice = ChaCha20Rng::seed_from_u64(7);
        let keys = Arc::new(Keys::generate(&mut dice));
        let (database, home) = store::testing::sqlite().await.into_parts();
        let store = Store::new(database, Arc::clone(&keys));
        store.prepare().await.unwrap();
        let cost = Cost { memory_kib: 32, passes: 1 };
        let options = PoolOptions { threads: NonZeroUsize::MIN, places: 64, cost };
        let pool = Pool::start(options, &keys).unwrap();
        let (mail, mails) = mail_courier();
        let texts: Memory<TextMessage> = Memory::default();
        couriers.insert(0, TextCourier::Memory(texts.clone()));
        let couriers = Failover::new(couriers, AfterUnknown::default());
        let mut settings = Settings::default();
        let mut site = Site {
            name: "Pine Library".into(),
            url: ORIGIN.into(),
            host: "id.example.org".into(),
            languages: crate::words::LANGUAGES.map(str::to_owned).to_vec(),
            help: Some("Call the front desk.".into()),
            app: flows::AppLinks::default(),
            sign_up: true,
        };
        change(&mut settings, &mut site);
        let (sends_mail, enabled) = (settings.mail, settings.text_messages);
        let limits =
            SmsLimits { enabled, countries: Countries::Any(AnyCountry::Any), ..SmsLimits::default() };
        let now = Arc::new(AtomicI64::new(NOON));
        let clock = Arc::clone(&now);
        let house = Arc::new(House::new(HouseParts {
            store,
            keys,
            pool,
            settings,
            site,
            mail: sends_mail.then_some(mail),
            texts: Some(TextsOut { couriers, limits, home: None }),
            push,
            breached: None,
            clock: Arc::new(move || Time(clock.load(Ordering::SeqCst))),
            dice,
        }));
        let router = router(AppParts {
            house: Arc::clone(&house),
            url: ORIGIN.parse().unwrap(),
            proxies: Proxies::default(),
            places: Places::default(),
            limits: Limits::default(),
            demo,
        });
        Self { house, router, texts, mails, now, home }
    }

    /// Time goes by.
    pub(crate) fn pass(&self, seconds: i64) {
        self.now.fetch_add(seconds, Ordering::SeqCst);
    }

    /// The moment it is.
    pub(crate) fn now(&self) -> i64 {
        self.now.load(Ordering::SeqCst)
    }

    /// Hands what is due to the couriers.
    pub(crate) async fn deliver(&self) {
        let site = self.house.site().clone();
        self.house.deliver(&move |message| crate::render::render(message, &site)).await.unwrap();
    }

    /// The code of the last text message.
    pub(crate) async fn texted_code(&self) -> String {
        self.deliver().await;
        let last = self.texts.messages().pop().expect("a text message went out");
        last.body.split('#').next_back().unwrap().trim().to_owned()
    }

    /// The path and query of the last link that was mailed to a path like this.
    pub(crate) async fn mailed_link(&self, path: &str) -> String {
        self.deliver().await;
        let found = self.mails.messages().into_iter().rev().find_map(|mail| {
            let start = mail.text.find(&format!("{ORIGIN}{path}?token="))?;
            mail.text[start + ORIGIN.len()..].split_whitespace().next().map(str::to_owned)
        });
        found.expect("such a link was mailed")
    }

    /// A person with the common password and a verified address, `<name>@example.org`.
    pub(crate) async fn person(&self, name: &str) -> AccountId {
        let person = NewPerson {
            user_name: name.into(),
            emails: vec![(format!("{name}@example.org"), true)],
            ..NewPerson::default()
        };
        self.house.create(&person, Some(password())).await.unwrap().unwrap()
    }

    /// A browser that nobody knows yet.
    pub(crate) fn browser(&self) -> Browser {
        Browser {
            router: self.router.clone(),
            cookies: BTreeMap::new(),
            csrf: String::new(),
            peer: ([192, 0, 2, 7], 40_000).into(),
            agent: FIREFOX,
        }
    }

    /// The code that an app shows now.
    pub(crate) fn app_code(&self, seed: &[u8]) -> String {
        totp::code(seed, totp::TotpParams::default(), totp::step_at(self.now())).to_string()
    }

    /// Signs in for the flows, past no second step: the session of somebody who has none yet.
    pub(crate) async fn first_session(&self, name: &str) -> String {
        let told = self.house.start_sign_in(&desk(), name, password(), true).await.unwrap();
        told.decision.granted.session.expect("nothing more is asked").token
    }

    /// Somebody with the security question alone; their session.
    pub(crate) async fn person_with_question(&self, name: &str) -> String {
        self.person(name).await;
        let session = self.first_session(name).await;
        let answer = Zeroizing::new(ANSWER.to_owned());
        let text = "What did you eat first?";
        self.house.set_question(&desk(), &session, "first-meal", text, &answer).await.unwrap().unwrap();
        session
    }

    /// Somebody with question, authenticator app and recovery codes.
    pub(crate) async fn person_with_app(&self, name: &str) -> Enrolled {
        let session = self.person_with_question(name).await;
        self.prove_by_link(&session).await;
        self.enroll_app(&session).await
    }

    /// Somebody with question and phone; their session.
    pub(crate) async fn person_with_phone(&self, name: &str) -> String {
        let session = self.person_with_question(name).await;
        self.prove_by_link(&session).await;
        self.enroll_phone(&session).await;
        session
    }

    /// The mailed link before the first strong method.
    pub(crate) async fn prove_by_link(&self, session: &str) {
        self.house.send_step_link(&desk(), session).await.unwrap().unwrap();
        let link = self.mailed_link("/links/confirm").await;
        let token = link.split_once("token=").unwrap().1;
        self.house.press_link(&desk(), token, Some(session), &[]).await.unwrap().unwrap();
    }

    /// Enables an app in a session that is fresh enough.
    pub(crate) async fn enroll_app(&self, session: &str) -> Enrolled {
        let desk = desk();
        let begun = self.house.begin_app(&desk, session, "Tablet", TotpAlgorithm::Sha1, 6);
        let begun = begun.await.unwrap().unwrap();
        let seed = totp::seed_from_base32(&begun.key.replace(' ', "")).unwrap();
        let code = self.app_code(&seed);
        let enabled = self.house.confirm_app(&desk, session, begun.method.id, &code, None);
        let codes = enabled.await.unwrap().unwrap().recovery_codes.unwrap_or_default();
        // The step that proved the app is spent.
        self.pass(30);
        Enrolled { seed, recovery_codes: codes.iter().map(|code| code.to_string()).collect() }
    }

    /// Enables a phone in a session that is fresh enough.
    pub(crate) async fn enroll_phone(&self, session: &str) {
        let begun = self.house.begin_phone(&desk(), session, PHONE).await.unwrap().unwrap();
        let code = self.texted_code().await;
        self.house.confirm_phone(&desk(), session, begun.method.id, &code).await.unwrap().unwrap();
    }
}

fn mail_courier() -> (MailCourier, Memory<Mail>) {
    let config = MailConfig {
        from: "Pine Library <no-reply@example.org>".into(),
        reply_to: None,
        courier: MailCourierConfig::Memory(MailMemoryConfig {}),
    };
    let trust = Trust::new(Arc::new(rustls::crypto::ring::default_provider()), None).unwrap();
    let courier = MailCourier::new(&config, &trust, SmtpPatience::default()).unwrap();
    let Way::Memory(memory) = courier.way() else { panic!("it was configured so") };
    let memory = memory.clone();
    (courier, memory)
}

/// The common password.
pub(crate) fn password() -> Zeroizing<String> {
    Zeroizing::new(PASSWORD.to_owned())
}

/// The visitor that people are set up by.
pub(crate) fn desk() -> Visitor {
    Visitor {
        ip: Some([198, 51, 100, 1].into()),
        address: Some("198.51.100.1".into()),
        network: Some("198.51.100.1".into()),
        user_agent: risk::UserAgent::read(b"", &risk::ClientHints::default()),
        whereabouts: risk::Whereabouts::only(risk::Place::NotConfigured),
        browsers: Vec::new(),
        opened_link: None,
        own_phone: None,
        locale: None,
    }
}
