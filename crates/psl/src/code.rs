//! What can be said about a schema. The enum, the codes, the severities, the pages of `explain` and
//! the tests of all of them come from one table, `code/table.rs`.

/// How much a diagnostic weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    Error,
    Warning,
}

impl Severity {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

macro_rules! codes {
    ($($variant:ident = $code:literal, $severity:ident, $summary:literal, $explanation:literal, $bad:literal, $good:literal;)*) => {
        /// What a diagnostic is about.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code {
            $(#[doc = $summary] $variant,)*
        }

        impl Code {
            /// All codes, in the order of their numbers.
            pub const ALL: &'static [Code] = &[$(Code::$variant,)*];

            /// The stable name, as `PSL0203`.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            pub fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)* }
            }

            /// Whether it is wrong under any database: the text itself, and the provider.
            pub(crate) fn holds_anywhere(self) -> bool {
                let text = self.as_str().starts_with("PSL01");
                text || matches!(self, Self::WrongProvider | Self::UrlInSchema)
            }

            /// What is read first: the text; names and types; attributes; rules over all of them.
            pub(crate) fn stage(self) -> u8 {
                match self.as_str().as_bytes() {
                    [_, _, _, b'0', b'1', ..] => 0,
                    b"PSL0203" | b"PSL0602" | b"PSL0603" | b"PSL0604" | b"PSL0607" => 2,
                    b"PSL0208" | b"PSL0209" | b"PSL0304" | b"PSL0305" | b"PSL0306" => 3,
                    [_, _, _, b'0', b'2' | b'3', ..] => 1,
                    [_, _, _, b'0', b'4' | b'5', ..] => 2,
                    _ => 3,
                }
            }

            /// One line: what is wrong.
            pub fn summary(self) -> &'static str {
                match self { $(Self::$variant => $summary,)* }
            }

            /// Why it is wrong, and what to do.
            pub fn explanation(self) -> &'static str {
                match self { $(Self::$variant => $explanation,)* }
            }

            /// The smallest schema of which this is said. Where it names no datasource, it is read
            /// with PostgreSQL's.
            pub fn bad(self) -> &'static str {
                match self { $(Self::$variant => $bad,)* }
            }

            /// The same with it mended.
            pub fn good(self) -> &'static str {
                match self { $(Self::$variant => $good,)* }
            }
        }
    };
}

mod table;

pub use table::Code;
