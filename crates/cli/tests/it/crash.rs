//! Killed in the middle of publishing, again and again: a publication is visible if and only if
//! all of it is, and what was acknowledged is there.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::served::{Client, Served, Victim, text};

/// Rounds of killing; `REPERTOIRE_CRASH_ROUNDS` asks for more.
const ROUNDS: usize = 6;

const CHARACTERS: usize = 4;

/// Publications that a round waits for before it kills, so that a slow machine kills in the middle
/// of the same work as a quick one.
const FIRST_IN_ROUND: usize = 2;

/// Whatever a publication consists of, as a query that finds those that lack it.
const TORN: &[(&str, &str)] = &[
    (
        "a publication without its payload",
        "SELECT count(*) FROM release.publications p WHERE NOT EXISTS (SELECT 1 FROM release.payloads b WHERE b.digest = p.payload_digest)",
    ),
    (
        "a publication without its log leaf",
        "SELECT count(*) FROM release.publications p WHERE NOT EXISTS (SELECT 1 FROM release.log_leaves l WHERE l.publication_id = p.id)",
    ),
    (
        "a publication without its event",
        "SELECT count(*) FROM release.publications p WHERE NOT EXISTS (SELECT 1 FROM release.outbox_events o WHERE o.publication_id = p.id)",
    ),
    (
        "a publication without its runtime",
        "SELECT count(*) FROM release.publications p WHERE NOT EXISTS (SELECT 1 FROM release.publication_targets t WHERE t.publication_id = p.id)",
    ),
    (
        "a publication without its evidence",
        "SELECT count(*) FROM release.publications p WHERE NOT EXISTS (SELECT 1 FROM release.publication_evaluations e WHERE e.publication_id = p.id)",
    ),
    (
        "shares that are not a whole",
        "SELECT count(*) FROM economy.split_sets s WHERE (SELECT sum(share_ppm) FROM economy.split_shares h WHERE h.split_set_id = s.id) IS DISTINCT FROM 1000000",
    ),
    (
        "a sequence with a gap",
        "SELECT count(*) FROM (SELECT max(sequence) <> count(*) AS torn FROM release.publications GROUP BY character_id) AS it WHERE torn",
    ),
    (
        "a pointer that is not at the newest publication",
        "SELECT count(*) FROM catalog.characters c WHERE c.publication_count <> (SELECT count(*) FROM release.publications p WHERE p.character_id = c.id) OR c.current_publication_id IS DISTINCT FROM (SELECT p.id FROM release.publications p WHERE p.character_id = c.id ORDER BY p.sequence DESC LIMIT 1)",
    ),
    (
        "a market that says otherwise",
        "SELECT count(*) FROM catalog.characters c WHERE (c.state = 'published' AND c.visibility = 'public') <> EXISTS (SELECT 1 FROM catalog.market_listings l WHERE l.character_id = c.id)",
    ),
];

/// A character with two revisions that are ready to be published in turn.
struct Subject {
    id: String,
    revisions: [String; 2],
}

#[test]
fn a_kill_in_the_middle_of_publishing_leaves_whole_publications_only() {
    let rounds = std::env::var("REPERTOIRE_CRASH_ROUNDS").ok().and_then(|text| text.parse().ok());
    let mut served = Served::start();
    let creator = served.furnish();
    let subjects: Vec<_> = (0..CHARACTERS).map(|n| Arc::new(subject(&creator, n))).collect();
    let mut acknowledged = Vec::new();
    for round in 0..rounds.unwrap_or(ROUNDS) {
        acknowledged.extend(publish_until_killed(&served, &creator, &subjects, round));
        served.restart();
        for (what, query) in TORN {
            assert_eq!(served.sql(query), "0", "after round {round}: {what}");
        }
        for id in &acknowledged {
            let found =
                served.sql(&format!("SELECT count(*) FROM release.publications WHERE id = '{id}'"));
            assert_eq!(
                found, "1",
                "after round {round}: publication {id} was acknowledged and is gone"
            );
        }
    }
    assert!(
        acknowledged.len() > CHARACTERS,
        "hardly anything was published: {}",
        acknowledged.len()
    );
    served.stop();
}

