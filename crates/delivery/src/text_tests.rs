//! Stories of texts that gateways take, refuse or lose.

use super::*;
use crate::gateway_tests::{Gateway, Manner, NUMBER, closed, parts, parts_with_receipts, text};
use crate::message::SendErrorKind;

fn kannel(base: &str, parts: &CourierParts) -> TextCourier {
    let config = format!(
        "kind = \"kannel\"\nurl = \"{base}/cgi-bin/sendsms\"\nusername = \"house\"\npassword = \"k&y=\"\nfrom = \"Example\""
    );
    TextCourier::new(&toml::from_str(&config).unwrap(), parts).unwrap()
}

fn twilio(base: &str, parts: &CourierParts) -> TextCourier {
    let config = format!(
        "kind = \"twilio\"\nbase = \"{base}\"\naccount_sid = \"AC1\"\nauth_token = \"token\"\nsender = {{ from = \"+12025550143\" }}"
    );
    TextCourier::new(&toml::from_str(&config).unwrap(), parts).unwrap()
}

fn query(uri: &str) -> Vec<(String, String)> {
    let query = uri.split_once('?').unwrap().1;
    url::form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

fn field<'a>(fields: &'a [(String, String)], name: &str) -> Option<&'a str> {
    fields.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
}

#[tokio::test]
async fn kannel_gets_number_text_and_alphabet() {
    for (body, coding) in [("Código? é €\n\n@a.example #12", "2"), ("é €\n\n@a.example #12", "0")] {
        let gateway = Gateway::saying(202, "0: Accepted for delivery").await;
        let sent = kannel(&gateway.base, &parts()).send(&text(body), 0).await;
        assert_eq!(sent, Ok(Sent { provider_id: None }));
        let fields = query(&gateway.only().uri);
        assert_eq!(field(&fields, "text"), Some(body));
        assert_eq!(field(&fields, "to"), Some(NUMBER));
        assert_eq!(field(&fields, "password"), Some("k&y="));
        assert_eq!(field(&fields, "coding"), Some(coding));
        assert_eq!(field(&fields, "charset"), Some("UTF-8"));
        assert_eq!(field(&fields, "validity"), Some("5"));
        assert_eq!(field(&fields, "dlr-url"), None);
    }
}

#[tokio::test]
async fn kannel_is_asked_for_a_receipt_that_proves_itself() {
    let gateway = Gateway::saying(202, "3: Queued for later delivery").await;
    let courier = kannel(&gateway.base, &parts_with_receipts());
    courier.send(&text("Hi"), 1_000).await.unwrap();
    let fields = query(&gateway.only().uri);
    assert_eq!(field(&fields, "dlr-mask"), Some("31"));
    let address = field(&fields, "dlr-url").unwrap();
    let called = address.replace("%d", "1").replace("%F", "");
    let (path, query) = called.split_once('?').unwrap();
    assert_eq!(path, "https://id.example/receipts/kannel");
    let request = ReceiptRequest { query, body: b"", signature: None };
    let receipt = courier.read_receipt(&request, 1_001).unwrap();
    assert_eq!(receipt.message_id.as_str(), "msg-1");
}

#[tokio::test]
async fn what_kannel_says_is_understood() {
    use SendErrorKind::{Permanent, RecipientRefused, Temporary, Unknown};
    for (status, said, kind) in [
        (202, "5: something else", Permanent),
        (200, "<html>some other service</html>", Permanent),
        (403, "Authorization failed for sendsms", Permanent),
        (400, "Empty text not allowed", Permanent),
        (404, "", Permanent),
        (307, "", Permanent),
        (503, "Temporal failure, try again later.", Temporary),
        (500, "", Temporary),
        (429, "", Temporary),
        (504, "", Unknown),
        (400, "Number(s) has/have been denied by white- and/or black-lists.", RecipientRefused),
    ] {
        let gateway = Gateway::saying(status, said).await;
        let refused = kannel(&gateway.base, &parts()).send(&text("Hi"), 0).await.unwrap_err();
        assert_eq!(refused.kind, kind, "{status} {said}");
    }
}

