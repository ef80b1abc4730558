//! The page Password & Security, filled from what its owner may see. Deliberately not here: secrets; numbers come masked,
//! seeds and answers not at all.

use axum::response::Response;
use rules::browser::KnownBrowser;
use rules::enrollment::MOST_OF_A_KIND;
use rules::fresh::Action;
use rules::method::{Method, MethodData, MethodKind, MethodState};
use rules::offer::WaysIn;
use rules::passkey::may_be_copied;
use rules::phone::{self, PhoneState};
use rules::reactivation::can_be_proved;
use rules::session::StoredSession;
use rules::settings::{QuestionUse, VerifyWhen};
use rules::time::{HOUR, Time};
use rules::tries::Door;

use super::activity;
use super::person::{Answer, Ended, Person};
use super::question;
use crate::pages::security::{
    Address, Advice, Browser, CardState, Entry, EntryNote, Keeping, Language, MethodCard, Preferred,
    SecurityPage, Session, WhenToVerify,
};
use crate::pages::{Frame, Kind, Trouble};
use crate::seen;
use crate::words::Words;

/// Events on this page; the rest stands at `/activity`.
const LATEST: i64 = 10;
/// So few recovery codes left are worth a word.
const FEW_CODES: usize = 3;

/// The kinds of cards in the order to show.
const CARDS: [MethodKind; 6] = [
    MethodKind::SecurityQuestion,
    MethodKind::MobilePrompt,
    MethodKind::Passkey,
    MethodKind::AuthenticatorApp,
    MethodKind::TextMessage,
    MethodKind::RecoveryCode,
];

/// `GET /settings/security`.
pub(super) async fn show(mut person: Person) -> Answer {
    let news = person.news();
    let frame = Frame { notice: news, ..person.frame() };
    let page = page(&mut person, frame).await?;
    Ok(person.page(&page))
}

/// The page again, with why a change was refused.
pub(super) async fn refused(person: &mut Person, trouble: Trouble) -> Answer {
    let frame = person.frame().with_problem("", trouble);
    again(person, frame).await
}

/// The page again, with what its frame says.
pub(super) async fn again(person: &mut Person, frame: Frame) -> Result<Response, Ended> {
    let page = page(person, frame).await?;
    Ok(person.again(&page))
}

async fn page(person: &mut Person, frame: Frame) -> Result<SecurityPage, Ended> {
    let removing = person.house().missing_for(&person.ctx.visitor, &person.session, Action::Remove).await;
    let missing = person.decided(removing, None).await?.ok().flatten();
    let (house, me) = (person.house(), &person.me);
    let sessions = person.whole(house.my_sessions(me).await)?;
    let browsers = person.whole(house.my_browsers(me).await)?;
    let events = person.whole(house.my_events(me, None, LATEST).await)?;
    let addresses = person.whole(house.my_addresses(me).await)?;
    let verified = addresses.iter().filter(|(email, _)| email.verified_at.is_some()).count();
    let words = frame.words;
    Ok(SecurityPage {
        display_name: me.account.display_name.clone(),
        user_name: me.account.user_name.clone(),
        ways_in: u32::try_from(me.ways_in.total()).unwrap_or(u32::MAX),
        advice: advice(person),
        nudge: nudge(person),
        hold_until: missing.and_then(|missing| missing.hold_until).map(|until| until.0),
        password_changed: me.account.password_set_at.0,
        when: when(person),
        preferred: preferred(person),
        methods: cards(person, &frame),
        addresses: addresses
            .into_iter()
            .map(|(email, address)| Address {
                id: email.id.to_string(),
                address,
                verified: email.verified_at.is_some(),
                may_remove: email.verified_at.is_none() || verified > 1,
            })
            .collect(),
        mail: house.settings().mail,
        languages: languages(&house.site().languages, words),
        browsers: browsers.iter().map(|browser| known(person, &frame, browser)).collect(),
        sessions: live(person, &frame, sessions),
        administrator: me.account.administrator,
        activity: activity::telling(&events).map(|event| activity::line(words, event)).collect(),
        frame,
    })
}

