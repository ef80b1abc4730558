//! The constants of the invented sites. `WORK` and `SSO` are those that the engine was built with;
//! `ELSEWHERE` was written down before the engine was measured on it, and nothing was tuned on it.

/// Sign-ins of one person in a year: a log-normal number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LogNormal {
    /// The median.
    pub median: f64,
    /// The deviation of the natural logarithm.
    pub deviation: f64,
    /// At least.
    pub least: f64,
    /// At most.
    pub most: f64,
}

/// What an invented site is made of. Shares are from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Recipe {
    /// Its name on the command line.
    pub name: &'static str,
    /// How many people.
    pub people: u32,
    /// How often each signs in.
    pub sign_ins: LogNormal,
    /// The mean and deviation of people's usual hours, in hours.
    pub usual_hour: (f64, f64),
    /// The deviation around one's usual hour.
    pub hour_deviation: f64,
    /// The share of sign-ins at a second usual hour, ten hours later.
    pub evenings: f64,
    /// Countries, and the share of people who live in the site's own.
    pub countries: (u32, f64),
    /// Network owners in the site's own country and in each other.
    pub owners: (u32, u32),
    /// Every so-manieth owner is a mobile network; the last so many are hosting.
    pub mobile_and_hosting: (u32, u32),
    /// Networks of an owner: of homes, and of mobile networks.
    pub networks: (u32, u32),
    /// The share of sign-ins at home before which the home's network was renumbered.
    pub renumbered: f64,
    /// Changes of the provider in a year.
    pub provider_changes: f64,
    /// The share of people with an office, and how many share one.
    pub offices: (f64, u32),
    /// Shapes of the gamma distributions of home, mobile and office.
    pub mix: [f64; 3],
    /// How often a computer on a mobile network moves to another.
    pub computers_avoid_mobile: f64,
    /// Trips in a year; days each, from and to; the share that goes abroad.
    pub trips: (f64, (f64, f64), f64),
    /// The share of people with a commercial VPN, and of their sign-ins by it.
    pub vpn: (f64, f64),
    /// The share of people with a computer and a phone; the others have one of the two.
    pub two_devices: f64,
    /// Replacements of a device in a year.
    pub replaced: f64,
    /// Windows, macOS, Linux, iOS, Android.
    pub systems: [f64; 5],
    /// Models of Android phones.
    pub models: u32,
    /// Losses of a device's token in a year.
    pub token_losses: f64,
    /// The share of sign-ins in a private window.
    pub private_windows: f64,
    /// Share of the VPN attackers' sign-ins that come from hosting.
    pub vpn_from_hosting: f64,
    /// The share of the naive attackers' sign-ins that come from the victim's country.
    pub naive_at_home: f64,
    /// The share of the targeted attackers' sign-ins from the home's provider; the others are mobile.
    pub targeted_at_home: f64,
}

impl Recipe {
    /// An employer's or a shop's regulars: about 60 sign-ins a year.
    pub const WORK: Recipe = Recipe {
        name: "work",
        people: 1_500,
        sign_ins: LogNormal { median: 60.0, deviation: 0.9, least: 3.0, most: 600.0 },
        usual_hour: (10.0, 3.0),
        hour_deviation: 3.2,
        evenings: 0.0,
        countries: (60, 0.7),
        owners: (30, 12),
        mobile_and_hosting: (4, 4),
        networks: (4_000, 60),
        renumbered: 0.02,
        provider_changes: 0.5,
        offices: (0.45, 25),
        mix: [3.0, 1.6, 1.5],
        computers_avoid_mobile: 0.7,
        trips: (1.2, (2.0, 10.0), 0.35),
        vpn: (0.05, 0.3),
        two_devices: 0.6,
        replaced: 0.35,
        systems: [0.30, 0.08, 0.03, 0.28, 0.31],
        models: 40,
        token_losses: 0.5,
        private_windows: 0.03,
        vpn_from_hosting: 0.6,
        naive_at_home: 0.02,
        targeted_at_home: 0.6,
    };

    /// A public service: most people come a few times a year.
    pub const SSO: Recipe = Recipe {
        name: "sso",
        people: 60_000,
        sign_ins: LogNormal { median: 2.0, deviation: 1.14, least: 2.0, most: 600.0 },
        ..Recipe::WORK
    };

    /// Another kind of site, on which nothing was tuned: fewer countries, more travel, more VPNs, people
    /// with two usual hours, browsers that forget more.
    pub const ELSEWHERE: Recipe = Recipe {
        name: "elsewhere",
        people: 2_000,
        sign_ins: LogNormal { median: 35.0, deviation: 1.1, least: 3.0, most: 500.0 },
        usual_hour: (9.0, 2.5),
        hour_deviation: 2.4,
        evenings: 0.35,
        countries: (40, 0.5),
        owners: (18, 9),
        mobile_and_hosting: (3, 2),
        networks: (1_200, 150),
        renumbered: 0.05,
        provider_changes: 0.3,
        offices: (0.25, 60),
        mix: [2.2, 2.6, 1.2],
        computers_avoid_mobile: 0.5,
        trips: (2.5, (1.0, 14.0), 0.55),
        vpn: (0.09, 0.45),
        two_devices: 0.45,
        replaced: 0.5,
        systems: [0.22, 0.12, 0.05, 0.22, 0.39],
        models: 25,
        token_losses: 1.0,
        private_windows: 0.05,
        vpn_from_hosting: 0.45,
        naive_at_home: 0.06,
        targeted_at_home: 0.5,
    };

    /// All of them.
    pub const ALL: [&'static Recipe; 3] = [&Recipe::WORK, &Recipe::SSO, &Recipe::ELSEWHERE];
}
