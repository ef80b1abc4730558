//! The only room that holds keys: hashing pool, sealing, tokens.
