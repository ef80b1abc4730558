//! Stories of carriers that report, and of strangers who would like to.

use super::*;

const NOW: i64 = 1_800_000_000;
const TOKEN: &str = "12345";

fn receipts() -> Receipts {
    Receipts::new("https://id.example/receipts/", &[7; 32]).unwrap()
}

fn id() -> MessageId {
    MessageId::new("msg-1").unwrap()
}

/// What Kannel calls: its own words put in.
fn kannel_query(status: &str) -> String {
    let address = receipts().kannel_address("kannel", &id(), NOW);
    let query = address.split_once('?').unwrap().1;
    query.replace("%d", status).replace("%F", "carrier-9")
}

fn read_kannel(query: &str, now: i64) -> Result<Receipt, ReceiptRefusal> {
    let request = ReceiptRequest { query, body: b"", signature: None };
    receipts().read_kannel("kannel", &request, now)
}

#[test]
fn kannel_reports_what_became_of_a_message() {
    for (told, status) in [
        ("1", ReceiptStatus::Delivered),
        ("2", ReceiptStatus::Failed),
        ("4", ReceiptStatus::Buffered),
        ("8", ReceiptStatus::Sent),
        ("16", ReceiptStatus::Failed),
    ] {
        let receipt = read_kannel(&kannel_query(told), NOW + 10).unwrap();
        assert_eq!((receipt.message_id, receipt.status), (id(), status));
        assert_eq!(receipt.provider_id.as_deref(), Some("carrier-9"));
        assert_eq!(receipt.key, format!("kannel:msg-1:{told}"));
    }
}

#[test]
fn a_changed_kannel_report_is_not_believed() {
    let honest = kannel_query("1");
    for (from, to, refusal) in [
        ("message=msg-1", "message=msg-2", ReceiptRefusal::NotAuthentic),
        ("mask=31", "mask=63", ReceiptRefusal::NotAuthentic),
        ("at=1800000000", "at=1800000001", ReceiptRefusal::NotAuthentic),
        ("proof=", "proof=00", ReceiptRefusal::NotAuthentic),
        ("proof=", "other=", ReceiptRefusal::Malformed),
        ("at=1800000000", "at=soon", ReceiptRefusal::Malformed),
        ("message=msg-1", "message=msg-2&message=msg-1", ReceiptRefusal::Malformed),
        ("status=1", "status=32", ReceiptRefusal::UnknownStatus),
        ("status=1", "status=%25d", ReceiptRefusal::Malformed),
    ] {
        let changed = honest.replace(from, to);
        assert_ne!(changed, honest);
        assert_eq!(read_kannel(&changed, NOW), Err(refusal), "{from} -> {to}");
    }
    let cut = &honest[..honest.find("&status").unwrap() - 2];
    assert_eq!(read_kannel(&format!("{cut}&status=1"), NOW), Err(ReceiptRefusal::NotAuthentic));
}

#[test]
fn one_couriers_proof_is_none_for_another() {
    let query = kannel_query("1");
    let request = ReceiptRequest { query: &query, body: b"", signature: None };
    let other = receipts().read_kannel("kannel-2", &request, NOW);
    assert_eq!(other, Err(ReceiptRefusal::NotAuthentic));
    let other_key = Receipts::new("https://id.example/receipts", &[8; 32]).unwrap();
    assert_eq!(other_key.read_kannel("kannel", &request, NOW), Err(ReceiptRefusal::NotAuthentic));
}

#[test]
fn a_kannel_report_has_its_time() {
    let query = kannel_query("1");
    assert!(read_kannel(&query, NOW + KANNEL_RECEIPT_AGE).is_ok());
    assert_eq!(read_kannel(&query, NOW + KANNEL_RECEIPT_AGE + 1), Err(ReceiptRefusal::OutOfTime));
    assert!(read_kannel(&query, NOW - 300).is_ok());
    assert_eq!(read_kannel(&query, NOW - 301), Err(ReceiptRefusal::OutOfTime));
    assert_eq!(read_kannel(&query, i64::MIN), Err(ReceiptRefusal::OutOfTime));
}

#[test]
fn the_same_report_twice_has_the_same_key_for_the_store_to_refuse() {
    let first = read_kannel(&kannel_query("1"), NOW).unwrap();
    let again = read_kannel(&kannel_query("1"), NOW + 60).unwrap();
    let next = read_kannel(&kannel_query("8"), NOW).unwrap();
    assert_eq!(first.key, again.key);
    assert_ne!(first.key, next.key);
}

#[test]
fn kannels_address_holds_no_percent_but_its_two_commands() {
    let address = receipts().kannel_address("kannel", &id(), NOW);
    assert_eq!(address.matches('%').count(), 2);
    assert!(address.ends_with("&status=%d&carrier=%F"));
}

