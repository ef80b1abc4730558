//! The codes of the reasons: stable, distinct, and coarse before the second step.

use std::collections::HashSet;

use serde_json::{Value, json};

use super::{CoarseReason, Reason};

/// Every reason as it is stored, and what is told of it before the second step. A stored shape must
/// parse for ever: add rows, never change one.
fn stored() -> Vec<(Reason, Value, &'static str)> {
    let country = "NA".parse().unwrap();
    vec![
        (Reason::NewBrowser, json!({"code": "new_browser"}), "new_browser"),
        (Reason::NewPlace { country }, json!({"code": "new_place", "country": "NA"}), "new_place"),
        (Reason::PlaceMissing, json!({"code": "place_missing"}), "new_place"),
        (Reason::RecentFailures, json!({"code": "recent_failures"}), "recent_failures"),
        (Reason::DeniedPrompt, json!({"code": "denied_prompt"}), "security_event"),
        (Reason::RecentRecovery, json!({"code": "recent_recovery"}), "security_event"),
        (Reason::PasswordReset, json!({"code": "password_reset"}), "security_event"),
        (Reason::BrowserTokenReused, json!({"code": "browser_token_reused"}), "security_event"),
        (Reason::PasskeyCopied, json!({"code": "passkey_copied"}), "security_event"),
        (Reason::Suspended, json!({"code": "suspended"}), "security_event"),
        (Reason::EverySignIn, json!({"code": "every_sign_in"}), "your_setting"),
        (Reason::StepUp, json!({"code": "step_up"}), "sensitive_action"),
        (Reason::FreshCheck, json!({"code": "fresh_check"}), "fresh_check"),
        (Reason::Floor, json!({"code": "floor"}), "operator_rule"),
        (Reason::ProfileUnreadable, json!({"code": "profile_unreadable"}), "unusual"),
        (Reason::RarePlace { country }, json!({"code": "rare_place", "country": "NA"}), "new_place"),
        (Reason::UnusualNetwork, json!({"code": "unusual_network"}), "new_place"),
        (Reason::UnusualDevice, json!({"code": "unusual_device"}), "new_browser"),
        (Reason::UnusualHour, json!({"code": "unusual_hour"}), "unusual"),
        (Reason::HostingNetwork, json!({"code": "hosting_network"}), "new_place"),
        (Reason::TorExit, json!({"code": "tor_exit"}), "new_place"),
        (Reason::ImpossibleTravel, json!({"code": "impossible_travel"}), "new_place"),
        (Reason::ManyFailures, json!({"code": "many_failures"}), "recent_failures"),
        (Reason::BreachedPassword, json!({"code": "breached_password"}), "unusual"),
        (Reason::UnusualSignIn, json!({"code": "unusual_sign_in"}), "unusual"),
    ]
}

#[test]
fn every_reason_is_stored_under_its_own_code() {
    for (reason, json, _) in stored() {
        assert_eq!(serde_json::to_value(reason).unwrap(), json);
        assert_eq!(serde_json::from_value::<Reason>(json.clone()).unwrap(), reason);
        assert_eq!(reason.code(), json["code"]);
    }
    let codes: HashSet<_> = stored().iter().map(|(reason, ..)| reason.code()).collect();
    assert_eq!(codes.len(), stored().len());
}

#[test]
fn before_the_second_step_only_the_coarse_reason_is_told() {
    for (reason, _, coarse) in stored() {
        assert_eq!(reason.coarse().code(), coarse);
        assert_eq!(serde_json::to_value(reason.coarse()).unwrap(), coarse);
        assert_eq!(serde_json::from_value::<CoarseReason>(json!(coarse)).unwrap(), reason.coarse());
    }
}

#[test]
fn a_thief_cannot_tell_which_alarm_rang() {
    let alarms = [
        Reason::DeniedPrompt,
        Reason::RecentRecovery,
        Reason::PasswordReset,
        Reason::BrowserTokenReused,
        Reason::PasskeyCopied,
        Reason::Suspended,
    ];
    assert!(alarms.iter().all(|alarm| alarm.coarse() == CoarseReason::SecurityEvent));
}
