//! Signs of an attack under way: travel faster than any aircraft, failures in bursts, breached passwords.

use std::f64::consts::PI;

use super::Scene;
use crate::{Position, TokenEvidence};

const EARTH_RADIUS_KM: f64 = 6_371.0;

/// Positions are coarse and location data is wrong by a city or two: nearer than this is no travel.
const NO_TRAVEL_KM: f64 = 200.0;

const FASTEST_KM_PER_HOUR: f64 = 1_000.0;

impl Scene<'_> {
    pub(super) fn travel(&self) -> f64 {
        let impossible = || {
            let last = self.account.last()?;
            let far = kilometres(last.position, self.visit.position?);
            let hours = exact(self.visit.at.abs_diff(last.at)) / 3_600.0;
            Some(far > NO_TRAVEL_KM && far > hours * FASTEST_KM_PER_HOUR)
        };
        // A token is in one place; where its browser seems to be is then the network's affair.
        let is_known = self.visit.token == TokenEvidence::Known;
        if !is_known && impossible() == Some(true) { 2.0 } else { 0.0 }
    }

    pub(super) fn failures(&self) -> f64 {
        libm::log(1.0 + f64::from(self.visit.burst.failures) / 3.0).min(3.0)
    }

    pub(super) fn many_accounts(&self) -> f64 {
        if self.visit.burst.accounts >= 5 { 1.5 } else { 0.0 }
    }

    pub(super) fn breached_password(&self) -> f64 {
        if self.visit.breached_password { 1.0 } else { 0.0 }
    }
}

/// The great-circle distance, by the haversine formula.
pub(crate) fn kilometres(from: Position, to: Position) -> f64 {
    let radians = |quarters: i16| f64::from(quarters) / 4.0 * PI / 180.0;
    let (north, other_north) = (radians(from.north), radians(to.north));
    let half_up = libm::sin((other_north - north) / 2.0);
    let half_across = libm::sin((radians(to.east) - radians(from.east)) / 2.0);
    let chord = half_up * half_up + libm::cos(north) * libm::cos(other_north) * half_across * half_across;
    2.0 * EARTH_RADIUS_KM * libm::asin(libm::sqrt(chord.clamp(0.0, 1.0)))
}

#[expect(clippy::cast_precision_loss, reason = "seconds between two sign-ins need no 53 bits")]
fn exact(seconds: u64) -> f64 {
    seconds as f64
}
