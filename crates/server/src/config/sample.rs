//! The sample config, written from the table of sections. Deliberately not here: any word about a key.

use std::fmt::Write as _;

use super::low::SECTIONS;

/// A config file that changes nothing and names everything: `# ` begins prose, `#` alone a key that can be set.
pub(crate) fn sample() -> String {
    let mut text = String::new();
    for section in SECTIONS {
        prose(&mut text, section.doc);
        if section.name.is_empty() {
            text.push('\n');
        } else {
            line(&mut text, &format!("[{}]", section.name));
        }
        for key in section.keys {
            prose(&mut text, key.doc);
            if !key.is_default {
                line(&mut text, "# Not set by default; for example:");
            }
            line(&mut text, &format!("#{} = {}", key.name, key.sample));
        }
        text.push('\n');
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

fn prose(text: &mut String, lines: &[&str]) {
    for said in lines {
        line(text, &format!("#{said}"));
    }
}

fn line(text: &mut String, line: &str) {
    // Writing to a `String` cannot fail.
    let _written = writeln!(text, "{line}");
}

#[cfg(test)]
#[path = "sample_tests.rs"]
mod tests;
