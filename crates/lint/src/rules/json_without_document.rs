//! A JSON column whose shape nobody has written down.

use psl::schema::{Builtin, ScalarType};

use super::Rule;
use crate::facts::Facts;
use crate::finding::Finding;

pub(super) const RULE: Rule = Rule {
    code: "DSN0101",
    summary: "a Json field without a document",
    why: "Whatever was once written stays readable only for the code that wrote it. Name the document with `@document(Name)` and describe it in documents/Name.schema.json: it is then typed in generated code and checked at the door. What every row has, and what is decided on, is a column.",
    bad: "model Book {\n  id    Int  @id\n  notes Json\n}\n",
    good: "model Book {\n  id    Int  @id\n  /// @document(BookNotes)\n  notes Json\n}\n",
    check,
};

fn check(facts: &Facts<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for model in facts.models() {
        for (_, field, scalar) in model.scalar_fields() {
            let json = scalar.ty == ScalarType::Builtin(Builtin::Json);
            if !json || field.ignored || field.docs.directive("document").is_some() {
                continue;
            }
            let mut name = model.name.clone();
            let mut letters = field.name.chars();
            name.extend(letters.next().into_iter().flat_map(char::to_uppercase).chain(letters));
            let message = format!(
                "nothing says what is in `{}.{}`; write `/// @document({name})` above it and the shape into documents/{name}.schema.json, or make columns of what each row has",
                model.name, field.name
            );
            let edit = facts.line_above(&field.span, &format!("/// @document({name})"));
            let title = format!("name the document `{name}`");
            findings.push(Finding::new(RULE.code, &field.span, message).fix(title, edit));
        }
    }
    findings
}
