//! "I lost my phone", with name and password: the same door and the same tries as a sign-in, but nobody is signed in.

use rules::lost_phone::{LostPhone, lost_phone};
use rules::sign_in::Who;
use rules::tries::Admission;
use zeroize::Zeroizing;

use crate::beats::{BEATS, Committed, Fault};
use crate::caller::Visitor;
use crate::house::House;
use crate::sign_in::to_check;

impl House {
    /// Suspends what is on a lost phone, for whoever gives the right password.
    ///
    /// # Errors
    /// Faults only; a wrong password is told, not an error.
    pub async fn lost_phone(
        &self,
        visitor: &Visitor,
        name: &str,
        password: Zeroizing<String>,
    ) -> Result<LostPhone, Fault> {
        let password = secrets::password::nfc(&password);
        let found = self.store.account_named(&[self.name_hash(name)]).await?;
        let who = found.map_or_else(|| Who::Unknown(self.pretended(name)), Who::Known);
        let browser = self.presented(visitor, who.key()).map(|p| p.browser);
        let _admitted = self.admissions.enter(who.key(), browser).await?;
        let mut checked: Option<(String, bool)> = None;
        for _ in 0..BEATS {
            let now = self.now();
            let (facts, stand_in) = self.facts_to_start(visitor, who, true, now).await?;
            let stored = to_check(&facts, &stand_in);
            if matches!(rules::first_step::admit(&facts, now), Admission::Open(_))
                && checked.as_ref().is_none_or(|(hash, _)| *hash != stored)
            {
                let (matches, _) = self.check_password(&facts, &password, &stored).await?;
                checked = Some((stored, matches));
            }
            let matches = checked.as_ref().is_some_and(|(_, matches)| *matches);
            let (told, change) = self.drawing(|draw| lost_phone(&facts, matches, &self.settings, now, draw));
            match self.commit(&change).await? {
                Committed::Done => return Ok(told),
                Committed::Conflict => {}
                Committed::Unknown => return Err(Fault::Unavailable("the outcome is not known".into())),
            }
        }
        Err(Fault::Conflict)
    }
}
