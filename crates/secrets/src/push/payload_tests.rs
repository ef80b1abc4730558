//! Stories of messages that only one browser can read, held to RFC 8291 appendix A and RFC 8188 section 3.1.

use p256::elliptic_curve::sec1::ToSec1Point as _;
use rand::SeedableRng as _;
use rand_chacha::ChaCha20Rng;

use super::*;
use crate::testing::{PushBrowser, decode};

const PLAINTEXT: &str = "V2hlbiBJIGdyb3cgdXAsIEkgd2FudCB0byBiZSBhIHdhdGVybWVsb24";
const AUTH_SECRET: &str = "BTBZMqHH6r4Tts7J_aSIgg";
const UA_PRIVATE: &str = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94";
const UA_PUBLIC: &str =
    "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
const AS_PRIVATE: &str = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw";
const AS_PUBLIC: &str =
    "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8";
const SALT_TEXT: &str = "DGv6ra1nlYgDCS1FRnbzlw";
const ECDH_SECRET: &str = "kyrL1jIIOHEzg3sM2ZWRHDRB62YACZhhSlknJ672kSs";
const PRK_KEY: &str = "Snr3JMxaHVDXHWJn5wdC52WjpCtd2EIEGBykDcZW32k";
const KEY_INFO: &str = "V2ViUHVzaDogaW5mbwAEJXGyvs3942BVGq8e0PTNNmwRzr5VX4m8t7GGpTM5FzFo7OLr4BhZe9MEebhuPI-O\
    ztV3ylkYfpJGmQ22ggCLDgT-M_SrDepxkU21WCP3O1SUj0EwbZIHMtu5pZpTKGSCIA5Zent7wmC6HCJ5mFgJkuk5cwAvMBKiiujwa7t45ewP";
const IKM: &str = "S4lYMb_L0FxCeq0WhDx813KgSYqU26kOyzWUdsXYyrg";
const PRK: &str = "09_eUZGrsvxChDCGRCdkLiDXrReGOEVeSCdCcPBSJSc";
const CEK_INFO: &str = "Q29udGVudC1FbmNvZGluZzogYWVzMTI4Z2NtAA";
const NONCE_INFO: &str = "Q29udGVudC1FbmNvZGluZzogbm9uY2UA";
const CEK: &str = "oIhVW04MRdy2XN9CiKLxTg";
const NONCE: &str = "4h_95klXJ5E_qnoN";
const HEADER: &str = "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmY\
    WAmS6TlzAC8wEqKK6PBru3jl7A8";
const CIPHERTEXT: &str = "8pfeW0KbunFT06SuDKoJH9Ql87S1QUrdirN6GcG7sFz1y1sqLgVi1VhjVkHsUoEsbI_0LpXMuGvnzQ";
const BODY: &str = "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmY\
    WAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";

fn bytes(text: &str) -> Vec<u8> {
    from_base64url(text).unwrap()
}

fn salt(text: &str) -> [u8; SALT] {
    bytes(text).try_into().unwrap()
}

fn sender() -> SecretKey {
    SecretKey::from_slice(&bytes(AS_PRIVATE)).unwrap()
}

fn subscriber() -> SubscriptionKeys {
    SubscriptionKeys::parse(UA_PUBLIC, AUTH_SECRET).unwrap()
}

#[test]
fn both_ends_derive_the_input_key_of_the_rfc() {
    let sender = sender();
    assert_eq!(to_base64url(&point(&sender.public_key())), AS_PUBLIC);
    let browser = SecretKey::from_slice(&bytes(UA_PRIVATE)).unwrap();
    assert_eq!(to_base64url(browser.public_key().to_sec1_point(false).as_bytes()), UA_PUBLIC);
    let shared = sender.diffie_hellman(&subscriber().public);
    assert_eq!(to_base64url(shared.raw_secret_bytes()), ECDH_SECRET);
    let (prk_key, _) = Hkdf::<Sha256>::extract(Some(&bytes(AUTH_SECRET)), &bytes(ECDH_SECRET));
    assert_eq!(to_base64url(&prk_key), PRK_KEY);
    let info = [b"WebPush: info\0".as_slice(), &bytes(UA_PUBLIC), &bytes(AS_PUBLIC)].concat();
    assert_eq!(to_base64url(&info), KEY_INFO);
    assert_eq!(to_base64url(subscriber().input_key(&sender).as_slice()), IKM);
}

#[test]
fn the_keys_of_a_record_are_those_of_the_rfc() {
    let (prk, _) = Hkdf::<Sha256>::extract(Some(&bytes(SALT_TEXT)), &bytes(IKM));
    assert_eq!(to_base64url(&prk), PRK);
    assert_eq!(bytes(CEK_INFO), b"Content-Encoding: aes128gcm\0");
    assert_eq!(bytes(NONCE_INFO), b"Content-Encoding: nonce\0");
    let (key, nonce) = content_keys(&bytes(IKM), &salt(SALT_TEXT));
    assert_eq!((to_base64url(key.as_slice()), to_base64url(&nonce)), (CEK.to_owned(), NONCE.to_owned()));
    let (key, nonce) = content_keys(&bytes("yqdlZ-tYemfogSmv7Ws5PQ"), &salt("I1BsxtFttlv3u_Oo94xnmw"));
    assert_eq!(to_base64url(key.as_slice()), "_wniytB-ofscZDh4tbSjHw");
    assert_eq!(to_base64url(&nonce), "Bcs8gkIRKLI8GeI8");
}

