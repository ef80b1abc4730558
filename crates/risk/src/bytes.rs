//! Reading what was written as bytes: little-endian numbers one after the other, a version first. Any bytes at all can be
//! read without harm. What the numbers mean is not here.

/// The bytes are nothing that this version of the engine can read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// Written by a newer engine.
    #[error("written in version {0}, which this engine does not know")]
    Newer(u8),
    /// Cut short, too long, or never written by the engine.
    #[error("not what the engine writes")]
    Broken,
}

/// The rest of some bytes.
pub(crate) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    /// The bytes behind the version; none: there are no bytes at all.
    pub(crate) fn behind(version: u8, bytes: &'a [u8]) -> Result<Option<Reader<'a>>, Unreadable> {
        match bytes.split_first() {
            None => Ok(None),
            Some((&found, rest)) if found == version => Ok(Some(Reader(rest))),
            Some((&newer, _)) if newer > version => Err(Unreadable::Newer(newer)),
            Some(_) => Err(Unreadable::Broken),
        }
    }

    pub(crate) fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*taken)
    }

    pub(crate) fn u8(&mut self) -> Option<u8> {
        self.take().map(|[byte]| byte)
    }

    pub(crate) fn u16(&mut self) -> Option<u16> {
        self.take().map(u16::from_le_bytes)
    }

    pub(crate) fn i16(&mut self) -> Option<i16> {
        self.take().map(i16::from_le_bytes)
    }

    pub(crate) fn u32(&mut self) -> Option<u32> {
        self.take().map(u32::from_le_bytes)
    }

    pub(crate) fn i64(&mut self) -> Option<i64> {
        self.take().map(i64::from_le_bytes)
    }

    /// A number of things that follow, if there can be so many.
    pub(crate) fn length(&mut self, at_most: usize) -> Option<usize> {
        usize::try_from(self.u32()?).ok().filter(|length| *length <= at_most)
    }

    /// The value, if it took all bytes.
    pub(crate) fn whole<T>(&self, value: T) -> Option<T> {
        self.0.is_empty().then_some(value)
    }
}
