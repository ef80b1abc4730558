//! A small world for the property test: Ana and a thief with their browsers, and what each of them truly knows. The rows
//! they move are in `rows`, what is done by mailed links in `by_mail`; what must hold is in `machine_tests`.

mod by_mail;
mod moves;
mod on_phone;
mod rows;

use std::collections::{BTreeMap, BTreeSet};

use crate::account::AccountState;
use crate::browser::StoredBrowser;
use crate::decision::Decision;
use crate::facts::{AccountFacts, BrowserFacts, Facts, HeldSignIn};
use crate::first_step::StepUpAsks;
use crate::id::{AccountId, BrowserId, MethodId, SessionId, SignInId};
use crate::judge::{Checked, PasskeyProof};
use crate::method::{Method, MethodData, MethodKind};
use crate::samples::{ANA, Chance, LAPTOP, NOW, browser, caller, hash_of, new_code, usual};
use crate::settings::Settings;
use crate::sign_in::{Asked, Stage, VerificationState, Who};
use crate::time::Time;
use crate::tries::{Counter, CounterKey, Scope, Tries};
use crate::{first_step, my_account, second_step};

pub(crate) use moves::{Done, Move, Say, Typed};
pub(crate) use rows::Rows;

/// One browser that somebody signs in with.
#[derive(Clone, Default)]
pub(crate) struct Jar {
    pub(crate) thief: bool,
    network: String,
    cookie: Option<(BrowserId, String)>,
    pub(crate) sign_in: Option<SignInId>,
    pub(crate) session: Option<SessionId>,
}

/// Everything.
pub(crate) struct World {
    pub(crate) rows: Rows,
    pub(crate) jars: Vec<Jar>,
    pub(crate) now: Time,
    pub(crate) settings: Settings,
    chance: Chance,
    codes: u32,
    /// What was ever accepted, to be typed again.
    accepted_steps: Vec<i64>,
    accepted_slots: String,
    /// The password that each sign-in was truly given.
    pub(crate) given: BTreeMap<SignInId, String>,
    /// The sign-ins whose link was truly opened.
    pub(crate) opened: BTreeSet<SignInId>,
    /// The sign-ins whose prompt was truly approved with the number of their page.
    pub(crate) approved: BTreeSet<SignInId>,
}

impl World {
    pub(crate) fn new(account: AccountFacts, settings: Settings) -> Self {
        let slots = account.methods.iter().find_map(|m| match &m.method.data {
            MethodData::RecoveryCode { left, .. } => Some(left.clone()),
            _ => None,
        });
        let stored = StoredBrowser { browser: browser(), version: 1 };
        let jar = |network: &str, thief| Jar { network: network.into(), thief, ..Jar::default() };
        let laptop = Jar { cookie: Some((LAPTOP, hash_of("laptop"))), ..jar("home", false) };
        Self {
            rows: Rows {
                account,
                counters: BTreeMap::new(),
                sign_ins: BTreeMap::new(),
                sessions: BTreeMap::new(),
                browsers: BTreeMap::from([(LAPTOP, stored)]),
                links: Vec::new(),
                slots: slots.unwrap_or_default(),
                messages: Vec::new(),
                prompts: BTreeMap::new(),
            },
            jars: vec![laptop, jar("home", false), jar("elsewhere", true)],
            now: NOW,
            settings,
            chance: Chance::new(),
            codes: 0,
            accepted_steps: Vec::new(),
            accepted_slots: String::new(),
            given: BTreeMap::new(),
            opened: BTreeSet::new(),
            approved: BTreeSet::new(),
        }
    }

