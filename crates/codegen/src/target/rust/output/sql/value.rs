use std::fmt;

use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{FromSql, IsNull, Kind, ToSql, Type};

/// A type that a column may have.
pub trait Scalar: ToSql + for<'a> FromSql<'a> + Clone + fmt::Debug + Send + Sync + 'static {
    /// How a parameter is sent; `UNKNOWN` takes the type of the column that it meets.
    const TYPE: Type;
    const ARRAY: Type;
}

/// What reads as text: it can be searched in.
pub trait TextLike: Scalar {}

/// What can be counted up.
pub trait Number: Scalar {}

/// A value on its way to a statement, of any type.
pub trait Value: fmt::Debug + Send + Sync {
    fn ty(&self) -> Type;
    fn sql(&self) -> &(dyn ToSql + Sync);
    fn boxed(&self) -> Box<dyn Value>;

    fn is_null(&self) -> bool {
        false
    }
}

impl<T: Scalar> Value for T {
    fn ty(&self) -> Type {
        T::TYPE
    }

    fn sql(&self) -> &(dyn ToSql + Sync) {
        self
    }

    fn boxed(&self) -> Box<dyn Value> {
        Box::new(self.clone())
    }
}

impl<T: Scalar> Value for Option<T> {
    fn ty(&self) -> Type {
        T::TYPE
    }

    fn sql(&self) -> &(dyn ToSql + Sync) {
        self
    }

    fn boxed(&self) -> Box<dyn Value> {
        Box::new(self.clone())
    }

    fn is_null(&self) -> bool {
        self.is_none()
    }
}

impl<T: Scalar> Value for Vec<T> {
    fn ty(&self) -> Type {
        T::ARRAY
    }

    fn sql(&self) -> &(dyn ToSql + Sync) {
        self
    }

    fn boxed(&self) -> Box<dyn Value> {
        Box::new(self.clone())
    }
}

impl<T: Scalar> Value for Option<Vec<T>> {
    fn ty(&self) -> Type {
        T::ARRAY
    }

    fn sql(&self) -> &(dyn ToSql + Sync) {
        self
    }

    fn boxed(&self) -> Box<dyn Value> {
        Box::new(self.clone())
    }

    fn is_null(&self) -> bool {
        self.is_none()
    }
}

super::scalars! {
    bool = BOOL BOOL_ARRAY;
    i16 = INT2 INT2_ARRAY;
    i32 = INT4 INT4_ARRAY;
    i64 = INT8 INT8_ARRAY;
    u32 = OID OID_ARRAY;
    f32 = FLOAT4 FLOAT4_ARRAY;
    f64 = FLOAT8 FLOAT8_ARRAY;
    String = UNKNOWN TEXT_ARRAY;
    Vec<u8> = BYTEA BYTEA_ARRAY;
}

impl TextLike for String {}
impl Number for i16 {}
impl Number for i32 {}
impl Number for i64 {}
impl Number for f32 {}
impl Number for f64 {}

pub(super) fn is_list(ty: &Type) -> bool {
    matches!(ty.kind(), Kind::Array(_))
}

/// The same column of many rows, as one array. The statement says of what type it is.
#[derive(Debug)]
pub(super) struct Keys<'a>(pub(super) Vec<&'a dyn Value>);

type Failure = Box<dyn std::error::Error + Sync + Send>;

impl ToSql for Keys<'_> {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Failure> {
        let ty = self.0.first().map_or(Type::UNKNOWN, |first| first.ty());
        let element = if ty == Type::UNKNOWN { Type::TEXT } else { ty.clone() };
        let dimensions = [1, 1, i32::from_be_bytes(element.oid().to_be_bytes())];
        dimensions.iter().for_each(|number| out.extend_from_slice(&number.to_be_bytes()));
        out.extend_from_slice(&i32::try_from(self.0.len())?.to_be_bytes());
        out.extend_from_slice(&1_i32.to_be_bytes());
        self.0.iter().try_for_each(|value| element_to_sql(*value, &ty, out))?;
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    fn to_sql_checked(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Failure> {
        self.to_sql(ty, out)
    }
}

/// Its length, -1 for NULL, and its bytes.
fn element_to_sql(value: &dyn Value, ty: &Type, out: &mut BytesMut) -> Result<(), Failure> {
    let at = out.len();
    out.extend_from_slice(&(-1_i32).to_be_bytes());
    if let IsNull::No = value.sql().to_sql_checked(ty, out)? {
        let length = i32::try_from(out.len() - at - 4)?;
        out[at..at + 4].copy_from_slice(&length.to_be_bytes());
    }
    Ok(())
}
