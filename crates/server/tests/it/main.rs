//! The journeys and refusals of the API, on a real PostgreSQL.

mod access;
mod administration;
mod authenticator;
mod cards;
mod concurrency;
mod contract;
mod drafts;
mod earnings;
mod inventory;
mod journey;
mod likeness;
mod passkeys;
mod refusals;
mod review;
mod schedules;
mod sealed;
mod sessions;
mod wallets;
