//! A part of the schema as a drawing for a page: places and words, with nothing said of colours.
//!
//! Some tables are drawn whole. The others stand in one box for each PostgreSQL schema, a row for
//! each table, so that a reader sees where the lines lead and is not in the way of it.

use std::collections::{BTreeMap, BTreeSet};

use psl::schema::{Arity, FieldId, ModelId, RelationKind, Schema};

use super::draw::{own_path, path};
use super::graph::{Detail, Edge, Graph, NAME_MAX, Node, PAD, ROW, Row, TITLE, cut, node, width};
use super::pack::{MARGIN, Panel, panels};
use crate::target::words;

/// What of a schema is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scene<'a> {
    /// Every PostgreSQL schema as a box of names.
    Whole,
    /// The tables of one PostgreSQL schema, and what they refer to or are referred to by.
    Schema(&'a str),
    /// One model, and what it refers to or is referred to by.
    Model(&'a str),
}

/// In pixels, which a reader zooms as they like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawing {
    pub width: i32,
    pub height: i32,
    pub boxes: Vec<DrawnBox>,
    pub lines: Vec<DrawnLine>,
}

/// A table, or a PostgreSQL schema with the names of some of its tables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DrawnBox {
    pub name: String,
    /// The model that it is; none where it is a PostgreSQL schema.
    pub is_model: bool,
    /// At the right of the name.
    pub note: String,
    pub x: i32,
    pub y: i32,
    pub width: i32,
    pub height: i32,
    pub rows: Vec<DrawnRow>,
}

/// A field, or a model among others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DrawnRow {
    /// `PK`, `FK`, `UQ` or nothing.
    pub badge: &'static str,
    pub name: String,
    pub ty: String,
    /// The model that it is.
    pub model: Option<String>,
    /// Where its words stand, from the top of the box.
    pub y: i32,
}

/// A relation, or all of those between two boxes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DrawnLine {
    /// Of an SVG `path`.
    pub path: String,
    /// The box that refers, and the one that is referred to.
    pub child: String,
    pub parent: String,
}

/// A part of the schema, drawn; none where there is nothing of that name.
pub fn drawing(schema: &Schema, scene: Scene<'_>) -> Option<Drawing> {
    let staged = Stage::of(schema, scene)?;
    let graph = staged.graph();
    let panels = panels(&graph);
    let mut drawing = Drawing { width: 0, height: 0, boxes: Vec::new(), lines: Vec::new() };
    panels.iter().for_each(|panel| staged.put(&graph, panel, &mut drawing));
    let right = drawing.boxes.iter().map(|it| it.x + it.width).max().unwrap_or(0);
    let bottom = drawing.boxes.iter().map(|it| it.y + it.height).max().unwrap_or(0);
    (drawing.width, drawing.height) = (right + MARGIN, bottom + MARGIN);
    Some(drawing)
}

/// Who stands where: those drawn whole, then boxes of names.
struct Stage<'a> {
    schema: &'a Schema,
    whole: Vec<ModelId>,
    named: Vec<(&'a str, Vec<ModelId>)>,
    /// Whether lines end at rows; between whole schemas they would be a web.
    by_row: bool,
}

impl<'a> Stage<'a> {
    fn of(schema: &'a Schema, scene: Scene<'_>) -> Option<Self> {
        let all = (0..schema.models.len() as u32).map(ModelId);
        let all: Vec<ModelId> = all.filter(|id| !schema.model(*id).ignored).collect();
        let whole: Vec<ModelId> = match scene {
            Scene::Whole => Vec::new(),
            Scene::Schema(name) => {
                all.iter().copied().filter(|id| group(schema, *id) == name).collect()
            }
            Scene::Model(name) => vec![schema.find_model(name)?.0],
        };
        if whole.is_empty() && scene != Scene::Whole {
            return None;
        }
        let beside: BTreeSet<ModelId> = match scene {
            Scene::Whole => all.into_iter().collect(),
            Scene::Schema(_) | Scene::Model(_) => neighbours(schema, &whole),
        };
        let mut named: BTreeMap<&str, Vec<ModelId>> = BTreeMap::new();
        for id in beside {
            named.entry(group(schema, id)).or_default().push(id);
        }
        let by_row = scene != Scene::Whole;
        Some(Stage { schema, whole, named: named.into_iter().collect(), by_row })
    }

