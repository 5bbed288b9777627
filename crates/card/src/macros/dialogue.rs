//! Example dialogue as a card has it, parted at `<START>`.

use crate::js;

/// What an example begins with.
const START: &str = "<START>";

/// The examples of a text, each without what it begins with.
pub(crate) fn parts(text: &str) -> Vec<String> {
    if text.is_empty() || text == START {
        return Vec::new();
    }
    let whole = match text.starts_with(START) {
        true => text.to_owned(),
        false => format!("{START}\n{}", js::trim(text)),
    };
    let parted = split_any_case(&whole, START);
    parted.into_iter().skip(1).map(|part| js::trim(part).to_owned()).collect()
}

/// The examples as one text.
pub(super) fn written(parts: &[String]) -> String {
    parts.iter().map(|part| format!("{START}\n{part}\n")).collect()
}

/// `mark` is ASCII.
fn split_any_case<'t>(text: &'t str, mark: &str) -> Vec<&'t str> {
    let mut parts = Vec::new();
    let (mut from, mut at) = (0, 0);
    while at + mark.len() <= text.len() {
        if text.as_bytes()[at..at + mark.len()].eq_ignore_ascii_case(mark.as_bytes()) {
            parts.push(&text[from..at]);
            at += mark.len();
            from = at;
        } else {
            at += 1;
        }
    }
    parts.push(&text[from..]);
    parts
}
