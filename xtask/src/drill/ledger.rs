//! What one person's client knows for certain, since the product acknowledged it, and the one request whose answer never
//! came: either outcome of that is right. Nothing is asked or judged here.

use std::collections::BTreeMap;

use crate::trial::{Open, Person};

/// What was guessed at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Door {
    Password,
    App,
    Text,
    Recovery,
}

impl Door {
    /// The kind of method in the API; none for the password.
    pub(super) const fn kind(self) -> Option<&'static str> {
        match self {
            Self::Password => None,
            Self::App => Some("authenticator_app"),
            Self::Text => Some("text_message"),
            Self::Recovery => Some("recovery_code"),
        }
    }
}

/// The request that was under way when the answer broke off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Doubt {
    /// Nothing that is checked hangs on it.
    Harmless(&'static str),
    /// A wrong answer: counted, or not.
    Wrong(Door),
    /// A right code of the app.
    AppCode { app: String, step: i64 },
    /// A right code of a text, in the open sign-in.
    TextCode { code: String },
    /// A right recovery code.
    RecoveryCode { code: String },
    /// The confirmation of a new method.
    Confirm { id: String },
    /// New recovery codes.
    NewCodes,
    /// The end of the session.
    SignOut,
    /// A link's button.
    Link { token: String },
    /// Another preferred method.
    Prefer { id: String },
    /// Another name of a method.
    Rename { id: String, name: String },
    /// Another password.
    Password { new: String },
}

/// A code that worked, which must never work again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Spent {
    /// The app's code of this step, with the app.
    Step { app: String, step: i64 },
    /// A recovery code.
    Recovery(String),
    /// The code of a text, with the sign-in that it was sent for.
    Text { open: OpenKey, code: String },
    /// A mailed link's token.
    Link(String),
}

/// A sign-in's id and secret.
pub(super) type OpenKey = (String, String);

/// One person's ledger.
#[derive(Debug, Clone)]
pub(super) struct Ledger {
    /// Whose.
    pub(super) person: Person,
    /// The story that they lived, for reports.
    pub(super) story: &'static str,
    /// The password in force.
    pub(super) password: String,
    /// The sign-in under way, as the product told it last.
    pub(super) open: Option<Open>,
    /// The live session.
    pub(super) session: Option<String>,
    /// Sessions that are over.
    pub(super) over: Vec<String>,
    /// What must not work again.
    pub(super) spent: Vec<Spent>,
    /// Methods that were enabled, with their kind.
    pub(super) methods: Vec<(String, &'static str)>,
    /// Recovery codes that are left.
    pub(super) codes_left: Option<usize>,
    /// The preferred method.
    pub(super) preferred: Option<String>,
    /// The names that methods were given.
    pub(super) names: BTreeMap<String, String>,
    /// Whether a browser became known.
    pub(super) known: bool,
    /// Wrong answers that were acknowledged, since the last success.
    pub(super) wrong: BTreeMap<Door, usize>,
    /// Letters that are due, by what their subject says.
    pub(super) letters: BTreeMap<&'static str, usize>,
    /// Text messages that are due.
    pub(super) texts: usize,
    /// The unanswered request.
    pub(super) doubt: Option<Doubt>,
}

impl Ledger {
    pub(super) fn new(person: Person, story: &'static str) -> Self {
        Self {
            person,
            story,
            password: crate::trial::PASSWORD.to_owned(),
            open: None,
            session: None,
            over: Vec::new(),
            spent: Vec::new(),
            methods: Vec::new(),
            codes_left: None,
            preferred: None,
            names: BTreeMap::new(),
            known: false,
            wrong: BTreeMap::new(),
            letters: BTreeMap::new(),
            texts: 0,
            doubt: None,
        }
    }

    /// One more acknowledged wrong answer.
    pub(super) fn count(&mut self, door: Door) {
        *self.wrong.entry(door).or_default() += 1;
    }

    /// One more letter is due.
    pub(super) fn mailed(&mut self, about: &'static str) {
        *self.letters.entry(about).or_default() += 1;
    }

    /// The session is over.
    pub(super) fn signed_out(&mut self) {
        self.over.extend(self.session.take());
    }

    /// How many facts of each kind the ledger holds, for the figures.
    pub(super) fn facts(&self) -> [(&'static str, usize); 11] {
        let spent = |is: fn(&Spent) -> bool| self.spent.iter().filter(|spent| is(spent)).count();
        [
            ("sign-ins under way", usize::from(self.open.is_some())),
            ("sessions alive", usize::from(self.session.is_some())),
            ("sessions ended", self.over.len()),
            ("methods enabled", self.methods.len() + self.names.len()),
            ("preferences", usize::from(self.preferred.is_some())),
            ("app codes used", spent(|spent| matches!(spent, Spent::Step { .. }))),
            ("recovery codes used", spent(|spent| matches!(spent, Spent::Recovery(_)))),
            ("text codes used", spent(|spent| matches!(spent, Spent::Text { .. }))),
            ("links used", spent(|spent| matches!(spent, Spent::Link(_)))),
            ("wrong answers counted", self.wrong.values().sum()),
            ("messages due", self.letters.values().sum::<usize>() + self.texts),
        ]
    }
}
