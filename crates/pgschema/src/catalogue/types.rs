//! Column types: Prisma's spelling, PostgreSQL's spelling, one value.

use super::Name;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnType {
    pub base: BaseType,
    pub list: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BaseType {
    /// A type that Prisma has a name for, with its modifiers.
    Native(Native, Vec<u32>),
    Enum(Name),
    /// Any other, in PostgreSQL's words: `tsvector`, `geometry(Point,4326)`.
    Other(String),
}

/// The types that Prisma has a name for: `@db.<Name>`, its SQL, and PostgreSQL's `format_type`.
macro_rules! natives {
    ($($name:ident $sql:literal $printed:literal;)*) => {
        /// A type that Prisma has a name for; the variant is that name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Native { $($name),* }

        impl Native {
            pub const ALL: &[Native] = &[$(Native::$name),*];

            /// As in `@db.Timestamptz`.
            pub fn prisma_name(self) -> &'static str {
                match self { $(Native::$name => stringify!($name)),* }
            }

            /// As Prisma writes it in SQL.
            pub fn sql(self) -> &'static str {
                match self { $(Native::$name => $sql),* }
            }

            /// As `format_type` prints it, modifiers left out.
            pub fn printed(self) -> &'static str {
                match self { $(Native::$name => $printed),* }
            }
        }
    };
}

natives! {
    SmallInt "SMALLINT" "smallint";
    Integer "INTEGER" "integer";
    BigInt "BIGINT" "bigint";
    Decimal "DECIMAL" "numeric";
    Money "MONEY" "money";
    Real "REAL" "real";
    DoublePrecision "DOUBLE PRECISION" "double precision";
    Text "TEXT" "text";
    VarChar "VARCHAR" "character varying";
    Char "CHAR" "character";
    Citext "CITEXT" "citext";
    ByteA "BYTEA" "bytea";
    Boolean "BOOLEAN" "boolean";
    Date "DATE" "date";
    Time "TIME" "time without time zone";
    Timetz "TIMETZ" "time with time zone";
    Timestamp "TIMESTAMP" "timestamp without time zone";
    Timestamptz "TIMESTAMPTZ" "timestamp with time zone";
    Bit "BIT" "bit";
    VarBit "VARBIT" "bit varying";
    Uuid "UUID" "uuid";
    Inet "INET" "inet";
    Oid "OID" "oid";
    Xml "XML" "xml";
    Json "JSON" "json";
    JsonB "JSONB" "jsonb";
}

impl ColumnType {
    pub fn native(native: Native) -> Self {
        Self::with_modifiers(native, [])
    }

    pub fn with_modifiers(native: Native, modifiers: impl Into<Vec<u32>>) -> Self {
        Self { base: BaseType::Native(native, modifiers.into()), list: false }
    }

    pub fn enumeration(name: Name) -> Self {
        Self { base: BaseType::Enum(name), list: false }
    }

    pub fn other(text: impl Into<String>) -> Self {
        Self { base: BaseType::Other(text.into()), list: false }
    }

    pub fn list(mut self, list: bool) -> Self {
        self.list = list;
        self
    }

    /// Reads what `format_type(atttypid, atttypmod)` prints: `timestamp(3) without time zone[]`.
    /// Enums are not told apart here: whoever reads the catalogue knows them by their oid.
    pub fn from_printed(text: &str) -> Self {
        let (text, list) = match text.strip_suffix("[]") {
            Some(element) => (element.trim_end_matches("[]"), true),
            None => (text, false),
        };
        let native = split_modifiers(text).and_then(|(name, modifiers)| {
            Some(ColumnType::with_modifiers(Native::from_printed(&name)?, modifiers))
        });
        native.unwrap_or_else(|| ColumnType::other(text)).list(list)
    }

    /// The same type to the server: `TIMESTAMP` is `TIMESTAMP(6)`, `CHAR` is `CHAR(1)`.
    pub fn same_as(&self, other: &ColumnType) -> bool {
        self.list == other.list && self.base.explicit() == other.base.explicit()
    }
}

impl BaseType {
    /// With the modifiers that the server would add.
    fn explicit(&self) -> BaseType {
        match self {
            BaseType::Native(native, modifiers) if modifiers.is_empty() => {
                BaseType::Native(*native, native.default_modifiers().to_vec())
            }
            BaseType::Native(native @ Native::Decimal, modifiers) if modifiers.len() == 1 => {
                BaseType::Native(*native, vec![modifiers[0], 0])
            }
            other => other.clone(),
        }
    }
}

impl Native {
    pub fn from_prisma_name(name: &str) -> Option<Native> {
        Native::ALL.iter().copied().find(|native| native.prisma_name() == name)
    }

    fn from_printed(name: &str) -> Option<Native> {
        Native::ALL.iter().copied().find(|native| native.printed() == name)
    }

    /// What PostgreSQL assumes where no modifier is given and a bare type is not its own kind.
    fn default_modifiers(self) -> &'static [u32] {
        match self {
            Native::Timestamp | Native::Timestamptz | Native::Time | Native::Timetz => &[6],
            Native::Char | Native::Bit => &[1],
            _ => &[],
        }
    }
}

/// `timestamp(3) without time zone` → (`timestamp without time zone`, `[3]`).
fn split_modifiers(text: &str) -> Option<(String, Vec<u32>)> {
    let Some((head, rest)) = text.split_once('(') else {
        return Some((text.to_owned(), Vec::new()));
    };
    let (inside, tail) = rest.split_once(')')?;
    let modifiers: Result<Vec<u32>, _> =
        inside.split(',').map(|part| part.trim().parse()).collect();
    Some((format!("{head}{tail}"), modifiers.ok()?))
}
