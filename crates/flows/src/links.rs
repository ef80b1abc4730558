//! Mailed links: what one is good for (looking has no effect), and pressing its one button.

use risk::{CountryCode, UserAgent};
use rules::account::Account;
use rules::by_link;
use rules::change::{Change, Write};
use rules::facts::AccountFacts;
use rules::id::AccountId;
use rules::link::{Link, LinkPurpose, StoredLink};
use rules::method::MethodKind;
use rules::sign_in::SignIn;
use rules::time::Time;
use secrets::hashing::Class;
use secrets::token::{Ref, Token};
use zeroize::Zeroizing;

use crate::beats::{Committed, Fault, Outcome, Refused, beats};
use crate::caller::Visitor;
use crate::create::NotCreated;
use crate::house::House;
use crate::settle::Told;
use crate::sign_in::SignInKey;

/// What a link is good for, for the page that shows its button.
#[derive(Clone, Debug)]
pub struct LinkLook {
    /// What.
    pub purpose: LinkPurpose,
    /// The name to sign in with, for password managers on the page that sets a password.
    pub user_name: String,
    /// The address that a verification is about (hint).
    pub email: Option<String>,
    /// When what it is about happened.
    pub at: Time,
    /// The browser that it is about, where that is known.
    pub user_agent: Option<UserAgent>,
    /// The country that it is about, where that is known.
    pub country: Option<CountryCode>,
}

/// What pressing the button came to.
#[derive(Clone, Debug)]
pub enum Pressed {
    /// An address is verified.
    EmailVerified {
        /// The address (hint).
        hint: String,
        /// What a browser that is not signed in keeps of it.
        opened: Option<String>,
    },
    /// The step is proved; go on where you came from.
    StepProved,
    /// The sign-in goes on, or passed with this.
    SignIn(Box<Told>),
    /// Sessions ended, what was added is suspended.
    NotMe {
        /// How many sessions ended.
        sessions: u32,
        /// What is suspended.
        suspended: Vec<MethodKind>,
        /// The address that was taken off again (hint).
        email: Option<String>,
    },
}

struct Found {
    account: AccountId,
    link: StoredLink,
    facts: AccountFacts,
}

impl House {
    async fn find_link(&self, token: &str) -> Result<Option<Found>, Fault> {
        let Some(parsed) = Token::parse(&self.keys, token) else { return Ok(None) };
        let account = AccountId::from_bytes(parsed.account);
        let Some(link) = self.store.link(account, &parsed.hash).await? else { return Ok(None) };
        let Some(facts) = self.store.account(account).await? else { return Ok(None) };
        Ok(Some(Found { account, link, facts }))
    }

    /// What a link is good for.
    ///
    /// # Errors
    /// Faults only.
    pub async fn look_at_link(&self, token: &str) -> Outcome<LinkLook> {
        let unknown = Refused::DeadLink(by_link::DeadLink::Unknown);
        let Some(found) = self.find_link(token).await? else { return Ok(Err(unknown)) };
        let link = match by_link::living(&found.link, &found.facts, self.now()) {
            Ok(link) => link,
            Err(dead) => return Ok(Err(Refused::DeadLink(dead))),
        };
        let email = by_link::email_of(link)
            .and_then(|id| found.facts.emails.iter().find(|e| e.email.id == id))
            .map(|e| e.email.hint.clone());
        let user_name = found.facts.stored.account.user_name.clone();
        let sign_in = self.sign_in_of(&found.facts, link).await?;
        Ok(Ok(LinkLook {
            purpose: link.purpose.clone(),
            user_name,
            email,
            at: sign_in.as_ref().map_or(link.expires.plus(-rules::decision::NOT_ME_FOR), |s| s.since),
            user_agent: sign_in.as_ref().map(|s| s.user_agent),
            country: sign_in.and_then(|s| s.country),
        }))
    }

    /// The sign-in that a link is a proof of.
    async fn sign_in_of(&self, facts: &AccountFacts, link: &Link) -> Result<Option<SignIn>, Fault> {
        let LinkPurpose::ConfirmSignIn { sign_in } = link.purpose else { return Ok(None) };
        let rows = self.store.for_sign_in(facts.id(), sign_in, "", false).await?;
        Ok(rows.map(|rows| rows.stored.sign_in))
    }

