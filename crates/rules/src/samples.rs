//! Ana, her methods, browsers and sessions, for the tests to start from. Nothing here decides anything.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use risk::{
    ClientHints, History, Place, Profile, Score, Signals, THRESHOLD_WHILE_LEARNING, Threshold, UserAgent,
};

use crate::account::{Account, AccountState, Email, StoredAccount, StoredEmail};
use crate::browser::{KnownBrowser, StoredBrowser, TokenSays};
use crate::change::{Change, Write};
use crate::decision::Decision;
use crate::enrollment::MyFacts;
use crate::event::Origin;
use crate::facts::{AccountFacts, BrowserFacts, Caller, Draw, Facts, HeldSignIn, Minted};
use crate::first_step;
use crate::id::{AccountId, BrowserId, EmailId, MethodId, RowToken, SessionId};
use crate::method::{AppState, Method, MethodData, MethodState, PasskeyState, StoredMethod, TotpAlgorithm};
use crate::phone::Phone;
use crate::session::{Proofs, Session, StoredSession};
use crate::settings::{Settings, VerifyWhen};
use crate::sign_in::{Ceremony, Who};
use crate::text_code::{NewCode, Prepared};
use crate::time::{DAY, Time};
use crate::tries::{Counter, CounterKey, Tries};
use crate::weighed::Scored;

/// The moment at which the stories begin.
pub(crate) const NOW: Time = Time(1_790_000_000);
/// Ana's account.
pub(crate) const ANA: AccountId = AccountId::from_bytes([1; 16]);
pub(crate) const QUESTION: MethodId = MethodId::from_bytes([2; 16]);
pub(crate) const PHONE: MethodId = MethodId::from_bytes([3; 16]);
pub(crate) const APP: MethodId = MethodId::from_bytes([4; 16]);
pub(crate) const CODES: MethodId = MethodId::from_bytes([5; 16]);
pub(crate) const BLUE_KEY: MethodId = MethodId::from_bytes([10; 16]);
/// A phone for prompts.
pub(crate) const PIXEL: MethodId = MethodId::from_bytes([20; 16]);
pub(crate) const RED_KEY: MethodId = MethodId::from_bytes([11; 16]);
/// The browser that Ana is known on.
pub(crate) const LAPTOP: BrowserId = BrowserId::from_bytes([6; 16]);
pub(crate) const SESSION: SessionId = SessionId::from_bytes([7; 16]);
/// Ana's verified address.
pub(crate) const MAILBOX: EmailId = EmailId::from_bytes([8; 16]);

/// Seeded randomness and counted tokens; a token's hash tells which text it is of.
pub(crate) struct Chance {
    rng: ChaCha8Rng,
    minted: u64,
}

impl Chance {
    pub(crate) fn new() -> Self {
        Self { rng: ChaCha8Rng::seed_from_u64(7), minted: 0 }
    }

