//! The `///` lines above a declaration (and at the end of its line).

use std::ops::Range;

use crate::directives;
use crate::schema::{Docs, FileId};
use crate::syntax::Node;
use crate::syntax::lexer::TokenKind;

/// Doc lines directly above the node, and the one behind it on its line.
pub(crate) fn docs(file: FileId, node: Node<'_>) -> Docs {
    let mut lines = above(node);
    lines.extend(behind(node));
    if lines.is_empty() {
        return Docs::default();
    }
    directives::read(file, &lines)
}

/// Only what is above: for a block, the text behind its closing brace belongs to nothing.
pub(crate) fn docs_above(file: FileId, node: Node<'_>) -> Docs {
    let lines = above(node);
    if lines.is_empty() {
        return Docs::default();
    }
    directives::read(file, &lines)
}

/// A doc line without its slashes.
#[derive(Clone, Debug)]
pub(crate) struct DocLine<'a> {
    pub(crate) text: &'a str,
    /// Of the text.
    pub(crate) range: Range<u32>,
}

fn doc_line(node: Node<'_>, range: Range<u32>) -> DocLine<'_> {
    let text = &node.slice(range.clone())[3..];
    let blanks = text.len() - text.trim_start().len();
    let trimmed = text.trim();
    let start = range.start + 3 + blanks as u32;
    DocLine { text: trimmed, range: start..start + trimmed.len() as u32 }
}

/// Upwards, line by line, as long as each holds nothing but a comment.
fn above(node: Node<'_>) -> Vec<DocLine<'_>> {
    let mut lines = Vec::new();
    let mut pending = None;
    let mut newlines = 0;
    for (kind, range) in node.tokens_before() {
        match kind {
            TokenKind::Space => {}
            TokenKind::Newline => {
                lines.extend(pending.take().map(|range| doc_line(node, range)));
                newlines += 1;
                if newlines > 1 {
                    break;
                }
            }
            TokenKind::Doc if newlines == 1 => {
                pending = Some(range);
                newlines = 0;
            }
            TokenKind::Comment | TokenKind::BlockComment if newlines == 1 => newlines = 0,
            _ => {
                // The comment stands behind something else on its line: it is not ours.
                pending = None;
                break;
            }
        }
    }
    lines.extend(pending.map(|range| doc_line(node, range)));
    lines.reverse();
    lines
}

fn behind(node: Node<'_>) -> Option<DocLine<'_>> {
    node.tokens_after()
        .take_while(|(kind, _)| kind.is_trivia())
        .find(|(kind, _)| *kind == TokenKind::Doc)
        .map(|(_, range)| doc_line(node, range))
}
