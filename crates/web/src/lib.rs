//! The only room that knows HTTP: pages and JSON API.
