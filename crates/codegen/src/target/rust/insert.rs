//! `NewUser`: a row to be.

use super::plan::{ColumnPlan, ModelPlan, Plan};
use super::{made, model};
use crate::source::Source;
use psl::schema::{Arity, DefaultExpr, FieldKind, ScalarType};

/// A column as it is inserted.
struct Insertable<'a> {
    at: usize,
    plan: &'a ColumnPlan<'a>,
    given: Given,
}

/// What becomes of a column.
enum Given {
    /// It has to be said.
    Required,
    /// NULL or the empty list, unless something else is said.
    Empty,
    Default,
    Now,
    Made(String),
}

/// With more, a call is unreadable without names.
const ARGUMENTS_MAX: usize = 7;

pub(super) fn write(out: &mut Source, plan: &Plan<'_>, model: &ModelPlan<'_>) {
    if !is_there(model) {
        return;
    }
    let columns: Vec<Insertable<'_>> = model
        .columns
        .iter()
        .enumerate()
        .filter(|(_, it)| !is_computed(model, it))
        .map(|(at, it)| Insertable { at, plan: it, given: given(plan, it) })
        .collect();
    out.blank();
    definition(out, plan, model, &columns);
    constructor(out, plan, model, &columns);
    out.blank();
    implementation(out, model, &columns);
}

/// Whether rows can be made of the model.
pub(super) fn is_there(model: &ModelPlan<'_>) -> bool {
    !model.entity.view && !needs_what_rust_cannot_say(model)
}

/// A required column without a default that rows leave out.
fn needs_what_rust_cannot_say(model: &ModelPlan<'_>) -> bool {
    model.declared.fields.iter().any(|field| {
        let FieldKind::Scalar(scalar) = &field.kind else { return false };
        let left_out = field.ignored || matches!(scalar.ty, ScalarType::Unsupported(_));
        left_out && field.arity == Arity::Required && scalar.default.is_none()
    })
}

/// The database computes it from other columns.
pub(super) fn is_computed(model: &ModelPlan<'_>, it: &ColumnPlan<'_>) -> bool {
    model.declared.field(it.column.field).docs.directive("generated").is_some()
}

fn given(plan: &Plan<'_>, it: &ColumnPlan<'_>) -> Given {
    if let Some(make) = made::value(plan, it) {
        return Given::Made(make);
    }
    if it.scalar.updated_at {
        return Given::Now;
    }
    match it.scalar.default.as_ref().map(|default| &default.expr) {
        Some(DefaultExpr::Client { .. }) | None if it.column.ty.nullable || it.column.ty.list => {
            Given::Empty
        }
        Some(DefaultExpr::Client { .. }) | None => Given::Required,
        Some(_) => Given::Default,
    }
}

impl Insertable<'_> {
    fn ty(&self, plan: &Plan<'_>) -> String {
        let ty = plan.owned(&self.plan.column.ty);
        match self.given {
            Given::Required | Given::Empty => ty,
            Given::Default | Given::Now | Given::Made(_) => format!("Option<{ty}>"),
        }
    }

    fn required(&self) -> bool {
        matches!(self.given, Given::Required)
    }

    fn value(&self) -> String {
        let name = &self.plan.column.name;
        let given = match &self.given {
            Given::Required | Given::Empty => format!("sql::Given::Value(&self.{name})"),
            Given::Default => format!("sql::or_default(&self.{name})"),
            Given::Now => format!("sql::or_now(&self.{name}, {:?})", model::now(self.plan)),
            Given::Made(make) => format!("sql::or_made(&self.{name}, {make})"),
        };
        format!("({}, {given}),", self.at)
    }
}

fn definition(
    out: &mut Source,
    plan: &Plan<'_>,
    model: &ModelPlan<'_>,
    columns: &[Insertable<'_>],
) {
    out.line(format!("/// A new [`{}`]. `None` is the default, or NULL.", model.name()));
    let default = if columns.iter().any(Insertable::required) { "" } else { ", Default" };
    out.line(format!("#[derive(Clone, Debug{default}{})]", plan.choices.derives()));
    out.open(format!("pub struct {} {{", model.insert));
    for it in columns {
        if plan.choices.serde && !it.required() {
            out.line("#[serde(default)]");
        }
        out.line(format!("pub {}: {},", it.plan.column.name, it.ty(plan)));
    }
    out.close("}");
}

/// `NewUser::new(email)`, to be followed by what else is known.
fn constructor(
    out: &mut Source,
    plan: &Plan<'_>,
    model: &ModelPlan<'_>,
    columns: &[Insertable<'_>],
) {
    let required: Vec<_> = columns.iter().filter(|it| it.required()).collect();
    if required.is_empty() {
        return;
    }
    let named = required.len() > ARGUMENTS_MAX;
    if named {
        out.blank();
        out.line(format!("/// What a new [`{}`] can't do without.", model.name()));
        out.line("#[derive(Clone, Debug)]");
        out.open(format!("pub struct {} {{", model.required));
        for it in &required {
            out.line(format!("pub {}: {},", it.plan.column.name, it.ty(plan)));
        }
        out.close("}");
    }
    let arguments: Vec<String> = required
        .iter()
        .map(|it| {
            let base = &it.plan.column.ty.base;
            format!("{}: {}", it.plan.column.name, model::argument(plan, base))
        })
        .collect();
    let arguments =
        if named { format!("required: {}", model.required) } else { arguments.join(", ") };
    out.blank();
    out.open(format!("impl {} {{", model.insert));
    out.open(format!("pub fn new({arguments}) -> Self {{"));
    out.open("Self {");
    columns.iter().for_each(|it| out.line(initial(plan, it, named)));
    out.close("}");
    out.close("}");
    out.close("}");
}

fn initial(plan: &Plan<'_>, it: &Insertable<'_>, named: bool) -> String {
    let column = it.plan.column;
    let name = &column.name;
    let into = model::argument(plan, &column.ty.base).starts_with("impl");
    match it.given {
        Given::Required if named => format!("{name}: required.{name},"),
        Given::Required if into => format!("{name}: {name}.into(),"),
        Given::Required => format!("{name},"),
        Given::Empty if column.ty.list => format!("{name}: Vec::new(),"),
        _ => format!("{name}: None,"),
    }
}

fn implementation(out: &mut Source, model: &ModelPlan<'_>, columns: &[Insertable<'_>]) {
    out.open(format!("impl sql::Insert for {} {{", model.insert));
    out.line(format!("type Row = {};", model.name()));
    out.blank();
    out.open("fn values(&self) -> Vec<(usize, sql::Given<'_>)> {");
    out.open("vec![");
    columns.iter().for_each(|it| out.line(it.value()));
    out.close("]");
    out.close("}");
    out.close("}");
}
