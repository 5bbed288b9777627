//! A value that is used in the migration that adds it.

use super::{Danger, Example, Fix, Objection, Rule};
use crate::diff::Migration;
use crate::step::Step;

pub(super) const RULE: Rule = Rule {
    code: "MIG009",
    name: "use-new-enum-value",
    why: "PostgreSQL refuses to use a new value in the transaction that adds it, so the script \
          commits in between: if the rest fails, half of the migration stays.",
    bad: r#"ALTER TYPE "State" ADD VALUE 'new'; … SET DEFAULT 'new';"#,
    danger: Danger::MayFail,
    example: Example {
        old: "enum State {\n  open\n}\n\nmodel Draft {\n  id    Int   @id\n  state State @default(open)\n}\n",
        new: "enum State {\n  open\n  new\n}\n\nmodel Draft {\n  id    Int   @id\n  state State @default(new)\n}\n",
        fix: Fix::Schema(
            "enum State {\n  open\n  new\n}\n\nmodel Draft {\n  id    Int   @id\n  state State @default(open)\n}\n",
        ),
    },
    check,
};

fn check(step: &Step, migration: &Migration) -> Vec<Objection> {
    let Step::AddEnumValues { name, .. } = step else { return Vec::new() };
    let used = migration.used_new_values(step);
    let objection = |value: &String| Objection {
        message: format!("the value {value} of {name} is used in the migration that adds it"),
        recipe: "Add the value in a migration of its own, and use it in the next one.".to_owned(),
    };
    used.into_iter().map(objection).collect()
}
