//! From the server's print of a default to its normal form: constants lose their quotes and casts,
//! all else stays an expression.

use pgschema::catalogue::{ColumnDefault, Expression, Literal, Native};

pub(super) fn parse(text: &str, numeric: bool) -> ColumnDefault {
    if matches!(text, "CURRENT_TIMESTAMP" | "now()") {
        return ColumnDefault::Now;
    }
    match literal(text, numeric) {
        Some(literal) => ColumnDefault::Literal(literal),
        None => ColumnDefault::Expression(Expression::new(text)),
    }
}

pub(super) fn is_number(native: Native) -> bool {
    use Native::{BigInt, Decimal, DoublePrecision, Integer, Real, SmallInt};
    matches!(native, SmallInt | Integer | BigInt | Decimal | Real | DoublePrecision)
}

/// The whole text as one constant.
fn literal(text: &str, numeric: bool) -> Option<Literal> {
    let (value, rest) = value(text, numeric)?;
    is_casts(rest).then_some(value)
}

/// A constant at the beginning, and what follows it.
fn value(text: &str, numeric: bool) -> Option<(Literal, &str)> {
    if text.starts_with('\'') || text.starts_with("E'") {
        let (value, rest) = string(text)?;
        return Some((from_string(value, rest, numeric), rest));
    }
    if let Some(items) = text.strip_prefix("ARRAY[") {
        return list(items, numeric);
    }
    if let Some(inner) = text.strip_prefix("(ARRAY[") {
        let (value, rest) = list(inner, numeric)?;
        let (casts, rest) = rest.split_once(')')?;
        return is_casts(casts).then_some((value, rest));
    }
    let end = text.find([':', ',', ']']).unwrap_or(text.len());
    let (word, rest) = text.split_at(end);
    Some((word_literal(word)?, rest))
}

fn word_literal(word: &str) -> Option<Literal> {
    match word {
        "true" => Some(Literal::Boolean(true)),
        "false" => Some(Literal::Boolean(false)),
        number => {
            let bare = number.strip_prefix('(').and_then(|n| n.strip_suffix(')')).unwrap_or(number);
            is_decimal(bare).then(|| Literal::Number(bare.to_owned()))
        }
    }
}

/// Digits with a sign and a point: what the server prints for numbers that need no quotes.
fn is_decimal(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || c == '.')
}

/// Negative and large numbers are printed as strings with a cast; an array as `'{1,2}'`, where
/// somebody wrote it so.
fn from_string(value: String, rest: &str, numeric: bool) -> Literal {
    let list = rest.trim_end().ends_with("[]");
    let boolean = rest.starts_with("::boolean");
    match list.then(|| array_items(&value)).flatten() {
        Some(items) => {
            let item = |item| item_literal(item, numeric, boolean);
            Literal::List(items.into_iter().map(item).collect())
        }
        None if numeric && !list => number_or_text(value),
        None => Literal::Text(value),
    }
}

fn item_literal(item: String, numeric: bool, boolean: bool) -> Literal {
    match item.as_str() {
        "t" | "true" if boolean => Literal::Boolean(true),
        "f" | "false" if boolean => Literal::Boolean(false),
        _ if numeric => number_or_text(item),
        _ => Literal::Text(item),
    }
}

/// `NaN` and `Infinity` are no numbers without their quotes.
fn number_or_text(value: String) -> Literal {
    let digits = value.strip_prefix('-').unwrap_or(&value);
    match digits.starts_with(|c: char| c.is_ascii_digit()) {
        true => Literal::Number(value),
        false => Literal::Text(value),
    }
}

/// The items of `{a,"b c"}`; none where one of them is NULL or an array itself.
fn array_items(text: &str) -> Option<Vec<String>> {
    let inside = text.strip_prefix('{')?.strip_suffix('}')?;
    let (mut items, mut item, mut quoted) = (Vec::new(), String::new(), false);
    let mut chars = inside.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => quoted = !quoted,
            '\\' => item.push(chars.next()?),
            ',' if !quoted => items.push(std::mem::take(&mut item)),
            '{' | '}' if !quoted => return None,
            c => item.push(c),
        }
    }
    if !inside.is_empty() {
        items.push(item);
    }
    (!items.iter().any(|item| item.eq_ignore_ascii_case("null"))).then_some(items)
}

