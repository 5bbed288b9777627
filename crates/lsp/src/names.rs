//! Each name of a declaration, and each place that refers to it. Found in the trees, so that a
//! schema with errors is served too.

use std::collections::HashMap;

use psl::schema::FileId;
use psl::syntax::ast::{self, Argument, Attribute, Block, Expression, Field, Name};
use psl::syntax::parse;
use psl::{SourceFile, Span};

use crate::project::{Place, Project};

/// What a name stands for.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Symbol {
    /// A model, view, enum or composite type.
    Block { name: String },
    /// A field, or the value of an enum.
    Member { of: String, name: String },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occurrence {
    pub span: Span,
    pub symbol: Symbol,
    /// It is the declaration itself.
    pub declares: bool,
}

/// Where the name at a place is declared.
pub fn definition(project: &Project, place: Place) -> Option<Span> {
    let symbol = &project.occurrence_at(place)?.symbol;
    let found = project.occurrences.iter().find(|it| it.declares && it.symbol == *symbol)?;
    Some(found.span.clone())
}

/// Every place that names what stands at this one.
pub fn references(project: &Project, place: Place, with_declaration: bool) -> Vec<Span> {
    let Some(at) = project.occurrence_at(place) else { return Vec::new() };
    let same = |it: &&Occurrence| it.symbol == at.symbol && (with_declaration || !it.declares);
    project.occurrences.iter().filter(same).map(|it| it.span.clone()).collect()
}

/// Types of the fields of each block, by names.
type Members<'t> = HashMap<&'t str, HashMap<&'t str, Option<&'t str>>>;

pub(crate) fn occurrences(files: &[SourceFile]) -> Vec<Occurrence> {
    let trees: Vec<_> = files.iter().map(|file| parse(&file.text).0).collect();
    let mut members: Members<'_> = HashMap::new();
    for block in trees.iter().flat_map(|tree| ast::blocks(tree.root())) {
        let Some(name) = block.name().filter(|_| declares_type(block)) else { continue };
        let own = members.entry(name.text).or_default();
        own.extend(block.fields().map(|field| (field.name().text, type_of(field))));
    }
    let mut found = Vec::new();
    for (at, tree) in trees.iter().enumerate() {
        let mut finder = Finder { file: FileId(at as u32), members: &members, found: &mut found };
        for block in ast::blocks(tree.root()).filter(|block| declares_type(*block)) {
            finder.block(block);
        }
    }
    found.sort_by_key(|it| (it.span.file, it.span.range.start));
    found
}

fn declares_type(block: Block<'_>) -> bool {
    matches!(block.keyword(), "model" | "view" | "enum" | "type")
}

fn type_of<'t>(field: Field<'t>) -> Option<&'t str> {
    field.ty().and_then(|ty| ty.name()).map(|name| name.text)
}

struct Finder<'t, 'f> {
    file: FileId,
    members: &'f Members<'t>,
    found: &'f mut Vec<Occurrence>,
}

impl<'t> Finder<'t, '_> {
    fn push(&mut self, at: &Name<'_>, symbol: Symbol, declares: bool) {
        let span = Span { file: self.file, range: at.range.clone() };
        self.found.push(Occurrence { span, symbol, declares });
    }

    fn block(&mut self, block: Block<'t>) {
        let Some(name) = block.name() else { return };
        self.push(&name, Symbol::Block { name: name.text.to_owned() }, true);
        for field in block.fields() {
            self.field(name.text, field);
        }
        for attribute in block.attributes() {
            self.block_attribute(name.text, attribute);
        }
    }

    fn field(&mut self, owner: &'t str, field: Field<'t>) {
        let name = field.name();
        let symbol = Symbol::Member { of: owner.to_owned(), name: name.text.to_owned() };
        self.push(&name, symbol, true);
        let ty = field.ty().and_then(|ty| ty.name());
        let Some(ty) = ty.filter(|ty| self.members.contains_key(ty.text)) else { return };
        self.push(&ty, Symbol::Block { name: ty.text.to_owned() }, false);
        for attribute in field.attributes() {
            match attribute.name() {
                "relation" => self.relation(owner, ty.text, attribute),
                "default" => {
                    attribute.arguments().for_each(|it| self.members_in(ty.text, it.value()))
                }
                _ => {}
            }
        }
    }

    fn relation(&mut self, owner: &'t str, other: &'t str, attribute: Attribute<'t>) {
        for argument in attribute.arguments() {
            match argument.name().map(|name| name.text) {
                Some("fields") => self.members_in(owner, argument.value()),
                Some("references") => self.members_in(other, argument.value()),
                _ => {}
            }
        }
    }

    fn block_attribute(&mut self, owner: &'t str, attribute: Attribute<'t>) {
        if !matches!(attribute.name(), "id" | "unique" | "index" | "fulltext") {
            return;
        }
        for (at, argument) in attribute.arguments().enumerate() {
            match argument.name().map(|name| name.text) {
                Some("fields") => self.members_in(owner, argument.value()),
                Some("where") => self.predicate(owner, argument),
                None if at == 0 => self.members_in(owner, argument.value()),
                _ => {}
            }
        }
    }

    /// `where: { field: value }`
    fn predicate(&mut self, owner: &'t str, argument: Argument<'t>) {
        let entries = argument.value().map(Expression::arguments).unwrap_or_default();
        for name in entries.into_iter().filter_map(Argument::name) {
            self.member(owner, &name);
        }
    }

    /// `[a, b(sort: Desc)]`, or one alone.
    fn members_in(&mut self, owner: &'t str, value: Option<Expression<'t>>) {
        for item in value.map(Expression::items).unwrap_or_default() {
            let word: &str = item.text().split(['(', '.', ' ']).next().unwrap_or_default();
            let start = item.range().start;
            let range = start..start + word.len() as u32;
            self.member(owner, &Name { text: word, range });
        }
    }

    fn member(&mut self, owner: &str, name: &Name<'_>) {
        if self.members.get(owner).is_some_and(|members| members.contains_key(name.text)) {
            let symbol = Symbol::Member { of: owner.to_owned(), name: name.text.to_owned() };
            self.push(name, symbol, false);
        }
    }
}
