use std::fmt;
use std::marker::PhantomData;

use super::filter::Expr;
use super::load::Loading;
use super::text::Text;
use super::value::Keys;
use super::{Db, Error, Fetch, Filter, Find, Model, Order, Table, Value};

/// How rows of two tables belong together.
#[derive(Clone, Copy, Debug)]
pub struct Link {
    /// Columns of the table that one comes from, and those of the other that are equal to them.
    pub from: &'static [usize],
    pub to: &'static [usize],
    /// What makes an array parameter an array of each.
    pub casts: &'static [&'static str],
    pub through: Option<Through>,
}

/// A table between the two, with a column for each.
#[derive(Clone, Copy, Debug)]
pub struct Through {
    pub table: &'static str,
    pub from: &'static str,
    pub to: &'static str,
}

/// A relation of `P` to `C`. `K` says how many there are.
pub struct Relation<P, C, K> {
    pub(super) link: Link,
    of: Of<P, C, K>,
}

/// It holds none of them.
type Of<P, C, K> = PhantomData<fn() -> (P, C, K)>;

/// Exactly one row: the foreign key is never NULL.
pub type One<P, C> = Relation<P, C, kind::One>;
/// One row or none.
pub type Maybe<P, C> = Relation<P, C, kind::Maybe>;
/// Rows with a foreign key to this one.
pub type Many<P, C> = Relation<P, C, kind::Many>;
/// Rows that a join table links to this one.
pub type Linked<P, C> = Relation<P, C, kind::Linked>;

/// How many rows there are on the other side.
pub mod kind {
    #[derive(Clone, Copy, Debug)]
    pub struct One;
    #[derive(Clone, Copy, Debug)]
    pub struct Maybe;
    #[derive(Clone, Copy, Debug)]
    pub struct Many;
    #[derive(Clone, Copy, Debug)]
    pub struct Linked;

    pub trait Kind: std::fmt::Debug + Send + 'static {
        /// What the rows of one parent become.
        type Of<T: Send>: Send;

        /// `None` where a row is missing.
        fn gather<T: Send>(rows: Vec<T>) -> Option<Self::Of<T>>;
    }

    /// At most one.
    pub trait Single: Kind {}

    /// Any number.
    pub trait Plural: Kind {}

    impl Single for One {}
    impl Single for Maybe {}
    impl Plural for Many {}
    impl Plural for Linked {}

    impl Kind for One {
        type Of<T: Send> = T;

        fn gather<T: Send>(rows: Vec<T>) -> Option<T> {
            rows.into_iter().next()
        }
    }

    impl Kind for Maybe {
        type Of<T: Send> = Option<T>;

        fn gather<T: Send>(rows: Vec<T>) -> Option<Option<T>> {
            Some(rows.into_iter().next())
        }
    }

    impl Kind for Many {
        type Of<T: Send> = Vec<T>;

        fn gather<T: Send>(rows: Vec<T>) -> Option<Vec<T>> {
            Some(rows)
        }
    }

    impl Kind for Linked {
        type Of<T: Send> = Vec<T>;

        fn gather<T: Send>(rows: Vec<T>) -> Option<Vec<T>> {
            Some(rows)
        }
    }
}

impl<P: Model, C: Model, K: kind::Kind> Relation<P, C, K> {
    /// Which columns of the one equal which of the other, and what makes array parameters of them.
    pub const fn new(
        from: &'static [usize],
        to: &'static [usize],
        casts: &'static [&'static str],
    ) -> Self {
        Self { link: Link { from, to, casts, through: None }, of: PhantomData }
    }

    /// The rows that belong to this one.
    pub fn of(self, row: &P) -> Find<C> {
        let values = self.link.from.iter().map(|at| row.value(*at).boxed()).collect();
        Find::default().filter(Filter::new(Expr::Of { link: self.link, values }))
    }

    /// Loads what belongs to the related rows along with them.
    pub fn with<L: Fetch<C>>(self, more: L) -> Loading<P, C, K, super::load::Also<L>> {
        Loading::new(self.link, Find::default().with(more))
    }

    fn related(self, fits: Filter<C>) -> Filter<P> {
        Filter::new(Expr::Related { link: self.link, table: C::TABLE, fits: Box::new(fits.expr) })
    }

    fn nothing() -> Filter<C> {
        super::all([])
    }
}

