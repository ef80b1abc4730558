//! What the API says when something is refused or fails: remarks, refusals and faults of the flows as problem details.
//! Deliberately not here: whether anything is refused.

use flows::{Fault, NumberRefusal, Refused};
use rules::action::Why;
use rules::administrator::{ADMINISTRATION, Lacking};
use rules::decision::Said;
use rules::enrollment::NotEnrolled;
use rules::fresh::Missing;
use rules::method::MethodKind;
use rules::my_account::NotChanged;
use rules::time::Time;
use secrets::answer::AnswerProblem;
use secrets::password::PasswordProblem;
use serde_json::json;

use super::moment::Moment;
use crate::ctx::Ctx;
use crate::edge::problem::{FieldError, Problem, ProblemKind};
use crate::pages::Trouble;
use crate::words::Words;

/// Seconds from `now` to `until` as a header says them, at least one.
fn seconds(until: Time, now: Time) -> u32 {
    u32::try_from(until.left(now)).unwrap_or(u32::MAX).max(1)
}

fn say(kind: ProblemKind, words: Words, trouble: &Trouble) -> Problem {
    Problem::with_detail(kind, trouble.say(words))
}

fn wrong_field(pointer: &str, words: Words, trouble: &Trouble) -> Problem {
    Problem::field(pointer, trouble.say(words))
}

fn wait(until: Time, now: Time, words: Words) -> Problem {
    let seconds = seconds(until, now);
    say(ProblemKind::TooMany, words, &Trouble::Wait { seconds }).retry_after(seconds)
}

fn too_early(at: Option<Time>, now: Time, words: Words) -> Problem {
    match at {
        None => Problem::with_detail(ProblemKind::TooMany, words.text("why-sent-too-often")),
        Some(at) => {
            let seconds = seconds(at, now);
            say(ProblemKind::TooMany, words, &Trouble::ResendTooEarly { seconds }).retry_after(seconds)
        }
    }
}

fn clock_off(seconds: i64, words: Words) -> Problem {
    say(ProblemKind::WrongAnswer, words, &Trouble::clock_off(seconds)).member("clock_off_seconds", seconds)
}

fn resting(words: Words) -> Problem {
    Problem::with_detail(ProblemKind::TooMany, words.text("why-resting")).member("reason", "resting")
}

fn refused(reason: &'static str) -> Problem {
    Problem::new(ProblemKind::Refused).member("reason", reason)
}

/// A remark on an input about a texted code that too many wrong answers used up; none: it is said as of any other.
pub(super) fn used_up(said: Said, now: Time, words: Words) -> Option<Problem> {
    match said {
        Said::CodeDead => Some(say(ProblemKind::CodeDead, words, &Trouble::CodeUsedUp)),
        // There is none on its way to wait for.
        Said::TooEarly { at: Some(until) } => Some(wait(until, now, words)),
        _ => None,
    }
}

/// A remark on an input. `asked`: the kind of method that it answered, if one is asked.
pub(super) fn remark(said: Said, asked: Option<MethodKind>, now: Time, words: Words) -> Problem {
    match said {
        Said::WrongPassword => say(ProblemKind::WrongAnswer, words, &Trouble::WrongNameOrPassword),
        Said::Wrong => {
            let trouble = match asked {
                Some(MethodKind::SecurityQuestion) => Trouble::WrongAnswer { left: None },
                Some(MethodKind::Passkey) => Trouble::WrongPasskey,
                Some(MethodKind::RecoveryCode) => Trouble::WrongRecoveryCode { left: None },
                _ => Trouble::WrongCode { left: None },
            };
            say(ProblemKind::WrongAnswer, words, &trouble)
        }
        Said::ClockOff { seconds } => clock_off(seconds, words),
        Said::Wait { until } => wait(until, now, words),
        Said::Resting => resting(words),
        Said::CodeDead if asked == Some(MethodKind::Passkey) => {
            say(ProblemKind::CodeDead, words, &Trouble::PasskeyLate)
        }
        Said::CodeDead => say(ProblemKind::CodeDead, words, &Trouble::CodeExpired),
        Said::TooEarly { at } => too_early(at, now, words),
        Said::TextRefused => say(ProblemKind::TextNotSent, words, &Trouble::NotSent),
        Said::NotOffered => Problem::new(ProblemKind::NotUsable),
        Said::NotAsked => Problem::new(ProblemKind::NotAsked),
    }
}

