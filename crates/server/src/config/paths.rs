//! One path or a list of them, as a key may be written. Deliberately not here: opening any of them.

use std::fmt;
use std::path::{Path, PathBuf};

use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

/// One path or more; an empty list is none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Paths(Vec<PathBuf>);

impl Paths {
    /// Those that are not absolute are in this folder.
    pub(crate) fn within(self, folder: &Path) -> Vec<PathBuf> {
        self.0.into_iter().map(|path| folder.join(path)).collect()
    }
}

impl<'de> Deserialize<'de> for Paths {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OneOrMore)
    }
}

struct OneOrMore;

impl<'de> Visitor<'de> for OneOrMore {
    type Value = Paths;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a path or a list of paths")
    }

    fn visit_str<E>(self, path: &str) -> Result<Paths, E> {
        Ok(Paths(vec![path.into()]))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Paths, A::Error> {
        let mut paths = Vec::new();
        while let Some(path) = list.next_element()? {
            paths.push(path);
        }
        Ok(Paths(paths))
    }
}
