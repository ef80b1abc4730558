//! The edge: what holds for every request before a page or the API sees it, and for every answer after it.
//! Deliberately not here: routes, words for people (see `pages`) and what a session may do.

pub mod client;
pub mod cookies;
pub mod csrf;
pub mod form;
pub mod headers;
pub mod json;
pub mod limits;
pub mod metrics;
pub mod places;
pub mod problem;
pub mod serve;
pub mod threads;
pub mod tls;

#[cfg(test)]
mod testing;
