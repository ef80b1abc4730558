//! The only room that knows HTTP: pages and JSON API.

pub mod api;
pub mod app;
pub mod assets;
pub mod ctx;
pub mod demo;
pub mod edge;
mod handlers;
pub mod pages;
pub mod qr;
pub mod words;
