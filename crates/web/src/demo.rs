//! What the demo shows beside the product: its seeded people, their phones, and every message as it is sent. Exists only in
//! `vestibule demo`.

use std::sync::{Arc, Mutex, PoisonError};

use flows::DemoPower;
use rules::id::MethodId;

/// A message that went out in the demo.
#[derive(Clone, Debug)]
pub struct Sent {
    /// When, in Unix seconds.
    pub at: i64,
    /// Whether it went to a phone (else to a mailbox).
    pub text_message: bool,
    /// To whom.
    pub to: String,
    /// The subject of a letter.
    pub subject: Option<String>,
    /// What it says.
    pub body: String,
}

/// The keys of the words that say what to try with somebody.
pub mod stories {
    /// Nothing is set up.
    pub const NOTHING: &str = "story-nothing";
    /// A security question alone.
    pub const QUESTION: &str = "story-question";
    /// An app and recovery codes.
    pub const APP: &str = "story-app";
    /// A phone.
    pub const PHONE: &str = "story-phone";
    /// Everything, at every sign-in.
    pub const EVERYTHING: &str = "story-everything";
    /// An administrator.
    pub const ADMINISTRATOR: &str = "story-administrator";
    /// A phone, at every sign-in.
    pub const PHONE_ALWAYS: &str = "story-phone-always";
}

/// One of the demo's people.
#[derive(Clone, Debug)]
pub struct Person {
    /// The name to be greeted by.
    pub display_name: String,
    /// The name to sign in with.
    pub user_name: String,
    /// The password, since it is a demo.
    pub password: String,
    /// A key of the words that say what to try with them.
    pub story: String,
}

/// How many messages the outbox page keeps, and how many windows are remembered.
const KEPT: usize = 200;

/// The demo's state.
#[derive(Clone, Debug)]
pub struct Demo {
    /// Its people.
    pub people: Vec<Person>,
    /// What lets it connect phones to them.
    pub power: DemoPower,
    sent: Arc<Mutex<Vec<Sent>>>,
    windows: Arc<Mutex<Vec<MethodId>>>,
}

impl Demo {
    /// A demo with these people.
    #[must_use]
    pub fn new(people: Vec<Person>, power: DemoPower) -> Self {
        Self { people, power, sent: Arc::default(), windows: Arc::default() }
    }

    /// The one who signs in with this name.
    #[must_use]
    pub fn person(&self, user_name: &str) -> Option<&Person> {
        self.people.iter().find(|person| person.user_name == user_name)
    }

    /// Keeps a message for the outbox page.
    pub fn keep(&self, message: Sent) {
        let mut sent = self.sent.lock().unwrap_or_else(PoisonError::into_inner);
        sent.insert(0, message);
        sent.truncate(KEPT);
    }

    /// Keeps that a window plays this phone.
    pub fn opens(&self, phone: MethodId) {
        let mut windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        windows.insert(0, phone);
        windows.truncate(KEPT);
    }

    /// Whether a window plays this phone, and not a phone or browser of its own.
    #[must_use]
    pub fn is_window(&self, phone: MethodId) -> bool {
        self.windows.lock().unwrap_or_else(PoisonError::into_inner).contains(&phone)
    }

    /// The messages, newest first.
    #[must_use]
    pub fn sent(&self) -> Vec<Sent> {
        self.sent.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
