//! Stories of passkeys made and used, of every way in which somebody else's, yesterday's or another site's is refused, and the
//! test vector of the standard.

use serde_json::{Value, json};

use super::*;
use crate::testing::Authenticator;

const HERE: &str = "https://id.example.org";
const ANA: [u8; 16] = [1; 16];
const BOB: [u8; 16] = [2; 16];

fn site(url: &str) -> Passkeys {
    Passkeys::of_site("Example", url).unwrap()
}

fn key(seed: u8) -> Authenticator {
    Authenticator::new(HERE, seed)
}

fn made(site: &Passkeys, authenticator: &mut Authenticator, account: [u8; 16]) -> NewPasskey {
    let begun = site.begin_making(account, "ana", "Ana", &[]).unwrap();
    let brought = authenticator.make(&begun.options).to_string();
    site.finish_making(&begun.state, &brought).unwrap()
}

fn used(site: &Passkeys, authenticator: &mut Authenticator, key: &str) -> Result<Assertion, PasskeyError> {
    let begun = site.begin_second_step(&[key.to_owned()]).unwrap();
    site.finish_second_step(&begun.state, ANA, &authenticator.sign(&begun.options).to_string())
}

#[test]
fn a_passkey_is_made_for_a_site_and_used_there() {
    let (site, mut key) = (site(HERE), key(1));
    let new = made(&site, &mut key, ANA);
    assert!(new.user_verified && !new.synced && !new.may_sync);
    assert_eq!(new.credential, to_base64url(&key.id));
    let proved = used(&site, &mut key, &new.key).unwrap();
    assert_eq!(proved, Assertion { user_verified: true, synced: false, counter: 0 });
}

#[test]
fn what_is_asked_of_the_browser_works_for_people_with_and_without_a_pin() {
    let site = site(HERE);
    let options = site.begin_making(ANA, "ana", "", &["AQID".to_owned()]).unwrap().options;
    assert_eq!(options["rp"], json!({ "id": "id.example.org", "name": "Example" }));
    assert_eq!(options["user"]["id"], to_base64url(&ANA));
    assert_eq!(options["user"]["displayName"], "ana");
    assert_eq!(options["attestation"], "none");
    assert_eq!(options["timeout"], 300_000);
    assert_eq!(options["excludeCredentials"][0]["id"], "AQID");
    let wanted = json!({
        "residentKey": "preferred", "requireResidentKey": false, "userVerification": "preferred",
    });
    assert_eq!(options["authenticatorSelection"], wanted);
    let challenge = options["challenge"].as_str().unwrap();
    assert_eq!(from_base64url(challenge).unwrap().len(), 32);
    let other = site.begin_making(ANA, "ana", "", &[]).unwrap().options;
    assert_ne!(other["challenge"], challenge);
    assert_eq!(site.begin_sign_in().unwrap().options["userVerification"], "required");
}

#[test]
fn a_passkey_without_verification_is_a_second_step_only() {
    let (site, mut key) = (site(HERE), key(1));
    key.verifies = false;
    let new = made(&site, &mut key, ANA);
    assert!(!new.user_verified);
    assert!(!used(&site, &mut key, &new.key).unwrap().user_verified);
    let begun = site.begin_sign_in().unwrap();
    let brought = key.sign(&begun.options).to_string();
    assert_eq!(site.finish_sign_in(&begun.state, &new.key, &brought), Err(PasskeyError::NotVerified));
    // A PIN that was set later makes it one.
    key.verifies = true;
    assert!(used(&site, &mut key, &new.key).unwrap().user_verified);
}

#[test]
fn a_passkey_that_verified_its_owner_always_has_to() {
    let (site, mut key) = (site(HERE), key(1));
    let new = made(&site, &mut key, ANA);
    key.verifies = false;
    assert_eq!(used(&site, &mut key, &new.key), Err(PasskeyError::NotVerified));
    key.verifies = true;
    key.present = false;
    assert_eq!(used(&site, &mut key, &new.key), Err(PasskeyError::NotVerified));
}

