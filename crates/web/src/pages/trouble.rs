//! What can be wrong with a form, and the sentence that helps to mend it.
//! Deliberately not here: the checks (`rules`, `flows`).

use crate::pages::times::{moment, span};
use crate::words::{FluentValue, Words};

/// One thing to mend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The form field's name, or `""` for the form as a whole.
    pub field: &'static str,
    /// What is wrong.
    pub trouble: Trouble,
}

/// What is wrong with what was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// Nothing was typed.
    Empty,
    /// User name and password do not fit; says nothing about which.
    WrongNameOrPassword,
    /// The current password is wrong.
    WrongPassword,
    /// The code is wrong; tries left if they are few.
    WrongCode {
        /// Tries left, told only when few.
        left: Option<u32>,
    },
    /// What came of the passkey proves nothing.
    WrongPasskey,
    /// The passkey opens no account here; says nothing about which or why.
    PasskeyNotKnown,
    /// The passkey took too long; it is asked for anew.
    PasskeyLate,
    /// No passkey was made.
    NotAPasskey,
    /// The code was used before.
    CodeUsed,
    /// The code was guessed at too often.
    CodeUsedUp,
    /// The code is too old.
    CodeExpired,
    /// The code does not have the right length.
    CodeLength {
        /// Its length.
        digits: u32,
    },
    /// The code fits another time; whole minutes, positive when the phone is ahead.
    ClockOff {
        /// Whole minutes.
        minutes: i32,
    },
    /// The answer is wrong; tries left if they are few.
    WrongAnswer {
        /// Tries left, told only when few.
        left: Option<u32>,
    },
    /// The recovery code is wrong or used.
    WrongRecoveryCode {
        /// Tries left, told only when few.
        left: Option<u32>,
    },
    /// Too soon to try again; seconds to wait.
    Wait {
        /// Seconds to wait.
        seconds: u32,
    },
    /// Too soon to send again; seconds to wait.
    ResendTooEarly {
        /// Seconds to wait.
        seconds: u32,
    },
    /// Not sent; another way is offered.
    NotSent,
    /// Not a phone number.
    PhoneInvalid,
    /// The site does not send to this country or kind of number.
    PhoneNotServed,
    /// Not an e-mail address.
    EmailInvalid,
    /// The account has this address already.
    EmailListed,
    /// An administrator asked for an account that nobody has.
    NoSuchAccount,
    /// The user name has characters that cannot be used.
    NameInvalid,
    /// The name to be greeted by has characters that are not seen.
    NameUnseen,
    /// The user name is an address.
    NameIsAddress,
    /// The user name is taken.
    NameTaken,
    /// A name is too long; most characters.
    NameLong {
        /// The most.
        most: u32,
    },
    /// Fewer characters than the least.
    PasswordShort {
        /// The least.
        least: u32,
    },
    /// More characters than the most.
    PasswordLong {
        /// The most.
        most: u32,
    },
    /// In the list of passwords that thieves try first.
    PasswordCommon,
    /// Quick to guess by pattern.
    PasswordGuessable,
    /// Holds the user name, address or site name.
    PasswordPersonal,
    /// The same as before.
    PasswordSame,
    /// No question was chosen.
    QuestionMissing,
    /// The answer is too short.
    AnswerShort,
    /// The answer is one that many people give.
    AnswerCommon,
    /// The answer is part of the question, name or address.
    AnswerObvious,
    /// The box "I saved them" is not ticked.
    NotSaved,
    /// The codes that were shown were not said to be saved.
    CodesUnsaved,
    /// Nothing was chosen.
    NothingChosen,
    /// The question was answered with the same letter again and again.
    AnswerRepeated,
    /// No country gives out such a phone number.
    PhoneNotInUse,
    /// A phone that takes no text messages.
    PhoneNotMobile,
    /// A phone that costs extra.
    PhonePremium,
    /// An internet number, which anyone may hold.
    PhoneInternet,
    /// So many codes or mails were sent that no more are sent now.
    SentTooOften,
    /// The password is in a list of stolen ones.
    PasswordBreached,
    /// The password has a character that cannot be typed everywhere.
    PasswordUnusable,
    /// Too many wrong tries; nothing more counts from here now.
    Resting,
    /// Nothing can be changed before this moment, in Unix seconds.
    Held {
        /// Unix seconds.
        until: i64,
    },
    /// The site's action cannot be done before this moment, in Unix seconds.
    ActionHeld {
        /// Unix seconds.
        until: i64,
    },
    /// Nothing that is enabled is strong enough for the site's action.
    NothingSuffices,
    /// A verified address is needed first.
    EmailFirst,
    /// The site sends no mail: the operator's link is needed first.
    OperatorLink,
    /// Another method has to be enabled first.
    MethodFirst,
    /// A fresh proof is needed first.
    ProofNeeded,
    /// A recovery code is too little for this change.
    NotByRecoveryCode,
    /// The site does not offer this.
    NotOffered,
    /// The site asks everyone at every sign-in.
    SiteAsksAlways,
    /// As many methods of the kind as an account may have.
    TooManyMethods {
        /// The most.
        most: u32,
    },
    /// As many addresses as an account may have.
    TooManyAddresses {
        /// The most.
        most: u32,
    },
    /// Others depend on the question.
    QuestionNeeded,
    /// The last way in.
    LastWayIn,
    /// The last verified address.
    LastAddress,
    /// The method cannot be asked for first.
    NotPreferable,
    /// Nothing that lives on a phone is enabled.
    NothingOnPhone,
    /// An unfinished set-up is over.
    SetUpOver,
    /// The form was open too long, send it again.
    StaleForm,
    /// Changed in another tab meanwhile.
    ChangedMeanwhile,
}

