//! How often prompts are asked and answered (A23-A25): a number is guessed once, nobody is worn down by prompts, strangers take
//! nothing from a browser that its owner is known on, and of many answers at the same instant one counts. Twenty failures with
//! their waits need another clock; whose prompt it is and what is signed is in `prompts`.

use std::rc::Rc;

use anyhow::{Context, Result, ensure};
use futures_util::future::join_all;
use serde_json::Value;

use super::prompts::{Owner, another, asked, counted, did_nothing, finish, look};
use super::verdict::{at_once, not_signed_in, refused, signed_in, wrong};
use super::world::{Kind, World, cast};
use super::{Attack, attack};
use crate::trial::{Browser, Open, Person, Phone, Reply};

/// Prompts that unknown browsers may have sent since the last success (DESIGN section 4).
const PROMPTS: usize = 3;
/// Strangers who ask at the same instant.
const STRANGERS: usize = 20;
/// Threads of each of two phones that answer at the same instant.
const THREADS: usize = 8;

pub(super) const ALL: &[Attack] = &[
    attack!("A23", a_hundred_numbers_at_once_get_one_verdict, &[Kind::App]),
    attack!("A23", numbers_are_guessed_no_further_than_prompts_are_sent, &[Kind::App]),
    attack!("A24", strangers_send_three_prompts_however_many_ask_at_once, &[Kind::App]),
    attack!("A24 P7", strangers_prompts_take_nothing_from_a_known_browser, &[Kind::App]),
    attack!("A25", of_an_approval_and_a_giving_up_at_once_one_counts, &[Kind::App]),
    attack!("A25", of_an_approval_and_a_denial_at_once_one_counts, &[Kind::App]),
];

/// Whether a prompt can be had in a sign-in that has begun.
async fn has_one(browser: &mut Browser, open: &mut Open) -> Result<bool> {
    let reply = browser.choose(open, "mobile_prompt").await?;
    let asked = reply.text_at("/next") == Some("wait_for_prompt");
    if !asked {
        refused(&reply, "a prompt too many")?;
    }
    Ok(asked)
}

/// Why prompts are not offered.
fn why_not(open: &Open) -> Option<&str> {
    let mut methods = open.step["methods"].as_array()?.iter();
    methods.find(|method| method["kind"] == "mobile_prompt")?.pointer("/why_not/code")?.as_str()
}

async fn a_hundred_numbers_at_once_get_one_verdict(world: Rc<World>, people: Vec<Person>) -> Result<()> {
    let [mut person] = cast(people)?;
    let Owner { mut phone, .. } = Owner::at(world.site()?, &mut person).await?;
    let mut page = world.browser()?.at_node(0);
    let (open, number) = asked(&mut page, &person).await?;
    ensure!(number.len() == 2, "{number} is shown");
    let prompt = phone.prompt().await?;
    let guesses: Vec<String> =
        (0..100).map(|guess| format!("{guess:02}")).filter(|guess| *guess != number).collect();
    let mut threads = Vec::new();
    for node in 0..guesses.len() {
        let mut thread = phone.twin()?;
        thread.wire = world.browser()?.at_node(node);
        threads.push(thread);
    }
    let calls = threads.iter_mut().zip(&guesses).map(|(thread, guess)| thread.approve(&prompt, guess));
    let replies = at_once(calls).await?;
    let judged = replies.iter().filter(|reply| reply.is_verdict_wrong()).count();
    ensure!(judged == 1, "{judged} of {} numbers were judged", replies.len());
    for reply in &replies {
        refused(reply, "a guessed number").or_else(|broken| {
            // A full house puts off; it judges nothing.
            if reply.status == 503 { not_signed_in(reply, "a guessed number") } else { Err(broken) }
        })?;
    }
    did_nothing(&phone.approve(&prompt, &number).await?, "prompt-over", "the right number after all those")?;
    refused(&finish(&mut page, &open).await?, "going on after guesses")
}

