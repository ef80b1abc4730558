//! Stories of the risk engine at work in a whole house: whom it asks, why, what it learns and what it takes back.

use flows::{Answer, SignInKey, Told, Visitor, learned_so_far};
use risk::{Factor, NetworkKind, Place, Policy, Reason, UnknownBrowser, Verdict, Whereabouts};
use rules::event::{Event, EventKind};
use rules::id::AccountId;
use rules::method::MethodKind;
use rules::sign_in::Stage;
use zeroize::Zeroizing;

use crate::testing_house::{Enrolled, TestHouse, desk, password};

const DAY: i64 = 86_400;
const FIREFOX: &[u8] = b"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

/// Somebody's browser at this address, in this country and this owner's network.
fn from(ip: [u8; 4], country: &str, owner: u32) -> Visitor {
    let place = Place::Country(country.parse().unwrap());
    let text = format!("{}.{}.{}.{}", ip[0], ip[1], ip[2], ip[3]);
    Visitor {
        ip: Some(ip.into()),
        address: Some(text.clone()),
        network: Some(text),
        user_agent: risk::UserAgent::read(FIREFOX, &risk::ClientHints::default()),
        whereabouts: Whereabouts { owner: Some(owner), ..Whereabouts::only(place) },
        ..desk()
    }
}

fn home() -> Visitor {
    from([81, 0, 2, 7], "ES", 3352)
}

fn abroad() -> Visitor {
    from([194, 65, 3, 9], "PT", 3243)
}

/// A site that leaves unknown browsers at home to the score.
async fn scored_site() -> TestHouse {
    let policy = Policy { unknown_browser: UnknownBrowser::NewCountry, ..Policy::default() };
    TestHouse::with(|settings, _| {
        settings.places_known = true;
        settings.risk.policy = policy;
    })
    .await
}

async fn give_password(house: &TestHouse, visitor: &Visitor) -> Told {
    house.house.start_sign_in(visitor, "ana", password(), false).await.unwrap()
}

/// Passes the second step if one is asked, and remembers the browser.
async fn signs_in(house: &TestHouse, visitor: &mut Visitor, ana: &Enrolled) -> Told {
    let mut told = give_password(house, visitor).await;
    if matches!(told.decision.sign_in.stage, Stage::SecondStep(_)) {
        told = answers(house, visitor, &told, ana).await;
    }
    assert!(matches!(told.decision.sign_in.stage, Stage::Passed { .. }), "{told:?}");
    visitor.browsers = told.decision.granted.browser.clone().into_iter().collect();
    house.pass(30);
    told
}

async fn answers(house: &TestHouse, visitor: &Visitor, told: &Told, ana: &Enrolled) -> Told {
    let key = SignInKey { id: told.id.clone(), secret: told.decision.granted.sign_in.clone().unwrap() };
    let app = told.methods.iter().find(|method| method.kind() == MethodKind::AuthenticatorApp).unwrap();
    house.house.choose(visitor, &key, app.id).await.unwrap();
    let code = Answer::Code(Zeroizing::new(house.app_code(&ana.seed)));
    house.house.answer(visitor, &key, &code, false).await.unwrap()
}

async fn account(house: &TestHouse) -> rules::facts::AccountFacts {
    let found = house.house.store().accounts(None, 1).await.unwrap().remove(0);
    house.house.store().account(found.account.id).await.unwrap().unwrap()
}

async fn events(house: &TestHouse, account: AccountId) -> Vec<EventKind> {
    let events: Vec<Event> = house.house.store().events(account, None, 50).await.unwrap();
    events.into_iter().map(|event| event.what).collect()
}

