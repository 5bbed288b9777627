//! Everything in its place, as SVG.

use std::fmt::Write as _;

use super::graph::{Detail, Edge, Graph, Node, ROW, TITLE};
use super::pack::{MARGIN, Panel};
use super::place::Line;
use crate::source::Source;

/// Colours of panels; a ninth begins anew.
const COLOURS: usize = 8;

/// The last line, which explains.
const LEGEND: i32 = 34;

pub(super) fn svg(graph: &Graph<'_>, panels: &[Panel], comment: &str) -> String {
    let right = panels.iter().map(|it| it.x + it.width).max().unwrap_or(0) + MARGIN;
    let width = right.max(620);
    let bottom = panels.iter().map(|it| it.y + it.height).max().unwrap_or(0);
    let height = bottom + LEGEND + MARGIN / 2;
    let mut out = Source::narrow();
    out.line(format!("<!-- {} -->", comment));
    out.open(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" \
         width=\"{width}\" height=\"{height}\" role=\"img\" aria-label=\"Entities of the schema\">"
    ));
    out.lines(STYLE.lines());
    out.line(format!("<rect class=\"page\" width=\"{width}\" height=\"{height}\" rx=\"10\"/>"));
    if graph.groups.len() > 1 {
        panels.iter().for_each(|it| panel(&mut out, graph, it));
    }
    for (x, y, piece) in panels.iter().flat_map(|it| &it.pieces) {
        piece.lines.iter().for_each(|it| line(&mut out, &graph.edges[it.edge], it, *x, *y));
        for (node, left, top) in &piece.boxes {
            entity(&mut out, graph, *node, x + left, y + top);
        }
    }
    legend(&mut out, graph, bottom + LEGEND - 6);
    out.close("</svg>");
    out.finish()
}

fn panel(out: &mut Source, graph: &Graph<'_>, it: &Panel) {
    let Panel { group, x, y, width, height, .. } = it;
    let colour = group % COLOURS;
    out.line(format!(
        "<rect class=\"panel c{colour}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"12\"/>"
    ));
    let name = escaped(graph.groups[*group]);
    let (x, y) = (x + MARGIN, y + 33);
    out.line(format!("<text class=\"schema t{colour}\" x=\"{x}\" y=\"{y}\">{name}</text>"));
}

fn entity(out: &mut Source, graph: &Graph<'_>, at: usize, x: i32, y: i32) {
    let node = &graph.nodes[at];
    let Node { name, docs, width, height, group, note, .. } = node;
    let colour = group % COLOURS;
    out.open(format!("<g transform=\"translate({x} {y})\">"));
    if !docs.is_empty() {
        out.line(format!("<title>{}</title>", escaped(docs)));
    }
    out.line(format!("<rect class=\"box\" width=\"{width}\" height=\"{height}\" rx=\"6\"/>"));
    let head = match graph.detail {
        Detail::Names => format!(
            "<rect class=\"head c{colour}\" width=\"{width}\" height=\"{TITLE}\" rx=\"6\"/>"
        ),
        _ => format!(
            "<path class=\"head c{colour}\" d=\"M0 {TITLE}V6a6 6 0 0 1 6-6H{}a6 6 0 0 1 6 6V{TITLE}z\"/>",
            width - 6
        ),
    };
    out.line(head);
    let name = escaped(name);
    out.line(format!("<text class=\"name\" x=\"10\" y=\"19\">{name}</text>"));
    if !note.is_empty() {
        let note = escaped(note);
        out.line(format!("<text class=\"type\" x=\"{}\" y=\"18\">{note}</text>", width - 10));
    }
    rows(out, node);
    for edge in graph.edges.iter().filter(|it| it.child == at && it.parent == at) {
        own(out, node, edge);
    }
    out.close("</g>");
}