    fn graph(&self) -> Graph<'a> {
        let unlinked = |_: FieldId| None;
        let whole = self.whole.iter();
        let mut nodes: Vec<Node<'a>> =
            whole.map(|id| node(self.schema, *id, 0, Detail::Columns, unlinked)).collect();
        nodes.extend(self.named.iter().map(|(name, models)| self.names(name, models)));
        let mut graph = Graph {
            detail: Detail::Columns,
            groups: vec![""],
            nodes,
            edges: Vec::new(),
            relations: 0,
        };
        for relation in &self.schema.relations {
            let Some(edge) = self.edge(&graph, &relation.kind) else { continue };
            let known = |it: &Edge| {
                (it.child, it.parent, it.child_row, it.parent_row)
                    == (edge.child, edge.parent, edge.child_row, edge.parent_row)
            };
            if !graph.edges.iter().any(known) {
                graph.edges.push(edge);
            }
        }
        graph
    }

    /// The box of a PostgreSQL schema.
    fn names(&self, name: &'a str, models: &[ModelId]) -> Node<'a> {
        let row = |id: &ModelId| Row {
            badge: "",
            name: cut(&self.schema.model(*id).name, NAME_MAX),
            ty: String::new(),
            refers: None,
            field: None,
        };
        let rows: Vec<Row> = models.iter().map(row).collect();
        let note = if self.by_row { String::new() } else { rows.len().to_string() };
        let height = TITLE + PAD + ROW * rows.len() as i32;
        let width = width(name, &rows, &note);
        Node { name, docs: "", group: 0, width, height, rows, note }
    }

    /// Box and row of a model.
    fn place(&self, model: ModelId) -> Option<(usize, Option<usize>)> {
        if let Some(at) = self.whole.iter().position(|it| *it == model) {
            return Some((at, None));
        }
        self.named.iter().enumerate().find_map(|(at, (_, models))| {
            let row = models.iter().position(|it| *it == model)?;
            Some((self.whole.len() + at, self.by_row.then_some(row)))
        })
    }

    /// Only what has to do with those that are drawn whole, where some are.
    fn edge(&self, graph: &Graph<'_>, kind: &RelationKind) -> Option<Edge> {
        let (from, to, fields, references) = match kind {
            RelationKind::ForeignKey(key) => {
                (key.model, key.referenced_model, key.fields.first(), key.references.first())
            }
            RelationKind::ImplicitManyToMany { a, b } => (b.0, a.0, None, None),
        };
        let ((child, child_row), (parent, parent_row)) = (self.place(from)?, self.place(to)?);
        let is_whole = |node: usize| node < self.whole.len();
        if self.by_row && !is_whole(child) && !is_whole(parent) || !self.by_row && child == parent {
            return None;
        }
        let row = |node: usize, named: Option<usize>, field: Option<&FieldId>| match named {
            Some(row) => Some(row),
            None if is_whole(node) => {
                graph.nodes[node].rows.iter().position(|row| row.field.as_ref() == field)
            }
            None => None,
        };
        let (many, optional, both) = match kind {
            RelationKind::ForeignKey(key) => {
                let model = self.schema.model(key.model);
                let optional =
                    key.fields.iter().any(|it| model.field(*it).arity != Arity::Required);
                (!key.one_to_one, optional, false)
            }
            RelationKind::ImplicitManyToMany { .. } => (true, false, true),
        };
        Some(Edge {
            child,
            parent,
            child_row: row(child, child_row, fields),
            parent_row: row(parent, parent_row, references),
            many,
            optional,
            both,
        })
    }

    fn put(&self, graph: &Graph<'_>, panel: &Panel, drawing: &mut Drawing) {
        for (x, y, piece) in &panel.pieces {
            for line in &piece.lines {
                let edge = &graph.edges[line.edge];
                drawing.lines.extend(path(edge, line, *x, *y).map(|path| drawn(graph, edge, path)));
            }
            for (at, left, top) in &piece.boxes {
                let (x, y, node) = (x + left, y + top, &graph.nodes[*at]);
                drawing.boxes.push(self.drawn_box(*at, node, x, y));
                let own = graph.edges.iter().filter(|it| it.child == *at && it.parent == *at);
                drawing.lines.extend(own.map(|it| drawn(graph, it, own_path(node, it, x, y))));
            }
        }
    }

    fn drawn_box(&self, at: usize, node: &Node<'_>, x: i32, y: i32) -> DrawnBox {
        let models = at.checked_sub(self.whole.len()).map(|at| &self.named[at].1);
        let row = |(at, row): (usize, &Row)| DrawnRow {
            badge: row.badge,
            name: row.name.clone(),
            ty: row.ty.clone(),
            model: models.map(|models| self.schema.model(models[at]).name.clone()),
            y: TITLE + 3 + ROW * at as i32 + 12,
        };
        DrawnBox {
            name: node.name.to_owned(),
            is_model: models.is_none(),
            note: node.note.clone(),
            x,
            y,
            width: node.width,
            height: node.height,
            rows: node.rows.iter().enumerate().map(row).collect(),
        }
    }
}

