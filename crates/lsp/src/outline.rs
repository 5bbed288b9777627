//! The blocks of a file with what is in them.

use lsp_types::{DocumentSymbol, SymbolKind};
use psl::Span;
use psl::schema::FileId;
use psl::syntax::ast::{self, Block, Name};
use psl::syntax::parse;

use crate::project::Project;

pub fn outline(project: &Project, file: usize) -> Vec<DocumentSymbol> {
    let (tree, _) = parse(project.text(file));
    ast::blocks(tree.root()).filter_map(|block| of_block(project, file, block)).collect()
}

fn of_block(project: &Project, file: usize, block: Block<'_>) -> Option<DocumentSymbol> {
    let name = block.name()?;
    let (kind, member) = match block.keyword() {
        "enum" => (SymbolKind::ENUM, SymbolKind::ENUM_MEMBER),
        "model" => (SymbolKind::CLASS, SymbolKind::FIELD),
        "view" => (SymbolKind::INTERFACE, SymbolKind::FIELD),
        "type" => (SymbolKind::STRUCT, SymbolKind::FIELD),
        _ => (SymbolKind::MODULE, SymbolKind::PROPERTY),
    };
    let fields = block.fields().map(|it| {
        let detail = it.ty().map(|ty| ty.text().to_owned());
        symbol(project, file, &it.name(), it.range(), member, detail)
    });
    let properties =
        block.properties().map(|it| symbol(project, file, &it.name(), it.range(), member, None));
    let detail = Some(block.keyword().to_owned());
    let mut outer = symbol(project, file, &name, block.range(), kind, detail);
    outer.children = Some(fields.chain(properties).collect());
    Some(outer)
}

// The protocol's struct still has the field that it gave up.
#[allow(deprecated)]
fn symbol(
    project: &Project,
    file: usize,
    name: &Name<'_>,
    range: std::ops::Range<u32>,
    kind: SymbolKind,
    detail: Option<String>,
) -> DocumentSymbol {
    let place = |range| project.range(&Span { file: FileId(file as u32), range });
    DocumentSymbol {
        name: name.text.to_owned(),
        detail,
        kind,
        tags: None,
        deprecated: None,
        range: place(range),
        selection_range: place(name.range.clone()),
        children: None,
    }
}
