//! Sequences, and the options that an identity column's sequence shares with them.

use super::text::name;
use crate::catalogue::{Name, Sequence};

/// The words that begin an option, and what undoes it.
const OPTIONS: [(&str, &str); 6] = [
    ("START WITH", "START WITH 1"),
    ("INCREMENT BY", "INCREMENT BY 1"),
    ("MINVALUE", "NO MINVALUE"),
    ("MAXVALUE", "NO MAXVALUE"),
    ("CACHE", "CACHE 1"),
    ("CYCLE", "NO CYCLE"),
];

pub(super) fn create(of: &Name, sequence: &Sequence) -> String {
    let gap = if sequence.options.is_empty() { "" } else { " " };
    format!("CREATE SEQUENCE {}{gap}{}", name(of), sequence.options)
}

pub(super) fn alter(of: &Name, from: &Sequence, to: &Sequence) -> String {
    format!("ALTER SEQUENCE {} {}", name(of), changes(&from.options, &to.options).join(" "))
}

/// The clauses that lead from one set of options to another: what is gone is undone, and then
/// all that is wanted is said.
pub(super) fn changes(from: &str, to: &str) -> Vec<String> {
    let has = |options: &str, word: &str| options.to_uppercase().contains(word);
    let gone = OPTIONS.iter().filter(|(word, _)| has(from, word) && !has(to, word));
    gone.map(|(_, undo)| (*undo).to_owned()).chain(split(to)).collect()
}

/// `START WITH 10 CACHE 5` → `START WITH 10`, `CACHE 5`.
fn split(options: &str) -> Vec<String> {
    let begins = |word: &str| {
        let word = word.to_uppercase();
        let first = |option: &&str| option.split(' ').next() == Some(word.as_str());
        word == "AS" || word == "NO" || OPTIONS.iter().map(|(option, _)| option).any(first)
    };
    let mut clauses: Vec<String> = Vec::new();
    let mut negated = false;
    for word in options.split_whitespace() {
        match clauses.last_mut() {
            Some(clause) if negated || !begins(word) => {
                clause.push(' ');
                clause.push_str(word);
            }
            _ => clauses.push(word.to_owned()),
        }
        negated = word.eq_ignore_ascii_case("no");
    }
    clauses
}
