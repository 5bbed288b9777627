//! What was done with each field of a card.

use card::{FieldLine, Reading};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::routes;
use crate::draft::{DraftContent, DraftField};

/// Lines of each kind that a report keeps. No honest card has more fields, the card reader stops at
/// as many repairs, and a list that nobody reads must not grow with a hostile file.
const LINES_MAX: usize = 1_000;

/// Characters of a line. Paths of honest cards are under 100.
const LINE_CHARS_MAX: usize = 500;

/// What was said of a card when it came in: the `ImportReport` document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ImportReport {
    /// What became of each field of the card.
    pub fields: Vec<FieldReport>,
    /// What was mended on the way in.
    pub repairs: Vec<RepairReport>,
    /// What else its creator should know.
    pub warnings: Vec<String>,
    /// How many fields, repairs and warnings are not in the lists: there are too many of them.
    pub left_out: usize,
}

/// A place where the card broke its specification.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RepairReport {
    /// Where.
    pub path: String,
    /// What was wrong, and how it was read.
    pub what: String,
}

impl ImportReport {
    /// The report on a card that was read. Each line is fit to be kept: cut, and without U+0000.
    pub(super) fn of(reading: &Reading, mut fields: Vec<FieldReport>) -> Self {
        let too_many = fields.len().saturating_sub(LINES_MAX);
        fields.truncate(LINES_MAX);
        let repairs = reading.repairs.iter().take(LINES_MAX);
        let warnings = reading.warnings.iter().take(LINES_MAX);
        let left_out = reading.left_out
            + too_many
            + (reading.repairs.len() - repairs.len())
            + (reading.warnings.len() - warnings.len());
        let repair = |it: &card::Repair| RepairReport { path: fit(&it.path), what: fit(&it.what) };
        Self {
            fields: fields.into_iter().map(FieldReport::fit).collect(),
            repairs: repairs.map(repair).collect(),
            warnings: warnings.map(|warning| fit(&warning.to_string())).collect(),
            left_out,
        }
    }
}

impl ImportReport {
    /// Says something more that its creator should know.
    pub fn warn(&mut self, warning: &str) {
        if self.warnings.len() < LINES_MAX {
            self.warnings.push(fit(warning));
        } else {
            self.left_out += 1;
        }
    }
}

impl FieldReport {
    fn fit(self) -> Self {
        Self { path: fit(&self.path), note: self.note.as_deref().map(fit), ..self }
    }
}

fn fit(text: &str) -> String {
    let mut kept = text.chars().filter(|character| *character != '\0');
    let mut line: String = kept.by_ref().take(LINE_CHARS_MAX).collect();
    if kept.next().is_some() {
        line.push('…');
    }
    line
}

/// What was done with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Disposition {
    /// Taken as it is.
    Taken,
    /// It broke the card's specification and was read all the same.
    Repaired,
    /// Longer than a draft keeps: its start was taken, and the whole is kept beside.
    Truncated,
    /// A draft has no field for it: kept for export.
    Kept,
}

/// A field of a card, and where it went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FieldReport {
    /// Its path in the card; fields of lorebook entries are gathered as `entries[].keys`.
    pub path: String,
    /// How many objects have it, which is 1 outside lists.
    pub count: usize,
    /// What was done with it.
    pub disposition: Disposition,
    /// Where it went, as `greeting` or `toolMetadata`.
    pub to: String,
    /// What was repaired.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What is said of a field that held U+0000.
const NUL_TAKEN_OUT: &str = "held U+0000, which was taken out";

/// The report on every field that stands in the file. `original` is the card as it came, `reading`
/// without U+0000.
pub(super) fn fields(
    original: &Reading,
    reading: &Reading,
    draft: &DraftContent,
) -> Vec<FieldReport> {
    let json = Value::Object(original.card.to_json(original.card.spec));
    let lines = reading.fields();
    lines.iter().map(|line| without_nul(&json, report(reading, draft, line))).collect()
}

/// The report of a field, which says so where U+0000 was taken out of it.
fn without_nul(original: &Value, report: FieldReport) -> FieldReport {
    if !held_nul(original, &report.path) {
        return report;
    }
    FieldReport {
        disposition: Disposition::Repaired,
        note: Some(NUL_TAKEN_OUT.to_owned()),
        ..report
    }
}

/// Whether a text or a list of texts held U+0000; `[]` in a path stands for every item.
fn held_nul(value: &Value, path: &str) -> bool {
    let (key, rest) = path.split_once('.').unwrap_or((path, ""));
    let Some(value) = value.get(key.trim_end_matches("[]")) else { return false };
    match value {
        Value::Array(items) if !rest.is_empty() => items.iter().any(|item| held_nul(item, rest)),
        Value::Array(items) => items.iter().any(is_nul_text),
        _ if rest.is_empty() => is_nul_text(value),
        _ => held_nul(value, rest),
    }
}

fn is_nul_text(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.contains('\0'))
}

/// Whether the field was not of its shape in the file.
pub(super) fn is_repaired(reading: &Reading, key: &str) -> bool {
    let repaired = |line: &FieldLine| {
        plain(&line.path) == key && line.disposition == card::Disposition::Repaired
    };
    reading.fields().iter().any(repaired)
}

fn report(reading: &Reading, draft: &DraftContent, line: &FieldLine) -> FieldReport {
    let head = plain(&line.path).split('.').next().unwrap_or_default();
    // What stands beside `data` is a mirror or unknown, whatever its name.
    let target = if line.disposition == card::Disposition::Kept && plain(&line.path) == head {
        None
    } else {
        routes::field_of(head)
    };
    let note = reading.repairs.iter().find(|repair| gathered(&repair.path) == line.path);
    FieldReport {
        path: line.path.clone(),
        count: line.count,
        disposition: disposition(reading, draft, line, target),
        to: target.map_or("toolMetadata", DraftField::as_str).to_owned(),
        note: note.map(|repair| repair.what.clone()),
    }
}

fn disposition(
    reading: &Reading,
    draft: &DraftContent,
    line: &FieldLine,
    target: Option<DraftField>,
) -> Disposition {
    match (line.disposition, target) {
        (card::Disposition::Repaired, _) => Disposition::Repaired,
        (_, None) => Disposition::Kept,
        (_, Some(_)) if is_cut(reading, draft, plain(&line.path)) => Disposition::Truncated,
        (_, Some(_)) => Disposition::Taken,
    }
}

fn is_cut(reading: &Reading, draft: &DraftContent, key: &str) -> bool {
    let (mut data, mut draft) = (reading.card.data.clone(), draft.clone());
    let text = routes::TEXTS.iter().find(|route| route.key == key);
    let list = routes::LISTS.iter().find(|route| route.key == key);
    let cut_text = text.is_some_and(|route| {
        let whole = (route.card)(&mut data);
        !whole.trim().is_empty() && whole.len() > (route.draft)(&mut draft).len()
    });
    let cut_list = list.is_some_and(|route| (route.card)(&mut data) != (route.draft)(&mut draft));
    cut_text || cut_list
}

/// The path without the envelope.
fn plain(path: &str) -> &str {
    path.strip_prefix("data.").unwrap_or(path)
}

/// A path with `[3]` written as `[]`, as fields of entries are gathered.
fn gathered(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    let mut inside = false;
    for character in path.chars() {
        inside = inside && character != ']';
        if !inside {
            out.push(character);
        }
        inside = inside || character == '[';
    }
    out
}
