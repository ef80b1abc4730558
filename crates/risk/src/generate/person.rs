//! The people of an invented site as they are on its first day: home, mobile network, office, habits.

use super::world::{OwnerKind, World};
use super::{Draw, Recipe, Spot, draw};

/// One person.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(crate) country: u16,
    pub(crate) home: Spot,
    pub(crate) mobile_owner: u32,
    pub(crate) office: Option<Spot>,
    /// Home, mobile, office.
    pub(crate) mix: [f64; 3],
    pub(crate) usual_hour: f64,
    pub(crate) vpn: Option<Spot>,
    pub(crate) sign_ins: u32,
    pub(crate) has_computer: bool,
    pub(crate) has_phone: bool,
}

/// All people; those of one country who come one after another share offices.
pub(crate) fn people(recipe: &Recipe, world: &World, draw: &mut Draw) -> Vec<Person> {
    let (countries, _) = recipe.countries;
    let mut offices: Vec<Option<(Spot, u32)>> = vec![None; countries as usize];
    (0..recipe.people)
        .map(|_| {
            let country = world.home_country(draw);
            let office = draw.chance(recipe.offices.0).then(|| {
                let open = offices.get(usize::from(country)).copied().flatten();
                let (spot, taken) = open
                    .filter(|(_, taken)| *taken < recipe.offices.1)
                    .unwrap_or_else(|| (world.anywhere(country, Some(OwnerKind::Fixed), draw), 0));
                if let Some(open) = offices.get_mut(usize::from(country)) {
                    *open = Some((spot, taken + 1));
                }
                spot
            });
            person(recipe, world, country, office, draw)
        })
        .collect()
}

fn person(recipe: &Recipe, world: &World, country: u16, office: Option<Spot>, draw: &mut Draw) -> Person {
    let often = recipe.sign_ins;
    let sign_ins = libm::exp(draw.normal(libm::log(often.median), often.deviation));
    let [home, mobile, at_office] = recipe.mix;
    let both = draw.chance(recipe.two_devices);
    let [windows, macos, linux, ..] = recipe.systems;
    let computer = draw.chance((windows + macos + linux) / recipe.systems.iter().sum::<f64>());
    Person {
        country,
        home: world.anywhere(country, Some(OwnerKind::Fixed), draw),
        mobile_owner: world.owner(country, Some(OwnerKind::Mobile), draw),
        office,
        mix: [
            draw.gamma(home),
            draw.gamma(mobile),
            if office.is_some() { draw.gamma(at_office) } else { 0.0 },
        ],
        usual_hour: draw.normal(recipe.usual_hour.0, recipe.usual_hour.1),
        vpn: draw.chance(recipe.vpn.0).then(|| {
            let country = if draw.chance(0.5) { country } else { world.other_country(country, draw) };
            world.anywhere(country, Some(OwnerKind::Hosting), draw)
        }),
        sign_ins: draw::whole(libm::round(sign_ins).clamp(often.least, often.most)),
        has_computer: both || computer,
        has_phone: both || !computer,
    }
}