impl<P: Model, C: Model, K: kind::Single> Relation<P, C, K> {
    /// The related row is there and fits.
    pub fn is(self, filter: Filter<C>) -> Filter<P> {
        self.related(filter)
    }

    pub fn is_some(self) -> Filter<P> {
        self.related(Self::nothing())
    }

    pub fn is_none(self) -> Filter<P> {
        super::not(self.is_some())
    }
}

impl<P: Model, C: Model, K: kind::Plural> Relation<P, C, K> {
    /// At least one related row fits.
    pub fn some(self, filter: Filter<C>) -> Filter<P> {
        self.related(filter)
    }

    /// No related row fits; so it is where there are none.
    pub fn none(self, filter: Filter<C>) -> Filter<P> {
        super::not(self.related(filter))
    }

    /// Each related row fits; so it is where there are none.
    pub fn every(self, filter: Filter<C>) -> Filter<P> {
        super::not(self.related(super::not(filter)))
    }

    pub fn is_empty(self) -> Filter<P> {
        self.none(Self::nothing())
    }

    /// Only those that fit are loaded.
    pub fn filter(self, filter: Filter<C>) -> Loading<P, C, K> {
        Loading::new(self.link, Find::default().filter(filter))
    }

    pub fn order(self, order: Order<C>) -> Loading<P, C, K> {
        Loading::new(self.link, Find::default().order(order))
    }

    /// Of each row, no more than these.
    pub fn limit(self, rows: u64) -> Loading<P, C, K> {
        Loading::new(self.link, Find::default().limit(rows))
    }
}

impl<P: Model, C: Model> Linked<P, C> {
    pub const fn through(
        mut self,
        table: &'static str,
        from: &'static str,
        to: &'static str,
    ) -> Self {
        self.link.through = Some(Through { table, from, to });
        self
    }

    /// Links a row to others. Those that are linked stay so.
    pub async fn connect<'a>(
        self,
        db: &impl Db,
        row: &P,
        others: impl IntoIterator<Item = &'a C>,
    ) -> Result<u64, Error> {
        let Some(through) = &self.link.through else { return Ok(0) };
        let Through { table, from, to } = through;
        let (from_cast, to_cast) = (self.link.casts[0], self.link.casts[1]);
        self.link_rows(
            db,
            (row, others.into_iter().collect()),
            &format!("INSERT INTO {table} (\"{from}\", \"{to}\") SELECT a, b FROM unnest($1{from_cast}) a, unnest($2{to_cast}) b ON CONFLICT DO NOTHING"),
        )
        .await
    }

    pub async fn disconnect<'a>(
        self,
        db: &impl Db,
        row: &P,
        others: impl IntoIterator<Item = &'a C>,
    ) -> Result<u64, Error> {
        let Some(through) = &self.link.through else { return Ok(0) };
        let Through { table, from, to } = through;
        let (from_cast, to_cast) = (self.link.casts[0], self.link.casts[1]);
        self.link_rows(
            db,
            (row, others.into_iter().collect()),
            &format!("DELETE FROM {table} WHERE \"{from}\" = ANY($1{from_cast}) AND \"{to}\" = ANY($2{to_cast})"),
        )
        .await
    }

    async fn link_rows(
        self,
        db: &impl Db,
        (row, others): (&P, Vec<&C>),
        sql: &str,
    ) -> Result<u64, Error> {
        if others.is_empty() {
            return Ok(0);
        }
        let one = Keys(vec![row.value(self.link.from[0])]);
        let many = Keys(others.iter().map(|other| other.value(self.link.to[0])).collect());
        let mut text = Text::new(sql);
        text.param(&one, tokio_postgres::types::Type::UNKNOWN);
        text.param(&many, tokio_postgres::types::Type::UNKNOWN);
        text.execute(db).await
    }
}

