//! `mod.rs`: what there is, what it needs, and how it is used.

use super::plan::{ColumnPlan, ModelPlan, Plan};
use super::types::named;
use super::{begin, insert};
use crate::GeneratedFile;
use crate::rust_type::Base;
use crate::source::Source;
use crate::types::Scalar;

pub(super) fn text(plan: &Plan<'_>, files: &[GeneratedFile]) -> String {
    let mut out = begin();
    out.line("//! The database of the Prisma schema.");
    out.line("//!");
    usage(&mut out, plan);
    out.line("//! It needs, in `Cargo.toml`:");
    out.line("//! ```toml");
    dependencies(plan, files).iter().for_each(|line| out.line(format!("//! {line}")));
    out.line("//! ```");
    out.blank();
    out.lines(ALLOWED.lines());
    out.blank();
    modules(&mut out, plan, files);
    out.blank();
    exports(&mut out, plan);
    out.blank();
    out.lines(PRELUDE.lines());
    out.finish()
}

/// An example with the names of this schema, of the model that shows most.
fn usage(out: &mut Source, plan: &Plan<'_>) {
    let Some(model) = plan.models.iter().rev().max_by_key(|it| shows(it)) else { return };
    let lines = if shows(model) == 0 { Vec::new() } else { example(model) };
    if lines.is_empty() {
        return;
    }
    out.line("//! With this folder as the module `db`:");
    // No test of the project's: what it calls the module is its own choice.
    out.line("//! ```text");
    out.lines(lines.iter().map(|line| format!("//! {line}").trim_end().to_owned()));
    out.line("//! ```");
    out.line("//!");
}

/// How much of what there is can be shown with a model.
fn shows(model: &ModelPlan<'_>) -> usize {
    let parts = [text_column(model).is_some(), !model.relations.is_empty()];
    let usable = model.key().is_some() && model.mutable() && insert::is_there(model);
    if usable { 1 + parts.iter().filter(|it| **it).count() } else { 0 }
}

fn example(model: &ModelPlan<'_>) -> Vec<String> {
    let Some(key) = model.key() else { return Vec::new() };
    let name = model.name();
    let column = |at: &usize| &model.columns[*at];
    let values: Vec<String> =
        key.columns.iter().map(|at| format!("row.{}.clone()", column(at).column.name)).collect();
    let by_key = format!("{name}::{}({})", key.function, values.join(", "));
    let first = &column(&key.columns[0]).constant;
    let with = model.relations.first();
    let with = with.map(|it| format!("        .with({name}::{})", it.constant));
    let set = text_column(model).map(|it| {
        format!("    {by_key}.update(&transaction, [{name}::{}.set(\"…\")]).await?;", it.constant)
    });
    let lines = [
        Some("use db::prelude::*;".to_owned()),
        Some(format!("use db::{{{name}, {}, sql}};", model.insert)),
        Some(String::new()),
        Some(format!(
            "async fn example(mut client: tokio_postgres::Client, new: {}) -> Result<(), sql::Error> {{",
            model.insert
        )),
        Some("    let row = new.insert(&client).await?;".to_owned()),
        Some(format!("    let found = {by_key}.find(&client).await?;")),
        Some(format!("    let page = {name}::find()")),
        Some(format!("        .filter({name}::{first}.ne({}))", values[0])),
        Some(format!("        .order({name}::{first}.asc())")),
        with,
        Some("        .page(&client, 20)".to_owned()),
        Some("        .await?;".to_owned()),
        Some("    let transaction = client.transaction().await?;".to_owned()),
        set,
        Some(format!("    {by_key}.delete(&transaction).await?;")),
        Some("    transaction.commit().await?;".to_owned()),
        Some("    Ok(())".to_owned()),
        Some("}".to_owned()),
    ];
    lines.into_iter().flatten().collect()
}

/// One that may be set to any text, and is no part of a key.
fn text_column<'a, 'b>(model: &'b ModelPlan<'a>) -> Option<&'b ColumnPlan<'a>> {
    model.columns.iter().enumerate().find_map(|(at, it)| {
        let text = it.column.ty.base == Base::Scalar(Scalar::Text) && !it.column.ty.list;
        let free = model.keys.iter().all(|key| !key.columns.contains(&at));
        let own =
            !insert::is_computed(model, it) && model.relations.iter().all(|it| !it.leaves(at));
        (text && free && own).then_some(it)
    })
}

