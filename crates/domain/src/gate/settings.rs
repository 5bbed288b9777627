//! What can be set of an evaluator, in words: for whoever requires a gate and reads no configuration.

use serde_json::{Map, Value, json};

use super::builtin::{BUILTINS, EvaluatorSpec, GateError};
use super::moderation;

/// A setting of an evaluator: a key of its configuration.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// The key.
    pub key: &'static str,
    /// Its name to people.
    pub label: &'static str,
    /// What it does, where the name does not say it all.
    pub about: &'static str,
    /// How it is written.
    pub kind: SettingKind,
}

/// How a setting is written in a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SettingKind {
    /// A whole number, from one bound to the other.
    Count(u64, u64),
    /// A whole number as above, or nothing.
    CountOrNone(u64, u64),
    /// A number from 0 to 1.
    Score,
    /// Texts, a line each.
    Lines,
    /// What a finding means: `error`, `warning` or `info`.
    Weight,
    /// Yes or no.
    Flag,
    /// A text, or nothing.
    Text,
    /// Names with a score, `name 0.5`, a line each.
    Scores,
}

/// What a weight means, to whoever chooses it: the value and the words.
pub const WEIGHTS: [(&str, &str); 3] =
    [("error", "holds the revision"), ("warning", "is pointed out"), ("info", "is noted")];

/// An evaluator that an app may require.
#[derive(Clone, Copy, Debug)]
pub struct Offer {
    /// `evaluators.id`.
    pub id: &'static str,
    /// Its name.
    pub name: &'static str,
    /// The version that this code has.
    pub version: &'static str,
    /// What it looks for and why.
    pub about: &'static str,
    /// What can be set.
    pub settings: &'static [Setting],
}

/// Every evaluator that may be required, built in or outside.
pub fn offers() -> Vec<Offer> {
    let builtins = BUILTINS.iter().map(|it| Offer {
        id: it.id,
        name: it.name,
        version: it.version,
        about: it.about,
        settings: it.settings,
    });
    builtins.chain([moderation::OFFER]).collect()
}

/// The evaluator with this slug.
pub fn offer(id: &str) -> Option<Offer> {
    offers().into_iter().find(|offer| offer.id == id)
}

impl Offer {
    /// The evaluator with these settings, the others at their default.
    pub fn spec(&self, settings: Option<&Value>) -> Result<EvaluatorSpec, GateError> {
        match super::builtin(self.id) {
            Some(builtin) => builtin.spec(settings),
            None => moderation::spec(self.id, self.name, settings),
        }
    }

    /// Every setting at its default.
    pub fn defaults(&self) -> Value {
        let spec = self.spec(None).ok();
        spec.and_then(|spec| serde_json::from_str(&spec.configuration).ok()).unwrap_or_default()
    }

    /// A configuration out of a form: what stands under each setting's key. All that is wrong at
    /// once, by key.
    pub fn read<'a>(
        &self,
        written: impl Fn(&'static str) -> &'a str,
    ) -> Result<Value, Vec<(&'static str, String)>> {
        let (mut configuration, mut wrong) = (Map::new(), Vec::new());
        for setting in self.settings {
            match setting.kind.read(written(setting.key)) {
                Ok(value) => drop(configuration.insert(setting.key.to_owned(), value)),
                Err(told) => wrong.push((setting.key, told)),
            }
        }
        if wrong.is_empty() { Ok(Value::Object(configuration)) } else { Err(wrong) }
    }

    /// A configuration as people say it: each setting's name and value.
    pub fn in_words(&self, configuration: &Value) -> Vec<(&'static str, String)> {
        let said = |it: &Setting| (it.label, it.kind.in_words(&configuration[it.key]));
        self.settings.iter().map(said).collect()
    }
}

impl SettingKind {
    /// What a field holds, as the configuration has it.
    fn read(self, text: &str) -> Result<Value, String> {
        let text = text.trim();
        match self {
            Self::CountOrNone(..) | Self::Text if text.is_empty() => Ok(Value::Null),
            Self::Count(least, most) | Self::CountOrNone(least, most) => {
                match text.parse::<u64>() {
                    Ok(count) if (least..=most).contains(&count) => Ok(json!(count)),
                    _ => Err(format!("{text:?} is not a whole number from {least} to {most}")),
                }
            }
            Self::Score => score(text).map(|score| json!(score)),
            Self::Lines => Ok(lines(text).collect()),
            Self::Weight => match WEIGHTS.iter().find(|(value, _)| *value == text) {
                Some((value, _)) => Ok(json!(value)),
                None => Err(format!("{text:?} is not one of error, warning and info")),
            },
            Self::Flag => Ok(json!(!text.is_empty())),
            Self::Text => Ok(json!(text)),
            Self::Scores => {
                lines(text).map(named_score).collect::<Result<Map<_, _>, _>>().map(Value::Object)
            }
        }
    }

