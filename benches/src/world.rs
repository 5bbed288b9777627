//! A durable cluster of its own with 100,000 characters, our server over it, and some characters
//! that are ready to be published.

use std::error::Error;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use app::ports::{LogSubscriber, NoContractDesk, NoModeration, Ports, SystemClock};
use app::{App, Signer};
use cluster::{Cluster, Options, SUPERUSER};
use serde_json::{Value, json};
use store::{Connection, Reader, Writer};
use tokio::net::TcpListener;
use tokio_postgres::{Client as Owner, NoTls};

use crate::http::{Client, get, request};

pub(crate) type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

pub(crate) const DATABASE: &str = "bench";
const CHARACTERS: u32 = 100_000;

pub(crate) struct World {
    pub(crate) cluster: Cluster,
    pub(crate) owner: Owner,
    pub(crate) folder: PathBuf,
}

/// What a publishing client needs of a character.
#[derive(Clone)]
pub(crate) struct Ready {
    pub(crate) id: String,
    pub(crate) revisions: [String; 2],
}

pub(crate) const APP: &str = "lantern";
/// The seed's tokens are its handles.
pub(crate) const CREATOR: &str = "creator-5";

impl World {
    pub(crate) async fn start(folder: &Path) -> Outcome<Self> {
        let settings =
            [("shared_buffers", "512MB"), ("max_wal_size", "4GB"), ("max_connections", "100")];
        let settings = settings.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
        let options = Options { durable: true, settings, ..Options::default() };
        let cluster = Cluster::start(&folder.join("cluster"), &options)?;
        cluster.ensure_database(DATABASE)?;
        let url = cluster.url(SUPERUSER, DATABASE);
        testbed::prepare(&url).await?;
        let (owner, connection) = tokio_postgres::connect(&url, NoTls).await?;
        tokio::spawn(connection);
        testbed::seed::characters(&owner, CHARACTERS).await?;
        // What the seed left to evaluate names evaluators that are not built in.
        let rest =
            "UPDATE release.evaluation_jobs SET finished_at = now() WHERE finished_at IS NULL";
        owner.batch_execute(rest).await?;
        owner.batch_execute("CHECKPOINT").await?;
        Ok(World { cluster, owner, folder: folder.to_path_buf() })
    }

    /// A server with this many connections of each kind, and its use cases.
    pub(crate) async fn serve(&self, connections: usize) -> Outcome<(SocketAddr, App)> {
        let connection = Connection::new(&self.cluster.url(testbed::ROLE, DATABASE), connections)?;
        let ports = Ports {
            clock: Arc::new(SystemClock),
            moderation: Arc::new(NoModeration),
            subscribers: Arc::new(LogSubscriber),
            contract: Arc::new(NoContractDesk::default()),
            address: domain::PublicAddress::local(7800),
        };
        let (reader, writer) = (Reader::connect(&connection)?, Writer::connect(&connection)?);
        let app = App::new(reader, writer, Signer::from_seed([7; 32]), ports);
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let (address, router) = (listener.local_addr()?, server::router(app.clone()));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok((address, app))
    }

    /// Where the cluster writes what it was asked to log.
    pub(crate) fn log(&self) -> PathBuf {
        self.folder.join("cluster/postgres.log")
    }

    /// A column of texts.
    pub(crate) async fn texts(&self, sql: &str) -> Outcome<Vec<String>> {
        Ok(self.owner.query(sql, &[]).await?.iter().map(|row| row.get(0)).collect())
    }

    /// Characters with two revisions each that every gate passed.
    pub(crate) async fn ready(
        &self,
        address: SocketAddr,
        app: &App,
        count: usize,
    ) -> Outcome<Vec<Ready>> {
        let mut client = Client::connect(address).await?;
        furnish(&mut client, app).await?;
        let mut ready = Vec::new();
        for number in 0..count {
            ready.push(character(&mut client, number).await?);
        }
        while app.run_due_jobs().await? > 0 {}
        Ok(ready)
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// An app with a model pack and all gates that are built in.
async fn furnish(client: &mut Client, app: &App) -> Outcome<()> {
    let admin = app.first_admin(false).await?.ok_or("there is an admin already")?.token;
    let put = |path: &str, body: Value| request("PUT", path, &admin, "", &body.to_string());
    client.must(&put(&format!("/api/apps/{APP}"), json!({ "name": "Lantern" }))).await?;
    let release = json!({ "name": "Ember", "label": "1.0" });
    client.must(&put("/api/model-packs/ember/versions/1", release)).await?;
    let ship = put(&format!("/api/apps/{APP}/model-packs/ember"), json!({ "version": 1 }));
    client.must(&ship).await?;
    for evaluator in domain::gate::BUILTINS {
        let gate = json!({ "evaluator": evaluator.id }).to_string();
        client.must(&request("POST", &format!("/api/apps/{APP}/gates"), &admin, "", &gate)).await?;
    }
    Ok(())
}

async fn character(client: &mut Client, number: usize) -> Outcome<Ready> {
    let post = |path: &str, body: Value| request("POST", path, CREATOR, "", &body.to_string());
    let made = client.must(&post("/api/characters", draft(number))).await?.json();
    let id = text(&made["id"]);
    let live = json!({ "state": "live", "percentage": 100 }).to_string();
    client
        .must(&request("PUT", &format!("/api/characters/{id}/apps/{APP}"), CREATOR, "", &live))
        .await?;
    let first = sealed(client, &id).await?;
    let edit = json!({ "greeting": "You are late. The fog is not." }).to_string();
    let path = format!("/api/characters/{id}/draft");
    client.must(&request("PATCH", &path, CREATOR, "if-match: \"1\"\r\n", &edit)).await?;
    let second = sealed(client, &id).await?;
    Ok(Ready { id, revisions: [first, second] })
}

async fn sealed(client: &mut Client, id: &str) -> Outcome<String> {
    let post = |path: String| request("POST", &path, CREATOR, "", "");
    let revision = client.must(&post(format!("/api/characters/{id}/revisions"))).await?.json();
    let revision = text(&revision["id"]);
    client.must(&post(format!("/api/revisions/{revision}/evaluations"))).await?;
    Ok(revision)
}

fn draft(number: usize) -> Value {
    json!({
        "name": format!("Ines Calder {number}"),
        "personaPrompt": "A lighthouse keeper who has read every book that the sea brought in, and remembers who lost it.",
        "greeting": "*The lamp turns once before she looks up.* \"You are early. The fog is not.\"",
        "scenario": "The gallery of a lighthouse, an hour before dawn.",
        "creatorNotes": "Slow talk by lamplight.",
        "tags": ["mystery", "sea"],
        "verticalApp": APP,
        "visibility": "public",
        "modelPacks": [{ "modelPackId": "ember", "minVersion": 1 }],
    })
}

/// The bytes of a payload as an app would get them.
pub(crate) async fn compressed(address: SocketAddr, digest: &str) -> Outcome<Vec<u8>> {
    let path = format!("/api/runtime/payloads/{digest}");
    let request = get(&path, "", "accept-encoding: gzip\r\n");
    Ok(Client::connect(address).await?.must(&request).await?.body)
}
