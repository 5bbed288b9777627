//! A plan in phases leads where the plain script leads, with rows in the tables, and no phase of
//! it holds a lock that others feel while it reads or writes rows.

use std::collections::BTreeMap;
use std::fs;

use migrate::introspect;
use pgschema::safety::{Lock, Work};
use pgschema::{Catalogue, Hints, Name, Phase, Plan, diff, safe};
use tokio_postgres::Client;

use crate::oracle::{ask, oracle, write};
use crate::safety::{both, scans, seen, tables};
use crate::support::{Scratch, corpus, empty};

/// The same but for what only reading shows: the order of columns is not compared.
async fn catalogue(client: &Client) -> Catalogue {
    introspect(client, &[]).await.expect("a catalogue")
}

struct Walk {
    plain: Result<Catalogue, String>,
    phased: Result<Catalogue, String>,
    wrong: Vec<String>,
    plan: Plan,
    rows: Vec<BTreeMap<String, i64>>,
}

async fn run(client: &Client, script: &str) -> Result<(), String> {
    let Err(error) = client.batch_execute(script).await else { return Ok(()) };
    client.batch_execute("ROLLBACK").await.expect("no dead transaction is left");
    Err(format!("{}\n{script}", migrate::ServerError::from(error)))
}

async fn counts(client: &Client) -> BTreeMap<String, i64> {
    let mut counts = BTreeMap::new();
    for (name, _) in tables(client).await.into_values() {
        let sql = format!("SELECT count(*) FROM \"{}\".\"{}\"", name.schema, name.name);
        counts.insert(name.name, client.query_one(&sql, &[]).await.expect("a count").get(0));
    }
    counts
}

/// Runs both ways from the same start. `rows` fills the tables, `by_hand` does what a phase says
/// has to be done before it.
async fn walk(old: &str, new: &str, rows: &str, by_hand: &str) -> Walk {
    let (from, migration) = both(old, new);
    let start = diff(&Catalogue::default(), &from, &Hints::default()).script();
    let setup = format!("CREATE EXTENSION IF NOT EXISTS citext;\n{start}\n{rows}");
    let (_plain, client) = empty().await;
    run(&client, &setup).await.expect("the old schema");
    let plain = run(&client, &migration.script()).await;
    let plain = match plain {
        Ok(()) => Ok(catalogue(&client).await),
        Err(error) => Err(error),
    };
    let after_plain = counts(&client).await;
    let (_phased, client) = empty().await;
    run(&client, &setup).await.expect("the old schema");
    let plan = safe(&migration, &from);
    let (mut wrong, mut outcome) = (Vec::new(), Ok(()));
    for phase in &plan.phases {
        if !phase.before.is_empty() {
            run(&client, by_hand).await.expect("what is done by hand");
        }
        wrong.extend(observe(&client, phase).await);
        outcome = run(&client, &phase.script()).await;
        if outcome.is_err() {
            break;
        }
    }
    let phased = match outcome {
        Ok(()) => Ok(catalogue(&client).await),
        Err(error) => Err(error),
    };
    let rows = vec![after_plain, counts(&client).await];
    Walk { plain, phased, wrong, plan, rows }
}

/// What each statement of a phase says of itself, against what the server does. The transaction is
/// rolled back.
async fn observe(client: &Client, phase: &Phase) -> Vec<String> {
    if !phase.transactional {
        return Vec::new();
    }
    let before = tables(client).await;
    let mut wrong = Vec::new();
    client.batch_execute("BEGIN").await.expect("a transaction");
    let mut held: BTreeMap<Name, Lock> = BTreeMap::new();
    let mut work = Work::Catalogue;
    let scanned = scans(client, &before).await;
    let statements = phase.statements.iter();
    for it in statements.filter(|it| !matches!(it.sql.as_str(), "BEGIN" | "COMMIT")) {
        if client.batch_execute(&it.sql).await.is_err() {
            // What fails is told by the run itself.
            break;
        }
        for (name, lock) in &it.safety.locks {
            let strongest = held.entry(name.clone()).or_insert(*lock);
            *strongest = (*lock).max(*strongest);
        }
        work = work.max(it.safety.work);
        let seen = seen(client, &before, &scanned).await;
        // What any server's write takes on the tables that it refers to is not worth a word.
        let unsaid = seen.locks.iter().find(|(name, lock)| {
            **lock > Lock::RowExclusive && held.get(*name).is_none_or(|held| held < *lock)
        });
        if unsaid.is_some() || seen.work > work {
            wrong.push(format!("{}\n  {unsaid:?} is not said, or {:?}", it.sql, seen.work));
        }
    }
    client.batch_execute("ROLLBACK").await.expect("an end");
    wrong
}

