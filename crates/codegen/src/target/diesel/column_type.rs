//! What a column is to Diesel, and what it is in Rust.

use psl::schema::{Builtin, NativeType};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ColumnType {
    /// Of `diesel::sql_types`, or of the generated `sql_types`.
    pub(super) sql: String,
    pub(super) rust: String,
    /// Of the crate diesel.
    pub(super) feature: Option<&'static str>,
    /// A declared enum.
    pub(super) is_enum: bool,
    /// A key may be of it: it can be hashed.
    pub(super) hashed: bool,
}

/// `None` where Diesel has no type: bit strings, XML, `timetz`.
pub(super) fn plain(builtin: Builtin, native: Option<&NativeType>) -> Option<ColumnType> {
    let name = native.map_or("", |native| native.name.as_str());
    let (sql, rust, feature) = names(builtin, name)?;
    let hashed = !matches!(builtin, Builtin::Float | Builtin::Json) && name != "Money";
    Some(ColumnType { sql: sql.to_owned(), rust: rust.to_owned(), feature, is_enum: false, hashed })
}

type Names = (&'static str, &'static str, Option<&'static str>);

fn names(builtin: Builtin, native: &str) -> Option<Names> {
    Some(match (builtin, native) {
        (Builtin::String, "Bit" | "VarBit" | "Xml") | (Builtin::DateTime, "Timetz") => return None,
        (Builtin::String, "Uuid") => ("Uuid", "uuid::Uuid", Some("uuid")),
        (Builtin::String, "Inet") => ("Inet", "ipnetwork::IpNetwork", Some("network-address")),
        (Builtin::String, "Citext") => ("Citext", "String", None),
        (Builtin::String, "VarChar") => ("Varchar", "String", None),
        (Builtin::String, "Char") => ("Bpchar", "String", None),
        (Builtin::String, _) => ("Text", "String", None),
        (Builtin::Boolean, _) => ("Bool", "bool", None),
        (Builtin::Int, "SmallInt") => ("Int2", "i16", None),
        (Builtin::Int, "Oid") => ("Oid", "u32", None),
        (Builtin::Int, _) => ("Int4", "i32", None),
        (Builtin::BigInt, _) => ("Int8", "i64", None),
        (Builtin::Float, "Real") => ("Float4", "f32", None),
        (Builtin::Float, _) => ("Float8", "f64", None),
        (Builtin::Decimal, "Money") => ("Money", "diesel::data_types::PgMoney", None),
        (Builtin::Decimal, _) => ("Numeric", "bigdecimal::BigDecimal", Some("numeric")),
        (Builtin::DateTime, "Timestamptz") => {
            ("Timestamptz", "chrono::DateTime<chrono::Utc>", Some("chrono"))
        }
        (Builtin::DateTime, "Date") => ("Date", "chrono::NaiveDate", Some("chrono")),
        (Builtin::DateTime, "Time") => ("Time", "chrono::NaiveTime", Some("chrono")),
        (Builtin::DateTime, _) => ("Timestamp", "chrono::NaiveDateTime", Some("chrono")),
        (Builtin::Json, "Json") => ("Json", "serde_json::Value", Some("serde_json")),
        (Builtin::Json, _) => ("Jsonb", "serde_json::Value", Some("serde_json")),
        (Builtin::Bytes, _) => ("Bytea", "Vec<u8>", None),
    })
}
