use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, accepts, to_sql_checked};

/// An XML document or a piece of one, as text. PostgreSQL compares no two of them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Xml(pub String);

type Failure = Box<dyn std::error::Error + Sync + Send>;

impl From<&str> for Xml {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<String> for Xml {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl ToSql for Xml {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Failure> {
        out.extend_from_slice(self.0.as_bytes());
        Ok(IsNull::No)
    }

    accepts!(XML);
    to_sql_checked!();
}

impl<'a> FromSql<'a> for Xml {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Failure> {
        Ok(Self(std::str::from_utf8(raw)?.to_owned()))
    }

    accepts!(XML);
}
