//! Changes of what stands beside columns and keys: views, routines, triggers, policies, comments.

use crate::catalogue::{
    Function, Name, Object, ObjectKind, Partition, Policy, RowSecurity, Sequence, Subject, Trigger,
    TriggerState, View,
};
use std::collections::BTreeMap;

/// Each is complete in itself, as a [`Step`](super::Step) is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ObjectStep {
    CreateSequence {
        name: Name,
        sequence: Sequence,
    },
    AlterSequence {
        name: Name,
        from: Sequence,
        to: Sequence,
    },
    DropSequence {
        name: Name,
    },
    CreateFunction {
        name: Name,
        function: Function,
    },
    /// In place: its arguments and what it returns stay.
    ReplaceFunction {
        name: Name,
        function: Function,
    },
    DropFunction {
        name: Name,
        function: Function,
    },
    CreateObject {
        kind: ObjectKind,
        name: Name,
        object: Object,
    },
    DropObject {
        kind: ObjectKind,
        name: Name,
        object: Object,
    },
    /// Its indexes and triggers are steps of their own.
    CreateView {
        name: Name,
        view: Box<View>,
    },
    DropView {
        name: Name,
        view: Box<View>,
    },
    CreateTrigger {
        table: Name,
        name: String,
        trigger: Trigger,
    },
    DropTrigger {
        table: Name,
        name: String,
        trigger: Trigger,
    },
    SetTriggerState {
        table: Name,
        name: String,
        state: TriggerState,
    },
    SetRowSecurity {
        table: Name,
        from: RowSecurity,
        to: RowSecurity,
    },
    CreatePolicy {
        table: Name,
        name: String,
        policy: Policy,
    },
    DropPolicy {
        table: Name,
        name: String,
        policy: Policy,
    },
    CreatePartition {
        table: Name,
        name: Name,
        partition: Partition,
    },
    /// With its rows.
    DropPartition {
        table: Name,
        name: Name,
    },
    /// To another bound.
    MovePartition {
        table: Name,
        name: Name,
        partition: Partition,
    },
    /// `WITH (…)` of a table.
    SetOptions {
        table: Name,
        from: BTreeMap<String, String>,
        to: BTreeMap<String, String>,
    },
    SetLogged {
        table: Name,
        logged: bool,
    },
    /// A constraint that was `NOT VALID`.
    ValidateConstraint {
        table: Name,
        name: String,
    },
    Comment {
        subject: Subject,
        text: Option<String>,
    },
}

impl ObjectStep {
    /// What the section comment of the script calls it.
    pub fn title(&self) -> &'static str {
        match self {
            Self::CreateSequence { .. } => "CreateSequence",
            Self::AlterSequence { .. } => "AlterSequence",
            Self::DropSequence { .. } => "DropSequence",
            Self::CreateFunction { .. } => "CreateFunction",
            Self::ReplaceFunction { .. } => "ReplaceFunction",
            Self::DropFunction { .. } => "DropFunction",
            Self::CreateObject { .. } => "CreateObject",
            Self::DropObject { .. } => "DropObject",
            Self::CreateView { .. } => "CreateView",
            Self::DropView { .. } => "DropView",
            Self::CreateTrigger { .. } => "CreateTrigger",
            Self::DropTrigger { .. } => "DropTrigger",
            Self::SetTriggerState { .. } => "AlterTrigger",
            Self::SetRowSecurity { .. } => "RowLevelSecurity",
            Self::CreatePolicy { .. } => "CreatePolicy",
            Self::DropPolicy { .. } => "DropPolicy",
            Self::CreatePartition { .. } => "CreatePartition",
            Self::DropPartition { .. } => "DropPartition",
            Self::MovePartition { .. } => "MovePartition",
            Self::SetOptions { .. } | Self::SetLogged { .. } => "AlterTable",
            Self::ValidateConstraint { .. } => "ValidateConstraint",
            Self::Comment { .. } => "Comment",
        }
    }

    /// The SQL that says whom it needs: it runs after they are made, and before they go.
    pub(crate) fn text(&self) -> Option<String> {
        let of = |policy: &Policy| {
            let parts = policy.using.iter().chain(&policy.check);
            parts.map(|it| it.text.as_str()).collect::<Vec<_>>().join(" ")
        };
        match self {
            Self::CreateFunction { function, .. }
            | Self::ReplaceFunction { function, .. }
            | Self::DropFunction { function, .. } => Some(function.definition.text.clone()),
            Self::CreateObject { object, .. } | Self::DropObject { object, .. } => {
                Some(object.definition.text.clone())
            }
            Self::CreateView { view, .. } | Self::DropView { view, .. } => {
                Some(view.definition.text.clone())
            }
            Self::CreateTrigger { trigger, .. } | Self::DropTrigger { trigger, .. } => {
                Some(trigger.definition.text.clone())
            }
            Self::CreatePolicy { policy, .. } | Self::DropPolicy { policy, .. } => Some(of(policy)),
            _ => None,
        }
    }

    /// The table whose rows it reads or locks.
    pub(crate) fn table(&self) -> Option<&Name> {
        match self {
            Self::CreateTrigger { table, .. }
            | Self::DropTrigger { table, .. }
            | Self::SetTriggerState { table, .. }
            | Self::SetRowSecurity { table, .. }
            | Self::CreatePolicy { table, .. }
            | Self::DropPolicy { table, .. }
            | Self::CreatePartition { table, .. }
            | Self::DropPartition { table, .. }
            | Self::MovePartition { table, .. }
            | Self::SetOptions { table, .. }
            | Self::SetLogged { table, .. }
            | Self::ValidateConstraint { table, .. } => Some(table),
            _ => None,
        }
    }
}
