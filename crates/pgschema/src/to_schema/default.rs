//! Defaults: the server's print of one, as `@default(…)` says it.

use super::text::quoted;
use super::types::Family;
use crate::scan::{Token, tokens};

/// A default in Prisma's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Default {
    /// A constant without quotes: a number, `true`.
    Constant(String),
    Text(String),
    /// A value of the enum, as the database has it.
    Value(String),
    Bytes(Vec<u8>),
    List(Vec<Default>),
    Autoincrement,
    Now,
    /// Anything else, in SQL.
    Expression(String),
}

/// What a default is to a column of a family; `None` where it says nothing.
pub(super) fn read(printed: &str, family: &Family, list: bool) -> Option<Default> {
    if printed.trim_start().starts_with("NULL::") || printed.trim() == "NULL" {
        return None;
    }
    let parsed = if list { whole_list(printed, family) } else { whole(printed, family) };
    Some(parsed.unwrap_or_else(|| Default::Expression(printed.to_owned())))
}

/// The whole text as one constant.
fn whole(text: &str, family: &Family) -> Option<Default> {
    let (value, rest) = constant(text, family)?;
    casts(rest).is_empty().then_some(value)
}

/// A constant at the beginning of the text, without the casts that follow it.
fn constant<'t>(text: &'t str, family: &Family) -> Option<(Default, &'t str)> {
    let text = text.trim_start();
    match family {
        Family::String | Family::Json => {
            string(text).map(|(value, rest)| (Default::Text(value), rest))
        }
        Family::Enum(_) => string(text).map(|(value, rest)| (Default::Value(value), rest)),
        Family::Int | Family::BigInt => integer(text),
        Family::Float | Family::Decimal => decimal(text),
        Family::Boolean => boolean(text),
        Family::DateTime => now(text),
        Family::Bytes => bytes(text),
        Family::Uuid | Family::Unsupported => None,
    }
}

fn integer(text: &str) -> Option<(Default, &str)> {
    if text.starts_with("nextval(") {
        return Some((Default::Autoincrement, "")).filter(|_| is_nextval(text));
    }
    let (number, rest) = match string(text) {
        Some((value, rest)) => (value, rest),
        None => {
            let (number, rest) = digits(text)?;
            (number.to_owned(), rest)
        }
    };
    let number: i64 = number.parse().ok()?;
    Some((Default::Constant(number.to_string()), rest))
}

/// The sequence of `nextval('shop."Invoice"'::regclass)`: its name, behind its schema where that
/// is written. A name with a point in it could not be told from two.
pub(super) fn sequence(text: &str) -> Option<String> {
    let inside = text.strip_prefix("nextval(")?;
    let (name, rest) = string(inside)?;
    let parts: Vec<String> = tokens(&name).iter().filter_map(Token::name).collect();
    (rest == "::regclass)" && !parts.iter().any(|it| it.contains('.'))).then(|| parts.join("."))
}

/// `nextval('name'::regclass)` and nothing behind it.
fn is_nextval(text: &str) -> bool {
    let inside = text.strip_prefix("nextval(").and_then(|rest| rest.strip_suffix(')'));
    inside
        .map(|inside| inside.trim_start_matches('('))
        .and_then(string)
        .is_some_and(|(_, rest)| rest.split(')').all(|part| casts(part).is_empty()))
}

/// A sign and digits at the beginning.
fn digits(text: &str) -> Option<(&str, &str)> {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let length = unsigned.find(|c: char| !c.is_ascii_digit()).unwrap_or(unsigned.len());
    let end = text.len() - unsigned.len() + length;
    (length > 0).then(|| text.split_at(end))
}

fn decimal(text: &str) -> Option<(Default, &str)> {
    if let Some((value, rest)) = string(text) {
        let (number, after) = plain_decimal(&value)?;
        return after.is_empty().then(|| (Default::Constant(number.to_owned()), rest));
    }
    let (inner, bracketed) = match text.strip_prefix('(') {
        Some(inner) => (inner, true),
        None => (text, false),
    };
    let (number, rest) = plain_decimal(inner)?;
    let rest = if bracketed { rest.strip_prefix(')')? } else { rest };
    Some((Default::Constant(number.to_owned()), rest))
}

/// Digits, with a sign and a fraction; no exponent.
fn plain_decimal(text: &str) -> Option<(&str, &str)> {
    let (_, rest) = digits(text)?;
    let fraction = rest.strip_prefix('.').and_then(digits).filter(|(it, _)| !it.starts_with('-'));
    let rest = fraction.map_or(rest, |(_, rest)| rest);
    Some(text.split_at(text.len() - rest.len()))
}

fn boolean(text: &str) -> Option<(Default, &str)> {
    let word = ["true", "false"].into_iter().find(|word| text.starts_with(word))?;
    Some((Default::Constant(word.to_owned()), &text[word.len()..]))
}

fn now(text: &str) -> Option<(Default, &str)> {
    let word = ["CURRENT_TIMESTAMP", "now()"].into_iter().find(|word| text.starts_with(word))?;
    Some((Default::Now, &text[word.len()..]))
}

fn bytes(text: &str) -> Option<(Default, &str)> {
    let (value, rest) = string(text)?;
    let hex = value.strip_prefix("\\x").filter(|hex| hex.len() % 2 == 0 && hex.is_ascii())?;
    let byte = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).ok();
    let bytes: Option<Vec<u8>> = (0..hex.len()).step_by(2).map(byte).collect();
    Some((Default::Bytes(bytes?), rest))
}

