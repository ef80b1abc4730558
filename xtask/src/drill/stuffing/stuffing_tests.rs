//! Whether the drill finds what there is to find.

use super::*;

fn attacked(hits: &[(usize, Hit)]) -> Outcome {
    Outcome { wrong: 10, hits: hits.to_vec(), ..Outcome::default() }
}

fn fared(tried: usize, asked: usize) -> Fared {
    Fared { tried, asked, kept_out: Vec::new() }
}

#[test]
fn a_right_password_let_in_is_told_once_the_attack_is_under_way() {
    let early = attacked(&[(3, Hit::LetIn), (49, Hit::Asked), (400, Hit::Refused)]);
    assert_eq!(broken_by_hits(&early).unwrap(), 0);
    let late = attacked(&[(3, Hit::Asked), (49, Hit::LetIn), (400, Hit::Refused)]);
    assert_eq!(broken_by_hits(&late).unwrap(), 1);
    assert!(broken_by_hits(&attacked(&[(3, Hit::Asked)])).is_err(), "nothing was shown");
    assert!(attacked_report(&attacked(&[])).is_err());
}

#[test]
fn people_kept_out_and_bystanders_asked_are_told() {
    let calm = Day { bystanders: fared(1_000, 20), ..Day::default() };
    let worse = |asked| Day { bystanders: fared(1_000, asked), ..Day::default() };
    assert_eq!(broken_to_people(&calm, &worse(22), &calm), 0);
    assert_eq!(broken_to_people(&calm, &worse(23), &calm), 1);
    let locked = Fared { tried: 2, asked: 0, kept_out: vec!["locked out".to_owned()] };
    let shut = Day { owners: locked, ..Day::default() };
    assert_eq!(broken_to_people(&calm, &Day::default(), &shut), 1);
}
