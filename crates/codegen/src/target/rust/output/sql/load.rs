use std::marker::PhantomData;

use super::kind::{Kind, Plural};
use super::link::Link;
use super::text::Text;
use super::value::Keys;
use super::{Db, Error, Filter, Find, Model, Order, get};

/// What is loaded along with rows of `P`: relations, one or a tuple of them.
pub trait Fetch<P: Model>: Send {
    type Found: Send;

    /// For each row, in order. One statement for each relation, however many rows there are.
    fn fetch(
        self,
        db: &impl Db,
        rows: &[P],
    ) -> impl Future<Output = Result<Vec<Self::Found>, Error>> + Send;
}

/// What a statement answers for each row of `M`.
pub trait Load<M: Model>: Send {
    type Row: Send;

    fn load(
        self,
        db: &impl Db,
        rows: Vec<M>,
    ) -> impl Future<Output = Result<Vec<Self::Row>, Error>> + Send;
}

/// The row alone.
#[derive(Clone, Copy, Debug, Default)]
pub struct Nothing;

/// The row, and what belongs to it.
#[derive(Clone, Copy, Debug)]
pub struct Also<F>(pub(super) F);

impl<M: Model> Load<M> for Nothing {
    type Row = M;

    async fn load(self, _: &impl Db, rows: Vec<M>) -> Result<Vec<M>, Error> {
        Ok(rows)
    }
}

impl<M: Model, F: Fetch<M>> Load<M> for Also<F> {
    type Row = (M, F::Found);

    async fn load(self, db: &impl Db, rows: Vec<M>) -> Result<Vec<Self::Row>, Error> {
        let found = self.0.fetch(db, &rows).await?;
        Ok(rows.into_iter().zip(found).collect())
    }
}

/// A relation that is narrowed, ordered, or loaded with more.
#[derive(Debug)]
pub struct Loading<P, C, K, L = Nothing> {
    link: Link,
    find: Find<C, L>,
    of: PhantomData<fn() -> (P, K)>,
}

impl<P: Model, C: Model, K: Kind, L: Load<C>> Loading<P, C, K, L> {
    pub(super) fn new(link: Link, find: Find<C, L>) -> Self {
        Self { link, find, of: PhantomData }
    }
}

impl<P: Model, C: Model, K: Plural, L: Load<C>> Loading<P, C, K, L> {
    pub fn filter(self, filter: Filter<C>) -> Self {
        Self::new(self.link, self.find.filter(filter))
    }

    pub fn order(self, order: Order<C>) -> Self {
        Self::new(self.link, self.find.order(order))
    }

    /// Of each row, no more than these.
    pub fn limit(self, rows: u64) -> Self {
        Self::new(self.link, self.find.limit(rows))
    }
}

impl<P: Model, C: Model, K: Kind> Loading<P, C, K> {
    pub fn with<F: Fetch<C>>(self, more: F) -> Loading<P, C, K, Also<F>> {
        Loading::new(self.link, self.find.with(more))
    }
}

impl<P: Model, C: Model, K: Kind, L: Load<C>> Fetch<P> for Loading<P, C, K, L> {
    type Found = K::Of<L::Row>;

    async fn fetch(self, db: &impl Db, rows: &[P]) -> Result<Vec<Self::Found>, Error> {
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let Find { plan, load, .. } = self.find;
        let of = |at: &usize| Keys(rows.iter().map(|row| row.value(*at)).collect());
        let keys: Vec<Keys<'_>> = self.link.from.iter().map(of).collect();
        let mut text = Text::new("SELECT k.n, ");
        text.columns(C::TABLE, "t0");
        self.link.belonging_to(&mut text, C::TABLE, &keys);
        plan.belonging(&mut text, C::TABLE);
        let found = text.rows(db).await?;
        let numbers: Vec<i64> = found.iter().map(|row| get(row, 0)).collect::<Result<_, _>>()?;
        let children = found.iter().map(|row| C::from_row(row, 1)).collect::<Result<_, _>>()?;
        let children = load.load(db, children).await?;
        gather::<K, _>(rows.len(), numbers, children).ok_or(Error::Missing { table: C::TABLE.name })
    }
}

/// Children to their parents, which are numbered from one.
fn gather<K: Kind, T: Send>(
    parents: usize,
    numbers: Vec<i64>,
    children: Vec<T>,
) -> Option<Vec<K::Of<T>>> {
    let mut groups: Vec<Vec<T>> = (0..parents).map(|_| Vec::new()).collect();
    for (number, child) in numbers.into_iter().zip(children) {
        let at = usize::try_from(number).ok()?.checked_sub(1)?;
        groups.get_mut(at)?.push(child);
    }
    groups.into_iter().map(K::gather).collect()
}

macro_rules! tuples {
    ($($($name:ident $rows:ident)*;)*) => {$(
        impl<P: Model, $($name: Fetch<P>),*> Fetch<P> for ($($name,)*) {
            type Found = ($($name::Found,)*);

            #[allow(non_snake_case)]
            async fn fetch(self, db: &impl Db, rows: &[P]) -> Result<Vec<Self::Found>, Error> {
                let ($($name,)*) = self;
                $(let mut $rows = $name.fetch(db, rows).await?.into_iter();)*
                let mut found = Vec::with_capacity(rows.len());
                while let ($(Some($name),)*) = ($($rows.next(),)*) {
                    found.push(($($name,)*));
                }
                Ok(found)
            }
        }
    )*};
}

tuples! {
    A a;
    A a B b;
    A a B b C c;
    A a B b C c D d;
    A a B b C c D d E e;
    A a B b C c D d E e F f;
    A a B b C c D d E e F f G g;
    A a B b C c D d E e F f G g H h;
}
