use std::marker::PhantomData;
use std::ops::{BitAnd, BitOr, Not};

use super::link::Link;
use super::text::Text;
use super::{Table, Value};

/// Which rows of `M` are meant.
#[derive(Debug)]
pub struct Filter<M> {
    pub(super) expr: Expr,
    of: PhantomData<fn() -> M>,
}

#[derive(Debug)]
pub(super) enum Expr {
    /// With nothing in it: true.
    All(Vec<Expr>),
    /// With nothing in it: false.
    Any(Vec<Expr>),
    Not(Box<Expr>),
    Column {
        at: usize,
        template: &'static str,
        value: Option<Box<dyn Value>>,
    },
    /// There is a related row that fits.
    Related {
        link: Link,
        table: &'static Table,
        fits: Box<Expr>,
    },
    /// It is related to the row whose values these are.
    Of {
        link: Link,
        values: Vec<Box<dyn Value>>,
    },
}

/// All of these; of none, every row.
pub fn all<M>(filters: impl IntoIterator<Item = Filter<M>>) -> Filter<M> {
    Filter::new(Expr::All(filters.into_iter().map(|it| it.expr).collect()))
}

/// At least one of these; of none, no row.
pub fn any<M>(filters: impl IntoIterator<Item = Filter<M>>) -> Filter<M> {
    Filter::new(Expr::Any(filters.into_iter().map(|it| it.expr).collect()))
}

pub fn not<M>(filter: Filter<M>) -> Filter<M> {
    Filter::new(Expr::Not(Box::new(filter.expr)))
}

impl<M> Filter<M> {
    pub(super) fn new(expr: Expr) -> Self {
        Self { expr, of: PhantomData }
    }

    pub fn and(self, other: Self) -> Self {
        all([self, other])
    }

    pub fn or(self, other: Self) -> Self {
        any([self, other])
    }
}

impl<M> BitAnd for Filter<M> {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        self.and(other)
    }
}

impl<M> BitOr for Filter<M> {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        self.or(other)
    }
}

impl<M> Not for Filter<M> {
    type Output = Self;

    fn not(self) -> Self {
        not(self)
    }
}

impl Expr {
    pub(super) fn compare(at: usize, template: &'static str, value: impl Value + 'static) -> Self {
        Self::Column { at, template, value: Some(Box::new(value)) }
    }

    pub(super) fn check(at: usize, template: &'static str) -> Self {
        Self::Column { at, template, value: None }
    }

    /// As SQL, for the rows that are called `alias`.
    pub(super) fn write<'a>(&'a self, text: &mut Text<'a>, table: &Table, alias: &str) {
        match self {
            Self::All(parts) => group(text, parts, (" AND ", "TRUE"), table, alias),
            Self::Any(parts) => group(text, parts, (" OR ", "FALSE"), table, alias),
            Self::Not(inner) => {
                text.push("(");
                inner.write(text, table, alias);
                // What is neither true nor false does not fit, so its opposite does.
                text.push(") IS NOT TRUE");
            }
            Self::Column { at, template, value } => {
                text.comparison(template, alias, &table.columns[*at], value.as_deref());
            }
            Self::Related { link, table: other, fits } => {
                let inner = text.alias();
                text.push("EXISTS (SELECT 1 FROM ").push(other.name).push(" AS ").push(&inner);
                link.join(text, table, alias, (other, &inner));
                text.push(" AND ");
                fits.write(text, other, &inner);
                text.push(")");
            }
            Self::Of { link, values } => link.of(text, table, alias, values),
        }
    }
}

fn group<'a>(
    text: &mut Text<'a>,
    parts: &'a [Expr],
    (between, empty): (&str, &str),
    table: &Table,
    alias: &str,
) {
    match parts {
        [] => {
            text.push(empty);
        }
        [only] => only.write(text, table, alias),
        _ => {
            text.push("(");
            text.joined(between, parts, |text, part| part.write(text, table, alias));
            text.push(")");
        }
    }
}
