//! Up, then down: the database is as it was.

use std::collections::BTreeSet;
use std::fs;

use migrate::introspect;
use pgschema::{Catalogue, Down, Hints, diff, down, from_schema};

use crate::safety::both;
use crate::support::{corpus, empty};

fn way_back(old: &str, new: &str) -> (Catalogue, String, Down) {
    let (from, up) = both(old, new);
    let file = psl::SourceFile { path: "schema.prisma".into(), text: new.to_owned() };
    let to = from_schema(&psl::analyze(&[file]).schema).expect("a catalogue");
    let back = down(&up, &from, &to);
    (from, up.script(), back)
}

/// The catalogue before, and after both ways; nothing where the way there fails.
async fn there_and_back(old: &str, new: &str) -> Option<Result<(Catalogue, Catalogue), String>> {
    let (from, up, back) = way_back(old, new);
    let (_database, client) = empty().await;
    let start = diff(&Catalogue::default(), &from, &Hints::default()).script();
    client.batch_execute("CREATE EXTENSION IF NOT EXISTS citext").await.expect("citext");
    client.batch_execute(&start).await.expect("the old schema");
    let before = introspect(&client, &[]).await.expect("a catalogue");
    client.batch_execute(&up).await.ok()?;
    if let Err(error) = client.batch_execute(&back.script()).await {
        return Some(Err(format!("{}\n{}", migrate::ServerError::from(error), back.script())));
    }
    let mut after = introspect(&client, &[]).await.expect("a catalogue");
    // A schema that the way there made stays, empty.
    after.schemas.clone_from(&before.schemas);
    // A column that counts again has a sequence of another name.
    let owners = |of: &Catalogue| -> BTreeSet<_> {
        of.sequences.values().map(|it| it.owned_by.clone()).collect()
    };
    if owners(&before) == owners(&after) {
        after.sequences.clone_from(&before.sequences);
    }
    Some(Ok((before, after)))
}

const OLD: &str = include_str!("../cases/every_step.old.prisma");
const NEW: &str = include_str!("../cases/every_step.new.prisma");

#[tokio::test]
async fn every_kind_of_step_is_undone() {
    let outcome = there_and_back(OLD, NEW).await.expect("the way there");
    let (before, after) = outcome.expect("the way back");
    let rest = diff(&after, &before, &Hints::default()).script();
    assert!(before == after, "{rest}");
    let (_, _, back) = way_back(OLD, NEW);
    let said = back.losses.join("\n");
    for loss in [
        "public.Dropped comes back without its rows",
        "public.Pet.gone comes back without its values",
        "rows that had ugly of public.Mood keep what they were given instead",
        "fails while a row has large of public.Size",
        "public.Pet.uuid goes, with the values written since",
    ] {
        assert!(said.contains(loss), "{loss}\n{said}");
    }
    assert!(back.migration.script().contains(r#"RENAME COLUMN "called" TO "renamed""#));
}

#[tokio::test]
async fn what_loses_nothing_says_nothing() {
    let old = "model A {\n  id Int @id\n  b  Int?\n  @@index([b])\n}\n";
    let new = "model A {\n  id Int @id\n  /// @renamedFrom(\"b\")\n  c  Int?\n}\n";
    let (_, _, back) = way_back(old, new);
    assert_eq!(back.losses, Vec::<String>::new());
    let (before, after) = there_and_back(old, new).await.expect("there").expect("back");
    assert_eq!(before, after);
}

#[tokio::test]
async fn prismas_sequences_lead_back() {
    let Some(corpus) = corpus() else { return println!("skipped: there is no corpus here") };
    let mut sequences: Vec<_> =
        fs::read_dir(corpus.join("prisma/steps")).expect("the sequences").flatten().collect();
    sequences.sort_by_key(fs::DirEntry::path);
    let (mut wrong, mut walked) = (Vec::new(), 0);
    for sequence in sequences {
        let schema =
            |number| fs::read_to_string(sequence.path().join(format!("{number}.v7.prisma")));
        for number in 1.. {
            let (Ok(old), Ok(new)) = (schema(number), schema(number + 1)) else { break };
            if old.contains("dbgenerated(") || old.contains("extensions") {
                break;
            }
            let Some(outcome) = there_and_back(&old, &new).await else { continue };
            walked += 1;
            let at = sequence.path().display().to_string();
            match outcome {
                Err(error) => wrong.push(format!("{at}: {error}")),
                Ok((before, after)) if before != after => {
                    let rest = diff(&after, &before, &Hints::default()).script();
                    wrong.push(format!("{at}: still to do:\n{rest}"));
                }
                Ok(_) => {}
            }
        }
    }
    println!("{walked} steps");
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
}
