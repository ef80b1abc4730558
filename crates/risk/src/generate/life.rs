//! One person's year: when, where and with what they sign in, and which browsers know them by then.
//! The attackers of each moment are in `attackers`; they need this state as it was then.

use super::person::Person;
use super::world::{OwnerKind, World};
use super::{Actor, BEGINNING, Device, Draw, Recipe, SignIn, Spot, YEAR, attackers};
use crate::{Browser, Os, TokenEvidence};

const DAY: i64 = 86_400;

/// A token that is not shown for so long is forgotten by the service.
const TOKEN_LIFE: i64 = 180 * DAY;

/// A computer or a phone, and when its token was last seen.
#[derive(Clone, Copy)]
pub(crate) struct Machine {
    pub(crate) os: Os,
    pub(crate) browser: Browser,
    pub(crate) model: u8,
    lag: i64,
    token: Option<i64>,
    computer: bool,
}

impl Machine {
    pub(crate) fn new(recipe: &Recipe, computer: bool, draw: &mut Draw) -> Machine {
        let [windows, macos, linux, ios, android] = recipe.systems;
        let os = if computer {
            [Os::Windows, Os::MacOs, Os::Linux][draw.weighted(&[windows, macos, linux])]
        } else {
            [Os::Ios, Os::Android][draw.weighted(&[ios, android])]
        };
        let browser = if matches!(os, Os::MacOs | Os::Ios) {
            [Browser::Safari, Browser::Chrome][draw.weighted(&[0.75, 0.25])]
        } else {
            let second = if os == Os::Android { Browser::SamsungInternet } else { Browser::Edge };
            [Browser::Chrome, second, Browser::Firefox][draw.weighted(&[0.68, 0.20, 0.12])]
        };
        let model =
            if os == Os::Android { u8::try_from(1 + draw.below(recipe.models)).unwrap_or(1) } else { 0 };
        let lag = [0, 7, 14, 42][draw.weighted(&[0.6, 0.25, 0.1, 0.05])];
        Machine { os, browser, model, lag, token: None, computer }
    }

    pub(crate) fn device(&self, at: i64) -> Device {
        Device {
            os: self.os,
            browser: self.browser,
            version: version(self.browser, at - self.lag * DAY),
            model: self.model,
        }
    }
}

/// The version of a browser that is current at this time.
pub(crate) fn version(browser: Browser, at: i64) -> u16 {
    let days = if browser == Browser::Safari { 120 } else { 28 };
    u16::try_from(120 + (at - BEGINNING).div_euclid(days * DAY)).unwrap_or_default()
}

/// A trip: from, to, and where.
struct Trip {
    from: i64,
    to: i64,
    hotel: Spot,
}

pub(crate) struct Life<'a> {
    pub(crate) recipe: &'a Recipe,
    pub(crate) world: &'a World,
    number: u32,
    pub(crate) person: Person,
    pub(crate) draw: Draw,
    machines: Vec<Machine>,
    trips: Vec<Trip>,
    last: i64,
}

