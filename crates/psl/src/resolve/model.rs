//! Models, views and enums: their attributes, docs and fields.

use super::arguments::{Arguments, Shape, attribute_title};
use super::{Context, docs};
use crate::diagnostic::{Code, Diagnostic, span};
use crate::schema::{EnumValue, FieldId, FileId, ModelId};
use crate::syntax::ast::Attribute;

pub(super) const MAP: Shape = Shape { unnamed: Some("name"), named: &[] };
pub(super) const SCHEMA: Shape = Shape { unnamed: Some("map"), named: &[] };
/// The attributes of a model, of an enum, and of its values.
const MODEL: &[&str] = &["id", "unique", "index", "map", "schema", "ignore"];
const ENUM: &[&str] = &["map", "schema"];
const VALUE: &[&str] = &["map"];
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
                _ => self.unknown_attribute(file, attribute, ENUM),
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
                "map" => {
                    // PostgreSQL has empty labels, though no empty names.
                    db_name = self.label(file, attribute).map_or(db_name, |(label, _)| label);
                }
                _ => self.unknown_attribute(file, attribute, VALUE),
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
            _ => self.unknown_attribute(file, attribute, MODEL),
        }
    }

    pub(crate) fn source(&self, id: ModelId) -> (FileId, crate::syntax::ast::Block<'a>) {
        let source = &self.sources.models[id.0 as usize];
        (source.file, source.block)
    }

    pub(super) fn model_mut(&mut self, id: ModelId) -> &mut crate::schema::Model {
        &mut self.schema.models[id.0 as usize]
    }

    /// The argument of `@map` and `@@map`. Prisma takes an empty one, though no database does.
    pub(super) fn mapped(&mut self, file: FileId, attribute: Attribute<'a>) -> Option<String> {
        let (name, at) = self.label(file, attribute)?;
        if name.is_empty() {
            let message = "PostgreSQL has no empty names. Remove the attribute, or say a name.";
            let diagnostic = Diagnostic::new(Code::RefusedByPostgres, at.clone(), message);
            self.report(diagnostic.fix("remove it", at, ""));
        }
        Some(name)
    }

    /// The argument, which may be empty, and the place of it.
    fn label(&mut self, file: FileId, attribute: Attribute<'a>) -> Option<(String, crate::Span)> {
        let arguments = self.arguments(file, attribute, MAP);
        self.required(&arguments, "name")?;
        let name = self.string(&arguments, "name")?.into_owned();
        Some((name, arguments.span()))
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
        // `@db.Text` and `@db.Uuid` are one attribute to Prisma.
        let name = attribute.name().split('.').next().unwrap_or_default();
        let Some((_, first)) = seen.iter().find(|(known, _)| *known == name).copied() else {
            return seen.push((name, attribute));
        };
        let signs = if attribute.text().starts_with("@@") { "@@" } else { "@" };
        let message = format!("Attribute \"{signs}{name}\" can only be defined once.");
        // Either may be the wrong one, so both are pointed at.
        for (it, other) in [(first, attribute), (attribute, first)] {
            let at = span(file, it.range());
            let other = span(file, other.range());
            let diagnostic = Diagnostic::new(Code::DuplicateAttribute, at.clone(), message.clone());
            self.report(diagnostic.label(other, "given here too").fix("remove it", at, ""));
        }
    }

    /// `known` are the names that would be right here.
    pub(super) fn unknown_attribute(
        &mut self,
        file: FileId,
        attribute: Attribute<'a>,
        known: &[&'static str],
    ) {
        if attribute.name().is_empty() {
            return;
        }
        if attribute.name() == "shardKey" {
            let message = "Shard keys are not currently supported for provider postgresql";
            let message = super::attribute_message(&attribute_title(attribute), message);
            let at = span(file, attribute.range());
            let diagnostic = Diagnostic::new(Code::IndexOption, at.clone(), message);
            return self.report(diagnostic.fix("remove it", at, ""));
        }
        let message = format!("Attribute not known: \"{}\".", attribute_title(attribute));
        let at = span(file, attribute.range());
        let diagnostic = Diagnostic::new(Code::UnknownAttribute, at.clone(), message);
        let near = crate::nearest::nearest(attribute.name(), known.iter().copied());
        self.report(match near {
            Some(near) => diagnostic.meant(Some(near), span(file, attribute.name_range())),
            None => diagnostic.fix("remove it", at, ""),
        });
    }
}
