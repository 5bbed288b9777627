//! Dropping a column.

use super::{Danger, Example, Fix, Objection, Rule};
use crate::diff::Migration;
use crate::step::{Step, TableChange};

pub(super) const RULE: Rule = Rule {
    code: "MIG002",
    name: "drop-column",
    why: "Its values are lost, and statements of running servers that name it fail at once.",
    bad: r#"ALTER TABLE "drafts" DROP COLUMN "title";"#,
    danger: Danger::LosesData,
    example: Example {
        old: "model Draft {\n  id    Int    @id\n  title String\n}\n",
        new: "model Draft {\n  id      Int    @id\n  heading String?\n}\n",
        fix: Fix::Schema(
            "model Draft {\n  id      Int     @id\n  /// @renamedFrom(\"title\")\n  heading String?\n}\n",
        ),
    },
    check,
};

fn check(step: &Step, _: &Migration) -> Vec<Objection> {
    let Step::AlterTable { table, changes } = step else { return Vec::new() };
    let dropped = changes.iter().filter_map(|change| match change {
        TableChange::DropColumn { name, .. } => Some(name),
        _ => None,
    });
    dropped
        .map(|column| Objection {
            message: format!("dropping {table}.{column} loses its values"),
            recipe: format!(
                "If it was renamed, write `/// @renamedFrom(\"{column}\")` above the field that it \
                 became.\nOtherwise deploy code that no longer uses it first, and drop it in a \
                 later migration."
            ),
        })
        .collect()
}