impl<'a> Life<'a> {
    pub(crate) fn new(
        recipe: &'a Recipe,
        world: &'a World,
        number: u32,
        person: Person,
        mut draw: Draw,
    ) -> Life<'a> {
        let machines = [(true, person.has_computer), (false, person.has_phone)]
            .into_iter()
            .filter(|(_, has)| *has)
            .map(|(computer, _)| Machine::new(recipe, computer, &mut draw))
            .collect();
        let mut life =
            Life { recipe, world, number, person, draw, machines, trips: Vec::new(), last: BEGINNING };
        life.plan_trips();
        life
    }

    fn plan_trips(&mut self) {
        let (per_year, (from, to), abroad) = self.recipe.trips;
        let mut day = self.draw.exponential(365.0 / per_year);
        while day < 365.0 {
            let home = self.person.country;
            let country =
                if self.draw.chance(abroad) { self.world.other_country(home, &mut self.draw) } else { home };
            let hotel = self.world.anywhere(country, Some(OwnerKind::Fixed), &mut self.draw);
            let days = from + (to - from) * self.draw.unit();
            self.trips.push(Trip { from: moment(day), to: moment(day + days), hotel });
            day += days + self.draw.exponential(365.0 / per_year);
        }
    }

    /// Adds this person's year, and its attackers.
    pub(crate) fn live(mut self, attacked_every: u32, year: &mut Vec<SignIn>) {
        let mut times: Vec<i64> = (0..self.person.sign_ins).map(|_| self.time()).collect();
        times.sort_unstable();
        for (before, at) in (0_u32..).zip(times) {
            let sign_in = self.sign_in(at);
            let late = at - BEGINNING > YEAR / 100 * 35;
            if before > 0 && late && attacked_every > 0 && self.draw.below(attacked_every) == 0 {
                attackers::attack(&mut self, &sign_in, year);
            }
            year.push(sign_in);
        }
    }

    fn time(&mut self) -> i64 {
        let day = i64::from(self.draw.below(365));
        let later = if self.draw.chance(self.recipe.evenings) { 10.0 } else { 0.0 };
        let hour = self.draw.normal(self.person.usual_hour + later, self.recipe.hour_deviation);
        let second = i64::from(super::draw::whole((hour + 48.0) * 3_600.0)).rem_euclid(DAY);
        BEGINNING + day * DAY + second
    }

    fn sign_in(&mut self, at: i64) -> SignIn {
        self.age(at);
        let chosen = self.draw.below(u32::try_from(self.machines.len()).unwrap_or(1)) as usize;
        let Some(machine) = self.machines.get(chosen).copied() else {
            // Everybody has a computer or a phone.
            return self.signs_in(
                at,
                Machine::new(self.recipe, true, &mut Draw::new(0, 0)),
                TokenEvidence::NothingToShow,
            );
        };
        let private = self.draw.chance(self.recipe.private_windows);
        let knows = |machine: &Machine| machine.token.is_some_and(|seen| at - seen < TOKEN_LIFE);
        let token = match (private, knows(&machine), self.machines.iter().any(knows)) {
            (false, true, _) => TokenEvidence::Known,
            (_, _, true) => TokenEvidence::Absent,
            (_, _, false) => TokenEvidence::NothingToShow,
        };
        if !private && let Some(machine) = self.machines.get_mut(chosen) {
            machine.token = Some(at);
        }
        self.signs_in(at, machine, token)
    }

    fn signs_in(&mut self, at: i64, machine: Machine, token: TokenEvidence) -> SignIn {
        let spot = self.spot(at, machine.computer);
        SignIn { at, person: self.number, actor: Actor::Owner, spot, device: machine.device(at), token }
    }

    /// What has changed since the last sign-in.
    fn age(&mut self, at: i64) {
        let years = f64::from(u32::try_from(at - self.last).unwrap_or_default()) / (365.0 * 86_400.0);
        self.last = at;
        let happens = |rate: f64| 1.0 - libm::exp(-rate * years);
        if self.draw.chance(happens(self.recipe.provider_changes)) {
            self.person.home =
                self.world.anywhere(self.person.country, Some(OwnerKind::Fixed), &mut self.draw);
        }
        for machine in &mut self.machines {
            if self.draw.chance(happens(self.recipe.replaced)) {
                *machine = Machine::new(self.recipe, machine.computer, &mut self.draw);
            } else if self.draw.chance(happens(self.recipe.token_losses)) {
                machine.token = None;
            }
        }
    }

    fn spot(&mut self, at: i64, computer: bool) -> Spot {
        if let Some(vpn) = self.person.vpn
            && self.draw.chance(self.recipe.vpn.1)
        {
            // The provider has a few networks.
            return Spot { network: vpn.network + self.draw.below(4), ..vpn };
        }
        let home = self.person.country;
        let mut mix = self.person.mix;
        if let Some(hotel) =
            self.trips.iter().find(|trip| (trip.from..trip.to).contains(&at)).map(|trip| trip.hotel)
        {
            if computer || self.draw.chance(0.6) {
                return hotel;
            }
            let owner = if hotel.country == home {
                self.person.mobile_owner
            } else {
                self.world.owner(hotel.country, Some(OwnerKind::Mobile), &mut self.draw)
            };
            return self.world.network(hotel.country, owner, &mut self.draw);
        }
        if computer && self.draw.chance(self.recipe.computers_avoid_mobile) {
            mix[1] = 0.0;
        }
        match (self.draw.weighted(&mix), self.person.office) {
            (1, _) => self.world.network(home, self.person.mobile_owner, &mut self.draw),
            (2, Some(office)) => office,
            _ => {
                if self.draw.chance(self.recipe.renumbered) {
                    self.person.home = self.world.network(home, self.person.home.owner, &mut self.draw);
                }
                self.person.home
            }
        }
    }

    /// Does any browser know this account now?
    pub(crate) fn is_known_somewhere(&self, at: i64) -> bool {
        self.machines.iter().any(|machine| machine.token.is_some_and(|seen| at - seen < TOKEN_LIFE))
    }
}

fn moment(day: f64) -> i64 {
    BEGINNING + i64::from(super::draw::whole(day * 86_400.0))
}
