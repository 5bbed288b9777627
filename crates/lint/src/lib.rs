//! The design's discipline: a normalised core, indexes that serve access paths, JSON that carries
//! extensions and no responsibility. Each rule is one file, with why, a bad example and a good one.
//!
//! Pure: a schema and named statements in, findings out. A rule that looks for a use asks the
//! statements; where a project has none, it says nothing.

mod facts;
mod finding;
mod rules;
mod sql;

pub use finding::Finding;
pub use rules::{KeyAsked, RULES, Rule};
pub use sql::{Statement, Touched, touched};

use psl::page::{Group, Page};
use psl::schema::{Docs, Schema};
use psl::{SourceFile, Span};

use facts::Facts;

/// What is looked at: a schema without errors, its files, and the statements beside it.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    pub files: &'a [SourceFile],
    pub schema: &'a Schema,
    pub statements: &'a [Statement],
}

/// The pages of the rules, in the order of the list.
pub fn pages() -> impl Iterator<Item = Page> {
    RULES.iter().map(|rule| Page {
        code: rule.code,
        group: Group { name: "design", title: "The design" },
        summary: rule.summary,
        weight: "a rule of `repertoire contract lint`",
        why: rule.why,
        language: "prisma",
        bad: rule.bad,
        good: Some(rule.good),
    })
}

/// Everything that the rules say, in the order of files and places. What stands below
/// `/// @allow(DSN0101, "reason")` is not said again.
pub fn lint(input: &Input<'_>) -> Vec<Finding> {
    let facts = Facts::of(input);
    let allowed = allowed(input.schema);
    let mut findings: Vec<Finding> = Vec::new();
    for rule in RULES {
        findings.extend((rule.check)(&facts).into_iter().filter(|it| {
            !allowed.iter().any(|(code, span)| *code == rule.code && *span == it.span)
        }));
    }
    findings.sort_by_key(|it| (it.span.file, it.span.range.start, it.code));
    findings
}

/// The keys of documents by which statements choose rows, allowed or not.
pub fn keys_asked(input: &Input<'_>) -> Vec<KeyAsked> {
    rules::asked(&Facts::of(input)).into_iter().map(|(asked, _)| asked).collect()
}

/// Codes, and the places at which they are allowed: the models, fields and indexes with the
/// directive above them.
fn allowed(schema: &Schema) -> Vec<(String, Span)> {
    let mut all = Vec::new();
    let mut note = |docs: &Docs, span: &Span| {
        for directive in docs.directives.iter().filter(|it| it.name == "allow") {
            let code = directive.args.split(',').next().unwrap_or_default().trim();
            all.push((code.to_owned(), span.clone()));
        }
    };
    for model in &schema.models {
        note(&model.docs, &model.span);
        model.fields.iter().for_each(|field| note(&field.docs, &field.span));
        model.indexes.iter().for_each(|index| note(&index.docs, &index.span));
    }
    all
}
