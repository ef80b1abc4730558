//! Stories of the second step: choosing, answering, sending again, the mailed link, and everything that works only once.

use super::*;
use crate::account::AccountState;
use crate::facts::{BrowserFacts, HeldSignIn};
use crate::method::{MethodData, MethodState};
use crate::samples::*;
use crate::settings::VerifyWhen;
use crate::sign_in::TEXT_CODE_TRIES;
use crate::time::MINUTE;
use crate::tries::{CounterKey, Scope};

fn pick(facts: &Facts, method: MethodId, code: &str, now: Time) -> Decision {
    draw(|draw| choose(facts, method, new_code(code), &Settings::default(), now, draw))
}

fn say(facts: &Facts, checked: Checked, now: Time) -> Decision {
    draw(|draw| answer(facts, checked, false, &Settings::default(), now, draw))
}

/// A second step in which `method` was chosen.
fn asked(methods: Vec<StoredMethod>, browser: Option<BrowserFacts>, method: MethodId) -> Facts {
    let facts = second_step(ana(methods), browser);
    let decision = pick(&facts, method, "1", NOW);
    assert_eq!(decision.said, None);
    after(&facts, &decision)
}

fn step(step: i64) -> Checked {
    Checked::AuthenticatorApp { step: Some(step), drifted: None, now_step: NOW.0 / 30 }
}

fn text(matches: bool) -> Checked {
    Checked::TextMessage { matches }
}

fn saved_method(decision: &Decision) -> Option<crate::method::Method> {
    decision.change.iter().find_map(|write| match write {
        Write::SaveMethod { method, .. } => Some(method.clone()),
        _ => None,
    })
}

fn sent(decision: &Decision) -> usize {
    writes(&decision.change, |w| matches!(w, Write::Send(_)))
}

fn verification(decision: &Decision) -> &Verification {
    match &decision.sign_in.stage {
        Stage::SecondStep(verification) => verification,
        other => panic!("no second step: {other:?}"),
    }
}

fn raised(account: AccountFacts) -> Facts {
    let key = CounterKey::Account { scope: Scope::Strangers, door: Door::Password };
    let facts = Facts { tries: counted(&[(key, 3)]), ..begins(Some(account), None) };
    let decision = draw(|draw| crate::first_step::password(&facts, true, &Settings::default(), NOW, draw));
    assert_eq!(verification(&decision).verdict, Verdict::ChallengeStrong);
    after(&facts, &decision)
}

#[test]
fn a_right_code_of_the_app_signs_in_at_level_2_and_makes_the_browser_known() {
    let decision = say(&asked(vec![question(), app()], None, APP), step(NOW.0 / 30), NOW);
    let session = decision.granted.session.expect("a session").session;
    assert_eq!((session.level, session.amr.join(" ")), (2, "pwd otp mfa".to_owned()));
    assert_eq!(session.hold_until, None);
    assert!(decision.granted.browser.is_some());
    assert_eq!(writes(&decision.change, |w| matches!(w, Write::NewBrowser { .. })), 1);
}

#[test]
fn a_code_of_the_app_is_accepted_once() {
    let facts = asked(vec![app()], None, APP);
    let first = say(&facts, step(NOW.0 / 30), NOW);
    let mut account = ana(vec![app()]);
    account.methods[0].method = saved_method(&first).expect("its step is kept");
    let again = asked(account.methods, None, APP);
    assert_eq!(say(&again, step(NOW.0 / 30), NOW).said, Some(Said::Wrong));
    assert_eq!(say(&again, step(NOW.0 / 30 - 1), NOW).said, Some(Said::Wrong), "nor an older one");
}

#[test]
fn a_hint_about_the_clock_burns_the_code_that_it_was_given_for() {
    let now_step = NOW.0 / 30;
    let ahead = Checked::AuthenticatorApp { step: None, drifted: Some(now_step + 4), now_step };
    let hinted = say(&asked(vec![app()], None, APP), ahead, NOW);
    assert_eq!(hinted.said, Some(Said::ClockOff { seconds: 120 }));
    let stored = StoredMethod { method: saved_method(&hinted).expect("burnt"), ..app() };
    let later = asked(vec![stored], None, APP);
    assert_eq!(say(&later, step(now_step + 4), NOW).said, Some(Said::Wrong));
}

