//! Dropping an index, not concurrently.

use super::{Danger, Example, Fix, Objection, Rule};
use crate::diff::Migration;
use crate::step::Step;

pub(super) const RULE: Rule = Rule {
    code: "MIG014",
    name: "drop-index",
    why: "It waits for every statement on the table to end, and all others wait behind it.",
    bad: r#"DROP INDEX "Draft_title_idx";"#,
    danger: Danger::LocksTable,
    example: Example {
        old: "model Draft {\n  id    Int    @id\n  title String\n\n  @@index([title])\n}\n",
        new: "model Draft {\n  id    Int    @id\n  title String\n}\n",
        fix: Fix::Plan,
    },
    check,
};

fn check(step: &Step, _: &Migration) -> Vec<Objection> {
    let Step::DropIndex { table, name, index, replaced_by_key: false } = step else {
        return Vec::new();
    };
    if index.constraint {
        return Vec::new();
    }
    let concurrently = step.sql().join(";\n").replacen("INDEX ", "INDEX CONCURRENTLY ", 1);
    vec![Objection {
        message: format!("dropping {name} waits for all that reads {table}, with others behind it"),
        recipe: format!("In a migration of its own, outside a transaction:\n{concurrently};"),
    }]
}
