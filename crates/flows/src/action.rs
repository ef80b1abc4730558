//! The site's own actions: where a person's session stands with them, and the step-up that one of them takes. Deliberately not
//! here: what an action takes (`rules::action`), and doing it, which is the site's.

use rules::action::{ActionName, ActionRule, Asking, Standing, asking, standing};
use rules::administrator::reserved;
use rules::enrollment::MyFacts;
use rules::first_step::StepUpAsks;
use rules::time::Time;

use crate::beats::{Outcome, Refused};
use crate::caller::Visitor;
use crate::house::House;
use crate::settle::Told;

/// An action of the site and where a session stands with it.
#[derive(Clone, Debug)]
pub struct MyAction {
    /// Which action.
    pub name: ActionName,
    /// What the operator asks of it.
    pub rule: ActionRule,
    /// Where the session stands.
    pub standing: Standing,
    /// How a step-up for it is asked; none: nothing that the person has now would do.
    pub asking: Option<Asking>,
    /// The session's level.
    pub level: u8,
    /// The moment it was read.
    pub now: Time,
}

impl House {
    /// Where this session stands with one action.
    ///
    /// # Errors
    /// `NoSuchAction` for what the operator did not set, `NotSignedIn`.
    pub async fn my_action(&self, visitor: &Visitor, session: &str, name: &str) -> Outcome<MyAction> {
        let now = self.now();
        let facts = match self.mine(visitor, session, now).await? {
            Ok(facts) => facts,
            Err(refused) => return Ok(Err(refused)),
        };
        Ok(self.action(&facts, name, now).ok_or(Refused::NoSuchAction))
    }

    /// Where this session stands with every action, by name.
    ///
    /// # Errors
    /// `NotSignedIn`.
    pub async fn my_actions(&self, visitor: &Visitor, session: &str) -> Outcome<Vec<MyAction>> {
        let now = self.now();
        let facts = match self.mine(visitor, session, now).await? {
            Ok(facts) => facts,
            Err(refused) => return Ok(Err(refused)),
        };
        let names = self.settings.risk.actions.keys();
        Ok(Ok(names.filter_map(|name| self.action(&facts, name.as_str(), now)).collect()))
    }

    /// Begins the step-up that an action takes, whether or not it is needed yet.
    ///
    /// # Errors
    /// `NoSuchAction`, `NotSignedIn`, `ActionHeld`, `NothingSuffices`.
    pub async fn start_action_step_up(&self, visitor: &Visitor, session: &str, name: &str) -> Outcome<Told> {
        let now = self.now();
        let facts = match self.mine(visitor, session, now).await? {
            Ok(facts) => facts,
            Err(refused) => return Ok(Err(refused)),
        };
        let Some(MyAction { name, rule, standing, asking, .. }) = self.action(&facts, name, now) else {
            return Ok(Err(Refused::NoSuchAction));
        };
        if let Standing::Held { until } = standing {
            return Ok(Err(Refused::ActionHeld { until }));
        }
        let Some(asking) = asking else { return Ok(Err(Refused::NothingSuffices)) };
        let asks = StepUpAsks::Action { name, least: rule.least, asking };
        Ok(Ok(self.open_step_up(visitor, facts, asks, now).await?))
    }

    fn action(&self, facts: &MyFacts, name: &str, now: Time) -> Option<MyAction> {
        let name = ActionName::parse(name).ok()?;
        // What is ours comes first, so that no operator's action stands for it.
        let ours = reserved(&name, &facts.account, &self.settings);
        let rule = ours.or_else(|| self.settings.risk.actions.get(&name).copied())?;
        let session = &facts.session.session;
        Some(MyAction {
            name,
            rule,
            standing: standing(session, &facts.account, rule, &self.settings, now),
            asking: asking(&facts.account, rule.least, &self.settings, now),
            level: session.level,
            now,
        })
    }
}
