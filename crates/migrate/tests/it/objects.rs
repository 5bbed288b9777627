//! What Prisma can't say, the whole way: made from a schema, read back, changed, dropped. Each
//! step is applied to a real server, and a second comparison finds nothing.

use expect_test::expect;
use migrate::shadow::canonical;
use migrate::{drift, introspect};
use pgschema::{Catalogue, Hints, SqlFiles, diff, from_schema_with, left_alone};

use crate::support::{config, empty, lines};

const HEAD: &str = "datasource db {\n  provider = \"postgresql\"\n}\n\
                    generator client {\n  provider = \"prisma-client\"\n  output = \"c\"\n  \
                    previewFeatures = [\"views\"]\n}\n";

/// One kind of thing: without it, with it, with another of it.
struct Journey {
    name: &'static str,
    states: [&'static str; 3],
    files: &'static [(&'static str, &'static str)],
    /// SQL that has to stand in the script from the first to the second, and to the third.
    says: [&'static str; 2],
}

const PLAIN: &str = "model A {\n  id Int @id\n  owner String\n  at DateTime\n  low String?\n}\n";

const JOURNEYS: &[Journey] = &[
    Journey {
        name: "checks",
        states: [
            PLAIN,
            "/// @check(id > 0, map: \"above\", noInherit)\n/// @check(owner <> '', notValid)\nmodel A {\n  id Int @id\n  owner String\n  at DateTime\n  low String?\n}\n",
            "/// @check(id > 1, map: \"above\")\n/// @check(owner <> '')\nmodel A {\n  id Int @id\n  owner String\n  at DateTime\n  low String?\n}\n",
        ],
        files: &[],
        says: ["CHECK (owner <> ''::text) NOT VALID", "VALIDATE CONSTRAINT \"A_check\""],
    },
    Journey {
        name: "expression indexes",
        states: [
            PLAIN,
            "/// @index(UNIQUE (lower(owner) COLLATE \"C\" DESC NULLS LAST, id) INCLUDE (low) NULLS NOT DISTINCT WITH (fillfactor = 70) WHERE id > 3, map: \"owners\")\n/// @index(USING gin (to_tsvector('english', owner)))\nmodel A {\n  id Int @id\n  owner String\n  at DateTime\n  low String?\n}\n",
            "/// @index(UNIQUE (upper(owner)), map: \"owners\")\nmodel A {\n  id Int @id\n  owner String\n  at DateTime\n  low String?\n}\n",
        ],
        files: &[],
        says: ["CREATE UNIQUE INDEX \"owners\"", "upper(owner)"],
    },
    Journey {
        name: "generated columns",
        states: [
            PLAIN,
            "model A {\n  id Int @id\n  owner String\n  at DateTime\n  /// @generated(lower(owner))\n  low String?\n}\n",
            "model A {\n  id Int @id\n  owner String\n  at DateTime\n  /// @generated(upper(owner))\n  low String?\n}\n",
        ],
        files: &[],
        says: ["GENERATED ALWAYS AS (lower(owner)) STORED", "upper(owner)"],
    },
    Journey {
        name: "identity columns",
        states: [
            PLAIN,
            "model A {\n  /// @identity(ALWAYS START WITH 100 CACHE 5)\n  id Int @id @default(autoincrement())\n  owner String\n  at DateTime\n  low String?\n}\n",
            "model A {\n  /// @identity(BY DEFAULT INCREMENT BY 2)\n  id Int @id @default(autoincrement())\n  owner String\n  at DateTime\n  low String?\n}\n",
        ],
        files: &[],
        says: ["ADD GENERATED ALWAYS AS IDENTITY (START WITH 100 CACHE 5)", "SET INCREMENT BY 2"],
    },
    Journey {
        name: "late and lenient constraints",
        states: [
            "model A {\n  id Int @id\n  name String @unique\n  b B[]\n}\nmodel B {\n  id Int @id\n  a_id Int?\n  a A? @relation(fields: [a_id], references: [id])\n}\n",
            "model A {\n  id Int @id\n  /// @deferrable\n  name String @unique\n  b B[]\n}\nmodel B {\n  id Int @id\n  a_id Int?\n  /// @deferrable(INITIALLY DEFERRED)\n  /// @foreignKey(MATCH FULL NOT VALID SET NULL (a_id))\n  a A? @relation(fields: [a_id], references: [id])\n}\n",
            "/// @primaryKey(INCLUDE (name))\nmodel A {\n  id Int @id\n  /// @deferrable(INITIALLY DEFERRED)\n  name String @unique\n  b B[]\n}\nmodel B {\n  id Int @id\n  a_id Int?\n  /// @deferrable(INITIALLY DEFERRED)\n  /// @foreignKey(MATCH FULL SET NULL (a_id))\n  a A? @relation(fields: [a_id], references: [id])\n}\n",
        ],
        files: &[],
        says: ["UNIQUE (\"name\") DEFERRABLE", "DEFERRABLE INITIALLY DEFERRED"],
    },
    Journey {
        name: "row-level security",
        states: [
            PLAIN,
            "/// @rowLevelSecurity\n/// @policy(\"own\", FOR SELECT TO pg_monitor USING (owner = current_user))\nmodel A {\n  id Int @id\n  owner String\n  at DateTime\n  low String?\n}\n",
            "/// @rowLevelSecurity(force)\n/// @policy(\"own\", AS RESTRICTIVE FOR UPDATE USING (owner = current_user) WITH CHECK (id > 0))\n/// @policy(\"all\", USING (true))\nmodel A {\n  id Int @id\n  owner String\n  at DateTime\n  low String?\n}\n",
        ],
        files: &[],
        says: ["ENABLE ROW LEVEL SECURITY", "FORCE ROW LEVEL SECURITY"],
    },
    Journey {
        name: "comments",
        states: [
            "enum E {\n  a\n}\nmodel A {\n  id Int @id\n  e E\n  @@index([e])\n}\n",
            "/// @comment(\"an enum\")\nenum E {\n  a\n}\n/// @comment(\"it's \\\"a\\\" (table\\nof two lines\")\n/// @comment(CONSTRAINT \"A_pkey\", \"the key\")\nmodel A {\n  /// @comment(\"a column\")\n  id Int @id\n  e E\n  /// @comment(\"an index\")\n  @@index([e])\n}\n",
            "enum E {\n  a\n  b\n}\n/// @comment(\"another\")\nmodel A {\n  id Int @id\n  e E\n  /// @comment(\"an index\")\n  @@index([e, id], map: \"A_e_idx\")\n}\n",
        ],
        files: &[],
        says: [
            "COMMENT ON COLUMN \"A\".\"id\" IS 'a column'",
            "COMMENT ON TABLE \"A\" IS 'another'",
        ],
    },
    Journey {
        name: "views",
        states: [
            PLAIN,
            "model A {\n  id Int @id\n  owner String\n  at DateTime\n  low String?\n}\n/// @sql(\"owners.sql\")\n/// @with(security_invoker = true)\n/// @comment(\"who\")\nview Owners {\n  owner String\n}\n/// @sql(\"counted.sql\")\n/// @materialized\n/// @index(UNIQUE (owner))\nview Counted {\n  owner String\n  n Int\n}\n",
            "model A {\n  id BigInt @id\n  owner String @db.VarChar(20)\n  at DateTime\n  low String?\n}\n/// @sql(\"owners.sql\")\n/// @comment(\"who\")\nview Owners {\n  owner String\n}\n/// @sql(\"counted.sql\")\n/// @materialized\n/// @index((n DESC))\nview Counted {\n  owner String\n  n Int\n}\n",
        ],
        files: &[
            ("owners.sql", "-- who owns\nSELECT DISTINCT owner FROM \"A\";\n"),
            ("counted.sql", "SELECT owner, count(*) AS n FROM \"Owners\" GROUP BY owner"),
        ],
        says: ["CREATE MATERIALIZED VIEW \"Counted\"", "DROP MATERIALIZED VIEW \"Counted\""],
    },
    Journey {
        name: "triggers and functions",
        states: [
            PLAIN,
            "/// @trigger(\"touch.sql\", always)\n/// @function(\"label.sql\")\nmodel A {\n  id Int @id\n  owner String @default(dbgenerated(\"label(1)\"))\n  at DateTime\n  low String?\n}\n",
            "/// @trigger(\"touch2.sql\")\n/// @function(\"label2.sql\")\nmodel A {\n  id Int @id\n  owner String @default(dbgenerated(\"label(1)\"))\n  at DateTime\n  low String?\n}\n",
        ],
        files: &[
            (
                "touch.sql",
                "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.at := now(); RETURN NEW; END $$;\nCREATE TRIGGER touched BEFORE UPDATE ON \"A\" FOR EACH ROW EXECUTE FUNCTION touch();",
            ),
            (
                "touch2.sql",
                "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;\nCREATE TRIGGER touched BEFORE UPDATE OF owner ON \"A\" FOR EACH ROW EXECUTE FUNCTION touch();",
            ),
            (
                "label.sql",
                "CREATE FUNCTION label(n int) RETURNS text LANGUAGE sql AS 'SELECT n::text'",
            ),
            (
                "label2.sql",
                "CREATE FUNCTION label(n int) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT ''x'' || n'",
            ),
        ],
        says: ["ENABLE ALWAYS TRIGGER \"touched\"", "DROP TRIGGER \"touched\" ON \"A\""],
    },
    Journey {
        name: "storage and partitions",
        states: [
            "model B {\n  id Int @id\n}\n",
            "model B {\n  id Int @id\n}\n/// @unlogged\n/// @with(fillfactor = 70, autovacuum_enabled = false)\nmodel Cache {\n  id Int @id\n  /// @collate(\"C\")\n  key String\n}\n/// @partitionBy(RANGE (at))\n/// @partition(\"log_old\", FOR VALUES FROM (MINVALUE) TO ('2026-01-01'))\nmodel Log {\n  at DateTime @id @db.Date\n}\n",
            "model B {\n  id Int @id\n}\n/// @with(fillfactor = 80)\nmodel Cache {\n  id Int @id\n  key String\n}\n/// @partitionBy(RANGE (at))\n/// @partition(\"log_new\", FOR VALUES FROM ('2026-01-01') TO (MAXVALUE))\n/// @partition(\"log_old\", FOR VALUES FROM (MINVALUE) TO ('2025-01-01'))\nmodel Log {\n  at DateTime @id @db.Date\n}\n",
        ],
        files: &[],
        says: ["PARTITION BY RANGE (at)", "SET LOGGED"],
    },
];

/// What stands above the datasource.
const DATABASE: [&str; 3] = [
    "",
    "/// @object(\"email.sql\")\n/// @sequence(\"invoice\", START WITH 100)\n/// @function(\"tidy.sql\")\n/// @comment(DOMAIN email, \"mail\")\n/// @comment(PROCEDURE tidy(days int), \"tidies\")\n",
    "/// @object(\"email.sql\")\n/// @object(\"more.sql\")\n/// @sequence(\"invoice\", START WITH 100 INCREMENT BY 10)\n/// @function(\"tidy.sql\")\n",
];

const DATABASE_FILES: &[(&str, &str)] = &[
    ("email.sql", "CREATE DOMAIN email AS text CHECK (VALUE ~ '@')"),
    (
        "more.sql",
        "CREATE TYPE pair AS (a int, b email);\nCREATE TYPE floats AS RANGE (subtype = float8);\nCREATE COLLATION german (provider = icu, locale = 'de');\nCREATE FUNCTION plus(int, int) RETURNS int LANGUAGE sql AS 'SELECT $1 + $2';\nCREATE AGGREGATE total(int) (sfunc = plus, stype = int);",
    ),
    (
        "tidy.sql",
        "CREATE PROCEDURE tidy(days int DEFAULT 3) LANGUAGE sql AS 'DELETE FROM \"A\" WHERE id > days'",
    ),
];

fn catalogue(text: &str, files: &[(&str, &str)]) -> Catalogue {
    let file = psl::SourceFile { path: "schema.prisma".into(), text: text.to_owned() };
    let analysis = psl::analyze(&[file]);
    assert!(analysis.is_valid(), "{:?}\n{text}", analysis.diagnostics);
    let files: SqlFiles =
        files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
    from_schema_with(&analysis.schema, &files).unwrap_or_else(|errors| panic!("{errors:?}\n{text}"))
}

/// Leads one database through the states, there and back, and gives the scripts.
async fn travel(name: &str, states: [Catalogue; 3]) -> Vec<String> {
    let (database, client) = empty().await;
    let admin = config(&database);
    let schemas = ["public".to_owned()];
    let read = async || introspect(&client, &schemas).await.expect("a catalogue");
    let mut goals = Vec::new();
    for state in &states {
        let goal = canonical(&admin, state).await;
        goals.push(goal.unwrap_or_else(|error| panic!("{name}: {error}")));
    }
    let mut scripts = Vec::new();
    for station in [0, 1, 2, 1, 0, 2] {
        let goal = &goals[station];
        let script = diff(&read().await, goal, &Hints::default()).script();
        let done = client.batch_execute(&script).await;
        done.unwrap_or_else(|error| panic!("{name}: {error:?}\n{script}"));
        let left = diff(&read().await, goal, &Hints::default());
        assert!(left.is_empty(), "{name}: {script}\nleaves\n{}", left.script());
        scripts.push(script);
    }
    scripts
}

#[tokio::test]
async fn each_kind_is_made_changed_and_dropped() {
    for journey in JOURNEYS {
        let states =
            journey.states.map(|state| catalogue(&format!("{HEAD}{state}"), journey.files));
        let scripts = travel(journey.name, states).await;
        for (says, script) in journey.says.iter().zip(&scripts[1..]) {
            assert!(script.contains(says), "{}: {says}\n{script}", journey.name);
        }
    }
}

#[tokio::test]
async fn what_belongs_to_no_table_is_made_changed_and_dropped() {
    let state = |directives: &str| catalogue(&format!("{directives}{HEAD}{PLAIN}"), DATABASE_FILES);
    travel("the database's own", DATABASE.map(state)).await;
}

/// A schema with one of each, and what its owner did to the database by hand.
#[tokio::test]
async fn each_change_by_hand_is_named_and_its_repair_ends_it() {
    let files = JOURNEYS.iter().flat_map(|it| it.files).copied().collect::<Vec<_>>();
    let files = [&files[..], DATABASE_FILES].concat();
    let schema = format!(
        "{}{HEAD}/// @rowLevelSecurity\n/// @policy(\"own\", USING (owner = current_user))\n\
         /// @trigger(\"touch.sql\")\n/// @comment(\"a table\")\n/// @with(fillfactor = 70)\n\
         {PLAIN}/// @sql(\"owners.sql\")\nview Owners {{\n  owner String\n}}\n",
        DATABASE[1]
    );
    let (database, client) = empty().await;
    let goal = canonical(&config(&database), &catalogue(&schema, &files)).await.expect("a goal");
    let script = diff(&Catalogue::default(), &goal, &Hints::default()).script();
    client.batch_execute(&script).await.expect("the contract");
    assert_eq!(drift(&client, &goal).await.expect("compared"), []);
    let by_hand = r#"
        ALTER POLICY own ON "A" USING (true);
        CREATE POLICY stray ON "A" USING (false);
        ALTER TABLE "A" FORCE ROW LEVEL SECURITY, RESET (fillfactor);
        ALTER TABLE "A" DISABLE TRIGGER touched;
        COMMENT ON TABLE "A" IS NULL;
        COMMENT ON COLUMN "A".low IS 'stray';
        CREATE OR REPLACE VIEW "Owners" AS SELECT owner FROM "A" WHERE id > 3;
        CREATE FUNCTION stray() RETURNS int LANGUAGE sql AS 'SELECT 1';
        CREATE OR REPLACE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
        DROP PROCEDURE tidy(int);
        ALTER SEQUENCE invoice INCREMENT BY 3;
        ALTER DOMAIN email SET DEFAULT 'a@b';
        ALTER TABLE "A" ALTER owner SET STORAGE EXTERNAL;
        CREATE RULE nothing AS ON DELETE TO "A" DO INSTEAD NOTHING;"#;
    client.batch_execute(by_hand).await.expect("changes by hand");
    let found = drift(&client, &goal).await.expect("compared");
    expect![[r#"
        the policy own on public.A has changed
        the policy stray on public.A is not in the contract
        the view public.Owners has changed
        the sequence public.invoice has other options
        the function public.touch() has changed
        the function public.tidy(integer) is missing
        the table public.A has other storage options
        the function public.stray() is not in the contract
        the domain public.email has changed
        the trigger touched on public.A is not in the state ENABLE
        row-level security of public.A is forced
        the domain public.email has another comment, or none
        the function public.tidy(integer) has another comment, or none
        the table public.A has another comment, or none
        the column public.A.low has a comment, and the contract has none
        the rule nothing on public.A is not in the contract
        the settings of the column public.A.owner is not in the contract
    "#]]
    .assert_eq(&lines(&found));
    for statement in found.iter().flat_map(|it| &it.repair) {
        client.batch_execute(statement).await.expect(statement);
    }
    let left = drift(&client, &goal).await.expect("compared");
    expect![[r#"
        the rule nothing on public.A is not in the contract
        the settings of the column public.A.owner is not in the contract
    "#]]
    .assert_eq(&lines(&left));
}

/// Prisma's users make triggers by hand; a schema that never speaks of them takes none away.
#[tokio::test]
async fn a_schema_leaves_alone_what_it_is_silent_on() {
    let (database, client) = empty().await;
    let made = catalogue(
        &format!("{HEAD}/// @check(id > 0)\nmodel A {{\n  id Int @id\n  owner String\n}}\n"),
        &[],
    );
    let script = diff(&Catalogue::default(), &made, &Hints::default()).script();
    client.batch_execute(&script).await.expect("a table");
    let by_hand = r#"
        CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
        CREATE TRIGGER touched BEFORE UPDATE ON "A" FOR EACH ROW EXECUTE FUNCTION touch();
        CREATE VIEW seen AS SELECT owner FROM "A";
        CREATE INDEX lowered ON "A" (lower(owner));
        CREATE UNIQUE INDEX high ON "A" (owner) WHERE id > 5;
        ALTER TABLE "A" ADD CONSTRAINT few CHECK (id < 9),
            ADD CONSTRAINT apart EXCLUDE USING btree (owner WITH =);
        ALTER TABLE "A" ENABLE ROW LEVEL SECURITY;
        CREATE POLICY own ON "A" USING (true);
        COMMENT ON TABLE "A" IS 'by hand';
        ALTER TABLE "A" SET (fillfactor = 70), ALTER id ADD GENERATED ALWAYS AS IDENTITY;"#;
    client.batch_execute(by_hand).await.expect("by hand");
    let actual = introspect(&client, &["public".to_owned()]).await.expect("a catalogue");
    let goal = canonical(&config(&database), &made).await.expect("a goal");
    let hints = |schema: &str| {
        let file = psl::SourceFile { path: "schema.prisma".into(), text: schema.to_owned() };
        Hints::from_schema(&psl::analyze(&[file]).schema).expect("hints")
    };
    let silent = hints(&format!("{HEAD}model A {{\n  id Int @id\n}}\n"));
    assert_eq!(diff(&actual, &goal, &silent).script(), "-- This is an empty migration.");
    expect![[r#"
        view public.seen is not in the schema, and is left alone
        function public.touch() is not in the schema, and is left alone
        trigger touched on public.A is not in the schema, and is left alone
        policy own on public.A is not in the schema, and is left alone
        index high on public.A is not in the schema, and is left alone
        index lowered on public.A is not in the schema, and is left alone
        check few on public.A is not in the schema, and is left alone
        exclusion constraint apart on public.A is not in the schema, and is left alone
    "#]]
    .assert_eq(&lines(left_alone(&actual, &goal, &silent)));

    let speaking = format!("{HEAD}/// @trigger(\"touch.sql\")\nmodel A {{\n  id Int @id\n}}\n");
    expect![[r#"
        -- DropTrigger
        DROP TRIGGER "touched" ON "A";

        -- DropFunction
        DROP ROUTINE "touch"();
    "#]]
    .assert_eq(&diff(&actual, &goal, &hints(&speaking)).script());
    let heard = silent.after(["-- CreateView\nCREATE VIEW seen AS SELECT 1;\n"]);
    expect![[r#"
        -- DropView
        DROP VIEW "seen";
    "#]]
    .assert_eq(&diff(&actual, &goal, &heard).script());
}

/// Prisma makes its lists without NOT NULL, and passes over those that have it.
#[tokio::test]
async fn a_list_stays_required_until_a_schema_speaks_of_it() {
    let (database, client) = empty().await;
    let sql = r#"CREATE TABLE "A" (id int CONSTRAINT "A_pkey" PRIMARY KEY, tags text[] NOT NULL, more text[] NOT NULL)"#;
    client.batch_execute(sql).await.expect("a table");
    let actual = introspect(&client, &["public".to_owned()]).await.expect("a catalogue");
    for (directive, expected) in [
        ("", "-- This is an empty migration."),
        ("/// @notNull", "-- AlterTable\nALTER TABLE \"A\" ALTER COLUMN \"more\" DROP NOT NULL;\n"),
    ] {
        let text = format!(
            "{HEAD}model A {{\n  id Int @id\n  {directive}\n  tags String[]\n  more String[]\n}}\n"
        );
        let goal = canonical(&config(&database), &catalogue(&text, &[])).await.expect("a goal");
        let file = psl::SourceFile { path: "schema.prisma".into(), text };
        let hints = Hints::from_schema(&psl::analyze(&[file]).schema).expect("hints");
        assert_eq!(diff(&actual, &goal, &hints).script(), expected);
    }
}
