//! What the demo shows beside the product: its seeded people and every message as it is sent. Exists only in `vestibule demo`.

use std::sync::{Arc, Mutex, PoisonError};

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

/// How many messages the outbox page keeps.
const KEPT: usize = 200;

/// The demo's state.
#[derive(Clone, Debug, Default)]
pub struct Demo {
    /// Its people.
    pub people: Vec<Person>,
    sent: Arc<Mutex<Vec<Sent>>>,
}

impl Demo {
    /// A demo with these people.
    #[must_use]
    pub fn new(people: Vec<Person>) -> Self {
        Self { people, sent: Arc::default() }
    }

    /// Keeps a message for the outbox page.
    pub fn keep(&self, message: Sent) {
        let mut sent = self.sent.lock().unwrap_or_else(PoisonError::into_inner);
        sent.insert(0, message);
        sent.truncate(KEPT);
    }

    /// The messages, newest first.
    #[must_use]
    pub fn sent(&self) -> Vec<Sent> {
        self.sent.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
