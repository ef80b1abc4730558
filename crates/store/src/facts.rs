//! The one read that a decision is based on: everything about an account, and what the request names, as the rows of one
//! statement. One statement is one message to PostgreSQL and one snapshot; its branches are told apart by `part`.
//! Deliberately not here: what the rows mean together, which is each read's own.

use rules::account::{StoredAccount, StoredEmail};
use rules::browser::StoredBrowser;
use rules::facts::AccountFacts;
use rules::id::{AccountId, BrowserId, SignInId};
use rules::method::StoredMethod;
use rules::prompt::StoredPrompt;
use rules::session::StoredSession;
use rules::sign_in::{StoredSignIn, Who};
use rules::time::Time;
use rules::tries::{Counter, CounterKey, Tries};

use crate::accounts;
use crate::counters::{self, NETWORK};
use crate::doc::{doc, from_json, id, or_empty};
use crate::error::Fault;
use crate::prompts;
use crate::query::Query;
use crate::row::Row;
use crate::texts::texts;

/// The part that tells whose name it is.
const NAME: &str = "name";

/// The columns of every branch: `part`, what the row is of; a version or count; a moment; what names or marks the row; a secret; the JSON.
/// The first branch of a statement names them.
macro_rules! named {
    ($part:expr, $version:literal, $at:literal, $key:literal, $secret:literal, $doc:literal) => {
        concat!(
            "SELECT CAST(",
            $part,
            " AS TEXT) AS part, ",
            $version,
            " AS version, ",
            $at,
            " AS at, ",
            $key,
            " AS k, ",
            $secret,
            " AS secret, ",
            $doc,
            " AS doc "
        )
    };
}

/// What the account is made of, with the browser that `$browser` gives of those that it knows. All of the account's parts are
/// looked at: they lie side by side, and there are few.
macro_rules! parts_of {
    ($from:literal, $of:literal, $browser:literal) => {
        concat!(
            " UNION ALL SELECT t.part, t.version, CAST(0 AS BIGINT), t.account, t.secret, t.doc FROM ",
            $from,
            "parts t WHERE t.account = ",
            $of,
            " AND (t.part <> 'browser' OR t.id = ",
            $browser,
            ")"
        )
    };
}

/// The next account that there is, whose hash a password is checked against if this one is pretended. It is read for every name, so
/// that a name that nobody has costs what any other does.
macro_rules! next_account {
    ($of:literal) => {
        concat!(
            " UNION ALL SELECT 'account', t.version, CAST(0 AS BIGINT), t.account, t.secret, t.doc \
               FROM (SELECT account, version, secret, doc FROM parts WHERE account > ",
            $of,
            " AND part = 'account' ORDER BY account LIMIT 1) t"
        )
    };
}

/// Whether the account has known browsers at all.
macro_rules! any_browser {
    ($of:literal) => {
        concat!(
            " UNION ALL SELECT 'any_browser', CAST(0 AS BIGINT), CAST(0 AS BIGINT), t.account, '', '' \
               FROM (SELECT account FROM parts WHERE account = ",
            $of,
            " AND part = 'browser' LIMIT 1) t"
        )
    };
}

/// The counters of the account and of the network. An account has rows only where somebody failed, so all are taken.
macro_rules! counters_of {
    ($from:literal, $of:literal, $network:literal) => {
        concat!(
            " UNION ALL SELECT 'counter', t.n, t.last, t.scope, t.door, '' FROM ",
            $from,
            "counters t WHERE t.account = ",
            $of,
            " UNION ALL SELECT 'counter', n, last, scope, door, '' FROM counters \
               WHERE account = ",
            $network,
            " AND scope = 'network' AND door = ''"
        )
    };
}

/// A sign-in, read once, with its account, its browser and the session that it steps up; `$next`: what is read besides.
macro_rules! of_sign_in {
    ($next:expr) => {
        concat!(
            "WITH s AS MATERIALIZED \
               (SELECT token, hash, browser, session, doc FROM sign_ins WHERE account = $1 AND id = $2) ",
            named!("'sign_in'", "CAST(0 AS BIGINT)", "CAST(0 AS BIGINT)", "token", "hash", "doc"),
            "FROM s",
            $next,
            parts_of!("", "$1", "(SELECT browser FROM s)"),
            " UNION ALL SELECT 'session', t.version, t.last_seen, '', t.hash, t.doc \
               FROM sessions t WHERE t.account = $1 AND t.id = (SELECT session FROM s) \
             UNION ALL SELECT 'prompt', CAST(0 AS BIGINT), fetched, state, '', doc \
               FROM prompts WHERE account = $1",
            counters_of!("", "$1", "$3")
        )
    };
}

