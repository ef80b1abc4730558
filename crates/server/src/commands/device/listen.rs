//! `vestibule device listen`: prompts as they come, in plain words or as JSON lines. Deliberately not here: answering them.

use std::process::ExitCode;

use clap::Args;
use delivery::device::Prompt;

use super::Phone;
use super::follow::Follow;
use crate::tell;

#[derive(Debug, Args)]
pub(super) struct Listen {
    /// End after the first prompt.
    #[arg(long)]
    once: bool,
}

impl Listen {
    /// Ends when the phone is signed out, with `--once` after the first prompt.
    pub(super) async fn run(&self, phone: &Phone) -> anyhow::Result<ExitCode> {
        let mut follow = Follow::new(&phone.client, &phone.kept.device.token);
        let mut shown: Option<(String, Vec<Prompt>)> = None;
        loop {
            let told = follow.next().await?;
            let before = shown.take();
            let (state, old) = before.as_ref().map_or(("", &[][..]), |(state, old)| (state.as_str(), old));
            let changed = state != told.state || !same(old, &told.prompts);
            if changed && phone.json {
                tell::json(&told)?;
            } else if changed {
                if state != told.state {
                    tell::line(format_args!(
                        "{} at {}: {}",
                        phone.kept.user_name,
                        phone.kept.site,
                        stands(&told.state)
                    ))?;
                }
                for gone in old.iter().filter(|old| !holds(&told.prompts, old)) {
                    tell::line(format_args!("prompt {} is over", gone.id))?;
                }
                for new in told.prompts.iter().filter(|new| !holds(old, new)) {
                    tell::line(describe(new))?;
                }
            }
            if self.once && !told.prompts.is_empty() {
                return Ok(ExitCode::SUCCESS);
            }
            shown = Some((told.state, told.prompts));
        }
    }
}

fn holds(prompts: &[Prompt], prompt: &Prompt) -> bool {
    prompts.iter().any(|other| other.id == prompt.id)
}

fn same(old: &[Prompt], new: &[Prompt]) -> bool {
    old.len() == new.len() && new.iter().all(|prompt| holds(old, prompt))
}

fn stands(state: &str) -> &str {
    match state {
        "waiting" => "waits to be confirmed in the browser",
        "signed_in" => "signed in; prompts show here",
        "quiet" => "not seen for long; prompts show here again",
        other => other,
    }
}

/// A prompt as a person reads it before they answer.
pub(super) fn describe(prompt: &Prompt) -> String {
    let what = match prompt.purpose.as_str() {
        "sign_in" => "Are you signing in?",
        "step_up" => "Are you confirming something in a session of yours?",
        "test" => "A test from your settings.",
        other => other,
    };
    let or_unknown = |text: &str| if text.is_empty() { "not known".to_owned() } else { text.to_owned() };
    format!(
        "{what}\n  site     {}\n  browser  {} on {}\n  place    {}\n  address  {}\n  time     {} s left\n  \
         it's me: vestibule device approve NUMBER ({} digits, on the page)   not me: vestibule device deny\n  prompt   {}",
        prompt.site,
        or_unknown(&prompt.browser),
        or_unknown(&prompt.system),
        or_unknown(&prompt.country),
        or_unknown(&prompt.address),
        prompt.expires_in,
        prompt.digits,
        prompt.id,
    )
}
