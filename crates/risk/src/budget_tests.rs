//! A budget is kept once enough is known, by class, over the last 13 weeks.

use super::{AccountClass, SCORES_TO_LEARN, ScoreCounts, THRESHOLD_WHILE_LEARNING};
use crate::generate::Draw;
use crate::samples::{DAY, NOW};

const OLD: AccountClass = AccountClass::Old;

/// The share asked among `count` more sign-ins with these scores. The threshold follows, a little behind, as
/// that of a node does.
fn asked(
    counts: &mut ScoreCounts,
    draw: &mut Draw,
    count: u32,
    at: i64,
    mean: impl Fn(&mut Draw) -> f64,
) -> f64 {
    let (mut asked, mut threshold) = (0, counts.threshold(OLD, 0.02).score);
    for n in 0..count {
        let mean = mean(draw);
        let score = draw.normal(mean, 2.0);
        asked += u32::from(score > threshold);
        counts.learn(OLD, at, score);
        if n % 100 == 0 {
            threshold = counts.threshold(OLD, 0.02).score;
        }
    }
    f64::from(asked) / f64::from(count)
}

#[test]
fn under_a_thousand_scores_the_threshold_is_fixed_and_says_how_far_it_is() {
    let mut counts = ScoreCounts::default();
    for _ in 0..214 {
        counts.learn(OLD, NOW, -9.0);
    }
    let threshold = counts.threshold(OLD, 0.02);
    assert_eq!((threshold.score, threshold.learned_from), (THRESHOLD_WHILE_LEARNING, 214));
    assert!(threshold.is_learning());
    for _ in 214..SCORES_TO_LEARN {
        counts.learn(OLD, NOW, -3.0);
    }
    assert!(!counts.threshold(OLD, 0.02).is_learning());
    assert!(counts.threshold(AccountClass::New, 0.02).is_learning(), "each class learns by itself");
}

#[test]
fn afterwards_the_next_twenty_thousand_keep_the_budget_within_a_quarter() {
    for seed in 0..5 {
        let (mut counts, mut draw) = (ScoreCounts::default(), Draw::new(seed, 0));
        asked(&mut counts, &mut draw, SCORES_TO_LEARN, NOW, |_| -4.5);
        let share = asked(&mut counts, &mut draw, 20_000, NOW, |_| -4.5);
        assert!((0.015..=0.025).contains(&share), "{share} with seed {seed}");
    }
}

#[test]
fn a_fifth_of_new_and_riskier_people_are_absorbed() {
    let (mut counts, mut draw) = (ScoreCounts::default(), Draw::new(9, 0));
    asked(&mut counts, &mut draw, 20_000, NOW, |_| -5.0);
    let mixed = |draw: &mut Draw| if draw.chance(0.2) { -3.5 } else { -5.0 };
    asked(&mut counts, &mut draw, 20_000, NOW + 30 * DAY, mixed);
    let share = asked(&mut counts, &mut draw, 20_000, NOW + 60 * DAY, mixed);
    assert!((0.015..=0.025).contains(&share), "{share}");
}

#[test]
fn scores_are_forgotten_after_a_quarter() {
    let mut counts = ScoreCounts::default();
    for _ in 0..5_000 {
        counts.learn(OLD, NOW, 1.0);
    }
    counts.learn(OLD, NOW + 84 * DAY, 1.0);
    assert_eq!(counts.threshold(OLD, 0.02).learned_from, 5_001);
    counts.learn(OLD, NOW + 91 * DAY, 1.0);
    assert_eq!(counts.threshold(OLD, 0.02).learned_from, 2);
    counts.learn(OLD, NOW, 1.0);
    assert_eq!(counts.threshold(OLD, 0.02).learned_from, 2, "too late to count");
}

#[test]
fn a_strange_quarter_cannot_move_the_threshold_out_of_bounds() {
    for (score, bound) in [(-100.0, -4.0), (100.0, 3.0), (f64::NAN, -4.0)] {
        let mut counts = ScoreCounts::default();
        for _ in 0..2_000 {
            counts.learn(OLD, NOW, score);
        }
        assert_eq!(counts.threshold(OLD, 0.02).score, bound);
    }
}

#[test]
fn two_nodes_merged_know_what_one_would() {
    let (mut first, mut second, mut both) =
        (ScoreCounts::default(), ScoreCounts::default(), ScoreCounts::default());
    for (n, at) in (0..3_000).map(|n| (n, NOW + i64::from(n % 80) * DAY)) {
        let score = f64::from(n % 90) / 10.0 - 6.0;
        let node = if n % 3 == 0 { &mut first } else { &mut second };
        node.learn(OLD, at, score);
        both.learn(OLD, at, score);
    }
    first.merge(&second);
    assert_eq!(first.threshold(OLD, 0.02), both.threshold(OLD, 0.02));
    first.merge(&ScoreCounts::default());
    assert_eq!(first.threshold(OLD, 0.05), both.threshold(OLD, 0.05));
}

#[test]
fn accounts_fall_into_three_classes() {
    let class = |sign_ins| AccountClass::of(sign_ins);
    assert_eq!([class(0), class(4), class(5)], [AccountClass::New, AccountClass::New, AccountClass::Young]);
    assert_eq!([class(20), class(21)], [AccountClass::Young, AccountClass::Old]);
}
