//! What the doctor says of the risk engine: whether it is enforced, and how much it has learned. Deliberately not here: the
//! operator's data about addresses (`checks`).

use flows::{LearnedSoFar, learned_so_far};
use risk::{AccountClass, Threshold};
use store::Store;
use web::audit::{learning, number};
use web::words::Words;

use super::Finding;
use crate::config::Config;

const ABOUT: &str = "risk";

/// Whether its decisions are enforced.
pub(super) fn mode(config: &Config) -> Finding {
    if config.rules.risk.shadow {
        return Finding::worth(
            ABOUT,
            "in shadow: unusual sign-ins are recorded and let through; set risk.shadow = false to have them asked",
        );
    }
    Finding::good(ABOUT, "its decisions are enforced")
}

/// How much it has learned; nothing where the database is not up to date yet.
pub(super) async fn learned(store: &Store, config: &Config) -> Option<Finding> {
    let learned = learned_so_far(store, config.rules.risk.policy.budget).await.ok()?;
    let LearnedSoFar { thresholds, sign_ins, .. } = learned;
    let classes: Vec<String> = thresholds.iter().map(|(class, threshold)| said(*class, *threshold)).collect();
    Some(Finding::good(ABOUT, format!("{sign_ins} sign-ins remembered; {}", classes.join("; "))))
}

/// In the words of the administrator's page.
fn said(class: AccountClass, threshold: Threshold) -> String {
    let words = Words::for_languages("en");
    let above = number(words, threshold.score);
    format!("{} accounts: asked above {above}, {}", class.code(), learning(words, threshold))
}
