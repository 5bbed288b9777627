//! An index, not concurrently.

use super::{Danger, Example, Fix, Objection, Rule};
use crate::diff::Migration;
use crate::step::Step;

pub(super) const RULE: Rule = Rule {
    code: "MIG005",
    name: "create-index",
    why: "Writes to the table wait until the index is built.",
    bad: r#"CREATE INDEX "drafts_title_idx" ON "drafts"("title");"#,
    danger: Danger::LocksTable,
    example: Example {
        old: "model Draft {\n  id    Int    @id\n  title String\n}\n",
        new: "model Draft {\n  id    Int    @id\n  title String\n\n  @@index([title])\n}\n",
        fix: Fix::Plan,
    },
    check,
};

fn check(step: &Step, _: &Migration) -> Vec<Objection> {
    let Step::CreateIndex { table, name, .. } = step else { return Vec::new() };
    let concurrently = step.sql().join(";\n").replacen("INDEX ", "INDEX CONCURRENTLY ", 1);
    vec![Objection {
        message: format!("building {name} stops all writes to {table}"),
        recipe: format!(
            "In a migration of its own, outside a transaction:\n{concurrently};\n\
             If that fails, drop the invalid index that it leaves, and try again."
        ),
    }]
}
