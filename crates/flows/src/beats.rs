//! The beats' common end: commit what was decided, or begin again with new facts, three times at most.

use std::ops::ControlFlow;

use rules::administrator::Lacking;
use rules::by_link::DeadLink;
use rules::change::Change;
use rules::enrollment::NotEnrolled;
use rules::fresh::Missing;
use rules::my_account::NotChanged;
use rules::time::Time;
use secrets::answer::AnswerProblem;
use secrets::hashing::PoolError;
use secrets::password::PasswordProblem;
use store::{CommitError, ReadError};

use crate::house::House;

/// A failure: nothing was decided, nothing changed.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// Too much to do; come back.
    #[error("too busy; come back in {retry_after} seconds")]
    Busy {
        /// In so many seconds.
        retry_after: u32,
    },
    /// Too many want the same account at once, or one network too much of what costs nothing; come back.
    #[error("too many at once; come back in {retry_after} seconds")]
    Crowded {
        /// In so many seconds.
        retry_after: u32,
    },
    /// Others keep changing the same thing.
    #[error("others are changing the same thing; try again")]
    Conflict,
    /// The database does not answer.
    #[error("the database does not answer: {0}")]
    Unavailable(String),
    /// There is no such thing, or it is not yours: the same.
    #[error("there is no such thing")]
    NotFound,
    /// Our mistake.
    #[error("internal: {0}")]
    Internal(String),
}

/// A refusal of a change: a value with its reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// No live session.
    NotSignedIn,
    /// Not proved freshly enough.
    NotFresh(Missing),
    /// The rules say no.
    NotChanged(NotChanged),
    /// The set-up goes no further.
    NotEnrolled(NotEnrolled),
    /// The password will not do.
    Password(Vec<PasswordProblem>),
    /// The current password is wrong.
    WrongPassword,
    /// Too soon after a wrong one.
    Wait {
        /// When the next try may be made.
        until: Time,
    },
    /// No more tries from here.
    Resting,
    /// The answer will not do.
    Answer(AnswerProblem),
    /// There is no such question.
    UnknownQuestion,
    /// Not a phone number that a text can be sent to.
    Number(delivery::number::NumberRefusal),
    /// Text messages to there are not sent now.
    TextRefused(delivery::limits::SmsRefusal),
    /// Not an e-mail address.
    NotAnEmail,
    /// The link does nothing.
    DeadLink(DeadLink),
    /// The name is taken or will not do.
    Name(crate::create::NotCreated),
    /// The operator set no action of this name.
    NoSuchAction,
    /// The session may not do it before a moment, whatever is proved.
    ActionHeld {
        /// When.
        until: Time,
    },
    /// Nothing that the person has now is strong enough for the action.
    NothingSuffices,
    /// Not an administrator, or not one who proved it.
    NotAdministrator(Lacking),
    /// The site does not offer this.
    NotOffered,
}

/// What every use case comes to: done, refused for a reason, or failed.
pub type Outcome<T> = Result<Result<T, Refused>, Fault>;

impl From<ReadError> for Fault {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Unavailable(why) => Self::Unavailable(why.to_string()),
            ReadError::Fault(fault) if fault.is_lost_schema() => Self::Unavailable(fault.to_string()),
            ReadError::Fault(fault) => Self::Internal(fault.to_string()),
        }
    }
}

impl From<CommitError> for Fault {
    fn from(error: CommitError) -> Self {
        match error {
            CommitError::Conflict => Self::Conflict,
            CommitError::Unknown => Self::Unavailable("the outcome is not known".into()),
            CommitError::Unavailable(why) => Self::Unavailable(why.to_string()),
            CommitError::Fault(fault) if fault.is_lost_schema() => Self::Unavailable(fault.to_string()),
            CommitError::Fault(fault) => Self::Internal(fault.to_string()),
        }
    }
}

impl From<PoolError> for Fault {
    fn from(error: PoolError) -> Self {
        match error {
            PoolError::Busy { retry_after_seconds } => Self::Busy { retry_after: retry_after_seconds },
            other => Self::Internal(other.to_string()),
        }
    }
}

impl From<secrets::passkeys::PasskeyError> for Fault {
    fn from(error: secrets::passkeys::PasskeyError) -> Self {
        Self::Internal(error.to_string())
    }
}

impl From<secrets::seal::SealError> for Fault {
    fn from(error: secrets::seal::SealError) -> Self {
        Self::Internal(error.to_string())
    }
}

/// How often a decision is taken again on new facts.
pub(crate) const BEATS: usize = 3;

/// What a commit came to.
pub(crate) enum Committed {
    /// It is on disk.
    Done,
    /// The facts were old.
    Conflict,
    /// The connection broke after it was sent: it may or may not be on disk.
    Unknown,
}

impl House {
    /// Commits a change.
    pub(crate) async fn commit(&self, change: &Change) -> Result<Committed, Fault> {
        if change.is_empty() {
            return Ok(Committed::Done);
        }
        match self.store.commit(change, &mut self.dice()).await {
            Ok(()) => Ok(Committed::Done),
            Err(CommitError::Conflict) => Ok(Committed::Conflict),
            Err(CommitError::Unknown) => Ok(Committed::Unknown),
            Err(CommitError::Unavailable(why)) => Err(Fault::Unavailable(why.to_string())),
            Err(CommitError::Fault(fault)) => Err(Fault::Internal(fault.to_string())),
        }
    }

    /// One beat: decides and commits. Goes on where the facts were old.
    pub(crate) async fn beat<T>(
        &self,
        decide: impl Future<Output = Outcome<(T, Change)>>,
    ) -> ControlFlow<Outcome<T>> {
        let (told, change) = match decide.await {
            Ok(Ok(decided)) => decided,
            Ok(Err(refused)) => return ControlFlow::Break(Ok(Err(refused))),
            Err(fault) => return ControlFlow::Break(Err(fault)),
        };
        match self.commit(&change).await {
            Ok(Committed::Done) => ControlFlow::Break(Ok(Ok(told))),
            Ok(Committed::Conflict) => ControlFlow::Continue(()),
            Ok(Committed::Unknown) => {
                ControlFlow::Break(Err(Fault::Unavailable("the outcome is not known".into())))
            }
            Err(fault) => ControlFlow::Break(Err(fault)),
        }
    }
}

/// Decides (the block) and commits, again with new facts on a conflict. A macro, since a future made by an async closure
/// that borrows is not known to be `Send`, and servers move futures between threads.
macro_rules! beats {
    ($house:expr, $decide:block) => {
        'beats: {
            for _ in 0..crate::beats::BEATS {
                if let std::ops::ControlFlow::Break(end) = $house.beat(async $decide).await {
                    break 'beats end;
                }
            }
            Err(crate::beats::Fault::Conflict)
        }
    };
}
pub(crate) use beats;
