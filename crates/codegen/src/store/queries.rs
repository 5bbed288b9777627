//! `queries/*.rs`: one typed function for each statement.

use super::imports::Imports;
use super::rows::{RowField, row};
use super::statement;
use crate::header::Header;
use crate::names::{pascal, rust_identifier, screaming};
use crate::source::Source;
use crate::statement::{Cardinality, Parameter, ResolvedStatement, Shape};
use std::collections::BTreeSet;

/// With more, a call is unreadable without names: they become a struct.
const ARGUMENTS_MAX: usize = 4;

/// `queries/mod.rs`.
pub(crate) fn queries_root(header: &Header, files: &[&str]) -> String {
    let mut out = Source::rust();
    header.write(&mut out, "//");
    out.line("//! The statements of `contract/queries`, a module for each file.");
    if !files.is_empty() {
        out.blank();
    }
    for file in files {
        out.line("#[rustfmt::skip]");
        out.line(format!("pub mod {};", rust_identifier(file)));
    }
    out.finish()
}

/// `queries/<file>.rs`.
pub(crate) fn queries(
    header: &Header,
    file: &str,
    statements: &[&ResolvedStatement<'_>],
) -> String {
    let mut out = Source::rust();
    header.write(&mut out, "//");
    out.line(format!("//! The statements of `contract/queries/{file}.sql`."));
    out.blank();
    imports(&mut out, statements);
    for it in statements {
        out.blank();
        params_struct(&mut out, it);
        row_struct(&mut out, it);
        let (constant, shape) = (screaming(&it.shape.name), it.shape);
        statement(&mut out, &constant, &shape.name, &shape.sql, &shape.answered());
        out.blank();
        function(&mut out, it);
    }
    out.finish()
}

fn imports(out: &mut Source, statements: &[&ResolvedStatement<'_>]) {
    let mut imports = Imports::default();
    let mut helpers: BTreeSet<&str> = statements.iter().map(|it| runner(it)).collect();
    for it in statements {
        it.params.iter().for_each(|param| imports.add_parameter(&param.ty));
        match &it.answer {
            Shape::Value(ty) => imports.add(ty),
            Shape::Row(columns) => {
                helpers.extend(["Columns", "FromRow"]);
                columns.iter().for_each(|column| imports.add(&column.ty));
            }
            Shape::Model(_) => helpers.extend(["FromRow"]),
            Shape::Nothing => {}
        }
    }
    if imports.wraps() {
        helpers.insert("Pg");
    }
    imports.write(out);
    out.line("use crate::StoreError;");
    let helpers: Vec<&str> = helpers.into_iter().collect();
    out.line(format!("use crate::generated::postgres::{{{}}};", helpers.join(", ")));
    if statements.iter().any(|it| matches!(it.answer, Shape::Model(_))) {
        out.line("use crate::generated::rows;");
    }
    let traits: BTreeSet<&str> = statements.iter().map(|it| capability(it)).collect();
    let traits: Vec<&str> = traits.into_iter().collect();
    let mut used = vec!["Statement"];
    used.extend(traits);
    used.sort_unstable();
    out.line(format!("use crate::run::{{{}}};", used.join(", ")));
}

fn params_struct(out: &mut Source, it: &ResolvedStatement<'_>) {
    if it.params.len() <= ARGUMENTS_MAX {
        return;
    }
    let lifetime = if borrows(&it.params) { "<'a>" } else { "" };
    out.line(format!("/// What [`{}`] is given.", rust_identifier(&it.shape.name)));
    out.line("#[derive(Clone, Debug)]");
    out.open(format!("pub struct {}{lifetime} {{", pascal(&it.shape.name)));
    for param in &it.params {
        out.line(format!("pub {}: {},", param.name, param.ty.borrowed()));
    }
    out.close("}");
    out.blank();
}

fn row_struct(out: &mut Source, it: &ResolvedStatement<'_>) {
    let Shape::Row(columns) = &it.answer else { return };
    out.line(format!("/// A row of [`{}`].", rust_identifier(&it.shape.name)));
    let fields: Vec<RowField<'_>> = columns
        .iter()
        .map(|column| RowField { name: &column.name, docs: "", ty: &column.ty })
        .collect();
    row(out, &format!("{}Row", pascal(&it.shape.name)), &fields);
    out.blank();
}

fn function(out: &mut Source, it: &ResolvedStatement<'_>) {
    let name = rust_identifier(&it.shape.name);
    let capability = capability(it);
    let letter = &capability[..1];
    out.docs(&it.shape.docs);
    out.open(format!("pub async fn {name}<{letter}: {capability}>("));
    out.line(format!("on: &{letter},"));
    let prefix = match it.params.len() <= ARGUMENTS_MAX {
        true => {
            for param in &it.params {
                out.line(format!("{}: {},", param.name, param.ty.borrowed().replace("&'a ", "&")));
            }
            ""
        }
        false => {
            let lifetime = if borrows(&it.params) { "<'_>" } else { "" };
            out.line(format!("given: &{}{lifetime},", pascal(&it.shape.name)));
            "given."
        }
    };
    out.close(format!(") -> Result<{}, StoreError> {{", answer(it)));
    body(out, it, prefix);
}

/// The call that runs it, and the function's end.
fn body(out: &mut Source, it: &ResolvedStatement<'_>, prefix: &str) {
    let constant = screaming(&it.shape.name);
    let binds: Vec<String> =
        it.params.iter().map(|param| param.ty.bind(&format!("{prefix}{}", param.name))).collect();
    let read = match &it.answer {
        Shape::Nothing => String::new(),
        Shape::Value(ty) => format!(", {}", ty.read_alone()),
        Shape::Model(_) | Shape::Row(_) => ", FromRow::from_row".to_owned(),
    };
    let call = format!("{}(on, &{constant}, &[{}]{read}).await", runner(it), binds.join(", "));
    if call.len() <= 96 {
        out.line(format!("    {call}"));
    } else {
        out.line(format!("    {}(on, &{constant}, &[", runner(it)));
        binds.iter().for_each(|bind| out.line(format!("        {bind},")));
        out.line(format!("    ]{read}).await"));
    }
    out.line("}");
}

fn runner(it: &ResolvedStatement<'_>) -> &'static str {
    match it.shape.cardinality {
        Cardinality::One => "one",
        Cardinality::Opt => "opt",
        Cardinality::Many => "many",
        Cardinality::Exec => "exec",
    }
}

fn capability(it: &ResolvedStatement<'_>) -> &'static str {
    if it.shape.writes { "Write" } else { "Run" }
}

fn borrows(params: &[Parameter]) -> bool {
    params.iter().any(|param| param.ty.borrows())
}

fn answer(it: &ResolvedStatement<'_>) -> String {
    let row = match &it.answer {
        Shape::Nothing => return "u64".to_owned(),
        Shape::Value(ty) => ty.owned(),
        Shape::Model(name) => format!("rows::{name}"),
        Shape::Row(_) => format!("{}Row", pascal(&it.shape.name)),
    };
    match it.shape.cardinality {
        Cardinality::One | Cardinality::Exec => row,
        Cardinality::Opt => format!("Option<{row}>"),
        Cardinality::Many => format!("Vec<{row}>"),
    }
}
