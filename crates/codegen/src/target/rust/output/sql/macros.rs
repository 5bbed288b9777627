//! What ids, enums, documents and tables have in common. No schema has all of them.

#![allow(unused_macros)]

/// An enum is sent as its label, for the type that it meets.
macro_rules! label {
    ($name:ident) => {
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.label())
            }
        }

        impl std::str::FromStr for $name {
            type Err = String;

            fn from_str(text: &str) -> Result<Self, String> {
                let found = Self::ALL.iter().find(|it| it.label() == text);
                found.copied().ok_or_else(|| format!("`{text}` is no {}", stringify!($name)))
            }
        }

        impl tokio_postgres::types::ToSql for $name {
            fn to_sql(
                &self,
                _: &tokio_postgres::types::Type,
                out: &mut tokio_postgres::types::private::BytesMut,
            ) -> Result<tokio_postgres::types::IsNull, Box<dyn std::error::Error + Sync + Send>>
            {
                out.extend_from_slice(self.label().as_bytes());
                Ok(tokio_postgres::types::IsNull::No)
            }

            fn accepts(_: &tokio_postgres::types::Type) -> bool {
                true
            }

            tokio_postgres::types::to_sql_checked!();
        }

        impl<'a> tokio_postgres::types::FromSql<'a> for $name {
            fn from_sql(
                _: &tokio_postgres::types::Type,
                raw: &'a [u8],
            ) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
                Ok(std::str::from_utf8(raw)?.parse()?)
            }

            fn accepts(ty: &tokio_postgres::types::Type) -> bool {
                matches!(ty.kind(), tokio_postgres::types::Kind::Enum(_))
                    || *ty == tokio_postgres::types::Type::TEXT
            }
        }

        impl sql::Scalar for $name {
            const TYPE: tokio_postgres::types::Type = tokio_postgres::types::Type::UNKNOWN;
            const ARRAY: tokio_postgres::types::Type = tokio_postgres::types::Type::TEXT_ARRAY;
        }
    };
}

/// What is one value of another type travels as that.
macro_rules! inside {
    ($name:ident($inner:ty)) => {
        impl tokio_postgres::types::ToSql for $name {
            fn to_sql(
                &self,
                ty: &tokio_postgres::types::Type,
                out: &mut tokio_postgres::types::private::BytesMut,
            ) -> Result<tokio_postgres::types::IsNull, Box<dyn std::error::Error + Sync + Send>>
            {
                self.0.to_sql(ty, out)
            }

            fn accepts(ty: &tokio_postgres::types::Type) -> bool {
                <$inner as tokio_postgres::types::ToSql>::accepts(ty)
            }

            tokio_postgres::types::to_sql_checked!();
        }

        impl<'a> tokio_postgres::types::FromSql<'a> for $name {
            fn from_sql(
                ty: &tokio_postgres::types::Type,
                raw: &'a [u8],
            ) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
                <$inner as tokio_postgres::types::FromSql>::from_sql(ty, raw).map(Self)
            }

            fn accepts(ty: &tokio_postgres::types::Type) -> bool {
                <$inner as tokio_postgres::types::FromSql>::accepts(ty)
            }
        }

        impl sql::Scalar for $name {
            const TYPE: tokio_postgres::types::Type = <$inner as sql::Scalar>::TYPE;
            const ARRAY: tokio_postgres::types::Type = <$inner as sql::Scalar>::ARRAY;
        }
    };
}

macro_rules! id {
    (text $name:ident($inner:ty)) => {
        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl sql::TextLike for $name {}

        sql::id! { any $name($inner) }
    };
    (copied $name:ident($inner:ty)) => {
        impl Copy for $name {}

        sql::id! { any $name($inner) }
    };
    (any $name:ident($inner:ty)) => {
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        sql::inside! { $name($inner) }
    };
}

/// A JSON document, which travels as what is inside.
macro_rules! document {
    ($name:ident($inner:ty)) => {
        impl From<$inner> for $name {
            fn from(inner: $inner) -> Self {
                Self(inner)
            }
        }

        sql::inside! { $name($inner) }
    };
}

/// A JSON document with a shape of its own, which serde reads and writes.
macro_rules! shaped {
    ($name:ident) => {
        impl tokio_postgres::types::ToSql for $name {
            fn to_sql(
                &self,
                ty: &tokio_postgres::types::Type,
                out: &mut tokio_postgres::types::private::BytesMut,
            ) -> Result<tokio_postgres::types::IsNull, Box<dyn std::error::Error + Sync + Send>>
            {
                tokio_postgres::types::Json(self).to_sql(ty, out)
            }

            tokio_postgres::types::accepts!(JSON, JSONB);
            tokio_postgres::types::to_sql_checked!();
        }

        impl<'a> tokio_postgres::types::FromSql<'a> for $name {
            fn from_sql(
                ty: &tokio_postgres::types::Type,
                raw: &'a [u8],
            ) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
                <tokio_postgres::types::Json<Self> as tokio_postgres::types::FromSql>::from_sql(
                    ty, raw,
                )
                .map(|it| it.0)
            }

            tokio_postgres::types::accepts!(JSON, JSONB);
        }

        impl sql::Scalar for $name {
            const TYPE: tokio_postgres::types::Type = tokio_postgres::types::Type::JSONB;
            const ARRAY: tokio_postgres::types::Type = tokio_postgres::types::Type::JSONB_ARRAY;
        }
    };
}

/// How a type is sent, alone and as an array.
macro_rules! scalars {
    ($($rust:ty = $one:ident $many:ident;)*) => {$(
        impl Scalar for $rust {
            const TYPE: tokio_postgres::types::Type = tokio_postgres::types::Type::$one;
            const ARRAY: tokio_postgres::types::Type = tokio_postgres::types::Type::$many;
        }
    )*};
}

/// A table's columns: after `as` how an array parameter becomes one of the column's type, and after
/// `by` what it is compared as.
macro_rules! columns {
    ($($name:literal $(as $cast:literal)? $(by $compared:literal)?),* $(,)?) => {
        &[$(sql::ColumnInfo {
            name: concat!("\"", $name, "\""),
            cast: concat!($($cast)?),
            compared: concat!($($compared)?),
        }),*]
    };
}

pub(crate) use {columns, document, id, inside, label, scalars, shaped};
