//! What may happen in the world of the property test, and what is told of it. What comes of it is not decided here.

use crate::decision::Decision;
use crate::facts::Facts;
use crate::method::MethodKind;
use crate::prompt::Slot;
use crate::second_step::PhoneSays;

/// What somebody types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Say {
    Right,
    Wrong,
    /// A code that was accepted before.
    Used,
    /// The app's code of two minutes ahead.
    Ahead,
    /// An answer of a kind that may not be asked.
    OtherKind,
}

/// What happens next. The numbers choose a browser (Ana's laptop, her new one, the thief's) and a method.
#[derive(Clone, Debug)]
pub(crate) enum Move {
    Start { jar: usize, right: bool, name: bool, shared: bool },
    Password { jar: usize, right: bool },
    Choose { jar: usize, method: usize },
    Answer { jar: usize, say: Say, skip: bool, two_tabs: bool },
    SendLink { jar: usize },
    OpenLink { jar: usize },
    Cancel { jar: usize },
    Phone { slot: Slot, says: PhoneSays, twice: bool },
    Finish { jar: usize, two_tabs: bool },
    StepUp { jar: usize, with_password: bool },
    StealCookie,
    Wait { seconds: i64 },
    Suspend { jar: usize, passkeys: bool },
    ResetPassword,
    Lock { locked: bool },
    NotMe,
}

/// One decision on a sign-in and what became of it.
pub(crate) struct Done {
    pub(crate) facts: Facts,
    pub(crate) decision: Decision,
    /// The typed answer, if one was typed.
    pub(crate) typed: Option<Typed>,
    pub(crate) committed: bool,
}

/// What was typed, as only this world knows.
#[derive(Clone, Debug)]
pub(crate) struct Typed {
    pub(crate) right: bool,
    /// What makes it single-use, if anything does.
    pub(crate) once: Option<String>,
    pub(crate) method: Option<MethodKind>,
}
