//! HTTP: the API, the runtime that apps fetch from, the studio's pages, and problems.
//!
//! Decides nothing and holds no `Writer`: handlers parse, call a use case, and show what it says.

mod access;
mod api;
mod caching;
mod cookie;
mod csrf;
mod input;
mod openapi;
mod origin;
mod problem;
mod reply;
mod route;
mod runtime;
mod studio;

use std::sync::OnceLock;

use app::App;
use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, Method, Request, header};
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::trace::TraceLayer;

use access::Anyone;

use reply::{Answer, Reply};
use route::{Route, route};

pub use access::Who;
pub use problem::{Problem, ProblemKind};

/// A card with a large picture is below this; a draft with the largest lorebook far below.
const BODY_BYTES_MAX: usize = 64 << 20;

/// Every route, for tests and tools: method, path, operation, who.
#[derive(Clone, Debug)]
pub struct RouteInfo {
    pub method: Method,
    pub path: &'static str,
    pub operation: &'static str,
    pub who: Who,
}

/// The table of routes as data.
pub fn routes() -> Vec<RouteInfo> {
    let info = |route: &Route| RouteInfo {
        method: route.method.clone(),
        path: route.path,
        operation: route.operation,
        who: route.who,
    };
    all_routes().iter().map(info).collect()
}

/// The OpenAPI 3.1 document.
pub fn openapi() -> Value {
    openapi::document(all_routes().iter().filter(|route| route.path.starts_with("/api/")))
}

/// Everything, ready to be served.
pub fn router(app: App) -> Router {
    route::router(all_routes())
        .fallback(async || Problem::new(ProblemKind::NotFound).detail("there is no such path"))
        .method_not_allowed_fallback(async || Problem::new(ProblemKind::MethodNotAllowed))
        .with_state(app)
        .layer(RequestBodyLimitLayer::new(BODY_BYTES_MAX))
        .layer(axum::extract::DefaultBodyLimit::disable())
        .layer(CatchPanicLayer::custom(panicked))
        .layer(axum::middleware::from_fn(studio::as_pages))
        .layer(axum::middleware::map_response(harden))
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(TraceLayer::new_for_http().make_span_with(span).on_failure(()))
        .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
}

/// What the log says of everything that happens in a request: never its headers or its query, which
/// may hold what is nobody's business.
fn span(request: &Request<Body>) -> tracing::Span {
    let id = request.headers().get("x-request-id").and_then(|id| id.to_str().ok());
    tracing::info_span!("request", id, method = %request.method(), path = request.uri().path())
}

fn all_routes() -> Vec<Route> {
    let mut routes = vec![
        route(
            Method::GET,
            "/api/health",
            "health",
            "Whether the server and its database are there",
            health,
        ),
        route(Method::GET, "/api/openapi.json", "openapi", "This document", describe)
            .gives_bytes("application/json"),
    ];
    routes.extend(api::routes());
    routes.extend(runtime::routes());
    routes.extend(studio::routes());
    routes
}

/// The server is there, and so is its database.
#[derive(Debug, Serialize, JsonSchema)]
struct Health {
    status: &'static str,
    /// The hash of the contract that both carry.
    contract: &'static str,
}

async fn health(Anyone(_): Anyone, State(app): State<App>) -> Answer<Reply<Health>> {
    store::queries::server::ready(app.reader()).await?;
    Ok(Reply::ok(Health { status: "ready", contract: store::CONTRACT_HASH }))
}

async fn describe(Anyone(_): Anyone) -> Response {
    static DOCUMENT: OnceLock<String> = OnceLock::new();
    let text = DOCUMENT.get_or_init(|| openapi().to_string());
    ([(header::CONTENT_TYPE, "application/json")], text.as_str()).into_response()
}

/// A panic is a bug of ours: logged with its message, told without.
fn panicked(panic: Box<dyn std::any::Any + Send>) -> Response {
    let text = panic.downcast_ref::<&str>().map(ToString::to_string);
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
    tracing::error!(panic = text, "a handler panicked");
    Problem::new(ProblemKind::Internal).into_response()
}

/// No answer of an API is sniffed, framed or taken for a page.
async fn harden(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    // A page has its own.
    headers
        .entry(header::CONTENT_SECURITY_POLICY)
        .or_insert(HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"));
    response
}
