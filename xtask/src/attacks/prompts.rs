//! Prompts on phones: what is not signed by this phone over this prompt approves nothing, an answer counts once and only while
//! its prompt stands, and only the browser that asked goes on (A20-A22, A26). The phone talks to one node and the page to
//! another, where there are two. How often is in `prompt_limits`, prompts for something else than signing in are in
//! `prompt_purposes`, phones and their tokens in `pairing`. The two minutes of a prompt and the three of its page need another
//! clock: `crates/web/src/api/device_tests.rs`.

use std::rc::Rc;

use anyhow::{Result, ensure};
use hyper::Method;
use serde_json::{Value, json};

use super::doors::{set_question, text};
use super::verdict::{at_once, not_signed_in, refused, signed_in};
use super::world::{Kind, World, cast};
use super::{Attack, attack};
use crate::trial::{Browser, Open, Person, Phone, Power, Reply, Session, Site, device_key};

/// Pages of one browser that go on at the same instant.
const FINISHES: usize = 20;

pub(super) const ALL: &[Attack] = &[
    attack!("A20", what_a_phone_did_not_sign_over_this_prompt_approves_nothing, &[Kind::App]),
    attack!("A21", a_phone_answers_its_own_accounts_prompts_alone, &[Kind::App, Kind::App]),
    attack!("A22", an_answer_counts_once_and_never_once_its_prompt_is_over, &[Kind::App]),
    attack!("A22", a_newer_prompt_ends_the_older_and_a_denied_one_its_sign_in, &[Kind::App]),
    attack!("A26", only_the_browser_that_asked_goes_on_and_once_approved, &[Kind::App]),
    attack!("A26", two_finishes_at_once_make_one_session, &[Kind::App]),
];

/// Somebody with a phone on the last node, and their browser on the first, which is known and signed in.
pub(super) struct Owner {
    pub(super) browser: Browser,
    pub(super) session: Session,
    pub(super) phone: Phone,
}

impl Owner {
    pub(super) async fn at(site: &Site, person: &mut Person) -> Result<Self> {
        let mut browser = site.browser().at_node(0);
        let session = browser.sign_in(person).await?;
        set_question(&mut browser, &session).await?;
        let (wire, seed) = (site.browser().at_node(site.addresses().len() - 1), seed_of(person));
        let phone = Phone::paired(&mut browser, &session, wire, seed).await?;
        Ok(Self { browser, session, phone })
    }
}

pub(super) fn seed_of(person: &Person) -> u64 {
    person.name.bytes().fold(7, |sum: u64, byte| sum.wrapping_mul(31).wrapping_add(u64::from(byte)))
}

/// A sign-in that waits for a phone, and the number that its page shows.
pub(super) async fn asked(browser: &mut Browser, person: &Person) -> Result<(Open, String)> {
    let mut open = browser.begin(person).await?;
    let reply = browser.choose(&mut open, "mobile_prompt").await?;
    ensure!(reply.text_at("/next") == Some("wait_for_prompt"), "not asked: {} {}", reply.status, reply.text);
    Ok((open, text(&reply.body, "/challenge/number")?))
}

/// The sign-in as its browser sees it.
pub(super) async fn look(browser: &mut Browser, open: &Open) -> Result<Reply> {
    let path = format!("/api/v1/sign-ins/{}", open.id);
    browser.call(Method::GET, &path, Power::SignIn(&open.secret), None).await
}

/// What a page does once its prompt was approved.
pub(super) async fn finish(browser: &mut Browser, open: &Open) -> Result<Reply> {
    browser.answer(open, json!({ "finish": true })).await
}

/// It counted as this.
pub(super) fn counted(reply: &Reply, outcome: &str) -> Result<()> {
    ensure!(reply.text_at("/outcome") == Some(outcome), "not {outcome}: {} {}", reply.status, reply.text);
    Ok(())
}

