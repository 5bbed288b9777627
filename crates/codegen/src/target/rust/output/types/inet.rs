use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, accepts, to_sql_checked};

/// An address, and how many of its bits name the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Inet {
    pub address: IpAddr,
    pub prefix: u8,
}

type Failure = Box<dyn std::error::Error + Sync + Send>;

/// PostgreSQL's numbers of the families.
const V4: u8 = 2;
const V6: u8 = 3;

impl Inet {
    pub fn new(address: IpAddr, prefix: u8) -> Self {
        Self { address, prefix }
    }
}

/// A host: all of its bits.
impl From<IpAddr> for Inet {
    fn from(address: IpAddr) -> Self {
        Self { address, prefix: if address.is_ipv4() { 32 } else { 128 } }
    }
}

impl fmt::Display for Inet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Self::from(self.address) {
            return self.address.fmt(f);
        }
        write!(f, "{}/{}", self.address, self.prefix)
    }
}

impl FromStr for Inet {
    type Err = Failure;

    fn from_str(text: &str) -> Result<Self, Failure> {
        match text.split_once('/') {
            Some((address, prefix)) => Ok(Self::new(address.parse()?, prefix.parse()?)),
            None => Ok(text.parse::<IpAddr>()?.into()),
        }
    }
}

impl ToSql for Inet {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Failure> {
        let octets = match self.address {
            IpAddr::V4(address) => address.octets().to_vec(),
            IpAddr::V6(address) => address.octets().to_vec(),
        };
        let family = if self.address.is_ipv4() { V4 } else { V6 };
        out.extend_from_slice(&[family, self.prefix, 0, u8::try_from(octets.len())?]);
        out.extend_from_slice(&octets);
        Ok(IsNull::No)
    }

    accepts!(INET, CIDR);
    to_sql_checked!();
}

impl<'a> FromSql<'a> for Inet {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Failure> {
        match raw {
            [V4, prefix, _, 4, octets @ ..] => {
                Ok(Self::new(<[u8; 4]>::try_from(octets)?.into(), *prefix))
            }
            [V6, prefix, _, 16, octets @ ..] => {
                Ok(Self::new(<[u8; 16]>::try_from(octets)?.into(), *prefix))
            }
            _ => Err("this is no address".into()),
        }
    }

    accepts!(INET, CIDR);
}
