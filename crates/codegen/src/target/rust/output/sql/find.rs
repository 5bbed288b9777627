use std::marker::PhantomData;

use super::filter::Expr;
use super::load::{Also, Nothing};
use super::text::Text;
use super::{Db, Error, Fetch, Filter, Keyed, Load, Model, Mutable, Sets, Table, Value, get};

/// Rows of `M`, narrowed and in an order, each with what `L` loads along with it.
#[derive(Debug)]
pub struct Find<M, L = Nothing> {
    pub(super) plan: Plan,
    pub(super) load: L,
    of: PhantomData<fn() -> M>,
}

/// What a column orders by.
#[derive(Debug)]
pub struct Order<M> {
    by: OrderBy,
    of: PhantomData<fn() -> M>,
}

/// A page, and whether there is another after it.
#[derive(Clone, Debug, PartialEq)]
pub struct Page<T> {
    pub rows: Vec<T>,
    pub more: bool,
}

#[derive(Debug, Default)]
pub(super) struct Plan {
    filters: Vec<Expr>,
    order: Vec<OrderBy>,
    limit: Option<u64>,
    offset: u64,
    cursor: Option<Cursor>,
}

#[derive(Clone, Copy, Debug)]
struct OrderBy {
    at: usize,
    descending: bool,
    /// It may be NULL, and NULLs come first or last.
    nulls: Option<bool>,
}

/// A row, by all of its columns, and on which side of it the others lie.
#[derive(Debug)]
struct Cursor {
    row: Vec<Box<dyn Value>>,
    before: bool,
}

impl<M> Default for Find<M> {
    fn default() -> Self {
        Self { plan: Plan::default(), load: Nothing, of: PhantomData }
    }
}

impl<M: Model> Order<M> {
    pub(super) fn new(at: usize, descending: bool, nullable: bool) -> Self {
        let nulls = nullable.then_some(descending);
        Self { by: OrderBy { at, descending, nulls }, of: PhantomData }
    }

    pub fn nulls_first(mut self) -> Self {
        self.by.nulls = Some(true);
        self
    }

    pub fn nulls_last(mut self) -> Self {
        self.by.nulls = Some(false);
        self
    }
}

impl<M: Model, L: Load<M>> Find<M, L> {
    /// Narrowed further: each filter has to fit.
    pub fn filter(mut self, filter: Filter<M>) -> Self {
        self.plan.filters.push(filter.expr);
        self
    }

    /// Ordered further: by this where those before are equal.
    pub fn order(mut self, order: Order<M>) -> Self {
        self.plan.order.push(order.by);
        self
    }

    pub fn limit(mut self, rows: u64) -> Self {
        self.plan.limit = Some(rows);
        self
    }

    pub fn offset(mut self, rows: u64) -> Self {
        self.plan.offset = rows;
        self
    }

    pub async fn all(self, db: &impl Db) -> Result<Vec<L::Row>, Error> {
        let mut rows = self.plan.rows::<M>(db).await?;
        if self.plan.cursor.is_some_and(|cursor| cursor.before) {
            rows.reverse();
        }
        self.load.load(db, rows).await
    }

    /// The first row, if there is one.
    pub async fn first(self, db: &impl Db) -> Result<Option<L::Row>, Error> {
        Ok(self.limit(1).all(db).await?.into_iter().next())
    }

    /// The first row, which has to be there.
    pub async fn get(self, db: &impl Db) -> Result<L::Row, Error> {
        self.first(db).await?.ok_or(Error::Missing { table: M::TABLE.name })
    }

    /// How many there are, whatever the limit.
    pub async fn count(self, db: &impl Db) -> Result<i64, Error> {
        let mut text = Text::new("SELECT count(*)");
        self.plan.from(&mut text, M::TABLE);
        let rows = text.rows(db).await?;
        rows.first().map_or(Ok(0), |row| get(row, 0))
    }

    pub async fn exists(self, db: &impl Db) -> Result<bool, Error> {
        let mut text = Text::new("SELECT 1");
        self.plan.from(&mut text, M::TABLE);
        text.push(" LIMIT 1");
        Ok(!text.rows(db).await?.is_empty())
    }
}

impl<M: Keyed, L: Load<M>> Find<M, L> {
    /// The rows that come after this one in the order, with the key to break ties.
    pub fn after(self, row: &M) -> Self {
        self.beyond(row, false)
    }

