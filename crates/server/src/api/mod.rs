//! The API: one file for each thing that routes are about.

mod accounts;
mod administration;
mod cards;
mod characters;
mod contract;
mod drafts;
mod listing;
mod publications;
mod records;
mod reference;
mod revisions;

use crate::route::Route;

pub(crate) fn routes() -> Vec<Route> {
    [
        accounts::routes(),
        administration::routes(),
        reference::routes(),
        listing::routes(),
        characters::routes(),
        cards::routes(),
        contract::routes(),
        drafts::routes(),
        revisions::routes(),
        publications::routes(),
        records::routes(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
