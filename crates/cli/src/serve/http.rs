//! Answering requests and running jobs until somebody says stop.

use std::fmt::Debug;
use std::future::IntoFuture;
use std::time::Duration;

use app::{App, Worker};
use axum::serve::ListenerExt;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::{JoinError, JoinHandle};
use tokio::time::timeout;

use super::database::Database;
use super::stop::Stop;
use crate::failure::Failure;
use crate::say;

/// No statement of a request runs longer than 15 s, and few come near one second; a service manager
/// kills after 90 s (systemd) or 10 s (container runtimes).
const LAST_REQUESTS: Duration = Duration::from_secs(8);

/// Serves until a signal, or until something ends without which it is no server: the private
/// PostgreSQL, the jobs, the listener. Requests that are under way then are answered, within
/// [`LAST_REQUESTS`] or until a second signal. A job that is cut off is leased again later.
pub(super) async fn until_stopped(
    listener: TcpListener,
    app: App,
    database: &Database,
    stop: &mut Stop,
) -> Result<(), Failure> {
    let (end, ended) = oneshot::channel::<()>();
    let listener = listener.tap_io(send_at_once);
    let serving = axum::serve(listener, server::router(app.clone()))
        .with_graceful_shutdown(async { ended.await.unwrap_or_default() });
    let mut serving = tokio::spawn(serving.into_future());
    let mut jobs = tokio::spawn(Worker::new(app).run());
    let outcome = tokio::select! {
        () = stop.wanted() => Ok(()),
        gone = database.gone() => Err(gone),
        broken = first_to_end(&mut serving, &mut jobs) => Err(broken),
    };
    let _nobody_listens = end.send(());
    jobs.abort();
    tokio::select! {
        _ = timeout(LAST_REQUESTS, finish(&mut serving)) => {}
        () = stop.wanted() => say::note("not waiting for requests that are under way"),
    }
    serving.abort();
    // Nobody holds a connection any more: the database may go.
    finish(&mut jobs).await;
    outcome
}

/// Which of the two ended first, and how. Neither should: without its jobs a server would take
/// revisions and never judge them.
async fn first_to_end<S: Debug>(serving: &mut JoinHandle<S>, jobs: &mut JoinHandle<()>) -> Failure {
    let told = tokio::select! {
        served = serving => format!("the server ended: {served:?}"),
        ended = jobs => format!("the jobs ended, which go on for ever: {}", how(ended)),
    };
    Failure::new(told)
}

fn how(ended: Result<(), JoinError>) -> String {
    ended.err().map_or_else(|| "nobody asked them to".to_owned(), |error| error.to_string())
}

/// Waits for a task that may have been waited for already.
async fn finish<T>(task: &mut JoinHandle<T>) {
    if !task.is_finished() {
        let _how = task.await;
    }
}

/// Answers are small; none waits for the acknowledgement of the one before.
fn send_at_once(stream: &mut tokio::net::TcpStream) {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "a connection was gone before it was served");
    }
}

#[cfg(test)]
mod tests {
    use std::future::pending;

    use super::{finish, first_to_end};

    #[tokio::test]
    async fn jobs_that_panic_end_the_server() {
        let mut serving = tokio::spawn(pending::<()>());
        let mut jobs = tokio::spawn(async { panic!("a turn of the worker") });
        let told = first_to_end(&mut serving, &mut jobs).await.to_string();
        assert!(told.starts_with("the jobs ended"), "{told}");
        assert!(told.contains("panicked"), "{told}");
        // As on the way out: both are waited for, whichever has ended.
        serving.abort();
        finish(&mut serving).await;
        finish(&mut jobs).await;
    }
}
