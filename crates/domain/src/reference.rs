//! Inputs and expected activations, for runtimes elsewhere to prove that they agree with ours.

use card::activation::{Book, Bound, PROFILES, Profile, Vector, Verdict, activate};
use serde_json::{Map, Value, json};

/// What is asked; what is expected is computed.
const CASES: &str = include_str!("reference/cases.json");

/// Why a case of ours can't be run.
#[derive(Debug, thiserror::Error)]
#[error("the reference case {about:?} can't be run: {why}")]
pub struct ReferenceError {
    about: String,
    why: String,
}

/// Each case with what comes of it under each profile. The same bytes each time.
pub fn activations() -> Result<Value, ReferenceError> {
    let cases: Vec<Map<String, Value>> =
        serde_json::from_str(CASES).map_err(|error| refused("", error))?;
    let cases: Vec<Value> = cases.into_iter().map(played).collect::<Result<_, _>>()?;
    Ok(json!({
        "description": "For each case and profile, what activation of `book` in `input` gives: `activated` and its places, and of each entry why it fired or did not. `input` is as `repertoire card activate` reads it.",
        "payloadVersion": crate::payload::VERSION,
        "cases": cases,
    }))
}

fn played(mut case: Map<String, Value>) -> Result<Value, ReferenceError> {
    let expect: Map<String, Value> = PROFILES
        .iter()
        .map(|(profile, name)| Ok(((*name).to_owned(), outcome(&case, *profile)?)))
        .collect::<Result<_, _>>()?;
    case.insert("expect".to_owned(), Value::Object(expect));
    Ok(Value::Object(case))
}

fn outcome(case: &Map<String, Value>, profile: Profile) -> Result<Value, ReferenceError> {
    let about = case.get("about").and_then(Value::as_str).unwrap_or_default();
    let part = |name: &str| case.get(name).cloned().unwrap_or_default();
    let vector = Vector::from_json(part("input")).map_err(|error| refused(about, error))?;
    let book = serde_json::from_value(part("book")).map_err(|error| refused(about, error))?;
    let book = Book::from_character_book(book, "book").map_err(|error| refused(about, error))?;
    let mut around = vector.around(profile);
    let activation = activate(&[(&book, Bound::Character)], &vector.scene(), profile, &mut around);
    let mut outcome = activation.to_json();
    outcome.insert("entries".to_owned(), activation.entries.iter().map(Verdict::to_json).collect());
    Ok(Value::Object(outcome))
}

fn refused(about: &str, why: impl std::fmt::Display) -> ReferenceError {
    ReferenceError { about: about.to_owned(), why: why.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_case_runs_and_says_something_under_each_profile() {
        let reference = activations().expect("our own cases");
        for case in reference["cases"].as_array().expect("a list") {
            let expect = case["expect"].as_object().expect("an outcome for each profile");
            assert_eq!(expect.len(), PROFILES.len());
            for outcome in expect.values() {
                let entries = outcome["entries"].as_array().expect("a list");
                assert_eq!(entries.len(), case["book"]["entries"].as_array().map_or(0, Vec::len));
            }
        }
    }
}
