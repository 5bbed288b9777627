//! The same migration in phases that a busy database bears.
//!
//! A [`Plan`] leads where the plain script leads, but no statement of it reads or rewrites a table
//! while others wait: constraints come as `NOT VALID` and are validated afterwards, indexes are
//! built `CONCURRENTLY`, values of a new type are copied beside the old ones. Each [`Phase`] is
//! one migration of its own: a transaction, or a single statement that refuses one. Prisma's own
//! `migrate deploy` runs them as they stand.

mod alter;
mod key;
mod swap;
mod write;

use crate::catalogue::{Catalogue, Name};
use crate::diff::{Migration, renamed};
use crate::lint::{created_tables, is_on_new_table};
use crate::safety::{Lock, Safety, Work};
use crate::sql;
use crate::step::Step;
use std::collections::BTreeSet;
use write::Writer;

/// What leads to the same catalogue as a migration, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    pub phases: Vec<Phase>,
}

/// One migration of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phase {
    /// For its folder's name: lower case, digits and underscores.
    pub slug: String,
    /// False: a single statement that refuses transactions. Its script holds nothing else.
    pub transactional: bool,
    /// What has to be true of the rows, or deployed, before it is run.
    pub before: Vec<String>,
    pub statements: Vec<Statement>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Without a semicolon.
    pub sql: String,
    pub safety: Safety,
}

/// How long a statement of a phase waits for its lock. Whoever comes behind it waits as long, so
/// it is what a request may be late without harm; the phase is then tried again.
pub const LOCK_TIMEOUT: &str = "3s";

impl Phase {
    /// The migration's file: what it needs, a limit on waiting, and each statement under what it
    /// costs.
    pub fn script(&self) -> String {
        let mut script = String::new();
        for line in self.before.iter().flat_map(|note| note.lines()) {
            script.push_str(&format!("-- Before: {line}\n"));
        }
        match self.transactional {
            true => script.push_str(&format!(
                "-- Stops with a lock timeout (55P03) where a lock is not to be had: nothing has \
                 happened then, run it again.\nSET LOCAL lock_timeout = '{LOCK_TIMEOUT}';\n\n"
            )),
            false => script.push_str(
                "-- If this fails it may leave an invalid index: drop that, and run it again.\n",
            ),
        }
        let statement = |it: &Statement| format!("-- {}\n{};\n", it.safety.describe(), it.sql);
        let statements: Vec<String> = self.statements.iter().map(statement).collect();
        script.push_str(&statements.join("\n"));
        script
    }
}

impl Statement {
    pub(crate) fn new(sql: impl Into<String>, safety: Safety) -> Self {
        Self { sql: sql.into(), safety }
    }
}

/// The migration in phases. `from` is the catalogue that it starts from.
pub fn safe(migration: &Migration, from: &Catalogue) -> Plan {
    let before = renamed(from, &migration.steps);
    let created = created_tables(migration);
    let mut gone = BTreeSet::new();
    let mut writer = Writer::default();
    for step in &migration.steps {
        let context = Context { before: &before, gone: &gone };
        match is_on_new_table(step, &created) {
            true => writer.plain(step),
            false => write(step, context, &created, &mut writer),
        }
        if let Step::DropIndex { table, name, .. } = step {
            gone.insert(Name::new(&table.schema, name));
        }
    }
    writer.finish()
}

#[derive(Clone, Copy)]
struct Context<'a> {
    /// The old catalogue under its new names.
    before: &'a Catalogue,
    /// Indexes that earlier steps have dropped.
    gone: &'a BTreeSet<Name>,
}

fn write(step: &Step, context: Context<'_>, created: &BTreeSet<&Name>, writer: &mut Writer) {
    match step {
        Step::CreateIndex { table, .. } => {
            let sql = step.sql().join("; ").replacen("INDEX ", "INDEX CONCURRENTLY ", 1);
            writer.alone("index", sql, concurrently(table, step.safety().depends_on_data));
        }
        Step::DropIndex { table, index, replaced_by_key: false, .. } if !index.constraint => {
            let sql = step.sql().join("; ").replacen("INDEX ", "INDEX CONCURRENTLY ", 1);
            writer.alone("drop_index", sql, concurrently(table, false));
        }
        // One that is to stay unproved has nothing to wait for.
        Step::AddForeignKey { table, name, key }
            if !key.not_valid && !created.contains(&key.target) =>
        {
            let locks = step.safety().locks;
            let safety = Safety { locks, ..Safety::nothing() };
            let sql = format!("{} NOT VALID", step.sql().join("; "));
            writer.expand(sql, safety);
            writer.validate(table, name, Some(&key.target));
        }
        Step::AddEnumValues { .. } => {
            writer.plain(step);
            // A value can't be used in the transaction that adds it.
            writer.end_phase();
        }
        Step::AlterTable { table, changes } => alter::write(table, changes, context, writer),
        Step::RecreateEnum(step) => swap::recreate_enum(step, context, writer),
        Step::StampContract { schema, hash } => writer.stamp(schema, hash),
        Step::Object(_)
        | Step::CreateSchema { .. }
        | Step::CreateExtension { .. }
        | Step::DropExtension { .. }
        | Step::RenameTable { .. }
        | Step::RenameColumn { .. }
        | Step::RenameEnum { .. }
        | Step::RenameEnumValue { .. }
        | Step::CreateEnum { .. }
        | Step::DropEnum { .. }
        | Step::CreateTable { .. }
        | Step::DropTable { .. }
        | Step::RenamePrimaryKey { .. }
        | Step::DropIndex { .. }
        | Step::RenameIndex { .. }
        | Step::AddForeignKey { .. }
        | Step::DropForeignKey { .. }
        | Step::RenameForeignKey { .. }
        | Step::CreateGuard { .. }
        | Step::DropGuard { .. }
        | Step::GuardTable { .. }
        | Step::UnguardTable { .. } => writer.plain(step),
    }
}

fn concurrently(table: &Name, depends_on_data: bool) -> Safety {
    let safety = Safety::on(&[(table, Lock::ShareUpdateExclusive)], Work::Scan).alone();
    if depends_on_data { safety.depending_on_data() } else { safety }
}

/// `name` with a suffix, within PostgreSQL's 63 bytes.
fn beside(name: &str, suffix: &str) -> String {
    let mut end = name.len().min(63 - suffix.len());
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}{suffix}", &name[..end])
}

/// `ALTER TABLE t clause` under ACCESS EXCLUSIVE, with nothing to do but in the catalogue.
fn quick(table: &Name, clause: &str) -> Statement {
    let sql = format!("ALTER TABLE {} {clause}", sql::name(table));
    Statement::new(sql, Safety::on(&[(table, Lock::AccessExclusive)], Work::Catalogue))
}
