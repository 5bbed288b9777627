//! Tables, columns, keys and indexes.

use super::sequence;
use super::text::{column_type, default, expression_in_parentheses, ident, list, name, string};
use crate::catalogue::{
    BaseType, Check, Column, ColumnDefault, Deferrable, Extension, ForeignKey, Generation,
    Identity, Index, IndexKey, KeyPart, Name, Native, NullsOrder, OperatorClass, Order, PrimaryKey,
    ReferentialAction, Table,
};
use crate::step::{AlterColumn, TableChange};
use std::collections::BTreeMap;

const INDENT: &str = "    ";

pub(super) fn create_extension(of: &str, extension: &Extension) -> String {
    let mut sql = format!("CREATE EXTENSION IF NOT EXISTS {}", ident(of));
    let schema = extension.schema.iter().map(|schema| format!(" SCHEMA {}", ident(schema)));
    let version = extension.version.iter().map(|version| format!(" VERSION {}", ident(version)));
    let options: String = schema.chain(version).collect();
    if !options.is_empty() {
        sql.push_str(" WITH");
        sql.push_str(&options);
    }
    sql
}

/// To another schema first, then to another name there.
pub(super) fn renamed(kind: &str, from: &Name, to: &Name) -> Vec<String> {
    let mut statements = Vec::new();
    if from.schema != to.schema {
        statements.push(format!("ALTER {kind} {} SET SCHEMA {}", name(from), ident(&to.schema)));
    }
    if from.name != to.name {
        let here = Name::new(&to.schema, &from.name);
        statements.push(format!("ALTER {kind} {} RENAME TO {}", name(&here), ident(&to.name)));
    }
    statements
}

/// A check that is not to look at rows can't be said in CREATE TABLE.
pub(super) fn create(of: &Name, table: &Table) -> Vec<String> {
    let mut sql = vec![create_table(of, table)];
    for (check_name, check) in table.checks.iter().filter(|(_, check)| check.not_valid) {
        let check = constraint_check(check_name, check);
        sql.push(format!("ALTER TABLE {} ADD {check} NOT VALID", name(of)));
    }
    sql
}

fn create_table(of: &Name, table: &Table) -> String {
    let columns: Vec<String> =
        table.columns.iter().map(|(name, it)| format!("{INDENT}{}", column(name, it))).collect();
    let key = table.primary_key.iter().map(|key| primary_key(key, ","));
    let checks = table.checks.iter().filter(|(_, check)| !check.not_valid);
    let checks = checks.map(|(name, check)| constraint_check(name, check));
    let exclusions = table.exclusions.iter();
    let exclusions = exclusions.map(|(name, it)| constraint_exclude(name, &it.definition.text));
    let constraints = key.chain(checks).chain(exclusions).enumerate();
    let constraints: String = constraints.map(|(at, sql)| constraint_line(at, &sql)).collect();
    let unlogged = if table.unlogged { "UNLOGGED " } else { "" };
    let by = table.partition_by.iter().map(|by| format!(" PARTITION BY {by}"));
    let by: String = by.collect();
    let with = with(&table.options);
    let (of, columns) = (name(of), columns.join(",\n"));
    format!("CREATE {unlogged}TABLE {of} (\n{columns}{constraints}\n){by}{with}")
}

/// An empty line parts the constraints from the columns.
fn constraint_line(at: usize, sql: &str) -> String {
    let gap = if at == 0 { ",\n\n" } else { ",\n" };
    format!("{gap}{INDENT}{sql}")
}

fn primary_key(key: &PrimaryKey, separator: &str) -> String {
    let columns = list(&key.columns, separator);
    let include = match key.include.is_empty() {
        true => String::new(),
        false => format!(" INCLUDE ({})", list(&key.include, separator)),
    };
    let late = deferrable(key.deferrable);
    format!("CONSTRAINT {} PRIMARY KEY ({columns}){include}{late}", ident(&key.name))
}

fn constraint_check(name: &str, check: &Check) -> String {
    let condition = expression_in_parentheses(&check.expression.text);
    let no_inherit = if check.no_inherit { " NO INHERIT" } else { "" };
    format!("CONSTRAINT {} CHECK {condition}{no_inherit}", ident(name))
}

fn constraint_exclude(name: &str, definition: &str) -> String {
    format!("CONSTRAINT {} EXCLUDE {definition}", ident(name))
}

