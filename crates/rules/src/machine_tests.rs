//! The promises of the machine (DESIGN section 2), held against random sequences of moves by Ana and a thief. How many:
//! `VESTIBULE_SEQUENCES`, 5,000 where it is not set. The world they move in is `world`.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::test_runner::{TestCaseResult, TestRunner};
use risk::Verdict;

use crate::account::AccountState;
use crate::decision::Said;
use crate::facts::AccountFacts;
use crate::fresh::{Action, FreshPerson};
use crate::method::{MethodKind, MethodState};
use crate::prompt::Slot;
use crate::samples::{BLUE_KEY, PIXEL, ana, app, codes, passkey, phone, pixel, question};
use crate::second_step::PhoneSays;
use crate::session::Session;
use crate::settings::{Profile, Settings, VerifyWhen};
use crate::sign_in::{LinkProof, Purpose, SignIn, Stage, Verification, VerificationState, Who};
use crate::time::{DAY, HOUR};
use crate::tries::{CounterKey, Door, Guesser};
use crate::world::{Done, Move, Rows, Say, World};

#[expect(clippy::disallowed_methods, reason = "the drill asks for more sequences through the environment")]
fn sequences() -> u32 {
    std::env::var("VESTIBULE_SEQUENCES").ok().and_then(|n| n.parse().ok()).unwrap_or(5_000)
}

fn say() -> impl Strategy<Value = Say> {
    prop_oneof![
        5 => Just(Say::Right),
        3 => Just(Say::Wrong),
        2 => Just(Say::Used),
        1 => Just(Say::Ahead),
        1 => Just(Say::OtherKind),
    ]
}

fn on_phone() -> impl Strategy<Value = PhoneSays> {
    prop_oneof![
        5 => Just(PhoneSays::Approve { matches: true }),
        2 => Just(PhoneSays::Approve { matches: false }),
        1 => Just(PhoneSays::Deny),
        1 => Just(PhoneSays::Cancel),
    ]
}

fn moves() -> impl Strategy<Value = Move> {
    let jar = || prop_oneof![3 => Just(0_usize), 2 => Just(1), 3 => Just(2)];
    let wait =
        prop_oneof![Just(1), Just(31), Just(90), Just(400), Just(HOUR), Just(25 * HOUR), Just(4 * DAY)];
    let usually = || prop::bool::weighted(0.8);
    prop_oneof![
        8 => (jar(), usually(), prop::bool::weighted(0.95), prop::bool::weighted(0.1))
            .prop_map(|(jar, right, name, shared)| Move::Start { jar, right, name, shared }),
        3 => (jar(), usually()).prop_map(|(jar, right)| Move::Password { jar, right }),
        10 => (jar(), 0_usize..6).prop_map(|(jar, method)| Move::Choose { jar, method }),
        14 => (jar(), say(), any::<bool>(), prop::bool::weighted(0.2))
            .prop_map(|(jar, say, skip, two_tabs)| Move::Answer { jar, say, skip, two_tabs }),
        3 => jar().prop_map(|jar| Move::SendLink { jar }),
        3 => jar().prop_map(|jar| Move::OpenLink { jar }),
        1 => jar().prop_map(|jar| Move::Cancel { jar }),
        6 => (any::<bool>(), on_phone(), prop::bool::weighted(0.2)).prop_map(|(known, says, twice)| {
            let slot = if known { Slot::Known } else { Slot::Strangers };
            Move::Phone { slot, says, twice }
        }),
        6 => (jar(), prop::bool::weighted(0.2)).prop_map(|(jar, two_tabs)| Move::Finish { jar, two_tabs }),
        3 => (jar(), any::<bool>()).prop_map(|(jar, with_password)| Move::StepUp { jar, with_password }),
        1 => Just(Move::StealCookie),
        7 => wait.prop_map(|seconds| Move::Wait { seconds }),
        1 => (jar(), any::<bool>()).prop_map(|(jar, passkeys)| Move::Suspend { jar, passkeys }),
        1 => Just(Move::ResetPassword),
        1 => any::<bool>().prop_map(|locked| Move::Lock { locked }),
        1 => Just(Move::NotMe),
    ]
}

/// Ana with any of the methods, asked always or when it is risky, reachable by mail or not; on a site of either profile.
fn worlds() -> impl Strategy<Value = (usize, bool, bool, bool)> {
    (0_usize..64, any::<bool>(), prop::bool::weighted(0.85), prop::bool::weighted(0.2))
}

fn world((methods, every, reachable, strict): (usize, bool, bool, bool)) -> World {
    let all = [question(), phone(), app(), codes("ab"), pixel(PIXEL), passkey(BLUE_KEY, 0)];
    let chosen = all.into_iter().enumerate().filter(|(bit, _)| methods & (1 << bit) != 0).map(|(_, m)| m);
    let mut account = ana(chosen.collect());
    if every {
        account.stored.account.verify = VerifyWhen::EverySignIn;
    }
    if !reachable {
        account.emails.clear();
    }
    World::new(account, Settings::of(if strict { Profile::Strict } else { Profile::Classic }))
}

