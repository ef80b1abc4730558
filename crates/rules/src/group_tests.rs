//! How recent a proof the members of a group are asked for, at sign-ins and for as long as a session lasts.

use risk::{GroupRule, Passed, Reason, Verdict};

use crate::decision::Decision;
use crate::facts::Facts;
use crate::first_step;
use crate::method::MethodKind;
use crate::pass::{self, Proved};
use crate::samples::{NOW, SESSION, ana, app, begins, draw, known, session};
use crate::session::Proofs;
use crate::settings::Settings;
use crate::sign_in::{Purpose, Stage};
use crate::time::{DAY, HOUR, Time};

const STAFF: GroupRule = GroupRule { least: Verdict::Challenge, fresh_for: Some(12 * HOUR) };
const TREASURY: GroupRule = GroupRule { least: Verdict::ChallengeStrong, fresh_for: Some(HOUR) };

fn settings() -> Settings {
    let mut settings = Settings::default();
    settings.risk.groups.insert("staff".into(), STAFF);
    settings.risk.groups.insert("treasury".into(), TREASURY);
    settings.risk.groups.insert("client".into(), Verdict::Challenge.into());
    settings
}

/// Ana, in these groups, on her laptop, which passed a second step so many seconds ago, and a strong one so many ago.
fn member(groups: &[&str], passed: Option<i64>, strong: Option<i64>) -> Facts {
    let mut facts = begins(Some(ana(vec![app()])), known());
    if let Some(account) = &mut facts.account {
        account.stored.account.groups = groups.iter().map(|group| (*group).to_owned()).collect();
    }
    if let Some(browser) = &mut facts.browser {
        browser.stored.browser.passed = passed.map(|ago| Passed { at: NOW.plus(-ago).0, country: None });
        browser.stored.browser.strong_at = strong.map(|ago| NOW.plus(-ago));
    }
    facts
}

fn give_password(facts: &Facts) -> Decision {
    draw(|draw| first_step::password(facts, true, &settings(), NOW, draw))
}

/// What is asked of her, and why.
fn asked(facts: &Facts) -> (Verdict, Vec<Reason>) {
    match give_password(facts).sign_in.stage {
        Stage::SecondStep(asked) => (asked.verdict, asked.reasons),
        Stage::Passed { reasons, .. } => (Verdict::Allow, reasons),
        other => panic!("{other:?}"),
    }
}

