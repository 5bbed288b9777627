//! What a schema can't say as long as it names no database: Prisma then takes only what every
//! database has.

use crate::diagnostic::{Code, Diagnostic, span};
use crate::resolve::{Context, attribute_message, attribute_title};
use crate::schema::{
    Arity, Builtin, DefaultExpr, FieldId, FileId, IndexKind, ModelId, ScalarField, ScalarType, Span,
};
use crate::syntax::ast::{Attribute, Block};

impl<'a> Context<'a> {
    pub(super) fn check_without_datasource(&mut self) {
        if !self.sources.datasources.is_empty() {
            return;
        }
        for at in 0..self.schema.models.len() {
            let model = ModelId(at as u32);
            let (file, block) = self.source(model);
            self.no_schemas(file, block);
            self.no_key_options(model, file);
            self.no_index_options(model, file);
            for field in 0..self.schema.models[at].fields.len() {
                self.plain_field(model, FieldId(field as u32), file);
            }
        }
        for at in 0..self.sources.enums.len() {
            let source = &self.sources.enums[at];
            let (file, block) = (source.file, source.block);
            self.no_schemas(file, block);
        }
    }

    fn needs_datasource(&mut self, at: Span, message: impl Into<String>) {
        let start = Span { file: at.file, range: 0..0 };
        let diagnostic = Diagnostic::new(Code::NeedsDatasource, at, message);
        let text = "datasource db {\n  provider = \"postgresql\"\n}\n\n";
        self.report(diagnostic.fix("add a datasource", start, text));
    }

    fn no_schemas(&mut self, file: FileId, block: Block<'a>) {
        for attribute in block.attributes().filter(|it| it.name() == "schema") {
            let message = "@@schema is not supported on the current datasource provider";
            self.needs_datasource(span(file, attribute.range()), message);
        }
    }

    fn no_key_options(&mut self, model: ModelId, file: FileId) {
        let Some(key) = self.schema.model(model).primary_key.clone() else { return };
        if key.map.is_some() {
            let message = "You defined a database name for the primary key on the model. This is \
                           not supported by the provider.";
            let message = self.model_message(model, message);
            let (_, block) = self.source(model);
            self.needs_datasource(span(file, block.range()), message);
        }
    }

    fn no_index_options(&mut self, model: ModelId, file: FileId) {
        for at in 0..self.schema.model(model).indexes.len() {
            let index = &self.schema.model(model).indexes[at];
            let attribute = self.sources.models[model.0 as usize].indexes[at].attribute;
            let title = attribute_title(attribute);
            let place = |name: &str| {
                let argument = attribute
                    .arguments()
                    .find(|it| it.name().is_some_and(|found| found.text == name));
                span(file, argument.map_or(attribute.range(), |it| it.range()))
            };
            let method = index.method.as_deref().is_some_and(|method| method != "BTree");
            let predicate = index.predicate.is_some();
            if method && index.kind == IndexKind::Normal {
                let message = "The given index type is not supported with the current connector";
                self.needs_datasource(place("type"), attribute_message(&title, message));
            }
            if predicate {
                let message = "Partial indexes (with a `where` clause) are not supported by the \
                               current connector.";
                self.needs_datasource(place("where"), attribute_message(&title, message));
            }
        }
    }

    fn plain_field(&mut self, model: ModelId, id: FieldId, file: FileId) {
        let ast = self.sources.models[model.0 as usize].fields[id.0 as usize].field;
        let at = span(file, ast.range());
        let field = self.schema.model(model).field(id);
        let Some(scalar) = field.scalar() else {
            let source = self.relation_source((model, id));
            if let (Some(attribute), true) = (source.attribute, source.map.is_some()) {
                let message = "Your provider does not support named foreign keys.";
                let message = attribute_message("@relation", message);
                self.needs_datasource(span(file, attribute.range()), message);
            }
            return;
        };
        let (arity, scalar) = (field.arity, scalar.clone());
        if arity == Arity::List {
            self.no_lists(model, id, at.clone());
        }
        if scalar.ty == ScalarType::Builtin(Builtin::Decimal) {
            let (name, model) = (self.field_name(model, id), &self.schema.model(model).name);
            let message = format!(
                "Error validating field `{name}` in model `{model}`: Field `{name}` in model `{model}` \
                 can't be of type Decimal. The current connector does not support the Decimal type."
            );
            self.needs_datasource(at.clone(), message);
        }
        let native = ast.attributes().find(|it| it.name().contains('.'));
        if let (Some(native), ScalarType::Builtin(_)) = (native, &scalar.ty) {
            self.no_native_type(file, native);
        }
        self.plain_autoincrement(model, id, &scalar, at);
    }

    fn no_lists(&mut self, model: ModelId, id: FieldId, at: Span) {
        let message = format!(
            "Field \"{}\" in model \"{}\" can't be a list. The current connector does not support \
             lists of primitive types.",
            self.field_name(model, id),
            self.schema.model(model).name
        );
        self.needs_datasource(at, message);
    }

    fn no_native_type(&mut self, file: FileId, attribute: Attribute<'a>) {
        let name = attribute.name().split_once('.').map_or("", |(_, name)| name);
        let message = format!("Native type {name} is not supported for Default connector.");
        self.needs_datasource(span(file, attribute.range()), message);
    }

    /// One for each model, and only where it is a key.
    fn plain_autoincrement(&mut self, model: ModelId, id: FieldId, scalar: &ScalarField, at: Span) {
        let counts = |scalar: &ScalarField| {
            scalar.default.as_ref().is_some_and(|it| it.expr == DefaultExpr::Autoincrement)
        };
        if !counts(scalar) {
            return;
        }
        let it = self.schema.model(model);
        let first = it.scalar_fields().find(|(_, _, scalar)| counts(scalar));
        let is_key = it
            .primary_key
            .as_ref()
            .is_some_and(|key| key.fields.iter().any(|field| field.field == id));
        if first.is_some_and(|(first, ..)| first != id) {
            let message = attribute_message(
                "@default",
                "The `autoincrement()` default value is used multiple times on this model even \
                 though the underlying datasource only supports one instance per table.",
            );
            let (file, block) = self.source(model);
            self.needs_datasource(span(file, block.range()), message);
        }
        if !is_key {
            let message = attribute_message(
                "@default",
                "The `autoincrement()` default value is used on a non-id field even though the \
                 datasource does not support this.",
            );
            self.needs_datasource(at, message);
        }
    }
}