#[test]
fn a_success_moves_the_learned_offset_by_one_step_at_most() {
    let decision = say(&asked(vec![app()], None, APP), step(NOW.0 / 30 + 1), NOW);
    let Some(MethodData::AuthenticatorApp(state)) = saved_method(&decision).map(|m| m.data) else {
        panic!("the app is saved");
    };
    assert_eq!((state.offset, state.last_step), (1, NOW.0 / 30 + 1));
}

#[test]
fn a_recovery_code_makes_no_browser_known_and_no_known_one_be_left_alone() {
    let right = Checked::RecoveryCode { slot: 'a', matches: true };
    let by = |settings: &Settings, browser| {
        let mut account = ana(vec![app(), codes("ab")]);
        account.stored.account.verify = VerifyWhen::EverySignIn;
        let facts = second_step(account, browser);
        let facts = after(&facts, &pick(&facts, CODES, "1", NOW));
        let offered = pass::may_offer_skip(&facts.held.sign_in, facts.account.as_ref().unwrap(), settings);
        assert!(!offered, "it is not offered");
        draw(|draw| answer(&facts, right, true, settings, NOW, draw))
    };
    let new = by(&Settings::default(), None);
    assert!(new.granted.session.is_some() && new.granted.browser.is_none());
    assert_eq!(new.granted.session.unwrap().session.browser, None);
    assert_eq!(writes(&new.change, |w| matches!(w, Write::NewBrowser { .. })), 0);
    let known = by(&Settings::default(), known());
    assert!(known.granted.browser.is_some(), "a known browser stays so");
    let asked_again =
        |w: &Write| matches!(w, Write::SaveBrowser { browser, .. } if browser.skip_until.is_none());
    assert_eq!(
        writes(&known.change, asked_again),
        1,
        "and is asked the next time, whatever the request ticked"
    );
}

#[test]
fn a_recovery_code_works_once() {
    let right = Checked::RecoveryCode { slot: 'a', matches: true };
    let decision = say(&asked(vec![codes("ab")], None, CODES), right, NOW);
    assert!(decision.granted.session.is_some());
    assert_eq!(writes(&decision.change, |w| matches!(w, Write::DropRecoveryCode { slot: 'a', .. })), 1);
    let left = StoredMethod { method: saved_method(&decision).expect("one is gone"), ..codes("") };
    assert_eq!(say(&asked(vec![left], None, CODES), right, NOW).said, Some(Said::Wrong));
}

#[test]
fn a_text_message_is_repeated_with_growing_waits_and_never_lives_longer() {
    let facts = asked(vec![phone()], None, PHONE);
    let mut now = NOW;
    let mut facts = facts;
    for wait in [30, 60, 120] {
        let early = pick(&facts, PHONE, "other", now.plus(wait - 1));
        assert_eq!(early.said, Some(Said::TooEarly { at: Some(now.plus(wait)) }));
        now = now.plus(wait);
        let again = pick(&facts, PHONE, "other", now);
        assert_eq!(sent(&again), 1);
        facts = after(&facts, &again);
    }
    assert_eq!(pick(&facts, PHONE, "other", now.plus(60)).said, Some(Said::TooEarly { at: None }));
    assert_eq!(say(&facts, text(true), NOW.plus(300)).said, Some(Said::CodeDead));
}

