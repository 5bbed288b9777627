//! An enum that loses values.

use super::{Danger, Example, Fix, Objection, Rule};
use crate::diff::Migration;
use crate::step::Step;

pub(super) const RULE: Rule = Rule {
    code: "MIG007",
    name: "remove-enum-value",
    why: "Every table with such a column is written anew, and a row that still has it fails it all.",
    bad: r#"CREATE TYPE "State_new" AS ENUM ('open'); …"#,
    danger: Danger::MayFail,
    example: Example {
        old: "enum State {\n  open\n  lost\n}\n\nmodel Draft {\n  id    Int   @id\n  state State\n}\n",
        new: "enum State {\n  open\n}\n\nmodel Draft {\n  id    Int   @id\n  state State\n}\n",
        fix: Fix::Plan,
    },
    check,
};

fn check(step: &Step, _: &Migration) -> Vec<Objection> {
    let Step::RecreateEnum(step) = step else { return Vec::new() };
    let places: Vec<String> =
        step.columns.iter().map(|column| format!("{}.{}", column.table, column.column)).collect();
    vec![Objection {
        message: format!("{} loses {}", step.name, step.removed.join(", ")),
        recipe: format!(
            "Stop writing the value, and move the rows that have it ({}) in batches;\n\
             then this step runs. Or keep the value, and refuse it with `@check`.",
            places.join(", ")
        ),
    }]
}
