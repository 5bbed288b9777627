//! Differences of views, routines, triggers, policies and comments, in words.

use pgschema::catalogue::{Name, RowSecurity};
use pgschema::guard;
use pgschema::step::ObjectStep;

/// Which half of a change it is: what is dropped and made again is one difference.
pub(super) enum Half {
    /// The database has it; whether it comes back under this word and name is to be seen.
    Gone(&'static str, String),
    Made(&'static str, String),
    Whole(String),
    /// The parts of an incomplete guard: that it is incomplete is said by another step.
    OfGuard,
}

pub(super) fn half(step: &ObjectStep) -> Half {
    let of_table = |name: &String, table: &Name| format!("{name} on {table}");
    match step {
        ObjectStep::CreateSequence { name, .. } => Half::Made("sequence", name.to_string()),
        ObjectStep::DropSequence { name } => Half::Gone("sequence", name.to_string()),
        ObjectStep::AlterSequence { name, .. } => {
            Half::Whole(format!("the sequence {name} has other options"))
        }
        ObjectStep::CreateFunction { name, .. } => Half::Made("function", name.to_string()),
        ObjectStep::DropFunction { name, .. } => Half::Gone("function", name.to_string()),
        ObjectStep::ReplaceFunction { name, .. } => {
            Half::Whole(format!("the function {name} has changed"))
        }
        ObjectStep::CreateObject { kind, name, .. } => Half::Made(kind.word(), name.to_string()),
        ObjectStep::DropObject { kind, name, .. } => Half::Gone(kind.word(), name.to_string()),
        ObjectStep::CreateView { name, .. } => Half::Made("view", name.to_string()),
        ObjectStep::DropView { name, .. } => Half::Gone("view", name.to_string()),
        ObjectStep::CreateTrigger { table, name, .. } => {
            Half::Made("trigger", of_table(name, table))
        }
        ObjectStep::DropTrigger { name, .. } if is_of_guard(name) => Half::OfGuard,
        ObjectStep::DropTrigger { table, name, .. } => Half::Gone("trigger", of_table(name, table)),
        ObjectStep::SetTriggerState { table, name, state } => {
            let clause = state.clause();
            Half::Whole(format!("the trigger {name} on {table} is not in the state {clause}"))
        }
        ObjectStep::SetRowSecurity { table, from, .. } => Half::Whole(row_security(table, *from)),
        ObjectStep::CreatePolicy { table, name, .. } => Half::Made("policy", of_table(name, table)),
        ObjectStep::DropPolicy { table, name, .. } => Half::Gone("policy", of_table(name, table)),
        ObjectStep::CreatePartition { name, .. } => Half::Made("partition", name.to_string()),
        ObjectStep::DropPartition { name, .. } => Half::Gone("partition", name.to_string()),
        ObjectStep::MovePartition { name, .. } => {
            Half::Whole(format!("the partition {name} has other bounds"))
        }
        ObjectStep::SetOptions { table, .. } => {
            Half::Whole(format!("the table {table} has other storage options"))
        }
        ObjectStep::SetLogged { table, logged } => {
            let has = if *logged { "unlogged" } else { "logged" };
            Half::Whole(format!("the table {table} is {has}"))
        }
        ObjectStep::ValidateConstraint { table, name } => {
            Half::Whole(format!("the constraint {name} of {table} is NOT VALID"))
        }
        ObjectStep::Comment { subject, text: Some(_) } => {
            Half::Whole(format!("the {subject} has another comment, or none"))
        }
        ObjectStep::Comment { subject, text: None } => {
            Half::Whole(format!("the {subject} has a comment, and the contract has none"))
        }
    }
}

fn is_of_guard(trigger: &str) -> bool {
    guard::TRIGGERS.iter().any(|(name, _)| *name == trigger)
}

fn row_security(table: &Name, is: RowSecurity) -> String {
    match is {
        RowSecurity::Off => format!("row-level security of {table} is off"),
        RowSecurity::On => format!("row-level security of {table} is on, and not forced"),
        RowSecurity::Forced => format!("row-level security of {table} is forced"),
    }
}
