//! What the site sent: the files that its couriers leave in folders, read back as the phone and the mailbox would.

use std::path::Path;

use anyhow::{Context, Result};

/// A text message that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// The outbox's id of it.
    pub id: String,
    /// To which number.
    pub to: String,
    /// What it says.
    pub body: String,
}

impl Text {
    /// The code in its last line, `@host #code`.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        let line = self.body.trim_end().lines().last()?;
        line.strip_prefix('@')?.split_once(" #").map(|(_, code)| code)
    }
}

/// A letter that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// The outbox's id of it.
    pub id: String,
    /// The whole of it, with soft line breaks (RFC 2045 section 6.7) undone.
    pub text: String,
}

impl Letter {
    /// The address in the header.
    #[must_use]
    pub fn is_to(&self, address: &str) -> bool {
        self.text.lines().any(|line| line.starts_with("To:") && line.contains(address))
    }

    /// The link's token, if it is a letter with a link to `path`.
    #[must_use]
    pub fn token(&self, path: &str) -> Option<&str> {
        let (_, rest) = self.text.split_once(&format!("{path}?token="))?;
        rest.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_')).next()
    }
}

/// The texts in a folder, the oldest first.
pub(super) fn texts(folder: &Path) -> Result<Vec<Text>> {
    let read = |(id, content): (String, String)| {
        let (to, body) = content.split_once("\n\n")?;
        let to = to.strip_prefix("To: ")?.to_owned();
        Some(Text { id, to, body: body.to_owned() })
    };
    Ok(files(folder, "txt")?.into_iter().filter_map(read).collect())
}

/// The letters in a folder, the oldest first.
pub(super) fn letters(folder: &Path) -> Result<Vec<Letter>> {
    let read = |(id, content): (String, String)| Letter {
        id,
        text: content.replace("=\r\n", "").replace("=\n", "").replace("=3D", "="),
    };
    Ok(files(folder, "eml")?.into_iter().map(read).collect())
}

fn files(folder: &Path, kind: &str) -> Result<Vec<(String, String)>> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).context("the courier's folder cannot be read")? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let Some(id) = name.strip_suffix(&format!(".{kind}")) else { continue };
        let changed = std::fs::metadata(&path)?.modified()?;
        found.push((changed, id.to_owned(), std::fs::read_to_string(&path)?));
    }
    found.sort();
    Ok(found.into_iter().map(|(_, id, content)| (id, content)).collect())
}
