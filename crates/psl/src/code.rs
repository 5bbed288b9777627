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
