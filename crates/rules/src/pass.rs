//! Passing: the one place where a session is made or its level rises. Whoever gets here has proved what was asked. How the
//! browser is remembered is in `browser`.

mod browser;

use risk::{Reason, Verdict};

use crate::account::{Account, AccountState, StoredAccount};
use crate::change::{Change, Write};
use crate::decision::{About, Decision, Granted, GrantedSession, Said, notify, record, save};
use crate::event::EventKind;
use crate::facts::{AccountFacts, Draw, Facts};
use crate::first_step::reused_browser;
use crate::fresh::MAIL_PASSWORD;
use crate::group;
use crate::id::SessionId;
use crate::message::Notice;
use crate::method::MethodKind;
use crate::repeated;
use crate::session::{Proofs, Session};
use crate::settings::Settings;
use crate::sign_in::{Purpose, Refusal, SignIn, Stage, Verification};
use crate::time::Time;
use crate::tries::{CounterKey, Door, guards};
use crate::weighed::{self, Weighed};
use browser::{known_now, remember};

pub use browser::may_offer_skip;

/// What was proved besides the password.
#[derive(Clone, Debug, Default)]
pub struct Proved {
    /// The method, if one was asked.
    pub method: Option<MethodKind>,
    /// How the passkey was used, if it was one.
    pub key: Option<KeyUse>,
    /// The mailed link.
    pub link: bool,
    /// Nothing strong was proved though it was asked: the session begins under hold.
    pub weak: bool,
    /// Why it was asked, or empty.
    pub reasons: Vec<Reason>,
    /// "Don't ask on this browser for 30 days" was ticked.
    pub skip: bool,
    /// How the sign-in was judged, where the password alone passes it.
    pub weighed: Option<Box<Weighed>>,
}

/// Why a sign-in is over, and how it was judged where that is why.
#[derive(Clone, Debug)]
pub(crate) struct Refused {
    pub(crate) refusal: Refusal,
    pub(crate) weighed: Option<Box<Weighed>>,
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        Self { refusal, weighed: None }
    }
}

/// How a passkey was used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyUse {
    /// Whether the person was verified: by fingerprint, face or PIN.
    pub user_verified: bool,
    /// Whether it may be copied to other devices.
    pub may_sync: bool,
    /// Whether it was the whole sign-in, without the password.
    pub alone: bool,
}

/// The decision that ends a second step well (or a first one that needed none).
#[must_use]
pub fn pass(
    facts: &Facts,
    account: &AccountFacts,
    proved: &Proved,
    change: Change,
    settings: &Settings,
    now: Time,
    draw: &mut Draw<'_>,
) -> Decision {
    let change = change.into_iter().chain(no_prompts_open(facts, account)).collect();
    if let AccountState::Locked { since } = account.stored.account.state {
        return refused(facts, account, Refusal::AccountLocked { since }.into(), change, now, draw);
    }
    match facts.held.sign_in.purpose.clone() {
        Purpose::SignIn if password_replaced(facts, account) => {
            refused(facts, account, Refusal::Expired.into(), change, now, draw)
        }
        Purpose::SignIn => signed_in(facts, account, proved, change, settings, now, draw),
        Purpose::StepUp { session, .. } => {
            stepped_up(facts, account, session, proved, change, settings, now, draw)
        }
    }
}

/// A success ends the count of prompts that were sent without one.
fn no_prompts_open(facts: &Facts, account: &AccountFacts) -> Option<Write> {
    let (key, _) = guards(Door::PromptSent, &facts.guesser()).pop()?;
    let CounterKey::Account { scope, door } = key else { return None };
    let sent = facts.tries.counter(&CounterKey::Account { scope, door }).n > 0;
    sent.then(|| Write::Forget { account: account.id(), scope, door })
}

/// Whether the password that this sign-in was given is the account's no longer: who has only the old one begins again.
fn password_replaced(facts: &Facts, account: &AccountFacts) -> bool {
    let SignIn { stage, since, .. } = &facts.held.sign_in;
    matches!(stage, Stage::SecondStep(_)) && *since < account.stored.account.password_set_at
}

/// The decision that ends a sign-in without passing, told to whoever gave the right password.
pub(crate) fn refused(
    facts: &Facts,
    account: &AccountFacts,
    why: Refused,
    mut change: Change,
    now: Time,
    draw: &mut Draw<'_>,
) -> Decision {
    let Refused { refusal, weighed } = why;
    let sign_in = SignIn { stage: Stage::Refused { refusal }, ..facts.held.sign_in.clone() };
    let secret = draw.token(account.id());
    change.push(save(facts, sign_in.clone(), Some(secret.hash), draw));
    let (counted, also) = repeated::count(facts, account, now);
    change.extend(counted);
    change.extend(also.map(|also| {
        let locked = matches!(refusal, Refusal::AccountLocked { .. });
        let what = EventKind::SignInRefused { locked, weighed, also };
        record(account.id(), what, &facts.caller.origin, now, draw)
    }));
    let granted = Granted { sign_in: Some(secret.text), ..Granted::default() };
    Decision { sign_in, offer: Vec::new(), said: None, granted, change, learned: None }
}