#[test]
fn no_sequence_of_requests_breaks_a_promise() {
    let config =
        ProptestConfig { cases: sequences(), failure_persistence: None, ..ProptestConfig::default() };
    let strategy = (worlds(), prop::collection::vec(moves(), 1..50));
    let ran = TestRunner::new(config).run(&strategy, |(start, moves)| {
        let mut world = world(start);
        let mut used = BTreeSet::new();
        for step in &moves {
            let before = world.rows.clone();
            let done = world.play(step);
            for each in &done {
                judge(&world, each, &mut used)?;
            }
            let written = done.iter().filter(|d| d.committed && !d.decision.change.is_empty()).count();
            prop_assert!(written <= 1, "two tabs wrote the same sign-in");
            counters_stay(&before, &world.rows, step, &done)?;
            challenges_have_reasons(&world.rows)?;
            power_is_proved(&world)?;
        }
        Ok(())
    });
    assert!(ran.is_ok(), "{}", ran.err().map(|e| e.to_string()).unwrap_or_default());
}

fn judge(world: &World, done: &Done, used: &mut BTreeSet<String>) -> TestCaseResult {
    if !done.committed || done.decision.change.is_empty() {
        return Ok(());
    }
    let method = done.typed.as_ref().and_then(|t| t.method);
    if let (Some(typed), Some(_), None) = (&done.typed, method, done.decision.said) {
        prop_assert!(typed.right, "a wrong answer was accepted");
        let first = typed.once.as_ref().is_none_or(|once| used.insert(once.clone()));
        prop_assert!(first, "{:?} was accepted twice", typed.once);
    }
    if let (Some(typed), Some(Said::ClockOff { .. })) = (&done.typed, done.decision.said) {
        prop_assert!(!typed.right);
        let step = done.facts_step(4);
        used.insert(format!("step {step}"));
    }
    if let Stage::Passed { level, .. } = done.decision.sign_in.stage {
        passed(world, done, method, level)?;
    }
    Ok(())
}

impl Done {
    /// The step that a clock hint gave away; the world's only such code is of so many steps ahead.
    fn facts_step(&self, ahead: i64) -> i64 {
        let write = self.decision.change.iter().find_map(|write| match write {
            crate::change::Write::Record(event) => Some(event.at.0 / 30),
            _ => None,
        });
        write.unwrap_or_default() + ahead
    }
}

fn before_step(sign_in: &SignIn) -> Option<&Verification> {
    match &sign_in.stage {
        Stage::SecondStep(verification) => Some(verification),
        _ => None,
    }
}

/// A session was made or raised: by the right password and, where it was asked, a right and sufficient answer.
fn passed(world: &World, done: &Done, answered: Option<MethodKind>, level: u8) -> TestCaseResult {
    let facts = &done.facts;
    let account = facts.account.as_ref().expect("nobody signs in to a name that does not exist");
    prop_assert_eq!(&account.stored.account.state, &AccountState::Active, "a locked account was entered");
    let session = &done.decision.granted.session.as_ref().expect("a pass hands out a session").session;
    let verification = before_step(&facts.held.sign_in);
    let proven = verification.and_then(|v| match v.state {
        VerificationState::Proven { kind } => Some(kind),
        _ => None,
    });
    let method = answered.or(proven);
    if facts.held.sign_in.purpose == Purpose::SignIn {
        let given = world.given.get(&facts.held.sign_in.id);
        prop_assert_eq!(given, Some(&account.stored.password), "without the right password");
        let strong = method.is_some_and(MethodKind::is_strong);
        prop_assert!(!account.is_suspended(session.since) || strong, "a suspension was passed with less");
        prop_assert_eq!(level >= 2, method.is_some_and(MethodKind::is_level_2));
    }
    match verification {
        Some(verification) => second_step_was_enough(world, done, verification, method, session),
        None => first_step_was_enough(world, done),
    }
}

fn first_step_was_enough(world: &World, done: &Done) -> TestCaseResult {
    let typed = done.typed.as_ref().is_some_and(|typed| typed.right);
    prop_assert!(typed, "passed without a word");
    let account = done.facts.account.as_ref().expect("checked before");
    let nothing_to_ask = !account.standing().any(|m| world.settings.asks_for(m.kind()));
    let known = matches!(done.facts.guesser(), Guesser::Known(_));
    let step_up = done.facts.held.sign_in.purpose != Purpose::SignIn;
    prop_assert!(nothing_to_ask || known || step_up, "the second step was skipped");
    if known && !step_up && !nothing_to_ask && account.stored.account.verify == VerifyWhen::EverySignIn {
        let skip = done.facts.browser.as_ref().and_then(|b| b.stored.browser.skip_until);
        prop_assert!(skip.is_some_and(|until| world.now < until), "an every-sign-in person was not asked");
        prop_assert!(world.settings.skip_for > 0);
    }
    Ok(())
}

