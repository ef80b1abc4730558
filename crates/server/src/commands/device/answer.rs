//! `vestibule device approve|deny|cancel`: answers the prompt that is live, or the one that is named. Deliberately not here: what is
//! signed, which is the protocol's (`delivery::device`).

use std::process::ExitCode;

use anyhow::{anyhow, bail};
use clap::Args;
use delivery::device::{Decision, Prompt};
use serde_json::json;

use super::{NOTHING_ASKED, OVER, Phone};
use crate::tell;

#[derive(Debug, Args)]
pub(super) struct Which {
    /// Which prompt, as `listen` shows it; needed when there are two.
    #[arg(long = "prompt", value_name = "ID")]
    id: Option<String>,
}

impl Phone {
    pub(super) async fn answer(&self, which: &Which, decision: Decision) -> anyhow::Result<ExitCode> {
        let told = self.client.prompts(&self.kept.device.token).await?;
        let prompt = match chosen(&told.prompts, which.id.as_deref()) {
            Ok(prompt) => prompt,
            Err((code, why)) => {
                let waits = told.state == "waiting";
                let why =
                    if waits { "this phone is not confirmed in the browser yet".to_owned() } else { why };
                tell::error(&anyhow!(why));
                return Ok(ExitCode::from(code));
            }
        };
        if let Decision::Approve(number) = &decision {
            // A slip of the finger costs no prompt.
            if number.len() != prompt.digits || !number.bytes().all(|byte| byte.is_ascii_digit()) {
                bail!("the page shows a number of {} digits; nothing was sent", prompt.digits);
            }
        }
        let outcome = self.client.answer(&self.kept.device, prompt, &decision).await?;
        if self.json {
            tell::json(&json!({ "prompt": prompt.id, "outcome": outcome }))?;
        } else {
            tell::line(outcome)?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// The prompt that is meant; else the code to end with, and why.
fn chosen<'a>(prompts: &'a [Prompt], id: Option<&str>) -> Result<&'a Prompt, (u8, String)> {
    match (id, prompts) {
        (Some(id), prompts) => {
            let found = prompts.iter().find(|prompt| prompt.id == id);
            found
                .ok_or_else(|| (OVER, format!("no prompt {id} is live; it is over, or is another account's")))
        }
        (None, [prompt]) => Ok(prompt),
        (None, []) => Err((NOTHING_ASKED, "nothing is asked at the moment".to_owned())),
        (None, several) => {
            let ids: Vec<&str> = several.iter().map(|prompt| prompt.id.as_str()).collect();
            Err((
                NOTHING_ASKED,
                format!("{} prompts are live; say which with --prompt: {}", ids.len(), ids.join(", ")),
            ))
        }
    }
}
