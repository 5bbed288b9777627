//! Fields: their types, then their attributes.

use super::arguments::{Shape, attribute_title};
use super::model::NOTHING;
use super::{Context, Named, docs};
use crate::diagnostic::{Code, Diagnostic, span};
use crate::schema::{
    Arity, Builtin, Field, FieldId, FieldKind, FileId, ModelId, NativeType, ScalarField, ScalarType,
};
use crate::syntax::ast::{self, Attribute};

const RELATION: Shape = Shape {
    unnamed: Some("name"),
    named: &["fields", "references", "onDelete", "onUpdate", "map"],
};

/// The attributes of a column.
const SCALAR: &[&str] = &["id", "unique", "default", "updatedAt", "map", "ignore"];
/// The attributes of a relation field.
const RELATION_FIELD: &[&str] = &["relation", "ignore"];

/// A built-in type by its name.
pub(crate) fn builtin(name: &str) -> Option<Builtin> {
    Some(match name {
        "String" => Builtin::String,
        "Boolean" => Builtin::Boolean,
        "Int" => Builtin::Int,
        "BigInt" => Builtin::BigInt,
        "Float" => Builtin::Float,
        "Decimal" => Builtin::Decimal,
        "DateTime" => Builtin::DateTime,
        "Json" => Builtin::Json,
        "Bytes" => Builtin::Bytes,
        _ => return None,
    })
}

/// Nobody reads what each of three hundred unknown types may have meant.
const COMPARED_MAX: usize = 300;

impl<'a> Context<'a> {
    pub(super) fn resolve_fields(&mut self, id: ModelId) {
        let (file, block) = self.source(id);
        let fields: Vec<_> = block.fields().collect();
        let resolved = fields.into_iter().map(|field| self.field(id, file, field)).collect();
        self.model_mut(id).fields = resolved;
    }

    fn field(&mut self, model: ModelId, file: FileId, field: ast::Field<'a>) -> Field {
        let name = field.name();
        Field {
            name: name.text.to_owned(),
            span: span(file, name.range.clone()),
            docs: docs::docs(file, field.0),
            arity: field.ty().map_or(Arity::Required, arity),
            kind: self.field_kind(model, file, field),
            ignored: false,
        }
    }

    fn field_kind(&mut self, model: ModelId, file: FileId, field: ast::Field<'a>) -> FieldKind {
        let name = field.name();
        let scalar = |ty| {
            FieldKind::Scalar(ScalarField {
                db_name: name.text.to_owned(),
                ty,
                native_type: None,
                default: None,
                updated_at: false,
            })
        };
        let Some(ty) = field.ty() else {
            self.missing_type(model, file, field);
            return scalar(ScalarType::Unsupported(String::new()));
        };
        if let Some(text) = ty.unsupported() {
            return scalar(ScalarType::Unsupported(text.into_owned()));
        }
        let type_name = ty.name().map_or("", |name| name.text);
        if let Some(builtin) = builtin(type_name) {
            return scalar(ScalarType::Builtin(builtin));
        }
        match self.types.get(type_name) {
            Some(Named::Model(model)) => FieldKind::Relation { model: *model, relation: None },
            Some(Named::Enum(id)) => scalar(ScalarType::Enum(*id)),
            Some(Named::Composite) => scalar(ScalarType::Unsupported(type_name.to_owned())),
            None => {
                self.unknown_type(file, ty);
                scalar(ScalarType::Unsupported(type_name.to_owned()))
            }
        }
    }

    fn missing_type(&mut self, model: ModelId, file: FileId, field: ast::Field<'a>) {
        let message = format!(
            "Error validating model \"{}\": This field declaration is invalid. It is either missing \
             a name or a type.",
            self.schema.model(model).name
        );
        let end = field.name().range.end;
        let diagnostic = Diagnostic::new(Code::MissingType, span(file, field.range()), message);
        self.report(diagnostic.fix("make it a `String`", span(file, end..end), " String"));
    }

