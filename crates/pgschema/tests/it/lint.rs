//! Every rule with the recipe it gives.

use crate::support::migration;
use expect_test::expect;
use pgschema::lint::{RULES, lint};
use std::collections::BTreeSet;

const OLD: &str = r#"
enum State {
  open
  lost
}

model Author {
  id Int @id
}

model Draft {
  id    Int     @id
  state State
  title String?
  size  Int
  gone  String?
  byId  Int
}

model Old {
  id Int @id
}
"#;

const NEW: &str = r#"
enum State {
  open
}

model Author {
  id     Int     @id
  drafts Draft[]
}

model Draft {
  id    Int    @id
  state State
  title String
  size  BigInt
  slug  String
  byId  Int
  by    Author @relation(fields: [byId], references: [id])

  @@index([title])
}
"#;

#[test]
fn each_rule_says_what_to_do_instead() {
    let findings = lint(&migration(OLD, NEW));
    let found: BTreeSet<&str> = findings.iter().map(|finding| finding.code).collect();
    assert_eq!(found, RULES.iter().map(|rule| rule.code).collect(), "each rule is shown");
    let said: Vec<String> = findings
        .iter()
        .map(|it| format!("{} {}: {}\n{}\n", it.code, it.rule, it.message, it.recipe))
        .collect();
    expect![[r#"
        MIG007 remove-enum-value: public.State loses lost
        Stop writing the value, and move the rows that have it (public.Draft.state) in batches;
        then this step runs. Or keep the value, and refuse it with `@check`.

        MIG002 drop-column: dropping public.Draft.gone loses its values
        If it was renamed, write `/// @renamedFrom("gone")` above the field that it became.
        Otherwise deploy code that no longer uses it first, and drop it in a later migration.

        MIG003 set-not-null: public.Draft.title becomes NOT NULL while it may hold NULLs
        Fill the NULLs, then, each in its own transaction:
        ALTER TABLE "Draft" ADD CONSTRAINT "title_is_there" CHECK ("title" IS NOT NULL) NOT VALID;
        ALTER TABLE "Draft" VALIDATE CONSTRAINT "title_is_there";
        ALTER TABLE "Draft" ALTER COLUMN "title" SET NOT NULL;
        ALTER TABLE "Draft" DROP CONSTRAINT "title_is_there";

        MIG004 change-type: another type for public.Draft.size rewrites the table
        Add a column of the new type, write to both, copy the old values in batches, read from the new one,
        and drop the old one in a later migration.

        MIG008 add-required-column: public.Draft.slug is required, and rows that are there have none
        Add it as optional or with a default, fill it, and make it required in a later migration.

        MIG001 drop-table: dropping public.Old loses its rows
        If it was renamed, write `/// @renamedFrom("Old")` above the model that it became.
        Otherwise deploy code that no longer uses it, take a copy
        (pg_dump --table='"Old"'), and drop it in a later migration.

        MIG005 create-index: building Draft_title_idx stops all writes to public.Draft
        In a migration of its own, outside a transaction:
        CREATE INDEX CONCURRENTLY "Draft_title_idx" ON "Draft"("title");
        If that fails, drop the invalid index that it leaves, and try again.

        MIG006 foreign-key: checking Draft_byId_fkey stops writes to public.Draft and public.Author
        Each in its own transaction:
        ALTER TABLE "Draft" ADD CONSTRAINT "Draft_byId_fkey" FOREIGN KEY ("byId") REFERENCES "Author"("id") ON DELETE RESTRICT ON UPDATE CASCADE NOT VALID;
        ALTER TABLE "Draft" VALIDATE CONSTRAINT "Draft_byId_fkey";
    "#]].assert_eq(&said.join("\n"));
}

#[test]
fn codes_are_given_once() {
    let codes: BTreeSet<&str> = RULES.iter().map(|rule| rule.code).collect();
    assert_eq!(codes.len(), RULES.len());
}