fn dependencies(plan: &Plan<'_>, files: &[GeneratedFile]) -> Vec<String> {
    let named = named(files);
    let used = |name: &str| {
        named.contains(name)
            || plan.vocabulary.ids.iter().any(|id| super::types::path(id.inner).ends_with(name))
    };
    let makes = files.iter().any(|file| file.path == "types/made.rs");
    let times = ["Timestamp", "DateTime", "Date", "Time", "Timetz"].iter().any(|it| used(it));
    let serde = plan.choices.serde;
    let shaped = files.iter().any(|file| file.contents.contains("sql::shaped!"));
    let with = |features: &[&str]| {
        let features: Vec<String> = features.iter().map(|it| format!("{it:?}")).collect();
        format!("features = [{}]", features.join(", "))
    };
    let mut driver = Vec::new();
    let mut lines = Vec::new();
    if used("Uuid") || makes {
        driver.push("with-uuid-1");
        let mut features = if makes { vec!["v4", "v7"] } else { vec![] };
        features.extend(serde.then_some("serde"));
        lines.push(format!("uuid = {{ version = \"1\", {} }}", with(&features)));
    }
    if used("Json") || shaped {
        driver.push("with-serde_json-1");
        lines.push("serde_json = \"1\"".to_owned());
    }
    if times {
        let (feature, name, version) = match plan.choices.chrono {
            true => ("with-chrono-0_4", "chrono", "0.4"),
            false => ("with-jiff-0_2", "jiff", "0.2"),
        };
        driver.push(feature);
        let features = if serde { vec!["serde"] } else { vec![] };
        lines.push(format!("{name} = {{ version = {version:?}, {} }}", with(&features)));
    }
    if used("Decimal") {
        let mut features = vec!["db-tokio-postgres"];
        features.extend(serde.then_some("serde-str"));
        lines.push(format!("rust_decimal = {{ version = \"1\", {} }}", with(&features)));
    }
    if serde || shaped {
        lines.push(format!("serde = {{ version = \"1\", {} }}", with(&["derive"])));
    }
    lines.insert(0, format!("tokio-postgres = {{ version = \"0.7.12\", {} }}", with(&driver)));
    lines.iter().map(|line| line.replace(", features = []", "")).collect()
}

/// Names and prose are the schema's, no project uses all that there is, and whoever includes the
/// folder may ask more of what people write.
const ALLOWED: &str = "// Names and prose are the schema's, and no project uses all that there is.
#![allow(dead_code, missing_copy_implementations, missing_docs, single_use_lifetimes)]
#![allow(unreachable_pub, unused_imports, unused_results)]
#![allow(clippy::all, clippy::nursery, clippy::pedantic, clippy::restriction)]
#![allow(rustdoc::all)]";

const PRELUDE: &str = "/// The traits, for `use …::prelude::*`.
pub mod prelude {
    pub use super::sql::{Db as _, Insert as _, Model as _};
}";

/// `cargo fmt` leaves generated files as they are.
fn modules(out: &mut Source, plan: &Plan<'_>, files: &[GeneratedFile]) {
    let queries = files.iter().any(|file| file.path == "queries/mod.rs");
    let fixed = ["documents", "enums", "ids", "queries", "sql", "types"];
    let fixed = fixed.into_iter().filter(|name| *name != "queries" || queries);
    let mut names: Vec<&str> = plan.models.iter().map(|it| it.module.as_str()).collect();
    names.extend(fixed);
    names.sort_unstable();
    for name in names {
        let open = ["documents", "queries", "sql", "types"].contains(&name);
        out.line("#[rustfmt::skip]");
        if !name.is_ascii() {
            // The compiler looks for such a file only where it is told to.
            out.line(format!("#[path = \"{name}.rs\"]"));
        }
        out.line(format!("{}mod {name};", if open { "pub " } else { "" }));
    }
}

/// From here: a model may be called like a crate or a type of the language.
fn exports(out: &mut Source, plan: &Plan<'_>) {
    let mut names: Vec<&str> = plan.models.iter().map(|it| it.module.as_str()).collect();
    names.extend((!plan.schema.enums.is_empty()).then_some("enums"));
    names.extend((!plan.vocabulary.ids.is_empty()).then_some("ids"));
    names.sort_unstable();
    names.iter().for_each(|name| out.line(format!("pub use self::{name}::*;")));
}
