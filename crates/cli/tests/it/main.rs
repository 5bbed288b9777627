//! The binary, run as its users run it.

mod contract;
mod help;
mod journey;
mod run;
mod verify;
