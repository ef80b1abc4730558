//! Proving who one is before a change, one proof after another, and going on to what the person set out to do. Accounts
//! without a level-2 method prove password, question and mailed link here; the others go through `step_up`. Deliberately not
//! here: what a change takes, which `rules` say.

use axum::response::{IntoResponse, Response};
use flows::{Answer as Proof, Refused, SignInKey, Told};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use rules::decision::Said;
use rules::fresh::{Action, Missing};
use rules::method::{MethodData, MethodKind};
use rules::settings::QuestionUse;
use rules::sign_in::{Refusal, Stage};
use serde::Deserialize;
use zeroize::Zeroizing;

use super::news::News;
use super::person::{Answer, Ended, Person, Sent};
use super::wish::Wish;
use super::{
    CONFIRM, SECURITY, app, changes, codes, overview, pairing, passkey, question, refusals, step_up,
};
use crate::edge::cookies::Note;
use crate::pages::changes::{ConfirmPage, Progress, Proof as Step};
use crate::pages::{Frame, Kind, Trouble, outcome};

/// A proof, of whichever kind is asked.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Given {
    /// The challenge that a code or answer is for.
    #[serde(default)]
    pub(super) challenge: String,
    /// A code.
    pub(super) code: Option<Zeroizing<String>>,
    /// The answer to the question.
    pub(super) answer: Option<Zeroizing<String>>,
    /// What the browser brought of a passkey.
    pub(super) credential: Option<Zeroizing<String>>,
    /// The password.
    password: Option<Zeroizing<String>>,
}

/// Which challenge is to be sent again; the mailed link has none.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Again {
    #[serde(default)]
    challenge: String,
}

/// Goes on with a wish, within a POST: carries it out where nothing is missing, else asks for the proofs and begins the one
/// that comes first.
pub(super) async fn begin(person: &mut Person, wish: Wish) -> Answer {
    let (wish, missing) = missing(person, wish).await?;
    let Some(missing) = missing else { return carry_out(person, wish).await };
    if let Some(response) = hopeless(person, wish, &missing).await? {
        return Ok(response);
    }
    person.ctx.leave(Note::Wish, Some(&wish.to_text()));
    if takes_method(&missing) {
        return step_up::start(person, wish).await;
    }
    let only_link = missing.link && !missing.password && !missing.question;
    if only_link {
        let sent = person.house().send_step_link(&person.ctx.visitor, &person.session).await;
        // At its limit there is a link under way already.
        let _limited = person.decided(sent, None).await?;
    }
    Ok(person.ctx.go(CONFIRM))
}

/// The same, in a box: a proof that went stale between two looks leads here from within [`begin`].
pub(super) fn begin_again(person: &mut Person, wish: Wish) -> BoxFuture<'_, Answer> {
    begin(person, wish).boxed()
}

/// What is missing for a wish; a method that needs the question first waits until there is one.
async fn missing(person: &mut Person, wish: Wish) -> Result<(Wish, Option<Missing>), Ended> {
    let missing = missing_for(person, wish.action()).await?;
    match (wish, missing) {
        (Wish::Enable(kind), Some(missing)) if missing.question_first => {
            let wish = Wish::Question(Some(kind));
            Ok((wish, missing_for(person, wish.action()).await?))
        }
        (wish, missing) => Ok((wish, missing)),
    }
}

async fn missing_for(person: &mut Person, action: Action) -> Result<Option<Missing>, Ended> {
    let found = person.house().missing_for(&person.ctx.visitor, &person.session, action).await;
    // The one refusal there is, "not signed in", has its own page.
    Ok(person.decided(found, None).await?.unwrap_or_default())
}

const fn takes_method(missing: &Missing) -> bool {
    missing.method || missing.not_by_recovery_code
}

/// The page that says why no proof would help now, if none would.
async fn hopeless(person: &mut Person, wish: Wish, missing: &Missing) -> Result<Option<Response>, Ended> {
    if missing.hold_until.is_some() && matches!(wish, Wish::Remove(_) | Wish::RemoveEmail(_)) {
        return Ok(Some(person.ctx.go(&wish.page())));
    }
    if missing.hold_until.is_none() && !missing.email && !missing.operator_link {
        return Ok(None);
    }
    person.look_again().await?;
    overview::refused(person, refusals::missing_trouble(missing)).await.map(Some)
}

/// Does what the person set out to do, or opens the page where it goes on.
async fn carry_out(person: &mut Person, wish: Wish) -> Answer {
    person.ctx.leave(Note::Wish, None);
    match wish {
        Wish::Enable(MethodKind::AuthenticatorApp) => app::begin(person).await,
        Wish::Enable(MethodKind::Passkey) => passkey::begin(person).await,
        Wish::Enable(MethodKind::MobilePrompt) => pairing::begin(person).await,
        Wish::Enable(MethodKind::RecoveryCode) => codes::first(person).await,
        Wish::Loosen => changes::loosen(person).await,
        Wish::AllowTries(door) => changes::allow(person, door).await,
        wish => Ok(person.ctx.go(&wish.page())),
    }
}

