//! The contract: what is in it, which statements run over it, and how the database stands with it.
//! For administrators: it shows statements and what the database counts.

mod diagram;
mod documents;
mod drift;
mod migrations;
mod statements;

use app::contract_desk::ContractView;

use crate::problem::{Problem, ProblemKind};
use crate::route::Route;

pub(super) fn routes() -> Vec<Route> {
    [
        diagram::routes(),
        statements::routes(),
        migrations::routes(),
        drift::routes(),
        documents::routes(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// A part of the page, which has an address of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Diagram,
    Statements,
    Migrations,
    Drift,
    Documents,
}

/// What stands above each part.
struct Head {
    part: Part,
    hash: String,
    /// Models, statements.
    counts: (usize, usize),
}

struct Tab {
    href: &'static str,
    label: &'static str,
    is_current: bool,
}

impl Head {
    fn of(part: Part, contract: &ContractView) -> Self {
        let counts = (contract.models.len(), contract.statements.len());
        Head { part, hash: contract.hash.clone(), counts }
    }

    fn tabs(&self) -> Vec<Tab> {
        let all = [
            (Part::Diagram, "/contract", "Diagram"),
            (Part::Statements, "/contract/statements", "Access paths"),
            (Part::Migrations, "/contract/migrations", "Migrations"),
            (Part::Drift, "/contract/drift", "Drift"),
            (Part::Documents, "/contract/documents", "Documents"),
        ];
        let tab = |(part, href, label)| Tab { href, label, is_current: part == self.part };
        all.map(tab).into()
    }
}

fn unknown(what: &str, name: &str) -> Problem {
    let told = format!("the contract has no {what} {name:?}");
    Problem::new(ProblemKind::NotFound).detail(told)
}

/// A text in which backticks stand around what is code: its pieces, and whether each is.
fn pieces(text: &str) -> Vec<(bool, &str)> {
    let pieces = text.split('`').enumerate().map(|(at, piece)| (at % 2 == 1, piece));
    pieces.filter(|(_, piece)| !piece.is_empty()).collect()
}

/// Bytes as people count them.
fn bytes(bytes: &i64) -> String {
    const UNITS: [&str; 4] = ["B", "kB", "MB", "GB"];
    let mut size = *bytes as f64;
    let mut unit = 0;
    while size >= 1000.0 && unit + 1 < UNITS.len() {
        size /= 1000.0;
        unit += 1;
    }
    if unit == 0 { format!("{bytes} B") } else { format!("{size:.1} {}", UNITS[unit]) }
}

/// `12 345`, with a thin space between thousands.
fn grouped(number: impl std::fmt::Display) -> String {
    let text = number.to_string();
    let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |it| ("−", it));
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            out.push('\u{202f}');
        }
        out.push(digit);
    }
    format!("{sign}{out}")
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_stands_in_backticks_is_code() {
        let pieces = super::pieces("the `ETag` of it: `a`");
        assert_eq!(pieces, [(false, "the "), (true, "ETag"), (false, " of it: "), (true, "a")]);
    }

    #[test]
    fn numbers_are_written_as_people_read_them() {
        let bytes = [0, 999, 1_500, 2_000_000_000_000].map(|it| super::bytes(&it));
        assert_eq!(bytes, ["0 B", "999 B", "1.5 kB", "2000.0 GB"]);
        let numbers = [7, 1_234, -1_234_567].map(super::grouped);
        assert_eq!(numbers, ["7", "1\u{202f}234", "−1\u{202f}234\u{202f}567"]);
    }
}
