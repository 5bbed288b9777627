//! `postgres.rs`: how the contract's words travel. The domain knows no driver, and Rust's orphan
//! rule keeps its types from being taught here; so they travel in a wrapper.

use crate::domain::variant;
use crate::header::Header;
use crate::names::pascal;
use crate::source::Source;
use crate::types::Scalar;
use crate::vocabulary::{IdType, Vocabulary};
use psl::schema::Schema;

pub(crate) fn postgres(header: &Header, schema: &Schema, vocabulary: &Vocabulary) -> String {
    let mut out = Source::rust();
    header.write(&mut out, "//");
    out.lines(FIXED.lines());
    let mut ids: Vec<&IdType> = vocabulary.ids.iter().collect();
    ids.sort_by(|a, b| a.name.cmp(&b.name));
    if !ids.is_empty() {
        out.blank();
        out.lines(IDS.lines());
        out.blank();
        out.open("ids! {");
        ids.iter().for_each(|id| out.line(format!("{}: {};", id.name, inner(id.inner))));
        out.close("}");
    }
    if !schema.enums.is_empty() {
        out.blank();
        out.lines(ENUMS.lines());
        out.blank();
        enums(&mut out, schema);
    }
    if !vocabulary.documents.is_empty() {
        out.blank();
        out.lines(DOCUMENTS.lines());
        out.blank();
        out.line(format!("documents! {{ {} }}", vocabulary.documents.join(", ")));
    }
    out.finish()
}

fn inner(scalar: Scalar) -> &'static str {
    match scalar {
        Scalar::Uuid => "uuid::Uuid",
        other => other.rust(),
    }
}

fn enums(out: &mut Source, schema: &Schema) {
    let mut enums: Vec<_> = schema.enums.iter().collect();
    enums.sort_by(|a, b| a.name.cmp(&b.name));
    out.open("enums! {");
    for declared in enums {
        let values: Vec<String> = declared
            .values
            .iter()
            .map(|value| format!("{} = {:?}", variant(value), value.db_name))
            .collect();
        let name = pascal(&declared.name);
        out.line(format!("{name} {:?} {{ {} }}", declared.db_name, values.join(", ")));
    }
    out.close("}");
}

const FIXED: &str = r#"//! How the contract's own types travel to and from PostgreSQL.

use bytes::BytesMut;
use tokio_postgres::Row;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};

use crate::StoreError;
use crate::run::sealed::Params;
use crate::run::{Run, Statement};

type Failure = Box<dyn std::error::Error + Sync + Send>;

/// A type of the domain on its way to or from PostgreSQL.
#[derive(Debug)]
pub(super) struct Pg<T>(pub(super) T);

/// A row, and the statement that answered it.
#[derive(Debug)]
pub(super) struct Columns<'a> {
    statement: &'static Statement,
    row: &'a Row,
}

/// What a row can be read as.
pub(super) trait FromRow: Sized {
    fn from_row(row: &Columns<'_>) -> Result<Self, StoreError>;
}

impl<'a> Columns<'a> {
    /// A type that the driver knows.
    pub(super) fn plain<T: FromSql<'a>>(&self, at: usize) -> Result<T, StoreError> {
        self.row.try_get(at).map_err(|error| StoreError::OutOfContract {
            statement: self.statement.name,
            what: std::error::Error::source(&error).map_or(error.to_string(), |source| format!("{error}: {source}")),
        })
    }

    /// A type of the contract.
    pub(super) fn domain<T>(&self, at: usize) -> Result<T, StoreError>
    where
        Pg<T>: FromSql<'a>,
    {
        self.plain::<Pg<T>>(at).map(|Pg(value)| value)
    }

    /// A list column without NOT NULL, as Prisma makes them: NULL is the empty list.
    pub(super) fn plain_list<T: FromSql<'a>>(&self, at: usize) -> Result<Vec<T>, StoreError> {
        self.plain::<Option<Vec<T>>>(at).map(Option::unwrap_or_default)
    }

    pub(super) fn domain_list<T>(&self, at: usize) -> Result<Vec<T>, StoreError>
    where
        Pg<T>: FromSql<'a>,
    {
        let list = self.plain_list::<Pg<T>>(at)?;
        Ok(list.into_iter().map(|Pg(value)| value).collect())
    }
}

