//! Where the columns of an answer stand.

use tokio_postgres::Row;

use crate::StoreError;
use crate::run::Statement;

/// Where each column that a statement names stands in its answer.
///
/// `t.*` answers in the order of the table, not of the schema: a column that a migration added to
/// the middle of a model stands last, and one of a newer contract stands where it likes.
#[derive(Debug)]
pub(crate) enum Places {
    AsNamed,
    Elsewhere(Vec<usize>),
}

impl Places {
    /// # Errors
    /// [`StoreError::OutOfContract`] where a column is missing, or two have its name.
    pub(crate) fn of(statement: &'static Statement, row: &Row) -> Result<Self, StoreError> {
        let (named, there) = (statement.columns, row.columns());
        let as_named = named.len() <= there.len()
            && named.iter().zip(there).all(|(name, column)| *name == column.name());
        if as_named {
            return Ok(Places::AsNamed);
        }
        let place = |name: &&'static str| {
            let mut found = (0..).zip(there).filter(|(_, column)| column.name() == *name);
            match (found.next(), found.next()) {
                (Some((at, _)), None) => Ok(at),
                (None, _) => Err(out_of_contract(statement, format!("no column `{name}`"))),
                (Some(_), Some(_)) => {
                    Err(out_of_contract(statement, format!("two columns `{name}`")))
                }
            }
        };
        named.iter().map(place).collect::<Result<_, _>>().map(Places::Elsewhere)
    }

    pub(crate) fn at(&self, column: usize) -> usize {
        match self {
            Places::AsNamed => column,
            Places::Elsewhere(places) => places.get(column).copied().unwrap_or(column),
        }
    }
}

fn out_of_contract(statement: &'static Statement, what: String) -> StoreError {
    StoreError::OutOfContract { statement: statement.name, what }
}
