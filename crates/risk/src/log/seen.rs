//! What a rehearsal remembers of an account, as small as it can be: there may be millions. Which decision
//! follows is not here.

use super::shelf::Slot;
use crate::{GRACE, History, Key, Passed, TokenEvidence};

/// A browser that was not seen for so many seconds is not known any more: 180 days.
const BROWSER_LIFE: i64 = 180 * 86_400;

/// So many browsers of an account are remembered; the one not seen for longest gives way.
const BROWSERS: usize = 8;

/// A browser of an account.
#[derive(Clone, Copy, Debug)]
struct Browser {
    key: Key,
    seen: i64,
    /// When it last passed a second step, and from which country.
    passed: Option<Passed>,
    /// Wrong answers since its last success.
    wrong: u16,
}

/// An account so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Account {
    pub(super) history: History,
    /// Where the profile stands, as it would be stored.
    pub(super) profile: Slot,
    browsers: Vec<Browser>,
    /// Wrong answers of unknown browsers since the last success of one.
    wrong: u16,
}

impl Account {
    /// Something of each piece of memory that this takes.
    pub(super) fn touch(&self) -> i64 {
        let browser = self.browsers.first().map_or(0, |browser| browser.seen);
        let country = self.history.countries().first().map_or(0, |seen| seen.first.number());
        browser ^ country ^ i64::from(self.wrong)
    }

    fn find(&self, key: Option<Key>) -> Option<&Browser> {
        self.browsers.iter().find(|browser| Some(browser.key) == key)
    }

    /// What the token of this browser says at this time.
    pub(super) fn token(&self, key: Option<Key>, at: i64) -> TokenEvidence {
        let lives = |browser: &Browser| at.saturating_sub(browser.seen) < BROWSER_LIFE;
        match self.find(key) {
            Some(browser) if lives(browser) => TokenEvidence::Known,
            _ if self.browsers.iter().any(lives) => TokenEvidence::Absent,
            _ => TokenEvidence::NothingToShow,
        }
    }

    /// The latest second step of this browser, if it can still matter.
    pub(super) fn passed(&self, key: Option<Key>, at: i64) -> Option<Passed> {
        self.find(key)?.passed.filter(|passed| at.saturating_sub(passed.at) < GRACE)
    }

    /// When this browser passed its latest second step.
    pub(super) fn passed_at(&self, key: Option<Key>) -> Option<i64> {
        self.find(key)?.passed.map(|passed| passed.at)
    }

    /// Wrong answers of this browser's class.
    pub(super) fn wrong(&self, key: Option<Key>, token: TokenEvidence) -> u32 {
        match (token, self.find(key)) {
            (TokenEvidence::Known, Some(browser)) => browser.wrong.into(),
            (TokenEvidence::Known, None) => 0,
            _ => self.wrong.into(),
        }
    }

    /// A wrong answer.
    pub(super) fn fail(&mut self, key: Option<Key>, token: TokenEvidence) {
        let known = self.browsers.iter_mut().find(|browser| Some(browser.key) == key);
        match (token, known) {
            (TokenEvidence::Known, Some(browser)) => browser.wrong = browser.wrong.saturating_add(1),
            (TokenEvidence::Known, None) => {}
            _ => self.wrong = self.wrong.saturating_add(1),
        }
    }

    /// A completed sign-in on this browser.
    pub(super) fn complete(
        &mut self,
        key: Option<Key>,
        at: i64,
        token: TokenEvidence,
        passed: Option<Passed>,
    ) {
        if token != TokenEvidence::Known {
            self.wrong = 0;
        }
        let Some(key) = key else { return };
        let known = self.browsers.iter().position(|browser| browser.key == key);
        let before = known.map(|at| self.browsers.swap_remove(at));
        if self.browsers.len() >= BROWSERS {
            let stalest = self.browsers.iter().enumerate().min_by_key(|(_, browser)| browser.seen);
            let stalest = stalest.map(|(at, _)| at);
            stalest.map(|at| self.browsers.swap_remove(at));
        }
        let seen = before.map_or(at, |browser| browser.seen.max(at));
        let passed = passed.or(before.and_then(|browser| browser.passed));
        self.browsers.reserve_exact(1);
        self.browsers.push(Browser { key, seen, passed, wrong: 0 });
    }
}
