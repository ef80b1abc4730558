//! Sign-ins under way: rows, and the reads that a step of one is decided on.

use rules::browser::StoredBrowser;
use rules::facts::AccountFacts;
use rules::id::{AccountId, BrowserId, RowToken, SignInId};
use rules::prompt::StoredPrompt;
use rules::session::StoredSession;
use rules::sign_in::{Purpose, SignIn, StoredSignIn, Who};
use rules::tries::Tries;

use crate::doc::{doc, id, or_empty, to_json};
use crate::error::{Fault, ReadError};
use crate::facts::{self, Parts};
use crate::query::Query;
use crate::row::Row;
use crate::store::Store;
use crate::texts::texts;

texts! {
    ADD = "INSERT INTO sign_ins (account, id, expires, browser, session, doc, hash, token) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    SAVE = "UPDATE sign_ins SET expires = $3, browser = $4, session = $5, doc = $6, \
        hash = COALESCE($7, hash), token = $8 WHERE account = $1 AND id = $2 AND token = $9";
    SIGN_IN = "SELECT token, hash, doc FROM sign_ins WHERE account = $1 AND id = $2";
    TOKEN = "SELECT token FROM sign_ins WHERE account = $1 AND id = $2";
}

/// What the beginning of a sign-in is judged by: the password of a name, or a passkey that is the whole sign-in.
#[derive(Clone, Debug)]
pub struct StartRows {
    /// Whose name or passkey it is, if it is anybody's.
    pub who: Who,
    /// The account; none: there is none of that name or id.
    pub account: Option<AccountFacts>,
    /// The hash to check a password against where nobody has the name; empty: there is none, or none is given.
    pub stand_in: String,
    /// The known browser that the request named, if the account knows it.
    pub browser: Option<StoredBrowser>,
    /// The counters of the account, or of the pretended one, and of this network.
    pub tries: Tries,
    /// Whether the account has known browsers.
    pub has_browsers: bool,
}

/// What a step of a sign-in is decided on.
#[derive(Clone, Debug)]
pub struct SignInRows {
    /// The sign-in.
    pub stored: StoredSignIn,
    /// Its account; none: nobody has the name.
    pub account: Option<AccountFacts>,
    /// The hash to check a password against where nobody has the name; empty: there is none.
    pub stand_in: String,
    /// The known browser it began in, while the account knows it.
    pub browser: Option<StoredBrowser>,
    /// The session it steps up, while that stands.
    pub session: Option<StoredSession>,
    /// The prompts on its phones.
    pub prompts: Vec<StoredPrompt>,
    /// The counters of the account and of this network.
    pub tries: Tries,
}

/// What became of a commit whose outcome was unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was written: tell the decision already made.
    Ours,
    /// It was not, and nothing else was either: decide again.
    Read,
    /// Something else was written, or the row is gone: begin from reading.
    Other,
}

fn at(sql: &'static str, account: AccountId, sign_in: SignInId) -> Query {
    Query::new(sql).bind(account.to_string()).bind(sign_in.to_string())
}

/// Binds what both an insert and an update write.
fn written(sql: &'static str, sign_in: &SignIn, hash: Option<&str>, token: RowToken) -> Result<Query, Fault> {
    let session = match &sign_in.purpose {
        Purpose::SignIn => None,
        Purpose::StepUp { session, .. } => Some(*session),
    };
    Ok(at(sql, sign_in.who.key(), sign_in.id)
        .bind(sign_in.expires.0)
        .bind(or_empty(sign_in.browser))
        .bind(or_empty(session))
        .bind(to_json(sign_in)?)
        .bind(hash)
        .bind(token.to_string()))
}

pub(crate) fn add(sign_in: &SignIn, hash: &str, token: RowToken) -> Result<Vec<Query>, Fault> {
    Ok(vec![written(ADD, sign_in, Some(hash), token)?])
}