    pub(super) fn unknown_type(&mut self, file: FileId, ty: ast::Type<'a>) {
        let Some(name) = ty.name() else { return };
        let message = format!(
            "Type \"{}\" is neither a built-in type, nor refers to another model, composite type, \
             or enum.",
            name.text
        );
        let at = span(file, name.range);
        let mut diagnostic = Diagnostic::new(Code::UnknownType, at.clone(), message);
        if let Some(near) = self.nearest_type(name.text) {
            diagnostic = diagnostic.fix(format!("did you mean `{near}`?"), at, near);
        }
        self.report(diagnostic);
    }

    /// None past so many findings that each name of a large schema would be compared with all.
    fn nearest_type(&self, name: &str) -> Option<String> {
        if self.diagnostics.len() > COMPARED_MAX {
            return None;
        }
        const BUILTINS: [&str; 9] =
            ["String", "Boolean", "Int", "BigInt", "Float", "Decimal", "DateTime", "Json", "Bytes"];
        let declared = self.schema.models.iter().map(|model| model.name.as_str());
        let enums = self.schema.enums.iter().map(|it| it.name.as_str());
        let known = BUILTINS.iter().copied().chain(declared).chain(enums);
        crate::nearest::nearest(name, known).map(str::to_owned)
    }

    pub(super) fn field_attributes(&mut self, model: ModelId, field: FieldId) {
        let source = &self.sources.models[model.0 as usize];
        let (file, ast) = (source.file, source.fields[field.0 as usize].field);
        let relation =
            matches!(self.schema.model(model).field(field).kind, FieldKind::Relation { .. });
        let mut seen = Vec::new();
        for attribute in ast.attributes() {
            self.note_repeated(file, attribute, &mut seen);
            if relation {
                self.relation_field_attribute(model, field, file, attribute);
            } else {
                self.scalar_field_attribute(model, field, file, attribute);
            }
        }
    }

    fn scalar_field_attribute(
        &mut self,
        model: ModelId,
        field: FieldId,
        file: FileId,
        attribute: Attribute<'a>,
    ) {
        match attribute.name() {
            "map" => {
                if let Some(name) = self.mapped(file, attribute) {
                    self.scalar_mut(model, field, |scalar| scalar.db_name = name);
                }
            }
            "ignore" => {
                self.arguments(file, attribute, NOTHING);
                self.model_mut(model).fields[field.0 as usize].ignored = true;
            }
            "updatedAt" => {
                self.arguments(file, attribute, NOTHING);
                self.scalar_mut(model, field, |scalar| scalar.updated_at = true);
            }
            "default" => self.field_default(model, field, file, attribute),
            "id" => self.field_id(model, field, file, attribute),
            "unique" => self.field_unique(model, field, file, attribute),
            "relation" => {
                let arguments = self.arguments(file, attribute, RELATION);
                let message = "Invalid field type, not a relation.";
                let message = super::attribute_message(&arguments.title(), message);
                let at = arguments.span();
                let diagnostic = Diagnostic::new(Code::AttributeMisplaced, at.clone(), message);
                self.report(diagnostic.fix("remove it", at, ""));
            }
            name if name.contains('.') && self.is_builtin(model, field) => {
                self.native_type(model, field, file, attribute);
            }
            _ => self.unknown_attribute(file, attribute, SCALAR),
        }
    }

    /// Only Prisma's own types have native ones.
    fn is_builtin(&self, model: ModelId, field: FieldId) -> bool {
        let scalar = self.schema.model(model).field(field).scalar();
        scalar.is_some_and(|scalar| matches!(scalar.ty, ScalarType::Builtin(_)))
    }

    fn scalar_mut(
        &mut self,
        model: ModelId,
        field: FieldId,
        change: impl FnOnce(&mut ScalarField),
    ) {
        if let FieldKind::Scalar(scalar) = &mut self.model_mut(model).fields[field.0 as usize].kind
        {
            change(scalar);
        }
    }