/// Her groups; when anything was passed in this browser, and something strong; what is asked.
type Row<'a> = (&'a [&'a str], Option<i64>, Option<i64>, Verdict);

#[test]
fn a_member_is_asked_where_the_last_proof_in_this_browser_is_too_old_or_too_weak() {
    const SOON: Option<i64> = Some(60);
    let (allow, asks, strong) = (Verdict::Allow, Verdict::Challenge, Verdict::ChallengeStrong);
    let table: &[Row<'_>] = &[
        (&[], None, None, allow),
        (&["nobody set this"], None, None, allow),
        // Without a freshness every sign-in is asked, however lately something was passed.
        (&["client"], SOON, SOON, asks),
        (&["staff"], None, None, asks),
        (&["staff"], SOON, None, allow),
        (&["staff"], Some(12 * HOUR - 1), None, allow),
        (&["staff"], Some(12 * HOUR), None, asks),
        (&["staff"], None, SOON, allow),
        // A proof of the future is a clock's mistake.
        (&["staff"], Some(-60), None, asks),
        (&["treasury"], SOON, None, strong),
        (&["treasury"], SOON, Some(HOUR - 1), allow),
        // A weaker proof after a strong one takes nothing away, and adds nothing.
        (&["treasury"], SOON, Some(HOUR), strong),
        (&["staff", "treasury"], SOON, Some(2 * HOUR), strong),
        (&["staff", "treasury"], None, Some(2 * HOUR), strong),
        (&["staff", "client"], SOON, None, asks),
    ];
    for (groups, passed, proved, verdict) in table {
        let (asked, reasons) = asked(&member(groups, *passed, *proved));
        assert_eq!(asked, *verdict, "{groups:?}, passed {passed:?} s ago, strongly {proved:?}");
        assert_eq!(reasons.contains(&Reason::Floor), asked > Verdict::Allow, "{reasons:?}");
    }
}

#[test]
fn a_proof_counts_on_its_own_browser_only_and_not_after_a_suspension_or_a_denial() {
    let fresh = member(&["staff"], Some(60), Some(60));
    assert_eq!(asked(&fresh).0, Verdict::Allow);
    let stranger = Facts { browser: None, has_browsers: true, ..fresh.clone() };
    assert!(asked(&stranger).0 > Verdict::Allow);
    let mut denied = fresh;
    if let Some(account) = &mut denied.account {
        account.stored.account.denied_at = Some(NOW.plus(-30));
    }
    assert!(asked(&denied).1.contains(&Reason::DeniedPrompt));
    let rule = settings().risk.groups["staff"];
    let account = denied.account.clone().expect("an account");
    assert_eq!(super::proved(&denied, &account, &rule), None, "what was proved before it counts no more");
}

fn ends(decision: &Decision) -> Time {
    decision.granted.session.as_ref().expect("signed in").session.expires
}

#[test]
fn no_session_rests_on_an_older_proof_than_its_group_takes() {
    let usual = Settings::default().session_for;
    assert_eq!(ends(&give_password(&member(&[], None, None))), NOW.plus(usual));
    assert_eq!(ends(&give_password(&member(&["staff"], Some(HOUR), None))), NOW.plus(11 * HOUR));
    let both = member(&["staff", "treasury"], Some(60), Some(600));
    assert_eq!(ends(&give_password(&both)), NOW.plus(HOUR - 600), "the shorter one");
    // What is proved in the sign-in itself lasts from now on.
    let facts = member(&["staff"], Some(11 * HOUR), None);
    let account = facts.account.clone().expect("an account");
    let proved = Proved { method: Some(MethodKind::AuthenticatorApp), ..Proved::default() };
    let passed = draw(|draw| pass::pass(&facts, &account, &proved, vec![], &settings(), NOW, draw));
    assert_eq!(ends(&passed), NOW.plus(12 * HOUR));
    let client = draw(|draw| {
        let facts = member(&["client"], None, None);
        pass::pass(&facts, &account_of(&facts), &proved, vec![], &settings(), NOW, draw)
    });
    assert_eq!(ends(&client), NOW.plus(usual), "a group without a freshness has the usual session");
}

fn account_of(facts: &Facts) -> crate::facts::AccountFacts {
    facts.account.clone().expect("an account")
}

#[test]
fn a_step_up_that_proves_enough_makes_the_session_last_again_and_never_past_its_own_end() {
    let stepped_up = |groups: &[&str], method, expires: Time, since: Time| {
        let mut facts = member(groups, None, None);
        let mut stored = session(1, Proofs::default());
        stored.session.expires = expires;
        stored.session.since = since;
        facts.session = Some(stored);
        facts.held.sign_in.purpose = Purpose::StepUp { session: SESSION, action: None };
        let proved = Proved { method: Some(method), ..Proved::default() };
        let account = account_of(&facts);
        ends(&draw(|draw| pass::pass(&facts, &account, &proved, vec![], &settings(), NOW, draw)))
    };
    let (app, text) = (MethodKind::AuthenticatorApp, MethodKind::TextMessage);
    let soon = NOW.plus(600);
    assert_eq!(stepped_up(&["staff"], app, soon, NOW.plus(-DAY)), NOW.plus(12 * HOUR));
    assert_eq!(stepped_up(&["staff"], text, soon, NOW.plus(-DAY)), NOW.plus(12 * HOUR));
    assert_eq!(stepped_up(&["treasury"], text, soon, NOW.plus(-DAY)), soon, "too weak for it");
    assert_eq!(stepped_up(&["staff", "treasury"], app, soon, NOW.plus(-DAY)), NOW.plus(HOUR));
    let end = NOW.plus(-14 * DAY + 2 * HOUR);
    assert_eq!(
        stepped_up(&["staff"], app, soon, end),
        NOW.plus(2 * HOUR),
        "fourteen days are its whole life"
    );
    assert_eq!(stepped_up(&["client"], app, soon, NOW.plus(-DAY)), soon);
    assert_eq!(stepped_up(&[], app, soon, NOW.plus(-DAY)), soon);
}
