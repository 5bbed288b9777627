//! Steps of the journey: said when they were right, and the end of it when not.

use std::fmt::Display;

use crate::failure::Failure;
use crate::say;

/// A stretch of the journey begins.
pub(super) fn chapter(title: &str) {
    say::line(format_args!("\n{title}"));
}

/// A step was right.
pub(super) fn right(text: impl Display) {
    say::told(format_args!("  ✓ {text}"));
}

/// What has to hold for the step to be right.
pub(super) fn ensure(holds: bool, expectation: impl Display) -> Result<(), Failure> {
    match holds {
        true => Ok(()),
        false => Err(Failure::new(format!("the demo stopped: {expectation}"))),
    }
}

/// The first twelve digits of a digest: enough to compare by eye.
pub(super) fn short(digest: &str) -> &str {
    digest.get(..12).unwrap_or(digest)
}
