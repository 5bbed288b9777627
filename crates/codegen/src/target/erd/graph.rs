//! What is to be drawn: boxes with their rows, and lines between them.

use std::collections::{BTreeMap, BTreeSet};

use psl::schema::{Arity, FieldId, ForeignKeyRelation, IndexKind, Model, ModelId, RelationKind};
use psl::schema::{ModelKind, Schema};

use crate::target::words;

/// Up to so many models, all columns are shown: some 400 rows, which a README still carries.
const ALL_COLUMNS_MAX: usize = 40;

/// Up to so many, the keys are.
const KEYS_MAX: usize = 120;

/// A table to which more lines lead than this is named by those who refer to it.
const HUB: usize = 12;

pub(super) const TITLE: i32 = 28;
pub(super) const ROW: i32 = 17;
pub(super) const PAD: i32 = 7;

/// Of the row's font at 11 px, and of the title's at 13.
const LETTER: i32 = 7;
const TITLE_LETTER: i32 = 9;
/// Room for the marks of keys.
const BADGE: i32 = 26;
/// Longer names and types are cut.
pub(super) const NAME_MAX: usize = 28;
const TYPE_MAX: usize = 22;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Detail {
    Columns,
    Keys,
    Names,
}

pub(super) struct Graph<'a> {
    pub(super) detail: Detail,
    /// PostgreSQL schemas, by name.
    pub(super) groups: Vec<&'a str>,
    pub(super) nodes: Vec<Node<'a>>,
    pub(super) edges: Vec<Edge>,
    /// How many relations there are, drawn or written.
    pub(super) relations: usize,
}

pub(super) struct Node<'a> {
    pub(super) name: &'a str,
    pub(super) docs: &'a str,
    pub(super) group: usize,
    pub(super) width: i32,
    pub(super) height: i32,
    pub(super) rows: Vec<Row>,
    /// Written at the right of the title.
    pub(super) note: String,
}

pub(super) struct Row {
    /// `PK`, `FK`, `UQ` or nothing.
    pub(super) badge: &'static str,
    pub(super) name: String,
    pub(super) ty: String,
    /// The panel of the table that `ty` names, where it stands for a line.
    pub(super) refers: Option<usize>,
    pub(super) field: Option<FieldId>,
}

/// A line from `child`, which refers, to `parent`.
#[derive(Clone, Debug)]
pub(super) struct Edge {
    pub(super) child: usize,
    pub(super) parent: usize,
    pub(super) child_row: Option<usize>,
    pub(super) parent_row: Option<usize>,
    /// Many rows may refer to one.
    pub(super) many: bool,
    /// A row may refer to none.
    pub(super) optional: bool,
    /// Many on both sides, over a join table that nobody declared.
    pub(super) both: bool,
}

impl<'a> Graph<'a> {
    pub(super) fn of(schema: &'a Schema) -> Self {
        let models: Vec<ModelId> = (0..schema.models.len() as u32)
            .map(ModelId)
            .filter(|id| !schema.model(*id).ignored)
            .collect();
        let place: BTreeMap<ModelId, usize> =
            models.iter().enumerate().map(|(at, id)| (*id, at)).collect();
        let group = |id: &ModelId| words::db_schema(schema.model(*id).db_schema.as_ref());
        let groups: Vec<&str> =
            models.iter().map(group).collect::<BTreeSet<_>>().into_iter().collect();
        let detail = detail(models.len());
        let groups_of: Vec<usize> = models
            .iter()
            .map(|id| groups.iter().position(|it| *it == group(id)).unwrap_or(0))
            .collect();
        let hubs = hubs(schema, &place);
        let written = |child: usize, parent: usize| {
            child != parent && (groups_of[child] != groups_of[parent] || hubs.contains(&parent))
        };
        let mut graph =
            Graph { detail, groups, nodes: Vec::new(), edges: Vec::new(), relations: 0 };
        for (at, id) in models.iter().enumerate() {
            let refers = |field: FieldId| {
                let key = key_over(schema, *id, field)?;
                let parent = *place.get(&key.referenced_model)?;
                let name = &schema.model(key.referenced_model).name;
                written(at, parent).then(|| (format!("→ {name}"), groups_of[parent]))
            };
            graph.nodes.push(node(schema, *id, groups_of[at], detail, refers));
        }
        for relation in &schema.relations {
            if let Some(edge) = edge(schema, &graph, &place, &relation.kind) {
                graph.relations += 1;
                if !written(edge.child, edge.parent) {
                    graph.edges.push(edge);
                }
            }
        }
        graph
    }
}

fn detail(models: usize) -> Detail {
    match () {
        () if models <= ALL_COLUMNS_MAX => Detail::Columns,
        () if models <= KEYS_MAX => Detail::Keys,
        () => Detail::Names,
    }
}

impl Node<'_> {
    /// Where a line meets the box, from its top.
    pub(super) fn port(&self, row: Option<usize>) -> i32 {
        match row {
            Some(row) => TITLE + PAD / 2 + ROW * row as i32 + ROW / 2,
            None => TITLE / 2,
        }
    }
}

