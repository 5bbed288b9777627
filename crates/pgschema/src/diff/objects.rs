//! What stands beside columns and keys: made, changed, dropped, and made anew where something
//! under it changes.

use super::Sides;
use crate::catalogue::{Catalogue, Function, Name, Table, Trigger, View};
use crate::scan::{mentions, tokens};
use crate::step::{ObjectStep, Step, TableChange};
use indexmap::IndexMap;
use std::collections::BTreeSet;

/// What changes so that nothing may stand on it meanwhile: a relation's name with the column
/// that is meant (none: all of it), or a function's.
type Moved = BTreeSet<(String, Option<String>)>;

pub(super) fn steps(sides: Sides<'_>, out: &mut Vec<Step>) {
    let mut moved = moved_by(out);
    let mut found = Vec::new();
    sequences(sides, &mut found);
    functions(sides, &mut moved, &mut found);
    objects(sides, &mut found);
    views(sides, &mut moved, &mut found);
    for (name, table) in &sides.to.tables {
        let before = sides.from.tables.get(name);
        of_table(
            name,
            before.unwrap_or(&Table::default()),
            table,
            before.is_none(),
            &moved,
            &mut found,
        );
    }
    out.extend(found);
}

/// The columns and relations that earlier steps take away or give another type.
fn moved_by(steps: &[Step]) -> Moved {
    let mut moved = Moved::new();
    for step in steps {
        match step {
            Step::DropTable { name, .. } => drop(moved.insert((name.name.clone(), None))),
            Step::AlterTable { table, changes } => {
                let columns = changes.iter().filter_map(moved_column);
                moved.extend(columns.map(|column| (table.name.clone(), Some(column.to_owned()))));
            }
            Step::RecreateEnum(step) => {
                let columns = step.columns.iter().chain(&step.leaving);
                moved.extend(columns.map(|it| (it.table.name.clone(), Some(it.column.clone()))));
            }
            _ => {}
        }
    }
    moved
}

fn moved_column(change: &TableChange) -> Option<&str> {
    match change {
        TableChange::DropColumn { name, .. } | TableChange::RecreateColumn { name, .. } => {
            Some(name)
        }
        TableChange::AlterColumn(change) if change.type_change.is_some() => Some(&change.name),
        _ => None,
    }
}

fn stands_on(text: &str, moved: &Moved) -> bool {
    moved.iter().any(|(name, column)| {
        let names_column = |column: &String| {
            mentions(text, column) || tokens(text).iter().any(|token| token.is("*"))
        };
        mentions(text, name) && column.as_ref().is_none_or(names_column)
    })
}

/// Only those of no column: the others come and go with theirs.
fn sequences(sides: Sides<'_>, out: &mut Vec<Step>) {
    let own = |side: &'_ Catalogue| {
        let own = side.sequences.iter().filter(|(_, it)| it.owned_by.is_none());
        own.map(|(name, it)| (name.clone(), it.clone())).collect::<IndexMap<_, _>>()
    };
    let (from, to) = (own(sides.from), own(sides.to));
    for (name, sequence) in &to {
        let name = name.clone();
        match from.get(&name) {
            None => {
                out.push(ObjectStep::CreateSequence { name, sequence: sequence.clone() }.into())
            }
            Some(before) if before != sequence => {
                let (from, to) = (before.clone(), sequence.clone());
                out.push(ObjectStep::AlterSequence { name, from, to }.into());
            }
            Some(_) => {}
        }
    }
    // One that a column has taken over, or whose table goes, is theirs.
    let gone = from.keys().filter(|name| !sides.to.sequences.contains_key(*name));
    out.extend(gone.map(|name| ObjectStep::DropSequence { name: name.clone() }.into()));
}

fn functions(sides: Sides<'_>, moved: &mut Moved, out: &mut Vec<Step>) {
    for (name, function) in &sides.from.functions {
        let gone = ObjectStep::DropFunction { name: name.clone(), function: function.clone() };
        match sides.to.functions.get(name) {
            None => out.push(gone.into()),
            Some(next) if head(function) != head(next) => {
                moved.insert((bare(name).to_owned(), None));
                let (name, function) = (name.clone(), next.clone());
                out.extend([gone.into(), ObjectStep::CreateFunction { name, function }.into()]);
            }
            Some(next) if next != function => {
                let (name, function) = (name.clone(), next.clone());
                out.push(ObjectStep::ReplaceFunction { name, function }.into());
            }
            Some(_) => {}
        }
    }
    for (name, function) in &sides.to.functions {
        if !sides.from.functions.contains_key(name) {
            let (name, function) = (name.clone(), function.clone());
            out.push(ObjectStep::CreateFunction { name, function }.into());
        }
    }
}

