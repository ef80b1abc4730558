//! The only room that knows HTTP: pages and JSON API.

pub mod assets;
pub mod pages;
pub mod qr;
pub mod words;