impl Trouble {
    /// A phone whose clock is off by so many seconds: whole minutes, at least one, ahead or behind.
    #[must_use]
    pub fn clock_off(seconds: i64) -> Self {
        let whole = (seconds.abs() + 30) / 60;
        Self::ClockOff { minutes: i32::try_from(whole.max(1) * seconds.signum()).unwrap_or_default() }
    }

    /// One or two short sentences: what is wrong, what to do.
    #[must_use]
    pub fn say(&self, words: Words) -> String {
        let n = |key: &str, n: u32| words.with(key, &[("n", FluentValue::from(n))]);
        let wait = |key: &str, seconds: u32| words.with(key, &[("time", span(words, seconds).into())]);
        let tries = |key: &str, left: Option<u32>| match left {
            Some(left) => format!("{} {}", words.text(key), n("tries-left", left)),
            None => words.text(key).into_owned(),
        };
        match self {
            Self::WrongCode { left } => tries("error-wrong-code", *left),
            Self::WrongAnswer { left } => tries("error-wrong-answer", *left),
            Self::WrongRecoveryCode { left } => tries("error-wrong-recovery-code", *left),
            Self::CodeLength { digits } => n("error-code-length", *digits),
            Self::ClockOff { minutes } if *minutes > 0 => n("error-clock-ahead", minutes.unsigned_abs()),
            Self::ClockOff { minutes } => n("error-clock-behind", minutes.unsigned_abs()),
            Self::Wait { seconds } => wait("error-wait", *seconds),
            Self::ResendTooEarly { seconds } => wait("error-resend-early", *seconds),
            Self::NameLong { most } => n("error-name-long", *most),
            Self::PasswordShort { least } => n("error-password-short", *least),
            Self::PasswordLong { most } => n("error-password-long", *most),
            Self::TooManyMethods { most } => n("error-too-many-methods", *most),
            Self::TooManyAddresses { most } => n("error-too-many-addresses", *most),
            Self::Held { until } => words.with("error-held", &[("time", moment(words, *until).into())]),
            Self::ActionHeld { until } => {
                words.with("error-action-held", &[("time", moment(words, *until).into())])
            }
            plain => words.text(plain.key()).into_owned(),
        }
    }

    /// The key of those that carry no value.
    fn key(&self) -> &'static str {
        match self {
            Self::Empty => "error-empty",
            Self::WrongNameOrPassword => "error-wrong-name-or-password",
            Self::WrongPassword => "error-wrong-password",
            Self::CodeUsed => "error-code-used",
            Self::WrongPasskey => "error-wrong-passkey",
            Self::PasskeyNotKnown => "error-passkey-not-known",
            Self::PasskeyLate => "error-passkey-late",
            Self::NotAPasskey => "error-not-a-passkey",
            Self::CodeUsedUp => "error-code-used-up",
            Self::CodeExpired => "error-code-expired",
            Self::NotSent => "error-not-sent",
            Self::PhoneInvalid => "error-phone-invalid",
            Self::PhoneNotServed => "error-phone-not-served",
            Self::EmailInvalid => "error-email-invalid",
            Self::EmailListed => "error-email-listed",
            Self::NoSuchAccount => "error-no-such-account",
            Self::NameInvalid => "error-name-invalid",
            Self::NameUnseen => "error-name-unseen",
            Self::NameIsAddress => "error-name-is-address",
            Self::NameTaken => "error-name-taken",
            Self::PasswordCommon => "error-password-common",
            Self::PasswordGuessable => "error-password-guessable",
            Self::PasswordPersonal => "error-password-personal",
            Self::PasswordSame => "error-password-same",
            Self::QuestionMissing => "error-question-missing",
            Self::AnswerShort => "error-answer-short",
            Self::AnswerCommon => "error-answer-common",
            Self::AnswerObvious => "error-answer-obvious",
            Self::AnswerRepeated => "error-answer-repeated",
            Self::PhoneNotInUse => "error-phone-not-in-use",
            Self::PhoneNotMobile => "error-phone-not-mobile",
            Self::PhonePremium => "error-phone-premium",
            Self::PhoneInternet => "error-phone-internet",
            Self::SentTooOften => "error-sent-too-often",
            Self::PasswordBreached => "error-password-breached",
            Self::PasswordUnusable => "error-password-unusable",
            Self::Resting => "error-resting",
            Self::NothingSuffices => "error-nothing-suffices",
            Self::EmailFirst => "error-email-first",
            Self::OperatorLink => "error-operator-link",
            Self::MethodFirst => "error-method-first",
            Self::ProofNeeded => "error-proof-needed",
            Self::NotByRecoveryCode => "error-not-by-recovery-code",
            Self::NotOffered => "error-not-offered",
            Self::SiteAsksAlways => "error-site-asks-always",
            Self::QuestionNeeded => "error-question-needed",
            Self::LastWayIn => "error-last-way-in",
            Self::LastAddress => "error-last-address",
            Self::NotPreferable => "error-not-preferable",
            Self::NothingOnPhone => "error-nothing-on-phone",
            Self::SetUpOver => "error-set-up-over",
            Self::NotSaved => "error-not-saved",
            Self::CodesUnsaved => "codes-unsaved",
            Self::NothingChosen => "error-nothing-chosen",
            Self::ChangedMeanwhile => "error-changed-meanwhile",
            _ => "error-stale-form",
        }
    }
}
