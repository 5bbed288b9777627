//! A column gets another type: a new column grows beside it, kept in step by a trigger, and takes
//! its place in an instant.

use super::alter::is_rewriting;
use super::write::{Writer, filled, not_null_check, set_not_null, validated};
use super::{Context, Statement, beside, concurrently, quick};
use crate::catalogue::{BaseType, Column, ColumnDefault, ColumnType, Index, KeyPart, Name, Table};
use crate::safety::{Lock, Safety, Work};
use crate::sql::{self, column_type, default, ident, name};
use crate::step::{AlterColumn, RecreateEnum, Step};

/// Where only indexes stand on the column, and rows may be updated.
pub(super) fn is_possible(
    table: &Name,
    before: &Table,
    change: &AlterColumn,
    context: Context<'_>,
) -> bool {
    let serial = |column: &Column| column.default == Some(ColumnDefault::Autoincrement);
    let plain = |column: &Column| {
        !serial(column) && column.identity.is_none() && column.generated.is_none()
    };
    is_rewriting(change)
        && plain(&change.from)
        && plain(&change.to)
        && is_free(table, before, &change.name, context)
}

/// Neither key, reference nor expression stands on it.
fn is_free(table: &Name, before: &Table, column: &str, context: Context<'_>) -> bool {
    let has = |columns: &[String]| columns.iter().any(|it| it == column);
    let keyed = before.primary_key.as_ref().is_some_and(|key| has(&key.columns));
    let refers = before.foreign_keys.values().any(|key| has(&key.columns));
    let referred = context.before.references_to(table).any(|(_, key)| has(&key.references));
    let checked = before.checks.values().any(|check| check.expression.text.contains(column));
    let excluded = before.exclusions.values().any(|it| it.definition.text.contains(column));
    let computed = before.columns.values().filter_map(|it| it.generated.as_ref());
    let computed = computed.into_iter().any(|it| it.expression.text.contains(column));
    let indexed = before.indexes.values().filter(|index| touches(index, column));
    !(keyed || refers || referred || checked || excluded || computed || before.append_only)
        && before.triggers.is_empty()
        && context.before.views.is_empty()
        && indexed.into_iter().all(|index| !index.constraint && is_plain(index))
}

fn touches(index: &Index, column: &str) -> bool {
    index.columns().any(|it| it == column)
        || index.include.iter().any(|it| it == column)
        || !is_plain(index)
}

fn is_plain(index: &Index) -> bool {
    index.on_columns() && index.predicate.is_none()
}

/// What the column becomes, and how a value gets there.
struct Target<'a> {
    table: &'a Name,
    column: &'a str,
    ty: ColumnType,
    /// What follows `NEW."c"` or `"c"`.
    cast: String,
    nullable: bool,
    default: Option<String>,
}

pub(super) fn column(
    table: &Name,
    before: &Table,
    change: &AlterColumn,
    context: Context<'_>,
    writer: &mut Writer,
) {
    let ty = change.to.ty.clone();
    let target = Target {
        table,
        column: &change.name,
        // As an assignment, like ALTER TYPE: a cast that is written out cuts what is too long.
        cast: String::new(),
        nullable: change.to.nullable,
        default: change.to.default.as_ref().and_then(|it| default(it, &ty)),
        ty,
    };
    grow(&target, before, context, writer);
}

/// A type without the values, each column moved to it, and then its name.
pub(super) fn recreate_enum(step: &RecreateEnum, context: Context<'_>, writer: &mut Writer) {
    let free = |table: &Name, column: &str| {
        let before = context.before.tables.get(table);
        before.is_some_and(|before| is_free(table, before, column, context))
    };
    let possible = step.dependents.is_empty()
        && step.leaving.is_empty()
        && step.columns.iter().all(|it| free(&it.table, &it.column));
    if !possible || step.columns.is_empty() {
        writer.end_phase();
        writer.plain(&Step::RecreateEnum(Box::new(step.clone())));
        return writer.end_phase_as("enum");
    }
    let new = Name::new(&step.name.schema, beside(&step.name.name, "_new"));
    let values: Vec<String> = step.values.iter().map(|value| sql::string(value)).collect();
    let create = format!("CREATE TYPE {} AS ENUM ({})", name(&new), values.join(", "));
    writer.expand(create, Safety::nothing());
    for column in &step.columns {
        move_column(step, &new, (&column.table, &column.column), context, writer);
    }
    rename_type(&step.name, &new, writer);
}

fn move_column(
    step: &RecreateEnum,
    new: &Name,
    (table, column): (&Name, &str),
    context: Context<'_>,
    writer: &mut Writer,
) {
    let Some(before) = context.before.tables.get(table) else { return };
    let Some(it) = before.columns.get(column) else { return };
    let ty = ColumnType { base: BaseType::Enum(new.clone()), list: it.ty.list };
    let text = if it.ty.list { "::text[]" } else { "::text" };
    let restored = step.restored.iter().find(|it| it.table == *table && it.column == column);
    let target = Target {
        table,
        column,
        cast: format!("{text}::{}", column_type(&ty)),
        nullable: it.nullable,
        default: restored.and_then(|restored| default(&restored.default, &ty)),
        ty,
    };
    let removed = step.removed.join(", ");
    writer.needs(format!(
        "stop writing {removed} to {table}.{column}, and move the rows that have it"
    ));
    grow(&target, before, context, writer);
}

