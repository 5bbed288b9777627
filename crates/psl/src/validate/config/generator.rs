//! Generators: what Prisma itself reads of them. Everything else is the generator's own.

use crate::diagnostic::{Code, Diagnostic, span};
use crate::preview_features::{self, State};
use crate::resolve::Context;
use crate::schema::{FileId, Span};
use crate::syntax::ast::{Block, Expression, Value};

impl<'a> Context<'a> {
    pub(super) fn check_generator(&mut self, file: FileId, block: Block<'a>) {
        if !block.properties().any(|property| property.name().text == "provider") {
            let name = block.name().map_or("", |name| name.text);
            let message =
                format!("Argument \"provider\" is missing in generator block \"{name}\".");
            let diagnostic = Diagnostic::new(Code::Generator, span(file, block.range()), message);
            let line = "provider = \"prisma-client\"";
            self.report(diagnostic.add_line("generate a client", file, block, line));
        }
        for property in block.properties() {
            let Some(value) = property.value() else { continue };
            match property.name().text {
                "provider" | "output" => self.check_text_or_env(file, value),
                "binaryTargets" => {
                    for item in value.items() {
                        self.check_text_or_env(file, item);
                    }
                }
                "engineType" if value.string().is_none() => {
                    self.wrong_value(file, value, "String");
                }
                "engineType" => {}
                "previewFeatures" => self.check_preview_features(file, value),
                _ => self.check_env_calls(file, value),
            }
        }
    }

    /// A string, or `env("NAME")`.
    fn check_text_or_env(&mut self, file: FileId, value: Expression<'a>) {
        match value.value() {
            Value::String(_) => {}
            Value::Call("env") => self.check_env(file, value),
            _ => self.wrong_value(file, value, "String"),
        }
    }

    fn check_env_calls(&mut self, file: FileId, value: Expression<'a>) {
        if let Value::Call("env") = value.value() {
            self.check_env(file, value);
        }
    }

    fn check_env(&mut self, file: FileId, call: Expression<'a>) {
        let given = call.arguments();
        if let [one] = given.as_slice()
            && let Some(value) = one.value()
        {
            self.expect_string(file, value);
            return;
        }
        let message = "Exactly one string parameter must be passed to the env function.";
        self.error(Code::FunctionArguments, span(file, call.range()), message);
    }

    fn check_preview_features(&mut self, file: FileId, list: Expression<'a>) {
        let native = self.schema.datasource.as_ref().is_some_and(|source| source.is_postgres());
        for item in list.items() {
            let Some(feature) = item.string() else { continue };
            let (at, item_at) = (span(file, list.range()), span(file, item.range()));
            let only_native = feature.eq_ignore_ascii_case(preview_features::FULL_TEXT_SEARCH);
            match preview_features::state(&feature) {
                Some(State::Active) if native || !only_native => {}
                Some(State::Renamed(new)) if native => {
                    let message = format!(
                        "On `provider = \"postgresql\"`, preview feature \"{feature}\" has been renamed to \"{new}\". Learn more at https://pris.ly/d/fts-postgres."
                    );
                    let diagnostic = Diagnostic::new(Code::PreviewFeatureStale, at, message);
                    let text = format!("\"{new}\"");
                    self.report(diagnostic.fix(format!("write `{new}`"), item_at, text));
                }
                Some(State::Stable | State::Renamed(_)) => {
                    self.stale_preview_feature(file, list, item, &feature);
                }
                _ => self.unknown_preview_feature(&feature, at, item_at, native),
            }
        }
    }

    fn stale_preview_feature(
        &mut self,
        file: FileId,
        list: Expression<'a>,
        item: Expression<'a>,
        feature: &str,
    ) {
        let message = format!(
            "Preview feature \"{feature}\" is deprecated. The functionality can be used without specifying it as a preview feature."
        );
        let diagnostic =
            Diagnostic::new(Code::PreviewFeatureStale, span(file, list.range()), message);
        let without: Vec<_> = list
            .items()
            .into_iter()
            .filter(|other| other.range() != item.range())
            .map(Expression::text)
            .collect();
        let text = format!("[{}]", without.join(", "));
        self.report(diagnostic.fix("leave it out", span(file, list.range()), text));
    }

    fn unknown_preview_feature(&mut self, feature: &str, at: Span, item: Span, native: bool) {
        let known: Vec<_> = preview_features::active()
            .filter(|it| native || *it != preview_features::FULL_TEXT_SEARCH)
            .collect();
        let message = format!(
            "The preview feature \"{feature}\" is not known. Expected one of: {}",
            known.join(", ")
        );
        let near = crate::nearest::nearest(feature, known);
        let near = near.map(|near| format!("\"{near}\""));
        let diagnostic = Diagnostic::new(Code::PreviewFeature, at, message);
        self.report(diagnostic.meant(near.as_deref(), item));
    }
}