/// A phase that reads or writes all rows holds no lock that stops writes meanwhile.
fn heavy(plan: &Plan) -> Vec<&Phase> {
    let is_heavy = |phase: &&Phase| {
        let strongest = phase.statements.iter().filter_map(|it| it.safety.strongest()).max();
        let works = phase.statements.iter().any(|it| it.safety.work != Work::Catalogue);
        works && strongest.is_some_and(Lock::blocks_writes)
    };
    plan.phases.iter().filter(is_heavy).collect()
}

const OLD: &str = r#"
enum State {
  open
  shut
  lost
}

model Author {
  id    Int    @id
  email String
}

model Draft {
  id     Int     @id
  state  State   @default(open)
  title  String?
  size   Int
  length String  @db.VarChar(50)
  kept   State?
  byId   Int
  gone   String?
  word   String
  nextId Int

  @@index([size])
  @@index([size(sort: Desc), title])
  @@unique([length])
  @@index([word])
}
"#;

const NEW: &str = r#"
enum State {
  open
  shut
}

model Author {
  id     Int     @id
  email  String  @unique
  drafts Draft[]
}

/// @check(size > 0, map: "positive")
model Draft {
  id     Int?
  state  State   @default(open)
  title  String
  size   BigInt  @default(7)
  length String  @db.VarChar(20)
  kept   State?
  byId   Int
  by     Author  @relation(fields: [byId], references: [id])
  word   String
  nextId Int     @id
  token  String  @default(dbgenerated("gen_random_uuid()")) @db.Uuid
  number Int     @default(autoincrement())
  must   String
  may    String? @unique

  @@index([size])
  @@index([size(sort: Desc), title])
  @@unique([length])
}
"#;

const ROWS: &str = r#"
INSERT INTO "Author" SELECT n, 'a' || n FROM generate_series(1, 20) n;
INSERT INTO "Draft" SELECT n, 'open', 't', n, 'l' || n, 'shut', n, NULL, 'w', n + 5
  FROM generate_series(1, 20) n;
INSERT INTO "Draft" VALUES (21, 'lost', NULL, 21, 'l21', NULL, 1, NULL, 'w', 30);
"#;

/// For the plain script and for the plan alike, and harmless when it is run again.
const BY_HAND: &str = r#"
UPDATE "Draft" SET state = 'open' WHERE state::text = 'lost';
UPDATE "Draft" SET title = '' WHERE title IS NULL;
DO $$ BEGIN
  IF EXISTS (SELECT FROM information_schema.columns WHERE column_name = 'must') THEN
    UPDATE "Draft" SET must = 'filled' WHERE must IS NULL;
  END IF;
END $$;
"#;

#[tokio::test]
async fn all_recipes_lead_where_the_plain_script_leads() {
    let plain = walk(OLD, NEW, "", "").await;
    let filled = walk(OLD, NEW, ROWS, BY_HAND).await;
    let wanted = plain.plain.expect("the plain script runs on empty tables");
    let reached = filled.phased.expect("each phase runs on rows");
    assert!(filled.plain.is_err(), "the plain script fails on these rows");
    let rest = diff(&reached, &wanted, &Hints::default()).script();
    assert_eq!(reached, wanted, "{rest}");
    assert_eq!(filled.wrong, Vec::<String>::new());
    assert_eq!(filled.rows[1]["Draft"], 21);
    let heavy: Vec<String> = heavy(&filled.plan).iter().map(|phase| phase.script()).collect();
    assert!(heavy.is_empty(), "{}", heavy.join("\n"));
    let slugs: Vec<&str> = filled.plan.phases.iter().map(|phase| phase.slug.as_str()).collect();
    for slug in ["index", "fill", "validate", "tighten", "swap", "key"] {
        assert!(slugs.contains(&slug), "{slugs:?}");
    }
}

