//! Proving who one is with a level-2 method before a change: choosing it, answering it, sending its code again. The same
//! machine as at sign-in, in a session. Deliberately not here: what the change is.

mod pages;

use flows::{Answer as Proof, Fault, SignInKey, Told};
use rules::decision::Said;
use rules::id::MethodId;
use rules::method::{Method, MethodKind};
use rules::sign_in::{Asked, Challenge, Purpose, Stage, VerificationState};
use serde::Deserialize;

use pages::{challenge_id, challenge_page, prompt_page, stage, ways_page};

use super::confirm::{self, Given};
use super::person::{Answer, Ended, Person, Pressed, Sent};
use super::wish::Wish;
use super::{CONFIRM, SECURITY, refusals};
use crate::edge::cookies::Note;
use crate::handlers::sign_in::prompt_stage;
use crate::pages::{Frame, Trouble};
use crate::prompts::Shown;

/// The step-up of this session that is under way in this browser.
struct Running {
    key: SignInKey,
    told: Told,
}

impl Running {
    fn challenge(&self) -> Option<&Challenge> {
        let Stage::SecondStep(verification) = &self.told.decision.sign_in.stage else { return None };
        match &verification.state {
            VerificationState::Challenged(challenge) => Some(challenge),
            VerificationState::Offered
            | VerificationState::Proven { .. }
            | VerificationState::Approved { .. } => None,
        }
    }

    fn method(&self, id: MethodId) -> Option<&Method> {
        self.told.methods.iter().find(|method| method.id == id)
    }

    /// Whether a method can be chosen for this wish now.
    fn usable(&self, wish: Wish) -> impl Iterator<Item = &rules::offer::Offered> {
        self.told
            .decision
            .offer
            .iter()
            .filter(move |o| o.usable() && !(wish.removes() && o.kind == MethodKind::RecoveryCode))
    }
}

async fn running(person: &Person) -> Result<Option<Running>, Ended> {
    for key in person.ctx.sign_ins() {
        let told = match person.house().look(&person.ctx.visitor, &key).await {
            Ok(told) => told,
            Err(Fault::NotFound) => continue,
            Err(fault) => return Err(person.ctx.fault(&fault).into()),
        };
        let sign_in = &told.decision.sign_in;
        let ours = sign_in.purpose == Purpose::StepUp { session: person.me.session.session.id, action: None };
        if ours && matches!(sign_in.stage, Stage::SecondStep(_)) {
            return Ok(Some(Running { key, told }));
        }
    }
    Ok(None)
}

/// The step-up under way, or a new one.
async fn running_or_new(person: &mut Person) -> Result<Running, Ended> {
    if let Some(running) = running(person).await? {
        return Ok(running);
    }
    let begun = person.house().start_step_up(&person.ctx.visitor, &person.session, false).await;
    let told = person.whole(begun)?;
    person.ctx.take(&told);
    let secret = told.decision.granted.sign_in.clone().unwrap_or_default();
    Ok(Running { key: SignInKey { id: told.id.clone(), secret }, told })
}

/// Begins a step-up within a POST and chooses the best method, the next one where its code cannot be sent.
pub(super) async fn start(person: &mut Person, wish: Wish) -> Answer {
    let running = running_or_new(person).await?;
    if running.challenge().is_none() {
        let usable: Vec<MethodId> = running.usable(wish).map(|offered| offered.id).collect();
        for id in usable {
            let chosen = person.house().choose(&person.ctx.visitor, &running.key, id).await;
            if person.whole(chosen)?.decision.said.is_none() {
                break;
            }
        }
    }
    Ok(person.ctx.go(CONFIRM))
}

