//! Names and literals in SQL.

use crate::catalogue::{BaseType, ColumnDefault, ColumnType, DEFAULT_SCHEMA, Literal, Name};

pub(crate) use psl::sql::ident;

/// Bare in the default schema, as Prisma 7 writes it, and qualified in any other.
pub(crate) fn name(name: &Name) -> String {
    match name.schema == DEFAULT_SCHEMA {
        true => ident(&name.name),
        false => format!("{}.{}", ident(&name.schema), ident(&name.name)),
    }
}

/// Backslashes stand for themselves: `standard_conforming_strings` has been on since 9.1.
pub(crate) fn string(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

pub(crate) fn list(names: &[String], separator: &str) -> String {
    names.iter().map(|name| ident(name)).collect::<Vec<_>>().join(separator)
}

/// In parentheses, but not in two pairs of them: PostgreSQL prints its own.
pub(crate) fn expression_in_parentheses(text: &str) -> String {
    match is_parenthesised(text) {
        true => text.to_owned(),
        false => format!("({text})"),
    }
}

/// Whether the first parenthesis closes with the last character.
fn is_parenthesised(text: &str) -> bool {
    let (mut depth, mut quote) = (0i32, None);
    for (at, character) in text.char_indices() {
        match (quote, character) {
            (Some(open), _) if open == character => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(character),
            (None, '(') => depth += 1,
            (None, ')') => depth -= 1,
            (None, _) => {}
        }
        if depth == 0 {
            return at > 0 && at + character.len_utf8() == text.len();
        }
    }
    false
}

pub(crate) fn column_type(ty: &ColumnType) -> String {
    let base = match &ty.base {
        BaseType::Native(native, modifiers) => format!("{}{}", native.sql(), args(modifiers)),
        BaseType::Enum(of) => name(of),
        BaseType::Other(text) => text.clone(),
    };
    if ty.list { format!("{base}[]") } else { base }
}

fn args(modifiers: &[u32]) -> String {
    match modifiers {
        [] => String::new(),
        some => {
            let parts: Vec<String> = some.iter().map(u32::to_string).collect();
            format!("({})", parts.join(","))
        }
    }
}

/// The SQL of a default; none for `SERIAL`, whose type says it.
pub(crate) fn default(default: &ColumnDefault, ty: &ColumnType) -> Option<String> {
    match default {
        ColumnDefault::Literal(value) => Some(literal(value, ty)),
        ColumnDefault::Now => Some("CURRENT_TIMESTAMP".to_owned()),
        ColumnDefault::Autoincrement => None,
        ColumnDefault::Expression(expression) => Some(expression.text.clone()),
    }
}

fn literal(value: &Literal, ty: &ColumnType) -> String {
    match value {
        Literal::Text(text) => string(text),
        Literal::Number(text) => text.clone(),
        Literal::Boolean(value) => value.to_string(),
        Literal::List(items) => {
            let items: Vec<String> = items.iter().map(|item| literal(item, ty)).collect();
            format!("ARRAY[{}]::{}", items.join(", "), column_type(ty))
        }
    }
}