fn advice(person: &Person) -> Advice {
    let active = || person.me.methods.iter().filter(|method| method.is_active());
    let has = |kind| active().any(|method| method.kind() == kind);
    let without_codes = active().filter(|method| method.kind() != MethodKind::RecoveryCode);
    if WaysIn::of(without_codes, person.house().settings(), person.me.now).total() == 0 {
        return Advice::AddStrong;
    }
    let codes = active().find_map(|method| match &method.data {
        MethodData::RecoveryCode { left, saved } => Some((left.len(), *saved)),
        _ => None,
    });
    match codes {
        None => Advice::MakeCodes,
        Some((_, false)) => Advice::SaveCodes,
        Some((left, true)) if left <= FEW_CODES => Advice::FewCodes,
        Some(_) if !has(MethodKind::Passkey) && !has(MethodKind::AuthenticatorApp) => Advice::AddStrong,
        Some(_) if person.me.ways_in.total() < 2 => Advice::AddOneMore,
        Some(_) => Advice::None,
    }
}

/// Whether a passkey is worth a word: soon after a sign-in with a method that a phishing page can pass on, unless the person
/// said "not now".
fn nudge(person: &Person) -> bool {
    let me = &person.me;
    let weaker = me.session.session.proofs.method_at.is_some_and(|(kind, _)| kind != MethodKind::Passkey);
    let none_yet = !me.methods.iter().any(|method| stands(method) && method.kind() == MethodKind::Passkey);
    let settings = person.house().settings();
    let soon = me.now.since(me.session.session.since) < HOUR;
    settings.offers(MethodKind::Passkey) && weaker && none_yet && soon && person.ctx.cookies.later.is_none()
}

fn when(person: &Person) -> WhenToVerify {
    if !person.house().settings().when_risky_allowed {
        return WhenToVerify::SiteAsksAlways;
    }
    match person.me.account.verify {
        VerifyWhen::EverySignIn => WhenToVerify::EverySignIn,
        VerifyWhen::WhenRisky => WhenToVerify::WhenRisky,
    }
}

fn languages(offered: &[String], spoken: Words) -> Vec<Language> {
    let language = |tag: &String| {
        let name = Words::language(tag)?.text("language-name").into_owned();
        Some(Language { tag: tag.clone(), name, spoken: tag == spoken.tag() })
    };
    offered.iter().filter_map(language).collect()
}

fn preferred(person: &Person) -> Vec<Preferred> {
    let settings = person.house().settings();
    let can_be =
        |method: &&Method| method.is_active() && settings.offers(method.kind()) && may_rename(method.kind());
    let methods = person.me.methods.iter().filter(can_be);
    methods
        .map(|method| Preferred {
            id: method.id.to_string(),
            kind: method.kind().into(),
            name: named(method),
            chosen: person.me.account.preferred == Some(method.id),
        })
        .collect()
}

/// What tells a method from others of its kind: its owner's name for it, its masked number, or both.
fn named(method: &Method) -> String {
    match &method.data {
        MethodData::TextMessage { hint, .. } if method.name.is_empty() => hint.clone(),
        MethodData::TextMessage { hint, .. } => format!("{} ({hint})", method.name),
        _ => method.name.clone(),
    }
}

/// A method's name for people, never empty.
pub(super) fn full_name(frame: &Frame, method: &Method) -> String {
    if let MethodData::SecurityQuestion { question } = &method.data {
        return question::text(frame, question);
    }
    let name = named(method);
    if name.is_empty() { Kind::from(method.kind()).name(frame.words).into_owned() } else { name }
}

/// Whether a method is there for its owner to see; an unfinished set-up is not.
pub(super) fn stands(method: &Method) -> bool {
    !matches!(method.state, MethodState::Pending { .. })
}

fn cards(person: &Person, frame: &Frame) -> Vec<MethodCard> {
    let settings = person.house().settings();
    let has = |kind| person.me.methods.iter().any(|method| stands(method) && method.kind() == kind);
    CARDS
        .into_iter()
        .filter(|kind| settings.offers(*kind) || has(*kind))
        .map(|kind| card(person, frame, kind))
        .collect()
}

fn card(person: &Person, frame: &Frame, kind: MethodKind) -> MethodCard {
    let of_kind: Vec<&Method> =
        person.me.methods.iter().filter(|method| stands(method) && method.kind() == kind).collect();
    let active = of_kind.iter().filter(|method| method.is_active()).count();
    let (codes_left, unsaved) = of_kind
        .iter()
        .find_map(|method| match &method.data {
            MethodData::RecoveryCode { left, saved } => Some((left.len(), !saved)),
            _ => None,
        })
        .unwrap_or_default();
    MethodCard {
        kind: kind.into(),
        state: state(person, kind, of_kind.is_empty()),
        entries: of_kind.iter().map(|method| entry(person, frame, method)).collect(),
        may_add: active < MOST_OF_A_KIND && person.house().settings().offers(kind),
        codes_left: u32::try_from(codes_left).unwrap_or(u32::MAX),
        unsaved,
    }
}

