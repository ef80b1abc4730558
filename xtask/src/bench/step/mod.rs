//! The floor of a second step: what no product can beat that reads and writes the same rows. Bare axum and bare SQLite,
//! the product's own statements in their order, one writer with a group commit; no codes, no rules, no JSON, no queues
//! in front of the readers. It runs in a process of its own, so that its CPU is told apart.

mod sample;
mod server;
mod sql;

pub(super) use sample::Sample;
pub(super) use server::{Careful, Floor, serve};
