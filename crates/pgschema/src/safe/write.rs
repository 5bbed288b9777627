//! The phases as they grow: what goes on in order, and what waits for the end.

use super::{Phase, Plan, Statement, beside, quick};
use crate::catalogue::Name;
use crate::safety::{Lock, Safety, Work};
use crate::sql::{ident, name};
use crate::step::Step;

/// Nothing needs a constraint to be validated, so that comes last, all tables at once.
#[derive(Debug, Default)]
pub(super) struct Writer {
    phases: Vec<Phase>,
    open: Vec<Statement>,
    open_before: Vec<String>,
    fills: Vec<Statement>,
    constrains: Vec<Statement>,
    constrains_before: Vec<String>,
    validates: Vec<Statement>,
    tightens: Vec<Statement>,
    stamp: Vec<Statement>,
}

impl Writer {
    /// The step as it is.
    pub(super) fn plain(&mut self, step: &Step) {
        let safety = step.safety();
        for sql in step.sql() {
            self.expand(sql, safety.clone());
        }
    }

    pub(super) fn expand(&mut self, sql: impl Into<String>, safety: Safety) {
        self.open.push(Statement::new(sql, safety));
    }

    pub(super) fn statement(&mut self, statement: Statement) {
        self.open.push(statement);
    }

    pub(super) fn needs(&mut self, note: String) {
        self.open_before.push(note);
    }

    pub(super) fn end_phase(&mut self) {
        self.end_phase_as("change");
    }

    pub(super) fn end_phase_as(&mut self, slug: &str) {
        let (statements, before) =
            (std::mem::take(&mut self.open), std::mem::take(&mut self.open_before));
        self.push(slug, statements, before);
    }

    /// A phase of one statement that refuses transactions.
    pub(super) fn alone(&mut self, slug: &str, sql: String, safety: Safety) {
        self.end_phase();
        let statements = vec![Statement::new(sql, safety)];
        let slug = slug.to_owned();
        self.phases.push(Phase { slug, transactional: false, before: Vec::new(), statements });
    }

    /// Rows that are there get a value, without a lock on the table that others would feel.
    pub(super) fn fill(&mut self, table: &Name, column: &str, value: &str) {
        self.fills.push(filled(table, column, value));
    }

    /// The column loses its NULLs: by a check that is validated, which then proves NOT NULL.
    pub(super) fn require(&mut self, table: &Name, column: &str, note: Option<String>) {
        let check = beside(column, "_is_there");
        self.constrains.push(not_null_check(table, column, &check));
        self.constrains_before.extend(note);
        self.validate(table, &check, None);
        self.tightens.push(set_not_null(table, column));
        self.tightens.push(quick(table, &format!("DROP CONSTRAINT {}", ident(&check))));
    }

    pub(super) fn validate(&mut self, table: &Name, constraint: &str, target: Option<&Name>) {
        self.validates.push(validated(table, constraint, target));
    }

    pub(super) fn stamp(&mut self, schema: &str, hash: &str) {
        let step = Step::StampContract { schema: schema.to_owned(), hash: hash.to_owned() };
        self.stamp.extend(step.sql().into_iter().map(|sql| Statement::new(sql, step.safety())));
    }

    pub(super) fn finish(mut self) -> Plan {
        self.end_phase();
        let fills = std::mem::take(&mut self.fills);
        self.push("fill", fills, Vec::new());
        let constrains = std::mem::take(&mut self.constrains);
        let before = std::mem::take(&mut self.constrains_before);
        self.push("constrain", constrains, before);
        let validates = std::mem::take(&mut self.validates);
        self.push("validate", validates, Vec::new());
        let tightens = std::mem::take(&mut self.tightens);
        self.push("tighten", tightens, Vec::new());
        self.stamped();
        Plan { phases: self.phases }
    }

    /// The contract's hash comes with the last statement that leads to it.
    fn stamped(&mut self) {
        let stamp = std::mem::take(&mut self.stamp);
        match self.phases.last_mut().filter(|phase| phase.transactional) {
            Some(last) => last.statements.extend(stamp),
            None => self.push("stamp", stamp, Vec::new()),
        }
    }

    fn push(&mut self, slug: &str, statements: Vec<Statement>, before: Vec<String>) {
        if !statements.is_empty() {
            let slug = slug.to_owned();
            self.phases.push(Phase { slug, transactional: true, before, statements });
        }
    }
}

/// Takes the lock that any UPDATE takes.
pub(super) fn filled(table: &Name, column: &str, value: &str) -> Statement {
    let (on, column) = (name(table), ident(column));
    let sql = format!("UPDATE {on} SET {column} = {value} WHERE {column} IS NULL");
    Statement::new(sql, Safety::on(&[(table, Lock::RowExclusive)], Work::Scan))
}

pub(super) fn not_null_check(table: &Name, column: &str, check: &str) -> Statement {
    let (check, column) = (ident(check), ident(column));
    quick(table, &format!("ADD CONSTRAINT {check} CHECK ({column} IS NOT NULL) NOT VALID"))
}

pub(super) fn set_not_null(table: &Name, column: &str) -> Statement {
    quick(table, &format!("ALTER COLUMN {} SET NOT NULL", ident(column)))
}

pub(super) fn validated(table: &Name, constraint: &str, target: Option<&Name>) -> Statement {
    let sql = format!("ALTER TABLE {} VALIDATE CONSTRAINT {}", name(table), ident(constraint));
    let mut locks = vec![(table, Lock::ShareUpdateExclusive)];
    locks.extend(target.filter(|target| *target != table).map(|it| (it, Lock::RowShare)));
    Statement::new(sql, Safety::on(&locks, Work::Scan).depending_on_data())
}
