use std::fmt;

use tokio_postgres::Row;
use tokio_postgres::types::FromSql;

use super::{Db, Error, Filter, Find, Given, Scalar, Value, write};

/// A table or a view.
#[derive(Debug)]
pub struct Table {
    /// Quoted, with its schema where the contract names one.
    pub name: &'static str,
    pub columns: &'static [ColumnInfo],
    /// The columns of the first key that is never NULL, the primary one before others; empty where
    /// there is none.
    pub key: &'static [usize],
    /// Columns that say when a row was last changed, and what makes them say it.
    pub touched: &'static [(usize, &'static str)],
}

#[derive(Debug)]
pub struct ColumnInfo {
    /// Quoted.
    pub name: &'static str,
    /// What follows an array parameter that would not arrive as this column's type.
    pub cast: &'static str,
    /// What makes the column comparable, where its own type knows no `=`.
    pub compared: &'static str,
}

/// A row of a table or a view.
pub trait Model: Sized + fmt::Debug + Send + Sync + 'static {
    const TABLE: &'static Table;

    /// Reads all columns, in their order.
    fn read(row: &mut Reader<'_>) -> Result<Self, Error>;

    /// A column's value, by its number in [`Table::columns`].
    fn value(&self, column: usize) -> &dyn Value;

    /// Reads all columns, the first at `at`.
    fn from_row(row: &Row, at: usize) -> Result<Self, Error> {
        Self::read(&mut Reader { row, at, places: &[] })
    }

    /// All rows, to be narrowed.
    fn find() -> Find<Self> {
        Find::default()
    }

    /// `find().filter(…)`.
    fn filter(filter: Filter<Self>) -> Find<Self> {
        Find::default().filter(filter)
    }
}

/// Rows of which each has a place of its own in any order, so that a page can go on after it.
pub trait Keyed: Model {}

/// Rows that may be changed and removed. Views and append-only tables are not.
pub trait Mutable: Model {}

/// A row to be.
pub trait Insert: Sized + fmt::Debug + Send + Sync {
    type Row: Model;

    /// What each column is given.
    fn values(&self) -> Vec<(usize, Given<'_>)>;

    /// The row as the database made it.
    fn insert(&self, db: &impl Db) -> impl Future<Output = Result<Self::Row, Error>> + Send {
        async move {
            let rows = write::insert(db, std::slice::from_ref(self), "").await?;
            rows.into_iter().next().ok_or(Error::Missing { table: Self::Row::TABLE.name })
        }
    }

    /// All rows, in their order, in as few statements as PostgreSQL takes.
    fn insert_many(
        db: &impl Db,
        rows: &[Self],
    ) -> impl Future<Output = Result<Vec<Self::Row>, Error>> + Send {
        write::insert(db, rows, "")
    }

    /// As [`Insert::insert_many`], without those of which a unique key is there already.
    fn insert_new(
        db: &impl Db,
        rows: &[Self],
    ) -> impl Future<Output = Result<Vec<Self::Row>, Error>> + Send {
        write::insert(db, rows, " ON CONFLICT DO NOTHING")
    }
}

/// A row, column by column.
#[derive(Debug)]
pub struct Reader<'a> {
    row: &'a Row,
    at: usize,
    /// Where each column stands; empty where they stand in order.
    places: &'a [usize],
}

impl<'a> Reader<'a> {
    pub(super) fn new(row: &'a Row, places: &'a [usize]) -> Self {
        Self { row, at: 0, places }
    }

    pub fn get<T: FromSql<'a>>(&mut self) -> Result<T, Error> {
        let at = self.next();
        get(self.row, at)
    }

    pub fn list<T: Scalar>(&mut self) -> Result<Vec<T>, Error> {
        let at = self.next();
        list(self.row, at)
    }

    fn next(&mut self) -> usize {
        self.at += 1;
        self.places.get(self.at - 1).copied().unwrap_or(self.at - 1)
    }
}

/// A column of a row.
pub fn get<'a, T: FromSql<'a>>(row: &'a Row, at: usize) -> Result<T, Error> {
    row.try_get(at).map_err(Error::Postgres)
}

/// A list column. Prisma makes them without NOT NULL: NULL is the empty list.
pub fn list<T: Scalar>(row: &Row, at: usize) -> Result<Vec<T>, Error> {
    get::<Option<Vec<T>>>(row, at).map(Option::unwrap_or_default)
}

/// A value of a key.
pub fn boxed<T: Scalar>(value: impl Into<T>) -> Box<dyn Value> {
    Box::new(value.into())
}
