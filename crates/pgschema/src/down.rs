//! The way back from a migration, and what does not come back.

use crate::catalogue::{Catalogue, Column, ColumnDefault, Name, Sequence};
use crate::diff::{Hints, Migration, diff};
use crate::sql::new_sequence_name;
use crate::step::{Cast, Step, TableChange};

/// A migration that leads back to the catalogue from before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Down {
    pub migration: Migration,
    /// What the way back does not restore, what it takes away, and on which rows it may fail: one
    /// sentence each. Empty where nothing is lost and nothing can fail.
    pub losses: Vec<String>,
}

impl Down {
    /// The script, under what it can't do.
    pub fn script(&self) -> String {
        let losses = self.losses.iter().map(|loss| format!("-- Not undone: {loss}\n"));
        let losses: String = losses.collect();
        match losses.is_empty() {
            true => self.migration.script(),
            false => format!("{losses}\n{}", self.migration.script()),
        }
    }
}

/// The way back from `up`, which leads from `from` to `to`. Renames are undone as renames.
///
/// Columns that were dropped come back at the end of their table, and schemas and extensions that
/// `up` created stay: others may have put something into them.
pub fn down(up: &Migration, from: &Catalogue, to: &Catalogue) -> Down {
    let to = with_new_sequences(to, &up.steps);
    let migration = diff(&to, from, &inverse(&up.steps));
    let mut losses: Vec<String> = up.steps.iter().flat_map(not_restored).collect();
    losses.extend(migration.steps.iter().flat_map(not_kept));
    Down { migration, losses }
}

/// A schema names the sequence of a column as SERIAL would; one that `up` makes for a column that
/// is there has another name.
fn with_new_sequences(to: &Catalogue, up: &[Step]) -> Catalogue {
    let mut to = to.clone();
    for step in up {
        let Step::AlterTable { table, changes } = step else { continue };
        for column in changes.iter().filter_map(begins_to_count) {
            let owner = (table.clone(), column.to_owned());
            let is_of = |it: &Sequence| it.owned_by.as_ref() == Some(&owner);
            let old = to.sequences.iter().find(|(_, it)| is_of(it)).map(|(name, _)| name.clone());
            if let Some(sequence) = old.and_then(|old| to.sequences.shift_remove(&old)) {
                to.sequences.insert(new_sequence_name(table, column), sequence);
            }
        }
    }
    to
}

fn begins_to_count(change: &TableChange) -> Option<&str> {
    let TableChange::AlterColumn(change) = change else { return None };
    let counts = |column: &Column| column.default == Some(ColumnDefault::Autoincrement);
    (!counts(&change.from) && counts(&change.to)).then_some(change.name.as_str())
}

/// What was renamed gets its old name again.
fn inverse(steps: &[Step]) -> Hints {
    let mut hints = Hints::default();
    for step in steps {
        match step {
            Step::RenameTable { from, to } => {
                hints.tables.insert(from.clone(), to.clone());
            }
            Step::RenameEnum { from, to } => {
                hints.enums.insert(from.clone(), to.clone());
            }
            Step::RenameColumn { table, from, to } => {
                let table = old_name(table, steps);
                hints.columns.insert((table.clone(), from.clone()), to.clone());
            }
            Step::RenameEnumValue { name, from, to } => {
                let name = old_type(name, steps);
                hints.enum_values.insert((name.clone(), from.clone()), to.clone());
            }
            Step::RenameIndex { table, from, to } => {
                let table = old_name(table, steps);
                hints.indexes.insert((table.clone(), from.clone()), to.clone());
            }
            _ => {}
        }
    }
    hints
}

/// Columns are renamed once their tables are.
fn old_name<'a>(table: &'a Name, steps: &'a [Step]) -> &'a Name {
    let before = steps.iter().find_map(|step| match step {
        Step::RenameTable { from, to } if to == table => Some(from),
        _ => None,
    });
    before.unwrap_or(table)
}

fn old_type<'a>(name: &'a Name, steps: &'a [Step]) -> &'a Name {
    let before = steps.iter().find_map(|step| match step {
        Step::RenameEnum { from, to } if to == name => Some(from),
        _ => None,
    });
    before.unwrap_or(name)
}

/// What `up` destroyed.
fn not_restored(step: &Step) -> Vec<String> {
    match step {
        Step::DropTable { name, .. } => vec![format!("{name} comes back without its rows")],
        Step::RecreateEnum(step) => {
            let removed = step.removed.join(", ");
            vec![format!(
                "rows that had {removed} of {} keep what they were given instead",
                step.name
            )]
        }
        Step::AlterTable { table, changes } => {
            changes.iter().filter_map(|change| column_not_restored(table, change)).collect()
        }
        _ => Vec::new(),
    }
}

fn column_not_restored(table: &Name, change: &TableChange) -> Option<String> {
    match change {
        TableChange::DropColumn { name, .. } | TableChange::RecreateColumn { name, .. } => {
            Some(format!("{table}.{name} comes back without its values"))
        }
        TableChange::AlterColumn(change) if change.type_change == Some(Cast::Risky) => {
            let name = &change.name;
            Some(format!("values of {table}.{name} that were rounded stay so"))
        }
        TableChange::AlterColumn(change) if change.dropped_sequence.is_some() => {
            Some(format!("{table}.{} counts from 1 again", change.name))
        }
        _ => None,
    }
}

/// What the way back itself destroys, or trips over.
fn not_kept(step: &Step) -> Vec<String> {
    match step {
        Step::DropTable { name, .. } => {
            vec![format!("{name} goes, with the rows written since")]
        }
        Step::RecreateEnum(step) => {
            let removed = step.removed.join(", ");
            vec![format!("fails while a row has {removed} of {}", step.name)]
        }
        Step::AlterTable { table, changes } => {
            changes.iter().flat_map(|change| column_not_kept(table, change)).collect()
        }
        Step::CreateIndex { table, name, index } if index.unique => {
            vec![format!("{name} fails where rows written since to {table} are alike")]
        }
        Step::AddForeignKey { table, name, key } => {
            let target = &key.target;
            vec![format!("{name} fails where rows written since to {table} have none in {target}")]
        }
        _ => Vec::new(),
    }
}

fn column_not_kept(table: &Name, change: &TableChange) -> Option<String> {
    match change {
        TableChange::DropColumn { name, .. } | TableChange::RecreateColumn { name, .. } => {
            Some(format!("{table}.{name} goes, with the values written since"))
        }
        TableChange::AddColumn { name, column }
            if !column.nullable
                && column.default.is_none()
                && column.identity.is_none()
                && column.generated.is_none() =>
        {
            Some(format!(
                "{table}.{name} is required and has no values: fails where {table} has rows"
            ))
        }
        TableChange::AlterColumn(change) if change.type_change == Some(Cast::Risky) => {
            Some(format!("fails or rounds where {table}.{} has outgrown its old type", change.name))
        }
        TableChange::AlterColumn(change) if change.from.nullable && !change.to.nullable => {
            Some(format!("fails where {table}.{} is NULL", change.name))
        }
        TableChange::AddPrimaryKey { .. } => Some(format!(
            "the old primary key of {table} fails on rows written since that it lets in no more"
        )),
        TableChange::AddCheck { name, .. } | TableChange::AddExclusion { name, .. } => {
            Some(format!("{name} fails on rows written since to {table} that it refuses"))
        }
        _ => None,
    }
}
