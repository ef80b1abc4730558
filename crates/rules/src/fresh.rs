//! Who may change what protects an account. Power is a value: changes take `&FreshPerson`, which only `prove` makes.

use crate::facts::AccountFacts;
use crate::id::{AccountId, SessionId};
use crate::method::{MethodKind, MethodState};
use crate::session::{Session, StoredSession};
use crate::settings::{QuestionUse, Settings};
use crate::time::{DAY, HOUR, MINUTE, Time};

/// What a person wants to do with their account's protection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Enable or replace the security question.
    AddQuestion,
    /// Enable a level-2 method, or make new recovery codes.
    AddMethod,
    /// Have a suspended method count again.
    Reactivate,
    /// Remove a method or an address.
    Remove,
    /// Add an address.
    AddEmail,
    /// Loosen *every sign-in* to *when risky*, let strangers try again.
    Loosen,
    /// Set a new password.
    ChangePassword,
    /// Rename, choose the preferred method, end sessions, forget browsers, tighten.
    Tidy,
}

/// Somebody who proved freshly enough that they are the account's owner, for one kind of action.
#[derive(Debug)]
pub struct FreshPerson {
    account: AccountId,
    session: SessionId,
    action: Action,
}

/// What is missing before a person counts as fresh.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Missing {
    /// The password, given recently.
    pub password: bool,
    /// The security question, answered recently.
    pub question: bool,
    /// A security question at all ("Step 1 of 2").
    pub question_first: bool,
    /// A mailed link, opened in this browser recently.
    pub link: bool,
    /// A verified address to mail it to.
    pub email: bool,
    /// The operator's link to a password, opened in this browser recently: the site sends no mail.
    pub operator_link: bool,
    /// A level-2 method, used recently.
    pub method: bool,
    /// A level-2 method other than a recovery code.
    pub not_by_recovery_code: bool,
    /// Nothing helps before this moment.
    pub hold_until: Option<Time>,
}

impl Missing {
    fn nothing(self) -> bool {
        self == Self::default()
    }
}

/// A mailed link proves for so long; verifying an address in the same browser within it is as good (DESIGN section 4).
const LINK_FRESH: i64 = HOUR;
/// A password set by mail within so long is one proof with anything else sent there (promise 10).
pub const MAIL_PASSWORD: i64 = 30 * DAY;

impl FreshPerson {
    /// The person in `session`, if they proved enough for `action`.
    ///
    /// # Errors
    /// What is missing, all of it at once.
    pub fn prove(
        session: &StoredSession,
        account: &AccountFacts,
        action: Action,
        settings: &Settings,
        now: Time,
    ) -> Result<Self, Missing> {
        let missing = missing(&session.session, account, action, settings, now);
        if missing.nothing() {
            Ok(Self { account: account.id(), session: session.session.id, action })
        } else {
            Err(missing)
        }
    }

    /// Whose account.
    #[must_use]
    pub const fn account(&self) -> AccountId {
        self.account
    }

    /// In which session.
    #[must_use]
    pub const fn session(&self) -> SessionId {
        self.session
    }

    /// For what.
    #[must_use]
    pub const fn action(&self) -> Action {
        self.action
    }
}

/// The clocks of nodes may differ by so much; a proof from further ahead was made by a wrong clock.
const CLOCKS_DIFFER: i64 = MINUTE;

/// Whether something was proved within so many seconds.
pub(crate) fn fresh(at: Option<Time>, within: i64, now: Time) -> bool {
    at.is_some_and(|at| (-CLOCKS_DIFFER..within).contains(&now.since(at)))
}

/// Whether a proof of a method counts: one made before a method was suspended may have been made with that method.
pub(crate) fn counts_still(at: Time, account: &AccountFacts) -> bool {
    account.methods.iter().all(|m| match m.method.state {
        MethodState::Suspended { since } => at > since,
        MethodState::Pending { .. } | MethodState::Active => true,
    })
}

