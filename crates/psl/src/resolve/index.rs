//! `@id`, `@unique`, `@@id`, `@@unique`, `@@index`, `@@fulltext`.

use super::arguments::{Arguments, Shape};
use super::{Context, IndexSource, docs};
use crate::diagnostic::{Code, Diagnostic};
use crate::schema::{
    Docs, FieldId, FileId, Index, IndexField, IndexKind, ModelId, PrimaryKey, SortOrder,
};
use crate::syntax::ast::{Attribute, Expression};

const FIELD_ID: Shape = Shape { unnamed: None, named: &["map", "sort", "length", "clustered"] };
const FIELD_UNIQUE: Shape =
    Shape { unnamed: None, named: &["map", "sort", "length", "clustered", "where"] };
const BLOCK_ID: Shape = Shape { unnamed: Some("fields"), named: &["name", "map", "clustered"] };
const BLOCK_UNIQUE: Shape =
    Shape { unnamed: Some("fields"), named: &["name", "map", "clustered", "where"] };
const BLOCK_INDEX: Shape =
    Shape { unnamed: Some("fields"), named: &["name", "map", "type", "clustered", "where"] };
const BLOCK_FULLTEXT: Shape = Shape { unnamed: Some("fields"), named: &["map"] };

/// The index types of PostgreSQL as Prisma calls them.
pub(crate) const METHODS: &[&str] = &["BTree", "Hash", "Gist", "Gin", "SpGist", "Brin"];

impl<'a> Context<'a> {
    pub(super) fn field_id(
        &mut self,
        model: ModelId,
        field: FieldId,
        file: FileId,
        attribute: Attribute<'a>,
    ) {
        let arguments = self.arguments(file, attribute, FIELD_ID);
        let sort = self.sort(&arguments);
        let map = self.name(&arguments, "map");
        self.foreign_options(&arguments, "in the primary key");
        let key = PrimaryKey {
            fields: vec![IndexField { field, sort, ops: None }],
            span: arguments.span(),
            map,
            name: None,
        };
        self.set_primary_key(model, key, attribute);
    }

    fn set_primary_key(&mut self, model: ModelId, key: PrimaryKey, attribute: Attribute<'a>) {
        let Some(first) = &self.schema.model(model).primary_key else {
            self.model_mut(model).primary_key = Some(key);
            self.sources.models[model.0 as usize].primary_key = Some(attribute);
            return;
        };
        let first = first.span.clone();
        let message = if attribute.text().starts_with("@@") {
            "Each model must have at most one id criteria. You can't have `@id` and `@@id` at the same time."
        } else {
            "At most one field must be marked as the id field with the `@id` attribute."
        };
        let message = self.model_message(model, message);
        let at = self.schema.model(model).span.clone();
        let diagnostic = Diagnostic::new(Code::SeveralIds, at, message);
        let second = key.span.clone();
        let diagnostic = diagnostic.label(first, "the first").label(key.span, "the second");
        self.report(diagnostic.fix("remove the second", second, ""));
    }

    /// Prisma's frame for a message about a model.
    pub(crate) fn model_message(&self, model: ModelId, message: &str) -> String {
        let model = self.schema.model(model);
        format!(
            "Error validating {} \"{}\": {message}",
            super::names::keyword(model.kind),
            model.name
        )
    }

    pub(super) fn block_id(&mut self, model: ModelId, file: FileId, attribute: Attribute<'a>) {
        let arguments = self.arguments(file, attribute, BLOCK_ID);
        let fields = self.index_fields(model, &arguments);
        let key = PrimaryKey {
            fields,
            span: arguments.span(),
            map: self.name(&arguments, "map"),
            name: self.client_name(model, &arguments),
        };
        self.foreign_options(&arguments, "in the primary key");
        self.set_primary_key(model, key, attribute);
    }

    pub(super) fn field_unique(
        &mut self,
        model: ModelId,
        field: FieldId,
        file: FileId,
        attribute: Attribute<'a>,
    ) {
        let arguments = self.arguments(file, attribute, FIELD_UNIQUE);
        let sort = self.sort(&arguments);
        let map = self.name(&arguments, "map");
        self.foreign_options(&arguments, "in an index definition");
        let docs = self.schema.model(model).field(field).docs.clone();
        let fields = vec![IndexField { field, sort, ops: None }];
        let predicate = self.predicate(model, &arguments);
        let index =
            Index { map, docs, predicate, ..plain_index(IndexKind::Unique, fields, &arguments) };
        self.push_index(model, index, IndexSource { attribute, on_field: Some(field) });
    }

    fn push_index(&mut self, model: ModelId, index: Index, source: IndexSource<'a>) {
        self.model_mut(model).indexes.push(index);
        self.sources.models[model.0 as usize].indexes.push(source);
    }

    pub(super) fn block_index(&mut self, model: ModelId, file: FileId, attribute: Attribute<'a>) {
        let (kind, shape) = match attribute.name() {
            "unique" => (IndexKind::Unique, BLOCK_UNIQUE),
            "index" => (IndexKind::Normal, BLOCK_INDEX),
            _ => (IndexKind::Fulltext, BLOCK_FULLTEXT),
        };
        let arguments = self.arguments(file, attribute, shape);
        let fields = self.index_fields(model, &arguments);
        let (name, map) = self.index_names(model, kind, &arguments);
        let index = Index {
            docs: docs::docs(file, attribute.0),
            name,
            map,
            method: self.method(&arguments),
            predicate: self.predicate(model, &arguments),
            ..plain_index(kind, fields, &arguments)
        };
        self.foreign_options(&arguments, "in an index definition");
        self.push_index(model, index, IndexSource { attribute, on_field: None });
    }

