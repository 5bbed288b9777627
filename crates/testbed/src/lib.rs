//! For tests only: a database of its own that carries the contract, and the use cases over it.
//!
//! Each [`Testbed`] is a clone of a template that is prepared once for a contract; nothing is
//! shared between tests but the server under them. PostgreSQL is real; the clock and the
//! moderation service are fakes that a test can set.

mod desk;
pub mod seed;

pub use desk::FakeDesk;

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use app::ports::{Clock, Moderation, ModerationAnswer, Ports, Subscribers, Told};
use app::{Announcement, App, Signer};
use cluster::testing::Database;
use domain::gate::moderation::{Failure, Response};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use store::{Connection, Reader, Writer};
use tokio_postgres::{Client, NoTls};

/// The server's role: what it may not do here, it may not do anywhere.
pub const ROLE: &str = "repertoire_server";

/// Connections of each kind that a testbed's pools hold at most.
const CONNECTIONS: usize = 10;

/// A database, and the use cases over it.
#[derive(Debug)]
pub struct Testbed {
    pub app: App,
    pub clock: Arc<FakeClock>,
    pub moderation: Arc<FakeModeration>,
    pub subscribers: Arc<FakeSubscribers>,
    pub contract: Arc<FakeDesk>,
    database: Database,
}

impl Testbed {
    /// A fresh database that carries the contract, with nothing in it.
    pub async fn new() -> Self {
        Self::over(carrying_contract().await)
    }

    /// A database with this many characters and all that hangs on them, filled once for a contract.
    pub async fn seeded(count: u32) -> Self {
        Self::over(filled(count).await)
    }

    fn over(database: Database) -> Self {
        let url = database.url_as(ROLE);
        let connection = Connection::new(&url, CONNECTIONS).expect("the address is ours");
        let reader = Reader::connect(&connection).expect("a pool");
        let writer = Writer::connect(&connection).expect("a pool");
        let clock = Arc::new(FakeClock::default());
        let moderation = Arc::new(FakeModeration::default());
        let subscribers = Arc::new(FakeSubscribers::default());
        let contract = Arc::new(FakeDesk::default());
        let ports = Ports {
            clock: clock.clone(),
            moderation: moderation.clone(),
            subscribers: subscribers.clone(),
            contract: contract.clone(),
            address: domain::PublicAddress::local(7800),
        };
        let app = App::new(reader, writer, Signer::from_seed([7; 32]), ports);
        Testbed { app, clock, moderation, subscribers, contract, database }
    }

    /// A plain connection as the owner of everything.
    pub async fn owner(&self) -> Client {
        connect(&self.database.url()).await
    }

    /// A plain connection as the server.
    pub async fn server(&self) -> Client {
        connect(&self.database.url_as(ROLE)).await
    }

    /// The address of the database, as its owner.
    pub fn url(&self) -> String {
        self.database.url()
    }
}

/// Changes with the contract and with its migrations.
fn contract_key() -> String {
    let newest = store::contract::MIGRATIONS.last().map_or("none", |migration| migration.checksum);
    format!("contract-{}-{newest}", store::CONTRACT_HASH)
}

/// As [`carrying_contract`], and filled.
async fn filled(count: u32) -> Database {
    let key = format!("seed-{count}-{:x}-{}", seed::fingerprint(), contract_key());
    let fill = |url: String| async move {
        prepare(&url).await?;
        seed::characters(&connect(&url).await, count).await
    };
    let prepared = Database::from_template(&key, fill).await;
    prepared.expect("PostgreSQL binaries are installed; script/test installs them")
}

/// A clone of the template, which is prepared once for each contract and set of grants.
async fn carrying_contract() -> Database {
    let key = contract_key();
    let prepared = Database::from_template(&key, |url| async move { prepare(&url).await }).await;
    prepared.expect("PostgreSQL binaries are installed; script/test installs them")
}

