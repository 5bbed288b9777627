//! Cards in and out, and the pictures on them.
//!
//! What comes in is a stranger's bytes: what it is, they tell, and not the request's headers. What goes
//! out has a content type that follows from the path, is a download, and is never sniffed.

use app::{
    App, CardFormat, CardQuery, ImportRequest, Imported, LossReport, PortraitView, SpecName,
    WhichCard,
};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::CharacterRevisionId;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::access::{Anyone, Creator};
use crate::caching::{has, quoted};
use crate::input::{Body, Path, Query};
use crate::problem::{Problem, ProblemKind};
use crate::reply::{Answer, Reply};
use crate::route::{Route, route};

/// Each format with its path, the path of its losses, and what clients call them.
const FORMATS: [(CardFormat, [&str; 2], [&str; 2]); 4] = [
    (
        CardFormat::Png,
        ["/api/characters/{slug}/card.png", "/api/characters/{slug}/card.png/loss"],
        ["cardPng", "cardPngLoss"],
    ),
    (
        CardFormat::Json,
        ["/api/characters/{slug}/card.json", "/api/characters/{slug}/card.json/loss"],
        ["cardJson", "cardJsonLoss"],
    ),
    (
        CardFormat::Charx,
        ["/api/characters/{slug}/card.charx", "/api/characters/{slug}/card.charx/loss"],
        ["cardCharx", "cardCharxLoss"],
    ),
    (
        CardFormat::Byaf,
        ["/api/characters/{slug}/card.byaf", "/api/characters/{slug}/card.byaf/loss"],
        ["cardByaf", "cardByafLoss"],
    ),
];

pub(super) fn routes() -> Vec<Route> {
    let mut routes = vec![
        route(
            Method::POST,
            "/api/cards/import",
            "importCard",
            "Make a character from a card, as it is; the same file again is recognised",
            import,
        )
        .gives::<Imported>(201),
        route(
            Method::POST,
            "/api/portraits",
            "bringPortrait",
            "Keep a picture that drafts may have as their portrait",
            bring,
        )
        .gives::<PortraitView>(201),
    ];
    for (format, [path, loss_path], [operation, loss_operation]) in FORMATS {
        let summary =
            "The character as a card: the draft for those who may read it, else what is published";
        let card =
            move |who: Anyone,
                  app: State<App>,
                  slug: Path<String>,
                  query: Query<Export>,
                  headers: HeaderMap| { card(format, who, app, slug, query, headers) };
        routes.push(route(Method::GET, path, operation, summary, card).gives_bytes(format.mime()));
        let summary = "What this format, and a tool that reads it, can't carry of the character";
        let losses =
            move |who: Anyone, app: State<App>, slug: Path<String>, query: Query<Losses>| {
                losses(format, who, app, slug, query)
            };
        routes.push(
            route(Method::GET, loss_path, loss_operation, summary, losses).gives::<LossReport>(200),
        );
    }
    routes
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ImportQuery {
    /// What the file is called; kept with it.
    file_name: Option<String>,
    /// Make another character, although one was made of this file before.
    #[serde(default)]
    again: bool,
}

async fn import(
    Creator(actor): Creator,
    State(app): State<App>,
    Query(query): Query<ImportQuery>,
    Body(bytes): Body,
) -> Answer<Reply<Imported>> {
    let ImportQuery { file_name, again } = query;
    let request = ImportRequest { bytes: bytes.into(), file_name, again };
    let imported = app.import_card(&actor, request).await?;
    Ok(Reply::created_unless(imported.already_imported, imported))
}

async fn bring(
    Creator(actor): Creator,
    State(app): State<App>,
    Body(bytes): Body,
) -> Answer<Reply<PortraitView>> {
    Ok(Reply::created(app.bring_portrait(&actor, bytes.into()).await?))
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Export {
    /// The id of a sealed revision, or `published`. Without it: the draft for those who may read it,
    /// what is published for everybody else.
    revision: Option<String>,
    /// The specification of `card.json`; without it the one that the card was imported as.
    spec: Option<SpecName>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Losses {
    /// The id of a sealed revision, or `published`.
    revision: Option<String>,
    /// The specification of `card.json`.
    spec: Option<SpecName>,
    /// Who will read it: `sillytavern`, `risuai`, `backyard` or `agnai`.
    tool: Option<String>,
}

/// A draft changes with each save, and a suspension is to reach everybody: asked for each time, sent
/// only where it changed.
const CARD_CACHE: HeaderValue = HeaderValue::from_static("private, no-cache");

async fn card(
    format: CardFormat,
    Anyone(actor): Anyone,
    State(app): State<App>,
    Path(slug): Path<String>,
    Query(query): Query<Export>,
    headers: HeaderMap,
) -> Answer<Response> {
    let query = asked(slug, format, query.revision.as_deref(), query.spec)?;
    let file = app.export_card(actor.as_ref(), &query).await?;
    let etag = quoted(&file.digest.to_string());
    let caching = [
        (header::ETAG, etag.clone()),
        (header::CACHE_CONTROL, CARD_CACHE),
        (header::VARY, HeaderValue::from_static("authorization")),
    ];
    if has(&headers, &etag) {
        return Ok((StatusCode::NOT_MODIFIED, caching).into_response());
    }
    let named = format!("attachment; filename=\"{}\"", file.file_name);
    let download = [
        (header::CONTENT_TYPE, HeaderValue::from_static(format.mime())),
        (
            header::CONTENT_DISPOSITION,
            // A slug has nothing that would need quoting.
            HeaderValue::try_from(named).unwrap_or(HeaderValue::from_static("attachment")),
        ),
    ];
    Ok((caching, download, file.bytes).into_response())
}

async fn losses(
    format: CardFormat,
    Anyone(actor): Anyone,
    State(app): State<App>,
    Path(slug): Path<String>,
    Query(query): Query<Losses>,
) -> Answer<Reply<LossReport>> {
    let Losses { revision, spec, tool } = query;
    let query = asked(slug, format, revision.as_deref(), spec)?;
    Ok(Reply::ok(app.card_losses(actor.as_ref(), &query, tool).await?))
}

fn asked(
    slug: String,
    format: CardFormat,
    revision: Option<&str>,
    spec: Option<SpecName>,
) -> Answer<CardQuery> {
    let which = match revision {
        None => WhichCard::Newest,
        Some("published") => WhichCard::Published,
        Some(id) => id.parse::<CharacterRevisionId>().map(WhichCard::Revision).map_err(|_| {
            Problem::new(ProblemKind::Malformed)
                .detail("revision is the id of a sealed revision, or `published`")
        })?,
    };
    Ok(CardQuery { slug, format, which, spec })
}
