//! Answers to security questions: the form that is compared, and which answers are too easy.
//! Not here: the questions, and hashing (`hashing`). Answers are never kept readable or shown.

use std::collections::HashSet;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;
use zeroize::Zeroizing;

/// Fewest characters of a normalised answer.
pub const SHORTEST: usize = 3;

/// Normalised answers that many people would give, one per line.
static COMMON: LazyLock<HashSet<&str>> =
    LazyLock::new(|| include_str!("answer/common.txt").lines().filter(|line| !line.is_empty()).collect());

/// Why an answer is too easy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerProblem {
    /// Fewer than `min` letters and digits.
    TooShort {
        /// The fewest allowed.
        min: usize,
    },
    /// One character again and again.
    Repeated,
    /// An answer that many would give.
    Common,
    /// It has the person's name or address in it, or is part of them.
    ContainsName,
    /// Its words stand in the question.
    InQuestion,
}

/// The form of an answer that is hashed and compared: NFKC, full case folding, letters, marks and
/// digits only, so that case, spaces and punctuation do not matter. Accents do. Stored hashes
/// depend on this for ever.
pub fn normalise(answer: &str) -> Zeroizing<String> {
    let folded = fold(answer);
    let kept = folded.chars().filter(|character| is_kept(*character));
    // Once more, since marks that meet after the filter may compose or change their order.
    Zeroizing::new(kept.nfkc().collect())
}

fn is_kept(character: char) -> bool {
    character.is_alphanumeric() || is_combining_mark(character)
}

/// Judges a new answer. `personal` are the person's name, user name and addresses.
///
/// # Errors
/// The first problem found.
pub fn judge(answer: &str, question: &str, personal: &[&str]) -> Result<(), AnswerProblem> {
    let answer = normalise(answer);
    if answer.chars().count() < SHORTEST {
        return Err(AnswerProblem::TooShort { min: SHORTEST });
    }
    let first = answer.chars().next();
    if answer.chars().all(|character| Some(character) == first) {
        return Err(AnswerProblem::Repeated);
    }
    if COMMON.contains(answer.as_str()) {
        return Err(AnswerProblem::Common);
    }
    if personal.iter().any(|text| shares(&answer, text)) {
        return Err(AnswerProblem::ContainsName);
    }
    if stands_in(&answer, question) {
        return Err(AnswerProblem::InQuestion);
    }
    Ok(())
}

/// NFKC, case folding, NFKC again, since folding can undo the form (Unicode 3.13, D146).
fn fold(text: &str) -> Zeroizing<String> {
    let composed = Zeroizing::new(text.nfkc().collect::<String>());
    let folded = Zeroizing::new(caseless::default_case_fold_str(&composed));
    Zeroizing::new(folded.nfkc().collect::<String>())
}

/// Whether the answer has the personal text in it, or the local part of an address, or is itself
/// one of its words.
fn shares(answer: &str, personal: &str) -> bool {
    let local = personal.split('@').next().unwrap_or_default();
    let has = [personal, local].map(normalise);
    has.iter().any(|name| name.chars().count() >= SHORTEST && answer.contains(name.as_str()))
        || stands_in(answer, personal)
}

/// Whether the answer is one word or some neighbouring words of the text.
fn stands_in(answer: &str, text: &str) -> bool {
    let folded = fold(text);
    let words: Vec<Zeroizing<String>> =
        folded.split(|character| !is_kept(character)).map(normalise).collect();
    (0..words.len()).any(|from| {
        let mut rest = answer;
        for word in &words[from..] {
            match rest.strip_prefix(word.as_str()) {
                Some("") => return true,
                Some(more) => rest = more,
                None => return false,
            }
        }
        false
    })
}

#[cfg(test)]
#[path = "answer_tests.rs"]
mod tests;
