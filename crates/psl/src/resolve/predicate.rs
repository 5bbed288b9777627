//! `where:` of a partial index, as SQL.

use super::Context;
use super::arguments::Arguments;
use crate::diagnostic::{Code, span};
use crate::schema::ModelId;
use crate::syntax::ast::{Argument, Expression, Value};

impl<'a> Context<'a> {
    /// `where: raw("…")` as it stands, or `where: { field: value }` spelled out.
    pub(super) fn predicate(
        &mut self,
        model: ModelId,
        arguments: &Arguments<'a>,
    ) -> Option<String> {
        let value = arguments.get("where")?;
        match value.value() {
            Value::Call("raw") => self.raw(arguments, value),
            Value::Object => {
                let entries = value.arguments();
                let terms: Option<Vec<_>> = entries
                    .into_iter()
                    .map(|entry| self.comparison(model, arguments, entry))
                    .collect();
                terms.map(|terms| terms.join(" AND "))
            }
            _ => {
                let message = "`where` takes `raw(\"…\")` or an object such as `{ active: true }`.";
                self.attribute_error(Code::PartialIndex, arguments, message);
                None
            }
        }
    }

    fn comparison(
        &mut self,
        model: ModelId,
        arguments: &Arguments<'a>,
        entry: Argument<'a>,
    ) -> Option<String> {
        let name = entry.name()?;
        let value = entry.value()?;
        let source = &self.sources.models[model.0 as usize];
        let field = source.by_name.get(name.text).map(|id| self.schema.model(model).field(*id));
        let Some(scalar) = field.and_then(|field| field.scalar()) else {
            let message = format!(
                "`where` refers to `{}`, which is no scalar field of model `{}`.",
                name.text,
                self.schema.model(model).name
            );
            self.error(Code::PartialIndex, span(arguments.file, name.range), message);
            return None;
        };
        let column = quoted(&scalar.db_name);
        let (negated, value) = negation(value);
        match operand(value) {
            Some(None) => Some(format!("{column} IS {}NULL", if negated { "NOT " } else { "" })),
            Some(Some(text)) => {
                Some(format!("{column} {} {text}", if negated { "!=" } else { "=" }))
            }
            None => {
                let message = "`where` compares with a string, a number, a boolean or null.";
                self.error(Code::PartialIndex, arguments.span_of(value), message);
                None
            }
        }
    }
}

/// `{ not: value }`.
fn negation(value: Expression<'_>) -> (bool, Expression<'_>) {
    if let Value::Object = value.value()
        && let [entry] = value.arguments().as_slice()
        && entry.name().is_some_and(|name| name.text == "not")
        && let Some(inner) = entry.value()
    {
        return (true, inner);
    }
    (false, value)
}

/// The literal in SQL; `Some(None)` for null.
fn operand(value: Expression<'_>) -> Option<Option<String>> {
    match value.value() {
        Value::Constant("null") => Some(None),
        Value::Constant(word @ ("true" | "false")) => Some(Some(word.to_owned())),
        Value::Number(number) => Some(Some(number.to_owned())),
        Value::String(text) => Some(Some(format!("'{}'", text.replace('\'', "''")))),
        _ => None,
    }
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
