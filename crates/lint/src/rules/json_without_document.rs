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
            let typed = typescript(&field.docs.text);
            let name = typed.map_or_else(|| usual_name(&model.name, &field.name), str::to_owned);
            let known = match typed {
                Some(typed) => format!("only TypeScript knows (`[{typed}]`)"),
                None => "nothing says".to_owned(),
            };
            let message = format!(
                "{known} what is in `{}.{}`; write `/// @document({name})` above it and the shape into documents/{name}.schema.json, or make columns of what each row has",
                model.name, field.name
            );
            let edit = facts.line_above(&field.span, &format!("/// @document({name})"));
            let title = format!("name the document `{name}`");
            findings.push(Finding::new(RULE.code, &field.span, message).fix(title, edit));
        }
    }
    findings
}

/// `Book` and `notes` → `BookNotes`.
fn usual_name(model: &str, field: &str) -> String {
    let mut letters = field.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    model.chars().chain(first).chain(letters).collect()
}

/// The type that a comment names for prisma-json-types-generator: `/// [BookNotes]`.
fn typescript(docs: &str) -> Option<&str> {
    let named = docs.lines().find_map(|it| it.trim().strip_prefix('[')?.split_once(']'));
    let name = named.map(|(name, _)| name.trim())?;
    let word = |it: char| it.is_ascii_alphanumeric() || it == '_';
    (name.starts_with(|it: char| it.is_ascii_alphabetic()) && name.chars().all(word))
        .then_some(name)
}
