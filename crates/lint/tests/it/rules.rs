//! Where the rules stop.

use std::fmt::Write as _;

use crate::examples::{codes, findings};

#[test]
fn what_is_allowed_with_a_reason_is_not_said() {
    let text = "model Book {\n  id    Int  @id\n  /// @allow(DSN0101, \"Whatever a plug-in keeps.\")\n  notes Json\n  more  Json\n}\n";
    let (_, found) = findings(text);
    assert_eq!(found.len(), 1);
    assert!(found[0].message.contains("`Book.more`"));
}

#[test]
fn a_foreign_key_is_served_by_any_index_that_begins_with_it() {
    let with = |line: &str| {
        format!(
            "model Author {{\n  id    Int    @id\n  books Book[]\n}}\n\nmodel Book {{\n  id       Int    @id\n  title    String\n  authorId Int?\n  author   Author? @relation(fields: [authorId], references: [id])\n\n  {line}\n}}\n"
        )
    };
    for line in [
        "@@index([authorId, title])",
        "@@unique([authorId, title])",
        "@@index([authorId], type: Hash)",
        "/// @partial(\"authorId\" IS NOT NULL)\n  @@index([authorId])",
    ] {
        assert_eq!(codes(&with(line)), [""; 0], "{line}");
    }
    for line in ["@@index([title, authorId])", "/// @partial(title <> '')\n  @@index([authorId])"] {
        assert_eq!(codes(&with(line)), ["DSN0105"], "{line}");
    }
}

#[test]
fn an_index_is_used_where_a_statement_asks_for_its_first_column() {
    let book = "model Book {\n  id    Int    @id\n  title String @map(\"book_title\")\n\n  @@index([title])\n}\n\n-- name: books\n";
    let with = |sql: &str| format!("{book}SELECT b.id FROM \"Book\" b {sql}\n");
    assert_eq!(codes(&with("WHERE b.book_title = 'x'")), [""; 0]);
    assert_eq!(codes(&with("ORDER BY book_title")), [""; 0]);
    assert_eq!(codes(&with("WHERE b.id = 1")), ["DSN0106"]);
    // Without any statement nobody knows.
    assert_eq!(codes(book.split("-- name").next().unwrap_or_default()), [""; 0]);
}

#[test]
fn money_is_known_by_its_words() {
    let with = |name: &str| format!("model Book {{\n  id    Int   @id\n  {name} Float\n}}\n");
    for name in ["unitPrice", "shipping_fee", "amount", "priceUsd"] {
        assert_eq!(codes(&with(name)), ["DSN0107"], "{name}");
    }
    for name in ["priceRatio", "feedback", "latitude", "costMultiplier"] {
        assert_eq!(codes(&with(name)), [""; 0], "{name}");
    }
}

#[test]
fn a_statement_that_updates_an_append_only_row_is_found() {
    let text = "/// @appendOnly\nmodel Payment {\n  id   Int    @id\n  note String\n}\n\n-- name: annotate\nUPDATE \"Payment\" p SET note = 'x' WHERE p.id = 1\n";
    assert_eq!(codes(text), ["DSN0108"]);
}

/// Groups of models, each a star, all of them referring to one tenant.
fn groups(groups: usize, size: usize) -> String {
    let mut text = String::from("model Tenant {\n  id Int @id\n");
    for group in 0..groups {
        let _ = writeln!(text, "  g{group} G{group}M0[]");
    }
    text.push_str("}\n");
    for (group, member) in (0..groups).flat_map(|group| (0..size).map(move |it| (group, it))) {
        let _ = write!(text, "model G{group}M{member} {{\n  id Int @id\n");
        if member == 0 {
            text.push_str("  tenantId Int\n  tenant Tenant @relation(fields: [tenantId], references: [id])\n  @@index([tenantId])\n");
            for other in 1..size {
                let _ = writeln!(text, "  m{other} G{group}M{other}[]");
            }
        } else {
            let _ = write!(
                text,
                "  headId Int\n  head G{group}M0 @relation(fields: [headId], references: [id])\n  @@index([headId])\n"
            );
        }
        text.push_str("}\n");
    }
    text
}

#[test]
fn a_schema_is_too_broad_when_it_is_large_and_falls_apart() {
    let (_, found) = findings(&groups(9, 5));
    assert_eq!(found.iter().map(|it| it.code).collect::<Vec<_>>(), ["DSN0109"]);
    assert!(found[0].message.contains("46 models, and 9 groups"), "{}", found[0].message);
    assert_eq!(codes(&groups(7, 5)), [""; 0], "36 models are not many");
}

#[test]
fn an_index_that_a_key_or_a_twin_stands_in_for_is_found() {
    let with = |lines: &str| {
        format!(
            "model Book {{\n  id    Int    @id\n  isbn  String @unique\n  shelf String\n\n{lines}\n}}\n"
        )
    };
    for lines in [
        "  @@index([isbn])",
        "  @@index([id])",
        "  @@index([shelf])\n  @@index([shelf], map: \"again\")",
        "  @@index([shelf])\n  @@unique([shelf, isbn])",
    ] {
        let (_, found) = findings(&with(lines));
        assert_eq!(found.iter().map(|it| it.code).collect::<Vec<_>>(), ["DSN0106"], "{lines}");
    }
    assert_eq!(
        codes(&with("  @@index([isbn], type: Hash, map: \"h\")\n  @@index([isbn(sort: Desc)])")),
        [""; 0]
    );
    let (_, found) = findings(&with(
        "  @@index([shelf])\n  @@index([shelf, isbn])\n  @@index([shelf, isbn, id])",
    ));
    assert!(found.iter().all(|it| it.message.starts_with("`shelf, isbn, id` begins")), "{found:?}");
}

#[test]
fn a_shape_that_only_typescript_knows_gives_the_document_its_name() {
    let text = "model Book {\n  id    Int  @id\n  /// [Remarks]\n  notes Json\n}\n";
    let (_, found) = findings(text);
    assert!(found[0].message.contains("knows (`[Remarks]`)"), "{}", found[0].message);
    assert!(found[0].message.contains("`/// @document(Remarks)`"), "{}", found[0].message);
}