fn bare(function: &Name) -> &str {
    function.name.split('(').next().unwrap_or_default()
}

/// Arguments and result, which CREATE OR REPLACE can't change: all up to the first option.
fn head(function: &Function) -> Vec<String> {
    const OPTIONS: [&str; 20] = [
        "language",
        "as",
        "immutable",
        "stable",
        "volatile",
        "strict",
        "security",
        "parallel",
        "cost",
        "rows",
        "set",
        "begin",
        "return",
        "called",
        "leakproof",
        "window",
        "transform",
        "support",
        "not",
        "external",
    ];
    let tokens = tokens(&function.definition.text);
    let words = tokens.iter().skip_while(|token| !token.is("("));
    let head = words.take_while(|token| !OPTIONS.iter().any(|option| token.is(option)));
    head.map(|token| token.text.to_lowercase()).collect()
}

fn objects(sides: Sides<'_>, out: &mut Vec<Step>) {
    for ((kind, name), object) in &sides.from.objects {
        if sides.to.objects.get(&(*kind, name.clone())) != Some(object) {
            let (kind, name, object) = (*kind, name.clone(), object.clone());
            out.push(ObjectStep::DropObject { kind, name, object }.into());
        }
    }
    for ((kind, name), object) in &sides.to.objects {
        if sides.from.objects.get(&(*kind, name.clone())) != Some(object) {
            let (kind, name, object) = (*kind, name.clone(), object.clone());
            out.push(ObjectStep::CreateObject { kind, name, object }.into());
        }
    }
}

fn views(sides: Sides<'_>, moved: &mut Moved, out: &mut Vec<Step>) {
    let anew = made_anew(sides, moved);
    for (name, view) in &sides.from.views {
        if anew.contains(name) || !sides.to.views.contains_key(name) {
            let (name, view) = (name.clone(), Box::new(view.clone()));
            out.push(ObjectStep::DropView { name, view }.into());
        }
    }
    for (name, view) in &sides.to.views {
        let before = sides.from.views.get(name).filter(|_| !anew.contains(name));
        match before {
            None => created_view(name, view, out),
            Some(before) => changed_view(name, before, view, out),
        }
    }
}

/// Views of both sides that can't stay as they are; what stands on one goes with it.
fn made_anew(sides: Sides<'_>, moved: &mut Moved) -> BTreeSet<Name> {
    let mut anew = BTreeSet::new();
    loop {
        let stays = |name: &Name, view: &View, next: &View| {
            let same = view.definition == next.definition
                && view.options == next.options
                && view.materialized == next.materialized;
            same && !stands_on(&view.definition.text, moved) && !anew.contains(name)
        };
        let pairs = sides.from.views.iter().filter_map(|(name, view)| {
            let next = sides.to.views.get(name);
            next.is_none_or(|next| !stays(name, view, next)).then_some(name)
        });
        let found: BTreeSet<Name> = pairs.cloned().collect();
        if found == anew {
            return found;
        }
        moved.extend(found.iter().map(|name| (name.name.clone(), None)));
        anew = found;
    }
}

fn created_view(name: &Name, view: &View, out: &mut Vec<Step>) {
    let boxed = Box::new(view.clone());
    out.push(ObjectStep::CreateView { name: name.clone(), view: boxed }.into());
    for (index_name, index) in &view.indexes {
        let (table, name, index) = (name.clone(), index_name.clone(), index.clone());
        out.push(Step::CreateIndex { table, name, index });
    }
    triggers(name, &IndexMap::new(), &view.triggers, &Moved::new(), out);
}

fn changed_view(name: &Name, from: &View, to: &View, out: &mut Vec<Step>) {
    let table = |view: &View| Table { indexes: view.indexes.clone(), ..Table::default() };
    super::keys::indexes(name, &table(from), &table(to), out);
    triggers(name, &from.triggers, &to.triggers, &Moved::new(), out);
}

