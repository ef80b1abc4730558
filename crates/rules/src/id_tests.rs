//! Identifiers as text: what is written can be read, and nothing else.

use super::*;

#[test]
fn an_identifier_is_26_letters_and_reads_back_as_itself_also_in_json() {
    for bytes in [[0; 16], [0xff; 16], *b"0123456789abcdef"] {
        let id = AccountId::from_bytes(bytes);
        let text = id.to_string();
        assert_eq!(text.len(), 26);
        assert_eq!(text.parse(), Ok(id));
        let json = serde_json::to_string(&id).unwrap();
        assert_eq!(json, format!("\"{text}\""));
        assert_eq!(serde_json::from_str::<AccountId>(&json).unwrap(), id);
        assert_eq!(serde_json::from_value::<AccountId>(text.clone().into()).unwrap(), id);
        assert_eq!(format!("{id:?}"), format!("AccountId({text})"));
    }
    assert_eq!(AccountId::from_bytes(*b"0123456789abcdef").to_string(), "gaytemzugu3doobzmfrggzdfmy");
}

#[test]
fn what_is_no_identifier_is_refused_in_every_spelling() {
    let good = "gaytemzugu3doobzmfrggzdfmy";
    let upper = good.to_uppercase();
    let longer = format!("{good}a");
    let bad = [
        "",
        "a",
        &good[..25],
        &longer,
        &upper,
        // The last letter holds three bits: others would be a second spelling of the same bytes.
        "gaytemzugu3doobzmfrggzdfmz",
        "gaytemzugu3doobzmfrggzdfm1",
        "gaytemzugu3doobzmfrggzdf\u{e9}",
    ];
    for text in bad {
        assert_eq!(text.parse::<SessionId>(), Err(NotAnId), "{text}");
        let told = serde_json::from_str::<SessionId>(&format!("\"{text}\"")).unwrap_err().to_string();
        assert!(told.starts_with("not an identifier"), "{told}");
    }
    assert!(serde_json::from_str::<SessionId>("7").is_err());
}
