//! Stories with a real Kannel (its fake carrier behind it) and a real mail server, set up by
//! `cargo xtask test`. Not here: the gateways' odd answers, which sibling tests of the couriers play.

#![expect(clippy::unwrap_used, clippy::panic, reason = "the helpers of a test fail as tests do")]

use axum::Router;
use axum::extract::{RawQuery, State};
use delivery::http::{Http, Patience, Reach, Trust};
use delivery::mail::{Mail, MailConfig, MailCourier, MailCourierConfig, Security, SmtpConfig, SmtpPatience};
use delivery::receipts::{ReceiptRequest, ReceiptStatus, Receipts};
use delivery::text::{CourierParts, KannelConfig, TextCourier, TextCourierConfig, TextMessage};
use delivery::{MessageId, Secret, SendErrorKind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::mpsc;

const NOW: i64 = 1_800_000_000;

#[expect(
    clippy::disallowed_methods,
    reason = "xtask tells a test where the real gateway is by its environment"
)]
fn told(name: &str) -> String {
    let told = std::env::var(name);
    told.unwrap_or_else(|_| {
        panic!("{name} is not set: run `cargo xtask test`, which starts the real gateways")
    })
}

fn trust() -> Trust {
    Trust::new(Arc::new(rustls::crypto::ring::default_provider()), None).unwrap()
}

/// Listens for Kannel's receipts as the product's `/receipts/{courier}` would.
async fn listen() -> (String, mpsc::UnboundedReceiver<String>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let base = format!("http://{}/receipts", listener.local_addr().unwrap());
    let (tell, reports) = mpsc::unbounded_channel();
    let app = Router::new().fallback(hear).with_state(tell);
    tokio::spawn(async move { axum::serve(listener, app).await });
    (base, reports)
}

async fn hear(State(tell): State<mpsc::UnboundedSender<String>>, RawQuery(query): RawQuery) {
    let _ = tell.send(query.unwrap_or_default());
}

fn kannel(password: &str, receipts: Option<Receipts>) -> TextCourier {
    let config = KannelConfig {
        name: "kannel".to_owned(),
        url: format!("{}/cgi-bin/sendsms", told("VESTIBULE_TEST_KANNEL").trim_end_matches('/')),
        username: "vestibule".to_owned(),
        password: Secret::new(password),
        from: "Vestibule".to_owned(),
        smsc: None,
    };
    let http = Http::new(&trust(), Reach::Operator, Patience::default()).unwrap();
    TextCourier::new(&TextCourierConfig::Kannel(config), &CourierParts { http, receipts }).unwrap()
}

fn text(id: &str, body: &str) -> TextMessage {
    let id = MessageId::new(id).unwrap();
    TextMessage { id, to: "+491701234567".to_owned(), body: body.to_owned(), valid_seconds: Some(300) }
}

/// Waits until the carrier has reported the message as delivered. Reports come in any order.
async fn delivered(courier: &TextCourier, id: &str, reports: &mut mpsc::UnboundedReceiver<String>) -> bool {
    loop {
        let report = tokio::time::timeout(Duration::from_secs(20), reports.recv()).await;
        let Ok(Some(query)) = report else {
            return false;
        };
        let request = ReceiptRequest { query: &query, body: b"", signature: None };
        let receipt = courier.read_receipt(&request, NOW + 1).unwrap();
        if receipt.message_id.as_str() == id && receipt.status == ReceiptStatus::Delivered {
            return true;
        }
    }
}

#[tokio::test]
async fn a_text_reaches_the_carrier_through_kannel_and_its_receipt_comes_back() {
    let (base, mut reports) = listen().await;
    let courier = kannel("vestibule", Some(Receipts::new(&base, &[7; 32]).unwrap()));
    for (id, body) in [
        ("plain", "123456 is your Example code.\n\n@id.example #123456"),
        ("beyond-gsm", "Ваш код Example: 123456 😀\n\n@id.example #123456"),
        ("long", &"A long sentence of a text & more. ".repeat(8)),
    ] {
        courier.send(&text(id, body), NOW).await.unwrap();
        assert!(delivered(&courier, id, &mut reports).await, "the carrier reports '{id}' as delivered");
    }
}

#[tokio::test]
async fn kannel_refuses_a_wrong_password_for_good() {
    let refused = kannel("wrong", None).send(&text("wrong", "Hi"), NOW).await.unwrap_err();
    assert_eq!(refused.kind, SendErrorKind::Permanent);
}

/// All files below a maildir.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

#[tokio::test]
async fn a_mail_reaches_a_real_server_as_it_was_written() {
    let server = told("VESTIBULE_TEST_SMTP");
    let maildir = told("VESTIBULE_TEST_SMTP_DIR");
    let (host, port) = server.rsplit_once(':').expect("VESTIBULE_TEST_SMTP is host:port");
    let smtp = SmtpConfig {
        host: host.to_owned(),
        port: Some(port.parse().unwrap()),
        security: Security::None,
        username: None,
        password: None,
        hello: Some("id.example".to_owned()),
    };
    let from = "Example <no-reply@id.example>".to_owned();
    let config = MailConfig { from, reply_to: None, courier: MailCourierConfig::Smtp(smtp) };
    let courier = MailCourier::new(&config, &trust(), SmtpPatience::default()).unwrap();
    let id = MessageId::new(format!("real-{}", std::process::id())).unwrap();
    let mail = Mail {
        id: id.clone(),
        to: "ana@people.example".to_owned(),
        subject: "Tu enlace — ahora".to_owned(),
        text: "First line\n.\n..\nFrom here on\nlast line".to_owned(),
        html: Some("<p>First line</p>".to_owned()),
    };
    for _ in 0..2 {
        courier.send(&mail, NOW).await.unwrap();
    }
    let line = format!("Message-ID: <{id}@id.example>");
    let arrived: Vec<String> = files(Path::new(&maildir))
        .into_iter()
        .map(|file| String::from_utf8_lossy(&std::fs::read(file).unwrap()).into_owned())
        .filter(|mail| mail.lines().any(|l| l.trim_end() == line))
        .collect();
    assert_eq!(arrived.len(), 2, "both mails arrived, and their Message-ID shows that they are one");
    for mail in &arrived {
        let lines: Vec<&str> = mail.lines().map(str::trim_end).collect();
        for wanted in
            ["First line", ".", "..", "last line", "<p>First line</p>", "Auto-Submitted: auto-generated"]
        {
            assert!(lines.contains(&wanted), "{wanted} in {mail}");
        }
    }
}