    /// `name` of a plain index is what `map` is called today.
    fn index_names(
        &mut self,
        model: ModelId,
        kind: IndexKind,
        arguments: &Arguments<'a>,
    ) -> (Option<String>, Option<String>) {
        if kind == IndexKind::Unique {
            let name = self.client_name(model, arguments);
            return (name, self.name(arguments, "map"));
        }
        let name = self.name(arguments, "name");
        let map = self.name(arguments, "map");
        if name.is_some() && map.is_some() {
            let message = "The `@@index` attribute accepts the `name` argument as an alias for the \
                           `map` argument for legacy reasons. It does not accept both though. Please \
                           use the `map` argument to specify the database name of the index.";
            self.attribute_error(Code::DuplicateArgument, arguments, message);
        }
        (None, map.or(name))
    }

    /// `name` of a key, which is a member of the client's types.
    fn client_name(&mut self, model: ModelId, arguments: &Arguments<'a>) -> Option<String> {
        let name = self.name(arguments, "name")?;
        let usable = |c: char| c.is_ascii_alphanumeric() || c == '_';
        if !name.chars().all(usable) {
            let message = format!(
                "The `name` property within the `{}` attribute only allows for the following \
                 characters: `_a-zA-Z0-9`.",
                arguments.title()
            );
            let message = self.model_message(model, &message);
            let diagnostic = Diagnostic::new(Code::BadName, arguments.span(), message);
            let plain: String = name.chars().map(|c| if usable(c) { c } else { '_' }).collect();
            self.report(match arguments.get("name") {
                Some(value) => diagnostic.fix(
                    format!("call it `{plain}`"),
                    arguments.span_of(value),
                    format!("\"{plain}\""),
                ),
                None => diagnostic,
            });
        }
        Some(name)
    }

    fn method(&mut self, arguments: &Arguments<'a>) -> Option<String> {
        let method = self.constant(arguments, "type")?;
        if METHODS.contains(&method) {
            return Some(method.to_owned());
        }
        let message =
            super::attribute_message(&arguments.title(), &format!("Unknown index type: {method}."));
        let at = arguments.get("type").map_or_else(|| arguments.span(), |it| arguments.span_of(it));
        let near = crate::nearest::nearest(method, METHODS.iter().copied());
        let diagnostic = Diagnostic::new(Code::IndexMethod, arguments.span(), message);
        self.report(diagnostic.meant(near, at));
        None
    }

    fn sort(&mut self, arguments: &Arguments<'a>) -> Option<SortOrder> {
        let value = arguments.get("sort")?;
        self.sort_order(arguments, value)
    }

    pub(super) fn sort_order(
        &mut self,
        arguments: &Arguments<'a>,
        value: Expression<'a>,
    ) -> Option<SortOrder> {
        match self.expect_constant(arguments.file, value, "constant")? {
            "Asc" => Some(SortOrder::Asc),
            "Desc" => Some(SortOrder::Desc),
            other => {
                let message = format!(
                    "The `sort` argument can only be `Asc` or `Desc` you provided: {other}."
                );
                let message = super::attribute_message(&arguments.title(), &message);
                let near = crate::nearest::nearest(other, ["Asc", "Desc"]);
                let diagnostic = Diagnostic::new(Code::WrongValue, arguments.span(), message);
                self.report(diagnostic.meant(near, arguments.span_of(value)));
                None
            }
        }
    }

    /// Options that other databases have.
    fn foreign_options(&mut self, arguments: &Arguments<'a>, place: &str) {
        if arguments.has("length") {
            self.no_length(arguments, place);
        }
        if arguments.has("clustered") {
            let message = "Defining clustering is not supported in the current connector.";
            self.foreign_option(arguments, "clustered", message);
        }
    }

    pub(super) fn no_length(&mut self, arguments: &Arguments<'a>, place: &str) {
        let message =
            format!("The length argument is not supported {place} with the current connector");
        self.foreign_option(arguments, "length", &message);
    }

    fn foreign_option(&mut self, arguments: &Arguments<'a>, name: &str, message: &str) {
        let message = super::attribute_message(&arguments.title(), message);
        let diagnostic = Diagnostic::new(Code::IndexOption, arguments.span(), message);
        let range = super::without(arguments.attribute, |it| {
            it.name().is_some_and(|found| found.text == name)
        });
        self.report(match range {
            Some(range) => {
                diagnostic.fix("leave it out", crate::diagnostic::span(arguments.file, range), "")
            }
            None => diagnostic,
        });
    }
}

fn plain_index(kind: IndexKind, fields: Vec<IndexField>, arguments: &Arguments<'_>) -> Index {
    Index {
        kind,
        fields,
        span: arguments.span(),
        docs: Docs::default(),
        map: None,
        name: None,
        method: None,
        predicate: None,
    }
}
