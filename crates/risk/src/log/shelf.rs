//! Millions of small blobs close together: those of about one size stand in one row, and what grows moves to another.
//! One piece of memory each would cost more in bookkeeping and gaps than many of them are long. What the bytes mean is
//! not here.

/// Blobs of one row differ by less than this.
const GRAIN: usize = 32;

/// All blobs that are kept.
#[derive(Debug, Default)]
pub(super) struct Shelf {
    rows: Vec<Row>,
}

/// Blobs of one size, one after the other.
#[derive(Debug, Default)]
struct Row {
    bytes: Vec<u8>,
    /// Places that hold nothing any more.
    free: Vec<u32>,
}

/// Where a blob stands; none to begin with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Slot {
    place: u32,
    length: u16,
}

impl Slot {
    /// The row, and the length of a place in it.
    fn row(self) -> (usize, usize) {
        let row = usize::from(self.length).div_ceil(GRAIN);
        (row, row * GRAIN)
    }
}

impl Shelf {
    /// The bytes that stand there.
    pub(super) fn get(&self, slot: Slot) -> &[u8] {
        let (row, size) = slot.row();
        let begin = slot.place as usize * size;
        let row = self.rows.get(row);
        row.and_then(|row| row.bytes.get(begin..begin + usize::from(slot.length))).unwrap_or_default()
    }

    /// Something of each line of memory that a blob takes.
    pub(super) fn touch(&self, slot: Slot) -> u8 {
        self.get(slot).iter().step_by(64).fold(0, |all, byte| all ^ byte)
    }

    /// Puts other bytes in the place of these, and says where they stand now. At most 65,535 are kept of a blob.
    pub(super) fn put(&mut self, before: Slot, bytes: &[u8]) -> Slot {
        let length = u16::try_from(bytes.len()).unwrap_or(u16::MAX);
        let mut slot = Slot { place: before.place, length };
        let (row, size) = slot.row();
        if self.rows.len() <= row {
            self.rows.resize_with(row + 1, Row::default);
        }
        if before.row().0 != row {
            if let Some(old) = self.rows.get_mut(before.row().0).filter(|_| before.length > 0) {
                old.free.push(before.place);
            }
            slot.place = self.rows.get_mut(row).map_or(0, |row| row.place(size));
        }
        let begin = slot.place as usize * size;
        let place =
            self.rows.get_mut(row).and_then(|row| row.bytes.get_mut(begin..begin + usize::from(length)));
        if let Some((place, bytes)) = place.zip(bytes.get(..usize::from(length))) {
            place.copy_from_slice(bytes);
        }
        slot
    }
}

impl Row {
    /// A place for a blob of this row.
    fn place(&mut self, size: usize) -> u32 {
        if let Some(free) = self.free.pop() {
            return free;
        }
        let place = self.bytes.len() / size.max(1);
        self.bytes.resize(self.bytes.len() + size, 0);
        u32::try_from(place).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
#[path = "shelf_tests.rs"]
mod tests;
