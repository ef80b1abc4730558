//! Numbers that the rehearsal tells, checked by hand and against what is published.

use super::interval::wilson;
use super::plot::{round_up, safe};
use super::ways::{Way, way};
use super::words::{REASONS, percent, thousands};
use risk::{Factor, Reason, Verdict};

#[test]
fn wilsons_interval_is_the_published_one() {
    // Alibi's result on the RBA data set: 14 of 22, 95 % interval 43 to 80 %.
    let share = wilson(14, 22).unwrap();
    assert_eq!((percent(share.from), percent(share.to)), ("43.0 %".to_owned(), "80.3 %".to_owned()));
    let none = wilson(0, 10).unwrap();
    assert!(none.from.abs() < 1e-12 && (none.to - 0.2775).abs() < 1e-3, "{none:?}");
    assert!((wilson(10, 10).unwrap().to - 1.0).abs() < 1e-12);
    assert_eq!(wilson(0, 0), None);
}

#[test]
fn every_reason_and_factor_of_the_engine_has_words() {
    let codes: Vec<&str> = REASONS.iter().map(|(code, _)| *code).collect();
    assert!(Factor::ALL.iter().all(|factor| codes.contains(&factor.code())));
    let country = "PT".parse().unwrap();
    for reason in [
        Reason::NewBrowser,
        Reason::NewPlace { country },
        Reason::PlaceMissing,
        Reason::RecentFailures,
        Reason::DeniedPrompt,
        Reason::RecentRecovery,
        Reason::PasswordReset,
        Reason::BrowserTokenReused,
        Reason::Suspended,
        Reason::EverySignIn,
        Reason::StepUp,
        Reason::FreshCheck,
        Reason::Floor,
    ] {
        assert!(codes.contains(&reason.code()), "{}", reason.code());
    }
}

#[test]
fn numbers_are_written_so_that_they_can_be_read() {
    assert_eq!(
        ["0", "999", "1,000", "1,234,567"].map(str::to_owned),
        [0, 999, 1_000, 1_234_567].map(thousands)
    );
    let shares = [0.0, 0.000_12, 0.05, 0.5, 0.99996, 1.0].map(percent);
    assert_eq!(shares, ["0 %", "0.01 %", "5.00 %", "50.0 %", "99.99 %", "100.0 %"].map(str::to_owned));
    assert!((round_up(0.034) - 0.05).abs() < 1e-12 && (round_up(0.7) - 1.0).abs() < 1e-12);
}

#[test]
fn a_name_cannot_become_a_part_of_the_page() {
    assert_eq!(
        safe("<b onclick='x'>&\"\u{202e}\0"),
        "&lt;b onclick=&#39;x&#39;&gt;&amp;&quot;\u{fffd}\u{fffd}"
    );
}

#[test]
fn who_has_no_way_in_depends_on_what_is_asked() {
    for (methods, verdict, wanted) in [
        (None, Verdict::Challenge, Way::Unknown),
        (Some(""), Verdict::Allow, Way::Open),
        (Some(" ; "), Verdict::Challenge, Way::Closed),
        (Some("security_question"), Verdict::Challenge, Way::Open),
        (Some("text_message"), Verdict::ChallengeStrong, Way::WithMail),
        (Some("text_message; passkey"), Verdict::ChallengeStrong, Way::Open),
        (Some("passkey"), Verdict::Refuse, Way::Closed),
    ] {
        assert_eq!(way(methods, verdict), wanted, "{methods:?} {verdict:?}");
    }
}
