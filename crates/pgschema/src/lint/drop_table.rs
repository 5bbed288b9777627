//! Dropping a table.

use super::{Danger, Example, Fix, Objection, Rule};
use crate::diff::Migration;
use crate::sql::name;
use crate::step::Step;

pub(super) const RULE: Rule = Rule {
    code: "MIG001",
    name: "drop-table",
    why: "All rows are lost, and code that still runs against the table fails at once.",
    bad: r#"DROP TABLE "drafts";"#,
    danger: Danger::LosesData,
    example: Example {
        old: "model Draft {\n  id Int @id\n}\n",
        new: "model Sketch {\n  id Int @id\n}\n",
        fix: Fix::Schema("/// @renamedFrom(\"Draft\")\nmodel Sketch {\n  id Int @id\n}\n"),
    },
    check,
};

fn check(step: &Step, _: &Migration) -> Vec<Objection> {
    let Step::DropTable { name: table, .. } = step else { return Vec::new() };
    let old = name(table);
    vec![Objection {
        message: format!("dropping {table} loses its rows"),
        recipe: format!(
            "If it was renamed, write `/// @renamedFrom(\"{}\")` above the model that it became.\n\
             Otherwise deploy code that no longer uses it, take a copy\n\
             (pg_dump --table='{old}'), and drop it in a later migration.",
            table.name
        ),
    }]
}