/// A string, unquoted, and what follows it. In `E'…'` the server doubles backslashes and nothing else.
fn string(text: &str) -> Option<(String, &str)> {
    let escaped = text.starts_with('E');
    let inside = &text[if escaped { 2 } else { 1 }..];
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

/// The items of `ARRAY[…]` and what follows the bracket.
fn list(mut text: &str, numeric: bool) -> Option<(Literal, &str)> {
    let mut items = Vec::new();
    loop {
        if let Some(rest) = text.strip_prefix(']') {
            return Some((Literal::List(items), rest));
        }
        let (item, rest) = value(text, numeric)?;
        let end = end_of_item(rest)?;
        if !is_casts(&rest[..end]) {
            return None;
        }
        items.push(item);
        text = rest[end..].trim_start_matches(", ");
    }
}

/// Casts can hold commas and brackets of their own: `::numeric(10,2)[]`.
fn end_of_item(text: &str) -> Option<usize> {
    let mut depth = 0_i32;
    text.char_indices().find_map(|(at, c)| {
        let ends = depth == 0 && matches!(c, ',' | ']');
        depth += i32::from(matches!(c, '(' | '[')) - i32::from(matches!(c, ')' | ']'));
        ends.then_some(at)
    })
}

/// Nothing but casts: `::text`, `::"Mood"`, `::character varying(3)[]`.
fn is_casts(text: &str) -> bool {
    let is_type = |c: char| c.is_alphanumeric() || " _.\"(),[]$".contains(c);
    match text.strip_prefix("::") {
        Some(types) => types.split("::").all(|name| !name.is_empty() && name.chars().all(is_type)),
        None => text.is_empty(),
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::parse;

    fn check(text: &str, numeric: bool, expected: Expect) {
        expected.assert_eq(&format!("{:?}", parse(text, numeric)));
    }

    #[test]
    fn constants_lose_their_quotes_and_casts() {
        check("'it''s'::text", false, expect![[r#"Literal(Text("it's"))"#]]);
        check(r"E'\\x00'::bytea", false, expect![[r#"Literal(Text("\\x00"))"#]]);
        check("'draft'::studio.\"State\"", false, expect![[r#"Literal(Text("draft"))"#]]);
        check("'-1'::integer", true, expect![[r#"Literal(Number("-1"))"#]]);
        check("1.50", true, expect![[r#"Literal(Number("1.50"))"#]]);
        check("(-1)", true, expect![[r#"Literal(Number("-1"))"#]]);
        check("'NaN'::double precision", true, expect![[r#"Literal(Text("NaN"))"#]]);
        check("true", false, expect!["Literal(Boolean(true))"]);
        check("CURRENT_TIMESTAMP", false, expect!["Now"]);
    }

    #[test]
    fn lists_are_lists_however_they_are_printed() {
        check("'{}'::text[]", false, expect!["Literal(List([]))"]);
        check(
            "'{1,-2}'::integer[]",
            true,
            expect![[r#"Literal(List([Number("1"), Number("-2")]))"#]],
        );
        check("'{t}'::boolean[]", false, expect!["Literal(List([Boolean(true)]))"]);
        check(
            r#"'{a,"b, c"}'::text[]"#,
            false,
            expect![[r#"Literal(List([Text("a"), Text("b, c")]))"#]],
        );
        check("ARRAY[]::text[]", false, expect!["Literal(List([]))"]);
        check(
            "ARRAY['a'::text, 'b]'::text]",
            false,
            expect![[r#"Literal(List([Text("a"), Text("b]")]))"#]],
        );
        check("ARRAY[1, 2]", true, expect![[r#"Literal(List([Number("1"), Number("2")]))"#]]);
        check(
            "(ARRAY['a'::character varying])::character varying(3)[]",
            false,
            expect![[r#"Literal(List([Text("a")]))"#]],
        );
    }

    #[test]
    fn all_else_is_an_expression() {
        check(
            "gen_random_uuid()",
            false,
            expect![[r#"Expression(Expression { text: "gen_random_uuid()" })"#]],
        );
        check(
            "('a'::text || 'b'::text)",
            false,
            expect![[r#"Expression(Expression { text: "('a'::text || 'b'::text)" })"#]],
        );
        check(
            "'a'::text || 'b'::text",
            false,
            expect![[r#"Expression(Expression { text: "'a'::text || 'b'::text" })"#]],
        );
    }
}
