//! The decisions, by examples.

mod canonical;
mod corpus;
mod documents;
mod doors;
mod drafts;
mod gates;
mod imports;
mod likeness;
mod market;
mod money;
mod publications;
mod receipts;
mod revisions;
mod samples;
mod similarity;
mod slugs;
mod wallets;
