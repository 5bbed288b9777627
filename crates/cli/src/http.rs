//! A thin client of the API, for `import` and `demo`.

use std::time::Duration;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use thiserror::Error;
use ureq::http::{Method, Request, Response};
use ureq::{Agent, Body};

/// The slowest request is a publication that waits for others; it takes seconds at worst.
const PATIENCE: Duration = Duration::from_secs(60);

/// A page of the API or a payload is far below this; what is larger is not ours.
const ANSWER_BYTES_MAX: u64 = 64 << 20;

/// A server, and as whom to speak to it.
#[derive(Clone)]
pub(crate) struct Client {
    agent: Agent,
    server: String,
    token: Option<String>,
}

/// What a request carries beside its path.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sent {
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

/// Whatever the server answered, a refusal as well.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) etag: Option<String>,
    pub(crate) body: Vec<u8>,
    request: String,
}

/// The JSON of an answer, asked for by JSON pointers.
#[derive(Clone, Debug)]
pub(crate) struct Facts {
    request: String,
    value: Value,
}

#[derive(Debug, Error)]
pub(crate) enum HttpError {
    #[error(
        "the server at {server} does not answer: {source}; is `repertoire serve` running there?"
    )]
    Unreachable { server: String, source: ureq::Error },
    #[error("{request} answered {status}, where {wanted} was due: {said}")]
    Unexpected { request: String, status: u16, wanted: u16, said: String },
    #[error("the answer of {request} is not of its shape: {source}")]
    Shape { request: String, source: serde_json::Error },
    #[error("the answer of {request} holds no {what} at {pointer}")]
    Missing { request: String, what: &'static str, pointer: String },
}

impl Sent {
    pub(crate) fn nothing() -> Self {
        Self::default()
    }

    pub(crate) fn json(value: &Value) -> Self {
        Self::bytes("application/json", value.to_string().into_bytes())
    }

    pub(crate) fn bytes(content_type: &str, body: Vec<u8>) -> Self {
        Self { headers: vec![("Content-Type", content_type.to_owned())], body }
    }

    pub(crate) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

impl Client {
    pub(crate) fn new(server: &str) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(PATIENCE))
            .build();
        let server = server.trim_end_matches('/').to_owned();
        Self { agent: config.into(), server, token: None }
    }

    /// The same server, as somebody else.
    pub(crate) fn with_token(&self, token: &str) -> Self {
        Self { token: Some(token.to_owned()), ..self.clone() }
    }

    pub(crate) fn get(&self, path: &str) -> Result<Answer, HttpError> {
        self.send(Method::GET, path, Sent::nothing())
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> Result<Answer, HttpError> {
        self.send(Method::POST, path, Sent::json(body))
    }

    pub(crate) fn put(&self, path: &str, body: &Value) -> Result<Answer, HttpError> {
        self.send(Method::PUT, path, Sent::json(body))
    }

    pub(crate) fn send(&self, method: Method, path: &str, sent: Sent) -> Result<Answer, HttpError> {
        let described = format!("{method} {path}");
        let mut request = Request::builder().method(method).uri(format!("{}{path}", self.server));
        if let Some(token) = &self.token {
            request = request.header("Authorization", format!("Bearer {token}"));
        }
        for (name, value) in &sent.headers {
            request = request.header(*name, value);
        }
        let unreachable = |source| HttpError::Unreachable { server: self.server.clone(), source };
        let request = request.body(sent.body).map_err(|error| unreachable(error.into()))?;
        let response = self.agent.run(request).map_err(unreachable)?;
        Answer::read(described, response).map_err(unreachable)
    }
}

impl std::fmt::Debug for Client {
    /// Without the token.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client").field("server", &self.server).finish_non_exhaustive()
    }
}

impl Answer {
    fn read(request: String, mut response: Response<Body>) -> Result<Self, ureq::Error> {
        let status = response.status().as_u16();
        let etag = response.headers().get("ETag").and_then(|it| it.to_str().ok());
        let etag = etag.map(str::to_owned);
        let body = response.body_mut().with_config().limit(ANSWER_BYTES_MAX).read_to_vec()?;
        Ok(Self { status, etag, body, request })
    }

    /// Nothing but this status is right.
    pub(crate) fn expect(self, wanted: u16) -> Result<Self, HttpError> {
        if self.status == wanted {
            return Ok(self);
        }
        let (status, said) = (self.status, self.said());
        Err(HttpError::Unexpected { request: self.request, status, wanted, said })
    }

    pub(crate) fn json<T: DeserializeOwned>(&self) -> Result<T, HttpError> {
        serde_json::from_slice(&self.body)
            .map_err(|source| HttpError::Shape { request: self.request.clone(), source })
    }

    /// The answer, which has to be JSON and of this status.
    pub(crate) fn facts(self, wanted: u16) -> Result<Facts, HttpError> {
        let answer = self.expect(wanted)?;
        Ok(Facts { value: answer.json()?, request: answer.request })
    }

    /// What a problem says, in one line.
    pub(crate) fn said(&self) -> String {
        let problem: Value = serde_json::from_slice(&self.body).unwrap_or_default();
        let text = |key: &str| problem.get(key).and_then(Value::as_str);
        match (text("title"), text("detail")) {
            (Some(title), Some(detail)) => format!("{title}: {detail}"),
            (Some(title), None) => title.to_owned(),
            _ => String::from_utf8_lossy(&self.body).chars().take(300).collect(),
        }
    }
}

impl Facts {
    pub(crate) fn text(&self, pointer: &str) -> Result<&str, HttpError> {
        self.at(pointer, "text", Value::as_str)
    }

    pub(crate) fn number(&self, pointer: &str) -> Result<i64, HttpError> {
        self.at(pointer, "whole number", Value::as_i64)
    }

    pub(crate) fn list(&self, pointer: &str) -> Result<Vec<Facts>, HttpError> {
        let items = self.at(pointer, "list", Value::as_array)?;
        let facts = |value: &Value| Facts { request: self.request.clone(), value: value.clone() };
        Ok(items.iter().map(facts).collect())
    }

    pub(crate) fn object(&self, pointer: &str) -> Result<&Map<String, Value>, HttpError> {
        self.at(pointer, "object", Value::as_object)
    }

    /// Where a value is missing, nothing is true of it.
    pub(crate) fn is(&self, pointer: &str, value: impl Into<Value>) -> bool {
        self.value.pointer(pointer) == Some(&value.into())
    }

    fn at<'a, T>(
        &'a self,
        pointer: &str,
        what: &'static str,
        read: impl Fn(&'a Value) -> Option<T>,
    ) -> Result<T, HttpError> {
        let missing = || HttpError::Missing {
            request: self.request.clone(),
            what,
            pointer: pointer.to_owned(),
        };
        self.value.pointer(pointer).and_then(read).ok_or_else(missing)
    }
}
