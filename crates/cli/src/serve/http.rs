//! Answering requests and running jobs until somebody says stop.

use std::future::IntoFuture;
use std::time::Duration;

use app::{App, Worker};
use axum::serve::ListenerExt;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::time::timeout;

use super::database::Database;
use super::stop::Stop;
use crate::failure::Failure;
use crate::say;

/// No statement of a request runs longer than 15 s, and few come near one second; a service manager
/// kills after 90 s (systemd) or 10 s (container runtimes).
const LAST_REQUESTS: Duration = Duration::from_secs(8);

/// Serves until a signal, or until the private PostgreSQL is gone. Requests that are under way then
/// are answered, within [`LAST_REQUESTS`] or until a second signal. A job that is cut off is leased
/// again later.
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
    let jobs = tokio::spawn(Worker::new(app).run());
    let outcome = tokio::select! {
        () = stop.wanted() => Ok(()),
        gone = database.gone() => Err(gone),
        served = &mut serving => return Err(Failure::new(format!("the server ended: {served:?}"))),
    };
    let _nobody_listens = end.send(());
    jobs.abort();
    tokio::select! {
        _ = timeout(LAST_REQUESTS, &mut serving) => {}
        () = stop.wanted() => say::note("not waiting for requests that are under way"),
    }
    serving.abort();
    // Nobody holds a connection any more: the database may go.
    drop(jobs.await);
    outcome
}

/// Answers are small; none waits for the acknowledgement of the one before.
fn send_at_once(stream: &mut tokio::net::TcpStream) {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "a connection was gone before it was served");
    }
}
