//! Why a second step was asked, in full, as its owner reads it after passing. Deliberately not here: the coarse reasons
//! before it (`pages::kinds`), and what agents and auditors see of a score.

use risk::{CountryCode, Reason};

use crate::seen;
use crate::words::Words;

/// One reason, as a sentence of its own.
#[must_use]
pub(crate) fn sentence(reason: &Reason, words: Words) -> String {
    let from = |key: &str, country: CountryCode| about(key, country, words);
    let key = match reason {
        Reason::NewPlace { country } => return from("told-new-place", *country),
        Reason::RarePlace { country } => return from("told-rare-place", *country),
        Reason::NewBrowser => "reason-new-browser",
        Reason::PlaceMissing => "told-place-missing",
        Reason::RecentFailures => "reason-recent-failures",
        Reason::DeniedPrompt => "told-denied-prompt",
        Reason::RecentRecovery => "told-recent-recovery",
        Reason::PasswordReset => "told-password-reset",
        Reason::BrowserTokenReused => "told-browser-token-reused",
        Reason::PasskeyCopied => "told-passkey-copied",
        Reason::Suspended => "told-suspended",
        Reason::EverySignIn => "reason-every-sign-in",
        Reason::StepUp => "reason-change",
        Reason::FreshCheck => "reason-fresh-check",
        Reason::Floor => "reason-site-asks",
        Reason::ProfileUnreadable => "told-profile-unreadable",
        Reason::UnusualNetwork => "told-unusual-network",
        Reason::UnusualDevice => "told-unusual-device",
        Reason::UnusualHour => "told-unusual-hour",
        Reason::HostingNetwork => "told-hosting-network",
        Reason::TorExit => "told-tor-exit",
        Reason::ImpossibleTravel => "told-impossible-travel",
        Reason::ManyFailures => "told-many-failures",
        Reason::BreachedPassword => "told-breached-password",
        Reason::UnusualSignIn => "told-unusual-sign-in",
    };
    words.text(key).into_owned()
}

/// All reasons, as few sentences as say them.
#[must_use]
pub(crate) fn sentences(reasons: &[Reason], words: Words) -> Vec<String> {
    let new_country = reasons.iter().find_map(|reason| match reason {
        Reason::NewPlace { country } => Some(*country),
        _ => None,
    });
    let both = new_country.filter(|_| reasons.contains(&Reason::NewBrowser));
    let first = both.map(|country| about("told-new-place-and-browser", country, words));
    let said =
        |reason: &&Reason| both.is_none() || !matches!(reason, Reason::NewPlace { .. } | Reason::NewBrowser);
    first.into_iter().chain(reasons.iter().filter(said).map(|reason| sentence(reason, words))).collect()
}

fn about(key: &str, country: CountryCode, words: Words) -> String {
    words.with(key, &[("country", seen::place(words, Some(country)).into())])
}

#[cfg(test)]
#[path = "reasons_tests.rs"]
mod tests;
