//! What a step costs while it runs: the locks it takes, the work it does under them, what it loses.
//!
//! Nothing here is belief: tests of `migrate` run every kind of step on a real server and compare
//! with `pg_locks`, with the tables' file nodes and with their scans.

mod change;
mod lock;
mod object;
mod rewrite;

pub use lock::Lock;
pub(crate) use rewrite::{is_volatile, rewrites};

use crate::catalogue::Name;
use crate::step::{RecreateEnum, Step};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Work {
    /// Only the catalogue changes: instant once the lock is had.
    Catalogue,
    /// Every row is read under the lock.
    Scan,
    /// Every row is written anew under the lock.
    Rewrite,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Safety {
    /// On tables that are there already, the strongest lock on each, held until the end of the
    /// transaction.
    pub locks: Vec<(Name, Lock)>,
    pub work: Work,
    /// What rows hold before and not after.
    pub loses_data: bool,
    /// It can fail because of the rows that are there.
    pub depends_on_data: bool,
    /// Whether it may stand in a transaction with others.
    pub transactional: bool,
}

impl Safety {
    pub(crate) fn on(locks: &[(&Name, Lock)], work: Work) -> Self {
        let locks = locks.iter().map(|(name, lock)| ((*name).clone(), *lock)).collect();
        Self { locks, work, loses_data: false, depends_on_data: false, transactional: true }
    }

    pub(crate) fn nothing() -> Self {
        Self::on(&[], Work::Catalogue)
    }

    pub(crate) fn losing_data(mut self) -> Self {
        self.loses_data = true;
        self
    }

    pub(crate) fn depending_on_data(mut self) -> Self {
        self.depends_on_data = true;
        self
    }

    pub(crate) fn alone(mut self) -> Self {
        self.transactional = false;
        self
    }

    /// The worse of both, in everything.
    fn and(mut self, other: Safety) -> Self {
        self.work = self.work.max(other.work);
        self.loses_data |= other.loses_data;
        self.depends_on_data |= other.depends_on_data;
        self
    }

    /// The strongest lock on any table.
    pub fn strongest(&self) -> Option<Lock> {
        self.locks.iter().map(|(_, lock)| *lock).max()
    }

    /// One line in plain words: `locks "User" ACCESS EXCLUSIVE; rewrites it; may fail on rows`.
    pub fn describe(&self) -> String {
        let locks = self.locks.iter();
        let locks = locks.map(|(name, lock)| format!("{} {}", crate::sql::name(name), lock.sql()));
        let locks: Vec<String> = locks.collect();
        let facts = [
            (!locks.is_empty()).then(|| format!("locks {}", locks.join(", "))),
            (self.work == Work::Rewrite).then(|| "rewrites every row".to_owned()),
            (self.work == Work::Scan).then(|| "reads every row".to_owned()),
            self.loses_data.then(|| "loses data".to_owned()),
            self.depends_on_data.then(|| "may fail on rows that are there".to_owned()),
            (!self.transactional).then(|| "runs outside a transaction".to_owned()),
        ];
        let facts: Vec<String> = facts.into_iter().flatten().collect();
        match facts.is_empty() {
            true => "locks no table".to_owned(),
            false => facts.join("; "),
        }
    }
}

impl Step {
    pub fn safety(&self) -> Safety {
        use Lock::{AccessExclusive, Share, ShareRowExclusive};
        match self {
            Step::CreateSchema { .. }
            | Step::CreateExtension { .. }
            | Step::CreateEnum { .. }
            | Step::AddEnumValues { .. }
            | Step::RenameEnum { .. }
            | Step::RenameEnumValue { .. }
            | Step::CreateTable { .. }
            | Step::CreateGuard { .. }
            | Step::DropGuard { .. }
            | Step::DropEnum { .. }
            | Step::RenameIndex { .. }
            | Step::StampContract { .. } => Safety::nothing(),
            Step::DropExtension { .. } => Safety::nothing().depending_on_data(),
            Step::RenameTable { from: table, .. }
            | Step::RenameColumn { table, .. }
            | Step::RenamePrimaryKey { table, .. }
            | Step::RenameForeignKey { table, .. }
            | Step::DropIndex { table, .. }
            | Step::UnguardTable { table } => {
                Safety::on(&[(table, AccessExclusive)], Work::Catalogue)
            }
            Step::RecreateEnum(step) => recreated_enum(step),
            Step::DropTable { name, .. } => {
                Safety::on(&[(name, AccessExclusive)], Work::Catalogue).losing_data()
            }
            Step::AlterTable { table, changes } => {
                let none = Safety::on(&[(table, AccessExclusive)], Work::Catalogue);
                changes.iter().map(change::safety).fold(none, Safety::and)
            }
            Step::CreateIndex { table, index, .. } => {
                let safety = Safety::on(&[(table, Share)], Work::Scan);
                if index.unique { safety.depending_on_data() } else { safety }
            }
            Step::AddForeignKey { table, key, .. } => {
                both(table, &key.target, ShareRowExclusive, Work::Scan).depending_on_data()
            }
            Step::DropForeignKey { table, key, .. } => {
                both(table, &key.target, AccessExclusive, Work::Catalogue)
            }
            Step::Object(step) => object::safety(step),
            Step::GuardTable { table } => {
                Safety::on(&[(table, ShareRowExclusive)], Work::Catalogue)
            }
        }
    }
}

/// A foreign key is of two tables, which may be one.
fn both(table: &Name, target: &Name, lock: Lock, work: Work) -> Safety {
    match table == target {
        true => Safety::on(&[(table, lock)], work),
        false => Safety::on(&[(table, lock), (target, lock)], work),
    }
}

fn recreated_enum(step: &RecreateEnum) -> Safety {
    let columns = step.columns.iter().chain(&step.leaving).map(|column| &column.table);
    let defaults = step.defaults.iter().map(|(table, _)| table);
    let dependents = step.dependents.iter().map(|dependent| &dependent.table);
    let mut tables: Vec<&Name> = columns.chain(defaults).chain(dependents).collect();
    tables.sort();
    tables.dedup();
    let locks: Vec<_> = tables.iter().map(|table| (*table, Lock::AccessExclusive)).collect();
    let rewritten = !(step.columns.is_empty() && step.leaving.is_empty());
    let work = if rewritten { Work::Rewrite } else { Work::Catalogue };
    let safety = Safety::on(&locks, work);
    if rewritten { safety.depending_on_data() } else { safety }
}
