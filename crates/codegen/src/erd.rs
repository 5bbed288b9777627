//! `erd.svg`: every model with its columns, grouped by PostgreSQL schema, every foreign key drawn.
//!
//! The layout is a fixed one: schemas are panels, models are boxes in columns of a panel. It is the
//! same for the same contract, and a new model moves only what comes after it.

use crate::header::Header;
use crate::rust_type::Base;
use crate::source::Source;
use crate::vocabulary::{Entity, Vocabulary};
use psl::schema::{Field, ForeignKeyRelation, ModelId, Relation, RelationKind, ScalarType, Schema};
use std::collections::BTreeMap;

const BOX_WIDTH: i32 = 300;
const ROW: i32 = 15;
const TITLE: i32 = 24;
const GAP: i32 = 34;
/// A column of boxes ends here: about the height of a screen at half size.
const COLUMN_HEIGHT: i32 = 1000;
/// A row of panels ends here, unless one panel alone is wider.
const CANVAS_WIDTH: i32 = 2600;

/// Where a model stands, and which it is.
struct Placed<'a> {
    entity: &'a Entity,
    x: i32,
    y: i32,
}

struct Panel<'a> {
    name: &'a str,
    boxes: Vec<Placed<'a>>,
    x: i32,
    y: i32,
    width: i32,
    height: i32,
}

pub(crate) fn erd(header: &Header, schema: &Schema, vocabulary: &Vocabulary) -> String {
    let panels = placed(panels(vocabulary));
    let width = panels.iter().map(|it| it.x + it.width).max().unwrap_or(0) + GAP;
    let height = panels.iter().map(|it| it.y + it.height).max().unwrap_or(0) + GAP;
    let mut out = Source::narrow();
    out.line(format!("<!-- {} Contract sha256:{} -->", crate::GENERATED, header.contract_hash));
    out.open(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" role=\"img\" \
         aria-label=\"Entities of the contract\">"
    ));
    out.lines(STYLE.lines());
    out.line(format!("<rect class=\"page\" width=\"{width}\" height=\"{height}\"/>"));
    panels.iter().for_each(|panel| draw_panel(&mut out, panel));
    let boxes: Vec<&Placed<'_>> = panels.iter().flat_map(|panel| &panel.boxes).collect();
    for relation in &schema.relations {
        if let RelationKind::ForeignKey(key) = &relation.kind {
            draw_key(&mut out, schema, &boxes, key);
        }
    }
    boxes.iter().for_each(|it| draw_box(&mut out, schema, it));
    out.close("</svg>");
    out.finish()
}

fn height(entity: &Entity) -> i32 {
    TITLE + ROW * entity.columns.len() as i32 + 8
}

/// Boxes in columns, relative to their panel.
fn panels(vocabulary: &Vocabulary) -> Vec<Panel<'_>> {
    let mut by_schema: BTreeMap<&str, Vec<&Entity>> = BTreeMap::new();
    for entity in &vocabulary.entities {
        by_schema.entry(&entity.db_schema).or_default().push(entity);
    }
    by_schema.into_iter().map(|(name, entities)| panel(name, &entities)).collect()
}

