//! What a decision wants written. All of it goes in as one transaction, or none; how is `store`'s.

use crate::account::{Account, Email};
use crate::browser::KnownBrowser;
use crate::event::Event;
use crate::id::{AccountId, BrowserId, EmailId, MethodId, PromptId, RowToken, SessionId};
use crate::link::Link;
use crate::message::Message;
use crate::method::Method;
use crate::prompt::{Prompt, PromptState, Slot};
use crate::session::Session;
use crate::sign_in::SignIn;
use crate::time::Time;
use crate::tries::{Door, Scope, Take};

/// The writes of one decision.
pub type Change = Vec<Write>;

/// One write. Each names the version it is based on, so that a decision taken on old facts conflicts.
#[derive(Clone, Debug, PartialEq)]
#[expect(
    missing_docs,
    reason = "fields carry the names of the domain; `based_on` is the version or mark that was read"
)]
pub enum Write {
    /// Counts a try; conflicts when the counter would pass its bound.
    Take {
        account: AccountId,
        take: Take,
        now: Time,
    },
    /// Takes a try and gives it back with its success, in one write: the counter goes to zero if it was within bounds.
    Succeed {
        account: AccountId,
        take: Take,
        now: Time,
    },
    /// Forgets a counter: only a person with power, or a new password, does this.
    Forget {
        account: AccountId,
        scope: Scope,
        door: Door,
    },
    /// Adds to a sum that is kept until `expires`; conflicts when it would pass `at_most`. For what is paid for, such as
    /// text messages per number, country and day.
    Spend {
        key: String,
        by: i64,
        at_most: i64,
        expires: Time,
    },
    /// Uses something once; a second use conflicts for ever.
    Once {
        account: AccountId,
        key: String,
        expires: Time,
    },
    NewAccount {
        account: Account,
        password: String,
        names: Vec<String>,
    },
    SaveAccount {
        account: Account,
        password: Option<String>,
        based_on: i64,
    },
    /// A better hash of the same password, unless the password changed meanwhile.
    Rehash {
        account: AccountId,
        old: String,
        new: String,
    },
    NewMethod {
        account: AccountId,
        method: Method,
        secret: String,
    },
    SaveMethod {
        account: AccountId,
        method: Method,
        secret: Option<String>,
        based_on: i64,
    },
    DropMethod {
        account: AccountId,
        method: MethodId,
        based_on: i64,
    },
    /// Replaces the whole set: (slot, hash) of each code.
    PutRecoveryCodes {
        account: AccountId,
        codes: Vec<(char, String)>,
    },
    DropRecoveryCode {
        account: AccountId,
        slot: char,
    },
    NewEmail {
        account: AccountId,
        email: Email,
        sealed: String,
    },
    SaveEmail {
        account: AccountId,
        email: Email,
        based_on: i64,
    },
    /// A verified address becomes a name to sign in with.
    NameEmail {
        account: AccountId,
        email: EmailId,
        name: String,
    },
    DropEmail {
        account: AccountId,
        email: EmailId,
        name: Option<String>,
        based_on: i64,
    },
    NewSignIn {
        sign_in: SignIn,
        hash: String,
        token: RowToken,
    },
    /// `hash`: a new secret, where the sign-in rose.
    SaveSignIn {
        sign_in: SignIn,
        hash: Option<String>,
        based_on: RowToken,
        token: RowToken,
    },
    NewSession {
        account: AccountId,
        session: Session,
        hash: String,
        now: Time,
    },
    /// `hash`: a new token, where the level rose.
    SaveSession {
        account: AccountId,
        session: Session,
        hash: Option<String>,
        based_on: i64,
        now: Time,
    },
    TouchSession {
        account: AccountId,
        session: SessionId,
        now: Time,
    },
    EndSession {
        account: AccountId,
        session: SessionId,
    },
    EndSessions {
        account: AccountId,
        except: Option<SessionId>,
    },
    NewBrowser {
        account: AccountId,
        browser: KnownBrowser,
    },
    SaveBrowser {
        account: AccountId,
        browser: KnownBrowser,
        based_on: i64,
    },
    ForgetBrowser {
        account: AccountId,
        browser: BrowserId,
    },
    ForgetBrowsers {
        account: AccountId,
        except: Option<BrowserId>,
    },
    SaveHistory {
        account: AccountId,
        history: risk::History,
        profile: Box<risk::Profile>,
        based_on: i64,
    },
    NewLink {
        account: AccountId,
        link: Link,
        hash: String,
        token: RowToken,
    },
    UseLink {
        account: AccountId,
        link: Link,
        based_on: RowToken,
        token: RowToken,
    },
    /// Asks on the account's phones, in place of the prompt that its slot holds.
    PutPrompt {
        account: AccountId,
        prompt: Prompt,
    },
    /// Ends a prompt; conflicts where it is answered, ended or replaced.
    EndPrompt {
        account: AccountId,
        slot: Slot,
        prompt: PromptId,
        state: PromptState,
        now: Time,
    },
    /// Ends every open prompt of an account: no phone is signed in any more.
    ClosePrompts {
        account: AccountId,
        now: Time,
    },
    Send(Message),
    Record(Event),
}
