//! Databases to throw away, for tests and for questions to a server: empty, or cloned from templates
//! that are prepared once.
//!
//! All processes of a user share one cluster. It is started by the first that needs it, is as
//! fast as a cluster can be that need not survive a power failure, and is stopped and removed when
//! nobody has used it for a quarter of an hour. Plain `cargo test` is enough: no runner, no set-up step.
//!
//! ```no_run
//! # async fn prepare(url: String) -> Result<(), std::io::Error> { Ok(()) }
//! # async fn example() -> Result<(), cluster::scratch::TestError> {
//! let db = cluster::scratch::Database::from_template("contract-4f1c", prepare).await?;
//! let url = db.url(); // a database of this test's own, dropped with `db`
//! # Ok(()) }
//! ```
//!
//! `REPERTOIRE_TEST_DIR` names another folder for the shared cluster, as a run against another
//! PostgreSQL version needs.

mod database;
mod shared;
mod watchdog;

pub use database::{Database, TestError, server_url};
