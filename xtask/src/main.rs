//! `cargo xtask test | drill | bench`: sets up what the suite needs and runs it. No product code.

fn main() {}