    /// The rows that come before this one: with a limit, the nearest. They stay in their order.
    pub fn before(self, row: &M) -> Self {
        self.beyond(row, true)
    }

    fn beyond(mut self, row: &M, before: bool) -> Self {
        let row = (0..M::TABLE.columns.len()).map(|at| row.value(at).boxed()).collect();
        self.plan.cursor = Some(Cursor { row, before });
        self
    }

    /// So many rows, and whether there are more. Ordered by the key where nothing else decides, so
    /// that `after` with the last row gives the next page.
    pub async fn page(mut self, db: &impl Db, size: u64) -> Result<Page<L::Row>, Error> {
        self.plan.limit = Some(size.saturating_add(1));
        self.plan.break_ties(M::TABLE);
        let before = self.plan.cursor.as_ref().is_some_and(|cursor| cursor.before);
        let mut rows = self.plan.rows::<M>(db).await?;
        let more = rows.len() as u64 > size;
        if more {
            rows.pop();
        }
        if before {
            rows.reverse();
        }
        Ok(Page { rows: self.load.load(db, rows).await?, more })
    }
}

impl<M: Model> Find<M> {
    /// Loads relations along with the rows: one, or a tuple of them.
    pub fn with<F: Fetch<M>>(self, more: F) -> Find<M, Also<F>> {
        Find { plan: self.plan, load: Also(more), of: PhantomData }
    }
}

impl<M: Mutable> Find<M> {
    /// Changes all of these rows, and says how many there were.
    pub async fn update(self, db: &impl Db, sets: impl Into<Sets<M>>) -> Result<u64, Error> {
        let sets: Sets<M> = sets.into();
        if sets.is_empty() {
            return self.count(db).await.map(i64::unsigned_abs);
        }
        let mut text = Text::default();
        sets.update(&mut text);
        self.plan.narrow(&mut text, M::TABLE);
        text.execute(db).await
    }

    /// Removes all of these rows, and says how many there were.
    pub async fn delete(self, db: &impl Db) -> Result<u64, Error> {
        let mut text = Text::new("DELETE FROM ");
        text.push(M::TABLE.name).push(" AS t0");
        self.plan.narrow(&mut text, M::TABLE);
        text.execute(db).await
    }
}

impl Plan {
    async fn rows<M: Model>(&self, db: &impl Db) -> Result<Vec<M>, Error> {
        let mut text = Text::new("SELECT ");
        text.columns(M::TABLE, "t0");
        self.from(&mut text, M::TABLE);
        self.order_and_limit(&mut text, M::TABLE);
        text.rows(db).await?.iter().map(|row| M::from_row(row, 0)).collect()
    }

    /// ` FROM … WHERE …`
    fn from<'a>(&'a self, text: &mut Text<'a>, table: &Table) {
        text.push(" FROM ").push(table.name).push(" AS t0");
        self.matching(text, table, " WHERE ");
    }

    /// What an UPDATE or DELETE changes: only so many, where there is a limit.
    fn narrow<'a>(&'a self, text: &mut Text<'a>, table: &Table) {
        if self.limit.is_none() && self.offset == 0 {
            return self.matching(text, table, " WHERE ");
        }
        text.push(" WHERE t0.ctid = ANY (ARRAY(SELECT t0.ctid");
        self.from(text, table);
        self.order_and_limit(text, table);
        text.push("))");
    }

    /// The rest of a statement about rows that belong to others, from the inner `WHERE` on.
    pub(super) fn belonging<'a>(&'a self, text: &mut Text<'a>, table: &Table) {
        self.matching(text, table, " AND ");
        if self.limit.is_some() || self.offset > 0 {
            self.order_and_limit(text, table);
        }
        text.push(") AS t0 ORDER BY k.n");
        let order = self.order(table);
        order.iter().for_each(|by| {
            text.push(", ");
            by.write(text, table);
        });
    }

    fn matching<'a>(&'a self, text: &mut Text<'a>, table: &Table, mut word: &str) {
        for filter in &self.filters {
            text.push(word);
            filter.write(text, table, "t0");
            word = " AND ";
        }
        if let Some(cursor) = &self.cursor {
            text.push(word);
            cursor.write(text, table, &self.order(table));
        }
    }

    fn order_and_limit(&self, text: &mut Text<'_>, table: &Table) {
        let order = self.order(table);
        if !order.is_empty() {
            text.push(" ORDER BY ");
            text.joined(", ", &order, |text, by| by.write(text, table));
        }
        if let Some(limit) = self.limit {
            text.push(&format!(" LIMIT {limit}"));
        }
        if self.offset > 0 {
            text.push(&format!(" OFFSET {}", self.offset));
        }
    }

    /// As it is asked for; before a row, the other way round.
    fn order(&self, table: &Table) -> Vec<OrderBy> {
        let mut order = self.order.clone();
        if let Some(cursor) = &self.cursor {
            add_key(&mut order, table);
            if cursor.before {
                order.iter_mut().for_each(OrderBy::turn);
            }
        }
        order
    }

    fn break_ties(&mut self, table: &Table) {
        add_key(&mut self.order, table);
    }
}

