//! A migration that failed: what ran, what did not, and how to go on.

use std::fmt;

use crate::server::ServerError;

/// Where a script stopped, and what it left.
#[derive(Debug)]
pub struct Failure {
    pub name: String,
    pub stop: Stopped,
}

/// Where a script stopped.
#[derive(Debug)]
pub struct Stopped {
    /// How many statements the script has.
    pub statements: usize,
    /// How many of them ran without an error.
    pub ran: usize,
    /// How many of those are in the database for good.
    pub kept: usize,
    /// The line of the statement that failed, and its first line; `None` where the end of the
    /// transaction failed.
    pub failed: Option<(usize, String)>,
    pub error: ServerError,
}

/// A script of no history that failed.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.logs())]
pub struct ScriptError(pub Box<Stopped>);

impl Stopped {
    /// What is kept in `_prisma_migrations.logs`: everything but how to go on.
    #[must_use]
    pub fn logs(&self) -> String {
        let mut lines = Vec::new();
        if let Some((line, text)) = &self.failed {
            let (number, of) = (self.ran + 1, self.statements);
            lines.push(format!("statement {number} of {of}, line {line}: {text}"));
        } else {
            lines.push("at the end of its transaction".to_owned());
        }
        lines.push(self.error.to_string());
        lines.push(self.fate());
        lines.join("\n")
    }

    /// What became of the statements around it.
    fn fate(&self) -> String {
        let undone = range(self.kept + 1, self.ran);
        let not_run = range(self.ran + 2, self.statements);
        let mut parts = Vec::new();
        if let Some(kept) = range(1, self.kept) {
            parts.push(format!("{kept} {} in the database", are(self.kept)));
        }
        if let Some(undone) = undone {
            parts.push(format!("{undone} ran and {} rolled back", was(self.ran - self.kept)));
        }
        if let Some(not_run) = not_run {
            parts.push(format!("{not_run} did not run"));
        }
        if self.kept == 0 {
            parts.push("nothing of it is in the database".to_owned());
        }
        parts.join("; ")
    }
}

impl Failure {
    fn next(&self) -> String {
        let name = &self.name;
        match self.stop.kept {
            0 => format!(
                "mend the script, then `migrate resolve --rolled-back {name}` and deploy again"
            ),
            kept => format!(
                "either undo what is in the database, mend the script, and \
                 `migrate resolve --rolled-back {name}`;\n\
                 or do by hand what comes after statement {kept}, and `migrate resolve --applied {name}`"
            ),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the migration `{}` failed (P3018)\n{}\n{}",
            self.name,
            self.stop.logs(),
            self.next()
        )
    }
}

/// `statement 3`, `statements 3 to 5`, or nothing.
fn range(first: usize, last: usize) -> Option<String> {
    match last.checked_sub(first)? {
        0 => Some(format!("statement {first}")),
        _ => Some(format!("statements {first} to {last}")),
    }
}

fn are(number: usize) -> &'static str {
    if number == 1 { "is" } else { "are" }
}

fn was(number: usize) -> &'static str {
    if number == 1 { "was" } else { "were" }
}
