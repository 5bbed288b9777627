//! A foreign key that is checked at once.

use super::{Danger, Example, Fix, Objection, Rule};
use crate::diff::Migration;
use crate::sql::{ident, name};
use crate::step::Step;

pub(super) const RULE: Rule = Rule {
    code: "MIG006",
    name: "foreign-key",
    why: "Both tables take no writes until every row has been checked.",
    bad: r#"ALTER TABLE "drafts" ADD CONSTRAINT "drafts_author_fkey" FOREIGN KEY …;"#,
    danger: Danger::LocksTable,
    example: Example {
        old: "model Author {\n  id Int @id\n}\n\nmodel Draft {\n  id   Int @id\n  byId Int\n}\n",
        new: "model Author {\n  id     Int     @id\n  drafts Draft[]\n}\n\nmodel Draft {\n  id   Int    @id\n  byId Int\n  by   Author @relation(fields: [byId], references: [id])\n}\n",
        fix: Fix::Plan,
    },
    check,
};

fn check(step: &Step, _: &Migration) -> Vec<Objection> {
    let Step::AddForeignKey { table, name: key, key: value } = step else { return Vec::new() };
    let (on, constraint, add) = (name(table), ident(key), step.sql().join(";\n"));
    vec![Objection {
        message: format!("checking {key} stops writes to {table} and {}", value.target),
        recipe: format!(
            "Each in its own transaction:\n{add} NOT VALID;\n\
             ALTER TABLE {on} VALIDATE CONSTRAINT {constraint};"
        ),
    }]
}
