//! `@default(…)`.

use std::borrow::Cow;

use super::arguments::{Arguments, Shape};
use super::{Context, literals};
use crate::diagnostic::{Code, Diagnostic, Found, span};
use crate::schema::{
    Arity, Builtin, DefaultExpr, DefaultValue, FieldId, FileId, ModelId, ScalarType,
};
use crate::syntax::ast::{Argument, Attribute, Expression, Value};

const DEFAULT: Shape = Shape { unnamed: Some("value"), named: &["map"] };

/// The functions that a default may call.
const FUNCTIONS: &[&str] =
    &["autoincrement", "auto", "now", "cuid", "ulid", "uuid", "nanoid", "dbgenerated"];

impl<'a> Context<'a> {
    pub(super) fn default_value(
        &mut self,
        model: ModelId,
        field: FieldId,
        file: FileId,
        attribute: Attribute<'a>,
    ) -> Option<DefaultValue> {
        let arguments = self.arguments(file, attribute, DEFAULT);
        self.required(&arguments, "value")?;
        let value = arguments.get("value")?;
        let map = self.name(&arguments, "map");
        let (ty, arity) = {
            let field = self.schema.model(model).field(field);
            (field.scalar()?.ty.clone(), field.arity)
        };
        let expr = self.default_expression(&arguments, value, &ty, arity)?;
        if map.is_some() && expr == DefaultExpr::Autoincrement {
            let message = "Naming an autoincrement default value is not allowed.";
            self.attribute_error(Code::FunctionArguments, &arguments, message);
        }
        Some(DefaultValue { expr, map })
    }

    /// A default that can't be, with what would do instead.
    fn bad_default(
        &mut self,
        code: Code,
        arguments: &Arguments<'a>,
        value: Expression<'a>,
        message: &str,
        instead: Option<String>,
    ) {
        let message = super::attribute_message(&arguments.title(), message);
        let diagnostic = Diagnostic::new(code, arguments.span(), message);
        self.report(match instead {
            Some(text) => {
                let at = arguments.span_of(value);
                diagnostic.fix(format!("write `{text}`"), at, text)
            }
            None => diagnostic.fix("leave out the default", arguments.span(), ""),
        });
    }

    pub(super) fn default_expression(
        &mut self,
        arguments: &Arguments<'a>,
        value: Expression<'a>,
        ty: &ScalarType,
        arity: Arity,
    ) -> Option<DefaultExpr> {
        if let Value::Call("dbgenerated") = value.value() {
            return self.dbgenerated(arguments, value);
        }
        match ty {
            ScalarType::Unsupported(_) => {
                let message =
                    "Only @default(dbgenerated(\"...\")) can be used for Unsupported types.";
                self.attribute_error(Code::DefaultType, arguments, message);
                None
            }
            ScalarType::Enum(_) => self.list_or_one(arguments, value, ty, arity),
            ScalarType::Builtin(builtin) => match value.value() {
                Value::Call(name) => self.function(arguments, value, name, *builtin),
                _ => self.list_or_one(arguments, value, ty, arity),
            },
        }
    }

    fn list_or_one(
        &mut self,
        arguments: &Arguments<'a>,
        value: Expression<'a>,
        ty: &ScalarType,
        arity: Arity,
    ) -> Option<DefaultExpr> {
        match (arity, matches!(value.value(), Value::Array)) {
            (Arity::List, true) => {
                let items = value.items();
                let items: Option<Vec<_>> =
                    items.into_iter().map(|item| self.literal(arguments, item, ty)).collect();
                items.map(DefaultExpr::List)
            }
            (Arity::List, false) => {
                let message = "The default value of a list field must be a list.";
                let instead = Some(format!("[{}]", value.text()));
                self.bad_default(Code::DefaultType, arguments, value, message, instead);
                None
            }
            (_, true) => {
                let message = "The default value of a non-list field cannot be a list.";
                self.attribute_error(Code::DefaultType, arguments, message);
                None
            }
            (_, false) => self.literal(arguments, value, ty),
        }
    }

    fn literal(
        &mut self,
        arguments: &Arguments<'a>,
        value: Expression<'a>,
        ty: &ScalarType,
    ) -> Option<DefaultExpr> {
        match ty {
            ScalarType::Enum(id) => self.enum_literal(arguments, value, *id),
            ScalarType::Builtin(builtin) => self.scalar_literal(arguments, value, *builtin),
            ScalarType::Unsupported(_) => None,
        }
    }