    pub(crate) fn play(&mut self, step: &Move) -> Vec<Done> {
        match *step {
            Move::Start { jar, right, name, shared } => self.start(jar, right, name, shared),
            Move::Password { jar, right } => self.password(jar, right),
            Move::Choose { jar, method } => self.choose(jar, method),
            Move::Answer { jar, say, skip, two_tabs } => self.answer(jar, say, skip, two_tabs),
            Move::SendLink { jar } => self.decided(jar, |facts, settings, now, chance| {
                chance.draw(|draw| second_step::send_confirm_link(facts, settings, now, draw))
            }),
            Move::OpenLink { jar } => self.open_link(jar),
            Move::Cancel { jar } => self.decided(jar, |facts, _, now, chance| {
                chance.draw(|draw| second_step::cancel(facts, now, draw))
            }),
            Move::Phone { slot, says, twice } => {
                self.on_phone(slot, says, twice);
                Vec::new()
            }
            Move::Finish { jar, two_tabs } => self.finish(jar, two_tabs),
            Move::StepUp { jar, with_password } => self.step_up(jar, with_password),
            Move::StealCookie => {
                self.jars[2].cookie = self.jars[0].cookie.clone();
                Vec::new()
            }
            Move::Wait { seconds } => {
                self.now = self.now.plus(seconds);
                Vec::new()
            }
            Move::Suspend { jar, passkeys } => self.suspend(jar, passkeys),
            Move::ResetPassword => self.reset_password(),
            Move::Lock { locked } => {
                let stored = &mut self.rows.account.stored;
                stored.version += 1;
                let since = self.now;
                stored.account.state =
                    if locked { AccountState::Locked { since } } else { AccountState::Active };
                Vec::new()
            }
            Move::NotMe => self.not_me(),
        }
    }

    fn tries(&self, account: AccountId) -> Tries {
        let mine = account.to_string();
        let read = self.rows.counters.iter();
        let read =
            read.filter(|(name, (key, _))| matches!(key, CounterKey::Network(_)) || name.starts_with(&mine));
        Tries::new(read.map(|(_, counter)| counter.clone()).collect())
    }

    fn judged(&self, browser: Option<BrowserId>, presented: Option<String>) -> Option<BrowserFacts> {
        let (stored, presented) = (self.rows.browsers.get(&browser?)?.clone(), presented?);
        let says = stored.browser.judge(&presented, self.now);
        Some(BrowserFacts { stored, presented, says })
    }

    fn facts(&self, jar: &Jar, held: HeldSignIn, browser: Option<BrowserFacts>) -> Facts {
        let who = held.sign_in.who;
        Facts {
            account: matches!(who, Who::Known(_)).then(|| self.rows.account.clone()),
            browser,
            session: jar.session.and_then(|id| self.rows.sessions.get(&id)).cloned(),
            link_opened_at: None,
            caller: caller(&jar.network),
            tries: self.tries(who.key()),
            prompts: self.rows.prompts.values().cloned().collect(),
            has_browsers: !self.rows.browsers.is_empty(),
            scored: Some(usual()),
            held,
        }
    }

    /// The facts of the sign-in that a browser holds, read as the flows read them.
    fn held(&self, jar: usize) -> Option<Facts> {
        let jar = &self.jars[jar];
        let (sign_in, token) = self.rows.sign_ins.get(&jar.sign_in?)?.clone();
        if self.now >= sign_in.expires {
            return None;
        }
        let browser = self.judged(sign_in.browser, sign_in.presented.clone());
        Some(self.facts(jar, HeldSignIn { sign_in, based_on: Some(token) }, browser))
    }

    fn settle(&mut self, jar: usize, facts: Facts, decision: Decision, typed: Option<Typed>) -> Vec<Done> {
        let committed = self.rows.commit(&decision.change).is_ok();
        if committed {
            let mine = &mut self.jars[jar];
            if self.rows.sign_ins.contains_key(&decision.sign_in.id) {
                mine.sign_in = Some(decision.sign_in.id);
            }
            if let Some(granted) = &decision.granted.session {
                mine.session = Some(granted.session.id);
            }
            if let Some((id, token)) = decision.granted.browser.as_ref().and_then(|t| t.split_once('.')) {
                mine.cookie = id.parse().ok().map(|id| (id, hash_of(token)));
            }
        }
        vec![Done { facts, decision, typed, committed }]
    }

    fn decided(
        &mut self,
        jar: usize,
        decide: impl FnOnce(&Facts, &Settings, Time, &mut Chance) -> Decision,
    ) -> Vec<Done> {
        let Some(facts) = self.held(jar) else { return Vec::new() };
        let decision = decide(&facts, &self.settings, self.now, &mut self.chance);
        self.settle(jar, facts, decision, None)
    }

