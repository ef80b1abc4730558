//! How long a proof spares a group from being asked.

use super::GroupRule;
use crate::Verdict;
use crate::samples::NOW;

#[test]
fn a_proof_lasts_for_as_long_as_the_group_takes_it() {
    let strong = GroupRule { least: Verdict::ChallengeStrong, fresh_for: Some(3_600) };
    let table = [
        (None, Verdict::ChallengeStrong),
        (Some(NOW), Verdict::Allow),
        (Some(NOW - 3_599), Verdict::Allow),
        (Some(NOW - 3_600), Verdict::ChallengeStrong),
        (Some(NOW + 1), Verdict::ChallengeStrong),
        (Some(i64::MIN), Verdict::ChallengeStrong),
    ];
    for (proved, asked) in table {
        assert_eq!(strong.asks(proved, NOW), asked, "proved at {proved:?}");
    }
    assert_eq!(
        GroupRule::from(Verdict::Challenge).asks(Some(NOW), NOW),
        Verdict::Challenge,
        "without: every time"
    );
}
