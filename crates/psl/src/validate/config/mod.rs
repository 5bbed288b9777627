//! Datasource and generators.

mod datasource;
mod generator;

use crate::diagnostic::{Code, Diagnostic, span};
use crate::resolve::Context;
use crate::schema::{FileId, Span};
use crate::syntax::ast::{Block, Property};

impl<'a> Context<'a> {
    pub(super) fn check_config(&mut self) {
        self.check_single_datasource();
        for (file, block) in self.sources.datasources.clone() {
            if self.check_properties(file, block) {
                self.check_datasource(file, block);
            }
        }
        for (file, block) in self.sources.generators.clone() {
            if self.check_properties(file, block) {
                self.check_generator(file, block);
            }
        }
        self.check_config_names("generator", &self.sources.generators.clone());
        self.check_config_names("source", &self.sources.datasources.clone());
    }

    fn check_single_datasource(&mut self) {
        let sources = self.sources.datasources.clone();
        let [(first_file, first), _, ..] = sources.as_slice() else { return };
        let label = span(*first_file, first.range());
        for (at, (file, block)) in sources.iter().enumerate() {
            let name = block.name().map_or("", |name| name.text);
            let message = format!(
                "Error validating datasource `{name}`: You defined more than one datasource. This is \
                 not allowed yet because support for multiple databases has not been implemented yet."
            );
            let mut diagnostic =
                Diagnostic::new(Code::Datasource, span(*file, block.range()), message);
            if at > 0 {
                let place = span(*file, block.range());
                diagnostic = diagnostic.label(label.clone(), "the first");
                diagnostic = diagnostic.fix("remove this one", place, "");
            }
            self.report(diagnostic);
        }
    }

    fn check_config_names(&mut self, what: &str, blocks: &[(FileId, Block<'a>)]) {
        let mut names: Vec<(&str, Span)> = Vec::new();
        for (file, name) in blocks.iter().filter_map(|(file, it)| Some((*file, it.name()?))) {
            let at = span(file, name.range);
            if crate::resolve::builtin(name.text).is_some() {
                let message =
                    format!("\"{}\" is a reserved scalar type name and cannot be used.", name.text);
                let fix = format!("my{}", name.text);
                let diagnostic = Diagnostic::new(Code::ReservedName, at.clone(), message);
                self.report(diagnostic.fix(format!("call it `{fix}`"), at.clone(), fix));
            }
            if let Some((_, first)) = names.iter().find(|(known, _)| *known == name.text) {
                let message = format!(
                    "The {what} \"{0}\" cannot be defined because a {what} with that name already exists.",
                    name.text
                );
                let diagnostic = Diagnostic::new(Code::DuplicateName, at.clone(), message);
                let diagnostic = diagnostic.label(first.clone(), "first declared here");
                let free = (2..).map(|n| format!("{}{n}", name.text));
                let taken = |it: &String| names.iter().any(|(known, _)| known == it);
                let free = free.clone().find(|it| !taken(it)).unwrap_or_default();
                self.report(diagnostic.fix(format!("call it `{free}`"), at.clone(), free));
            }
            names.push((name.text, at));
        }
    }

    /// Keys stand once, and each has a value; without one Prisma reads no further.
    fn check_properties(&mut self, file: FileId, block: Block<'a>) -> bool {
        let mut seen: Vec<(&str, Span)> = Vec::new();
        let mut whole = true;
        for property in block.properties() {
            let key = property.name();
            let at = span(file, key.range.clone());
            if let Some((_, first)) = seen.iter().find(|(known, _)| *known == key.text) {
                self.repeated_key(file, block, property, first.clone());
            } else {
                seen.push((key.text, at));
            }
            if property.value().is_none() {
                self.no_value(file, block, property);
                whole = false;
            }
        }
        whole
    }

    fn repeated_key(
        &mut self,
        file: FileId,
        block: Block<'a>,
        property: Property<'a>,
        first: Span,
    ) {
        let what = if block.keyword() == "datasource" { "source" } else { "generator" };
        let name = block.name().map_or("", |name| name.text);
        let key = property.name();
        let message = format!("Key \"{}\" is already defined in {what} \"{name}\".", key.text);
        let at = span(file, key.range);
        let diagnostic = Diagnostic::new(Code::DuplicateProperty, at, message);
        let diagnostic = diagnostic.label(first, "first given here");
        self.report(diagnostic.fix("remove it", span(file, property.range()), ""));
    }

    fn no_value(&mut self, file: FileId, block: Block<'a>, property: Property<'a>) {
        let (keyword, name) = (block.keyword(), block.name().map_or("", |name| name.text));
        let message = format!(
            "Property {} in {keyword} {name} needs to be assigned a value",
            property.name().text
        );
        let place = span(file, property.range());
        let diagnostic = Diagnostic::new(Code::NoPropertyValue, span(file, block.range()), message);
        let diagnostic = diagnostic.label(place.clone(), "the value is missing here");
        self.report(diagnostic.fix("remove the property", place, ""));
    }
}
