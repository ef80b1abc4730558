//! `vestibule account administrator`: who looks after the site. Deliberately not here: what it takes of them besides
//! (`rules::administrator`).

use anyhow::bail;
use clap::{ArgGroup, Args};
use flows::House;
use rules::facts::AccountFacts;
use rules::method::MethodKind;

use crate::tell;

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("change").required(true).args(["grant", "revoke"])))]
pub(super) struct Administrator {
    /// Their user name or a verified address.
    pub(super) name: String,
    /// They look after the site from now on.
    #[arg(long)]
    grant: bool,
    /// They no longer do, at once and in every session.
    #[arg(long)]
    revoke: bool,
}

impl Administrator {
    /// Puts the mark on, or takes it off.
    pub(super) async fn set(&self, house: &House, facts: &AccountFacts, json: bool) -> anyhow::Result<()> {
        let Self { name, grant, revoke: _ } = self;
        let Ok(changed) = house.set_administrator(facts.id(), *grant).await? else {
            bail!("{name} cannot be changed")
        };
        if json {
            let told = serde_json::json!({ "account": name, "administrator": grant, "changed": changed });
            return tell::json(&told);
        }
        let already = if changed { "now" } else { "already" };
        let is = if *grant { "an administrator" } else { "no administrator" };
        tell::line(format_args!("{name} is {already} {is}"))?;
        let strong = |kind| matches!(kind, MethodKind::AuthenticatorApp | MethodKind::Passkey);
        if *grant && !facts.active().any(|method| strong(method.kind())) {
            tell::line("  The power begins when they have enabled an authenticator app or a passkey.")?;
        }
        Ok(())
    }
}