/// The tables to which more than [`HUB`] others refer.
fn hubs(schema: &Schema, place: &BTreeMap<ModelId, usize>) -> BTreeSet<usize> {
    let mut referring: BTreeMap<usize, BTreeSet<ModelId>> = BTreeMap::new();
    for relation in &schema.relations {
        if let RelationKind::ForeignKey(key) = &relation.kind
            && let Some(&parent) = place.get(&key.referenced_model)
        {
            referring.entry(parent).or_default().insert(key.model);
        }
    }
    referring.into_iter().filter(|(_, from)| from.len() > HUB).map(|(hub, _)| hub).collect()
}

/// The foreign key that a field is of.
fn key_over(schema: &Schema, model: ModelId, field: FieldId) -> Option<&ForeignKeyRelation> {
    schema.relations.iter().find_map(|relation| match &relation.kind {
        RelationKind::ForeignKey(key) => {
            (key.model == model && key.fields.contains(&field)).then_some(key)
        }
        RelationKind::ImplicitManyToMany { .. } => None,
    })
}

pub(super) fn node<'a>(
    schema: &'a Schema,
    id: ModelId,
    group: usize,
    detail: Detail,
    refers: impl Fn(FieldId) -> Option<(String, usize)>,
) -> Node<'a> {
    let model = schema.model(id);
    let mut rows: Vec<Row> = model
        .scalar_fields()
        .filter(|(_, field, _)| !field.ignored)
        .map(|(at, field, _)| {
            let ty = words::base_type(schema, field) + words::arity_mark(field.arity);
            let (ty, refers) = match refers(at) {
                Some((name, group)) => (name, Some(group)),
                None => (ty, None),
            };
            let name = cut(&field.name, NAME_MAX);
            Row {
                badge: badge(schema, id, at),
                name,
                ty: cut(&ty, TYPE_MAX),
                refers,
                field: Some(at),
            }
        })
        .collect();
    let all = rows.len();
    let docs = model.docs.text.trim();
    match detail {
        Detail::Columns => {}
        Detail::Keys => rows.retain(|row| !row.badge.is_empty()),
        Detail::Names => rows.clear(),
    }
    if detail == Detail::Keys && rows.len() < all {
        let name = format!("+ {} more", all - rows.len());
        rows.push(Row { badge: "", name, ty: String::new(), refers: None, field: None });
    }
    let note = note(model, detail, all);
    let height = match detail {
        Detail::Names => TITLE,
        _ => TITLE + PAD + ROW * rows.len() as i32,
    };
    let width = width(&model.name, &rows, &note);
    Node { name: &model.name, docs, group, width, height, rows, note }
}

fn note(model: &Model, detail: Detail, columns: usize) -> String {
    let kind = match (model.kind, model.docs.directive("appendOnly")) {
        (ModelKind::View, _) => "view",
        (ModelKind::Model, Some(_)) => "append-only",
        (ModelKind::Model, None) => "",
    };
    if detail == Detail::Names { columns.to_string() } else { kind.to_owned() }
}

pub(super) fn width(name: &str, rows: &[Row], note: &str) -> i32 {
    let letters = |text: &str| text.chars().count() as i32;
    let title = letters(name) * TITLE_LETTER + letters(note) * LETTER + 30;
    let widest = rows.iter().map(|row| letters(&row.name) + letters(&row.ty)).max().unwrap_or(0);
    let table = if rows.is_empty() { 0 } else { BADGE + (widest + 2) * LETTER + 16 };
    title.max(table).max(110)
}

pub(super) fn cut(text: &str, letters: usize) -> String {
    match text.chars().count() > letters {
        true => text.chars().take(letters - 1).chain(['…']).collect(),
        false => text.to_owned(),
    }
}

fn badge(schema: &Schema, id: ModelId, field: FieldId) -> &'static str {
    let model = schema.model(id);
    let is_key = model.primary_key.iter().any(|key| key.fields.iter().any(|it| it.field == field));
    let is_unique = |index: &&psl::schema::Index| {
        index.kind == IndexKind::Unique && index.fields.iter().any(|it| it.field == field)
    };
    match () {
        () if is_key => "PK",
        () if key_over(schema, id, field).is_some() => "FK",
        () if model.indexes.iter().any(|it| is_unique(&it)) => "UQ",
        () => "",
    }
}

fn edge(
    schema: &Schema,
    graph: &Graph<'_>,
    place: &BTreeMap<ModelId, usize>,
    kind: &RelationKind,
) -> Option<Edge> {
    match kind {
        RelationKind::ForeignKey(key) => {
            let (child, parent) = (*place.get(&key.model)?, *place.get(&key.referenced_model)?);
            let row = |node: usize, fields: &[FieldId]| {
                let first = fields.first()?;
                graph.nodes[node].rows.iter().position(|row| row.field == Some(*first))
            };
            let model = schema.model(key.model);
            let optional = key.fields.iter().any(|it| model.field(*it).arity != Arity::Required);
            Some(Edge {
                child,
                parent,
                child_row: row(child, &key.fields),
                parent_row: row(parent, &key.references),
                many: !key.one_to_one,
                optional,
                both: false,
            })
        }
        RelationKind::ImplicitManyToMany { a, b } => {
            let (parent, child) = (*place.get(&a.0)?, *place.get(&b.0)?);
            let (child_row, parent_row) = (None, None);
            Some(Edge {
                child,
                parent,
                child_row,
                parent_row,
                many: true,
                optional: false,
                both: true,
            })
        }
    }
}