/// An account that is known by its id; `$and`: which of its parts.
macro_rules! of_known {
    ($and:literal) => {
        concat!(
            named!("t.part", "t.version", "CAST(0 AS BIGINT)", "t.account", "t.secret", "t.doc"),
            "FROM parts t WHERE t.account = $1 AND (t.part <> 'browser'",
            $and,
            ")"
        )
    };
}

texts! {
    /// By a name; where nobody has it, of the pretended account.
    OF_NAME = concat!(
        "WITH who AS (SELECT COALESCE((SELECT account FROM names WHERE name = $1), $2) AS account) ",
        named!("'name'", "CAST(0 AS BIGINT)", "CAST(0 AS BIGINT)", "account", "''", "''"),
        "FROM names WHERE name = $1",
        next_account!("(SELECT account FROM who)"),
        parts_of!("who CROSS JOIN ", "who.account", "$3"),
        any_browser!("(SELECT account FROM who)"),
        counters_of!("who CROSS JOIN ", "who.account", "$4")
    );
    OF_SIGN_IN = of_sign_in!("");
    /// The same where a password comes with the request.
    OF_SIGN_IN_BEGUN = of_sign_in!(next_account!("$1"));
    /// By a session's token.
    OF_SESSION = concat!(
        named!("'session'", "version", "last_seen", "''", "hash", "doc"),
        "FROM sessions WHERE account = $1 AND hash = $2",
        parts_of!("", "$1", "''"),
        counters_of!("", "$1", "$3")
    );
    /// By the account that a passkey is kept for, with a browser that the request names.
    OF_PASSKEY = concat!(of_known!(" OR t.id = $2"), any_browser!("$1"), counters_of!("", "$1", "$3"));
    OF_ACCOUNT = of_known!("");
}

/// By a name (its keyed hash); `browser`: one that the request names, looked for among the account's.
pub(crate) fn of_name(name: &str, pretended: AccountId, browser: Option<BrowserId>, network: &str) -> Query {
    Query::new(OF_NAME)
        .for_many()
        .bind(name)
        .bind(pretended.to_string())
        .bind(or_empty(browser))
        .bind(network)
}

/// `gives_password`: a hash is needed also where the account is a pretended one.
pub(crate) fn of_sign_in(
    account: AccountId,
    sign_in: SignInId,
    network: &str,
    gives_password: bool,
) -> Query {
    let sql = if gives_password { OF_SIGN_IN_BEGUN } else { OF_SIGN_IN };
    Query::new(sql).for_many().bind(account.to_string()).bind(sign_in.to_string()).bind(network)
}

pub(crate) fn of_session(account: AccountId, hash: &str, network: &str) -> Query {
    Query::new(OF_SESSION).for_many().bind(account.to_string()).bind(hash).bind(network)
}

pub(crate) fn of_passkey(account: AccountId, browser: Option<BrowserId>, network: &str) -> Query {
    Query::new(OF_PASSKEY).for_many().bind(account.to_string()).bind(or_empty(browser)).bind(network)
}

pub(crate) fn of_account(account: AccountId) -> Query {
    Query::new(OF_ACCOUNT).bind(account.to_string())
}

/// What the rows of one of these reads say.
pub(crate) struct Parts {
    /// Whose rows these are, as was asked or as the name told.
    pub(crate) named: Option<AccountId>,
    account: Option<StoredAccount>,
    stand_in: String,
    history: Option<(risk::History, i64)>,
    /// None: it cannot be read.
    profile: Option<risk::Profile>,
    methods: Vec<StoredMethod>,
    emails: Vec<StoredEmail>,
    counters: Vec<(CounterKey, Counter)>,
    pub(crate) sign_in: Option<StoredSignIn>,
    pub(crate) browser: Option<StoredBrowser>,
    pub(crate) session: Option<StoredSession>,
    /// Prompts on its phones; told where a sign-in goes on.
    pub(crate) prompts: Vec<StoredPrompt>,
    /// The account has known browsers; told where a sign-in begins.
    pub(crate) has_browsers: bool,
}

