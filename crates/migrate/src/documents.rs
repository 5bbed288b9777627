//! What stands in a JSON column: how many rows have one, and which keys, by a bounded sample.

use pgschema::Name;
use tokio_postgres::Client;

use crate::role::quoted;
use crate::server::ServerError;

/// Rows of a table, as the last ANALYZE counted them; negative where none did.
const ROWS: &str = "SELECT reltuples::float8 FROM pg_class WHERE oid = to_regclass($1)";

/// More different keys than these are no document any more; the rest is not listed.
const KEYS_MAX: i64 = 200;

/// Pages are taken by chance, each with some rows: so many more are asked for than are looked at.
const SPARE: f64 = 1.5;

/// A JSON column, and what to look for in it.
#[derive(Clone, Debug)]
pub struct DocumentColumn {
    pub table: Name,
    pub column: String,
    /// Where objects stand in it: a word for the place, and an SQL/JSON path. `$` is the whole.
    pub places: Vec<(String, String)>,
    /// Keys of the whole, each with a column of the table that is called the same.
    pub twins: Vec<(String, String)>,
}

/// What a sample of a JSON column shows.
#[derive(Clone, Debug, PartialEq)]
pub struct DocumentUsage {
    /// How many rows the table has; none where no ANALYZE has counted them.
    pub table_rows: Option<u64>,
    /// How many of them were looked at.
    pub sampled: i64,
    /// Whether those are a part of the table, taken by chance.
    pub is_part: bool,
    /// How many of them have a document.
    pub present: i64,
    pub places: Vec<PlaceUsage>,
    pub twins: Vec<TwinUsage>,
}

/// One place in a document where objects stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceUsage {
    pub place: String,
    /// How many objects were looked at.
    pub objects: i64,
    pub keys: Vec<KeyUsage>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyUsage {
    pub key: String,
    /// In how many of the objects it stands.
    pub objects: i64,
    /// What its values are, as JSON has them.
    pub kinds: Vec<String>,
}

/// A key and the column of the same name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TwinUsage {
    pub key: String,
    pub column: String,
    /// In how many documents the key has a value.
    pub valued: i64,
    /// In how many of those the column has the same one.
    pub equal: i64,
}

/// Looks at up to `sample` rows: all of them where the table has no more, else by chance.
///
/// # Errors
/// What the server refused.
pub async fn document_usage(
    client: &Client,
    of: &DocumentColumn,
    sample: u32,
) -> Result<DocumentUsage, ServerError> {
    let table = format!("{}.{}", quoted(&of.table.schema), quoted(&of.table.name));
    let counted: Option<f64> =
        client.query_opt(ROWS, &[&table]).await?.map(|row| row.get::<_, f64>(0));
    let rows = counted.filter(|rows| *rows >= 0.0);
    let part = rows.filter(|rows| *rows > f64::from(sample));
    let from = source(&table, part, sample);
    let (sampled, present) = counts(client, of, &from).await?;
    let mut places = Vec::new();
    for (place, path) in &of.places {
        places.push(keys(client, of, &from, place, path).await?);
    }
    let mut twins = Vec::new();
    for (key, column) in &of.twins {
        twins.push(twin(client, of, &from, key, column).await?);
    }
    let table_rows = rows.map(|rows| rows as u64);
    Ok(DocumentUsage { table_rows, sampled, is_part: part.is_some(), present, places, twins })
}

/// The rows that are looked at; the same ones each time that one table is asked.
fn source(table: &str, rows: Option<f64>, sample: u32) -> String {
    let chance = rows.map(|rows| {
        let percent = (f64::from(sample) * SPARE / rows * 100.0).clamp(0.0001, 100.0);
        format!(" TABLESAMPLE SYSTEM ({percent}) REPEATABLE (1)")
    });
    format!("(SELECT * FROM {table}{} LIMIT {sample}) sample", chance.unwrap_or_default())
}

async fn counts(
    client: &Client,
    of: &DocumentColumn,
    from: &str,
) -> Result<(i64, i64), ServerError> {
    let sql = format!("SELECT count(*), count({}) FROM {from}", quoted(&of.column));
    let row = client.query_one(&sql, &[]).await?;
    Ok((row.get(0), row.get(1)))
}

async fn keys(
    client: &Client,
    of: &DocumentColumn,
    from: &str,
    place: &str,
    path: &str,
) -> Result<PlaceUsage, ServerError> {
    let sql = format!(
        "WITH objects AS MATERIALIZED ( \
           SELECT o FROM {from} CROSS JOIN LATERAL jsonb_path_query({}::jsonb, $1::text::jsonpath) o \
            WHERE jsonb_typeof(o) = 'object'), \
         keys AS ( \
           SELECT e.key, count(*) AS objects, array_agg(DISTINCT jsonb_typeof(e.value)) AS kinds \
             FROM objects CROSS JOIN LATERAL jsonb_each(o) e GROUP BY e.key) \
         SELECT (SELECT count(*) FROM objects), k.key, k.objects, k.kinds \
           FROM (SELECT 1) one LEFT JOIN keys k ON true \
          ORDER BY k.objects DESC, k.key LIMIT {KEYS_MAX}",
        quoted(&of.column)
    );
    let rows = client.query(&sql, &[&path]).await?;
    let key = |row: &tokio_postgres::Row| {
        let key: Option<String> = row.get(1);
        key.map(|key| KeyUsage { key, objects: row.get(2), kinds: row.get(3) })
    };
    Ok(PlaceUsage {
        place: place.to_owned(),
        objects: rows.first().map_or(0, |row| row.get(0)),
        keys: rows.iter().filter_map(key).collect(),
    })
}

async fn twin(
    client: &Client,
    of: &DocumentColumn,
    from: &str,
    key: &str,
    column: &str,
) -> Result<TwinUsage, ServerError> {
    let value = format!("{}::jsonb ->> $1", quoted(&of.column));
    let sql = format!(
        "SELECT count({value}), count(*) FILTER (WHERE {value} = {}::text) FROM {from}",
        quoted(column)
    );
    let row = client.query_one(&sql, &[&key]).await?;
    let (key, column) = (key.to_owned(), column.to_owned());
    Ok(TwinUsage { key, column, valued: row.get(0), equal: row.get(1) })
}
