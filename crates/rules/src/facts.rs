//! What is known when a decision is taken: rows as they were read and who is asking. No way to read more from here.

use rand::Rng;
use risk::{
    AccountEvents, BrowserEvidence, History, Key, Lapse, Place, Profile, RecentFailures, Signals,
    TokenEvidence, Visit,
};

use crate::account::{StoredAccount, StoredEmail};
use crate::browser::{StoredBrowser, TokenSays};
use crate::event::Origin;
use crate::id::{AccountId, MethodId, PromptId, RowToken};
use crate::method::{Method, MethodKind, MethodState, StoredMethod};
use crate::passkey;
use crate::prompt::StoredPrompt;
use crate::session::StoredSession;
use crate::sign_in::SignIn;
use crate::time::Time;
use crate::tries::{Door, Guesser, Tries};
use crate::weighed::Scored;

/// Who is asking, as the edge of the house saw them.
#[derive(Clone, Debug)]
pub struct Caller {
    /// What the browser said, the country and the address.
    pub origin: Origin,
    /// What is known of the place.
    pub place: Place,
    /// Keyed hash of the network, with the day it counts for.
    pub network: String,
    /// What the risk engine is told of the visit, but for its browser's token, failures around it and its password.
    pub signals: Signals,
    /// The address, for failures in bursts; none: private or not known.
    pub address: Option<Key>,
    /// The phone that this browser says it is, which is no prompt's judge in its own case. It proves nothing.
    pub own_phone: Option<MethodId>,
}

/// An account with all that a decision may need of it.
#[derive(Clone, Debug)]
pub struct AccountFacts {
    /// The account.
    pub stored: StoredAccount,
    /// Its methods, pending ones too.
    pub methods: Vec<StoredMethod>,
    /// Its e-mail addresses.
    pub emails: Vec<StoredEmail>,
    /// What its completed sign-ins taught.
    pub history: History,
    /// What they showed, for the risk engine; none: it cannot be read.
    pub profile: Option<Profile>,
    /// The version of the history's row; zero: there is none yet.
    pub history_version: i64,
}

impl AccountFacts {
    /// Which account.
    #[must_use]
    pub const fn id(&self) -> AccountId {
        self.stored.account.id
    }

    /// The enabled methods.
    pub fn active(&self) -> impl Iterator<Item = &Method> {
        self.methods.iter().map(|m| &m.method).filter(|m| m.is_active())
    }

    /// The methods that are enabled, or were until they were reported lost: suspending never lowers what is asked.
    pub fn standing(&self) -> impl Iterator<Item = &Method> {
        let pending = |m: &Method| matches!(m.state, MethodState::Pending { .. });
        self.methods.iter().map(|m| &m.method).filter(move |m| !pending(m))
    }

    /// Whether the account has a level-2 method, be it reported lost.
    #[must_use]
    pub fn has_level_2(&self) -> bool {
        self.standing().any(|m| m.kind().is_level_2())
    }

    /// Whether a security question is enabled.
    #[must_use]
    pub fn has_question(&self) -> bool {
        self.active().any(|m| m.kind() == MethodKind::SecurityQuestion)
    }

    /// The addresses that notices go to.
    pub fn verified_emails(&self) -> impl Iterator<Item = &StoredEmail> {
        self.emails.iter().filter(|e| e.email.verified_at.is_some())
    }

    /// Whether "I lost my phone" is in force.
    #[must_use]
    pub fn is_suspended(&self, now: Time) -> bool {
        self.stored.account.suspended_until.is_some_and(|until| now < until)
    }
}

/// The known-browser token that came with the request, if one of this account did.
#[derive(Clone, Debug)]
pub struct BrowserFacts {
    /// The browser.
    pub stored: StoredBrowser,
    /// Hash of the value presented.
    pub presented: String,
    /// What it proves.
    pub says: TokenSays,
}

/// A sign-in under way and the row it came from; none: it begins now.
#[derive(Clone, Debug)]
pub struct HeldSignIn {
    /// The sign-in.
    pub sign_in: SignIn,
    /// The mark its row had.
    pub based_on: Option<RowToken>,
}

/// All that one decision on a sign-in is taken on.
#[derive(Clone, Debug)]
pub struct Facts {
    /// The sign-in.
    pub held: HeldSignIn,
    /// Its account; none: nobody has the name.
    pub account: Option<AccountFacts>,
    /// The browser's token for this account.
    pub browser: Option<BrowserFacts>,
    /// The session that is stepped up.
    pub session: Option<StoredSession>,
    /// When this browser, not signed in yet, opened a link that proves as much as a mailed one in a session does.
    pub link_opened_at: Option<Time>,
    /// Who is asking.
    pub caller: Caller,
    /// The counters that guard the doors for this caller.
    pub tries: Tries,
    /// The account's prompts, live and lately ended, where a step is decided.
    pub prompts: Vec<StoredPrompt>,
    /// Whether the account has known browsers, whichever they are.
    pub has_browsers: bool,
    /// What the risk engine says, where a password was just given; none counts as unusual.
    pub scored: Option<Scored>,
}

