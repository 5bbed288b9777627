//! The journeys and refusals of the API, on a real PostgreSQL.

mod access;
mod administration;
mod cards;
mod concurrency;
mod contract;
mod drafts;
mod earnings;
mod inventory;
mod journey;
mod likeness;
mod refusals;
mod review;
mod schedules;
mod sealed;
mod sessions;
