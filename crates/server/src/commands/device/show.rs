//! `vestibule device show` and `sign-out`. Deliberately not here: prompts.

use std::process::ExitCode;

use anyhow::bail;
use delivery::device::Failure;
use serde_json::json;

use super::Phone;
use crate::tell;

impl Phone {
    pub(super) async fn show(&self) -> anyhow::Result<ExitCode> {
        let shown = self.client.show(&self.kept.device.token).await?;
        if self.json {
            tell::json(&shown)?;
            return Ok(ExitCode::SUCCESS);
        }
        tell::line(format_args!("{} ({}), {}, since {}", shown.name, shown.id, shown.state, shown.added_at))?;
        tell::line(format_args!(
            "account   {} at {} ({})",
            shown.account.user_name, shown.site.name, shown.site.url
        ))?;
        let security = &shown.security;
        let last = if security.last_way_in { ", and this phone is the last" } else { "" };
        tell::line(format_args!(
            "verified  {}; {} ways in{last}: {}",
            security.verify,
            security.ways_in,
            security.methods.join(", ")
        ))?;
        for asked in &shown.recent {
            tell::line(format_args!(
                "recent    {} {}: {} on {} {}",
                asked.at, asked.outcome, asked.browser, asked.system, asked.country
            ))?;
        }
        Ok(ExitCode::SUCCESS)
    }

    pub(super) async fn sign_out(&self, even_if_last: bool) -> anyhow::Result<ExitCode> {
        match self.client.sign_out(&self.kept.device.token, even_if_last).await {
            // What was wanted is so, also if somebody was faster.
            Ok(()) | Err(Failure::SignedOut) => self.kept.delete()?,
            Err(Failure::LastWayIn) => bail!(
                "this phone is the last way in to the account of {}; enable another method first, or sign out with \
                 --even-if-last-way-in",
                self.kept.user_name
            ),
            Err(other) => return Err(other.into()),
        }
        if self.json {
            tell::json(&json!({ "state": "signed_out" }))?;
        } else {
            tell::line(format_args!("signed out; {} is deleted", self.kept.file.display()))?;
        }
        Ok(ExitCode::SUCCESS)
    }
}