fn missing(
    session: &Session,
    account: &AccountFacts,
    action: Action,
    settings: &Settings,
    now: Time,
) -> Missing {
    if action == Action::Tidy {
        return Missing::default();
    }
    let hold_until = hold(session, account, action, settings, now);
    let level_2 = account.has_level_2();
    let password = !fresh(session.proofs.password_at, settings.fresh_for, now);
    let method_at = session.proofs.method_at.map(|(_, at)| at).filter(|at| counts_still(*at, account));
    let method = level_2 && !fresh(method_at, settings.fresh_for, now);
    let by_recovery_code = session.proofs.method_at.is_some_and(|(kind, _)| kind == MethodKind::RecoveryCode);
    let removes = matches!(action, Action::Remove | Action::Loosen);
    let not_by_recovery_code = level_2 && !method && removes && by_recovery_code;
    let base = Missing { method, not_by_recovery_code, hold_until, ..Missing::default() };
    match action {
        Action::ChangePassword => base,
        Action::AddMethod if level_2 => Missing { question_first: lacks_question(account, settings), ..base },
        _ if level_2 => base,
        Action::AddMethod | Action::Reactivate => {
            first_strong(session, account, settings, now, Missing { password, ..base })
        }
        Action::AddQuestion | Action::AddEmail => {
            another_root(session, account, action, settings, now, Missing { password, ..base })
        }
        _ => Missing { password, ..base },
    }
}

/// Another question or address of a level-1 account: it would itself open the way to the first strong method, so it takes
/// the question that is there and a link to an address that is there. The first question takes the password alone.
fn another_root(
    session: &Session,
    account: &AccountFacts,
    action: Action,
    settings: &Settings,
    now: Time,
    base: Missing,
) -> Missing {
    let question_asked = settings.question == QuestionUse::On && account.has_question();
    if action == Action::AddQuestion && !account.has_question() {
        return base;
    }
    let question =
        question_asked && !fresh(session.proofs.question_at, settings.fresh_for.max(LINK_FRESH), now);
    let reachable = settings.mail && account.verified_emails().next().is_some();
    let link = reachable && !fresh(session.proofs.link_at, LINK_FRESH, now);
    Missing { question, link, ..base }
}

/// The first level-2 method of an account: password, question (where the site has it) and a mailed link in this browser.
/// Where the site sends no mail, the link that the operator hands over stands for it: the password alone never suffices.
fn first_strong(
    session: &Session,
    account: &AccountFacts,
    settings: &Settings,
    now: Time,
    base: Missing,
) -> Missing {
    let asked = settings.question == QuestionUse::On;
    let question_first = lacks_question(account, settings);
    let question = asked
        && !question_first
        && !fresh(session.proofs.question_at, settings.fresh_for.max(LINK_FRESH), now);
    let opened = fresh(session.proofs.link_at, LINK_FRESH, now);
    let email = settings.mail && account.verified_emails().next().is_none();
    let link = settings.mail && !email && !opened;
    let operator_link = !settings.mail && !opened;
    Missing { question_first, question, email, link, operator_link, ..base }
}

fn hold(
    session: &Session,
    account: &AccountFacts,
    action: Action,
    settings: &Settings,
    now: Time,
) -> Option<Time> {
    let loosens = matches!(action, Action::Remove | Action::AddEmail | Action::Loosen);
    let first_strong_at = account.stored.account.first_strong_at.filter(|_| loosens);
    let after_first = first_strong_at.map(|at| at.plus(settings.first_strong_hold));
    [session.hold_until, after_first].into_iter().flatten().filter(|until| now < *until).max()
}

/// Whether the gate "security question first" is shut (DESIGN section 4): also for who came with a method from elsewhere.
fn lacks_question(account: &AccountFacts, settings: &Settings) -> bool {
    settings.question != QuestionUse::Off && !account.has_question()
}

#[cfg(test)]
#[path = "fresh_tests.rs"]
mod tests;
