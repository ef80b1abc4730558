//! Setting up an authenticator app: its seed shown while the set-up is unfinished, the same on every reload, and never again
//! after its first code. Deliberately not here: how codes are made.

use axum::extract::Path;
use axum::response::Response;
use flows::{AppSetUp, EnabledNow};
use rules::id::MethodId;
use rules::method::{Method, MethodData, MethodKind, MethodState, TotpAlgorithm};
use rules::my_account::NAME_MAX;
use rules::settings::QuestionUse;
use rules::time::HOUR;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::news::News;
use super::person::{Answer, Ended, Person, Pressed, Sent};
use super::wish::Wish;
use super::{SECURITY, codes, confirm, overview};
use crate::pages::enroll::AppPage;
use crate::pages::{Frame, Kind, Trouble};
use crate::qr;

/// Digits of the codes; what every app can do.
const DIGITS: u8 = 6;

const WISH: Wish = Wish::Enable(MethodKind::AuthenticatorApp);

/// Begins a set-up, or finds the unfinished one, and opens its page.
pub(super) async fn begin(person: &mut Person) -> Answer {
    let apps = person.me.methods.iter().filter(|m| m.is_active() && m.kind() == MethodKind::AuthenticatorApp);
    let count = apps.count();
    let name = Kind::AuthenticatorApp.name(person.frame().words);
    let name = if count == 0 { name.into_owned() } else { format!("{name} {}", count + 1) };
    let begun = person
        .house()
        .begin_app(&person.ctx.visitor, &person.session, &name, TotpAlgorithm::default(), DIGITS)
        .await;
    match person.decided(begun, None).await? {
        Ok(begun) => Ok(person.ctx.go(&format!("{SECURITY}/authenticator-app/{}", begun.method.id))),
        Err(refused) => {
            let frame = person.wrong(&refused, "");
            overview::again(person, frame).await
        }
    }
}

/// The unfinished set-up of this id, if it is one of theirs.
pub(super) fn pending(person: &Person, id: &str, kind: MethodKind) -> Option<Method> {
    let id: MethodId = id.parse().ok()?;
    let unfinished = |method: &&Method| {
        matches!(method.state, MethodState::Pending { expires } if person.me.now < expires)
            && method.id == id
            && method.kind() == kind
    };
    person.me.methods.iter().find(unfinished).cloned()
}

/// Whether this is "Step 2 of 2": the question was set just before, and nothing else is enabled yet.
pub(super) fn second_of_two(person: &Person) -> bool {
    let me = &person.me;
    let active = || me.methods.iter().filter(|method| method.is_active());
    let asked = active().any(|m| m.kind() == MethodKind::SecurityQuestion && me.now.since(m.added_at) < HOUR);
    person.house().settings().question != QuestionUse::Off
        && asked
        && !active().any(|method| method.kind().is_level_2())
}

/// What the set-up shows: found again by the flows, which open the seed only for a person who is fresh enough.
async fn set_up(person: &mut Person, method: &Method) -> Result<AppSetUp, Ended> {
    let MethodData::AuthenticatorApp(app) = &method.data else { return Err(person.nothing().into()) };
    let shown = person
        .house()
        .begin_app(&person.ctx.visitor, &person.session, &method.name, app.algorithm, app.digits)
        .await;
    match person.decided(shown, Some(WISH)).await? {
        Ok(shown) => Ok(shown),
        Err(refused) => {
            let frame = person.wrong(&refused, "");
            Err(overview::again(person, frame).await?.into())
        }
    }
}

fn page(person: &Person, frame: Frame, shown: &AppSetUp, name: String) -> AppPage {
    let digits = match &shown.method.data {
        MethodData::AuthenticatorApp(app) => app.digits,
        _ => DIGITS,
    };
    let letters: Vec<char> = shown.key.chars().collect();
    let groups: Vec<String> = letters.chunks(4).map(|four| four.iter().collect()).collect();
    AppPage {
        second_of_two: second_of_two(person),
        id: shown.method.id.to_string(),
        qr: qr::svg(&shown.uri, &frame.say("app-step-2")).unwrap_or_default(),
        key: groups.join(" "),
        otpauth: shown.uri.to_string(),
        name,
        digits,
        frame,
    }
}

