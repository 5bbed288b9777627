//! The datasource: its provider, and what PostgreSQL takes beside it.

use crate::diagnostic::{Code, Diagnostic, Found, span};
use crate::preview_features::EXTENSIONS;
use crate::resolve::Context;
use crate::schema::{FileId, Span};
use crate::syntax::ast::{Block, Expression, Property, Value};

const PROPERTIES: &[&str] = &[
    "provider",
    "url",
    "directUrl",
    "shadowDatabaseUrl",
    "relationMode",
    "referentialIntegrity",
    "schemas",
    "extensions",
];

/// The other databases that Prisma speaks to.
const OTHERS: &[&str] = &["mysql", "sqlite", "sqlserver", "mongodb", "cockroachdb"];

impl<'a> Context<'a> {
    pub(super) fn check_datasource(&mut self, file: FileId, block: Block<'a>) {
        let named = |name| block.properties().find(|it: &Property<'_>| it.name().text == name);
        let Some(provider) = named("provider").and_then(Property::value) else {
            return self.no_provider(file, block);
        };
        if !self.check_provider(file, block, provider) {
            return;
        }
        self.check_relation_mode(file, block);
        for property in block.properties() {
            self.check_known_property(file, property);
            let Some(value) = property.value() else { continue };
            match property.name().text {
                "schemas" => self.check_schemas(file, value),
                "extensions" => self.check_extensions(file, property, value),
                _ => {}
            }
        }
    }

    fn no_provider(&mut self, file: FileId, block: Block<'a>) {
        let name = block.name().map_or("", |name| name.text);
        let message = format!("Argument \"provider\" is missing in data source block \"{name}\".");
        let diagnostic = Diagnostic::new(Code::Datasource, span(file, block.range()), message);
        let line = "provider = \"postgresql\"";
        self.report(diagnostic.add_line("use PostgreSQL", file, block, line));
    }

    /// Whether the datasource is PostgreSQL's, so that the rest of it can be judged.
    fn check_provider(&mut self, file: FileId, block: Block<'a>, value: Expression<'a>) -> bool {
        let name = block.name().map_or("", |name| name.text);
        let (code, at, message) = match value.value() {
            Value::String(text) => match text.as_ref() {
                "postgresql" | "postgres" => return true,
                "" => (
                    Code::Datasource,
                    value.range(),
                    format!(
                        "Error validating datasource `{name}`: The provider argument in a datasource \
                         must not be empty"
                    ),
                ),
                text => (Code::WrongProvider, value.range(), provider_message(text)),
            },
            Value::Call("env") => (
                Code::Datasource,
                block.range(),
                "A datasource must not use the env() function in the provider argument.".to_owned(),
            ),
            _ => (
                Code::Datasource,
                value.range(),
                format!(
                    "Error validating datasource `{name}`: The provider argument in a datasource \
                     must be a string literal"
                ),
            ),
        };
        let place = span(file, value.range());
        let diagnostic = Diagnostic::new(code, span(file, at), message);
        self.report(diagnostic.fix("use PostgreSQL", place, "\"postgresql\""));
        false
    }

    fn check_known_property(&mut self, file: FileId, property: Property<'a>) {
        let key = property.name();
        let (at, name_at) = (span(file, property.range()), span(file, key.range));
        if key.text == "previewFeatures" {
            let message = "Preview features are only supported in the generator block. Please move \
                           this field to the generator block.";
            let diagnostic = Diagnostic::new(Code::Datasource, at.clone(), message);
            return self.report(diagnostic.fix("remove it", at, ""));
        }
        if PROPERTIES.contains(&key.text) {
            return;
        }
        let message = format!("Property not known: \"{}\".", key.text);
        let near = crate::nearest::nearest(key.text, PROPERTIES.iter().copied());
        let diagnostic = Diagnostic::new(Code::Datasource, at.clone(), message);
        self.report(match near {
            Some(near) => diagnostic.meant(Some(near), name_at),
            None => diagnostic.fix("remove it", at, ""),
        });
    }

    fn check_relation_mode(&mut self, file: FileId, block: Block<'a>) {
        let named = |name| block.properties().find(|it: &Property<'_>| it.name().text == name);
        let (mode, old) = (named("relationMode"), named("referentialIntegrity"));
        if let Some(old) = old {
            self.old_relation_mode(file, old);
            if mode.is_some() {
                let message = "The `referentialIntegrity` and `relationMode` attributes cannot be \
                               used together. Please use only `relationMode` instead.";
                let at = span(file, old.range());
                let diagnostic = Diagnostic::new(Code::Datasource, at.clone(), message);
                return self.report(diagnostic.fix("remove the old one", at, ""));
            }
        }
        let Some(value) = mode.or(old).and_then(Property::value) else { return };
        let Value::String(text) = value.value() else { return };
        if matches!(text.as_ref(), "prisma" | "foreignKeys") {
            return;
        }
        let message = format!(
            "Error validating datasource `relationMode`: Invalid relation mode setting: \"{text}\". \
             Supported values: \"prisma\", \"foreignKeys\""
        );
        let place = span(file, value.range());
        let diagnostic = Diagnostic::new(Code::Datasource, span(file, block.range()), message);
        let diagnostic = diagnostic.label(place.clone(), "this mode");
        self.report(diagnostic.fix("use foreign keys", place, "\"foreignKeys\""));
    }

    fn old_relation_mode(&mut self, file: FileId, property: Property<'a>) {
        let message = "The `referentialIntegrity` attribute is deprecated. Please use `relationMode` \
                       instead. Learn more at https://pris.ly/d/relation-mode";
        let at = span(file, property.range());
        let diagnostic = Diagnostic::new(Code::OldRelationMode, at, message);
        let name = span(file, property.name().range);
        self.report(diagnostic.fix("call it `relationMode`", name, "relationMode"));
    }

    fn check_schemas(&mut self, file: FileId, value: Expression<'a>) {
        let items = value.items();
        if items.is_empty() {
            let message = "If provided, the schemas array can not be empty.";
            let at = span(file, value.range());
            let diagnostic = Diagnostic::new(Code::Schemas, at.clone(), message);
            return self.report(diagnostic.fix("name `public`", at, "[\"public\"]"));
        }
        let mut seen: Vec<(std::borrow::Cow<'_, str>, Span)> = Vec::new();
        for item in items {
            let Some(name) = item.string() else { continue };
            let at = span(file, item.range());
            if let Some((_, first)) = seen.iter().find(|(known, _)| *known == name) {
                let message = "Duplicated schema names are not allowed";
                let diagnostic = Diagnostic::new(Code::Schemas, at.clone(), message);
                self.report(diagnostic.label(first.clone(), "first named here"));
            }
            seen.push((name, at));
        }
    }

    fn check_extensions(&mut self, file: FileId, property: Property<'a>, value: Expression<'a>) {
        if !self.schema.has_preview(EXTENSIONS) {
            let message = "The `extensions` property is only available with the \
                           `postgresqlExtensions` preview feature.";
            let at = span(file, property.range());
            let mut diagnostic =
                Diagnostic::new(Code::PreviewFeature, at, message).found(Found::ByRule);
            diagnostic.fixes.extend(self.switch_on(EXTENSIONS));
            self.report(diagnostic);
        }
        for item in value.items() {
            let (Value::Constant(name) | Value::Call(name)) = item.value() else { continue };
            let wrong = name.chars().find(|c| !c.is_alphanumeric() && !matches!(c, '_' | '.'));
            if let Some(wrong) = wrong {
                let message = format!(
                    "Error validating: The character `{wrong}` is not allowed in extension names."
                );
                let at = span(file, item.range());
                let diagnostic = Diagnostic::new(Code::Extension, at.clone(), message);
                let plain = name.replace(wrong, "_");
                let bare = matches!(item.value(), Value::Constant(_));
                self.report(if bare {
                    let text = format!("{plain}(map: \"{name}\")");
                    diagnostic.fix(format!("write `{text}`"), at, text)
                } else {
                    diagnostic
                });
            }
        }
    }
}

fn provider_message(provider: &str) -> String {
    if OTHERS.contains(&provider) {
        format!(
            "The provider `{provider}` is not supported: Repertoire speaks to PostgreSQL only. Set \
             `provider = \"postgresql\"`."
        )
    } else {
        format!("Datasource provider not known: \"{provider}\".")
    }
}
