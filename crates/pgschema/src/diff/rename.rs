//! Renames: the old catalogue under its new names, so that only real changes are left to compare.

use super::leave::{self, Topic};
use super::{Migration, keys};
use crate::catalogue::{
    BaseType, Catalogue, ColumnDefault, Index, KeyPart, Literal, Name, Subject, Table,
};
use crate::from_schema::{SchemaError, directives, enum_name, index_name, table_name};
use crate::step::Step;
use indexmap::IndexMap;
use psl::schema::{Docs, Schema};
use std::collections::BTreeSet;

/// What `@renamedFrom` says: new name to old. A hint whose old name is gone, or whose new name
/// is there already, has done its work and says nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hints {
    pub tables: IndexMap<Name, Name>,
    pub enums: IndexMap<Name, Name>,
    /// By the table's new name and the column's new name.
    pub columns: IndexMap<(Name, String), String>,
    /// By the enum's new name and the value's new name.
    pub enum_values: IndexMap<(Name, String), String>,
    /// By the table's new name and the index's new name. Only needed where several are alike:
    /// an index that differs in nothing but its name is renamed without being told.
    pub indexes: IndexMap<(Name, String), String>,
    /// What the schema says nothing of, and a difference leaves alone.
    pub silent: BTreeSet<Topic>,
    /// Views that are declared, and made by somebody else.
    pub bare_views: BTreeSet<Name>,
}

impl Hints {
    /// An old name may be qualified (`"studio.drafts"`); otherwise its schema is the new one's.
    pub fn from_schema(schema: &Schema) -> Result<Hints, Vec<SchemaError>> {
        let (silent, bare_views) = (leave::silent(schema), leave::bare_views(schema));
        let mut hints = Hints { silent, bare_views, ..Hints::default() };
        let mut errors = Vec::new();
        for model in &schema.models {
            let name = table_name(model);
            if let Some(old) = old_name(&model.docs, &mut errors) {
                hints.tables.insert(name.clone(), qualified(&old, &name));
            }
            for index in model.indexes.iter().filter(|index| !index.docs.is_shared(model)) {
                if let Some(old) = old_name(&index.docs, &mut errors) {
                    hints.indexes.insert((name.clone(), index_name(model, index)), old);
                }
            }
            for (_, field, scalar) in model.scalar_fields() {
                if let Some(old) = old_name(&field.docs, &mut errors) {
                    hints.columns.insert((name.clone(), scalar.db_name.clone()), old);
                }
            }
        }
        for enumeration in &schema.enums {
            for value in &enumeration.values {
                if let Some(old) = old_name(&value.docs, &mut errors) {
                    let key = (enum_name(enumeration), value.db_name.clone());
                    hints.enum_values.insert(key, old);
                }
            }
            if let Some(old) = old_name(&enumeration.docs, &mut errors) {
                let name = enum_name(enumeration);
                hints.enums.insert(name.clone(), qualified(&old, &name));
            }
        }
        if errors.is_empty() { Ok(hints) } else { Err(errors) }
    }
}

fn old_name(docs: &Docs, errors: &mut Vec<SchemaError>) -> Option<String> {
    match directives::renamed_from(docs.directive("renamedFrom")?) {
        Ok(name) => Some(name),
        Err(error) => {
            errors.push(error);
            None
        }
    }
}

fn qualified(old: &str, new: &Name) -> Name {
    match old.split_once('.') {
        Some((schema, name)) => Name::new(schema, name),
        None => Name::new(&new.schema, old),
    }
}

