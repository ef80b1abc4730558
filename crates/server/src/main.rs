//! The binary `vestibule`: config, wiring and commands. No rule lives here.

fn main() {}
