use std::collections::BTreeMap;

use expect_test::expect;
use migrate::shadow::{canonical, canonical_beside};
use migrate::{contract_stamps, extensions, introspect};
use pgschema::{Hints, Step, diff, from_schema, opaque_differences};

use crate::support::{config, empty, lines};

const EVERYTHING: &str = r#"
CREATE SCHEMA shelf;
CREATE TYPE shelf.state AS ENUM ('draft', 'live');
CREATE TABLE shelf.owners (id serial PRIMARY KEY, handle text NOT NULL UNIQUE);
CREATE TABLE shelf.items (
    id uuid DEFAULT gen_random_uuid(),
    number bigint GENERATED ALWAYS AS IDENTITY,
    state shelf.state NOT NULL DEFAULT 'draft',
    states shelf.state[] NOT NULL DEFAULT '{}',
    title varchar(160) NOT NULL DEFAULT 'it''s new',
    price numeric(12, 2) NOT NULL DEFAULT -1.50,
    shares int NOT NULL DEFAULT 1000000 CHECK (shares BETWEEN 0 AND 1000000),
    open boolean NOT NULL DEFAULT true,
    at timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    low text GENERATED ALWAYS AS (lower(title)) STORED,
    document jsonb DEFAULT '{"a": 1}',
    during tstzrange,
    owner_id int NOT NULL,
    PRIMARY KEY (id, number),
    CONSTRAINT one_at_a_time EXCLUDE USING gist (during WITH &&) WHERE (open)
);
ALTER TABLE shelf.items ADD CONSTRAINT items_owner FOREIGN KEY (owner_id) REFERENCES shelf.owners
    ON DELETE RESTRICT ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX items_newest ON shelf.items (state, at DESC, title text_pattern_ops) INCLUDE (price) WHERE open;
CREATE UNIQUE INDEX items_low ON shelf.items (lower(title), owner_id) NULLS NOT DISTINCT;
CREATE INDEX items_document ON shelf.items USING gin (document jsonb_path_ops);
CREATE VIEW shelf.open_items AS SELECT id, title FROM shelf.items WHERE open;
CREATE FUNCTION shelf.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER touched BEFORE UPDATE ON shelf.items FOR EACH ROW EXECUTE FUNCTION shelf.touch();
CREATE SEQUENCE shelf.invoice START WITH 100 INCREMENT BY 10;
"#;

