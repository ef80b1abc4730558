//! Accounts with their names, methods, recovery codes, addresses and history: rows and reads.
//! Which of them count for what is `rules`'.

use data_encoding::BASE64URL_NOPAD;
use rules::account::{Account, Email, StoredAccount};
use rules::facts::AccountFacts;
use rules::id::{AccountId, EmailId, MethodId};
use rules::method::Method;

use crate::doc::{doc, id, to_json};
use crate::error::{Fault, ReadError};
use crate::facts::{self, Parts};
use crate::query::Query;
use crate::row::Row;
use crate::store::Store;
use crate::texts::texts;

texts! {
    ADD_ACCOUNT = "INSERT INTO parts (account, part, id, version, expires, secret, doc) \
        VALUES ($1, 'account', '', 1, 0, $2, $3)";
    SAVE_ACCOUNT = "UPDATE parts SET secret = COALESCE($3, secret), doc = $4, version = version + 1 \
        WHERE account = $1 AND part = 'account' AND id = '' AND version = $2";
    REHASH = "UPDATE parts SET secret = $3 WHERE account = $1 AND part = 'account' AND id = '' AND secret = $2";
    /// A name that the account has already stays; one that another has is a conflict.
    ADD_NAME = "INSERT INTO names (name, account) VALUES ($1, $2) \
        ON CONFLICT (name) DO UPDATE SET account = $2 WHERE names.account = $2";
    /// The same, as long as the address is still the account's.
    NAME_EMAIL = "INSERT INTO names (name, account) \
        SELECT $1, $2 FROM parts e WHERE e.account = $2 AND e.part = 'email' AND e.id = $3 \
        ON CONFLICT (name) DO UPDATE SET account = $2 WHERE names.account = $2";
    DROP_NAME = "DELETE FROM names WHERE name = $1 AND account = $2";
    ADD_METHOD = "INSERT INTO parts (account, part, id, version, expires, secret, doc) \
        VALUES ($1, 'method', $2, 1, 0, $3, $4)";
    SAVE_METHOD = "UPDATE parts SET secret = COALESCE($4, secret), doc = $5, version = version + 1 \
        WHERE account = $1 AND part = 'method' AND id = $2 AND version = $3";
    DROP_METHOD = "DELETE FROM parts WHERE account = $1 AND part = 'method' AND id = $2 AND version = $3";
    DROP_CODES = "DELETE FROM recovery_codes WHERE account = $1";
    ADD_CODE = "INSERT INTO recovery_codes (account, slot, hash) VALUES ($1, $2, $3)";
    DROP_CODE = "DELETE FROM recovery_codes WHERE account = $1 AND slot = $2";
    ADD_EMAIL = "INSERT INTO parts (account, part, id, version, expires, secret, doc) \
        VALUES ($1, 'email', $2, 1, 0, $3, $4)";
    SAVE_EMAIL = "UPDATE parts SET doc = $4, version = version + 1 \
        WHERE account = $1 AND part = 'email' AND id = $2 AND version = $3";
    DROP_EMAIL = "DELETE FROM parts WHERE account = $1 AND part = 'email' AND id = $2 AND version = $3";
    ADD_HISTORY = "INSERT INTO parts (account, part, id, version, expires, secret, doc) \
        VALUES ($1, 'history', '', 1, 0, $2, $3)";
    SAVE_HISTORY = "UPDATE parts SET secret = $3, doc = $4, version = version + 1 \
        WHERE account = $1 AND part = 'history' AND id = '' AND version = $2";
    ACCOUNT_NAMED = "SELECT account FROM names WHERE name = $1";
    CODE = "SELECT hash FROM recovery_codes WHERE account = $1 AND slot = $2";
    PAGE = "SELECT version, secret, doc FROM parts WHERE account > $1 AND part = 'account' ORDER BY account LIMIT $2";
}

fn of(sql: &'static str, account: AccountId) -> Query {
    Query::new(sql).bind(account.to_string())
}

fn row_of(sql: &'static str, account: AccountId, row: impl std::fmt::Display) -> Query {
    of(sql, account).bind(row.to_string())
}

pub(crate) fn add(account: &Account, password: &str, names: &[String]) -> Result<Vec<Query>, Fault> {
    let row = of(ADD_ACCOUNT, account.id).bind(password).bind(to_json(account)?);
    Ok(std::iter::once(row).chain(names.iter().map(|name| add_name(account.id, name))).collect())
}

pub(crate) fn save(account: &Account, password: Option<&str>, based_on: i64) -> Result<Vec<Query>, Fault> {
    let row = of(SAVE_ACCOUNT, account.id).bind(based_on).bind(password).bind(to_json(account)?);
    Ok(vec![row.or_conflict()])
}

pub(crate) fn rehash(account: AccountId, old: &str, new: &str) -> Vec<Query> {
    vec![of(REHASH, account).bind(old).bind(new)]
}

fn add_name(account: AccountId, name: &str) -> Query {
    Query::new(ADD_NAME).bind(name).bind(account.to_string()).or_conflict()
}

