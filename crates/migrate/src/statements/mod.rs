//! Statement files: `contract/queries/*.sql`, every statement that the product runs, named.
//!
//! ```sql
//! -- name: market_newest :many hot
//! -- The newest published characters of an app.
//! SELECT c.id, c.slug, v.title AS "voice?"
//!   FROM catalog.characters c LEFT JOIN catalog.voices v ON v.id = c.voice_id
//!  WHERE c.vertical_app = :app AND c.created_at < :before?
//!  ORDER BY c.created_at DESC LIMIT :limit;
//! ```
//!
//! `:one`, `:opt`, `:many`, `:exec` say how many rows come; `hot` marks a path that an index has to
//! serve. `:before?` may be null; `AS "voice?"` and `AS "total!"` say of a column what PostgreSQL
//! cannot know. Nothing here asks a server: see [`crate::describe()`] and [`crate::plans()`].

mod parse;
mod problem;
pub(crate) mod scan;

use std::fmt;

pub use parse::parse;
pub use problem::{Problem, ProblemKind};

/// How many rows a statement yields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cardinality {
    /// Exactly one row.
    One,
    /// One row or none.
    Opt,
    /// Any number of rows.
    Many,
    /// No rows; how many were touched.
    Exec,
}

impl Cardinality {
    /// Each with its word in a header.
    pub const ALL: [(Self, &'static str); 4] =
        [(Self::One, "one"), (Self::Opt, "opt"), (Self::Many, "many"), (Self::Exec, "exec")];

    fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == word).map(|(cardinality, _)| *cardinality)
    }
}

/// Whether a replica and a `Reader` may run it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Access {
    Read,
    /// It changes or locks rows.
    Write,
}

/// A parameter, in the order of first appearance: the first is `$1`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    pub name: String,
    /// Written with `?` somewhere: NULL may be given.
    pub nullable: bool,
}

/// A named statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    pub name: String,
    pub cardinality: Cardinality,
    /// An access path that an index has to serve.
    pub hot: bool,
    /// The comment below the header, without its dashes.
    pub docs: String,
    pub access: Access,
    /// With `$1`, `$2`, … for the parameters, and without the semicolon.
    pub sql: String,
    pub parameters: Vec<Parameter>,
    /// Where the header stands.
    pub place: Place,
    /// Where pieces of `sql` begin (bytes): in it, and in the file. In rising order.
    origins: Vec<(usize, Place)>,
}

/// A place in a statement file; line and column count from 1, columns in characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub file: String,
    pub line: usize,
    pub column: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

impl Statement {
    /// The place in the file of a position that PostgreSQL reports: characters from 1 in [`Self::sql`].
    #[must_use]
    pub fn place_of(&self, position: u32) -> Place {
        let skipped = (position as usize).saturating_sub(1);
        let byte = self.sql.char_indices().nth(skipped).map_or(self.sql.len(), |(byte, _)| byte);
        let known = self.origins.partition_point(|(start, _)| *start <= byte);
        let Some((start, place)) = known.checked_sub(1).and_then(|at| self.origins.get(at)) else {
            return self.place.clone();
        };
        place.clone().advanced(&self.sql[*start..byte])
    }
}

impl Place {
    fn advanced(mut self, text: &str) -> Self {
        for c in text.chars() {
            if c == '\n' {
                (self.line, self.column) = (self.line + 1, 1);
            } else {
                self.column += 1;
            }
        }
        self
    }
}
