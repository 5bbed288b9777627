//! A database as it is after two years of use: any number of characters with all that hangs on
//! them, set by set, the same rows for the same number.
//!
//! Digests are true (of a revision's content, of a payload's body), so that lookups by them are as
//! in life. Sealed content can be opened, as pages do. What nobody reads back is only as large as it
//! would be: receipts, payloads and compressed bodies here are not what the domain would have written.

use std::hash::{DefaultHasher, Hash, Hasher};

use domain::draft::DraftContent;
use tokio_postgres::{Client, Error};

/// Each set, in the order in which they are filled; the first decides what the others say.
const SETS: [&str; 7] = [
    include_str!("seed/plan.sql"),
    include_str!("seed/reference.sql"),
    include_str!("seed/studio.sql"),
    include_str!("seed/release.sql"),
    include_str!("seed/catalog.sql"),
    include_str!("seed/afterwards.sql"),
    include_str!("seed/likeness.sql"),
];

/// Characters to one creator, on average.
const CHARACTERS_PER_CREATOR: u32 = 200;

/// Fills an empty database that carries the contract, as its owner, and analyses it.
///
/// Foreign keys are not checked row by row (that would be most of the time): the sets agree by
/// construction, and [`dangling`] proves it. Checks, unique and append-only rules hold as ever.
///
/// # Errors
/// The database's; then nothing was filled.
pub async fn characters(client: &Client, count: u32) -> Result<(), Error> {
    let creators = count / CHARACTERS_PER_CREATOR + 1;
    // Every field of a draft, with nothing in it: sealed content has them all.
    let blank = serde_json::json!(DraftContent::named(""));
    let begin = format!(
        "BEGIN; SET LOCAL session_replication_role = replica; SET LOCAL jit = off;
         SET LOCAL work_mem = '256MB'; SET LOCAL seed.count = {count}; SET LOCAL seed.creators = {creators};
         SET LOCAL seed.blank = '{blank}';"
    );
    client.batch_execute(&begin).await?;
    for set in SETS {
        client.batch_execute(set).await?;
    }
    client.batch_execute("COMMIT").await?;
    client.batch_execute("DISCARD TEMP").await?;
    client.batch_execute("VACUUM (ANALYZE)").await
}

/// Changes when what is filled in changes: part of the key of a template.
pub(crate) fn fingerprint() -> u64 {
    let mut hash = DefaultHasher::new();
    SETS.hash(&mut hash);
    hash.finish()
}

/// Each foreign key as a query for rows that it would refuse.
const FOREIGN_KEYS: &str = "
SELECT c.conname,
       format('SELECT count(*) FROM %s f LEFT JOIN %s t ON %s WHERE %s AND t.ctid IS NULL',
              c.conrelid::regclass, c.confrelid::regclass,
              string_agg(format('f.%I = t.%I', a.attname, b.attname), ' AND ' ORDER BY k.at),
              string_agg(format('f.%I IS NOT NULL', a.attname), ' AND ' ORDER BY k.at))
  FROM pg_constraint c
 CROSS JOIN LATERAL unnest(c.conkey, c.confkey) WITH ORDINALITY AS k (own, other, at)
  JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.own
  JOIN pg_attribute b ON b.attrelid = c.confrelid AND b.attnum = k.other
 WHERE c.contype = 'f'
 GROUP BY c.oid, c.conname, c.conrelid, c.confrelid
 ORDER BY c.conname";

/// The foreign keys that some row breaks, with how many do.
///
/// # Errors
/// The database's.
pub async fn dangling(client: &Client) -> Result<Vec<(String, i64)>, Error> {
    let mut found = Vec::new();
    for key in client.query(FOREIGN_KEYS, &[]).await? {
        let broken: i64 = client.query_one(&key.get::<_, String>(1), &[]).await?.get(0);
        if broken > 0 {
            found.push((key.get(0), broken));
        }
    }
    Ok(found)
}