#[test]
fn a_verified_passkey_says_whose_it_is_and_is_the_whole_sign_in() {
    let (site, mut key) = (site(HERE), key(1));
    let new = made(&site, &mut key, ANA);
    let begun = site.begin_sign_in().unwrap();
    let brought = key.sign(&begun.options).to_string();
    assert_eq!(claim(&brought), Some(Claim { account: ANA, credential: new.credential.clone() }));
    assert!(site.finish_sign_in(&begun.state, &new.key, &brought).unwrap().user_verified);
    let mut unnamed = key.sign(&begun.options);
    unnamed["response"].as_object_mut().unwrap().remove("userHandle");
    assert_eq!(claim(&unnamed.to_string()), None);
    assert_eq!(credential_of(&unnamed.to_string()), Some(new.credential));
    key.handle = None;
    let nameless = key.sign(&begun.options).to_string();
    assert_eq!(claim(&nameless), None);
}

/// A64: a page elsewhere that relays everything gets signatures for its own address only.
#[test]
fn a_phishing_page_gets_nothing_that_is_good_here() {
    let site = site(HERE);
    let mut honest = key(1);
    let new = made(&site, &mut honest, ANA);
    type Lie = fn(&mut Authenticator);
    let lies: [(Lie, PasskeyError); 6] = [
        (|key| key.origin = "https://id.example.org.evil.test".into(), PasskeyError::Origin),
        (|key| key.origin = "https://evil.test".into(), PasskeyError::Origin),
        (|key| key.origin = "http://id.example.org".into(), PasskeyError::Origin),
        (|key| key.origin = "https://id.example.org:8443".into(), PasskeyError::Origin),
        (|key| key.cross_origin = true, PasskeyError::Origin),
        (|key| key.relying_party = "evil.test".into(), PasskeyError::RelyingParty),
    ];
    for (lie, why) in lies {
        let mut key = honest.clone();
        lie(&mut key);
        assert_eq!(used(&site, &mut key, &new.key), Err(why));
        let begun = site.begin_making(ANA, "ana", "Ana", &[]).unwrap();
        let brought = key.make(&begun.options).to_string();
        assert_eq!(site.finish_making(&begun.state, &brought), Err(why));
    }
}

#[test]
fn a_page_within_another_site_is_refused_by_its_top_origin_too() {
    let (site, mut key) = (site(HERE), key(1));
    let new = made(&site, &mut key, ANA);
    let begun = site.begin_second_step(&[new.key]).unwrap();
    let mut brought = key.sign(&begun.options);
    let said = json!({
        "type": "webauthn.get", "challenge": begun.options["challenge"], "origin": HERE,
        "crossOrigin": false, "topOrigin": "https://evil.test",
    });
    brought["response"]["clientDataJSON"] = json!(to_base64url(said.to_string().as_bytes()));
    let refused = site.finish_second_step(&begun.state, ANA, &brought.to_string());
    assert_eq!(refused, Err(PasskeyError::Origin));
}

#[test]
fn an_answer_to_another_ceremony_is_refused() {
    let (site, mut key) = (site(HERE), key(1));
    let new = made(&site, &mut key, ANA);
    let first = site.begin_second_step(std::slice::from_ref(&new.key)).unwrap();
    let second = site.begin_second_step(std::slice::from_ref(&new.key)).unwrap();
    let brought = key.sign(&first.options).to_string();
    assert!(site.finish_second_step(&first.state, ANA, &brought).is_ok());
    assert_eq!(site.finish_second_step(&second.state, ANA, &brought), Err(PasskeyError::Challenge));
    let making = site.begin_making(ANA, "ana", "Ana", &[]).unwrap();
    let other = site.begin_making(ANA, "ana", "Ana", &[]).unwrap();
    let brought = key.make(&making.options).to_string();
    assert_eq!(site.finish_making(&other.state, &brought), Err(PasskeyError::Challenge));
}

