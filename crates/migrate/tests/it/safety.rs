//! What a step says of its locks and its work is what a real server does.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use pgschema::safety::{Lock, Safety, Work};
use pgschema::{Catalogue, Hints, Migration, Name, Step, diff, from_schema};
use tokio_postgres::Client;

use crate::support::{corpus, empty};

pub(crate) fn both(old: &str, new: &str) -> (Catalogue, Migration) {
    let schema = |text: &str| {
        let file = psl::SourceFile { path: "schema.prisma".into(), text: text.to_owned() };
        psl::analyze(&[file]).schema
    };
    let (from, to) = (schema(old), schema(new));
    let hints = Hints::from_schema(&to).expect("hints");
    let from = from_schema(&from).expect("a catalogue");
    let migration = diff(&from, &from_schema(&to).expect("a catalogue"), &hints);
    (from, migration)
}

/// Tables with their file node, by oid.
pub(crate) type Tables = BTreeMap<u32, (Name, u32)>;

pub(crate) async fn tables(client: &Client) -> Tables {
    let sql = "SELECT c.oid, n.nspname::text, c.relname::text, c.relfilenode
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'";
    let rows = client.query(sql, &[]).await.expect("the tables");
    let entry = |row: &tokio_postgres::Row| {
        (row.get(0), (Name::new(row.get::<_, String>(1), row.get::<_, String>(2)), row.get(3)))
    };
    rows.iter().map(entry).collect()
}

/// What the open transaction has done to the tables that were there before it.
pub(crate) struct Seen {
    pub(crate) locks: BTreeMap<Name, Lock>,
    pub(crate) work: Work,
}

/// How often each table was read from end to end; counters of earlier transactions may be among
/// them, so only what a step adds counts.
pub(crate) async fn scans(client: &Client, of: &Tables) -> BTreeMap<u32, i64> {
    let sql = "SELECT relid, seq_scan FROM pg_stat_xact_user_tables WHERE seq_scan > 0";
    let rows = client.query(sql, &[]).await.expect("the scans");
    let scans = rows.iter().map(|row| (row.get(0), row.get(1)));
    scans.filter(|(oid, _)| of.contains_key(oid)).collect()
}

pub(crate) async fn seen(
    client: &Client,
    before: &Tables,
    scanned_before: &BTreeMap<u32, i64>,
) -> Seen {
    let sql = "SELECT relation, mode FROM pg_locks
        WHERE pid = pg_backend_pid() AND locktype = 'relation' AND granted";
    let mut locks = BTreeMap::new();
    for row in client.query(sql, &[]).await.expect("the locks") {
        let Some((name, _)) = before.get(&row.get::<_, u32>(0)) else { continue };
        let lock = Lock::from_printed(row.get(1)).expect("a known lock");
        let strongest = locks.entry(name.clone()).or_insert(lock);
        *strongest = lock.max(*strongest);
    }
    let more = |(oid, scans): (&u32, &i64)| scans > scanned_before.get(oid).unwrap_or(&0);
    let scanned = scans(client, before).await.iter().any(more);
    let after = tables(client).await;
    let moved =
        |(oid, (_, node)): (&u32, &(Name, u32))| after.get(oid).is_some_and(|(_, now)| now != node);
    let work = match (before.iter().any(moved), scanned) {
        (true, _) => Work::Rewrite,
        (false, true) => Work::Scan,
        (false, false) => Work::Catalogue,
    };
    Seen { locks, work }
}

/// Runs a step in a transaction and compares with what it says of itself.
async fn check(client: &Client, step: &Step, rebuilt: &BTreeSet<Name>) -> Option<String> {
    let before = tables(client).await;
    client.batch_execute("BEGIN").await.expect("a transaction");
    let scanned = scans(client, &before).await;
    for sql in step.sql().iter().filter(|sql| !matches!(sql.as_str(), "BEGIN" | "COMMIT")) {
        if let Err(error) = client.batch_execute(sql).await {
            client.batch_execute("ROLLBACK").await.expect("an end");
            return Some(format!("{sql}: {}", migrate::ServerError::from(error)));
        }
    }
    let mut seen = seen(client, &before, &scanned).await;
    client.batch_execute("COMMIT").await.expect("an end");
    let Safety { locks, work, .. } = step.safety();
    let said: BTreeMap<Name, Lock> = locks.into_iter().collect();
    seen.locks.retain(|name, _| said.contains_key(name) || !rebuilt.contains(name));
    let agrees = said == seen.locks && work == seen.work;
    let sql = step.sql().join("; ");
    (!agrees).then(|| {
        format!("{sql}\n  says {said:?} {work:?}\n  does {:?} {:?}", seen.locks, seen.work)
    })
}