/// A refused change. `pointer`: the field that what was typed came in.
pub(super) fn refusal(refused_for: &Refused, now: Time, words: Words) -> Problem {
    match refused_for {
        Refused::NotSignedIn => Problem::new(ProblemKind::NotSignedIn),
        Refused::NotFresh(missing) => not_fresh(missing),
        Refused::NotChanged(why) => not_changed(*why),
        Refused::NotEnrolled(why) => not_enrolled(*why, now, words),
        Refused::Password(problems) => weak_password(problems, words),
        Refused::WrongPassword => {
            let mut problem = say(ProblemKind::WrongAnswer, words, &Trouble::WrongPassword);
            let detail = Trouble::WrongPassword.say(words);
            problem.errors.push(FieldError { pointer: "/current_password".into(), detail });
            problem
        }
        Refused::Wait { until } => wait(*until, now, words),
        Refused::Resting => resting(words),
        Refused::Answer(problem) => wrong_field("/answer", words, &answer_trouble(problem)),
        Refused::UnknownQuestion => wrong_field("/question", words, &Trouble::QuestionMissing),
        Refused::Number(why) => {
            let trouble = match why {
                NumberRefusal::NotANumber | NumberRefusal::NotInUse => Trouble::PhoneInvalid,
                _ => Trouble::PhoneNotServed,
            };
            wrong_field("/number", words, &trouble)
        }
        Refused::TextRefused(_) => say(ProblemKind::TextNotSent, words, &Trouble::NotSent),
        Refused::NotAnEmail => wrong_field("/email", words, &Trouble::EmailInvalid),
        Refused::NotOffered => refused("not_offered"),
        Refused::NoSuchAction => {
            let problem = Problem::with_detail(ProblemKind::NotFound, words.text("why-no-such-action"));
            problem.member("actions", "/api/v1/me/actions")
        }
        Refused::ActionHeld { until } => {
            let problem = say(ProblemKind::Refused, words, &Trouble::ActionHeld { until: until.0 });
            problem.member("reason", "held").member("hold_until", json!(Moment::from(*until)))
        }
        Refused::NothingSuffices => {
            say(ProblemKind::Refused, words, &Trouble::NothingSuffices).member("reason", "nothing_suffices")
        }
        Refused::NotAdministrator(lacking) => not_administrator(*lacking, words),
        Refused::DeadLink(_) | Refused::Name(_) => Problem::new(ProblemKind::NotAllowed),
    }
}

fn not_fresh(missing: &Missing) -> Problem {
    let kind =
        if missing.question_first { ProblemKind::QuestionFirst } else { ProblemKind::FreshProofNeeded };
    let named = [
        ("question_first", missing.question_first),
        ("password", missing.password),
        ("question", missing.question),
        ("link", missing.link),
        ("email", missing.email),
        ("operator_link", missing.operator_link),
        ("method", missing.method),
        ("not_by_recovery_code", missing.not_by_recovery_code),
    ];
    let names: Vec<&str> = named.iter().filter(|(_, is)| *is).map(|(name, _)| *name).collect();
    let problem = Problem::new(kind).member("missing", json!(names));
    match missing.hold_until {
        None => problem,
        Some(until) => problem.member("hold_until", json!(Moment::from(until))),
    }
}

/// Whoever is not marked reads what they read of a path that there is not.
fn not_administrator(lacking: Lacking, words: Words) -> Problem {
    let step_up = |why: &'static str| {
        let problem = Problem::new(ProblemKind::FreshProofNeeded).member("missing", json!(["method"]));
        problem.member("reason", why).member("action", ADMINISTRATION)
    };
    match lacking {
        Lacking::Mark => Problem::new(ProblemKind::NotFound),
        Lacking::Method => Problem::with_detail(ProblemKind::NotAllowed, words.text("why-method-needed"))
            .member("reason", "method_needed"),
        Lacking::Held { until } => {
            let problem = say(ProblemKind::NotAllowed, words, &Trouble::ActionHeld { until: until.0 });
            problem.member("reason", "held").member("hold_until", json!(Moment::from(until)))
        }
        Lacking::Proof(Why::NotProved) => step_up("not_proved"),
        Lacking::Proof(Why::TooWeak | Why::NothingSuffices) => step_up("too_weak"),
        Lacking::Proof(Why::TooOld { .. }) => step_up("too_old"),
    }
}

