//! The pieces of `postgres.rs` that a contract may or may not ask for, each with the calls that do.

/// Text, and the calls that need it.
pub(super) type Piece = (&'static [&'static str], &'static str);

/// Methods of a row.
pub(super) const READERS: &[Piece] = &[
    (
        &["row."],
        r#"    /// A type that the driver knows.
    pub(super) fn plain<T: FromSql<'a>>(&self, at: usize) -> Result<T, StoreError> {
        self.row.try_get(self.places.at(at)).map_err(|error| StoreError::OutOfContract {
            statement: self.statement.name,
            what: std::error::Error::source(&error).map_or(error.to_string(), |source| format!("{error}: {source}")),
        })
    }"#,
    ),
    (
        &["row.domain(", "row.domain::<"],
        r#"    /// A type of the contract.
    pub(super) fn domain<T>(&self, at: usize) -> Result<T, StoreError>
    where
        Pg<T>: FromSql<'a>,
    {
        self.plain::<Pg<T>>(at).map(|Pg(value)| value)
    }"#,
    ),
    (
        &["row.domain_opt(", "row.domain_opt::<"],
        r#"    pub(super) fn domain_opt<T>(&self, at: usize) -> Result<Option<T>, StoreError>
    where
        Pg<T>: FromSql<'a>,
    {
        self.plain::<Option<Pg<T>>>(at).map(|value| value.map(|Pg(value)| value))
    }"#,
    ),
    (
        &["row.plain_list(", "row.plain_list::<"],
        r#"    /// A list column without NOT NULL, as Prisma makes them: NULL is the empty list.
    pub(super) fn plain_list<T: FromSql<'a>>(&self, at: usize) -> Result<Vec<T>, StoreError> {
        self.plain::<Option<Vec<T>>>(at).map(Option::unwrap_or_default)
    }"#,
    ),
    (
        &["row.domain_list(", "row.domain_list::<"],
        r#"    pub(super) fn domain_list<T>(&self, at: usize) -> Result<Vec<T>, StoreError>
    where
        Pg<T>: FromSql<'a>,
    {
        self.domain_opt_list(at).map(Option::unwrap_or_default)
    }"#,
    ),
    (
        &["row.domain_list", "row.domain_opt_list"],
        r#"    pub(super) fn domain_opt_list<T>(&self, at: usize) -> Result<Option<Vec<T>>, StoreError>
    where
        Pg<T>: FromSql<'a>,
    {
        let list = self.plain::<Option<Vec<Pg<T>>>>(at)?;
        Ok(list.map(|list| list.into_iter().map(|Pg(value)| value).collect()))
    }"#,
    ),
];

/// Functions that run a statement.
pub(super) const RUNNERS: &[Piece] = &[
    (
        &["many(on"],
        r#"pub(super) async fn many<R: Run, T>(
    on: &R,
    statement: &'static Statement,
    params: Params<'_>,
    read: fn(&Columns<'_>) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    let rows = on.rows(statement, params).await?;
    let Some(first) = rows.first() else { return Ok(Vec::new()) };
    let places = Places::of(statement, first)?;
    rows.iter().map(|row| read(&Columns { statement, places: &places, row })).collect()
}"#,
    ),
    (
        &["opt(on", "one(on"],
        r#"pub(super) async fn opt<R: Run, T>(
    on: &R,
    statement: &'static Statement,
    params: Params<'_>,
    read: fn(&Columns<'_>) -> Result<T, StoreError>,
) -> Result<Option<T>, StoreError> {
    match on.rows(statement, params).await?.as_slice() {
        [] => Ok(None),
        [row] => {
            let places = &Places::of(statement, row)?;
            read(&Columns { statement, places, row }).map(Some)
        }
        rows => Err(StoreError::NotOne { statement: statement.name, found: rows.len() }),
    }
}"#,
    ),
    (
        &["one(on"],
        r#"pub(super) async fn one<R: Run, T>(
    on: &R,
    statement: &'static Statement,
    params: Params<'_>,
    read: fn(&Columns<'_>) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let found = opt(on, statement, params, read).await?;
    found.ok_or(StoreError::NotOne { statement: statement.name, found: 0 })
}"#,
    ),
    (
        &["exec(on"],
        r#"pub(super) async fn exec<R: Run>(
    on: &R,
    statement: &'static Statement,
    params: Params<'_>,
) -> Result<u64, StoreError> {
    on.execute(statement, params).await
}"#,
    ),
];

/// A row, and what is read from it.
pub(super) const ROW: &str = r#"/// A row, and the statement that answered it.
#[derive(Debug)]
pub(super) struct Columns<'a> {
    statement: &'static Statement,
    places: &'a Places,
    row: &'a Row,
}

/// What a row can be read as.
pub(super) trait FromRow: Sized {
    fn from_row(row: &Columns<'_>) -> Result<Self, StoreError>;
}
"#;

/// Lists of the contract's own types, as parameters.
pub(super) const LIST_PARAMETER: &str = r#"impl<'l, T: std::fmt::Debug> ToSql for Pg<&'l [T]>
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

pub(super) const IDS: &str = r#"/// An id travels as what is inside.
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

pub(super) const ENUMS: &str = r#"/// An enum travels as its label.
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

pub(super) const DOCUMENTS: &str = r#"/// A document travels as JSON. What the database holds was checked at the door.
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
