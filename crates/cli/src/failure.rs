//! Why a command ended without having done its work.

use std::error::Error;
use std::fmt;
use std::process::ExitCode;

/// What a command comes to: an exit code, or a failure to be printed (exit code 1).
pub(crate) type Outcome = Result<ExitCode, Failure>;

/// Any error, for a reader of the terminal. It is the end of the line: nothing matches on it.
#[derive(Debug)]
pub(crate) struct Failure(Box<dyn Error + Send + Sync>);

impl Failure {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self(message.into().into())
    }
}

impl<E: Into<Box<dyn Error + Send + Sync>>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl fmt::Display for Failure {
    /// The message, and each cause that it does not repeat already.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut said = self.0.to_string();
        f.write_str(&said)?;
        let mut cause = self.0.source();
        while let Some(error) = cause {
            let text = error.to_string();
            if !repeats(&said, &text) {
                write!(f, "\n  because: {text}")?;
                said.push_str(&text);
            }
            cause = error.source();
        }
        Ok(())
    }
}

/// The driver's own `db error` says nothing, and below it stands what the server said once more, with
/// its severity before it.
fn repeats(said: &str, cause: &str) -> bool {
    let bare = cause.trim_start_matches("FATAL: ").trim_start_matches("ERROR: ");
    cause == "db error" || said.contains(bare)
}

/// Exit code 0 for yes, 1 for no.
pub(crate) fn answer(yes: bool) -> ExitCode {
    if yes { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

#[cfg(test)]
mod tests {
    use std::error::Error;
    use std::io;

    use super::Failure;

    #[derive(Debug, thiserror::Error)]
    #[error("the key can't be read")]
    struct Unreadable(#[source] io::Error);

    #[derive(Debug, thiserror::Error)]
    #[error("starting failed: {0}")]
    struct Repeating(#[source] Box<dyn Error + Send + Sync>);

    #[test]
    fn causes_are_told_once() {
        let unreadable = || Unreadable(io::Error::other("disk on fire"));
        let told = Failure::from(unreadable()).to_string();
        assert_eq!(told, "the key can't be read\n  because: disk on fire");
        let told = Failure::from(Repeating(unreadable().into())).to_string();
        assert_eq!(told, "starting failed: the key can't be read\n  because: disk on fire");
    }
}
