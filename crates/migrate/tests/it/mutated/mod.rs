//! Schemas, changed at random, against Prisma: either our script is Prisma's byte for byte, or a
//! database that it is applied to ends as the one that Prisma's is applied to.
//!
//! `REPERTOIRE_SCHEMAS` names a folder of schemas to start from beside the corpus,
//! `REPERTOIRE_MUTATIONS` how many of each (1 without it), `REPERTOIRE_SEED` where to begin.

mod mutate;
mod prisma;

use std::path::PathBuf;
use std::{env, fs};

use migrate::introspect;
use pgschema::{Catalogue, Hints, Phase, diff, down, from_schema, safe};
use tokio_postgres::Client;

use crate::oracle::oracle;
use crate::support::{corpus, empty};
use mutate::Dice;

/// Changes in one mutation, at most: enough to meet each other, few enough to stay valid often.
const CHANGES_MAX: u64 = 5;

/// How many plans are walked where nobody asks for more: each takes four databases.
const CASES_IN_PASSING: usize = 30;

fn number(variable: &str, otherwise: u64) -> u64 {
    env::var(variable).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

fn bases() -> Vec<String> {
    let steps = corpus().map(|corpus| corpus.join("prisma/steps")).into_iter();
    let sequences = steps.flat_map(|steps| fs::read_dir(steps).into_iter().flatten().flatten());
    let mut paths: Vec<PathBuf> = sequences.map(|entry| entry.path().join("1.v7.prisma")).collect();
    let named = env::var_os("REPERTOIRE_SCHEMAS").map(PathBuf::from);
    if let Some(named) = named {
        paths.clear();
        let entries = fs::read_dir(named).expect("the schemas").flatten();
        paths.extend(entries.map(|entry| entry.path()));
    }
    paths.sort();
    paths.iter().filter_map(|path| fs::read_to_string(path).ok()).collect()
}

fn catalogue(text: &str) -> Option<Catalogue> {
    let file = psl::SourceFile { path: "schema.prisma".into(), text: text.to_owned() };
    let analysis = psl::analyze(&[file]);
    analysis.is_valid().then(|| from_schema(&analysis.schema).ok()).flatten()
}

struct Case {
    from: String,
    to: String,
    ours: String,
    /// The same in phases.
    phases: Vec<String>,
    /// And the way back.
    down: String,
}

/// The first mutation of each seed that is a valid schema.
fn cases() -> Vec<Case> {
    let (count, first) = (number("REPERTOIRE_MUTATIONS", 1), number("REPERTOIRE_SEED", 1));
    let mut cases = Vec::new();
    for (at, base) in bases().iter().enumerate() {
        let placed = mutate::with_schemas(base);
        for seed in first..first + count {
            let number = seed * 10_007 + at as u64;
            let base =
                if number.is_multiple_of(4) && !base.contains("@@schema") { &placed } else { base };
            cases.extend(case(base, number));
        }
    }
    cases
}

fn case(base: &str, seed: u64) -> Option<Case> {
    catalogue(base)?;
    let to_case = |attempt: u64| {
        let mut dice = Dice::new(seed.wrapping_mul(31).wrapping_add(attempt));
        let count = 1 + (seed + attempt) % CHANGES_MAX;
        let to = mutate::mutated(base, &mut dice, count as usize);
        // In half of the cases the change is undone.
        let (from, to) = match seed.is_multiple_of(2) {
            true => (to, base.to_owned()),
            false => (base.to_owned(), to),
        };
        let (before, after) = (catalogue(&from)?, catalogue(&to)?);
        let migration = diff(&before, &after, &Hints::default());
        let phases = safe(&migration, &before).phases;
        Some(Case {
            from,
            to,
            ours: migration.script(),
            phases: phases.iter().map(Phase::script).collect(),
            down: down(&migration, &before, &after).script(),
        })
    };
    (0..20).find_map(to_case)
}

async fn apply(client: &Client, script: &str) -> Result<(), String> {
    client.batch_execute(script).await.map_err(|e| migrate::ServerError::from(e).to_string())
}

/// Where a script leads from a state, or why it leads nowhere.
async fn end(start: &str, script: &str) -> Result<Catalogue, String> {
    end_of(&[start, script]).await
}

async fn end_of(scripts: &[&str]) -> Result<Catalogue, String> {
    let (_database, client) = empty().await;
    apply(&client, "CREATE EXTENSION IF NOT EXISTS citext").await?;
    for script in scripts {
        apply(&client, script).await.map_err(|error| format!("{error}\n{script}"))?;
    }
    introspect(&client, &[]).await.map_err(|error| error.to_string())
}

/// What is wrong with where our script ends: neither at the schema nor where Prisma's ends.
async fn difference(case: &Case, start: &str, prismas: &str, target: &str) -> Option<String> {
    let wanted = match end("", target).await {
        Ok(wanted) => wanted,
        // A schema that PostgreSQL can't hold: an operator class that does not take the type.
        Err(_) => return None,
    };
    let (theirs, mine) = (end(start, prismas).await, end(start, &case.ours).await);
    let mine = match mine {
        Ok(mine) => mine,
        Err(error) if theirs.as_ref().is_err_and(|theirs| *theirs == error) => return None,
        Err(error) => return Some(format!("ours fails: {error}; Prisma's: {:?}", theirs.err())),
    };
    if same(&mine, &wanted) {
        let theirs = theirs.map(|theirs| diff(&theirs, &wanted, &Hints::default()).script());
        println!("ours leads to the schema; Prisma's leaves {theirs:?}");
        return None;
    }
    let rest = [(&mine, &wanted), (&wanted, &mine)].map(|(from, to)| left(from, to));
    let alike = theirs.as_ref().is_ok_and(|theirs| same(&mine, theirs));
    (!alike).then(|| {
        format!("still to do after ours, and back: {rest:?}; Prisma's: {:?}", theirs.err())
    })
}

/// Sequences keep the name that they were born with, and schemas stay when they stand empty.
fn bare(of: &Catalogue) -> Catalogue {
    let mut of = of.clone();
    of.sequences.clear();
    of.schemas.clear();
    // The order of values is that of their adding.
    of.enums.values_mut().for_each(|it| it.values.sort());
    of
}

/// What a difference has to say from one to the other.
fn left(from: &Catalogue, to: &Catalogue) -> String {
    diff(from, to, &Hints::default()).script()
}

fn same(a: &Catalogue, b: &Catalogue) -> bool {
    let differ = |a, b| !diff(a, b, &Hints::default()).is_empty();
    bare(a) == bare(b) || !(differ(a, b) || differ(b, a))
}

#[tokio::test(flavor = "multi_thread")]
async fn mutated_schemas_end_where_prisma_ends() {
    let (Some(oracle), false) = (oracle(), bases().is_empty()) else {
        return println!("skipped: REPERTOIRE_ORACLE names no Prisma, or there are no schemas");
    };
    let cases = cases();
    let pairs: Vec<(String, String)> =
        cases.iter().map(|case| (case.from.clone(), case.to.clone())).collect();
    let answers = prisma::diffs(&oracle, &pairs);
    assert_eq!(answers.len(), cases.len(), "Prisma answers each");
    let (mut same, mut other, mut failures) = (0, 0, Vec::new());
    for (case, answer) in cases.iter().zip(answers) {
        match answer {
            Err(error) => println!("Prisma refuses what we take: {error}"),
            Ok(script) if script.trim_end() == case.ours.trim_end() => same += 1,
            Ok(script) => {
                other += 1;
                let start = catalogue(&case.from).expect("it was valid");
                let start = diff(&Catalogue::default(), &start, &Hints::default()).script();
                let target = catalogue(&case.to).expect("it is valid");
                let target = diff(&Catalogue::default(), &target, &Hints::default()).script();
                let verdict = difference(case, &start, &script, &target).await;
                let report = format!("-- Prisma\n{script}\n-- ours\n{}", case.ours);
                failures.extend(verdict.map(|verdict| format!("== {verdict}\n{report}")));
            }
        }
    }
    println!("{same} scripts are Prisma's, {other} others, of {}", cases.len());
    assert!(failures.is_empty(), "{}\n{} fail", failures.join("\n"), failures.len());
}

/// On empty tables, where nothing depends on rows.
#[tokio::test(flavor = "multi_thread")]
async fn phases_and_ways_back_of_mutated_schemas_end_where_they_should() {
    let (mut walked, mut failures) = (0, Vec::new());
    let all = env::var_os("REPERTOIRE_MUTATIONS").is_some();
    for case in cases().into_iter().take(if all { usize::MAX } else { CASES_IN_PASSING }) {
        let from = catalogue(&case.from).expect("it was valid");
        let start = diff(&Catalogue::default(), &from, &Hints::default()).script();
        let (Ok(before), Ok(plain)) = (end(&start, "").await, end(&start, &case.ours).await) else {
            continue;
        };
        walked += 1;
        let mut scripts = vec![start.as_str()];
        scripts.extend(case.phases.iter().map(String::as_str));
        failures.extend(unlike("the plan", end_of(&scripts).await, &plain));
        let back = end_of(&[&start, &case.ours, &case.down]).await;
        failures.extend(unlike("the way back", back, &before));
    }
    println!("{walked} plans and ways back");
    assert!(failures.is_empty(), "{}\n{} fail", failures.join("\n"), failures.len());
}

fn unlike(what: &str, end: Result<Catalogue, String>, wanted: &Catalogue) -> Option<String> {
    match end {
        Err(error) => Some(format!("== {what} fails: {error}")),
        Ok(end) => (!same(&end, wanted)).then(|| {
            let rest = diff(&end, wanted, &Hints::default()).script();
            format!("== still to do after {what}:\n{rest}")
        }),
    }
}