/// The old catalogue as it is after the renames, and the renames.
pub(super) fn apply(from: &Catalogue, to: &Catalogue, hints: &Hints) -> (Catalogue, Vec<Step>) {
    let mut renamed = from.clone();
    let mut migration = Migration::default();
    for (new, old) in &hints.enums {
        if applies(&renamed.enums, &to.enums, old, new) {
            rename_enum(&mut renamed, old, new);
            migration.steps.push(Step::RenameEnum { from: old.clone(), to: new.clone() });
        }
    }
    for ((name, new), old) in &hints.enum_values {
        if value_applies(&renamed, to, name, old, new) {
            rename_enum_value(&mut renamed, name, old, new);
            let (name, from, to) = (name.clone(), old.clone(), new.clone());
            migration.steps.push(Step::RenameEnumValue { name, from, to });
        }
    }
    for (new, old) in &hints.tables {
        if applies(&renamed.tables, &to.tables, old, new) {
            rename_table(&mut renamed, old, new);
            migration.steps.push(Step::RenameTable { from: old.clone(), to: new.clone() });
            migration.steps.extend(leaves_guard_behind(&mut renamed, old, new));
        }
    }
    for ((table, new), old) in &hints.columns {
        let columns = |side: &Catalogue| side.tables.get(table).map(|table| table.columns.clone());
        let (Some(before), Some(after)) = (columns(&renamed), columns(to)) else { continue };
        if applies(&before, &after, old, new) {
            rename_column(&mut renamed, table, old, new);
            let (table, from, to) = (table.clone(), old.clone(), new.clone());
            migration.steps.push(Step::RenameColumn { table, from, to });
        }
    }
    for ((table, new), old) in &hints.indexes {
        let indexes = |side: &Catalogue| side.tables.get(table).map(|table| table.indexes.clone());
        let (Some(before), Some(after)) = (indexes(&renamed), indexes(to)) else { continue };
        let alike =
            before.get(old).zip(after.get(new)).is_some_and(|(a, b)| keys::same_index(a, b));
        if alike && applies(&before, &after, old, new) {
            rename_index(&mut renamed, table, old, new);
            let (table, from, to) = (table.clone(), old.clone(), new.clone());
            migration.steps.push(Step::RenameIndex { table, from, to });
        }
    }
    (renamed, migration.steps)
}

fn value_applies(from: &Catalogue, to: &Catalogue, name: &Name, old: &str, new: &str) -> bool {
    let has = |side: &Catalogue, value: &str| {
        side.enums.get(name).is_some_and(|it| it.values.iter().any(|it| it == value))
    };
    has(from, old) && !has(from, new) && has(to, new) && !has(to, old)
}

/// A catalogue as it is once the renames among these steps have run.
pub(crate) fn renamed(from: &Catalogue, steps: &[Step]) -> Catalogue {
    let mut renamed = from.clone();
    for step in steps {
        match step {
            Step::RenameEnum { from, to } => rename_enum(&mut renamed, from, to),
            Step::RenameEnumValue { name, from, to } => {
                rename_enum_value(&mut renamed, name, from, to);
            }
            Step::RenameIndex { table, from, to } => rename_index(&mut renamed, table, from, to),
            Step::RenameTable { from, to } => rename_table(&mut renamed, from, to),
            Step::RenameColumn { table, from, to } => {
                rename_column(&mut renamed, table, from, to);
            }
            _ => {}
        }
    }
    renamed
}

fn applies<K: std::hash::Hash + Eq, V>(
    from: &IndexMap<K, V>,
    to: &IndexMap<K, V>,
    old: &K,
    new: &K,
) -> bool {
    from.contains_key(old)
        && !from.contains_key(new)
        && to.contains_key(new)
        && !to.contains_key(old)
}

/// The same map in the same order with one key changed.
fn rekeyed<K: std::hash::Hash + Eq + Clone, V>(map: &mut IndexMap<K, V>, old: &K, new: &K) {
    let entries = std::mem::take(map).into_iter();
    map.extend(entries.map(|(key, value)| (if key == *old { new.clone() } else { key }, value)));
}

fn rename_enum(catalogue: &mut Catalogue, old: &Name, new: &Name) {
    rekeyed(&mut catalogue.enums, old, new);
    for table in catalogue.tables.values_mut() {
        for column in table.columns.values_mut() {
            if column.ty.base == BaseType::Enum(old.clone()) {
                column.ty.base = BaseType::Enum(new.clone());
            }
        }
    }
}

fn rename_enum_value(catalogue: &mut Catalogue, name: &Name, old: &str, new: &str) {
    if let Some(enumeration) = catalogue.enums.get_mut(name) {
        replace(&mut enumeration.values, old, new);
    }
    let columns = catalogue.tables.values_mut().flat_map(|table| table.columns.values_mut());
    for column in columns.filter(|column| column.ty.base == BaseType::Enum(name.clone())) {
        if let Some(ColumnDefault::Literal(literal)) = &mut column.default {
            rename_in_literal(literal, old, new);
        }
    }
}

