//! One migrator at a time, Prisma or ours.

use std::time::Duration;

use tokio::time::{Instant, sleep};
use tokio_postgres::{Client, Error};

use super::HistoryError;
use super::run::{Listener, Progress};

/// Prisma's key.
const KEY: i64 = 72_707_369;

/// As long as Prisma waits.
const WAIT: Duration = Duration::from_secs(10);

/// Whoever has the lock of this database. What the role may not see of another's session is left out.
const HOLDER: &str = "
SELECT concat_ws(', ', 'process ' || l.pid, 'role ' || a.usename, nullif(a.application_name, ''),
                 'from ' || host(a.client_addr), 'since ' || to_char(a.backend_start, 'HH24:MI:SS'))
  FROM pg_locks l LEFT JOIN pg_stat_activity a USING (pid)
 WHERE l.locktype = 'advisory' AND l.granted AND l.classid = 0 AND l.objid = 72707369
   AND l.objsubid = 1 AND l.pid <> pg_backend_pid()
   AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())";

/// Runs `work` while this session holds the lock. A session that breaks off lets go of it.
pub(super) async fn locked<T>(
    client: &Client,
    listener: Listener<'_>,
    work: impl Future<Output = Result<T, HistoryError>>,
) -> Result<T, HistoryError> {
    acquire(client, listener).await?;
    let outcome = work.await;
    let released = client.execute("SELECT pg_advisory_unlock($1)", &[&KEY]).await;
    let outcome = outcome?;
    released?;
    Ok(outcome)
}

async fn acquire(client: &Client, listener: Listener<'_>) -> Result<(), HistoryError> {
    let deadline = Instant::now() + WAIT;
    let mut told = false;
    loop {
        let row = client.query_one("SELECT pg_try_advisory_lock($1)", &[&KEY]).await?;
        if row.get(0) {
            return Ok(());
        }
        let holder = holder(client).await?.unwrap_or_else(|| "somebody who is gone now".to_owned());
        if Instant::now() >= deadline {
            return Err(HistoryError::Locked { seconds: WAIT.as_secs(), holder });
        }
        if !told {
            listener(Progress::Waiting { holder: &holder });
            told = true;
        }
        sleep(Duration::from_millis(50)).await;
    }
}

/// Who is migrating this database at the moment, if it is somebody else.
pub(super) async fn holder(client: &Client) -> Result<Option<String>, Error> {
    Ok(client.query_opt(HOLDER, &[]).await?.map(|row| row.get(0)))
}