/// Prisma runs each phase as a migration of its own, as it stands.
#[tokio::test]
async fn prisma_deploys_the_phases() {
    let Some(oracle) = oracle() else {
        return println!("skipped: REPERTOIRE_ORACLE names no folder with Prisma in it");
    };
    let (from, migration) = both(OLD, NEW);
    let (scratch, (database, client)) = (Scratch::new(), empty().await);
    let start = diff(&Catalogue::default(), &from, &Hints::default()).script();
    let start = format!("CREATE EXTENSION IF NOT EXISTS citext;\n{start}");
    write(scratch.path(), "20260101000000_start", &start);
    let plan = safe(&migration, &from);
    for (at, phase) in plan.phases.iter().enumerate() {
        let name = format!("2026010200{at:04}_{}", phase.slug);
        write(scratch.path(), &name, &phase.script());
    }
    let seen = ask(&oracle, "deploy", scratch.path(), &database.url()).expect("Prisma applies");
    let applied = seen["appliedMigrationNames"].as_array().map(Vec::len);
    assert_eq!(applied, Some(plan.phases.len() + 1), "{seen}");
    let plain = walk(OLD, NEW, "", "").await.plain.expect("the plain script");
    assert_eq!(catalogue(&client).await, plain);
}

/// Where Prisma's own script stops with "unsafe use of new value".
#[tokio::test]
async fn a_new_value_may_be_used_in_the_migration_that_adds_it() {
    let old = "enum E {\n  a\n}\n\nmodel T {\n  id Int @id\n  e E @default(a)\n}\n";
    let new = "enum E {\n  a\n  b\n}\n\nmodel T {\n  id Int @id\n  e E @default(b)\n  f Int?\n}\n";
    let walk = walk(old, new, "INSERT INTO \"T\" VALUES (1)", "").await;
    let (plain, phased) = (walk.plain.expect("the script"), walk.phased.expect("the plan"));
    assert_eq!(plain, phased);
}

/// A server that knows nothing of the plan writes between its phases, and nothing that it wrote
/// is lost.
#[tokio::test]
async fn writes_between_the_phases_arrive() {
    let old = "model T {\n  id Int @id\n  size Int\n}\n";
    let new = "model T {\n  id Int @id\n  size BigInt\n}\n";
    let (from, migration) = both(old, new);
    let (_database, client) = empty().await;
    let start = diff(&Catalogue::default(), &from, &Hints::default()).script();
    run(&client, &start).await.expect("the old schema");
    let plan = safe(&migration, &from);
    for (at, phase) in plan.phases.iter().enumerate() {
        let insert = format!("INSERT INTO \"T\" VALUES ({at}, {at}0)");
        run(&client, &insert).await.expect("the old server writes");
        run(&client, &phase.script()).await.expect("the phase");
    }
    let sql = "SELECT count(*) FROM \"T\" WHERE size = id * 10";
    let whole: i64 = client.query_one(sql, &[]).await.expect("a count").get(0);
    assert_eq!(whole, plan.phases.len() as i64);
}

#[tokio::test]
async fn plans_of_prismas_sequences_end_where_their_scripts_end() {
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
            walked += 1;
            let walk = walk(&old, &new, "", "").await;
            let Ok(plain) = walk.plain else { continue };
            let at = sequence.path().display().to_string();
            match walk.phased {
                Err(error) => wrong.push(format!("{at}: {error}")),
                Ok(phased) if phased != plain => {
                    let rest = diff(&phased, &plain, &Hints::default()).script();
                    wrong.push(format!("{at}: still to do:\n{rest}"));
                }
                Ok(_) => {}
            }
            wrong.extend(walk.wrong);
        }
    }
    println!("{walked} steps");
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
}
