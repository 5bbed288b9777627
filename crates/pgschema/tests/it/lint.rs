//! Every rule with the recipe it gives.

use crate::support::{catalogue, migration};
use expect_test::expect;
use pgschema::lint::{Example, Fix, RULES, lint};
use pgschema::safe;
use pgschema::safety::{Lock, Work};
use std::collections::BTreeSet;

#[test]
fn each_rule_says_what_to_do_instead() {
    let said: Vec<String> = RULES
        .iter()
        .flat_map(|rule| {
            let findings = lint(&migration(rule.example.old, rule.example.new));
            findings.into_iter().filter(|finding| finding.code == rule.code)
        })
        .map(|it| format!("{} {}: {}\n{}\n", it.code, it.rule, it.message, it.recipe))
        .collect();
    expect![[r#"
        MIG001 drop-table: dropping public.Draft loses its rows
        If it was renamed, write `/// @renamedFrom("Draft")` above the model that it became.
        Otherwise deploy code that no longer uses it, take a copy
        (pg_dump --table='"Draft"'), and drop it in a later migration.

        MIG002 drop-column: dropping public.Draft.title loses its values
        If it was renamed, write `/// @renamedFrom("title")` above the field that it became.
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

        MIG005 create-index: building Draft_title_idx stops all writes to public.Draft
        In a migration of its own, outside a transaction:
        CREATE INDEX CONCURRENTLY "Draft_title_idx" ON "Draft"("title");
        If that fails, drop the invalid index that it leaves, and try again.

        MIG006 foreign-key: checking Draft_byId_fkey stops writes to public.Draft and public.Author
        Each in its own transaction:
        ALTER TABLE "Draft" ADD CONSTRAINT "Draft_byId_fkey" FOREIGN KEY ("byId") REFERENCES "Author"("id") ON DELETE RESTRICT ON UPDATE CASCADE NOT VALID;
        ALTER TABLE "Draft" VALIDATE CONSTRAINT "Draft_byId_fkey";

        MIG007 remove-enum-value: public.State loses lost
        Stop writing the value, and move the rows that have it (public.Draft.state) in batches;
        then this step runs. Or keep the value, and refuse it with `@check`.

        MIG008 add-required-column: public.Draft.title is required, and rows that are there have none
        Add it as optional or with a default, fill it, and make it required in a later migration.

        MIG009 use-new-enum-value: the value new of public.State is used in the migration that adds it
        Add the value in a migration of its own, and use it in the next one.

        MIG010 add-primary-key: building the primary key of public.Draft stops all that reads it
        In a migration of its own:
        CREATE UNIQUE INDEX CONCURRENTLY "Draft_pkey_new" ON "Draft"("number");
        then:
        ALTER TABLE "Draft" ADD CONSTRAINT "Draft_pkey" PRIMARY KEY USING INDEX "Draft_pkey_new";

        MIG011 add-check: proving positive stops all that reads public.Draft
        Each in its own transaction:
        ALTER TABLE "Draft" ADD CONSTRAINT "positive" CHECK (…) NOT VALID;
        ALTER TABLE "Draft" VALIDATE CONSTRAINT "positive";

        MIG012 add-computed-column: filling public.Draft.token rewrites the table
        Add "token" to "Draft" without a default, set the default, fill the old rows in batches, and make it required then.

        MIG013 rename: public.Draft.title becomes public.Draft.heading, and servers that know the old name fail
        Keep the old name in the database with `@map`, and rename in the schema alone;
        or stop the servers for this migration.

        MIG014 drop-index: dropping Draft_title_idx waits for all that reads public.Draft, with others behind it
        In a migration of its own, outside a transaction:
        DROP INDEX CONCURRENTLY "Draft_title_idx";
    "#]].assert_eq(&said.join("\n"));
}

#[test]
fn codes_are_given_once() {
    let codes: BTreeSet<&str> = RULES.iter().map(|rule| rule.code).collect();
    assert_eq!(codes.len(), RULES.len());
}

/// The example of a rule is its test: it objects to the old way, and to the cure it does not.
#[test]
fn each_rule_objects_to_its_example_and_not_to_its_fix() {
    let objects = |old: &str, new: &str, code: &str| {
        lint(&migration(old, new)).iter().any(|finding| finding.code == code)
    };
    for rule in RULES {
        let Example { old, new, fix } = rule.example;
        assert!(objects(old, new, rule.code), "{}", rule.code);
        match fix {
            Fix::Schema(cured) => assert!(!objects(old, cured, rule.code), "{}", rule.code),
            Fix::Plan => assert!(bears_load(old, new), "{}", rule.code),
        }
    }
}

/// No phase reads or writes rows under a lock that stops writers.
fn bears_load(old: &str, new: &str) -> bool {
    let plan = safe(&migration(old, new), &catalogue(old));
    plan.phases.iter().all(|phase| {
        let blocks = |it: &Lock| it.blocks_writes();
        let strongest = phase.statements.iter().filter_map(|it| it.safety.strongest()).max();
        let works = phase.statements.iter().any(|it| it.safety.work != Work::Catalogue);
        !(works && strongest.as_ref().is_some_and(blocks))
    })
}
