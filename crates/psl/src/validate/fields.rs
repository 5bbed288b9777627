//! Fields: names, native types, attributes that want a certain type.

use rustc_hash::FxHashMap;

use super::native_types;
use crate::diagnostic::{Code, Diagnostic, span};
use crate::resolve::{Context, attribute_message, without};
use crate::schema::{
    Arity, Builtin, DefaultExpr, Field, FieldId, FileId, Model, ModelId, ScalarField, ScalarType,
};
use crate::syntax::ast::{self, Argument, Attribute};

impl<'a> Context<'a> {
    pub(super) fn check_fields(&mut self, model: ModelId) {
        let mut found = self.duplicate_fields(model);
        for at in 0..self.schema.model(model).fields.len() {
            let id = FieldId(at as u32);
            let it = self.schema.model(model);
            if let Some(scalar) = it.field(id).scalar() {
                self.check_scalar(model, id, it.field(id), scalar, &mut found);
            }
        }
        self.report_all(found);
    }

    fn attribute(&self, model: ModelId, field: FieldId, name: &str) -> Option<Attribute<'a>> {
        let source = &self.sources.models[model.0 as usize].fields[field.0 as usize];
        source.field.attributes().find(|it| it.name() == name)
    }

    fn check_scalar(
        &self,
        model: ModelId,
        id: FieldId,
        field: &Field,
        scalar: &ScalarField,
        found: &mut Vec<Diagnostic>,
    ) {
        let source = &self.sources.models[model.0 as usize];
        let ast = source.fields[id.0 as usize].field;
        if scalar.updated_at {
            let at = self.attribute(model, id, "updatedAt").map_or(ast.range(), |it| it.range());
            found.extend(updated_at_errors(field, scalar).map(|message| {
                let message = attribute_message("@updatedAt", message);
                let at = span(source.file, at.clone());
                Diagnostic::new(Code::AttributeMisplaced, at.clone(), message).fix(
                    "remove it",
                    at,
                    "",
                )
            }));
        }
        if field.ignored {
            let at = self.attribute(model, id, "ignore").map_or(ast.range(), |it| it.range());
            let message = ignore_error(self.schema.model(model), scalar);
            found.extend(message.map(|message| {
                let message = attribute_message("@ignore", message);
                let at = span(source.file, at);
                Diagnostic::new(Code::AttributeMisplaced, at.clone(), message).fix(
                    "remove it",
                    at,
                    "",
                )
            }));
        }
        found.extend(self.native_error(source.file, ast, scalar));
        found.extend(self.named_default(model, id, field, scalar));
        found.extend(self.mongo_default(model, id, field, scalar));
    }

    /// `auto()` is MongoDB's.
    fn mongo_default(
        &self,
        model: ModelId,
        id: FieldId,
        field: &Field,
        scalar: &ScalarField,
    ) -> Option<Diagnostic> {
        match &scalar.default.as_ref()?.expr {
            DefaultExpr::Client { function, .. } if function == "auto" => {}
            _ => return None,
        }
        let attribute = self.attribute(model, id, "default")?;
        let value = attribute.arguments().find_map(Argument::value)?;
        let message = "The current connector does not support the `auto()` function.";
        let at = span(field.span.file, value.range());
        let message = attribute_message("@default", message);
        let diagnostic = Diagnostic::new(Code::UnknownFunction, at.clone(), message);
        Some(match scalar.ty {
            ScalarType::Builtin(Builtin::String) => diagnostic.fix("use `uuid()`", at, "uuid()"),
            ScalarType::Builtin(Builtin::Int | Builtin::BigInt) => {
                diagnostic.fix("use `autoincrement()`", at, "autoincrement()")
            }
            _ => diagnostic,
        })
    }

    /// `map:` of a default names a constraint, which PostgreSQL does not have.
    fn named_default(
        &self,
        model: ModelId,
        id: FieldId,
        field: &Field,
        scalar: &ScalarField,
    ) -> Option<Diagnostic> {
        scalar.default.as_ref()?.map.as_ref()?;
        let attribute = self.attribute(model, id, "default")?;
        let message = "You defined a database name for the default value of a field on the model. \
                       This is not supported by the provider.";
        let message = attribute_message("@default", message);
        let at = span(field.span.file, attribute.range());
        let diagnostic = Diagnostic::new(Code::UnknownArgument, at, message);
        let named = |it: &Argument<'_>| it.name().is_some_and(|name| name.text == "map");
        Some(match without(attribute, named) {
            Some(range) => diagnostic.fix("remove the name", span(field.span.file, range), ""),
            None => diagnostic,
        })
    }

    fn duplicate_fields(&self, model: ModelId) -> Vec<Diagnostic> {
        let it = self.schema.model(model);
        let mut names: FxHashMap<&str, &Field> = FxHashMap::default();
        let mut columns: FxHashMap<&str, &Field> = FxHashMap::default();
        let mut found = Vec::new();
        let source = &self.sources.models[model.0 as usize];
        for (field, written) in it.fields.iter().zip(&source.fields) {
            let named = names.insert(&field.name, field);
            let column = field.scalar().and_then(|scalar| columns.insert(&scalar.db_name, field));
            if let Some(first) = named.or(column) {
                let message = format!(
                    "Field \"{}\" is already defined on model \"{}\".",
                    field.name, it.name
                );
                let range = written.field.range();
                let diagnostic =
                    Diagnostic::new(Code::DuplicateField, span(source.file, range), message);
                let line = diagnostic.span.clone();
                let diagnostic = diagnostic.label(first.span.clone(), "first defined here");
                found.push(match named {
                    Some(_) => diagnostic.fix("remove it", line, ""),
                    None => diagnostic,
                });
            }
        }
        found
    }
}

