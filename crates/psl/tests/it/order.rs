//! Findings are told in the order in which Prisma comes to them, and all of them.

use expect_test::{Expect, expect};
use psl::{SourceFile, analyze};

/// The line, code and first words of each finding.
fn check(text: &str, expected: Expect) {
    let file = SourceFile { path: "schema.prisma".to_owned(), text: text.to_owned() };
    let found: String = analyze(&[file])
        .diagnostics
        .iter()
        .map(|it| {
            let line = text[..it.span.range.start as usize].matches('\n').count() + 1;
            let words: String = it.message.chars().take(70).collect();
            format!("{line} {} {}\n", it.code.as_str(), words.trim_end())
        })
        .collect();
    expected.assert_eq(&found);
}

#[test]
fn names_before_types_before_attributes_before_the_configuration() {
    check(
        r#"generator client {
  previewFeatures = ["nothing"]
}
datasource db {
  provider = "postgresql"
  extensions = [citext]
}
model A {
  id Int @id(foo: 1)
  b  Missing
  id Int
}
"#,
        expect![[r#"
            11 PSL0204 Field "id" is already defined on model "A".
            10 PSL0301 Type "Missing" is neither a built-in type, nor refers to another model
            9 PSL0403 No such argument.
            1 PSL0803 Argument "provider" is missing in generator block "client".
            2 PSL0804 The preview feature "nothing" is not known. Expected one of: fullTextS
            6 PSL0804 The `extensions` property is only available with the `postgresqlExtens
        "#]],
    );
}

#[test]
fn models_before_relations_and_relations_by_the_field_with_the_columns() {
    check(
        r#"datasource db {
  provider = "postgresql"
}
model User {
  id   Int @id
  post Post?
}
model Post {
  id   Int  @id
  user User
}
model Log {
  at   DateTime @default("today")
  kind String   @db.Inet(1)
}
"#,
        expect![[r#"
            12 PSL0601 Error validating model "Log": Each model must have at least one unique
            13 PSL0501 Error parsing attribute "@default": Parse error: "today" is not a vali
            14 PSL0304 Native type Inet takes no arguments, but received 1.
            10 PSL0703 Error parsing attribute "@relation": The relation fields `user` on Mod
            6 PSL0703 Error parsing attribute "@relation": The relation fields `post` on Mod
            10 PSL0703 Error parsing attribute "@relation": The relation fields `user` on Mod
            6 PSL0703 Error parsing attribute "@relation": The relation fields `post` on Mod
        "#]],
    );
}

#[test]
fn a_second_key_is_told_where_it_stands() {
    check(
        r#"datasource db {
  provider = "postgresql"
}
model A {
  id Int @id @map("")
  b  Int @id(foo: 1)
  @@unique([id, b], name: "a b")
}
"#,
        expect![[r#"
            7 PSL0207 Error validating model "A": The `name` property within the `@@unique`
            4 PSL0602 Error validating model "A": At most one field must be marked as the id
            6 PSL0403 No such argument.
            5 PSL1001 PostgreSQL has no empty names. Remove the attribute, or say a name.
        "#]],
    );
}

/// Prisma accepts it, so that its own finding comes first.
#[test]
fn what_only_postgres_refuses_comes_last() {
    check(
        r#"datasource db {
  provider = "postgresql"
}
model A {
  id   Int    @id @map("")
  kind String @db.Inet(1)
  b    B
}
model B {
  id Int @id
}
"#,
        expect![[r#"
            6 PSL0304 Native type Inet takes no arguments, but received 1.
            7 PSL0701 Error validating field `b` in model `A`: The relation field `b` on mod
            5 PSL1001 PostgreSQL has no empty names. Remove the attribute, or say a name.
        "#]],
    );
}

/// Also of a `@relation` that makes no foreign key.
#[test]
fn names_that_are_too_long() {
    let long = "é".repeat(32);
    let text = format!(
        r#"datasource db {{
  provider = "postgresql"
}}
model A {{
  id Int @id(map: "{long}")
  bs B[] @relation(map: "{long}")
}}
model B {{
  id  Int @id
  aid Int
  a   A   @relation(fields: [aid], references: [id], map: "{long}")
}}
"#
    );
    check(
        &text,
        expect![[r#"
            5 PSL0209 Error validating model "A": The constraint name 'ééééééééééééééééééééé
            6 PSL0209 Error validating model "A": The constraint name 'ééééééééééééééééééééé
            11 PSL0209 Error validating model "B": The constraint name 'ééééééééééééééééééééé
        "#]],
    );
}

/// The schema when the first fix of its first finding is applied.
fn mended(text: &str, expected: Expect) {
    let file = |text: &str| SourceFile { path: String::new(), text: text.to_owned() };
    let found = analyze(&[file(text)]).diagnostics;
    let mut edits = found[0].fixes.first().expect("a fix").edits.clone();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.span.range.start));
    let mut after = text.to_owned();
    for edit in edits {
        let range = edit.span.range.start as usize..edit.span.range.end as usize;
        after.replace_range(range, &edit.text);
    }
    let left = analyze(&[file(&after)]).diagnostics;
    assert!(!left.iter().any(|it| it.message == found[0].message), "{after}");
    expected.assert_eq(&after);
}

#[test]
fn the_missing_side_of_a_named_relation_says_the_name() {
    mended(
        "model Todo {\n  id Int @id\n  by User[] @relation(\"Assigned\")\n}\nmodel User {\n  id Int @id\n}\n",
        expect![[r#"
            model Todo {
              id Int @id
              by User[] @relation("Assigned")
            }
            model User {
              id Int @id
              todoId Int? 
              todo Todo? @relation("Assigned", fields: [todoId], references: [id])
            }
        "#]],
    );
}

#[test]
fn a_line_becomes_a_comment_from_its_first_word() {
    mended(
        "generator js {\n  provider = \"js\"\n  output \"x\"\n}\n",
        expect![[r#"
        generator js {
          provider = "js"
          // output "x"
        }
    "#]],
    );
}

#[test]
fn nothing_is_added_to_a_block_that_is_never_closed() {
    let text = "model A {\nmodel B {\n  id Int @id\n}\n";
    let file = SourceFile { path: String::new(), text: text.to_owned() };
    let analysis = analyze(&[file]);
    let keyless = analysis.diagnostics.iter().find(|it| it.code == psl::Code::NoUniqueCriteria);
    assert!(keyless.is_some_and(|it| it.fixes.is_empty()), "{:#?}", analysis.diagnostics);
}