#[test]
fn five_wrong_answers_kill_a_text_message_code() {
    let mut facts = asked(vec![phone()], None, PHONE);
    for _ in 0..TEXT_CODE_TRIES {
        let wrong = say(&facts, text(false), NOW);
        assert_eq!(wrong.said, Some(Said::Wrong));
        facts = after(&facts, &wrong);
    }
    assert_eq!(say(&facts, text(true), NOW).said, Some(Said::CodeDead));
    assert_eq!(
        pick(&facts, PHONE, "new", NOW.plus(29)).said,
        Some(Said::TooEarly { at: Some(NOW.plus(30)) })
    );
    let again = pick(&facts, PHONE, "new", NOW.plus(30));
    let code = verification(&again).text_code().expect("a code is asked").clone();
    assert_eq!(
        (code.sealed.as_str(), code.wrong, code.expires),
        ("sealed new", 0, NOW.plus(330)),
        "another one"
    );
    assert_eq!(
        (sent(&again), code.sent, code.resend_at),
        (1, 2, Some(NOW.plus(90))),
        "the waits go on growing"
    );
    assert_eq!(writes(&again.change, |w| matches!(w, Write::Forget { .. })), 0, "the guesses stay counted");
}

#[test]
fn an_answer_of_another_kind_is_no_answer() {
    let facts = asked(vec![question(), app()], None, APP);
    let decision = say(&facts, Checked::SecurityQuestion { matches: true }, NOW);
    assert_eq!(decision.said, Some(Said::NotAsked));
    assert!(decision.change.is_empty());
}

#[test]
fn nothing_can_be_answered_before_it_is_chosen() {
    let facts = second_step(ana(vec![app()]), None);
    assert_eq!(say(&facts, step(NOW.0 / 30), NOW).said, Some(Said::NotAsked));
}

#[test]
fn switching_cancels_the_challenge_before_it() {
    let facts = asked(vec![phone(), app()], None, PHONE);
    let switched = after(&facts, &pick(&facts, APP, "2", NOW));
    assert_eq!(say(&switched, text(true), NOW).said, Some(Said::NotAsked));
    assert!(say(&switched, step(NOW.0 / 30), NOW).granted.session.is_some());
}

/// What is sent with a wrong code of the app by an unknown browser, after so many wrong ones of each method.
fn told_after(app_wrong: i64, phone_wrong: i64) -> usize {
    let key = |kind| CounterKey::Account { scope: Scope::Strangers, door: Door::Method(kind) };
    let wrong = [(MethodKind::AuthenticatorApp, app_wrong), (MethodKind::TextMessage, phone_wrong)];
    let tries = counted(&wrong.map(|(kind, n)| (key(kind), n)));
    let facts = Facts { tries, ..asked(vec![app(), phone()], None, APP) };
    let checked = Checked::AuthenticatorApp { step: None, drifted: None, now_step: NOW.0 / 30 };
    let later = NOW.plus(MINUTE * 20);
    let held = HeldSignIn {
        sign_in: SignIn { expires: later.plus(MINUTE), ..facts.held.sign_in.clone() },
        ..facts.held
    };
    sent(&say(&Facts { held, ..facts }, checked, later))
}

#[test]
fn the_third_wrong_answer_of_unknown_browsers_is_told_to_the_owner_however_many_sign_ins_it_took() {
    assert_eq!([0, 1, 2, 3].map(|wrong| told_after(wrong, 0)), [0, 0, 1, 0]);
    assert_eq!([0, 1, 2].map(|wrong| told_after(1, wrong)), [0, 1, 0], "over all methods");
    assert_eq!([6, 7, 8].map(|wrong| told_after(wrong, 0)), [0, 1, 0], "and again, since it goes on");
}

#[test]
fn the_last_try_of_unknown_browsers_is_an_event() {
    let key =
        CounterKey::Account { scope: Scope::Strangers, door: Door::Method(MethodKind::AuthenticatorApp) };
    let resting = |n| {
        let facts = Facts { tries: counted(&[(key.clone(), n)]), ..asked(vec![app()], None, APP) };
        let checked = Checked::AuthenticatorApp { step: None, drifted: None, now_step: NOW.0 / 30 };
        let later = NOW.plus(MINUTE * 20);
        let sign_in = SignIn { expires: later.plus(MINUTE), ..facts.held.sign_in.clone() };
        let facts = Facts { held: HeldSignIn { sign_in, ..facts.held.clone() }, ..facts };
        let rests = |w: &Write| matches!(w, Write::Record(event) if matches!(event.what, EventKind::MethodResting { .. }));
        writes(&say(&facts, checked, later).change, rests)
    };
    assert_eq!((resting(48), resting(49)), (0, 1));
}

