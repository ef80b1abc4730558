//! The pages of `vestibule demo`: who to sign in as, what to try, and every message that was "sent".
//! Their routes do not exist in `serve`.

use askama::Template;

use crate::pages::Frame;

/// A seeded person.
#[derive(Debug, Clone)]
pub struct DemoPerson {
    /// Display name.
    pub display_name: String,
    /// To sign in with.
    pub user_name: String,
    /// To sign in with.
    pub password: String,
    /// What is special about them, in the reader's language.
    pub story: String,
}

impl DemoPerson {
    /// What friends call them.
    fn first_name(&self) -> &str {
        self.display_name.split(' ').next().unwrap_or_default()
    }
}

/// `GET /demo`.
#[derive(Debug, Template)]
#[template(path = "demo.html")]
pub struct DemoPage {
    /// Around the page.
    pub frame: Frame,
    /// Seeded people.
    pub people: Vec<DemoPerson>,
}

impl DemoPage {
    fn title(&self) -> String {
        self.frame.say("demo-title").into_owned()
    }
}

/// How a message went out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    /// Text message.
    Text,
    /// E-mail.
    Mail,
}

/// A piece of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Plain words.
    Words(String),
    /// Something to type.
    Code(String),
    /// Something to open.
    Link(String),
}

/// A message as a card.
#[derive(Debug, Clone)]
pub struct OutboxMessage {
    /// Unix seconds.
    pub at: i64,
    /// How.
    pub channel: Channel,
    /// Number or address.
    pub to: String,
    /// Empty for texts.
    pub subject: String,
    /// The body in pieces; see [`pieces`].
    pub body: Vec<Piece>,
}

/// `GET /demo/outbox`, newest first.
#[derive(Debug, Template)]
#[template(path = "outbox.html")]
pub struct OutboxPage {
    /// Around the page.
    pub frame: Frame,
    /// Newest first.
    pub messages: Vec<OutboxMessage>,
}

impl OutboxPage {
    fn title(&self) -> String {
        self.frame.say("outbox-title").into_owned()
    }
}

/// Splits a body into words, codes (six to eight digits) and `http` links, so that each can be shown as what it is.
#[must_use]
pub fn pieces(body: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut words = String::new();
    for word in body.split_inclusive(char::is_whitespace) {
        let bare = word.trim_end().trim_end_matches(['.', ',', ':']);
        let piece = if bare.starts_with("http://") || bare.starts_with("https://") {
            Some(Piece::Link(bare.to_owned()))
        } else if (6..=8).contains(&bare.len()) && bare.bytes().all(|byte| byte.is_ascii_digit()) {
            Some(Piece::Code(bare.to_owned()))
        } else {
            None
        };
        match piece {
            Some(piece) => {
                if !words.is_empty() {
                    pieces.push(Piece::Words(std::mem::take(&mut words)));
                }
                pieces.push(piece);
                words.push_str(&word[bare.len()..]);
            }
            None => words.push_str(word),
        }
    }
    if !words.is_empty() {
        pieces.push(Piece::Words(words));
    }
    pieces
}