/// The page of what is asked now, or of what can be chosen.
pub(super) async fn show(mut person: Person, wish: Wish, trouble: Option<Trouble>) -> Answer {
    let running = running(&person).await?;
    let news = person.news();
    let mut frame = Frame { notice: news, ..person.frame() };
    let wrong = trouble.is_some();
    if let Some((running, shown)) = running.as_ref().and_then(|r| Some((r, Shown::of(&r.told)?))) {
        if let Some(trouble) = trouble {
            frame = frame.with_problem("", trouble);
        }
        let page = prompt_page(&person, frame, running, shown, wish);
        return Ok(if wrong { person.again(&page) } else { person.page(&page) });
    }
    let asked = running.as_ref().and_then(|running| Some((running, running.challenge()?)));
    let Some((running, challenge)) = asked else {
        if let Some(trouble) = trouble {
            frame = frame.with_problem("", trouble);
        }
        return Ok(ways_page(&person, frame, running.as_ref(), wish));
    };
    let field = match challenge.asked.kind() {
        MethodKind::SecurityQuestion => "answer",
        MethodKind::Passkey | MethodKind::MobilePrompt => "",
        _ => "code",
    };
    let failed = matches!(&challenge.asked, Asked::TextMessage(code) if code.failed);
    let trouble = trouble.or_else(|| failed.then_some(Trouble::NotSent));
    if let Some(trouble) = trouble {
        frame = frame.with_problem(field, trouble);
    }
    let page = challenge_page(frame, running, challenge, wish);
    Ok(if wrong { person.again(&page) } else { person.page(&page) })
}

/// The stage of the step-up under way.
pub(super) async fn stage_of(person: &Person) -> Result<String, Ended> {
    let running = running(person).await?;
    if let Some(stage) = running.as_ref().and_then(|running| prompt_stage(&running.told)) {
        return Ok(stage);
    }
    let challenge = running.as_ref().and_then(Running::challenge);
    Ok(challenge.map_or_else(|| "choose".to_owned(), stage))
}

/// `GET /settings/security/confirm/methods`.
pub(super) async fn ways(mut person: Person) -> Answer {
    let Some(wish) = person.wish() else { return Ok(person.ctx.go(SECURITY)) };
    let running = running(&person).await?;
    let news = person.news();
    let frame = Frame { notice: news, ..person.frame() };
    Ok(ways_page(&person, frame, running.as_ref(), wish))
}

/// The pressed method.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Chosen {
    method: String,
}

/// `POST /settings/security/confirm/methods`.
pub(super) async fn choose(Sent { mut person, fields }: Sent<Chosen>) -> Answer {
    let Some(wish) = person.wish() else { return Ok(person.ctx.go(SECURITY)) };
    let id: Option<MethodId> = fields.method.parse().ok();
    let Some(method) = id.and_then(|id| person.me.methods.iter().find(|m| m.id == id)).cloned() else {
        return Ok(person.nothing());
    };
    if wish.removes() && method.kind() == MethodKind::RecoveryCode {
        let frame = person.frame().with_problem("", Trouble::NotByRecoveryCode);
        let running = running(&person).await?;
        return Ok(ways_page(&person, frame, running.as_ref(), wish));
    }
    let running = running_or_new(&mut person).await?;
    let chosen = person.house().choose(&person.ctx.visitor, &running.key, method.id).await;
    let told = person.whole(chosen)?;
    match told.decision.said {
        None | Some(Said::TooEarly { .. }) => Ok(person.ctx.go(CONFIRM)),
        Some(said) => {
            let trouble = trouble(said, method.kind(), &person);
            let frame = person.frame().with_problem("", trouble);
            let running = Running { key: running.key, told };
            Ok(ways_page(&person, frame, Some(&running), wish))
        }
    }
}

/// A code given to what is asked now.
pub(super) async fn answer(mut person: Person, wish: Wish, given: Given) -> Answer {
    let Some(running) = running(&person).await? else { return Ok(person.ctx.go(CONFIRM)) };
    let Some(challenge) = running.challenge() else { return Ok(person.ctx.go(CONFIRM)) };
    if given.challenge != challenge_id(challenge) {
        return show(person, wish, Some(Trouble::StaleForm)).await;
    }
    let kind = challenge.asked.kind();
    let proof = match given.credential {
        Some(credential) => Proof::Credential(credential),
        None => Proof::Code(given.code.unwrap_or_default()),
    };
    if matches!(&proof, Proof::Code(typed) if typed.trim().is_empty()) {
        return show(person, wish, Some(Trouble::Empty)).await;
    }
    let method = challenge.method;
    let answered = person.house().answer(&person.ctx.visitor, &running.key, &proof, false).await;
    let told = person.whole(answered)?;
    match told.decision.said {
        None if told.decision.granted.session.is_some() => {
            person.renew(&told).await?;
            confirm::begin(&mut person, wish).await
        }
        None => Ok(person.ctx.go(CONFIRM)),
        Some(Said::CodeDead) if kind == MethodKind::Passkey => {
            let again = person.house().choose(&person.ctx.visitor, &running.key, method).await;
            person.whole(again)?;
            show(person, wish, Some(Trouble::PasskeyLate)).await
        }
        Some(said) => {
            let trouble = trouble(said, kind, &person);
            show(person, wish, Some(trouble)).await
        }
    }
}

