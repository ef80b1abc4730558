//! Who is asked and could not answer: by the methods that a log names. Deliberately not here: whether a method is usable
//! at that moment, which no log tells.

use risk::Verdict;

/// What an asked sign-in could do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// The log does not say which methods there are.
    Unknown,
    /// A method that is enough.
    Open,
    /// Only methods that need a mailed link besides.
    WithMail,
    /// None.
    Closed,
}

/// Methods that a thief with the password and the mailbox does not have.
const STRONG: [&str; 4] = ["passkey", "authenticator_app", "prompt", "recovery_code"];

/// What is left to somebody with these methods at this verdict.
pub(super) fn way(methods: Option<&str>, verdict: Verdict) -> Way {
    let Some(methods) = methods else { return Way::Unknown };
    let mut methods = methods.split(';').map(str::trim).filter(|method| !method.is_empty()).peekable();
    match verdict {
        Verdict::Allow => Way::Open,
        Verdict::Refuse => Way::Closed,
        _ if methods.peek().is_none() => Way::Closed,
        Verdict::Challenge => Way::Open,
        Verdict::ChallengeStrong if methods.any(|method| STRONG.contains(&method)) => Way::Open,
        Verdict::ChallengeStrong => Way::WithMail,
    }
}
