//! The text of a code message: a human sentence first, then the line that lets browsers fill in the code
//! for this site only (WICG "Origin-bound one-time codes delivered via SMS").
//! Not here: the sentence's words, which are translated elsewhere.

/// Why a text cannot be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BodyError {
    /// The sentence is empty.
    #[error("the sentence is empty")]
    Sentence,
    /// Not a host name in lower case without scheme, port and path.
    #[error("the host is not a plain host name")]
    Host,
    /// Not letters and digits.
    #[error("the code is not letters and digits")]
    Code,
}

/// `sentence`, a blank line, and `@host #code` as the last line.
///
/// The sentence comes already translated and says code, service and "we never ask for it". It may have
/// several lines; the last line of the whole is always ours.
pub fn code_text(sentence: &str, host: &str, code: &str) -> Result<String, BodyError> {
    let sentence = sentence.trim();
    if sentence.is_empty() {
        return Err(BodyError::Sentence);
    }
    let label = |label: &str| {
        !label.is_empty() && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    if !host.split('.').all(label) {
        return Err(BodyError::Host);
    }
    if code.is_empty() || !code.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Err(BodyError::Code);
    }
    Ok(format!("{sentence}\n\n@{host} #{code}"))
}

#[cfg(test)]
#[path = "body_tests.rs"]
mod tests;
