//! Errors of the text, with what mends them.

use crate::diagnostic::{Code, Diagnostic, span};
use crate::schema::FileId;
use crate::syntax::SyntaxError;

const KEYWORDS: [&str; 5] = ["model", "view", "enum", "datasource", "generator"];

pub(super) fn diagnostic(file: FileId, text: &str, error: &SyntaxError) -> Diagnostic {
    let range = error.range.clone();
    let shown = error.shown.clone().unwrap_or_else(|| range.clone());
    let diagnostic = Diagnostic::new(error.code, span(file, shown), &error.message);
    let diagnostic = match &error.shown {
        Some(_) => diagnostic.label(span(file, range), "begins here"),
        None => diagnostic,
    };
    match edit(text, error) {
        Some((title, range, text)) => diagnostic.fix(title, span(file, range), text),
        None => diagnostic,
    }
}

type Edit = (String, std::ops::Range<u32>, String);

fn edit(text: &str, error: &SyntaxError) -> Option<Edit> {
    let range = error.range.clone();
    let written = text.get(range.start as usize..range.end as usize)?;
    let made = |title: &str, range, text: &str| Some((title.to_owned(), range, text.to_owned()));
    match error.code {
        Code::BraceInLine => made("move it to its own line", range.start..range.start, "\n"),
        Code::TrailingComma | Code::LegacyColon | Code::ByteOrderMark | Code::TypeAlias => {
            made("remove it", range, "")
        }
        Code::MissingAttributeName => made("remove the `@`", range, ""),
        Code::LegacyRequired => made("leave out the `!`", range, written.trim_end_matches('!')),
        Code::OptionalList => made("leave out the `?`", range, written.trim_end_matches('?')),
        Code::LegacyList => {
            let name = written.trim_matches(|c: char| "[]".contains(c) || c.is_whitespace());
            made("write it as a list", range, &format!("{name}[]"))
        }
        Code::ArgumentsOverLines => made("join the lines", range, " "),
        Code::BadEscape => made("double the backslash", range.start..range.start, "\\"),
        Code::NoKeyword | Code::BadLine if !written.is_empty() => {
            let start = line_start(text, range.start);
            made("make it a comment", start..start, "// ")
        }
        Code::TextAfterBrace => made("make it a comment", range.start..range.start, "// "),
        Code::UnclosedBlock => {
            let end = text.len() as u32;
            match &error.shown {
                Some(next) => made("close it", next.start..next.start, "}\n\n"),
                None => made("close it", end..end, "\n}\n"),
            }
        }
        Code::UnknownBlock => {
            let word = written.split(|c: char| c.is_whitespace() || c == '{').next()?;
            let near = crate::nearest::nearest(word, KEYWORDS).filter(|near| *near != word)?;
            let end = range.start + word.len() as u32;
            made(&format!("did you mean `{near}`?"), range.start..end, near)
        }
        _ => None,
    }
}

/// Where the first word of a line stands; or the place itself, where a block opens before it.
fn line_start(text: &str, at: u32) -> u32 {
    let before = &text[..at as usize];
    let line = before.rfind(['\n', '\r']).map_or(before, |end| &before[end + 1..]);
    let line = line.trim_start_matches(crate::syntax::lexer::BYTE_ORDER_MARK);
    if line.contains('{') { at } else { at - line.trim_start().len() as u32 }
}
