//! The schema that is there, matched with what the database holds.

use crate::catalogue::Name;
use crate::from_schema::{enum_name, table_name};
use psl::schema::{EnumId, FieldId, Model, ModelId, ModelKind, Schema};
use psl::syntax::ast::{Attribute, Block, Field, blocks};
use psl::syntax::lexer::TokenKind;
use psl::syntax::{Node, Tree};
use psl::{Analysis, SourceFile};
use std::collections::BTreeMap;

/// A schema with its trees, as the texts say more than the schema: which names are written out,
/// and in which words things are documented.
pub(super) struct Previous<'a> {
    pub(super) files: &'a [SourceFile],
    pub(super) schema: &'a Schema,
    trees: &'a [Tree<'a>],
    models: BTreeMap<Name, ModelId>,
    views: BTreeMap<Name, ModelId>,
    enums: BTreeMap<Name, EnumId>,
    /// The block of each model and view, by its id.
    model_blocks: BTreeMap<u32, Block<'a>>,
    enum_blocks: BTreeMap<u32, Block<'a>>,
}

impl<'a> Previous<'a> {
    pub(super) fn new(
        files: &'a [SourceFile],
        analysis: &'a Analysis,
        trees: &'a [Tree<'a>],
    ) -> Self {
        let schema = &analysis.schema;
        let mut previous = Self {
            files,
            schema,
            trees,
            models: BTreeMap::new(),
            views: BTreeMap::new(),
            enums: BTreeMap::new(),
            model_blocks: BTreeMap::new(),
            enum_blocks: BTreeMap::new(),
        };
        previous.read_names();
        previous.read_blocks();
        previous
    }

    fn read_names(&mut self) {
        for (at, model) in (0..).zip(&self.schema.models) {
            let of_kind = match model.kind {
                ModelKind::Model => &mut self.models,
                ModelKind::View => &mut self.views,
            };
            of_kind.insert(table_name(model), ModelId(at));
        }
        let enums = (0..).zip(&self.schema.enums);
        self.enums = enums.map(|(at, it)| (enum_name(it), EnumId(at))).collect();
    }

    fn read_blocks(&mut self) {
        let mut at = BTreeMap::new();
        for (file, tree) in (0..).zip(self.trees) {
            for block in blocks(tree.root()) {
                at.extend(block.name().map(|name| ((file, name.range.start), block)));
            }
        }
        let find = |span: &psl::Span| at.get(&(span.file.0, span.range.start)).copied();
        let models = (0..).zip(&self.schema.models);
        self.model_blocks =
            models.filter_map(|(at, model)| Some((at, find(&model.span)?))).collect();
        let enums = (0..).zip(&self.schema.enums);
        self.enum_blocks = enums.filter_map(|(at, it)| Some((at, find(&it.span)?))).collect();
    }

    pub(super) fn blocks(
        &self,
        file: usize,
        keyword: &'static str,
    ) -> impl Iterator<Item = Block<'a>> + use<'a> {
        let trees: &'a [Tree<'a>] = self.trees;
        let of_file = trees.get(file).into_iter().flat_map(|tree| blocks(tree.root()));
        of_file.filter(move |block| block.keyword() == keyword)
    }

    pub(super) fn model(&self, table: &Name) -> Option<ModelId> {
        self.models.get(table).copied()
    }

    pub(super) fn view(&self, view: &Name) -> Option<ModelId> {
        self.views.get(view).copied()
    }

    pub(super) fn enumeration(&self, name: &Name) -> Option<EnumId> {
        self.enums.get(name).copied()
    }

    pub(super) fn model_block(&self, id: ModelId) -> Option<Block<'a>> {
        self.model_blocks.get(&id.0).copied()
    }

    pub(super) fn enum_block(&self, id: EnumId) -> Option<Block<'a>> {
        self.enum_blocks.get(&id.0).copied()
    }

    /// The tree of a field, and of its attributes.
    pub(super) fn field(&self, model: ModelId, field: FieldId) -> Option<Field<'a>> {
        let start = self.schema.model(model).field(field).span.range.start;
        let mut fields = self.model_block(model)?.fields();
        fields.find(|it| it.name().range.start == start)
    }

    /// The field of a column.
    pub(super) fn column(&self, model: ModelId, column: &str) -> Option<FieldId> {
        let mut fields = self.schema.model(model).scalar_fields();
        fields.find(|(_, _, scalar)| scalar.db_name == column).map(|(id, _, _)| id)
    }

    pub(super) fn get(&self, id: ModelId) -> &'a Model {
        &self.schema.models[id.0 as usize]
    }
}

/// The attribute of a name: `map`, `relation`.
pub(super) fn attribute<'t>(
    mut attributes: impl Iterator<Item = Attribute<'t>>,
    name: &str,
) -> Option<Attribute<'t>> {
    attributes.find(|attribute| attribute.name() == name)
}

/// The text of an argument: by its name, or the first without one.
pub(super) fn text_argument(attribute: Attribute<'_>, name: &str) -> Option<String> {
    let mut arguments = attribute.arguments();
    let argument = arguments.find(|it| it.name().is_none_or(|found| found.text == name))?;
    argument.value()?.string().map(Into::into)
}

/// The `///` lines above a block, a field or a value, without their slashes. A comment behind
/// something else on its line is that one's.
pub(super) fn doc_lines(node: Node<'_>) -> Vec<&str> {
    let mut lines = Vec::new();
    let mut pending = None;
    let mut newlines = 0;
    for (kind, range) in node.tokens_before() {
        match kind {
            TokenKind::Space => {}
            TokenKind::Newline => {
                lines.extend(pending.take());
                newlines += 1;
                if newlines > 1 {
                    break;
                }
            }
            TokenKind::Doc if newlines == 1 => {
                pending = Some(doc_text(node.slice(range)));
                newlines = 0;
            }
            TokenKind::Comment | TokenKind::BlockComment if newlines == 1 => newlines = 0,
            _ => {
                pending = None;
                break;
            }
        }
    }
    lines.extend(pending);
    lines.reverse();
    lines
}

/// The `///` lines between the braces of a block without fields: Prisma takes them for the block's.
pub(super) fn doc_lines_within(block: Node<'_>) -> Vec<&str> {
    let docs = block.tokens().filter(|(kind, _)| *kind == TokenKind::Doc);
    docs.map(|(_, range)| doc_text(block.slice(range))).collect()
}

/// As [`doc_lines`], with what is documented behind the field or value on its own line.
pub(super) fn field_doc_lines(node: Node<'_>) -> Vec<&str> {
    let mut lines = doc_lines(node);
    let trivia = node.tokens_after().take_while(|(kind, _)| {
        matches!(kind, TokenKind::Space | TokenKind::Doc | TokenKind::BlockComment)
    });
    let doc = trivia.into_iter().find(|(kind, _)| *kind == TokenKind::Doc);
    lines.extend(doc.map(|(_, range)| doc_text(node.slice(range))));
    lines
}

fn doc_text(line: &str) -> &str {
    let text = line.strip_prefix("///").unwrap_or(line);
    text.strip_prefix(' ').unwrap_or(text).trim_end()
}