/// How long a weak pass is held: longer where one mailbox may have given both the password and the link (promise 10).
fn hold_for(account: &AccountFacts, settings: &Settings, now: Time) -> i64 {
    let account = &account.stored.account;
    let by_mail = account.password_set_by_mail && now.since(account.password_set_at) < MAIL_PASSWORD;
    if by_mail { settings.weak_pass_hold.max(settings.first_strong_hold) } else { settings.weak_pass_hold }
}

fn level(proved: &Proved) -> u8 {
    match proved.key {
        Some(key) if key.user_verified => 3,
        _ if proved.method.is_some_and(MethodKind::is_level_2) => 2,
        _ => 1,
    }
}

/// The methods used, by the names of RFC 8176; `mfa` only for two different factors.
fn amr(proved: &Proved) -> Vec<String> {
    let alone = proved.key.is_some_and(|key| key.alone);
    let mut amr = if alone { Vec::new() } else { vec!["pwd"] };
    if let Some(key) = proved.key {
        // A key that can be copied is kept by software, wherever it is; somebody was there to touch it either way.
        amr.extend([if key.may_sync { "swk" } else { "hwk" }, "user"]);
    }
    if let Some(method) = proved.method {
        amr.push(method.amr());
        if method.is_level_2() {
            amr.push("mfa");
        }
    }
    amr.into_iter().map(str::to_owned).collect()
}

fn signed_in(
    facts: &Facts,
    account: &AccountFacts,
    proved: &Proved,
    mut change: Change,
    settings: &Settings,
    now: Time,
    draw: &mut Draw<'_>,
) -> Decision {
    let id = account.id();
    let known = known_now(facts);
    let token = draw.token(id);
    let weighed = proved.weighed.as_deref().or_else(|| weighed_before(facts));
    let lessons = weighed::learn(facts, account, weighed, now);
    let taught = Some(Box::new(lessons.taught));
    let (browser, granted_browser) = remember(facts, account, proved, settings, now, draw, &mut change);
    let session = Session {
        id: SessionId::from_bytes(draw.bytes()),
        level: level(proved),
        amr: amr(proved),
        generation: account.stored.account.generation,
        since: now,
        auth_time: now,
        expires: group::ends(facts, account, proved, settings, now),
        shared_computer: facts.held.sign_in.shared_computer,
        browser,
        hold_until: proved.weak.then(|| now.plus(hold_for(account, settings, now))),
        proofs: proofs(facts, proved, before(facts, proved, now), now),
        user_agent: facts.caller.origin.user_agent,
        country: facts.caller.origin.country,
        taught: taught.clone(),
    };
    change.push(Write::NewSession { account: id, session: session.clone(), hash: token.hash, now });
    change.push(Write::SaveHistory {
        account: id,
        history: lessons.history,
        profile: Box::new(lessons.profile),
        based_on: account.history_version,
    });
    change.extend(all_is_well(account, proved));
    let what = EventKind::SignedIn {
        level: session.level,
        method: proved.method,
        known_browser: known.is_some(),
        reasons: proved.reasons.clone(),
        sign_in: Some(facts.held.sign_in.id),
        weighed: proved.weighed.clone().or_else(|| only_counted(facts)),
    };
    change.push(record(id, what, &facts.caller.origin, now, draw));
    let about = About { browser, taught, ..About::default() };
    change.extend(notices(facts, account, proved, known.is_some(), about, now, draw));
    let stage = Stage::Passed { session: session.id, level: session.level, reasons: proved.reasons.clone() };
    let sign_in = SignIn { stage, ..facts.held.sign_in.clone() };
    let secret = facts.held.based_on.is_none().then(|| draw.token(id));
    change.push(save(facts, sign_in.clone(), secret.as_ref().map(|s| s.hash.clone()), draw));
    let granted = Granted {
        sign_in: secret.map(|s| s.text),
        session: Some(GrantedSession { token: token.text, session }),
        browser: granted_browser,
    };
    let learned = Some(Box::new(lessons.learned));
    Decision { sign_in, offer: Vec::new(), said: None, granted, change, learned }
}

/// How the sign-in was judged when its password was right.
fn weighed_before(facts: &Facts) -> Option<&Weighed> {
    match &facts.held.sign_in.stage {
        Stage::SecondStep(verification) => verification.weighed.as_deref(),
        _ => None,
    }
}

/// How the sign-in was judged, where no event of its second step says so.
fn only_counted(facts: &Facts) -> Option<Box<Weighed>> {
    match &facts.held.sign_in.stage {
        Stage::SecondStep(Verification { only_counted: true, weighed, .. }) => weighed.clone(),
        _ => None,
    }
}

