//! A check that is proved at once.

use super::{Danger, Example, Fix, Objection, Rule};
use crate::diff::Migration;
use crate::sql::{ident, name};
use crate::step::{Step, TableChange};

pub(super) const RULE: Rule = Rule {
    code: "MIG011",
    name: "add-check",
    why: "Nobody may read the table until every row has been checked; one bad row fails it all.",
    bad: r#"ALTER TABLE "Draft" ADD CONSTRAINT "positive" CHECK (size > 0);"#,
    danger: Danger::LocksTable,
    example: Example {
        old: "model Draft {\n  id   Int @id\n  size Int\n}\n",
        new: "/// @check(size > 0, map: \"positive\")\nmodel Draft {\n  id   Int @id\n  size Int\n}\n",
        fix: Fix::Plan,
    },
    check,
};

fn check(step: &Step, _: &Migration) -> Vec<Objection> {
    let Step::AlterTable { table, changes } = step else { return Vec::new() };
    let checks = changes.iter().filter_map(|change| match change {
        TableChange::AddCheck { name, .. } => Some(name),
        _ => None,
    });
    let objection = |check: &String| {
        let (on, constraint) = (name(table), ident(check));
        Objection {
            message: format!("proving {check} stops all that reads {table}"),
            recipe: format!(
                "Each in its own transaction:\n\
                 ALTER TABLE {on} ADD CONSTRAINT {constraint} CHECK (…) NOT VALID;\n\
                 ALTER TABLE {on} VALIDATE CONSTRAINT {constraint};"
            ),
        }
    };
    checks.map(objection).collect()
}