/// It did nothing, and was told why.
pub(super) fn did_nothing(reply: &Reply, problem: &str, tried: &str) -> Result<()> {
    refused(reply, tried)?;
    ensure!(reply.is_problem(problem), "{tried}: not {problem}: {} {}", reply.status, reply.text);
    Ok(())
}

/// The same number but for one digit.
pub(super) fn another(number: &str) -> String {
    let (head, last) = number.split_at(number.len().saturating_sub(1));
    let digit = last.parse::<u8>().unwrap_or(0);
    format!("{head}{}", (digit + 1) % 10)
}

/// Answers that are not this phone's over what it was shown, one for each line that is signed and each field that is sent.
fn lies(phone: &Phone, prompt: &Value, number: &str) -> Vec<(String, Value)> {
    let honest = phone.says(prompt, "approve", number);
    let lines = phone.statement(prompt, "approve", "its_me", number);
    let with = |field: &str, value: Value| {
        let mut body = honest.clone();
        body[field] = value;
        body
    };
    let signed = |lines: &[String]| with("signature", json!(phone.key.sign(&lines.join("\n"))));
    let mut lies = Vec::new();
    for at in 0..lines.len() {
        let mut changed = lines.clone();
        changed[at] = if changed[at].is_empty() { "XX".to_owned() } else { format!("{}1", changed[at]) };
        lies.push((format!("line {at} changed"), signed(&changed)));
        changed.remove(at);
        lies.push((format!("line {at} left out"), signed(&changed)));
    }
    let own = honest["signature"].as_str().unwrap_or_default().to_owned();
    let other = device_key(99).sign(&lines.join("\n"));
    for (what, signature) in [
        ("another key", other.clone()),
        ("an all but empty signature", "A".to_owned()),
        ("zeros", "A".repeat(86)),
        ("half", own.chars().take(43).collect()),
        ("halves of two keys", own.chars().take(43).chain(other.chars().skip(43)).collect()),
    ] {
        lies.push((what.to_owned(), with("signature", json!(signature))));
    }
    lies.push(("another nonce".to_owned(), with("nonce", json!("A".repeat(43)))));
    lies.push(("another end".to_owned(), with("expires_at", json!("2099-01-01T00:00:00Z"))));
    lies.push(("another number".to_owned(), with("number", json!(another(number)))));
    for (decision, reason) in [("deny", "not_me"), ("cancel", "changed_my_mind")] {
        let mut turned = phone.says(prompt, decision, "");
        (turned["decision"], turned["reason"], turned["number"]) =
            (json!("approve"), json!("its_me"), json!(number));
        lies.push((format!("a signed {decision} as approval"), turned));
        let mut turned = honest.clone();
        (turned["decision"], turned["reason"]) = (json!(decision), json!(reason));
        lies.push((format!("a signed approval as {decision}"), turned));
    }
    lies
}

async fn what_a_phone_did_not_sign_over_this_prompt_approves_nothing(
    world: Rc<World>,
    people: Vec<Person>,
) -> Result<()> {
    let [mut person] = cast(people)?;
    let Owner { mut phone, .. } = Owner::at(world.site()?, &mut person).await?;
    let mut page = world.browser()?.at_node(0);
    let (open, number) = asked(&mut page, &person).await?;
    let prompt = phone.prompt().await?;
    let told = prompt["digits"].as_u64().and_then(|digits| usize::try_from(digits).ok());
    ensure!(told == Some(number.len()), "{told:?} digits are told where {number} is shown");
    ensure!(prompt.get("number").is_none(), "the phone is told the number: {prompt}");
    for (what, lie) in lies(&phone, &prompt, &number) {
        did_nothing(&phone.answer(&prompt, lie).await?, "wrong-signature", &what)?;
    }
    let honest = phone.says(&prompt, "approve", &number);
    let shapes = [
        ("unsigned", "signature", Value::Null),
        ("an empty signature", "signature", json!("")),
        (
            "a signature twice",
            "signature",
            json!(format!("{0}{0}", honest["signature"].as_str().unwrap_or_default())),
        ),
        ("a long signature", "signature", json!("A".repeat(4000))),
        ("no number", "number", json!("")),
        ("a number that is none", "number", json!("4 7")),
        ("another reason", "reason", json!("not_me")),
        ("another decision", "decision", json!("approved")),
        ("a key besides", "public_key", json!(device_key(99).public().to_text())),
    ];
    for (what, field, value) in shapes {
        let mut body = honest.clone();
        body[field] = value;
        refused(&phone.answer(&prompt, body).await?, what)?;
    }
    let seen = look(&mut page, &open).await?;
    ensure!(seen.text_at("/challenge/prompt") == Some("waiting"), "a lie moved the page: {}", seen.text);
    refused(&finish(&mut page, &open).await?, "going on after lies")?;
    counted(&phone.answer(&prompt, honest).await?, "approved")?;
    signed_in(
        &finish(&mut page, &open).await?,
        "the honest answer, approved on one node and finished on another",
    )
}

