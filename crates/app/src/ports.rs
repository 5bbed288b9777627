//! What lies outside: the clock, an evaluation service, those who want to be told. Each has a real
//! adapter and, in tests, a fake.

use std::fmt::Debug;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use domain::PublicAddress;
use domain::gate::moderation::{Failure, Response};
use jiff::Timestamp;
use serde_json::Value;
use uuid::Uuid;

use crate::contract_desk::{ContractView, DocumentsView, DriftView, MigrationsView, PlansView};
use crate::worker::Announcement;

/// The outside as a whole.
#[derive(Clone, Debug)]
pub struct Ports {
    pub clock: Arc<dyn Clock>,
    pub moderation: Arc<dyn Moderation>,
    pub subscribers: Arc<dyn Subscribers>,
    pub contract: Arc<dyn ContractDesk>,
    /// Where people find the server; keys and signatures are bound to it.
    pub address: PublicAddress,
}

/// The time, in milliseconds: what the database keeps.
pub trait Clock: Debug + Send + Sync {
    fn now(&self) -> Timestamp;
}

/// The machine's clock.
#[derive(Debug)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let now = Timestamp::now();
        Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
    }
}

/// The answer of a moderation service, on its way.
pub type ModerationAnswer<'a> =
    Pin<Box<dyn Future<Output = Result<Response, Failure>> + Send + 'a>>;

/// A service that speaks the widespread moderation API.
pub trait Moderation: Debug + Send + Sync {
    /// Sends a request's body once.
    fn ask(&self, body: Value) -> ModerationAnswer<'_>;
}

/// No service is configured: nothing can be told, and nothing passes.
#[derive(Debug)]
pub struct NoModeration;

impl Moderation for NoModeration {
    fn ask(&self, _: Value) -> ModerationAnswer<'_> {
        let why = "no moderation service is configured (--moderation-url)".to_owned();
        Box::pin(async { Err(Failure::Unreachable(why)) })
    }
}

/// A service over HTTP.
#[derive(Clone)]
pub struct HttpModeration {
    url: String,
    key: Option<String>,
    agent: ureq::Agent,
}

/// A moderation model answers within a second or two; a minute is a service that hangs.
const MODERATION_TIMEOUT: Duration = Duration::from_secs(20);

/// A verdict on each of a few hundred texts is far below this.
const ANSWER_BYTES_MAX: u64 = 4 << 20;

impl HttpModeration {
    /// `key` goes into `Authorization: Bearer`.
    pub fn new(url: String, key: Option<String>) -> Self {
        let config = ureq::Agent::config_builder()
            .timeout_global(Some(MODERATION_TIMEOUT))
            .http_status_as_error(false)
            .build();
        HttpModeration { url, key, agent: config.into() }
    }

    fn post(&self, body: &Value) -> Result<Response, Failure> {
        let mut request = self.agent.post(&self.url);
        if let Some(key) = &self.key {
            request = request.header("Authorization", format!("Bearer {key}"));
        }
        let mut answer = request.send_json(body).map_err(failure)?;
        let status = answer.status().as_u16();
        if !(200..300).contains(&status) {
            return Err(Failure::Status(status));
        }
        let text = answer.body_mut().with_config().limit(ANSWER_BYTES_MAX).read_to_string();
        serde_json::from_str(&text.map_err(failure)?)
            .map_err(|error| Failure::Unreadable(error.to_string()))
    }
}

impl Debug for HttpModeration {
    /// Without the key.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HttpModeration").field("url", &self.url).finish_non_exhaustive()
    }
}

impl Moderation for HttpModeration {
    fn ask(&self, body: Value) -> ModerationAnswer<'_> {
        let this = self.clone();
        Box::pin(async move {
            let answer = tokio::task::spawn_blocking(move || this.post(&body)).await;
            answer.unwrap_or_else(|error| Err(Failure::Unreachable(error.to_string())))
        })
    }
}