    /// What "this wasn't me" is about to end and suspend.
    async fn not_me(&self, facts: &AccountFacts, link: &Link, now: Time) -> Result<Pressed, Fault> {
        let (added, email) = match link.purpose {
            LinkPurpose::NotMe { notice, method, email, .. } => (Some((notice, method)), email),
            _ => (None, None),
        };
        let added = added.into_iter().flat_map(|(notice, method)| by_link::added(facts, notice, method));
        let email = email.and_then(|id| facts.emails.iter().find(|e| e.email.id == id));
        let (generation, idle) = (facts.stored.account.generation, self.settings.session_idle);
        let sessions = self.store.sessions(facts.id()).await?;
        let live = sessions.iter().filter(|s| s.is_live(generation, idle, now)).count();
        Ok(Pressed::NotMe {
            sessions: u32::try_from(live).unwrap_or(u32::MAX),
            suspended: added.map(|m| m.method.kind()).collect(),
            email: email.map(|e| e.email.hint.clone()),
        })
    }

    /// Presses the button of a link. `session` and `sign_ins`: what this browser holds.
    ///
    /// # Errors
    /// Faults only.
    pub async fn press_link(
        &self,
        visitor: &Visitor,
        token: &str,
        session: Option<&str>,
        sign_ins: &[SignInKey],
    ) -> Outcome<Pressed> {
        for _ in 0..crate::beats::BEATS {
            let now = self.now();
            let Some(found) = self.find_link(token).await? else {
                return Ok(Err(Refused::DeadLink(by_link::DeadLink::Unknown)));
            };
            if let LinkPurpose::ConfirmSignIn { sign_in } = found.link.link.purpose {
                let id = Ref { account: *found.account.bytes(), id: *sign_in.bytes() }.to_text(&self.keys);
                return self.press_sign_in(visitor, &found, &id, sign_ins, now).await;
            }
            let (pressed, change) = match self.pressed(visitor, &found, session, now).await? {
                Ok(decided) => decided,
                Err(refused) => return Ok(Err(refused)),
            };
            match self.commit(&change).await? {
                Committed::Done => return Ok(Ok(pressed)),
                Committed::Conflict => {}
                Committed::Unknown => return Err(Fault::Unavailable("the outcome is not known".into())),
            }
        }
        Err(Fault::Conflict)
    }

    async fn pressed(
        &self,
        visitor: &Visitor,
        found: &Found,
        session: Option<&str>,
        now: Time,
    ) -> Outcome<(Pressed, Change)> {
        let (link, facts) = (&found.link, &found.facts);
        let mine = match session {
            Some(session) => self.my_facts(visitor, session, now).await?,
            None => None,
        };
        let mine = mine.filter(|m| m.account.id() == found.account).map(|m| m.session);
        let from = self.caller(visitor, now).origin;
        let decided = match link.link.purpose {
            LinkPurpose::VerifyEmail { email } => {
                let stored = facts.emails.iter().find(|e| e.email.id == email);
                let (name, hint) = match stored {
                    Some(e) => (self.name_hash(&self.open_email(email, &e.sealed)?), e.email.hint.clone()),
                    None => return Ok(Err(Refused::DeadLink(by_link::DeadLink::Unknown))),
                };
                let owner = self.store.account_named(std::slice::from_ref(&name)).await?;
                if owner.is_some_and(|owner| owner != found.account) {
                    return Ok(Err(Refused::Name(NotCreated::Taken)));
                }
                let change = self.drawing(|draw| {
                    by_link::verify_email(link, facts, name, mine.as_ref(), &from, now, draw)
                });
                let proves =
                    mine.is_none() && by_link::proves_before_sign_in(&link.link.purpose, &self.settings);
                let opened = proves.then(|| self.opened_link(&facts.stored.account, now));
                change.map(|change| (Pressed::EmailVerified { hint, opened }, change))
            }
            LinkPurpose::ConfirmStep { .. } => self
                .drawing(|draw| by_link::confirm_step(link, facts, mine.as_ref(), now, draw))
                .map(|change| (Pressed::StepProved, change)),
            LinkPurpose::NotMe { email, .. } => {
                let pressed = self.not_me(facts, &link.link, now).await?;
                let name = self.name_of_email(facts, email)?;
                self.drawing(|draw| by_link::not_me(link, facts, name, &from, now, draw))
                    .map(|change| (pressed, change))
            }
            LinkPurpose::ConfirmSignIn { .. }
            | LinkPurpose::ResetPassword
            | LinkPurpose::FirstAdministrator => Err(by_link::DeadLink::Unknown),
        };
        Ok(decided.map_err(Refused::DeadLink))
    }

