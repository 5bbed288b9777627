//! Views, routines, triggers, policies, comments.

use super::sequence;
use super::table::with;
use super::text::{expression_in_parentheses, ident, name, string};
use crate::catalogue::{
    Name, ObjectKind, Policy, RowSecurity, Subject, Trigger, TriggerState, View,
};
use crate::step::ObjectStep;
use std::collections::BTreeMap;

impl ObjectStep {
    /// Its statements, without the semicolons between them.
    pub fn sql(&self) -> Vec<String> {
        match self {
            Self::CreateSequence { name, sequence } => vec![sequence::create(name, sequence)],
            Self::AlterSequence { name, from, to } => vec![sequence::alter(name, from, to)],
            Self::DropSequence { name: it } => vec![format!("DROP SEQUENCE {}", name(it))],
            Self::CreateFunction { function, .. } | Self::ReplaceFunction { function, .. } => {
                vec![function.definition.text.clone()]
            }
            Self::DropFunction { name, .. } => vec![format!("DROP ROUTINE {}", signature(name))],
            Self::CreateObject { object, .. } => vec![object.definition.text.clone()],
            Self::DropObject { kind, name, .. } => {
                vec![format!("DROP {} {}", kind.sql(), object_name(*kind, name))]
            }
            Self::CreateView { name, view } => vec![create_view(name, view)],
            Self::DropView { name: it, view } => {
                vec![format!("DROP {} {}", view_kind(view), name(it))]
            }
            Self::CreateTrigger { table, name, trigger } => create_trigger(table, name, trigger),
            Self::DropTrigger { table, name: it, .. } => {
                vec![format!("DROP TRIGGER {} ON {}", ident(it), name(table))]
            }
            Self::SetTriggerState { table, name, state } => {
                vec![trigger_state(table, name, *state)]
            }
            Self::SetRowSecurity { table, from, to } => vec![row_security(table, *from, *to)],
            Self::CreatePolicy { table, name, policy } => vec![create_policy(table, name, policy)],
            Self::DropPolicy { table, name: it, .. } => {
                vec![format!("DROP POLICY {} ON {}", ident(it), name(table))]
            }
            Self::CreatePartition { table, name: it, partition } => {
                let of = name(table);
                vec![format!("CREATE TABLE {} PARTITION OF {of} {}", name(it), partition.bound)]
            }
            Self::DropPartition { name: it, .. } => vec![format!("DROP TABLE {}", name(it))],
            Self::MovePartition { table, name: it, partition } => {
                let (of, it) = (name(table), name(it));
                vec![
                    format!("ALTER TABLE {of} DETACH PARTITION {it}"),
                    format!("ALTER TABLE {of} ATTACH PARTITION {it} {}", partition.bound),
                ]
            }
            Self::SetOptions { table, from, to } => options(table, from, to),
            Self::SetLogged { table, logged } => {
                let to = if *logged { "LOGGED" } else { "UNLOGGED" };
                vec![format!("ALTER TABLE {} SET {to}", name(table))]
            }
            Self::ValidateConstraint { table, name: it } => {
                vec![format!("ALTER TABLE {} VALIDATE CONSTRAINT {}", name(table), ident(it))]
            }
            Self::Comment { subject, text } => {
                let text = text.as_deref().map_or("NULL".to_owned(), string);
                vec![format!("COMMENT ON {} IS {text}", on(subject))]
            }
        }
    }
}

/// `touch(integer, text)`: only what stands before the parenthesis is a name.
pub(crate) fn signature(function: &Name) -> String {
    match function.name.split_once('(') {
        Some((bare, types)) => format!("{}({types}", name(&Name::new(&function.schema, bare))),
        None => name(function),
    }
}

fn object_name(kind: ObjectKind, of: &Name) -> String {
    if kind == ObjectKind::Aggregate { signature(of) } else { name(of) }
}

fn view_kind(view: &View) -> &'static str {
    if view.materialized { "MATERIALIZED VIEW" } else { "VIEW" }
}

fn create_view(of: &Name, view: &View) -> String {
    let options = with(&view.options);
    format!("CREATE {} {}{options} AS\n{}", view_kind(view), name(of), view.definition)
}

