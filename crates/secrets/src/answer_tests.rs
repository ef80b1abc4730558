//! Stories of security answers: what counts as the same, and what is too easy.

use proptest::prelude::*;

use super::*;

const QUESTION: &str = "What was the name of your first pet?";
const PERSONAL: [&str; 2] = ["ann.baker", "annie@example.org"];

#[test]
fn case_spaces_punctuation_and_letter_forms_do_not_matter() {
    let kept = normalise("O'Malley Street 12");
    for typed in
        ["o'malley street 12", "OMALLEY-STREET-12", "  O’Malley   Street, 12. ", "Ｏ'Ｍalley Street １２"]
    {
        assert_eq!(normalise(typed), kept, "{typed}");
    }
    assert_eq!(kept.as_str(), "omalleystreet12");
    assert_eq!(normalise("STRASSE"), normalise("Straße"));
    assert_eq!(normalise("CAFÉ"), normalise("cafe\u{301}"));
    assert_eq!(normalise("ΟΔΟΣ"), normalise("οδος"));
}

#[test]
fn accents_and_other_letters_do_matter() {
    assert_ne!(normalise("café"), normalise("cafe"));
    assert_ne!(normalise("Straße"), normalise("Strase"));
}

#[test]
fn marks_of_other_scripts_are_kept() {
    assert_ne!(normalise("किताब"), normalise("कताब"));
    assert_eq!(normalise("私の 猫！").as_str(), "私の猫");
}

#[test]
fn an_uncommon_answer_is_accepted() {
    for answer in ["Sir Barksalot III", "Zwiebelkuchen", "Привет-Мишутка", "7 Plinth Row"] {
        assert_eq!(judge(answer, QUESTION, &PERSONAL), Ok(()), "{answer}");
    }
}

#[test]
fn easy_answers_are_refused_with_their_reason() {
    let cases = [
        ("x!", AnswerProblem::TooShort { min: 3 }),
        ("...   ...", AnswerProblem::TooShort { min: 3 }),
        ("AAAA-aaaa", AnswerProblem::Repeated),
        ("Fluffy", AnswerProblem::Common),
        ("New York", AnswerProblem::Common),
        ("GRÜN", AnswerProblem::Common),
        ("I don't know", AnswerProblem::Common),
        ("password", AnswerProblem::Common),
        ("the great AnnBaker", AnswerProblem::ContainsName),
        ("baker", AnswerProblem::ContainsName),
        ("Annie", AnswerProblem::ContainsName),
        ("annie7", AnswerProblem::ContainsName),
        ("first pet", AnswerProblem::InQuestion),
        ("What was the name of your first pet?", AnswerProblem::InQuestion),
    ];
    for (answer, problem) in cases {
        assert_eq!(judge(answer, QUESTION, &PERSONAL), Err(problem), "{answer}");
    }
}

#[test]
fn letters_that_meet_across_words_of_the_question_are_no_reason() {
    assert_eq!(judge("eofy", QUESTION, &PERSONAL), Ok(()));
    assert_eq!(judge("irst", QUESTION, &PERSONAL), Ok(()));
}

#[test]
fn the_list_of_common_answers_is_normalised_and_ample() {
    assert!(COMMON.len() > 500);
    for answer in COMMON.iter() {
        assert_eq!(normalise(answer).as_str(), *answer);
    }
}

proptest! {
    #[test]
    fn normalising_twice_changes_nothing(answer: String) {
        let once = normalise(&answer);
        prop_assert_eq!(normalise(&once), once);
    }

    #[test]
    fn judging_never_falls_over(answer: String, question: String, name: String) {
        let judged = judge(&answer, &question, &[&name]);
        prop_assert_eq!(judged, judge(&normalise(&answer), &question, &[&name]));
    }
}
