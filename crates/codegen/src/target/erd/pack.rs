//! Connected pieces into panels, panels onto the page.

use std::collections::BTreeMap;

use super::graph::Graph;
use super::layers::GAP;
use super::place::{Piece, piece};

/// Around what a panel holds, and below its name.
pub(super) const MARGIN: i32 = 26;
pub(super) const NAME: i32 = 34;
/// Between pieces.
const SPACE: i32 = 34;

/// A PostgreSQL schema, with everything in its place on the page.
pub(super) struct Panel {
    pub(super) group: usize,
    pub(super) x: i32,
    pub(super) y: i32,
    pub(super) width: i32,
    pub(super) height: i32,
    /// Each with its corner on the page.
    pub(super) pieces: Vec<(i32, i32, Piece)>,
}

pub(super) fn panels(graph: &Graph<'_>) -> Vec<Panel> {
    let mut panels: Vec<Panel> = (0..graph.groups.len()).map(|it| panel(graph, it)).collect();
    let sizes: Vec<(i32, i32)> = panels.iter().map(|it| (it.width, it.height)).collect();
    for (panel, (x, y)) in panels.iter_mut().zip(corners(&sizes, MARGIN, 1.7)) {
        let (x, y) = (x + MARGIN, y + MARGIN);
        (panel.x, panel.y) = (x, y);
        for piece in &mut panel.pieces {
            piece.0 += x;
            piece.1 += y;
        }
    }
    panels
}

/// A table alone is piled with others of its kind; what hangs together is laid out as a whole.
fn panel(graph: &Graph<'_>, group: usize) -> Panel {
    let components = components(graph, group);
    let (alone, together): (Vec<_>, Vec<_>) =
        components.into_iter().partition(|(nodes, edges)| nodes.len() == 1 && edges.is_empty());
    let mut pieces: Vec<Piece> =
        together.iter().map(|(nodes, edges)| piece(graph, nodes, edges)).collect();
    pieces.sort_by_key(|it| std::cmp::Reverse(i64::from(it.width) * i64::from(it.height)));
    let alone: Vec<usize> = alone.into_iter().flat_map(|(nodes, _)| nodes).collect();
    let widest = pieces.iter().map(|it| it.width).max().unwrap_or(0);
    if !alone.is_empty() {
        pieces.push(pile(graph, alone, widest));
    }
    let sizes: Vec<(i32, i32)> = pieces.iter().map(|it| (it.width, it.height)).collect();
    let places = corners(&sizes, SPACE, 1.6);
    let top = if graph.groups.len() > 1 { NAME } else { 0 };
    let pieces: Vec<(i32, i32, Piece)> = pieces
        .into_iter()
        .zip(places)
        .map(|(piece, (x, y))| (x + MARGIN, y + MARGIN + top, piece))
        .collect();
    let right = pieces.iter().map(|(x, _, piece)| x + piece.width).max().unwrap_or(0);
    let bottom = pieces.iter().map(|(_, y, piece)| y + piece.height).max().unwrap_or(0);
    let name = graph.groups[group].chars().count() as i32 * 11 + MARGIN;
    let width = right.max(name) + MARGIN;
    Panel { group, x: 0, y: 0, width, height: bottom + MARGIN, pieces }
}

/// Tables in columns of about the same height, the tallest first.
fn pile(graph: &Graph<'_>, mut nodes: Vec<usize>, widest: i32) -> Piece {
    nodes.sort_by_key(|node| std::cmp::Reverse(graph.nodes[*node].height));
    let size = |node: &usize| &graph.nodes[*node];
    let column = nodes.iter().map(|it| size(it).width).max().unwrap_or(0) + GAP;
    let area: i64 =
        nodes.iter().map(|it| i64::from(column) * i64::from(size(it).height + GAP)).sum();
    let wanted = (((area as f64) * 1.6).sqrt() as i32).max(widest);
    let mut bottoms = vec![0; ((wanted / column).max(1) as usize).min(nodes.len())];
    let mut boxes = Vec::new();
    for node in nodes {
        let at = (0..bottoms.len()).min_by_key(|at| bottoms[*at]).unwrap_or(0);
        boxes.push((node, at as i32 * column, bottoms[at]));
        bottoms[at] += size(&node).height + GAP;
    }
    Piece {
        width: bottoms.len() as i32 * column - GAP,
        height: bottoms.into_iter().max().unwrap_or(0) - GAP,
        boxes,
        lines: Vec::new(),
    }
}

