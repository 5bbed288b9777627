//! A model's file: its row, columns, keys and relations, and rows to be and changes of it.

use super::plan::{ColumnPlan, KeyPlan, ModelPlan, Plan};
use super::{begin, changes, insert};
use crate::rust_type::Base;
use crate::source::{Source, wrapped};
use crate::types::Scalar;
use crate::vocabulary::quoted;

pub(super) fn text(plan: &Plan<'_>, model: &ModelPlan<'_>) -> String {
    let mut body = Source::rust();
    row(&mut body, plan, model);
    body.blank();
    inherent(&mut body, plan, model);
    body.blank();
    table(&mut body, plan, model);
    insert::write(&mut body, plan, model);
    changes::write(&mut body, plan, model);
    let body = body.finish();
    let mut out = begin();
    out.line(if body.contains("types::") { "use super::{sql, types};" } else { "use super::sql;" });
    out.blank();
    out.finish() + &body
}

fn row(out: &mut Source, plan: &Plan<'_>, model: &ModelPlan<'_>) {
    match model.entity.docs.as_str() {
        "" => out.line(format!("/// A row of `{}`.", model.entity.db_name)),
        text => out.prose(text),
    }
    out.line(format!("#[derive(Clone, Debug, PartialEq{})]", plan.choices.derives()));
    out.open(format!("pub struct {} {{", model.name()));
    for it in &model.columns {
        out.prose(&it.column.docs);
        out.line(format!("pub {}: {},", it.column.name, plan.owned(&it.column.ty)));
    }
    out.close("}");
}

fn inherent(out: &mut Source, plan: &Plan<'_>, model: &ModelPlan<'_>) {
    out.open(format!("impl {} {{", model.name()));
    for (at, it) in model.columns.iter().enumerate() {
        let kind = column_kind(it);
        out.line(format!(
            "pub const {}: sql::{kind}<Self, {}> = sql::{kind}::new({at});",
            it.constant,
            plan.one(&it.column.ty.base),
        ));
    }
    model.relations.iter().for_each(|it| it.constant(out));
    model.keys.iter().for_each(|it| key(out, plan, model, it));
    model.relations.iter().for_each(|it| it.function(out));
    out.close("}");
}

fn column_kind(it: &ColumnPlan<'_>) -> &'static str {
    match (it.column.ty.list, it.column.ty.nullable) {
        (true, _) => "List",
        (false, true) => "Nullable",
        (false, false) => "Column",
    }
}

fn key(out: &mut Source, plan: &Plan<'_>, model: &ModelPlan<'_>, key: &KeyPlan) {
    let columns: Vec<_> = key.columns.iter().map(|at| model.columns[*at].column).collect();
    let arguments: Vec<String> =
        columns.iter().map(|it| format!("{}: {}", it.name, argument(plan, &it.ty.base))).collect();
    let values: Vec<String> = columns
        .iter()
        .map(|it| format!("sql::boxed::<{}>({})", plan.one(&it.ty.base), it.name))
        .collect();
    out.blank();
    out.open(format!("pub fn {}({}) -> sql::Key<Self> {{", key.function, arguments.join(", ")));
    out.line(format!("sql::Key::new(&{:?}, vec![{}])", key.columns, values.join(", ")));
    out.close("}");
}

/// What is made from other types is taken as any of them; a number is taken as it is, so that a
/// literal is one.
pub(super) fn argument(plan: &Plan<'_>, base: &Base) -> String {
    let one = plan.one(base);
    let made_from_others = match base {
        Base::Scalar(scalar) => scalar.is_text(),
        Base::Id { .. } => true,
        Base::Enum { .. } | Base::Document { .. } => false,
    };
    if made_from_others { format!("impl Into<{one}>") } else { one }
}

fn table(out: &mut Source, plan: &Plan<'_>, model: &ModelPlan<'_>) {
    let place = plan.place(model.declared.db_schema.as_deref(), &model.entity.db_name);
    let key = model.key().map(|key| key.columns.as_slice()).unwrap_or_default();
    out.open(format!("impl sql::Model for {} {{", model.name()));
    out.open("const TABLE: &'static sql::Table = &sql::Table {");
    out.line(format!("name: {place:?},"));
    out.open("columns: sql::columns![");
    out.lines(wrapped(model.columns.iter().map(|it| column_info(plan, it)), 88));
    out.close("],");
    out.line(format!("key: &{key:?},"));
    out.line(format!("touched: &[{}],", touched(model).join(", ")));
    out.close("};");
    out.blank();
    read(out, model);
    out.blank();
    value(out, model);
    out.close("}");
    if model.key().is_some() {
        out.blank();
        out.line(format!("impl sql::Keyed for {} {{}}", model.name()));
    }
    if model.mutable() {
        out.blank();
        out.line(format!("impl sql::Mutable for {} {{}}", model.name()));
    }
}

fn touched(model: &ModelPlan<'_>) -> Vec<String> {
    let columns = model.columns.iter().enumerate().filter(|(_, it)| it.scalar.updated_at);
    columns.map(|(at, it)| format!("({at}, {:?})", now(it))).collect()
}

/// The moment, as the column holds it: Prisma keeps UTC where the type has no zone.
pub(super) fn now(it: &ColumnPlan<'_>) -> &'static str {
    match it.own_scalar() {
        Some(Scalar::Timestamptz | Scalar::Timetz) => "CURRENT_TIMESTAMP",
        _ => "(CURRENT_TIMESTAMP AT TIME ZONE 'UTC')",
    }
}

/// `"id"`, `"role" as "::text[]::\"Role\"[]"`, `"settings" as "::jsonb[]::json[]" by "::jsonb"`.
fn column_info(plan: &Plan<'_>, it: &ColumnPlan<'_>) -> String {
    let quoted = quoted(&it.column.db_name);
    let name = &quoted[1..quoted.len() - 1];
    let mut info = format!("{name:?}");
    for (word, said) in [("as", plan.column_cast(it).as_str()), ("by", compared(it))] {
        if !said.is_empty() {
            info.push_str(&format!(" {word} {said:?}"));
        }
    }
    info
}

/// `json` is a text that PostgreSQL compares with nothing.
fn compared(it: &ColumnPlan<'_>) -> &'static str {
    match (it.own_scalar(), it.column.ty.list) {
        (Some(Scalar::Json), false) => "::jsonb",
        (Some(Scalar::Json), true) => "::jsonb[]",
        _ => "",
    }
}

fn read(out: &mut Source, model: &ModelPlan<'_>) {
    out.open("fn read(row: &mut sql::Reader<'_>) -> Result<Self, sql::Error> {");
    out.open("Ok(Self {");
    for it in &model.columns {
        let read = if it.column.ty.list { "list" } else { "get" };
        out.line(format!("{}: row.{read}()?,", it.column.name));
    }
    out.close("})");
    out.close("}");
}

fn value(out: &mut Source, model: &ModelPlan<'_>) {
    out.open("fn value(&self, column: usize) -> &dyn sql::Value {");
    out.open("let all: &[&dyn sql::Value] = &[");
    out.lines(wrapped(model.columns.iter().map(|it| format!("&self.{}", it.column.name)), 88));
    out.close("];");
    out.line("all[column]");
    out.close("}");
}
