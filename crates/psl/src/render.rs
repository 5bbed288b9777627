//! Diagnostics for people (the source with a mark under it) and for programs (JSON).

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::{Diagnostic, Edit, Fix, Label, Severity, SourceFile, Span};

/// A finding about a schema, whoever makes it.
pub trait Rendered {
    /// The stable name, as `PSL0203`.
    fn code(&self) -> &str;
    fn severity(&self) -> Severity;
    fn span(&self) -> &Span;
    fn message(&self) -> &str;
    fn labels(&self) -> &[Label];
    fn fixes(&self) -> &[Fix];
}

impl Rendered for Diagnostic {
    fn code(&self) -> &str {
        self.code.as_str()
    }

    fn severity(&self) -> Severity {
        self.code.severity()
    }

    fn span(&self) -> &Span {
        &self.span
    }

    fn message(&self) -> &str {
        &self.message
    }

    fn labels(&self) -> &[Label] {
        &self.labels
    }

    fn fixes(&self) -> &[Fix] {
        &self.fixes
    }
}

/// More of a line is not shown.
const EXCERPT_BYTES_MAX: usize = 400;

/// Finds lines by byte offset.
#[derive(Debug)]
struct Lines {
    starts: Vec<u32>,
}

impl Lines {
    fn new(text: &str) -> Self {
        let after = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let starts = std::iter::once(0).chain(after.map(|(at, _)| at as u32 + 1)).collect();
        Self { starts }
    }

    /// From zero.
    fn line(&self, offset: u32) -> usize {
        self.starts.partition_point(|start| *start <= offset).saturating_sub(1)
    }
}

/// Whether to paint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    Plain,
    Ansi,
}

impl Colour {
    fn paint(self, code: &str, text: &str) -> String {
        match self {
            Self::Plain => text.to_owned(),
            Self::Ansi => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
        }
    }

    fn severity(self, severity: Severity, text: &str) -> String {
        let code = if severity == Severity::Error { "1;31" } else { "1;33" };
        self.paint(code, text)
    }
}

/// All diagnostics as a text for a terminal.
pub fn human(files: &[SourceFile], diagnostics: &[impl Rendered], colour: Colour) -> String {
    if diagnostics.is_empty() {
        return String::new();
    }
    let lines: Vec<_> = files.iter().map(|file| Lines::new(&file.text)).collect();
    let mut out = String::new();
    for diagnostic in diagnostics {
        let head = format!("{}[{}]", diagnostic.severity().as_str(), diagnostic.code());
        let head = colour.severity(diagnostic.severity(), &head);
        let _ = writeln!(out, "{head}: {}", diagnostic.message());
        excerpt(&mut out, files, &lines, diagnostic.span(), "", colour);
        for label in diagnostic.labels() {
            excerpt(&mut out, files, &lines, &label.span, &label.message, colour);
        }
        for fix in diagnostic.fixes() {
            let _ = writeln!(out, "   {} {}", colour.paint("1;32", "fix:"), fix.title);
        }
        out.push('\n');
    }
    out
}

/// One line of source with its place above and a mark below.
fn excerpt(
    out: &mut String,
    files: &[SourceFile],
    lines: &[Lines],
    span: &Span,
    note: &str,
    colour: Colour,
) {
    let at = span.file.0 as usize;
    let (Some(file), Some(index)) = (files.get(at), lines.get(at)) else { return };
    let line = index.line(span.range.start);
    let start = index.starts.get(line).copied().unwrap_or(0) as usize;
    let text = file.text[start..].lines().next().unwrap_or("");
    let from = (span.range.start as usize - start).min(text.len());
    let to = (span.range.end as usize - start).clamp(from, text.len());
    let column = width(&text[..from]);
    let (text, from, to) = window(text, from, to);
    let indent = width(&text[..from]);
    let number = (line + 1).to_string();
    let gutter = " ".repeat(number.len());
    let _ = writeln!(out, "{gutter} --> {}:{number}:{}", file.path, column + 1);
    let _ = writeln!(out, "{number} | {}", text.replace('\t', " "));
    let mark = "^".repeat(width(&text[from..to]).max(1));
    let mark = colour.paint("1;31", format!("{mark} {note}").trim_end());
    let _ = writeln!(out, "{gutter} | {}{mark}", " ".repeat(indent));
}

/// What is shown of a line: all, or of a very long one (a generated file) what is about the span,
/// so that many findings on it do not each repeat megabytes.
fn window(text: &str, from: usize, to: usize) -> (&str, usize, usize) {
    if text.len() <= EXCERPT_BYTES_MAX {
        return (text, from, to);
    }
    let start = text.floor_char_boundary(from.saturating_sub(EXCERPT_BYTES_MAX / 4));
    let end = text.floor_char_boundary((start + EXCERPT_BYTES_MAX).min(text.len()));
    (&text[start..end], from - start, to.min(end) - start)
}

fn width(text: &str) -> usize {
    text.chars().count()
}

/// All diagnostics as a JSON array.
pub fn json(files: &[SourceFile], diagnostics: &[impl Rendered]) -> String {
    let lines: Vec<_> = files.iter().map(|file| Lines::new(&file.text)).collect();
    let all: Vec<_> = diagnostics.iter().map(|it| diagnostic(files, &lines, it)).collect();
    Value::Array(all).to_string()
}

fn diagnostic(files: &[SourceFile], lines: &[Lines], it: &impl Rendered) -> Value {
    let at = it.span().file.0 as usize;
    let line = lines.get(at).map_or(0, |lines| lines.line(it.span().range.start) + 1);
    let fixes: Vec<_> = it
        .fixes()
        .iter()
        .map(|fix| {
            let edits: Vec<_> = fix.edits.iter().map(|it| edit(files, it)).collect();
            json!({ "title": fix.title, "edits": edits })
        })
        .collect();
    json!({
        "code": it.code(),
        "severity": it.severity().as_str(),
        "file": path(files, it.span()),
        "start": it.span().range.start,
        "end": it.span().range.end,
        "line": line,
        "message": it.message(),
        "fixes": fixes,
    })
}

fn edit(files: &[SourceFile], it: &Edit) -> Value {
    json!({
        "file": path(files, &it.span),
        "start": it.span.range.start,
        "end": it.span.range.end,
        "text": it.text,
    })
}

fn path<'f>(files: &'f [SourceFile], span: &Span) -> &'f str {
    files.get(span.file.0 as usize).map_or("", |file| &file.path)
}
