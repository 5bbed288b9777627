//! Another name for what running servers use.

use super::{Danger, Example, Fix, Objection, Rule};
use crate::diff::Migration;
use crate::step::Step;

pub(super) const RULE: Rule = Rule {
    code: "MIG013",
    name: "rename",
    why: "Statements of running servers that use the old name fail from that moment on.",
    bad: r#"ALTER TABLE "Draft" RENAME COLUMN "title" TO "heading";"#,
    danger: Danger::BreaksServers,
    example: Example {
        old: "model Draft {\n  id    Int    @id\n  title String\n}\n",
        new: "model Draft {\n  id      Int    @id\n  /// @renamedFrom(\"title\")\n  heading String\n}\n",
        fix: Fix::Schema(
            "model Draft {\n  id      Int    @id\n  heading String @map(\"title\")\n}\n",
        ),
    },
    check,
};

fn check(step: &Step, _: &Migration) -> Vec<Objection> {
    let (old, new, map) = match step {
        Step::RenameTable { from, to } => (from.to_string(), to.to_string(), "@@map"),
        Step::RenameColumn { table, from, to } => {
            (format!("{table}.{from}"), format!("{table}.{to}"), "@map")
        }
        Step::RenameEnumValue { name, from, to } => {
            (format!("{from} of {name}"), format!("{to} of {name}"), "@map")
        }
        _ => return Vec::new(),
    };
    vec![Objection {
        message: format!("{old} becomes {new}, and servers that know the old name fail"),
        recipe: format!(
            "Keep the old name in the database with `{map}`, and rename in the schema alone;\n\
             or stop the servers for this migration."
        ),
    }]
}
