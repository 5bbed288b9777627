//! The lorebook of a character: its entries to read here; with the script, a table to write in and a
//! bench to try it on.

use app::App;
use askama::Template;
use axum::extract::State;
use axum::http::Method;
use axum::response::Response;
use domain::CharacterId;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::character::{CharacterHead, Tab};
use super::shell::{Shell, page};
use crate::access::CreatorOrModerator;
use crate::input::{Path, Query};
use crate::reply::Answer;
use crate::route::{Route, route};

/// Entries of a page that is read without a script. The script reads the whole book from the API.
const ENTRIES_SHOWN: usize = 50;

pub(super) fn routes() -> Vec<Route> {
    vec![route(
        Method::GET,
        "/characters/{id}/lorebook",
        "lorebookPage",
        "The lorebook of a character, and what a chat calls for of it",
        show,
    )]
}

#[derive(Debug, Default, Deserialize, JsonSchema)]
struct Asked {
    /// How many entries are passed over.
    #[serde(default)]
    after: usize,
}

#[derive(Template)]
#[template(path = "lorebook.html")]
struct LorebookPage {
    shell: Shell,
    head: CharacterHead,
    total: usize,
    entries: Vec<EntryShown>,
    earlier: Option<String>,
    later: Option<String>,
}

/// An entry as it is read.
struct EntryShown {
    title: String,
    keys: Vec<String>,
    secondary: Vec<String>,
    content: String,
    order: String,
    is_on: bool,
    is_constant: bool,
}

async fn show(
    CreatorOrModerator(actor): CreatorOrModerator,
    shell: Shell,
    State(app): State<App>,
    Path(id): Path<CharacterId>,
    Query(Asked { after }): Query<Asked>,
) -> Answer<Response> {
    let draft = app.read_draft(&actor, id).await?;
    let book = draft.fields.character_book.unwrap_or_default();
    let all = book["entries"].as_array().map(Vec::as_slice).unwrap_or_default();
    let shown = all.iter().skip(after).take(ENTRIES_SHOWN);
    let at = |after: usize| format!("/characters/{id}/lorebook?after={after}");
    Ok(page(LorebookPage {
        shell,
        head: CharacterHead::load(&app, &actor, id, Tab::Lorebook).await?,
        total: all.len(),
        entries: shown.map(EntryShown::of).collect(),
        earlier: (after > 0).then(|| at(after.saturating_sub(ENTRIES_SHOWN))),
        later: (after.saturating_add(ENTRIES_SHOWN) < all.len()).then(|| at(after + ENTRIES_SHOWN)),
    }))
}

impl EntryShown {
    fn of(entry: &Value) -> Self {
        let text = |name: &str| entry[name].as_str().unwrap_or_default().to_owned();
        let is = |name: &str| entry[name].as_bool().unwrap_or_default();
        let list = |name: &str| {
            let keys = entry[name].as_array().into_iter().flatten();
            keys.filter_map(|key| key.as_str().map(str::to_owned)).collect::<Vec<_>>()
        };
        let keys = list("keys");
        let names = [text("name"), text("comment"), keys.first().cloned().unwrap_or_default()];
        EntryShown {
            title: names.into_iter().find(|name| !name.trim().is_empty()).unwrap_or_default(),
            secondary: if is("selective") { list("secondary_keys") } else { Vec::new() },
            keys,
            content: text("content"),
            order: entry["insertion_order"]
                .as_number()
                .map(ToString::to_string)
                .unwrap_or_default(),
            is_on: is("enabled"),
            is_constant: is("constant"),
        }
    }
}
