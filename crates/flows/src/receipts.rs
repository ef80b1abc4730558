//! Delivery receipts: a carrier's report is proved by its courier and counted once. Deliberately not here: any effect on a
//! sign-in; a receipt never says that a person has or entered a code, it feeds the operator's view of a carrier.

use delivery::receipts::{Receipt, ReceiptRefusal, ReceiptRequest};
use rules::change::Write;
use rules::time::DAY;

use crate::beats::{Committed, Fault};
use crate::house::House;

/// For how long a report that was seen is recognised: longer than any is believed.
const SEEN_FOR: i64 = 5 * DAY;

/// What became of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// It is new.
    New(Receipt),
    /// The same was told before.
    SeenBefore,
}

impl House {
    /// Takes a report that came in for the courier of this name.
    ///
    /// # Errors
    /// Faults only.
    pub async fn receipt(
        &self,
        courier: &str,
        request: &ReceiptRequest<'_>,
    ) -> Result<Result<Told, ReceiptRefusal>, Fault> {
        let now = self.now();
        let named = self.texts.as_ref().and_then(|texts| texts.couriers.courier(courier));
        let Some(named) = named else { return Ok(Err(ReceiptRefusal::NotOffered)) };
        let receipt = match named.read_receipt(request, now.0) {
            Ok(receipt) => receipt,
            Err(why) => return Ok(Err(why)),
        };
        let once = Write::Spend {
            key: format!("receipt/{}", receipt.key),
            by: 1,
            at_most: 1,
            expires: now.plus(SEEN_FOR),
        };
        match self.commit(&vec![once]).await? {
            Committed::Done => Ok(Ok(Told::New(receipt))),
            Committed::Conflict => Ok(Ok(Told::SeenBefore)),
            Committed::Unknown => Err(Fault::Unavailable("the outcome is not known".into())),
        }
    }
}
