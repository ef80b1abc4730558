//! The model of Freeman et al. ("Who Are You?", NDSS 2016, equation 7) without attack data, in the form that
//! `das-group/rba-algorithm` computes and Wiefling et al. evaluated: the baseline of the field. Counters
//! only, kept as sign-ins come.

use std::collections::{HashMap, HashSet};

use risk::generate::SignIn;

use super::contestant::Contestant;

/// The values of a feature, finest level first.
type Values<const LEVELS: usize> = [u64; LEVELS];

/// One feature: counts of all and of each user, by level.
pub(super) struct Feature<const LEVELS: usize> {
    weights: [f64; LEVELS],
    all: [HashMap<u64, u32>; LEVELS],
    users: HashMap<u32, [HashMap<u64, u32>; LEVELS]>,
    /// The coarser values seen together with each finest one.
    together: HashMap<u64, HashSet<(usize, u64)>>,
}

impl<const LEVELS: usize> Feature<LEVELS> {
    pub(super) fn new(weights: [f64; LEVELS]) -> Self {
        Feature {
            weights,
            all: std::array::from_fn(|_| HashMap::new()),
            users: HashMap::new(),
            together: HashMap::new(),
        }
    }

    pub(super) fn learn(&mut self, user: u32, values: Values<LEVELS>) {
        let own = self.users.entry(user).or_insert_with(|| std::array::from_fn(|_| HashMap::new()));
        for (level, value) in values.into_iter().enumerate() {
            *self.all[level].entry(value).or_default() += 1;
            *own[level].entry(value).or_default() += 1;
            if level > 0 {
                self.together.entry(values[0]).or_default().insert((level, value));
            }
        }
    }

    /// `global / local`, the feature's factor.
    pub(super) fn factor(&self, user: u32, values: Values<LEVELS>, all: u32, own: u32) -> f64 {
        let (all, own) = (f64::from(all), f64::from(own));
        let mut global = 0.0;
        let mut local = 0.0;
        for (level, (value, weight)) in values.into_iter().zip(self.weights).enumerate() {
            let count = self.all[level].get(&value).copied().map_or(0.0, f64::from);
            global += weight * if level == 0 { self.smoothed(value, count, all) } else { count / all };
            let count = self.users.get(&user).and_then(|levels| levels[level].get(&value));
            local += weight * count.copied().map_or(0.0, f64::from) / own;
        }
        if local == 0.0 {
            local = global / 4.0;
        }
        global / local
    }

    fn smoothed(&self, value: u64, count: f64, all: f64) -> f64 {
        let size = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
        let unseen = 1.0 + self.all[1..].iter().map(|level| size(level.len())).sum::<f64>();
        if count == 0.0 {
            return 1.0 / (all + unseen);
        }
        let together = 1.0 + self.together.get(&value).map_or(0.0, |values| size(values.len()));
        count / all * (1.0 - unseen / (all + unseen)) * (1.0 - together / (count + together))
    }
}

/// The model over two features: network (with owner and country) and user agent.
pub(super) struct Freeman {
    network: Feature<3>,
    agent: Feature<4>,
    sign_ins: HashMap<u32, u32>,
    all: u32,
}

impl Freeman {
    pub(super) fn new() -> Freeman {
        Freeman {
            network: Feature::new([0.6, 0.3, 0.1]),
            agent: Feature::new([0.53867, 0.26805, 0.18818, 0.00511]),
            sign_ins: HashMap::new(),
            all: 0,
        }
    }

    pub(super) fn add(&mut self, user: u32, network: Values<3>, agent: Values<4>) {
        self.network.learn(user, network);
        self.agent.learn(user, agent);
        *self.sign_ins.entry(user).or_default() += 1;
        self.all += 1;
    }

    /// The score; none for a user without a sign-in.
    pub(super) fn rate(&self, user: u32, network: Values<3>, agent: Values<4>) -> Option<f64> {
        let own = self.sign_ins.get(&user).copied()?;
        let users = f64::from(u32::try_from(self.sign_ins.len()).ok()?);
        let network = self.network.factor(user, network, self.all, own);
        let agent = self.agent.factor(user, agent, self.all, own);
        Some(network * agent * (1.0 / users) / (f64::from(own) / f64::from(self.all)))
    }

    fn values(sign_in: &SignIn) -> (Values<3>, Values<4>) {
        let (spot, device) = (sign_in.spot, sign_in.device);
        let (os, browser) = (u64::from(device.os as u8), u64::from(device.browser as u8));
        let version = u64::from(device.version);
        let is_phone = u64::from(device.model > 0 || matches!(device.os, risk::Os::Ios));
        let agent = [
            os << 48 | browser << 32 | version << 8 | u64::from(device.model),
            browser << 32 | version,
            os,
            is_phone,
        ];
        ([u64::from(spot.network), u64::from(spot.owner), u64::from(spot.country)], agent)
    }
}

impl Contestant for Freeman {
    fn name(&self) -> String {
        "Freeman".to_owned()
    }

    fn score(&self, sign_in: &SignIn) -> f64 {
        let (network, agent) = Self::values(sign_in);
        // The published model lets a first sign-in pass.
        self.rate(sign_in.person, network, agent).unwrap_or(0.0)
    }

    fn learn(&mut self, sign_in: &SignIn) {
        let (network, agent) = Self::values(sign_in);
        self.add(sign_in.person, network, agent);
    }
}
