//! The examples of the rules' own pages.

use lint::{Finding, Input, RULES, Statement, lint};
use psl::SourceFile;

const HEAD: &str = "datasource db {\n  provider = \"postgresql\"\n}\n\n";

/// A schema, and behind it statements, each after a line `-- name: its_name`.
pub(crate) fn findings(text: &str) -> (Vec<SourceFile>, Vec<Finding>) {
    let mut parts = text.split("-- name: ");
    let schema = parts.next().unwrap_or_default();
    let head = if schema.contains("datasource") { "" } else { HEAD };
    let statements: Vec<Statement> = parts
        .filter_map(|part| part.split_once('\n'))
        .map(|(name, sql)| Statement { name: name.into(), sql: sql.into() })
        .collect();
    let files = vec![SourceFile { path: "schema.prisma".into(), text: format!("{head}{schema}") }];
    let analysis = psl::analyze(&files);
    assert!(analysis.is_valid(), "{text}\n{:#?}", analysis.diagnostics);
    let input = Input { files: &files, schema: &analysis.schema, statements: &statements };
    let findings = lint(&input);
    (files, findings)
}

/// Codes, once for each finding.
pub(crate) fn codes(text: &str) -> Vec<&'static str> {
    findings(text).1.iter().map(|it| it.code).collect()
}

#[test]
fn a_bad_example_fires_its_rule_alone_and_a_good_one_none() {
    // What takes forty models to show is shown by a test of its own.
    for rule in RULES.iter().filter(|rule| rule.code != "DSN0109") {
        assert_eq!(codes(rule.bad), [rule.code], "{}", rule.bad);
        assert_eq!(codes(rule.good), [""; 0], "{}", rule.good);
    }
}

#[test]
fn every_fix_cures() {
    let mut fixed = 0;
    for rule in RULES {
        let (files, found) = findings(rule.bad);
        let statements =
            rule.bad.split_once("-- name: ").map(|(_, rest)| format!("-- name: {rest}"));
        for fix in found.iter().flat_map(|it| &it.fixes) {
            let mut text = files[0].text.clone();
            for edit in &fix.edits {
                let range = edit.span.range.start as usize..edit.span.range.end as usize;
                text.replace_range(range, &edit.text);
            }
            let mended = text.clone() + &statements.clone().unwrap_or_default();
            assert_eq!(codes(&mended), [""; 0], "{}: {}\n{text}", rule.code, fix.title);
            fixed += 1;
        }
    }
    assert!(fixed >= 4, "{fixed} fixes");
}

#[test]
fn codes_are_unique_and_pages_whole() {
    for (at, rule) in RULES.iter().enumerate() {
        assert_eq!(rule.code, format!("DSN01{:02}", at + 1));
        assert!(!rule.bad.is_empty() && !rule.good.is_empty() && rule.why.ends_with('.'));
    }
}
