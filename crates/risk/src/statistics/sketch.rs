//! A count-min sketch (Cormode and Muthukrishnan 2005): counts of any number of values in one mebibyte.
//! A count is never too small; too large only where four other values collide at once.

use crate::Key;

const ROWS: usize = 4;
const COLUMNS: usize = 1 << 16;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sketch {
    cells: Vec<u32>,
}

impl Default for Sketch {
    fn default() -> Sketch {
        Sketch { cells: vec![0; ROWS * COLUMNS] }
    }
}

/// The cell of a value in each row: the upper 16 bits of a product with an odd number, by row.
fn cells(key: Key) -> [usize; ROWS] {
    const FACTORS: [u32; ROWS] = [0x9e37_79b1, 0x85eb_ca77, 0xc2b2_ae3d, 0x27d4_eb2f];
    let mut row = 0;
    FACTORS.map(|factor| {
        let mixed = (key.get() ^ (key.get() >> 15)).wrapping_mul(factor);
        let column = ((mixed ^ (mixed >> 13)).wrapping_mul(factor) >> 16) as usize;
        row += COLUMNS;
        row - COLUMNS + column
    })
}

impl Sketch {
    pub(crate) const CELLS: usize = ROWS * COLUMNS;

    /// The cells that count something, with their places.
    pub(crate) fn filled(&self) -> impl Iterator<Item = (u32, u32)> {
        (0..).zip(&self.cells).filter(|(_, count)| **count > 0).map(|(place, count)| (place, *count))
    }

    /// Sets a cell, if there is such a place.
    pub(crate) fn fill(&mut self, place: u32, count: u32) -> Option<()> {
        *self.cells.get_mut(usize::try_from(place).ok()?)? = count;
        Some(())
    }

    pub(crate) fn add(&mut self, key: Key, count: u32) {
        for at in cells(key) {
            if let Some(cell) = self.cells.get_mut(at) {
                *cell = cell.saturating_add(count);
            }
        }
    }

    pub(crate) fn count(&self, key: Key) -> u32 {
        cells(key).iter().filter_map(|at| self.cells.get(*at)).copied().min().unwrap_or(0)
    }

    pub(crate) fn fade(&mut self, faded: impl Fn(u32) -> u32) {
        for cell in &mut self.cells {
            *cell = faded(*cell);
        }
    }

    pub(crate) fn merge(&mut self, other: &Sketch, faded: impl Fn(u32) -> u32) {
        for (cell, theirs) in self.cells.iter_mut().zip(&other.cells) {
            *cell = cell.saturating_add(faded(*theirs));
        }
    }
}