fn updated_at_errors(field: &Field, scalar: &ScalarField) -> impl Iterator<Item = &'static str> {
    let ty = (scalar.ty != ScalarType::Builtin(Builtin::DateTime))
        .then_some("Fields that are marked with @updatedAt must be of type DateTime.");
    let list = (field.arity == Arity::List)
        .then_some("Fields that are marked with @updatedAt cannot be lists.");
    ty.into_iter().chain(list)
}

fn ignore_error(model: &Model, scalar: &ScalarField) -> Option<&'static str> {
    if matches!(scalar.ty, ScalarType::Unsupported(_)) {
        return Some(
            "Fields of type `Unsupported` cannot take an `@ignore` attribute. They are already treated as ignored by the client due to their type.",
        );
    }
    model
        .ignored
        .then_some("Fields on an already ignored Model do not need an `@ignore` annotation.")
}

fn native_message(scalar: &ScalarField) -> Option<String> {
    let native = scalar.native_type.as_ref()?;
    let Some(rule) = native_types::find(&native.name) else {
        return Some(format!(
            "Native type {} is not supported for postgresql connector.",
            native.name
        ));
    };
    if scalar.ty != ScalarType::Builtin(rule.of) {
        let ScalarType::Builtin(declared) = &scalar.ty else { return None };
        return Some(format!(
            "Native type {} is not compatible with declared field type {declared:?}, expected field \
             type {:?}.",
            native.name, rule.of
        ));
    }
    native_types::argument_error(rule, &native.args)
}

impl Context<'_> {
    fn native_error(
        &self,
        file: FileId,
        field: ast::Field<'_>,
        scalar: &ScalarField,
    ) -> Option<Diagnostic> {
        if let ScalarType::Unsupported(text) = &scalar.ty {
            return self.supported_after_all(file, field, text);
        }
        let message = native_message(scalar)?;
        let attribute = field.attributes().find(|it| it.name().contains('.'))?;
        let at = span(file, attribute.range());
        let native = &scalar.native_type.as_ref()?.name;
        let fitting = native_types::TABLE
            .iter()
            .filter(|rule| rule.of == native_types::find(native).map_or(rule.of, |it| it.of));
        let near = match native_types::find(native) {
            Some(_) => None,
            None => crate::nearest::nearest(native, fitting.map(|rule| rule.name)),
        };
        let end = attribute.name_range().end;
        let name = span(file, end - native.len() as u32..end);
        let diagnostic = Diagnostic::new(Code::NativeType, at.clone(), message);
        Some(match near {
            Some(near) => diagnostic.meant(Some(near), name),
            None => diagnostic.fix("leave it to Prisma", at, ""),
        })
    }

    /// `Unsupported("Text")` where `String @db.Text` would do.
    fn supported_after_all(
        &self,
        file: FileId,
        field: ast::Field<'_>,
        text: &str,
    ) -> Option<Diagnostic> {
        let name = text.split('(').next().unwrap_or(text).trim();
        let rule = native_types::find(name)?;
        let source = self.schema.datasource.as_ref()?;
        let native = format!("@{}.{text}", source.name);
        let message = format!(
            "Error validating: The type `Unsupported(\"{text}\")` is supported as a native type by \
             Prisma. Please use the native type notation `{:?} {native}` for full support.",
            rule.of
        );
        let ty = field.ty()?;
        let sign = match (ty.is_list(), ty.is_optional()) {
            (true, _) => "[]",
            (_, true) => "?",
            _ => "",
        };
        let at = span(file, field.range());
        let diagnostic = Diagnostic::new(Code::UnsupportedIsSupported, at, message);
        let text = format!("{:?}{sign} {native}", rule.of);
        Some(diagnostic.fix(format!("write `{text}`"), span(file, ty.range()), text))
    }
}
