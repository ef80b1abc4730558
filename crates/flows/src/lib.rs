//! What people can do, each in the same beats: read, check, decide, commit, tell. Deliberately not here: HTTP, SQL, words,
//! and any rule that `rules` could hold.

mod action;
mod administration;
mod admission;
mod answers;
mod beats;
mod caller;
mod change;
mod create;
mod engine;
mod enroll;
mod enroll_passkey;
mod enroll_phone;
mod house;
mod import;
mod links;
mod lost_phone;
mod me;
mod names;
mod nodes;
mod open;
mod operator;
mod outbox;
mod personal;
mod phones;
mod reactivate;
mod ready;
mod receipts;
mod settle;
mod sign_in;
mod spelling;
mod texts;
mod watch;

pub use action::MyAction;
pub use administration::{Found, OutboxState, SeenNode, SiteState, TextsSpent};
pub use answers::Answer;
pub use beats::{Fault, Outcome, Refused};
pub use caller::Visitor;
pub use create::{NewPerson, NotCreated};
pub use delivery::number::NumberRefusal;
pub use delivery::receipts::{ReceiptRefusal, ReceiptRequest, ReceiptStatus};
pub use enroll::{AppSetUp, EnabledNow};
pub use enroll_passkey::PasskeySetUp;
pub use enroll_phone::PhoneSetUp;
pub use house::{AppLinks, House, HouseParts, Site, TextsOut, contact_uri};
pub use import::{CameIn, Imported, ImportedMethod, ImportedPassword, NotImported};
pub use links::{LinkLook, Pressed};
pub use me::Me;
pub use names::normal_name;
pub use nodes::{LearnedSoFar, learned_so_far};
pub use outbox::{Letter, Rendered};
pub use phones::{
    DemoPower, Paired, Pairing, PhoneAnswer, PhoneAnswered, PhoneDecision, PhonePrompt, PhonePrompts,
    PhoneView, Signed, TestPrompt, Waiting,
};
pub use receipts::Told as ReceiptTold;
pub use settle::Told;
pub use sign_in::{PasskeyAsked, SignInKey};
pub use watch::Mark;
