//! Work that keeps a processor busy, beside the threads that answer requests.

/// Runs `work` where it holds nobody up. A panic goes on in the caller.
pub(crate) async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(error) => std::panic::resume_unwind(error.into_panic()),
    }
}