/// Publishes from one thread for each character, and kills after a while; what was acknowledged.
fn publish_until_killed(
    served: &Served,
    creator: &Client,
    subjects: &[Arc<Subject>],
    round: usize,
) -> Vec<String> {
    let stop = Arc::new(AtomicBool::new(false));
    let published = Arc::new(AtomicUsize::new(0));
    let threads: Vec<_> = subjects
        .iter()
        .map(|subject| {
            let (client, subject) = (creator.at(served.url()), subject.clone());
            let (stop, published) = (stop.clone(), published.clone());
            thread::spawn(move || publish_in_turn(&client, &subject, round, &stop, &published))
        })
        .collect();
    let patience = Instant::now() + Duration::from_secs(60);
    while published.load(Ordering::SeqCst) < FIRST_IN_ROUND && Instant::now() < patience {
        thread::sleep(Duration::from_millis(1));
    }
    // A different moment each round, spread over what a few publications take.
    thread::sleep(Duration::from_millis((round as u64 * 37) % 190));
    served.kill([Victim::Server, Victim::Postgres, Victim::Both][round % 3]);
    thread::sleep(Duration::from_millis(30));
    stop.store(true, Ordering::SeqCst);
    threads.into_iter().flat_map(|thread| thread.join().expect("a publisher")).collect()
}

fn publish_in_turn(
    client: &Client,
    subject: &Subject,
    round: usize,
    stop: &AtomicBool,
    published: &AtomicUsize,
) -> Vec<String> {
    let mut acknowledged = Vec::new();
    for turn in 0.. {
        if stop.load(Ordering::SeqCst) {
            break;
        }
        let revision = &subject.revisions[turn % 2];
        let key = format!("{}/{round}/{turn}", subject.id);
        let request = json!({ "kind": "publish", "revisionId": revision });
        let path = format!("/api/characters/{}/publications", subject.id);
        match client.post_with(&path, &[("idempotency-key", &key)], request) {
            Some((201, body)) => {
                acknowledged.push(text(&body["id"]));
                published.fetch_add(1, Ordering::SeqCst);
            }
            // The revision at rest may be this one; a server whose database is gone says so.
            Some((409 | 503, _)) => {}
            Some((status, body)) => panic!("{status}: {body}"),
            None => break,
        }
    }
    acknowledged
}

fn subject(creator: &Client, number: usize) -> Subject {
    let draft = json!({
        "name": format!("Keeper {number}"),
        "personaPrompt": "A lighthouse keeper who has read every book that the sea brought in.",
        "greeting": "You are early. The fog is not.",
        "visibility": "public",
    });
    let id = text(&creator.must("POST", "/api/characters", draft)["id"]);
    let live = json!({ "state": "live" });
    creator.must("PUT", &format!("/api/characters/{id}/apps/crash"), live);
    let first = evaluated(creator, &id);
    creator.save(&id, 1, json!({ "greeting": "You are late. The fog is not." }));
    Subject { revisions: [first, evaluated(creator, &id)], id }
}

fn evaluated(creator: &Client, id: &str) -> String {
    let sealed = creator.must("POST", &format!("/api/characters/{id}/revisions"), Value::Null);
    let revision = text(&sealed["id"]);
    let path = format!("/api/revisions/{revision}/evaluations");
    creator.must("POST", &path, Value::Null);
    for _ in 0..200 {
        let standing = creator.must("GET", &path, Value::Null);
        if standing["gates"][0]["standing"]["standing"] == "passed" {
            return revision;
        }
        thread::sleep(Duration::from_millis(25));
    }
    panic!("the gate was not passed: {}", creator.must("GET", &path, Value::Null));
}