fn rows(out: &mut Source, node: &Node<'_>) {
    for (at, row) in node.rows.iter().enumerate() {
        let y = TITLE + 3 + ROW * at as i32 + 12;
        if !row.badge.is_empty() {
            out.line(format!("<text class=\"badge\" x=\"10\" y=\"{y}\">{}</text>", row.badge));
        }
        let class = if row.badge == "PK" { "key" } else { "field" };
        let mut line =
            format!("<text class=\"{class}\" x=\"32\" y=\"{y}\">{}</text>", escaped(&row.name));
        let class = match row.refers {
            Some(group) => format!("type t{}", group % COLOURS),
            None => "type".to_owned(),
        };
        if !row.ty.is_empty() {
            let (x, ty) = (node.width - 10, escaped(&row.ty));
            let _ = write!(line, "<text class=\"{class}\" x=\"{x}\" y=\"{y}\">{ty}</text>");
        }
        out.line(line);
    }
}

fn line(out: &mut Source, edge: &Edge, line: &Line, x: i32, y: i32) {
    if let Some(path) = path(edge, line, x, y) {
        out.line(format!("<path class=\"line\" d=\"{path}\"/>"));
    }
}

/// A line with a foot at each end.
pub(super) fn path(edge: &Edge, line: &Line, x: i32, y: i32) -> Option<String> {
    let points: Vec<(i32, i32)> = line.points.iter().map(|(px, py)| (px + x, py + y)).collect();
    let (&start, &end) = (points.first()?, points.last()?);
    let mut path = format!("M{} {}", start.0, start.1);
    for (at, pair) in points.windows(2).enumerate() {
        let ((ax, ay), (bx, by)) = (pair[0], pair[1]);
        // Within a column straight, between columns bent.
        if at % 2 == 0 || ay == by {
            let _ = write!(path, "H{bx}");
        } else {
            let reach = (bx - ax) / 2;
            let _ = write!(path, "C{} {ay} {} {by} {bx} {by}", ax + reach, bx - reach);
        }
    }
    let (child, parent) = if line.from_child { (start, end) } else { (end, start) };
    let towards = if line.from_child { 1 } else { -1 };
    path += &child_foot(child, towards, edge);
    path += &parent_foot(parent, -towards, edge);
    Some(path)
}

/// Many: a crow's foot. One: a bar. None may refer, so a ring before it.
fn child_foot((x, y): (i32, i32), towards: i32, edge: &Edge) -> String {
    let foot = if edge.many { crow(x, y, towards) } else { bar(x + 6 * towards, y) };
    foot + &ring(x + 13 * towards, y)
}

/// Exactly one: two bars. One or none: a ring and a bar.
fn parent_foot((x, y): (i32, i32), towards: i32, edge: &Edge) -> String {
    match (edge.both, edge.optional) {
        (true, _) => crow(x, y, towards) + &ring(x + 13 * towards, y),
        (false, true) => bar(x + 5 * towards, y) + &ring(x + 12 * towards, y),
        (false, false) => bar(x + 5 * towards, y) + &bar(x + 9 * towards, y),
    }
}

fn crow(x: i32, y: i32, towards: i32) -> String {
    format!("M{x} {}L{} {y}L{x} {}", y - 5, x + 9 * towards, y + 5)
}

fn bar(x: i32, y: i32) -> String {
    format!("M{x} {}v10", y - 5)
}

fn ring(x: i32, y: i32) -> String {
    format!("M{} {y}a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0-7 0", f64::from(x) - 3.5)
}

fn own(out: &mut Source, node: &Node<'_>, edge: &Edge) {
    out.line(format!("<path class=\"line\" d=\"{}\"/>", own_path(node, edge, 0, 0)));
}

/// The line of a table that refers to itself.
pub(super) fn own_path(node: &Node<'_>, edge: &Edge, x: i32, y: i32) -> String {
    let (from, to) = (node.port(edge.child_row), node.port(None));
    let from = if from == to { to + 10 } else { from };
    let (x, from, to) = (x + node.width, y + from, y + to);
    let mut path = format!("M{x} {from}h14q8 0 8-8V{}q0-8-8-8H{x}", to + 8);
    path += &child_foot((x, from), 1, edge);
    path += &parent_foot((x, to), 1, edge);
    path
}

