use expect_test::expect;
use migrate::shadow::{canonical, replay};
use migrate::{DriftError, Folder, Migration, deploy, drift, introspect};
use pgschema::{Catalogue, Hints, diff, from_schema};

use crate::support::{config, connect, empty, lines};

const SCHEMA: &str = r#"
datasource db {
  provider = "postgresql"
}

enum State {
  draft
  live
}

/// @check(shares >= 0 and shares <= 1000000)
model Item {
  id     String   @id @default(uuid()) @db.Uuid
  state  State    @default(draft)
  title  String   @unique
  shares Int      @default(0)
  at     DateTime @default(now()) @db.Timestamptz(3)

  @@index([state, at(sort: Desc)])
}

/// @appendOnly
model Event {
  id   Int    @id @default(autoincrement())
  what String
}
"#;

fn contract() -> Catalogue {
    let file = psl::SourceFile { path: "schema.prisma".into(), text: SCHEMA.into() };
    let analysis = psl::analyze(&[file]);
    assert!(analysis.is_valid(), "{:?}", analysis.diagnostics);
    from_schema(&analysis.schema).expect("a catalogue")
}

#[tokio::test]
async fn a_database_at_its_contract_has_no_drift_and_each_change_is_seen() {
    let (database, client) = empty().await;
    let script = diff(&Catalogue::default(), &contract(), &Hints::default()).script();
    let folder = Folder {
        migrations: vec![Migration { name: "20260101000000_first".into(), script, down: None }],
    };
    deploy(&client, &folder).await.expect("deployed");
    let expected = canonical(&config(&database), &contract()).await.expect("the contract's side");
    assert_eq!(drift(&client, &expected).await.expect("compared"), []);
    let replayed = replay(&config(&database), &folder, &["public".into()]).await.expect("replayed");
    assert_eq!(replayed, expected);

    let changes = r#"
        ALTER TABLE "Item" DROP CONSTRAINT "Item_check", ALTER title DROP NOT NULL, ADD extra int;
        DROP INDEX "Item_title_key";
        CREATE INDEX extra_index ON "Item" (extra);
        CREATE TABLE stray (id int);
        ALTER TYPE "State" ADD VALUE 'lost';
        ALTER TABLE "Event" DISABLE TRIGGER refuse_truncate;
        CREATE VIEW seen AS SELECT 1 AS one;"#;
    client.batch_execute(changes).await.expect("changes by hand");
    let found = drift(&client, &expected).await.expect("compared");
    expect![[r#"
        the enum public.State has values that are not in the contract: lost
        the index extra_index on public.Item is not in the contract
        the column extra of public.Item is not in the contract
        the column title of public.Item has no NOT NULL
        the check Item_check of public.Item is missing
        the table public.stray is not in the contract
        the index Item_title_key on public.Item is missing
        no table of public is guarded as append-only
        public.Event is append-only, but its guard is missing or not complete
        the view public.seen is not in the contract
    "#]]
    .assert_eq(&lines(&found));
}

#[tokio::test]
async fn the_repairs_of_a_drift_end_it() {
    let (database, client) = empty().await;
    let expected = canonical(&config(&database), &contract()).await.expect("the contract's side");
    let create = diff(&Catalogue::default(), &contract(), &Hints::default()).script();
    client.batch_execute(&create).await.expect("the contract");
    let changes = r#"
        ALTER TABLE "Item" DROP COLUMN shares, ALTER title DROP NOT NULL;
        CREATE TABLE stray (id int);
        DROP TABLE "Event";"#;
    client.batch_execute(changes).await.expect("changes by hand");
    let actual = introspect(&client, &["public".into()]).await.expect("a catalogue");
    let repair = diff(&actual, &expected, &Hints::default()).script();
    client.batch_execute(&repair).await.expect("repaired");
    assert_eq!(drift(&client, &expected).await.expect("compared"), []);
}

#[tokio::test]
async fn a_comparison_that_sees_nothing_fails() {
    let (database, client) = empty().await;
    let empty_contract =
        Catalogue { schemas: ["public".to_owned()].into_iter().collect(), ..Catalogue::default() };
    let nothing = drift(&client, &empty_contract).await.expect_err("nothing to see");
    assert!(matches!(nothing, DriftError::NothingToCompare { .. }), "{nothing}");

    let role = format!("{}_stranger", database.name());
    let setup =
        format!("CREATE SCHEMA closed; CREATE TABLE closed.a (id int); CREATE ROLE {role} LOGIN");
    client.batch_execute(&setup).await.expect("a stranger");
    let expected = introspect(&client, &["closed".into()]).await.expect("a catalogue");
    let stranger = connect(&database.url_as(&role)).await;
    let closed = drift(&stranger, &expected).await.expect_err("a closed schema");
    assert!(matches!(closed, DriftError::Closed(_)), "{closed}");
    client.batch_execute(&format!("DROP ROLE {role}")).await.expect("gone");
}