#[tokio::test]
async fn a_catalogue_is_read_whole() {
    let (_database, client) = empty().await;
    client.batch_execute(EVERYTHING).await.expect("everything");
    let catalogue = introspect(&client, &["shelf".to_owned()]).await.expect("a catalogue");
    let items = &catalogue.tables[&pgschema::Name::new("shelf", "items")];
    let columns = items.columns.iter().map(|(name, column)| {
        let facts = (&column.default, &column.identity, &column.generated);
        format!("{name} {:?} null={} {facts:?}", column.ty.base, column.nullable)
    });
    expect![[r#"
        id Native(Uuid, []) null=false (Some(Expression(Expression { text: "gen_random_uuid()" })), None, None)
        number Native(BigInt, []) null=false (None, Some(Identity { generation: Always, options: "" }), None)
        state Enum(Name { schema: "shelf", name: "state" }) null=false (Some(Literal(Text("draft"))), None, None)
        states Enum(Name { schema: "shelf", name: "state" }) null=false (Some(Literal(List([]))), None, None)
        title Native(VarChar, [160]) null=false (Some(Literal(Text("it's new"))), None, None)
        price Native(Decimal, [12, 2]) null=false (Some(Literal(Number("-1.50"))), None, None)
        shares Native(Integer, []) null=false (Some(Literal(Number("1000000"))), None, None)
        open Native(Boolean, []) null=false (Some(Literal(Boolean(true))), None, None)
        at Native(Timestamp, [3]) null=false (Some(Now), None, None)
        low Native(Text, []) null=true (None, None, Some(Generated { expression: Expression { text: "lower((title)::text)" }, stored: true }))
        document Native(JsonB, []) null=true (Some(Literal(Text("{\"a\": 1}"))), None, None)
        during Other("tstzrange") null=true (None, None, None)
        owner_id Native(Integer, []) null=false (None, None, None)
    "#]].assert_eq(&lines(columns));
    expect![[r#"
        Index {
            unique: false,
            constraint: false,
            method: "btree",
            keys: [
                IndexKey {
                    part: Column(
                        "state",
                    ),
                    order: Ascending,
                    order_written: false,
                    nulls: Last,
                    operator_class: Default(
                        None,
                    ),
                    collation: None,
                },
                IndexKey {
                    part: Column(
                        "at",
                    ),
                    order: Descending,
                    order_written: false,
                    nulls: First,
                    operator_class: Default(
                        None,
                    ),
                    collation: None,
                },
                IndexKey {
                    part: Column(
                        "title",
                    ),
                    order: Ascending,
                    order_written: false,
                    nulls: Last,
                    operator_class: Named(
                        "text_pattern_ops",
                    ),
                    collation: None,
                },
            ],
            include: [
                "price",
            ],
            predicate: Some(
                Expression {
                    text: "open",
                },
            ),
            nulls_not_distinct: false,
            deferrable: No,
            options: {},
        }
        {
            "items_owner": ForeignKey {
                columns: [
                    "owner_id",
                ],
                target: Name {
                    schema: "shelf",
                    name: "owners",
                },
                references: [
                    "id",
                ],
                on_delete: Restrict,
                on_update: Cascade,
                on_delete_columns: [],
                match_full: false,
                deferrable: InitiallyDeferred,
                not_valid: false,
            },
        }
        {
            "items_shares_check": Check {
                expression: Expression {
                    text: "((shares >= 0) AND (shares <= 1000000))",
                },
                no_inherit: false,
                not_valid: false,
            },
        }
        {
            "one_at_a_time": Exclusion {
                definition: Expression {
                    text: "USING gist (during WITH &&) WHERE (open)",
                },
            },
        }"#]]
    .assert_eq(&format!(
        "{:#?}\n{:#?}\n{:#?}\n{:#?}",
        items.indexes["items_newest"], items.foreign_keys, items.checks, items.exclusions
    ));
    expect![[r#"
        shelf.invoice Sequence { owned_by: None, options: "START WITH 100 INCREMENT BY 10" }
        shelf.owners_id_seq Sequence { owned_by: Some((Name { schema: "shelf", name: "owners" }, "id")), options: "" }
    "#]].assert_eq(&lines(
        catalogue.sequences.iter().map(|(name, sequence)| format!("{name} {sequence:?}")),
    ));
    expect![[r#"
        shelf.open_items
        shelf.touch()
    "#]]
    .assert_eq(&lines(catalogue.views.keys().chain(catalogue.functions.keys())));
}

#[tokio::test]
async fn a_catalogue_written_as_sql_and_read_back_is_the_same() {
    let (database, client) = empty().await;
    client.batch_execute(EVERYTHING).await.expect("everything");
    let first = introspect(&client, &["shelf".to_owned()]).await.expect("a catalogue");
    let again = canonical(&config(&database), &first).await.expect("the same in a shadow");
    assert_eq!(diff(&first, &again, &Hints::default()).steps, []);
    assert_eq!(opaque_differences(&first, &again), Vec::<String>::new());
}

#[tokio::test]
async fn the_contract_that_a_database_carries_is_read_from_it() {
    let (_database, client) = empty().await;
    client
        .batch_execute("CREATE SCHEMA shelf; COMMENT ON SCHEMA shelf IS 'books'")
        .await
        .expect("a schema");
    assert_eq!(contract_stamps(&client).await.expect("read"), BTreeMap::new());
    let hash = "4f".repeat(32);
    let stamp = Step::StampContract { schema: "shelf".into(), hash: hash.clone() };
    client.batch_execute(&stamp.sql().join(";")).await.expect("stamped");
    let stamps = contract_stamps(&client).await.expect("read");
    assert_eq!(stamps, BTreeMap::from([("shelf".to_owned(), hash)]));
}

/// Prisma's users create an extension by hand and use its types without naming it.
#[tokio::test]
async fn a_shadow_has_the_extensions_of_the_database_beside_it() {
    let (database, client) = empty().await;
    client.batch_execute("CREATE EXTENSION citext").await.expect("an extension");
    let given = extensions(&client).await.expect("its name");
    let schema = "datasource db {\n provider = \"postgresql\"\n}\nmodel User {\n email String @id @db.Citext\n}\n";
    let files = [psl::SourceFile { path: "schema.prisma".into(), text: schema.into() }];
    let written = from_schema(&psl::analyze(&files).schema).expect("a catalogue");
    let config = config(&database);
    let alone = canonical(&config, &written).await.expect_err("no citext");
    assert!(alone.to_string().contains("citext"), "{alone}");
    let beside = canonical_beside(&config, &written, &given).await.expect("with citext");
    assert_eq!(beside.tables, written.tables);
    assert_eq!(beside.extensions, given);
}
