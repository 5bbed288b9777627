//! A small contract in, all of its code out; and what is said of statements that do not fit.
//! `UPDATE_EXPECT=1` rewrites what is expected.

mod client;
mod golden;
mod shelf;
mod statements;
