//! Which column each box of a connected piece stands in.

use super::graph::{Edge, Graph};

/// A line from left to right.
#[derive(Clone, Copy, Debug)]
pub(super) struct Arrow {
    pub(super) edge: usize,
    pub(super) left: usize,
    pub(super) right: usize,
}

/// Boxes of one piece in columns; what is referred to stands left of what refers, but for cycles.
pub(super) struct Layers {
    /// Beside the nodes of the graph; only those of the piece mean something.
    pub(super) of: Vec<usize>,
    pub(super) arrows: Vec<Arrow>,
}

/// Room between two boxes of a column.
pub(super) const GAP: i32 = 18;

pub(super) fn layers(graph: &Graph<'_>, nodes: &[usize], edges: &[usize]) -> Layers {
    let arrows = arrows(graph, nodes, edges);
    let mut of = vec![0; graph.nodes.len()];
    let limit = height_limit(graph, nodes);
    let mut used: Vec<i32> = Vec::new();
    for &node in &sorted(nodes, &arrows) {
        let before = arrows.iter().filter(|it| it.right == node).map(|it| of[it.left] + 1);
        let tall = graph.nodes[node].height + GAP;
        let mut layer = before.max().unwrap_or(0);
        while used.get(layer).is_some_and(|used| used + tall > limit) {
            layer += 1;
        }
        if used.len() <= layer {
            used.resize(layer + 1, 0);
        }
        used[layer] += tall;
        of[node] = layer;
    }
    closer(graph, nodes, &arrows, &mut of, &mut used, limit);
    Layers { of, arrows }
}

/// A piece is to be about half again as wide as it is tall.
fn height_limit(graph: &Graph<'_>, nodes: &[usize]) -> i32 {
    let sizes = nodes.iter().map(|at| &graph.nodes[*at]);
    let area: i64 = sizes.map(|it| i64::from(it.width + 90) * i64::from(it.height + GAP)).sum();
    let tallest = nodes.iter().map(|at| graph.nodes[*at].height).max().unwrap_or(0) + GAP;
    (((area as f64) / 1.5).sqrt() as i32).max(tallest)
}

/// Each edge from left to right: from the table referred to, unless that closes a circle.
fn arrows(graph: &Graph<'_>, nodes: &[usize], edges: &[usize]) -> Vec<Arrow> {
    let mut search =
        Search { graph, edges, state: vec![State::New; graph.nodes.len()], back: Vec::new() };
    let roots =
        nodes.iter().filter(|node| !edges.iter().any(|it| graph.edges[*it].child == **node));
    roots.chain(nodes).for_each(|node| search.visit(*node));
    let back = search.back;
    let arrow = |edge: &usize| {
        let Edge { child, parent, .. } = graph.edges[*edge];
        let (left, right) = if back.contains(edge) { (child, parent) } else { (parent, child) };
        Arrow { edge: *edge, left, right }
    };
    edges
        .iter()
        .filter(|it| graph.edges[**it].child != graph.edges[**it].parent)
        .map(arrow)
        .collect()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Open,
    Done,
}

struct Search<'s, 'a> {
    graph: &'s Graph<'a>,
    edges: &'s [usize],
    state: Vec<State>,
    back: Vec<usize>,
}

impl Search<'_, '_> {
    fn visit(&mut self, node: usize) {
        if self.state[node] != State::New {
            return;
        }
        self.state[node] = State::Open;
        for &edge in self.edges {
            let Edge { child, parent, .. } = self.graph.edges[edge];
            if parent != node || child == node {
                continue;
            }
            match self.state[child] {
                State::Open => self.back.push(edge),
                State::New => self.visit(child),
                State::Done => {}
            }
        }
        self.state[node] = State::Done;
    }
}

/// Left before right; of several, the one declared first.
fn sorted(nodes: &[usize], arrows: &[Arrow]) -> Vec<usize> {
    let mut rest: Vec<usize> = nodes.to_vec();
    let mut out = Vec::new();
    while !rest.is_empty() {
        let free =
            |node: usize| !arrows.iter().any(|it| it.right == node && rest.contains(&it.left));
        // There is always one: the arrows have no circle.
        let at = rest.iter().position(|node| free(*node)).unwrap_or(0);
        out.push(rest.remove(at));
    }
    out
}

/// What nothing precedes moves next to what follows it.
fn closer(
    graph: &Graph<'_>,
    nodes: &[usize],
    arrows: &[Arrow],
    of: &mut [usize],
    used: &mut [i32],
    limit: i32,
) {
    for &node in nodes.iter().filter(|node| !arrows.iter().any(|it| it.right == **node)) {
        let next = arrows.iter().filter(|it| it.left == node).map(|it| of[it.right]).min();
        let tall = graph.nodes[node].height + GAP;
        let Some(target) = next.and_then(|next| next.checked_sub(1)) else { continue };
        if target > of[node] && used[target] + tall <= limit {
            used[of[node]] -= tall;
            used[target] += tall;
            of[node] = target;
        }
    }
}
