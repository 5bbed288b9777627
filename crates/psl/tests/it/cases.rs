//! What we say beyond Prisma: directives, other providers, and how it is shown.

use expect_test::{Expect, expect};
use psl::render::{Colour, human};
use psl::{SourceFile, analyze};

fn check(text: &str, expected: Expect) {
    let files = [SourceFile { path: "schema.prisma".to_owned(), text: text.to_owned() }];
    expected.assert_eq(&human(&files, &analyze(&files).diagnostics, Colour::Plain));
}

#[test]
fn a_directive_runs_over_lines_and_keeps_its_text() {
    let text = r#"
/// A booking.
/// @check(price > 0 AND note <> ')',
///        map: "price")
model Booking {
  id    Int @id
  price Int
  /// @renamedFrom("remark")
  note  String

  /// @include(note)
  /// @partial(price > 10)
  @@index([price])
}
"#;
    let analysis = analyze(&[SourceFile { path: String::new(), text: text.to_owned() }]);
    let model = &analysis.schema.models[0];
    assert!(analysis.is_valid());
    assert_eq!(model.docs.text, "A booking.");
    let args = &model.docs.directive("check").expect("the check").args;
    assert_eq!(args, "price > 0 AND note <> ')',\nmap: \"price\"");
    let index: Vec<_> = model.indexes[0].docs.directives.iter().map(|it| &it.args).collect();
    assert_eq!(index, ["note", "price > 10"]);
}

#[test]
fn directives_out_of_place() {
    check(
        r#"
/// @apendOnly
/// @include(name)
model A {
  id   Int @id
  /// @document(Book)
  name String
  /// @include(nmae)
  @@index([name])
}
"#,
        expect![[r#"
            warning[PSL0903]: This looks like the directive `@appendOnly`, and is read as prose.
              --> schema.prisma:2:5
            2 | /// @apendOnly
              |     ^^^^^^^^^^
               fix: did you mean `@appendOnly`?

            error[PSL0901]: The directive `@include` has no meaning here: it stands above an index or a unique constraint.
              --> schema.prisma:3:5
            3 | /// @include(name)
              |     ^^^^^^^^^^^^^^
               fix: remove the directive

            error[PSL0901]: The directive `@document` has no meaning here: it stands above a Json field.
              --> schema.prisma:6:7
            6 |   /// @document(Book)
              |       ^^^^^^^^^^^^^^^
               fix: remove the directive

            error[PSL0902]: `@include` names `nmae`, which is no scalar field of `A`. It is written `@include(title, publishedAt)`.
              --> schema.prisma:8:7
            8 |   /// @include(nmae)
              |       ^^^^^^^^^^^^^^

        "#]],
    );
}

#[test]
fn another_database_and_a_url() {
    check(
        r#"
datasource db {
  provider = "mysql"
  url      = env("DATABASE_URL")
}
"#,
        expect![[r#"
            error[PSL0306]: The provider `mysql` is not supported: Repertoire speaks to PostgreSQL only. Set `provider = "postgresql"`.
              --> schema.prisma:3:14
            3 |   provider = "mysql"
              |              ^^^^^^^
               fix: use PostgreSQL

            warning[PSL0802]: `url` no longer belongs in the schema: since Prisma 7 the connection is configured in `prisma.config.ts`. Remove this line.
              --> schema.prisma:4:3
            4 |   url      = env("DATABASE_URL")
              |   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
               fix: remove `url`

        "#]],
    );
}

#[test]
fn everything_wrong_is_said_at_once() {
    check(
        r#"
model User {
  id    Int @id
  posts Post[
  email Strin @unique
  @@index([emial])
}
model Post {
  id Int
"#,
        expect![[r#"
            error[PSL0103]: This line is not a valid field or attribute definition.
              --> schema.prisma:4:13
            4 |   posts Post[
              |             ^
               fix: make it a comment

            error[PSL0104]: This model is never closed. Add `}` on a line of its own.
              --> schema.prisma:8:12
            8 | model Post {
              |            ^
               fix: close it

            error[PSL0301]: Type "Strin" is neither a built-in type, nor refers to another model, composite type, or enum.
              --> schema.prisma:5:9
            5 |   email Strin @unique
              |         ^^^^^
               fix: did you mean `String`?

            error[PSL0203]: Error validating model "User": The index definition refers to the unknown fields: emial.
              --> schema.prisma:6:3
            6 |   @@index([emial])
              |   ^^^^^^^^^^^^^^^^
               fix: did you mean `email`?

        "#]],
    );
}

#[test]
fn of_a_very_long_line_only_what_is_about_the_span_is_shown() {
    let line = "  id Int @id ".to_owned() + &"@dęfault(1) ".repeat(1_000);
    let text = format!("model A {{\n{line}\n}}\n");
    let files = [SourceFile { path: "schema.prisma".to_owned(), text }];
    let shown = human(&files, &analyze(&files).diagnostics, Colour::Plain);
    assert!(!shown.is_empty());
    let longest = shown.lines().map(str::len).max().unwrap_or(0);
    assert!(longest < 1_000, "a line of {longest} bytes");
}