pub(super) async fn many<R: Run, T>(
    on: &R,
    statement: &'static Statement,
    params: Params<'_>,
    read: fn(&Columns<'_>) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    let rows = on.rows(statement, params).await?;
    rows.iter().map(|row| read(&Columns { statement, row })).collect()
}

pub(super) async fn opt<R: Run, T>(
    on: &R,
    statement: &'static Statement,
    params: Params<'_>,
    read: fn(&Columns<'_>) -> Result<T, StoreError>,
) -> Result<Option<T>, StoreError> {
    match on.rows(statement, params).await?.as_slice() {
        [] => Ok(None),
        [row] => read(&Columns { statement, row }).map(Some),
        rows => Err(StoreError::NotOne { statement: statement.name, found: rows.len() }),
    }
}

pub(super) async fn one<R: Run, T>(
    on: &R,
    statement: &'static Statement,
    params: Params<'_>,
    read: fn(&Columns<'_>) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let found = opt(on, statement, params, read).await?;
    found.ok_or(StoreError::NotOne { statement: statement.name, found: 0 })
}

pub(super) async fn exec<R: Run>(
    on: &R,
    statement: &'static Statement,
    params: Params<'_>,
) -> Result<u64, StoreError> {
    on.execute(statement, params).await
}

impl<'a, T> FromSql<'a> for Pg<Option<T>>
where
    Pg<T>: FromSql<'a>,
{
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Failure> {
        Pg::<T>::from_sql(ty, raw).map(|Pg(value)| Pg(Some(value)))
    }

    fn from_sql_null(_: &Type) -> Result<Self, Failure> {
        Ok(Pg(None))
    }

    fn accepts(ty: &Type) -> bool {
        <Pg<T> as FromSql<'a>>::accepts(ty)
    }
}

impl<'a, T> FromSql<'a> for Pg<Vec<T>>
where
    Pg<T>: FromSql<'a>,
{
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Failure> {
        let list = Vec::<Pg<T>>::from_sql(ty, raw)?;
        Ok(Pg(list.into_iter().map(|Pg(value)| value).collect()))
    }

    fn accepts(ty: &Type) -> bool {
        <Vec<Pg<T>> as FromSql<'a>>::accepts(ty)
    }
}

impl<'l, T: std::fmt::Debug> ToSql for Pg<&'l [T]>
where
    Pg<&'l T>: ToSql,
{
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Failure> {
        self.0.iter().map(Pg).collect::<Vec<_>>().to_sql(ty, out)
    }

    fn accepts(ty: &Type) -> bool {
        <Vec<Pg<&'l T>> as ToSql>::accepts(ty)
    }

    to_sql_checked!();
}
"#;

const IDS: &str = r#"/// An id travels as what is inside.
macro_rules! ids {
    ($($id:ident: $inner:ty;)*) => {$(
        impl<'a> FromSql<'a> for Pg<domain::$id> {
            fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Failure> {
                <$inner>::from_sql(ty, raw).map(domain::$id).map(Pg)
            }

            fn accepts(ty: &Type) -> bool {
                <$inner as FromSql<'a>>::accepts(ty)
            }
        }

        impl ToSql for Pg<&domain::$id> {
            fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Failure> {
                self.0.0.to_sql(ty, out)
            }

            fn accepts(ty: &Type) -> bool {
                <$inner as ToSql>::accepts(ty)
            }

            to_sql_checked!();
        }
    )*};
}
"#;

const ENUMS: &str = r#"/// An enum travels as its label.
macro_rules! enums {
    ($($name:ident $pg:literal { $($variant:ident = $label:literal),* })*) => {$(
        impl<'a> FromSql<'a> for Pg<domain::$name> {
            fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Failure> {
                match std::str::from_utf8(raw)? {
                    $($label => Ok(Pg(domain::$name::$variant)),)*
                    other => Err(format!("`{other}` is not a value of {}", $pg).into()),
                }
            }

            fn accepts(ty: &Type) -> bool {
                ty.name() == $pg
            }
        }

        impl ToSql for Pg<&domain::$name> {
            fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Failure> {
                let label = match self.0 {
                    $(domain::$name::$variant => $label,)*
                };
                out.extend_from_slice(label.as_bytes());
                Ok(IsNull::No)
            }

            fn accepts(ty: &Type) -> bool {
                ty.name() == $pg
            }

            to_sql_checked!();
        }
    )*};
}
"#;

const DOCUMENTS: &str = r#"/// A document travels as JSON. What the database holds was checked at the door.
macro_rules! documents {
    ($($name:ident),*) => {$(
        impl<'a> FromSql<'a> for Pg<super::documents::$name> {
            fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Failure> {
                serde_json::Value::from_sql(ty, raw).map(super::documents::$name::stored).map(Pg)
            }

            fn accepts(ty: &Type) -> bool {
                <serde_json::Value as FromSql<'a>>::accepts(ty)
            }
        }

        impl ToSql for Pg<&super::documents::$name> {
            fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Failure> {
                self.0.value().to_sql(ty, out)
            }

            fn accepts(ty: &Type) -> bool {
                <serde_json::Value as ToSql>::accepts(ty)
            }

            to_sql_checked!();
        }
    )*};
}
"#;
