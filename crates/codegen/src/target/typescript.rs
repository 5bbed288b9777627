//! `schema.ts`: rows, what creates and changes them, and what finds one, as JSON carries them.
//!
//! Types alone, under the schema's own names, and no import: the file serves a client of any API.
//! Dates, decimals, bytes (Base64) and 64-bit integers are strings, because JSON has nothing that
//! holds them.

use std::collections::BTreeSet;

use psl::schema::{Arity, Builtin, DefaultExpr, Enum, Field, FieldKind, IndexKind, Model};
use psl::schema::{ModelKind, ScalarField, ScalarType, Schema};
use serde_json::Value;

use super::TargetInput;
use super::json_type;
use crate::source::Source;
use crate::{GeneratedFile, Problem, mark};

pub(super) fn files(input: &TargetInput<'_>) -> Result<Vec<GeneratedFile>, Vec<Problem>> {
    Ok(vec![GeneratedFile::new("schema.ts", text(input))])
}

fn text(input: &TargetInput<'_>) -> String {
    let mut out = Source::narrow();
    out.line(format!("// {}", mark("typescript")));
    out.line("// Dates, decimals, bytes (Base64) and 64-bit integers are strings, as in JSON.");
    let mut names = Names::of(input.schema);
    for (name, schema) in named_documents(input) {
        out.blank();
        match schema {
            Some(schema) => json_type::declare(&mut out, &name, schema),
            None => out.line(format!("export type {name} = {{ [key: string]: unknown }};")),
        }
        names.taken.insert(name);
    }
    for declared in &input.schema.enums {
        enumeration(&mut out, declared);
    }
    for model in input.schema.models.iter().filter(|model| !model.ignored) {
        let writer = Writer { schema: input.schema, model };
        writer.row(&mut out);
        writer.relations(&mut out, &mut names);
        writer.inputs(&mut out, &mut names);
        writer.keys(&mut out, &mut names);
    }
    out.finish()
}

/// Documents that fields name, in the order of their names, each with its shape if that is known.
/// A name that a model or enum has already stays theirs.
pub(super) fn named_documents<'a>(input: &TargetInput<'a>) -> Vec<(String, Option<&'a Value>)> {
    let fields = input.schema.models.iter().flat_map(|model| &model.fields);
    let names: BTreeSet<&str> = fields.filter_map(document).collect();
    let own = Names::of(input.schema).taken;
    let free = names.into_iter().filter(|name| !own.contains(*name));
    free.map(|name| (name.to_owned(), input.documents.get(name))).collect()
}

pub(super) fn document(field: &Field) -> Option<&str> {
    field.docs.directive("document").map(|directive| directive.args.as_str())
}

/// Names of types that are there already, so that a derived one never stands beside its like.
struct Names {
    taken: BTreeSet<String>,
}

impl Names {
    fn of(schema: &Schema) -> Self {
        let models = schema.models.iter().map(|it| it.name.clone());
        Self { taken: models.chain(schema.enums.iter().map(|it| it.name.clone())).collect() }
    }

    /// `UserCreate`, or `UserCreate_` where a model has that name.
    fn derive(&mut self, model: &str, suffix: &str) -> String {
        let mut name = format!("{model}{suffix}");
        while !self.taken.insert(name.clone()) {
            name.push('_');
        }
        name
    }
}

fn enumeration(out: &mut Source, declared: &Enum) {
    let values: Vec<String> = declared.values.iter().map(|it| literal(&it.name)).collect();
    out.blank();
    out.jsdoc(&declared.docs.text);
    out.line(format!("export type {} = {};", type_name(&declared.name), values.join(" | ")));
}

/// The schema's own name, unless TypeScript has it for a type of its own.
fn type_name(name: &str) -> String {
    if BUILT_IN.contains(&name) { format!("{name}_") } else { name.to_owned() }
}

/// Types that nothing else may be called by, of those that Prisma takes for a name.
const BUILT_IN: &[&str] = &[
    "any",
    "bigint",
    "boolean",
    "never",
    "number",
    "object",
    "string",
    "symbol",
    "undefined",
    "unknown",
];

struct Writer<'a> {
    schema: &'a Schema,
    model: &'a Model,
}