#[test]
fn a_text_message_and_a_mailed_link_pass_a_raised_risk_under_hold() {
    let facts = raised(ana(vec![phone()]));
    let facts = after(&facts, &pick(&facts, PHONE, "1", NOW));
    let proven = say(&facts, text(true), NOW);
    assert!(proven.granted.session.is_none(), "the link is still missing");
    let facts = after(&facts, &proven);
    let mailed = draw(|draw| send_confirm_link(&facts, &Settings::default(), NOW, draw));
    assert_eq!(sent(&mailed), 1);
    let opened = draw(|draw| link_opened(&after(&facts, &mailed), &Settings::default(), NOW, draw));
    let session = opened.granted.session.expect("both were proved").session;
    assert_eq!(session.hold_until, Some(NOW.plus(24 * 3600)));
    assert!(opened.granted.browser.is_none(), "such a pass makes no browser known");
}

#[test]
fn the_mailed_link_alone_passes_nothing() {
    let facts = raised(ana(vec![phone()]));
    let opened = draw(|draw| link_opened(&facts, &Settings::default(), NOW, draw));
    assert!(opened.granted.session.is_none());
    let plain = second_step(ana(vec![phone()]), None);
    let unasked = draw(|draw| link_opened(&plain, &Settings::default(), NOW, draw));
    assert_eq!(unasked.said, Some(Said::NotAsked));
}

#[test]
fn when_the_last_strong_method_goes_meanwhile_a_text_message_still_needs_the_link() {
    let mut facts = raised(ana(vec![phone(), codes("a")]));
    facts.account = Some(ana(vec![phone(), codes("")]));
    let facts = after(&facts, &pick(&facts, PHONE, "1", NOW));
    let decision = say(&facts, text(true), NOW);
    assert!(decision.granted.session.is_none());
    assert_eq!(verification(&decision).link, LinkProof::Needed);
}

#[test]
fn somebody_without_an_address_passes_a_raised_risk_under_hold() {
    let mut account = ana(vec![phone()]);
    account.emails.clear();
    let facts = raised(account);
    let facts = after(&facts, &pick(&facts, PHONE, "1", NOW));
    let session = say(&facts, text(true), NOW).granted.session.expect("there is always some way").session;
    assert!(session.hold_until.is_some());
}

#[test]
fn a_suspension_meanwhile_raises_what_is_asked_and_closes_the_mailed_link_way() {
    let mut suspended = ana(vec![lost(app()), question(), phone()]);
    suspended.stored.account.suspended_until = Some(NOW.plus(100));
    let facts =
        Facts { account: Some(suspended.clone()), ..asked(vec![app(), question(), phone()], None, PHONE) };
    assert_eq!(say(&facts, text(true), NOW).said, Some(Said::NotOffered));
    let weak = raised(ana(vec![phone()]));
    let weak = after(&weak, &say(&after(&weak, &pick(&weak, PHONE, "1", NOW)), text(true), NOW));
    let weak = Facts { account: Some(suspended), ..weak };
    let opened = draw(|draw| link_opened(&weak, &Settings::default(), NOW, draw));
    assert_eq!(opened.said, Some(Said::NotAsked));
}

#[test]
fn an_account_that_is_locked_meanwhile_is_not_entered() {
    let mut facts = asked(vec![app()], None, APP);
    let account = facts.account.as_mut().expect("Ana's");
    account.stored.account.state = AccountState::Locked { since: NOW };
    let decision = say(&facts, step(NOW.0 / 30), NOW);
    assert_eq!(decision.sign_in.stage, Stage::Refused { refusal: Refusal::AccountLocked { since: NOW } });
    assert!(decision.granted.session.is_none());
}

#[test]
fn a_new_password_ends_the_sign_ins_that_were_given_the_old_one() {
    let mut facts = asked(vec![app()], None, APP);
    let account = facts.account.as_mut().expect("Ana's");
    account.stored.account.password_set_at = NOW.plus(1);
    let decision = say(&facts, step(NOW.0 / 30), NOW.plus(2));
    assert_eq!(decision.sign_in.stage, Stage::Refused { refusal: Refusal::Expired });
    assert!(decision.granted.session.is_none());
}

