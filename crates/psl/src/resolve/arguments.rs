//! Matches the arguments of an attribute or function against what it takes.

use std::borrow::Cow;

use super::Context;
use crate::diagnostic::{Code, span};
use crate::schema::{FileId, Span};
use crate::syntax::ast::{Argument, Attribute, Expression, Value};

/// What an attribute takes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shape {
    /// The argument that needs no name.
    pub(crate) unnamed: Option<&'static str>,
    pub(crate) named: &'static [&'static str],
}

/// The arguments of one attribute, checked for their names.
#[derive(Debug)]
pub(crate) struct Arguments<'a> {
    pub(crate) file: FileId,
    pub(crate) attribute: Attribute<'a>,
    found: Vec<(&'a str, Argument<'a>)>,
}

impl<'a> Arguments<'a> {
    pub(crate) fn get(&self, name: &str) -> Option<Expression<'a>> {
        self.found.iter().find(|(found, _)| *found == name)?.1.value()
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.found.iter().any(|(found, _)| *found == name)
    }

    /// Of the attribute.
    pub(crate) fn span(&self) -> Span {
        span(self.file, self.attribute.range())
    }

    pub(crate) fn span_of(&self, value: Expression<'_>) -> Span {
        span(self.file, value.range())
    }

    /// `@name` or `@@name`, for messages.
    pub(crate) fn title(&self) -> String {
        attribute_title(self.attribute)
    }
}

/// `@name` or `@@name`.
pub(crate) fn attribute_title(attribute: Attribute<'_>) -> String {
    let signs = if attribute.text().starts_with("@@") { "@@" } else { "@" };
    format!("{signs}{}", attribute.name())
}

impl<'a> Context<'a> {
    /// Sorts the arguments by name and reports those that have no place.
    pub(crate) fn arguments(
        &mut self,
        file: FileId,
        attribute: Attribute<'a>,
        shape: Shape,
    ) -> Arguments<'a> {
        let mut found: Vec<(&'a str, Argument<'a>)> = Vec::new();
        for argument in attribute.arguments() {
            let at = span(file, argument.range());
            match argument.name().map(|name| name.text).or(shape.unnamed) {
                Some(name) if found.iter().any(|(known, _)| *known == name) => {
                    self.error(
                        Code::DuplicateArgument,
                        at,
                        format!("Argument \"{name}\" is already specified."),
                    );
                }
                Some(name) if shape.unnamed == Some(name) || shape.named.contains(&name) => {
                    found.push((name, argument));
                }
                _ => self.error(Code::UnknownArgument, at, "No such argument."),
            }
        }
        Arguments { file, attribute, found }
    }

    /// An optional string.
    pub(crate) fn string(&mut self, arguments: &Arguments<'a>, name: &str) -> Option<Cow<'a, str>> {
        let value = arguments.get(name)?;
        self.expect_string(arguments.file, value)
    }

    /// An optional string that must not be empty.
    pub(crate) fn name(&mut self, arguments: &Arguments<'a>, name: &str) -> Option<String> {
        let text = self.string(arguments, name)?;
        if text.is_empty() {
            let message = format!("The `{name}` argument cannot be an empty string.");
            self.attribute_error(Code::EmptyName, arguments, message);
            return None;
        }
        Some(text.into_owned())
    }

    /// An optional constant.
    pub(crate) fn constant(&mut self, arguments: &Arguments<'a>, name: &str) -> Option<&'a str> {
        let value = arguments.get(name)?;
        self.expect_constant(arguments.file, value, "constant")
    }

    pub(crate) fn expect_string(
        &mut self,
        file: FileId,
        value: Expression<'a>,
    ) -> Option<Cow<'a, str>> {
        if let Value::String(text) = value.value() {
            return Some(text);
        }
        self.wrong_value(file, value, "string");
        None
    }

    pub(crate) fn expect_constant(
        &mut self,
        file: FileId,
        value: Expression<'a>,
        expected: &str,
    ) -> Option<&'a str> {
        if let Value::Constant(text) = value.value() {
            return Some(text);
        }
        self.wrong_value(file, value, expected);
        None
    }

    /// "Expected a string value, but received numeric value `2`."
    pub(crate) fn wrong_value(&mut self, file: FileId, value: Expression<'_>, expected: &str) {
        if matches!(value.value(), Value::Error) {
            return;
        }
        let message = format!(
            "Expected a {expected} value, but received {} value `{}`.",
            value.kind_name(),
            value.text()
        );
        self.error(Code::WrongValue, span(file, value.range()), message);
    }

    /// "Error parsing attribute …" in Prisma's words, at the attribute.
    pub(crate) fn attribute_error(
        &mut self,
        code: Code,
        arguments: &Arguments<'a>,
        message: impl AsRef<str>,
    ) {
        let text = attribute_message(&arguments.title(), message.as_ref());
        self.error(code, arguments.span(), text);
    }
}

/// Prisma's frame for a message about an attribute.
pub(crate) fn attribute_message(title: &str, message: &str) -> String {
    format!("Error parsing attribute \"{title}\": {message}")
}
