//! Every refusal is said in a sentence of its own, in every language.

use std::collections::BTreeSet;

use delivery::limits::SmsRefusal;
use delivery::number::NumberRefusal;
use flows::Refused;
use rules::enrollment::NotEnrolled;
use rules::fresh::Missing;
use rules::my_account::NotChanged;
use rules::time::Time;
use secrets::answer::AnswerProblem;
use secrets::password::PasswordProblem;

use super::{is_gone, problems};
use crate::words::{LANGUAGES, Words};

const NOW: Time = Time(1_000);

/// Those of what was typed.
fn typed() -> Vec<Refused> {
    let weak = PasswordProblem::Weak { warning: None, suggestions: Vec::new() };
    let passwords = [
        PasswordProblem::TooShort { min: 12 },
        PasswordProblem::TooLong { max: 256 },
        PasswordProblem::Unusable,
        PasswordProblem::Common,
        PasswordProblem::Breached,
        PasswordProblem::ContainsName,
        weak,
    ];
    let answers = [
        AnswerProblem::TooShort { min: 3 },
        AnswerProblem::Repeated,
        AnswerProblem::Common,
        AnswerProblem::InQuestion,
    ];
    let numbers = [
        NumberRefusal::NotANumber,
        NumberRefusal::NotInUse,
        NumberRefusal::NotMobile,
        NumberRefusal::Premium,
        NumberRefusal::Voip,
    ];
    let texts = [SmsRefusal::CountryNotServed, SmsRefusal::NumberLimit, SmsRefusal::SpendCap];
    passwords
        .map(|problem| Refused::Password(vec![problem]))
        .into_iter()
        .chain(answers.map(Refused::Answer))
        .chain(numbers.map(Refused::Number))
        .chain(texts.map(Refused::TextRefused))
        .collect()
}

fn all() -> Vec<Refused> {
    let at = Time(1_090);
    let changes = [
        NotChanged::QuestionNeeded,
        NotChanged::LastWayIn,
        NotChanged::NotAllowedHere,
        NotChanged::TooMany,
        NotChanged::LastEmail,
        NotChanged::NotPreferable,
    ];
    let enrollments = [
        NotEnrolled::Wrong,
        NotEnrolled::ClockOff { seconds: 90 },
        NotEnrolled::CodeDead,
        NotEnrolled::TooEarly { at: Some(at) },
        NotEnrolled::TooMany,
    ];
    let missing = [
        Missing { hold_until: Some(at), ..Missing::default() },
        Missing { email: true, ..Missing::default() },
        Missing { operator_link: true, ..Missing::default() },
        Missing { not_by_recovery_code: true, ..Missing::default() },
        Missing { password: true, ..Missing::default() },
    ];
    let others = [
        Refused::WrongPassword,
        Refused::Wait { until: at },
        Refused::Resting,
        Refused::UnknownQuestion,
        Refused::NotAnEmail,
        Refused::NotOffered,
    ];
    typed()
        .into_iter()
        .chain(changes.map(Refused::NotChanged))
        .chain(enrollments.map(Refused::NotEnrolled))
        .chain(missing.map(Refused::NotFresh))
        .chain(others)
        .collect()
}

#[test]
fn each_refusal_has_one_sentence_that_no_other_refusal_has() {
    for language in LANGUAGES {
        let words = Words::language(language).unwrap();
        let mut said = BTreeSet::new();
        for refused in all() {
            let told = problems(&refused, "", NOW);
            assert_eq!(told.len(), 1, "{refused:?}");
            let sentence = told[0].1.say(words);
            assert!(!sentence.contains('⟦'), "{refused:?}: {sentence}");
            assert!(said.insert(sentence.clone()), "{refused:?} is said like another: {sentence}");
        }
    }
}

#[test]
fn a_refusal_stands_at_the_field_that_mends_it() {
    let field = |refused| problems(&refused, "code", NOW)[0].0;
    assert_eq!(field(Refused::Answer(AnswerProblem::Common)), "answer");
    assert_eq!(field(Refused::Number(NumberRefusal::NotInUse)), "phone");
    assert_eq!(field(Refused::Password(vec![PasswordProblem::Common])), "new_password");
    assert_eq!(field(Refused::WrongPassword), "current_password");
    assert_eq!(field(Refused::NotAnEmail), "email");
    assert_eq!(field(Refused::NotEnrolled(NotEnrolled::Wrong)), "code");
}

#[test]
fn every_problem_of_a_password_is_told_at_once() {
    let both = vec![PasswordProblem::Common, PasswordProblem::ContainsName];
    assert_eq!(problems(&Refused::Password(both), "", NOW).len(), 2);
}

#[test]
fn what_is_not_theirs_is_gone_and_nothing_else_is() {
    assert!(is_gone(&Refused::NotChanged(NotChanged::Gone)));
    assert!(is_gone(&Refused::NotEnrolled(NotEnrolled::Gone)));
    assert!(all().iter().all(|refused| !is_gone(refused)));
}