fn column(of: &str, column: &Column) -> String {
    let null = if column.nullable { "" } else { " NOT NULL" };
    let default = column.default.as_ref().and_then(|value| default(value, &column.ty));
    let default = default.map(|sql| format!(" DEFAULT {sql}")).unwrap_or_default();
    let identity = column.identity.as_ref().map(identity).unwrap_or_default();
    let collation = collation(column.collation.as_deref());
    let generated = column.generated.as_ref().map(|generated| {
        let expression = expression_in_parentheses(&generated.expression.text);
        let kind = if generated.stored { "STORED" } else { "VIRTUAL" };
        format!(" GENERATED ALWAYS AS {expression} {kind}")
    });
    let generated = generated.unwrap_or_default();
    let ty = type_in_definition(column);
    format!("{} {ty}{collation}{null}{default}{identity}{generated}", ident(of))
}

fn collation(of: Option<&str>) -> String {
    of.map(|name| format!(" COLLATE {name}")).unwrap_or_default()
}

fn identity(identity: &Identity) -> String {
    let options = match identity.options.as_str() {
        "" => String::new(),
        options => format!(" ({options})"),
    };
    format!(" GENERATED {} AS IDENTITY{options}", generation(identity.generation))
}

fn generation(generation: Generation) -> &'static str {
    match generation {
        Generation::Always => "ALWAYS",
        Generation::ByDefault => "BY DEFAULT",
    }
}

/// `SERIAL` where the column numbers itself.
fn type_in_definition(column: &Column) -> String {
    let serial = match (&column.default, &column.ty.base) {
        (Some(ColumnDefault::Autoincrement), BaseType::Native(Native::SmallInt, _)) => {
            "SMALLSERIAL"
        }
        (Some(ColumnDefault::Autoincrement), BaseType::Native(Native::Integer, _)) => "SERIAL",
        (Some(ColumnDefault::Autoincrement), BaseType::Native(Native::BigInt, _)) => "BIGSERIAL",
        _ => return column_type(&column.ty),
    };
    serial.to_owned()
}

/// One ALTER TABLE with all changes, and around it what sequences need.
pub(super) fn alter(table: &Name, changes: &[TableChange]) -> Vec<String> {
    let (mut before, mut clauses, mut after) = (Vec::new(), Vec::new(), Vec::new());
    for change in changes {
        match change {
            TableChange::DropPrimaryKey { name } | TableChange::DropConstraint { name } => {
                clauses.push(format!("DROP CONSTRAINT {}", ident(name)));
            }
            TableChange::DropColumn { name, .. } => {
                clauses.push(format!("DROP COLUMN {}", ident(name)));
            }
            TableChange::AddColumn { name, column: it } => clauses.push(add_column(name, it)),
            TableChange::AlterColumn(change) => {
                alter_column(table, change, &mut before, &mut clauses, &mut after);
            }
            TableChange::RecreateColumn { name, to, .. } => {
                clauses.push(format!("DROP COLUMN {}", ident(name)));
                clauses.push(add_column(name, to));
            }
            TableChange::AddPrimaryKey { key } => {
                clauses.push(format!("ADD {}", primary_key(key, ", ")));
            }
            TableChange::AddCheck { name, check } => {
                let not_valid = if check.not_valid { " NOT VALID" } else { "" };
                clauses.push(format!("ADD {}{not_valid}", constraint_check(name, check)));
            }
            TableChange::AddExclusion { name, exclusion } => {
                let definition = &exclusion.definition.text;
                clauses.push(format!("ADD {}", constraint_exclude(name, definition)));
            }
        }
    }
    before.push(format!("ALTER TABLE {} {}", name(table), clauses.join(",\n")));
    before.extend(after);
    before
}

/// Prisma keeps the indentation of CREATE TABLE here.
fn add_column(name: &str, it: &Column) -> String {
    format!("ADD COLUMN {INDENT}{}", column(name, it))
}

