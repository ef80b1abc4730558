//! The models are what they say they are: Freeman against scores computed independently, the others by story.

use risk::generate::{Actor, Device, SignIn, Spot};
use risk::{Browser, NetworkKind, Os, Position, TokenEvidence};

use super::contestant::Contestant;
use super::freeman::Freeman;
use super::plot::{Line, draw};
use super::simple::{ByHand, Weighing};
use super::tally::Tally;
use super::trial::{Accounts, Scored, Trial};

/// 300 sign-ins of an invented site (documentation ASNs), each with the score that the closed form gives it,
/// computed in exact fractions from the list of all sign-ins before it.
const FREEMAN: &str = include_str!("../../../fixtures/freeman.tsv");

#[test]
fn freeman_is_the_published_closed_form_to_twelve_places() {
    let mut model = Freeman::new();
    let mut compared = 0;
    for line in FREEMAN.lines().skip(1) {
        let fields: Vec<&str> = line.split('\t').collect();
        let number = |at: usize| fields[at].parse::<u64>().unwrap();
        let user = u32::try_from(number(0)).unwrap();
        let (network, agent) = ([1, 2, 3].map(number), [4, 5, 6, 7].map(number));
        match (model.rate(user, network, agent), fields[8]) {
            (None, expected) => assert_eq!(expected, "-", "{line}"),
            (Some(score), expected) => {
                let expected: f64 = expected.parse().unwrap();
                assert!((score / expected - 1.0).abs() < 1e-12, "{score} for {line}");
                compared += 1;
            }
        }
        model.add(user, network, agent);
    }
    assert_eq!(compared, 275);
}

fn home() -> SignIn {
    SignIn {
        at: 1_740_000_000,
        person: 1,
        actor: Actor::Owner,
        spot: Spot {
            country: 0,
            owner: 3,
            network: 77,
            kind: NetworkKind::Ordinary,
            position: Position { north: 0, east: 0 },
        },
        device: Device { os: Os::Windows, browser: Browser::Firefox, version: 120, model: 0 },
        token: TokenEvidence::Known,
    }
}

#[test]
fn the_simple_models_count_what_is_new() {
    for weighing in [Weighing::Rule, Weighing::Simple, Weighing::Keycloak] {
        let mut model = ByHand::new(weighing);
        model.learn(&home());
        let usual = model.score(&home());
        let abroad = SignIn { spot: Spot { country: 5, owner: 90, network: 900, ..home().spot }, ..home() };
        assert!(model.score(&abroad) > usual, "{weighing:?}");
        let new_network = SignIn { spot: Spot { network: 78, ..home().spot }, ..home() };
        assert_eq!(model.score(&new_network) > usual, weighing != Weighing::Rule, "{weighing:?}");
    }
}

fn scored(scores: impl IntoIterator<Item = u32>, before: u32) -> Vec<Scored> {
    scores.into_iter().map(|score| Scored { score: f64::from(score), before }).collect()
}

#[test]
fn a_threshold_never_asks_more_than_its_budget_even_where_scores_are_equal() {
    let mut trial = Trial { owners: scored(0..100, 30), ..Trial::default() };
    trial.attackers.insert(Actor::Naive, scored([97, 98, 99, 100], 30));
    let threshold = trial.threshold(Accounts::ALL, 0.02);
    assert_eq!(trial.asked(Accounts::ALL, threshold), 0.02);
    assert_eq!(trial.stopped(Actor::Naive, Accounts::ALL, threshold), 0.75);
    let same = Trial { owners: scored([1; 100], 30), ..Trial::default() };
    assert_eq!(same.asked(Accounts::ALL, same.threshold(Accounts::ALL, 0.02)), 0.0);
}

#[test]
fn young_accounts_are_looked_at_apart() {
    let mut owners = scored([1; 50], 30);
    owners.extend(scored([9; 50], 6));
    let trial = Trial { owners, ..Trial::default() };
    assert_eq!(trial.threshold(Accounts::YOUNG, 0.5), 9.0);
    assert_eq!(trial.threshold(Accounts { least: 21, most: u32::MAX }, 0.5), 1.0);
}

#[test]
fn tallies_of_two_seeds_are_their_mean() {
    let tally = |top: u32| {
        let mut trial = Trial { owners: scored(0..100, 10), ..Trial::default() };
        trial.attackers.insert(Actor::Naive, scored([top; 4], 10));
        let mut tally = Tally::new("work");
        tally.add("ours", &trial);
        tally
    };
    let both = tally(200).merged(tally(1));
    let cut = both.at("ours", 0.02).unwrap();
    assert_eq!((cut.asked, cut.stopped[0]), (0.02, 0.5));
    assert_eq!(both.names().collect::<Vec<_>>(), ["ours"]);
}

#[test]
fn a_plot_holds_a_line_for_each_model() {
    let line = |name| Line { name, points: vec![(0.01, 0.5), (0.02, 0.9)] };
    let svg = draw("naive", &[line("ours"), line("Freeman")]);
    assert_eq!(svg.matches("<polyline").count(), 2);
    assert!(svg.contains("Freeman") && svg.ends_with("</svg>\n"));
}