    pub(crate) fn draw<R>(&mut self, with: impl FnOnce(&mut Draw<'_>) -> R) -> R {
        let Self { rng, minted } = self;
        let mut mint = |_: AccountId| {
            *minted += 1;
            let text = format!("token{minted}");
            Minted { hash: hash_of(&text), text }
        };
        with(&mut Draw::new(rng, &mut mint))
    }
}

pub(crate) fn draw<R>(with: impl FnOnce(&mut Draw<'_>) -> R) -> R {
    Chance::new().draw(with)
}

pub(crate) fn hash_of(text: &str) -> String {
    format!("hash of {text}")
}

pub(crate) fn firefox() -> UserAgent {
    UserAgent::read(
        b"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
        &ClientHints::default(),
    )
}

pub(crate) fn caller(network: &str) -> Caller {
    let origin = Origin { user_agent: firefox(), country: None, address: String::new() };
    Caller {
        origin,
        place: Place::NotConfigured,
        network: network.to_owned(),
        signals: Signals::at(NOW.0),
        address: None,
        own_phone: None,
    }
}

pub(crate) fn ana(methods: Vec<StoredMethod>) -> AccountFacts {
    let account = Account {
        id: ANA,
        user_name: "ana".into(),
        display_name: "Ana".into(),
        locale: None,
        groups: Vec::new(),
        state: AccountState::Active,
        verify: VerifyWhen::WhenRisky,
        preferred: None,
        created_at: NOW.plus(-400 * DAY),
        password_set_at: NOW.plus(-400 * DAY),
        password_set_by_mail: false,
        first_strong_at: Some(NOW.plus(-300 * DAY)),
        recovered_at: None,
        generation: 0,
        administrator: false,
        suspended_until: None,
        denied_at: None,
    };
    AccountFacts {
        stored: StoredAccount { account, password: "password 1".into(), version: 1 },
        methods,
        emails: vec![mailbox()],
        history: History::default(),
        profile: Some(Profile::default()),
        history_version: 0,
    }
}

pub(crate) fn mailbox() -> StoredEmail {
    let long_ago = NOW.plus(-400 * DAY);
    let email =
        Email { id: MAILBOX, hint: "a…@…".into(), verified_at: Some(long_ago), added_at: long_ago };
    StoredEmail { email, sealed: "sealed address".into(), version: 1 }
}

fn method(id: MethodId, data: MethodData) -> StoredMethod {
    let added_at = NOW.plus(-300 * DAY);
    let method =
        Method { id, state: MethodState::Active, name: String::new(), added_at, last_used_at: None, data };
    StoredMethod { method, secret: "sealed".into(), version: 1 }
}

pub(crate) fn question() -> StoredMethod {
    method(QUESTION, MethodData::SecurityQuestion { question: "first_pet".into() })
}

pub(crate) fn phone() -> StoredMethod {
    method(PHONE, MethodData::TextMessage { hint: "+34 … 89".into(), proof: None })
}

pub(crate) fn app() -> StoredMethod {
    let state =
        AppState { algorithm: TotpAlgorithm::Sha1, digits: 6, offset: 0, last_step: 0, burnt: Vec::new() };
    method(APP, MethodData::AuthenticatorApp(state))
}

/// A passkey whose counter stands at this.
pub(crate) fn passkey(id: MethodId, counter: u32) -> StoredMethod {
    let key = PasskeyState {
        credential: id.to_string(),
        counter,
        user_verified: true,
        may_sync: false,
        synced: false,
        went_back_at: None,
    };
    method(id, MethodData::Passkey(key))
}

/// A ceremony that begins at `at`.
/// A phone that is signed in to the app.
pub(crate) fn pixel(id: MethodId) -> StoredMethod {
    let phone = Phone { token: "hash".into(), key: "key".into(), seen_at: Some(NOW), ..Phone::default() };
    let mut stored = app();
    stored.method.id = id;
    stored.method.name = "Pixel".into();
    stored.method.data = MethodData::MobilePrompt(phone);
    stored.secret = String::new();
    stored
}

pub(crate) fn ceremony(at: Time) -> Prepared {
    let ceremony =
        Ceremony { options: format!("asked at {}", at.0), sealed: "sealed".into(), expires: at.plus(300) };
    Prepared { code: new_code("1"), ceremony: Some(ceremony) }
}

pub(crate) fn codes(left: &str) -> StoredMethod {
    method(CODES, MethodData::RecoveryCode { left: left.into(), saved: true })
}

pub(crate) fn in_state(state: MethodState, stored: StoredMethod) -> StoredMethod {
    StoredMethod { method: Method { state, ..stored.method }, ..stored }
}

pub(crate) fn lost(stored: StoredMethod) -> StoredMethod {
    in_state(MethodState::Suspended { since: NOW }, stored)
}

pub(crate) fn unfinished(stored: StoredMethod) -> StoredMethod {
    in_state(MethodState::Pending { expires: NOW.plus(600) }, stored)
}

pub(crate) fn browser() -> KnownBrowser {
    KnownBrowser {
        id: LAPTOP,
        current: hash_of("laptop"),
        previous: None,
        previous_until: NOW.plus(-30 * DAY),
        since: NOW.plus(-30 * DAY),
        last_used_at: NOW.plus(-DAY),
        expires: NOW.plus(150 * DAY),
        skip_until: None,
        user_agent: firefox(),
        country: None,
        passed: None,
        strong_at: None,
    }
}

/// Ana's laptop showed its token.
pub(crate) fn laptop(says: TokenSays) -> BrowserFacts {
    let stored = StoredBrowser { browser: browser(), version: 1 };
    BrowserFacts { stored, presented: hash_of("laptop"), says }
}

pub(crate) fn known() -> Option<BrowserFacts> {
    Some(laptop(TokenSays::Current))
}

/// A sign-in that begins, of Ana or (without an account) of a name that nobody has.
pub(crate) fn begins(account: Option<AccountFacts>, browser: Option<BrowserFacts>) -> Facts {
    let caller = caller("home");
    let who = if account.is_some() { Who::Known(ANA) } else { Who::Unknown(ANA) };
    let held = draw(|draw| first_step::begin(who, &caller, false, &Settings::default(), NOW, draw));
    let tries = Tries::default();
    let scored = Some(usual());
    let has_browsers = browser.is_some();
    Facts {
        held,
        account,
        browser,
        session: None,
        link_opened_at: None,
        caller,
        tries,
        has_browsers,
        scored,
        prompts: Vec::new(),
    }
}

/// A score that holds nothing against anybody.
pub(crate) fn usual() -> Scored {
    let threshold = Threshold { score: THRESHOLD_WHILE_LEARNING, learned_from: 0 };
    Scored { score: Score::default(), threshold, breached_password: false }
}

/// The facts of the next request, when this decision was committed.
pub(crate) fn after(facts: &Facts, decision: &Decision) -> Facts {
    let held =
        HeldSignIn { sign_in: decision.sign_in.clone(), based_on: Some(RowToken::from_bytes([9; 16])) };
    Facts { held, ..facts.clone() }
}

/// The second step of a sign-in of `account`, after the right password.
pub(crate) fn second_step(account: AccountFacts, browser: Option<BrowserFacts>) -> Facts {
    let facts = begins(Some(account), browser);
    let decision = draw(|draw| first_step::password(&facts, true, &Settings::default(), NOW, draw));
    after(&facts, &decision)
}

pub(crate) fn counted(keys: &[(CounterKey, i64)]) -> Tries {
    let last = NOW.plus(-1);
    Tries::new(keys.iter().map(|(key, n)| (key.clone(), Counter { n: *n, last })).collect())
}

pub(crate) fn new_code(plain: &str) -> NewCode {
    NewCode { plain: plain.into(), sealed: format!("sealed {plain}") }
}

pub(crate) fn session(level: u8, proofs: Proofs) -> StoredSession {
    let session = Session {
        id: SESSION,
        level,
        amr: vec!["pwd".into()],
        generation: 0,
        since: NOW,
        auth_time: NOW,
        expires: NOW.plus(14 * DAY),
        shared_computer: false,
        browser: Some(LAPTOP),
        hold_until: None,
        proofs,
        user_agent: firefox(),
        country: None,
        taught: None,
    };
    StoredSession { session, hash: hash_of("session"), last_seen: NOW, version: 1 }
}

/// A change of her own account that Ana asks for in a session with these proofs.
pub(crate) fn mine(account: AccountFacts, proofs: Proofs) -> MyFacts {
    let level = if account.has_level_2() { 2 } else { 1 };
    MyFacts { session: session(level, proofs), account, caller: caller("home"), tries: Tries::default() }
}

/// Everything proved a moment ago, by an authenticator app where a method counts.
pub(crate) fn all_proofs() -> Proofs {
    let at = Some(NOW.plus(-60));
    let method_at = at.map(|at| (crate::method::MethodKind::AuthenticatorApp, at));
    Proofs { password_at: at, question_at: at, link_at: at, method_at, strong_at: method_at }
}

pub(crate) fn writes(change: &Change, what: impl Fn(&Write) -> bool) -> usize {
    change.iter().filter(|write| what(write)).count()
}