type Component = (Vec<usize>, Vec<usize>);

/// Nodes and edges that hang together, in the order of their first nodes.
fn components(graph: &Graph<'_>, group: usize) -> Vec<Component> {
    let mut root: Vec<usize> = (0..graph.nodes.len()).collect();
    fn find(root: &mut [usize], node: usize) -> usize {
        let mut at = node;
        while root[at] != at {
            root[at] = root[root[at]];
            at = root[at];
        }
        at
    }
    for edge in &graph.edges {
        let (a, b) = (find(&mut root, edge.child), find(&mut root, edge.parent));
        root[a.max(b)] = a.min(b);
    }
    let mut all: BTreeMap<usize, Component> = BTreeMap::new();
    for node in (0..graph.nodes.len()).filter(|node| graph.nodes[*node].group == group) {
        all.entry(find(&mut root, node)).or_default().0.push(node);
    }
    for (at, edge) in graph.edges.iter().enumerate() {
        let of = find(&mut root, edge.child);
        if let Some(component) = all.get_mut(&of) {
            component.1.push(at);
        }
    }
    all.into_values().collect()
}

/// Widths of a page that are tried, in tenths of the width that would hold the boxes without a gap.
const TENTHS: std::ops::RangeInclusive<i32> = 7..=20;

/// With more boxes than these one width is tried: gaps are small beside the whole then.
const TRIED_MAX: usize = 200;

/// Corners for boxes of these sizes on a page about `ratio` times as wide as tall: of some widths
/// that with which all is seen largest in a frame of this ratio.
fn corners(sizes: &[(i32, i32)], space: i32, ratio: f64) -> Vec<(i32, i32)> {
    let area: i64 = sizes.iter().map(|(w, h)| i64::from(w + space) * i64::from(h + space)).sum();
    let widest = sizes.iter().map(|(width, _)| *width).max().unwrap_or(0);
    let wanted = ((area as f64) * ratio).sqrt() as i32;
    let tenths = if sizes.len() > TRIED_MAX { 10..=10 } else { TENTHS };
    let limits = tenths.map(|it| (wanted / 10 * it).max(widest) + space);
    let tried = limits.map(|limit| corners_within(sizes, space, limit));
    tried.min_by_key(|corners| frame(sizes, corners, ratio)).unwrap_or_default()
}

/// The height of the frame of this ratio that holds the boxes, and what of it they span.
fn frame(sizes: &[(i32, i32)], corners: &[(i32, i32)], ratio: f64) -> (i32, i32) {
    let ends = || sizes.iter().zip(corners).map(|((w, h), (x, y))| (x + w, y + h));
    let width = ends().map(|(right, _)| right).max().unwrap_or(0);
    let height = ends().map(|(_, bottom)| bottom).max().unwrap_or(0);
    (height.max((f64::from(width) / ratio) as i32), width + height)
}

/// The tallest first, each as high up as it fits, and there as far to the left.
fn corners_within(sizes: &[(i32, i32)], space: i32, limit: i32) -> Vec<(i32, i32)> {
    let mut order: Vec<usize> = (0..sizes.len()).collect();
    order.sort_by_key(|at| std::cmp::Reverse(sizes[*at].1));
    let mut corners = vec![(0, 0); sizes.len()];
    let mut skyline = Skyline { limit, steps: vec![(0, 0)] };
    for at in order {
        corners[at] = skyline.add(sizes[at].0 + space, sizes[at].1 + space);
    }
    corners
}

/// How far down the page is taken: from each x (ascending) to the next, down to y.
struct Skyline {
    limit: i32,
    steps: Vec<(i32, i32)>,
}

