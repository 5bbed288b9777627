//! What is printed: results on stdout, everything else on stderr.
//!
//! A reader that goes away (`repertoire … | head`) is no reason to panic: what can't be printed is
//! not.

use std::fmt::Display;
use std::io::{IsTerminal, Write, stderr, stdout};

/// A line of the result.
pub(crate) fn line(text: impl Display) {
    let mut out = stdout().lock();
    let _closed = writeln!(out, "{text}").and_then(|()| out.flush());
}

/// A text of the result that ends its own lines.
pub(crate) fn text(text: impl Display) {
    let mut out = stdout().lock();
    let _closed = write!(out, "{text}").and_then(|()| out.flush());
}

/// A line for whoever watches.
pub(crate) fn note(text: impl Display) {
    let _closed = writeln!(stderr().lock(), "{text}");
}

/// What a slow step is about to do.
pub(crate) fn step(text: impl Display) {
    note(format_args!("{} {text}", bold("==>")));
}

pub(crate) fn warning(text: impl Display) {
    note(format_args!("{}: {text}", painted("1;33", "warning")));
}

pub(crate) fn error(text: impl Display) {
    note(format_args!("{}: {text}", painted("1;31", "error")));
}

fn bold(text: &str) -> String {
    painted("1", text)
}

fn painted(code: &str, text: &str) -> String {
    if colours(&stderr()) { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
}

/// Whether a stream shows colours: a terminal, unless the user wants none (<https://no-color.org>).
pub(crate) fn colours(stream: &impl IsTerminal) -> bool {
    stream.is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|it| it.is_empty())
}
