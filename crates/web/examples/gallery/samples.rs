//! Sample data for every page in several states; the gallery draws them and the tests check them.
//! Deliberately not here: anything that a real account holds.

use super::house;
use super::house::pages::Frame;
use super::house::pages::mail::Letter;
use super::house::words::Words;

#[path = "admin.rs"]
mod admin;
#[path = "doors.rs"]
mod doors;
#[path = "messages.rs"]
mod messages;
#[path = "settings.rs"]
mod settings;
#[path = "setup.rs"]
mod setup;
#[path = "ways_back.rs"]
mod ways_back;

const NOW: i64 = 1_780_000_000;
const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;
const HELP: &str =
    "Call the front desk: +351 21 555 0100, Monday to Friday, 9 to 17.\nBring your library card.";
const OTPAUTH: &str =
    "otpauth://totp/Pine%20Library:ana?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Pine%20Library";

type Page = (&'static str, Result<String, askama::Error>);

/// Every page by name, rendered.
pub(crate) fn pages(words: Words) -> Result<Vec<(&'static str, String)>, askama::Error> {
    let frame = Frame::new(words, "Pine Library", "csrf-token", NOW);
    let families = [
        doors::pages(&frame),
        settings::pages(&frame),
        admin::pages(&frame),
        setup::pages(&frame),
        ways_back::pages(&frame),
        messages::pages(&frame),
    ];
    families.into_iter().flatten().map(|(name, html)| Ok((name, html?))).collect()
}

/// Every letter by name.
pub(crate) fn letters(words: Words) -> Vec<(&'static str, Letter)> {
    messages::letters(words)
}