fn create_trigger(table: &Name, of: &str, trigger: &Trigger) -> Vec<String> {
    let mut sql = vec![trigger.definition.text.clone()];
    if trigger.state != TriggerState::Enabled {
        sql.push(trigger_state(table, of, trigger.state));
    }
    sql
}

fn trigger_state(table: &Name, of: &str, state: TriggerState) -> String {
    format!("ALTER TABLE {} {} TRIGGER {}", name(table), state.clause(), ident(of))
}

fn row_security(table: &Name, from: RowSecurity, to: RowSecurity) -> String {
    let mut clauses = Vec::new();
    if (from == RowSecurity::Off) != (to == RowSecurity::Off) {
        let word = if to == RowSecurity::Off { "DISABLE" } else { "ENABLE" };
        clauses.push(format!("{word} ROW LEVEL SECURITY"));
    }
    match (from == RowSecurity::Forced, to == RowSecurity::Forced) {
        (false, true) => clauses.push("FORCE ROW LEVEL SECURITY".to_owned()),
        (true, false) => clauses.push("NO FORCE ROW LEVEL SECURITY".to_owned()),
        _ => {}
    }
    format!("ALTER TABLE {} {}", name(table), clauses.join(", "))
}

fn create_policy(table: &Name, of: &str, policy: &Policy) -> String {
    let mut sql = format!("CREATE POLICY {} ON {}", ident(of), name(table));
    if policy.restrictive {
        sql.push_str(" AS RESTRICTIVE");
    }
    sql.push_str(&format!(" FOR {}", policy.command.sql()));
    if !policy.roles.is_empty() {
        let roles: Vec<String> = policy.roles.iter().map(|role| ident(role)).collect();
        sql.push_str(&format!(" TO {}", roles.join(", ")));
    }
    if let Some(using) = &policy.using {
        sql.push_str(&format!(" USING {}", expression_in_parentheses(&using.text)));
    }
    if let Some(check) = &policy.check {
        sql.push_str(&format!(" WITH CHECK {}", expression_in_parentheses(&check.text)));
    }
    sql
}

fn options(
    table: &Name,
    from: &BTreeMap<String, String>,
    to: &BTreeMap<String, String>,
) -> Vec<String> {
    let gone: Vec<&str> =
        from.keys().filter(|key| !to.contains_key(*key)).map(String::as_str).collect();
    let new = to.iter().filter(|(key, value)| from.get(*key) != Some(value));
    let new: Vec<String> = new.map(super::table::option).collect();
    let of = name(table);
    let reset = (!gone.is_empty()).then(|| format!("ALTER TABLE {of} RESET ({})", gone.join(", ")));
    let set = (!new.is_empty()).then(|| format!("ALTER TABLE {of} SET ({})", new.join(", ")));
    reset.into_iter().chain(set).collect()
}

fn on(subject: &Subject) -> String {
    let of_table =
        |kind: &str, part: &str, table: &Name| format!("{kind} {} ON {}", ident(part), name(table));
    match subject {
        Subject::Schema(it) => format!("SCHEMA {}", ident(it)),
        Subject::Enum(it) => format!("TYPE {}", name(it)),
        Subject::Sequence(it) => format!("SEQUENCE {}", name(it)),
        Subject::Function(it) => format!("ROUTINE {}", signature(it)),
        Subject::Object(kind, it) => format!("{} {}", kind.sql(), object_name(*kind, it)),
        Subject::Table(it) => format!("TABLE {}", name(it)),
        Subject::View(it) => format!("VIEW {}", name(it)),
        Subject::MaterializedView(it) => format!("MATERIALIZED VIEW {}", name(it)),
        Subject::Column(table, it) => format!("COLUMN {}.{}", name(table), ident(it)),
        Subject::Index(it) => format!("INDEX {}", name(it)),
        Subject::Constraint(table, it) => of_table("CONSTRAINT", it, table),
        Subject::Trigger(table, it) => of_table("TRIGGER", it, table),
        Subject::Policy(table, it) => of_table("POLICY", it, table),
    }
}
