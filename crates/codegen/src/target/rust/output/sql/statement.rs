use std::fmt::Display;

use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{Format, IsNull, ToSql, Type};

use super::{Db, Error, Param, Reader, Row, Value};

/// A statement of the project's own.
#[derive(Debug)]
pub struct Statement {
    pub sql: &'static str,
    /// The columns of its answer, in the order in which they are read.
    pub columns: &'static [&'static str],
}

impl Statement {
    /// Where each column stands, of columns that stand elsewhere: `t.*` answers in the order of the
    /// table, which is not that of the schema once a column was added.
    fn places(&self, row: &Row) -> Result<Vec<usize>, Error> {
        let mut there = row.columns().iter().map(|column| column.name());
        if self.columns.iter().all(|name| there.next() == Some(name)) {
            return Ok(Vec::new());
        }
        let place = |name: &&'static str| {
            let found = row.columns().iter().position(|column| column.name() == *name);
            found.ok_or(Error::Column { sql: self.sql, column: name })
        };
        self.columns.iter().map(place).collect()
    }
}

type Read<T> = fn(&mut Reader<'_>) -> Result<T, Error>;

pub async fn many<T>(
    db: &impl Db,
    statement: &'static Statement,
    params: &[&dyn Value],
    read: Read<T>,
) -> Result<Vec<T>, Error> {
    let rows = db.rows(statement.sql, &sent(params)).await?;
    let Some(first) = rows.first() else { return Ok(Vec::new()) };
    let places = statement.places(first)?;
    rows.iter().map(|row| read(&mut Reader::new(row, &places))).collect()
}

/// The first row, if there is one.
pub async fn opt<T>(
    db: &impl Db,
    statement: &'static Statement,
    params: &[&dyn Value],
    read: Read<T>,
) -> Result<Option<T>, Error> {
    let rows = db.rows(statement.sql, &sent(params)).await?;
    let Some(first) = rows.first() else { return Ok(None) };
    read(&mut Reader::new(first, &statement.places(first)?)).map(Some)
}

/// The first row, which has to be there.
pub async fn one<T>(
    db: &impl Db,
    statement: &'static Statement,
    params: &[&dyn Value],
    read: Read<T>,
) -> Result<T, Error> {
    opt(db, statement, params, read).await?.ok_or(Error::Missing { table: statement.sql })
}

/// How many rows it changed.
pub async fn exec(
    db: &impl Db,
    statement: &'static Statement,
    params: &[&dyn Value],
) -> Result<u64, Error> {
    Ok(db.execute(statement.sql, &sent(params)).await?)
}

fn sent<'a>(params: &[&'a dyn Value]) -> Vec<Param<'a>> {
    params.iter().map(|value| (value.sql(), value.ty())).collect()
}

/// A list as PostgreSQL writes one, for whatever type it meets. `None` is NULL.
#[derive(Clone, Debug)]
pub struct Listed(Option<String>);

pub fn list_of<T: Display>(values: Option<&Vec<T>>) -> Listed {
    let quoted = |value: &T| {
        let text = value.to_string().replace('\\', "\\\\").replace('"', "\\\"");
        format!("\"{text}\"")
    };
    let list = |values: &Vec<T>| values.iter().map(quoted).collect::<Vec<_>>().join(",");
    Listed(values.map(|values| format!("{{{}}}", list(values))))
}

impl ToSql for Listed {
    fn to_sql(
        &self,
        _: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        let Some(text) = &self.0 else { return Ok(IsNull::Yes) };
        out.extend_from_slice(text.as_bytes());
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    fn encode_format(&self, _: &Type) -> Format {
        Format::Text
    }

    tokio_postgres::types::to_sql_checked!();
}

impl Value for Listed {
    fn ty(&self) -> Type {
        Type::UNKNOWN
    }

    fn sql(&self) -> &(dyn ToSql + Sync) {
        self
    }

    fn boxed(&self) -> Box<dyn Value> {
        Box::new(self.clone())
    }
}
