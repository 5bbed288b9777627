//! From an empty folder to a traced sale; through a kill; and no start on another contract.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use tokio_postgres::{Config, NoTls};

use crate::run::{Dir, repertoire, said};

/// What the tests' own machine may take for a first start, in the worst case.
const PATIENCE: Duration = Duration::from_secs(60);

#[test]
fn serve_demo_import_kill_restart_refuse() {
    let dir = Dir::new("journey");
    let data = dir.path().join("data");
    let server = Server::start(&data);
    let token = admin_token(&server.log());
    the_demo_passes(&server.url, &token);
    cards_are_imported(&dir, &server.url, &token);
    a_taken_port_is_named(&server.url, &dir.path().join("other"));

    server.kill();
    let server = Server::start(&data);
    assert!(!server.log().contains("rpt_"), "the token is shown once: {}", server.log());
    assert_eq!(get(&server.url, "/api/health")["status"], "ready");
    let market = get(&server.url, "/api/characters");
    let slugs: Vec<_> =
        market["items"].as_array().expect("a page").iter().map(|it| &it["slug"]).collect();
    assert_eq!(slugs, ["ines-calder"], "what the demo published is still there");

    change_the_contract(&data);
    server.stop();
    assert!(!data.join("postgres/pgdata/postmaster.pid").exists(), "PostgreSQL runs on");
    the_server_refuses(&data);
}

/// A running `serve`.
struct Server {
    child: Child,
    url: String,
    log: std::path::PathBuf,
}

impl Server {
    fn start(data: &Path) -> Self {
        let log = data.with_extension("log");
        let stderr = fs::File::create(&log).expect("a log");
        let mut command = repertoire();
        command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(data);
        let mut child = command.stdout(Stdio::piped()).stderr(stderr).spawn().expect("it starts");
        let mut line = String::new();
        let stdout = child.stdout.take().expect("piped");
        BufReader::new(stdout).read_line(&mut line).expect("a line");
        let url = line.trim().strip_prefix("Repertoire is ready at ").map(str::to_owned);
        let log_text = || fs::read_to_string(&log).unwrap_or_default();
        let url = url.unwrap_or_else(|| panic!("{line:?}, and in the log: {}", log_text()));
        Server { child, url, log }
    }

    fn log(&self) -> String {
        fs::read_to_string(&self.log).expect("the log")
    }

    /// As the kernel does it when memory is short: nothing is tidied up.
    fn kill(mut self) {
        self.child.kill().expect("it ran");
        self.child.wait().expect("it ended");
    }

    fn stop(mut self) {
        let status = self.terminate().expect("it stops in time");
        assert!(status.success(), "{status}");
    }

    fn terminate(&mut self) -> Option<std::process::ExitStatus> {
        let pid = Pid::from_raw(i32::try_from(self.child.id()).ok()?)?;
        kill_process(pid, Signal::TERM).ok()?;
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            if let Some(status) = self.child.try_wait().ok()? {
                return Some(status);
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        None
    }
}

impl Drop for Server {
    /// A test that fails leaves no PostgreSQL behind.
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            let _ended = self.terminate();
        }
    }
}

fn admin_token(log: &str) -> String {
    let token = log.split_whitespace().find(|word| word.starts_with("rpt_"));
    token.unwrap_or_else(|| panic!("no token in {log}")).to_owned()
}

fn the_demo_passes(url: &str, token: &str) {
    let mut demo = repertoire();
    demo.args(["demo", "--server", url]).env("REPERTOIRE_ADMIN_TOKEN", token);
    let (code, out, err) = said(&demo.output().expect("it runs"));
    assert_eq!(code, 0, "{out}\n{err}");
    for fact in ["+999 -299 -490 -210", "the app gets 451", "rolled back", "Every step was right"] {
        assert!(out.contains(fact), "no {fact:?} in {out}");
    }
}

