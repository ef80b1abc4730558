//! `vestibule account export`: every account as JSON lines, in the form that `account import` reads.
//! Deliberately not here: hashes, seeds and numbers; whoever may have them has the database and its keys.

use flows::House;
use rules::id::AccountId;
use rules::settings::VerifyWhen;
use serde::Serialize;

use crate::tell;

/// Accounts read at once.
const PAGE: i64 = 200;

#[derive(Serialize)]
struct Line<'a> {
    user_name: &'a str,
    display_name: &'a str,
    /// Verified ones; an import vouches for what it brings.
    emails: Vec<String>,
    groups: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    locale: Option<&'a str>,
    verify: VerifyWhen,
}

/// Prints every account.
pub(super) async fn export(house: &House) -> anyhow::Result<()> {
    let mut after: Option<AccountId> = None;
    loop {
        let page = house.store().accounts(after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after = Some(last.account.id);
        for stored in &page {
            let Some(facts) = house.store().account(stored.account.id).await? else { continue };
            let addresses = house.addresses(&facts)?.into_iter();
            let account = &facts.stored.account;
            tell::json(&Line {
                user_name: &account.user_name,
                display_name: &account.display_name,
                emails: addresses.filter(|(_, verified)| *verified).map(|(address, _)| address).collect(),
                groups: &account.groups,
                locale: account.locale.as_deref(),
                verify: account.verify,
            })?;
        }
    }
}
