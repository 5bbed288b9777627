//! Something that is to change, on a row that never does.

use psl::schema::{Field, Model, ScalarField};

use super::Rule;
use crate::facts::{Facts, words};
use crate::finding::Finding;
use crate::sql::Clause;

pub(super) const RULE: Rule = Rule {
    code: "DSN0108",
    summary: "a mutable column on an append-only model",
    why: "Rows of an `@appendOnly` model are inserted and never changed: the database refuses. What changes later is a row of its own that refers to this one, or belongs on another model.",
    bad: "/// @appendOnly\nmodel Payment {\n  id        Int      @id\n  updatedAt DateTime @updatedAt\n}\n",
    good: "/// @appendOnly\nmodel Payment {\n  id     Int      @id\n  paidAt DateTime\n}\n",
    check,
};

fn check(facts: &Facts<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for model in facts.models().filter(|it| it.docs.directive("appendOnly").is_some()) {
        for (_, field, scalar) in model.scalar_fields() {
            let Some(why) = changes(facts, model, field, scalar) else { continue };
            let message = format!(
                "`{}` is append-only, and {why}; move `{}` to another model, or say the change as a row of its own",
                model.name, field.name
            );
            findings.push(Finding::new(RULE.code, &field.span, message));
        }
    }
    findings
}

fn changes(
    facts: &Facts<'_>,
    model: &Model,
    field: &Field,
    scalar: &ScalarField,
) -> Option<String> {
    let words = words(&field.name);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let update = facts.statements.iter().find(|statement| {
        let sets =
            |it: &crate::sql::Mention| it.clause == Clause::Set && it.column == scalar.db_name;
        statement.updated.contains(&model.db_name) && statement.of_table(&model.db_name).any(sets)
    });
    match (update, words.as_slice()) {
        (Some(statement), _) => {
            Some(format!("the statement `{}` sets a column of it", statement.name))
        }
        (None, _) if scalar.updated_at => Some("`@updatedAt` says when a row changed".to_owned()),
        (None, ["updated" | "modified" | "deleted" | "archived", "at"] | ["is", "deleted"]) => {
            Some(format!("`{}` says when a row changed", field.name))
        }
        (None, ["status" | "state"]) => Some(format!("a `{}` is there to change", field.name)),
        (None, _) => None,
    }
}
