//! A new column whose default every row needs its own call for.

use super::{Danger, Example, Fix, Objection, Rule};
use crate::diff::Migration;
use crate::safety::Work;
use crate::sql::{ident, name};
use crate::step::{Step, TableChange};

pub(super) const RULE: Rule = Rule {
    code: "MIG012",
    name: "add-computed-column",
    why: "A default that is not constant is written into every row while nobody may read the table.",
    bad: r#"ALTER TABLE "Draft" ADD COLUMN     "token" UUID NOT NULL DEFAULT gen_random_uuid();"#,
    danger: Danger::LocksTable,
    example: Example {
        old: "model Draft {\n  id Int @id\n}\n",
        new: "model Draft {\n  id    Int    @id\n  token String @default(dbgenerated(\"gen_random_uuid()\")) @db.Uuid\n}\n",
        fix: Fix::Plan,
    },
    check,
};

fn check(step: &Step, _: &Migration) -> Vec<Objection> {
    let Step::AlterTable { table, changes } = step else { return Vec::new() };
    let rewriting = |change: &&TableChange| {
        let alone = Step::AlterTable { table: table.clone(), changes: vec![(*change).clone()] };
        alone.safety().work == Work::Rewrite
    };
    let columns = changes.iter().filter_map(|change| match change {
        TableChange::AddColumn { name, .. } => Some(name).filter(|_| rewriting(&change)),
        _ => None,
    });
    let objection = |column: &String| {
        let (on, quoted) = (name(table), ident(column));
        Objection {
            message: format!("filling {table}.{column} rewrites the table"),
            recipe: format!(
                "Add {quoted} to {on} without a default, set the default, fill the old rows in \
                 batches, and make it required then."
            ),
        }
    };
    columns.map(objection).collect()
}