    fn enum_literal(
        &mut self,
        arguments: &Arguments<'a>,
        value: Expression<'a>,
        id: crate::schema::EnumId,
    ) -> Option<DefaultExpr> {
        let Value::Constant(name) = value.value() else {
            let message = format!("Expected an enum value, but found `{}`.", value.text());
            let values = &self.schema.enumeration(id).values;
            let quoted = value.string().filter(|text| values.iter().any(|it| it.name == **text));
            let instead = quoted.map(String::from);
            self.bad_default(Code::DefaultType, arguments, value, &message, instead);
            return None;
        };
        let declared = &self.schema.enumeration(id).values;
        if declared.iter().any(|value| value.name == name) {
            return Some(DefaultExpr::EnumValue(name.to_owned()));
        }
        let near = crate::nearest::nearest(name, declared.iter().map(|it| it.name.as_str()));
        let near = near.map(str::to_owned);
        let message = super::arguments::attribute_message(
            &arguments.title(),
            &format!(
                "The defined default value `{name}` is not a valid value of the enum specified for the field."
            ),
        );
        let at = arguments.span_of(value);
        let mut diagnostic = Diagnostic::new(Code::DefaultType, arguments.span(), message);
        if let Some(near) = near {
            diagnostic = diagnostic.fix(format!("did you mean `{near}`?"), at, near);
        }
        self.report(diagnostic);
        None
    }

    fn scalar_literal(
        &mut self,
        arguments: &Arguments<'a>,
        value: Expression<'a>,
        builtin: Builtin,
    ) -> Option<DefaultExpr> {
        use Builtin as B;
        match (builtin, value.value()) {
            (B::Boolean, Value::Constant(word)) => self.boolean(arguments, value, word),
            (B::Json, Value::String(text)) => self.json(arguments, value, text),
            (B::String | B::Bytes | B::DateTime | B::Decimal, Value::String(text)) => {
                self.text(arguments, value, builtin, text)
            }
            (B::Int | B::BigInt, Value::Number(text)) => self.integer(arguments, value, text),
            (B::Float | B::Decimal, Value::Number(text)) => {
                Some(DefaultExpr::Number(text.to_owned()))
            }
            (_, Value::Error) => None,
            _ => {
                let message =
                    format!("Expected a {builtin:?} value, but found `{}`.", value.text());
                let instead = instead(builtin, value);
                self.bad_default(Code::DefaultType, arguments, value, &message, instead);
                None
            }
        }
    }

    fn boolean(
        &mut self,
        arguments: &Arguments<'a>,
        value: Expression<'a>,
        word: &str,
    ) -> Option<DefaultExpr> {
        match word {
            "true" | "false" => Some(DefaultExpr::Boolean(word == "true")),
            _ => {
                let message = "A boolean literal must be `true` or `false`.";
                let text = super::arguments::attribute_message(&arguments.title(), message);
                self.error(Code::DefaultType, arguments.span_of(value), text);
                None
            }
        }
    }

    fn integer(
        &mut self,
        arguments: &Arguments<'a>,
        value: Expression<'a>,
        text: &str,
    ) -> Option<DefaultExpr> {
        if let Err(reason) = text.parse::<i64>() {
            let message = format!("Parse error: \"{text}\" is not a valid integer. ({reason})");
            self.bad_literal(arguments, value, message);
            return None;
        }
        Some(DefaultExpr::Number(text.to_owned()))
    }

    fn json(
        &mut self,
        arguments: &Arguments<'a>,
        value: Expression<'a>,
        text: Cow<'_, str>,
    ) -> Option<DefaultExpr> {
        if let Err(reason) = serde_json::from_str::<serde::de::IgnoredAny>(&text) {
            let message = format!("Parse error: \"{text}\" is not a valid JSON string. ({reason})");
            self.bad_literal(arguments, value, message);
            return None;
        }
        Some(DefaultExpr::String(text.into_owned()))
    }

    /// A string whose text has to have a form.
    fn text(
        &mut self,
        arguments: &Arguments<'a>,
        value: Expression<'a>,
        builtin: Builtin,
        text: Cow<'_, str>,
    ) -> Option<DefaultExpr> {
        let (fits, what): (fn(&str) -> bool, _) = match builtin {
            Builtin::Bytes => (literals::is_base64, "base64 string"),
            Builtin::DateTime => (
                literals::is_datetime,
                "rfc3339 datetime string. Write it as `2030-12-31T23:59:59Z`",
            ),
            Builtin::Decimal => (literals::is_decimal, "decimal"),
            _ => return Some(DefaultExpr::String(text.into_owned())),
        };
        if !fits(&text) {
            let message = format!("Parse error: \"{text}\" is not a valid {what}.");
            self.bad_literal(arguments, value, message);
            return None;
        }
        Some(DefaultExpr::String(text.into_owned()))
    }

    fn bad_literal(&mut self, arguments: &Arguments<'a>, value: Expression<'a>, message: String) {
        let text = super::arguments::attribute_message(&arguments.title(), &message);
        self.report(
            Diagnostic::new(Code::DefaultType, arguments.span_of(value), text).found(Found::ByRule),
        );
    }

    fn dbgenerated(
        &mut self,
        arguments: &Arguments<'a>,
        value: Expression<'a>,
    ) -> Option<DefaultExpr> {
        let given = value.arguments();
        let text = match given.as_slice() {
            [] => return Some(DefaultExpr::DbGenerated(String::new())),
            [one] => one.value().and_then(Expression::string),
            _ => None,
        };
        let message = match text {
            Some(text) if text.is_empty() => {
                "dbgenerated() takes either no argument, or a single nonempty string argument."
            }
            Some(text) => return Some(DefaultExpr::DbGenerated(text.into_owned())),
            None => "`dbgenerated()` takes a single String argument",
        };
        self.attribute_error(Code::FunctionArguments, arguments, message);
        None
    }