#[test]
fn the_passkey_of_another_account_is_refused() {
    let site = site(HERE);
    let (mut anas, mut bobs) = (key(1), key(2));
    let (hers, his) = (made(&site, &mut anas, ANA), made(&site, &mut bobs, BOB));
    assert_eq!(used(&site, &mut bobs, &hers.key), Err(PasskeyError::Unknown));
    // Nor does it help to say that it is hers: the signature is not.
    bobs.id.clone_from(&anas.id);
    assert_eq!(used(&site, &mut bobs, &hers.key), Err(PasskeyError::Unknown));
    bobs.handle = None;
    assert_eq!(used(&site, &mut bobs, &hers.key), Err(PasskeyError::Signature));
    // Or that his own belongs to her.
    let begun = site.begin_second_step(&[his.key]).unwrap();
    let mut his_own = key(2);
    his_own.handle = Some(BOB.to_vec());
    let brought = his_own.sign(&begun.options).to_string();
    assert_eq!(site.finish_second_step(&begun.state, ANA, &brought), Err(PasskeyError::Unknown));
}

#[test]
fn a_changed_answer_is_refused() {
    let (site, mut key) = (site(HERE), key(1));
    let new = made(&site, &mut key, ANA);
    let begun = site.begin_second_step(&[new.key]).unwrap();
    let honest = key.sign(&begun.options);
    for member in ["authenticatorData", "clientDataJSON", "signature"] {
        let text = honest["response"][member].as_str().unwrap();
        let bytes = from_base64url(text).unwrap();
        for at in (0..bytes.len()).step_by(7) {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            let mut brought = honest.clone();
            brought["response"][member] = json!(to_base64url(&changed));
            let answer = site.finish_second_step(&begun.state, ANA, &brought.to_string());
            assert!(answer.is_err(), "byte {at} of {member} does not matter");
        }
    }
    assert!(site.finish_second_step(&begun.state, ANA, &honest.to_string()).is_ok());
}

#[test]
fn what_is_no_credential_is_refused() {
    let site = site(HERE);
    let begun = site.begin_making(ANA, "ana", "Ana", &[]).unwrap();
    let long = "x".repeat(CREDENTIAL_MAX + 1);
    for text in ["", "{}", "null", "[]", "\u{0}", r#"{"id":1}"#, &long] {
        assert_eq!(site.finish_making(&begun.state, text), Err(PasskeyError::Malformed), "{text:.20}");
        assert_eq!(claim(text), None);
        assert_eq!(credential_of(text), None);
    }
}

#[test]
fn a_counter_is_told_and_judged_elsewhere() {
    let (site, mut key) = (site(HERE), key(1));
    key.counter = 41;
    let new = made(&site, &mut key, ANA);
    assert_eq!(new.counter, 41);
    assert_eq!(used(&site, &mut key, &new.key).unwrap().counter, 42);
    key.counter = 6;
    assert_eq!(used(&site, &mut key, &new.key).unwrap().counter, 7);
}

#[test]
fn a_synced_passkey_says_so_and_cannot_become_one_later() {
    let (site, mut key) = (site(HERE), key(1));
    key.synced = true;
    let new = made(&site, &mut key, ANA);
    assert!(new.synced && new.may_sync);
    assert!(used(&site, &mut key, &new.key).unwrap().synced);
    let mut bound = Authenticator::new(HERE, 3);
    let new = made(&site, &mut bound, ANA);
    bound.synced = true;
    assert_eq!(used(&site, &mut bound, &new.key), Err(PasskeyError::Refused));
}

#[test]
fn a_credential_that_is_enrolled_already_is_not_enrolled_again() {
    let (site, mut key) = (site(HERE), key(1));
    let new = made(&site, &mut key, ANA);
    let begun = site.begin_making(ANA, "ana", "Ana", &[new.credential]).unwrap();
    let brought = key.make(&begun.options).to_string();
    assert_eq!(site.finish_making(&begun.state, &brought), Err(PasskeyError::Refused));
}

#[test]
fn a_site_without_a_name_has_no_passkeys() {
    for url in ["http://127.0.0.1:8080", "https://[::1]"] {
        assert!(Passkeys::of_site("Example", url).is_none());
    }
    assert!(Passkeys::of_site("Example", "http://localhost:8080").is_some());
}