fn failure(error: ureq::Error) -> Failure {
    match error {
        ureq::Error::Timeout(_) => Failure::TimedOut,
        other => Failure::Unreachable(other.to_string()),
    }
}

/// Whether somebody was told, or why not.
pub type Told<'a> = Pin<Box<dyn Future<Output = Result<(), String>> + Send + 'a>>;

/// Those who want to know when a pointer moves: caches, search, accounting.
pub trait Subscribers: Debug + Send + Sync {
    /// Tells them once; an error means that it is to be tried again.
    fn tell(&self, announcement: &Announcement) -> Told<'_>;
}

/// Nobody subscribed: the log is told.
#[derive(Debug)]
pub struct LogSubscriber;

impl Subscribers for LogSubscriber {
    fn tell(&self, announcement: &Announcement) -> Told<'_> {
        let Announcement { id, topic, character_id, .. } = announcement;
        tracing::info!(id, topic, %character_id, "announced");
        Box::pin(async { Ok(()) })
    }
}

/// A web hook: each announcement is POSTed as JSON, and 2xx takes it off the list.
#[derive(Clone, Debug)]
pub struct WebHook {
    url: String,
    agent: ureq::Agent,
}

/// A hook that only notes what it is told answers at once.
const HOOK_TIMEOUT: Duration = Duration::from_secs(5);

impl WebHook {
    pub fn new(url: String) -> Self {
        let config = ureq::Agent::config_builder().timeout_global(Some(HOOK_TIMEOUT)).build();
        WebHook { url, agent: config.into() }
    }
}

impl Subscribers for WebHook {
    fn tell(&self, announcement: &Announcement) -> Told<'_> {
        let (this, body) = (self.clone(), serde_json::json!(announcement));
        Box::pin(async move {
            let post = move || this.agent.post(&this.url).send_json(&body);
            let told =
                tokio::task::spawn_blocking(post).await.map_err(|error| error.to_string())?;
            told.map(drop).map_err(|error| error.to_string())
        })
    }
}

/// What was looked at, or why it could not be.
pub type Looked<'a, T> = Pin<Box<dyn Future<Output = Result<T, String>> + Send + 'a>>;

/// The contract's toolchain, at the program's own contract and database. It changes nothing that is
/// there, runs no statement of the product, and repeats no address of a database.
pub trait ContractDesk: Debug + Send + Sync {
    /// What the program carries; known without a database.
    fn contract(&self) -> &ContractView;

    /// Where the database's history stands. Quick.
    fn history(&self) -> Looked<'_, MigrationsView>;

    /// How the server would run each statement.
    fn plans(&self) -> Looked<'_, PlansView>;

    /// What the database has that the contract has not, and the other way round.
    fn drift(&self) -> Looked<'_, DriftView>;

    /// What stands in JSON columns, by a bounded sample.
    fn documents(&self) -> Looked<'_, DocumentsView>;
}

/// The program was started without its contract's toolchain: nothing can be looked at.
#[derive(Debug, Default)]
pub struct NoContractDesk(ContractView);

const NO_DESK: &str = "this server was started without the contract's toolchain";

impl ContractDesk for NoContractDesk {
    fn contract(&self) -> &ContractView {
        &self.0
    }

    fn history(&self) -> Looked<'_, MigrationsView> {
        Box::pin(async { Err(NO_DESK.to_owned()) })
    }

    fn plans(&self) -> Looked<'_, PlansView> {
        Box::pin(async { Err(NO_DESK.to_owned()) })
    }

    fn drift(&self) -> Looked<'_, DriftView> {
        Box::pin(async { Err(NO_DESK.to_owned()) })
    }

    fn documents(&self) -> Looked<'_, DocumentsView> {
        Box::pin(async { Err(NO_DESK.to_owned()) })
    }
}

/// A fresh id, rising with time so that rows of one time lie together (UUID version 7).
pub(crate) fn new_id() -> Uuid {
    Uuid::now_v7()
}
