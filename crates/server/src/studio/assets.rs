//! Styles, scripts and pictures of the pages, embedded in the program.

use std::sync::LazyLock;

use axum::http::header;
use axum::response::{IntoResponse, Response};
use domain::Digest;

use crate::access::Anyone;
use crate::input::Path;
use crate::problem::{Problem, ProblemKind};
use crate::reply::Answer;
use crate::route::{Route, route};

macro_rules! assets {
    ($($name:literal $media:literal;)*) => {
        /// Name, media type, bytes.
        const ASSETS: &[(&str, &str, &[u8])] =
            &[$(($name, $media, include_bytes!(concat!("../../assets/", $name))),)*];
    };
}

assets! {
    "tokens.css" "text/css; charset=utf-8";
    "studio.css" "text/css; charset=utf-8";
    "earnings.css" "text/css; charset=utf-8";
    "editor.css" "text/css; charset=utf-8";
    "graph.css" "text/css; charset=utf-8";
    "lorebook.css" "text/css; charset=utf-8";
    "studio.js" "text/javascript; charset=utf-8";
    "admin.css" "text/css; charset=utf-8";
    "admin.js" "text/javascript; charset=utf-8";
    "account.css" "text/css; charset=utf-8";
    "account.js" "text/javascript; charset=utf-8";
    "keys.js" "text/javascript; charset=utf-8";
    "sign_in.js" "text/javascript; charset=utf-8";
    "wallet.js" "text/javascript; charset=utf-8";
    "library.js" "text/javascript; charset=utf-8";
    "lineage.js" "text/javascript; charset=utf-8";
    "graph.js" "text/javascript; charset=utf-8";
    "contract.js" "text/javascript; charset=utf-8";
    "contract.css" "text/css; charset=utf-8";
    "editor.js" "text/javascript; charset=utf-8";
    "editor_beside.js" "text/javascript; charset=utf-8";
    "editor_chat.js" "text/javascript; charset=utf-8";
    "editor_draft.js" "text/javascript; charset=utf-8";
    "editor_fields.js" "text/javascript; charset=utf-8";
    "editor_history.js" "text/javascript; charset=utf-8";
    "editor_journal.js" "text/javascript; charset=utf-8";
    "editor_merge.js" "text/javascript; charset=utf-8";
    "editor_portrait.js" "text/javascript; charset=utf-8";
    "lorebook.js" "text/javascript; charset=utf-8";
    "lorebook_bench.js" "text/javascript; charset=utf-8";
    "lorebook_book.js" "text/javascript; charset=utf-8";
    "lorebook_entry.js" "text/javascript; charset=utf-8";
    "lorebook_find.js" "text/javascript; charset=utf-8";
    "lorebook_kept.js" "text/javascript; charset=utf-8";
    "lorebook_merge.js" "text/javascript; charset=utf-8";
    "lorebook_prompt.js" "text/javascript; charset=utf-8";
    "lorebook_saving.js" "text/javascript; charset=utf-8";
    "lorebook_table.js" "text/javascript; charset=utf-8";
    "lorebook_words.js" "text/javascript; charset=utf-8";
    "moderation.js" "text/javascript; charset=utf-8";
    "publish.js" "text/javascript; charset=utf-8";
    "receipt.js" "text/javascript; charset=utf-8";
    "sign_out.js" "text/javascript; charset=utf-8";
    "mark.svg" "image/svg+xml";
}

/// All of them together: scripts name each other by their place, so they change as one.
static EDITION: LazyLock<String> = LazyLock::new(|| {
    let all: Vec<u8> = ASSETS.iter().flat_map(|(_, _, bytes)| bytes.iter().copied()).collect();
    let mut edition = Digest::of(&all).to_string();
    edition.truncate(12);
    edition
});

pub(super) fn routes() -> Vec<Route> {
    vec![
        route(
            axum::http::Method::GET,
            "/assets/{edition}/{name}",
            "asset",
            "A style, script or picture of the pages",
            asset,
        )
        .gives_bytes("*/*"),
    ]
}

pub(super) fn address(name: &str) -> String {
    format!("/assets/{}/{name}", *EDITION)
}

async fn asset(
    Anyone(_): Anyone,
    Path((edition, name)): Path<(String, String)>,
) -> Answer<Response> {
    let found = ASSETS.iter().find(|(known, _, _)| *known == name);
    let (_, media, bytes) = found.ok_or_else(|| Problem::new(ProblemKind::NotFound))?;
    // A page of an older server still finds its script, and does not keep it.
    let keep = if edition == *EDITION { "public, max-age=31536000, immutable" } else { "no-store" };
    Ok(([(header::CONTENT_TYPE, *media), (header::CACHE_CONTROL, keep)], *bytes).into_response())
}