/// For pages that lead to a change: sends the person to prove who they are, where that is missing.
pub(super) async fn before(person: &mut Person, wish: Wish) -> Result<(), Ended> {
    let (needed, missing) = missing(person, wish).await?;
    let Some(missing) = missing else {
        return if needed == wish { Ok(()) } else { Err(person.ctx.go(&needed.page()).into()) };
    };
    if let Some(response) = hopeless(person, needed, &missing).await? {
        return Err(response.into());
    }
    person.ctx.leave(Note::Wish, Some(&needed.to_text()));
    Err(person.ctx.go(CONFIRM).into())
}

/// `GET /settings/security/confirm`.
pub(super) async fn show(mut person: Person) -> Answer {
    let Some(wish) = person.wish() else { return Ok(person.ctx.go(SECURITY)) };
    let (wish, missing) = missing(&mut person, wish).await?;
    match missing {
        Some(missing) if takes_method(&missing) => step_up::show(person, wish, None).await,
        None if is_begun_by_a_press(wish) => {
            let news = person.news();
            let frame = Frame { notice: news, ..person.frame() };
            Ok(person.page(&proofs_page(&person, frame, wish, &Missing::default())))
        }
        None => Ok(person.ctx.go(&wish.page())),
        Some(missing) => match hopeless(&mut person, wish, &missing).await? {
            Some(response) => Ok(response),
            None => {
                let news = person.news();
                let frame = Frame { notice: news, ..person.frame() };
                Ok(person.page(&proofs_page(&person, frame, wish, &missing)))
            }
        },
    }
}

/// `GET /settings/security/confirm/state`: differs as soon as a proof was made, in whichever tab.
pub(super) async fn state(mut person: Person) -> Answer {
    let Some(wish) = person.wish() else { return Ok("over".into_response()) };
    let (wish, missing) = missing(&mut person, wish).await?;
    let missing = missing.unwrap_or_default();
    if takes_method(&missing) {
        return Ok(step_up::stage_of(&person).await?.into_response());
    }
    Ok(stage(wish, &missing).into_response())
}

/// Whether what follows the proofs writes something, and so takes a button.
const fn is_begun_by_a_press(wish: Wish) -> bool {
    use MethodKind::{AuthenticatorApp, MobilePrompt, Passkey};
    matches!(wish, Wish::Enable(AuthenticatorApp | Passkey | MobilePrompt))
}

fn stage(wish: Wish, missing: &Missing) -> String {
    let open = [missing.password, missing.question, missing.link];
    let open: String = open.map(|open| if open { '1' } else { '0' }).iter().collect();
    format!("{}-{open}", wish.to_text())
}

fn proofs_page(person: &Person, frame: Frame, wish: Wish, missing: &Missing) -> ConfirmPage {
    let mut steps = vec![(Step::Password, missing.password)];
    let first_strong = matches!(wish.action(), Action::AddMethod | Action::Reactivate);
    let question = question_of(person).filter(|_| person.house().settings().question == QuestionUse::On);
    let another_question = wish.action() == Action::AddQuestion && question_of(person).is_some();
    if first_strong || another_question || wish.action() == Action::AddEmail {
        let asked = question.map(|slug| question::text(&frame, slug));
        steps.extend(asked.map(|asked| (Step::Question(asked), missing.question)));
        let verified = person.me.emails.iter().find(|email| email.verified_at.is_some());
        let verified = verified.filter(|_| person.house().settings().mail);
        steps.extend(verified.map(|email| (Step::MailedLink(email.hint.clone()), missing.link)));
    }
    let now = steps.iter().position(|(_, open)| *open);
    let progress = |at: usize, open: bool| match now {
        Some(now) if now == at => Progress::Now,
        _ if open => Progress::Later,
        _ => Progress::Done,
    };
    let proofs: Vec<_> =
        steps.into_iter().enumerate().map(|(at, (step, open))| (step, progress(at, open))).collect();
    let kind = match wish {
        Wish::Enable(kind) => Some(Kind::from(kind)),
        _ => None,
    };
    ConfirmPage {
        user_name: person.me.account.user_name.clone(),
        first_strong,
        onward: kind.filter(|_| now.is_none()),
        proofs,
        stage: stage(wish, missing),
        frame,
    }
}

