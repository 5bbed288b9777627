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

/// Cases whose first error of ours stands on another line than Prisma's. May only shrink.
const OTHER_FIRST: usize = 0;

#[test]
fn agrees_with_prisma() {
    let Some(folder) = corpus::folder("validation") else { return };
    let list = std::fs::read_to_string(folder.join("expected.jsonl")).expect("the answers");
    let mut report = String::new();
    let (mut wrong, mut missed, mut errors, mut other_first) = (0, 0, 0, 0);
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
        if let Some([ours, theirs]) = first_lines(&text, &analysis, &case.diagnostics)
            && ours != theirs
        {
            other_first += 1;
            let _ = writeln!(report, "FIRST {}: {ours}, Prisma's {theirs}", case.name);
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
    assert_eq!(other_first, OTHER_FIRST, "first errors on another line");
}

/// The lines of both first errors. Prisma's places count UTF-16.
fn first_lines(text: &str, analysis: &Analysis, theirs: &[Expected]) -> Option<[usize; 2]> {
    let ours = analysis.diagnostics.iter().find(|it| it.is_error())?.span.range.start as usize;
    let theirs = theirs.iter().find(|it| !it.is_warning)?.start as usize;
    let ours = text[..ours].matches('\n').count() + 1;
    let newline = u16::from(b'\n');
    let theirs = text.encode_utf16().take(theirs).filter(|unit| *unit == newline).count() + 1;
    Some([ours, theirs])
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