async fn a_phone_answers_its_own_accounts_prompts_alone(world: Rc<World>, people: Vec<Person>) -> Result<()> {
    let [mut ana, mut ben] = cast(people)?;
    let Owner { phone: mut hers, .. } = Owner::at(world.site()?, &mut ana).await?;
    let Owner { phone: mut his, .. } = Owner::at(world.site()?, &mut ben).await?;
    let mut page = world.browser()?.at_node(0);
    let (open, number) = asked(&mut page, &ana).await?;
    let prompt = hers.prompt().await?;
    ensure!(his.prompts().await?.is_empty(), "a prompt is told to another account's phone");
    did_nothing(&his.approve(&prompt, &number).await?, "prompt-over", "as himself")?;
    let mut pretends = his.twin()?;
    (pretends.account, pretends.id) = (hers.account.clone(), hers.id.clone());
    did_nothing(&pretends.approve(&prompt, &number).await?, "prompt-over", "with her names")?;
    // Her token alone, stolen: it looks and answers nothing.
    let mut thief = pretends.twin()?;
    thief.token.clone_from(&hers.token);
    did_nothing(&thief.approve(&prompt, &number).await?, "wrong-signature", "with her token and his key")?;
    did_nothing(
        &thief.answer(&prompt, thief.says(&prompt, "deny", "")).await?,
        "wrong-signature",
        "a denial",
    )?;
    // Her own signed answer, brought by him.
    let stolen = hers.says(&prompt, "approve", &number);
    did_nothing(&his.answer(&prompt, stolen).await?, "prompt-over", "her answer with his token")?;
    // Her answer to another prompt of hers: his is asked with the same number by chance or not, her key is not his.
    let mut his_page = world.browser()?.at_node(0);
    let (his_open, his_number) = asked(&mut his_page, &ben).await?;
    let his_prompt = his.prompt().await?;
    let crossed = hers.says(&his_prompt, "approve", &his_number);
    did_nothing(&his.answer(&his_prompt, crossed).await?, "wrong-signature", "her key on his prompt")?;
    refused(&finish(&mut page, &open).await?, "going on as her")?;
    refused(&finish(&mut his_page, &his_open).await?, "going on as him")?;
    let seen = look(&mut page, &open).await?;
    ensure!(seen.text_at("/challenge/prompt") == Some("waiting"), "he moved her page: {}", seen.text);
    counted(&hers.approve(&prompt, &number).await?, "approved")?;
    refused(&finish(&mut his_page, &his_open).await?, "going on as him after her approval")?;
    signed_in(&finish(&mut page, &open).await?, "her own answer")
}

