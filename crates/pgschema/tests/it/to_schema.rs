//! Catalogues as schemas, without a database: what is new beside what is there.

use expect_test::{Expect, expect};
use pgschema::from_schema;
use pgschema::to_schema::{Notes, PullOptions, Pulled, to_schema};
use psl::SourceFile;

fn file(path: &str, text: &str) -> SourceFile {
    SourceFile { path: path.into(), text: text.into() }
}

/// The database that `database` leads to, pulled into the files that are there.
fn pulled(database: &str, existing: &[SourceFile]) -> Pulled {
    let analysis = psl::analyze(&[file("database.prisma", database)]);
    let catalogue = from_schema(&analysis.schema).expect("a database");
    to_schema(&catalogue, &Notes::default(), existing, &PullOptions::default())
}

fn check(pulled: &Pulled, expected: Expect) {
    let files = pulled.files.iter().map(|file| format!("// {}\n{}", file.path, file.text));
    expected.assert_eq(&(files.collect::<String>() + &pulled.warnings.to_string()));
}

const DATABASE: &str = r#"
model users {
  id     Int     @id @default(autoincrement())
  handle String  @unique
  posts  posts[]
  state  state   @default(on_leave)
}

/// @check(length(title) > 0, map: "titled")
model posts {
  id        Int      @id
  title     String
  author_id Int
  users     users    @relation(fields: [author_id], references: [id])
  changed   DateTime

  @@index([title])
  @@index([author_id, changed(sort: Desc)], map: "newest")
}

enum state {
  here
  on_leave @map("on leave")
}
"#;

