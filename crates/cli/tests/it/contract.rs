//! The toolchain on a small schema of somebody's: what it prints, and with which exit code.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use expect_test::{Expect, expect};

use crate::run::{Dir, run};

const VALID: &str = "\
datasource db {
  provider = \"postgresql\"
}

model Author {
  id    Int    @id @default(autoincrement())
  books Book[]
}

model Book {
  id       Int    @id
  /// @check(length(title) > 0)
  title    String
  authorId Int
  author   Author @relation(fields: [authorId], references: [id])
}
";

/// Exit code, stdout and stderr in one text.
fn check(dir: &Path, arguments: &[&str], expected: Expect) {
    let (code, out, err) = run(dir, arguments);
    let shown = format!("exit {code}\n{out}{}", err.replace("==> ", "# "));
    expected.assert_eq(&shown.replace(&dir.display().to_string(), "DIR"));
}

fn library(name: &str) -> Dir {
    let dir = Dir::new(name);
    dir.write("prisma/schema.prisma", VALID);
    dir
}

#[test]
fn validate_answers_people_and_programs() {
    let dir = Dir::new("validate");
    dir.write("good.prisma", VALID);
    dir.write("bad.prisma", VALID.replace("[authorId]", "[authorid]"));
    dir.write("latin1.prisma", b"// caf\xe9\n");
    let check = |arguments: &[&str], expected| check(dir.path(), arguments, expected);
    check(
        &["contract", "validate", "good.prisma"],
        expect![[r#"
        exit 0
        1 file: valid
    "#]],
    );
    check(
        &["contract", "validate", "bad.prisma"],
        expect![[r#"
            exit 1
            error[PSL0203]: Error validating: The argument fields must refer only to existing fields. The following fields do not exist in this model: authorid
               --> bad.prisma:15:37
            15 |   author   Author @relation(fields: [authorid], references: [id])
               |                                     ^^^^^^^^^^
               fix: did you mean `authorId`?

            error[PSL0703]: Error validating: You must specify the same number of fields in `fields` and `references`.
               --> bad.prisma:15:19
            15 |   author   Author @relation(fields: [authorid], references: [id])
               |                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

            1 file: 2 errors
        "#]],
    );
    check(
        &["contract", "validate", "good.prisma", "--format", "json"],
        expect![[r#"
        exit 0
        []
    "#]],
    );
    check(
        &["contract", "validate", "bad.prisma", "--format", "json"],
        expect![[r#"
            exit 1
            [{"code":"PSL0203","severity":"error","file":"bad.prisma","start":259,"end":269,"line":15,"message":"Error validating: The argument fields must refer only to existing fields. The following fields do not exist in this model: authorid","fixes":[{"title":"did you mean `authorId`?","edits":[{"file":"bad.prisma","start":260,"end":268,"text":"authorId"}]}]},{"code":"PSL0703","severity":"error","file":"bad.prisma","start":241,"end":288,"line":15,"message":"Error validating: You must specify the same number of fields in `fields` and `references`.","fixes":[]}]
        "#]],
    );
    check(
        &["contract", "validate", "latin1.prisma"],
        expect![[r#"
            exit 1
            error: latin1.prisma is not UTF-8: on line 1, the byte at offset 6 (0xe9) begins no character; save the file as UTF-8
        "#]],
    );
    check(
        &["contract", "validate", "missing"],
        expect![[r#"
            exit 1
            error: there is no missing; name a .prisma file, or a folder that holds some
        "#]],
    );
    check(
        &["contract", "validate"],
        expect![[r#"
            exit 1
            error: there is no schema here: neither prisma.config.ts nor package.json names one, and there is no contract, schema.prisma, prisma/schema.prisma or prisma/schema; name a .prisma file, or a folder that holds some
        "#]],
    );
}

#[test]
fn format_writes_checks_or_prints() {
    let dir = Dir::new("format");
    let crooked = "model A {\n id Int @id\n   name   String\n}\n";
    let path = dir.write("schema.prisma", crooked);
    let check = |arguments: &[&str], expected| check(dir.path(), arguments, expected);
    check(
        &["contract", "format", "schema.prisma", "--stdout"],
        expect![[r#"
            exit 0
            model A {
              id   Int    @id
              name String
            }
        "#]],
    );
    check(
        &["contract", "format", "schema.prisma", "--check"],
        expect![[r#"
            exit 1
            schema.prisma is not formatted
        "#]],
    );
    assert_eq!(std::fs::read_to_string(&path).expect("it"), crooked, "--check wrote something");
    let mode = || std::fs::metadata(&path).expect("it").permissions().mode() & 0o777;
    std::fs::set_permissions(&path, Permissions::from_mode(0o640)).expect("a mode");
    check(
        &["contract", "format", "."],
        expect![[r#"
            exit 0
            formatted ./schema.prisma
        "#]],
    );
    assert_eq!(mode(), 0o640, "the mode stays");
    let names = std::fs::read_dir(dir.path()).expect("the folder").count();
    assert_eq!(names, 1, "nothing is left beside the file");
    check(
        &["contract", "format", ".", "--check"],
        expect![[r#"
            exit 0
            1 file: nothing to format
        "#]],
    );
}

#[test]
fn diff_says_what_leads_where() {
    let dir = library("diff");
    let check = |arguments: &[&str], expected| check(dir.path(), arguments, expected);
    let from_empty = ["contract", "migrate", "diff", "--from-empty", "--to-schema", "prisma"];
    check(
        &from_empty,
        expect![[r#"
            exit 0
            [+] Added schemas
              - public

            [+] Added tables
              - Author
              - Book

            [*] Changed the `Book` table
              [+] Added foreign key on columns (authorId)
        "#]],
    );
    check(
        &[&from_empty[..], &["--script", "--exit-code"]].concat(),
        expect![[r#"
            exit 2
            -- CreateSchema
            CREATE SCHEMA IF NOT EXISTS "public";

            -- CreateTable
            CREATE TABLE "Author" (
                "id" SERIAL NOT NULL,

                CONSTRAINT "Author_pkey" PRIMARY KEY ("id")
            );

            -- CreateTable
            CREATE TABLE "Book" (
                "id" INTEGER NOT NULL,
                "title" TEXT NOT NULL,
                "authorId" INTEGER NOT NULL,

                CONSTRAINT "Book_pkey" PRIMARY KEY ("id"),
                CONSTRAINT "Book_title_check" CHECK (length(title) > 0)
            );

            -- AddForeignKey
            ALTER TABLE "Book" ADD CONSTRAINT "Book_authorId_fkey" FOREIGN KEY ("authorId") REFERENCES "Author"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
        "#]],
    );
    let same = [
        "contract",
        "migrate",
        "diff",
        "--from-schema",
        "prisma",
        "--to-schema",
        "prisma/schema.prisma",
    ];
    check(
        &[&same[..], &["--exit-code"]].concat(),
        expect![[r#"
            exit 0
            No difference detected.
        "#]],
    );
    check(
        &["contract", "migrate", "diff", "--from-migrations", "nowhere", "--to-empty"],
        expect![[r#"
            exit 1
            error: there is no migrations folder nowhere
        "#]],
    );
    let (code, _, _) = run(dir.path(), &["contract", "migrate", "diff", "--from-empty"]);
    assert_eq!(code, 1, "2 says that two states differ");
}

#[test]
fn a_migration_is_written_once() {
    let dir = library("dev");
    let dev = ["contract", "migrate", "dev", "--contract", "prisma", "--name"];
    let (code, out, err) = run(dir.path(), &[&dev[..], &["first"]].concat());
    assert_eq!(code, 0, "{err}");
    assert!(out.starts_with("wrote prisma/migrations/") && out.contains("_first"), "{out}");
    let check = |arguments: &[&str], expected| check(dir.path(), arguments, expected);
    check(
        &[&dev[..], &["second"]].concat(),
        expect![[r#"
            exit 0
            the migrations lead to the schema already; nothing is written
        "#]],
    );
    check(
        &[&dev[..], &["Second One"]].concat(),
        expect![[r#"
            exit 0
            the migrations lead to the schema already; nothing is written
        "#]],
    );
    let diff = [
        "contract",
        "migrate",
        "diff",
        "--from-migrations",
        "prisma/migrations",
        "--to-schema",
        "prisma",
    ];
    check(
        &diff,
        expect![[r#"
            exit 0
            No difference detected.
        "#]],
    );
}

#[test]
fn codes_are_explained() {
    let dir = Dir::new("explain");
    let check = |arguments: &[&str], expected| check(dir.path(), arguments, expected);
    check(
        &["contract", "explain", "psl0203"],
        expect![[r#"
            exit 0
            PSL0203: a field is not declared on this model
            (error: the schema can't be used)

            The list names fields of the model by their names in the schema, not in the database.

            For example:

                model User {
                  id    Int    @id
                  email String

                  @@index([emial])
                }

            Instead:

                model User {
                  id    Int    @id
                  email String

                  @@index([email])
                }
        "#]],
    );
    check(
        &["contract", "explain", "PSL9999"],
        expect![[r#"
            exit 1
            error: there is no code `PSL9999`. `repertoire contract explain --list` shows all 104
        "#]],
    );
    let (_, all, _) = run(dir.path(), &["contract", "explain"]);
    assert!(all.lines().count() > 50, "{all}");
}
