//! NOT NULL on a column that is there.

use super::{Danger, Example, Fix, Objection, Rule};
use crate::diff::Migration;
use crate::sql::{ident, name};
use crate::step::{Step, TableChange};

pub(super) const RULE: Rule = Rule {
    code: "MIG003",
    name: "set-not-null",
    why: "It fails on a NULL that is there, and reads the whole table while nobody else may.",
    bad: r#"ALTER TABLE "drafts" ALTER COLUMN "title" SET NOT NULL;"#,
    danger: Danger::MayFail,
    example: Example {
        old: "model Draft {\n  id    Int     @id\n  title String?\n}\n",
        new: "model Draft {\n  id    Int    @id\n  title String\n}\n",
        fix: Fix::Plan,
    },
    check,
};

fn check(step: &Step, _: &Migration) -> Vec<Objection> {
    let Step::AlterTable { table, changes } = step else { return Vec::new() };
    let required = changes.iter().filter_map(|change| match change {
        TableChange::AlterColumn(change) if change.from.nullable && !change.to.nullable => {
            Some(&change.name)
        }
        _ => None,
    });
    required
        .map(|column| {
            let (on, quoted) = (name(table), ident(column));
            let constraint = ident(&format!("{column}_is_there"));
            Objection {
                message: format!("{table}.{column} becomes NOT NULL while it may hold NULLs"),
                recipe: format!(
                    "Fill the NULLs, then, each in its own transaction:\n\
                     ALTER TABLE {on} ADD CONSTRAINT {constraint} CHECK ({quoted} IS NOT NULL) NOT VALID;\n\
                     ALTER TABLE {on} VALIDATE CONSTRAINT {constraint};\n\
                     ALTER TABLE {on} ALTER COLUMN {quoted} SET NOT NULL;\n\
                     ALTER TABLE {on} DROP CONSTRAINT {constraint};"
                ),
            }
        })
        .collect()
}