fn panel<'a>(name: &'a str, entities: &[&'a Entity]) -> Panel<'a> {
    let (mut x, mut y, mut bottom) = (GAP / 2, TITLE + GAP / 2, 0);
    let mut boxes = Vec::new();
    for &entity in entities {
        let tall = height(entity);
        if y > TITLE + GAP && y + tall > COLUMN_HEIGHT {
            (x, y) = (x + BOX_WIDTH + 2 * GAP, TITLE + GAP / 2);
        }
        boxes.push(Placed { entity, x, y });
        y += tall + GAP;
        bottom = bottom.max(y);
    }
    let (width, height) = (x + BOX_WIDTH + GAP / 2, bottom - GAP / 2);
    Panel { name, boxes, x: 0, y: 0, width, height }
}

/// Panels in rows, the boxes moved with them.
fn placed(mut panels: Vec<Panel<'_>>) -> Vec<Panel<'_>> {
    let (mut x, mut y, mut bottom) = (GAP, GAP, GAP);
    for panel in &mut panels {
        if x > GAP && x + panel.width > CANVAS_WIDTH {
            (x, y) = (GAP, bottom + GAP);
        }
        (panel.x, panel.y) = (x, y);
        for it in &mut panel.boxes {
            (it.x, it.y) = (it.x + x, it.y + y);
        }
        x += panel.width + 2 * GAP;
        bottom = bottom.max(y + panel.height);
    }
    panels
}

fn draw_panel(out: &mut Source, panel: &Panel<'_>) {
    let Panel { name, x, y, width, height, .. } = panel;
    out.line(format!(
        "<rect class=\"panel\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"10\"/>"
    ));
    out.line(format!(
        "<text class=\"schema\" x=\"{}\" y=\"{}\">{}</text>",
        x + GAP / 2,
        y + TITLE,
        escaped(name)
    ));
}

fn draw_box(out: &mut Source, schema: &Schema, placed: &Placed<'_>) {
    let Placed { entity, x, y } = placed;
    let kind = if entity.append_only { "model frozen" } else { "model" };
    out.open(format!("<g class=\"{kind}\">"));
    out.line(format!("<title>{}</title>", escaped(&entity.docs)));
    let tall = height(entity);
    out.line(format!(
        "<rect x=\"{x}\" y=\"{y}\" width=\"{BOX_WIDTH}\" height=\"{tall}\" rx=\"5\"/>"
    ));
    out.line(format!(
        "<text class=\"name\" x=\"{}\" y=\"{}\">{}</text>",
        x + 9,
        y + 17,
        escaped(&entity.name)
    ));
    for (at, column) in entity.columns.iter().enumerate() {
        let class = if entity.key.contains(&at) { " class=\"key\"" } else { "" };
        let line = y + TITLE + ROW * (at as i32 + 1) - 3;
        let declared = schema.model(entity.model).field(column.field);
        let name = &declared.name;
        let mark = if column.ty.nullable { "?" } else { "" };
        let list = if column.ty.list { "[]" } else { "" };
        let ty = type_name(declared, &column.ty.base);
        out.line(format!(
            "<text{class} x=\"{}\" y=\"{line}\">{}</text><text class=\"type\" x=\"{}\" y=\"{line}\">{}</text>",
            x + 9,
            escaped(name),
            x + BOX_WIDTH - 9,
            escaped(&format!("{ty}{list}{mark}"))
        ));
    }
    out.close("</g>");
}

/// As the contract calls it.
fn type_name(field: &Field, base: &Base) -> String {
    match (base, field.scalar().map(|scalar| &scalar.ty)) {
        (Base::Scalar(_), Some(ScalarType::Builtin(builtin))) => format!("{builtin:?}"),
        (base, _) => base.owned().to_owned(),
    }
}

/// How many keys make a model a hub: lines to it are drawn faintly, or they would be all one sees.
const HUB: usize = 8;

/// From the column that refers, with a crow's foot where many rows may, to the model referred to.
fn draw_key(out: &mut Source, schema: &Schema, boxes: &[&Placed<'_>], key: &ForeignKeyRelation) {
    let find = |model| boxes.iter().find(|it| it.entity.model == model);
    let (Some(from), Some(to)) = (find(key.model), find(key.referenced_model)) else { return };
    let column = key
        .fields
        .first()
        .and_then(|first| from.entity.columns.iter().position(|column| column.field == *first));
    let row = from.y + TITLE + ROW * column.unwrap_or(0) as i32 + 8;
    let target = to.y + TITLE / 2;
    let (start, out_of, end, into) = sides(from.x, to.x);
    let foot = match key.one_to_one {
        true => format!("M{} {} v10", start + 6 * out_of, row - 5),
        false => format!("M{start} {} L{} {row} L{start} {}", row - 5, start + 9 * out_of, row + 5),
    };
    let class = if keys_to(schema, key.referenced_model) > HUB { " class=\"hub\"" } else { "" };
    out.line(format!(
        "<path{class} d=\"M{start} {row} C{} {row} {} {target} {end} {target} {foot} M{} {} v10\"/>",
        start + 46 * out_of,
        end + 46 * into,
        end + 6 * into,
        target - 5
    ));
}

fn keys_to(schema: &Schema, model: ModelId) -> usize {
    let refers = |relation: &&Relation| matches!(&relation.kind, RelationKind::ForeignKey(key) if key.referenced_model == model);
    schema.relations.iter().filter(refers).count()
}

/// Where a line leaves, in which direction, where it arrives, and from which direction.
fn sides(from: i32, to: i32) -> (i32, i32, i32, i32) {
    if from + BOX_WIDTH < to {
        (from + BOX_WIDTH, 1, to, -1)
    } else if to + BOX_WIDTH < from {
        (from, -1, to + BOX_WIDTH, 1)
    } else {
        (from + BOX_WIDTH, 1, to + BOX_WIDTH, 1)
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

const STYLE: &str = "<style>
  .page { fill: #ffffff }
  .panel { fill: #f3f4f7; stroke: #d5d9e2 }
  .schema { font: 600 17px system-ui, sans-serif; fill: #4a5468 }
  .model rect { fill: #ffffff; stroke: #8a94a8 }
  .frozen rect { stroke: #2f6fb4; stroke-width: 1.6 }
  .model text { font: 11px ui-monospace, monospace; fill: #2b3242 }
  .model .name { font: 600 13px system-ui, sans-serif; fill: #11151f }
  .model .key { font-weight: 700 }
  .model .type { text-anchor: end; fill: #7a8498 }
  path { fill: none; stroke: #7d6bb3; stroke-opacity: .7 }
  .hub { stroke-opacity: .16 }
  @media (prefers-color-scheme: dark) {
    .page { fill: #12151c }
    .panel { fill: #191d27; stroke: #2c3342 }
    .schema { fill: #a3adc2 }
    .model rect { fill: #222836; stroke: #566079 }
    .frozen rect { stroke: #5d9fe6 }
    .model text { fill: #d3d9e6 }
    .model .name { fill: #f2f5fb }
    .model .type { fill: #8490a8 }
    path { stroke: #a996e0 }
  }
</style>";