#[test]
fn a_method_that_was_removed_or_lost_meanwhile_is_no_longer_asked() {
    let facts = asked(vec![app(), phone()], None, APP);
    for methods in [vec![phone()], vec![lost(app()), phone()]] {
        let facts = Facts { account: Some(ana(methods)), ..facts.clone() };
        assert_eq!(say(&facts, step(NOW.0 / 30), NOW).said, Some(Said::NotOffered));
    }
}

#[test]
fn a_cancelled_or_passed_sign_in_takes_no_more_moves() {
    let facts = asked(vec![app()], None, APP);
    let cancelled = after(&facts, &draw(|draw| cancel(&facts, NOW, draw)));
    let passed = after(&facts, &say(&facts, step(NOW.0 / 30), NOW));
    for over in [cancelled, passed] {
        assert_eq!(say(&over, step(NOW.0 / 30 + 1), NOW).said, Some(Said::NotAsked));
        assert_eq!(pick(&over, APP, "1", NOW).said, Some(Said::NotAsked));
        assert_eq!(draw(|draw| cancel(&over, NOW, draw)).said, Some(Said::NotAsked));
    }
}

#[test]
fn a_step_up_renews_the_token_and_raises_the_level_of_its_session() {
    let session = session(1, crate::session::Proofs::default());
    let (settings, account) = (Settings::default(), ana(vec![app()]));
    let held = draw(|draw| {
        let asks = crate::first_step::StepUpAsks::Method;
        crate::first_step::begin_step_up(&account, &session, asks, &caller("home"), &settings, NOW, draw)
    });
    let facts = Facts { held, session: Some(session), ..begins(Some(account), known()) };
    let opened = draw(|draw| open_step_up(&facts, &settings, NOW, draw));
    assert!(opened.granted.sign_in.is_some());
    let facts = after(&facts, &opened);
    let facts = after(&facts, &pick(&facts, APP, "1", NOW));
    let raised = say(&facts, step(NOW.0 / 30), NOW).granted.session.expect("a new token");
    assert_eq!((raised.session.id, raised.session.level), (SESSION, 2));
    assert_eq!(raised.session.proofs.method_at, Some((MethodKind::AuthenticatorApp, NOW)));
    assert_eq!(raised.session.proofs.password_at, None, "a code proves no password");
}

#[test]
fn a_browser_may_be_remembered_for_thirty_days_by_every_sign_in_people() {
    let mut account = ana(vec![app()]);
    account.stored.account.verify = VerifyWhen::EverySignIn;
    let facts = second_step(account, None);
    let facts = after(&facts, &pick(&facts, APP, "1", NOW));
    let decision = draw(|draw| answer(&facts, step(NOW.0 / 30), true, &Settings::default(), NOW, draw));
    let skip = decision.change.iter().find_map(|w| match w {
        Write::NewBrowser { browser, .. } => browser.skip_until,
        _ => None,
    });
    assert_eq!(skip, Some(NOW.plus(30 * 86_400)));
    assert_eq!(app().method.state, MethodState::Active);
}

#[test]
fn switching_away_and_back_neither_sends_nor_renews_a_text_message() {
    let facts = asked(vec![phone(), app()], None, PHONE);
    let away = after(&facts, &pick(&facts, APP, "2", NOW));
    let back = pick(&away, PHONE, "3", NOW.plus(5));
    assert_eq!((back.said, sent(&back)), (None, 0));
    let VerificationState::Challenged(challenge) = &verification(&back).state else {
        panic!("the text is asked again")
    };
    let Asked::TextMessage(code) = &challenge.asked else { panic!("a text is asked") };
    assert_eq!((code.sent, code.expires), (1, NOW.plus(300)));
    let returned = after(&away, &back);
    assert!(say(&returned, text(true), NOW.plus(6)).granted.session.is_some());
    let later = pick(&away, PHONE, "3", NOW.plus(30));
    assert_eq!(sent(&later), 1, "after the wait the same code is sent once more");
}
