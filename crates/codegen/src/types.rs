//! One list of the PostgreSQL types that a field may have, and what each is in our languages.

use psl::schema::{Builtin, NativeType};

/// What a plain type is called in PostgreSQL, Rust and TypeScript, and whether Rust copies it.
macro_rules! scalars {
    ($($name:ident $pg:literal $rust:literal $borrowed:literal $typescript:literal;)*) => {
        /// A type that is not the contract's own.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub(crate) enum Scalar { $($name),* }

        impl Scalar {
            pub(crate) const ALL: &[Scalar] = &[$(Scalar::$name),*];

            /// `pg_type.typname`.
            pub(crate) fn pg(self) -> &'static str {
                match self { $(Scalar::$name => $pg),* }
            }

            pub(crate) fn rust(self) -> &'static str {
                match self { $(Scalar::$name => $rust),* }
            }

            /// As a parameter: the type itself where it is `Copy`.
            pub(crate) fn borrowed(self) -> &'static str {
                match self { $(Scalar::$name => $borrowed),* }
            }

            /// In the JSON that the API speaks.
            pub(crate) fn typescript(self) -> &'static str {
                match self { $(Scalar::$name => $typescript),* }
            }
        }
    };
}

scalars! {
    Bool "bool" "bool" "bool" "boolean";
    Int2 "int2" "i16" "i16" "number";
    Int4 "int4" "i32" "i32" "number";
    Int8 "int8" "i64" "i64" "number";
    Oid "oid" "u32" "u32" "number";
    Float4 "float4" "f32" "f32" "number";
    Float8 "float8" "f64" "f64" "number";
    Text "text" "String" "&'a str" "string";
    Varchar "varchar" "String" "&'a str" "string";
    Char "bpchar" "String" "&'a str" "string";
    Name "name" "String" "&'a str" "string";
    Uuid "uuid" "Uuid" "Uuid" "string";
    Timestamptz "timestamptz" "Timestamp" "Timestamp" "string";
    Timestamp "timestamp" "jiff::civil::DateTime" "jiff::civil::DateTime" "string";
    Date "date" "jiff::civil::Date" "jiff::civil::Date" "string";
    Time "time" "jiff::civil::Time" "jiff::civil::Time" "string";
    Bytea "bytea" "Vec<u8>" "&'a [u8]" "string";
    Json "json" "Value" "&'a Value" "unknown";
    Jsonb "jsonb" "Value" "&'a Value" "unknown";
    Citext "citext" "String" "&'a str" "string";
    Decimal "numeric" "Decimal" "Decimal" "string";
    Money "money" "Money" "Money" "string";
    Timetz "timetz" "Timetz" "Timetz" "string";
    Inet "inet" "Inet" "Inet" "string";
    Bit "bit" "Bits" "&'a Bits" "string";
    Varbit "varbit" "Bits" "&'a Bits" "string";
    Xml "xml" "Xml" "&'a Xml" "string";
}

impl Scalar {
    pub(crate) fn from_pg(typname: &str) -> Option<Scalar> {
        Scalar::ALL.iter().copied().find(|scalar| scalar.pg() == typname)
    }

    /// Of a field: its `@db.` type, else what Prisma takes for the scalar. `None` where PostgreSQL
    /// has no such type.
    pub(crate) fn of_field(builtin: Builtin, native: Option<&NativeType>) -> Option<Scalar> {
        match native {
            Some(native) => Scalar::from_native(&native.name),
            None => Some(Scalar::from_builtin(builtin)),
        }
    }

    /// Whether our own crates have a Rust type for it.
    pub(crate) fn is_own(self) -> bool {
        !matches!(
            self,
            Scalar::Citext
                | Scalar::Decimal
                | Scalar::Money
                | Scalar::Timetz
                | Scalar::Inet
                | Scalar::Bit
                | Scalar::Varbit
                | Scalar::Xml
        )
    }

    fn from_builtin(builtin: Builtin) -> Scalar {
        match builtin {
            Builtin::String => Scalar::Text,
            Builtin::Boolean => Scalar::Bool,
            Builtin::Int => Scalar::Int4,
            Builtin::BigInt => Scalar::Int8,
            Builtin::Float => Scalar::Float8,
            Builtin::Decimal => Scalar::Decimal,
            Builtin::DateTime => Scalar::Timestamp,
            Builtin::Json => Scalar::Jsonb,
            Builtin::Bytes => Scalar::Bytea,
        }
    }

    fn from_native(name: &str) -> Option<Scalar> {
        Some(match name {
            "Boolean" => Scalar::Bool,
            "SmallInt" => Scalar::Int2,
            "Integer" => Scalar::Int4,
            "BigInt" => Scalar::Int8,
            "Oid" => Scalar::Oid,
            "Real" => Scalar::Float4,
            "DoublePrecision" => Scalar::Float8,
            "Text" => Scalar::Text,
            "VarChar" => Scalar::Varchar,
            "Char" => Scalar::Char,
            "Uuid" => Scalar::Uuid,
            "Timestamptz" => Scalar::Timestamptz,
            "Timestamp" => Scalar::Timestamp,
            "Date" => Scalar::Date,
            "Time" => Scalar::Time,
            "ByteA" => Scalar::Bytea,
            "Json" => Scalar::Json,
            "JsonB" => Scalar::Jsonb,
            "Citext" => Scalar::Citext,
            "Decimal" => Scalar::Decimal,
            "Money" => Scalar::Money,
            "Timetz" => Scalar::Timetz,
            "Inet" => Scalar::Inet,
            "Bit" => Scalar::Bit,
            "VarBit" => Scalar::Varbit,
            "Xml" => Scalar::Xml,
            _ => return None,
        })
    }

    pub(crate) fn is_json(self) -> bool {
        matches!(self, Scalar::Json | Scalar::Jsonb)
    }

    pub(crate) fn is_text(self) -> bool {
        matches!(
            self,
            Scalar::Text | Scalar::Varchar | Scalar::Char | Scalar::Name | Scalar::Citext
        )
    }
}