/// Two cards of ours, and a file that is none: the others are imported all the same.
fn cards_are_imported(dir: &Dir, url: &str, token: &str) {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let png = fs::read(examples.join("ines-calder.png")).expect("an example");
    let json = fs::read(examples.join("ines-calder.json")).expect("an example");
    dir.write("cards/ines-calder.png", png);
    dir.write("cards/Inés & co. (1).json", &json);
    dir.write("cards/broken.json", "{ \"name\": ");
    let account = json!({ "handle": "ines", "displayName": "Ines", "roles": ["creator"] });
    let id = post(url, token, "/api/accounts", &account)["id"].as_str().expect("an id").to_owned();
    let issued =
        post(url, token, &format!("/api/accounts/{id}/tokens"), &json!({ "label": "import" }));
    let mut import = repertoire();
    import.args(["import", "--quiet", "--server", url]).arg(dir.path().join("cards"));
    let token = issued["token"].as_str().expect("a token");
    import.env("REPERTOIRE_TOKEN", token);
    import.env("XDG_STATE_HOME", dir.path().join("state"));
    let (code, out, err) = said(&import.output().expect("it runs"));
    assert_eq!(code, 1, "{out}{err}");
    assert_eq!(out.matches('✓').count(), 2, "{out}{err}");
    assert!(out.contains("broken.json: The character card can't be read"), "{out}{err}");
    assert!(out.ends_with("2 imported, 1 failed\n"), "{out}{err}");
    // The record of an import says what the file was called.
    let request = ureq::post(format!("{url}/api/cards/import"));
    let request = request.header("Authorization", format!("Bearer {token}"));
    let known: Value = request.send(&json[..]).expect("sent").body_mut().read_json().expect("JSON");
    assert_eq!(known["fileName"], "Inés & co. (1).json", "{known}");

    // The second time the two are known, whatever they are called; and a list of things is no card.
    fs::remove_file(dir.path().join("cards/broken.json")).expect("it is there");
    let cards = dir.path().join("cards");
    fs::rename(cards.join("ines-calder.png"), cards.join("renamed.png")).expect("it is there");
    dir.write("cards/settings.json", "{ \"volume\": 7 }");
    let (code, out, err) = said(&import.output().expect("it runs"));
    assert_eq!(code, 0, "{out}{err}");
    let summary = "0 imported, 2 there already, 1 passed over, for they are no cards, 0 failed\n";
    assert!(out.ends_with(summary), "{out}{err}");
}

fn a_taken_port_is_named(url: &str, data: &Path) {
    let address = url.trim_start_matches("http://");
    let mut second = repertoire();
    second.args(["serve", "--listen", address, "--data"]).arg(data);
    let (code, out, err) = said(&second.output().expect("it runs"));
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(err.contains(address) && err.contains("--listen"), "{err}");
}

/// As a newer binary, or somebody's hand, would leave it.
fn change_the_contract(data: &Path) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(async {
        let mut config = Config::new();
        config
            .host_path(data.join("postgres/socket"))
            .user("repertoire_owner")
            .dbname("repertoire");
        let (client, connection) = config.connect(NoTls).await.expect("the private server");
        tokio::spawn(connection);
        let stamp = "0".repeat(64);
        let sql = format!(
            "ALTER TABLE catalog.voices ADD COLUMN pitch int; \
             COMMENT ON SCHEMA catalog IS 'contract sha256:{stamp}'"
        );
        client.batch_execute(&sql).await.expect("the owner may");
    });
}

fn the_server_refuses(data: &Path) {
    let mut serve = repertoire();
    serve.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(data);
    let (code, out, err) = said(&serve.output().expect("it runs"));
    assert_eq!((code, out.as_str()), (1, ""), "{err}");
    assert!(err.contains("does not carry this binary's contract"), "{err}");
    assert!(err.contains("column catalog.voices.pitch is not in the contract"), "{err}");
}

fn get(url: &str, path: &str) -> Value {
    let mut answer = ureq::get(format!("{url}{path}")).call().expect("an answer");
    answer.body_mut().read_json().expect("JSON")
}

fn post(url: &str, token: &str, path: &str, body: &Value) -> Value {
    let request = ureq::post(format!("{url}{path}"));
    let request = request.header("Authorization", format!("Bearer {token}"));
    let mut answer = request.send_json(body).expect("an answer");
    answer.body_mut().read_json().expect("JSON")
}