    /// What a form's field holds of a value: the way back from `read`.
    pub fn written(self, value: &Value) -> String {
        match (self, value) {
            (_, Value::String(text)) => text.clone(),
            (_, Value::Array(items)) => {
                items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("\n")
            }
            (_, Value::Object(scores)) => {
                let line = |(name, score): (&String, &Value)| format!("{name} {score}");
                scores.iter().map(line).collect::<Vec<_>>().join("\n")
            }
            (Self::Flag, Value::Bool(true)) => "yes".to_owned(),
            (_, Value::Number(number)) => number.to_string(),
            _ => String::new(),
        }
    }

    fn in_words(self, value: &Value) -> String {
        match (self, value) {
            (Self::Weight, Value::String(weight)) => {
                let known = WEIGHTS.iter().find(|(value, _)| value == weight);
                known.map_or(weight.as_str(), |(_, words)| words).to_owned()
            }
            (Self::Flag, value) => if value == true { "yes" } else { "no" }.to_owned(),
            (Self::CountOrNone(..), Value::Null) => "no limit".to_owned(),
            (Self::Text, Value::Null) => "the default".to_owned(),
            (_, Value::Array(items)) => {
                few(items.iter().filter_map(Value::as_str).map(str::to_owned))
            }
            (_, Value::Object(scores)) => {
                few(scores.iter().map(|(name, score)| format!("{name} from {score}")))
            }
            _ => self.written(value),
        }
    }
}

/// As many of a list as a line holds.
fn few(items: impl Iterator<Item = String>) -> String {
    const SHOWN: usize = 4;
    let items: Vec<String> = items.collect();
    match items.len() {
        0 => "none".to_owned(),
        count if count <= SHOWN => items.join(", "),
        count => format!("{}, and {} more", items[..SHOWN].join(", "), count - SHOWN),
    }
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty())
}

fn score(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(score) if (0.0..=1.0).contains(&score) => Ok(score),
        _ => Err(format!("{text:?} is not a number from 0 to 1")),
    }
}

fn named_score(line: &str) -> Result<(String, Value), String> {
    let named = line.rsplit_once(char::is_whitespace);
    let (name, text) = named.ok_or_else(|| format!("{line:?} is not a name and a number"))?;
    Ok((name.trim().to_owned(), json!(score(text)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a form shows and what it sends are the same configuration.
    #[test]
    fn every_setting_of_every_evaluator_is_in_its_form() {
        for offer in offers() {
            let defaults = offer.defaults();
            let fields: Vec<(&str, String)> = offer
                .settings
                .iter()
                .map(|it| (it.key, it.kind.written(&defaults[it.key])))
                .collect();
            let written = |key: &'static str| {
                fields.iter().find(|(known, _)| *known == key).map_or("", |(_, text)| text)
            };
            assert_eq!(offer.read(written).as_ref(), Ok(&defaults), "{}", offer.id);
            let keys = defaults.as_object().map_or(0, Map::len);
            assert_eq!(offer.settings.len(), keys, "{}", offer.id);
            assert!(!offer.about.is_empty() && offer.in_words(&defaults).len() == keys);
        }
    }

    #[test]
    fn what_is_wrong_is_told_by_key_and_all_at_once() {
        let injection = offer("prompt-injection").expect("it is built in");
        assert_eq!(
            injection.read(|_| "1.5"),
            Err(vec![("failScore", "\"1.5\" is not a number from 0 to 1".to_owned())])
        );
        let completeness = offer("completeness").expect("it is built in");
        let wrong = completeness.read(|_| "-1").expect_err("no counts");
        assert_eq!(
            wrong.iter().map(|(key, _)| *key).collect::<Vec<_>>(),
            ["personaCharsMin", "promptCharsMax"]
        );
        let service = offer("moderation").expect("the outside one");
        let wrong = service.read(|key| if key == "thresholds" { "hate" } else { "8000" });
        assert_eq!(wrong.expect_err("no number").len(), 1);
        let set = service.read(|key| if key == "thresholds" { "self harm 0.5" } else { "8000" });
        assert_eq!(set.expect("settings")["thresholds"], json!({ "self harm": 0.5 }));
    }
}
