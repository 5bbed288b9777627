//! The order of boxes and lanes in each column, with few crossings.

use super::graph::Graph;
use super::layers::{Arrow, Layers};

/// Lanes have room for one line.
pub(super) const LANE: i32 = 9;

/// How often the columns are gone through: crossings hardly fall after that.
const SWEEPS: usize = 12;

/// A box, or the lane of a line that passes a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Node(usize),
    Lane,
}

#[derive(Clone, Debug)]
pub(super) struct Item {
    pub(super) kind: Kind,
    pub(super) layer: usize,
    pub(super) width: i32,
    pub(super) height: i32,
}

/// A piece of a line, from one column to the next.
#[derive(Clone, Copy, Debug)]
pub(super) struct Segment {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) from_port: i32,
    pub(super) to_port: i32,
}

pub(super) struct Ordered {
    pub(super) items: Vec<Item>,
    /// The items of each column, downwards.
    pub(super) columns: Vec<Vec<usize>>,
    pub(super) segments: Vec<Segment>,
    /// For each line, its segments from left to right.
    pub(super) lines: Vec<(Arrow, Vec<usize>)>,
}

pub(super) fn ordered(graph: &Graph<'_>, nodes: &[usize], layers: &Layers) -> Ordered {
    let mut ordered = items(graph, nodes, layers);
    let mut best = (ordered.crossings(), ordered.columns.clone());
    for sweep in 0..SWEEPS {
        ordered.sweep(sweep % 2 == 0);
        let crossings = ordered.crossings();
        if crossings < best.0 {
            best = (crossings, ordered.columns.clone());
        }
    }
    ordered.columns = best.1;
    ordered
}

fn items(graph: &Graph<'_>, nodes: &[usize], layers: &Layers) -> Ordered {
    let last = nodes.iter().map(|node| layers.of[*node]).max().unwrap_or(0);
    let mut out = Ordered {
        items: Vec::new(),
        columns: vec![Vec::new(); last + 1],
        segments: Vec::new(),
        lines: Vec::new(),
    };
    let mut item_of = vec![0; graph.nodes.len()];
    for &node in nodes {
        let it = &graph.nodes[node];
        let (width, height) = (it.width, it.height);
        item_of[node] =
            out.add(Item { kind: Kind::Node(node), layer: layers.of[node], width, height });
    }
    for arrow in &layers.arrows {
        let (left, right) = ports(graph, arrow);
        let mut segments = Vec::new();
        let (mut from, mut from_port) = (item_of[arrow.left], left);
        for layer in layers.of[arrow.left] + 1..layers.of[arrow.right] {
            let lane = out.add(Item { kind: Kind::Lane, layer, width: 0, height: LANE });
            segments.push(out.segment(Segment { from, to: lane, from_port, to_port: LANE / 2 }));
            (from, from_port) = (lane, LANE / 2);
        }
        let to = item_of[arrow.right];
        segments.push(out.segment(Segment { from, to, from_port, to_port: right }));
        out.lines.push((*arrow, segments));
    }
    out
}

/// Where a line meets its left and its right box, from their tops.
fn ports(graph: &Graph<'_>, arrow: &Arrow) -> (i32, i32) {
    let edge = &graph.edges[arrow.edge];
    let child = graph.nodes[edge.child].port(edge.child_row);
    let parent = graph.nodes[edge.parent].port(edge.parent_row);
    if arrow.left == edge.parent { (parent, child) } else { (child, parent) }
}

impl Ordered {
    fn add(&mut self, item: Item) -> usize {
        let at = self.items.len();
        self.columns[item.layer].push(at);
        self.items.push(item);
        at
    }

    fn segment(&mut self, segment: Segment) -> usize {
        self.segments.push(segment);
        self.segments.len() - 1
    }

    /// Each item moves to the middle of those that it is joined to in the column before (or after).
    fn sweep(&mut self, forward: bool) {
        let columns: Vec<usize> = match forward {
            true => (1..self.columns.len()).collect(),
            false => (0..self.columns.len().saturating_sub(1)).rev().collect(),
        };
        for column in columns {
            let place = self.places();
            let mut keyed: Vec<(f64, usize, usize)> = self.columns[column]
                .iter()
                .map(|item| (self.middle(*item, forward, &place), place[*item], *item))
                .collect();
            keyed.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            self.columns[column] = keyed.into_iter().map(|(.., item)| item).collect();
        }
    }

    fn middle(&self, item: usize, forward: bool, place: &[usize]) -> f64 {
        let others: Vec<f64> =
            self.segments
                .iter()
                .filter_map(|it| match forward {
                    true => (it.to == item)
                        .then(|| place[it.from] as f64 + f64::from(it.from_port) / 1e4),
                    false => {
                        (it.from == item).then(|| place[it.to] as f64 + f64::from(it.to_port) / 1e4)
                    }
                })
                .collect();
        match others.is_empty() {
            true => place[item] as f64,
            false => others.iter().sum::<f64>() / others.len() as f64,
        }
    }

    fn places(&self) -> Vec<usize> {
        let mut place = vec![0; self.items.len()];
        for column in &self.columns {
            column.iter().enumerate().for_each(|(at, item)| place[*item] = at);
        }
        place
    }

    fn crossings(&self) -> usize {
        let place = self.places();
        let ends = |it: &Segment| {
            let (from, to) = (place[it.from], place[it.to]);
            (self.items[it.from].layer, (from, it.from_port), (to, it.to_port))
        };
        let ends: Vec<_> = self.segments.iter().map(ends).collect();
        let pairs =
            ends.iter().enumerate().flat_map(|(at, a)| ends[at + 1..].iter().map(move |b| (a, b)));
        pairs
            .filter(|(a, b)| a.0 == b.0 && ((a.1 < b.1 && a.2 > b.2) || (a.1 > b.1 && a.2 < b.2)))
            .count()
    }
}
