//! What earlier releases stored is read, and written again with nothing lost. What is written since may be more.

use rules::account::{Account, Email};
use rules::browser::KnownBrowser;
use rules::event::Event;
use rules::link::Link;
use rules::message::Message;
use rules::method::Method;
use rules::prompt::Prompt;
use rules::session::Session;
use rules::sign_in::SignIn;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{from_json, to_json};
use crate::Fault;

fn is_kept<T: Serialize + DeserializeOwned>(fixtures: &str) {
    let stored: Vec<Value> = serde_json::from_str(fixtures).unwrap();
    assert!(!stored.is_empty());
    for text in stored {
        let value: T = serde_json::from_value(text.clone()).unwrap_or_else(|error| panic!("{error}: {text}"));
        let written = serde_json::from_str::<Value>(&to_json(&value).unwrap()).unwrap();
        assert!(holds(&written, &text), "{text}\nwas written again as\n{written}");
    }
}

/// Whether all of `old` still stands in `new`, which may say more about the same thing.
fn holds(new: &Value, old: &Value) -> bool {
    match (new, old) {
        (Value::Object(new), Value::Object(old)) => {
            old.iter().all(|(key, old)| new.get(key).is_some_and(|new| holds(new, old)))
        }
        (Value::Array(new), Value::Array(old)) => {
            new.len() == old.len() && new.iter().zip(old).all(|(new, old)| holds(new, old))
        }
        _ => new == old,
    }
}

#[test]
fn a_field_that_is_lost_is_noticed() {
    let old = serde_json::json!({ "a": [{ "b": 1 }] });
    assert!(holds(&serde_json::json!({ "a": [{ "b": 1, "c": 2 }], "d": 3 }), &old));
    assert!(!holds(&serde_json::json!({ "a": [{ "c": 2 }] }), &old));
    assert!(!holds(&serde_json::json!({ "a": [{ "b": 2 }] }), &old));
    assert!(!holds(&serde_json::json!({ "a": [] }), &old));
}

#[test]
fn every_stored_shape_is_read_and_written_whole() {
    is_kept::<Account>(include_str!("../fixtures/accounts.json"));
    is_kept::<Email>(include_str!("../fixtures/emails.json"));
    is_kept::<Method>(include_str!("../fixtures/methods.json"));
    is_kept::<SignIn>(include_str!("../fixtures/sign_ins.json"));
    is_kept::<Session>(include_str!("../fixtures/sessions.json"));
    is_kept::<KnownBrowser>(include_str!("../fixtures/browsers.json"));
    is_kept::<Link>(include_str!("../fixtures/links.json"));
    is_kept::<Message>(include_str!("../fixtures/messages.json"));
    is_kept::<Prompt>(include_str!("../fixtures/prompts.json"));
    is_kept::<Event>(include_str!("../fixtures/events.json"));
}

#[test]
fn a_value_that_does_not_parse_is_a_fault_that_quotes_nothing() {
    let fault = from_json::<Email>("{\"hint\":\"secret\"}").unwrap_err();
    assert!(matches!(fault, Fault::Document { .. }) && !fault.to_string().contains("secret"));
}