pub(crate) fn add_method(account: AccountId, method: &Method, secret: &str) -> Result<Vec<Query>, Fault> {
    Ok(vec![row_of(ADD_METHOD, account, method.id).bind(secret).bind(to_json(method)?)])
}

pub(crate) fn save_method(
    account: AccountId,
    method: &Method,
    secret: Option<&str>,
    based_on: i64,
) -> Result<Vec<Query>, Fault> {
    let row = row_of(SAVE_METHOD, account, method.id).bind(based_on).bind(secret).bind(to_json(method)?);
    Ok(vec![row.or_conflict()])
}

pub(crate) fn drop_method(account: AccountId, method: MethodId, based_on: i64) -> Vec<Query> {
    vec![row_of(DROP_METHOD, account, method).bind(based_on).or_conflict()]
}

pub(crate) fn put_codes(account: AccountId, codes: &[(char, String)]) -> Vec<Query> {
    let add = |(slot, hash): &(char, String)| row_of(ADD_CODE, account, slot).bind(hash.as_str());
    std::iter::once(of(DROP_CODES, account)).chain(codes.iter().map(add)).collect()
}

pub(crate) fn drop_code(account: AccountId, slot: char) -> Vec<Query> {
    vec![row_of(DROP_CODE, account, slot).or_conflict()]
}

pub(crate) fn add_email(account: AccountId, email: &Email, sealed: &str) -> Result<Vec<Query>, Fault> {
    Ok(vec![row_of(ADD_EMAIL, account, email.id).bind(sealed).bind(to_json(email)?)])
}

pub(crate) fn save_email(account: AccountId, email: &Email, based_on: i64) -> Result<Vec<Query>, Fault> {
    Ok(vec![row_of(SAVE_EMAIL, account, email.id).bind(based_on).bind(to_json(email)?).or_conflict()])
}

pub(crate) fn name_email(account: AccountId, email: EmailId, name: &str) -> Vec<Query> {
    let row = Query::new(NAME_EMAIL).bind(name).bind(account.to_string()).bind(email.to_string());
    vec![row.or_conflict()]
}

pub(crate) fn drop_email(
    account: AccountId,
    email: EmailId,
    name: Option<&str>,
    based_on: i64,
) -> Vec<Query> {
    let mut batch = vec![row_of(DROP_EMAIL, account, email).bind(based_on).or_conflict()];
    batch.extend(name.map(|name| Query::new(DROP_NAME).bind(name).bind(account.to_string())));
    batch
}

pub(crate) fn save_history(
    account: AccountId,
    history: &risk::History,
    profile: &risk::Profile,
    based_on: i64,
) -> Result<Vec<Query>, Fault> {
    let row = match based_on {
        0 => of(ADD_HISTORY, account),
        version => of(SAVE_HISTORY, account).bind(version),
    };
    let profile = BASE64URL_NOPAD.encode(&profile.to_bytes());
    Ok(vec![row.bind(profile).bind(to_json(history)?).or_conflict()])
}

/// A profile as its row keeps it; none: it cannot be read.
pub(crate) fn profile(text: &str) -> Option<risk::Profile> {
    if text.is_empty() {
        return Some(risk::Profile::default());
    }
    risk::Profile::from_bytes(&BASE64URL_NOPAD.decode(text.as_bytes()).ok()?).ok()
}

fn stored_account(row: &Row) -> Result<StoredAccount, Fault> {
    Ok(StoredAccount {
        account: doc(row)?,
        password: row.text("secret")?.to_owned(),
        version: row.int("version")?,
    })
}

impl Store {
    /// The account that has one of these names (keyed hashes), the first that anybody has.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn account_named(&self, name_hashes: &[String]) -> Result<Option<AccountId>, ReadError> {
        let ask = |name: &String| Query::new(ACCOUNT_NAMED).bind(name.as_str());
        let answers = self.database().rows(name_hashes.iter().map(ask).collect()).await?;
        let found = answers.iter().flatten().next();
        Ok(found.map(|row| id(row, "account")).transpose()?)
    }

    /// An account with all that a decision may need of it.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn account(&self, account: AccountId) -> Result<Option<AccountFacts>, ReadError> {
        let rows = self.ask(vec![facts::of_account(account)]).await?.all();
        Ok(Parts::read(&rows, Some(account), "")?.take_account())
    }

    /// Up to `limit` accounts in the order of their ids, after the one given.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn accounts(
        &self,
        after: Option<AccountId>,
        limit: i64,
    ) -> Result<Vec<StoredAccount>, ReadError> {
        let page = Query::new(PAGE).bind(crate::doc::or_empty(after)).bind(limit);
        let rows = self.ask(vec![page]).await?.all();
        Ok(rows.iter().map(stored_account).collect::<Result<_, _>>()?)
    }

    /// The hash of the recovery code in a slot, unless it was used.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn recovery_code(&self, account: AccountId, slot: char) -> Result<Option<String>, ReadError> {
        let row = self.ask(vec![row_of(CODE, account, slot)]).await?.one();
        Ok(row.map(|row| row.text("hash").map(str::to_owned)).transpose()?)
    }
}
