//! Work that keeps a processor busy, beside the threads that answer requests; and work that may panic.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;

/// Runs `work` where it holds nobody up. A panic goes on in the caller.
pub(crate) async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(error) => std::panic::resume_unwind(error.into_panic()),
    }
}

/// Some work panicked. What it said may hold words of anybody, and is for the log alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Panicked;

/// Waits for `work`, and outlives it where it panics. It is dropped then, with all that it held.
pub(crate) async fn outlive<T>(work: impl Future<Output = T>) -> Result<T, Panicked> {
    let mut work = pin!(work);
    poll_fn(|context| {
        let polled = catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(context)));
        polled.map_or_else(|_| Err(Panicked).into(), |poll| poll.map(Ok))
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::{Panicked, aside, outlive};

    #[tokio::test]
    async fn a_panic_on_another_thread_ends_the_work_and_not_the_caller() {
        let text = "né".to_owned();
        let cut = |end: usize| {
            let text = text.clone();
            outlive(async move { aside(move || text[..end].to_owned()).await })
        };
        assert_eq!(cut(1).await, Ok("n".to_owned()));
        assert_eq!(cut(2).await, Err(Panicked));
    }
}
