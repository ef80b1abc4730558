//! A passkey as the whole sign-in. What is asked of the browser says nothing of anybody; its ceremony stands sealed on the
//! page, so that looking at the page writes nothing, and is used up by the sign-in that it brings about. Deliberately not
//! here: whether it is enough, which `rules::passkey_sign_in` decides.

use rules::change::Write;
use rules::decision::{Decision, Said};
use rules::facts::Facts;
use rules::id::AccountId;
use rules::judge::PasskeyProof;
use rules::passkey_sign_in;
use rules::sign_in::Who;
use rules::time::{DAY, MINUTE, Time};
use rules::tries::Admission;
use secrets::digest::sha256_base64url;
use secrets::passkeys::{Claim, PasskeyError, Passkeys, claim};
use secrets::seal::Place;
use serde::{Deserialize, Serialize};

use crate::beats::{BEATS, Fault};
use crate::caller::Visitor;
use crate::enroll_passkey::usable;
use crate::house::House;
use crate::settle::{Doubts, Told};

/// For how long a page may stand open before its passkey is asked for anew (WebAuthn L3 section 15.1: at most ten minutes).
const ASKED_FOR: i64 = 10 * MINUTE;

/// What a browser is asked.
#[derive(Clone, Debug)]
pub struct PasskeyAsked {
    /// JSON, `PublicKeyCredentialRequestOptions`.
    pub options: String,
    /// What comes back with the answer; nobody else can read it.
    pub ceremony: String,
    /// After when no answer counts.
    pub expires: Time,
}

/// What an answer is checked against.
#[derive(Serialize, Deserialize)]
struct Ceremony {
    state: String,
    expires: Time,
}

const PLACE: Place<'_> = Place { table: "sign_ins", column: "ceremony", row: "page" };

impl House {
    /// Asks for any passkey of this site; none: the site signs nobody in by passkey.
    ///
    /// # Errors
    /// Faults only.
    pub fn ask_for_passkey(&self) -> Result<Option<PasskeyAsked>, Fault> {
        let Some(passkeys) = self.alone() else { return Ok(None) };
        let begun = passkeys.begin_sign_in()?;
        let expires = self.now().plus(ASKED_FOR);
        let ceremony = serde_json::to_vec(&Ceremony { state: begun.state, expires })
            .map_err(|e| Fault::Internal(e.to_string()))?;
        let ceremony = self.keys.seal(PLACE, &ceremony, &mut self.dice())?;
        Ok(Some(PasskeyAsked { options: begun.options.to_string(), ceremony, expires }))
    }

    fn alone(&self) -> Option<&Passkeys> {
        self.passkeys.as_ref().filter(|_| self.settings.passkey_sign_in)
    }

    /// Signs in by a passkey alone.
    ///
    /// # Errors
    /// `NotFound` where the site signs nobody in so; faults. A wrong passkey is told, not an error.
    pub async fn sign_in_by_passkey(
        &self,
        visitor: &Visitor,
        ceremony: &str,
        brought: &str,
        shared_computer: bool,
    ) -> Result<Told, Fault> {
        let passkeys = self.alone().ok_or(Fault::NotFound)?;
        let claim = claim(brought);
        let key = claim.as_ref().map_or_else(|| self.pretended(""), |c| AccountId::from_bytes(c.account));
        let browser = self.presented(visitor, key).map(|p| p.browser);
        let _admitted = self.admissions.enter(key, browser).await?;
        let mut doubts = Doubts::default();
        for _ in 0..BEATS {
            let now = self.now();
            let facts = self.facts_for_passkey(visitor, key, shared_computer, &doubts, now).await?;
            if let Some(told) = self.done_meanwhile(&doubts).await? {
                return Ok(told);
            }
            let decision = match self.living_ceremony(ceremony, now) {
                Some(held) => {
                    let proof = self.check_alone(passkeys, &facts, &held, claim.as_ref(), brought, now)?;
                    let settings = &self.settings;
                    let mut decision =
                        self.drawing(|draw| passkey_sign_in::passkey(&facts, proof, settings, now, draw));
                    if decision.said.is_none() {
                        let key = format!("passkey/{}", sha256_base64url(ceremony.as_bytes()));
                        let (account, expires) = (facts.held.sign_in.who.key(), now.plus(DAY));
                        decision.change.push(Write::Once { account, key, expires });
                    }
                    self.make_room(&mut decision).await?;
                    decision
                }
                None => Decision::say(&facts, Vec::new(), Said::CodeDead),
            };
            if let Some(told) = self.settle(&facts, decision, now, &mut doubts).await? {
                return Ok(told);
            }
        }
        self.done_meanwhile(&doubts).await?.ok_or(Fault::Conflict)
    }

    /// What this house asked not too long ago; none: something else.
    fn living_ceremony(&self, sealed: &str, now: Time) -> Option<Ceremony> {
        let opened = self.keys.open(PLACE, sealed).ok()?;
        let ceremony: Ceremony = serde_json::from_slice(&opened).ok()?;
        (now < ceremony.expires).then_some(ceremony)
    }

    async fn facts_for_passkey(
        &self,
        visitor: &Visitor,
        key: AccountId,
        shared_computer: bool,
        doubts: &Doubts,
        now: Time,
    ) -> Result<Facts, Fault> {
        let caller = self.caller(visitor, now);
        let browser = self.presented(visitor, key).map(|p| p.browser);
        let mut rows = self.store.for_passkey(key, browser, &caller.network).await?;
        if rows.account.is_none() {
            // Counted in a pretended account, so that made-up accounts leave no rows of their own.
            let pretended = self.pretended(&key.to_string());
            rows = self.store.for_passkey(pretended, None, &caller.network).await?;
            (rows.account, rows.who) = (None, Who::Unknown(pretended));
        }
        let mut facts = self.facts_of_start(visitor, caller, rows, shared_computer, doubts, now);
        facts.scored = self.engine.weigh(&facts, false, now);
        Ok(facts)
    }

    /// What the browser brought, as a verdict; nothing is checked for whoever may not try now.
    fn check_alone(
        &self,
        passkeys: &Passkeys,
        facts: &Facts,
        ceremony: &Ceremony,
        claim: Option<&Claim>,
        brought: &str,
        now: Time,
    ) -> Result<Option<PasskeyProof>, Fault> {
        let admitted = matches!(passkey_sign_in::admit(facts, now), Admission::Open(_));
        let (Some(account), Some(claim), true) = (&facts.account, claim, admitted) else { return Ok(None) };
        let Some((stored, _)) = usable(account).find(|(_, key)| key.credential == claim.credential) else {
            return Ok(None);
        };
        match passkeys.finish_sign_in(&ceremony.state, &self.key_of(stored)?, brought) {
            Ok(proved) => Ok(Some(PasskeyProof {
                method: stored.method.id,
                user_verified: proved.user_verified,
                synced: proved.synced,
                counter: proved.counter,
            })),
            Err(PasskeyError::Stored) => Err(PasskeyError::Stored.into()),
            Err(_) => Ok(None),
        }
    }
}