fn alter_column(
    table: &Name,
    change: &AlterColumn,
    before: &mut Vec<String>,
    clauses: &mut Vec<String>,
    after: &mut Vec<String>,
) {
    let prefix = format!("ALTER COLUMN {}", ident(&change.name));
    let mut clause = |text: &str| clauses.push(format!("{prefix} {text}"));
    if change.from.nullable && !change.to.nullable {
        clause("SET NOT NULL");
    } else if is_freed(change) {
        clause("DROP NOT NULL");
    }
    if change.default_changed {
        clause(&new_default(table, change, before, after));
    }
    if change.from.identity != change.to.identity {
        clause(&new_identity(change));
    }
    let collation_changed = change.from.collation != change.to.collation;
    if change.type_change.is_some() || collation_changed {
        let collation =
            collation(change.to.collation.as_deref().or_else(|| default_collation(change)));
        clause(&format!("SET DATA TYPE {}{collation}", column_type(&change.to.ty)));
    }
    if let Some(sequence) = &change.dropped_sequence {
        after.push(format!("DROP SEQUENCE {}", name(sequence)));
    }
}

/// Prisma takes a list for required, so it also says so where a list becomes an optional scalar. A
/// list that stays one is freed where it lost its `@notNull`.
fn is_freed(change: &AlterColumn) -> bool {
    let lists = (change.from.ty.list, change.to.ty.list);
    let required_before = !change.from.nullable || lists == (true, false);
    required_before && change.to.nullable && lists != (false, true)
}

fn new_default(
    table: &Name,
    change: &AlterColumn,
    before: &mut Vec<String>,
    after: &mut Vec<String>,
) -> String {
    match &change.to.default {
        None => "DROP DEFAULT".to_owned(),
        Some(ColumnDefault::Autoincrement) => {
            let sequence = new_sequence(table, &change.name);
            before.push(format!("CREATE SEQUENCE {sequence}"));
            let owner = format!("{}.{}", name(table), ident(&change.name));
            after.push(format!("ALTER SEQUENCE {sequence} OWNED BY {owner}"));
            format!("SET DEFAULT nextval({})", string(&sequence))
        }
        Some(value) => {
            format!("SET DEFAULT {}", default(value, &change.to.ty).unwrap_or_default())
        }
    }
}

/// Prisma writes `table_column_seq` in lower case and unquoted; where that is no identifier, quoted.
fn new_sequence(table: &Name, column: &str) -> String {
    let Name { schema, name: plain } = new_sequence_name(table, column);
    let is_plain = plain.bytes().all(|byte| byte == b'_' || byte.is_ascii_alphanumeric())
        && !plain.starts_with(|first: char| first.is_ascii_digit());
    let sequence = if is_plain { plain } else { ident(&plain) };
    match schema == crate::catalogue::DEFAULT_SCHEMA {
        true => sequence,
        false => format!("{}.{sequence}", ident(&schema)),
    }
}

/// Of a column that begins to number itself.
pub(crate) fn new_sequence_name(table: &Name, column: &str) -> Name {
    Name::new(&table.schema, format!("{}_{column}_seq", table.name).to_lowercase())
}

fn new_identity(change: &AlterColumn) -> String {
    match (&change.from.identity, &change.to.identity) {
        (_, None) => "DROP IDENTITY".to_owned(),
        (None, Some(next)) => format!("ADD{}", identity(next)),
        (Some(before), Some(next)) => {
            let kind = format!("GENERATED {}", generation(next.generation));
            let kind = (before.generation != next.generation).then_some(kind);
            let options = sequence::changes(&before.options, &next.options);
            let changed = (before.options != next.options).then_some(options);
            let clauses = kind.into_iter().chain(changed.into_iter().flatten());
            clauses.map(|clause| format!("SET {clause}")).collect::<Vec<_>>().join(" ")
        }
    }
}

/// Without one, the server takes the type's own; that has to be said where another one was.
fn default_collation(change: &AlterColumn) -> Option<&'static str> {
    change.from.collation.is_some().then_some("\"default\"")
}

pub(crate) fn create_index(table: &Name, of: &str, index: &Index) -> String {
    if index.deferrable != Deferrable::No {
        return unique_constraint(table, of, index);
    }
    let unique = if index.unique { "UNIQUE " } else { "" };
    format!("CREATE {unique}INDEX {} ON {}{}", ident(of), name(table), index_body(index))
}

/// What follows the table: method, keys, and all the rest.
pub(crate) fn index_body(index: &Index) -> String {
    let mut sql = match index.method.as_str() {
        "btree" => String::new(),
        method => format!(" USING {} ", method.to_uppercase()),
    };
    let keys: Vec<String> = index.keys.iter().map(index_key).collect();
    sql.push_str(&format!("({})", keys.join(", ")));
    if !index.include.is_empty() {
        sql.push_str(&format!(" INCLUDE ({})", list(&index.include, ", ")));
    }
    if index.nulls_not_distinct {
        sql.push_str(" NULLS NOT DISTINCT");
    }
    sql.push_str(&with(&index.options));
    if let Some(predicate) = &index.predicate {
        sql.push_str(&format!(" WHERE {}", expression_in_parentheses(&predicate.text)));
    }
    sql
}

