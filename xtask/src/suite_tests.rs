//! Stories about counting: only what a runner really reported, and a broken run is a failure.

use super::*;

#[test]
fn cargo_test_results_are_counted() {
    let line =
        "test result: FAILED. 12 passed; 3 failed; 0 ignored; 0 measured; 7 filtered out; finished in 0.02s";
    assert_eq!(Count::in_cargo_line(line), Count { passed: 12, failed: 3 });
}

#[test]
fn a_test_whose_name_speaks_of_passing_is_not_counted() {
    assert_eq!(Count::in_cargo_line("test sign_in::all_3_passed; ok ... ok"), Count::default());
    assert_eq!(Count::in_node_line("# Subtest: pass 3"), Count::default());
}

#[test]
fn node_results_are_counted_and_cancelled_tests_are_failures() {
    let output = "# tests 6\n# suites 0\n# pass 4\n# fail 1\n# cancelled 1\n# skipped 0";
    let total = output.lines().fold(Count::default(), |total, line| total.plus(Count::in_node_line(line)));
    assert_eq!(total, Count { passed: 4, failed: 2 });
}

#[tokio::test]
async fn a_runner_that_breaks_before_counting_is_one_failure() {
    let broken = process::command("false", Stop::AtOnce, None);
    assert_eq!(count(broken, &[], Count::in_cargo_line).await.unwrap(), Count { passed: 0, failed: 1 });
}

#[tokio::test]
async fn a_runner_sees_where_the_services_are() {
    let mut runner = process::command("sh", Stop::AtOnce, None);
    runner.args(["-c", "echo \"test result: ok. $PLACE passed; 0 failed;\""]);
    let exports = [("PLACE", "41".to_owned())];
    assert_eq!(count(runner, &exports, Count::in_cargo_line).await.unwrap(), Count { passed: 41, failed: 0 });
}
