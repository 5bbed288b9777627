//! Comments: said where they differ, and said again where what they are on is made anew.

use crate::catalogue::{Catalogue, Index, Name, Subject};
use crate::step::{ObjectStep, Step, TableChange};
use std::collections::BTreeSet;

pub(super) fn steps(from: &Catalogue, to: &Catalogue, out: &mut Vec<Step>) {
    if from.comments.is_empty() && to.comments.is_empty() {
        return;
    }
    let anew: BTreeSet<Subject> = out.iter().flat_map(makes).collect();
    let mut found = Vec::new();
    for (subject, text) in &to.comments {
        if from.comments.get(subject) != Some(text) || is_anew(subject, &anew) {
            found.push(ObjectStep::Comment { subject: subject.clone(), text: Some(text.clone()) });
        }
    }
    for subject in from.comments.keys().filter(|subject| !to.comments.contains_key(*subject)) {
        if stays(subject, to) && !is_anew(subject, &anew) {
            found.push(ObjectStep::Comment { subject: subject.clone(), text: None });
        }
    }
    out.extend(found.into_iter().map(Step::from));
}

/// The columns of a view go with it.
fn is_anew(subject: &Subject, anew: &BTreeSet<Subject>) -> bool {
    let view = match subject {
        Subject::Column(view, _) => {
            let views = [Subject::View(view.clone()), Subject::MaterializedView(view.clone())];
            views.iter().any(|view| anew.contains(view))
        }
        _ => false,
    };
    view || anew.contains(subject)
}

/// What a step makes that can have a comment, and what had one goes with.
fn makes(step: &Step) -> Vec<Subject> {
    match step {
        Step::CreateIndex { table, name, .. } => {
            vec![Subject::Index(Name::new(&table.schema, name))]
        }
        Step::AddForeignKey { table, name, .. } => {
            vec![Subject::Constraint(table.clone(), name.clone())]
        }
        Step::RecreateEnum(step) => vec![Subject::Enum(step.name.clone())],
        Step::AlterTable { table, changes } => {
            changes.iter().filter_map(|change| made_by(table, change)).collect()
        }
        Step::Object(step) => made_beside(step),
        _ => Vec::new(),
    }
}

fn made_by(table: &Name, change: &TableChange) -> Option<Subject> {
    match change {
        TableChange::RecreateColumn { name, .. } => {
            Some(Subject::Column(table.clone(), name.clone()))
        }
        TableChange::AddCheck { name, .. } | TableChange::AddExclusion { name, .. } => {
            Some(Subject::Constraint(table.clone(), name.clone()))
        }
        TableChange::AddPrimaryKey { key } => {
            Some(Subject::Constraint(table.clone(), key.name.clone()))
        }
        _ => None,
    }
}

fn made_beside(step: &ObjectStep) -> Vec<Subject> {
    match step {
        ObjectStep::CreateView { name, view } => vec![match view.materialized {
            true => Subject::MaterializedView(name.clone()),
            false => Subject::View(name.clone()),
        }],
        ObjectStep::CreateFunction { name, .. } => vec![Subject::Function(name.clone())],
        ObjectStep::CreateObject { kind, name, .. } => vec![Subject::Object(*kind, name.clone())],
        ObjectStep::CreateTrigger { table, name, .. } => {
            vec![Subject::Trigger(table.clone(), name.clone())]
        }
        ObjectStep::CreatePolicy { table, name, .. } => {
            vec![Subject::Policy(table.clone(), name.clone())]
        }
        _ => Vec::new(),
    }
}

/// Whether there is something left to take a comment off.
fn stays(subject: &Subject, to: &Catalogue) -> bool {
    let table = |name: &Name| to.tables.get(name);
    match subject {
        Subject::Schema(name) => to.schemas.contains(name),
        Subject::Enum(name) => to.enums.contains_key(name),
        Subject::Sequence(name) => to.sequences.contains_key(name),
        Subject::Function(name) => to.functions.contains_key(name),
        Subject::Object(kind, name) => to.objects.contains_key(&(*kind, name.clone())),
        Subject::Table(name) => to.tables.contains_key(name),
        Subject::View(name) | Subject::MaterializedView(name) => to.views.contains_key(name),
        Subject::Column(name, column) => {
            to.views.contains_key(name)
                || table(name).is_some_and(|it| it.columns.contains_key(column))
        }
        Subject::Index(name) => has_index(to, name),
        Subject::Constraint(name, constraint) => table(name).is_some_and(|it| {
            it.checks.contains_key(constraint)
                || it.exclusions.contains_key(constraint)
                || it.foreign_keys.contains_key(constraint)
                || it.primary_key.as_ref().is_some_and(|key| key.name == *constraint)
        }),
        Subject::Trigger(name, trigger) => {
            table(name).is_some_and(|it| it.triggers.contains_key(trigger))
                || to.views.get(name).is_some_and(|it| it.triggers.contains_key(trigger))
        }
        Subject::Policy(name, policy) => {
            table(name).is_some_and(|it| it.policies.contains_key(policy))
        }
    }
}

fn has_index(to: &Catalogue, name: &Name) -> bool {
    let named = |of: &Name, indexes: &indexmap::IndexMap<String, Index>| {
        of.schema == name.schema && indexes.contains_key(&name.name)
    };
    to.tables.iter().any(|(of, table)| named(of, &table.indexes))
        || to.views.iter().any(|(of, view)| named(of, &view.indexes))
}
