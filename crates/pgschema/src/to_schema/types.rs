//! Columns as fields: the scalar type, and the native one where it is not the scalar's own.

use super::pull::Pull;
use crate::catalogue::{BaseType, ColumnType, Name, Native};

/// What Prisma makes of a type; it decides how a default is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Family {
    Int,
    BigInt,
    Float,
    Decimal,
    Boolean,
    String,
    DateTime,
    Json,
    Bytes,
    Uuid,
    Enum(Name),
    Unsupported,
}

pub(super) fn family(pull: &Pull<'_>, ty: &ColumnType) -> Family {
    match &ty.base {
        BaseType::Native(native, _) => of_native(*native),
        BaseType::Enum(name) if pull.enum_name(name).is_some() => Family::Enum(name.clone()),
        BaseType::Enum(_) | BaseType::Other(_) => Family::Unsupported,
    }
}

/// `bpchar` without a length and the one-byte `"char"`, which Prisma takes for `CHAR`.
pub(super) fn kind_of_char(ty: &ColumnType) -> Option<ColumnType> {
    match &ty.base {
        BaseType::Other(text) if text == "bpchar" || text == "\"char\"" => {
            Some(ColumnType::native(Native::Char).list(ty.list))
        }
        _ => None,
    }
}

fn of_native(native: Native) -> Family {
    use Native::{
        Bit, Boolean, ByteA, Char, Citext, Date, DoublePrecision, Inet, Integer, Json, JsonB,
        Money, Oid, Real, SmallInt, Text, Time, Timestamp, Timestamptz, Timetz, Uuid, VarBit,
        VarChar, Xml,
    };
    match native {
        SmallInt | Integer | Oid => Family::Int,
        Native::BigInt => Family::BigInt,
        Real | DoublePrecision => Family::Float,
        Native::Decimal | Money => Family::Decimal,
        Boolean => Family::Boolean,
        Text | VarChar | Char | Citext | Bit | VarBit | Inet | Xml => Family::String,
        Date | Time | Timetz | Timestamp | Timestamptz => Family::DateTime,
        Json | JsonB => Family::Json,
        ByteA => Family::Bytes,
        Uuid => Family::Uuid,
    }
}

/// `String`, `Unsupported("tsvector")`, or the enum's name.
pub(super) fn scalar(pull: &Pull<'_>, ty: &ColumnType) -> String {
    let word = match family(pull, ty) {
        Family::Int => "Int",
        Family::BigInt => "BigInt",
        Family::Float => "Float",
        Family::Decimal => "Decimal",
        Family::Boolean => "Boolean",
        Family::String | Family::Uuid => "String",
        Family::DateTime => "DateTime",
        Family::Json => "Json",
        Family::Bytes => "Bytes",
        Family::Enum(name) => {
            return pull.enum_name(&name).map_or_else(String::new, |it| it.name.clone());
        }
        Family::Unsupported => {
            return format!("Unsupported({})", super::text::quoted(&unsupported(ty)));
        }
    };
    word.to_owned()
}

/// The type in PostgreSQL's words, without its brackets.
pub(super) fn unsupported(ty: &ColumnType) -> String {
    match &ty.base {
        BaseType::Other(text) => text.clone(),
        BaseType::Enum(name) => name.to_string(),
        BaseType::Native(native, _) => native.printed().to_owned(),
    }
}

/// `@db.VarChar(20)`, where it is not what the scalar means anyway.
pub(super) fn native(pull: &Pull<'_>, ty: &ColumnType) -> Option<String> {
    let BaseType::Native(native, modifiers) = &ty.base else { return None };
    let modifiers = explicit(*native, modifiers, ty.list);
    if is_default(*native, &modifiers) {
        return None;
    }
    let modifiers: Vec<String> = modifiers.iter().map(u32::to_string).collect();
    let name = format!("@{}.{}", pull.native_prefix(), native.prisma_name());
    Some(super::text::attribute(&name, &modifiers))
}

/// A lone `timestamp` has six digits, and Prisma says so; in a list it says what is written.
fn explicit(native: Native, modifiers: &[u32], list: bool) -> Vec<u32> {
    use Native::{Decimal, Time, Timestamp, Timestamptz, Timetz};
    match (native, modifiers) {
        (Timestamp | Timestamptz | Time | Timetz, []) if !list => vec![6],
        (Decimal, [precision]) => vec![*precision, 0],
        _ => modifiers.to_vec(),
    }
}

fn is_default(native: Native, modifiers: &[u32]) -> bool {
    match native {
        Native::Decimal => modifiers == [65, 30],
        Native::Timestamp => modifiers == [3],
        Native::Integer
        | Native::BigInt
        | Native::DoublePrecision
        | Native::Boolean
        | Native::Text
        | Native::JsonB
        | Native::ByteA => true,
        _ => false,
    }
}
