//! The contract's hash, its difference in words, and the rights of the server's role.

use crate::support::{catalogue, schema};
use expect_test::expect;
use pgschema::{SqlFiles, contract, describe_difference};
use std::collections::BTreeMap;

const RELEASE: &str = r#"
datasource db {
  provider = "postgresql"
  schemas  = ["release"]
}

enum Kind {
  publish
  withdraw

  @@schema("release")
}

/// @appendOnly
model Publication {
  id     Int    @id @default(autoincrement())
  kind   Kind
  /// @check(length(reason) > 0)
  reason String
  note   Json?

  @@index([kind])
  @@map("publications")
  @@schema("release")
}

model Cursor {
  id   String @id
  next Int

  @@map("cursors")
  @@schema("release")
}
"#;

fn json(text: &str) -> String {
    contract(&schema(text), &SqlFiles::new(), &BTreeMap::new()).expect("a contract").json
}

#[test]
fn the_same_contract_has_the_same_hash_and_another_has_not() {
    let none = SqlFiles::new();
    let hash =
        |text: &str| contract(&schema(text), &none, &BTreeMap::new()).expect("a contract").hash;
    let (head, models) = RELEASE.split_once("enum").expect("an enum");
    let commented = format!("{head}// a comment\nenum{models}");
    assert_eq!(hash(RELEASE), hash(&commented));
    assert_ne!(hash(RELEASE), hash(&RELEASE.replace("next Int", "next BigInt")));
    let documents = BTreeMap::from([("Note".to_owned(), serde_json::json!({"type": "object"}))]);
    let with_document = contract(&schema(RELEASE), &none, &documents).expect("a contract").hash;
    assert_ne!(hash(RELEASE), with_document);
}

#[test]
fn a_difference_is_said_in_words() {
    let database = RELEASE
        .replace("  reason String\n", "")
        .replace("  /// @check(length(reason) > 0)\n", "")
        .replace("/// @appendOnly\n", "")
        .replace("  withdraw\n", "")
        .replace("next Int", "next BigInt?")
        .replace("note   Json?", "note   Json?\n  extra  Bytes?");
    let lines = describe_difference(&json(RELEASE), &json(&database)).expect("two contracts");
    let of_database: Vec<_> = lines.into_iter().filter(|line| !line.starts_with("model")).collect();
    expect![[r#"
        enum release.Kind is ["publish"] in the database, ["publish","withdraw"] in the contract
        column release.cursors.next: nullable is true in the database, false in the contract
        column release.cursors.next: type is BIGINT in the database, INTEGER in the contract
        column release.publications.extra is not in the contract
        column release.publications.reason is missing in the database
        check release.publications.publications_reason_check is missing in the database
        table release.publications: append only is false in the database, true in the contract"#]]
    .assert_eq(&of_database.join("\n"));
}

#[test]
fn the_server_may_change_only_what_is_not_append_only() {
    expect![[r#"
        REVOKE ALL ON SCHEMA "release" FROM PUBLIC
        REVOKE CREATE ON SCHEMA "release" FROM "server"
        GRANT USAGE ON SCHEMA "release" TO "server"
        REVOKE ALL ON TABLE "release"."publications" FROM PUBLIC
        REVOKE UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON TABLE "release"."publications" FROM "server"
        GRANT SELECT, INSERT ON TABLE "release"."publications" TO "server"
        REVOKE ALL ON TABLE "release"."cursors" FROM PUBLIC
        REVOKE TRUNCATE, REFERENCES, TRIGGER ON TABLE "release"."cursors" FROM "server"
        GRANT SELECT, INSERT, UPDATE, DELETE ON TABLE "release"."cursors" TO "server"
        REVOKE ALL ON SEQUENCE "release"."publications_id_seq" FROM PUBLIC
        REVOKE SELECT, UPDATE ON SEQUENCE "release"."publications_id_seq" FROM "server"
        GRANT USAGE ON SEQUENCE "release"."publications_id_seq" TO "server""#]]
    .assert_eq(&pgschema::grants(&catalogue(RELEASE), "server").join("\n"));
}

#[test]
fn a_migration_ends_with_the_stamp() {
    let to = catalogue(RELEASE);
    let mut migration = pgschema::Migration::default();
    migration.stamp(&to, &"0f".repeat(32));
    let script = migration.script();
    let comment = script.split('\'').nth(1).expect("a quoted comment");
    assert_eq!(pgschema::contract::hash_in_comment(comment), Some("0f".repeat(32).as_str()));
    assert!(script.contains(r#"COMMENT ON SCHEMA "release" IS 'contract sha256:0f0f"#), "{script}");
}

#[test]
fn what_the_schema_gets_wrong_is_named() {
    let wrong = r#"
/// @exclude(gist (a WITH =))
/// @check()
model A {
  id Int @id
  /// @include(nothing)
  @@index([id])
}
"#;
    let errors = pgschema::from_schema(&schema(wrong)).expect_err("three errors");
    let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
    expect![[r#"
        `@include` names `nothing`, which is not a column of this model
        `@check` needs an expression in parentheses
        `@exclude` has to begin with `USING`"#]]
    .assert_eq(&lines.join("\n"));
}

#[test]
fn the_guard_refuses_with_its_own_sqlstate() {
    use pgschema::guard::{BODY, SQLSTATE};
    assert!(BODY.contains(&format!("ERRCODE = '{SQLSTATE}'")));
}
