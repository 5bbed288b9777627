//! The drawing: facts in columns from the draft to the money, a line for each that rests on another.

use std::collections::HashMap;

use app::Lineage;

use crate::studio::shell::{money, short};

const WIDTH: i32 = 176;
const HEIGHT: i32 = 48;
const COLUMN: i32 = WIDTH + 56;
const ROW: i32 = HEIGHT + 20;
const MARGIN: i32 = 16;

/// In pixels of the drawing, which a reader zooms as they like.
pub(super) struct Graph {
    pub(super) width: i32,
    pub(super) height: i32,
    pub(super) nodes: Vec<Node>,
    pub(super) edges: Vec<String>,
}

pub(super) struct Node {
    pub(super) x: i32,
    pub(super) y: i32,
    /// Where it is told in words.
    pub(super) anchor: String,
    pub(super) title: String,
    pub(super) detail: String,
    /// Whether it was asked for.
    pub(super) is_asked: bool,
}

impl Graph {
    pub(super) fn of(lineage: &Lineage) -> Self {
        let mut drawing = Drawing { asked: lineage.id.clone(), ..Drawing::default() };
        for revision in &lineage.revisions {
            let draft = format!("draft-{}-{}", revision.draft_id, revision.draft_version);
            drawing.node(0, &draft, "Draft", format!("version {}", revision.draft_version));
            let id = revision.id.to_string();
            drawing.node(1, &id, format!("Revision {}", revision.number), short(&revision.digest));
            drawing.edge(&draft, &id);
        }
        for publication in &lineage.publications {
            drawing.publication(publication);
        }
        for payload in &lineage.payloads {
            let id = payload.digest.to_string();
            drawing.node(4, &id, "Payload", short(&id));
            let by = lineage.publications.iter().filter(|it| it.payload_digest == payload.digest);
            by.for_each(|publication| drawing.edge(&publication.id.to_string(), &id));
            if lineage.publications.is_empty() {
                drawing.edge(&payload.revision_id.to_string(), &id);
            }
        }
        drawing.aftermath(lineage);
        drawing.finish()
    }
}

#[derive(Default)]
struct Drawing {
    asked: String,
    /// By their names: column, row.
    places: HashMap<String, (i32, i32)>,
    rows: HashMap<i32, i32>,
    nodes: Vec<Node>,
    edges: Vec<(String, String)>,
}

impl Drawing {
    /// Once for each name.
    fn node(&mut self, column: i32, name: &str, title: impl Into<String>, detail: String) {
        if self.places.contains_key(name) {
            return;
        }
        let row = self.rows.entry(column).or_default();
        self.places.insert(name.to_owned(), (column, *row));
        self.nodes.push(Node {
            x: MARGIN + column * COLUMN,
            y: MARGIN + *row * ROW,
            anchor: name.to_owned(),
            title: title.into(),
            detail,
            is_asked: name == self.asked,
        });
        *row += 1;
    }

    fn edge(&mut self, from: &str, to: &str) {
        self.edges.push((from.to_owned(), to.to_owned()));
    }

    fn publication(&mut self, publication: &app::PublicationFact) {
        let (id, revision) = (publication.id.to_string(), publication.revision_id.to_string());
        for evaluation in &publication.evaluations {
            let name = evaluation.id.to_string();
            let detail = format!("{} {}", evaluation.version, evaluation.verdict);
            self.node(2, &name, evaluation.evaluator.to_string(), detail);
            self.edge(&revision, &name);
            self.edge(&name, &id);
        }
        for approval in &publication.approvals {
            let name = approval.id.to_string();
            self.node(2, &name, "Approval", approval.handle.clone());
            self.edge(&revision, &name);
            self.edge(&name, &id);
        }
        let title = format!("{} {}", publication.kind, publication.sequence);
        self.node(3, &id, title, short(&publication.receipt_digest));
        if publication.evaluations.is_empty() && publication.approvals.is_empty() {
            self.edge(&revision, &id);
        }
        if let Some(before) = publication.previous_id {
            self.edge(&before.to_string(), &id);
        }
    }

    /// What happened after: money and reports, and who is owed.
    fn aftermath(&mut self, lineage: &Lineage) {
        let ends: Vec<String> = match lineage.payloads.as_slice() {
            [] => lineage.publications.iter().map(|it| it.id.to_string()).collect(),
            payloads => payloads.iter().map(|it| it.digest.to_string()).collect(),
        };
        if let Some(event) = &lineage.revenue_event {
            let id = event.id.to_string();
            let detail = money(event.amount_minor, &event.currency);
            self.node(5, &id, event.kind.to_string(), detail);
            self.edge(&event.publication_id.to_string(), &id);
        }
        if let Some(report) = &lineage.report {
            let id = report.id.to_string();
            self.node(5, &id, "Report", report.kind.to_string());
            ends.iter().for_each(|end| self.edge(end, &id));
        }
        let from = match (&lineage.revenue_event, lineage.publications.last()) {
            (Some(event), _) => Some(event.id.to_string()),
            (None, Some(publication)) => Some(publication.id.to_string()),
            (None, None) => None,
        };
        for (at, owed) in lineage.owed.iter().enumerate() {
            let name = format!("owed-{at}");
            let who = owed.handle.clone().unwrap_or_else(|| owed.ledger_account.to_string());
            self.node(6, &name, who, money(owed.amount_minor, &owed.currency));
            if let Some(from) = &from {
                self.edge(from, &name);
            }
        }
    }

    fn finish(self) -> Graph {
        let at = |name: &String| self.places.get(name).copied();
        let lines = self.edges.iter().filter_map(|(from, to)| Some(line(at(from)?, at(to)?)));
        let columns = self.rows.keys().max().copied().unwrap_or(0) + 1;
        let rows = self.rows.values().max().copied().unwrap_or(1);
        Graph {
            width: 2 * MARGIN + columns * COLUMN - (COLUMN - WIDTH),
            height: 2 * MARGIN + rows * ROW - (ROW - HEIGHT),
            edges: lines.collect(),
            nodes: self.nodes,
        }
    }
}

/// From the right side of one to the left of another; within a column down along its left.
fn line(from: (i32, i32), to: (i32, i32)) -> String {
    let middle = |row: i32| MARGIN + row * ROW + HEIGHT / 2;
    let (y1, y2) = (middle(from.1), middle(to.1));
    if from.0 == to.0 {
        let x = MARGIN + from.0 * COLUMN;
        return format!("M{x} {y1} C{} {y1} {} {y2} {x} {y2}", x - 24, x - 24);
    }
    let (x1, x2) = (MARGIN + from.0 * COLUMN + WIDTH, MARGIN + to.0 * COLUMN);
    let half = (x1 + x2) / 2;
    format!("M{x1} {y1} C{half} {y1} {half} {y2} {x2} {y2}")
}