async fn numbers_are_guessed_no_further_than_prompts_are_sent(
    world: Rc<World>,
    people: Vec<Person>,
) -> Result<()> {
    let [mut person] = cast(people)?;
    let Owner { mut browser, mut phone, .. } = Owner::at(world.site()?, &mut person).await?;
    for guess in 0..PROMPTS {
        let mut stranger = world.browser()?.at_node(guess);
        let (open, number) = asked(&mut stranger, &person).await?;
        let prompt = phone.prompt().await?;
        wrong(&phone.approve(&prompt, &another(&number)).await?, "a guessed number")?;
        refused(&finish(&mut stranger, &open).await?, "going on after a guess")?;
        let seen = look(&mut stranger, &open).await?;
        let told = seen.text_at("/challenge/prompt");
        ensure!(told == Some("wrong_number"), "the page is told {told:?}: {}", seen.text);
    }
    let mut stranger = world.browser()?;
    let mut open = stranger.begin(&person).await?;
    ensure!(why_not(&open) == Some("too_many_prompts"), "not greyed: {}", open.step);
    ensure!(!has_one(&mut stranger, &mut open).await?, "a fourth prompt was sent");
    ensure!(phone.prompts().await?.is_empty(), "the phone is told of a fourth");
    // What strangers guessed is counted at their door and not at the owner's, whose browser is known.
    let (own, number) = asked(&mut browser, &person).await?;
    let prompt = phone.prompt().await?;
    counted(&phone.approve(&prompt, &number).await?, "approved")?;
    signed_in(&finish(&mut browser, &own).await?, "the owner on a known browser")?;
    // Nor does that success give strangers more.
    let mut open = stranger.begin(&person).await?;
    ensure!(!has_one(&mut stranger, &mut open).await?, "the owner's success paid for a stranger's prompt");
    // A success from an unknown browser does: it is the owner's new one.
    let mut fresh = world.browser()?;
    fresh.sign_in(&mut person).await?;
    let mut stranger = world.browser()?;
    let mut open = stranger.begin(&person).await?;
    ensure!(
        has_one(&mut stranger, &mut open).await?,
        "after a success nothing is asked any more: {}",
        open.step
    );
    Ok(())
}

async fn strangers_send_three_prompts_however_many_ask_at_once(
    world: Rc<World>,
    people: Vec<Person>,
) -> Result<()> {
    let [mut person] = cast(people)?;
    let Owner { mut phone, .. } = Owner::at(world.site()?, &mut person).await?;
    let mut sign_ins: Vec<(Browser, Open)> = Vec::new();
    for node in 0..STRANGERS {
        let mut stranger = world.browser()?.at_node(node);
        let open = stranger.begin(&person).await?;
        sign_ins.push((stranger, open));
    }
    // Everybody at once, and then each again and again in the sign-in that they have.
    let mut sent = 0;
    for _ in 0..PROMPTS {
        let all = sign_ins.iter_mut().map(|(stranger, open)| stranger.choose(open, "mobile_prompt"));
        for reply in at_once(all).await? {
            not_signed_in(&reply, "asking for a prompt")?;
            sent += usize::from(reply.text_at("/next") == Some("wait_for_prompt"));
        }
        let shown = phone.prompts().await?.len();
        ensure!(shown <= 1, "{shown} prompts of strangers stand on the phone at once");
    }
    ensure!((1..=PROMPTS).contains(&sent), "{sent} prompts were sent");
    Ok(())
}

async fn strangers_prompts_take_nothing_from_a_known_browser(
    world: Rc<World>,
    people: Vec<Person>,
) -> Result<()> {
    let [mut person] = cast(people)?;
    let Owner { mut browser, mut phone, .. } = Owner::at(world.site()?, &mut person).await?;
    let (open, number) = asked(&mut browser, &person).await?;
    let own = phone.prompt().await?;
    for node in 0..PROMPTS {
        let mut stranger = world.browser()?.at_node(node);
        let (theirs, their_number) = asked(&mut stranger, &person).await?;
        let told = phone.prompts().await?;
        ensure!(told.len() == 2, "{} prompts are told: {told:?}", told.len());
        ensure!(told[0]["id"] == own["id"], "a stranger's prompt stands before the owner's: {told:?}");
        // The answer to the one is none to the other, whichever number it has.
        let crossed = phone.says(&told[1], "approve", &number);
        did_nothing(&phone.answer(&own, crossed).await?, "wrong-signature", "a stranger's prompt's answer")?;
        if node > 0 {
            continue;
        }
        wrong(&phone.approve(&told[1], &another(&their_number)).await?, "a wrong number for a stranger")?;
        refused(&finish(&mut stranger, &theirs).await?, "the stranger goes on")?;
    }
    counted(&phone.approve(&own, &number).await?, "approved")?;
    signed_in(&finish(&mut browser, &open).await?, "the owner, whose prompt was asked first")
}

