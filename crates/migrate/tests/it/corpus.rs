//! Prisma's own sequences of schemas: each step's SQL, applied, leads to the next schema.

use std::fs;
use std::path::{Path, PathBuf};

use futures_util::{StreamExt, stream};
use migrate::introspect;
use migrate::shadow::canonical;
use pgschema::{Catalogue, Hints, diff, from_schema};

use crate::support::{config, corpus, empty};

/// These need something of the database that no schema says and their test makes beforehand:
/// a PostgreSQL schema for a function or an extension.
const PREPARED: [&str; 3] = [
    "migrations__postgres__extensions__extension_schema_can_be_defined",
    "migrations__postgres__functions_with_schema_prefix_in_dbgenerated_are_idempotent",
    "migrations__postgres__uuids_do_not_generate_drift_issue_5282",
];

/// `1.v7.prisma`, `2.v7.prisma`, … of a sequence.
fn steps(sequence: &Path) -> Vec<PathBuf> {
    let numbered = (1..).map(|number| sequence.join(format!("{number}.v7.prisma")));
    numbered.take_while(|path| path.exists()).collect()
}

fn catalogue(path: &Path) -> Option<Catalogue> {
    let text = fs::read_to_string(path).ok()?;
    let analysis = psl::analyze(&[psl::SourceFile { path: "schema.prisma".into(), text }]);
    if !analysis.is_valid() {
        return None;
    }
    from_schema(&analysis.schema).ok()
}

/// Where a database stands after each step, compared with the schema that the step is of.
async fn walk(sequence: &Path) -> Result<usize, String> {
    let (database, client) = empty().await;
    let mut before = Catalogue::default();
    let mut walked = 0;
    for path in steps(sequence) {
        let Some(wanted) = catalogue(&path) else { break };
        let wanted = canonical(&config(&database), &wanted).await.map_err(|e| e.to_string())?;
        let schemas: Vec<String> = wanted.schemas.iter().cloned().collect();
        let script = diff(&before, &wanted, &Hints::default()).script();
        let failed =
            |error| format!("{}: {}\n{script}", path.display(), migrate::ServerError::from(error));
        client.batch_execute(&script).await.map_err(failed)?;
        let reached = introspect(&client, &schemas).await.map_err(|e| e.to_string())?;
        let rest = diff(&reached, &wanted, &Hints::default());
        if !rest.is_empty() {
            let rest = rest.script();
            return Err(format!("{}: still to do after the step:\n{rest}", path.display()));
        }
        before = introspect(&client, &[]).await.map_err(|e| e.to_string())?;
        walked += 1;
    }
    Ok(walked)
}

#[tokio::test(flavor = "multi_thread")]
async fn each_step_of_prismas_sequences_leads_to_its_schema() {
    let Some(corpus) = corpus() else {
        return println!("skipped: there is no corpus here");
    };
    let mut sequences: Vec<PathBuf> = fs::read_dir(corpus.join("prisma/steps"))
        .expect("the sequences")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| !PREPARED.iter().any(|name| path.ends_with(name)))
        .collect();
    sequences.sort();
    let (mut walked, mut failures) = (0, Vec::new());
    let outcomes = stream::iter(&sequences).map(|sequence| walk(sequence)).buffered(4);
    for outcome in outcomes.collect::<Vec<_>>().await {
        match outcome {
            Ok(steps) => walked += steps,
            Err(failure) => failures.push(failure),
        }
    }
    println!("{walked} steps of {} sequences", sequences.len());
    assert!(failures.is_empty(), "{} fail:\n{}", failures.len(), failures.join("\n"));
}