    fn field_default(
        &mut self,
        model: ModelId,
        field: FieldId,
        file: FileId,
        attribute: Attribute<'a>,
    ) {
        if let Some(default) = self.default_value(model, field, file, attribute) {
            self.scalar_mut(model, field, |scalar| scalar.default = Some(default));
        }
    }

    /// `@db.VarChar(20)`: kept as written here, checked in validation.
    fn native_type(
        &mut self,
        model: ModelId,
        field: FieldId,
        file: FileId,
        attribute: Attribute<'a>,
    ) {
        let (scope, name) = attribute.name().split_once('.').unwrap_or_default();
        let datasource = self.schema.datasource.as_ref().map_or("db", |source| &source.name);
        if scope != datasource && self.schema.datasource.is_some() {
            let message = format!(
                "The prefix {scope} is invalid. It must be equal to the name of an existing \
                 datasource e.g. {datasource}. Did you mean to use {datasource}.{name}?"
            );
            let at = span(file, attribute.name_range());
            let fix = format!("{datasource}.{name}");
            let diagnostic = Diagnostic::new(Code::NativeType, at.clone(), message);
            self.report(diagnostic.fix(format!("write `@{fix}`"), at, fix));
        }
        let args = attribute
            .arguments()
            .filter_map(ast::Argument::value)
            .map(|value| value.text().to_owned())
            .collect();
        let native = NativeType { name: name.to_owned(), args };
        self.scalar_mut(model, field, |scalar| scalar.native_type = Some(native));
    }

    fn relation_field_attribute(
        &mut self,
        model: ModelId,
        field: FieldId,
        file: FileId,
        attribute: Attribute<'a>,
    ) {
        match attribute.name() {
            "relation" => {
                let arguments = self.arguments(file, attribute, RELATION);
                self.relation_arguments(model, field, &arguments);
            }
            "ignore" => {
                self.arguments(file, attribute, NOTHING);
                self.model_mut(model).fields[field.0 as usize].ignored = true;
            }
            "id" | "default" | "map" | "unique" => {
                self.scalar_attribute_on_relation(model, field, file, attribute);
            }
            _ => self.unknown_attribute(file, attribute, RELATION_FIELD),
        }
    }

    fn scalar_attribute_on_relation(
        &mut self,
        model: ModelId,
        field: FieldId,
        file: FileId,
        attribute: Attribute<'a>,
    ) {
        let name = &self.schema.model(model).field(field).name;
        let message = match attribute.name() {
            "id" => format!(
                "The field `{name}` is a relation field and cannot be marked with `@id`. Only \
                 scalar fields can be declared as id."
            ),
            "default" => "Cannot set a default value on a relation field.".to_owned(),
            "map" => "The attribute `@map` cannot be used on relation fields.".to_owned(),
            _ => format!(
                "The field `{name}` is a relation field and cannot be marked with `unique`. Only \
                 scalar fields can be made unique.{}",
                self.unique_instead(model, field)
            ),
        };
        let text = super::arguments::attribute_message(&attribute_title(attribute), &message);
        let at = span(file, attribute.range());
        let diagnostic = Diagnostic::new(Code::AttributeMisplaced, at.clone(), text);
        self.report(diagnostic.fix("remove it", at, ""));
    }

    fn unique_instead(&self, model: ModelId, field: FieldId) -> String {
        let source = &self.sources.models[model.0 as usize].fields[field.0 as usize];
        let fields = source.relation.fields.as_deref().unwrap_or_default();
        let names: Vec<_> =
            fields.iter().map(|id| self.schema.model(model).field(*id).name.as_str()).collect();
        match names.as_slice() {
            [] => String::new(),
            [one] => format!(" Did you mean to put it on `{one}`?"),
            _ => format!(" Did you mean to provide `@@unique([{}])`?", names.join(", ")),
        }
    }
}

pub(super) fn arity(ty: ast::Type<'_>) -> Arity {
    if ty.is_list() {
        Arity::List
    } else if ty.is_optional() {
        Arity::Optional
    } else {
        Arity::Required
    }
}