    /// Ana knows her password; the thief knows the one that she began with.
    fn typed_password(&self, jar: usize, right: bool) -> &str {
        match (right, self.jars[jar].thief) {
            (false, _) => "a guess",
            (true, true) => "password 1",
            (true, false) => &self.rows.account.stored.password,
        }
    }

    fn start(&mut self, jar: usize, right: bool, name: bool, shared: bool) -> Vec<Done> {
        let who = if name { Who::Known(ANA) } else { Who::Unknown(AccountId::from_bytes([99; 16])) };
        let mine = self.jars[jar].clone();
        let (settings, now) = (&self.settings, self.now);
        let held = self
            .chance
            .draw(|draw| first_step::begin(who, &caller(&mine.network), shared, settings, now, draw));
        let (id, presented) = mine.cookie.clone().unzip();
        let browser = self.judged(id.filter(|_| name), presented);
        let facts = self.facts(&mine, held, browser);
        self.give_password(jar, facts, right)
    }

    fn password(&mut self, jar: usize, right: bool) -> Vec<Done> {
        self.held(jar).map_or_else(Vec::new, |facts| self.give_password(jar, facts, right))
    }

    fn give_password(&mut self, jar: usize, facts: Facts, right: bool) -> Vec<Done> {
        let typed = self.typed_password(jar, right).to_owned();
        let right = facts.account.is_some() && typed == self.rows.account.stored.password;
        let (settings, now) = (&self.settings, self.now);
        let decision = self.chance.draw(|draw| first_step::password(&facts, right, settings, now, draw));
        if facts.held.sign_in.stage == Stage::Password {
            self.given.insert(facts.held.sign_in.id, typed);
        }
        let typed = Typed { right, once: None, method: None };
        self.settle(jar, facts, decision, Some(typed))
    }

    fn choose(&mut self, jar: usize, method: usize) -> Vec<Done> {
        let methods = &self.rows.account.methods;
        let Some(id) = methods.get(method % methods.len().max(1)).map(|m| m.method.id) else {
            return Vec::new();
        };
        self.codes += 1;
        let code = new_code(&self.codes.to_string());
        self.decided(jar, |facts, settings, now, chance| {
            chance.draw(|draw| second_step::choose(facts, id, code, settings, now, draw))
        })
    }

    fn answer(&mut self, jar: usize, say: Say, skip: bool, two_tabs: bool) -> Vec<Done> {
        let Some(facts) = self.held(jar) else { return Vec::new() };
        let (checked, typed) = self.type_answer(&facts, say);
        let mut done = Vec::new();
        for _ in 0..=u8::from(two_tabs) {
            let (settings, now) = (&self.settings, self.now);
            let decision =
                self.chance.draw(|draw| second_step::answer(&facts, checked, skip, settings, now, draw));
            done.extend(self.settle(jar, facts.clone(), decision, Some(typed.clone())));
        }
        if done.iter().any(|d| d.committed && d.decision.said.is_none()) {
            match checked {
                Checked::AuthenticatorApp { step: Some(step), .. } => self.accepted_steps.push(step),
                Checked::RecoveryCode { slot, .. } => self.accepted_slots.push(slot),
                _ => {}
            }
        }
        done
    }

