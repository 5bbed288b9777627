//! What stands at a place: its declaration, its prose, and what it becomes in PostgreSQL.

use pgschema::catalogue::{BaseType, Column, ColumnType};
use pgschema::{Catalogue, enum_name, from_schema, table_name};
use psl::directives::TABLE;
use psl::schema::{Docs, FieldKind, Model, RelationKind, Schema};

use crate::names::Symbol;
use crate::project::{Place, Project};

/// Markdown for the place, if there is something to say.
pub fn hover(project: &Project, place: Place) -> Option<String> {
    let Some(at) = project.occurrence_at(place) else { return directive(project, place) };
    let schema = &project.analysis.schema;
    match &at.symbol {
        Symbol::Block { name } => of_model(schema, name).or_else(|| of_enum(schema, name)),
        Symbol::Member { of, name } => {
            of_field(schema, of, name).or_else(|| of_value(schema, of, name))
        }
    }
}

fn page(code: &str, docs: &Docs, database: &str) -> String {
    let mut out = format!("```prisma\n{code}\n```\n");
    if !docs.text.is_empty() {
        out += &format!("\n{}\n", docs.text);
    }
    for directive in &docs.directives {
        let args =
            if directive.args.is_empty() { String::new() } else { format!("({})", directive.args) };
        out += &format!("\n`@{}{args}`\n", directive.name);
    }
    if !database.is_empty() {
        out += &format!("\n{database}\n");
    }
    out
}

fn of_model(schema: &Schema, name: &str) -> Option<String> {
    let (_, model) = schema.find_model(name)?;
    let keyword = match model.kind {
        psl::schema::ModelKind::Model => "model",
        psl::schema::ModelKind::View => "view",
    };
    let what = if keyword == "view" { "View" } else { "Table" };
    let database =
        format!("{what} `{}`, {} columns", table_name(model), model.scalar_fields().count());
    Some(page(&format!("{keyword} {name}"), &model.docs, &database))
}

fn of_enum(schema: &Schema, name: &str) -> Option<String> {
    let found = schema.enums.iter().find(|it| it.name == name)?;
    let values: Vec<_> = found.values.iter().map(|it| it.name.as_str()).collect();
    let code = format!("enum {name} {{ {} }}", values.join(" "));
    Some(page(&code, &found.docs, &format!("Type `{}`", enum_name(found))))
}

fn of_value(schema: &Schema, of: &str, name: &str) -> Option<String> {
    let found = schema.enums.iter().find(|it| it.name == of)?;
    let value = found.values.iter().find(|it| it.name == name)?;
    let database = format!("`'{}'` of `{}`", value.db_name, enum_name(found));
    Some(page(&format!("{of}.{name}"), &value.docs, &database))
}

fn of_field(schema: &Schema, of: &str, name: &str) -> Option<String> {
    let (_, model) = schema.find_model(of)?;
    let field = model.fields.iter().find(|it| it.name == name)?;
    let database = match &field.kind {
        FieldKind::Scalar(scalar) => column(schema, model, &scalar.db_name),
        FieldKind::Relation { relation, .. } => relation
            .map(|id| &schema.relation(id).kind)
            .map_or(String::new(), |kind| relation_text(schema, kind)),
    };
    Some(page(&format!("{of}.{name}"), &field.docs, &database))
}

fn column(schema: &Schema, model: &Model, name: &str) -> String {
    let catalogue: Catalogue = from_schema(schema).unwrap_or_default();
    let table = table_name(model);
    let found = catalogue.tables.get(&table).and_then(|it| it.columns.get(name));
    let described = found.map_or(String::new(), describe);
    format!("Column `{table}.{name}`{described}")
}

fn describe(column: &Column) -> String {
    let null = if column.nullable { "" } else { " NOT NULL" };
    format!(": `{}{null}`", type_text(&column.ty))
}

fn type_text(ty: &ColumnType) -> String {
    let base = match &ty.base {
        BaseType::Native(native, modifiers) if modifiers.is_empty() => native.sql().to_owned(),
        BaseType::Native(native, modifiers) => {
            let numbers: Vec<_> = modifiers.iter().map(u32::to_string).collect();
            format!("{}({})", native.sql(), numbers.join(","))
        }
        BaseType::Enum(name) => name.to_string(),
        BaseType::Other(text) => text.clone(),
    };
    if ty.list { format!("{base}[]") } else { base }
}

fn relation_text(schema: &Schema, kind: &RelationKind) -> String {
    match kind {
        RelationKind::ForeignKey(key) => {
            let (from, to) = (schema.model(key.model), schema.model(key.referenced_model));
            let names = |model: &Model, fields: &[psl::schema::FieldId]| -> String {
                let names = fields.iter().map(|id| model.field(*id).scalar());
                let names: Vec<_> = names.flatten().map(|it| it.db_name.as_str()).collect();
                names.join(", ")
            };
            format!(
                "Foreign key `{}({})` → `{}({})`",
                table_name(from),
                names(from, &key.fields),
                table_name(to),
                names(to, &key.references)
            )
        }
        RelationKind::ImplicitManyToMany { a, b } => format!(
            "Join table of `{}` and `{}`",
            table_name(schema.model(a.0)),
            table_name(schema.model(b.0))
        ),
    }
}

/// `@check` in a doc comment.
fn directive(project: &Project, place: Place) -> Option<String> {
    let text = project.text(place.file);
    let before = text.get(..place.offset)?;
    let start = before.rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let line = text.get(start..)?.lines().next()?;
    if !line.trim_start().starts_with("///") {
        return None;
    }
    let found = TABLE.iter().find(|it| {
        let word = format!("@{}", it.name);
        line.find(&word).is_some_and(|at| {
            let (from, to) = (start + at, start + at + word.len());
            let whole = !line[at + word.len()..].starts_with(|c: char| c.is_alphanumeric());
            whole && (from..=to).contains(&place.offset)
        })
    })?;
    Some(format!("```\n/// {}\n```\n\n{}\n", found.example, found.summary))
}
