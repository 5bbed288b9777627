//! What changes beside columns and keys cost.

use super::{Lock, Safety, Work};
use crate::step::ObjectStep;

pub(super) fn safety(step: &ObjectStep) -> Safety {
    use Lock::{AccessExclusive, ShareRowExclusive, ShareUpdateExclusive};
    let on = |lock| step.table().map(|table| Safety::on(&[(table, lock)], Work::Catalogue));
    let on = |lock| on(lock).unwrap_or_else(Safety::nothing);
    match step {
        ObjectStep::CreateSequence { .. }
        | ObjectStep::AlterSequence { .. }
        | ObjectStep::CreateFunction { .. }
        | ObjectStep::ReplaceFunction { .. }
        | ObjectStep::DropFunction { .. }
        | ObjectStep::CreateObject { .. }
        | ObjectStep::CreateView { .. }
        | ObjectStep::DropView { .. }
        | ObjectStep::Comment { .. } => Safety::nothing(),
        // Its number is lost, and what still asks for one fails.
        ObjectStep::DropSequence { .. } => Safety::nothing().losing_data(),
        ObjectStep::DropObject { .. } => Safety::nothing().depending_on_data(),
        ObjectStep::CreateTrigger { .. } | ObjectStep::SetTriggerState { .. } => {
            on(ShareRowExclusive)
        }
        ObjectStep::DropTrigger { .. }
        | ObjectStep::SetRowSecurity { .. }
        | ObjectStep::CreatePolicy { .. }
        | ObjectStep::DropPolicy { .. }
        | ObjectStep::CreatePartition { .. } => on(AccessExclusive),
        ObjectStep::DropPartition { .. } => on(AccessExclusive).losing_data(),
        ObjectStep::MovePartition { .. } => {
            Safety { work: Work::Scan, ..on(AccessExclusive).depending_on_data() }
        }
        ObjectStep::SetOptions { .. } => on(ShareUpdateExclusive),
        ObjectStep::SetLogged { .. } => Safety { work: Work::Rewrite, ..on(AccessExclusive) },
        ObjectStep::ValidateConstraint { .. } => {
            Safety { work: Work::Scan, ..on(ShareUpdateExclusive).depending_on_data() }
        }
    }
}