/// Two phones of one account, with a connection for each thread, on all nodes.
async fn two_phones(world: &World, owner: &mut Owner) -> Result<Vec<Phone>> {
    let second = Phone::paired(&mut owner.browser, &owner.session, world.browser()?, 11).await?;
    let mut threads = Vec::new();
    for node in 0..THREADS {
        for phone in [&owner.phone, &second] {
            let mut thread = phone.twin()?;
            thread.wire = world.browser()?.at_node(node);
            threads.push(thread);
        }
    }
    Ok(threads)
}

/// Every other thread approves, the others say something else, all at once; which of the two counted, and it alone.
async fn raced(threads: &mut [Phone], prompt: &Value, number: &str, other: &str) -> Result<String> {
    let say = async |at: usize, phone: &mut Phone| -> Result<Reply> {
        // Neighbours are two phones, and so each phone says both.
        if (at / 2).is_multiple_of(2) {
            return phone.approve(prompt, number).await;
        }
        let body = phone.says(prompt, other, "");
        phone.answer(prompt, body).await
    };
    let calls = threads.iter_mut().enumerate().map(|(at, phone)| say(at, phone));
    let replies = join_all(calls).await.into_iter().collect::<Result<Vec<_>>>()?;
    let won: Vec<&str> = replies.iter().filter_map(|reply| reply.text_at("/outcome")).collect();
    ensure!(won.len() == 1, "of {} answers at once these counted: {won:?}", replies.len());
    let odd = replies.iter().find(|reply| !matches!(reply.status, 200 | 409 | 410 | 429 | 503));
    ensure!(odd.is_none(), "an answer that lost was told {odd:?}");
    won.first().map(|outcome| (*outcome).to_owned()).context("one won")
}

async fn of_an_approval_and_a_giving_up_at_once_one_counts(
    world: Rc<World>,
    people: Vec<Person>,
) -> Result<()> {
    let [mut person] = cast(people)?;
    let mut owner = Owner::at(world.site()?, &mut person).await?;
    let mut threads = two_phones(&world, &mut owner).await?;
    let Owner { mut browser, mut phone, .. } = owner;
    for _ in 0..4 {
        let (open, number) = asked(&mut browser, &person).await?;
        let prompt = phone.prompt().await?;
        let outcome = raced(&mut threads, &prompt, &number, "cancel").await?;
        let reply = finish(&mut browser, &open).await?;
        if outcome == "approved" {
            signed_in(&reply, "an approval that won")?;
        } else {
            refused(&reply, "going on where giving up won")?;
        }
    }
    Ok(())
}

async fn of_an_approval_and_a_denial_at_once_one_counts(world: Rc<World>, people: Vec<Person>) -> Result<()> {
    let [mut person] = cast(people)?;
    let mut owner = Owner::at(world.site()?, &mut person).await?;
    let mut threads = two_phones(&world, &mut owner).await?;
    let Owner { mut browser, mut phone, .. } = owner;
    let (open, number) = asked(&mut browser, &person).await?;
    let prompt = phone.prompt().await?;
    let outcome = raced(&mut threads, &prompt, &number, "deny").await?;
    let seen = look(&mut browser, &open).await?;
    let reply = finish(&mut browser, &open).await?;
    if outcome == "approved" {
        return signed_in(&reply, "an approval that won");
    }
    ensure!(seen.text_at("/next") == Some("refused"), "a denial that won ended nothing: {}", seen.text);
    refused(&reply, "going on where a denial won")
}
