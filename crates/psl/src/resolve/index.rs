//! `@id`, `@unique`, `@@id`, `@@unique`, `@@index`, `@@fulltext`.

use super::arguments::{Arguments, Shape};
use super::{Context, IndexSource, docs};
use crate::diagnostic::{Code, Diagnostic, span};
use crate::schema::{
    Docs, FieldId, FieldKind, FileId, Index, IndexField, IndexKind, ModelId, OperatorClass,
    PrimaryKey, SortOrder,
};
use crate::syntax::ast::{Attribute, Expression, Value};

const FIELD_ID: Shape = Shape { unnamed: None, named: &["map", "sort", "length", "clustered"] };
const FIELD_UNIQUE: Shape = FIELD_ID;
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
        let blocks = [&first, &key.span].map(|span| self.is_block_attribute(span));
        let message = match blocks {
            [false, false] => {
                "At most one field must be marked as the id field with the `@id` attribute."
            }
            _ => {
                "Each model must have at most one id criteria. You can't have `@id` and `@@id` at the same time."
            }
        };
        let message = self.model_message(model, message);
        let at = self.schema.model(model).span.clone();
        let diagnostic = Diagnostic::new(Code::SeveralIds, at, message);
        self.report(diagnostic.label(first, "the first").label(key.span, "the second"));
    }

    fn is_block_attribute(&self, span: &crate::Span) -> bool {
        let keys = self
            .sources
            .models
            .iter()
            .flat_map(|model| model.block.attributes().map(|it| (model.file, it)));
        keys.into_iter().any(|(file, it)| file == span.file && it.range() == span.range)
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
            name: self.name(&arguments, "name"),
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
        let index = Index { map, docs, ..plain_index(IndexKind::Unique, fields, &arguments) };
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
        let (name, map) = self.index_names(kind, &arguments);
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
        kind: IndexKind,
        arguments: &Arguments<'a>,
    ) -> (Option<String>, Option<String>) {
        let name = self.name(arguments, "name");
        let map = self.name(arguments, "map");
        if kind == IndexKind::Unique {
            return (name, map);
        }
        if name.is_some() && map.is_some() {
            let message = "The `@@index` attribute accepts the `name` argument as an alias for the \
                           `map` argument for legacy reasons. It does not accept both though. Please \
                           use the `map` argument to specify the database name of the index.";
            self.attribute_error(Code::DuplicateArgument, arguments, message);
        }
        (None, map.or(name))
    }

    fn method(&mut self, arguments: &Arguments<'a>) -> Option<String> {
        let method = self.constant(arguments, "type")?;
        if METHODS.contains(&method) {
            return Some(method.to_owned());
        }
        let message = format!("Unknown index type: {method}.");
        self.attribute_error(Code::IndexMethod, arguments, message);
        None
    }

    fn sort(&mut self, arguments: &Arguments<'a>) -> Option<SortOrder> {
        let value = arguments.get("sort")?;
        self.sort_order(arguments, value)
    }

    fn sort_order(
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
                self.attribute_error(Code::WrongValue, arguments, message);
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
            self.attribute_error(Code::IndexOption, arguments, message);
        }
    }

    fn no_length(&mut self, arguments: &Arguments<'a>, place: &str) {
        let message =
            format!("The length argument is not supported {place} with the current connector");
        self.attribute_error(Code::IndexOption, arguments, message);
    }

    /// `[a, b(sort: Desc, ops: JsonbPathOps)]`.
    fn index_fields(&mut self, model: ModelId, arguments: &Arguments<'a>) -> Vec<IndexField> {
        if self.required(arguments, "fields").is_none() {
            return Vec::new();
        }
        let Some(list) = arguments.get("fields") else { return Vec::new() };
        let mut fields = Vec::new();
        let mut problems = Problems::default();
        for item in list.items() {
            let name = match item.value() {
                Value::Constant(name) | Value::Call(name) => name,
                _ => {
                    self.wrong_value(arguments.file, item, "constant literal");
                    continue;
                }
            };
            let Some(field) = self.scalar_field(model, name, item, &mut problems) else { continue };
            if fields.iter().any(|known: &IndexField| known.field == field) {
                problems.repeated.push(name);
            }
            fields.push(self.index_field(field, item, arguments));
        }
        self.report_index_problems(model, arguments, &problems);
        fields
    }

    fn scalar_field(
        &self,
        model: ModelId,
        name: &'a str,
        item: Expression<'a>,
        problems: &mut Problems<'a>,
    ) -> Option<FieldId> {
        let Some(&field) = self.sources.models[model.0 as usize].by_name.get(name) else {
            problems.unknown.push((name, item));
            return None;
        };
        if let FieldKind::Relation { .. } = self.schema.model(model).field(field).kind {
            problems.relations.push((name, field));
            return None;
        }
        Some(field)
    }

    fn index_field(
        &mut self,
        field: FieldId,
        item: Expression<'a>,
        arguments: &Arguments<'a>,
    ) -> IndexField {
        let mut indexed = IndexField { field, sort: None, ops: None };
        for argument in item.arguments() {
            let Some(value) = argument.value() else { continue };
            match argument.name().map(|name| name.text) {
                Some("sort") => indexed.sort = self.sort_order(arguments, value),
                Some("ops") => indexed.ops = self.operator_class(arguments, value),
                Some("length") => {
                    let key = arguments.attribute.name() == "id";
                    let place = if key { "in the primary key" } else { "in an index definition" };
                    self.no_length(arguments, place);
                }
                _ => {
                    let at = span(arguments.file, argument.range());
                    self.error(Code::UnknownArgument, at, "No such argument.");
                }
            }
        }
        indexed
    }

    fn operator_class(
        &mut self,
        arguments: &Arguments<'a>,
        value: Expression<'a>,
    ) -> Option<OperatorClass> {
        match value.value() {
            Value::Constant(name) => Some(OperatorClass::Named(name.to_owned())),
            Value::Call("raw") => {
                let text = self.raw(arguments, value)?;
                Some(OperatorClass::Raw(text))
            }
            _ => {
                self.wrong_value(arguments.file, value, "constant or raw(\"…\")");
                None
            }
        }
    }

    /// The string in `raw("…")`.
    pub(super) fn raw(
        &mut self,
        arguments: &Arguments<'a>,
        call: Expression<'a>,
    ) -> Option<String> {
        let given = call.arguments();
        if let [one] = given.as_slice()
            && let Some(value) = one.value()
        {
            return self.expect_string(arguments.file, value).map(Into::into);
        }
        let message = "`raw()` takes a single string argument.";
        self.error(Code::FunctionArguments, arguments.span_of(call), message);
        None
    }

    fn report_index_problems(
        &mut self,
        model: ModelId,
        arguments: &Arguments<'a>,
        problems: &Problems<'a>,
    ) {
        if !problems.unknown.is_empty() {
            self.unknown_index_fields(model, arguments, &problems.unknown);
        }
        if !problems.relations.is_empty() {
            self.relation_index_fields(model, arguments, &problems.relations);
        }
        if !problems.repeated.is_empty() {
            let message = format!(
                "The {} definition refers to the fields {} multiple times.",
                definition(arguments),
                problems.repeated.join(", ")
            );
            let message = self.model_message(model, &message);
            self.error(Code::IndexFields, arguments.span(), message);
        }
    }

    fn unknown_index_fields(
        &mut self,
        model: ModelId,
        arguments: &Arguments<'a>,
        unknown: &[(&'a str, Expression<'a>)],
    ) {
        let names: Vec<_> = unknown.iter().map(|(name, _)| *name).collect();
        let message = match definition(arguments) {
            "id" => format!(
                "The multi field id declaration refers to the unknown field `{}`.",
                names.join("`, `")
            ),
            definition => {
                format!(
                    "The {definition} definition refers to the unknown fields: {}.",
                    names.join(", ")
                )
            }
        };
        let message = self.model_message(model, &message);
        let mut diagnostic = Diagnostic::new(Code::UnknownField, arguments.span(), message);
        for (name, item) in unknown {
            // Only scalars: an index over a relation field would be the next error.
            let fields = self.schema.model(model).scalar_fields();
            let fields = fields.map(|(_, field, _)| field.name.as_str());
            if let Some(near) = crate::nearest::nearest(name, fields) {
                let start = item.range().start;
                let at = span(arguments.file, start..start + name.len() as u32);
                diagnostic = diagnostic.fix(format!("did you mean `{near}`?"), at, near);
            }
        }
        self.report(diagnostic);
    }

    fn relation_index_fields(
        &mut self,
        model: ModelId,
        arguments: &Arguments<'a>,
        relations: &[(&'a str, FieldId)],
    ) {
        let names: Vec<_> = relations.iter().map(|(name, _)| *name).collect();
        let source = &self.sources.models[model.0 as usize];
        let columns: Vec<_> = relations
            .iter()
            .flat_map(|(_, id)| source.fields[id.0 as usize].relation.fields.iter().flatten())
            .map(|id| self.schema.model(model).field(*id).name.as_str())
            .collect();
        let kind = if definition(arguments) == "id" { "id" } else { arguments.attribute.name() };
        let suggestion = match columns.as_slice() {
            [] => String::new(),
            _ => format!(" Did you mean `@@{kind}([{}])`?", columns.join(", ")),
        };
        let message = format!(
            "The {} definition refers to the relation fields {}. {} definitions must reference only \
             scalar fields.{suggestion}",
            definition(arguments),
            names.join(", "),
            if kind == "id" { "ID" } else { "Index" },
        );
        let message = self.model_message(model, &message);
        self.error(Code::IndexFields, arguments.span(), message);
    }
}

/// Names in a list of fields that can't be used.
#[derive(Default)]
struct Problems<'a> {
    unknown: Vec<(&'a str, Expression<'a>)>,
    relations: Vec<(&'a str, FieldId)>,
    repeated: Vec<&'a str>,
}

fn definition(arguments: &Arguments<'_>) -> &'static str {
    match arguments.attribute.name() {
        "id" => "id",
        "unique" => "unique index",
        _ => "index",
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
