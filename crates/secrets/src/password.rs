//! What makes a password acceptable: length, no blocklist entry, not one's own name, not guessable.
//! Not here: hashing (`hashing`). There are no composition rules and no expiry, deliberately.

use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;
use zxcvbn::Score;
use zxcvbn::matching::patterns::MatchPattern;

mod breached;
mod hints;

pub use breached::BreachedFile;
pub use hints::{Suggestion, Warning};

/// No password is longer; longer ones are refused, never cut.
pub const LONGEST: usize = 256;

/// Names shorter than this are no names: they occur in other words by chance.
const SHORTEST_NAME: usize = 3;

/// Passwords that became famous as examples of good ones, without separators. The 30,000
/// commonest ones come with zxcvbn.
const FAMOUS: [&str; 14] = [
    "correcthorsebatterystaple",
    "correctbatteryhorsestaple",
    "horsebatterystaplecorrect",
    "batterystaplecorrecthorse",
    "thiscannotbeguessed",
    "troubadour3",
    "tr0ub4dor3",
    "tr0ubador3",
    "hunter2hunter2",
    "thequickbrownfox",
    "maytheforcebewithyou",
    "tobeornottobe",
    "onceuponatime",
    "opensesameopensesame",
];

/// Lengths in code points after NFC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PasswordRules {
    /// Fewest code points.
    pub min: usize,
    /// Most code points.
    pub max: usize,
}

impl PasswordRules {
    /// At least `min` code points, at most [`LONGEST`].
    pub fn at_least(min: usize) -> Self {
        Self { min, max: LONGEST }
    }
}

/// Why a password is not acceptable; each can be said in the person's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PasswordProblem {
    /// Fewer than `min` code points.
    TooShort {
        /// The fewest allowed.
        min: usize,
    },
    /// More than `max` code points.
    TooLong {
        /// The most allowed.
        max: usize,
    },
    /// It holds U+0000, which some systems take for the end.
    Unusable,
    /// It is on the list of common passwords, or one word of a dictionary.
    Common,
    /// It is on the operator's list of breached passwords. Never given by [`judge`]: the caller
    /// adds it after asking a [`BreachedFile`].
    Breached,
    /// Most of it is a name, or what is not is quick to guess: of the service, the person, or their address.
    ContainsName,
    /// It can be guessed (zxcvbn below 3).
    Weak {
        /// The main reason, if there is one.
        warning: Option<Warning>,
        /// What would help.
        suggestions: Vec<Suggestion>,
    },
}

/// The NFC form: the one that is judged, hashed and verified, so that a password typed on another
/// system, which composes letters differently, is the same password.
pub fn nfc(password: &str) -> Zeroizing<String> {
    // Reserved for the usual case that NFC is no longer than its input, so that no copy is left behind.
    let mut normal = Zeroizing::new(String::with_capacity(password.len() * 3));
    normal.extend(password.nfc());
    normal
}

/// Judges a new password. `personal` are the names of the service and the person and their e-mail
/// addresses. Takes milliseconds (zxcvbn): run it on the hashing pool.
///
/// # Errors
/// All problems found, the length alone if that is wrong.
pub fn judge(rules: PasswordRules, password: &str, personal: &[&str]) -> Result<(), Vec<PasswordProblem>> {
    let password = nfc(password);
    let length = password.chars().count();
    if length < rules.min {
        return Err(vec![PasswordProblem::TooShort { min: rules.min }]);
    }
    if length > rules.max {
        return Err(vec![PasswordProblem::TooLong { max: rules.max }]);
    }
    if password.contains('\0') {
        return Err(vec![PasswordProblem::Unusable]);
    }
    let names = names(personal);
    let mut problems = Vec::new();
    let inputs: Vec<&str> = names.iter().map(String::as_str).collect();
    if rests_on_names(&password, &names, &inputs) {
        problems.push(PasswordProblem::ContainsName);
    }
    let strength = zxcvbn::zxcvbn(&password, &inputs);
    let one_word =
        matches!(strength.sequence(), [only] if matches!(only.pattern, MatchPattern::Dictionary(_)));
    if problems.is_empty() && (one_word || is_famous(&password)) {
        problems.push(PasswordProblem::Common);
    }
    if problems.is_empty() && strength.score() < Score::Three {
        let feedback = strength.feedback();
        problems.push(PasswordProblem::Weak {
            warning: feedback.and_then(|feedback| feedback.warning()).map(Warning::from),
            suggestions: feedback
                .map(|feedback| feedback.suggestions().iter().copied().map(Suggestion::from).collect())
                .unwrap_or_default(),
        });
    }
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

/// The folded names that must not make up a password: each whole text, and the parts of an
/// address before and after the `@`; the longest first.
fn names(personal: &[&str]) -> Vec<String> {
    let mut names: Vec<String> = personal
        .iter()
        .flat_map(|text| {
            std::iter::once(*text).chain(text.split(['@', ' ', '.', '_', '-', '+'])).chain(text.split('@'))
        })
        .map(fold)
        .filter(|name| name.chars().count() >= SHORTEST_NAME)
        .collect();
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    names.dedup();
    names
}

/// Whether most of it is names, or what stands beside them would be quick to guess alone: whoever guesses tries these names
/// first, so that they add nothing.
fn rests_on_names(password: &str, names: &[String], inputs: &[&str]) -> bool {
    let whole = Zeroizing::new(fold(password));
    let mut rest = whole.clone();
    for name in names {
        rest = Zeroizing::new(rest.replace(name.as_str(), ""));
    }
    let (left, all) = (rest.chars().count(), whole.chars().count());
    if left * 2 <= all || left == all {
        return left * 2 <= all;
    }
    // Without what stood between words, which zxcvbn takes for words of their own.
    let words = Zeroizing::new(rest.chars().filter(|c| c.is_alphanumeric()).collect::<String>());
    zxcvbn::zxcvbn(&words, inputs).score() < Score::Three
}

fn is_famous(password: &str) -> bool {
    let plain = Zeroizing::new(password.chars().filter(|c| c.is_alphanumeric()).collect::<String>());
    let plain = Zeroizing::new(fold(&plain));
    FAMOUS.contains(&plain.as_str())
}

fn fold(text: &str) -> String {
    caseless::default_case_fold_str(text)
}

#[cfg(test)]
#[path = "password_tests.rs"]
mod tests;