pub(crate) fn save(
    sign_in: &SignIn,
    hash: Option<&str>,
    based_on: RowToken,
    token: RowToken,
) -> Result<Vec<Query>, Fault> {
    Ok(vec![written(SAVE, sign_in, hash, token)?.bind(based_on.to_string()).or_conflict()])
}

fn stored(row: &Row) -> Result<StoredSignIn, Fault> {
    Ok(StoredSignIn { sign_in: doc(row)?, hash: row.text("hash")?.to_owned(), token: id(row, "token")? })
}

impl Store {
    /// What the password of a name (its keyed hash) is judged by. One statement for every name: what nobody has is
    /// looked for under the pretended account, which is no account even if a row of its id should exist.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn for_password(
        &self,
        name: &str,
        pretended: AccountId,
        browser: Option<BrowserId>,
        network: &str,
    ) -> Result<StartRows, ReadError> {
        let rows = self.ask(vec![facts::of_name(name, pretended, browser, network)]).await?.all();
        let mut parts = Parts::read(&rows, None, network)?;
        let who = parts.named.map_or(Who::Unknown(pretended), Who::Known);
        let (account, stand_in) = parts.take_named(who);
        let (browser, tries) = (parts.browser.take(), parts.take_tries());
        Ok(StartRows { who, account, stand_in, browser, tries, has_browsers: parts.has_browsers })
    }

    /// What a passkey that was made for this account is judged by.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn for_passkey(
        &self,
        account: AccountId,
        browser: Option<BrowserId>,
        network: &str,
    ) -> Result<StartRows, ReadError> {
        let rows = self.ask(vec![facts::of_passkey(account, browser, network)]).await?.all();
        let mut parts = Parts::read(&rows, Some(account), network)?;
        let found = parts.take_account();
        let who = if found.is_some() { Who::Known(account) } else { Who::Unknown(account) };
        let (browser, tries, has_browsers) = (parts.browser.take(), parts.take_tries(), parts.has_browsers);
        Ok(StartRows { who, account: found, stand_in: String::new(), browser, tries, has_browsers })
    }

    /// What a step of a sign-in is decided on; none: there is no such sign-in. `gives_password`: the step is the password, which
    /// is checked against some hash also where nobody has the name.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn for_sign_in(
        &self,
        key: AccountId,
        id: SignInId,
        network: &str,
        gives_password: bool,
    ) -> Result<Option<SignInRows>, ReadError> {
        let rows = self.ask(vec![facts::of_sign_in(key, id, network, gives_password)]).await?.all();
        let mut parts = Parts::read(&rows, Some(key), network)?;
        let Some(stored) = parts.sign_in.take() else { return Ok(None) };
        let (account, stand_in) = parts.take_named(stored.sign_in.who);
        Ok(Some(SignInRows {
            stored,
            account,
            stand_in,
            browser: parts.browser.take(),
            session: parts.session.take(),
            prompts: std::mem::take(&mut parts.prompts),
            tries: parts.take_tries(),
        }))
    }

    /// A sign-in alone, for a page that waits on it.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn sign_in(&self, account: AccountId, id: SignInId) -> Result<Option<StoredSignIn>, ReadError> {
        let row = self.ask(vec![at(SIGN_IN, account, id)]).await?.one();
        Ok(row.as_ref().map(stored).transpose()?)
    }

    /// What became of a commit that answered [`crate::CommitError::Unknown`]. `ours` is the mark that it would have
    /// written into the sign-in, `read` the mark that it was based on; none: it was to begin the sign-in.
    ///
    /// # Errors
    /// [`ReadError`]: the outcome is still not known.
    pub async fn committed(
        &self,
        account: AccountId,
        sign_in: SignInId,
        ours: RowToken,
        read: Option<RowToken>,
    ) -> Result<Outcome, ReadError> {
        let row = self.ask(vec![at(TOKEN, account, sign_in)]).await?.one();
        let found = row.as_ref().map(|row| id::<RowToken>(row, "token")).transpose()?;
        Ok(match found {
            Some(token) if token == ours => Outcome::Ours,
            found if found == read => Outcome::Read,
            _ => Outcome::Other,
        })
    }
}