#[tokio::test]
async fn twilio_gets_its_form_and_tells_its_id() {
    let gateway = Gateway::saying(201, r#"{"sid": "SM9", "status": "queued"}"#).await;
    let sent = twilio(&gateway.base, &parts_with_receipts()).send(&text("¡Hola & 1+1!"), 0).await;
    assert_eq!(sent, Ok(Sent { provider_id: Some("SM9".to_owned()) }));
    let heard = gateway.only();
    assert_eq!(
        (heard.method.as_str(), heard.uri.as_str()),
        ("POST", "/2010-04-01/Accounts/AC1/Messages.json")
    );
    assert_eq!(heard.headers["authorization"], "Basic QUMxOnRva2Vu");
    let fields = query(&format!("?{}", heard.body));
    assert_eq!(field(&fields, "To"), Some(NUMBER));
    assert_eq!(field(&fields, "Body"), Some("¡Hola & 1+1!"));
    assert_eq!(field(&fields, "From"), Some("+12025550143"));
    assert_eq!(field(&fields, "ValidityPeriod"), Some("300"));
    let callback = "https://id.example/receipts/twilio?message=msg-1";
    assert_eq!(field(&fields, "StatusCallback"), Some(callback));
}

#[tokio::test]
async fn what_twilio_says_is_understood() {
    use SendErrorKind::{Permanent, RecipientRefused, Temporary, Unknown};
    let invalid =
        r#"{"code": 21211, "message": "The 'To' number +491701234567 is not valid", "status": 400}"#;
    for (status, said, kind) in [
        (400, invalid, RecipientRefused),
        (400, r#"{"code": 21610}"#, RecipientRefused),
        (400, r#"{"code": 21408}"#, Permanent),
        (401, r#"{"code": 20003}"#, Permanent),
        (429, r#"{"code": 20429}"#, Temporary),
        (500, r#"{"code": 20500}"#, Temporary),
        (503, "<html>", Temporary),
        (504, "", Unknown),
        (302, "", Permanent),
        (400, "garbage", Permanent),
    ] {
        let gateway = Gateway::saying(status, said).await;
        let refused = twilio(&gateway.base, &parts()).send(&text("secret 123456"), 0).await.unwrap_err();
        assert_eq!(refused.kind, kind, "{status} {said}");
        assert!(!refused.detail.contains("1701234567") && !refused.detail.contains("123456"));
    }
}

#[tokio::test]
async fn a_taken_message_stays_taken_however_odd_the_answer() {
    for manner in [Manner::Says(201, "garbage".to_owned()), Manner::Endless(201), Manner::BreaksOff(201)] {
        let gateway = Gateway::open(manner.clone()).await;
        let sent = twilio(&gateway.base, &parts()).send(&text("Hi"), 0).await;
        assert_eq!(sent, Ok(Sent { provider_id: None }), "{manner:?}");
    }
}

#[tokio::test]
async fn silence_after_the_request_is_unknown_and_no_connection_is_temporary() {
    let silent = Gateway::open(Manner::Silent).await;
    for courier in [kannel(&silent.base, &parts()), twilio(&silent.base, &parts())] {
        let refused = courier.send(&text("Hi"), 0).await.unwrap_err();
        assert_eq!(refused.kind, SendErrorKind::Unknown);
        assert!(!format!("{refused:?}").contains("127.0.0.1"), "no URL in an error");
    }
    let away = kannel(&closed().await, &parts()).send(&text("Hi"), 0).await.unwrap_err();
    assert_eq!(away.kind, SendErrorKind::Temporary);
}

#[tokio::test]
async fn a_redirect_gets_nothing() {
    let gateway = Gateway::open(Manner::Redirects).await;
    let refused = twilio(&gateway.base, &parts()).send(&text("Hi"), 0).await.unwrap_err();
    assert_eq!(refused.kind, SendErrorKind::Permanent);
    assert_eq!(gateway.heard().len(), 1);
}

#[tokio::test]
async fn what_is_no_number_is_never_sent() {
    let gateway = Gateway::saying(202, "0: Accepted for delivery").await;
    let message = TextMessage { to: "+4917012&text=x".to_owned(), ..text("Hi") };
    let refused = kannel(&gateway.base, &parts()).send(&message, 0).await.unwrap_err();
    assert_eq!(refused.kind, SendErrorKind::RecipientRefused);
    assert!(gateway.heard().is_empty());
}

#[tokio::test]
async fn a_folder_holds_one_file_a_message() {
    let folder = tempfile::tempdir().unwrap();
    let courier = TextCourier::Folder(folder.path().join("outbox"));
    courier.send(&text("first"), 0).await.unwrap();
    courier.send(&text("Hi\n\n@a.example #1"), 0).await.unwrap();
    let names: Vec<_> = std::fs::read_dir(folder.path().join("outbox"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(names, ["msg-1.txt"]);
    let written = std::fs::read_to_string(folder.path().join("outbox/msg-1.txt")).unwrap();
    assert_eq!(written, format!("To: {NUMBER}\n\nHi\n\n@a.example #1\n"));
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_is_a_temporary_failure() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let refused = TextCourier::Folder(file.join("outbox")).send(&text("Hi"), 0).await.unwrap_err();
    assert_eq!(refused.kind, SendErrorKind::Temporary);
}

#[tokio::test]
async fn memory_keeps_the_last_messages_only() {
    let memory = Memory::default();
    let courier = TextCourier::Memory(memory.clone());
    for n in 0..=crate::memory::MEMORY_CAPACITY {
        courier.send(&text(&n.to_string()), 0).await.unwrap();
    }
    let kept = memory.take();
    assert_eq!((kept.len(), kept[0].body.as_str()), (crate::memory::MEMORY_CAPACITY, "1"));
    assert!(memory.messages().is_empty());
}

#[test]
fn secrets_numbers_and_texts_do_not_show_in_debug_output() {
    let shown = format!("{:?} {:?}", kannel("http://127.0.0.1", &parts()), text("code 123456"));
    for hidden in ["k&y=", "1701234567", "123456"] {
        assert!(!shown.contains(hidden), "{hidden} shows");
    }
}

#[test]
fn configs_that_could_not_work_are_refused() {
    assert!(toml::from_str::<TextCourierConfig>("kind = \"memory\"\nsize = 3").is_err());
    assert!(toml::from_str::<TextCourierConfig>("kind = \"pigeon\"").is_err());
    let config = |url: &str, name: &str| {
        let config = format!(
            "kind = \"kannel\"\nname = \"{name}\"\nurl = \"{url}\"\nusername = \"u\"\npassword = \"p\"\nfrom = \"x\""
        );
        TextCourier::new(&toml::from_str(&config).unwrap(), &parts())
    };
    assert!(config("http://kannel:13013/", "first").is_ok());
    assert!(matches!(config("http://sms.example/", "first"), Err(CourierError::Url { .. })));
    assert!(matches!(config("http://kannel/", "a b"), Err(CourierError::Config { .. })));
}
