//! What a table has and Prisma can't say, as directives.

use super::directives::{Wanted, one_line};
use super::pull::Pull;
use crate::catalogue::{
    Check, Column, Deferrable, ForeignKey, Generation, Index, IndexKey, KeyPart, Name,
    OperatorClass, Policy, PrimaryKey, RowSecurity, Subject, Table,
};
use crate::from_schema::names as default_names;
use crate::sql::{ident, index_body, list, option};
use std::collections::BTreeMap;

/// Above the model.
pub(super) fn of_table(pull: &Pull<'_>, name: &Name, table: &Table) -> Vec<Wanted> {
    let mut wanted = Vec::new();
    wanted.extend(table.append_only.then(|| Wanted::bare("appendOnly")));
    wanted.extend(table.unlogged.then(|| Wanted::bare("unlogged")));
    wanted.extend(with(&table.options));
    wanted.extend(partitions(name, table));
    wanted.extend(table.primary_key.as_ref().and_then(primary_key));
    wanted.extend(checks(name, table));
    let default = default_names::exclusion(&name.name);
    for (constraint, exclusion) in &table.exclusions {
        let map = (*constraint != default).then_some(constraint.as_str());
        wanted.push(Wanted::named("exclude", &exclusion.definition.text, map));
    }
    for (index_name, index) in &table.indexes {
        wanted.extend(needs_sql(index).then(|| sql_index(index_name, index)));
    }
    wanted.extend(security(table));
    wanted.extend(comments(pull, name));
    wanted
}

pub(super) fn with(options: &BTreeMap<String, String>) -> Option<Wanted> {
    let options: Vec<String> = options.iter().map(option).collect();
    (!options.is_empty()).then(|| Wanted::new("with", options.join(", ")))
}

fn partitions(name: &Name, table: &Table) -> Vec<Wanted> {
    let by = table.partition_by.iter().map(|by| Wanted::new("partitionBy", one_line(&by.text)));
    let of = table.partitions.iter().map(|(partition, it)| {
        let partition = match partition.schema == name.schema {
            true => partition.name.clone(),
            false => partition.to_string(),
        };
        Wanted::new("partition", format!("{}, {}", ident(&partition), one_line(&it.bound.text)))
    });
    by.chain(of).collect()
}

fn primary_key(key: &PrimaryKey) -> Option<Wanted> {
    let mut words = Vec::new();
    if !key.include.is_empty() {
        words.push(format!("INCLUDE ({})", list(&key.include, ", ")));
    }
    words.extend(deferrable_words(key.deferrable).map(str::to_owned));
    (!words.is_empty()).then(|| Wanted::new("primaryKey", words.join(" ")))
}

fn deferrable_words(deferrable: Deferrable) -> Option<&'static str> {
    match deferrable {
        Deferrable::No => None,
        Deferrable::InitiallyImmediate => Some("DEFERRABLE"),
        Deferrable::InitiallyDeferred => Some("DEFERRABLE INITIALLY DEFERRED"),
    }
}

/// Those that are not called after a column, which stand above its field.
fn checks(name: &Name, table: &Table) -> Vec<Wanted> {
    let default = default_names::check(&name.name, None);
    let on_field = |constraint: &str| {
        let named = |column: &String| default_names::check(&name.name, Some(column)) == constraint;
        table.columns.keys().any(named)
    };
    let of_table = table.checks.iter().filter(|(constraint, _)| !on_field(constraint));
    of_table
        .map(|(constraint, it)| {
            let map = (*constraint != default).then_some(constraint.as_str());
            check(it, map)
        })
        .collect()
}

fn check(check: &Check, map: Option<&str>) -> Wanted {
    let mut wanted = Wanted::named("check", &check.expression.text, map);
    for (holds, word) in [(check.no_inherit, "noInherit"), (check.not_valid, "notValid")] {
        if holds {
            wanted.args.push_str(", ");
            wanted.args.push_str(word);
        }
    }
    wanted
}

/// Whether neither `@@index` nor `@@unique` with directives can say the index.
pub(super) fn needs_sql(index: &Index) -> bool {
    const METHODS: [&str; 6] = ["btree", "hash", "gist", "gin", "spgist", "brin"];
    let plain = |key: &IndexKey| {
        let class_can_be_said = match key.operator_class {
            OperatorClass::Default(_) => true,
            OperatorClass::Named(_) => !index.unique && index.method != "hash",
        };
        matches!(key.part, KeyPart::Column(_))
            && key.collation.is_none()
            && key.nulls == key.order.default_nulls()
            && class_can_be_said
    };
    !METHODS.contains(&index.method.as_str()) || !index.keys.iter().all(plain)
}

/// `@index(UNIQUE USING gin (…) WHERE …, map: "name")`.
pub(super) fn sql_index(name: &str, index: &Index) -> Wanted {
    let unique = if index.unique { "UNIQUE " } else { "" };
    Wanted::named("index", &format!("{unique}{}", index_body(index).trim()), Some(name))
}

fn security(table: &Table) -> Vec<Wanted> {
    let mut wanted = Vec::new();
    match table.row_security {
        RowSecurity::Off => {}
        RowSecurity::On => wanted.push(Wanted::bare("rowLevelSecurity")),
        RowSecurity::Forced => wanted.push(Wanted::new("rowLevelSecurity", "force")),
    }
    wanted.extend(table.policies.iter().map(|(name, policy)| {
        Wanted::new("policy", format!("{}, {}", ident(name), one_line(&policy_text(policy))))
    }));
    wanted
}

