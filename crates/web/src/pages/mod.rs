//! What people see: plain view data in, HTML out. One file per family of pages; each view derives its template.
//! Deliberately not here: requests, sessions, rules; a handler fills a view and calls `render()`.

pub mod activity;
pub mod admin;
pub mod changes;
pub mod companion;
pub mod demo;
pub mod enroll;
pub mod frame;
pub mod kinds;
pub mod links;
pub mod mail;
pub mod outcome;
pub mod prompts;
pub mod reactivate;
pub mod recover;
pub mod security;
pub mod signin;
pub mod signup;
pub mod step_up;
pub mod times;
pub mod trouble;
pub mod verify;

pub use askama::Template;
pub use frame::{Frame, Notice};
pub use kinds::{Kind, Reason, WhyNot};
pub use trouble::{Problem, Trouble};

#[cfg(test)]
#[path = "pages_tests.rs"]
mod tests;
