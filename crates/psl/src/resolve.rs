//! From trees to the [`Schema`]: names to ids, attributes to values.

mod arguments;
mod composite;
mod config;
mod default;
mod docs;
mod field;
mod index;
mod index_fields;
mod literals;
mod mended;
mod model;
mod names;
mod order;
mod predicate;
mod relation;

pub(crate) use arguments::{attribute_message, attribute_title, without};
pub(crate) use docs::DocLine;
pub(crate) use field::builtin;
pub(crate) use relation::{End, Group};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::Analysis;
use crate::diagnostic::{Code, Diagnostic};
use crate::schema::{EnumId, FieldId, FileId, ModelId, Schema, Span};
use crate::syntax::ast::{self, Attribute, Block};
use crate::syntax::{SyntaxError, Tree};

/// Where each part of the schema came from, beside it index by index.
#[derive(Debug, Default)]
pub(crate) struct Sources<'a> {
    pub(crate) models: Vec<ModelSource<'a>>,
    pub(crate) enums: Vec<EnumSource<'a>>,
    pub(crate) datasources: Vec<(FileId, Block<'a>)>,
    pub(crate) generators: Vec<(FileId, Block<'a>)>,
    pub(crate) composites: Vec<(FileId, Block<'a>)>,
}

#[derive(Debug)]
pub(crate) struct ModelSource<'a> {
    pub(crate) file: FileId,
    pub(crate) block: Block<'a>,
    pub(crate) fields: Vec<FieldSource<'a>>,
    /// First field of each name.
    pub(crate) by_name: FxHashMap<&'a str, FieldId>,
    pub(crate) primary_key: Option<Attribute<'a>>,
    /// Beside [`crate::schema::Model::indexes`].
    pub(crate) indexes: Vec<IndexSource<'a>>,
}

#[derive(Debug)]
pub(crate) struct FieldSource<'a> {
    pub(crate) field: ast::Field<'a>,
    /// What `@relation` says, on a relation field.
    pub(crate) relation: RelationArguments<'a>,
}

#[derive(Debug)]
pub(crate) struct IndexSource<'a> {
    pub(crate) attribute: Attribute<'a>,
    /// The field of an `@unique`.
    pub(crate) on_field: Option<FieldId>,
}

#[derive(Debug)]
pub(crate) struct EnumSource<'a> {
    pub(crate) file: FileId,
    pub(crate) block: Block<'a>,
}

/// The arguments of `@relation`, as far as they could be resolved.
#[derive(Debug, Default)]
pub(crate) struct RelationArguments<'a> {
    pub(crate) attribute: Option<Attribute<'a>>,
    pub(crate) name: Option<String>,
    pub(crate) fields: Option<Vec<FieldId>>,
    pub(crate) references: Option<Vec<FieldId>>,
    pub(crate) on_delete: Option<(crate::schema::ReferentialAction, std::ops::Range<u32>)>,
    pub(crate) on_update: Option<(crate::schema::ReferentialAction, std::ops::Range<u32>)>,
    pub(crate) map: Option<String>,
}

/// What a type name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Named {
    Model(ModelId),
    Enum(EnumId),
    Composite,
}

/// The work in progress.
#[derive(Debug, Default)]
pub(crate) struct Context<'a> {
    pub(crate) schema: Schema,
    pub(crate) sources: Sources<'a>,
    pub(crate) types: FxHashMap<&'a str, Named>,
    pub(crate) groups: Vec<relation::Group>,
    /// Models with something that can't be read or resolved: what seems to be missing there may
    /// be in what was not understood.
    pub(crate) broken: FxHashSet<ModelId>,
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// How many findings were left out past [`FINDINGS_MAX`].
    left_out: usize,
    /// An error was found.
    refused: bool,
}

/// A finding takes about 400 bytes, so these take 40 MB, whatever a hostile file holds; and nobody
/// reads that many. Real schemas in the middle of a rewrite have some hundreds.
pub const FINDINGS_MAX: usize = 100_000;

impl Context<'_> {
    /// An error is always kept, so that the verdict stands.
    pub(crate) fn report(&mut self, diagnostic: Diagnostic) {
        if self.diagnostics.len() >= FINDINGS_MAX && self.refused {
            self.left_out += 1;
            return;
        }
        self.refused |= diagnostic.is_error();
        self.diagnostics.push(diagnostic);
    }

    pub(crate) fn report_all(&mut self, found: impl IntoIterator<Item = Diagnostic>) {
        found.into_iter().for_each(|diagnostic| self.report(diagnostic));
    }

    pub(crate) fn error(&mut self, code: Code, span: Span, message: impl Into<String>) {
        self.report(Diagnostic::new(code, span, message));
    }
}

/// Resolves and validates parsed files.
pub(crate) fn resolve(parsed: &[(Tree<'_>, Vec<SyntaxError>)]) -> Analysis {
    let mut context = read(parsed);
    context.validate();
    let mut diagnostics = std::mem::take(&mut context.diagnostics);
    let foreign = diagnostics.iter().any(|it| it.code == Code::WrongProvider);
    if foreign {
        // Judged by PostgreSQL's rules, the rest of such a schema would be one error after another.
        diagnostics.retain(|it| it.code.holds_anywhere());
    }
    order::sort(&context, &mut diagnostics);
    Analysis { schema: context.schema, diagnostics, left_out: context.left_out }
}

/// Resolves parsed files, without asking whether what they say is allowed.
pub(crate) fn read<'a>(parsed: &'a [(Tree<'_>, Vec<SyntaxError>)]) -> Context<'a> {
    let mut context = Context::default();
    for (at, (tree, errors)) in parsed.iter().enumerate() {
        let file = FileId(at as u32);
        for error in errors {
            context.report(mended::diagnostic(file, tree.text(), error));
        }
        context.declare(file, tree.root());
    }
    context.resolve_config();
    context.resolve_enums();
    context.resolve_composites();
    context.resolve_models();
    context.resolve_relations();
    context
}
