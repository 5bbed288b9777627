//! What must hold of the contract's toolchain for any input at all.
//!
//! Each function is a fuzz target; it panics where something does not hold. libFuzzer itself
//! watches for panics, hangs and memory.

use psl::syntax::lexer::lex;
use psl::syntax::{Node, parse};
use psl::{Analysis, Schema, SourceFile, analyze as read};

fn files(texts: &[&str]) -> Vec<SourceFile> {
    let file = |(at, text): (usize, &&str)| SourceFile {
        path: format!("{at}.prisma"),
        text: (*text).to_owned(),
    };
    texts.iter().enumerate().map(file).collect()
}

/// The tokens, one after the other, are the text.
pub fn lexer(text: &str) {
    let tokens = lex(text);
    let starts: Vec<usize> = tokens.iter().map(|token| token.start as usize).collect();
    assert_eq!(starts.first().copied().unwrap_or(text.len()), 0, "the first token is not first");
    assert!(starts.windows(2).all(|pair| pair[0] < pair[1]), "a token without text");
    assert!(starts.iter().all(|at| text.is_char_boundary(*at)), "a token within a character");
    assert!(starts.last().is_none_or(|at| *at < text.len()), "a token behind the end");
}

/// The tree is the text, and each node lies in the one above it. Errors point into the text.
pub fn parser(text: &str) {
    let (tree, errors) = parse(text);
    let root = tree.root();
    assert_eq!(root.tokens().map(|(_, range)| root.slice(range)).collect::<String>(), text);
    nested(root);
    for error in errors {
        let range = error.range.start as usize..error.range.end as usize;
        assert!(text.get(range).is_some(), "an error that points at no text");
    }
}

fn nested(node: Node<'_>) {
    let (around, mut before) = (node.range(), node.range().start);
    for child in node.children() {
        let range = child.range();
        assert!(before <= range.start && range.end <= around.end, "{child:?} is not in {node:?}");
        before = range.end;
        nested(child);
    }
}

/// Findings can be shown, and point into their file. So can those of each half of the text, as
/// two files of one schema.
pub fn analyze(text: &str) {
    shown(&files(&[text]));
    let middle = (text.len() / 2..=text.len()).find(|at| text.is_char_boundary(*at));
    let (one, other) = text.split_at(middle.unwrap_or(0));
    shown(&files(&[one, other]));
}

fn shown(files: &[SourceFile]) {
    let Analysis { diagnostics, .. } = read(files);
    for it in &diagnostics {
        let mut spans = vec![&it.span];
        spans.extend(it.labels.iter().map(|label| &label.span));
        spans.extend(it.fixes.iter().flat_map(|fix| &fix.edits).map(|edit| &edit.span));
        for span in spans {
            let text = &files[span.file.0 as usize].text;
            let range = span.range.start as usize..span.range.end as usize;
            assert!(text.get(range).is_some(), "{it:?} points at no text");
        }
    }
    psl::render::human(files, &diagnostics, psl::render::Colour::Ansi);
    psl::render::json(files, &diagnostics);
}

/// Formatting twice is formatting once, and what the text says stays.
pub fn format(text: &str) {
    let once = psl::format(text);
    assert_eq!(psl::format(&once), once, "formatting twice is not formatting once");
    let (before, after) = (read(&files(&[text])), read(&files(&[&once])));
    assert_eq!(meaning(&before.schema), meaning(&after.schema), "formatted:\n{once}");
    assert!(!before.is_valid() || after.is_valid(), "formatting broke a valid schema");
    let completed = psl::format_completed(text);
    assert_eq!(psl::format(&completed), completed, "what was completed is not formatted");
}

/// The schema without places. Indexes sort, as formatting moves them to the end of their model.
fn meaning(schema: &Schema) -> String {
    let mut schema = schema.clone();
    for model in &mut schema.models {
        model.indexes.sort_by_cached_key(|index| without_spans(&format!("{index:?}")));
    }
    without_spans(&format!("{schema:?}"))
}

fn without_spans(debug: &str) -> String {
    let mut parts = debug.split("Span { file: FileId(");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str(part.split_once('}').map_or(part, |(_, rest)| rest));
    }
    out
}

/// A schema has no difference to itself; two have one that can be written down, always the same.
/// The two stand on both sides of a line of `====`.
pub fn differ(text: &str) {
    let (one, other) = text.split_once("\n====\n").unwrap_or((text, ""));
    let (Some((one, _)), Some((other, hints))) = (catalogue(one), catalogue(other)) else { return };
    let same = pgschema::diff(&other, &other, &hints);
    assert!(same.steps.is_empty(), "a difference to itself:\n{}", same.script());
    let there = pgschema::diff(&one, &other, &hints);
    assert_eq!(there.script(), pgschema::diff(&one, &other, &hints).script());
    pgschema::lint::lint(&there);
    pgschema::diff(&other, &one, &pgschema::Hints::default()).script();
}

fn catalogue(text: &str) -> Option<(pgschema::Catalogue, pgschema::Hints)> {
    let analysis = read(&files(&[text]));
    let hints = pgschema::Hints::from_schema(&analysis.schema).ok()?;
    pgschema::from_schema(&analysis.schema).ok().map(|catalogue| (catalogue, hints))
}
