//! Refusals put into sentences, each at the field that can mend it. Deliberately not here: those that lead to another page.

use delivery::limits::SmsRefusal;
use delivery::number::NumberRefusal;
use flows::Refused;
use rules::enrollment::{MOST_OF_A_KIND, NotEnrolled};
use rules::fresh::Missing;
use rules::my_account::{MOST_EMAILS, NotChanged};
use rules::time::Time;
use secrets::answer::AnswerProblem;
use secrets::password::PasswordProblem;

use crate::pages::Trouble;

/// Whether it is about something that the person does not have.
pub(super) const fn is_gone(refused: &Refused) -> bool {
    matches!(refused, Refused::NotChanged(NotChanged::Gone) | Refused::NotEnrolled(NotEnrolled::Gone))
}

/// What is wrong, field by field. `field`: the one that general refusals stand at.
pub(in crate::handlers) fn problems(
    refused: &Refused,
    field: &'static str,
    now: Time,
) -> Vec<(&'static str, Trouble)> {
    let one = |field, trouble| vec![(field, trouble)];
    match refused {
        Refused::NotFresh(missing) => one("", missing_trouble(missing)),
        Refused::NotChanged(why) => one(field, not_changed(*why)),
        Refused::NotEnrolled(why) => one(field, not_enrolled(*why, now)),
        Refused::Password(problems) => {
            problems.iter().map(|problem| ("new_password", password(problem))).collect()
        }
        Refused::WrongPassword => one("current_password", Trouble::WrongPassword),
        Refused::Wait { until } => one(field, Trouble::Wait { seconds: seconds(*until, now) }),
        Refused::Resting => one(field, Trouble::Resting),
        Refused::Answer(problem) => one("answer", answer(*problem)),
        Refused::UnknownQuestion => one("question", Trouble::QuestionMissing),
        Refused::Number(why) => one("phone", number(*why)),
        Refused::TextRefused(why) => one(field, text(*why)),
        Refused::NotAnEmail => one("email", Trouble::EmailInvalid),
        Refused::ActionHeld { until } => one(field, Trouble::ActionHeld { until: until.0 }),
        Refused::NothingSuffices => one(field, Trouble::NothingSuffices),
        Refused::NoSuchAction
        | Refused::NotOffered
        | Refused::NotSignedIn
        | Refused::DeadLink(_)
        | Refused::Name(_)
        | Refused::NotAdministrator(_) => one(field, Trouble::NotOffered),
    }
}

/// Whole seconds until a moment; at least one.
pub(super) fn seconds(until: Time, now: Time) -> u32 {
    u32::try_from(until.left(now).max(1)).unwrap_or(u32::MAX)
}

/// Why nothing that the person can prove now would help.
pub(super) fn missing_trouble(missing: &Missing) -> Trouble {
    match missing.hold_until {
        Some(until) => Trouble::Held { until: until.0 },
        None if missing.email => Trouble::EmailFirst,
        None if missing.operator_link => Trouble::OperatorLink,
        None if missing.not_by_recovery_code => Trouble::NotByRecoveryCode,
        None => Trouble::ProofNeeded,
    }
}

fn most(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn not_changed(why: NotChanged) -> Trouble {
    match why {
        NotChanged::Gone => Trouble::ChangedMeanwhile,
        NotChanged::QuestionNeeded => Trouble::QuestionNeeded,
        NotChanged::LastWayIn => Trouble::LastWayIn,
        NotChanged::NotAllowedHere => Trouble::SiteAsksAlways,
        NotChanged::TooMany => Trouble::TooManyAddresses { most: most(MOST_EMAILS) },
        NotChanged::LastEmail => Trouble::LastAddress,
        NotChanged::NotPreferable => Trouble::NotPreferable,
        NotChanged::NothingToSuspend => Trouble::NothingChosen,
    }
}

fn not_enrolled(why: NotEnrolled, now: Time) -> Trouble {
    match why {
        NotEnrolled::Wrong => Trouble::WrongCode { left: None },
        NotEnrolled::NotAPasskey => Trouble::NotAPasskey,
        NotEnrolled::ClockOff { seconds } => Trouble::clock_off(seconds),
        NotEnrolled::Wait { until } => Trouble::Wait { seconds: seconds(until, now) },
        NotEnrolled::Resting => Trouble::Resting,
        NotEnrolled::CodeDead => Trouble::CodeExpired,
        NotEnrolled::TooEarly { at: Some(at) } => Trouble::ResendTooEarly { seconds: seconds(at, now) },
        NotEnrolled::TooEarly { at: None } => Trouble::SentTooOften,
        NotEnrolled::Gone => Trouble::ChangedMeanwhile,
        NotEnrolled::TooMany => Trouble::TooManyMethods { most: most(MOST_OF_A_KIND) },
    }
}

fn password(problem: &PasswordProblem) -> Trouble {
    match problem {
        PasswordProblem::TooShort { min } => Trouble::PasswordShort { least: most(*min) },
        PasswordProblem::TooLong { max } => Trouble::PasswordLong { most: most(*max) },
        PasswordProblem::Unusable => Trouble::PasswordUnusable,
        PasswordProblem::Common => Trouble::PasswordCommon,
        PasswordProblem::Breached => Trouble::PasswordBreached,
        PasswordProblem::ContainsName => Trouble::PasswordPersonal,
        PasswordProblem::Weak { .. } => Trouble::PasswordGuessable,
    }
}

const fn answer(problem: AnswerProblem) -> Trouble {
    match problem {
        AnswerProblem::TooShort { .. } => Trouble::AnswerShort,
        AnswerProblem::Repeated => Trouble::AnswerRepeated,
        AnswerProblem::Common => Trouble::AnswerCommon,
        AnswerProblem::ContainsName | AnswerProblem::InQuestion => Trouble::AnswerObvious,
    }
}

const fn number(why: NumberRefusal) -> Trouble {
    match why {
        NumberRefusal::NotANumber => Trouble::PhoneInvalid,
        NumberRefusal::NotInUse => Trouble::PhoneNotInUse,
        NumberRefusal::NotMobile | NumberRefusal::TollFree => Trouble::PhoneNotMobile,
        NumberRefusal::Premium => Trouble::PhonePremium,
        NumberRefusal::Voip => Trouble::PhoneInternet,
    }
}

const fn text(why: SmsRefusal) -> Trouble {
    match why {
        SmsRefusal::CountryNotServed | SmsRefusal::NoCountriesChosen => Trouble::PhoneNotServed,
        SmsRefusal::NumberLimit | SmsRefusal::AccountLimit | SmsRefusal::NetworkLimit => {
            Trouble::SentTooOften
        }
        SmsRefusal::SwitchedOff
        | SmsRefusal::CountryLimit
        | SmsRefusal::PrefixUnused
        | SmsRefusal::SpendCap => Trouble::NotSent,
    }
}

#[cfg(test)]
#[path = "refusals_tests.rs"]
mod tests;
