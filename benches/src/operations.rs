//! What is measured: the requests that our clients send, and what the engine is asked for instead.

use std::net::SocketAddr;

use serde_json::{Value, json};

use crate::engine::Pgbench;
use crate::http::{Client, Next, get, request};
use crate::recorded::{self, Ran};
use crate::world::{CREATOR, Outcome, Ready, World};

/// Clients at once, on our side and on the engine's.
pub(crate) const CLIENTS: usize = 8;

pub(crate) struct Operation {
    pub(crate) name: &'static str,
    pub(crate) requests: Vec<Next>,
    pub(crate) scripts: Vec<std::path::PathBuf>,
}

/// A bench in the making: where requests are recorded, and where scripts are kept.
pub(crate) struct Stage<'a> {
    pub(crate) world: &'a World,
    /// A server whose statements PostgreSQL logs.
    pub(crate) recorder: SocketAddr,
    pub(crate) pgbench: &'a Pgbench,
}

impl Stage<'_> {
    /// Sends a request to the recorder; the answer, and the statements that it took.
    async fn record(&self, request: &str) -> Outcome<(Value, Vec<Ran>)> {
        let from = std::fs::metadata(self.world.log())?.len();
        let reply = Client::connect(self.recorder).await?.must(request).await?;
        Ok((reply.json(), recorded::since(&self.world.log(), from)?))
    }

    /// Requests that only read: each client sends all of them in turn, and so do the scripts.
    pub(crate) async fn reads(
        &self,
        name: &'static str,
        requests: Vec<String>,
    ) -> Outcome<Operation> {
        let mut scripts = Vec::new();
        for request in requests.iter().take(CLIENTS * 2) {
            let (_, ran) = self.record(request).await?;
            scripts.push(script(&ran, |ran| ran.line(|_| None) + ";"));
        }
        let clients = (0..CLIENTS).map(|client| in_turn(requests.clone(), client * 7)).collect();
        Ok(Operation { name, requests: clients, scripts: self.pgbench.write(name, &scripts)? })
    }

    /// Saves, each client on a draft of its own.
    pub(crate) async fn autosave(&self) -> Outcome<Operation> {
        let sql = "SELECT d.character_id || ' ' || a.handle || ' ' || d.version FROM studio.character_drafts d
                     JOIN identity.accounts a ON a.id = d.creator_id ORDER BY md5(d.id::text) LIMIT 16";
        let drafts = self.world.texts(sql).await?;
        let (ours, theirs) = drafts.split_at(CLIENTS);
        let mut scripts = Vec::new();
        for draft in theirs {
            let (id, token, version) = three(draft);
            let (_, ran) = self.record(&save(id, token, version, 0)).await?;
            scripts.push(script(&ran, |ran| save_line(ran, version)));
        }
        let requests = ours.iter().map(|draft| saves(draft)).collect();
        Ok(Operation {
            name: "autosave",
            requests,
            scripts: self.pgbench.write("autosave", &scripts)?,
        })
    }

    /// Publications, each client on characters of its own, of two revisions by turns.
    pub(crate) async fn publish(&self, ready: &[Ready]) -> Outcome<Operation> {
        let (theirs, ours) = ready.split_at(CLIENTS);
        let mut scripts = Vec::new();
        for character in theirs {
            let (first, _) = self.record(&publication(character, 0, "first")).await?;
            let (second, _) = self.record(&publication(character, 1, "second")).await?;
            let (third, ran) = self.record(&publication(character, 0, "third")).await?;
            debug_assert_ne!(first["id"], third["id"]);
            scripts.push(format!(
                "\\set r random(1, 9000000000000000000)\n{}",
                script(&ran, |ran| {
                    publish_line(ran, &third, &second, &format!("third {}", character.id))
                })
            ));
        }
        let requests = ours.chunks(ours.len() / CLIENTS).take(CLIENTS).map(publications).collect();
        Ok(Operation {
            name: "publish",
            requests,
            scripts: self.pgbench.write("publish", &scripts)?,
        })
    }
}

