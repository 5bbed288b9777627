use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use super::filter::Expr;
use super::{Change, Filter, Model, Number, Order, Scalar, Set, TextLike, Value};

/// A column of `M` that is never NULL.
pub struct Column<M, T> {
    at: usize,
    of: PhantomData<fn() -> (M, T)>,
}

/// A column that may be NULL: all that a [`Column`] can, and NULL.
pub struct Nullable<M, T>(Column<M, T>);

/// A column of lists.
pub struct List<M, T> {
    at: usize,
    of: PhantomData<fn() -> (M, T)>,
}

impl<M: Model, T: Scalar> Column<M, T> {
    pub const fn new(at: usize) -> Self {
        Self { at, of: PhantomData }
    }

    pub fn eq(self, value: impl Into<T>) -> Filter<M> {
        self.compare("$c = $p", value.into())
    }

    pub fn ne(self, value: impl Into<T>) -> Filter<M> {
        self.compare("$c <> $p", value.into())
    }

    pub fn lt(self, value: impl Into<T>) -> Filter<M> {
        self.compare("$c < $p", value.into())
    }

    pub fn lte(self, value: impl Into<T>) -> Filter<M> {
        self.compare("$c <= $p", value.into())
    }

    pub fn gt(self, value: impl Into<T>) -> Filter<M> {
        self.compare("$c > $p", value.into())
    }

    pub fn gte(self, value: impl Into<T>) -> Filter<M> {
        self.compare("$c >= $p", value.into())
    }

    /// One of these; of no values, none.
    pub fn is_in(self, values: impl IntoIterator<Item = impl Into<T>>) -> Filter<M> {
        self.compare("$c = ANY($p)", collect::<T>(values))
    }

    pub fn not_in(self, values: impl IntoIterator<Item = impl Into<T>>) -> Filter<M> {
        self.compare("$c <> ALL($p)", collect::<T>(values))
    }

    pub fn set(self, value: impl Into<T>) -> Set<M> {
        Set::new(self.at, "$p", value.into())
    }

    pub fn asc(self) -> Order<M> {
        Order::new(self.at, false, false)
    }

    pub fn desc(self) -> Order<M> {
        Order::new(self.at, true, false)
    }

    pub fn change(self, change: Change<T>) -> Option<Set<M>> {
        change.of(self.at)
    }

    fn compare(self, template: &'static str, value: impl Value + 'static) -> Filter<M> {
        Filter::new(Expr::compare(self.at, template, value))
    }
}

impl<M: Model, T: TextLike> Column<M, T> {
    /// As LIKE searches: upper and lower case differ.
    pub fn contains(self, part: &str) -> Filter<M> {
        self.like("$c LIKE $p", format!("%{}%", escaped(part)))
    }

    pub fn starts_with(self, part: &str) -> Filter<M> {
        self.like("$c LIKE $p", format!("{}%", escaped(part)))
    }

    pub fn ends_with(self, part: &str) -> Filter<M> {
        self.like("$c LIKE $p", format!("%{}", escaped(part)))
    }

    /// As ILIKE searches: upper and lower case are the same.
    pub fn contains_any_case(self, part: &str) -> Filter<M> {
        self.like("$c ILIKE $p", format!("%{}%", escaped(part)))
    }

    pub fn eq_any_case(self, text: &str) -> Filter<M> {
        self.like("$c ILIKE $p", escaped(text))
    }

    fn like(self, template: &'static str, pattern: String) -> Filter<M> {
        self.compare(template, pattern)
    }
}

impl<M: Model, T: Number> Column<M, T> {
    pub fn add(self, by: impl Into<T>) -> Set<M> {
        Set::new(self.at, "$c + $p", by.into())
    }

    pub fn subtract(self, by: impl Into<T>) -> Set<M> {
        Set::new(self.at, "$c - $p", by.into())
    }

    pub fn multiply(self, by: impl Into<T>) -> Set<M> {
        Set::new(self.at, "$c * $p", by.into())
    }

    pub fn divide(self, by: impl Into<T>) -> Set<M> {
        Set::new(self.at, "$c / $p", by.into())
    }
}

impl<M: Model, T: Scalar> Nullable<M, T> {
    pub const fn new(at: usize) -> Self {
        Self(Column::new(at))
    }

    pub fn is_null(self) -> Filter<M> {
        Filter::new(Expr::check(self.0.at, "$c IS NULL"))
    }

    pub fn is_not_null(self) -> Filter<M> {
        Filter::new(Expr::check(self.0.at, "$c IS NOT NULL"))
    }

    /// NULL where there is no value.
    pub fn set_to(self, value: Option<T>) -> Set<M> {
        Set::new(self.0.at, "$p", value)
    }

    pub fn unset(self) -> Set<M> {
        self.set_to(None)
    }

    pub fn asc(self) -> Order<M> {
        Order::new(self.0.at, false, true)
    }

    pub fn desc(self) -> Order<M> {
        Order::new(self.0.at, true, true)
    }

    pub fn change(self, change: Change<Option<T>>) -> Option<Set<M>> {
        change.of(self.0.at)
    }
}

impl<M: Model, T: Scalar> List<M, T> {
    pub const fn new(at: usize) -> Self {
        Self { at, of: PhantomData }
    }

    pub fn has(self, value: impl Into<T>) -> Filter<M> {
        Filter::new(Expr::compare(self.at, "$p = ANY($c)", value.into()))
    }

    pub fn has_every(self, values: impl IntoIterator<Item = impl Into<T>>) -> Filter<M> {
        Filter::new(Expr::compare(self.at, "$c @> $p", collect::<T>(values)))
    }

    pub fn has_some(self, values: impl IntoIterator<Item = impl Into<T>>) -> Filter<M> {
        Filter::new(Expr::compare(self.at, "$c && $p", collect::<T>(values)))
    }

    pub fn eq(self, values: impl IntoIterator<Item = impl Into<T>>) -> Filter<M> {
        Filter::new(Expr::compare(self.at, "$c = $p", collect::<T>(values)))
    }

    /// NULL is the empty list.
    pub fn is_empty(self) -> Filter<M> {
        Filter::new(Expr::check(self.at, "COALESCE(cardinality($c), 0) = 0"))
    }

    pub fn set(self, values: impl IntoIterator<Item = impl Into<T>>) -> Set<M> {
        Set::new(self.at, "$p", collect::<T>(values))
    }

    pub fn push(self, value: impl Into<T>) -> Set<M> {
        Set::new(self.at, super::write::PUSH, vec![value.into()])
    }

    pub fn change(self, change: Change<Vec<T>>) -> Option<Set<M>> {
        change.of(self.at)
    }
}

fn collect<T>(values: impl IntoIterator<Item = impl Into<T>>) -> Vec<T> {
    values.into_iter().map(Into::into).collect()
}

/// For LIKE: text that means itself.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

impl<M, T> Deref for Nullable<M, T> {
    type Target = Column<M, T>;

    fn deref(&self) -> &Column<M, T> {
        &self.0
    }
}

macro_rules! copied {
    ($($name:ident)*) => {$(
        impl<M, T> Clone for $name<M, T> {
            fn clone(&self) -> Self {
                *self
            }
        }

        impl<M, T> Copy for $name<M, T> {}

        impl<M: Model, T> fmt::Debug for $name<M, T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}.{}", M::TABLE.name, M::TABLE.columns[self.at].name)
            }
        }
    )*};
}

copied! { Column List }

impl<M, T> Clone for Nullable<M, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M, T> Copy for Nullable<M, T> {}

impl<M: Model, T> fmt::Debug for Nullable<M, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