impl Writer<'_> {
    fn row(&self, out: &mut Source) {
        out.blank();
        out.jsdoc(&self.model.docs.text);
        out.open(format!("export interface {} {{", type_name(&self.model.name)));
        for (field, scalar) in self.scalars() {
            out.jsdoc(&field.docs.text);
            out.line(format!("{}: {};", property(&field.name), self.value(field, scalar)));
        }
        out.close("}");
    }

    fn relations(&self, out: &mut Source, names: &mut Names) {
        let related: Vec<_> = self.related().collect();
        if related.is_empty() {
            return;
        }
        out.blank();
        out.line(format!("/** What `{}` may carry with it. */", self.model.name));
        let name = names.derive(&self.model.name, "Relations");
        out.open(format!("export interface {name} {{"));
        for (field, other) in related {
            out.jsdoc(&field.docs.text);
            let ty = arity(&type_name(&other.name), field.arity);
            out.line(format!("{}?: {ty};", property(&field.name)));
        }
        out.close("}");
    }

    /// Nothing writes to a view.
    fn inputs(&self, out: &mut Source, names: &mut Names) {
        if self.model.kind == ModelKind::View {
            return;
        }
        let name = &self.model.name;
        if !self.needs_what_nobody_can_say() {
            self.input(out, &names.derive(name, "Create"), &format!("A new `{name}`."), |field| {
                !may_be_left_out(field)
            });
        }
        if self.model.docs.directive("appendOnly").is_none() {
            let what = format!("What is to change of `{name}`.");
            self.input(out, &names.derive(name, "Update"), &what, |_| false);
        }
    }

    fn input(&self, out: &mut Source, name: &str, what: &str, needed: fn(&Field) -> bool) {
        out.blank();
        out.line(format!("/** {what} */"));
        out.open(format!("export interface {name} {{"));
        for (field, scalar) in self.scalars() {
            let mark = if needed(field) { "" } else { "?" };
            let ty = self.value(field, scalar);
            out.line(format!("{}{mark}: {ty};", property(&field.name)));
        }
        out.close("}");
    }

    /// One member for each key.
    fn keys(&self, out: &mut Source, names: &mut Names) {
        let primary = self.model.primary_key.iter().map(|key| &key.fields);
        let uniques = self.model.indexes.iter().filter(|it| it.kind == IndexKind::Unique);
        let whole = uniques.filter(|it| it.predicate.is_none());
        let mut members: Vec<String> = Vec::new();
        for fields in primary.chain(whole.map(|it| &it.fields)) {
            let parts = fields.iter().map(|it| self.model.field(it.field));
            let member = parts.filter_map(|field| {
                let one = self.one(field, field.scalar()?);
                Some(format!("{}: {one}", property(&field.name)))
            });
            let member = format!("{{ {} }}", member.collect::<Vec<_>>().join("; "));
            if !members.contains(&member) {
                members.push(member);
            }
        }
        if members.is_empty() {
            return;
        }
        out.blank();
        out.line(format!("/** What finds one `{}`. */", self.model.name));
        let name = names.derive(&self.model.name, "Key");
        out.line(format!("export type {name} = {};", members.join(" | ")));
    }

    /// A required column of a type that only PostgreSQL knows, and no default.
    fn needs_what_nobody_can_say(&self) -> bool {
        let mut fields = self.model.fields.iter();
        fields.any(|it| it.scalar().is_some_and(is_unsupported) && !may_be_left_out(it))
    }

    /// What a client sees: of `Unsupported` it knows nothing, nor does Prisma's.
    fn scalars(&self) -> impl Iterator<Item = (&Field, &ScalarField)> {
        self.model
            .scalar_fields()
            .filter(|(_, field, scalar)| !field.ignored && !is_unsupported(scalar))
            .map(|(_, field, scalar)| (field, scalar))
    }

    fn related(&self) -> impl Iterator<Item = (&Field, &Model)> {
        self.model.fields.iter().filter(|field| !field.ignored).filter_map(|field| {
            let FieldKind::Relation { model, .. } = field.kind else { return None };
            let other = self.schema.model(model);
            (!other.ignored).then_some((field, other))
        })
    }

    fn value(&self, field: &Field, scalar: &ScalarField) -> String {
        arity(&self.one(field, scalar), field.arity)
    }

    fn one(&self, field: &Field, scalar: &ScalarField) -> String {
        match &scalar.ty {
            ScalarType::Enum(id) => type_name(&self.schema.enumeration(*id).name),
            ScalarType::Unsupported(_) => "unknown".to_owned(),
            ScalarType::Builtin(Builtin::Json) => document(field).unwrap_or("unknown").to_owned(),
            ScalarType::Builtin(builtin) => plain(*builtin).to_owned(),
        }
    }
}

pub(super) fn is_unsupported(scalar: &ScalarField) -> bool {
    matches!(scalar.ty, ScalarType::Unsupported(_))
}

fn plain(builtin: Builtin) -> &'static str {
    match builtin {
        Builtin::Boolean => "boolean",
        Builtin::Int | Builtin::Float => "number",
        Builtin::String
        | Builtin::BigInt
        | Builtin::Decimal
        | Builtin::DateTime
        | Builtin::Bytes => "string",
        Builtin::Json => "unknown",
    }
}

fn arity(one: &str, arity: Arity) -> String {
    match arity {
        Arity::Required => one.to_owned(),
        Arity::Optional => format!("{one} | null"),
        Arity::List => format!("{one}[]"),
    }
}

/// The database or whoever writes the row has a value for it. A default that only Prisma's own
/// client computes counts: the type is of what an API takes.
pub(super) fn may_be_left_out(field: &Field) -> bool {
    let Some(scalar) = field.scalar() else { return true };
    let empty =
        matches!(&scalar.default, Some(it) if it.expr == DefaultExpr::DbGenerated(String::new()));
    field.arity != Arity::Required || scalar.updated_at || (scalar.default.is_some() && !empty)
}

/// A property's name, quoted where it is no identifier.
pub(super) fn property(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters.next().is_some_and(|it| it.is_ascii_alphabetic() || it == '_' || it == '$');
    let rest = letters.all(|it| it.is_ascii_alphanumeric() || it == '_' || it == '$');
    if first && rest { name.to_owned() } else { literal(name) }
}

/// JSON's strings are TypeScript's.
pub(super) fn literal(text: &str) -> String {
    Value::String(text.to_owned()).to_string()
}
