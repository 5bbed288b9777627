//! `[UNIQUE] [USING gin] (lower(name) gin_trgm_ops DESC, …) [INCLUDE (…)] [NULLS NOT DISTINCT]
//! [WITH (…)] [WHERE …]`: what follows CREATE in PostgreSQL's own grammar, the name and the table
//! left out.

use crate::catalogue::{Expression, Index, IndexKey, KeyPart, NullsOrder, OperatorClass, Order};
use crate::scan::{Kind, Token, closing, split_commas, tokens};
use std::collections::BTreeMap;

pub(super) fn parse(sql: &str) -> Result<Index, String> {
    let tokens = tokens(sql);
    let mut at = 0;
    let mut index = Index { method: "btree".to_owned(), ..Index::default() };
    index.unique = eat(&tokens, &mut at, "unique");
    if eat(&tokens, &mut at, "using") {
        let method = tokens.get(at).and_then(Token::name);
        index.method = method.ok_or("needs a method after `USING`")?;
        at += 1;
    }
    let keys = group(sql, &tokens, &mut at).ok_or("needs its keys in parentheses")?;
    index.keys = split_commas(keys).into_iter().map(key).collect::<Result<_, _>>()?;
    clauses(sql, &tokens, at, &mut index)?;
    Ok(index)
}

fn clauses(
    sql: &str,
    tokens: &[Token<'_>],
    mut at: usize,
    index: &mut Index,
) -> Result<(), String> {
    while let Some(token) = tokens.get(at) {
        at += 1;
        if token.is("include") {
            let columns = group(sql, tokens, &mut at).ok_or("needs columns after `INCLUDE`")?;
            index.include = columns_of(columns);
        } else if token.is("nulls") {
            index.nulls_not_distinct = eat(tokens, &mut at, "not");
            eat(tokens, &mut at, "distinct");
        } else if token.is("with") {
            let options = group(sql, tokens, &mut at).ok_or("needs options after `WITH`")?;
            index.options = self::options(options);
        } else if token.is("where") {
            let rest = sql[token.end()..].trim();
            index.predicate = Some(Expression::new(rest));
            return Ok(());
        } else {
            return Err(format!("can't be read from `{}` on", &sql[token.at..]));
        }
    }
    Ok(())
}

fn eat(tokens: &[Token<'_>], at: &mut usize, word: &str) -> bool {
    let there = tokens.get(*at).is_some_and(|token| token.is(word));
    *at += usize::from(there);
    there
}

/// What stands in the parentheses that open here.
pub(super) fn group<'a>(sql: &'a str, tokens: &[Token<'_>], at: &mut usize) -> Option<&'a str> {
    let open = tokens.get(*at).filter(|token| token.is("("))?;
    let close = closing(tokens, *at)?;
    *at = close + 1;
    Some(sql[open.end()..tokens[close].at].trim())
}

/// `a, "B"` as names.
pub(super) fn columns_of(sql: &str) -> Vec<String> {
    let name = |part: &str| tokens(part).first().and_then(Token::name);
    split_commas(sql).into_iter().filter_map(name).collect()
}

/// `fillfactor = 70, fastupdate = off`.
pub(super) fn options(sql: &str) -> BTreeMap<String, String> {
    let pair = |part: &str| {
        let (name, value) = part.split_once('=').unwrap_or((part, "true"));
        (name.trim().to_lowercase(), value.trim().trim_matches('\'').to_owned())
    };
    split_commas(sql).into_iter().filter(|part| !part.is_empty()).map(pair).collect()
}

fn key(sql: &str) -> Result<IndexKey, String> {
    let tokens = tokens(sql);
    let (part, mut at) = part(sql, &tokens).ok_or("has an empty key")?;
    let mut key = IndexKey { part, ..IndexKey::column("") };
    if eat(&tokens, &mut at, "collate") {
        let from = at;
        at += if tokens.get(at + 1).is_some_and(|token| token.is(".")) { 3 } else { 1 };
        let last = tokens.get(at - 1).ok_or("needs a name after `COLLATE`")?;
        key.collation = Some(sql[tokens[from].at..last.end()].to_owned());
    }
    key.operator_class = operator_class(sql, &tokens, &mut at);
    if eat(&tokens, &mut at, "desc") {
        key.order = Order::Descending;
    } else {
        key.order_written = eat(&tokens, &mut at, "asc");
    }
    key.nulls = key.order.default_nulls();
    if eat(&tokens, &mut at, "nulls") {
        key.nulls = match eat(&tokens, &mut at, "first") {
            true => NullsOrder::First,
            false => NullsOrder::Last,
        };
        at += usize::from(key.nulls == NullsOrder::Last);
    }
    match tokens.get(at) {
        None => Ok(key),
        Some(token) => Err(format!("has a key that can't be read from `{}` on", &sql[token.at..])),
    }
}

/// A column, an expression in parentheses, or a call of a function.
fn part(sql: &str, tokens: &[Token<'_>]) -> Option<(KeyPart, usize)> {
    let expression = |end: usize| {
        let text = &sql[tokens[0].at..tokens[end].end()];
        (KeyPart::Expression(Expression::new(text)), end + 1)
    };
    let mut at = 0;
    while tokens.get(at + 1).is_some_and(|token| token.is(".")) {
        at += 2;
    }
    let first = tokens.first()?;
    let called = tokens.get(at + 1).is_some_and(|token| token.is("("));
    match (first.is("("), called) {
        (true, _) => Some(expression(closing(tokens, 0)?)),
        (false, true) => Some(expression(closing(tokens, at + 1)?)),
        (false, false) => Some((KeyPart::Column(first.name()?), 1)),
    }
}

fn operator_class(sql: &str, tokens: &[Token<'_>], at: &mut usize) -> OperatorClass {
    let is_class = |token: &&Token<'_>| {
        let reserved = ["asc", "desc", "nulls"].iter().any(|word| token.is(word));
        matches!(token.kind, Kind::Word | Kind::Ident) && !reserved
    };
    let Some(first) = tokens.get(*at).filter(is_class) else {
        return OperatorClass::Default(None);
    };
    *at += 1;
    while tokens.get(*at).is_some_and(|token| token.is(".")) {
        *at += 2;
    }
    group(sql, tokens, at);
    let end = tokens.get(*at - 1).map_or(sql.len(), Token::end);
    OperatorClass::Named(sql[first.at..end].to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    fn check(sql: &str, expected: Expect) {
        let index = parse(sql).map(|index| {
            let create = crate::sql::create_index(&crate::Name::bare("t"), "i", &index);
            format!("{create} {:?}", index.columns().collect::<Vec<_>>())
        });
        expected.assert_eq(&index.unwrap_or_else(|problem| problem));
    }

    #[test]
    fn an_index_in_the_words_of_the_server() {
        check(
            "USING gin (lower(name) gin_trgm_ops) WHERE active",
            expect![[
                r#"CREATE INDEX "i" ON "t" USING GIN ((lower(name)) gin_trgm_ops) WHERE (active) []"#
            ]],
        );
        check(
            r#"UNIQUE (a COLLATE "C" DESC NULLS LAST, (b + 1), s.f("C")) INCLUDE ("D") NULLS NOT DISTINCT WITH (fillfactor = 70)"#,
            expect![[
                r#"CREATE UNIQUE INDEX "i" ON "t"("a" COLLATE "C" DESC NULLS LAST, (b + 1), (s.f("C"))) INCLUDE ("D") NULLS NOT DISTINCT WITH (fillfactor = 70) ["a"]"#
            ]],
        );
        check("lower(name)", expect!["needs its keys in parentheses"]);
    }
}
