use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, accepts, to_sql_checked};

use super::Time;

/// A time of day in a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Timetz {
    pub time: Time,
    /// How far the zone is ahead of UTC.
    pub offset_seconds: i32,
}

type Failure = Box<dyn std::error::Error + Sync + Send>;

impl Timetz {
    pub fn new(time: Time, offset_seconds: i32) -> Self {
        Self { time, offset_seconds }
    }
}

impl ToSql for Timetz {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Failure> {
        self.time.to_sql(&Type::TIME, out)?;
        // PostgreSQL counts towards the west.
        out.extend_from_slice(&(-self.offset_seconds).to_be_bytes());
        Ok(IsNull::No)
    }

    accepts!(TIMETZ);
    to_sql_checked!();
}

impl<'a> FromSql<'a> for Timetz {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Failure> {
        let Some((time, west)) = raw.split_at_checked(8) else {
            return Err("this is no time of day".into());
        };
        let time = Time::from_sql(&Type::TIME, time)?;
        Ok(Self::new(time, -i32::from_be_bytes(west.try_into()?)))
    }

    accepts!(TIMETZ);
}
