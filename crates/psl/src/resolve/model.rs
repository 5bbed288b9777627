//! Models, views and enums: their attributes, docs and fields.

use super::arguments::{Arguments, Shape, attribute_title};
use super::{Context, docs};
use crate::diagnostic::{Code, Diagnostic, span};
use crate::schema::{EnumValue, FieldId, FileId, ModelId};
use crate::syntax::ast::Attribute;

pub(super) const MAP: Shape = Shape { unnamed: Some("name"), named: &[] };
pub(super) const SCHEMA: Shape = Shape { unnamed: Some("map"), named: &[] };
pub(super) const NOTHING: Shape = Shape { unnamed: None, named: &[] };

impl<'a> Context<'a> {
    pub(super) fn resolve_enums(&mut self) {
        for at in 0..self.sources.enums.len() {
            self.resolve_enum(at);
        }
    }

    fn resolve_enum(&mut self, at: usize) {
        let (file, block) = (self.sources.enums[at].file, self.sources.enums[at].block);
        self.schema.enums[at].docs = docs::docs_above(file, block.0);
        let mut seen = Vec::new();
        for attribute in block.attributes() {
            self.note_repeated(file, attribute, &mut seen);
            match attribute.name() {
                "map" => {
                    if let Some(name) = self.mapped(file, attribute) {
                        self.schema.enums[at].db_name = name;
                    }
                }
                "schema" => self.schema.enums[at].db_schema = self.db_schema(file, attribute),
                _ => self.unknown_attribute(file, attribute),
            }
        }
        let fields: Vec<_> = block.fields().collect();
        self.schema.enums[at].values =
            fields.into_iter().map(|value| self.enum_value(file, value)).collect();
    }

    fn enum_value(&mut self, file: FileId, value: crate::syntax::ast::Field<'a>) -> EnumValue {
        let name = value.name();
        let mut db_name = name.text.to_owned();
        let mut seen = Vec::new();
        for attribute in value.attributes() {
            self.note_repeated(file, attribute, &mut seen);
            match attribute.name() {
                "map" => db_name = self.mapped(file, attribute).unwrap_or(db_name),
                _ => self.unknown_attribute(file, attribute),
            }
        }
        EnumValue {
            name: name.text.to_owned(),
            span: span(file, name.range),
            docs: docs::docs(file, value.0),
            db_name,
        }
    }

    pub(super) fn resolve_models(&mut self) {
        for at in 0..self.schema.models.len() {
            let id = ModelId(at as u32);
            self.resolve_fields(id);
        }
        for at in 0..self.schema.models.len() {
            let id = ModelId(at as u32);
            self.resolve_model(id);
        }
    }

    fn resolve_model(&mut self, id: ModelId) {
        let (file, block) = self.source(id);
        self.model_mut(id).docs = docs::docs_above(file, block.0);
        for at in 0..self.schema.model(id).fields.len() {
            self.field_attributes(id, FieldId(at as u32));
        }
        let mut seen = Vec::new();
        for attribute in block.attributes() {
            if !matches!(attribute.name(), "index" | "unique" | "fulltext") {
                self.note_repeated(file, attribute, &mut seen);
            }
            self.model_attribute(id, file, attribute);
        }
    }

    fn model_attribute(&mut self, id: ModelId, file: FileId, attribute: Attribute<'a>) {
        match attribute.name() {
            "map" => {
                if let Some(name) = self.mapped(file, attribute) {
                    self.model_mut(id).db_name = name;
                }
            }
            "schema" => self.model_mut(id).db_schema = self.db_schema(file, attribute),
            "ignore" => {
                self.arguments(file, attribute, NOTHING);
                self.model_mut(id).ignored = true;
            }
            "id" => self.block_id(id, file, attribute),
            "unique" | "index" | "fulltext" => self.block_index(id, file, attribute),
            _ => self.unknown_attribute(file, attribute),
        }
    }

    pub(crate) fn source(&self, id: ModelId) -> (FileId, crate::syntax::ast::Block<'a>) {
        let source = &self.sources.models[id.0 as usize];
        (source.file, source.block)
    }

    pub(super) fn model_mut(&mut self, id: ModelId) -> &mut crate::schema::Model {
        &mut self.schema.models[id.0 as usize]
    }

    /// The argument of `@map` and `@@map`.
    pub(super) fn mapped(&mut self, file: FileId, attribute: Attribute<'a>) -> Option<String> {
        let arguments = self.arguments(file, attribute, MAP);
        self.required(&arguments, "name")?;
        self.name(&arguments, "name")
    }

    fn db_schema(&mut self, file: FileId, attribute: Attribute<'a>) -> Option<String> {
        let arguments = self.arguments(file, attribute, SCHEMA);
        self.required(&arguments, "map")?;
        self.string(&arguments, "map").map(Into::into)
    }

    /// Reports an argument that has to be there.
    pub(super) fn required(&mut self, arguments: &Arguments<'a>, name: &str) -> Option<()> {
        if arguments.has(name) {
            return Some(());
        }
        let message = format!("Argument \"{name}\" is missing.");
        self.error(Code::MissingArgument, arguments.span(), message);
        None
    }

    /// Reports the second of an attribute that stands once.
    pub(super) fn note_repeated(
        &mut self,
        file: FileId,
        attribute: Attribute<'a>,
        seen: &mut Vec<(&'a str, Attribute<'a>)>,
    ) {
        let name = attribute.name();
        let Some((_, first)) = seen.iter().find(|(known, _)| *known == name) else {
            return seen.push((name, attribute));
        };
        let message =
            format!("Attribute \"{}\" can only be defined once.", attribute_title(attribute));
        let at = span(file, attribute.range());
        let first = span(file, first.range());
        let diagnostic = Diagnostic::new(Code::DuplicateAttribute, at.clone(), message);
        self.report(diagnostic.label(first, "first given here").fix("remove it", at, ""));
    }

    pub(super) fn unknown_attribute(&mut self, file: FileId, attribute: Attribute<'a>) {
        if attribute.name().is_empty() {
            return;
        }
        let message = format!("Attribute not known: \"{}\".", attribute_title(attribute));
        self.error(Code::UnknownAttribute, span(file, attribute.range()), message);
    }
}
