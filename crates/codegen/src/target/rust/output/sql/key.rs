use std::marker::PhantomData;

use super::filter::{Expr, Filter};
use super::load::Also;
use super::text::Text;
use super::{Db, Error, Fetch, Find, Insert, Model, Mutable, Sets, Value, write};

/// The one row of `M` with these values in a key, if it is there.
#[derive(Debug)]
pub struct Key<M> {
    columns: &'static [usize],
    values: Vec<Box<dyn Value>>,
    of: PhantomData<fn() -> M>,
}

impl<M: Model> Key<M> {
    pub fn new(columns: &'static [usize], values: Vec<Box<dyn Value>>) -> Self {
        Self { columns, values, of: PhantomData }
    }

    /// As a filter.
    pub fn fits(self) -> Filter<M> {
        let pairs = self.columns.iter().zip(self.values);
        let parts = pairs.map(|(at, value)| Expr::Column {
            at: *at,
            template: "$c = $p",
            value: Some(value),
        });
        Filter::new(Expr::All(parts.collect()))
    }

    pub fn with<F: Fetch<M>>(self, more: F) -> Find<M, Also<F>> {
        Find::default().filter(self.fits()).with(more)
    }

    pub async fn find(self, db: &impl Db) -> Result<Option<M>, Error> {
        Find::default().filter(self.fits()).first(db).await
    }

    /// The row, which has to be there.
    pub async fn get(self, db: &impl Db) -> Result<M, Error> {
        Find::default().filter(self.fits()).get(db).await
    }

    pub async fn exists(self, db: &impl Db) -> Result<bool, Error> {
        Find::default().filter(self.fits()).exists(db).await
    }
}

impl<M: Mutable> Key<M> {
    /// The row as it then is; `None` where there is none.
    pub async fn update(self, db: &impl Db, sets: impl Into<Sets<M>>) -> Result<Option<M>, Error> {
        let sets: Sets<M> = sets.into();
        if sets.is_empty() {
            return self.find(db).await;
        }
        let mut text = Text::default();
        sets.update(&mut text);
        let filter = self.fits();
        text.push(" WHERE ");
        filter.expr.write(&mut text, M::TABLE, "t0");
        write::returned(&mut text, db).await.map(|rows| rows.into_iter().next())
    }

    /// The row as it was; `None` where there was none.
    pub async fn delete(self, db: &impl Db) -> Result<Option<M>, Error> {
        let mut text = Text::new("DELETE FROM ");
        text.push(M::TABLE.name).push(" AS t0 WHERE ");
        let filter = self.fits();
        filter.expr.write(&mut text, M::TABLE, "t0");
        write::returned(&mut text, db).await.map(|rows| rows.into_iter().next())
    }

    /// Inserts `new`, or changes the row that has the key of `new` already; in one statement.
    ///
    /// The key is that of `new`: what this was made from says only which key is meant.
    pub async fn upsert<N: Insert<Row = M>>(
        self,
        db: &impl Db,
        new: &N,
        sets: impl Into<Sets<M>>,
    ) -> Result<M, Error> {
        let sets: Sets<M> = sets.into();
        let values = [new.values()];
        let mut text = write::inserting(M::TABLE, &values);
        text.push(" ON CONFLICT (");
        text.joined(", ", self.columns, |text, at| {
            text.push(M::TABLE.columns[*at].name);
        });
        text.push(") DO UPDATE SET ");
        if sets.is_empty() {
            let key = M::TABLE.columns[self.columns[0]].name;
            text.push(&format!("{key} = EXCLUDED.{key}"));
        }
        sets.write(&mut text);
        let rows = write::returned(&mut text, db).await?;
        rows.into_iter().next().ok_or(Error::Missing { table: M::TABLE.name })
    }
}

/// The rows with any of these keys, in one statement.
pub fn keys<M: Model>(keys: impl IntoIterator<Item = Key<M>>) -> Find<M> {
    Find::default().filter(super::any(keys.into_iter().map(Key::fits)))
}