/// A second step well passed after "this wasn't me": the owner is back.
fn all_is_well(account: &AccountFacts, proved: &Proved) -> Option<Write> {
    let StoredAccount { account, version, .. } = &account.stored;
    let back = account.denied_at.is_some() && proved.method.is_some() && !proved.weak;
    back.then(|| Write::SaveAccount {
        account: Account { denied_at: None, ..account.clone() },
        password: None,
        based_on: *version,
    })
}

/// What this browser proved before the sign-in passes.
fn before(facts: &Facts, proved: &Proved, now: Time) -> Proofs {
    let alone = proved.key.is_some_and(|key| key.alone);
    let password_at = (!alone).then(|| password_at(facts, now));
    Proofs { password_at, link_at: facts.link_opened_at, ..Proofs::default() }
}

/// When the password was given: now, or before the second step was asked.
const fn password_at(facts: &Facts, now: Time) -> Time {
    match facts.held.sign_in.stage {
        Stage::SecondStep(_) => facts.held.sign_in.since,
        _ => now,
    }
}

fn proofs(facts: &Facts, proved: &Proved, before: Proofs, now: Time) -> Proofs {
    let mut proofs = before;
    match proved.method {
        Some(MethodKind::SecurityQuestion) => proofs.question_at = Some(now),
        Some(kind) => {
            proofs.method_at = Some((kind, now));
            if is_strong(facts, kind) {
                proofs.strong_at = Some((kind, now));
            }
        }
        None => {}
    }
    if proved.link {
        proofs.link_at = Some(now);
    }
    proofs
}

/// Whether what was proved passes a challenge-strong. A prompt does with its longer number only, which is asked there.
fn is_strong(facts: &Facts, kind: MethodKind) -> bool {
    let strongly = matches!(&facts.held.sign_in.stage,
        Stage::SecondStep(verification) if verification.verdict >= Verdict::ChallengeStrong);
    kind.is_strong() && (kind != MethodKind::MobilePrompt || strongly)
}

/// What everybody with a verified address is told: a browser that was not known, a used recovery code, a hold.
fn notices(
    facts: &Facts,
    account: &AccountFacts,
    proved: &Proved,
    known: bool,
    about: About,
    now: Time,
    draw: &mut Draw<'_>,
) -> Change {
    let from = &facts.caller.origin;
    let notice = if proved.weak {
        Some(Notice::Hold)
    } else if proved.method == Some(MethodKind::RecoveryCode) {
        Some(Notice::RecoveryCodeUsed)
    } else if !known {
        Some(Notice::NewBrowser)
    } else {
        None
    };
    let mut change =
        notice.map_or_else(Change::new, |notice| notify(account, notice, about, from, now, draw));
    change.extend(reused_browser(facts, account, now, draw));
    change
}

#[expect(clippy::too_many_arguments, reason = "one decision's whole context; bundling it would only hide it")]
fn stepped_up(
    facts: &Facts,
    account: &AccountFacts,
    session: SessionId,
    proved: &Proved,
    mut change: Change,
    settings: &Settings,
    now: Time,
    draw: &mut Draw<'_>,
) -> Decision {
    let Some(stored) = facts.session.as_ref().filter(|s| s.session.id == session) else {
        return Decision::say(facts, Vec::new(), Said::NotAsked);
    };
    let by_password = proved.method.is_none() && !proved.link;
    let before = Proofs {
        password_at: if by_password { Some(now) } else { stored.session.proofs.password_at },
        ..stored.session.proofs.clone()
    };
    let strong = !proved.weak && proved.method.is_some_and(|kind| is_strong(facts, kind));
    let risen = Session {
        level: stored.session.level.max(level(proved)),
        amr: if level(proved) >= 2 { amr(proved) } else { stored.session.amr.clone() },
        auth_time: now,
        proofs: proofs(facts, proved, before, now),
        expires: group::renewed(&stored.session, account, proved, strong, settings, now),
        ..stored.session.clone()
    };
    // A weak pass of a strong action (the best method and a mailed link) puts the session under no hold, unlike a sign-in: a hold
    // is what a session begins with, so that whoever came in with little waits before anything strong. Here the two proofs are
    // for this one action, fresh; a hold would forbid the very thing they were asked for, again after each step-up, and with it
    // every strong action of people who have nothing stronger. A session that began under hold keeps it, and `action` refuses.
    let token = draw.token(account.id());
    change.push(Write::SaveSession {
        account: account.id(),
        session: risen.clone(),
        hash: Some(token.hash),
        based_on: stored.version,
        now,
    });
    let action = facts.held.sign_in.purpose.action().cloned();
    let what = EventKind::SteppedUp { method: proved.method, action };
    change.push(record(account.id(), what, &facts.caller.origin, now, draw));
    let stage = Stage::Passed { session, level: risen.level, reasons: proved.reasons.clone() };
    let sign_in = SignIn { stage, ..facts.held.sign_in.clone() };
    change.push(save(facts, sign_in.clone(), None, draw));
    let granted =
        Granted { session: Some(GrantedSession { token: token.text, session: risen }), ..Granted::default() };
    Decision { sign_in, offer: Vec::new(), said: None, granted, change, learned: None }
}
