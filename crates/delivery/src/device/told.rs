//! What a site tells a phone, field by field as it came: strings stay strings, since they are signed to the byte.
//! Deliberately not here: what is done with them.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Failure;

/// An account.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are named as in the protocol")]
pub struct Account {
    pub id: String,
    pub user_name: String,
    pub display_name: String,
}

/// A site.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are named as in the protocol")]
pub struct Site {
    pub name: String,
    pub url: String,
}

/// A phone that has just shown its code.
#[derive(Debug, Deserialize)]
#[expect(missing_docs, reason = "the fields are named as in the protocol")]
pub struct NewDevice {
    pub id: String,
    pub token: crate::Secret,
    pub name: String,
    pub account: Account,
    pub site: Site,
}

/// What asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are named as in the protocol")]
pub struct Prompt {
    pub id: String,
    pub purpose: String,
    pub site: String,
    pub browser: String,
    pub system: String,
    pub country: String,
    pub address: String,
    pub asked_at: String,
    pub expires_at: String,
    pub expires_in: i64,
    pub digits: usize,
    pub nonce: String,
}

/// How the phone stands, and what can be answered, the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are named as in the protocol")]
pub struct Prompts {
    pub state: String,
    pub prompts: Vec<Prompt>,
}

/// Reads what came. No text in it holds a control character: a line feed would move the lines that are signed, and a terminal
/// obeys others.
pub(super) fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Failure> {
    let value: Value = serde_json::from_slice(bytes).map_err(|_| Failure::Strange)?;
    if !is_plain(&value) {
        return Err(Failure::Strange);
    }
    serde_json::from_value(value).map_err(|_| Failure::Strange)
}

fn is_plain(value: &Value) -> bool {
    match value {
        Value::String(text) => !text.chars().any(char::is_control),
        Value::Array(items) => items.iter().all(is_plain),
        Value::Object(fields) => fields.values().all(is_plain),
        Value::Null | Value::Bool(_) | Value::Number(_) => true,
    }
}

/// How well the account is protected.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are named as in the protocol")]
pub struct Security {
    pub verify: String,
    pub ways_in: usize,
    pub methods: Vec<String>,
    pub last_way_in: bool,
}

/// How a prompt ended.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are named as in the protocol")]
pub struct Recent {
    pub at: String,
    pub outcome: String,
    pub browser: String,
    pub system: String,
    pub country: String,
}

/// The phone as its app shows it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are named as in the protocol")]
pub struct Shown {
    pub id: String,
    pub name: String,
    pub state: String,
    pub added_at: String,
    pub account: Account,
    pub site: Site,
    pub security: Security,
    pub recent: Vec<Recent>,
}

/// What became of an answer.
#[derive(Deserialize)]
pub(super) struct Answered {
    pub(super) outcome: String,
}