impl Link {
    /// `WHERE …` of a statement about the rows called `inner`, which belong to those called `alias`.
    pub(super) fn join(
        &self,
        text: &mut Text<'_>,
        table: &Table,
        alias: &str,
        (other, inner): (&Table, &str),
    ) {
        match &self.through {
            Some(Through { table: between, from, to }) => {
                let far = other.columns[self.to[0]].name;
                let near = table.columns[self.from[0]].name;
                let j = text.alias();
                text.push(&format!(
                    " JOIN {between} AS {j} ON {j}.\"{to}\" = {inner}.{far} WHERE {j}.\"{from}\" = {alias}.{near}"
                ));
            }
            None => {
                text.push(" WHERE ");
                let pairs = self.from.iter().zip(self.to);
                text.joined(" AND ", pairs, |text, (from, to)| {
                    let (near, far) = (table.columns[*from].name, other.columns[*to].name);
                    text.push(&format!("{inner}.{far} = {alias}.{near}"));
                });
            }
        }
    }

    /// The rows called `alias` belong to the row with these values.
    pub(super) fn of<'a>(
        &self,
        text: &mut Text<'a>,
        table: &Table,
        alias: &str,
        values: &'a [Box<dyn Value>],
    ) {
        let through = self.through.as_ref();
        if let Some(Through { table: between, to, .. }) = through {
            let far = table.columns[self.to[0]].name;
            text.push(&format!(
                "EXISTS (SELECT 1 FROM {between} AS j WHERE j.\"{to}\" = {alias}.{far} AND "
            ));
        }
        text.joined(" AND ", self.to.iter().zip(values), |text, (to, value)| {
            let param = text.param(value.sql(), value.ty());
            match through {
                Some(Through { from, .. }) => text.push(&format!("j.\"{from}\" = {param}")),
                None => text.push(&format!("{alias}.{} = {param}", table.columns[*to].name)),
            };
        });
        if through.is_some() {
            text.push(")");
        }
    }

    /// `FROM` the keys of the rows one comes from, each with its number `k."n"`, to what belongs to
    /// them, called `t0`. What may be said after `WHERE …` follows.
    pub(super) fn belonging_to<'a>(
        &self,
        text: &mut Text<'a>,
        other: &Table,
        keys: &'a [Keys<'a>],
    ) {
        text.push(" FROM unnest(");
        text.joined(", ", keys.iter().zip(self.casts), |text, (keys, cast)| {
            let param = text.param(keys, tokio_postgres::types::Type::UNKNOWN);
            text.push(&param).push(cast);
        });
        text.push(") WITH ORDINALITY AS k(");
        (0..keys.len()).for_each(|at| {
            text.push(&format!("k{at}, "));
        });
        text.push("n) CROSS JOIN LATERAL (SELECT t0.* FROM ").push(other.name).push(" AS t0");
        match &self.through {
            Some(Through { table, from, to }) => {
                let far = other.columns[self.to[0]].name;
                text.push(&format!(
                    " JOIN {table} AS j ON j.\"{to}\" = t0.{far} WHERE j.\"{from}\" = k.k0"
                ));
            }
            None => {
                text.push(" WHERE ");
                text.joined(" AND ", self.to.iter().enumerate(), |text, (at, to)| {
                    text.push(&format!("t0.{} = k.k{at}", other.columns[*to].name));
                });
            }
        }
    }
}

impl<P, C, K> Clone for Relation<P, C, K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<P, C, K> Copy for Relation<P, C, K> {}

impl<P: Model, C: Model, K> fmt::Debug for Relation<P, C, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} to {}", P::TABLE.name, C::TABLE.name)
    }
}

impl<P: Model, C: Model, K: kind::Kind> Fetch<P> for Relation<P, C, K> {
    type Found = K::Of<C>;

    async fn fetch(self, db: &impl Db, rows: &[P]) -> Result<Vec<K::Of<C>>, Error> {
        Loading::<P, C, K>::new(self.link, Find::default()).fetch(db, rows).await
    }
}

/// For all rows that have been found already: what belongs to each.
impl<P: Model, C: Model, K: kind::Kind> Relation<P, C, K> {
    pub async fn load(self, db: &impl Db, rows: &[P]) -> Result<Vec<K::Of<C>>, Error> {
        Fetch::fetch(self, db, rows).await
    }
}
