//! Composite types. PostgreSQL has none in Prisma; what is wrong inside of one is said first, as
//! Prisma does, so that a schema for another database is read with care.

use super::arguments::Shape;
use super::{Context, Named};
use crate::diagnostic::{Code, Diagnostic, span};
use crate::schema::{Arity, FileId, ScalarType};
use crate::syntax::ast::{self, Attribute, Block, Expression, Value};

const DEFAULT: Shape = Shape { unnamed: Some("value"), named: &[] };
/// The attributes of a field in a composite type.
const KNOWN: &[&str] = &["default", "map"];

impl<'a> Context<'a> {
    pub(super) fn resolve_composites(&mut self) {
        for (file, block) in self.sources.composites.clone() {
            let before = self.diagnostics.len();
            let range = block.range();
            let spoiled = self.diagnostics.iter().any(|it| {
                it.is_error() && it.span.file == file && range.contains(&it.span.range.start)
            });
            self.composite(file, block);
            if self.diagnostics.len() == before && !spoiled {
                let message = "Error validating: Composite types are not supported on Postgres. Use \
                               a model, or a Json field with a `@document` directive.";
                self.error(Code::CompositeType, span(file, range), message);
            }
        }
    }

    fn composite(&mut self, file: FileId, block: Block<'a>) {
        let name = block.name().map_or("", |name| name.text);
        let mut seen: Vec<&str> = Vec::new();
        for field in block.fields() {
            let key = field.name();
            if seen.contains(&key.text) {
                let message = format!(
                    "Field \"{}\" is already defined on composite type \"{name}\".",
                    key.text
                );
                let at = span(file, key.range.clone());
                let line = span(file, field.range());
                let diagnostic = Diagnostic::new(Code::DuplicateField, at, message);
                self.report(diagnostic.fix("remove it", line, ""));
            }
            seen.push(key.text);
            self.composite_field(file, name, field);
        }
        for attribute in block.attributes() {
            let message = "Error validating: A composite type takes no block attributes. Keys and \
                           indexes belong to the model that holds it.";
            let at = span(file, attribute.range());
            let diagnostic = Diagnostic::new(Code::UnknownAttribute, at.clone(), message);
            self.report(diagnostic.fix("remove it", at, ""));
        }
    }

    fn composite_field(&mut self, file: FileId, owner: &str, field: ast::Field<'a>) {
        let Some(ty) = field.ty() else {
            let message = format!(
                "Error validating type \"{owner}\": This field declaration is invalid. It is either \
                 missing a name or a type."
            );
            return self.error(Code::MissingType, span(file, field.range()), message);
        };
        let arity = super::field::arity(ty);
        let name = ty.name().map_or("", |name| name.text);
        let scalar = match (super::builtin(name), self.types.get(name)) {
            _ if ty.unsupported().is_some() => Some(ScalarType::Unsupported(String::new())),
            (Some(builtin), _) => Some(ScalarType::Builtin(builtin)),
            (None, Some(Named::Enum(id))) => Some(ScalarType::Enum(*id)),
            (None, Some(Named::Composite)) => None,
            (None, Some(Named::Model(_))) => return self.composite_relation(file, name, field),
            (None, None) => return self.unknown_type(file, ty),
        };
        let mut seen = Vec::new();
        for attribute in field.attributes() {
            self.note_repeated(file, attribute, &mut seen);
            self.composite_attribute(file, (field, scalar.as_ref(), arity), attribute);
        }
    }

    fn composite_relation(&mut self, file: FileId, model: &str, field: ast::Field<'a>) {
        let message = format!(
            "Error validating: {model} refers to a model, making this a relation field. Relation \
             fields inside composite types are not supported."
        );
        self.error(Code::CompositeType, span(file, field.range()), message);
    }

    fn composite_attribute(
        &mut self,
        file: FileId,
        (field, scalar, arity): (ast::Field<'a>, Option<&ScalarType>, Arity),
        attribute: Attribute<'a>,
    ) {
        match attribute.name() {
            "map" => {
                self.mapped(file, attribute);
            }
            "default" => self.composite_default(file, scalar, arity, attribute),
            name @ ("id" | "unique" | "relation") => {
                let message = format!(
                    "Error validating: Defining `@{name}` attribute for a field in a composite type \
                     is not allowed."
                );
                let at = span(file, attribute.range());
                let place = span(file, field.range());
                let diagnostic = Diagnostic::new(Code::UnknownAttribute, place, message);
                self.report(diagnostic.fix("remove it", at, ""));
            }
            name if name.contains('.') && matches!(scalar, Some(ScalarType::Builtin(_))) => {}
            _ => self.unknown_attribute(file, attribute, KNOWN),
        }
    }

    fn composite_default(
        &mut self,
        file: FileId,
        scalar: Option<&ScalarType>,
        arity: Arity,
        attribute: Attribute<'a>,
    ) {
        let arguments = self.arguments(file, attribute, DEFAULT);
        if self.required(&arguments, "value").is_none() {
            return;
        }
        let Some(value) = arguments.get("value") else { return };
        if let Some(message) = no_composite_default(scalar, value) {
            return self.attribute_error(Code::DefaultType, &arguments, message);
        }
        if let Some(scalar) = scalar {
            self.default_expression(&arguments, value, scalar, arity);
        }
    }
}

/// What a field of a composite type can't start with.
fn no_composite_default(scalar: Option<&ScalarType>, value: Expression<'_>) -> Option<String> {
    match (scalar, value.value()) {
        (_, Value::Call("dbgenerated")) => {
            Some("Fields of composite types cannot have `dbgenerated()` as default.".to_owned())
        }
        (None, _) => Some(
            "Defaults on fields of type composite are not supported. Please remove the `@default` \
             attribute."
                .to_owned(),
        ),
        (Some(ScalarType::Unsupported(_)), _) => {
            Some("Composite field of type `Unsupported` cannot have default values.".to_owned())
        }
        (Some(ScalarType::Builtin(_)), Value::Call(name @ ("autoincrement" | "auto"))) => {
            Some(format!("The function `{name}()` is not supported on composite fields."))
        }
        _ => None,
    }
}
