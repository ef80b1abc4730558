//! Which characters names are made of, so that two names that look alike are one name, and none turns the text around it about.
//! Deliberately not here: confusable letters of one script (`rn` and `m`), and whole words of another script that look like Latin
//! ones, which no rule tells from honest names.

use icu_properties::props::{BidiControl, DefaultIgnorableCodePoint, GeneralCategory, Script};
use icu_properties::script::ScriptWithExtensions;
use icu_properties::{CodePointMapData, CodePointSetData};

/// Makes letters join, or keeps them from it: seen in how its neighbours are written.
const JOINERS: [char; 2] = ['\u{200c}', '\u{200d}'];
/// Say whether a sign is drawn as a picture.
const PICTURE_SELECTORS: [char; 2] = ['\u{fe0e}', '\u{fe0f}'];

fn category(c: char) -> GeneralCategory {
    CodePointMapData::<GeneralCategory>::new().get(c)
}

/// Whether a character is seen where it stands and leaves its neighbours where they are, in every font of today.
fn is_seen(c: char) -> bool {
    let nothing = matches!(
        category(c),
        GeneralCategory::Control
            | GeneralCategory::Format
            | GeneralCategory::LineSeparator
            | GeneralCategory::ParagraphSeparator
            | GeneralCategory::PrivateUse
            | GeneralCategory::Surrogate
            | GeneralCategory::Unassigned
    );
    !nothing
        && !CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c)
        && !CodePointSetData::new::<BidiControl>().contains(c)
}

/// Whether all of a user name is seen.
pub(crate) fn is_plain(name: &str) -> bool {
    name.chars().all(is_seen)
}

/// Whether all of a name to be greeted by is seen, or belongs to how its neighbours are written: Persian and Indic names have
/// joiners, pictures have selectors and joiners.
pub(crate) fn is_greeting(name: &str) -> bool {
    let letters: Vec<char> = name.chars().collect();
    letters.iter().enumerate().all(|(at, c)| {
        let before = at.checked_sub(1).and_then(|at| letters.get(at)).copied();
        let after = letters.get(at + 1).copied();
        is_seen(*c) || (PICTURE_SELECTORS.contains(c) && is_picture(before)) || is_joined(*c, before, after)
    })
}

fn is_joined(c: char, before: Option<char>, after: Option<char>) -> bool {
    let pictures = is_picture(before) && is_picture(after);
    JOINERS.contains(&c) && (pictures || (is_joining(before) && is_joining(after)))
}

fn is_picture(c: Option<char>) -> bool {
    let is = |c| PICTURE_SELECTORS.contains(&c) || matches!(category(c), GeneralCategory::OtherSymbol);
    c.is_some_and(|c| is(c) || matches!(category(c), GeneralCategory::ModifierSymbol))
}

/// A letter or mark of a script whose letters join; those of Latin, Greek and Cyrillic do not.
fn is_joining(c: Option<char>) -> bool {
    let plain = [Script::Latin, Script::Greek, Script::Cyrillic, Script::Common, Script::Inherited];
    let script = |c| ScriptWithExtensions::new().get_script_val(c);
    c.is_some_and(|c| is_seen(c) && !plain.contains(&script(c)))
}

/// Whether its letters are of one script: one that several scripts share is of each. Those of Chinese, Japanese and Korean are
/// written together and count as one.
pub(crate) fn is_one_script(name: &str) -> bool {
    let scripts = ScriptWithExtensions::new();
    let mut shared: Option<Vec<Script>> = None;
    for c in name.chars() {
        let own: Vec<Script> = scripts.get_script_extensions_val(c).iter().map(written_with).collect();
        if own.contains(&Script::Common) || own.contains(&Script::Inherited) {
            continue;
        }
        shared = Some(match shared {
            None => own,
            Some(before) => before.into_iter().filter(|script| own.contains(script)).collect(),
        });
    }
    shared.is_none_or(|left| !left.is_empty())
}

fn written_with(script: Script) -> Script {
    let together = [Script::Hiragana, Script::Katakana, Script::Bopomofo, Script::Hangul];
    if together.contains(&script) { Script::Han } else { script }
}

/// Whether it is what people are asked for who choose a name themselves: letters, digits, dots, dashes and underscores.
pub(crate) fn is_chosen(name: &str) -> bool {
    let is_mark = |c| matches!(category(c), GeneralCategory::NonspacingMark | GeneralCategory::SpacingMark);
    name.chars().all(|c| c.is_alphanumeric() || is_mark(c) || matches!(c, '.' | '-' | '_'))
}

#[cfg(test)]
#[path = "spelling_tests.rs"]
mod tests;
