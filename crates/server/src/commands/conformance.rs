//! `vestibule conformance`: each norm as the live configuration meets it, or does not.
//! Deliberately not here: the norms themselves (`crate::conformance`).

use clap::Args;

use super::home::Home;
use crate::config::Environment;
use crate::conformance::{NORMS, Standing};
use crate::tell;

#[derive(Debug, Args)]
pub(super) struct Conformance {
    #[command(flatten)]
    home: Home,
    /// Answer in JSON.
    #[arg(long)]
    json: bool,
}

impl Conformance {
    pub(super) fn run(self, environment: &Environment) -> anyhow::Result<()> {
        let config = self.home.config(environment)?;
        let standings = || NORMS.iter().map(|norm| (norm, norm.standing(&config)));
        if self.json {
            let norms: Vec<_> = standings()
                .map(|(norm, standing)| {
                    serde_json::json!({
                        "norms": norm.ids, "asks": norm.asks, "standing": standing.word(), "how": standing.how(),
                    })
                })
                .collect();
            return tell::json(&norms);
        }
        for (norm, standing) in standings() {
            tell::line(format_args!("{:<14} {}", standing.word(), norm.ids))?;
            tell::line(format_args!("{:<14} {}", "", norm.asks))?;
            tell::line(format_args!("{:<14} -> {}", "", standing.how()))?;
        }
        let count = |word: &str| standings().filter(|(_, standing)| standing.word() == word).count();
        tell::line(format_args!(
            "{} met, {} deviate, {} not applicable",
            count(Standing::MET),
            count(Standing::DEVIATES),
            count(Standing::NOT_APPLICABLE)
        ))
    }
}