fn drawn(graph: &Graph<'_>, edge: &Edge, path: String) -> DrawnLine {
    let name = |node: usize| graph.nodes[node].name.to_owned();
    DrawnLine { path, child: name(edge.child), parent: name(edge.parent) }
}

fn group(schema: &Schema, model: ModelId) -> &str {
    words::db_schema(schema.model(model).db_schema.as_ref())
}

/// What refers to those or is referred to by them, and is none of them.
fn neighbours(schema: &Schema, whole: &[ModelId]) -> BTreeSet<ModelId> {
    let ends = schema.relations.iter().map(|relation| match &relation.kind {
        RelationKind::ForeignKey(key) => [key.model, key.referenced_model],
        RelationKind::ImplicitManyToMany { a, b } => [a.0, b.0],
    });
    let touching = ends.filter(|ends| ends.iter().any(|end| whole.contains(end)));
    touching.flatten().filter(|end| !whole.contains(end)).collect()
}

#[cfg(test)]
mod tests {
    use super::{Scene, drawing};

    const SHOP: &str = "
datasource db {
  provider = \"postgresql\"
  schemas  = [\"people\", \"shop\"]
}
model User {
  id     Int     @id
  boss   User?   @relation(\"Boss\", fields: [bossId], references: [id])
  bossId Int?
  staff  User[]  @relation(\"Boss\")
  orders Order[]
  @@schema(\"people\")
}
model Order {
  id     Int    @id
  user   User   @relation(fields: [userId], references: [id])
  userId Int
  lines  Line[]
  @@schema(\"shop\")
}
model Line {
  id      Int   @id
  order   Order @relation(fields: [orderId], references: [id])
  orderId Int
  @@schema(\"shop\")
}
";

    fn drawn(scene: Scene<'_>) -> Option<Vec<String>> {
        let file = psl::SourceFile { path: "schema.prisma".into(), text: SHOP.into() };
        let drawing = drawing(&psl::analyze(&[file]).schema, scene)?;
        let told = drawing.boxes.iter().map(|it| {
            let rows: Vec<&str> = it.rows.iter().map(|row| row.name.as_str()).collect();
            format!("{}: {}", it.name, rows.join(" "))
        });
        let lines = drawing.lines.iter().map(|it| format!("{} -> {}", it.child, it.parent));
        let mut told: Vec<String> = told.chain(lines).collect();
        told.sort();
        Some(told)
    }

    #[test]
    fn a_scene_draws_its_own_whole_and_names_what_is_beside() {
        assert_eq!(
            drawn(Scene::Whole).expect("all of it"),
            ["people: User", "shop -> people", "shop: Order Line"]
        );
        assert_eq!(
            drawn(Scene::Schema("shop")).expect("the schema"),
            [
                "Line -> Order",
                "Line: id orderId",
                "Order -> people",
                "Order: id userId",
                "people: User",
            ]
        );
        assert_eq!(
            drawn(Scene::Model("User")).expect("the model"),
            ["User -> User", "User: id bossId", "shop -> User", "shop: Order"]
        );
        assert_eq!(drawn(Scene::Model("Nobody")), None);
        assert_eq!(drawn(Scene::Schema("nowhere")), None);
    }
}
