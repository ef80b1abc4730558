//! Files that are read again when they change. Deliberately not here: what is in them, and who asks.

use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Weak};
use std::time::Duration;

use arc_swap::ArcSwap;
use tokio::time::{MissedTickBehavior, interval};

use super::Data;
use super::files::{About, Content, FileInUse, PlaceFiles, PlacesError, Purpose};

/// How often it is looked whether a file changed.
pub(super) const LOOK_EVERY: Duration = Duration::from_secs(30);

/// What tells a changed file from the one that was read: which file it is, its length, when its content was written, and
/// when anything about it changed, such as who may read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Mark([i64; 4], [u64; 3]);

impl Mark {
    fn of(file: &Path) -> Option<Self> {
        let about = fs::metadata(file).ok()?;
        let times = [about.mtime(), about.mtime_nsec(), about.ctime(), about.ctime_nsec()];
        Some(Self(times, [about.dev(), about.ino(), about.len()]))
    }
}

/// One file, as it was last read.
#[derive(Debug)]
pub(super) struct Followed {
    purpose: Purpose,
    file: PathBuf,
    /// The mark of the file that was tried last.
    tried: Option<Mark>,
    /// The mark at the last look.
    looked: Option<Mark>,
    content: Arc<Content>,
    about: About,
}

impl Followed {
    fn open(purpose: Purpose, file: &Path) -> Result<Self, PlacesError> {
        let mark = Mark::of(file);
        let content = Arc::new(Content::read(purpose, file)?);
        let about = content.about(file);
        Ok(Self { purpose, file: file.to_owned(), tried: mark, looked: mark, content, about })
    }

    /// Reads the file anew if it changed and was left alone since the last look, so that none is read while it is being
    /// written. One that cannot be used is logged, and the last good one stays. True: there is something new.
    fn look(&mut self) -> bool {
        let now = Mark::of(&self.file);
        let is_at_rest = now == self.looked;
        self.looked = now;
        if now == self.tried || !is_at_rest {
            return false;
        }
        self.tried = now;
        match Content::read(self.purpose, &self.file) {
            Ok(content) => {
                tracing::info!(file = %self.file.display(), "a file changed; the new one is in use");
                self.about = content.about(&self.file);
                self.content = Arc::new(content);
                true
            }
            Err(error) => {
                tracing::warn!(%error, "a file changed and cannot be used; the one read before stays in use");
                // What the operating system did not give may be had at the next look.
                if error.is_unread && now.is_some() {
                    self.tried = None;
                }
                false
            }
        }
    }
}

/// Reads all files for the first time.
pub(super) fn open(files: &PlaceFiles) -> Result<Vec<Followed>, PlacesError> {
    files.each().map(|(purpose, file)| Followed::open(purpose, file)).collect()
}

/// Looks at all files. Something: what they come to now, if it is something new.
pub(super) fn look(files: &mut [Followed]) -> Option<Data> {
    // Each of them is looked at, whatever another one gave.
    let news = files.iter_mut().map(Followed::look).filter(|is_new| *is_new).count();
    (news > 0).then(|| data(files))
}

/// What files come to.
pub(super) fn data(files: &[Followed]) -> Data {
    let in_use =
        |file: &Followed| FileInUse { purpose: file.purpose, file: file.file.clone(), about: file.about };
    Data {
        contents: files.iter().map(|file| Arc::clone(&file.content)).collect(),
        files: files.iter().map(in_use).collect(),
    }
}

/// Looks again and again for as long as anybody asks.
pub(super) async fn keep_looking(pause: Duration, mut files: Vec<Followed>, data: Weak<ArcSwap<Data>>) {
    let mut next = interval(pause);
    next.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        next.tick().await;
        if data.strong_count() == 0 {
            return;
        }
        let looked = tokio::task::spawn_blocking(move || {
            let news = look(&mut files);
            (files, news)
        });
        let Ok((looked_at, news)) = looked.await else {
            tracing::error!("files of places are no longer looked at, since that failed");
            return;
        };
        files = looked_at;
        if let (Some(news), Some(data)) = (news, data.upgrade()) {
            data.store(Arc::new(news));
        }
    }
}

#[cfg(test)]
#[path = "follow_tests.rs"]
mod tests;