fn script(ran: &[Ran], line: impl Fn(&Ran) -> String) -> String {
    ran.iter().map(|ran| line(ran) + "\n").collect()
}

pub(crate) fn in_turn(requests: Vec<String>, mut at: usize) -> Next {
    Box::new(move || {
        at += 1;
        requests.get(at % requests.len()).cloned().unwrap_or_default()
    })
}

fn three(line: &str) -> (&str, &str, &str) {
    let mut words = line.split(' ');
    let mut word = || words.next().unwrap_or_default();
    (word(), word(), word())
}

fn save(id: &str, token: &str, version: &str, number: u64) -> String {
    let edit = json!({ "greeting": format!("*The lamp turns once.* You are early, for the {number}th time.") });
    let headers = format!("if-match: \"{version}\"\r\n");
    request("PATCH", &format!("/api/characters/{id}/draft"), token, &headers, &edit.to_string())
}

/// Every save lands, so each is based on the version after the last.
fn saves(draft: &str) -> Next {
    let (id, token, version) = three(draft);
    let (id, token) = (id.to_owned(), token.to_owned());
    let mut version: u64 = version.parse().unwrap_or(1);
    Box::new(move || {
        version += 1;
        save(&id, &token, &(version - 1).to_string(), version)
    })
}

/// The lock tells the version; the save is based on it.
fn save_line(ran: &Ran, version: &str) -> String {
    if ran.sql.contains("FOR UPDATE") {
        return format!("{} \\gset d_", ran.line(|_| None));
    }
    let based = format!("'{version}'");
    format!("{};", ran.line(|logged| (logged == based).then(|| ":d_version::int".to_owned())))
}

fn publication(character: &Ready, revision: usize, key: &str) -> String {
    let body =
        json!({ "kind": "publish", "revisionId": character.revisions[revision] }).to_string();
    let headers = format!("idempotency-key: {key} {}\r\n", character.id);
    request(
        "POST",
        &format!("/api/characters/{}/publications", character.id),
        CREATOR,
        &headers,
        &body,
    )
}

fn publications(characters: &[Ready]) -> Next {
    let (characters, mut number) = (characters.to_vec(), 0);
    Box::new(move || {
        let character = &characters[number % characters.len()];
        let turn = number / characters.len();
        number += 1;
        publication(character, turn % 2, &format!("turn {turn}"))
    })
}

/// The lock tells how many publications there are and which is the last; id and key are drawn.
fn publish_line(ran: &Ran, this: &Value, before: &Value, key: &str) -> String {
    let quoted = |value: &Value| format!("'{}'", value.as_str().unwrap_or_default());
    let (id, previous, key) = (quoted(&this["id"]), quoted(&before["id"]), format!("'{key}'"));
    let moves = ran.sql.contains("publications") || ran.sql.contains("UPDATE catalog.characters");
    let line = ran.line(|logged| match logged {
        it if it == id => Some("md5(:r::text)::uuid".to_owned()),
        it if it == previous => Some(":c_current_publication_id::uuid".to_owned()),
        it if it == key => Some("('drawn ' || :r)".to_owned()),
        "'3'" if moves => Some("(:c_publication_count::int + 1)".to_owned()),
        _ => None,
    });
    let locks = ran.sql.contains("FOR UPDATE") && ran.sql.contains("catalog.characters");
    if locks { format!("{line} \\gset c_") } else { format!("{line};") }
}

pub(crate) fn markets() -> [(&'static str, Vec<String>); 3] {
    let tags = (0..40).map(|tag| format!("/api/characters?tag=tag-{tag}&voice=voice-{}", tag % 12));
    let words = ["ines+calder", "silver+fox", "bomi", "luren+ashford"];
    let words = words.iter().map(|word| format!("/api/characters?text={word}"));
    let all = |paths: Vec<String>| paths.iter().map(|path| get(path, "", "")).collect();
    [
        ("market newest", all(vec!["/api/characters".to_owned()])),
        ("market facets", all(tags.collect())),
        ("market search", all(words.collect())),
    ]
}
