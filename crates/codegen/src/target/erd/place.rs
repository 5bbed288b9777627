//! Coordinates within a connected piece.

use super::graph::Graph;
use super::layers::{GAP, layers};
use super::order::{Kind, Ordered, Segment, ordered};

/// Between two columns, for the feet of the lines and their bends.
const CHANNEL: i32 = 64;

/// How often heights are evened out.
const ROUNDS: usize = 10;

/// A connected piece with everything in its place, from its own corner.
pub(super) struct Piece {
    pub(super) width: i32,
    pub(super) height: i32,
    /// Node, x, y.
    pub(super) boxes: Vec<(usize, i32, i32)>,
    pub(super) lines: Vec<Line>,
}

/// A line as points; between the points of one column it is straight.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) edge: usize,
    /// Whether it starts at the table that refers.
    pub(super) from_child: bool,
    pub(super) points: Vec<(i32, i32)>,
}

pub(super) fn piece(graph: &Graph<'_>, nodes: &[usize], edges: &[usize]) -> Piece {
    let ordered = ordered(graph, nodes, &layers(graph, nodes, edges));
    let tops = tops(&ordered);
    let (lefts, widths) = columns(&ordered);
    let boxes: Vec<(usize, i32, i32)> = ordered
        .items
        .iter()
        .zip(&tops)
        .filter_map(|(item, top)| match item.kind {
            Kind::Node(node) => Some((node, lefts[item.layer], *top)),
            Kind::Lane => None,
        })
        .collect();
    let lines = ordered.lines.iter().map(|(arrow, segments)| Line {
        edge: arrow.edge,
        from_child: arrow.left == graph.edges[arrow.edge].child,
        points: points(&ordered, segments, &tops, &lefts, &widths),
    });
    let bottom = ordered.items.iter().zip(&tops).map(|(item, top)| top + item.height);
    let loops = edges.iter().any(|it| graph.edges[*it].child == graph.edges[*it].parent);
    let right = lefts.last().zip(widths.last()).map_or(0, |(left, width)| left + width);
    Piece {
        width: right + if loops { 30 } else { 0 },
        height: bottom.max().unwrap_or(0),
        boxes,
        lines: lines.collect(),
    }
}

fn columns(ordered: &Ordered) -> (Vec<i32>, Vec<i32>) {
    let width = |column: &Vec<usize>| {
        column.iter().map(|item| ordered.items[*item].width).max().unwrap_or(0)
    };
    let widths: Vec<i32> = ordered.columns.iter().map(width).collect();
    let mut left = 0;
    let lefts = widths.iter().enumerate().map(|(at, width)| {
        let here = left;
        let passing = ordered.segments.iter().filter(|it| ordered.items[it.from].layer == at);
        // Many lines need more room to turn; from some point on, more room helps no more.
        left += width + CHANNEL + (2 * passing.count() as i32).min(40);
        here
    });
    (lefts.collect(), widths)
}

fn points(
    ordered: &Ordered,
    segments: &[usize],
    tops: &[i32],
    lefts: &[i32],
    widths: &[i32],
) -> Vec<(i32, i32)> {
    let mut points = Vec::new();
    for (at, segment) in segments.iter().enumerate() {
        let Segment { from, to, from_port, to_port } = ordered.segments[*segment];
        let (start, end) = (&ordered.items[from], &ordered.items[to]);
        if at == 0 {
            points.push((lefts[start.layer] + start.width, tops[from] + from_port));
        }
        points.push((lefts[start.layer] + widths[start.layer], tops[from] + from_port));
        points.push((lefts[end.layer], tops[to] + to_port));
    }
    points
}

/// The tops of the items: each near the middle of what it is joined to, none over another.
fn tops(ordered: &Ordered) -> Vec<i32> {
    let mut tops = vec![0.0; ordered.items.len()];
    for column in &ordered.columns {
        settle(ordered, column, &mut tops, |_, _| None);
    }
    for round in 0..ROUNDS {
        let forward = round % 2 == 0;
        let mut columns: Vec<&Vec<usize>> = ordered.columns.iter().collect();
        if !forward {
            columns.reverse();
        }
        for column in columns {
            settle(ordered, column, &mut tops, |item, tops| wish(ordered, item, tops));
        }
    }
    let highest = tops.iter().copied().fold(f64::INFINITY, f64::min);
    tops.into_iter().map(|top| (top - highest).round() as i32).collect()
}

/// Where the lines of an item would be level.
fn wish(ordered: &Ordered, item: usize, tops: &[f64]) -> Option<f64> {
    let wishes: Vec<f64> = ordered
        .segments
        .iter()
        .filter_map(|it| match () {
            () if it.to == item => Some(tops[it.from] + f64::from(it.from_port - it.to_port)),
            () if it.from == item => Some(tops[it.to] + f64::from(it.to_port - it.from_port)),
            () => None,
        })
        .collect();
    (!wishes.is_empty()).then(|| wishes.iter().sum::<f64>() / wishes.len() as f64)
}

/// The nearest to all wishes that keeps the order and the gaps: neighbours that would collide become
/// one block at the mean of what they wish.
fn settle(
    ordered: &Ordered,
    column: &[usize],
    tops: &mut [f64],
    wish: impl Fn(usize, &[f64]) -> Option<f64>,
) {
    let mut offset = 0.0;
    let mut offsets = Vec::new();
    let mut blocks: Vec<(f64, usize)> = Vec::new();
    for &item in column {
        let wished = wish(item, tops).unwrap_or(tops[item]) - offset;
        offsets.push(offset);
        offset += f64::from(ordered.items[item].height + gap(ordered, item));
        blocks.push((wished, 1));
        while let [.., before, last] = blocks.as_slice()
            && before.0 > last.0
        {
            let count = before.1 + last.1;
            let sum = before.0 * before.1 as f64 + last.0 * last.1 as f64;
            blocks.truncate(blocks.len() - 2);
            blocks.push((sum / count as f64, count));
        }
    }
    let places = blocks.iter().flat_map(|(place, count)| std::iter::repeat_n(*place, *count));
    for ((item, offset), place) in column.iter().zip(offsets).zip(places) {
        tops[*item] = place + offset;
    }
}

fn gap(ordered: &Ordered, item: usize) -> i32 {
    match ordered.items[item].kind {
        Kind::Node(_) => GAP,
        Kind::Lane => 4,
    }
}
