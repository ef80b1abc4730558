//! The only room that knows HTTP: pages and JSON API.

pub mod api;
pub mod app;
pub mod assets;
pub mod audit;
pub mod ctx;
pub mod demo;
pub mod edge;
mod gate;
mod handlers;
pub mod pages;
pub mod prompts;
pub mod qr;
mod reasons;
pub mod render;
mod seen;
pub mod words;

#[cfg(test)]
mod testing_house;

#[cfg(test)]
mod risk_tests;
