//! Doors that attacks go through besides those of every browser: step-ups, a method by its id, enrollment, the account.

use anyhow::{Context, Result, ensure};
use hyper::Method;
use serde_json::{Value, json};

use crate::trial::{Browser, Open, Person, Power, Reply, Session};

/// The answer to the question that [`equip`] sets: on no list, near nobody's name.
pub(super) const ANSWER: &str = "violet marmalade kite";

/// A step-up under way in a session, by method or by password.
pub(super) async fn step_up(browser: &mut Browser, session: &Session, with_password: bool) -> Result<Open> {
    let body = if with_password { json!({ "with": "password" }) } else { json!({}) };
    let reply = browser.mine(session, Method::POST, "/step-ups", Some(body)).await?;
    let (id, secret) = (reply.text_at("/id"), reply.text_at("/secret"));
    let (id, secret) = id.zip(secret).with_context(|| format!("no step-up: {}", reply.text))?;
    Ok(Open { id: id.to_owned(), secret: secret.to_owned(), step: reply.body.clone() })
}

/// Chooses one method by its id.
pub(super) async fn choose_id(browser: &mut Browser, open: &Open, method: &str) -> Result<Reply> {
    let path = format!("/api/v1/sign-ins/{}/challenges", open.id);
    let body = json!({ "method_id": method });
    browser.call(Method::POST, &path, Power::SignIn(&open.secret), Some(body)).await
}

/// A sign-in that asks for a method of this kind.
pub(super) async fn asked_for(browser: &mut Browser, person: &Person, kind: &str) -> Result<Open> {
    let mut open = browser.begin(person).await?;
    let reply = browser.choose(&mut open, kind).await?;
    ensure!(reply.status == 200, "{kind} cannot be chosen: {} {}", reply.status, reply.text);
    Ok(open)
}

/// Something of one's own account, by its path, such as `/methods`.
pub(super) async fn my(browser: &mut Browser, session: &Session, path: &str) -> Result<Value> {
    let reply = browser.mine(session, Method::GET, path, None).await?;
    ensure!(reply.status == 200, "GET /me{path}: {} {}", reply.status, reply.text);
    Ok(reply.body)
}

/// Begins to enable a method, or enables it at once.
pub(super) async fn add(browser: &mut Browser, session: &Session, method: Value) -> Result<Value> {
    let what = method["kind"].clone();
    let reply = browser.mine(session, Method::POST, "/methods", Some(method)).await?;
    ensure!(reply.status == 201, "{what} cannot be enabled: {} {}", reply.status, reply.text);
    Ok(reply.body)
}

/// The site's first security question, by its id and its words.
pub(super) async fn a_question(browser: &mut Browser) -> Result<(String, String)> {
    let reply = browser.call(Method::GET, "/api/v1/questions", Power::None, None).await?;
    let found = reply.text_at("/questions/0/id").zip(reply.text_at("/questions/0/text"));
    let (id, text) = found.context("the site has no question")?;
    Ok((id.to_owned(), text.to_owned()))
}

/// Sets [`ANSWER`] as the answer to the first question.
pub(super) async fn set_question(browser: &mut Browser, session: &Session) -> Result<()> {
    let (id, _) = a_question(browser).await?;
    let question = json!({ "kind": "security_question", "question": id, "answer": ANSWER });
    add(browser, session, question).await?;
    Ok(())
}

/// Makes recovery codes, after the question that goes before them.
pub(super) async fn recovery_codes(browser: &mut Browser, session: &Session) -> Result<Vec<String>> {
    let made = add(browser, session, json!({ "kind": "recovery_code" })).await?;
    let codes = made["recovery_codes"].as_array().context("no recovery codes")?;
    Ok(codes.iter().filter_map(Value::as_str).map(str::to_owned).collect())
}

/// Confirms the set-up of a method with a code.
pub(super) async fn confirm(
    browser: &mut Browser,
    session: &Session,
    method: &str,
    code: &str,
) -> Result<Reply> {
    let path = format!("/methods/{method}/confirm");
    browser.mine(session, Method::POST, &path, Some(json!({ "code": code }))).await
}

/// A text in a JSON value.
pub(super) fn text(value: &Value, pointer: &str) -> Result<String> {
    let found = value.pointer(pointer).and_then(Value::as_str);
    found.map(str::to_owned).with_context(|| format!("no {pointer} in {value}"))
}
