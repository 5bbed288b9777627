//! The binary, run as its users run it.

mod any_schema;
mod card;
mod contract;
mod contract_page;
mod crash;
mod help;
mod journey;
mod lorebook;
mod migrate;
mod mishaps;
mod run;
mod served;
mod verify;
