//! What a creator does when a gate fails: mend what it points at, and ask again.
//!
//! Real cards come with an address in their notes or no greeting. Each error of an evaluation names
//! its place; what is pointed at is taken out, what is empty is filled in, and nothing else changes.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::authoring::{Character, save};
use super::cast::Cast;
use super::step::{ensure, right};
use crate::failure::Failure;
use crate::http::Facts;

/// Stands where a gate wants a text and the card has none.
const FILLED_IN: &str = "(The creator will write this.)";

/// An error of an evaluation: where, and which characters of the text there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Finding {
    path: Vec<Step>,
    span: Option<(usize, usize)>,
}

/// A part of `characterBook.entries[3].content`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Field(String),
    Index(usize),
}

/// The errors of evaluations; each gate's evidence, once.
pub(super) fn errors(standing: &Facts) -> Result<Vec<Finding>, Failure> {
    let mut errors = BTreeSet::new();
    for evaluation in standing.list("/evaluations")? {
        for finding in evaluation.list("/detail/findings")? {
            if finding.is("/severity", "error") {
                let place = finding.number("/start").ok().zip(finding.number("/end").ok());
                let span = place.map(|(start, end)| (start as usize, end as usize));
                errors.insert(Finding { path: steps(finding.text("/path")?), span });
            }
        }
    }
    Ok(errors.into_iter().collect())
}

/// Saves the draft without what the errors point at.
pub(super) fn mend(cast: &Cast, character: &Character, errors: &[Finding]) -> Result<(), Failure> {
    ensure(!errors.is_empty(), "a gate that fails says where")?;
    let path = format!("/api/characters/{}/draft", character.id);
    let draft = cast.creator.client.get(&path)?.facts(200)?;
    let mended = mended(draft.object("/fields")?.clone(), errors);
    let names: Vec<&str> = mended.keys().map(String::as_str).collect();
    let told = names.join(", ");
    ensure(!names.is_empty(), "what a gate points at can be mended")?;
    save(cast, character, draft.number("/version")?, &json!(mended))?.expect(200)?;
    right(format_args!("the creator mended what the gates point at: {told}"));
    Ok(())
}

/// The fields that change. The last places go first, so that the earlier ones stay where they are.
fn mended(fields: Map<String, Value>, errors: &[Finding]) -> Map<String, Value> {
    let mut draft = Value::Object(fields.clone());
    for error in errors.iter().rev() {
        correct(&mut draft, error);
    }
    let Value::Object(after) = draft else { return Map::new() };
    after.into_iter().filter(|(name, value)| fields.get(name) != Some(value)).collect()
}

fn correct(draft: &mut Value, error: &Finding) {
    match (find(draft, &error.path), error.span) {
        (Some(Value::String(text)), Some((start, end))) => *text = without(text, start, end),
        (Some(Value::String(text)), None) if text.trim().is_empty() => FILLED_IN.clone_into(text),
        _ => drop_nearest_item(draft, &error.path),
    }
}

fn without(text: &str, start: usize, end: usize) -> String {
    let kept = text.chars().enumerate().filter(|(at, _)| *at < start || *at >= end);
    kept.map(|(_, character)| character).collect()
}

fn find<'a>(value: &'a mut Value, path: &[Step]) -> Option<&'a mut Value> {
    path.iter().try_fold(value, |value, step| match step {
        Step::Field(name) => value.get_mut(name),
        Step::Index(at) => value.get_mut(*at),
    })
}

/// A whole entry that can't stay, as one with a broken pattern.
fn drop_nearest_item(draft: &mut Value, path: &[Step]) {
    let Some(last) = path.iter().rposition(|step| matches!(step, Step::Index(_))) else { return };
    let Step::Index(at) = path[last] else { return };
    if let Some(Value::Array(items)) = find(draft, &path[..last])
        && at < items.len()
    {
        items.remove(at);
    }
}

fn steps(path: &str) -> Vec<Step> {
    let parts = path.split(['.', '[', ']']).filter(|part| !part.is_empty());
    let step = |part: &str| match part.parse() {
        Ok(at) => Step::Index(at),
        Err(_) => Step::Field(part.to_owned()),
    };
    parts.map(step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(fields: Value, errors: &[(&str, Option<(usize, usize)>)], expected: Value) {
        let finding = |(path, span): &(&str, _)| Finding { path: steps(path), span: *span };
        let errors: BTreeSet<Finding> = errors.iter().map(finding).collect();
        let errors: Vec<Finding> = errors.into_iter().collect();
        let Value::Object(fields) = fields else { panic!("fields are an object") };
        assert_eq!(Value::Object(mended(fields, &errors)), expected);
    }

    #[test]
    fn what_is_pointed_at_goes_and_the_rest_stays() {
        let fields = || json!({ "greeting": "Mail à@b.de now, à@c.de later.", "name": "Ines" });
        let both = [("greeting", Some((5, 11))), ("greeting", Some((17, 23)))];
        check(fields(), &both, json!({ "greeting": "Mail  now,  later." }));
    }

    #[test]
    fn what_is_empty_is_filled_in() {
        let fields = json!({ "greeting": " ", "name": "Ines" });
        check(fields, &[("greeting", None)], json!({ "greeting": FILLED_IN }));
    }

    #[test]
    fn entries_go_from_the_last_to_the_first() {
        let fields = json!({ "characterBook": { "entries": ["a", { "keys": ["("] }, "c"] } });
        let errors = [
            ("characterBook.entries[1].keys[0]", Some((0, 1))),
            ("characterBook.entries[2]", None),
        ];
        let expected = json!({ "characterBook": { "entries": ["a", { "keys": [""] }] } });
        check(fields, &errors, expected);
    }
}
