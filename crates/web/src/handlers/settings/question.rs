//! The security question: chosen, answered, and on to the method that it was needed for. Deliberately not here: whether an
//! answer is good enough, and the answer itself, which is hashed and never shown.

use rules::method::MethodKind;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::confirm;
use super::news::News;
use super::person::{Answer, Person, Sent};
use super::wish::Wish;
use crate::handlers::Lenient;
use crate::pages::enroll::{QUESTIONS, QuestionPage};
use crate::pages::{Frame, Trouble};

/// The kind that follows, in the address; anything else follows nothing.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Follows {
    then: Option<String>,
}

fn follower(name: Option<&str>) -> Option<MethodKind> {
    name.and_then(MethodKind::named).filter(|kind| kind.is_level_2())
}

/// The words of a question; those of one that is offered no longer are its slug.
pub(super) fn text(frame: &Frame, slug: &str) -> String {
    let known = QUESTIONS.iter().find(|(known, _)| *known == slug);
    known.map_or_else(|| slug.to_owned(), |(_, key)| frame.say(key).into_owned())
}

fn page(frame: Frame, then: Option<MethodKind>, chosen: String) -> QuestionPage {
    QuestionPage { frame, then: then.map(Into::into), chosen, taken: Vec::new() }
}

/// `GET /settings/security/question`.
pub(super) async fn show(mut person: Person, Lenient(follows): Lenient<Follows>) -> Answer {
    let then = follower(follows.then.as_deref());
    confirm::before(&mut person, Wish::Question(then)).await?;
    let chosen = confirm::question_of(&person).unwrap_or_default().to_owned();
    Ok(person.page(&page(person.frame(), then, chosen)))
}

/// What was chosen and answered.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Chosen {
    question: String,
    answer: Zeroizing<String>,
    then: Option<String>,
}

/// `POST /settings/security/question`.
pub(super) async fn set(Sent { mut person, fields }: Sent<Chosen>) -> Answer {
    let then = follower(fields.then.as_deref());
    let known = QUESTIONS.iter().any(|(slug, _)| *slug == fields.question);
    let mut frame = person.frame();
    if !known {
        frame = frame.with_problem("question", Trouble::QuestionMissing);
    }
    if fields.answer.trim().is_empty() {
        frame = frame.with_problem("answer", Trouble::Empty);
    }
    if !frame.problems.is_empty() {
        return Ok(person.again(&page(frame, then, fields.question)));
    }
    let asked = text(&frame, &fields.question);
    let set = person
        .house()
        .set_question(&person.ctx.visitor, &person.session, &fields.question, &asked, &fields.answer)
        .await;
    match person.decided(set, Some(Wish::Question(then))).await? {
        Ok(_) => match then {
            Some(kind) => confirm::begin(&mut person, Wish::Enable(kind)).await,
            None => Ok(person.back(&News::Question)),
        },
        Err(refused) => {
            let frame = person.wrong(&refused, "answer");
            Ok(person.again(&page(frame, then, fields.question)))
        }
    }
}
