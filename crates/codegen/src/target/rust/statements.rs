//! `queries/*.rs`: one typed function for each statement.

use super::plan::Plan;
use super::{begin, model};
use crate::names::{pascal, rust_identifier, screaming, snake};
use crate::rust_type::{Base, RustType, optional};
use crate::source::{Source, raw_literal};
use crate::statement::{Cardinality, Parameter, ResolvedStatement, Shape, resolve};
use crate::target::TargetInput;
use crate::types::Scalar;
use crate::{GeneratedFile, Problem};
use std::collections::BTreeMap;

pub(super) fn files(
    plan: &Plan<'_>,
    input: &TargetInput<'_>,
) -> Result<Vec<GeneratedFile>, Vec<Problem>> {
    let resolved = resolve(plan.schema, plan.vocabulary, input.statements)?;
    let mut by_file: BTreeMap<&str, Vec<&ResolvedStatement<'_>>> = BTreeMap::new();
    for it in &resolved {
        by_file.entry(&it.shape.file).or_default().push(it);
    }
    let mut files: Vec<GeneratedFile> = by_file
        .iter()
        .map(|(name, statements)| {
            GeneratedFile::new(format!("queries/{}.rs", snake(name)), text(plan, statements))
        })
        .collect();
    if !files.is_empty() {
        files.push(GeneratedFile::new("queries/mod.rs", root(by_file.into_keys())));
    }
    Ok(files)
}

fn root<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let mut out = begin();
    out.line("//! The project's own statements, a module for each file.");
    out.blank();
    names.for_each(|name| out.line(format!("pub mod {};", rust_identifier(name))));
    out.finish()
}

fn text(plan: &Plan<'_>, statements: &[&ResolvedStatement<'_>]) -> String {
    let mut body = Source::rust();
    for it in statements {
        body.blank();
        if let Shape::Row(columns) = &it.answer {
            let columns: Vec<_> = columns.iter().map(|it| (it.name.as_str(), &it.ty)).collect();
            row(&mut body, plan, it, &columns);
            body.blank();
        }
        function(&mut body, plan, it);
    }
    let body = body.finish();
    let mut out = begin();
    let types = if body.contains("types::") { "{sql, types}" } else { "sql" };
    out.line(format!("use super::super::{types};"));
    out.finish() + &body
}

/// From a file of this folder.
fn far(text: &str) -> String {
    text.replace("super::", "super::super::")
}

fn row(
    out: &mut Source,
    plan: &Plan<'_>,
    it: &ResolvedStatement<'_>,
    columns: &[(&str, &RustType)],
) {
    let name = row_name(it);
    out.line(format!("/// A row of [`{}`].", rust_identifier(&it.shape.name)));
    out.line(format!("#[derive(Clone, Debug, PartialEq{})]", plan.choices.derives()));
    out.open(format!("pub struct {name} {{"));
    for (field, ty) in columns {
        out.line(format!("pub {field}: {},", far(&plan.owned(ty))));
    }
    out.close("}");
    out.blank();
    out.open(format!("impl {name} {{"));
    out.open("fn read(row: &mut sql::Reader<'_>) -> Result<Self, sql::Error> {");
    out.open("Ok(Self {");
    for (field, ty) in columns {
        out.line(format!("{field}: row.{}()?,", reader(ty)));
    }
    out.close("})");
    out.close("}");
    out.close("}");
}

fn reader(ty: &RustType) -> &'static str {
    if ty.list && !ty.nullable { "list" } else { "get" }
}

fn row_name(it: &ResolvedStatement<'_>) -> String {
    format!("{}Row", pascal(&it.shape.name))
}

fn function(out: &mut Source, plan: &Plan<'_>, it: &ResolvedStatement<'_>) {
    let constant = screaming(&it.shape.name);
    out.open(format!("static {constant}: sql::Statement = sql::Statement {{"));
    out.line(format!("sql: {},", raw_literal(&it.shape.sql)));
    out.line(format!("columns: &{:?},", it.shape.answered()));
    out.close("};");
    out.blank();
    out.prose(&it.shape.docs);
    out.open(format!("pub async fn {}(", rust_identifier(&it.shape.name)));
    out.line("db: &impl sql::Db,");
    it.params.iter().for_each(|param| {
        out.line(format!("{}: {},", param.name, argument(plan, &param.ty)));
    });
    out.close(format!(") -> Result<{}, sql::Error> {{", answer(plan, it)));
    let mut inside = Source::rust();
    inside.open("");
    for param in it.params.iter().filter(|param| argument(plan, &param.ty).starts_with("impl")) {
        inside.line(format!("let {0}: {1} = {0}.into();", param.name, far(&plan.owned(&param.ty))));
    }
    let params: Vec<String> = it.params.iter().map(sent).collect();
    let read = match &it.answer {
        Shape::Nothing => String::new(),
        Shape::Value(ty) => format!(", |row| row.{}()", reader(ty)),
        Shape::Model(name) => format!(", <super::super::{name} as sql::Model>::read"),
        Shape::Row(_) => format!(", {}::read", row_name(it)),
    };
    inside.line(format!(
        "sql::{}(db, &{constant}, &[{}]{read}).await",
        runner(it),
        params.join(", ")
    ));
    out.lines(inside.finish().trim_start_matches('\n').lines());
    out.line("}");
}

/// A list of what reads as text goes as text, for PostgreSQL knows the type that it meets: an enum,
/// `citext`, `bit`.
fn sent(param: &Parameter) -> String {
    let name = &param.name;
    let text = match &param.ty.base {
        Base::Enum { .. } => true,
        base => base
            .scalar()
            .is_some_and(|it| it.is_text() || matches!(it, Scalar::Bit | Scalar::Varbit)),
    };
    match (param.ty.list && text, param.ty.nullable) {
        (false, _) => format!("&{name}"),
        (true, false) => format!("&sql::list_of(Some(&{name}))"),
        (true, true) => format!("&sql::list_of({name}.as_ref())"),
    }
}

fn argument(plan: &Plan<'_>, ty: &RustType) -> String {
    let one = model::argument(plan, &ty.base);
    far(&match (ty.list, ty.nullable) {
        (false, false) => one,
        (true, _) => optional(ty.nullable, format!("Vec<{}>", plan.one(&ty.base))),
        (false, true) => format!("Option<{}>", plan.one(&ty.base)),
    })
}

fn runner(it: &ResolvedStatement<'_>) -> &'static str {
    match it.shape.cardinality {
        Cardinality::One => "one",
        Cardinality::Opt => "opt",
        Cardinality::Many => "many",
        Cardinality::Exec => "exec",
    }
}

fn answer(plan: &Plan<'_>, it: &ResolvedStatement<'_>) -> String {
    let row = match &it.answer {
        Shape::Nothing => return "u64".to_owned(),
        Shape::Value(ty) => far(&plan.owned(ty)),
        Shape::Model(name) => format!("super::super::{name}"),
        Shape::Row(_) => row_name(it),
    };
    match it.shape.cardinality {
        Cardinality::One | Cardinality::Exec => row,
        Cardinality::Opt => format!("Option<{row}>"),
        Cardinality::Many => format!("Vec<{row}>"),
    }
}
