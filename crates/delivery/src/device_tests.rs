//! Stories of a phone and a site that answers as each story needs: what is sent, what is signed, what each refusal means.

use rand::SeedableRng as _;
use secrets::device::DeviceKey;
use serde_json::Value;

use super::*;
use crate::gateway_tests::{Gateway, Manner, closed, http};
use crate::http::Reach;

const PROMPT: &str = r#"{"id":"p1","purpose":"sign_in","site":"https://id.example.org","browser":"chrome","system":"windows",
    "country":"","address":"203.0.113.7","asked_at":"2026-11-24T03:37:00Z","expires_at":"2026-11-24T03:39:00Z",
    "expires_in":118,"digits":2,"nonce":"n0nce"}"#;

fn client(base: &str) -> DeviceClient {
    DeviceClient::new(http(Reach::Operator), site_url(base).unwrap())
}

fn key() -> DeviceSigner {
    DeviceSigner::new(&mut rand_chacha::ChaCha20Rng::seed_from_u64(3))
}

fn device() -> Device {
    Device { id: "d1".into(), account: "a1".into(), token: Secret::new("t0ken"), key: key() }
}

fn prompt() -> Prompt {
    serde_json::from_str(PROMPT).unwrap()
}

#[tokio::test]
async fn an_answer_is_signed_over_exactly_what_came() {
    let site = Gateway::saying(200, r#"{"outcome":"approved"}"#).await;
    let device = device();
    let outcome = client(&site.base).answer(&device, &prompt(), &Decision::Approve("47".into())).await;
    assert_eq!(outcome, Ok("approved".to_owned()));
    let heard = site.only();
    assert_eq!(
        (heard.method.as_str(), heard.uri.as_str()),
        ("POST", "/api/v1/devices/me/prompts/p1/answers")
    );
    assert_eq!(heard.headers["authorization"], "Device t0ken");
    let body: Value = serde_json::from_str(&heard.body).unwrap();
    assert_eq!(
        (&body["decision"], &body["reason"], &body["number"]),
        (&"approve".into(), &"its_me".into(), &"47".into())
    );
    // The lines as docs/mobile-protocol.md lists them; the empty one is the country.
    let lines = "vestibule/prompt-answer/1\na1\nd1\np1\nsign_in\nhttps://id.example.org\nchrome\nwindows\n\n203.0.113.7\n\
                 2026-11-24T03:37:00Z\n2026-11-24T03:39:00Z\nn0nce\napprove\nits_me\n47";
    let public = DeviceKey::parse(&device.key.public().to_text()).unwrap();
    let signature = body["signature"].as_str().unwrap();
    assert!(public.signed(lines, signature));
    assert!(!public.signed(&lines.replace("47", "48"), signature));
}

#[tokio::test]
async fn saying_no_and_giving_up_carry_no_number() {
    for (decision, said, reason) in
        [(Decision::Deny, "deny", "not_me"), (Decision::Cancel, "cancel", "changed_my_mind")]
    {
        let site = Gateway::saying(200, r#"{"outcome":"denied"}"#).await;
        client(&site.base).answer(&device(), &prompt(), &decision).await.unwrap();
        let body: Value = serde_json::from_str(&site.only().body).unwrap();
        assert_eq!(
            (&body["decision"], &body["reason"], &body["number"]),
            (&said.into(), &reason.into(), &"".into())
        );
    }
}

#[tokio::test]
async fn every_refusal_of_the_protocol_is_told_apart() {
    let problem = |code: &str| format!(r#"{{"type":"urn:vestibule:problem:{code}","title":"No."}}"#);
    let last = r#"{"type":"urn:vestibule:problem:refused","title":"No.","reason":"last_way_in"}"#.to_owned();
    for (status, body, failure) in [
        (401, problem("device-signed-out"), Failure::SignedOut),
        (404, problem("not-found"), Failure::BadCode),
        (409, last, Failure::LastWayIn),
        (410, problem("prompt-over"), Failure::Over),
        (422, problem("wrong-answer"), Failure::WrongNumber),
        (422, problem("wrong-signature"), Failure::WrongSignature),
        (422, problem("wrong-field"), Failure::Said { status: 422, title: "No.".into() }),
        (429, problem("too-many"), Failure::Wait(None)),
        (429, "slow down".into(), Failure::Wait(None)),
        (503, problem("unavailable"), Failure::Said { status: 503, title: "No.".into() }),
    ] {
        let site = Gateway::saying(status, &body).await;
        assert_eq!(client(&site.base).prompts(&Secret::new("t")).await, Err(failure), "{status} {body}");
    }
}

#[tokio::test]
async fn only_the_sites_own_word_ends_a_phone() {
    for (status, body) in [
        (401, ""),
        (401, "<html>Log in to the proxy</html>"),
        (404, "not here"),
        (200, "<html>A page</html>"),
        (200, r#"{"state":"signed_in"}"#),
        (200, r#"{"state":"signed_in\n","prompts":[]}"#),
    ] {
        let site = Gateway::saying(status, body).await;
        assert_eq!(
            client(&site.base).prompts(&Secret::new("t")).await,
            Err(Failure::Strange),
            "{status} {body}"
        );
    }
    let proxy = Gateway::saying(401, r#"{"type":"about:blank","title":"Log\u001b in"}"#).await;
    let said = client(&proxy.base).prompts(&Secret::new("t")).await;
    assert_eq!(said, Err(Failure::Said { status: 401, title: "Log in".into() }));
}

#[tokio::test]
async fn a_text_that_would_move_the_signed_lines_is_not_taken() {
    let moved = PROMPT.replace("chrome", "chrome\\nwindows");
    let site = Gateway::saying(200, &format!(r#"{{"state":"signed_in","prompts":[{moved}]}}"#)).await;
    assert_eq!(client(&site.base).prompts(&Secret::new("t")).await, Err(Failure::Strange));
}

#[tokio::test]
async fn a_site_that_is_not_there_is_told_from_one_that_is_silent() {
    let nobody = client(&closed().await).prompts(&Secret::new("t")).await;
    assert_eq!(nobody, Err(Failure::NotReached));
    let silent = Gateway::open(Manner::Silent).await;
    assert_eq!(client(&silent.base).prompts(&Secret::new("t")).await, Err(Failure::NoAnswer));
    let page = Gateway::saying(200, "a page").await;
    assert_eq!(client(&page.base).events(&Secret::new("t")).await.err(), Some(Failure::Strange));
}

#[test]
fn a_site_is_called_encrypted_or_on_this_machine() {
    for good in [
        "https://id.example.org",
        "https://id.example.org/sso/",
        "http://localhost:8400",
        "http://127.0.0.1:1",
        "http://[::1]:1",
    ] {
        assert!(site_url(good).is_ok(), "{good}");
    }
    for (wrong, why) in [
        ("id.example.org", BadSite::NotAUrl),
        ("", BadSite::NotAUrl),
        ("ftp://id.example.org", BadSite::NotAUrl),
        ("http://id.example.org", BadSite::PlainHttp),
        ("http://10.0.0.1", BadSite::PlainHttp),
        ("http://localhost.example.org", BadSite::PlainHttp),
        ("https://ana:secret@id.example.org", BadSite::More),
        ("https://id.example.org/?a=1", BadSite::More),
        ("https://id.example.org/#here", BadSite::More),
    ] {
        assert_eq!(site_url(wrong).unwrap_err(), why, "{wrong}");
    }
}

#[test]
fn a_pairing_link_holds_site_and_code() {
    let link = PairingLink::parse(" https://id.example.org/sso/app/#pair=Ab-_9 \n").unwrap();
    assert_eq!((link.site.as_str(), link.code.reveal()), ("https://id.example.org/sso", "Ab-_9"));
    let asked = DeviceClient::new(http(Reach::Operator), link.site).url(&["me"]).unwrap();
    assert_eq!(asked.as_str(), "https://id.example.org/sso/api/v1/devices/me");
    for wrong in [
        "",
        "https://id.example.org/app/",
        "https://id.example.org/app/#pair=",
        "https://id.example.org/app/#pair=a b",
    ] {
        assert_eq!(PairingLink::parse(wrong).unwrap_err(), BadLink::NotALink, "{wrong}");
    }
    assert_eq!(
        PairingLink::parse("http://example.org/app/#pair=x").unwrap_err(),
        BadLink::Site(BadSite::PlainHttp)
    );
}
