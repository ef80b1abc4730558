//! A tally's days put together for drawing: days, or weeks of a longer log. Deliberately not here: the drawing.

use super::tally::{Count, Tally};
use super::words::day;

/// What was asked over time.
#[derive(Debug)]
pub(super) struct Timeline {
    first: i64,
    last: i64,
    /// Days that are put together.
    width: i64,
    pub(super) counts: Vec<Count>,
}

impl Timeline {
    /// Of a tally; none if nothing was judged.
    pub(super) fn of(tally: &Tally) -> Option<Timeline> {
        let (first, last) = (*tally.days.keys().next()?, *tally.days.keys().next_back()?);
        let width = match last - first {
            0..90 => 1,
            90..1_100 => 7,
            longer => longer / 150,
        };
        // The last week is drawn if it is whole.
        let places = usize::try_from((last - first + 1) / width).unwrap_or_default().max(1);
        let mut counts = vec![Count::default(); places];
        for (day, count) in &tally.days {
            let at = usize::try_from((day - first) / width).unwrap_or_default();
            if let Some(place) = counts.get_mut(at) {
                *place = place.plus(*count);
            }
        }
        Some(Timeline { first, last, width, counts })
    }

    /// The first day of each place.
    pub(super) fn days(&self) -> Vec<String> {
        (0..).take(self.counts.len()).map(|at| day((self.first + at * self.width) * 86_400)).collect()
    }

    /// So many places at the beginning are only learned from.
    pub(super) fn quiet(&self, warm_up: u32) -> usize {
        usize::try_from(i64::from(warm_up) / self.width).unwrap_or_default()
    }

    /// What is drawn, in words.
    pub(super) fn label(&self) -> String {
        let grain = if self.width == 1 { "day".to_owned() } else { format!("{} days", self.width) };
        format!(
            "Share of sign-ins that are asked, by {grain}, from {} to {}",
            day(self.first * 86_400),
            day(self.last * 86_400)
        )
    }
}