/// `POST /settings/security/confirm`.
pub(super) async fn prove(Sent { mut person, fields }: Sent<Given>) -> Answer {
    let Some(wish) = person.wish() else { return Ok(person.ctx.go(SECURITY)) };
    let (wish, missing) = missing(&mut person, wish).await?;
    let Some(missing) = missing else { return begin(&mut person, wish).await };
    if takes_method(&missing) {
        return step_up::answer(person, wish, fields).await;
    }
    let (field, told) = match (fields.password, fields.answer) {
        (Some(password), _) if missing.password => ("password", by_password(&person, password).await?),
        (None, Some(answer)) if missing.question => ("answer", by_question(&person, answer).await?),
        // Something that was proved meanwhile in another tab.
        _ => return begin(&mut person, wish).await,
    };
    let trouble = match told {
        Ok(told) if told.decision.granted.session.is_some() => {
            person.renew(&told).await?;
            return begin(&mut person, wish).await;
        }
        Ok(told) => match (&told.decision.sign_in.stage, told.decision.said) {
            (Stage::Refused { refusal: Refusal::AccountLocked { since } }, _) => {
                return Ok(person.ctx.outcome(outcome::Outcome::Locked { since: since.0 }));
            }
            (_, said) => trouble(said, field, &person),
        },
        Err(trouble) => trouble,
    };
    let frame = person.frame().with_problem(field, trouble);
    Ok(person.again(&proofs_page(&person, frame, wish, &missing)))
}

fn trouble(said: Option<Said>, field: &str, person: &Person) -> Trouble {
    match said {
        Some(Said::Wait { until }) => {
            Trouble::Wait { seconds: refusals::seconds(until, person.house().now()) }
        }
        Some(Said::Resting | Said::NotOffered) => Trouble::Resting,
        _ if field == "password" => Trouble::WrongPassword,
        _ => Trouble::WrongAnswer { left: None },
    }
}

type Tried = Result<Result<Told, Trouble>, Ended>;

async fn by_password(person: &Person, password: Zeroizing<String>) -> Tried {
    if password.is_empty() {
        return Ok(Err(Trouble::Empty));
    }
    let begun = person.house().start_step_up(&person.ctx.visitor, &person.session, true).await;
    let key = key(&person.whole(begun)?);
    person.whole(person.house().give_password(&person.ctx.visitor, &key, password).await).map(Ok)
}

async fn by_question(person: &Person, answer: Zeroizing<String>) -> Tried {
    if answer.trim().is_empty() {
        return Ok(Err(Trouble::Empty));
    }
    let (house, visitor) = (person.house(), &person.ctx.visitor);
    let begun = person.whole(house.start_step_up(visitor, &person.session, false).await)?;
    let offered = begun.decision.offer.iter().find(|o| o.kind == MethodKind::SecurityQuestion && o.usable());
    let Some(offered) = offered else { return Ok(Err(Trouble::Resting)) };
    let key = key(&begun);
    person.whole(house.choose(visitor, &key, offered.id).await)?;
    person.whole(house.answer(visitor, &key, &Proof::Answer(answer), false).await).map(Ok)
}

/// The key of a step-up that was just begun and lasts for this request only, so that no cookie holds it.
fn key(begun: &Told) -> SignInKey {
    let secret = begun.decision.granted.sign_in.clone().unwrap_or_default();
    SignInKey { id: begun.id.clone(), secret }
}

/// `POST /settings/security/confirm/resend`.
pub(super) async fn resend(Sent { mut person, fields }: Sent<Again>) -> Answer {
    let Some(wish) = person.wish() else { return Ok(person.ctx.go(SECURITY)) };
    let (wish, missing) = missing(&mut person, wish).await?;
    let Some(missing) = missing else { return Ok(person.ctx.go(CONFIRM)) };
    if takes_method(&missing) {
        return step_up::resend(person, wish, &fields.challenge).await;
    }
    if !missing.link {
        return Ok(person.ctx.go(CONFIRM));
    }
    let sent = person.house().send_step_link(&person.ctx.visitor, &person.session).await;
    match person.decided(sent, None).await? {
        Ok(()) => {
            let verified = person.me.emails.iter().find(|email| email.verified_at.is_some());
            let hint = verified.map(|email| email.hint.clone()).unwrap_or_default();
            person.ctx.leave(Note::News, Some(&News::LinkSent(hint).to_text()));
            Ok(person.ctx.go(CONFIRM))
        }
        Err(refused) => {
            let trouble = match refused {
                Refused::Wait { until } => {
                    Trouble::ResendTooEarly { seconds: refusals::seconds(until, person.house().now()) }
                }
                _ => Trouble::NotSent,
            };
            let frame = person.frame().with_problem("", trouble);
            Ok(person.again(&proofs_page(&person, frame, wish, &missing)))
        }
    }
}

/// The slug of the account's question, if it has one.
pub(super) fn question_of(person: &Person) -> Option<&str> {
    person.me.methods.iter().find_map(|method| match &method.data {
        MethodData::SecurityQuestion { question } => Some(question.as_str()),
        _ => None,
    })
}