    fn function(
        &mut self,
        arguments: &Arguments<'a>,
        value: Expression<'a>,
        name: &'a str,
        builtin: Builtin,
    ) -> Option<DefaultExpr> {
        let given = value.arguments();
        match (builtin, name) {
            (Builtin::Int | Builtin::BigInt, "autoincrement") => {
                self.no_arguments(arguments, name, &given)?;
                Some(DefaultExpr::Autoincrement)
            }
            (Builtin::DateTime, "now") => {
                self.no_arguments(arguments, name, &given)?;
                Some(DefaultExpr::Now)
            }
            (Builtin::String, "ulid") | (_, "auto") => {
                self.no_arguments(arguments, name, &given)?;
                Some(client(name, &given))
            }
            (Builtin::String, "uuid") => self.versioned(arguments, name, &given, &[4, 7]),
            (Builtin::String, "cuid") => self.versioned(arguments, name, &given, &[1, 2]),
            (Builtin::String, "nanoid") => self.nanoid(arguments, &given),
            _ if !FUNCTIONS.contains(&name) => self.unknown_function(arguments.file, value, name),
            _ => {
                let message = format!(
                    "The function `{name}()` cannot be used on fields of type `{builtin:?}`."
                );
                self.attribute_error(Code::DefaultType, arguments, message);
                None
            }
        }
    }

    fn no_arguments(
        &mut self,
        arguments: &Arguments<'a>,
        name: &str,
        given: &[Argument<'a>],
    ) -> Option<()> {
        if given.is_empty() {
            return Some(());
        }
        let message = format!(
            "The `{name}` function does not take any argument. Consider changing this default to \
             `{name}()`."
        );
        self.bare_call(arguments, name, &message);
        None
    }

    /// Without its arguments, the function would do.
    fn bare_call(&mut self, arguments: &Arguments<'a>, name: &str, message: &str) {
        if let Some(value) = arguments.get("value") {
            let instead = Some(format!("{name}()"));
            self.bad_default(Code::FunctionArguments, arguments, value, message, instead);
        }
    }

    fn versioned(
        &mut self,
        arguments: &Arguments<'a>,
        name: &str,
        given: &[Argument<'a>],
        versions: &[u8],
    ) -> Option<DefaultExpr> {
        let known = |value: Expression<'_>| {
            value.text().parse().is_ok_and(|version: u8| versions.contains(&version))
        };
        match given {
            [] => Some(client(name, given)),
            [one] if one.value().is_some_and(known) => Some(client(name, given)),
            _ => {
                let message = format!(
                    "`{name}()` takes either no argument, or a single integer argument which is \
                     either {}.",
                    versions.iter().map(u8::to_string).collect::<Vec<_>>().join(" or ")
                );
                self.bare_call(arguments, name, &message);
                None
            }
        }
    }

    fn nanoid(&mut self, arguments: &Arguments<'a>, given: &[Argument<'a>]) -> Option<DefaultExpr> {
        let length =
            |value: Expression<'_>| value.text().parse::<u8>().is_ok_and(|length| length > 1);
        match given {
            [] => Some(client("nanoid", given)),
            [one] if one.value().is_some_and(length) => Some(client("nanoid", given)),
            _ => {
                let message = "`nanoid()` takes either no argument, or a single integer argument \
                               between 2 and 255.";
                self.bare_call(arguments, "nanoid", message);
                None
            }
        }
    }

    fn unknown_function(
        &mut self,
        file: FileId,
        value: Expression<'a>,
        name: &str,
    ) -> Option<DefaultExpr> {
        let message = format!(
            "Unknown function in @default(): `{name}` is not known. You can read about the \
             available functions here: https://pris.ly/d/attribute-functions"
        );
        let at = span(file, value.range());
        let mut diagnostic = Diagnostic::new(Code::UnknownFunction, at.clone(), message);
        if let Some(near) = crate::nearest::nearest(name, FUNCTIONS.iter().copied()) {
            let start = at.range.start;
            let name_at = span(file, start..start + name.len() as u32);
            diagnostic = diagnostic.fix(format!("did you mean `{near}`?"), name_at, near);
        }
        self.report(diagnostic);
        None
    }
}

/// The literal of the right sort that was probably meant.
fn instead(builtin: Builtin, value: Expression<'_>) -> Option<String> {
    match (builtin, value.value()) {
        (Builtin::String, Value::Number(text)) => Some(format!("\"{text}\"")),
        (Builtin::Int | Builtin::BigInt, Value::String(text)) => {
            text.parse::<i64>().ok().map(|_| text.into_owned())
        }
        (Builtin::Boolean, Value::String(text)) if matches!(text.as_ref(), "true" | "false") => {
            Some(text.into_owned())
        }
        _ => None,
    }
}

fn client(name: &str, given: &[Argument<'_>]) -> DefaultExpr {
    let args =
        given.iter().filter_map(|argument| argument.value()).map(|value| value.text().to_owned());
    DefaultExpr::Client { function: name.to_owned(), args: args.collect() }
}
