//! Names to sign in with: one normal form, so that every spelling of a name is one name with one set of tries.

use caseless::default_case_fold_str;
use rules::id::AccountId;
use secrets::bucket::LookupKind;
use unicode_normalization::UnicodeNormalization;

use crate::house::House;

/// The normal form of a user name or e-mail address: NFKC, case folded, without outer spaces and trailing dots.
#[must_use]
pub fn normal_name(typed: &str) -> String {
    let once: String = default_case_fold_str(&typed.trim().nfkc().collect::<String>()).nfkc().collect();
    once.trim().trim_end_matches('.').to_owned()
}

/// Whether a text can be an e-mail address: one `@`, something on both sides, no spaces or controls, RFC 5321's lengths.
pub(crate) fn is_email(text: &str) -> bool {
    let Some((local, host)) = text.rsplit_once('@') else { return false };
    !local.is_empty()
        && local.len() <= 64
        && text.len() <= 254
        && host.contains('.')
        && host
            .split('.')
            .all(|label| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-'))
        && !local.contains(|c: char| {
            c == '@' || c.is_whitespace() || c.is_control() || "<>()[],;:\\\"".contains(c)
        })
}

/// An address with most of it hidden: first letters stay.
pub(crate) fn email_hint(address: &str) -> String {
    let (local, host) = address.rsplit_once('@').unwrap_or((address, ""));
    let first = |text: &str| text.chars().next().map(String::from).unwrap_or_default();
    let (name, top) = host.split_once('.').unwrap_or((host, ""));
    format!("{}•••@{}•••.{top}", first(local), first(name))
}

/// A name as it was typed, for the store: never in clear.
pub(crate) struct Named {
    /// The hash that it is kept under.
    pub(crate) hash: String,
    /// The pretended account, if nobody has it.
    pub(crate) pretended: AccountId,
}

impl House {
    /// What the store is asked about a name.
    pub(crate) fn named(&self, typed: &str) -> Named {
        Named { hash: self.name_hash(typed), pretended: self.pretended(typed) }
    }

    /// The hash that a name is kept under.
    pub(crate) fn name_hash(&self, typed: &str) -> String {
        self.keys.lookup_hash(LookupKind::Name, &normal_name(typed))
    }

    /// The pretended account of a name that nobody has.
    pub(crate) fn pretended(&self, typed: &str) -> AccountId {
        AccountId::from_bytes(self.keys.bucket(&normal_name(typed)))
    }
}
