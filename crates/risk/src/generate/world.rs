//! Countries, their network owners and their networks. Not here: who lives there.

use super::draw::zipf;
use super::{Draw, Recipe, Spot};
use crate::{NetworkKind, Position};

/// Networks are numbered by owner, so many each.
pub(super) const NUMBERS_PER_OWNER: u32 = 1 << 12;

/// What kind of owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OwnerKind {
    Fixed,
    Mobile,
    Hosting,
}

/// The countries of an invented site.
pub(crate) struct World {
    positions: Vec<Position>,
    /// By country: the number of its first owner, and the weights of its owners.
    first_owner: Vec<u32>,
    owners: Vec<Vec<(OwnerKind, f64)>>,
    abroad: Vec<f64>,
    naive: Vec<f64>,
    recipe: Recipe,
}

impl World {
    pub(crate) fn new(recipe: &Recipe, draw: &mut Draw) -> World {
        let (countries, _) = recipe.countries;
        let mut world = World {
            positions: Vec::new(),
            first_owner: Vec::new(),
            owners: Vec::new(),
            abroad: zipf(countries.saturating_sub(1), 1.0),
            naive: zipf(countries, 0.8),
            recipe: *recipe,
        };
        let mut first = 0;
        for country in 0..countries {
            let quarters =
                |from: u32, span: u32| i16::try_from(span).unwrap_or(0) - i16::try_from(from).unwrap_or(0);
            // From 40 degrees south to 65 north, where people live.
            world.positions.push(Position {
                north: quarters(160, draw.below(420)),
                east: quarters(720, draw.below(1_440)),
            });
            let count = if country == 0 { recipe.owners.0 } else { recipe.owners.1 };
            let (mobile, hosting) = recipe.mobile_and_hosting;
            let kind = |at: u32| match at {
                _ if at + hosting >= count => OwnerKind::Hosting,
                _ if at % mobile == mobile - 1 => OwnerKind::Mobile,
                _ => OwnerKind::Fixed,
            };
            world.owners.push((0..count).map(kind).zip(zipf(count, 1.1)).collect());
            world.first_owner.push(first);
            first += count;
        }
        world
    }

    /// A country that somebody of the site lives in.
    pub(crate) fn home_country(&self, draw: &mut Draw) -> u16 {
        if draw.chance(self.recipe.countries.1) { 0 } else { self.foreign_country(draw) }
    }

    fn foreign_country(&self, draw: &mut Draw) -> u16 {
        u16::try_from(1 + draw.weighted(&self.abroad)).unwrap_or_default()
    }

    /// A country to travel to.
    pub(crate) fn other_country(&self, home: u16, draw: &mut Draw) -> u16 {
        for _ in 0..20 {
            let country = if home != 0 && draw.chance(0.3) { 0 } else { self.foreign_country(draw) };
            if country != home {
                return country;
            }
        }
        u16::from(home == 0)
    }

    /// A country of an attacker from anywhere.
    pub(crate) fn naive_country(&self, home: u16, draw: &mut Draw) -> u16 {
        if draw.chance(self.recipe.naive_at_home) {
            return home;
        }
        let country = u16::try_from(draw.weighted(&self.naive)).unwrap_or_default();
        if country == home { self.other_country(home, draw) } else { country }
    }

    /// An owner of this kind (of any kind without one), as large ones are likelier.
    pub(crate) fn owner(&self, country: u16, kind: Option<OwnerKind>, draw: &mut Draw) -> u32 {
        let owners = self.owners_of(country);
        let weights: Vec<f64> = owners
            .iter()
            .map(|(its, weight)| if kind.is_none_or(|kind| kind == *its) { *weight } else { 0.0 })
            .collect();
        let first = self.first_owner.get(usize::from(country)).copied().unwrap_or_default();
        first + u32::try_from(draw.weighted(&weights)).unwrap_or_default()
    }

    fn owners_of(&self, country: u16) -> &[(OwnerKind, f64)] {
        self.owners.get(usize::from(country)).map_or(&[], Vec::as_slice)
    }

    /// Some network of this owner.
    pub(crate) fn network(&self, country: u16, owner: u32, draw: &mut Draw) -> Spot {
        let first = self.first_owner.get(usize::from(country)).copied().unwrap_or_default();
        let at = owner.saturating_sub(first) as usize;
        let kind = self.owners_of(country).get(at).map_or(OwnerKind::Fixed, |(kind, _)| *kind);
        let (fixed, mobile) = self.recipe.networks;
        let among = if kind == OwnerKind::Mobile { mobile } else { fixed };
        Spot {
            country,
            owner,
            network: owner * NUMBERS_PER_OWNER + draw.below(among.min(NUMBERS_PER_OWNER)),
            kind: if kind == OwnerKind::Hosting { NetworkKind::Hosting } else { NetworkKind::Ordinary },
            position: self
                .positions
                .get(usize::from(country))
                .copied()
                .unwrap_or(Position { north: 0, east: 0 }),
        }
    }

    /// Some network of some owner of this kind.
    pub(crate) fn anywhere(&self, country: u16, kind: Option<OwnerKind>, draw: &mut Draw) -> Spot {
        let owner = self.owner(country, kind, draw);
        self.network(country, owner, draw)
    }
}