fn rename_type(old: &Name, new: &Name, writer: &mut Writer) {
    let aside = beside(&old.name, "_old");
    let gone = Name::new(&old.schema, &aside);
    for sql in [
        format!("ALTER TYPE {} RENAME TO {}", name(old), ident(&aside)),
        format!("ALTER TYPE {} RENAME TO {}", name(new), ident(&old.name)),
        format!("DROP TYPE {}", name(&gone)),
    ] {
        writer.expand(sql, Safety::nothing());
    }
}

fn grow(target: &Target<'_>, before: &Table, context: Context<'_>, writer: &mut Writer) {
    let (table, new) = (target.table, beside(target.column, "_new"));
    let value = format!("{}{}", ident(target.column), target.cast);
    writer.statement(quick(
        table,
        &format!("ADD COLUMN {} {}", ident(&new), column_type(&target.ty)),
    ));
    keep_in_step(target, &new, writer);
    writer.end_phase_as("grow");
    writer.statement(filled(table, &new, &value));
    writer.end_phase_as("fill");
    let check = beside(&new, "_is_there");
    if !target.nullable {
        writer.statement(not_null_check(table, &new, &check));
        writer.end_phase_as("constrain");
        writer.statement(validated(table, &check, None));
        writer.end_phase_as("validate");
    }
    let indexes = regrown(target, &new, before, context);
    for (_, _, sql, unique) in &indexes {
        writer.alone("index", sql.clone(), concurrently(table, *unique));
    }
    take_place(target, &new, &check, writer);
    for (index, grown, ..) in &indexes {
        let grown = name(&Name::new(&table.schema, grown));
        let sql = format!("ALTER INDEX {grown} RENAME TO {}", ident(index));
        writer.expand(sql, Safety::nothing());
    }
    writer.end_phase_as("swap");
}

/// Servers that know only the old column keep writing; each row that they write has both.
fn keep_in_step(target: &Target<'_>, new: &str, writer: &mut Writer) {
    let (function, trigger) = trigger_of(target);
    let (old, new) = (ident(target.column), ident(new));
    let body = format!("BEGIN NEW.{new} := NEW.{old}{}; RETURN NEW; END", target.cast);
    writer.expand(
        format!(
            "CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $sync${body}$sync$"
        ),
        Safety::nothing(),
    );
    let sql = format!(
        "CREATE TRIGGER {trigger} BEFORE INSERT OR UPDATE ON {} FOR EACH ROW EXECUTE FUNCTION {function}()",
        name(target.table)
    );
    let safety = Safety::on(&[(target.table, Lock::ShareRowExclusive)], Work::Catalogue);
    writer.statement(Statement::new(sql, safety));
}

fn trigger_of(target: &Target<'_>) -> (String, String) {
    let plain = beside(&format!("{}_{}", target.table.name, target.column), "_sync");
    (name(&Name::new(&target.table.schema, &plain)), ident(&plain))
}

/// Each index on the column, with its name meanwhile and its statement.
fn regrown(
    target: &Target<'_>,
    new: &str,
    before: &Table,
    context: Context<'_>,
) -> Vec<(String, String, String, bool)> {
    let is_there = |index: &str| !context.gone.contains(&Name::new(&target.table.schema, index));
    let touching =
        before.indexes.iter().filter(|(at, index)| is_there(at) && touches(index, target.column));
    touching
        .map(|(of, index)| {
            let grown = beside(of, "_new");
            let index = with_column(index, target.column, new);
            let table = target.table.clone();
            let step = Step::CreateIndex { table, name: grown.clone(), index: index.clone() };
            let sql = step.sql().join("; ").replacen("INDEX ", "INDEX CONCURRENTLY ", 1);
            (of.clone(), grown, sql, index.unique)
        })
        .collect()
}

fn with_column(index: &Index, old: &str, new: &str) -> Index {
    let mut index = index.clone();
    for key in &mut index.keys {
        if key.part == KeyPart::Column(old.to_owned()) {
            key.part = KeyPart::Column(new.to_owned());
        }
    }
    for included in index.include.iter_mut().filter(|it| *it == old) {
        new.clone_into(included);
    }
    index
}

fn take_place(target: &Target<'_>, new: &str, check: &str, writer: &mut Writer) {
    let (table, old) = (target.table, ident(target.column));
    let (function, trigger) = trigger_of(target);
    let mut clauses = Vec::new();
    if !target.nullable {
        writer.statement(set_not_null(table, new));
        clauses.push(format!("DROP CONSTRAINT {}", ident(check)));
    }
    let drop = format!("DROP TRIGGER {trigger} ON {}", name(table));
    writer.statement(Statement { sql: drop, safety: quick(table, "").safety });
    writer.expand(format!("DROP FUNCTION {function}()"), Safety::nothing());
    clauses.push(format!("DROP COLUMN {old}"));
    let mut gone = quick(table, &clauses.join(",\n"));
    gone.safety.loses_data = true;
    writer.statement(gone);
    writer.statement(quick(table, &format!("RENAME COLUMN {} TO {old}", ident(new))));
    if let Some(value) = &target.default {
        writer.statement(quick(table, &format!("ALTER COLUMN {old} SET DEFAULT {value}")));
    }
}