async fn an_answer_counts_once_and_never_once_its_prompt_is_over(
    world: Rc<World>,
    people: Vec<Person>,
) -> Result<()> {
    let [mut person] = cast(people)?;
    let Owner { mut browser, mut phone, .. } = Owner::at(world.site()?, &mut person).await?;
    let mut twin = phone.twin()?.at_node(0);
    // Approved, then said again, in this prompt and in the next one.
    let (open, number) = asked(&mut browser, &person).await?;
    let first = phone.prompt().await?;
    let answer = phone.says(&first, "approve", &number);
    counted(&phone.answer(&first, answer.clone()).await?, "approved")?;
    for replay in [&mut phone, &mut twin] {
        did_nothing(&replay.answer(&first, answer.clone()).await?, "prompt-over", "the same answer again")?;
        let late = replay.says(&first, "deny", "");
        did_nothing(&replay.answer(&first, late).await?, "prompt-over", "a denial after the approval")?;
    }
    signed_in(&finish(&mut browser, &open).await?, "what was approved once")?;
    let (open, number) = asked(&mut browser, &person).await?;
    let second = phone.prompt().await?;
    ensure!(first["nonce"] != second["nonce"] && first["id"] != second["id"], "a prompt is used again");
    did_nothing(
        &phone.answer(&second, answer.clone()).await?,
        "wrong-signature",
        "the last prompt's answer",
    )?;
    did_nothing(&phone.answer(&first, answer).await?, "prompt-over", "the last prompt's answer, there")?;
    // A wrong number ends it.
    let reply = phone.approve(&second, &another(&number)).await?;
    did_nothing(&reply, "wrong-answer", "a wrong number")?;
    did_nothing(&twin.approve(&second, &number).await?, "prompt-over", "the right number after a wrong one")?;
    refused(&finish(&mut browser, &open).await?, "going on after a wrong number")?;
    // Cancelled on the phone; another method chosen; the sign-in ended by its page.
    let (open, number) = asked(&mut browser, &person).await?;
    let third = phone.prompt().await?;
    counted(&phone.answer(&third, phone.says(&third, "cancel", "")).await?, "cancelled")?;
    did_nothing(&twin.approve(&third, &number).await?, "prompt-over", "after it was cancelled")?;
    refused(&finish(&mut browser, &open).await?, "going on after a cancelled prompt")?;
    let (mut open, number) = asked(&mut browser, &person).await?;
    let fourth = phone.prompt().await?;
    browser.choose(&mut open, "authenticator_app").await?;
    did_nothing(&phone.approve(&fourth, &number).await?, "prompt-over", "after another method was chosen")?;
    refused(&finish(&mut browser, &open).await?, "going on where a code is asked")?;
    let (open, number) = asked(&mut browser, &person).await?;
    let fifth = phone.prompt().await?;
    let path = format!("/api/v1/sign-ins/{}", open.id);
    browser.call(Method::DELETE, &path, Power::SignIn(&open.secret), None).await?;
    did_nothing(&phone.approve(&fifth, &number).await?, "prompt-over", "after its sign-in ended")?;
    refused(&finish(&mut browser, &open).await?, "going on in an ended sign-in")
}

async fn a_newer_prompt_ends_the_older_and_a_denied_one_its_sign_in(
    world: Rc<World>,
    people: Vec<Person>,
) -> Result<()> {
    let [mut person] = cast(people)?;
    let Owner { mut browser, session, mut phone } = Owner::at(world.site()?, &mut person).await?;
    let (mut early, mut late) = (world.browser()?.at_node(0), world.browser()?.at_node(1));
    let (old, number) = asked(&mut early, &person).await?;
    let first = phone.prompt().await?;
    let (open, next) = asked(&mut late, &person).await?;
    did_nothing(&phone.approve(&first, &number).await?, "prompt-over", "a replaced prompt")?;
    let prompt = phone.prompt().await?;
    refused(&finish(&mut early, &old).await?, "going on with a replaced prompt")?;
    counted(&phone.answer(&prompt, phone.says(&prompt, "deny", "")).await?, "denied")?;
    did_nothing(&phone.approve(&prompt, &next).await?, "prompt-over", "an approval after the denial")?;
    refused(&finish(&mut late, &open).await?, "going on after a denial")?;
    let seen = look(&mut late, &open).await?;
    ensure!(seen.text_at("/next") == Some("refused"), "the denied sign-in goes on: {}", seen.text);
    let reply = late.choose(&mut open.clone(), "authenticator_app").await;
    reply.and_then(|reply| refused(&reply, "another method in a denied sign-in"))?;
    // Nothing else ended by surprise, and what comes next is asked more.
    let mine = browser.mine(&session, Method::GET, "", None).await?;
    ensure!(mine.status == 200, "the denial ended a session: {} {}", mine.status, mine.text);
    let (_, number) = asked(&mut browser, &person).await?;
    ensure!(number.len() == 6, "after a denial {number} is shown");
    Ok(())
}