/// A string literal at the beginning, unquoted. In `E'…'` the server doubles backslashes and
/// nothing else.
fn string(text: &str) -> Option<(String, &str)> {
    let escaped = text.starts_with("E'");
    let inside = text.strip_prefix(if escaped { "E'" } else { "'" })?;
    let mut value = String::new();
    let mut chars = inside.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let doubled = chars.peek().is_some_and(|(_, next)| *next == c);
        match c {
            '\'' if !doubled => return Some((value, &inside[at + 1..])),
            '\'' => drop(chars.next()),
            '\\' if escaped && doubled => drop(chars.next()),
            _ => {}
        }
        value.push(c);
    }
    None
}

/// What is left behind the casts: `::text`, `::public."Mood"`, `::character varying(3)[]`.
fn casts(text: &str) -> &str {
    let mut rest = text.trim_start();
    while let Some(after) = rest.strip_prefix("::") {
        rest = type_name(after).trim_start();
    }
    rest
}

/// What is left behind the name of a type.
fn type_name(mut text: &str) -> &str {
    loop {
        let Some(first) = text.chars().next() else { return text };
        let taken = match first {
            '"' => text[1..].find('"').map(|end| end + 2),
            '(' => text.find(')').map(|end| end + 1),
            '[' => text.find(']').map(|end| end + 1),
            c if c.is_alphanumeric() || " _.$".contains(c) => Some(c.len_utf8()),
            _ => None,
        };
        match taken {
            Some(length) => text = &text[length..],
            None => return text,
        }
    }
}

/// `ARRAY[…]`, or `'{…}'`, with its casts.
fn whole_list(text: &str, family: &Family) -> Option<Default> {
    if let Some((inner, rest)) = string(text) {
        let items = array_literal(&inner, family)?;
        return casts(rest).is_empty().then_some(Default::List(items));
    }
    let (inner, bracketed) = match text.strip_prefix('(') {
        Some(inner) => (inner, true),
        None => (text, false),
    };
    let (items, rest) = array(inner.strip_prefix("ARRAY[")?, family)?;
    let rest = casts(rest);
    let rest = if bracketed { casts(rest.strip_prefix(')')?) } else { rest };
    rest.is_empty().then_some(Default::List(items))
}

/// The items up to the closing bracket, and what is behind it.
fn array<'t>(mut text: &'t str, family: &Family) -> Option<(Vec<Default>, &'t str)> {
    let mut items = Vec::new();
    loop {
        text = text.trim_start();
        if let Some(rest) = text.strip_prefix(']') {
            return Some((items, rest));
        }
        let (item, rest) = constant(text, family)?;
        let constant = !matches!(item, Default::Autoincrement | Default::Now);
        items.push(Some(item).filter(|_| constant)?);
        let rest = casts(rest);
        text = rest.strip_prefix(',').unwrap_or(rest);
        if !(rest.starts_with(',') || rest.starts_with(']')) {
            return None;
        }
    }
}

/// The items of `{a,"b c",3}`, each as if it stood in quotes.
fn array_literal(text: &str, family: &Family) -> Option<Vec<Default>> {
    let inside = text.strip_prefix('{')?.strip_suffix('}')?;
    if inside.is_empty() {
        return Some(Vec::new());
    }
    let items = split_items(inside)?;
    let item = |item: &String| match (family, item.as_str()) {
        (Family::Boolean, "t") => Some(Default::Constant("true".to_owned())),
        (Family::Boolean, "f") => Some(Default::Constant("false".to_owned())),
        _ => whole(&format!("'{}'", item.replace('\'', "''")), family),
    };
    items.iter().map(item).collect()
}

/// By commas outside quotes; quoted items lose their quotes and backslashes.
fn split_items(text: &str) -> Option<Vec<String>> {
    let (mut items, mut item, mut quoted) = (Vec::new(), String::new(), false);
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => quoted = !quoted,
            '\\' => item.push(chars.next()?),
            ',' if !quoted => items.push(std::mem::take(&mut item)),
            '{' | '}' if !quoted => return None,
            c => item.push(c),
        }
    }
    items.push(item);
    Some(items)
}

impl Default {
    /// What stands between the parentheses of `@default(…)`; `value` names a value of the enum.
    pub(super) fn text(&self, value: &dyn Fn(&str) -> Option<String>) -> Option<String> {
        Some(match self {
            Self::Constant(text) => text.clone(),
            Self::Text(text) => quoted(text),
            Self::Value(text) => value(text)?,
            Self::Bytes(bytes) => format!("\"{}\"", base64(bytes)),
            Self::List(items) => {
                let items: Option<Vec<String>> = items.iter().map(|it| it.text(value)).collect();
                format!("[{}]", items?.join(", "))
            }
            Self::Autoincrement => "autoincrement()".to_owned(),
            Self::Now => "now()".to_owned(),
            Self::Expression(text) => format!("dbgenerated({})", quoted(text)),
        })
    }
}

const BASE64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Standard base64 with padding.
fn base64(bytes: &[u8]) -> String {
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let at = |index: usize| u32::from(chunk.get(index).copied().unwrap_or(0));
        let group = at(0) << 16 | at(1) << 8 | at(2);
        for place in 0..4 {
            match place <= chunk.len() {
                true => out.push(char::from(BASE64[(group >> (18 - 6 * place)) as usize & 63])),
                false => out.push('='),
            }
        }
    }
    out
}
