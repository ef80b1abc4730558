//! What earlier releases stored is read, and written again as the same text.

use rules::account::{Account, Email};
use rules::browser::KnownBrowser;
use rules::event::Event;
use rules::link::Link;
use rules::message::Message;
use rules::method::Method;
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
        assert_eq!(serde_json::from_str::<Value>(&to_json(&value).unwrap()).unwrap(), text);
    }
}

#[test]
fn every_stored_shape_is_read_and_written_alike() {
    is_kept::<Account>(include_str!("../fixtures/accounts.json"));
    is_kept::<Email>(include_str!("../fixtures/emails.json"));
    is_kept::<Method>(include_str!("../fixtures/methods.json"));
    is_kept::<SignIn>(include_str!("../fixtures/sign_ins.json"));
    is_kept::<Session>(include_str!("../fixtures/sessions.json"));
    is_kept::<KnownBrowser>(include_str!("../fixtures/browsers.json"));
    is_kept::<Link>(include_str!("../fixtures/links.json"));
    is_kept::<Message>(include_str!("../fixtures/messages.json"));
    is_kept::<Event>(include_str!("../fixtures/events.json"));
}

#[test]
fn a_value_that_does_not_parse_is_a_fault_that_quotes_nothing() {
    let fault = from_json::<Email>("{\"hint\":\"secret\"}").unwrap_err();
    assert!(matches!(fault, Fault::Document { .. }) && !fault.to_string().contains("secret"));
}