#[test]
fn a_schema_that_is_there_keeps_its_names_files_and_words() {
    let existing = [
        file(
            "prisma/base.prisma",
            "datasource db {\n  provider = \"postgresql\"\n}\n\nenum State {\n  /// At work.\n  HERE @map(\"here\")\n\n  @@map(\"state\")\n}\n",
        ),
        file(
            "prisma/people/users.prisma",
            "/// Who writes.\nmodel User {\n  id Int @id @default(autoincrement())\n  name String @unique @map(\"handle\") // as in @ada\n  /// @renamedFrom(\"mood\")\n  state State?\n  gone String\n\n  @@map(\"users\")\n}\n",
        ),
    ];
    check(
        &pulled(DATABASE, &existing),
        expect![[r#"
            // prisma/base.prisma
            datasource db {
              provider = "postgresql"
            }

            enum State {
              /// At work.
              HERE     @map("here")
              on_leave @map("on leave")

              @@map("state")
            }
            // prisma/people/users.prisma
            /// Who writes.
            model User {
              id    Int     @id @default(autoincrement())
              name  String  @unique @map("handle")
              /// @renamedFrom("mood")
              state State   @default(on_leave)
              posts posts[]

              @@map("users")
            }
            // prisma/introspected.prisma
            /// This table contains check constraints and requires additional setup for migrations. Visit https://pris.ly/d/check-constraints for more info.
            /// @check(length(title) > 0, map: "titled")
            model posts {
              id        Int      @id
              title     String
              author_id Int
              changed   DateTime
              User      User     @relation(fields: [author_id], references: [id])

              @@index([author_id, changed(sort: Desc)], map: "newest")
              @@index([title])
            }
            *** WARNING ***

            These fields were enriched with `@map` information taken from the previous Prisma schema:
              - Model: "User", field: "name"

            These models were enriched with `@@map` information taken from the previous Prisma schema:
              - "User"

            These enum values were enriched with `@map` information taken from the previous Prisma schema:
              - Enum: "State", value: "HERE"

            These enums were enriched with `@@map` information taken from the previous Prisma schema:
              - "State"

            These constraints are not supported by Prisma Client, because Prisma currently does not fully support check constraints. Read more: https://pris.ly/d/check-constraints
              - Model: "posts", constraint: "titled"
        "#]],
    );
}

#[test]
fn one_file_takes_what_is_new_and_relations_keep_their_fields() {
    let existing = [file(
        "schema.prisma",
        r#"datasource db {
  provider = "postgresql"
}

/// @check(length(title) > 0, map: "titled")
model Post {
  id      String   @id @default(cuid())
  heading String   @map("title")
  writer  Int      @map("author_id")
  /// Never anonymous.
  by      User     @relation("wrote", fields: [writer], references: [id])
  changed DateTime @updatedAt

  @@index([writer, changed(sort: Desc)], map: "newest")
  @@map("posts")
}

model User {
  id    Int    @id @default(autoincrement())
  wrote Post[] @relation("wrote")

  @@map("users")
}
"#,
    )];
    check(
        &pulled(DATABASE, &existing),
        expect![[r#"
            // schema.prisma
            datasource db {
              provider = "postgresql"
            }

            /// @check(length(title) > 0, map: "titled")
            model Post {
              id      Int      @id
              heading String   @map("title")
              writer  Int      @map("author_id")
              changed DateTime @updatedAt
              /// Never anonymous.
              by      User     @relation("wrote", fields: [writer], references: [id])

              @@index([writer, changed(sort: Desc)], map: "newest")
              @@index([heading])
              @@map("posts")
            }

            model User {
              id     Int    @id @default(autoincrement())
              handle String @unique
              state  state  @default(on_leave)
              wrote  Post[] @relation("wrote")

              @@map("users")
            }

            enum state {
              here
              on_leave @map("on leave")
            }
            *** WARNING ***

            These fields were enriched with `@map` information taken from the previous Prisma schema:
              - Model: "Post", field: "heading"
              - Model: "Post", field: "writer"

            These models were enriched with `@@map` information taken from the previous Prisma schema:
              - "Post"
              - "User"

            These constraints are not supported by Prisma Client, because Prisma currently does not fully support check constraints. Read more: https://pris.ly/d/check-constraints
              - Model: "Post", constraint: "titled"
        "#]],
    );
}

/// As Prisma has them: features in the order of their names, what is documented inside above.
#[test]
fn a_generator_keeps_its_words() {
    let existing = [file(
        "schema.prisma",
        r#"datasource db {
  provider = "postgresql"
}

/// Made by hand.
generator client {
  output          = "./client" /// beside the schema
  provider        = "prisma-client"
  previewFeatures = ["views", "relationJoins"]
  /// moduleFormat = "cjs"
}
"#,
    )];
    check(
        &pulled("enum state {\n  here\n}\n", &existing),
        expect![[r#"
        // schema.prisma
        /// Made by hand.
        /// beside the schema
        /// moduleFormat = "cjs"
        generator client {
          provider        = "prisma-client"
          output          = "./client"
          previewFeatures = ["relationJoins", "views"]
        }

        datasource db {
          provider = "postgresql"
        }

        enum state {
          here
        }
    "#]],
    );
}

/// As `prisma db pull` does: in every generator, behind the features that are there.
#[test]
fn a_predicate_switches_on_the_preview_that_can_say_it() {
    let existing = [file(
        "schema.prisma",
        r#"generator client {
  provider        = "prisma-client"
  previewFeatures = ["views", "relationJoins"]
}

generator docs {
  provider = "docs"
  depth    = "2"
}

datasource db {
  provider = "postgresql"
}
"#,
    )];
    let table = "model user {\n  id Int @id\n  email String\n  \
                 @@index([email], map: \"live\", where: raw(\"id > 0\"))\n}\n";
    check(
        &pulled(table, &existing),
        expect![[r#"
            // schema.prisma
            generator client {
              provider        = "prisma-client"
              previewFeatures = ["relationJoins", "views", "partialIndexes"]
            }

            generator docs {
              provider        = "docs"
              previewFeatures = ["partialIndexes"]
              depth           = "2"
            }

            datasource db {
              provider = "postgresql"
            }

            model user {
              id    Int    @id
              email String

              @@index([email], map: "live", where: raw("id > 0"))
            }
        "#]],
    );
}

/// As `prisma db pull` does with features in any case; and again, when it finds what it added.
#[test]
fn features_go_by_prismas_names() {
    let existing = |features: &str| {
        let text = format!(
            "generator client {{\n  provider = \"prisma-client\"\n  previewFeatures = {features}\n}}\n\n\
             datasource db {{\n  provider = \"postgresql\"\n}}\n"
        );
        [file("schema.prisma", &text)]
    };
    let table =
        "model user {\n  id Int @id\n  @@index([id], map: \"live\", where: raw(\"id > 0\"))\n}\n";
    let features = |pulled: &Pulled| {
        let lines = pulled.files[0].text.lines().map(str::trim);
        lines
            .filter(|it| it.contains("previewFeatures") || it.contains("live"))
            .collect::<Vec<_>>()
            .join("\n")
    };
    let shouted =
        pulled(table, &existing(r#"["PARTIALINDEXES", "Views", "typedSql", "typedsql"]"#));
    expect![[r#"
        previewFeatures = ["partialIndexes", "typedSql", "views"]
        @@index([id], map: "live", where: raw("id > 0"))"#]]
    .assert_eq(&features(&shouted));
    let again = pulled(table, &existing(r#"["relationJoins", "views", "partialIndexes"]"#));
    expect![[r#"
        previewFeatures = ["partialIndexes", "relationJoins", "views"]
        @@index([id], map: "live", where: raw("id > 0"))"#]]
    .assert_eq(&features(&again));
}

/// What a pull into nothing wrote stays as it is.
#[test]
fn a_new_schema_is_pulled_again_to_the_same() {
    let database = r#"generator client {
  provider        = "prisma-client"
  previewFeatures = ["postgresqlExtensions", "partialIndexes"]
}

datasource db {
  provider   = "postgresql"
  extensions = [citext]
}

model user {
  id Int @id

  @@index([id], map: "live", where: raw("id > 0"))
}
"#;
    let first = pulled(database, &[]);
    let second = pulled(database, &first.files);
    assert_eq!(second.files, first.files);
    check(
        &first,
        expect![[r#"
        // schema.prisma
        generator rust {
          provider        = "repertoire-generator"
          previewFeatures = ["partialIndexes", "postgresqlExtensions"]
        }

        datasource db {
          provider   = "postgresql"
          extensions = [citext]
        }

        model user {
          id Int @id

          @@index([id], map: "live", where: raw("id > 0"))
        }
    "#]],
    );
}
