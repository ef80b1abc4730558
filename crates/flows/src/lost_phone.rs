//! "I lost my phone", with name and password: the same door and the same tries as a sign-in, but nobody is signed in.

use rules::lost_phone::{LostPhone, Report, lost_phone};
use rules::tries::Admission;
use zeroize::Zeroizing;

use crate::beats::{BEATS, Committed, Fault};
use crate::caller::Visitor;
use crate::house::House;
use crate::settle::Doubts;
use crate::sign_in::{Start, to_check};

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
        report: Report,
    ) -> Result<LostPhone, Fault> {
        let password = secrets::password::nfc(&password);
        let name = self.named(name);
        let (_admitted, mut read) = self.enter_to_start(visitor, &name, true).await?;
        let mut checked: Option<(String, bool)> = None;
        for _ in 0..BEATS {
            let Start { facts, stand_in, now } = match read.take() {
                Some(read) => read,
                None => self.facts_to_start(visitor, &name, true, &Doubts::default()).await?,
            };
            let stored = to_check(&facts, &stand_in);
            if matches!(rules::first_step::admit(&facts, now), Admission::Open(_))
                && checked.as_ref().is_none_or(|(hash, _)| *hash != stored)
            {
                let (matches, _) = self.check_password(&facts, &password, &stored).await?;
                checked = Some((stored, matches));
            }
            let matches = checked.as_ref().is_some_and(|(_, matches)| *matches);
            let (told, change) =
                self.drawing(|draw| lost_phone(&facts, matches, report, &self.settings, now, draw));
            match self.commit(&change).await? {
                Committed::Done => return Ok(told),
                Committed::Conflict => {}
                Committed::Unknown => return Err(Fault::Unavailable("the outcome is not known".into())),
            }
        }
        Err(Fault::Conflict)
    }
}