/// Tables whose foreign keys PostgreSQL makes anew when a column that they refer to gets another
/// type. A step does not know them.
fn referring(catalogue: &Catalogue) -> BTreeSet<Name> {
    let keyed = catalogue.tables.iter().filter(|(_, table)| !table.foreign_keys.is_empty());
    keyed.map(|(name, _)| name.clone()).collect()
}

async fn walk(old: &str, new: &str) -> Vec<String> {
    let (_database, client) = empty().await;
    let (from, migration) = both(old, new);
    let start = diff(&Catalogue::default(), &from, &Hints::default()).script();
    client.batch_execute("CREATE EXTENSION IF NOT EXISTS citext").await.expect("citext");
    client.batch_execute(&start).await.expect("the old schema");
    let retypes = |step: &&Step| step.safety().work == Work::Rewrite;
    let mut wrong = Vec::new();
    for step in &migration.steps {
        let rebuilt = Some(step).filter(retypes).map(|_| referring(&from)).unwrap_or_default();
        wrong.extend(check(&client, step, &rebuilt).await);
    }
    wrong
}

const OLD: &str = include_str!("../cases/every_step.old.prisma");
const NEW: &str = include_str!("../cases/every_step.new.prisma");

#[tokio::test]
async fn every_kind_of_step_does_what_it_says() {
    let wrong = walk(OLD, NEW).await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let (_, migration) = both(OLD, NEW);
    let titles: BTreeSet<&str> = migration.steps.iter().map(Step::title).collect();
    for title in ["AlterEnum", "AlterTable", "RenameTable", "DropIndex", "AddForeignKey"] {
        assert!(titles.contains(title), "{title} is tried: {titles:?}");
    }
}

/// Every pair of types between which there is a cast that may be tried.
#[tokio::test]
async fn changes_of_type_rewrite_where_they_say_so() {
    let types = [
        "String",
        "String @db.VarChar(9)",
        "String @db.VarChar(40)",
        "String @db.VarChar",
        "String @db.Char(9)",
        "String @db.Char(40)",
        "String @db.Citext",
        "String @db.Xml",
        "String @db.Uuid",
        "String @db.Inet",
        "String @db.Bit(4)",
        "String @db.VarBit(4)",
        "String @db.VarBit(9)",
        "String @db.VarBit",
        "Int",
        "Int @db.SmallInt",
        "Int @db.Oid",
        "BigInt",
        "Float",
        "Float @db.Real",
        "Decimal",
        "Decimal @db.Decimal(9, 2)",
        "Decimal @db.Decimal(12, 2)",
        "Decimal @db.Decimal(12, 4)",
        "Decimal @db.Decimal",
        "Decimal @db.Money",
        "DateTime",
        "DateTime @db.Timestamp(6)",
        "DateTime @db.Timestamptz(3)",
        "DateTime @db.Timestamptz(6)",
        "DateTime @db.Date",
        "DateTime @db.Time(2)",
        "DateTime @db.Time(6)",
        "DateTime @db.Timetz(2)",
        "DateTime @db.Timetz(6)",
        "Json",
        "Json @db.Json",
        "Boolean",
        "Bytes",
    ];
    // With another time zone the server computes anew, with UTC it knows that it need not.
    let (_database, client) = empty().await;
    let setup = "CREATE EXTENSION citext; SET TimeZone = 'Europe/Paris'";
    client.batch_execute(setup).await.expect("a session");
    let (mut wrong, mut tried) = (Vec::new(), 0);
    for from in types {
        for to in types.iter().filter(|to| **to != from) {
            let model = |ty: &str| format!("model T {{\n  id Int @id\n  c {ty}\n}}\n");
            let (old, migration) = both(&model(from), &model(to));
            let start = diff(&Catalogue::default(), &old, &Hints::default()).script();
            let start = format!("DROP TABLE IF EXISTS \"T\";\n{start}");
            client.batch_execute(&start).await.expect("the old table");
            for step in &migration.steps {
                tried += 1;
                let said = check(&client, step, &BTreeSet::new()).await;
                // PostgreSQL has no assignment cast for what Prisma calls risky.
                wrong.extend(said.filter(|said| !said.contains("cannot be cast automatically")));
            }
        }
    }
    assert!(tried > 500, "{tried} pairs");
    assert!(wrong.is_empty(), "{} of {tried}:\n{}", wrong.len(), wrong.join("\n"));
}

#[tokio::test]
async fn steps_of_prismas_sequences_do_what_they_say() {
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
            // What needs an extension that is not there is left out.
            if old.contains("dbgenerated(") || old.contains("extensions") {
                break;
            }
            walked += 1;
            wrong.extend(walk(&old, &new).await);
        }
    }
    println!("{walked} steps");
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
}