fn triggers(
    table: &Name,
    from: &IndexMap<String, Trigger>,
    to: &IndexMap<String, Trigger>,
    moved: &Moved,
    out: &mut Vec<Step>,
) {
    let stays = |a: &Trigger, b: &Trigger| {
        a.definition == b.definition && !stands_on(&a.definition.text, moved)
    };
    for (name, trigger) in from {
        if !to.get(name).is_some_and(|next| stays(trigger, next)) {
            let (table, name, trigger) = (table.clone(), name.clone(), trigger.clone());
            out.push(ObjectStep::DropTrigger { table, name, trigger }.into());
        }
    }
    for (name, trigger) in to {
        let (table, name, trigger) = (table.clone(), name.clone(), trigger.clone());
        match from.get(&name).filter(|before| stays(before, &trigger)) {
            None => out.push(ObjectStep::CreateTrigger { table, name, trigger }.into()),
            Some(before) if before.state != trigger.state => {
                out.push(ObjectStep::SetTriggerState { table, name, state: trigger.state }.into());
            }
            Some(_) => {}
        }
    }
}

/// `new`: its CREATE TABLE says options and whether it is logged.
fn of_table(name: &Name, from: &Table, to: &Table, new: bool, moved: &Moved, out: &mut Vec<Step>) {
    triggers(name, &from.triggers, &to.triggers, moved, out);
    policies(name, from, to, moved, out);
    partitions(name, from, to, out);
    if from.row_security != to.row_security {
        let (table, from, to) = (name.clone(), from.row_security, to.row_security);
        out.push(ObjectStep::SetRowSecurity { table, from, to }.into());
    }
    if !new && from.options != to.options {
        let (table, from, to) = (name.clone(), from.options.clone(), to.options.clone());
        out.push(ObjectStep::SetOptions { table, from, to }.into());
    }
    if !new && from.unlogged != to.unlogged {
        out.push(ObjectStep::SetLogged { table: name.clone(), logged: !to.unlogged }.into());
    }
    validations(name, from, to, out);
}

/// Constraints that hold for new rows alone, and are to hold for all. The other way round there is
/// nothing to do: what holds for all holds.
fn validations(table: &Name, from: &Table, to: &Table, out: &mut Vec<Step>) {
    let checks = from.checks.iter().filter(|(name, before)| {
        let next = to.checks.get(*name);
        before.not_valid && next.is_some_and(|next| !next.not_valid && before.same_rule(next))
    });
    let keys = from.foreign_keys.iter().filter(|(name, before)| {
        let next = to.foreign_keys.get(*name);
        before.not_valid && next.is_some_and(|next| !next.not_valid && before.same_rule(next))
    });
    let names = checks.map(|(name, _)| name).chain(keys.map(|(name, _)| name));
    out.extend(names.map(|name| {
        ObjectStep::ValidateConstraint { table: table.clone(), name: name.clone() }.into()
    }));
}

fn policies(table: &Name, from: &Table, to: &Table, moved: &Moved, out: &mut Vec<Step>) {
    let text = |step: &ObjectStep| step.text().unwrap_or_default();
    let mut anew = BTreeSet::new();
    for (name, policy) in &from.policies {
        let (table, policy) = (table.clone(), policy.clone());
        let step = ObjectStep::DropPolicy { table, name: name.clone(), policy };
        let stays = to.policies.get(name) == from.policies.get(name);
        if !stays || stands_on(&text(&step), moved) {
            anew.insert(name);
            out.push(step.into());
        }
    }
    for (name, policy) in &to.policies {
        if anew.contains(name) || !from.policies.contains_key(name) {
            let (table, name, policy) = (table.clone(), name.clone(), policy.clone());
            out.push(ObjectStep::CreatePolicy { table, name, policy }.into());
        }
    }
}

fn partitions(table: &Name, from: &Table, to: &Table, out: &mut Vec<Step>) {
    for name in from.partitions.keys().filter(|name| !to.partitions.contains_key(*name)) {
        let (table, name) = (table.clone(), name.clone());
        out.push(ObjectStep::DropPartition { table, name }.into());
    }
    for (name, partition) in &to.partitions {
        let (table, name, partition) = (table.clone(), name.clone(), partition.clone());
        match from.partitions.get(&name) {
            None => out.push(ObjectStep::CreatePartition { table, name, partition }.into()),
            Some(before) if *before != partition => {
                out.push(ObjectStep::MovePartition { table, name, partition }.into());
            }
            Some(_) => {}
        }
    }
}
