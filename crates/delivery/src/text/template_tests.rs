//! Stories of gateways that nobody wrote a courier for.

use super::*;
use crate::gateway_tests::{Gateway, Heard, NUMBER, parts, text};
use crate::message::SendErrorKind;

const TRAP: &str = "1 & 2 = \"3\"\n{to} \\ %41 ü";

async fn sent(config: &str, answer: (u16, &str)) -> (Heard, Result<Sent, SendError>) {
    let gateway = Gateway::saying(answer.0, answer.1).await;
    let config: TemplateConfig = toml::from_str(&config.replace("BASE", &gateway.base)).unwrap();
    let sent = Template::new(&config, &parts()).unwrap().send(&text(TRAP)).await;
    (gateway.only(), sent)
}

#[tokio::test]
async fn a_json_body_stays_json_whatever_the_text() {
    let config = r#"
        url = "BASE/v1/{id}"
        headers = { "X-Api-Key" = "key" }
        body = '{"to": "{to}", "number": {to_digits}, "text": "{text}", "other": {}}'
        id_pointer = "/messages/0/id"
    "#;
    let (heard, sent) = sent(config, (202, r#"{"messages": [{"id": 77}]}"#)).await;
    assert_eq!(sent, Ok(Sent { provider_id: Some("77".to_owned()) }));
    let body: Value = serde_json::from_str(&heard.body).unwrap();
    assert_eq!((&body["text"], &body["to"]), (&Value::from(TRAP), &Value::from(NUMBER)));
    assert_eq!(body["number"], Value::from(491_701_234_567_u64));
    assert_eq!(heard.headers["x-api-key"], "key");
    assert_eq!(heard.headers["content-type"], "application/json");
    assert_eq!(heard.uri, "/v1/msg-1");
}

#[tokio::test]
async fn a_form_stays_a_form_whatever_the_text() {
    let config = "url = \"BASE/\"\ncontent_type = \"form\"\nbody = \"n={to}&t={text}&i={id}\"";
    let (heard, sent) = sent(config, (200, "OK")).await;
    assert_eq!(sent, Ok(Sent { provider_id: None }));
    let fields: Vec<_> = url::form_urlencoded::parse(heard.body.as_bytes()).into_owned().collect();
    let named = |n: &str, v: &str| (n.to_owned(), v.to_owned());
    assert_eq!(fields, [named("n", NUMBER), named("t", TRAP), named("i", "msg-1")]);
}

#[tokio::test]
async fn a_query_stays_a_query_whatever_the_text() {
    let config = "method = \"get\"\nurl = \"BASE/send?to={to}&text={text}\"";
    let (heard, sent) = sent(config, (200, "")).await;
    assert!(sent.is_ok());
    assert_eq!((heard.method.as_str(), heard.body.as_str()), ("GET", ""));
    let query = heard.uri.split_once('?').unwrap().1;
    let fields: Vec<_> = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    assert_eq!(fields.len(), 2);
    assert_eq!((fields[0].1.as_str(), fields[1].1.as_str()), (NUMBER, TRAP));
}

#[tokio::test]
async fn only_the_statuses_of_success_are_success() {
    let config = "url = \"BASE/{to}\"\ncontent_type = \"text\"\nbody = \"{text}\"\nsuccess = [202, 202]";
    assert!(sent(config, (202, "")).await.1.is_ok());
    for (status, kind) in [
        (200, SendErrorKind::Permanent),
        (400, SendErrorKind::Permanent),
        (302, SendErrorKind::Permanent),
        (503, SendErrorKind::Temporary),
        (504, SendErrorKind::Unknown),
    ] {
        assert_eq!(sent(config, (status, "")).await.1.unwrap_err().kind, kind, "{status}");
    }
}

#[test]
fn templates_that_could_not_work_are_refused_at_the_start() {
    let json = r#"body = '{"t": "{to}{text}"}'"#;
    for (config, error) in [
        (format!("url = \"https://{{to}}.example/\"\n{json}"), TemplateError::PlaceholderInHost),
        (format!("url = \"https://a.example@{{to}}/\"\n{json}"), TemplateError::PlaceholderInHost),
        (format!("url = \"http://a.example/\"\n{json}"), TemplateError::Url(GatewayUrlError::PlainHttp)),
        (
            format!("url = \"https://a.example/\"\nheaders = {{ \"X-Text\" = \"{{text}}\" }}\n{json}"),
            TemplateError::Header,
        ),
        (
            format!("url = \"https://a.example/\"\nheaders = {{ \"X Y\" = \"1\" }}\n{json}"),
            TemplateError::Header,
        ),
        (
            "url = \"https://a.example/\"\nbody = '{\"t\": {text}, \"n\": \"{to}\"}'".to_owned(),
            TemplateError::NotJson,
        ),
        ("url = \"https://a.example/{text}\"\nbody = '{}'".to_owned(), TemplateError::Incomplete),
        (format!("method = \"get\"\nurl = \"https://a.example/\"\n{json}"), TemplateError::BodyOfGet),
        (format!("url = \"https://a.example/\"\nsuccess = [200, 404]\n{json}"), TemplateError::Success),
        (format!("url = \"https://a.example/\"\nid_pointer = \"id\"\n{json}"), TemplateError::Pointer),
    ] {
        let config: TemplateConfig = toml::from_str(&config).unwrap();
        assert_eq!(check(&config), Err(error), "{config:?}");
    }
}
