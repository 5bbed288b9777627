//! Order by what SQL text mentions: a view comes after the function that it calls, and goes
//! before it.

use crate::catalogue::{BaseType, Column, ColumnDefault, Index, KeyPart, Table};
use crate::scan::{Kind, is_word, tokens};
use crate::step::{ObjectStep, Step, TableChange};
use std::collections::{BTreeMap, BTreeSet};

/// Which steps make, change or remove what is called so.
#[derive(Default)]
struct Named {
    /// What a table can stand on: functions, sequences, types.
    below: BTreeMap<String, Vec<usize>>,
    /// Tables and views.
    relations: BTreeMap<String, Vec<usize>>,
}

/// Pairs of steps, of which the first has to run first.
pub(super) fn edges(steps: &[Step]) -> Vec<(usize, usize)> {
    if !steps.iter().any(|step| matches!(step, Step::Object(_))) {
        return Vec::new();
    }
    let (made, gone) = (named(steps, made_name), named(steps, gone_name));
    let mut edges = Vec::new();
    for (at, step) in steps.iter().enumerate() {
        let words = words_of(step);
        let found = |map: &BTreeMap<String, Vec<usize>>| -> Vec<usize> {
            words.iter().filter_map(|word| map.get(word)).flatten().copied().collect()
        };
        let (needs, frees) = match step {
            Step::Object(object) if drops(object) => {
                (Vec::new(), [found(&gone.below), found(&gone.relations)].concat())
            }
            Step::Object(_) => ([found(&made.below), found(&made.relations)].concat(), Vec::new()),
            Step::DropTable { .. } => (Vec::new(), found(&gone.below)),
            _ => (found(&made.below), Vec::new()),
        };
        edges.extend(needs.into_iter().filter(|first| *first != at).map(|first| (first, at)));
        edges.extend(frees.into_iter().filter(|last| *last != at).map(|last| (at, last)));
    }
    without_circles(steps, edges)
}

/// A function that reads a table whose default calls it: the table has to wait, since the server
/// looks into neither body before it is run.
fn without_circles(steps: &[Step], edges: Vec<(usize, usize)>) -> Vec<(usize, usize)> {
    let all: BTreeSet<(usize, usize)> = edges.iter().copied().collect();
    let is_routine = |at: usize| match &steps[at] {
        Step::Object(step) => {
            matches!(**step, ObjectStep::CreateFunction { .. } | ObjectStep::ReplaceFunction { .. })
        }
        _ => false,
    };
    let keeps = |(first, last): &(usize, usize)| {
        !(all.contains(&(*last, *first)) && is_routine(*last) && !is_routine(*first))
    };
    edges.into_iter().filter(keeps).collect()
}

fn drops(step: &ObjectStep) -> bool {
    matches!(
        step,
        ObjectStep::DropView { .. }
            | ObjectStep::DropFunction { .. }
            | ObjectStep::DropObject { .. }
            | ObjectStep::DropTrigger { .. }
            | ObjectStep::DropPolicy { .. }
    )
}

fn named(steps: &[Step], name: impl Fn(&Step) -> Option<(String, bool)>) -> Named {
    let mut named = Named::default();
    for (at, step) in steps.iter().enumerate() {
        if let Some((name, is_relation)) = name(step) {
            let map = if is_relation { &mut named.relations } else { &mut named.below };
            map.entry(name.to_lowercase()).or_default().push(at);
        }
    }
    named
}

fn bare(signature: &str) -> String {
    signature.split('(').next().unwrap_or_default().to_owned()
}

/// What a step makes or changes, and whether that is a relation.
fn made_name(step: &Step) -> Option<(String, bool)> {
    Some(match step {
        Step::CreateTable { name, .. } | Step::AlterTable { table: name, .. } => {
            (name.name.clone(), true)
        }
        Step::RenameTable { to, .. } => (to.name.clone(), true),
        Step::CreateEnum { name, .. } => (name.name.clone(), false),
        Step::Object(step) => match &**step {
            ObjectStep::CreateView { name, .. } => (name.name.clone(), true),
            ObjectStep::CreateSequence { name, .. } => (name.name.clone(), false),
            ObjectStep::CreateFunction { name, .. } | ObjectStep::CreateObject { name, .. } => {
                (bare(&name.name), false)
            }
            _ => return None,
        },
        _ => return None,
    })
}

