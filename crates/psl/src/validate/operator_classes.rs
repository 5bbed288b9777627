//! Which operator class serves which type under which index: one table.

use crate::schema::Builtin;

/// Classes that serve the same types.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OperatorClasses {
    pub(crate) names: &'static [&'static str],
    pub(crate) methods: &'static [&'static str],
    /// The native types that they serve.
    pub(crate) natives: &'static [&'static str],
    /// The type that they serve where no native type is given.
    pub(crate) builtin: Option<Builtin>,
}

const fn brin(
    names: &'static [&'static str],
    natives: &'static [&'static str],
    builtin: Option<Builtin>,
) -> OperatorClasses {
    OperatorClasses { names, methods: &["Brin"], natives, builtin }
}

pub(crate) const TABLE: &[OperatorClasses] = &[
    OperatorClasses {
        names: &["InetOps"],
        methods: &["Gist", "SpGist"],
        natives: &["Inet"],
        builtin: None,
    },
    OperatorClasses {
        names: &["JsonbOps", "JsonbPathOps"],
        methods: &["Gin"],
        natives: &["JsonB"],
        builtin: Some(Builtin::Json),
    },
    OperatorClasses { names: &["ArrayOps"], methods: &["Gin"], natives: &[], builtin: None },
    OperatorClasses {
        names: &["TextOps"],
        methods: &["SpGist"],
        natives: &["Text", "VarChar", "Char"],
        builtin: Some(Builtin::String),
    },
    brin(&["BitMinMaxOps"], &["Bit"], None),
    brin(&["VarBitMinMaxOps"], &["VarBit"], None),
    brin(&["BpcharBloomOps", "BpcharMinMaxOps"], &["Char"], None),
    brin(&["ByteaBloomOps", "ByteaMinMaxOps"], &["ByteA"], Some(Builtin::Bytes)),
    brin(&["DateBloomOps", "DateMinMaxOps", "DateMinMaxMultiOps"], &["Date"], None),
    brin(&["Float4BloomOps", "Float4MinMaxOps", "Float4MinMaxMultiOps"], &["Real"], None),
    brin(
        &["Float8BloomOps", "Float8MinMaxOps", "Float8MinMaxMultiOps"],
        &["DoublePrecision"],
        Some(Builtin::Float),
    ),
    brin(
        &["InetInclusionOps", "InetBloomOps", "InetMinMaxOps", "InetMinMaxMultiOps"],
        &["Inet"],
        None,
    ),
    brin(&["Int2BloomOps", "Int2MinMaxOps", "Int2MinMaxMultiOps"], &["SmallInt"], None),
    brin(
        &["Int4BloomOps", "Int4MinMaxOps", "Int4MinMaxMultiOps"],
        &["Integer"],
        Some(Builtin::Int),
    ),
    brin(
        &["Int8BloomOps", "Int8MinMaxOps", "Int8MinMaxMultiOps"],
        &["BigInt"],
        Some(Builtin::BigInt),
    ),
    brin(
        &["NumericBloomOps", "NumericMinMaxOps", "NumericMinMaxMultiOps"],
        &["Decimal"],
        Some(Builtin::Decimal),
    ),
    brin(&["OidBloomOps", "OidMinMaxOps", "OidMinMaxMultiOps"], &["Oid"], None),
    brin(&["TextBloomOps", "TextMinMaxOps"], &["Text", "VarChar"], Some(Builtin::String)),
    brin(
        &["TimestampBloomOps", "TimestampMinMaxOps", "TimestampMinMaxMultiOps"],
        &["Timestamp"],
        Some(Builtin::DateTime),
    ),
    brin(
        &["TimestampTzBloomOps", "TimestampTzMinMaxOps", "TimestampTzMinMaxMultiOps"],
        &["Timestamptz"],
        None,
    ),
    brin(&["TimeBloomOps", "TimeMinMaxOps", "TimeMinMaxMultiOps"], &["Time"], None),
    brin(&["TimeTzBloomOps", "TimeTzMinMaxOps", "TimeTzMinMaxMultiOps"], &["Timetz"], None),
    brin(&["UuidBloomOps", "UuidMinMaxOps", "UuidMinMaxMultiOps"], &["Uuid"], None),
];

/// The row that holds a class.
pub(crate) fn find(name: &str) -> Option<&'static OperatorClasses> {
    TABLE.iter().find(|row| row.names.contains(&name))
}

/// Whether an index type has a class of its own choice for a native type.
pub(crate) fn has_default(method: &str, native: &str) -> bool {
    // PostgreSQL's GiST has `inet_ops`, but not as the default.
    method != "Gist"
        && TABLE.iter().any(|row| row.methods.contains(&method) && row.natives.contains(&native))
}
