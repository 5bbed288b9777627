//! `[a, b(sort: Desc, ops: JsonbPathOps)]`: the fields of a key or index.

use super::Context;
use super::arguments::Arguments;
use crate::diagnostic::{Code, Diagnostic, Found, span};
use crate::schema::{FieldId, FieldKind, IndexField, ModelId, OperatorClass};
use crate::syntax::ast::{Expression, Value};

impl<'a> Context<'a> {
    /// `[a, b(sort: Desc, ops: JsonbPathOps)]`.
    pub(super) fn index_fields(
        &mut self,
        model: ModelId,
        arguments: &Arguments<'a>,
    ) -> Vec<IndexField> {
        if self.required(arguments, "fields").is_none() {
            return Vec::new();
        }
        let Some(list) = arguments.get("fields") else { return Vec::new() };
        if list.items().is_empty() {
            self.no_index_fields(arguments);
        }
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

    fn no_index_fields(&mut self, arguments: &Arguments<'a>) {
        let place = match arguments.attribute.name() {
            "id" => "an `@@id()` attribute",
            _ => "an index",
        };
        let message = format!(
            "The list of fields in {place} cannot be empty. Please specify at least one field."
        );
        let message = super::attribute_message(&arguments.title(), &message);
        self.report(
            Diagnostic::new(Code::IndexFields, arguments.span(), message).found(Found::ByRule),
        );
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
                    let message = "An indexed field takes `sort` and `ops`. Prisma does not read \
                                   other arguments.";
                    let at = span(arguments.file, argument.range());
                    let diagnostic = Diagnostic::new(Code::IgnoredArgument, at, message);
                    let name = argument.name().map(|name| (name.text, name.range));
                    let near = name
                        .as_ref()
                        .and_then(|(name, _)| crate::nearest::nearest(name, ["sort", "ops"]));
                    let at = name.map_or(argument.range(), |(_, range)| range);
                    self.report(diagnostic.meant(near, span(arguments.file, at)));
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
            let near = crate::nearest::nearest(name, fields);
            let start = item.range().start;
            let at = span(arguments.file, start..start + name.len() as u32);
            diagnostic = diagnostic.meant(near, at);
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