/// A passkey as this program stored it when passkeys were new. It must be readable and usable for ever.
#[test]
fn a_passkey_that_was_stored_long_ago_still_works() {
    let stored = include_str!("../fixtures/passkey.json").trim();
    let mut key = key(7);
    key.handle = Some(ANA.to_vec());
    assert!(used(&site(HERE), &mut key, stored).unwrap().user_verified);
}

/// WebAuthn L3 section 16.1.1, "ES256 credential with no attestation".
#[test]
fn the_vector_of_the_standard_is_accepted_where_no_verification_is_asked() {
    const ATTESTATION: &str = "a363666d74646e6f6e656761747453746d74a068617574684461746158a4bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b559000000008446ccb9ab1db374750b2367ff6f3a1f0020f91f391db4c9b2fde0ea70189cba3fb63f579ba6122b33ad94ff3ec330084be4a5010203262001215820afefa16f97ca9b2d23eb86ccb64098d20db90856062eb249c33a9b672f26df61225820930a56b87a2fca66334b03458abf879717c12cc68ed73290af2e2664796b9220";
    const MADE: &str = r#"{"type":"webauthn.create","challenge":"AMMPt4UxxGTStncdq417YDwBFi8vpIa-pw8oOuVW4TA","origin":"https://example.org","crossOrigin":false,"extraData":"clientDataJSON may be extended with additional fields in the future, such as this: BkQeDjdcTBrXBiAwJTLE5Q"}"#;
    const USED: &str = r#"{"type":"webauthn.get","challenge":"OcDnUhQXulTUPo3JUXT0I97pvzzYBP9tZchXyav01Ag","origin":"https://example.org","crossOrigin":false}"#;
    const DATA: &str = "bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b51900000000";
    const SIGNATURE: &str = "3046022100f50a4e2e4409249c4a853ba361282f09841df4dd4547a13a87780218deffcd380221008480ac0f0b93538174f575bf11a1dd5d78c6e486013f937295ea13653e331e87";
    const ID: &str = "f91f391db4c9b2fde0ea70189cba3fb63f579ba6122b33ad94ff3ec330084be4";
    let hex = |text: &str| to_base64url(&data_encoding::HEXLOWER.decode(text.as_bytes()).unwrap());
    let site = site("https://example.org");
    let begun = site.begin_making(ANA, "ana", "Ana", &[]).unwrap();
    let state = asking(&begun, "AMMPt4UxxGTStncdq417YDwBFi8vpIa-pw8oOuVW4TA");
    let brought = json!({ "id": hex(ID), "rawId": hex(ID), "type": "public-key", "response": {
        "attestationObject": hex(ATTESTATION), "clientDataJSON": to_base64url(MADE.as_bytes()),
    }});
    let new = site.finish_making(&state, &brought.to_string()).unwrap();
    assert_eq!((new.user_verified, new.may_sync, new.synced), (false, true, true));

    let brought = json!({ "id": hex(ID), "rawId": hex(ID), "type": "public-key", "response": {
        "authenticatorData": hex(DATA), "clientDataJSON": to_base64url(USED.as_bytes()),
        "signature": hex(SIGNATURE), "userHandle": null,
    }})
    .to_string();
    const CHALLENGE: &str = "OcDnUhQXulTUPo3JUXT0I97pvzzYBP9tZchXyav01Ag";
    let begun = site.begin_second_step(std::slice::from_ref(&new.key)).unwrap();
    let proved = site.finish_second_step(&asking(&begun, CHALLENGE), ANA, &brought).unwrap();
    assert_eq!(proved, Assertion { user_verified: false, synced: true, counter: 0 });
    let whole = asking(&site.begin_sign_in().unwrap(), CHALLENGE);
    assert_eq!(site.finish_sign_in(&whole, &new.key, &brought), Err(PasskeyError::NotVerified));
}

/// The state of a ceremony, as if it had asked this challenge.
fn asking(begun: &Begun, challenge: &str) -> String {
    let asked = begun.options["challenge"].as_str().unwrap();
    assert!(begun.state.contains(asked));
    let state: Value = serde_json::from_str(&begun.state.replace(asked, challenge)).unwrap();
    state.to_string()
}
