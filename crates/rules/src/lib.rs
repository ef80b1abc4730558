//! What is true, and what may happen next. Pure: no IO, no clock, no randomness.
