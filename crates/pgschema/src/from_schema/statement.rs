//! What a CREATE statement of a file creates.

use crate::catalogue::{DEFAULT_SCHEMA, Name, ObjectKind};
use crate::scan::{Token, closing, split_commas, tokens};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Created {
    /// Also a procedure. By name and argument types.
    Function(Name),
    Trigger {
        name: String,
        table: Name,
    },
    Object(ObjectKind, Name),
}

/// Reads the head of a statement: what it makes, and how that is called.
pub(super) fn created(sql: &str) -> Option<Created> {
    let tokens = tokens(sql);
    let mut at = usize::from(tokens.first()?.is("create"));
    if tokens.get(at)?.is("or") {
        at += 2;
    }
    let skipped = ["constraint", "trusted", "temporary"];
    at += usize::from(skipped.iter().any(|word| tokens.get(at).is_some_and(|it| it.is(word))));
    let word = tokens.get(at)?;
    let (name, after) = qualified(&tokens, at + 1)?;
    let object = |kind| Some(Created::Object(kind, name.clone()));
    match word.text.to_lowercase().as_str() {
        "function" | "procedure" => Some(Created::Function(routine(sql, &tokens, name, after)?)),
        "aggregate" => {
            Some(Created::Object(ObjectKind::Aggregate, routine(sql, &tokens, name, after)?))
        }
        "trigger" => {
            let on = tokens.iter().skip(after).position(|token| token.is("on"))? + after;
            let (table, _) = qualified(&tokens, on + 1)?;
            Some(Created::Trigger { name: name.name, table })
        }
        "domain" => object(ObjectKind::Domain),
        "collation" => object(ObjectKind::Collation),
        "statistics" => object(ObjectKind::Statistics),
        "type" if tokens.get(after)?.is("as") && tokens.get(after + 1)?.is("range") => {
            object(ObjectKind::Range)
        }
        "type" if tokens.get(after)?.is("as") && tokens.get(after + 1)?.is("(") => {
            object(ObjectKind::Composite)
        }
        _ => None,
    }
}

/// `schema.name` or `name`, and what follows it.
pub(super) fn qualified(tokens: &[Token<'_>], at: usize) -> Option<(Name, usize)> {
    let first = tokens.get(at)?.name()?;
    match tokens.get(at + 1).is_some_and(|token| token.is(".")) {
        true => Some((Name::new(first, tokens.get(at + 2)?.name()?), at + 3)),
        false => Some((Name::new(DEFAULT_SCHEMA, first), at + 1)),
    }
}

/// `touch` and `(a int DEFAULT 1, b text)` → `touch(a int, b text)`: what DROP and COMMENT take.
fn routine(sql: &str, tokens: &[Token<'_>], name: Name, open: usize) -> Option<Name> {
    let close = closing(tokens, open)?;
    let inside = &sql[tokens.get(open)?.end()..tokens[close].at];
    let arguments: Vec<String> = split_commas(inside).into_iter().map(without_default).collect();
    Some(Name::new(name.schema, format!("{}({})", name.name, arguments.join(", "))))
}

fn without_default(argument: &str) -> String {
    let tokens = tokens(argument);
    let default = tokens.iter().position(|token| token.is("default") || token.is("="));
    let kept = &tokens[..default.unwrap_or(tokens.len())];
    let end = kept.last().map_or(0, Token::end);
    argument[..end].split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `CREATE FUNCTION` → `CREATE OR REPLACE FUNCTION`, so that it can be changed in place.
pub(super) fn replaceable(sql: &str) -> String {
    let tokens = tokens(sql);
    match tokens.as_slice() {
        [create, next, ..] if create.is("create") && !next.is("or") => {
            format!("CREATE OR REPLACE {}", &sql[next.at..])
        }
        _ => sql.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_of_a_statement_says_what_it_makes() {
        let name = |name: &str| Name::bare(name);
        let function =
            "CREATE FUNCTION Touch(a int = 1, b numeric(3, 1)\n DEFAULT 2) RETURNS int …";
        let made = Created::Function(name("touch(a int, b numeric(3, 1))"));
        assert_eq!(created(function), Some(made));
        let trigger =
            r#"create or replace trigger t after insert or update of x on s."Y" for each row …"#;
        let made = Created::Trigger { name: "t".into(), table: Name::new("s", "Y") };
        assert_eq!(created(trigger), Some(made));
        let kind = |sql| match created(sql) {
            Some(Created::Object(kind, name)) => format!("{kind} {name}"),
            other => format!("{other:?}"),
        };
        assert_eq!(kind("CREATE TYPE p AS (x int)"), "composite type public.p");
        assert_eq!(kind("CREATE TYPE p AS RANGE (subtype = int)"), "range type public.p");
        assert_eq!(kind("CREATE DOMAIN a.p AS int"), "domain a.p");
        assert_eq!(kind("DROP TABLE x"), "None");
    }
}