fn trouble(said: Said, kind: MethodKind, person: &Person) -> Trouble {
    let seconds = |until| refusals::seconds(until, person.house().now());
    match said {
        Said::Wrong | Said::WrongPassword if kind == MethodKind::RecoveryCode => {
            Trouble::WrongRecoveryCode { left: None }
        }
        Said::Wrong | Said::WrongPassword if kind == MethodKind::Passkey => Trouble::WrongPasskey,
        Said::Wrong | Said::WrongPassword => Trouble::WrongCode { left: None },
        Said::ClockOff { seconds } => Trouble::clock_off(seconds),
        Said::Wait { until } => Trouble::Wait { seconds: seconds(until) },
        Said::Resting => Trouble::Resting,
        Said::CodeDead => Trouble::CodeExpired,
        Said::TooEarly { at: Some(at) } => Trouble::ResendTooEarly { seconds: seconds(at) },
        Said::TooEarly { at: None } => Trouble::SentTooOften,
        Said::TextRefused => Trouble::NotSent,
        Said::NotOffered | Said::NotAsked => Trouble::ChangedMeanwhile,
    }
}

/// Sends the code once more.
pub(super) async fn resend(mut person: Person, wish: Wish, asked: &str) -> Answer {
    let Some(running) = running(&person).await? else { return Ok(person.ctx.go(CONFIRM)) };
    let Some(challenge) = running.challenge() else { return Ok(person.ctx.go(CONFIRM)) };
    if asked != challenge_id(challenge) {
        return show(person, wish, Some(Trouble::StaleForm)).await;
    }
    let sent = person.house().choose(&person.ctx.visitor, &running.key, challenge.method).await;
    match person.whole(sent)?.decision.said {
        None => {
            person.ctx.leave(Note::News, Some(&super::news::News::CodeSent.to_text()));
            Ok(person.ctx.go(CONFIRM))
        }
        Some(said) => {
            let trouble = trouble(said, MethodKind::TextMessage, &person);
            show(person, wish, Some(trouble)).await
        }
    }
}

/// `POST /settings/security/confirm/finish`: goes on after a prompt was approved on the phone.
pub(super) async fn finish(Sent { mut person, fields: Finished { .. } }: Sent<Finished>) -> Answer {
    let Some(wish) = person.wish() else { return Ok(person.ctx.go(SECURITY)) };
    let Some(running) = running(&person).await? else { return Ok(person.ctx.go(CONFIRM)) };
    let finished = person.house().finish(&person.ctx.visitor, &running.key, false).await;
    let told = person.whole(finished)?;
    if told.decision.granted.session.is_none() {
        return Ok(person.ctx.go(CONFIRM));
    }
    person.renew(&told).await?;
    confirm::begin(&mut person, wish).await
}

/// The press of "Continue"; the step-up is the session's own.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Finished {
    #[serde(default, rename = "challenge")]
    _challenge: String,
}

/// `POST /settings/security/confirm/cancel`.
pub(super) async fn cancel(Sent { mut person, fields: Pressed {} }: Sent<Pressed>) -> Answer {
    if let Some(running) = running(&person).await? {
        person.whole(person.house().cancel(&person.ctx.visitor, &running.key).await)?;
        person.ctx.forget_sign_in(&running.key.id);
    }
    person.ctx.leave(Note::Wish, None);
    Ok(person.ctx.go(SECURITY))
}
