//! What is true, and what may happen next: the accounts, the sign-in and verification machines, tries, offers and power.
//! Deliberately not here: IO, a clock, randomness of its own, keys, SQL, HTTP, words.

pub mod account;
pub mod action;
pub mod administrator;
pub mod browser;
pub mod by_link;
pub mod change;
pub mod decision;
pub mod enrollment;
pub mod event;
pub mod facts;
pub mod first_step;
pub mod fresh;
pub mod group;
pub mod id;
pub mod judge;
pub mod link;
pub mod lost_phone;
pub mod message;
pub mod method;
pub mod my_account;
pub mod offer;
pub mod pass;
pub mod passkey;
pub mod passkey_sign_in;
pub mod phone;
pub mod prompt;
pub mod reactivation;
mod repeated;
pub mod second_step;
pub mod session;
pub mod settings;
pub mod sign_in;
pub mod text_code;
pub mod time;
pub mod tries;
pub mod weighed;

pub use time::Time;

#[cfg(test)]
mod samples;

#[cfg(test)]
mod world;

#[cfg(test)]
mod machine_tests;
