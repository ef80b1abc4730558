//! Ada, her account and what belongs to it, for this room's stories.

use std::future::Future;
use std::sync::Arc;

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng as _;
use risk::{Browser, Device, Os, UserAgent};
use rules::Time;
use rules::account::{Account, AccountState, Email};
use rules::change::Write;
use rules::id::{AccountId, EmailId, MessageId, MethodId, RowToken, SessionId, SignInId};
use rules::message::{Message, Recipient, Says};
use rules::method::{Method, MethodData, MethodKind, MethodState};
use rules::session::{Proofs, Session};
use rules::settings::VerifyWhen;
use rules::sign_in::{Purpose, SignIn, Stage, Who};
use rules::tries::{CounterKey, Door, Scope, Take, Tries};
use secrets::Keys;

use crate::testing::{self, Fresh};
use crate::{CommitError, Store};

pub(crate) const NOW: Time = Time(1_800_000_000);
pub(crate) const LATER: Time = Time(NOW.0 + 600);
pub(crate) const CODE: &str = "731904";

pub(crate) fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

pub(crate) fn keys(seed: u64) -> Arc<Keys> {
    Arc::new(Keys::generate(&mut rng(seed)))
}

pub(crate) fn store(fresh: Fresh) -> (Store, impl Sized) {
    let (database, home) = fresh.into_parts();
    (Store::new(database, keys(1)), home)
}

/// Tells one story on both databases.
pub(crate) async fn on_both<S: Future<Output = ()>>(story: impl Fn(Arc<Store>) -> S) {
    for fresh in [testing::sqlite().await, testing::postgres().await] {
        let (store, home) = store(fresh);
        let store = Arc::new(store);
        story(Arc::clone(&store)).await;
        drop(store);
        drop(home);
    }
}

pub(crate) async fn commit(store: &Store, change: Vec<Write>) -> Result<(), CommitError> {
    store.commit(&change, &mut rng(7)).await
}

/// The counters of Ada's account and of the network `net`.
pub(crate) async fn tries(store: &Store) -> Tries {
    store.for_password("n-nobody", ADA, None, "net").await.unwrap().tries
}

pub(crate) const ADA: AccountId = AccountId::from_bytes([1; 16]);
pub(crate) const BOB: AccountId = AccountId::from_bytes([2; 16]);

pub(crate) fn mark(n: u8) -> RowToken {
    RowToken::from_bytes([n; 16])
}

pub(crate) fn chrome() -> UserAgent {
    UserAgent { browser: Browser::Chrome, major: Some(140), os: Os::Windows, device: Device::Desktop }
}

pub(crate) fn ada() -> Account {
    Account {
        id: ADA,
        user_name: "ada".to_owned(),
        display_name: "Ada".to_owned(),
        locale: None,
        groups: Vec::new(),
        state: AccountState::Active,
        verify: VerifyWhen::WhenRisky,
        preferred: None,
        created_at: NOW,
        password_set_at: NOW,
        password_set_by_mail: false,
        first_strong_at: None,
        recovered_at: None,
        generation: 0,
        administrator: false,
        suspended_until: None,
        denied_at: None,
    }
}

pub(crate) fn new_ada() -> Write {
    Write::NewAccount {
        account: ada(),
        password: "hash".to_owned(),
        names: vec!["n-ada".to_owned(), "n-ada".to_owned()],
    }
}

pub(crate) fn phone() -> Method {
    Method {
        id: MethodId::from_bytes([2; 16]),
        state: MethodState::Active,
        name: "Phone".to_owned(),
        added_at: NOW,
        last_used_at: None,
        data: MethodData::TextMessage { hint: "+49 .. 12".to_owned(), proof: None },
    }
}

pub(crate) fn session() -> Session {
    Session {
        id: SessionId::from_bytes([3; 16]),
        level: 1,
        amr: vec!["pwd".to_owned()],
        generation: 0,
        since: NOW,
        auth_time: NOW,
        expires: LATER,
        shared_computer: false,
        browser: Some(rules::id::BrowserId::from_bytes([4; 16])),
        hold_until: None,
        proofs: Proofs::default(),
        user_agent: chrome(),
        country: None,
        taught: None,
    }
}

pub(crate) fn sign_in() -> SignIn {
    SignIn {
        id: SignInId::from_bytes([5; 16]),
        who: Who::Known(ADA),
        purpose: Purpose::StepUp { session: session().id, action: None },
        stage: Stage::Password,
        generation: 0,
        since: NOW,
        expires: LATER,
        browser: session().browser,
        presented: None,
        shared_computer: false,
        user_agent: chrome(),
        country: None,
    }
}

pub(crate) fn email() -> Email {
    Email { id: EmailId::from_bytes([8; 16]), hint: "a..".to_owned(), verified_at: None, added_at: NOW }
}

pub(crate) fn known_browser() -> rules::browser::KnownBrowser {
    rules::browser::KnownBrowser {
        id: rules::id::BrowserId::from_bytes([4; 16]),
        current: "b-hash".to_owned(),
        previous: None,
        previous_until: NOW,
        since: NOW,
        last_used_at: NOW,
        expires: LATER,
        skip_until: None,
        user_agent: chrome(),
        country: None,
        passed: None,
        strong_at: None,
    }
}

pub(crate) fn text_with_code(id: u8) -> Message {
    Message {
        id: MessageId::from_bytes([id; 16]),
        account: ADA,
        to: Recipient::Phone { id: phone().id, sealed: "k1.sealed".to_owned(), sign_in: None },
        locale: None,
        says: Says::Code { code: CODE.to_owned() },
        at: NOW,
        expires: LATER,
    }
}

pub(crate) fn strangers_try(at_most: i64) -> Take {
    let door = Door::Method(MethodKind::TextMessage);
    Take { key: CounterKey::Account { scope: Scope::Strangers, door }, at_most }
}
