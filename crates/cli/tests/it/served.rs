//! A server of its own, as a process, that can be killed and started again.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// Long enough for initdb on a busy machine.
const READY_WITHIN: Duration = Duration::from_secs(60);

/// What is killed.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Victim {
    Server,
    Postgres,
    Both,
}

pub(crate) struct Served {
    data: PathBuf,
    child: Child,
    url: String,
    pub(crate) admin_token: String,
}

impl Served {
    /// From nothing, in a folder of its own.
    pub(crate) fn start() -> Self {
        let unique = format!("repertoire-it-{}-{:?}", std::process::id(), Instant::now());
        let digest = domain::Digest::of(&unique).to_string();
        let data = std::env::temp_dir().join(format!("rep-{}", &digest[..12]));
        let (child, url, admin_token) = spawn(&data);
        let admin_token = admin_token.expect("the first start shows a token");
        Served { data, child, url, admin_token }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    pub(crate) fn admin(&self) -> Client {
        Client { url: self.url.clone(), token: self.admin_token.clone() }
    }

    /// An app with one gate, and a creator.
    pub(crate) fn furnish(&self) -> Client {
        let admin = self.admin();
        admin.must("PUT", "/api/apps/crash", json!({ "name": "Crash" }));
        let release = json!({ "name": "Ember", "label": "1.0" });
        admin.must("PUT", "/api/model-packs/ember/versions/1", release);
        admin.must("PUT", "/api/apps/crash/model-packs/ember", json!({ "version": 1 }));
        admin.must("POST", "/api/apps/crash/gates", json!({ "evaluator": "completeness" }));
        let account = json!({ "handle": "ines", "displayName": "Ines", "roles": ["creator"] });
        let account = text(&admin.must("POST", "/api/accounts", account)["id"]);
        let token = json!({ "label": "test" });
        let token = admin.must("POST", &format!("/api/accounts/{account}/tokens"), token);
        Client { url: self.url.clone(), token: text(&token["token"]) }
    }

    /// SIGKILL, to the server or to PostgreSQL's postmaster, or to both.
    pub(crate) fn kill(&self, victim: Victim) {
        let server = self.child.id();
        let postgres = self.postmaster();
        let victims = match victim {
            Victim::Server => vec![server],
            Victim::Postgres => vec![postgres],
            Victim::Both => vec![postgres, server],
        };
        for pid in victims {
            let killed = Command::new("kill").args(["-9", &pid.to_string()]).status();
            assert!(killed.is_ok_and(|status| status.success()), "{pid} could not be killed");
        }
    }

    fn postmaster(&self) -> u32 {
        let file = self.data.join("postgres/pgdata/postmaster.pid");
        let text = std::fs::read_to_string(&file).expect("PostgreSQL runs");
        text.lines().next().and_then(|line| line.parse().ok()).expect("a process number")
    }

    /// Starts again on the same data, whatever is left of the last run.
    pub(crate) fn restart(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        (self.child, self.url, _) = spawn(&self.data);
    }

    /// One value, as the owner of the database.
    pub(crate) fn sql(&self, query: &str) -> String {
        let socket = self.data.join("postgres/socket");
        let config = format!("host={} user=repertoire_owner dbname=repertoire", socket.display());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.expect("a runtime").block_on(async {
            let connected = tokio_postgres::connect(&config, tokio_postgres::NoTls).await;
            let (client, connection) = connected.expect("the owner gets in");
            tokio::spawn(connection);
            let rows = client.simple_query(query).await.expect("the query runs");
            let value = rows.iter().find_map(|message| match message {
                tokio_postgres::SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
                _ => None,
            });
            value.unwrap_or_default()
        })
    }

    /// Ends it as a person would.
    pub(crate) fn stop(mut self) {
        let asked = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        assert!(asked.is_ok_and(|status| status.success()));
        let status = self.child.wait().expect("it ends");
        assert!(status.success(), "it ended with {status}");
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.data);
    }
}

/// Starts the binary and waits for its ready line: the process, its URL, and the token of a first
/// start.
fn spawn(data: &Path) -> (Child, String, Option<String>) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_repertoire"))
        .args(["serve", "--listen", "127.0.0.1:0", "--data"])
        .arg(data)
        .env_remove("DATABASE_URL")
        .env_remove("DATABASE_OWNER_URL")
        .env_remove("DATABASE_READ_URL")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    let stdout = child.stdout.take().expect("a pipe");
    let stderr = child.stderr.take().expect("a pipe");
    // Read to its end: a server whose stderr is closed can't say what goes wrong.
    let (found, token) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        for line in BufReader::new(stderr).lines().map_while(Result::ok) {
            token_in(&line).map(|token| found.send(token));
        }
    });
    let started = Instant::now();
    let mut ready = String::new();
    BufReader::new(stdout).read_line(&mut ready).expect("a line");
    assert!(started.elapsed() < READY_WITHIN, "it took too long: {ready}");
    let url = ready.split_whitespace().find(|word| word.starts_with("http://"));
    let url = url.unwrap_or_else(|| panic!("no URL in {ready:?}")).to_owned();
    // The token is shown before the ready line.
    let token = token.recv_timeout(Duration::from_millis(200)).ok();
    (child, url, token)
}

fn token_in(line: &str) -> Option<String> {
    line.split_whitespace().find(|word| word.starts_with("rpt_")).map(str::to_owned)
}

/// Someone who speaks to the API.
#[derive(Clone)]
pub(crate) struct Client {
    url: String,
    token: String,
}

impl Client {
    /// The same person, at a server that came up elsewhere.
    pub(crate) fn at(&self, url: &str) -> Self {
        Client { url: url.to_owned(), token: self.token.clone() }
    }

    /// Status and body; none where nobody answers.
    pub(crate) fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &Value,
    ) -> Option<(u16, Value)> {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(30)))
            .build();
        let agent: ureq::Agent = config.into();
        let mut request = ureq::http::Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.url))
            .header("authorization", format!("Bearer {}", self.token))
            .header("content-type", "application/json");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let text = if body.is_null() { String::new() } else { body.to_string() };
        let mut answer = agent.run(request.body(text).expect("a request")).ok()?;
        let status = answer.status().as_u16();
        let text = answer.body_mut().read_to_string().ok()?;
        Some((status, serde_json::from_str(&text).unwrap_or(Value::Null)))
    }

    pub(crate) fn post_with(
        &self,
        path: &str,
        headers: &[(&str, &str)],
        body: Value,
    ) -> Option<(u16, Value)> {
        self.send("POST", path, headers, &body)
    }

    /// A call that must succeed.
    pub(crate) fn must(&self, method: &str, path: &str, body: Value) -> Value {
        let (status, answer) = self.send(method, path, &[], &body).expect("an answer");
        assert!((200..300).contains(&status), "{method} {path}: {status} {answer}");
        answer
    }

    pub(crate) fn save(&self, id: &str, base: i32, fields: Value) {
        let path = format!("/api/characters/{id}/draft");
        let etag = format!("\"{base}\"");
        let saved = self.send("PATCH", &path, &[("if-match", &etag)], &fields);
        let (status, answer) = saved.expect("an answer");
        assert_eq!(status, 200, "{answer}");
    }
}

pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("not a text: {value}")).to_owned()
}