#[test]
fn the_rfcs_message_becomes_the_rfcs_body() {
    let body = subscriber().encrypt_with(&bytes(PLAINTEXT), &sender(), salt(SALT_TEXT)).unwrap();
    let (head, sealed) = body.split_at(86);
    assert_eq!((to_base64url(head), to_base64url(sealed)), (HEADER.to_owned(), CIPHERTEXT.to_owned()));
    assert_eq!((to_base64url(&body), body.len()), (BODY.to_owned(), 144));
    assert_eq!(to_base64url(&header(salt(SALT_TEXT), &bytes(AS_PUBLIC)).unwrap()), HEADER);
}

#[test]
fn the_walrus_is_encoded_as_rfc_8188_shows() {
    let body = "I1BsxtFttlv3u_Oo94xnmwAAEAAA-NAVub2qFgBEuQKRapoZu-IxkIva3MEB1PD-ly8Thjg";
    let input_key = bytes("yqdlZ-tYemfogSmv7Ws5PQ");
    let ours = encode(b"I am the walrus", &input_key, salt("I1BsxtFttlv3u_Oo94xnmw"), &[]).unwrap();
    assert_eq!(to_base64url(&ours), body);
    assert_eq!(decode(&bytes(body), &input_key).unwrap(), b"I am the walrus");
}

#[test]
fn the_browser_of_the_tests_reads_the_rfcs_message_and_no_other_browser_does() {
    let browser = PushBrowser::with_keys(UA_PRIVATE, AUTH_SECRET);
    assert_eq!((browser.p256dh().as_str(), browser.auth().as_str()), (UA_PUBLIC, AUTH_SECRET));
    assert_eq!(browser.decrypt(&bytes(BODY)).unwrap(), bytes(PLAINTEXT));
    assert_eq!(PushBrowser::new(7).decrypt(&bytes(BODY)), None);
    let other_auth = PushBrowser::with_keys(UA_PRIVATE, "AAAAAAAAAAAAAAAAAAAAAA");
    assert_eq!(other_auth.decrypt(&bytes(BODY)), None);
    let whole = bytes(BODY);
    for place in 0..whole.len() {
        let mut spoilt = whole.clone();
        spoilt[place] ^= 1;
        // The record size is not authenticated: it only has to be large enough.
        let read = browser.decrypt(&spoilt);
        assert!(read.is_none() || (16..20).contains(&place), "byte {place}");
    }
}

#[test]
fn no_two_messages_share_a_key_or_a_salt() {
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let browser = PushBrowser::new(1);
    let keys = SubscriptionKeys::parse(&browser.p256dh(), &browser.auth()).unwrap();
    let (one, two) = (keys.encrypt(b"{}", &mut rng).unwrap(), keys.encrypt(b"{}", &mut rng).unwrap());
    assert_ne!(one[..16], two[..16]);
    assert_ne!(one[21..86], two[21..86]);
    assert_eq!(browser.decrypt(&one), Some(b"{}".to_vec()));
    assert_eq!(browser.decrypt(&two), Some(b"{}".to_vec()));
}

#[test]
fn the_longest_message_fills_4096_octets() {
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let body = subscriber().encrypt(&[b'x'; LONGEST_MESSAGE], &mut rng).unwrap();
    assert_eq!(body.len(), 4_096);
    assert_eq!(subscriber().encrypt(&[b'x'; LONGEST_MESSAGE + 1], &mut rng), Err(TooLong));
}

#[test]
fn a_browsers_keys_are_read_as_it_tells_them_or_refused() {
    let keys = subscriber();
    assert_eq!((keys.p256dh().as_str(), keys.auth().as_str()), (UA_PUBLIC, AUTH_SECRET));
    let point = bytes(UA_PUBLIC);
    let mut off_curve = point.clone();
    off_curve[64] ^= 1;
    let compressed = [&[2 + (point[64] & 1)], &point[1..33]].concat();
    let mut hybrid = point.clone();
    hybrid[0] = 6 + (point[64] & 1);
    for bad in [&off_curve[..], &compressed, &hybrid, &point[..64], &[&point[..], &[0]].concat(), &[0], &[]] {
        let refused = SubscriptionKeys::parse(&to_base64url(bad), AUTH_SECRET);
        assert_eq!(refused, Err(BadSubscriptionKeys::P256dh), "{bad:?}");
    }
    for bad in [format!("{UA_PUBLIC}="), UA_PUBLIC.replace('-', "+"), format!(" {UA_PUBLIC}")] {
        let refused = SubscriptionKeys::parse(&bad, AUTH_SECRET);
        assert_eq!(refused, Err(BadSubscriptionKeys::P256dh), "{bad}");
    }
    for bad in ["", "BTBZMqHH6r4Tts7J_aSI", "BTBZMqHH6r4Tts7J_aSIgg==", "BTBZMqHH6r4Tts7J_aSIggAA", "?"] {
        let refused = SubscriptionKeys::parse(UA_PUBLIC, bad);
        assert_eq!(refused, Err(BadSubscriptionKeys::Auth), "{bad}");
    }
    assert_eq!(format!("{keys:?}"), "SubscriptionKeys { .. }");
}
