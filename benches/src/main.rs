//! `cargo run --release -p benches -- [all|autosave|publish|market|payload|lineage|pages]`, or
//! `cargo run --release -p benches -- toolchain [SCHEMA]` or
//! `cargo run --release -p benches -- [cards|lore]`
//!
//! What is measured is measured in rounds, ours and the bare engine's by turns, in one run on one
//! machine: what counts is the ratio. No test asserts on time.
#![expect(clippy::print_stdout, reason = "a bench speaks to whoever runs it")]

mod cards;
mod engine;
mod figures;
mod http;
mod lore;
mod operations;
mod pages;
mod recorded;
mod toolchain;
mod world;

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use cluster::Binaries;

use engine::{Nginx, Pgbench};
use figures::{Figures, Round};
use http::get;
use operations::{CLIENTS, Operation, Stage, markets};
use world::{Outcome, World, compressed};

/// Rounds of each side, and how long one lasts; the medians are shown.
const ROUNDS: usize = 5;
const LASTS: Duration = Duration::from_secs(2);

#[tokio::main]
async fn main() -> Outcome<()> {
    let wanted = std::env::args().nth(1).unwrap_or_else(|| "all".to_owned());
    let folder = std::env::temp_dir().join(format!("repertoire-bench-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("scripts"))?;
    std::fs::create_dir_all(folder.join("nginx/files"))?;
    let done = match wanted.as_str() {
        "cards" => cards::run(&folder),
        "lore" => lore::run(),
        "toolchain" => toolchain::run(std::env::args().nth(2).as_deref(), &folder),
        _ => run(&wanted, &folder).await,
    };
    std::fs::remove_dir_all(&folder)?;
    done
}

async fn run(wanted: &str, folder: &Path) -> Outcome<()> {
    println!("filling a durable cluster with 100,000 characters …");
    let world = World::start(folder).await?;
    let pgbench = Pgbench {
        program: pgbench_program()?,
        socket_folder: world.cluster.socket_folder().to_path_buf(),
        database: world::DATABASE.to_owned(),
        clients: CLIENTS,
        folder: folder.join("scripts"),
    };
    let (ours, app) = world.serve(CLIENTS).await?;
    if wanted == "pages" {
        return pages::run(&world, ours).await;
    }
    let ready = world.ready(ours, &app, CLIENTS * 5).await?;
    let recorder = recorder(&world).await?;
    let stage = Stage { world: &world, recorder, pgbench: &pgbench };
    let wants = |name: &str| wanted == "all" || wanted == name;
    println!(
        "{:<18} {:>11}  {:>7}  {:>7}   {:>11}  {:>7}  {:>7}   ratio",
        "", "ours", "p50 ms", "p99 ms", "bare", "p50 ms", "p99 ms"
    );
    if wants("autosave") {
        beside_pgbench(ours, &pgbench, stage.autosave().await?).await?;
    }
    if wants("publish") {
        beside_pgbench(ours, &pgbench, stage.publish(&ready).await?).await?;
    }
    if wants("market") {
        for (name, requests) in markets() {
            beside_pgbench(ours, &pgbench, stage.reads(name, requests).await?).await?;
        }
    }
    if wants("payload") {
        payloads(ours, &world, &stage).await?;
    }
    if wants("lineage") {
        let events = "SELECT id::text FROM economy.revenue_events ORDER BY md5(id::text) LIMIT 200";
        let path =
            |id: &String| get(&format!("/api/lineage/revenue-event/{id}"), "seed-finance", "");
        let requests = world.texts(events).await?.iter().map(path).collect();
        beside_pgbench(ours, &pgbench, stage.reads("lineage", requests).await?).await?;
    }
    Ok(())
}

/// Beside the server's own programs, where links to them may lead; else wherever PATH has it.
fn pgbench_program() -> Outcome<std::path::PathBuf> {
    let server = Binaries::find()?.dir().join("postgres").canonicalize()?;
    let beside = server.with_file_name("pgbench");
    Ok(if beside.exists() { beside } else { "pgbench".into() })
}

/// A server of one connection of each kind, whose statements PostgreSQL logs.
async fn recorder(world: &World) -> Outcome<SocketAddr> {
    let role = testbed::ROLE;
    world.owner.batch_execute(&format!("ALTER ROLE {role} SET log_statement = 'all'")).await?;
    let (address, app) = world.serve(1).await?;
    // Both pools open their connections now, while the setting holds.
    let mut client = http::Client::connect(address).await?;
    client.must(&get("/api/health", "", "")).await?;
    app.run_due_jobs().await?;
    world.owner.batch_execute(&format!("ALTER ROLE {role} RESET log_statement")).await?;
    Ok(address)
}

async fn beside_pgbench(
    ours: SocketAddr,
    pgbench: &Pgbench,
    mut operation: Operation,
) -> Outcome<()> {
    let (mut own, mut bare) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let (round, back) = http::round(ours, operation.requests, LASTS).await?;
        operation.requests = back;
        own.push(round);
        bare.push(pgbench.round(&operation.scripts, LASTS)?);
    }
    show(operation.name, own, bare);
    Ok(())
}

fn show(name: &str, own: Vec<Round>, bare: Vec<Round>) {
    let (own, bare) = (Figures::of(own), Figures::of(bare));
    println!("{name:<18} {own}   {bare}   {:>5.2}", own.per_second / bare.per_second);
}

/// The pointer and the bytes beside their statements, and the bytes beside nginx.
async fn payloads(ours: SocketAddr, world: &World, stage: &Stage<'_>) -> Outcome<()> {
    let pointers = "SELECT c.slug FROM catalog.characters c JOIN catalog.character_apps r ON r.character_id = c.id
                     WHERE r.app_id = 'app-0' AND r.percentage = 100 AND c.state = 'published' AND c.visibility = 'public'
                     ORDER BY md5(c.slug) LIMIT 200";
    let path =
        |slug: &String| get(&format!("/api/runtime/app-0/characters/{slug}"), "seed-app", "");
    let requests = world.texts(pointers).await?.iter().map(path).collect();
    beside_pgbench(ours, stage.pgbench, stage.reads("pointer", requests).await?).await?;

    let digests =
        world.texts("SELECT digest FROM release.payloads ORDER BY digest LIMIT 200").await?;
    let bytes = |digest: &String| {
        get(&format!("/api/runtime/payloads/{digest}"), "", "accept-encoding: gzip\r\n")
    };
    let requests: Vec<String> = digests.iter().map(bytes).collect();
    beside_pgbench(ours, stage.pgbench, stage.reads("payload", requests.clone()).await?).await?;

    for digest in &digests {
        std::fs::write(
            world.folder.join("nginx/files").join(digest),
            compressed(ours, digest).await?,
        )?;
    }
    let Some(nginx) = Nginx::start(&world.folder.join("nginx"))? else {
        println!("nginx is not installed: payloads are not compared with files");
        return Ok(());
    };
    let files: Vec<String> =
        digests.iter().map(|digest| get(&format!("/{digest}"), "", "")).collect();
    beside_nginx("payload / nginx", ours, requests, nginx.address, files).await?;
    let known = |digest: &String| {
        get(
            &format!("/api/runtime/payloads/{digest}"),
            "",
            &format!("if-none-match: \"{digest}\"\r\n"),
        )
    };
    let known: Vec<String> = digests.iter().map(known).collect();
    let later = "if-modified-since: Fri, 01 Jan 2100 00:00:00 GMT\r\n";
    let files = digests.iter().map(|digest| get(&format!("/{digest}"), "", later)).collect();
    beside_nginx("304 / nginx", ours, known, nginx.address, files).await
}

async fn beside_nginx(
    name: &str,
    ours: SocketAddr,
    requests: Vec<String>,
    bare: SocketAddr,
    files: Vec<String>,
) -> Outcome<()> {
    let all = |requests: &Vec<String>| {
        (0..CLIENTS).map(|at| operations::in_turn(requests.clone(), at * 7)).collect()
    };
    let (mut own, mut files_served) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        own.push(http::round(ours, all(&requests), LASTS).await?.0);
        files_served.push(http::round(bare, all(&files), LASTS).await?.0);
    }
    show(name, own, files_served);
    Ok(())
}
