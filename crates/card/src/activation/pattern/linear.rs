//! To the linear-time engine: the same language, written for the `regex` crate.

use super::parse::{Flags, Node, Parsed};
use super::set::Set;
use regex::{Regex, RegexBuilder};
use std::fmt::Write as _;

/// What one compiled key may take. A key of a real book needs a few kilobytes.
const COMPILED_BYTES_MAX: usize = 1 << 20;

/// Surrogates are no characters, so units of them are moved to a plane of private use.
const MOVED: u32 = 0x10_0000;

/// The expression for the linear engine, where it can run it.
pub(super) fn compile(parsed: &Parsed, flags: Flags) -> Option<Regex> {
    let mut out = String::new();
    if flags.sticky {
        out.push_str("\\A");
    }
    out.push_str("(?:");
    write(&parsed.node, flags, &mut out)?;
    out.push(')');
    RegexBuilder::new(&out)
        .size_limit(COMPILED_BYTES_MAX)
        .dfa_size_limit(COMPILED_BYTES_MAX)
        .build()
        .ok()
}

/// The text with each UTF-16 unit as one character; as it is where nothing lies outside the plane.
pub(super) fn as_units(text: &str) -> Option<String> {
    if text.bytes().all(|byte| byte < 0xF0) {
        return None;
    }
    Some(text.encode_utf16().filter_map(|unit| char::from_u32(moved(u32::from(unit)))).collect())
}

fn moved(unit: u32) -> u32 {
    if (0xD800..0xE000).contains(&unit) { unit + MOVED } else { unit }
}

fn write(node: &Node, flags: Flags, out: &mut String) -> Option<()> {
    match node {
        Node::Empty => {}
        Node::One(set) => write_set(set, flags.unicode, out),
        Node::Seq(list) => list.iter().try_for_each(|node| write(node, flags, out))?,
        Node::Alt(list) => {
            out.push_str("(?:");
            for (index, node) in list.iter().enumerate() {
                out.push_str(if index > 0 { "|" } else { "" });
                write(node, flags, out)?;
            }
            out.push(')');
        }
        Node::Group(node, _) => {
            out.push_str("(?:");
            write(node, flags, out)?;
            out.push(')');
        }
        Node::Repeat { node, min, max, .. } => {
            out.push_str("(?:");
            write(node, flags, out)?;
            out.push(')');
            _ = match max {
                Some(max) => write!(out, "{{{min},{max}}}"),
                None => write!(out, "{{{min},}}"),
            };
        }
        Node::Start => out.push_str(if flags.multiline { "(?m:^)" } else { "\\A" }),
        Node::End => out.push_str(if flags.multiline { "(?m:$)" } else { "\\z" }),
        Node::Word { not: false } => out.push_str("(?-u:\\b)"),
        Node::Word { not: true } | Node::Look { .. } | Node::Back(_) => return None,
    }
    Some(())
}

fn write_set(set: &Set, unicode: bool, out: &mut String) {
    if let Some(symbol) = set.single() {
        push(if unicode { symbol } else { moved(symbol) }, out);
        return;
    }
    let mut ranges = Vec::new();
    for &(from, to) in set.ranges() {
        let parts = [
            (from, to.min(0xD7FF), 0),
            (from.max(0xD800), to.min(0xDFFF), MOVED),
            (from.max(0xE000), to, 0),
        ];
        let parts = parts.into_iter().filter(|(from, to, by)| from <= to && !(unicode && *by > 0));
        ranges.extend(parts.map(|(from, to, by)| (from + by, to + by)));
    }
    if ranges.is_empty() {
        // Nothing matches an empty class.
        out.push_str("[a&&b]");
        return;
    }
    out.push('[');
    for (from, to) in ranges {
        push(from, out);
        out.push('-');
        push(to, out);
    }
    out.push(']');
}

fn push(symbol: u32, out: &mut String) {
    // Writing to a String cannot fail.
    _ = write!(out, "\\x{{{symbol:X}}}");
}
