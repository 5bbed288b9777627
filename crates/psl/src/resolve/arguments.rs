//! Matches the arguments of an attribute or function against what it takes.

use std::borrow::Cow;

use super::Context;
use crate::diagnostic::{Code, Diagnostic, span};
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
                    let message = format!("Argument \"{name}\" is already specified.");
                    let diagnostic = Diagnostic::new(Code::DuplicateArgument, at, message);
                    self.report(removing(diagnostic, file, attribute, argument));
                }
                Some(name) if shape.unnamed == Some(name) || shape.named.contains(&name) => {
                    found.push((name, argument));
                }
                given => {
                    let diagnostic =
                        Diagnostic::new(Code::UnknownArgument, at, "No such argument.");
                    let near = given.and_then(|name| {
                        let free =
                            shape.named.iter().filter(|it| found.iter().all(|(f, _)| f != *it));
                        crate::nearest::nearest(name, free.copied())
                    });
                    let name = argument.name().map(|name| span(file, name.range));
                    self.report(match (near, name) {
                        (Some(near), Some(name)) => diagnostic.meant(Some(near), name),
                        _ => removing(diagnostic, file, attribute, argument),
                    });
                }
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
            let message = attribute_message(&arguments.title(), &message);
            let diagnostic = Diagnostic::new(Code::EmptyName, arguments.span(), message);
            let argument = arguments.found.iter().find(|(found, _)| *found == name);
            self.report(match argument {
                Some((_, it)) => removing(diagnostic, arguments.file, arguments.attribute, *it),
                None => diagnostic,
            });
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
        let at = span(file, value.range());
        let diagnostic = Diagnostic::new(Code::WrongValue, at.clone(), message);
        self.report(match (value.value(), expected) {
            (Value::Constant(text) | Value::Number(text), "string" | "String") => {
                diagnostic.fix("quote it", at, format!("\"{text}\""))
            }
            (Value::String(text), "constant" | "constant literal") if is_word(&text) => {
                diagnostic.fix("leave out the quotes", at, text)
            }
            _ => diagnostic,
        });
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

fn is_word(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

fn removing<'a>(
    diagnostic: Diagnostic,
    file: FileId,
    attribute: Attribute<'a>,
    argument: Argument<'a>,
) -> Diagnostic {
    match without(attribute, |it| it.range() == argument.range()) {
        Some(range) => diagnostic.fix("leave it out", span(file, range), ""),
        None => diagnostic,
    }
}

/// Where an argument stands, with the comma that it no longer needs.
pub(crate) fn without(
    attribute: Attribute<'_>,
    wanted: impl Fn(&Argument<'_>) -> bool,
) -> Option<std::ops::Range<u32>> {
    let all: Vec<_> = attribute.arguments().collect();
    let at = all.iter().position(wanted)?;
    Some(match (at.checked_sub(1).map(|before| all[before]), all.get(at + 1)) {
        (Some(before), _) => before.range().end..all[at].range().end,
        (None, Some(next)) => all[at].range().start..next.range().start,
        (None, None) => all[at].range(),
    })
}

/// Prisma's frame for a message about an attribute.
pub(crate) fn attribute_message(title: &str, message: &str) -> String {
    format!("Error parsing attribute \"{title}\": {message}")
}
