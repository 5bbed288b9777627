use std::fmt;

use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, accepts, to_sql_checked};

/// A row of bits, the first one first.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bits(pub Vec<bool>);

type Failure = Box<dyn std::error::Error + Sync + Send>;

/// `"1010"`; any character but `1` is a zero.
impl From<&str> for Bits {
    fn from(text: &str) -> Self {
        Self(text.chars().map(|bit| bit == '1').collect())
    }
}

impl fmt::Display for Bits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|bit| f.write_str(if *bit { "1" } else { "0" }))
    }
}

impl ToSql for Bits {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Failure> {
        out.extend_from_slice(&i32::try_from(self.0.len())?.to_be_bytes());
        for eight in self.0.chunks(8) {
            let bits = eight.iter().enumerate().filter(|(_, bit)| **bit);
            out.extend_from_slice(&[bits.fold(0, |byte, (at, _)| byte | (0x80 >> at))]);
        }
        Ok(IsNull::No)
    }

    accepts!(BIT, VARBIT, UNKNOWN);
    to_sql_checked!();
}

impl<'a> FromSql<'a> for Bits {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Failure> {
        let Some((length, bytes)) = raw.split_first_chunk::<4>() else {
            return Err("these are no bits".into());
        };
        let length = usize::try_from(i32::from_be_bytes(*length))?;
        let bits = bytes.iter().flat_map(|byte| (0..8).map(move |at| byte & (0x80 >> at) != 0));
        Ok(Self(bits.take(length).collect()))
    }

    accepts!(BIT, VARBIT);
}
