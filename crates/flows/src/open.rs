//! Beginning a sign-in with a name alone, for clients that ask name and password one after the other. Deliberately not here:
//! the password (`sign_in`).

use rules::change::Write;
use rules::first_step;
use rules::time::DAY;

use crate::beats::{BEATS, Fault};
use crate::caller::Visitor;
use crate::house::House;
use crate::settle::{Doubts, Told};
use crate::sign_in::Start;

/// Sign-ins that one network may open in a day without a password. Each is a row, and nothing was proved for it.
const OPENED_PER_NETWORK: i64 = 500;
/// What a network that opened too many is told.
const COME_BACK: u32 = 3600;

impl House {
    /// Begins a sign-in that asks for its password. A name that nobody has looks the same.
    ///
    /// # Errors
    /// Faults only.
    pub async fn open_sign_in(
        &self,
        visitor: &Visitor,
        name: &str,
        shared_computer: bool,
    ) -> Result<Told, Fault> {
        let name = self.named(name);
        let (_admitted, mut read) = self.enter_to_start(visitor, &name, shared_computer).await?;
        let mut doubts = Doubts::default();
        for _ in 0..BEATS {
            let Start { facts, now, .. } = match read.take() {
                Some(read) => read,
                None => self.facts_to_start(visitor, &name, shared_computer, &doubts).await?,
            };
            if let Some(told) = self.done_meanwhile(&doubts).await? {
                return Ok(told);
            }
            let key = format!("sign-ins/{}", facts.caller.network);
            if self.store.sums(std::slice::from_ref(&key)).await?.first() >= Some(&OPENED_PER_NETWORK) {
                return Err(Fault::Crowded { retry_after: COME_BACK });
            }
            let mut decision = self.drawing(|draw| first_step::open(&facts, draw));
            let expires = now.plus(2 * DAY);
            decision.change.push(Write::Spend { key, by: 1, at_most: OPENED_PER_NETWORK, expires });
            if let Some(told) = self.settle(&facts, decision, now, &mut doubts).await? {
                return Ok(told);
            }
        }
        self.done_meanwhile(&doubts).await?.ok_or(Fault::Conflict)
    }
}
