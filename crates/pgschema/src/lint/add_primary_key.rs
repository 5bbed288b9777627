//! A primary key on a table that is there.

use super::{Danger, Example, Fix, Objection, Rule};
use crate::diff::Migration;
use crate::sql::{ident, list, name};
use crate::step::{Step, TableChange};

pub(super) const RULE: Rule = Rule {
    code: "MIG010",
    name: "add-primary-key",
    why: "Nobody may read the table until the key's index is built.",
    bad: r#"ALTER TABLE "Draft" DROP CONSTRAINT "Draft_pkey", ADD CONSTRAINT "Draft_pkey" PRIMARY KEY ("number");"#,
    danger: Danger::LocksTable,
    example: Example {
        old: "model Draft {\n  id     Int @id\n  number Int\n}\n",
        new: "model Draft {\n  id     Int\n  number Int @id\n}\n",
        fix: Fix::Plan,
    },
    check,
};

fn check(step: &Step, _: &Migration) -> Vec<Objection> {
    let Step::AlterTable { table, changes } = step else { return Vec::new() };
    let keys = changes.iter().filter_map(|change| match change {
        TableChange::AddPrimaryKey { key } => Some(key),
        _ => None,
    });
    let objection = |key: &crate::catalogue::PrimaryKey| {
        let (on, columns) = (name(table), list(&key.columns, ", "));
        let (key, index) = (ident(&key.name), ident(&format!("{}_new", key.name)));
        Objection {
            message: format!("building the primary key of {table} stops all that reads it"),
            recipe: format!(
                "In a migration of its own:\n\
                 CREATE UNIQUE INDEX CONCURRENTLY {index} ON {on}({columns});\n\
                 then:\nALTER TABLE {on} ADD CONSTRAINT {key} PRIMARY KEY USING INDEX {index};"
            ),
        }
    };
    keys.map(objection).collect()
}
