//! What the server counted: how often an index was used, how large a table is, how long statements
//! took. Read as whoever asks may read it.

use pgschema::Name;
use tokio_postgres::Client;

use crate::role::quoted;
use crate::server::ServerError;

const INDEXES: &str = "
SELECT s.schemaname, s.indexrelname, s.relname, s.idx_scan, pg_relation_size(s.indexrelid),
       pg_get_indexdef(s.indexrelid), x.indisunique
  FROM pg_stat_user_indexes s JOIN pg_index x ON x.indexrelid = s.indexrelid
 WHERE s.schemaname = ANY ($1)
 ORDER BY s.schemaname, s.relname, s.indexrelname";

const TABLES: &str = "
SELECT s.schemaname, s.relname, greatest(c.reltuples, 0)::float8, c.reltuples < 0,
       s.seq_scan, pg_total_relation_size(s.relid)
  FROM pg_stat_user_tables s JOIN pg_class c ON c.oid = s.relid
 WHERE s.schemaname = ANY ($1)
 ORDER BY s.schemaname, s.relname";

/// Since when is counted, in milliseconds of Unix time.
const SINCE: &str = "
SELECT (extract(epoch FROM stats_reset) * 1000)::bigint
  FROM pg_stat_database WHERE datname = current_database()";

const EXTENSION: &str = "
SELECT n.nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
 WHERE e.extname = 'pg_stat_statements'";

/// What the server counted of the schemas of a contract.
#[derive(Clone, Debug, PartialEq)]
pub struct Usage {
    pub indexes: Vec<IndexUsage>,
    pub tables: Vec<TableUsage>,
    /// Since when, in milliseconds of Unix time; none where the counters were never reset.
    pub since: Option<i64>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexUsage {
    pub index: Name,
    pub table: String,
    /// How often a plan that ran used it.
    pub scans: i64,
    pub bytes: i64,
    /// Its CREATE INDEX.
    pub definition: String,
    pub is_unique: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct TableUsage {
    pub table: Name,
    /// As the last ANALYZE counted them.
    pub rows: u64,
    /// No ANALYZE has counted its rows.
    pub is_uncounted: bool,
    /// How often it was read whole.
    pub scans: i64,
    /// With its indexes and what stands beside it.
    pub bytes: i64,
}

/// What one statement took, over all who ran it.
#[derive(Clone, Debug, PartialEq)]
pub struct Calls {
    pub query_id: i64,
    pub calls: i64,
    /// Milliseconds of one run.
    pub mean_ms: f64,
    pub total_ms: f64,
    pub rows: i64,
}

/// # Errors
/// What the server refused.
pub async fn usage(client: &Client, schemas: &[String]) -> Result<Usage, ServerError> {
    let index = |row: &tokio_postgres::Row| IndexUsage {
        index: Name::new(row.get::<_, &str>(0), row.get::<_, &str>(1)),
        table: row.get(2),
        scans: row.get(3),
        bytes: row.get(4),
        definition: row.get(5),
        is_unique: row.get(6),
    };
    let table = |row: &tokio_postgres::Row| TableUsage {
        table: Name::new(row.get::<_, &str>(0), row.get::<_, &str>(1)),
        rows: row.get::<_, f64>(2) as u64,
        is_uncounted: row.get(3),
        scans: row.get(4),
        bytes: row.get(5),
    };
    let indexes = client.query(INDEXES, &[&schemas]).await?.iter().map(index).collect();
    let tables = client.query(TABLES, &[&schemas]).await?.iter().map(table).collect();
    let since = client.query_opt(SINCE, &[]).await?.and_then(|row| row.get(0));
    Ok(Usage { indexes, tables, since })
}

/// What `pg_stat_statements` counted in this database; none where it is not installed there.
///
/// # Errors
/// What the server refused: the library is not loaded, say.
pub async fn calls(client: &Client) -> Result<Option<Vec<Calls>>, ServerError> {
    let Some(found) = client.query_opt(EXTENSION, &[]).await? else { return Ok(None) };
    let sql = format!(
        "SELECT queryid, sum(calls)::bigint, (sum(total_exec_time) / greatest(sum(calls), 1))::float8, \
                sum(total_exec_time)::float8, sum(rows)::bigint \
           FROM {}.pg_stat_statements \
          WHERE queryid IS NOT NULL \
            AND dbid = (SELECT oid FROM pg_database WHERE datname = current_database()) \
          GROUP BY queryid",
        quoted(found.get(0))
    );
    let call = |row: &tokio_postgres::Row| Calls {
        query_id: row.get(0),
        calls: row.get(1),
        mean_ms: row.get(2),
        total_ms: row.get(3),
        rows: row.get(4),
    };
    Ok(Some(client.query(&sql, &[]).await?.iter().map(call).collect()))
}
