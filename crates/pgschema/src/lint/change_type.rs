//! Another type for a column.

use super::{Danger, Example, Fix, Objection, Rule};
use crate::diff::Migration;
use crate::safety::rewrites;
use crate::step::{Cast, Step, TableChange};

pub(super) const RULE: Rule = Rule {
    code: "MIG004",
    name: "change-type",
    why: "The table is written anew while nobody may read it; values may not fit, or are lost.",
    bad: r#"ALTER TABLE "drafts" ALTER COLUMN "size" SET DATA TYPE BIGINT;"#,
    danger: Danger::LocksTable,
    example: Example {
        old: "model Draft {\n  id   Int @id\n  size Int\n}\n",
        new: "model Draft {\n  id   Int    @id\n  size BigInt\n}\n",
        fix: Fix::Plan,
    },
    check,
};

fn check(step: &Step, _: &Migration) -> Vec<Objection> {
    let Step::AlterTable { table, changes } = step else { return Vec::new() };
    let retyped = changes.iter().filter_map(|change| match change {
        // A wider VARCHAR, for one, is a change in the catalogue and nothing else.
        TableChange::AlterColumn(change) if !rewrites(&change.from.ty, &change.to.ty) => None,
        TableChange::AlterColumn(change) => Some((&change.name, change.type_change?)),
        TableChange::RecreateColumn { name, .. } => Some((name, Cast::Impossible)),
        _ => None,
    });
    retyped
        .map(|(column, cast)| Objection {
            message: match cast {
                Cast::Safe => format!("another type for {table}.{column} rewrites the table"),
                Cast::Risky => {
                    format!("another type for {table}.{column} rewrites the table, and may fail")
                }
                Cast::Impossible => format!(
                    "no cast leads to the new type of {table}.{column}: its values are lost"
                ),
            },
            recipe: "Add a column of the new type, write to both, copy the old values in batches, \
                     read from the new one,\nand drop the old one in a later migration."
                .to_owned(),
        })
        .collect()
}
