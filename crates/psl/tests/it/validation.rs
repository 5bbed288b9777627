//! Prisma's validation cases, with Prisma's answers.

use std::fmt::Write as _;

use psl::{Analysis, SourceFile};
use serde::Deserialize;

use crate::corpus;

#[derive(Deserialize)]
struct Case {
    name: String,
    diagnostics: Vec<Expected>,
}

#[derive(Deserialize)]
struct Expected {
    start: u32,
    end: u32,
    text: String,
    is_warning: bool,
}

/// Cases where we differ from Prisma on purpose, each with its reason.
const ON_PURPOSE: &[(&str, &str)] = &[];

/// Errors of Prisma that no diagnostic of ours overlaps. May only shrink.
const MISSED: usize = 0;

#[test]
fn agrees_with_prisma() {
    let Some(folder) = corpus::folder("validation") else { return };
    let list = std::fs::read_to_string(folder.join("expected.jsonl")).expect("the answers");
    let mut report = String::new();
    let (mut wrong, mut missed, mut errors) = (0, 0, 0);
    for line in list.lines() {
        let case: Case = serde_json::from_str(line).expect("one answer a line");
        let path = folder.join(format!("{}.prisma", case.name));
        let text = std::fs::read_to_string(&path).expect("the case");
        let analysis = psl::analyze(&[SourceFile { path: case.name.clone(), text: text.clone() }]);
        let rejected = case.diagnostics.iter().any(|it| !it.is_warning);
        if rejected == analysis.is_valid() && !on_purpose(&case.name) {
            wrong += 1;
            let _ = writeln!(report, "VERDICT {} (Prisma rejects: {rejected})", case.name);
            for it in analysis.diagnostics.iter().filter(|it| it.is_error()) {
                let _ = writeln!(report, "    ours {}: {}", it.code.as_str(), it.message);
            }
        }
        errors += case.diagnostics.len();
        for expected in &case.diagnostics {
            if !overlapped(&analysis, expected) {
                missed += 1;
                let _ = writeln!(report, "MISSED {}: {}", case.name, expected.text);
            }
        }
    }
    println!("{wrong} verdicts differ; {missed} of {errors} diagnostics missed\n{report}");
    assert_eq!(wrong, 0, "verdicts that differ from Prisma's");
    assert_eq!(missed, MISSED, "diagnostics of Prisma that are missed");
}

fn on_purpose(name: &str) -> bool {
    ON_PURPOSE.iter().any(|(case, _)| *case == name)
}

/// Something of ours, of the same weight, shares a byte (or an empty place) with Prisma's.
fn overlapped(analysis: &Analysis, expected: &Expected) -> bool {
    analysis.diagnostics.iter().any(|ours| {
        let range = &ours.span.range;
        ours.is_error() != expected.is_warning
            && range.start <= expected.end
            && expected.start <= range.end
    })
}