impl Facts {
    /// Whose tries these are: a known browser's own, or the strangers'.
    #[must_use]
    pub fn guesser(&self) -> Guesser {
        guesser(self.browser.as_ref(), &self.caller)
    }

    /// A prompt, while its place still holds it; none: a newer one replaced it.
    #[must_use]
    pub fn prompt(&self, id: PromptId) -> Option<&StoredPrompt> {
        self.prompts.iter().find(|stored| stored.prompt.id == id)
    }

    /// What the risk rules are told of this sign-in.
    #[must_use]
    pub fn visit(&self, account: &AccountFacts, now: Time) -> Visit {
        let guesser = self.guesser();
        let failures =
            Door::ALL.iter().map(|door| self.tries.failures(*door, &guesser)).fold(0, u32::saturating_add);
        Visit {
            at: now.0,
            browser: evidence(self.browser.as_ref()),
            place: self.caller.place,
            user_agent: self.caller.origin.user_agent,
            failures: RecentFailures { by_this_class: failures, denied_prompt: denied(account, now) },
            account: AccountEvents {
                recovered_at: account.stored.account.recovered_at.map(|at| at.0),
                password_just_reset: password_just_reset(account, now),
                suspended: account.is_suspended(now),
                passkey_copied: account.active().any(|method| passkey::may_be_copied(method, now)),
                breached_password: self.scored.is_some_and(|scored| scored.breached_password),
                profile_unreadable: account.profile.is_none() || self.scored.is_none(),
            },
        }
    }

    /// What the browser's token says to the risk engine.
    #[must_use]
    pub fn token(&self) -> TokenEvidence {
        if evidence(self.browser.as_ref()).is_known() {
            TokenEvidence::Known
        } else if self.has_browsers {
            TokenEvidence::Absent
        } else {
            TokenEvidence::NothingToShow
        }
    }
}

/// For how long a password that was set by mail is a reason to ask.
const PASSWORD_RESET_RECENT: i64 = 72 * crate::time::HOUR;

fn password_just_reset(account: &AccountFacts, now: Time) -> bool {
    let account = &account.stored.account;
    account.password_set_by_mail && now.since(account.password_set_at) < PASSWORD_RESET_RECENT
}

/// For how long "this wasn't me" is a reason to ask, if no second step is passed before.
const DENIAL_RECENT: i64 = 30 * crate::time::DAY;

pub(crate) fn denied(account: &AccountFacts, now: Time) -> bool {
    account.stored.account.denied_at.is_some_and(|at| now.since(at) < DENIAL_RECENT)
}

/// Whose tries a request's are.
#[must_use]
pub fn guesser(browser: Option<&BrowserFacts>, caller: &Caller) -> Guesser {
    match browser {
        Some(b) if matches!(b.says, TokenSays::Current | TokenSays::Previous) => {
            Guesser::Known(b.stored.browser.id)
        }
        _ => Guesser::Stranger { network: caller.network.clone() },
    }
}

fn evidence(browser: Option<&BrowserFacts>) -> BrowserEvidence {
    match browser.map(|b| b.says) {
        Some(TokenSays::Current | TokenSays::Previous) => BrowserEvidence::Known,
        Some(TokenSays::Reused) => BrowserEvidence::NoLongerKnown(Lapse::TokenReused),
        Some(TokenSays::Expired) | None => BrowserEvidence::Unknown,
    }
}

/// A new token: the text for its holder and the hash for the row.
#[derive(Clone, Debug)]
pub struct Minted {
    /// The text; handed out once.
    pub text: String,
    /// Its hash.
    pub hash: String,
}

/// Where decisions draw identifiers and tokens from: the randomness that they do not own.
pub struct Draw<'a> {
    rng: &'a mut dyn Rng,
    mint: &'a mut dyn FnMut(AccountId) -> Minted,
}

impl std::fmt::Debug for Draw<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Draw")
    }
}

impl<'a> Draw<'a> {
    /// Draws from `rng`, and tokens of an account from `mint`.
    pub fn new(rng: &'a mut dyn Rng, mint: &'a mut dyn FnMut(AccountId) -> Minted) -> Self {
        Self { rng, mint }
    }

    /// Sixteen random bytes, for an identifier.
    pub fn bytes(&mut self) -> [u8; 16] {
        let mut bytes = [0; 16];
        self.rng.fill_bytes(&mut bytes);
        bytes
    }

    /// A token for this account.
    pub fn token(&mut self, account: AccountId) -> Minted {
        (self.mint)(account)
    }
}
