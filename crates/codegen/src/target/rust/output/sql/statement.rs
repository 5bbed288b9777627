use std::fmt::Display;

use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{Format, IsNull, ToSql, Type};

use super::{Db, Error, Param, Row, Value};

type Read<T> = fn(&Row) -> Result<T, Error>;

pub async fn many<T>(
    db: &impl Db,
    sql: &str,
    params: &[&dyn Value],
    read: Read<T>,
) -> Result<Vec<T>, Error> {
    db.rows(sql, &sent(params)).await?.iter().map(read).collect()
}

/// The first row, if there is one.
pub async fn opt<T>(
    db: &impl Db,
    sql: &str,
    params: &[&dyn Value],
    read: Read<T>,
) -> Result<Option<T>, Error> {
    db.rows(sql, &sent(params)).await?.first().map(read).transpose()
}

/// The first row, which has to be there.
pub async fn one<T>(
    db: &impl Db,
    sql: &'static str,
    params: &[&dyn Value],
    read: Read<T>,
) -> Result<T, Error> {
    opt(db, sql, params, read).await?.ok_or(Error::Missing { table: sql })
}

/// How many rows it changed.
pub async fn exec(db: &impl Db, sql: &str, params: &[&dyn Value]) -> Result<u64, Error> {
    Ok(db.execute(sql, &sent(params)).await?)
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