/// Twilio's published examples of its signature.
#[test]
fn twilios_published_examples_verify() {
    let address = "https://mycompany.com/myapp.php?foo=1&bar=2";
    let form = |caller: &str| {
        format!("CallSid=CA1234567890ABCDE&Caller={caller}&Digits=1234&From={caller}&To=%2B18005551212")
    };
    let (one, other) = (form("%2B14158675309"), form("%2B12349013030"));
    assert!(twilio_signed(TOKEN, address, one.as_bytes(), "RSOYDt4T1cUTdK1PDd93/VVr8B8="));
    assert!(twilio_signed(TOKEN, address, other.as_bytes(), "0/KCTR6DLpKmkAf8muzZqo1nDgQ="));
    assert!(!twilio_signed(TOKEN, address, one.as_bytes(), "0/KCTR6DLpKmkAf8muzZqo1nDgQ="));
}

const FORM: &str = "MessageSid=SM123&MessageStatus=delivered&To=%2B491701234567&AccountSid=AC1";

fn sign(address: &str, form: &str) -> String {
    let mut mac = Hmac::<Sha1>::new_from_slice(TOKEN.as_bytes()).unwrap();
    mac.update(address.as_bytes());
    let mut fields: Vec<_> = form_urlencoded::parse(form.as_bytes()).collect();
    fields.sort();
    for (name, value) in fields {
        mac.update(format!("{name}{value}").as_bytes());
    }
    BASE64.encode(mac.finalize().into_bytes())
}

fn read_twilio(query: &str, form: &str, signature: Option<&str>) -> Result<Receipt, ReceiptRefusal> {
    let request = ReceiptRequest { query, body: form.as_bytes(), signature };
    receipts().read_twilio("twilio", TOKEN, &request)
}

#[test]
fn twilio_reports_what_became_of_a_message() {
    let address = receipts().twilio_address("twilio", &id());
    for (told, status) in [
        ("delivered", ReceiptStatus::Delivered),
        ("undelivered", ReceiptStatus::Failed),
        ("failed", ReceiptStatus::Failed),
        ("sent", ReceiptStatus::Sent),
        ("queued", ReceiptStatus::Buffered),
    ] {
        let form = FORM.replace("delivered", told);
        let signature = sign(&address, &form);
        let receipt = read_twilio("message=msg-1", &form, Some(&signature)).unwrap();
        assert_eq!((receipt.message_id, receipt.status), (id(), status), "{told}");
        assert_eq!(receipt.provider_id.as_deref(), Some("SM123"));
        assert_eq!(receipt.key, format!("twilio:msg-1:SM123:{told}"));
    }
}

#[test]
fn a_changed_twilio_report_is_not_believed() {
    let signature = sign(&receipts().twilio_address("twilio", &id()), FORM);
    let refused = Err(ReceiptRefusal::NotAuthentic);
    assert_eq!(read_twilio("message=msg-2", FORM, Some(&signature)), refused);
    assert_eq!(read_twilio("message=msg-1&x=1", FORM, Some(&signature)), refused);
    for (from, to) in [
        ("SM123", "SM124"),
        ("delivered", "failed"),
        ("&AccountSid=AC1", ""),
        ("AccountSid=AC1", "AccountSid=AC1&More=1"),
        ("MessageStatus", "messageStatus"),
    ] {
        let changed = FORM.replace(from, to);
        assert_ne!(changed, FORM);
        assert_eq!(read_twilio("message=msg-1", &changed, Some(&signature)), refused, "{from} -> {to}");
    }
    assert_eq!(read_twilio("message=msg-1", FORM, None), refused);
    for signature in ["", "not base64!", "AAAA"] {
        assert_eq!(read_twilio("message=msg-1", FORM, Some(signature)), refused);
    }
    let foreign = Receipts::new("https://other.example/receipts", &[7; 32]).unwrap();
    let request =
        ReceiptRequest { query: "message=msg-1", body: FORM.as_bytes(), signature: Some(&signature) };
    assert_eq!(foreign.read_twilio("twilio", TOKEN, &request), refused);
    assert_eq!(receipts().read_twilio("twilio", "other token", &request), refused);
}

#[test]
fn states_that_twilio_does_not_have_are_refused() {
    let form = FORM.replace("delivered", "verified");
    let signature = sign(&receipts().twilio_address("twilio", &id()), &form);
    let read = read_twilio("message=msg-1", &form, Some(&signature));
    assert_eq!(read, Err(ReceiptRefusal::UnknownStatus));
}

#[test]
fn addresses_that_carriers_cannot_use_are_refused() {
    for base in [
        "",
        "id.example",
        "ftp://id.example/",
        "https://id.example/?a=1",
        "https://id.example/#a",
        "https://id.example/%20",
        "https://me@id.example/",
    ] {
        assert_eq!(Receipts::new(base, &[7; 32]).unwrap_err(), ReceiptsError::Address, "{base}");
    }
    assert_eq!(Receipts::new("https://id.example", &[7; 31]).unwrap_err(), ReceiptsError::Key);
    assert!(!format!("{:?}", receipts()).contains('7'));
}