fn gone_name(step: &Step) -> Option<(String, bool)> {
    Some(match step {
        Step::DropTable { name, .. } | Step::AlterTable { table: name, .. } => {
            (name.name.clone(), true)
        }
        Step::DropEnum { name } => (name.name.clone(), false),
        Step::RecreateEnum(step) => (step.name.name.clone(), false),
        Step::Object(step) => match &**step {
            ObjectStep::DropView { name, .. } => (name.name.clone(), true),
            ObjectStep::DropSequence { name } => (name.name.clone(), false),
            ObjectStep::DropFunction { name, .. } | ObjectStep::DropObject { name, .. } => {
                (bare(&name.name), false)
            }
            _ => return None,
        },
        _ => return None,
    })
}

fn words_of(step: &Step) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    match step {
        Step::Object(step) => {
            let text = step.text().unwrap_or_default();
            collect(&text, !is_late(&text), &mut words);
        }
        Step::CreateTable { table, .. } | Step::DropTable { table, .. } => {
            of_table(table, &mut words);
        }
        Step::CreateIndex { index, .. } => of_index(index, &mut words),
        Step::AlterTable { changes, .. } => {
            changes.iter().for_each(|change| of_change(change, &mut words));
        }
        _ => {}
    }
    words
}

/// A function whose body nobody reads before it runs.
fn is_late(text: &str) -> bool {
    let tokens = tokens(text);
    let language = tokens.windows(2).find(|pair| pair[0].is("language"));
    tokens.iter().take(4).any(|token| token.is("function") || token.is("procedure"))
        && language.is_some_and(|pair| !pair[1].text.trim_matches('\'').eq_ignore_ascii_case("sql"))
}

/// With `deep`, also the words in strings: the body of a function, `nextval('name')`.
fn collect(text: &str, deep: bool, into: &mut BTreeSet<String>) {
    for token in tokens(text) {
        match token.kind {
            Kind::Word => drop(into.insert(token.text.to_lowercase())),
            Kind::Ident => into.extend(token.name().map(|name| name.to_lowercase())),
            Kind::Text if deep => {
                let words = token.text.split(|c: char| !is_word(c));
                into.extend(words.filter(|it| !it.is_empty()).map(str::to_lowercase));
            }
            Kind::Text | Kind::Symbol => {}
        }
    }
}

fn of_table(table: &Table, into: &mut BTreeSet<String>) {
    table.columns.values().for_each(|column| of_column(column, into));
    table.checks.values().for_each(|check| collect(&check.expression.text, true, into));
    table.exclusions.values().for_each(|it| collect(&it.definition.text, true, into));
    table.indexes.values().for_each(|index| of_index(index, into));
    for trigger in table.triggers.values() {
        collect(&trigger.definition.text, true, into);
    }
}

fn of_column(column: &Column, into: &mut BTreeSet<String>) {
    if let Some(ColumnDefault::Expression(expression)) = &column.default {
        collect(&expression.text, true, into);
    }
    if let Some(generated) = &column.generated {
        collect(&generated.expression.text, true, into);
    }
    if let BaseType::Other(ty) = &column.ty.base {
        collect(ty, false, into);
    }
    column.collation.iter().for_each(|it| collect(it, false, into));
}

fn of_index(index: &Index, into: &mut BTreeSet<String>) {
    for key in &index.keys {
        if let KeyPart::Expression(expression) = &key.part {
            collect(&expression.text, true, into);
        }
        key.collation.iter().for_each(|it| collect(it, false, into));
    }
    index.predicate.iter().for_each(|it| collect(&it.text, true, into));
}

fn of_change(change: &TableChange, into: &mut BTreeSet<String>) {
    match change {
        TableChange::AddColumn { column, .. } => of_column(column, into),
        TableChange::RecreateColumn { to, .. } => of_column(to, into),
        TableChange::AlterColumn(change) => of_column(&change.to, into),
        TableChange::AddCheck { check, .. } => collect(&check.expression.text, true, into),
        TableChange::AddExclusion { exclusion, .. } => {
            collect(&exclusion.definition.text, true, into);
        }
        TableChange::DropPrimaryKey { .. }
        | TableChange::DropConstraint { .. }
        | TableChange::DropColumn { .. }
        | TableChange::AddPrimaryKey { .. } => {}
    }
}
