//! How a schema is laid out: our own examples, also of what Prisma gives up on or gets wrong.

use expect_test::{Expect, expect};

fn check(text: &str, expected: Expect) {
    let once = psl::format_completed(text);
    assert_eq!(psl::format_completed(&once), once, "formatting twice is not formatting once");
    expected.assert_eq(&once);
}

#[test]
fn columns_stand_under_each_other_and_attributes_have_their_order() {
    check(
        "model   Book{\n\tid Int @default( autoincrement( ) )@id\n title String[]   @db.Text\n\n\n\
         @@map( \"books\" )\n  price Decimal?\n@@index( [ title,price( sort:Desc ) ],name :\"x\")\n}",
        expect![[r#"
            model Book {
              id    Int      @id @default(autoincrement())
              title String[] @db.Text
              price Decimal?

              @@index([title, price(sort: Desc)], name: "x")
              @@map("books")
            }
        "#]],
    );
}

#[test]
fn a_type_that_prisma_lacks_is_kept_whole() {
    check(
        "model A {\n id Int @id\n  range Unsupported( \"numeric(10,2)\" )? @map(\"r\")\n}\n",
        expect![[r#"
            model A {
              id    Int                             @id
              range Unsupported( "numeric(10,2)" )? @map("r")
            }
        "#]],
    );
}

#[test]
fn an_argument_that_is_a_field_with_options_is_said_once() {
    check(
        "model A {\n id Int @id\n seen DateTime\n @@index(seen(sort: Asc))\n}\n",
        expect![[r#"
            model A {
              id   Int      @id
              seen DateTime

              @@index(seen(sort: Asc))
            }
        "#]],
    );
}

#[test]
fn comments_keep_their_places_and_their_blanks() {
    check(
        "// top  \n\n\n\nmodel A { /// opens\n  id Int @id // key\n  /* one\n     * two */\n  a Int\n\n\n  \
         // apart\n\n  /// with the map\n  @@map(\"a\") // behind\n  // last\n} // closes\nenum E {\n  A /// first\n}",
        expect![[r#"
            // top  

            model A {
              // opens
              id Int @id // key
              /**
               * one
               * two
               */
              a  Int

              // apart
              // last

              /// with the map
              @@map("a") // behind
            }

            // closes
            enum E {
              A /// first
            }
        "#]],
    );
}

#[test]
fn lines_that_cannot_be_read_are_left_alone() {
    check(
        "model A {\n id Int @id\n  what is   this?\n  list Int[ ]\n b   Int // fine\n @@index([ id ,])\n}\n\n\
         modl   B {\n  id   Int\n}\n\nenum C {\n A  @map(\"a\"\n  B\n}\n\nmodel D {\n id Int @id\n",
        expect![[r#"
            model A {
              id Int @id
              what is   this?
              list Int[ ]
              b  Int // fine
              @@index([ id ,])
            }

            modl   B {
              id   Int
            }

            enum C {
              A  @map("a"
              B
            }

            model D {
             id Int @id
        "#]],
    );
}

#[test]
fn a_comment_that_is_never_closed_spoils_its_line_only() {
    check(
        "/* lost\nmodel A {\n id   Int @id /* lost too\n b    Int\n}\n",
        expect![[r#"
            /* lost
            model A {
              id   Int @id /* lost too
              b Int
            }
        "#]],
    );
}

#[test]
fn line_ends_and_marks_of_other_systems() {
    check(
        "\u{feff}model A {\r\n\u{a0}id\tInt @id\r\n\r\n\r\n  größe Int\r  name String\r\n}\r\n",
        expect![[r#"
            model A {
              id Int @id

              größe Int
              name    String
            }
        "#]],
    );
}

#[test]
fn the_missing_half_of_a_relation_is_written() {
    check(
        "model Person {\n id Int @id\n}\n\nmodel APIKey {\n id Int @id\n holder Person\n}\n\n\
         model Company {\n id String @id @db.Uuid\n people Person[]\n}\n",
        expect![[r#"
            model Person {
              id        Int      @id
              apikeys   APIKey[]
              company   Company? @relation(fields: [companyId], references: [id])
              companyId String?  @db.Uuid
            }

            model APIKey {
              id       Int    @id
              holder   Person @relation(fields: [personId], references: [id])
              personId Int
            }

            model Company {
              id     String   @id @db.Uuid
              people Person[]
            }
        "#]],
    );
}

#[test]
fn an_attribute_above_the_fields_leaves_no_empty_line_behind() {
    check(
        "model A {\n  @@map(\"a\")\n\n  id Int @id\n}\n",
        expect![[r#"
            model A {
              id Int @id

              @@map("a")
            }
        "#]],
    );
}

/// Else it would not be known what is missing.
#[test]
fn relations_are_completed_only_where_attributes_can_be_resolved() {
    check(
        "model A {\n  id Int? @id\n  b B\n}\nmodel B {\n  id Int @id\n}\n",
        expect![[r#"
        model A {
          id Int? @id
          b  B
        }

        model B {
          id Int @id
        }
    "#]],
    );
    check(
        "model A {\n  id Int @id @default(unknown())\n  b B\n}\nmodel B {\n  id Int @id\n}\n",
        expect![[r#"
            model A {
              id  Int @id @default(unknown())
              b   B   @relation(fields: [bId], references: [id])
              bId Int
            }

            model B {
              id Int @id
              as A[]
            }
        "#]],
    );
}