/// The key's columns last, in the direction of those before.
fn add_key(order: &mut Vec<OrderBy>, table: &Table) {
    let descending = order.last().is_some_and(|last| last.descending);
    for &at in table.key {
        if order.iter().all(|by| by.at != at) {
            order.push(OrderBy { at, descending, nulls: None });
        }
    }
}

impl OrderBy {
    fn turn(&mut self) {
        self.descending = !self.descending;
        self.nulls = self.nulls.map(|first| !first);
    }

    fn write(&self, text: &mut Text<'_>, table: &Table) {
        text.push("t0.").push(table.columns[self.at].name);
        text.push(if self.descending { " DESC" } else { " ASC" });
        match self.nulls {
            Some(first) if first != self.descending => {
                text.push(if first { " NULLS FIRST" } else { " NULLS LAST" });
            }
            _ => {}
        }
    }
}

impl Cursor {
    fn write<'a>(&'a self, text: &mut Text<'a>, table: &Table, order: &[OrderBy]) {
        let [first, ..] = order else {
            text.push("TRUE");
            return;
        };
        let even = order.iter().all(|by| by.nulls.is_none() && by.descending == first.descending);
        if even { self.row(text, table, order) } else { self.steps(text, table, order) }
    }

    /// `(a, b) > ($1, $2)`, which an index serves.
    fn row<'a>(&'a self, text: &mut Text<'a>, table: &Table, order: &[OrderBy]) {
        text.push("(");
        text.joined(", ", order, |text, by| {
            text.push("t0.").push(table.columns[by.at].name);
        });
        text.push(if order[0].descending { ") < (" } else { ") > (" });
        text.joined(", ", order, |text, by| {
            let param = text.value(&table.columns[by.at], &*self.row[by.at]);
            text.push(&param);
        });
        text.push(")");
    }

    /// `a beyond $1 OR a equal $1 AND b beyond $2 …`, where directions differ or NULLs are about.
    fn steps<'a>(&'a self, text: &mut Text<'a>, table: &Table, order: &[OrderBy]) {
        text.push("(");
        text.joined(" OR ", 0..order.len(), |text, last| {
            text.push("(");
            for by in &order[..last] {
                let value = &*self.row[by.at];
                let (same, value) = match value.is_null() {
                    true => ("$c IS NULL", None),
                    false => ("$c = $p", Some(value)),
                };
                text.template(same, "t0", &table.columns[by.at], value);
                text.push(" AND ");
            }
            self.beyond(text, table, &order[last]);
            text.push(")");
        });
        text.push(")");
    }

    fn beyond<'a>(&'a self, text: &mut Text<'a>, table: &Table, by: &OrderBy) {
        let value = &*self.row[by.at];
        let nulls_first = by.nulls.unwrap_or(by.descending);
        let (template, value) = match (value.is_null(), nulls_first, by.descending) {
            (true, true, _) => ("$c IS NOT NULL", None),
            (true, false, _) => ("FALSE", None),
            (false, false, _) if by.nulls.is_some() => match by.descending {
                true => ("($c < $p OR $c IS NULL)", Some(value)),
                false => ("($c > $p OR $c IS NULL)", Some(value)),
            },
            (false, _, true) => ("$c < $p", Some(value)),
            (false, _, false) => ("$c > $p", Some(value)),
        };
        text.template(template, "t0", &table.columns[by.at], value);
    }
}
