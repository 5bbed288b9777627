//! `UserChanges`: some columns of a row, each set, unset, counted up, or left as it is.

use super::insert::is_computed;
use super::plan::{ModelPlan, Plan};
use crate::source::Source;

pub(super) fn write(out: &mut Source, plan: &Plan<'_>, model: &ModelPlan<'_>) {
    if !model.mutable() {
        return;
    }
    let columns: Vec<_> = model.columns.iter().filter(|it| !is_computed(model, it)).collect();
    out.blank();
    out.line(format!("/// Changes of a [`{}`]: what is not said stays as it is.", model.name()));
    out.line("#[derive(Debug, Default)]");
    out.open(format!("pub struct {} {{", model.changes));
    for it in &columns {
        out.line(format!("pub {}: sql::Change<{}>,", it.column.name, plan.owned(&it.column.ty)));
    }
    out.close("}");
    out.blank();
    out.open(format!("impl From<{}> for sql::Sets<{}> {{", model.changes, model.name()));
    out.open(format!("fn from(it: {}) -> Self {{", model.changes));
    out.open("[");
    for it in &columns {
        let constant = format!("{}::{}", model.name(), it.constant);
        out.line(format!("{constant}.change(it.{}),", it.column.name));
    }
    out.close("]");
    out.line(".into_iter()");
    out.line(".collect()");
    out.close("}");
    out.close("}");
}
