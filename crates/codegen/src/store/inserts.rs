//! `inserts.rs`: a row to be, for each model, and its one canonical INSERT.
//!
//! A column that is never NULL and has a default in the database is an `Option`: `None` means the
//! default. What the database numbers itself is left out and answered.

use super::imports::Imports;
use super::statement;
use crate::header::Header;
use crate::names::screaming;
use crate::rust_type::RustType;
use crate::source::Source;
use crate::vocabulary::{ColumnField, Entity, Vocabulary, quoted};
use psl::schema::{DefaultExpr, ScalarField, ScalarType, Schema};

/// A column as it is inserted.
struct Insertable<'a> {
    column: &'a ColumnField,
    ty: RustType,
    /// `$1`, or what stands around it.
    value: String,
}

pub(crate) fn inserts(header: &Header, schema: &Schema, vocabulary: &Vocabulary) -> String {
    let mut out = Source::rust();
    header.write(&mut out, "//");
    out.line("//! Rows to be: one struct and one INSERT for each model.");
    out.line("//!");
    out.line("//! `None` in a column that is never NULL stands for the database's default.");
    let entities: Vec<&Entity> = vocabulary.entities.iter().filter(|it| !it.view).collect();
    if !entities.is_empty() {
        out.blank();
        imports(&mut out, &entities);
    }
    for entity in entities {
        out.blank();
        insert(&mut out, schema, entity);
    }
    out.finish()
}

fn imports(out: &mut Source, entities: &[&Entity]) {
    let mut imports = Imports::default();
    entities.iter().flat_map(|it| &it.columns).for_each(|it| imports.add_parameter(&it.ty));
    imports.write(out);
    out.line("use crate::StoreError;");
    out.line("use crate::run::{Statement, Write};");
    let wrapper = if imports.wraps() { ", Pg" } else { "" };
    let numbered = entities.iter().any(|it| it.columns.iter().any(|it| it.numbered));
    let one = if numbered { ", one" } else { "" };
    out.line(format!("use super::postgres::{{exec{one}{wrapper}}};"));
}

fn insert(out: &mut Source, schema: &Schema, entity: &Entity) {
    let columns = insertable(schema, entity);
    let lifetime = if columns.iter().any(|it| it.ty.borrows()) { "<'a>" } else { "" };
    let name = format!("New{}", entity.name);
    out.line(format!("/// A new row of [`{0}`](super::rows::{0}).", entity.name));
    out.line("#[derive(Clone, Debug)]");
    out.open(format!("pub struct {name}{lifetime} {{"));
    for it in &columns {
        out.docs(&it.column.docs);
        out.line(format!("pub {}: {},", it.column.name, it.ty.borrowed()));
    }
    out.close("}");
    out.blank();
    let constant = format!("INSERT_{}", screaming(&entity.name));
    let label = format!("insert {}.{}", entity.db_schema, entity.db_name);
    statement(out, &constant, &label, &sql(entity, &columns), &[]);
    out.blank();
    method(out, entity, &columns, &constant);
}

fn method(out: &mut Source, entity: &Entity, columns: &[Insertable<'_>], constant: &str) {
    let lifetime = if columns.iter().any(|it| it.ty.borrows()) { "<'_>" } else { "" };
    let numbered = entity.columns.iter().find(|it| it.numbered);
    let answer = numbered.map_or("()".to_owned(), |it| it.ty.owned());
    out.open(format!("impl New{}{lifetime} {{", entity.name));
    if let Some(column) = numbered {
        out.line(format!("/// Answers the `{}` that the database gave it.", column.db_name));
    }
    out.open(format!(
        "pub async fn insert<W: Write>(&self, on: &W) -> Result<{answer}, StoreError> {{"
    ));
    let run = if numbered.is_some() { "one" } else { "exec" };
    out.open(format!("{run}(on, &{constant}, &["));
    for it in columns {
        out.line(format!("{},", it.ty.bind(&format!("self.{}", it.column.name))));
    }
    match numbered {
        Some(column) => {
            out.close(format!("], {}).await", column.ty.read_alone()));
        }
        None => out.close("]).await.map(drop)"),
    }
    out.close("}");
    out.close("}");
}

fn insertable<'a>(schema: &Schema, entity: &'a Entity) -> Vec<Insertable<'a>> {
    let columns = entity.columns.iter().filter(|column| !column.numbered);
    columns
        .enumerate()
        .map(|(at, column)| {
            let declared = schema.model(entity.model).field(column.field);
            let default = declared.scalar().and_then(|scalar| default(schema, scalar));
            let number = format!("${}", at + 1);
            match default.filter(|_| !column.ty.nullable) {
                Some(default) => Insertable {
                    column,
                    ty: column.ty.clone().nullable(true),
                    value: format!(
                        "COALESCE({number}::{}, {default})",
                        type_sql(schema, declared.scalar(), &column.ty)
                    ),
                },
                None => Insertable { column, ty: column.ty.clone(), value: number },
            }
        })
        .collect()
}