    /// The second proof of a sign-in: only in the browser that holds it, only while it waits for it.
    async fn press_sign_in(
        &self,
        visitor: &Visitor,
        found: &Found,
        id: &str,
        sign_ins: &[SignInKey],
        now: Time,
    ) -> Outcome<Pressed> {
        if let Err(dead) = by_link::living(&found.link, &found.facts, now) {
            return Ok(Err(Refused::DeadLink(dead)));
        }
        let Some(parsed) = Ref::parse(&self.keys, id) else { return Err(Fault::NotFound) };
        let held = sign_ins.iter().find(|key| Ref::parse(&self.keys, &key.id) == Some(parsed));
        let Some(key) = held else {
            return Ok(Err(Refused::DeadLink(by_link::DeadLink::OtherBrowser)));
        };
        let used = self.drawing(|draw| by_link::use_up(&found.link, &found.facts, draw));
        match self.commit(&vec![used]).await? {
            Committed::Done => {}
            _ => return Ok(Err(Refused::DeadLink(by_link::DeadLink::Used))),
        }
        let told = self.link_opened(visitor, key).await?;
        Ok(Ok(Pressed::SignIn(Box::new(told))))
    }

    /// Mails a reset link if the name is somebody's. Says nothing either way, in the same time but for the commit.
    ///
    /// # Errors
    /// Faults only.
    pub async fn ask_reset(&self, visitor: &Visitor, name: &str) -> Result<(), Fault> {
        if !self.settings.mail {
            return Ok(());
        }
        let now = self.now();
        let found = self.store.account_named(&[self.name_hash(name)]).await?;
        let key = found.unwrap_or_else(|| self.pretended(name));
        let _admitted = self.admissions.enter(key, None).await?;
        let facts = self.store.account(key).await?;
        let from = self.caller(visitor, now).origin;
        let window = now.0.div_euclid(RESET_WINDOW);
        let limit = Write::Spend {
            key: format!("reset/{key}/{window}"),
            by: 1,
            at_most: RESETS_PER_WINDOW,
            expires: now.plus(2 * RESET_WINDOW),
        };
        let mut change = vec![limit];
        if let Some(facts) = facts.filter(|f| f.verified_emails().next().is_some()) {
            change.extend(self.drawing(|draw| by_link::ask_reset(&facts, &from, &self.settings, now, draw)));
        }
        match self.commit(&change).await? {
            Committed::Unknown => Err(Fault::Unavailable("the outcome is not known".into())),
            // Over the limit nothing more is mailed, and nobody learns it.
            Committed::Done | Committed::Conflict => Ok(()),
        }
    }

    /// Sets a new password by a mailed link, or by the operator's. Signs nobody in; gives what this browser keeps of the
    /// operator's link, where that proves anything.
    ///
    /// # Errors
    /// Faults only.
    pub async fn reset_password(
        &self,
        visitor: &Visitor,
        token: &str,
        new: Zeroizing<String>,
    ) -> Outcome<Option<String>> {
        let new = secrets::password::nfc(&new);
        let unknown = Refused::DeadLink(by_link::DeadLink::Unknown);
        let Some(found) = self.find_link(token).await? else { return Ok(Err(unknown)) };
        if let Err(dead) = by_link::living(&found.link, &found.facts, self.now()) {
            return Ok(Err(Refused::DeadLink(dead)));
        }
        let personal = self.personal(&found.facts)?;
        if let Err(problems) = self.judge_password(&new, personal).await? {
            return Ok(Err(Refused::Password(problems)));
        }
        let hash = self.pool.hash(Class::Anyone, new, &mut self.dice()).await?;
        beats!(self, {
            let now = self.now();
            let Some(found) = self.find_link(token).await? else {
                return Ok(Err(Refused::DeadLink(by_link::DeadLink::Unknown)));
            };
            let from = self.caller(visitor, now).origin;
            let decided = self.drawing(|draw| {
                by_link::reset_password(&found.link, &found.facts, hash.clone(), &from, now, draw)
            });
            let proves = by_link::proves_before_sign_in(&found.link.link.purpose, &self.settings);
            let opened = |change: &Change| saved(change).map(|account| self.opened_link(account, now));
            let told = |change: Change| (opened(&change).filter(|_| proves), change);
            Ok(decided.map(told).map_err(Refused::DeadLink))
        })
    }
}

/// The account as a change saves it.
fn saved(change: &Change) -> Option<&Account> {
    change.iter().find_map(|write| match write {
        Write::SaveAccount { account, .. } => Some(account),
        _ => None,
    })
}

/// Reset mails of one account are counted over so many seconds.
const RESET_WINDOW: i64 = rules::time::HOUR;
/// And so many are sent.
const RESETS_PER_WINDOW: i64 = 5;
