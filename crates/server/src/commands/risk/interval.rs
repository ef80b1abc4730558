//! How sure a share is: Wilson's interval for a binomial share (Wilson 1927), at 95 %.

/// The 97.5 % quantile of the normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// A share of some among all, with its interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Share {
    pub(super) share: f64,
    pub(super) from: f64,
    pub(super) to: f64,
}

/// The share of `some` among `all`; none of nothing.
pub(super) fn wilson(some: u64, all: u64) -> Option<Share> {
    if all == 0 {
        return None;
    }
    let (some, all) = (number(some), number(all));
    let share = some / all;
    let square = Z * Z;
    let centre = (share + square / (2.0 * all)) / (1.0 + square / all);
    let inner = share * (1.0 - share) / all + square / (4.0 * all * all);
    let half = Z / (1.0 + square / all) * inner.sqrt();
    Some(Share { share, from: (centre - half).max(0.0), to: (centre + half).min(1.0) })
}

/// A part as a share of the whole; nothing of nothing.
pub(super) fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { number(part) / number(whole) }
}

#[expect(clippy::cast_precision_loss, reason = "counts of rows lie far below the 53 bits that are exact")]
pub(super) fn number(count: u64) -> f64 {
    count as f64
}
