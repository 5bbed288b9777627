//! What a step costs while it runs: the lock it takes, the work it does under it, what it loses.

use crate::catalogue::{ColumnDefault, Name};
use crate::step::{AlterColumn, Cast, Step, TableChange};

/// The strongest lock that a step takes on a table that is there already; weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lock {
    /// No table that holds rows is touched.
    None,
    /// Writes wait: `SHARE`.
    Share,
    /// Writes and other DDL wait: `SHARE ROW EXCLUSIVE`.
    ShareRowExclusive,
    /// Reads wait too: `ACCESS EXCLUSIVE`.
    AccessExclusive,
}

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
    pub lock: Lock,
    pub work: Work,
    /// The tables that are locked.
    pub tables: Vec<Name>,
    /// What rows hold before and not after.
    pub loses_data: bool,
    /// It can fail because of the rows that are there.
    pub depends_on_data: bool,
}

impl Safety {
    fn on(tables: &[&Name], lock: Lock, work: Work) -> Self {
        let tables = tables.iter().map(|name| (*name).clone()).collect();
        Self { lock, work, tables, loses_data: false, depends_on_data: false }
    }

    fn nothing() -> Self {
        Self::on(&[], Lock::None, Work::Catalogue)
    }

    fn losing_data(mut self) -> Self {
        self.loses_data = true;
        self
    }

    fn depending_on_data(mut self) -> Self {
        self.depends_on_data = true;
        self
    }

    /// The worse of both, in everything.
    fn and(mut self, other: Safety) -> Self {
        self.lock = self.lock.max(other.lock);
        self.work = self.work.max(other.work);
        self.loses_data |= other.loses_data;
        self.depends_on_data |= other.depends_on_data;
        self
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
            | Step::CreateTable { .. }
            | Step::CreateGuard { .. }
            | Step::DropGuard { .. }
            | Step::DropEnum { .. }
            | Step::StampContract { .. } => Safety::nothing(),
            Step::DropExtension { .. } => Safety::nothing().depending_on_data(),
            Step::RenameTable { from, .. } => Safety::on(&[from], AccessExclusive, Work::Catalogue),
            Step::RenameColumn { table, .. }
            | Step::RenamePrimaryKey { table, .. }
            | Step::RenameForeignKey { table, .. }
            | Step::DropIndex { table, .. }
            | Step::UnguardTable { table } => {
                Safety::on(&[table], AccessExclusive, Work::Catalogue)
            }
            Step::RenameIndex { table, .. } => Safety::on(&[table], Lock::None, Work::Catalogue),
            Step::RecreateEnum(step) => {
                let tables: Vec<_> = step.columns.iter().map(|column| &column.table).collect();
                Safety::on(&tables, AccessExclusive, Work::Rewrite).depending_on_data()
            }
            Step::DropTable { name, .. } => {
                Safety::on(&[name], AccessExclusive, Work::Catalogue).losing_data()
            }
            Step::AlterTable { table, changes } => {
                let none = Safety::on(&[table], AccessExclusive, Work::Catalogue);
                changes.iter().map(|change| of_change(table, change)).fold(none, Safety::and)
            }
            Step::CreateIndex { table, index, .. } => {
                let safety = Safety::on(&[table], Share, Work::Scan);
                if index.unique { safety.depending_on_data() } else { safety }
            }
            Step::AddForeignKey { table, key, .. } => {
                Safety::on(&[table, &key.target], ShareRowExclusive, Work::Scan).depending_on_data()
            }
            Step::DropForeignKey { table, key, .. } => {
                Safety::on(&[table, &key.target], AccessExclusive, Work::Catalogue)
            }
            Step::GuardTable { table } => Safety::on(&[table], ShareRowExclusive, Work::Catalogue),
        }
    }
}

fn of_change(table: &Name, change: &TableChange) -> Safety {
    let with = |work| Safety::on(&[table], Lock::AccessExclusive, work);
    match change {
        TableChange::DropPrimaryKey { .. } | TableChange::DropConstraint { .. } => {
            with(Work::Catalogue)
        }
        TableChange::DropColumn { .. } => with(Work::Catalogue).losing_data(),
        TableChange::AddColumn { column, .. } => {
            let volatile = matches!(
                column.default,
                Some(ColumnDefault::Expression(_) | ColumnDefault::Autoincrement)
            );
            let rewrites = volatile || column.identity.is_some() || column.generated.is_some();
            let safety = with(if rewrites { Work::Rewrite } else { Work::Catalogue });
            let unfilled = !column.nullable && column.default.is_none() && !rewrites;
            if unfilled { safety.depending_on_data() } else { safety }
        }
        TableChange::AlterColumn(change) => with(work_of(change)).and(risk_of(change)),
        TableChange::RecreateColumn { .. } => {
            with(Work::Catalogue).losing_data().depending_on_data()
        }
        TableChange::AddPrimaryKey { .. }
        | TableChange::AddCheck { .. }
        | TableChange::AddExclusion { .. } => with(Work::Scan).depending_on_data(),
    }
}

fn work_of(change: &AlterColumn) -> Work {
    match (change.type_change, change.from.nullable && !change.to.nullable) {
        (Some(_), _) => Work::Rewrite,
        (None, true) => Work::Scan,
        (None, false) => Work::Catalogue,
    }
}

fn risk_of(change: &AlterColumn) -> Safety {
    let risky = change.type_change.is_some_and(|cast| cast != Cast::Safe);
    let fails = risky || (change.from.nullable && !change.to.nullable);
    if fails { Safety::nothing().depending_on_data() } else { Safety::nothing() }
}