impl Parts {
    /// Reads every row; `of` and `network` are those that were asked for.
    pub(crate) fn read(rows: &[Row], of: Option<AccountId>, network: &str) -> Result<Self, Fault> {
        let mut parts = Self {
            named: of,
            account: None,
            stand_in: String::new(),
            history: None,
            profile: Some(risk::Profile::default()),
            methods: Vec::new(),
            emails: Vec::new(),
            counters: Vec::new(),
            sign_in: None,
            browser: None,
            session: None,
            prompts: Vec::new(),
            has_browsers: false,
        };
        // Whose account it is tells what its row is worth.
        let names = |row: &&Row| row.text("part") == Ok(NAME);
        for row in rows.iter().filter(names).chain(rows.iter().filter(|row| !names(row))) {
            parts.add(row, network)?;
        }
        Ok(parts)
    }

    fn add(&mut self, row: &Row, network: &str) -> Result<(), Fault> {
        let version = row.int("version")?;
        let secret = || row.text("secret").map(str::to_owned);
        match row.text("part")? {
            NAME => self.named = Some(id(row, "k")?),
            // Of another account, the hash alone is taken.
            "account" if Some(id(row, "k")?) != self.named => self.stand_in = secret()?,
            "account" => {
                self.account = Some(StoredAccount { account: doc(row)?, password: secret()?, version });
            }
            "history" => {
                self.history = Some((from_json(row.text("doc")?)?, version));
                self.profile = accounts::profile(row.text("secret")?);
            }
            "method" => self.methods.push(StoredMethod { method: doc(row)?, secret: secret()?, version }),
            "email" => self.emails.push(StoredEmail { email: doc(row)?, sealed: secret()?, version }),
            "counter" => {
                let counter = Counter { n: version, last: Time(row.int("at")?) };
                // A scope or door of a later release guards nothing here.
                let key = match row.text("k")? {
                    NETWORK => Some(CounterKey::Network(network.to_owned())),
                    scope => counters::key(scope, row.text("secret")?),
                };
                self.counters.extend(key.map(|key| (key, counter)));
            }
            "sign_in" => {
                let token = id(row, "k")?;
                self.sign_in = Some(StoredSignIn { sign_in: doc(row)?, hash: secret()?, token });
            }
            "browser" => self.browser = Some(StoredBrowser { browser: doc(row)?, version }),
            "session" => {
                let last_seen = Time(row.int("at")?);
                self.session =
                    Some(StoredSession { session: doc(row)?, hash: secret()?, last_seen, version });
            }
            "any_browser" => self.has_browsers = true,
            "prompt" => self.prompts.push(prompts::stored(row, "k")?),
            _ => return Err(Fault::Column { column: "part".to_owned(), wanted: "a known part" }),
        }
        Ok(())
    }

    /// The account with all that a decision may need of it.
    pub(crate) fn take_account(&mut self) -> Option<AccountFacts> {
        let stored = self.account.take()?;
        let mut methods = std::mem::take(&mut self.methods);
        methods.sort_by_key(|stored| (stored.method.added_at, stored.method.id));
        let mut emails = std::mem::take(&mut self.emails);
        emails.sort_by_key(|stored| (stored.email.added_at, stored.email.id));
        let (history, history_version) = self.history.take().unwrap_or_default();
        let profile = self.profile.take();
        Some(AccountFacts { stored, methods, emails, history, profile, history_version })
    }

    /// The account, if it is anybody's; else the hash of another one. A wrong password for a name that nobody has so costs
    /// what it costs for some account, also while those of an import still have the hashes of another system.
    pub(crate) fn take_named(&mut self, who: Who) -> (Option<AccountFacts>, String) {
        match (who, self.take_account()) {
            (Who::Known(_), Some(account)) => (Some(account), String::new()),
            (Who::Unknown(_), Some(pretended)) => (None, pretended.stored.password),
            (_, None) => (None, std::mem::take(&mut self.stand_in)),
        }
    }

    /// The counters that guard it.
    pub(crate) fn take_tries(&mut self) -> Tries {
        Tries::new(std::mem::take(&mut self.counters))
    }
}
