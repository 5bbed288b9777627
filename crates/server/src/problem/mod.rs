//! Errors as RFC 9457 problem details, each with a stable type.
//!
//! What use cases refuse is mapped to a problem once, in the files beside this one. A 5xx tells
//! the client nothing of its cause; the log has it under the request's id.

mod mapping;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

/// The list of all problems: name, status, slug of the type, title.
macro_rules! problems {
    ($($name:ident = $status:literal $slug:literal $title:literal;)*) => {
        /// What kind of problem: each has one status and one stable type URI.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum ProblemKind { $($name,)* }

        impl ProblemKind {
            pub const ALL: &[ProblemKind] = &[$(ProblemKind::$name,)*];

            pub fn status(self) -> StatusCode {
                let code: u16 = match self { $(ProblemKind::$name => $status,)* };
                StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
            }

            pub fn slug(self) -> &'static str {
                match self { $(ProblemKind::$name => $slug,)* }
            }

            pub fn title(self) -> &'static str {
                match self { $(ProblemKind::$name => $title,)* }
            }
        }
    };
}

problems! {
    Malformed = 400 "malformed" "The request can't be read";
    TokenMissing = 401 "token-missing" "A bearer token is needed";
    TokenInvalid = 401 "token-invalid" "The bearer token is not valid";
    TokenExpired = 401 "token-expired" "The bearer token has expired";
    Forbidden = 403 "forbidden" "Not allowed";
    NotFound = 404 "not-found" "There is no such thing";
    MethodNotAllowed = 405 "method-not-allowed" "This path does not answer that method";
    Conflict = 409 "conflict" "It is there already";
    KeyReused = 409 "key-reused" "The idempotency key stands for another request";
    Refused = 409 "refused" "The state of things does not allow it";
    Stale = 412 "stale" "The draft has moved on";
    TooLarge = 413 "too-large" "The request is too large";
    UnsupportedMedia = 415 "unsupported-media" "The content type is not one that this path reads";
    Invalid = 422 "invalid" "Some fields are not valid";
    GatesMissing = 422 "gates-missing" "Not everything that must be shown has been shown";
    CardUnreadable = 422 "card-unreadable" "The character card can't be read";
    PreconditionMissing = 428 "precondition-missing" "A header that guards this write is missing";
    NotRolledOut = 404 "not-rolled-out" "The app does not carry this character for this user";
    Incompatible = 409 "incompatible" "The app ships no model pack that suits this character";
    Suspended = 451 "suspended" "The character is suspended";
    Gone = 410 "gone" "The character was withdrawn";
    TooMany = 429 "too-many" "Too many requests";
    Internal = 500 "internal" "Something went wrong on our side";
    Unavailable = 503 "unavailable" "The database is not available";
}

/// A problem on its way to the client.
#[derive(Debug)]
pub struct Problem {
    kind: ProblemKind,
    /// Boxed: every handler's result is as large as its error.
    told: Box<Told>,
}

#[derive(Debug, Default)]
struct Told {
    detail: Option<String>,
    members: Map<String, Value>,
    etag: Option<HeaderValue>,
}

impl Problem {
    pub fn new(kind: ProblemKind) -> Self {
        Problem { kind, told: Box::default() }
    }

    /// What happened this time, and what to do about it.
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.told.detail = Some(detail.into());
        self
    }

    /// An extension member: what a program can act on.
    pub fn member(mut self, name: &str, value: impl serde::Serialize) -> Self {
        self.told.members.insert(name.to_owned(), json!(value));
        self
    }

    pub fn etag(mut self, etag: HeaderValue) -> Self {
        self.told.etag = Some(etag);
        self
    }

    /// What happened, in words.
    pub(crate) fn told(&self) -> &str {
        self.told.detail.as_deref().unwrap_or(self.kind.title())
    }

    pub(crate) fn status(&self) -> StatusCode {
        self.kind.status()
    }

    fn body(self) -> Value {
        let mut body = Map::new();
        body.insert("type".into(), format!("/problems/{}", self.kind.slug()).into());
        body.insert("title".into(), self.kind.title().into());
        body.insert("status".into(), self.kind.status().as_u16().into());
        if let Some(detail) = self.told.detail {
            body.insert("detail".into(), detail.into());
        }
        body.extend(self.told.members);
        Value::Object(body)
    }
}

/// What a response tells, for pages that tell it otherwise.
#[derive(Clone, Debug)]
pub(crate) struct Shown {
    pub(crate) kind: ProblemKind,
    pub(crate) body: Value,
}

impl IntoResponse for Problem {
    fn into_response(mut self) -> Response {
        let kind = self.kind;
        let etag = self.told.etag.take();
        let body = self.body();
        let mut response = (kind.status(), body.to_string()).into_response();
        response.extensions_mut().insert(Shown { kind, body });
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if kind.status() == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if matches!(kind, ProblemKind::Unavailable | ProblemKind::TooMany) {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("2"));
        }
        if let Some(etag) = etag {
            headers.insert(header::ETAG, etag);
        }
        response
    }
}
