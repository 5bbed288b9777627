//! What stands on an enum besides columns: expressions that compare one with a value of it.
//! PostgreSQL can't carry them over to another type, so they go before it and come back after.

use super::enums::is_of;
use crate::catalogue::{Catalogue, Index, KeyPart, Name, Table};
use crate::step::{Dependent, Step};

pub(super) fn on_enum(catalogue: &Catalogue, name: &Name) -> Vec<Dependent> {
    let mut found = Vec::new();
    for (table_name, table) in &catalogue.tables {
        let columns = table.columns.iter().filter(|(_, column)| is_of(column, name));
        let columns: Vec<&str> = columns.map(|(column, _)| column.as_str()).collect();
        if !columns.is_empty() {
            found.extend(in_table(table_name, table, &columns));
        }
    }
    found
}

fn in_table(of: &Name, table: &Table, columns: &[&str]) -> Vec<Dependent> {
    let checks = table.checks.iter().map(|(name, check)| (name, &check.expression));
    let exclusions = table.exclusions.iter().map(|(name, it)| (name, &it.definition));
    let constraints = checks
        .chain(exclusions)
        .filter(|(_, expression)| mentions_any(&expression.text, columns))
        .map(|(name, _)| (name, false));
    let indexes = table.indexes.iter().filter(|(_, index)| depends(index, columns));
    constraints
        .chain(indexes.map(|(name, _)| (name, true)))
        .map(|(name, is_index)| Dependent { table: of.clone(), name: name.clone(), is_index })
        .collect()
}

fn depends(index: &Index, columns: &[&str]) -> bool {
    let in_keys = index.keys.iter().filter_map(|key| match &key.part {
        KeyPart::Expression(expression) => Some(expression),
        KeyPart::Column(_) => None,
    });
    in_keys.chain(&index.predicate).any(|expression| mentions_any(&expression.text, columns))
}

/// As a word; one time too many costs a rebuilt constraint, one too few a failed migration.
fn mentions_any(text: &str, columns: &[&str]) -> bool {
    let is_word = |character: char| character.is_alphanumeric() || character == '_';
    columns.iter().any(|column| {
        text.match_indices(column).any(|(at, _)| {
            let before = text[..at].chars().next_back();
            let after = text[at + column.len()..].chars().next();
            !before.is_some_and(is_word) && !after.is_some_and(is_word)
        })
    })
}

/// The catalogue once the enum steps have run: without what they took away.
pub(super) fn removed_by(steps: &[Step], catalogue: &mut Catalogue) {
    let recreated = steps.iter().filter_map(|step| match step {
        Step::RecreateEnum(step) => Some(&step.dependents),
        _ => None,
    });
    for dependent in recreated.flatten() {
        if let Some(table) = catalogue.tables.get_mut(&dependent.table) {
            table.checks.shift_remove(&dependent.name);
            table.exclusions.shift_remove(&dependent.name);
            table.indexes.shift_remove(&dependent.name);
        }
    }
}
