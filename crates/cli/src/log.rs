//! What the rooms below have to say while they work, on stderr.

use std::io::{self, stderr};

use tracing_subscriber::EnvFilter;

use crate::say;

/// The variable that says how much is logged, as `debug` or `server=debug,store=trace`.
const VARIABLE: &str = "REPERTOIRE_LOG";

/// A server logs with the time; for a command the level is enough.
pub(crate) fn start(server: bool) {
    let filter = EnvFilter::try_from_env(VARIABLE)
        .unwrap_or_else(|_| EnvFilter::new(if server { "info" } else { "warn" }));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .with_ansi(say::colours(&stderr()));
    if server {
        log.init();
    } else {
        log.without_time().with_target(false).init();
    }
}