impl Skyline {
    fn add(&mut self, width: i32, height: i32) -> (i32, i32) {
        let fitting = self.steps.iter().map(|(x, _)| *x).filter(|x| x + width <= self.limit);
        let best = fitting.map(|x| (self.depth(x, x + width), x)).min();
        let (y, x) = best.unwrap_or_else(|| (self.depth(0, width), 0));
        let after = self.depth(x + width, x + width + 1);
        self.steps.retain(|(step, _)| *step < x || *step > x + width);
        self.steps.push((x, y + height));
        if x + width < self.limit {
            self.steps.push((x + width, after));
        }
        self.steps.sort_unstable();
        (x, y)
    }

    /// The lowest point between two places.
    fn depth(&self, from: i32, to: i32) -> i32 {
        let ends = self.steps.iter().skip(1).map(|(x, _)| *x).chain([i32::MAX]);
        let taken = self.steps.iter().zip(ends).filter(|((x, _), end)| *x < to && *end > from);
        taken.map(|((_, y), _)| *y).max().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;

    type Rectangle = (i32, i32, i32, i32);

    /// Models that refer here and there, and all to the first.
    fn schema(models: usize) -> psl::Schema {
        let mut text = String::from("datasource db {\n  provider = \"postgresql\"\n}\n");
        for at in 0..models {
            let others: Vec<usize> =
                [at * 7 % 11, at * 5 % 13, at / 2].into_iter().filter(|to| *to < at).collect();
            let _ = write!(text, "model M{at} {{\n  id Int @id\n");
            for (nth, to) in others.iter().enumerate() {
                let name = format!("\"r{at}x{nth}\"");
                let _ = write!(
                    text,
                    "  k{nth} Int\n  r{nth} M{to} @relation({name}, fields: [k{nth}], references: [id])\n"
                );
            }
            for from in at + 1..models {
                let others = [from * 7 % 11, from * 5 % 13, from / 2];
                let others = others.into_iter().filter(|to| *to < from).enumerate();
                for (nth, _) in others.filter(|(_, to)| *to == at) {
                    let _ =
                        writeln!(text, "  b{from}x{nth} M{from}[] @relation(\"r{from}x{nth}\")");
                }
            }
            text.push_str("}\n");
        }
        let analysis = psl::analyze(&[psl::SourceFile { path: String::new(), text }]);
        assert!(analysis.is_valid(), "{:#?}", analysis.diagnostics);
        analysis.schema
    }

    fn meet(a: Rectangle, b: Rectangle) -> bool {
        a.0 < b.2 && b.0 < a.2 && a.1 < b.3 && b.1 < a.3
    }

    #[test]
    fn no_box_lies_on_another_and_no_line_runs_through_one() {
        for models in [1, 2, 5, 30, 90, 160] {
            let schema = schema(models);
            let graph = Graph::of(&schema);
            let mut boxes: Vec<Rectangle> = Vec::new();
            let mut straight: Vec<Rectangle> = Vec::new();
            for (x, y, piece) in panels(&graph).iter().flat_map(|panel| &panel.pieces) {
                for (node, left, top) in &piece.boxes {
                    let (node, left, top) = (&graph.nodes[*node], x + left, y + top);
                    boxes.push((left, top, left + node.width, top + node.height));
                }
                for line in &piece.lines {
                    let lanes = line.points.chunks(2).filter(|pair| pair.len() == 2);
                    straight.extend(lanes.map(|pair| {
                        (pair[0].0 + x, pair[0].1 + y, pair[1].0 + x, pair[1].1 + y + 1)
                    }));
                }
            }
            assert_eq!(boxes.len(), models);
            for (at, one) in boxes.iter().enumerate() {
                assert!(
                    boxes[at + 1..].iter().all(|other| !meet(*one, *other)),
                    "{models}: {one:?}"
                );
                assert!(
                    straight.iter().all(|lane| !meet(*one, *lane)),
                    "{models}: through {one:?}"
                );
            }
        }
    }
}
