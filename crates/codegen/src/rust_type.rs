//! What a column or a parameter is in Rust.

use crate::types::Scalar;

/// The type of one value, the contract's own words first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Base {
    Scalar(Scalar),
    /// An id type of the domain, by its name.
    Id {
        name: String,
        inner: Scalar,
    },
    Enum {
        name: String,
    },
    /// A JSON document with a declared shape.
    Document {
        name: String,
        inner: Scalar,
    },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RustType {
    pub(crate) base: Base,
    pub(crate) list: bool,
    pub(crate) nullable: bool,
}

impl Base {
    pub(crate) fn owned(&self) -> &str {
        match self {
            Base::Scalar(scalar) => scalar.rust(),
            Base::Id { name, .. } | Base::Enum { name } | Base::Document { name, .. } => name,
        }
    }

    fn borrowed(&self) -> String {
        match self {
            Base::Scalar(scalar) => scalar.borrowed().to_owned(),
            _ if self.copied() => self.owned().to_owned(),
            _ => format!("&'a {}", self.owned()),
        }
    }

    /// What it is made of; an enum is made of nothing else.
    pub(crate) fn scalar(&self) -> Option<Scalar> {
        match self {
            Base::Scalar(inner) | Base::Id { inner, .. } | Base::Document { inner, .. } => {
                Some(*inner)
            }
            Base::Enum { .. } => None,
        }
    }

    /// Whether Rust copies it.
    pub(crate) fn copied(&self) -> bool {
        match self {
            Base::Scalar(scalar) => !scalar.borrowed().starts_with('&'),
            Base::Id { inner, .. } => !inner.borrowed().starts_with('&'),
            Base::Enum { .. } => true,
            Base::Document { .. } => false,
        }
    }

    /// Whether the driver knows it only through the `Pg` wrapper.
    pub(crate) fn wrapped(&self) -> bool {
        !matches!(self, Base::Scalar(_))
    }
}

impl RustType {
    pub(crate) fn nullable(mut self, nullable: bool) -> Self {
        self.nullable = nullable;
        self
    }

    /// In a row: `Option<Vec<CharacterId>>`.
    pub(crate) fn owned(&self) -> String {
        let one = self.base.owned().to_owned();
        optional(self.nullable, if self.list { format!("Vec<{one}>") } else { one })
    }

    /// As a parameter or in an insert: `Option<&'a str>`.
    pub(crate) fn borrowed(&self) -> String {
        let one = match self.list {
            true => format!("&'a [{}]", self.base.owned()),
            false => self.base.borrowed(),
        };
        optional(self.nullable, one)
    }

    /// Whether [`RustType::borrowed`] carries a lifetime.
    pub(crate) fn borrows(&self) -> bool {
        self.list || !self.base.copied()
    }

    /// How a row reads the column at `index` into a field that says its type.
    pub(crate) fn read(&self, index: usize) -> String {
        format!("row.{}({index})?", self.reader())
    }

    /// The function that reads a row of one column.
    pub(crate) fn read_alone(&self) -> String {
        let whole = !self.base.wrapped() && (self.nullable || !self.list);
        let ty = if whole { self.owned() } else { self.base.owned().to_owned() };
        format!("|row| row.{}::<{ty}>(0)", self.reader())
    }

    /// The method of a row: the driver's own types are read whole, the contract's by their element.
    fn reader(&self) -> &'static str {
        match (self.base.wrapped(), self.list, self.nullable) {
            (false, true, false) => "plain_list",
            (false, _, _) => "plain",
            (true, false, false) => "domain",
            (true, false, true) => "domain_opt",
            (true, true, false) => "domain_list",
            (true, true, true) => "domain_opt_list",
        }
    }

    /// The expression that binds `place`, of type [`RustType::borrowed`], to a parameter.
    pub(crate) fn bind(&self, place: &str) -> String {
        let by_value = !self.list && self.base.copied();
        match (self.base.wrapped(), self.nullable) {
            (false, _) => format!("&{place}"),
            (true, true) if by_value => format!("&{place}.as_ref().map(Pg)"),
            (true, true) => format!("&{place}.map(Pg)"),
            (true, false) if by_value => format!("&Pg(&{place})"),
            (true, false) => format!("&Pg({place})"),
        }
    }
}

pub(crate) fn optional(nullable: bool, ty: String) -> String {
    if nullable { format!("Option<{ty}>") } else { ty }
}
