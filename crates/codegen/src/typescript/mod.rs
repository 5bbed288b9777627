//! TypeScript: the contract's types, and a thin client of the API.

mod client;
mod contract;
mod openapi;

pub(crate) use client::client;
pub(crate) use contract::contract;
