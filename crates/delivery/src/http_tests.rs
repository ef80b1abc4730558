//! Stories of calling others who are slow, huge or sly.

use super::*;
use crate::gateway_tests::{Gateway, Manner, closed, http, trust};

async fn call(http: &Http, url: &str) -> Result<Answer, CallError> {
    let request = http.get(Url::parse(url).unwrap()).build().unwrap();
    http.call(request).await
}

#[tokio::test]
async fn an_answer_is_its_status_and_body() {
    let gateway = Gateway::saying(418, "short and stout").await;
    let answer = call(&http(Reach::Operator), &gateway.base).await.unwrap();
    assert_eq!(answer, Answer { status: 418, body: b"short and stout".to_vec(), retry_after: None });
}

#[tokio::test]
async fn four_kibibytes_of_an_endless_answer_are_read() {
    let gateway = Gateway::open(Manner::Endless(200)).await;
    let answer = call(&http(Reach::Operator), &gateway.base).await.unwrap();
    assert_eq!(answer.body.len(), LONGEST_ANSWER);
}

#[tokio::test]
async fn a_body_that_breaks_off_leaves_the_verdict() {
    let gateway = Gateway::open(Manner::BreaksOff(201)).await;
    let answer = call(&http(Reach::Operator), &gateway.base).await.unwrap();
    assert_eq!(answer.status, 201);
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let gateway = Gateway::open(Manner::Redirects).await;
    let answer = call(&http(Reach::Operator), &gateway.base).await.unwrap();
    assert_eq!(answer.status, 307);
    assert_eq!(gateway.only().uri, "/");
}

#[tokio::test]
async fn silence_is_an_unknown_outcome_and_a_closed_door_is_none() {
    let silent = Gateway::open(Manner::Silent).await;
    assert_eq!(call(&http(Reach::Operator), &silent.base).await, Err(CallError::NoAnswer));
    assert_eq!(call(&http(Reach::Operator), &closed().await).await, Err(CallError::NotSent));
}

#[tokio::test]
async fn a_strangers_url_never_reaches_the_house() {
    let gateway = Gateway::saying(200, "the inner door").await;
    let port = gateway.base.rsplit(':').next().unwrap().to_owned();
    let guarded = http(Reach::Public);
    for url in [
        gateway.base.clone(),
        format!("https://127.0.0.1:{port}/"),
        format!("https://localhost:{port}/"),
        "https://127.0.0.1/".to_owned(),
        "https://[::ffff:127.0.0.1]/".to_owned(),
        "https://169.254.169.254/latest/meta-data".to_owned(),
    ] {
        assert_eq!(call(&guarded, &url).await, Err(CallError::NotPublic), "{url}");
    }
    assert!(gateway.heard().is_empty());
}

#[test]
fn a_gateways_url_is_of_the_house_or_encrypted() {
    for url in [
        "http://127.0.0.1:13013/cgi-bin/sendsms",
        "http://[::1]:13013/",
        "http://10.1.2.3/send",
        "http://kannel:13013/cgi-bin/sendsms",
        "http://localhost/send",
        "http://sms.internal/send",
        "https://gateway.example/send?x=1",
        "https://10.1.2.3/send",
    ] {
        assert!(gateway_url(url).is_ok(), "{url}");
    }
    for (url, error) in [
        ("gateway.example", GatewayUrlError::NotAUrl),
        ("", GatewayUrlError::NotAUrl),
        ("ftp://gateway.example/", GatewayUrlError::Scheme),
        ("file:///etc/passwd", GatewayUrlError::Scheme),
        ("http://gateway.example/send", GatewayUrlError::PlainHttp),
        ("http://8.8.8.8/send", GatewayUrlError::PlainHttp),
        ("https://user:pass@gateway.example/", GatewayUrlError::UserInfo),
        ("https://gateway.example/#here", GatewayUrlError::UserInfo),
    ] {
        assert_eq!(gateway_url(url), Err(error), "{url}");
    }
}

#[test]
fn own_authorities_that_are_none_are_refused() {
    let provider = || Arc::new(rustls::crypto::ring::default_provider());
    for pem in ["", "no certificate", "-----BEGIN CERTIFICATE-----\n!!\n-----END CERTIFICATE-----\n"] {
        assert!(matches!(Trust::new(provider(), Some(pem.as_bytes())), Err(SetupError::OwnRoots)));
    }
    assert!(trust().own_roots().is_empty());
}