fn policy_text(policy: &Policy) -> String {
    let mut words = Vec::new();
    words.extend(policy.restrictive.then(|| "AS RESTRICTIVE".to_owned()));
    words.push(format!("FOR {}", policy.command.sql()));
    if !policy.roles.is_empty() {
        words.push(format!("TO {}", list(&policy.roles, ", ")));
    }
    words.extend(policy.using.as_ref().map(|it| format!("USING ({})", it.text)));
    words.extend(policy.check.as_ref().map(|it| format!("WITH CHECK ({})", it.text)));
    words.join(" ")
}

/// Above a field: what its column has.
pub(super) fn of_column(
    pull: &Pull<'_>,
    table_name: &Name,
    table: &Table,
    column_name: &str,
    column: &Column,
) -> Vec<Wanted> {
    let mut wanted = Vec::new();
    let default = default_names::check(&table_name.name, Some(column_name));
    wanted.extend(table.checks.get(&default).map(|it| check(it, None)));
    if let Some(generated) = &column.generated {
        let kind = if generated.stored { "" } else { ", virtual" };
        let sql = format!("{}{kind}", one_line(&generated.expression.text));
        wanted.push(Wanted::new("generated", sql));
    }
    if let Some(identity) = &column.identity {
        let generation = match identity.generation {
            Generation::Always => "ALWAYS",
            Generation::ByDefault => "BY DEFAULT",
        };
        let sql = format!("{generation} {}", identity.options);
        wanted.push(Wanted::new("identity", sql.trim()));
    }
    wanted.extend(column.collation.as_deref().map(|it| Wanted::new("collate", it)));
    let subject = Subject::Column(table_name.clone(), column_name.to_owned());
    wanted.extend(pull.catalogue.comments.get(&subject).map(|text| comment(None, text)));
    wanted
}

/// Above an index, or the field that has it behind it.
pub(super) fn of_index(pull: &Pull<'_>, table: &Name, index: &Index) -> Vec<Wanted> {
    let mut wanted = Vec::new();
    if let Some(predicate) = index.predicate.as_ref().filter(|_| !pull.partial_indexes) {
        wanted.push(Wanted::new("partial", one_line(&predicate.text)));
    }
    let fields = index.include.iter().filter_map(|it| pull.column_name(table, it));
    let fields: Vec<&str> = fields.map(|it| it.name.as_str()).collect();
    if !fields.is_empty() {
        wanted.push(Wanted::new("include", fields.join(", ")));
    }
    wanted.extend(index.nulls_not_distinct.then(|| Wanted::bare("nullsNotDistinct")));
    wanted.extend(deferrable(index.deferrable));
    wanted.extend(with(&index.options));
    wanted
}

fn deferrable(deferrable: Deferrable) -> Option<Wanted> {
    match deferrable {
        Deferrable::No => None,
        Deferrable::InitiallyImmediate => Some(Wanted::bare("deferrable")),
        Deferrable::InitiallyDeferred => Some(Wanted::new("deferrable", "INITIALLY DEFERRED")),
    }
}

/// Above the relation field with the columns.
pub(super) fn of_foreign_key(key: &ForeignKey) -> Vec<Wanted> {
    let mut words = Vec::new();
    words.extend(key.match_full.then(|| "MATCH FULL".to_owned()));
    if !key.on_delete_columns.is_empty() {
        words.push(format!("SET NULL ({})", list(&key.on_delete_columns, ", ")));
    }
    words.extend(key.not_valid.then(|| "NOT VALID".to_owned()));
    let mut wanted: Vec<Wanted> = deferrable(key.deferrable).into_iter().collect();
    wanted.extend((!words.is_empty()).then(|| Wanted::new("foreignKey", words.join(" "))));
    wanted
}

/// On the table itself, and on what has no line of its own.
fn comments(pull: &Pull<'_>, name: &Name) -> Vec<Wanted> {
    let of_table = pull.catalogue.comments.iter().filter_map(|(subject, text)| {
        let on = match subject {
            Subject::Table(it) if it == name => None,
            Subject::Index(it) if is_index_of(pull, name, it) => {
                Some(format!("INDEX {}", ident(&it.name)))
            }
            Subject::Constraint(it, part) if it == name => {
                Some(format!("CONSTRAINT {}", ident(part)))
            }
            Subject::Trigger(it, part) if it == name => Some(format!("TRIGGER {}", ident(part))),
            Subject::Policy(it, part) if it == name => Some(format!("POLICY {}", ident(part))),
            _ => return None,
        };
        Some(comment(on, text))
    });
    of_table.collect()
}

fn is_index_of(pull: &Pull<'_>, table: &Name, index: &Name) -> bool {
    let of = pull.catalogue.tables.get(table);
    index.schema == table.schema && of.is_some_and(|it| it.indexes.contains_key(&index.name))
}

/// `@comment("…")`, with what it is on where that is not what it stands above.
pub(super) fn comment(on: Option<String>, text: &str) -> Wanted {
    let text = super::text::quoted(text);
    Wanted::new("comment", on.map_or_else(|| text.clone(), |on| format!("{on}, {text}")))
}
