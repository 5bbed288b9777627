//! Choices that a target leaves to its user.

use super::Target;
use crate::Problem;

/// A choice, with what it may be. The first is meant where nothing is said.
#[derive(Clone, Copy, Debug)]
pub struct TargetOption {
    pub name: &'static str,
    pub values: &'static [&'static str],
    /// One line for the help.
    pub summary: &'static str,
}

/// What was chosen, by name.
pub type Options<'a> = &'a [(String, String)];

impl TargetOption {
    /// What was said last, else the default.
    pub(super) fn chosen<'a>(&self, options: Options<'a>) -> &'a str {
        let said = options.iter().rfind(|(name, _)| name == self.name);
        let default = self.values.first().copied().unwrap_or_default();
        said.map_or(default, |(_, value)| value)
    }
}

/// What no target of these knows.
pub fn refused_options(targets: &[&Target], options: Options<'_>) -> Vec<Problem> {
    let known: Vec<&TargetOption> = targets.iter().flat_map(|it| it.options).collect();
    options.iter().filter_map(|(name, value)| refused(&known, name, value)).collect()
}

fn refused(known: &[&TargetOption], name: &str, value: &str) -> Option<Problem> {
    let Some(option) = known.iter().find(|option| option.name == name) else {
        let known = one_of(known.iter().map(|option| option.name));
        return Some(Problem::Option { name: name.to_owned(), known });
    };
    (!option.values.contains(&value)).then(|| Problem::OptionValue {
        name: option.name,
        value: value.to_owned(),
        known: one_of(option.values.iter().copied()),
    })
}

fn one_of<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.collect();
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}
