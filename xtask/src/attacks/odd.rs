//! Odd codes (A07): empty, missing, of another type, doubled, huge, in other digits. The only variation that is taken is
//! spaces and hyphens around the right digits.
//! A09 (timing of the comparison) is not timed, since a timed test fails by chance: that the comparison looks at every digit
//! and every step whatever was typed is shown in `crates/secrets/src/totp_tests.rs` (`the_check_does_the_same_work_..`), and
//! that codes are compared in constant time by `subtle` in `crates/flows/src/answers.rs`.

use std::rc::Rc;

use anyhow::{Result, ensure};
use bytes::Bytes;
use hyper::Method;
use serde_json::{Value, json};

use super::pages::Pages;
use super::verdict::{refused, signed_in, wrong};
use super::world::{Kind, World, cast};
use super::{Attack, attack};
use crate::trial::{Person, Power};

pub(super) const ALL: &[Attack] = &[
    attack!("A07", bodies_of_another_shape_sign_nobody_in, &[Kind::App]),
    attack!("A07", codes_of_another_form_sign_nobody_in, &[Kind::App]),
    attack!("A07", forms_of_another_shape_sign_nobody_in, &[Kind::App]),
];

async fn bodies_of_another_shape_sign_nobody_in(world: Rc<World>, people: Vec<Person>) -> Result<()> {
    let [mut person] = cast(people)?;
    let mut browser = world.browser()?;
    let open = browser.asked_for_app(&person).await?;
    let right = person.next_code()?;
    let number: i64 = right.parse()?;
    let odd = [
        json!({}),
        json!({ "code": null }),
        json!({ "code": "" }),
        json!({ "code": [] }),
        json!({ "code": [right] }),
        json!({ "code": {} }),
        json!({ "code": true }),
        json!({ "code": number }),
        json!({ "code": { "$ne": "" } }),
        json!({ "code": right, "password": "x" }),
        json!({ "code": right, "answer": "x" }),
        json!({ "code": right, "remember": true }),
        json!([right]),
        json!(right),
        Value::Null,
    ];
    for body in odd {
        let tried = body.to_string();
        refused(&browser.answer(&open, body).await?, &tried)?;
    }
    let twice = format!("{{\"code\":\"000000\",\"code\":\"{right}\"}}");
    let not_utf8 = [b"{\"code\":\"".as_slice(), &[0xff, 0xfe], b"\"}"].concat();
    let huge = format!("{{\"code\":\"{}\"}}", "1".repeat(1 << 20));
    let raw: [(&str, Vec<u8>); 7] = [
        ("two codes", twice.into_bytes()),
        ("no JSON", b"code=000000".to_vec()),
        ("half a JSON", b"{\"code\":".to_vec()),
        ("nothing at all", Vec::new()),
        ("not UTF-8", not_utf8),
        ("1 MB of digits", huge.into_bytes()),
        ("deep", "[".repeat(10_000).into_bytes()),
    ];
    let path = format!("/api/v1/sign-ins/{}/answers", open.id);
    for (tried, body) in raw {
        let body = Some(Bytes::from(body));
        // Where a body was refused before its end, the connection is over.
        let sent = browser
            .reconnected()
            .call_raw(Method::POST, &path, Power::SignIn(&open.secret), "application/json", body)
            .await;
        match sent {
            Ok(reply) => refused(&reply, tried)?,
            // A huge body may be refused before it was sent to its end.
            Err(error) => ensure!(tried.contains("MB"), "{tried}: {error:#}"),
        }
    }
    // None of that counted as a try, and the right code is still the right one.
    signed_in(&browser.reconnected().code(&open, &right).await?, "the right code")
}

async fn codes_of_another_form_sign_nobody_in(world: Rc<World>, people: Vec<Person>) -> Result<()> {
    let [mut person] = cast(people)?;
    let mut browser = world.browser()?;
    let open = browser.asked_for_app(&person).await?;
    let right = person.next_code()?;
    let in_digits = |zero: u32| -> String {
        right.chars().filter_map(|digit| char::from_u32(zero + digit.to_digit(10)?)).collect()
    };
    let (arabic, wide) = (in_digits(0x660), in_digits(0xff10));
    for (tried, code) in [
        ("Arabic-Indic digits of the right code", arabic),
        ("full-width digits of the right code", wide),
        ("five digits", right[..5].to_owned()),
        ("nine digits", format!("{right}000")),
    ] {
        wrong(&browser.code(&open, &code).await?, tried)?;
    }
    let spaced = format!(" {} -{} ", &right[..3], &right[3..]);
    signed_in(&browser.code(&open, &spaced).await?, "spaces and hyphens around the right digits")
}

async fn forms_of_another_shape_sign_nobody_in(world: Rc<World>, people: Vec<Person>) -> Result<()> {
    let [mut person] = cast(people)?;
    let mut pages = Pages::new(world.site()?);
    let page = pages.give_password(&person).await?;
    let challenge = page.hidden("challenge")?;
    let right = person.next_code()?;
    let (csrf, code) = (pages.csrf.clone(), right.as_str());
    let bodies = [
        format!("csrf={csrf}&challenge={challenge}&code=000000&code={code}"),
        format!("csrf={csrf}&challenge={challenge}&code[]={code}"),
        format!("csrf={csrf}&challenge={challenge}&code={code}&step=done"),
        format!("csrf={csrf}&challenge={challenge}&code=%00{code}"),
        format!("csrf={csrf}&challenge={challenge}&code=%ff{code}"),
        format!("csrf={csrf}&challenge={challenge}"),
        format!("csrf={csrf}&challenge={challenge}&code="),
        format!("csrf={csrf}&code={code}"),
        String::new(),
    ];
    for body in bodies {
        let page = pages.post_body("/verify", &body).await?;
        refused(&page.reply, &body)?;
        ensure!(!pages.is_signed_in().await?, "{body}: signed in");
    }
    pages.post("/verify", &[("challenge", &challenge), ("code", code)]).await?;
    ensure!(pages.is_signed_in().await?, "the right code in the right form does not sign in");
    Ok(())
}
