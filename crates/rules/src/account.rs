//! An account and its addresses as plain data.

use serde::{Deserialize, Serialize};

use crate::id::{AccountId, EmailId, MethodId};
use crate::settings::VerifyWhen;
use crate::time::Time;

/// Whether an account may be used.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum AccountState {
    /// It may.
    #[default]
    Active,
    /// An operator or agent locked it; only its owner, after the right password, is told.
    Locked {
        /// Since when.
        since: Time,
    },
}

/// One person's account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Which one.
    pub id: AccountId,
    /// The name to sign in with, as the person writes it.
    pub user_name: String,
    /// The name to be greeted by.
    pub display_name: String,
    /// The language they chose (BCP 47); none: the browser decides.
    pub locale: Option<String>,
    /// The operator's groups, such as `freelancer` or `client`.
    #[serde(default)]
    pub groups: Vec<String>,
    /// Whether its owner looks after the site. No group, import or sign-up says so: the operator does, by name.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub administrator: bool,
    /// Whether the account may be used.
    #[serde(default)]
    pub state: AccountState,
    /// When the second step is asked.
    pub verify: VerifyWhen,
    /// The method offered first, where it is usable and sufficient.
    pub preferred: Option<MethodId>,
    /// When the account was made.
    pub created_at: Time,
    /// When the password was last set.
    pub password_set_at: Time,
    /// Whether that happened through a mailed link (promise 10: then mail is one proof with it).
    #[serde(default)]
    pub password_set_by_mail: bool,
    /// When the first level-2 method was enabled, while one has been.
    pub first_strong_at: Option<Time>,
    /// When the account was last recovered.
    #[serde(default)]
    pub recovered_at: Option<Time>,
    /// Which generation of sessions stands: those of an earlier one are over, also one that was being made while they ended.
    #[serde(default)]
    pub generation: i64,
    /// Until when every sign-in is challenge-strong without the mailed-link way ("I lost my phone").
    #[serde(default)]
    pub suspended_until: Option<Time>,
    /// When its owner last said "this wasn't me", unless a second step was passed since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub denied_at: Option<Time>,
}

/// An account as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredAccount {
    /// The account.
    pub account: Account,
    /// Its password hash; empty: no password yet.
    pub password: String,
    /// The row's version.
    pub version: i64,
}

/// One e-mail address of an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Email {
    /// Which one.
    pub id: EmailId,
    /// The address with all but its first letters hidden.
    pub hint: String,
    /// When its owner opened the mailed link (or the operator vouched for it); none: not yet.
    pub verified_at: Option<Time>,
    /// When it was added.
    pub added_at: Time,
}

/// An e-mail address as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredEmail {
    /// The address's public part.
    pub email: Email,
    /// The address, sealed.
    pub sealed: String,
    /// The row's version.
    pub version: i64,
}
