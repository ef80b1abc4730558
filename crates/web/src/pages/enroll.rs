//! Setting up a method, one small step per page. Every page survives a reload; what is shown once says so.

use askama::Template;

use crate::pages::{Frame, Kind};

/// The questions people can choose from; each has the words `question-{slug}`. Chosen so that the answer
/// is not public and does not change.
pub const QUESTIONS: [(&str, &str); 10] = [
    ("first-meal", "question-first-meal"),
    ("hiding-place", "question-hiding-place"),
    ("first-trip", "question-first-trip"),
    ("odd-gift", "question-odd-gift"),
    ("invented-word", "question-invented-word"),
    ("lost-thing", "question-lost-thing"),
    ("first-song", "question-first-song"),
    ("feared-thing", "question-feared-thing"),
    ("broken-thing", "question-broken-thing"),
    ("secret-place", "question-secret-place"),
];

/// `GET /settings/security/question`. Form: POST there with `question` (a slug), `answer`, and `then` (the kind
/// that follows, if any).
#[derive(Debug, Template)]
#[template(path = "enroll_question.html")]
pub struct QuestionPage {
    /// Around the page. Problems go to `question` and `answer`.
    pub frame: Frame,
    /// "Step 1 of 2", and this method follows.
    pub then: Option<Kind>,
    /// The slug chosen last; empty at first.
    pub chosen: String,
    /// Slugs already in use by other questions of the account.
    pub taken: Vec<String>,
}

impl QuestionPage {
    fn title(&self) -> String {
        self.frame.say("question-title").into_owned()
    }

    fn is_chosen(&self, slug: &str) -> bool {
        self.chosen == slug
    }

    fn questions(&self) -> Vec<(&'static str, String)> {
        let free = QUESTIONS.iter().filter(|(slug, _)| !self.taken.iter().any(|taken| taken == slug));
        free.map(|(slug, key)| (*slug, self.frame.say(key).into_owned())).collect()
    }
}

/// `GET /settings/security/authenticator-app/{id}`. Form: POST there with `name`, `code`; POST `{..}/cancel`.
#[derive(Debug, Template)]
#[template(path = "enroll_app.html")]
pub struct AppPage {
    /// Around the page. Problems go to `name` and `code`.
    pub frame: Frame,
    /// Whether it is "Step 2 of 2".
    pub second_of_two: bool,
    /// The pending method's id.
    pub id: String,
    /// From [`crate::qr::svg`].
    pub qr: String,
    /// The key in base32 in groups of four, for typing.
    pub key: String,
    /// The `otpauth` address, for a link on the phone itself.
    pub otpauth: String,
    /// The name typed last, or a suggestion.
    pub name: String,
    /// 6 to 8.
    pub digits: u8,
}

impl AppPage {
    fn title(&self) -> String {
        self.frame.say("app-title").into_owned()
    }
}

/// `GET /settings/security/passkey/{id}`. Form: POST there with `name`, `credential`; POST `{..}/cancel`.
#[derive(Debug, Template)]
#[template(path = "enroll_passkey.html")]
pub struct PasskeyPage {
    /// Around the page. Problems go to `name`, or to no field.
    pub frame: Frame,
    /// Whether it is "Step 2 of 2".
    pub second_of_two: bool,
    /// The pending method's id.
    pub id: String,
    /// What the browser is asked (JSON), for `passkey.js`.
    pub options: String,
    /// The name typed last, or a suggestion.
    pub name: String,
}

impl PasskeyPage {
    fn title(&self) -> String {
        self.frame.say("passkey-title").into_owned()
    }
}

/// What a phone opens to be connected: the code stands in the fragment, which no server is sent.
#[must_use]
pub fn pair_url(site: &str, code: &str) -> String {
    format!("{site}/app/#pair={code}")
}

/// Where the set-up of text messages stands.
#[derive(Debug, Clone)]
pub enum PhoneStage {
    /// Asks the number. Form: POST `/settings/security/text-message` with `phone`.
    Number {
        /// As typed last.
        typed: String,
        /// An example with the country's prefix, such as `+34 600 123 456`.
        example: String,
    },
    /// Asks the code. Form: POST `/settings/security/text-message/{id}` with `code`;
    /// POST `{..}/resend`, `{..}/cancel`.
    Code {
        /// The pending method's id.
        id: String,
        /// The number as typed; the owner typed it just now.
        number: String,
        /// Unix seconds when the code dies.
        expires: i64,
        /// Seconds until it can be sent again; `None` when it cannot be sent again.
        resend_in: Option<u32>,
    },
}

/// `GET /settings/security/text-message[/{id}]`.
#[derive(Debug, Template)]
#[template(path = "enroll_phone.html")]
pub struct PhonePage {
    /// Around the page. Problems go to `phone` or `code`.
    pub frame: Frame,
    /// Whether it is "Step 2 of 2".
    pub second_of_two: bool,
    /// Number or code.
    pub stage: PhoneStage,
}

impl PhonePage {
    fn title(&self) -> String {
        let key = match self.stage {
            PhoneStage::Number { .. } => "phone-title",
            PhoneStage::Code { .. } => "phone-code-title",
        };
        self.frame.say(key).into_owned()
    }
}

/// Making or showing recovery codes.
#[derive(Debug, Clone)]
pub enum CodesStage {
    /// Asks before the old set is voided. Form: POST `/settings/security/recovery-codes/renew`.
    Renew {
        /// Unused codes of the old set.
        left: u32,
    },
    /// Shows the set, once. Form: POST `/settings/security/recovery-codes` with `saved` (`on`).
    Show {
        /// Ten codes, grouped for reading.
        codes: Vec<String>,
        /// Whose they are, for the printed page and the file.
        user_name: String,
    },
}

/// `GET /settings/security/recovery-codes`.
#[derive(Debug, Template)]
#[template(path = "enroll_codes.html")]
pub struct CodesPage {
    /// Around the page. A missing tick goes to `saved`.
    pub frame: Frame,
    /// Ask or show.
    pub stage: CodesStage,
}

impl CodesPage {
    fn title(&self) -> String {
        let key = match self.stage {
            CodesStage::Renew { .. } => "codes-renew-title",
            CodesStage::Show { .. } => "codes-title",
        };
        self.frame.say(key).into_owned()
    }
}
