//! Diagnostics for people (the source with a mark under it) and for programs (JSON).

use std::borrow::Cow;
use std::fmt::Write as _;

use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr;

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
pub fn human<'a>(
    files: &[SourceFile],
    diagnostics: impl IntoIterator<Item = &'a (impl Rendered + 'a)>,
    colour: Colour,
) -> String {
    let mut diagnostics = diagnostics.into_iter().peekable();
    if diagnostics.peek().is_none() {
        return String::new();
    }
    let lines: Vec<_> = files.iter().map(|file| Lines::new(&file.text)).collect();
    let mut out = String::new();
    for diagnostic in diagnostics {
        let head = format!("{}[{}]", diagnostic.severity().as_str(), diagnostic.code());
        let head = colour.severity(diagnostic.severity(), &head);
        let _ = writeln!(out, "{head}: {}", visible(diagnostic.message()));
        excerpt(&mut out, files, &lines, diagnostic.span(), "", colour);
        for label in diagnostic.labels() {
            excerpt(&mut out, files, &lines, &label.span, &label.message, colour);
        }
        for fix in diagnostic.fixes() {
            let _ = writeln!(out, "   {} {}", colour.paint("1;32", "fix:"), visible(&fix.title));
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
    let column = text[..from].chars().count();
    let (before, marked, after) = window(text, from, to);
    let (before, marked, after) = (visible(&before), visible(marked), visible(&after));
    let number = (line + 1).to_string();
    let gutter = " ".repeat(number.len());
    let _ = writeln!(out, "{gutter} --> {}:{number}:{}", file.path, column + 1);
    let _ = writeln!(out, "{number} | {before}{marked}{after}");
    let mark = "^".repeat(marked.width().max(1));
    let mark = colour.paint("1;31", format!("{mark} {note}").trim_end());
    let _ = writeln!(out, "{gutter} | {}{mark}", " ".repeat(before.width()));
}

/// What is shown of a line, as what stands before the span, in it and after: all, or of a very long
/// one (a generated file) what is about the span, so that many findings on it do not each repeat
/// megabytes.
fn window(text: &str, from: usize, to: usize) -> (Cow<'_, str>, &str, Cow<'_, str>) {
    if text.len() <= EXCERPT_BYTES_MAX {
        return (text[..from].into(), &text[from..to], text[to..].into());
    }
    let start = text.floor_char_boundary(from.saturating_sub(EXCERPT_BYTES_MAX / 4));
    let end = text.floor_char_boundary((start + EXCERPT_BYTES_MAX).min(text.len()));
    let to = to.min(end);
    let before =
        if start > 0 { format!("…{}", &text[start..from]).into() } else { text[..from].into() };
    let after =
        if end < text.len() { format!("{}…", &text[to..end]).into() } else { text[to..].into() };
    (before, &text[from..to], after)
}

/// Without what a terminal would obey or not show: a schema or a card is somebody's text, and no
/// escape sequence or mark of direction in it may move, hide or colour what is said of it.
pub fn visible(text: &str) -> Cow<'_, str> {
    match text.chars().all(|it| shown(it) == it) {
        true => text.into(),
        false => text.chars().map(shown).collect::<String>().into(),
    }
}

/// What [`visible`] shows for a character.
pub fn shown(it: char) -> char {
    match it {
        '\t' => ' ',
        '\n' => '\n',
        // Unicode has a picture for each control character of ASCII.
        '\0'..='\x1f' => char::from_u32(0x2400 + u32::from(it)).unwrap_or(' '),
        '\x7f' => '\u{2421}',
        '\u{80}'..='\u{9f}'
        | '\u{61c}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}'
        | '\u{feff}' => '\u{fffd}',
        _ => it,
    }
}

/// All diagnostics as a JSON array.
pub fn json(files: &[SourceFile], diagnostics: &[impl Rendered]) -> String {
    let lines: Vec<_> = files.iter().map(|file| Lines::new(&file.text)).collect();
    let mut out = String::from("[");
    for (at, it) in diagnostics.iter().enumerate() {
        // One at a time: as values, a million findings take ten times the memory of their text.
        let comma = if at == 0 { "" } else { "," };
        let _ = write!(out, "{comma}{}", diagnostic(files, &lines, it));
    }
    out.push(']');
    out
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

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::{Colour, human};
    use crate::{Code, Diagnostic, FileId, SourceFile, Span};

    /// What is shown of the place at which the text has a word.
    fn check(text: &str, word: &str, expected: Expect) {
        let start = text.find(word).expect("the word") as u32;
        let span = Span { file: FileId(0), range: start..start + word.len() as u32 };
        let file = SourceFile { path: "a.prisma".into(), text: text.into() };
        let finding = Diagnostic::new(Code::UnknownType, span, format!("`{word}` is wrong"));
        expected.assert_eq(&human(&[file], &[finding], Colour::Plain));
    }

    #[test]
    fn the_mark_stands_below_wide_letters_and_tabs() {
        check(
            "model 本 {\n\t漢字 Strng\n}\n",
            "Strng",
            expect![[r#"
            error[PSL0301]: `Strng` is wrong
              --> a.prisma:2:5
            2 |  漢字 Strng
              |       ^^^^^

        "#]],
        );
        check(
            "  👨‍👩‍👧 漢字 x\n",
            "漢字",
            expect![[r#"
            error[PSL0301]: `漢字` is wrong
              --> a.prisma:1:9
            1 |   👨‍👩‍👧 漢字 x
              |      ^^^^

        "#]],
        );
    }

    #[test]
    fn a_terminal_has_nothing_to_obey() {
        check(
            "a \u{1b}[31m\u{202e} b\r\n",
            "\u{1b}[31m\u{202e}",
            expect![[r#"
            error[PSL0301]: `␛[31m�` is wrong
              --> a.prisma:1:3
            1 | a ␛[31m� b
              |   ^^^^^^

        "#]],
        );
    }

    #[test]
    fn of_a_long_line_a_part_is_shown() {
        let text = format!("{} Strng {}\n", "x".repeat(600), "y".repeat(600));
        check(
            &text,
            "Strng",
            expect![[r#"
            error[PSL0301]: `Strng` is wrong
              --> a.prisma:1:602
            1 | …xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx Strng yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy…
              |                                                                                                      ^^^^^

        "#]],
        );
    }
}