async fn only_the_browser_that_asked_goes_on_and_once_approved(
    world: Rc<World>,
    people: Vec<Person>,
) -> Result<()> {
    let [mut person] = cast(people)?;
    let Owner { mut phone, session, .. } = Owner::at(world.site()?, &mut person).await?;
    let (mut page, mut thief) = (world.browser()?.at_node(0), world.browser()?.at_node(1));
    let own = thief.begin(&person).await?;
    let (open, number) = asked(&mut page, &person).await?;
    let prompt = phone.prompt().await?;
    did_nothing(&finish(&mut page, &open).await?, "not-asked", "going on before the answer")?;
    let claims =
        [("code", json!(number)), ("number", json!(number)), ("finish", json!(1)), ("finish", json!(false))];
    for (field, value) in claims {
        let mut claim = json!({ "finish": true });
        claim[field] = value;
        refused(&page.answer(&open, claim).await?, "what a page claims")?;
    }
    counted(&phone.approve(&prompt, &number).await?, "approved")?;
    let path = format!("/api/v1/sign-ins/{}/answers", open.id);
    let powers = [
        Power::None,
        Power::SignIn(&own.secret),
        Power::SignIn(&open.id),
        Power::SignIn(&phone.token),
        Power::Device(&phone.token),
        Power::Session(&session.token),
    ];
    for power in powers {
        let reply = thief.call(Method::POST, &path, power, Some(json!({ "finish": true }))).await?;
        refused(&reply, "another browser goes on")?;
        let events = format!("/api/v1/sign-ins/{}", open.id);
        refused(&thief.call(Method::GET, &events, power, None).await?, "another browser looks")?;
    }
    refused(&finish(&mut thief, &own).await?, "another sign-in goes on with that approval")?;
    signed_in(&finish(&mut page, &open).await?, "the browser that asked")?;
    refused(&finish(&mut page, &open).await?, "going on again")
}

async fn two_finishes_at_once_make_one_session(world: Rc<World>, people: Vec<Person>) -> Result<()> {
    let [mut person] = cast(people)?;
    let Owner { mut phone, session, mut browser } = Owner::at(world.site()?, &mut person).await?;
    let mut page = world.browser()?;
    let before = sessions(&mut browser, &session).await?;
    let (open, number) = asked(&mut page, &person).await?;
    let prompt = phone.prompt().await?;
    counted(&phone.approve(&prompt, &number).await?, "approved")?;
    let mut windows: Vec<Browser> = (0..FINISHES).map(|node| page.twin().at_node(node)).collect();
    let replies = at_once(windows.iter_mut().map(|window| finish(window, &open))).await?;
    let won = replies.iter().filter(|reply| reply.session().is_some()).count();
    ensure!(won == 1, "{won} of {FINISHES} pages went on");
    for reply in replies.iter().filter(|reply| reply.session().is_none()) {
        not_signed_in(reply, "a page that came second")?;
    }
    let after = sessions(&mut browser, &session).await?;
    ensure!(after == before + 1, "{before} sessions became {after}");
    Ok(())
}

/// How many sessions somebody has.
pub(super) async fn sessions(browser: &mut Browser, session: &Session) -> Result<usize> {
    let told = super::doors::my(browser, session, "/sessions").await?;
    Ok(told["sessions"].as_array().map_or(0, Vec::len))
}
