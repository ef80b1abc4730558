//! What comes out of every decision on a sign-in: where it stands, what to write, what to hand out, what to say.

use risk::{CoarseReason, Reason};

use crate::account::Account;
use crate::change::{Change, Write};
use crate::event::{Event, EventKind};
use crate::facts::{AccountFacts, Draw, Facts};
use crate::id::{AccountId, EventId, LinkId, MessageId, RowToken};
use crate::link::{Link, LinkPurpose};
use crate::message::{LinkKind, Message, Notice, Recipient, Says};
use crate::offer::Offered;
use crate::sign_in::{SignIn, Stage};
use crate::time::{DAY, Time};
use crate::weighed::{Learned, Taught};

/// A decision: nothing of it is true before `change` is committed.
#[derive(Clone, Debug)]
pub struct Decision {
    /// The sign-in after it.
    pub sign_in: SignIn,
    /// What is offered, where a second step is open.
    pub offer: Vec<Offered>,
    /// What there is to say about the input.
    pub said: Option<Said>,
    /// What the holder is given, once.
    pub granted: Granted,
    /// What must be written for it to be true.
    pub change: Change,
    /// What all nodes learn from it, once it is true.
    pub learned: Option<Box<Learned>>,
}

/// Remarks on an input. A wrong answer is one of these, never an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    /// Name and password do not go together (or there is no such name: the same).
    WrongPassword,
    /// Not the right answer.
    Wrong,
    /// Not the right answer, but right for a phone whose clock is off by so many seconds (positive: ahead).
    ClockOff {
        /// The phone's lead in seconds.
        seconds: i64,
    },
    /// Too soon after a wrong one.
    Wait {
        /// When the next try may be made.
        until: Time,
    },
    /// No more tries from here.
    Resting,
    /// The code is too old or was tried too often; ask for a new one.
    CodeDead,
    /// The code may not be sent again yet (or not any more).
    TooEarly {
        /// When it may; none: not in this sign-in.
        at: Option<Time>,
    },
    /// Text messages to that number are not sent now; another method is offered.
    TextRefused,
    /// That method cannot be used for this.
    NotOffered,
    /// No proof of that kind is asked now.
    NotAsked,
}

/// What a decision hands out; each text is shown once and kept only as a hash.
#[derive(Clone, Debug, Default)]
pub struct Granted {
    /// A new secret for the sign-in (it rose).
    pub sign_in: Option<String>,
    /// The session's token and its end.
    pub session: Option<GrantedSession>,
    /// The known browser's new token.
    pub browser: Option<String>,
}

/// A session handed out.
#[derive(Clone, Debug)]
pub struct GrantedSession {
    /// Its token.
    pub token: String,
    /// The session.
    pub session: crate::session::Session,
}

impl Decision {
    /// Nothing changes but what is said.
    #[must_use]
    pub fn say(facts: &Facts, offer: Vec<Offered>, said: Said) -> Self {
        Self {
            sign_in: facts.held.sign_in.clone(),
            offer,
            said: Some(said),
            granted: Granted::default(),
            change: Change::new(),
            learned: None,
        }
    }

    /// The reasons that may be told at this stage: coarse before the second step, all after it.
    #[must_use]
    pub fn reasons(&self) -> Told<'_> {
        match &self.sign_in.stage {
            Stage::SecondStep(v) => Told::Coarse(coarse(&v.reasons)),
            Stage::Passed { reasons, .. } => Told::Full(reasons),
            Stage::Password | Stage::Refused { .. } => Told::Coarse(Vec::new()),
        }
    }
}

/// Reasons as they may be told.
#[derive(Clone, Debug)]
pub enum Told<'a> {
    /// Before the second step: no coaching for a thief.
    Coarse(Vec<CoarseReason>),
    /// After it.
    Full(&'a [Reason]),
}

fn coarse(reasons: &[Reason]) -> Vec<CoarseReason> {
    let mut told = Vec::new();
    for reason in reasons.iter().map(|r| r.coarse()) {
        if !told.contains(&reason) {
            told.push(reason);
        }
    }
    told
}

/// The write that stores a sign-in: new, or based on the row that was read. `hash`: a new secret.
pub(crate) fn save(facts: &Facts, sign_in: SignIn, hash: Option<String>, draw: &mut Draw<'_>) -> Write {
    let token = RowToken::from_bytes(draw.bytes());
    match (facts.held.based_on, hash) {
        (None, hash) => Write::NewSignIn { sign_in, hash: hash.unwrap_or_default(), token },
        (Some(based_on), hash) => Write::SaveSignIn { sign_in, hash, based_on, token },
    }
}

