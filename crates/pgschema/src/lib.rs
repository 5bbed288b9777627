//! The PostgreSQL catalogue as values: from a schema, their difference, its order, its safety, its SQL.
//!
//! Nothing here holds a connection or does I/O. A [`Catalogue`] comes from a Prisma schema
//! or, filled by `migrate`, from a live database.
//!
//! ```
//! let text = "model Draft {\n  id Int @id\n  /// @check(length(title) > 0)\n  title String\n}\n";
//! let file = psl::SourceFile { path: "schema.prisma".into(), text: text.into() };
//! let schema = psl::analyze(&[file]).schema;
//! let to = pgschema::from_schema(&schema).expect("PostgreSQL can hold it");
//! let hints = pgschema::Hints::from_schema(&schema).expect("no rename is malformed");
//! let migration = pgschema::diff(&pgschema::Catalogue::default(), &to, &hints);
//! assert!(migration.script().contains("CHECK (length(title) > 0)"));
//! assert!(pgschema::lint::lint(&migration).is_empty(), "nothing is dangerous on a new table");
//! ```

pub mod catalogue;
pub mod contract;
mod diff;
mod down;
mod from_schema;
mod grants;
pub mod guard;
pub mod lint;
pub mod safe;
pub mod safety;
mod scan;
mod sql;
pub mod step;
mod summary;
pub mod to_schema;

pub use catalogue::{Catalogue, Name};
pub use contract::{Contract, contract, describe_difference};
pub use diff::{Candidate, Question, Subject, questions};
pub use diff::{
    Hints, Migration, Topic, diff, left_alone, opaque_differences, speaking_directives,
};
pub use down::{Down, down};
pub use from_schema::{
    DirectiveProblem, SchemaError, SchemaErrorKind, SqlFiles, enum_name, from_schema,
    from_schema_with, sql_files, table_name,
};
pub use grants::grants;
pub use safe::{Phase, Plan, safe};
pub use step::Step;
