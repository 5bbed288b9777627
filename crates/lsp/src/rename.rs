//! A new name in the schema, while the database keeps the old one.

use psl::schema::{FieldId, FieldKind, FileId, ModelId, RelationKind};
use psl::syntax::ast::{self, Block, Field};
use psl::syntax::parse;
use psl::{Edit, Span};
use thiserror::Error;

use crate::names::{Occurrence, Symbol};
use crate::project::{Place, Project};

#[derive(Debug, Error, PartialEq, Eq)]
pub enum RenameError {
    #[error("there is no name of a model, enum, field or value here")]
    NoName,
    #[error("`{0}` is no name: begin with a letter, and go on with letters, digits and `_`")]
    BadName(String),
    #[error("`{0}` is declared already; choose another name")]
    Taken(String),
}

/// The name at a place, if it can be changed.
pub fn renameable(project: &Project, place: Place) -> Option<Span> {
    let at = project.occurrence_at(place)?;
    declared(project, &at.symbol).map(|_| at.span.clone())
}

/// Edits that change the name everywhere. `@@map` or `@map` is added where the name in the database
/// would change with it, and `@relation("…")` where a join table is named after its models.
///
/// # Errors
/// [`RenameError`]: nothing to rename, or the new name can't be used.
pub fn rename(project: &Project, place: Place, new: &str) -> Result<Vec<Edit>, RenameError> {
    let at = project.occurrence_at(place).ok_or(RenameError::NoName)?;
    let declaration = declared(project, &at.symbol).ok_or(RenameError::NoName)?;
    if !is_name(new) {
        return Err(RenameError::BadName(new.to_owned()));
    }
    let old = project.text_of(&declaration.span).to_owned();
    if new == old {
        return Ok(Vec::new());
    }
    let taken = match at.symbol.clone() {
        Symbol::Block { .. } => Symbol::Block { name: new.to_owned() },
        Symbol::Member { of, .. } => Symbol::Member { of, name: new.to_owned() },
    };
    if declared(project, &taken).is_some() {
        return Err(RenameError::Taken(new.to_owned()));
    }
    let same = project.occurrences.iter().filter(|it| it.symbol == at.symbol);
    let replaced = same.map(|it| Edit { span: it.span.clone(), text: new.to_owned() });
    let mut edits: Vec<_> = replaced.collect();
    edits.extend(kept_in_database(project, declaration, &old));
    edits.sort_by_key(|edit| (edit.span.file, edit.span.range.start));
    Ok(edits)
}

fn declared<'p>(project: &'p Project, symbol: &Symbol) -> Option<&'p Occurrence> {
    project.occurrences.iter().find(|it| it.declares && it.symbol == *symbol)
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

fn kept_in_database(project: &Project, declaration: &Occurrence, old: &str) -> Vec<Edit> {
    let file = declaration.span.file;
    let (tree, _) = parse(project.text(file.0 as usize));
    let at = declaration.span.range.start;
    let Some(block) = ast::blocks(tree.root()).find(|it| it.range().contains(&at)) else {
        return Vec::new();
    };
    match &declaration.symbol {
        Symbol::Block { name } => {
            let mut edits = join_tables(project, name);
            edits.extend(block_map(file, block, old));
            edits
        }
        Symbol::Member { .. } => {
            let field = block.fields().find(|field| field.name().range.start == at);
            field
                .and_then(|field| member_map(project, file, block, field, old))
                .into_iter()
                .collect()
        }
    }
}

fn block_map(file: FileId, block: Block<'_>, old: &str) -> Option<Edit> {
    let mapped = block.attributes().any(|it| it.name() == "map");
    if mapped || block.keyword() == "type" {
        return None;
    }
    let text = block.text();
    let closing = text.strip_suffix('}')?;
    let end = block.range().end - 1;
    let apart = if block.attributes().next().is_some() { "" } else { "\n" };
    let line_end = if closing.ends_with(['\n', '\r']) { "" } else { "\n" };
    let text = format!("{line_end}{apart}  @@map(\"{old}\")\n");
    Some(Edit { span: Span { file, range: end..end }, text })
}

/// A relation field is no column, and so is a field of a composite type.
fn member_map(
    project: &Project,
    file: FileId,
    block: Block<'_>,
    field: Field<'_>,
    old: &str,
) -> Option<Edit> {
    let is_value = block.keyword() == "enum";
    let ty = field.ty().and_then(|ty| ty.name()).map(|name| name.text);
    let is_relation = ty.is_some_and(|ty| project.analysis.schema.find_model(ty).is_some());
    let mapped = field.attributes().any(|it| it.name() == "map");
    if mapped || is_relation || block.keyword() == "type" || (ty.is_none() && !is_value) {
        return None;
    }
    let end = match field.ty() {
        Some(ty) if !is_value => ty.range().end,
        _ => field.name().range.end,
    };
    Some(Edit { span: Span { file, range: end..end }, text: format!(" @map(\"{old}\")") })
}

/// `_AToB` is named after `A` and `B`, unless the relation has a name.
fn join_tables(project: &Project, model: &str) -> Vec<Edit> {
    let schema = &project.analysis.schema;
    let mut edits = Vec::new();
    for relation in &schema.relations {
        let RelationKind::ImplicitManyToMany { a, b } = relation.kind else { continue };
        if schema.model(a.0).name != model && schema.model(b.0).name != model {
            continue;
        }
        edits.extend(
            [a, b].into_iter().filter_map(|end| relation_name(project, end, &relation.name)),
        );
    }
    edits
}

fn relation_name(
    project: &Project,
    (model, field): (ModelId, FieldId),
    name: &str,
) -> Option<Edit> {
    let field = project.analysis.schema.model(model).field(field);
    if !matches!(field.kind, FieldKind::Relation { .. }) {
        return None;
    }
    let file = field.span.file;
    let (tree, _) = parse(project.text(file.0 as usize));
    let start = field.span.range.start;
    let block = ast::blocks(tree.root()).find(|it| it.range().contains(&start))?;
    let source = block.fields().find(|it| it.name().range.start == start)?;
    if source.attributes().any(|it| it.name() == "relation") {
        return None;
    }
    let end = source.ty()?.range().end;
    let text = format!(" @relation(\"{name}\")");
    Some(Edit { span: Span { file, range: end..end }, text })
}