fn sql(entity: &Entity, columns: &[Insertable<'_>]) -> String {
    let names: Vec<String> = columns.iter().map(|it| quoted(&it.column.db_name)).collect();
    let values: Vec<&str> = columns.iter().map(|it| it.value.as_str()).collect();
    let returning = entity.columns.iter().find(|it| it.numbered);
    let returning =
        returning.map(|it| format!("\nRETURNING {}", quoted(&it.db_name))).unwrap_or_default();
    if columns.is_empty() {
        return format!("INSERT INTO {} DEFAULT VALUES{returning}", entity.table());
    }
    format!(
        "INSERT INTO {} ({})\nVALUES ({}){returning}",
        entity.table(),
        names.join(", "),
        values.join(", ")
    )
}

/// The type's name for a cast.
fn type_sql(schema: &Schema, scalar: Option<&ScalarField>, ty: &RustType) -> String {
    let name = match (scalar.map(|scalar| &scalar.ty), &ty.base) {
        (Some(ScalarType::Enum(id)), _) => {
            let declared = schema.enumeration(*id);
            let namespace = declared.db_schema.as_deref().unwrap_or("public");
            format!("{}.{}", quoted(namespace), quoted(&declared.db_name))
        }
        (_, base) => base.scalar().map_or("text", |scalar| scalar.pg()).to_owned(),
    };
    if ty.list { format!("{name}[]") } else { name }
}

/// A default that the database has, as SQL.
fn default(schema: &Schema, scalar: &ScalarField) -> Option<String> {
    default_sql(schema, &scalar.ty, &scalar.default.as_ref()?.expr)
}

fn default_sql(schema: &Schema, ty: &ScalarType, default: &DefaultExpr) -> Option<String> {
    Some(match default {
        DefaultExpr::String(text) => literal(text),
        DefaultExpr::Number(number) => number.clone(),
        DefaultExpr::Boolean(value) => value.to_string(),
        DefaultExpr::EnumValue(name) => literal(label(schema, ty, name)),
        DefaultExpr::List(values) if values.is_empty() => "'{}'".to_owned(),
        DefaultExpr::List(values) => {
            let values: Option<Vec<String>> =
                values.iter().map(|value| default_sql(schema, ty, value)).collect();
            format!("ARRAY[{}]", values?.join(", "))
        }
        DefaultExpr::Now => "CURRENT_TIMESTAMP".to_owned(),
        DefaultExpr::DbGenerated(text) if !text.is_empty() => format!("({text})"),
        DefaultExpr::DbGenerated(_)
        | DefaultExpr::Autoincrement
        | DefaultExpr::Client { .. }
        | DefaultExpr::Sequence(_) => return None,
    })
}

fn label<'a>(schema: &'a Schema, ty: &ScalarType, name: &'a str) -> &'a str {
    let ScalarType::Enum(id) = ty else { return name };
    let values = &schema.enumeration(*id).values;
    values.iter().find(|value| value.name == name).map_or(name, |value| &value.db_name)
}

fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rust_type::Base;
    use crate::types::Scalar;

    #[test]
    fn a_default_is_written_as_sql() {
        let schema = Schema::default();
        let text = ScalarType::Builtin(psl::schema::Builtin::String);
        let check = |default, expected: Option<&str>| {
            assert_eq!(default_sql(&schema, &text, &default).as_deref(), expected);
        };
        check(DefaultExpr::String("it's".into()), Some("'it''s'"));
        check(DefaultExpr::List(vec![]), Some("'{}'"));
        check(DefaultExpr::Now, Some("CURRENT_TIMESTAMP"));
        check(DefaultExpr::DbGenerated("gen_random_uuid()".into()), Some("(gen_random_uuid())"));
        check(DefaultExpr::Autoincrement, None);
        let list = RustType { base: Base::Scalar(Scalar::Text), list: true, nullable: false };
        assert_eq!(type_sql(&schema, None, &list), "text[]");
    }
}