fn state(person: &Person, kind: MethodKind, none_yet: bool) -> CardState {
    let me = &person.me;
    let standing = || me.methods.iter().filter(|method| stands(method));
    let has_question =
        standing().any(|method| method.is_active() && method.kind() == MethodKind::SecurityQuestion);
    let level_2 = standing().any(|method| method.kind().is_level_2());
    let gate = person.house().settings().question != QuestionUse::Off && !has_question;
    if !none_yet {
        CardState::On
    } else if me.session.session.hold_until.is_some_and(|until| me.now < until) {
        CardState::Held
    } else if kind == MethodKind::RecoveryCode && !level_2 {
        CardState::MethodFirst
    } else if kind != MethodKind::SecurityQuestion && gate {
        CardState::QuestionFirst
    } else {
        CardState::Off
    }
}

fn entry(person: &Person, frame: &Frame, method: &Method) -> Entry {
    let kind = method.kind();
    let note = match method.state {
        MethodState::Suspended { .. } => EntryNote::Suspended,
        _ if kind == MethodKind::TextMessage && !person.house().settings().text_messages => {
            EntryNote::CannotSend
        }
        _ if person.me.resting.contains(&Door::Method(kind)) => EntryNote::Resting,
        _ if may_be_copied(method, person.me.now) => EntryNote::MayBeCopied,
        _ if kind == MethodKind::SecurityQuestion => EntryNote::Weak,
        _ => EntryNote::None,
    };
    Entry {
        id: method.id.to_string(),
        name: full_name(frame, method),
        since: method.added_at.0,
        last_used: method.last_used_at.map(|at| at.0),
        last_seen: method.phone().and_then(|phone| phone.seen_at).map(|at| at.0),
        note,
        keeping: keeping(method, person.me.now),
        may_rename: may_rename(kind),
        may_reactivate: can_be_proved(method, person.house().settings()),
    }
}

/// Where a passkey is kept, as it says itself; whether a phone's app is signed in.
fn keeping(method: &Method, now: Time) -> Option<Keeping> {
    match phone::state(method, now) {
        Some(PhoneState::SignedIn) => return Some(Keeping::SignedIn),
        Some(PhoneState::Quiet) => return Some(Keeping::Quiet),
        Some(PhoneState::SignedOut) => return Some(Keeping::SignedOut),
        Some(PhoneState::Waiting) | None => {}
    }
    match &method.data {
        MethodData::Passkey(key) if key.may_sync => Some(Keeping::Synced),
        MethodData::Passkey(_) => Some(Keeping::OneDevice),
        _ => None,
    }
}

/// Whether methods of a kind can be given names, and be preferred.
pub(super) const fn may_rename(kind: MethodKind) -> bool {
    matches!(
        kind,
        MethodKind::Passkey
            | MethodKind::MobilePrompt
            | MethodKind::AuthenticatorApp
            | MethodKind::TextMessage
    )
}

fn known(person: &Person, frame: &Frame, browser: &KnownBrowser) -> Browser {
    Browser {
        id: browser.id.to_string(),
        name: seen_or_unknown(frame, browser.user_agent),
        place: seen::place(frame.words, browser.country),
        last_seen: browser.last_used_at.0,
        skip_until: browser.skip_until.filter(|until| person.me.now < *until).map(|until| until.0),
        this_one: person.me.session.session.browser == Some(browser.id),
    }
}

fn live(person: &Person, frame: &Frame, mut sessions: Vec<StoredSession>) -> Vec<Session> {
    let own = person.me.session.session.id;
    sessions.sort_by_key(|stored| (stored.session.id != own, std::cmp::Reverse(stored.last_seen)));
    sessions
        .iter()
        .map(|stored| Session {
            id: stored.session.id.to_string(),
            browser: seen_or_unknown(frame, stored.session.user_agent),
            place: seen::place(frame.words, stored.session.country),
            since: stored.session.since.0,
            last_seen: stored.last_seen.0,
            this_one: stored.session.id == own,
        })
        .collect()
}

fn seen_or_unknown(frame: &Frame, agent: risk::UserAgent) -> String {
    let seen = seen::browser(frame.words, agent);
    if seen.is_empty() { frame.say("seen-browser").into_owned() } else { seen }
}
