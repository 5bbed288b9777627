//! The arguments of `///` directives. Their places and names are `psl`'s affair; what the
//! text between the parentheses means to PostgreSQL is read here.

use super::error::{DirectiveProblem, SchemaError, SchemaErrorKind};
use psl::schema::{Directive, Docs, Field, Model};

/// Raw SQL and the name that `map:` gives it.
pub(super) struct NamedSql {
    pub(super) sql: String,
    pub(super) name: Option<String>,
}

pub(super) fn all<'a>(docs: &'a Docs, name: &'a str) -> impl Iterator<Item = &'a Directive> {
    docs.directives.iter().filter(move |directive| directive.name == name)
}

/// `@check(raw SQL[, map: "name"])`.
pub(super) fn check(directive: &Directive) -> Result<NamedSql, SchemaError> {
    named_sql("check", directive)
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

fn problem(directive: &'static str, at: &Directive, problem: DirectiveProblem) -> SchemaError {
    SchemaError { span: at.span.clone(), kind: SchemaErrorKind::Directive { directive, problem } }
}

/// Takes a closing `, map: "name"` off. A comma inside parentheses or quotes is the SQL's own.
fn split_map(args: &str) -> NamedSql {
    let named = last_top_level_comma(args).and_then(|comma| {
        let name = args[comma + 1..].trim().strip_prefix("map:")?;
        Some(NamedSql { sql: args[..comma].trim().to_owned(), name: Some(quoted(name.trim())?) })
    });
    named.unwrap_or_else(|| NamedSql { sql: args.to_owned(), name: None })
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
    let inner = text.strip_prefix('"')?.strip_suffix('"')?;
    (!inner.is_empty()).then(|| inner.to_owned())
}
