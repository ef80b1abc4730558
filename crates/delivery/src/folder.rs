//! One message, one file, seen whole or not at all: written aside, synced, then renamed.
//! Not here: reading or cleaning the folder.

use crate::message::{MessageId, SendError, Sent};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Writes `{id}.{extension}` into the folder (made if missing). The same id replaces its own file.
pub(crate) async fn put(
    folder: &Path,
    id: &MessageId,
    extension: &'static str,
    content: Vec<u8>,
) -> Result<Sent, SendError> {
    let folder = folder.to_path_buf();
    let name = format!("{id}.{extension}");
    let written = tokio::task::spawn_blocking(move || write_whole(&folder, &name, &content)).await;
    match written {
        Ok(Ok(())) => Ok(Sent { provider_id: None }),
        Ok(Err(error)) => Err(SendError::temporary(format!("the outbox folder: {}", error.kind()))),
        Err(_) => Err(SendError::unknown("writing to the outbox folder was cut short")),
    }
}

fn write_whole(folder: &Path, name: &str, content: &[u8]) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let aside: PathBuf = folder.join(format!(".{name}.part"));
    let mut file = create_private(&aside)?;
    file.write_all(content)?;
    file.sync_all()?;
    fs::rename(&aside, folder.join(name))
}

/// Messages hold codes: only their owner may read them.
fn create_private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
