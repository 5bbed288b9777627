//! Prisma schema language: lossless tree, resolved schema, validation, formatting, diagnostics.
//!
//! ```
//! let file = psl::SourceFile { path: "schema.prisma".into(), text: "model A {\n  id Int @id\n}\n".into() };
//! let analysis = psl::analyze(&[file]);
//! assert!(analysis.is_valid());
//! assert_eq!(analysis.schema.models[0].name, "A");
//! ```

pub mod code;
mod complete;
pub mod constraint_names;
pub mod diagnostic;
pub mod directives;
mod format;
mod nearest;
pub mod page;
pub mod preview_features;
pub mod render;
mod resolve;
pub mod schema;
pub mod sql;
pub mod syntax;
mod validate;

pub use code::{Code, Severity};
pub use complete::{complete, format_completed};
pub use diagnostic::{Diagnostic, Edit, Fix, Label};
pub use format::format;
pub use page::Page;
pub use resolve::FINDINGS_MAX;
pub use schema::{FileId, Schema, Span};
pub use validate::is_reserved_type_name;

/// A file of the schema. `path` is only repeated in diagnostics.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    pub path: String,
    pub text: String,
}

/// What a set of files says, and what is wrong with it.
#[derive(Clone, Debug, Default)]
pub struct Analysis {
    pub schema: Schema,
    /// In the order in which Prisma comes to them, so that the first error is the same; what only we
    /// ask comes last.
    pub diagnostics: Vec<Diagnostic>,
    /// How many further findings there were past [`FINDINGS_MAX`], where some are errors.
    pub left_out: usize,
}

impl Analysis {
    /// No errors; warnings may be.
    pub fn is_valid(&self) -> bool {
        !self.diagnostics.iter().any(Diagnostic::is_error)
    }
}

/// The names of `@db.…` with the scalar type that each is a form of.
pub fn native_types() -> impl Iterator<Item = (&'static str, schema::Builtin)> {
    validate::NATIVE_TYPES.iter().map(|rule| (rule.name, rule.of))
}

/// Reads the files as one schema. Every problem is reported, and whatever can be understood
/// is in the schema.
pub fn analyze(files: &[SourceFile]) -> Analysis {
    let parsed: Vec<_> = files.iter().map(|file| syntax::parse(&file.text)).collect();
    resolve::resolve(&parsed)
}
