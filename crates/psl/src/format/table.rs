//! Rows whose columns stand under each other.

use std::ops::Range;

use crate::syntax::Node;
use crate::syntax::lexer::TokenKind;

/// A row, and what follows it without having a column.
#[derive(Debug)]
enum Row {
    Columns(Vec<String>, String),
    /// A line left as it stands.
    Raw(String),
}

/// Rows between two empty lines.
#[derive(Debug, Default)]
pub(super) struct Table {
    rows: Vec<Row>,
}

impl Table {
    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    pub(super) fn row(&mut self, columns: Vec<String>) {
        self.rows.push(Row::Columns(columns, String::new()));
    }

    pub(super) fn raw(&mut self, text: &str) {
        self.rows.push(Row::Raw(text.to_owned()));
    }

    pub(super) fn empty_line(&mut self) {
        self.row(Vec::new());
    }

    /// A comment behind the last row.
    pub(super) fn trailing(&mut self, text: &str) {
        let line = match self.rows.last_mut() {
            Some(Row::Columns(_, suffix)) => suffix,
            Some(Row::Raw(line)) => line,
            None => return,
        };
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(text);
    }

    /// A comment on lines of its own.
    pub(super) fn comment(&mut self, kind: TokenKind, text: &str) {
        comment(kind, text, |line| self.rows.push(Row::Columns(Vec::new(), line)));
    }

    /// Writes the rows, each behind two blanks, and starts anew.
    pub(super) fn render(&mut self, out: &mut String) {
        let widths = self.widths();
        for row in self.rows.drain(..) {
            let start = out.len();
            out.push_str("  ");
            match row {
                Row::Raw(text) => out.push_str(&text),
                Row::Columns(columns, suffix) => render_columns(out, &columns, &widths, &suffix),
            }
            // A row of blanks is an empty line; one with a form feed is something left alone.
            if super::without_end(&out[start..]).is_empty() {
                out.truncate(start);
            }
            out.push('\n');
        }
    }

    /// Prisma counts bytes, so that we do too.
    fn widths(&mut self) -> Vec<usize> {
        let mut widths = Vec::new();
        for row in &mut self.rows {
            let Row::Columns(columns, _) = row else { continue };
            while columns.last().is_some_and(String::is_empty) {
                columns.pop();
            }
            for (at, column) in columns.iter().enumerate() {
                if at == widths.len() {
                    widths.push(0);
                }
                widths[at] = widths[at].max(column.len());
            }
        }
        widths
    }
}

fn render_columns(out: &mut String, columns: &[String], widths: &[usize], suffix: &str) {
    for (at, column) in columns.iter().enumerate() {
        out.push_str(column);
        if at + 1 < columns.len() {
            let blanks = widths[at] - column.len() + 1;
            out.extend(std::iter::repeat_n(' ', blanks));
        }
    }
    if !suffix.is_empty() {
        if !columns.is_empty() {
            out.push(' ');
        }
        out.push_str(suffix);
    }
}

/// Blanks behind `*/`. To Prisma the rest of that line is an empty line.
pub(super) fn ends_block_comment(node: Node<'_>, space: Range<u32>) -> bool {
    let end = space.start as usize;
    node.slice(node.range())
        .get(..end - node.range().start as usize)
        .is_some_and(|it| it.ends_with("*/"))
}

/// The lines of a comment. `/* … */` becomes the usual column of stars.
pub(super) fn comment(kind: TokenKind, text: &str, mut line: impl FnMut(String)) {
    if kind != TokenKind::BlockComment || !text.ends_with("*/") || text.len() < 4 {
        return line(text.to_owned());
    }
    line("/**".to_owned());
    for inner in text[2..text.len() - 2].lines() {
        let inner = inner.trim();
        let inner = inner.strip_prefix('*').map_or(inner, str::trim_start);
        if !inner.is_empty() {
            line(format!(" * {inner}"));
        }
    }
    line(" */".to_owned());
}
