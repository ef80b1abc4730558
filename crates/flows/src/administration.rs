//! What an administrator can see: how the site stands, and what happened on an account, which leaves a trace there. Deliberately
//! not here: who is one (`rules::administrator`), what the operator does at the command line (`operator`), and any change.

use rules::account::Account;
use rules::administrator::Administrator;
use rules::change::Write;
use rules::event::{Event, EventKind};
use rules::id::{AccountId, EventId, RowToken};
use rules::time::{DAY, MINUTE, Time};
use store::Outbox;

use crate::beats::{Committed, Fault, Outcome, Refused};
use crate::caller::Visitor;
use crate::house::House;
use crate::nodes::{ENDED_AFTER, LearnedSoFar};

/// One look, page by page, leaves one trace: a further one is left after so long.
const ONE_LOOK: i64 = 10 * MINUTE;
/// Among so many of the latest events the trace of a look is searched.
const TRACE_WITHIN: i64 = 50;

/// How the site stands, as this node sees it.
#[derive(Clone, Debug)]
pub struct SiteState {
    /// The thresholds in force here, and what they were learned from.
    pub learned: LearnedSoFar,
    /// The nodes that have a row, those that ended too.
    pub nodes: Vec<SeenNode>,
    /// What waits to be sent.
    pub outbox: OutboxState,
    /// What text messages cost today; none: the site sends none.
    pub texts: Option<TextsSpent>,
    /// The moment it was read.
    pub now: Time,
}

/// A node, by its row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SeenNode {
    /// Which row.
    pub id: RowToken,
    /// When its process wrote last; none: it ended in good order.
    pub seen: Option<Time>,
    /// Whether it is the one that answers.
    pub here: bool,
}

impl SeenNode {
    /// Whether it was not heard of for so long that its process has ended.
    #[must_use]
    pub fn has_ended(&self, now: Time) -> bool {
        self.seen.is_some_and(|seen| now.since(seen) >= ENDED_AFTER)
    }
}

/// Messages that wait.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OutboxState {
    /// How many.
    pub waiting: i64,
    /// How many of them were offered to the couriers and came back.
    pub tried: i64,
}

/// What text messages cost on one day, in the units of the operator's prices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextsSpent {
    /// So far.
    pub today: u64,
    /// At most; none: there is no cap.
    pub at_most: Option<u64>,
}

/// An account that was asked for, with a page of what happened on it.
#[derive(Clone, Debug)]
pub struct Found {
    /// The account.
    pub account: Account,
    /// Newest first.
    pub events: Vec<Event>,
}

impl House {
    /// The power of an administrator.
    ///
    /// # Errors
    /// `NotSignedIn`, `NotAdministrator`.
    pub async fn administrator(&self, visitor: &Visitor, session: &str) -> Outcome<Administrator> {
        let now = self.now();
        let Some(facts) = self.my_facts(visitor, session, now).await? else {
            return Ok(Err(Refused::NotSignedIn));
        };
        let proved = Administrator::prove(&facts.session, &facts.account, &self.settings, now);
        Ok(proved.map_err(Refused::NotAdministrator))
    }

    /// How the site stands.
    ///
    /// # Errors
    /// Faults only.
    pub async fn site_state(&self, _power: &Administrator) -> Result<SiteState, Fault> {
        let now = self.now();
        let here = self.own_row().await;
        let rows = self.store.nodes().await?;
        let nodes: Vec<SeenNode> = rows
            .iter()
            .map(|row| SeenNode {
                id: row.id,
                seen: Some(row.seen).filter(|seen| seen.0 > 0),
                here: Some(row.id) == here,
            })
            .collect();
        let Outbox { waiting, tried } = self.store.outbox_state(now).await?;
        Ok(SiteState {
            learned: self.learned_here(nodes.len()),
            nodes,
            outbox: OutboxState { waiting, tried },
            texts: self.texts_spent(now).await?,
            now,
        })
    }

    async fn texts_spent(&self, now: Time) -> Result<Option<TextsSpent>, Fault> {
        let Some(texts) = &self.texts else { return Ok(None) };
        let key = crate::texts::spent_on(now.0.div_euclid(DAY));
        let today = self.store.sums(&[key]).await?.first().copied().unwrap_or(0);
        let cap = texts.limits.spend_cap_day;
        Ok(Some(TextsSpent {
            today: u64::try_from(today).unwrap_or(0),
            at_most: Some(cap).filter(|cap| *cap > 0),
        }))
    }

    /// What happened on the account that has a name or a verified address, newest first; none: nobody has it. A look at
    /// another's account is written into what happened on it, before anything is told.
    ///
    /// # Errors
    /// Faults only.
    pub async fn activity_of(
        &self,
        power: &Administrator,
        visitor: &Visitor,
        name: &str,
        before: Option<(Time, EventId)>,
        limit: i64,
    ) -> Result<Option<Found>, Fault> {
        let Some(facts) = self.find_account(name).await? else { return Ok(None) };
        let id = facts.id();
        if id != power.account() {
            self.leave_trace(power, visitor, id).await?;
        }
        let events = self.store.events(id, before, limit).await?;
        Ok(Some(Found { account: facts.stored.account, events }))
    }

    async fn leave_trace(
        &self,
        power: &Administrator,
        visitor: &Visitor,
        of: AccountId,
    ) -> Result<(), Fault> {
        let now = self.now();
        let latest = self.store.events(of, None, TRACE_WITHIN).await?;
        let by = power.account();
        let left = |event: &Event| {
            event.what == EventKind::AdministratorLooked { by } && now.since(event.at) < ONE_LOOK
        };
        if latest.iter().any(left) {
            return Ok(());
        }
        let from = self.caller(visitor, now).origin;
        let what = EventKind::AdministratorLooked { by };
        let trace: Write = self.drawing(|draw| rules::decision::record(of, what, &from, now, draw));
        match self.commit(&vec![trace]).await? {
            Committed::Done => Ok(()),
            Committed::Conflict => Err(Fault::Conflict),
            Committed::Unknown => Err(Fault::Unavailable("the outcome is not known".into())),
        }
    }
}