fn reasons(told: &Told) -> &[Reason] {
    match &told.decision.sign_in.stage {
        Stage::SecondStep(verification) => &verification.reasons,
        Stage::Passed { reasons, .. } => reasons,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_known_browser_at_home_is_not_asked_and_abroad_reads_why_it_is() {
    let house = TestHouse::with(|settings, _| settings.places_known = true).await;
    let ana = house.person_with_app("ana").await;
    let mut laptop = home();
    signs_in(&house, &mut laptop, &ana).await;
    for _ in 0..8 {
        house.pass(DAY);
        let told = give_password(&house, &laptop).await;
        assert!(matches!(told.decision.sign_in.stage, Stage::Passed { .. }), "{told:?}");
        laptop.browsers = told.decision.granted.browser.into_iter().collect();
    }
    let told = give_password(&house, &abroad()).await;
    let country = "PT".parse().unwrap();
    assert_eq!(reasons(&told)[..2], [Reason::NewBrowser, Reason::NewPlace { country }]);
    let passed = answers(&house, &abroad(), &told, &ana).await;
    let words = crate::words::Words::language("en").unwrap();
    let sentences = crate::reasons::sentences(reasons(&passed), words);
    assert_eq!(sentences[0], "First sign-in from Portugal, with a browser that we have not seen.");
    let id = account(&house).await.id();
    let recorded = events(&house, id).await;
    let asked = recorded.iter().find_map(|what| match what {
        EventKind::SecondStepAsked { weighed, .. } => Some(weighed),
        _ => None,
    });
    let weighed = asked.expect("the decision is recorded with what it rests on");
    assert_eq!(weighed.grounds.decide(&Policy::default()).verdict, weighed.verdict);
    assert!(weighed.grounds.score.of(Factor::Country) > risk::REASON, "{weighed:?}");
}

#[tokio::test]
async fn where_the_score_decides_an_unknown_browser_at_home_is_asked_for_its_network() {
    let house = scored_site().await;
    let ana = house.person_with_app("ana").await;
    let mut laptop = home();
    for _ in 0..8 {
        signs_in(&house, &mut laptop, &ana).await;
        house.pass(DAY);
    }
    let mut hosted = from([5, 9, 8, 1], "ES", 24940);
    hosted.whereabouts.kind = NetworkKind::Hosting;
    let told = give_password(&house, &hosted).await;
    assert!(matches!(told.decision.sign_in.stage, Stage::SecondStep(_)), "{told:?}");
    let said = reasons(&told);
    assert!(said.contains(&Reason::HostingNetwork) && said.contains(&Reason::UnusualNetwork), "{said:?}");
    let same = from([81, 0, 2, 7], "ES", 3352);
    let told = give_password(&house, &same).await;
    assert_eq!(reasons(&told), [Reason::NewBrowser], "the token is missing where one was always shown");
}

#[tokio::test]
async fn twenty_failed_challenges_teach_nothing() {
    let house = TestHouse::with(|settings, _| settings.places_known = true).await;
    let ana = house.person_with_app("ana").await;
    let mut laptop = home();
    signs_in(&house, &mut laptop, &ana).await;
    let before = account(&house).await;
    for _ in 0..20 {
        let told = give_password(&house, &abroad()).await;
        let key = SignInKey {
            id: told.id.clone(),
            secret: told.decision.granted.sign_in.clone().unwrap_or_default(),
        };
        let Some(app) = told.methods.iter().find(|m| m.kind() == MethodKind::AuthenticatorApp) else { break };
        house.house.choose(&abroad(), &key, app.id).await.unwrap();
        let wrong = Answer::Code(Zeroizing::new("000000".into()));
        house.house.answer(&abroad(), &key, &wrong, false).await.unwrap();
        house.pass(16 * 60);
    }
    let after = account(&house).await;
    assert_eq!((&before.history, &before.profile), (&after.history, &after.profile));
    let owner = give_password(&house, &laptop).await;
    assert!(matches!(owner.decision.sign_in.stage, Stage::Passed { .. }), "{owner:?}");
}

#[tokio::test]
async fn this_was_not_me_takes_back_what_was_taught_and_asks_the_next_time() {
    let house = TestHouse::with(|settings, _| settings.places_known = true).await;
    let ana = house.person_with_app("ana").await;
    let mut laptop = home();
    signs_in(&house, &mut laptop, &ana).await;
    house.pass(DAY);
    let before = account(&house).await;
    let mut thief = abroad();
    signs_in(&house, &mut thief, &ana).await;
    let taught = account(&house).await;
    assert!(taught.history.knows("PT".parse().unwrap(), risk::Day::of(house.now())));
    let link = house.mailed_link("/links/not-me").await;
    let token = link.split_once("token=").unwrap().1.to_owned();
    house.house.press_link(&desk(), &token, None, &[]).await.unwrap().unwrap();
    let after = account(&house).await;
    assert_eq!(after.profile, before.profile, "exactly what was taught is gone");
    assert!(!after.history.knows("PT".parse().unwrap(), risk::Day::of(house.now())));
    let again = give_password(&house, &thief).await;
    let asked = reasons(&again);
    let country = "PT".parse().unwrap();
    for reason in [Reason::NewBrowser, Reason::NewPlace { country }, Reason::DeniedPrompt] {
        assert!(asked.contains(&reason), "{reason:?} in {asked:?}");
    }
    let owner = give_password(&house, &laptop).await;
    assert_eq!(reasons(&owner), [Reason::DeniedPrompt], "asked once on every browser");
    let told = answers(&house, &laptop, &owner, &ana).await;
    laptop.browsers = told.decision.granted.browser.clone().into_iter().collect();
    let owner = give_password(&house, &laptop).await;
    assert!(matches!(owner.decision.sign_in.stage, Stage::Passed { .. }), "all is well again");
}

#[tokio::test]
async fn wrong_passwords_for_many_names_count_against_the_network_they_come_from() {
    let house = scored_site().await;
    let ana = house.person_with_app("ana").await;
    let mut laptop = home();
    signs_in(&house, &mut laptop, &ana).await;
    for name in 0..12 {
        let thief = from([81, 0, 2, 50 + name], "ES", 3352);
        let wrong = Zeroizing::new("not the password".to_owned());
        let told = house.house.start_sign_in(&thief, &format!("name{name}"), wrong, false).await.unwrap();
        assert!(told.decision.said.is_some());
    }
    let neighbour = from([81, 0, 2, 99], "ES", 3352);
    let told = give_password(&house, &neighbour).await;
    assert!(reasons(&told).contains(&Reason::ManyFailures), "{:?}", reasons(&told));
    let elsewhere = give_password(&house, &from([88, 1, 1, 1], "ES", 12479)).await;
    assert!(!reasons(&elsewhere).contains(&Reason::ManyFailures));
    let owner = give_password(&house, &laptop).await;
    assert!(matches!(owner.decision.sign_in.stage, Stage::Passed { .. }), "its owner is let in: {owner:?}");
}

#[tokio::test]
async fn what_a_node_learned_is_there_after_a_restart() {
    let house = TestHouse::open().await;
    let ana = house.person_with_app("ana").await;
    house.house.recall_learned().await.unwrap();
    let mut laptop = home();
    for _ in 0..4 {
        signs_in(&house, &mut laptop, &ana).await;
    }
    house.house.exchange_learned().await.unwrap();
    let written = learned_so_far(house.house.store(), 0.02).await.unwrap();
    // With the sign-in that set the account up.
    assert_eq!((written.sign_ins, written.nodes), (5, 1));
    house.house.recall_learned().await.unwrap();
    signs_in(&house, &mut laptop, &ana).await;
    house.house.leave_learned().await.unwrap();
    let written = learned_so_far(house.house.store(), 0.02).await.unwrap();
    assert_eq!((written.sign_ins, written.nodes), (6, 1), "the same row, gone on from");
    let scores: u32 = written.thresholds.iter().map(|(_, threshold)| threshold.learned_from).sum();
    assert_eq!(scores, 5, "each but the very first sign-in counts for the budget");
}

#[tokio::test]
async fn a_site_of_ten_asks_nobody_on_the_browsers_they_are_known_on() {
    let house = TestHouse::with(|settings, _| settings.places_known = true).await;
    let mut people = Vec::new();
    for number in 0..10_u8 {
        let name = format!("person{number}");
        let seed = house.person_with_app(&name).await;
        let mut visitor = from([81, number, 2, 7], "ES", 3352);
        let told = house.house.start_sign_in(&visitor, &name, password(), false).await.unwrap();
        let passed = answers(&house, &visitor, &told, &seed).await;
        visitor.browsers = passed.decision.granted.browser.into_iter().collect();
        house.pass(30);
        people.push((name, visitor));
    }
    let mut asked = 0;
    for day in 0..15_u8 {
        house.pass(DAY - 3_600 * i64::from(day % 5));
        for (number, (name, visitor)) in people.iter_mut().enumerate() {
            // Now and then from the telephone's network.
            let ip = if (usize::from(day) + number) % 4 == 0 { [77, day, 3, 3] } else { [81, 1, 2, 7] };
            let owner = if ip[0] == 77 { 12430 } else { 3352 };
            let now = Visitor { browsers: visitor.browsers.clone(), ..from(ip, "ES", owner) };
            let told = house.house.start_sign_in(&now, name, password(), false).await.unwrap();
            match told.decision.sign_in.stage {
                Stage::Passed { .. } => {
                    visitor.browsers = told.decision.granted.browser.into_iter().collect();
                }
                _ => asked += 1,
            }
        }
    }
    assert_eq!(asked, 0, "of 150 sign-ins");
    let (name, _) = &people[0];
    let stranger = house.house.start_sign_in(&abroad(), name, password(), false).await.unwrap();
    assert!(matches!(stranger.decision.sign_in.stage, Stage::SecondStep(_)));
}

#[tokio::test]
async fn a_group_that_must_always_verify_does_on_a_known_browser_too() {
    let house = TestHouse::with(|settings, _| {
        settings.risk.groups.insert("client".into(), Verdict::Challenge.into());
    })
    .await;
    let ana = house.person_with_app("ana").await;
    let mut laptop = home();
    signs_in(&house, &mut laptop, &ana).await;
    let told = give_password(&house, &laptop).await;
    assert!(matches!(told.decision.sign_in.stage, Stage::Passed { .. }), "she is in no group");
    laptop.browsers = told.decision.granted.browser.into_iter().collect();
    let facts = account(&house).await;
    let mut client = facts.stored.account.clone();
    client.groups = vec!["client".into()];
    let change = vec![rules::change::Write::SaveAccount {
        account: client,
        password: None,
        based_on: facts.stored.version,
    }];
    house.house.store().commit(&change, &mut house.house.dice()).await.unwrap();
    let told = give_password(&house, &laptop).await;
    assert_eq!(reasons(&told), [Reason::Floor]);
}

#[tokio::test]
async fn failures_that_another_node_saw_count_with_those_seen_here() {
    let house = scored_site().await;
    let ana = house.person_with_app("ana").await;
    let mut laptop = home();
    signs_in(&house, &mut laptop, &ana).await;
    for name in 0..3 {
        let thief = from([81, 0, 2, 50 + name], "ES", 3352);
        let wrong = Zeroizing::new("not the password".to_owned());
        house.house.start_sign_in(&thief, &format!("name{name}"), wrong, false).await.unwrap();
    }
    let neighbour = from([81, 0, 2, 99], "ES", 3352);
    let three = failures_held_against(&house, &neighbour).await;
    assert!((three - f64::ln(1.0 + 3.0 / 3.0)).abs() < 0.01, "{three}");
    house.house.share_failures().await.unwrap();
    // Another node saw as many from there.
    let store = house.house.store();
    let ours = store.nodes().await.unwrap().remove(0);
    let (version, seen) = store.node_bursts(ours.id).await.unwrap();
    assert_eq!(version, 1);
    let (node, token) = (rules::id::RowToken::from_bytes([1; 16]), rules::id::RowToken::from_bytes([2; 16]));
    let now = rules::Time(house.now());
    store.add_node(node, token, now).await.unwrap();
    store.save_bursts(node, token, &seen, now).await.unwrap();
    house.house.share_failures().await.unwrap();
    let six = failures_held_against(&house, &neighbour).await;
    assert!((six - f64::ln(1.0 + 6.0 / 3.0)).abs() < 0.01, "{six}");
    let owner = give_password(&house, &laptop).await;
    assert!(matches!(owner.decision.sign_in.stage, Stage::Passed { .. }), "its owner is let in: {owner:?}");
    // An hour later none of it counts, and the other node's row is not read again.
    house.pass(3 * 3_600);
    house.house.share_failures().await.unwrap();
    let none = failures_held_against(&house, &neighbour).await;
    assert!(none.abs() < 0.01, "{none}");
}

/// What the score holds against a sign-in for failures around it, as it is recorded.
async fn failures_held_against(house: &TestHouse, visitor: &Visitor) -> f64 {
    house.pass(1);
    give_password(house, visitor).await;
    let id = account(house).await.id();
    let recorded = events(house, id).await;
    let weighed = recorded.iter().find_map(|what| match what {
        EventKind::SignedIn { weighed, .. } => weighed.as_ref(),
        EventKind::SecondStepAsked { weighed, .. } => Some(weighed),
        _ => None,
    });
    weighed.expect("it is recorded").grounds.score.of(Factor::Failures)
}

#[tokio::test]
async fn failures_lately_are_not_forgotten_by_a_restart() {
    let house = scored_site().await;
    let ana = house.person_with_app("ana").await;
    signs_in(&house, &mut home(), &ana).await;
    house.house.recall_learned().await.unwrap();
    for name in 0..12 {
        let thief = from([81, 0, 2, 50 + name], "ES", 3352);
        let wrong = Zeroizing::new("not the password".to_owned());
        house.house.start_sign_in(&thief, &format!("name{name}"), wrong, false).await.unwrap();
    }
    house.house.leave_learned().await.unwrap();
    house.house.recall_learned().await.unwrap();
    let nodes = house.house.store().nodes().await.unwrap();
    assert_eq!((nodes.len(), nodes[0].bursts_version), (1, 1), "the same row, gone on from");
    let told = give_password(&house, &from([81, 0, 2, 99], "ES", 3352)).await;
    assert!(reasons(&told).contains(&Reason::ManyFailures), "{:?}", reasons(&told));
}