fn second_step_was_enough(
    world: &World,
    done: &Done,
    verification: &Verification,
    method: Option<MethodKind>,
    session: &Session,
) -> TestCaseResult {
    let facts = &done.facts;
    let account = facts.account.as_ref().expect("checked before");
    let opened = world.opened.contains(&facts.held.sign_in.id);
    let Some(method) = method else {
        let nothing_to_ask = !account.standing().any(|m| world.settings.asks_for(m.kind()));
        prop_assert!(nothing_to_ask, "a link alone was enough");
        prop_assert!(session.hold_until.is_some());
        return Ok(());
    };
    let strong_asked = verification.verdict == Verdict::ChallengeStrong;
    if strong_asked && !method.is_strong() {
        prop_assert!(session.hold_until.is_some(), "a weak pass without a hold");
        let reachable = account.verified_emails().next().is_some();
        prop_assert!(opened || !reachable, "{method:?} alone passed a challenge-strong");
    }
    if verification.link != LinkProof::NotNeeded {
        prop_assert!(opened, "without its link");
    }
    if method == MethodKind::SecurityQuestion && protected(account) {
        let known = matches!(facts.guesser(), Guesser::Known(_));
        let plain = verification.verdict == Verdict::Challenge;
        prop_assert!(known && plain, "the question stood in for a level-2 method");
        prop_assert_eq!(&facts.held.sign_in.purpose, &Purpose::SignIn);
    }
    Ok(())
}

/// A failure stays counted; strangers never write what a known browser is guarded by.
fn counters_stay(before: &Rows, after: &Rows, step: &Move, done: &[Done]) -> TestCaseResult {
    let reset = matches!(step, Move::ResetPassword);
    let right = done
        .iter()
        .any(|d| d.committed && d.typed.as_ref().is_some_and(|t| t.right) && d.decision.said.is_none());
    for (name, (key, counter)) in &before.counters {
        let now = after.counters.get(name).map_or(0, |(_, c)| c.n);
        let password = matches!(key, CounterKey::Account { door: Door::Password, .. });
        prop_assert!(now >= counter.n || right || (reset && password), "{name} forgot a failure");
    }
    for each in done.iter().filter(|d| d.committed) {
        let guesser = each.facts.guesser();
        if matches!(guesser, Guesser::Stranger { .. }) {
            prop_assert_eq!(
                World::of_known(before),
                World::of_known(after),
                "a stranger wrote a known counter"
            );
        }
        let counted =
            matches!(each.decision.said, Some(Said::Wrong | Said::WrongPassword | Said::ClockOff { .. }));
        let sum = |rows: &Rows| rows.counters.values().map(|(_, c)| c.n).sum::<i64>();
        prop_assert!(!counted || sum(after) > sum(before), "a wrong answer was not counted");
        let unknown = matches!(each.facts.held.sign_in.who, Who::Unknown(_));
        let within = matches!(each.decision.sign_in.stage, Stage::SecondStep(_) | Stage::Passed { .. });
        prop_assert!(!(unknown && within), "a name that nobody has got past the first step");
    }
    Ok(())
}

fn challenges_have_reasons(rows: &Rows) -> TestCaseResult {
    for (sign_in, _) in rows.sign_ins.values() {
        if let Some(verification) = before_step(sign_in) {
            prop_assert!(!verification.reasons.is_empty(), "a challenge without a reason");
            prop_assert_ne!(verification.verdict, Verdict::Allow);
        }
    }
    Ok(())
}

/// Whether a level-2 method was ever enabled and still stands; said here again, so that the rules cannot change it alone.
fn protected(account: &AccountFacts) -> bool {
    let pending = |state| matches!(state, MethodState::Pending { .. });
    account.methods.iter().any(|m| m.method.kind().is_level_2() && !pending(m.method.state))
}

/// Whoever holds a `FreshPerson` has proved what their account asks for.
fn power_is_proved(world: &World) -> TestCaseResult {
    let (account, settings, now) = (&world.rows.account, &world.settings, world.now);
    for stored in world.rows.sessions.values() {
        for action in
            [Action::AddQuestion, Action::AddMethod, Action::Remove, Action::AddEmail, Action::Loosen]
        {
            if FreshPerson::prove(stored, account, action, settings, now).is_err() {
                continue;
            }
            let proofs = &stored.session.proofs;
            let since = |at: Option<crate::time::Time>| at.map_or(i64::MAX, |at| now.since(at));
            let held = stored.session.hold_until.is_some_and(|until| now < until);
            prop_assert!(!held, "a session under hold has power");
            if protected(account) {
                let (kind, at) = proofs.method_at.unzip();
                prop_assert!(since(at) < settings.fresh_for, "power without a level-2 method");
                let removes = matches!(action, Action::Remove | Action::Loosen);
                prop_assert!(!removes || kind != Some(MethodKind::RecoveryCode));
            } else {
                prop_assert!(since(proofs.password_at) < settings.fresh_for, "power without the password");
                let first = action == Action::AddMethod;
                prop_assert!(!first || since(proofs.link_at) < HOUR, "a first strong method without a link");
            }
        }
    }
    Ok(())
}
