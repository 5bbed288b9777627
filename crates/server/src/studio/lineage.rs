//! Where something came from: the graph, drawn, and the same in words.

mod graph;

use app::{App, Lineage, LineageSubject};
use askama::Template;
use axum::extract::State;
use axum::http::Method;
use axum::response::{IntoResponse, Redirect, Response};
use schemars::JsonSchema;
use serde::Deserialize;

use super::form::encoded;
use super::shell::{Shell, filters, page};
use crate::access::Auditor;
use crate::input::{Path, Query};
use crate::reply::Answer;
use crate::route::{Route, route};

use graph::Graph;

pub(super) fn routes() -> Vec<Route> {
    vec![
        route(Method::GET, "/lineage", "lineageStart", "What to ask of", start),
        route(Method::GET, "/lineage/{kind}/{id}", "lineagePage", "Where it came from", show),
    ]
}

/// What lineage is told of, and what its id is.
const KINDS: [(&str, &str); 5] = [
    ("revenue-event", "a sale or a refund"),
    ("report", "a report"),
    ("payload", "a payload, by its digest"),
    ("publication", "a publication"),
    ("revision", "a revision"),
];

#[derive(Debug, Deserialize, JsonSchema)]
struct Asked {
    kind: Option<String>,
    id: Option<String>,
}

#[derive(Template)]
#[template(path = "lineage_start.html")]
struct StartPage {
    shell: Shell,
}

#[derive(Template)]
#[template(path = "lineage.html")]
struct LineagePage {
    shell: Shell,
    lineage: Lineage,
    graph: Graph,
}

async fn start(Auditor(_): Auditor, shell: Shell, Query(asked): Query<Asked>) -> Response {
    match (asked.kind, asked.id.as_deref().map(str::trim)) {
        (Some(kind), Some(id)) if !id.is_empty() => {
            Redirect::to(&format!("/lineage/{}/{}", encoded(&kind), encoded(id))).into_response()
        }
        _ => page(StartPage { shell }),
    }
}

async fn show(
    Auditor(actor): Auditor,
    shell: Shell,
    State(app): State<App>,
    Path((kind, id)): Path<(String, String)>,
) -> Answer<Response> {
    let lineage = app.lineage(&actor, &LineageSubject::parse(&kind, &id)?).await?;
    let graph = Graph::of(&lineage);
    Ok(page(LineagePage { shell, lineage, graph }))
}
