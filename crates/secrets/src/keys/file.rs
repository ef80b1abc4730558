//! The key file: made once with mode 0600, refused when others can read it, replaced in one step.
//! Not here: what the keys are for.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use rand::CryptoRng;
use zeroize::Zeroizing;

use super::{Keys, KeysError};

/// More than this is no key file.
const LONGEST_FILE: u64 = 1024 * 1024;

impl Keys {
    /// Reads the key file.
    ///
    /// # Errors
    /// [`KeysError::TooOpen`] if the group or others may read it, [`KeysError::File`] if it is
    /// missing or unreadable, and what [`Keys::parse`] says.
    pub fn load(path: &Path) -> Result<Self, KeysError> {
        let text = read_private(path)?;
        Self::parse(&text)
    }

    /// Reads the key file, or makes it (mode 0600) where there is none. Two processes that start
    /// at once end up with the same keys. What was made is on disk before this returns.
    ///
    /// # Errors
    /// As [`Keys::load`].
    pub fn load_or_create(path: &Path, rng: &mut impl CryptoRng) -> Result<Self, KeysError> {
        if path.exists() {
            return Self::load(path);
        }
        let keys = Self::generate(rng);
        let draft = draft_path(path, rng);
        let made = write_new(&draft, &keys.to_text())
            // A link instead of a rename: it fails if another process was first, and a reader
            // never sees half a file.
            .and_then(|()| fs::hard_link(&draft, path))
            .and_then(|()| sync_directory_of(path));
        // A draft that cannot be removed is harmless: it is private and holds the same keys.
        let _ = fs::remove_file(&draft);
        match made {
            Ok(()) => Ok(keys),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Self::load(path),
            Err(source) => Err(file_error(path, source)),
        }
    }

    /// Replaces the key file with these keys in one step; after a crash it holds the old keys or
    /// the new ones, whole.
    ///
    /// # Errors
    /// [`KeysError::File`].
    pub fn save(&self, path: &Path, rng: &mut impl CryptoRng) -> Result<(), KeysError> {
        let draft = draft_path(path, rng);
        let saved = write_new(&draft, &self.to_text())
            .and_then(|()| fs::rename(&draft, path))
            .and_then(|()| sync_directory_of(path));
        saved.map_err(|source| {
            let _ = fs::remove_file(&draft);
            file_error(path, source)
        })
    }
}

fn read_private(path: &Path) -> Result<Zeroizing<String>, KeysError> {
    let failed = |source| file_error(path, source);
    let file = File::open(path).map_err(failed)?;
    // Asked of the open file, not of the path, which could be exchanged in between.
    let metadata = file.metadata().map_err(failed)?;
    let mode = metadata.mode() & 0o777;
    if mode & 0o077 != 0 {
        return Err(KeysError::TooOpen { path: path.to_owned(), mode });
    }
    let size = usize::try_from(metadata.len().min(LONGEST_FILE)).unwrap_or_default();
    let mut text = Zeroizing::new(String::with_capacity(size + 1));
    file.take(LONGEST_FILE).read_to_string(&mut text).map_err(failed)?;
    Ok(text)
}

fn write_new(path: &Path, text: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

fn sync_directory_of(path: &Path) -> io::Result<()> {
    File::open(directory_of(path))?.sync_all()
}

fn directory_of(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// A name beside the key file that nobody else uses.
fn draft_path(path: &Path, rng: &mut impl CryptoRng) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{:016x}.new", rng.next_u64()));
    directory_of(path).join(name)
}

fn file_error(path: &Path, source: io::Error) -> KeysError {
    KeysError::File { path: path.to_owned(), source }
}