fn not_changed(why: NotChanged) -> Problem {
    match why {
        NotChanged::Gone => Problem::new(ProblemKind::NotFound),
        NotChanged::QuestionNeeded => refused("question_needed"),
        NotChanged::LastWayIn => refused("last_way_in"),
        NotChanged::NotAllowedHere => refused("not_allowed_here"),
        NotChanged::TooMany => refused("too_many"),
        NotChanged::LastEmail => refused("last_email"),
        NotChanged::NotPreferable => refused("not_preferable"),
        NotChanged::NothingToSuspend => refused("nothing_to_suspend"),
    }
}

fn not_enrolled(why: NotEnrolled, now: Time, words: Words) -> Problem {
    match why {
        NotEnrolled::Wrong => say(ProblemKind::WrongAnswer, words, &Trouble::WrongCode { left: None }),
        NotEnrolled::NotAPasskey => say(ProblemKind::WrongAnswer, words, &Trouble::NotAPasskey),
        NotEnrolled::ClockOff { seconds } => clock_off(seconds, words),
        NotEnrolled::Wait { until } => wait(until, now, words),
        NotEnrolled::Resting => resting(words),
        NotEnrolled::CodeDead => say(ProblemKind::CodeDead, words, &Trouble::CodeExpired),
        NotEnrolled::TooEarly { at } => too_early(at, now, words),
        NotEnrolled::Gone => Problem::new(ProblemKind::NotFound),
        NotEnrolled::TooMany => refused("too_many"),
    }
}

fn weak_password(problems: &[PasswordProblem], words: Words) -> Problem {
    let mut told = Problem::new(ProblemKind::WrongField);
    for problem in problems {
        let detail = password_trouble(problem).say(words);
        told.errors.push(FieldError { pointer: "/new_password".into(), detail });
    }
    told
}

fn password_trouble(problem: &PasswordProblem) -> Trouble {
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    match problem {
        PasswordProblem::TooShort { min } => Trouble::PasswordShort { least: count(*min) },
        PasswordProblem::TooLong { max } => Trouble::PasswordLong { most: count(*max) },
        PasswordProblem::Common | PasswordProblem::Breached => Trouble::PasswordCommon,
        PasswordProblem::ContainsName => Trouble::PasswordPersonal,
        PasswordProblem::Unusable | PasswordProblem::Weak { .. } => Trouble::PasswordGuessable,
    }
}

fn answer_trouble(problem: &AnswerProblem) -> Trouble {
    match problem {
        AnswerProblem::TooShort { .. } => Trouble::AnswerShort,
        AnswerProblem::Repeated | AnswerProblem::Common => Trouble::AnswerCommon,
        AnswerProblem::ContainsName | AnswerProblem::InQuestion => Trouble::AnswerObvious,
    }
}

/// A failure; what is ours to mend is logged under a reference that the caller is told.
pub(super) fn fault(fault: &Fault, ctx: &Ctx) -> Problem {
    match fault {
        Fault::NotFound => Problem::new(ProblemKind::NotFound),
        Fault::Busy { retry_after } => Problem::new(ProblemKind::Unavailable).retry_after(*retry_after),
        Fault::Crowded { retry_after } => Problem::new(ProblemKind::TooMany).retry_after(*retry_after),
        Fault::Conflict => Problem::new(ProblemKind::Conflict),
        Fault::Unavailable(why) => {
            tracing::warn!(why, "the database does not answer");
            Problem::new(ProblemKind::Unavailable).retry_after(1)
        }
        Fault::Internal(why) => {
            let reference = rules::id::EventId::random(&mut ctx.house().dice()).to_string();
            let reference: String = reference.chars().take(8).collect();
            tracing::error!(why, reference, "internal failure");
            Problem::new(ProblemKind::Internal).member("reference", reference)
        }
    }
}
