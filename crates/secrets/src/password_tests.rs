//! Stories of choosing a password, and of the operator's list of breached ones.

use std::fs;

use data_encoding::HEXUPPER;
use proptest::prelude::*;
use sha1::{Digest as _, Sha1};

use super::*;

const CLASSIC: PasswordRules = PasswordRules { min: 12, max: LONGEST };
const PERSONAL: [&str; 3] = ["Vestibule", "ann.baker", "ann.baker@example.org"];

fn problems(password: &str) -> Vec<PasswordProblem> {
    judge(CLASSIC, password, &PERSONAL).err().unwrap_or_default()
}

#[test]
fn a_few_unrelated_words_are_a_good_password() {
    for password in
        ["plinth otter vacuum eleven", "mauve-kettle-drizzle", "日本の猫は静かに窓辺で眠る", "Xk9#vLq2!mRt7z"]
    {
        assert_eq!(problems(password), [], "{password}");
    }
}

#[test]
fn lengths_count_code_points_after_nfc() {
    assert_eq!(problems("kettle mauv"), [PasswordProblem::TooShort { min: 12 }]);
    // Eleven letters, one of them in two code points before NFC.
    assert_eq!(problems("kettle mauve\u{301}"), []);
    assert_eq!(problems("zettle ouve\u{301}"), [PasswordProblem::TooShort { min: 12 }]);
    let emoji: String = "🦊🐢🍎🌙🚲🎻🧊🪁".repeat(8);
    assert_eq!(emoji.chars().count(), 64);
    assert!(!problems(&emoji).iter().any(|problem| matches!(problem, PasswordProblem::TooLong { .. })));
    assert_eq!(problems(&"mauve-kettle-".repeat(20)), [PasswordProblem::TooLong { max: 256 }]);
}

#[test]
fn composed_and_decomposed_forms_are_one_password() {
    assert_eq!(nfc("café crème brûlée"), nfc("cafe\u{301} cre\u{300}me bru\u{302}le\u{301}e"));
    assert_ne!(nfc("cafe creme brulee"), nfc("café crème brûlée"));
    assert_ne!(nfc("ﬁve"), nfc("five"), "compatibility forms stay apart");
}

#[test]
fn common_passwords_and_famous_examples_are_common() {
    for password in
        ["unbelievable", "correct horse battery staple", "CorrectHorseBatteryStaple", "relationship"]
    {
        assert_eq!(problems(password), [PasswordProblem::Common], "{password}");
    }
    let short = judge(PasswordRules::at_least(8), "password", &[]);
    assert_eq!(short, Err(vec![PasswordProblem::Common]));
}

#[test]
fn a_password_made_of_ones_own_names_is_told_so() {
    for password in
        ["ann.baker2024", "vestibulevestibule", "Vestibule-Ann!", "ann.baker@example.org", "BakerExample9"]
    {
        assert_eq!(problems(password), [PasswordProblem::ContainsName], "{password}");
    }
    assert_eq!(problems("baker plinth otter vacuum"), []);
}

#[test]
fn a_name_makes_no_weak_password_strong() {
    for password in
        ["welcome to vestibule", "vestibule password 1", "i love vestibule", "ann.baker summer 2024"]
    {
        assert_eq!(problems(password), [PasswordProblem::ContainsName], "{password}");
    }
    assert_eq!(problems("vestibule plinth otter vacuum"), [], "three other words are enough by themselves");
    let unknown = judge(CLASSIC, "welcome to vestibule", &[]);
    assert_ne!(unknown, Err(vec![PasswordProblem::ContainsName]), "of another site it is no name");
}

#[test]
fn a_guessable_password_is_told_why_and_what_helps() {
    let found = problems("abcabcabcabcabc");
    let [PasswordProblem::Weak { warning, suggestions }] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(warning.map(Warning::code), Some("repeated-group"));
    assert!(suggestions.contains(&Suggestion::AvoidRepeats));
    assert!(matches!(problems("aaaaaaaaaaaaaaaa").as_slice(), [PasswordProblem::Weak { .. }]));
}

#[test]
fn a_zero_character_is_refused() {
    assert_eq!(problems("mauve-kettle\0drizzle"), [PasswordProblem::Unusable]);
}

fn breached_file(lines: &str) -> (tempfile::TempDir, std::path::PathBuf) {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("breached.txt");
    fs::write(&path, lines).unwrap();
    (home, path)
}

fn hash_of(password: &str) -> String {
    HEXUPPER.encode(&Sha1::digest(password.as_bytes()))
}

#[test]
fn every_breached_password_of_the_file_is_found_and_no_other() {
    for (end, count) in [("\n", true), ("\r\n", true), ("\n", false)] {
        for size in [1_usize, 2, 3, 10, 257] {
            let mut lines: Vec<String> = (0..size)
                .map(|n| {
                    let tail = if count { format!(":{}", n * n * n) } else { String::new() };
                    format!("{}{tail}", hash_of(&format!("breached{n}")))
                })
                .collect();
            lines.sort();
            let last_end = if size % 2 == 0 { "" } else { end };
            let (_home, path) = breached_file(&format!("{}{last_end}", lines.join(end)));
            let breached = BreachedFile::open(&path).unwrap();
            for n in 0..size {
                assert!(breached.contains(&format!("breached{n}")).unwrap(), "{n} of {size}");
                assert!(!breached.contains(&format!("mauve{n}")).unwrap());
            }
        }
    }
}

#[test]
fn lower_case_files_and_decomposed_passwords_are_found() {
    let (_home, path) = breached_file(&hash_of("café").to_lowercase());
    assert!(BreachedFile::open(&path).unwrap().contains("cafe\u{301}").unwrap());
}

#[test]
fn a_file_that_is_no_list_of_hashes_is_refused() {
    let unsorted = format!("{}\n{}\n", "F".repeat(40), "0".repeat(40));
    for lines in ["", "password\n", &"A".repeat(41), &unsorted] {
        let (_home, path) = breached_file(lines);
        assert!(BreachedFile::open(&path).is_err(), "{lines}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn judging_never_falls_over(password in "\\PC{0,40}|.{0,40}") {
        let first = judge(PasswordRules::at_least(8), &password, &PERSONAL);
        prop_assert_eq!(first, judge(PasswordRules::at_least(8), &nfc(&password), &PERSONAL));
    }
}
