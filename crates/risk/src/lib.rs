//! How unusual is this visit, and why. Pure: no IO, no clock, no randomness.
