//! One migrator at a time, Prisma or ours.

use std::time::Duration;

use tokio::time::{Instant, sleep};
use tokio_postgres::Client;

use super::HistoryError;

/// Prisma's key.
const KEY: i64 = 72_707_369;

/// As long as Prisma waits.
const WAIT: Duration = Duration::from_secs(10);

/// Runs `work` while this session holds the lock. A session that breaks off lets go of it.
pub(super) async fn locked<T>(
    client: &Client,
    work: impl Future<Output = Result<T, HistoryError>>,
) -> Result<T, HistoryError> {
    acquire(client).await?;
    let outcome = work.await;
    let released = client.execute("SELECT pg_advisory_unlock($1)", &[&KEY]).await;
    let outcome = outcome?;
    released?;
    Ok(outcome)
}

async fn acquire(client: &Client) -> Result<(), HistoryError> {
    let deadline = Instant::now() + WAIT;
    loop {
        let row = client.query_one("SELECT pg_try_advisory_lock($1)", &[&KEY]).await?;
        if row.get(0) {
            return Ok(());
        }
        if Instant::now() >= deadline {
            return Err(HistoryError::Locked { seconds: WAIT.as_secs() });
        }
        sleep(Duration::from_millis(50)).await;
    }
}
