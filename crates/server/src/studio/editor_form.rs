//! What a form of the editor says, where no script speaks for it.
//!
//! A form sends every field. Beside each stands the mark of what it was, so that only what its writer
//! changed becomes an edit: who changes a greeting does not take back another window's scenario.

use std::collections::BTreeMap;

use app::DraftView;
use domain::draft::{DraftContent, DraftEdit, DraftField, FieldViolation};
use serde_json::{Map, Value};

use super::editor_fields::{self as fields, Kind, Spec};

/// A form as it was sent.
#[derive(Debug)]
pub(super) struct Sent {
    /// The version that the page showed.
    pub(super) version: i32,
    texts: BTreeMap<DraftField, Vec<String>>,
    marks: BTreeMap<DraftField, String>,
}

/// What a page shows instead of the draft, after a form that was not kept.
#[derive(Debug, Default)]
pub(super) struct Unkept {
    /// The version that the next form is based on, where it is not the draft's.
    pub(super) version: Option<i32>,
    pub(super) texts: BTreeMap<DraftField, Vec<String>>,
    pub(super) marks: BTreeMap<DraftField, String>,
    /// What others made of the same fields.
    pub(super) theirs: BTreeMap<DraftField, String>,
    pub(super) wrong: BTreeMap<DraftField, String>,
}

impl Sent {
    pub(super) fn read(pairs: &[(String, String)]) -> Option<Self> {
        let all = |name: &str| -> Vec<String> {
            pairs.iter().filter(|(key, _)| key == name).map(|(_, value)| value.clone()).collect()
        };
        let version = all("version").first()?.parse().ok()?;
        let mut sent = Sent { version, texts: BTreeMap::new(), marks: BTreeMap::new() };
        for spec in fields::specs() {
            let name = spec.field.as_str();
            let Some(mark) = all(&format!("was.{name}")).into_iter().next() else { continue };
            let texts = match spec.kind {
                Kind::Packs => packs(&all("packId"), &all("packMin"), &all("packMax")),
                _ => all(name),
            };
            sent.texts.insert(spec.field, fields::plain(spec.kind, &texts));
            sent.marks.insert(spec.field, mark);
        }
        Some(sent)
    }

    /// What the writer changed.
    fn changed(&self) -> impl Iterator<Item = (&'static Spec, &Vec<String>)> {
        fields::specs().filter_map(|spec| {
            let texts = self.texts.get(&spec.field)?;
            let was = self.marks.get(&spec.field)?;
            (fields::mark_of(spec.kind, texts) != *was).then_some((spec, texts))
        })
    }

    pub(super) fn edit(&self, before: &DraftContent) -> Result<DraftEdit, Vec<FieldViolation>> {
        let changed = self.changed();
        let members: Map<String, Value> = changed
            .map(|(spec, texts)| {
                (spec.field.as_str().to_owned(), fields::value(spec, texts, before))
            })
            .collect();
        DraftEdit::parse(Value::Object(members))
    }

    /// Others changed the same fields: the writer's own stay in the form, theirs stand beside, and
    /// the next form is based on both.
    pub(super) fn beside(&self, current: &DraftView, colliding: &[DraftField]) -> Unkept {
        let mut unkept = Unkept { version: Some(current.version), ..Unkept::default() };
        for (spec, texts) in self.changed() {
            unkept.texts.insert(spec.field, texts.clone());
            if colliding.contains(&spec.field) {
                let theirs = fields::texts(spec, &current.fields).join("\n\n");
                unkept.theirs.insert(spec.field, theirs);
            }
        }
        unkept
    }

    /// Some of it can't be kept: the form as it was sent, with a word on what is wrong.
    pub(super) fn refused(self, violations: &[FieldViolation]) -> Unkept {
        let mut wrong: BTreeMap<DraftField, String> = BTreeMap::new();
        for violation in violations {
            let end = violation.field.find(['.', '[']).unwrap_or(violation.field.len());
            let Some(field) = DraftField::named(&violation.field[..end]) else { continue };
            let told = wrong.entry(field).or_default();
            if !told.is_empty() {
                told.push_str("; ");
            }
            told.push_str(&violation.to_string());
        }
        let Sent { version, texts, marks } = self;
        Unkept { version: Some(version), texts, marks, theirs: BTreeMap::new(), wrong }
    }
}

fn packs(ids: &[String], mins: &[String], maxes: &[String]) -> Vec<String> {
    let at = |list: &[String], index: usize| list.get(index).cloned().unwrap_or_default();
    let rows = ids.iter().enumerate().filter(|(_, id)| !id.trim().is_empty());
    rows.map(|(index, id)| {
        format!("{} {} {}", id.trim(), at(mins, index).trim(), at(maxes, index).trim())
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use domain::draft::DraftContent;

    use super::Sent;
    use crate::studio::editor_fields::{Kind, mark_of};

    fn sent(greeting: &str, was: &str) -> Sent {
        let was = mark_of(Kind::Area(1), &[was.to_owned()]);
        let pairs = [("version", "3"), ("greeting", greeting), ("was.greeting", &was)];
        let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
        Sent::read(&pairs).expect("a form")
    }

    #[test]
    fn what_a_browser_does_to_line_ends_is_no_edit() {
        let draft = DraftContent::named("Wren");
        let edit = sent("one\r\ntwo", "one\ntwo").edit(&draft).expect("an edit");
        assert!(edit.fields().is_empty());
        let edit = sent("one\r\nthree", "one\ntwo").edit(&draft).expect("an edit");
        assert_eq!(edit.greeting.as_deref(), Some("one\nthree"));
    }
}
