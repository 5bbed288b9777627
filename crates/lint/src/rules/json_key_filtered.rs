//! A key that rows are chosen by, and that lives only inside JSON.

use psl::Span;
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
    let finding = |(asked, span): (KeyAsked, &Span)| {
        let KeyAsked { model, field, key, statement } = asked;
        let message = format!(
            "the statement `{statement}` chooses rows by the key `{key}` of `{model}.{field}`; make it a column (a generated one, if the document is written by others)"
        );
        Finding::new(RULE.code, span, message)
    };
    let mut findings: Vec<Finding> = asked(facts).into_iter().map(finding).collect();
    findings.dedup();
    findings
}

/// A key of a document by which a statement chooses rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyAsked {
    pub model: String,
    pub field: String,
    pub key: String,
    pub statement: String,
}

/// Every key of a document by which a statement chooses rows, with the place of the field.
pub(crate) fn asked<'a>(facts: &Facts<'a>) -> Vec<(KeyAsked, &'a Span)> {
    let mut all = Vec::new();
    for model in facts.models() {
        for (_, field, scalar) in model.scalar_fields() {
            if scalar.ty != ScalarType::Builtin(Builtin::Json) {
                continue;
            }
            for statement in &facts.statements {
                let of_field =
                    statement.of_table(&model.db_name).filter(|it| it.column == scalar.db_name);
                all.extend(of_field.filter_map(key).map(|key| {
                    let (model, field_name) = (model.name.clone(), field.name.clone());
                    let statement = statement.name.clone();
                    (KeyAsked { model, field: field_name, key, statement }, &field.span)
                }));
            }
        }
    }
    all
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
