//! What is printed: results on stdout, everything else on stderr.
//!
//! A reader that goes away (`repertoire … | head`) is no reason to panic or to fail: it has what it
//! wanted. A result that can't be written for another reason (a full disk) is a failure, which
//! [`lost`] tells at the end: half a script with the exit code 0 would be taken for a whole one.

use std::env;
use std::fmt::Display;
use std::io::{self, ErrorKind, IsTerminal, Write, stderr, stdout};
use std::sync::OnceLock;

use psl::render::{shown, visible};
use serde_json::Value;

static LOST: OnceLock<io::Error> = OnceLock::new();

/// A line of the result.
pub(crate) fn line(text: impl Display) {
    let mut out = stdout().lock();
    note_lost(writeln!(out, "{text}").and_then(|()| out.flush()));
}

/// A text of the result that ends its own lines.
pub(crate) fn text(text: impl Display) {
    let mut out = stdout().lock();
    note_lost(write!(out, "{text}").and_then(|()| out.flush()));
}

/// A line of the result that tells what a stranger's file says: no terminal obeys it, and no end of a
/// line in it looks like the next.
pub(crate) fn told(text: impl Display) {
    line(one_line(text));
}

/// What a stranger's file says, on one line and with nothing that a terminal would obey.
pub(crate) fn one_line(text: impl Display) -> String {
    visible(&text.to_string()).replace('\n', "⏎")
}

/// `1 file`, `3 files`; `1 entry`, `3 entries`.
pub(crate) fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// A result for programs. What a terminal would obey is escaped, which says the same.
pub(crate) fn json(value: &Value) {
    line(escaped(value));
}

/// As [`json`] prints it.
pub(crate) fn escaped(value: &Value) -> String {
    let obeyed = |it: char| it != '\n' && shown(it) != it;
    let mut out = String::new();
    for it in format!("{value:#}").chars() {
        match obeyed(it) {
            // All of them are of the first plane, and stand inside of texts.
            true => out.push_str(&format!("\\u{:04x}", u32::from(it))),
            false => out.push(it),
        }
    }
    out
}

/// Why a part of the result was not printed, if so.
pub(crate) fn lost() -> Option<&'static io::Error> {
    LOST.get()
}

fn note_lost(written: io::Result<()>) {
    if let Err(error) = written
        && error.kind() != ErrorKind::BrokenPipe
    {
        let _first = LOST.set(error);
    }
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
    note(format_args!("{}: {}", painted("1;33", "warning"), visible(&text.to_string())));
}

pub(crate) fn error(text: impl Display) {
    note(format_args!("{}: {}", painted("1;31", "error"), visible(&text.to_string())));
}

fn bold(text: &str) -> String {
    painted("1", text)
}

fn painted(code: &str, text: &str) -> String {
    if colours(&stderr()) { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
}

/// Whether a stream shows colours: a terminal that can, unless the user wants none
/// (<https://no-color.org>); another one where the user says so (`CLICOLOR_FORCE`, for the log of a
/// build).
pub(crate) fn colours(stream: &impl IsTerminal) -> bool {
    let said = |name: &str| env::var_os(name).is_some_and(|it| !it.is_empty() && it != "0");
    let none = env::var_os("NO_COLOR").is_some_and(|it| !it.is_empty());
    let dumb = env::var_os("TERM").is_some_and(|it| it == "dumb");
    !none && (said("CLICOLOR_FORCE") || (stream.is_terminal() && !dumb))
}
