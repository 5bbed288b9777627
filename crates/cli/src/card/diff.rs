//! `card diff`: two cards or lorebooks beside each other.

use std::io::stdout;
use std::path::PathBuf;

use card::{Change, Difference, Piece};
use clap::Args;
use psl::render::visible;
use serde_json::{Value, json};

use super::{Opened, open};
use crate::failure::{Failure, Outcome, answer};
use crate::say;

/// Compare two cards or lorebooks: field by field, word by word, entry by entry.
///
/// Formats don't matter: a PNG and a BYAF of the same character differ in what they say alone.
#[derive(Debug, Args)]
#[command(after_help = "\
Exit codes: 0 they say the same; 1 they differ, or one was refused.

Example:
  repertoire card diff ada.png ada-edited.json")]
pub(super) struct Diff {
    /// A card or a lorebook
    #[arg(value_name = "A")]
    one: PathBuf,
    /// Another
    #[arg(value_name = "B")]
    other: PathBuf,
    /// As one JSON list
    #[arg(long)]
    json: bool,
}

impl Diff {
    pub(super) fn run(self) -> Outcome {
        let ((_, one), (_, other)) = (open(&self.one)?, open(&self.other)?);
        let differences = match (&one, &other) {
            (Opened::Card(one), Opened::Card(other)) => card::diff(&one.card, &other.card),
            (Opened::Book(one), Opened::Book(other)) => card::diff_books(&one.book, &other.book),
            _ => {
                return Err(Failure::new(
                    "one is a card and the other a lorebook; compare two of a kind",
                ));
            }
        };
        if self.json {
            let list: Vec<Value> = differences.iter().map(as_json).collect();
            say::json(&Value::Array(list));
        } else {
            for difference in &differences {
                say::line(text(difference));
            }
        }
        Ok(answer(differences.is_empty()))
    }
}

fn as_json(Difference { path, change }: &Difference) -> Value {
    match change {
        Change::Added(value) => json!({ "path": path, "change": "added", "value": value }),
        Change::Removed(value) => json!({ "path": path, "change": "removed", "value": value }),
        Change::Changed(from, to) => {
            json!({ "path": path, "change": "changed", "from": from, "to": to })
        }
        Change::Moved { from, to } => {
            json!({ "path": path, "change": "moved", "from": from, "to": to })
        }
        Change::Text(pieces) => {
            let pieces: Vec<Value> = pieces.iter().map(piece).collect();
            json!({ "path": path, "change": "text", "pieces": pieces })
        }
    }
}

fn piece(piece: &Piece) -> Value {
    match piece {
        Piece::Same(text) => json!({ "same": text }),
        Piece::Removed(text) => json!({ "removed": text }),
        Piece::Added(text) => json!({ "added": text }),
    }
}

fn text(Difference { path, change }: &Difference) -> String {
    let path = say::one_line(path);
    match change {
        Change::Added(value) => format!("+ {path}: {}", short(value)),
        Change::Removed(value) => format!("- {path}: {}", short(value)),
        Change::Changed(from, to) => format!("~ {path}: {} → {}", short(from), short(to)),
        Change::Moved { from, to } => format!("~ {path}: moved from {from} to {to}"),
        Change::Text(pieces) => format!("~ {path}: {}", words(pieces)),
    }
}

/// Characters of what is the same that stand on each side of what is not.
const CONTEXT: usize = 40;

fn words(pieces: &[Piece]) -> String {
    let colours = say::colours(&stdout());
    let last = pieces.len().saturating_sub(1);
    let shown = |(index, piece): (usize, &Piece)| match piece {
        Piece::Same(text) => clipped(&lines(text), index > 0, index < last),
        Piece::Removed(text) if colours => format!("\u{1b}[31;9m{}\u{1b}[0m", lines(text)),
        Piece::Added(text) if colours => format!("\u{1b}[32m{}\u{1b}[0m", lines(text)),
        Piece::Removed(text) => format!("[-{}-]", lines(text)),
        Piece::Added(text) => format!("{{+{}+}}", lines(text)),
    };
    pieces.iter().enumerate().map(shown).collect()
}

/// The lines of a text, further in than where a difference begins.
fn lines(text: &str) -> String {
    visible(text).replace('\n', "\n    ")
}

/// What is the same, as far as it stands beside what is not.
fn clipped(text: &str, after: bool, before: bool) -> String {
    let count = text.chars().count();
    let keeps = usize::from(after) + usize::from(before);
    if count <= CONTEXT * keeps + 1 {
        return text.to_owned();
    }
    let head: String = text.chars().take(if after { CONTEXT } else { 0 }).collect();
    let tail: String = text.chars().skip(if before { count - CONTEXT } else { count }).collect();
    format!("{head}…{tail}")
}

fn short(value: &Value) -> String {
    let text = say::one_line(value);
    if text.chars().count() <= 200 {
        return text;
    }
    let mut short: String = text.chars().take(199).collect();
    short.push('…');
    short
}