/// Brings an empty database to the contract, with the server's role, as its owner.
///
/// # Errors
/// The database's.
pub async fn prepare(url: &str) -> Result<(), tokio_postgres::Error> {
    let client = connect(url).await;
    for migration in store::contract::MIGRATIONS {
        client.batch_execute(migration.sql).await?;
    }
    let catalogue = migrate::introspect(&client, &[]).await.expect("what was just made");
    let grants = pgschema::grants(&catalogue, ROLE);
    migrate::ensure_role(&client, ROLE, true, &grants).await.expect("a role for the server");
    Ok(())
}

async fn connect(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.expect("a connection");
    tokio::spawn(connection);
    client
}

/// A clock that goes on by a millisecond each time it is read, and further when it is told to.
#[derive(Debug)]
pub struct FakeClock {
    millis: AtomicI64,
}

impl Default for FakeClock {
    fn default() -> Self {
        // 2026-01-01T00:00:00Z.
        FakeClock { millis: AtomicI64::new(1_767_225_600_000) }
    }
}

impl FakeClock {
    pub fn advance(&self, by: SignedDuration) {
        self.millis.fetch_add(by.as_millis() as i64, Ordering::SeqCst);
    }
}

impl Clock for FakeClock {
    fn now(&self) -> Timestamp {
        let millis = self.millis.fetch_add(1, Ordering::SeqCst);
        Timestamp::from_millisecond(millis).expect("a time of this century")
    }
}

/// A moderation service that answers what a test set last.
#[derive(Debug)]
pub struct FakeModeration {
    answer: Mutex<Result<Value, Failure>>,
    panics: AtomicBool,
}

impl Default for FakeModeration {
    fn default() -> Self {
        FakeModeration {
            answer: Mutex::new(Err(Failure::TimedOut)),
            panics: AtomicBool::new(false),
        }
    }
}

impl FakeModeration {
    /// Answers each input with this result from now on.
    pub fn answer_each(&self, result: Value) {
        *self.answer.lock().expect("no test panics here") = Ok(result);
    }

    /// Panics whenever it is asked, from now on: what no evaluator should do.
    pub fn panic(&self) {
        self.panics.store(true, Ordering::SeqCst);
    }

    pub fn fail(&self, failure: Failure) {
        *self.answer.lock().expect("no test panics here") = Err(failure);
    }
}

impl Moderation for FakeModeration {
    fn ask(&self, body: Value) -> ModerationAnswer<'_> {
        let inputs = body["input"].as_array().map_or(0, Vec::len);
        let answer = self.answer.lock().expect("no test panics here").clone();
        let panics = self.panics.load(Ordering::SeqCst);
        Box::pin(async move {
            assert!(!panics, "a test wanted the moderation service to panic");
            let result = answer?;
            let results = vec![result; inputs];
            let whole: Result<Response, _> =
                serde_json::from_value(serde_json::json!({ "results": results }));
            whole.map_err(|error| Failure::Unreadable(error.to_string()))
        })
    }
}

impl Testbed {
    /// The time on the fake clock.
    pub fn clock_now(&self) -> Timestamp {
        self.clock.now()
    }
}

/// Subscribers who remember what they were told, and can be out of reach.
#[derive(Debug, Default)]
pub struct FakeSubscribers {
    told: Mutex<Vec<Announcement>>,
    away: AtomicBool,
}

impl FakeSubscribers {
    pub fn told(&self) -> Vec<Announcement> {
        self.told.lock().expect("no test panics here").clone()
    }

    pub fn go_away(&self, away: bool) {
        self.away.store(away, Ordering::SeqCst);
    }
}

impl Subscribers for FakeSubscribers {
    fn tell(&self, announcement: &Announcement) -> Told<'_> {
        let announcement = announcement.clone();
        Box::pin(async move {
            if self.away.load(Ordering::SeqCst) {
                return Err("away".to_owned());
            }
            self.told.lock().map_err(|error| error.to_string())?.push(announcement);
            Ok(())
        })
    }
}