fn legend(out: &mut Source, graph: &Graph<'_>, y: i32) {
    let shown = match graph.detail {
        Detail::Columns => "",
        Detail::Keys => " · only keys are shown",
        Detail::Names => " · the numbers count columns",
    };
    let written = graph.relations > graph.edges.len();
    let arrow = match (graph.detail, written) {
        (_, false) => "",
        (Detail::Names, true) => {
            " · lines to what most refer to, or to another schema, are left out"
        }
        (_, true) => " · → stands for a line to what many refer to, or to another schema",
    };
    let text =
        format!("{} models · {} relations{shown}{arrow}", graph.nodes.len(), graph.relations);
    out.line(format!("<text class=\"legend\" x=\"{MARGIN}\" y=\"{y}\">{}</text>", escaped(&text)));
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

const STYLE: &str = "<style>
  text { font: 11px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; fill: #24292f }
  .page { fill: #ffffff }
  .box { fill: #ffffff; stroke: #afb8c1 }
  .name { font: 600 13px system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif; fill: #1f2328 }
  .schema { font: 600 18px system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif }
  .key { font-weight: 700 }
  .type { text-anchor: end; fill: #656d76 }
  .badge { font-size: 8.5px; font-weight: 700; fill: #6e7781 }
  .legend { fill: #656d76; font-size: 11px }
  .line { fill: none; stroke: #6e7781; stroke-width: 1.2 }
  .panel { fill-opacity: .25; stroke-opacity: .9 }
  .c0 { fill: #ddf4ff; stroke: #80ccff } .t0 { fill: #0969da }
  .c1 { fill: #dafbe1; stroke: #6fdd8b } .t1 { fill: #1a7f37 }
  .c2 { fill: #fff1e5; stroke: #ffb77c } .t2 { fill: #bc4c00 }
  .c3 { fill: #fbefff; stroke: #d8b9ff } .t3 { fill: #8250df }
  .c4 { fill: #ffeff7; stroke: #ffadda } .t4 { fill: #bf3989 }
  .c5 { fill: #fff8c5; stroke: #d4a72c } .t5 { fill: #9a6700 }
  .c6 { fill: #d8f5f2; stroke: #6fcfc5 } .t6 { fill: #0f766e }
  .c7 { fill: #ffebe9; stroke: #ffaba8 } .t7 { fill: #cf222e }
  .head { stroke: #afb8c1 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 }
    .page { fill: #0d1117 }
    .box { fill: #161b22; stroke: #484f58 }
    .name { fill: #f0f6fc }
    .type, .legend { fill: #8d96a0 }
    .badge { fill: #8b949e }
    .line { stroke: #8b949e }
    .panel { fill-opacity: .35 }
    .c0 { fill: #0c2d6b; stroke: #1f6feb } .t0 { fill: #79c0ff }
    .c1 { fill: #0f3d1f; stroke: #238636 } .t1 { fill: #7ee787 }
    .c2 { fill: #5a1e02; stroke: #bd561d } .t2 { fill: #ffa657 }
    .c3 { fill: #3c1e70; stroke: #8957e5 } .t3 { fill: #d2a8ff }
    .c4 { fill: #5e103e; stroke: #bf4b8a } .t4 { fill: #ff9bce }
    .c5 { fill: #4b2900; stroke: #9e6a03 } .t5 { fill: #e3b341 }
    .c6 { fill: #063b3a; stroke: #1b8a80 } .t6 { fill: #5eead4 }
    .c7 { fill: #67060c; stroke: #da3633 } .t7 { fill: #ff7b72 }
    .head { stroke: #484f58 }
  }
</style>";