    /// The answer to what is asked, and whether it truly is one. Without a challenge, an answer all the same.
    fn type_answer(&self, facts: &Facts, say: Say) -> (Checked, Typed) {
        let asked = match &facts.held.sign_in.stage {
            Stage::SecondStep(v) => match &v.state {
                VerificationState::Challenged(challenge) => Some(&challenge.asked),
                _ => None,
            },
            _ => None,
        };
        let nothing = Typed { right: false, once: None, method: asked.map(Asked::kind) };
        let matches = matches!(say, Say::Right);
        let one_of = |once: String| Typed { right: matches, once: Some(once), ..nothing.clone() };
        match (asked, say) {
            (Some(Asked::SecurityQuestion), Say::OtherKind) => {
                (Checked::TextMessage { matches: true }, nothing)
            }
            (_, Say::OtherKind) => (Checked::SecurityQuestion { matches: true }, nothing),
            (Some(Asked::SecurityQuestion), _) => {
                (Checked::SecurityQuestion { matches }, Typed { right: matches, ..nothing })
            }
            (Some(Asked::TextMessage(code)), _) => {
                (Checked::TextMessage { matches }, one_of(code.sealed.clone()))
            }
            (Some(Asked::RecoveryCode), Say::Used) => {
                let slot = self.accepted_slots.chars().next().unwrap_or('z');
                (Checked::RecoveryCode { slot, matches: true }, nothing)
            }
            (Some(Asked::RecoveryCode), _) => {
                let slot = self.rows.slots.chars().next().unwrap_or('z');
                (Checked::RecoveryCode { slot, matches }, one_of(format!("slot {slot}")))
            }
            // Answered on the phone alone.
            (Some(Asked::MobilePrompt { .. }), _) => (Checked::TextMessage { matches }, nothing),
            (Some(Asked::Passkey(_)), say) => self.touch(say, nothing),
            (Some(Asked::AuthenticatorApp) | None, _) => {
                let now_step = self.now.0 / 30;
                let step = match say {
                    Say::Used => self.accepted_steps.last().copied(),
                    Say::Ahead => Some(now_step + 4),
                    _ => matches.then_some(now_step),
                };
                let within = step.filter(|step| (step - now_step).abs() <= 1);
                let drifted = step.filter(|step| (2..10).contains(&(step - now_step).abs()));
                let checked = Checked::AuthenticatorApp { step: within, drifted, now_step };
                (
                    checked,
                    Typed { right: within.is_some(), once: within.map(|s| format!("step {s}")), ..nothing },
                )
            }
        }
    }

    fn step_up(&mut self, jar: usize, with_password: bool) -> Vec<Done> {
        let asks = if with_password { StepUpAsks::Password } else { StepUpAsks::Method };
        let mine = self.jars[jar].clone();
        let Some(session) = mine.session.and_then(|id| self.rows.sessions.get(&id)).cloned() else {
            return Vec::new();
        };
        let (account, settings, now) = (&self.rows.account, &self.settings, self.now);
        let from = caller(&mine.network);
        let held = self
            .chance
            .draw(|draw| first_step::begin_step_up(account, &session, asks, &from, settings, now, draw));
        let (id, presented) = mine.cookie.clone().unzip();
        let browser = self.judged(id, presented);
        let facts = self.facts(&mine, held, browser);
        let decision = self.chance.draw(|draw| second_step::open_step_up(&facts, &self.settings, now, draw));
        self.settle(jar, facts, decision, None)
    }

    /// A passkey is touched: Ana's, while she has one that counts, or one that nobody made here.
    fn touch(&self, say: Say, nothing: Typed) -> (Checked, Typed) {
        let matches = matches!(say, Say::Right | Say::Ahead);
        let methods = self.rows.account.methods.iter().map(|m| &m.method);
        let own = methods.filter(|m| m.kind() == MethodKind::Passkey).find(|_| matches);
        let method = own.map_or(MethodId::from_bytes([98; 16]), |own| own.id);
        let proof = PasskeyProof { method, user_verified: say == Say::Right, synced: false, counter: 0 };
        let right = own.is_some_and(Method::is_active);
        (Checked::Passkey(Some(proof)), Typed { right, ..nothing })
    }

    fn suspend(&mut self, jar: usize, passkeys: bool) -> Vec<Done> {
        let session = self.jars[jar].session.and_then(|id| self.rows.sessions.get(&id)).cloned();
        if session.is_some() {
            let (account, settings, now) = (&self.rows.account, &self.settings, self.now);
            let from = caller("home").origin;
            let lost = self
                .chance
                .draw(|draw| my_account::phone_lost(account, passkeys, &from, settings, now, draw));
            if let Ok(change) = lost {
                self.rows.commit(&change).expect("nothing else happens meanwhile");
            }
        }
        Vec::new()
    }

    /// The counters of Ana's known browsers, which no stranger may touch.
    pub(crate) fn of_known(rows: &Rows) -> Vec<(String, Counter)> {
        let known = |key: &CounterKey| {
            matches!(key, CounterKey::Account { scope: Scope::Known | Scope::Browser(_), .. })
        };
        rows.counters.iter().filter(|(_, (k, _))| known(k)).map(|(name, (_, c))| (name.clone(), *c)).collect()
    }
}
