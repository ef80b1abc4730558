//! A new country with a new browser is one sentence, and every reason has one in every language.

use risk::Reason;

use super::{sentence, sentences};
use crate::words::{LANGUAGES, Words};

fn english() -> Words {
    Words::language("en").unwrap()
}

#[test]
fn a_new_country_with_a_new_browser_is_one_sentence() {
    let country = "PT".parse().unwrap();
    let both = [Reason::NewBrowser, Reason::NewPlace { country }, Reason::UnusualHour];
    assert_eq!(
        sentences(&both, english()),
        [
            "First sign-in from Portugal, with a browser that we have not seen.",
            "It came at an hour when you do not usually sign in."
        ]
    );
    assert_eq!(
        sentences(&[Reason::NewPlace { country }], english()),
        ["You have not signed in from Portugal before."]
    );
}

#[test]
fn a_country_that_has_no_name_here_is_told_by_its_letters() {
    let country = "QZ".parse().unwrap();
    assert_eq!(sentence(&Reason::RarePlace { country }, english()), "You seldom sign in from QZ.");
}

#[test]
fn every_reason_has_a_sentence_in_every_language() {
    let country = "NA".parse().unwrap();
    let reasons = [
        Reason::NewBrowser,
        Reason::NewPlace { country },
        Reason::PlaceMissing,
        Reason::RecentFailures,
        Reason::DeniedPrompt,
        Reason::RecentRecovery,
        Reason::PasswordReset,
        Reason::BrowserTokenReused,
        Reason::PasskeyCopied,
        Reason::Suspended,
        Reason::EverySignIn,
        Reason::StepUp,
        Reason::FreshCheck,
        Reason::Floor,
        Reason::ProfileUnreadable,
        Reason::RarePlace { country },
        Reason::UnusualNetwork,
        Reason::UnusualDevice,
        Reason::UnusualHour,
        Reason::HostingNetwork,
        Reason::TorExit,
        Reason::ImpossibleTravel,
        Reason::ManyFailures,
        Reason::BreachedPassword,
        Reason::UnusualSignIn,
    ];
    for tag in LANGUAGES {
        let words = Words::language(tag).unwrap();
        let said: std::collections::BTreeSet<_> =
            reasons.iter().map(|reason| sentence(reason, words)).collect();
        assert_eq!(said.len(), reasons.len(), "{tag}: each says something of its own");
        assert!(said.iter().all(|sentence| !sentence.contains('⟦')), "{said:?}");
    }
}
