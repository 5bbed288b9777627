//! The journeys and refusals of the API, on a real PostgreSQL.

mod access;
mod authenticator;
mod cards;
mod concurrency;
mod drafts;
mod earnings;
mod inventory;
mod journey;
mod likeness;
mod passkeys;
mod refusals;
mod review;
mod sealed;
mod sessions;
mod wallets;
