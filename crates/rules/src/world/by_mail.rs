//! What is done by links that were mailed to Ana, in the property test's world. Not here: what must hold.

use crate::by_link;
use crate::link::{LinkPurpose, StoredLink};
use crate::samples::caller;
use crate::second_step;
use crate::world::{Done, World};

impl World {
    /// The mailed link, opened in the browser that holds the sign-in; the thief has no mailbox, but may ask Ana.
    pub(super) fn open_link(&mut self, jar: usize) -> Vec<Done> {
        let Some(id) = self.jars[jar].sign_in else { return Vec::new() };
        let mailed = |link: &StoredLink| link.link.purpose == LinkPurpose::ConfirmSignIn { sign_in: id };
        let living = |link: &StoredLink| by_link::living(link, &self.rows.account, self.now).is_ok();
        if !self.rows.links.iter().any(|(link, _)| mailed(link) && living(link)) {
            return Vec::new();
        }
        let done = self.decided(jar, |facts, settings, now, chance| {
            chance.draw(|draw| second_step::link_opened(facts, settings, now, draw))
        });
        if done.iter().any(|d| d.committed && d.decision.said.is_none()) {
            self.opened.insert(id);
        }
        done
    }

    pub(super) fn reset_password(&mut self) -> Vec<Done> {
        // Moments are whole seconds; what happens within one has no order.
        self.now = self.now.plus(1);
        let (account, from, now) = (self.rows.account.clone(), caller("home").origin, self.now);
        let asked = self.chance.draw(|draw| by_link::ask_reset(&account, &from, &self.settings, now, draw));
        self.rows.commit(&asked).expect("nothing else happens meanwhile");
        let found = self.rows.links.iter().rfind(|(l, _)| l.link.purpose == LinkPurpose::ResetPassword);
        if let Some((link, _)) = found.cloned() {
            let new = format!("password set at {}", now.0);
            let change =
                self.chance.draw(|draw| by_link::reset_password(&link, &account, new, &from, now, draw));
            self.rows.commit(&change.expect("the link lives")).expect("nothing else happens meanwhile");
        }
        Vec::new()
    }

    pub(super) fn not_me(&mut self) -> Vec<Done> {
        let (account, from, now) = (self.rows.account.clone(), caller("home").origin, self.now);
        let is_notice = |link: &StoredLink| matches!(link.link.purpose, LinkPurpose::NotMe { .. });
        let found = self.rows.links.iter().rfind(|(link, used)| is_notice(link) && !used);
        if let Some((link, _)) = found.cloned()
            && let Ok(change) =
                self.chance.draw(|draw| by_link::not_me(&link, &account, None, &from, now, draw))
        {
            self.rows.commit(&change).expect("nothing else happens meanwhile");
        }
        Vec::new()
    }
}
