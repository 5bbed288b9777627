//! A key that rows are chosen by, and that lives only inside JSON.

use psl::schema::{Builtin, ScalarType};

use super::Rule;
use crate::facts::Facts;
use crate::finding::Finding;
use crate::sql::{Clause, Mention};

pub(super) const RULE: Rule = Rule {
    code: "DSN0102",
    summary: "rows are chosen by a key that lives only in JSON",
    why: "No constraint holds the key, no statistics describe it, and each plan over it is a guess. What is filtered, joined or sorted on is a column; a generated one can follow the document.",
    bad: "model Book {\n  id    Int  @id\n  /// @document(BookNotes)\n  notes Json\n}\n\n-- name: sad_books\nSELECT b.id FROM \"Book\" b WHERE b.notes->>'mood' = 'sad';\n",
    good: "model Book {\n  id    Int    @id\n  /// @document(BookNotes)\n  notes Json\n  mood  String\n}\n\n-- name: sad_books\nSELECT b.id FROM \"Book\" b WHERE b.mood = 'sad';\n",
    check,
};

fn check(facts: &Facts<'_>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for model in facts.models() {
        for (_, field, scalar) in model.scalar_fields() {
            if scalar.ty != ScalarType::Builtin(Builtin::Json) {
                continue;
            }
            for statement in &facts.statements {
                let of_field =
                    statement.of_table(&model.db_name).filter(|it| it.column == scalar.db_name);
                for key in of_field.filter_map(key) {
                    let message = format!(
                        "the statement `{}` chooses rows by the key `{key}` of `{}.{}`; make it a column (a generated one, if the document is written by others)",
                        statement.name, model.name, field.name
                    );
                    findings.push(Finding::new(RULE.code, &field.span, message));
                }
            }
        }
    }
    findings.dedup();
    findings
}

/// The key that a filter asks for.
fn key(mention: &Mention) -> Option<String> {
    if mention.clause != Clause::Path {
        return None;
    }
    match mention.operator.as_str() {
        "->" | "->>" | "#>" | "#>>" | "?" => Some(mention.operand.clone()),
        "@>" => mention.operand.split('"').nth(1).map(str::to_owned),
        _ => None,
    }
    .filter(|key| !key.is_empty())
}
