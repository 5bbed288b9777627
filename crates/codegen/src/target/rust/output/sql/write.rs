use std::marker::PhantomData;

use super::text::Text;
use super::{Db, Error, Insert, Model, Number, Scalar, Table, Value};

/// What a column of a new row is given.
#[derive(Debug)]
pub enum Given<'a> {
    /// The database's own default.
    Default,
    Value(&'a dyn Value),
    Made(Box<dyn Value>),
    /// An expression without parameters.
    Sql(&'static str),
}

/// A column, and what it becomes.
#[derive(Debug)]
pub struct Set<M> {
    at: usize,
    template: &'static str,
    value: Box<dyn Value>,
    of: PhantomData<fn() -> M>,
}

/// Changes of a row.
#[derive(Debug)]
pub struct Sets<M>(Vec<Set<M>>);

/// What happens to a column: kept unless something is said.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Change<T> {
    #[default]
    Keep,
    Set(T),
    Add(T),
    Multiply(T),
    Push(T),
}

pub(super) const PUSH: &str = "COALESCE($c, '{}') || $p";

pub fn set<T>(value: impl Into<T>) -> Change<T> {
    Change::Set(value.into())
}

/// NULL.
pub fn unset<T>() -> Change<Option<T>> {
    Change::Set(None)
}

pub fn add<T: Number>(by: impl Into<T>) -> Change<T> {
    Change::Add(by.into())
}

pub fn multiply<T: Number>(by: impl Into<T>) -> Change<T> {
    Change::Multiply(by.into())
}

pub fn push<T: Scalar>(value: impl Into<T>) -> Change<Vec<T>> {
    Change::Push(vec![value.into()])
}

/// The value, else the database's default.
pub fn or_default<T: Value>(value: &Option<T>) -> Given<'_> {
    value.as_ref().map_or(Given::Default, |value| Given::Value(value))
}

/// The value, else the moment of writing.
pub fn or_now<'a, T: Value>(value: &'a Option<T>, now: &'static str) -> Given<'a> {
    value.as_ref().map_or(Given::Sql(now), |value| Given::Value(value))
}

/// The value, else one that is made for it.
pub fn or_made<T: Value, V: Value + 'static>(
    value: &Option<T>,
    make: impl FnOnce() -> V,
) -> Given<'_> {
    value.as_ref().map_or_else(|| Given::Made(Box::new(make())), |value| Given::Value(value))
}

impl<T: Value + 'static> Change<T> {
    pub(super) fn of<M>(self, at: usize) -> Option<Set<M>> {
        Some(match self {
            Self::Keep => return None,
            Self::Set(value) => Set::new(at, "$p", value),
            Self::Add(value) => Set::new(at, "$c + $p", value),
            Self::Multiply(value) => Set::new(at, "$c * $p", value),
            Self::Push(value) => Set::new(at, PUSH, value),
        })
    }
}

impl<M> Set<M> {
    pub(super) fn new(at: usize, template: &'static str, value: impl Value + 'static) -> Self {
        Self { at, template, value: Box::new(value), of: PhantomData }
    }
}

impl<M> From<Set<M>> for Sets<M> {
    fn from(set: Set<M>) -> Self {
        Self(vec![set])
    }
}

impl<M> From<Vec<Set<M>>> for Sets<M> {
    fn from(sets: Vec<Set<M>>) -> Self {
        Self(sets)
    }
}

impl<M, const N: usize> From<[Set<M>; N]> for Sets<M> {
    fn from(sets: [Set<M>; N]) -> Self {
        Self(sets.into())
    }
}

impl<M> FromIterator<Option<Set<M>>> for Sets<M> {
    fn from_iter<I: IntoIterator<Item = Option<Set<M>>>>(sets: I) -> Self {
        Self(sets.into_iter().flatten().collect())
    }
}

impl<M: Model> Sets<M> {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// `UPDATE … SET …`
    pub(super) fn update<'a>(&'a self, text: &mut Text<'a>) {
        text.push("UPDATE ").push(M::TABLE.name).push(" AS t0 SET ");
        self.write(text);
    }

    /// `"a" = $1, "n" = t0."n" + $2`; nothing where nothing changes.
    pub(super) fn write<'a>(&'a self, text: &mut Text<'a>) {
        text.joined(", ", &self.0, |text, set| {
            let column = &M::TABLE.columns[set.at];
            text.push(column.name).push(" = ");
            text.template(set.template, "t0", column, Some(&*set.value));
        });
        for (at, now) in M::TABLE.touched {
            if !self.0.is_empty() && self.0.iter().all(|set| set.at != *at) {
                text.push(", ").push(M::TABLE.columns[*at].name).push(" = ").push(now);
            }
        }
    }
}

/// The most parameters that a statement may have.
const PARAMETERS_MAX: usize = 65_535;

pub(super) async fn insert<N: Insert>(
    db: &impl Db,
    rows: &[N],
    conflict: &str,
) -> Result<Vec<N::Row>, Error> {
    let columns = rows.first().map_or(0, |row| row.values().len());
    // Without columns there is no VALUES list that could hold more than one row.
    let at_once = PARAMETERS_MAX.checked_div(columns).unwrap_or(1);
    let mut inserted = Vec::with_capacity(rows.len());
    for rows in rows.chunks(at_once) {
        let values: Vec<_> = rows.iter().map(Insert::values).collect();
        let mut text = inserting(N::Row::TABLE, &values);
        text.push(conflict);
        inserted.extend(returned::<N::Row>(&mut text, db).await?);
    }
    Ok(inserted)
}

/// `INSERT INTO … VALUES …`
pub(super) fn inserting<'a>(table: &Table, rows: &'a [Vec<(usize, Given<'a>)>]) -> Text<'a> {
    let mut text = Text::new("INSERT INTO ");
    text.push(table.name).push(" AS t0");
    let columns = rows.first().map(Vec::as_slice).unwrap_or_default();
    if columns.is_empty() {
        text.push(" DEFAULT VALUES");
        return text;
    }
    text.push(" (");
    text.joined(", ", columns, |text, (at, _)| {
        text.push(table.columns[*at].name);
    });
    text.push(") VALUES ");
    text.joined(", ", rows, |text, row| {
        text.push("(");
        text.joined(", ", row, |text, (at, given)| {
            let written = match given {
                Given::Default => "DEFAULT".to_owned(),
                Given::Value(value) => text.value(&table.columns[*at], *value),
                Given::Made(value) => text.value(&table.columns[*at], &**value),
                Given::Sql(sql) => (*sql).to_owned(),
            };
            text.push(&written);
        });
        text.push(")");
    });
    text
}

/// The rows that a statement changed, as they are after it.
pub(super) async fn returned<M: Model>(text: &mut Text<'_>, db: &impl Db) -> Result<Vec<M>, Error> {
    text.push(" RETURNING ").columns(M::TABLE, "t0");
    text.rows(db).await?.iter().map(|row| M::from_row(row, 0)).collect()
}