fn rename_in_literal(literal: &mut Literal, old: &str, new: &str) {
    match literal {
        Literal::Text(text) if text == old => new.clone_into(text),
        Literal::List(items) => items.iter_mut().for_each(|it| rename_in_literal(it, old, new)),
        Literal::Text(_) | Literal::Number(_) | Literal::Boolean(_) => {}
    }
}

fn rename_index(catalogue: &mut Catalogue, table: &Name, old: &str, new: &str) {
    if let Some(table) = catalogue.tables.get_mut(table) {
        rekeyed(&mut table.indexes, &old.to_owned(), &new.to_owned());
    }
}

fn rename_table(catalogue: &mut Catalogue, old: &Name, new: &Name) {
    rekeyed(&mut catalogue.tables, old, new);
    for table in catalogue.tables.values_mut() {
        for key in table.foreign_keys.values_mut().filter(|key| key.target == *old) {
            key.target = new.clone();
        }
    }
    for sequence in catalogue.sequences.values_mut() {
        if let Some((owner, _)) = sequence.owned_by.as_mut().filter(|(owner, _)| owner == old) {
            *owner = new.clone();
        }
    }
    move_sequences(catalogue, new);
    rename_subjects(catalogue, |subject| match subject {
        Subject::Table(name)
        | Subject::Column(name, _)
        | Subject::Constraint(name, _)
        | Subject::Trigger(name, _)
        | Subject::Policy(name, _)
            if name == old =>
        {
            name.clone_from(new);
        }
        _ => {}
    });
}

/// Comments go with what they are on.
fn rename_subjects(catalogue: &mut Catalogue, rename: impl Fn(&mut Subject)) {
    let comments = std::mem::take(&mut catalogue.comments).into_iter();
    catalogue.comments.extend(comments.map(|(mut subject, text)| {
        rename(&mut subject);
        (subject, text)
    }));
}

/// The guard's function lives in the schema that the table leaves.
fn leaves_guard_behind(catalogue: &mut Catalogue, old: &Name, new: &Name) -> Option<Step> {
    let table = catalogue.tables.get_mut(new).filter(|table| table.append_only)?;
    if old.schema == new.schema {
        return None;
    }
    table.append_only = false;
    Some(Step::UnguardTable { table: new.clone() })
}

/// A sequence moves with the table that owns it.
fn move_sequences(catalogue: &mut Catalogue, table: &Name) {
    let sequences = std::mem::take(&mut catalogue.sequences).into_iter();
    catalogue.sequences.extend(sequences.map(|(mut name, sequence)| {
        if sequence.owned_by.as_ref().is_some_and(|(owner, _)| owner == table) {
            name.schema.clone_from(&table.schema);
        }
        (name, sequence)
    }));
}

fn rename_column(catalogue: &mut Catalogue, name: &Name, old: &str, new: &str) {
    let (old, new) = (old.to_owned(), new.to_owned());
    rename_subjects(catalogue, |subject| match subject {
        Subject::Column(table, column) if table == name && *column == old => {
            column.clone_from(&new)
        }
        _ => {}
    });
    if let Some(table) = catalogue.tables.get_mut(name) {
        rename_in_table(table, &old, &new);
    }
    for table in catalogue.tables.values_mut() {
        for key in table.foreign_keys.values_mut().filter(|key| key.target == *name) {
            replace(&mut key.references, &old, &new);
        }
    }
    for sequence in catalogue.sequences.values_mut() {
        let owner = sequence.owned_by.as_mut();
        if let Some((_, column)) = owner.filter(|(table, column)| table == name && *column == old) {
            column.clone_from(&new);
        }
    }
}

fn rename_in_table(table: &mut Table, old: &String, new: &String) {
    rekeyed(&mut table.columns, old, new);
    for key in table.primary_key.iter_mut() {
        replace(&mut key.columns, old, new);
    }
    for key in table.foreign_keys.values_mut() {
        replace(&mut key.columns, old, new);
    }
    for index in table.indexes.values_mut() {
        rename_in_index(index, old, new);
    }
}

fn rename_in_index(index: &mut Index, old: &str, new: &str) {
    replace(&mut index.include, old, new);
    for key in &mut index.keys {
        if key.part == KeyPart::Column(old.to_owned()) {
            key.part = KeyPart::Column(new.to_owned());
        }
    }
}

fn replace(names: &mut [String], old: &str, new: &str) {
    for name in names.iter_mut().filter(|name| *name == old) {
        new.clone_into(name);
    }
}