/// The only kind of unique index that can be checked late.
fn unique_constraint(table: &Name, of: &str, index: &Index) -> String {
    let nulls = if index.nulls_not_distinct { " NULLS NOT DISTINCT" } else { "" };
    let columns: Vec<String> = index.columns().map(str::to_owned).collect();
    let include = match index.include.is_empty() {
        true => String::new(),
        false => format!(" INCLUDE ({})", list(&index.include, ", ")),
    };
    format!(
        "ALTER TABLE {} ADD CONSTRAINT {} UNIQUE{nulls} ({}){include}{}{}",
        name(table),
        ident(of),
        list(&columns, ", "),
        with(&index.options),
        deferrable(index.deferrable),
    )
}

fn index_key(key: &IndexKey) -> String {
    let mut sql = match &key.part {
        KeyPart::Column(name) => ident(name),
        KeyPart::Expression(expression) => expression_in_parentheses(&expression.text),
    };
    sql.push_str(&collation(key.collation.as_deref()));
    if let OperatorClass::Named(class) | OperatorClass::Default(Some(class)) = &key.operator_class {
        sql.push_str(&format!(" {class}"));
    }
    sql.push_str(match key.order {
        Order::Descending => " DESC",
        Order::Ascending if key.order_written => " ASC",
        Order::Ascending => "",
    });
    if key.nulls != key.order.default_nulls() {
        sql.push_str(match key.nulls {
            NullsOrder::First => " NULLS FIRST",
            NullsOrder::Last => " NULLS LAST",
        });
    }
    sql
}

pub(super) fn drop_index(table: &Name, of: &str, index: &Index) -> String {
    match index.constraint {
        true => format!("ALTER TABLE {} DROP CONSTRAINT {}", name(table), ident(of)),
        false => format!("DROP INDEX {}", name(&Name::new(&table.schema, of))),
    }
}

pub(super) fn add_foreign_key(table: &Name, of: &str, key: &ForeignKey) -> String {
    let full = if key.match_full { " MATCH FULL" } else { "" };
    let on_delete_columns = match key.on_delete_columns.is_empty() {
        true => String::new(),
        false => format!(" ({})", list(&key.on_delete_columns, ", ")),
    };
    let late = deferrable(key.deferrable);
    let not_valid = if key.not_valid { " NOT VALID" } else { "" };
    format!(
        "ALTER TABLE {} ADD CONSTRAINT {} FOREIGN KEY ({}) REFERENCES {}({}){full} \
         ON DELETE {}{on_delete_columns} ON UPDATE {}{late}{not_valid}",
        name(table),
        ident(of),
        list(&key.columns, ", "),
        name(&key.target),
        list(&key.references, ", "),
        action(key.on_delete),
        action(key.on_update),
    )
}

pub(super) fn deferrable(deferrable: Deferrable) -> &'static str {
    match deferrable {
        Deferrable::No => "",
        Deferrable::InitiallyImmediate => " DEFERRABLE",
        Deferrable::InitiallyDeferred => " DEFERRABLE INITIALLY DEFERRED",
    }
}

/// ` WITH (fillfactor = 70)`, or nothing.
pub(super) fn with(options: &BTreeMap<String, String>) -> String {
    if options.is_empty() {
        return String::new();
    }
    let options: Vec<String> = options.iter().map(option).collect();
    format!(" WITH ({})", options.join(", "))
}

/// A value that is no plain word is quoted.
pub(crate) fn option((name, value): (&String, &String)) -> String {
    let plain = value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte));
    match plain && !value.is_empty() {
        true => format!("{name} = {value}"),
        false => format!("{name} = {}", string(value)),
    }
}

pub(crate) fn action(action: ReferentialAction) -> &'static str {
    match action {
        ReferentialAction::Cascade => "CASCADE",
        ReferentialAction::Restrict => "RESTRICT",
        ReferentialAction::NoAction => "NO ACTION",
        ReferentialAction::SetNull => "SET NULL",
        ReferentialAction::SetDefault => "SET DEFAULT",
    }
}
