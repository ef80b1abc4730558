//! Stories of the binary as operators meet it: started, refused, stopped, killed. Each works in a folder of its own.

mod accounts;
mod book;
mod rehearsal;
mod running;
mod serving;
