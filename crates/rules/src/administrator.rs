//! Who may look after the site. Power is a value: what only an administrator may do takes `&Administrator`, which only `prove`
//! makes. Deliberately not here: how a proof is made (`second_step`), and who is marked as one, which the operator decides.

use risk::Verdict;

use crate::action::{ActionName, ActionRule, Standing, Why, standing};
use crate::facts::AccountFacts;
use crate::id::{AccountId, SessionId};
use crate::method::MethodKind;
use crate::session::StoredSession;
use crate::settings::Settings;
use crate::time::Time;

/// The name of the step-up that administration takes. No operator can give it to an action of the site's own.
pub const ADMINISTRATION: &str = "vestibule.administration";

/// Names that begin like this are not for an operator's actions.
pub const RESERVED: &str = "vestibule.";

/// The level that a session must have reached.
const LEAST_LEVEL: u8 = 2;

/// Somebody who looks after the site and proved lately, and strongly enough, that it is them.
#[derive(Debug)]
pub struct Administrator {
    account: AccountId,
    session: SessionId,
}

/// What is missing before somebody counts as an administrator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lacking {
    /// The account is not marked: they are told nothing.
    Mark,
    /// An authenticator app or a passkey is to be enabled first.
    Method,
    /// A step-up would do.
    Proof(Why),
    /// Nothing helps in this session before that moment.
    Held {
        /// When.
        until: Time,
    },
}

impl Administrator {
    /// The person in `session`, which is live, if they are one and proved it.
    ///
    /// # Errors
    /// What is missing first. Whoever is not marked learns no more than that.
    pub fn prove(
        session: &StoredSession,
        account: &AccountFacts,
        settings: &Settings,
        now: Time,
    ) -> Result<Self, Lacking> {
        if !account.stored.account.administrator {
            return Err(Lacking::Mark);
        }
        let phishable_only = !account
            .active()
            .any(|method| matches!(method.kind(), MethodKind::AuthenticatorApp | MethodKind::Passkey));
        if phishable_only {
            return Err(Lacking::Method);
        }
        match standing(&session.session, account, rule(settings), settings, now) {
            Standing::Held { until } => Err(Lacking::Held { until }),
            Standing::StepUpNeeded { why, .. } => Err(Lacking::Proof(why)),
            Standing::Enough { .. } if session.session.level < LEAST_LEVEL => {
                Err(Lacking::Proof(Why::TooWeak))
            }
            Standing::Enough { .. } => Ok(Self { account: account.id(), session: session.session.id }),
        }
    }

    /// Who.
    #[must_use]
    pub const fn account(&self) -> AccountId {
        self.account
    }

    /// In which session.
    #[must_use]
    pub const fn session(&self) -> SessionId {
        self.session
    }
}

/// What administration takes of a session: a proof that passes a challenge-strong, as fresh as for a change of one's own
/// protection.
#[must_use]
pub const fn rule(settings: &Settings) -> ActionRule {
    ActionRule { least: Verdict::ChallengeStrong, fresh_for: settings.fresh_for }
}

/// The rule behind a name that is ours; to anybody who is not marked there is no such name.
#[must_use]
pub fn reserved(name: &ActionName, account: &AccountFacts, settings: &Settings) -> Option<ActionRule> {
    let ours = name.as_str() == ADMINISTRATION && account.stored.account.administrator;
    ours.then(|| rule(settings))
}

#[cfg(test)]
#[path = "administrator_tests.rs"]
mod tests;
