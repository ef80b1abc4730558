//! What every model in the comparison can do. The models are told the truth about completed sign-ins and
//! nothing else; how they are judged is in `trial`.

use std::collections::HashMap;

use risk::generate::SignIn;
use risk::{Formula, Profile, Signals, Statistics, TokenEvidence};

/// A model that can say how risky a sign-in looks.
pub(super) trait Contestant {
    /// Its name in tables.
    fn name(&self) -> String;
    /// How risky; higher is riskier. Only the order counts.
    fn score(&self, sign_in: &SignIn) -> f64;
    /// A sign-in of the owner, completed.
    fn learn(&mut self, sign_in: &SignIn);
}

/// Vestibule's engine, whole or with something left out.
pub(super) struct Ours {
    pub(super) name: String,
    pub(super) formula: Formula,
    /// Whether browsers show tokens at all.
    pub(super) tokens: bool,
    profiles: HashMap<u32, Profile>,
    all: Statistics,
    nobody: Profile,
}

impl Ours {
    pub(super) fn new(name: &str, formula: Formula, tokens: bool) -> Ours {
        Ours {
            name: name.to_owned(),
            formula,
            tokens,
            profiles: HashMap::new(),
            all: Statistics::default(),
            nobody: Profile::default(),
        }
    }

    /// What the engine sees of a sign-in.
    pub(super) fn signals(&self, sign_in: &SignIn) -> Signals {
        let signals = sign_in.signals();
        let token = if self.tokens { signals.token } else { TokenEvidence::NothingToShow };
        Signals { token, ..signals }
    }

    pub(super) fn profile(&self, person: u32) -> &Profile {
        self.profiles.get(&person).unwrap_or(&self.nobody)
    }

    pub(super) fn profiles(&self) -> impl Iterator<Item = &Profile> {
        self.profiles.values()
    }

    pub(super) fn statistics(&self) -> &Statistics {
        &self.all
    }

    pub(super) fn parts(&self, sign_in: &SignIn) -> risk::Score {
        risk::score(&self.signals(sign_in), self.profile(sign_in.person), &self.all, &self.formula)
    }
}

impl Contestant for Ours {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn score(&self, sign_in: &SignIn) -> f64 {
        self.parts(sign_in).total()
    }

    fn learn(&mut self, sign_in: &SignIn) {
        let signals = self.signals(sign_in);
        let profile = self.profiles.entry(sign_in.person).or_default();
        let (after, lesson) = profile.learn(&signals);
        *profile = after;
        self.all.learn(&lesson);
    }
}
