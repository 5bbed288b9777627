//! A new column that must not be NULL and has no default.

use super::{Danger, Example, Fix, Objection, Rule};
use crate::diff::Migration;
use crate::step::{Step, TableChange};

pub(super) const RULE: Rule = Rule {
    code: "MIG008",
    name: "add-required-column",
    why: "On a table that holds rows it fails; on one that does not, old servers fail to insert.",
    bad: r#"ALTER TABLE "drafts" ADD COLUMN "title" TEXT NOT NULL;"#,
    danger: Danger::MayFail,
    example: Example {
        old: "model Draft {\n  id Int @id\n}\n",
        new: "model Draft {\n  id    Int    @id\n  title String\n}\n",
        fix: Fix::Schema("model Draft {\n  id    Int     @id\n  title String?\n}\n"),
    },
    check,
};

fn check(step: &Step, _: &Migration) -> Vec<Objection> {
    let Step::AlterTable { table, changes } = step else { return Vec::new() };
    let required = changes.iter().filter_map(|change| match change {
        TableChange::AddColumn { name, column }
            if !column.nullable
                && column.default.is_none()
                && column.identity.is_none()
                && column.generated.is_none() =>
        {
            Some(name)
        }
        _ => None,
    });
    required
        .map(|column| Objection {
            message: format!("{table}.{column} is required, and rows that are there have none"),
            recipe:
                "Add it as optional or with a default, fill it, and make it required in a later \
                     migration."
                    .to_owned(),
        })
        .collect()
}