/// `GET /settings/security/authenticator-app/{id}`.
pub(super) async fn show(mut person: Person, Path(id): Path<String>) -> Answer {
    let Some(method) = pending(&person, &id, MethodKind::AuthenticatorApp) else {
        return Ok(person.nothing());
    };
    confirm::before(&mut person, WISH).await?;
    let shown = set_up(&mut person, &method).await?;
    let name = shown.method.name.clone();
    Ok(person.page(&page(&person, person.frame(), &shown, name)))
}

/// The first code and the app's name.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FirstCode {
    name: String,
    code: Zeroizing<String>,
}

/// `POST /settings/security/authenticator-app/{id}`.
pub(super) async fn confirm(Path(id): Path<String>, Sent { mut person, fields }: Sent<FirstCode>) -> Answer {
    let Some(method) = pending(&person, &id, MethodKind::AuthenticatorApp) else {
        return Ok(person.nothing());
    };
    let name = fields.name.trim().to_owned();
    let mut frame = person.frame();
    if let Some(trouble) = name_trouble(&name) {
        frame = frame.with_problem("name", trouble);
    }
    if let Some(trouble) = code_trouble(&fields.code, DIGITS) {
        frame = frame.with_problem("code", trouble);
    }
    if frame.problems.is_empty() {
        let confirmed = person
            .house()
            .confirm_app(&person.ctx.visitor, &person.session, method.id, &fields.code, Some(&name))
            .await;
        match person.decided(confirmed, Some(WISH)).await? {
            Ok(enabled) => return Ok(enabled_page(&mut person, enabled, name)),
            Err(refused) => frame = person.wrong(&refused, "code"),
        }
    }
    let shown = set_up(&mut person, &method).await?;
    Ok(person.again(&page(&person, frame, &shown, fields.name)))
}

/// After a method is enabled: its recovery codes, shown once, or Password & Security.
pub(super) fn enabled_page(person: &mut Person, enabled: EnabledNow, name: String) -> Response {
    match enabled.recovery_codes {
        Some(made) => codes::show_once(person, &made, Some(name)),
        None => person.back(&News::Added(name)),
    }
}

/// What is wrong with a name, if anything.
pub(super) fn name_trouble(name: &str) -> Option<Trouble> {
    let most = u32::try_from(NAME_MAX).unwrap_or(u32::MAX);
    match name.chars().count() {
        0 => Some(Trouble::Empty),
        long if long > NAME_MAX => Some(Trouble::NameLong { most }),
        _ => None,
    }
}

/// What is wrong with a code before it is compared, so that a slip takes no try.
pub(super) fn code_trouble(typed: &str, digits: u8) -> Option<Trouble> {
    let code: Vec<char> = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    if code.is_empty() {
        return Some(Trouble::Empty);
    }
    let right = code.len() == usize::from(digits) && code.iter().all(char::is_ascii_digit);
    (!right).then_some(Trouble::CodeLength { digits: digits.into() })
}

/// `POST /settings/security/authenticator-app/{id}/cancel`.
pub(super) async fn cancel(
    Path(id): Path<String>,
    Sent { mut person, fields: Pressed {} }: Sent<Pressed>,
) -> Answer {
    drop_set_up(&mut person, &id, MethodKind::AuthenticatorApp).await?;
    Ok(person.ctx.go(SECURITY))
}

/// Drops an unfinished set-up of theirs; one that is finished or gone is left as it is.
pub(super) async fn drop_set_up(person: &mut Person, id: &str, kind: MethodKind) -> Result<(), Ended> {
    let Some(method) = pending(person, id, kind) else { return Err(person.nothing().into()) };
    let dropped = person.house().drop_set_up(&person.ctx.visitor, &person.session, method.id).await;
    // The one refusal there is, "not signed in", has its own page.
    let _dropped = person.decided(dropped, None).await?;
    Ok(())
}
