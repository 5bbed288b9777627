//! The one way a schema is laid out: Prisma's. What can't be read is left as it stands.

mod block;
mod table;
mod value;

use crate::code::Code;
use crate::syntax::lexer::TokenKind;
use crate::syntax::{Node, NodeKind, SyntaxError, parse};

/// Lays out one file. Formatting twice is formatting once, and the meaning stays the same.
pub fn format(text: &str) -> String {
    let (tree, errors) = parse(text);
    let broken = Broken::new(errors);
    let mut layout = Layout { out: String::with_capacity(text.len() + text.len() / 8) };
    layout.file(tree.root(), &broken);
    layout.out
}

/// Where the text can't be read.
#[derive(Debug)]
struct Broken {
    /// Sorted by place.
    errors: Vec<(u32, Code)>,
}

impl Broken {
    fn new(errors: Vec<SyntaxError>) -> Self {
        let mut errors: Vec<_> =
            errors.into_iter().map(|error| (error.range.start, error.code)).collect();
        errors.sort_unstable_by_key(|(start, _)| *start);
        Self { errors }
    }

    fn within(&self, range: &std::ops::Range<u32>) -> impl Iterator<Item = Code> {
        let from = self.errors.partition_point(|(start, _)| *start < range.start);
        let end = range.end;
        self.errors[from..].iter().take_while(move |(start, _)| *start < end).map(|(_, code)| *code)
    }

    /// Lines that are wrong but understood, so that they can be laid out (and some mended).
    fn spoils_line(&self, range: &std::ops::Range<u32>) -> bool {
        self.within(range).any(|code| {
            !matches!(
                code,
                Code::LegacyColon
                    | Code::LegacyList
                    | Code::LegacyRequired
                    | Code::OptionalList
                    | Code::TrailingComma
                    | Code::BadEscape
                    | Code::MissingValue
            )
        })
    }

    /// A block whose lines can't be told apart; a bad line alone does not count.
    fn spoils_block(&self, range: &std::ops::Range<u32>) -> bool {
        self.within(range).any(|code| {
            matches!(
                code,
                Code::UnknownBlock | Code::UnclosedBlock | Code::BraceInLine | Code::TextAfterBrace
            )
        })
    }
}

/// What can't be read, without the spaces behind it. Only what the lexer takes for a space or a line
/// end: a form feed is left alone, as it would be in the middle of a line.
fn without_end(text: &str) -> &str {
    text.trim_end_matches([' ', '\t', '\r', '\n'])
}

/// The text so far.
#[derive(Debug)]
struct Layout {
    out: String,
}

/// What was written last at the top of the file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Last {
    Nothing,
    Block,
    /// A comment or a line left alone, which its line end belongs to.
    Line,
}

impl Layout {
    /// Blocks and the comments between them. Runs of empty lines become one.
    fn file(&mut self, root: Node<'_>, broken: &Broken) {
        let mut children = root.children().peekable();
        let (mut last, mut newlines, mut done) = (Last::Nothing, 0_u32, 0_u32);
        for (kind, at) in root.tokens() {
            if at.start < done {
                continue;
            }
            if let Some(node) = children.next_if(|node| node.range().start <= at.start) {
                self.separate(last, newlines);
                last = self.item(node, broken);
                (newlines, done) = (0, node.range().end);
            } else if kind == TokenKind::Newline {
                newlines += 1;
            } else if kind == TokenKind::Space {
                newlines += u32::from(table::ends_block_comment(root, at));
            } else if kind.is_comment() {
                self.separate(last, newlines);
                table::comment(kind, root.slice(at), |line| {
                    self.out.push_str(&line);
                    self.out.push('\n');
                });
                (last, newlines) = (Last::Line, 0);
            }
        }
        if self.out.is_empty() {
            self.out.push('\n');
        }
    }

    /// A block always has an empty line behind it; others where the text has one. (Prisma puts
    /// the comment of `} // end` right under the brace, and an empty line between only when it
    /// formats once more.)
    fn separate(&mut self, last: Last, newlines: u32) {
        let apart = match last {
            Last::Nothing => false,
            Last::Block => true,
            Last::Line => newlines > 1,
        };
        if apart {
            self.out.push('\n');
        }
    }

    fn item(&mut self, node: Node<'_>, broken: &Broken) -> Last {
        if node.kind() == NodeKind::Block && !broken.spoils_block(&node.range()) {
            self.block(node, broken);
            return Last::Block;
        }
        let mut text = without_end(node.text());
        if self.out.is_empty() {
            // What was behind empty lines is now the beginning, where a mark is none of the text.
            text = text.trim_start_matches(['\u{feff}', ' ', '\t']);
        }
        if text.is_empty() {
            return Last::Nothing;
        }
        self.out.push_str(text);
        self.out.push('\n');
        if node.kind() == NodeKind::Block { Last::Block } else { Last::Line }
    }
}
