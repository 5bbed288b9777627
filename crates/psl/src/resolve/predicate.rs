//! `where:` of a partial index, as SQL.

use super::Context;
use super::arguments::Arguments;
use crate::diagnostic::{Code, Diagnostic};
use crate::preview_features::PARTIAL_INDEXES;
use crate::schema::{Builtin, Field, FieldKind, ModelId, ScalarType};
use crate::sql::ident;
use crate::syntax::ast::{Argument, Expression, Value};

const RAW: &str = "The `where` argument must be a raw() function with a string argument, e.g. \
                   `where: raw(\"status = 'active'\")`.";
const EITHER: &str = "The `where` argument must be either a raw() function call or an object \
                      literal, e.g. `where: raw(\"status = 'active'\")` or `where: { active: true }`.";
const VALUE: &str = "Expected true, false, null, a string, a number, or an object like \
                     { not: null }.";

/// A value that a column can be compared with.
enum Operand<'a> {
    Null,
    Boolean(&'a str),
    Number(&'a str),
    String(String),
}

impl<'a> Context<'a> {
    /// `where: raw("…")` as it stands, or `where: { field: value }` spelled out.
    pub(super) fn predicate(
        &mut self,
        model: ModelId,
        arguments: &Arguments<'a>,
    ) -> Option<String> {
        let value = arguments.get("where")?;
        self.partial_indexes_are_on(arguments, value);
        match value.value() {
            Value::Call("raw") => self.raw_predicate(arguments, value),
            Value::Object => self.object_predicate(model, arguments, value),
            Value::Error => None,
            _ => self.bad_predicate(arguments, value, EITHER),
        }
    }

    fn partial_indexes_are_on(&mut self, arguments: &Arguments<'a>, value: Expression<'a>) {
        if self.schema.has_preview(PARTIAL_INDEXES) {
            return;
        }
        let message = "Partial indexes are a preview feature. Add \"partialIndexes\" to \
                       previewFeatures in your generator block.";
        let message = super::attribute_message(&arguments.title(), message);
        let at = arguments.span_of(value);
        let mut diagnostic = Diagnostic::new(Code::PreviewFeature, at, message);
        diagnostic.fixes.extend(self.switch_on(PARTIAL_INDEXES));
        self.report(diagnostic);
    }

    fn bad_predicate(
        &mut self,
        arguments: &Arguments<'a>,
        value: Expression<'a>,
        message: &str,
    ) -> Option<String> {
        let text = super::attribute_message(&arguments.title(), message);
        self.error(Code::PartialIndex, arguments.span_of(value), text);
        None
    }

    fn raw_predicate(&mut self, arguments: &Arguments<'a>, call: Expression<'a>) -> Option<String> {
        let given = call.arguments();
        let text = given.first().and_then(|one| one.value()).and_then(Expression::string);
        match text {
            Some(text) if text.is_empty() => {
                let message = "The `where` argument cannot contain an empty string.";
                self.bad_predicate(arguments, call, message)
            }
            Some(text) => Some(text.into_owned()),
            None => self.bad_predicate(arguments, call, RAW),
        }
    }

    fn object_predicate(
        &mut self,
        model: ModelId,
        arguments: &Arguments<'a>,
        object: Expression<'a>,
    ) -> Option<String> {
        let entries = object.arguments();
        if entries.is_empty() {
            let message = "The `where` argument cannot be an empty object.";
            return self.bad_predicate(arguments, object, message);
        }
        let terms: Vec<_> =
            entries.into_iter().map(|entry| self.comparison(model, arguments, entry)).collect();
        let terms: Option<Vec<_>> = terms.into_iter().collect();
        terms.map(|terms| terms.join(" AND "))
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
        let Some(field) = field else {
            return self.unknown_in_predicate(model, arguments, &name);
        };
        let FieldKind::Scalar(scalar) = &field.kind else {
            let message = format!(
                "Field '{}' is a relation field. Only scalar fields can be used in the where clause.",
                name.text
            );
            return self.bad_predicate(arguments, value, &message);
        };
        let column = ident(&scalar.db_name);
        let comparison = operand(value).and_then(|(negated, operand)| {
            mismatch(field, &scalar.ty, &operand).map_or(Ok((negated, operand)), Err)
        });
        match comparison {
            Ok((negated, operand)) => Some(term(&column, negated, &operand)),
            Err(message) => self.bad_predicate(arguments, value, &message),
        }
    }

    fn unknown_in_predicate(
        &mut self,
        model: ModelId,
        arguments: &Arguments<'a>,
        name: &crate::syntax::ast::Name<'a>,
    ) -> Option<String> {
        let it = self.schema.model(model);
        let message = format!("Field '{}' does not exist in model '{}'.", name.text, it.name);
        let near = crate::nearest::nearest(
            name.text,
            it.scalar_fields().map(|(_, field, _)| field.name.as_str()),
        );
        let near = near.map(str::to_owned);
        let message = super::attribute_message(&arguments.title(), &message);
        let at = crate::diagnostic::span(arguments.file, name.range.clone());
        let diagnostic = Diagnostic::new(Code::UnknownField, at.clone(), message);
        self.report(diagnostic.meant(near.as_deref(), at));
        None
    }
}

/// What a field is compared with, and whether it is to differ (`{ not: value }`).
fn operand(value: Expression<'_>) -> Result<(bool, Operand<'_>), String> {
    let Value::Object = value.value() else { return literal(value).map(|it| (false, it)) };
    let entries = value.arguments();
    let [entry] = entries.as_slice() else {
        return Err(
            "Nested object in where clause must have exactly one key. Use `{ not: null }` \
                    or `{ not: \"value\" }`."
                .to_owned(),
        );
    };
    let name = entry.name().map_or("", |name| name.text);
    if name != "not" {
        return Err(format!(
            "Unknown key '{name}' in nested where clause object. Only 'not' is supported."
        ));
    }
    let inner = entry.value().ok_or_else(|| format!("Invalid value in where clause. {VALUE}"))?;
    literal(inner).map(|it| (true, it))
}

fn literal(value: Expression<'_>) -> Result<Operand<'_>, String> {
    match value.value() {
        Value::Constant("null") => Ok(Operand::Null),
        Value::Constant(word @ ("true" | "false")) => Ok(Operand::Boolean(word)),
        Value::Constant(word) => Err(format!("Invalid value '{word}' in where clause. {VALUE}")),
        Value::Number(number) => Ok(Operand::Number(number)),
        Value::String(text) => Ok(Operand::String(text.into_owned())),
        _ => Err(format!("Invalid value in where clause. {VALUE}")),
    }
}

/// Why a field can't be compared with this.
fn mismatch(field: &Field, ty: &ScalarType, operand: &Operand<'_>) -> Option<String> {
    use Builtin as B;
    let name = &field.name;
    let value = match operand {
        Operand::Null => return None,
        Operand::Boolean(_) => "Boolean",
        Operand::Number(_) => "a Number",
        Operand::String(_) => "a String",
    };
    match (ty, operand) {
        (ScalarType::Unsupported(_), _) => Some(format!(
            "Field '{name}' is an unsupported type and cannot be used in the object syntax of a \
             where clause. Use raw() instead."
        )),
        (ScalarType::Enum(_), Operand::String(_))
        | (ScalarType::Builtin(B::String | B::DateTime), Operand::String(_))
        | (ScalarType::Builtin(B::Boolean), Operand::Boolean(_))
        | (ScalarType::Builtin(B::Int | B::BigInt | B::Float | B::Decimal), Operand::Number(_)) => {
            None
        }
        (ScalarType::Enum(_), _) => Some(format!(
            "Type mismatch: field '{name}' is an Enum and only accepts String values in the where \
             clause."
        )),
        (ScalarType::Builtin(builtin), _) => Some(format!(
            "Type mismatch: field '{name}' is of type {builtin:?}, but the value is {value}."
        )),
    }
}

fn term(column: &str, negated: bool, operand: &Operand<'_>) -> String {
    let text = match operand {
        Operand::Null => {
            return format!("{column} IS {}NULL", if negated { "NOT " } else { "" });
        }
        Operand::Boolean(text) | Operand::Number(text) => (*text).to_owned(),
        Operand::String(text) => format!("'{}'", text.replace('\'', "''")),
    };
    format!("{column} {} {text}", if negated { "!=" } else { "=" })
}