/// The write that records what happened.
pub fn record(
    account: AccountId,
    what: EventKind,
    from: &crate::event::Origin,
    now: Time,
    draw: &mut Draw<'_>,
) -> Write {
    let id = EventId::from_bytes(draw.bytes());
    Write::Record(Event { id, account, at: now, what, from: from.clone() })
}

/// For how long a notice's "this wasn't me" works.
pub const NOT_ME_FOR: i64 = 7 * DAY;

/// What a notice was about, for its "this wasn't me" link.
#[derive(Clone, Debug, Default)]
pub struct About {
    /// The method that was added.
    pub method: Option<crate::id::MethodId>,
    /// The browser that became known.
    pub browser: Option<crate::id::BrowserId>,
    /// The address that was added.
    pub email: Option<crate::id::EmailId>,
    /// What the sign-in taught that it was about, or that led to it.
    pub taught: Option<Box<Taught>>,
}

/// The writes that tell every verified address what happened, with a way to say "not me".
pub fn notify(
    account: &AccountFacts,
    notice: Notice,
    about: About,
    from: &crate::event::Origin,
    now: Time,
    draw: &mut Draw<'_>,
) -> Change {
    if account.verified_emails().next().is_none() {
        return Change::new();
    }
    let token = draw.token(account.id());
    let About { method, browser, email, taught } = about;
    let purpose = LinkPurpose::NotMe { notice, method, browser, email, taught };
    let mut change = vec![link(account.id(), purpose, None, &token.hash, now.plus(NOT_ME_FOR), draw)];
    for email in account.verified_emails() {
        let says = Says::Notice { notice, token: token.text.clone(), from: shown(from) };
        change.push(mail(account, email, says, now, now.plus(NOT_ME_FOR), draw));
    }
    change
}

/// The writes that mail a link to every verified address.
pub fn send_link(
    account: &AccountFacts,
    kind: LinkKind,
    purpose: LinkPurpose,
    from: &crate::event::Origin,
    lives_for: i64,
    now: Time,
    draw: &mut Draw<'_>,
) -> Change {
    let token = draw.token(account.id());
    let expires = now.plus(lives_for);
    let mut change = vec![new_link(&account.stored.account, purpose, &token.hash, expires, draw)];
    for email in account.verified_emails() {
        let says = Says::Link { link: kind, token: token.text.clone(), from: shown(from) };
        change.push(mail(account, email, says, now, expires, draw));
    }
    change
}

/// People are shown browser and place, never a raw address.
fn shown(from: &crate::event::Origin) -> crate::event::Origin {
    crate::event::Origin { address: String::new(), ..from.clone() }
}

/// The write that makes a link, which the account's next generation ends.
pub fn new_link(
    account: &Account,
    purpose: LinkPurpose,
    hash: &str,
    expires: Time,
    draw: &mut Draw<'_>,
) -> Write {
    link(account.id, purpose, Some(account.generation), hash, expires, draw)
}

/// The write that makes a link with which the operator lets an account's owner set a password. `generation`: the account's.
pub fn password_link(
    account: AccountId,
    generation: i64,
    hash: &str,
    expires: Time,
    draw: &mut Draw<'_>,
) -> Write {
    link(account, LinkPurpose::FirstAdministrator, Some(generation), hash, expires, draw)
}

fn link(
    account: AccountId,
    purpose: LinkPurpose,
    generation: Option<i64>,
    hash: &str,
    expires: Time,
    draw: &mut Draw<'_>,
) -> Write {
    let link = Link { id: LinkId::from_bytes(draw.bytes()), purpose, expires, used: false, generation };
    Write::NewLink { account, link, hash: hash.to_owned(), token: RowToken::from_bytes(draw.bytes()) }
}

/// The write that mails something to one address.
pub fn mail(
    account: &AccountFacts,
    email: &crate::account::StoredEmail,
    says: Says,
    now: Time,
    expires: Time,
    draw: &mut Draw<'_>,
) -> Write {
    Write::Send(Message {
        id: MessageId::from_bytes(draw.bytes()),
        account: account.id(),
        to: Recipient::Email { id: email.email.id, sealed: email.sealed.clone() },
        locale: account.stored.account.locale.clone(),
        says,
        at: now,
        expires,
    })
}
