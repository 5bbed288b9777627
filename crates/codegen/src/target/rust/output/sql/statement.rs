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
