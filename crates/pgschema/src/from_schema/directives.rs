//! The arguments of `///` directives. Their places and names are `psl`'s affair; what the
//! text between the parentheses means to PostgreSQL is read here.

use super::error::{DirectiveProblem, SchemaError, SchemaErrorKind};
use psl::directives::quoted_name;
use psl::schema::{Directive, Docs, Field, Model};

/// Raw SQL and the name that `map:` gives it.
pub(super) struct NamedSql {
    pub(super) sql: String,
    pub(super) name: Option<String>,
    /// Bare words behind it: `noInherit`, `notValid`.
    pub(super) words: Vec<String>,
}

impl NamedSql {
    pub(super) fn says(&self, word: &str) -> bool {
        self.words.iter().any(|it| it == word)
    }
}

pub(super) fn all<'a>(docs: &'a Docs, name: &'a str) -> impl Iterator<Item = &'a Directive> {
    docs.directives.iter().filter(move |directive| directive.name == name)
}

/// `@check(raw SQL[, map: "name"][, noInherit][, notValid])`.
pub(super) fn check(directive: &Directive) -> Result<NamedSql, SchemaError> {
    named_sql("check", directive)
}

/// `@index([UNIQUE] [USING gin] (lower(name)) …[, map: "name"])`.
pub(super) fn index(directive: &Directive) -> Result<NamedSql, SchemaError> {
    named_sql("index", directive)
}

/// `"name"[, SQL]`: a policy, a partition, a sequence.
pub(super) fn name_and_sql<'a>(
    name: &'static str,
    directive: &'a Directive,
) -> Result<(String, &'a str), SchemaError> {
    let (named, rest) = quoted_name(directive.args.trim())
        .ok_or_else(|| problem(name, directive, DirectiveProblem::Unquoted))?;
    Ok((named, rest.trim_start().trim_start_matches(',').trim()))
}

/// `"path"[, word]`: the path, and the word in lower case.
pub(super) fn file(
    name: &'static str,
    directive: &Directive,
) -> Result<(String, String), SchemaError> {
    let (path, word) = name_and_sql(name, directive)?;
    Ok((path, word.to_lowercase()))
}

/// `[SUBJECT name, ]"text"`, the text without its quotes and escapes.
pub(super) fn comment(directive: &Directive) -> Result<(&str, String), SchemaError> {
    let args = directive.args.trim();
    let (subject, text) = match last_comma_before_text(args) {
        Some(comma) => (args[..comma].trim(), args[comma + 1..].trim()),
        None => ("", args),
    };
    let inner = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    let inner = inner.ok_or_else(|| problem("comment", directive, DirectiveProblem::Unquoted))?;
    Ok((subject, unescaped(inner)))
}

fn last_comma_before_text(args: &str) -> Option<usize> {
    let (mut quoted, mut escaped, mut depth, mut last) = (false, false, 0_i32, None);
    for (at, c) in args.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ if quoted => {}
            '(' => depth += 1,
            ')' => depth -= 1,
            ',' if depth == 0 => last = Some(at),
            _ => {}
        }
    }
    last
}

fn unescaped(text: &str) -> String {
    let mut chars = text.chars();
    let mut out = String::with_capacity(text.len());
    while let Some(c) = chars.next() {
        match (c, c == '\\') {
            (_, true) => out.extend(chars.next().map(|escaped| match escaped {
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                other => other,
            })),
            (c, false) => out.push(c),
        }
    }
    out
}

/// `@exclude(USING gist (…) [WHERE (…)][, map: "name"])`.
pub(super) fn exclude(directive: &Directive) -> Result<NamedSql, SchemaError> {
    let named = named_sql("exclude", directive)?;
    let begins = named.sql.get(..5).is_some_and(|word| word.eq_ignore_ascii_case("using"));
    match begins {
        true => Ok(named),
        false => Err(problem("exclude", directive, DirectiveProblem::WithoutMethod)),
    }
}

/// `@partial(raw SQL)`.
pub(super) fn partial(directive: &Directive) -> Result<String, SchemaError> {
    Ok(named_sql("partial", directive)?.sql)
}

/// `@include(field, …)`, as columns.
pub(super) fn include(model: &Model, directive: &Directive) -> Result<Vec<String>, SchemaError> {
    let names = directive.args.split(',').map(str::trim).filter(|name| !name.is_empty());
    names
        .map(|name| {
            let field = model.fields.iter().find(|field| field.name == name);
            let scalar = field.and_then(Field::scalar).ok_or_else(|| {
                problem("include", directive, DirectiveProblem::UnknownField(name.to_owned()))
            })?;
            Ok(scalar.db_name.clone())
        })
        .collect()
}

/// `@renamedFrom("old")`.
pub(crate) fn renamed_from(directive: &Directive) -> Result<String, SchemaError> {
    quoted(directive.args.trim())
        .ok_or_else(|| problem("renamedFrom", directive, DirectiveProblem::Unquoted))
}

fn named_sql(name: &'static str, directive: &Directive) -> Result<NamedSql, SchemaError> {
    let named = split_map(directive.args.trim());
    match named.sql.is_empty() {
        true => Err(problem(name, directive, DirectiveProblem::Empty)),
        false => Ok(named),
    }
}

pub(super) fn sql_problem(
    name: &'static str,
    directive: &Directive,
    what: impl Into<String>,
) -> SchemaError {
    problem(name, directive, DirectiveProblem::Sql(what.into()))
}

pub(super) fn problem(
    directive: &'static str,
    at: &Directive,
    problem: DirectiveProblem,
) -> SchemaError {
    SchemaError { span: at.span.clone(), kind: SchemaErrorKind::Directive { directive, problem } }
}

/// The bare words that may follow the SQL of a directive.
const WORDS: [&str; 3] = ["noInherit", "notValid", "virtual"];

/// Takes a closing `, map: "name"` and closing words off. A comma inside parentheses or quotes is
/// the SQL's own.
pub(super) fn split_map(args: &str) -> NamedSql {
    let mut it = NamedSql { sql: args.trim().to_owned(), name: None, words: Vec::new() };
    while let Some(comma) = last_top_level_comma(&it.sql) {
        let last = it.sql[comma + 1..].trim().to_owned();
        let name = last.strip_prefix("map:").and_then(|name| quoted(name.trim()));
        match (name, WORDS.contains(&last.as_str())) {
            (Some(name), _) => it.name = Some(name),
            (None, true) => it.words.push(last),
            (None, false) => break,
        }
        it.sql.truncate(comma);
        it.sql.truncate(it.sql.trim_end().len());
    }
    it
}

fn last_top_level_comma(text: &str) -> Option<usize> {
    let (mut depth, mut quote, mut last) = (0i32, None, None);
    for (at, character) in text.char_indices() {
        match (quote, character) {
            (Some(open), _) if open == character => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(character),
            (None, '(' | '[') => depth += 1,
            (None, ')' | ']') => depth -= 1,
            (None, ',') if depth == 0 => last = Some(at),
            (None, _) => {}
        }
    }
    last
}

fn quoted(text: &str) -> Option<String> {
    let (name, rest) = quoted_name(text)?;
    (!name.is_empty() && rest.is_empty()).then_some(name)
}
