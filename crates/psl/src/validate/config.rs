//! Datasource and generators.

use crate::diagnostic::{Code, Diagnostic, span};
use crate::preview_features::{self, State};
use crate::resolve::Context;
use crate::schema::FileId;
use crate::syntax::ast::{self, Block, Value};

const DATASOURCE_PROPERTIES: &[&str] = &[
    "provider",
    "url",
    "directUrl",
    "shadowDatabaseUrl",
    "relationMode",
    "referentialIntegrity",
    "schemas",
    "extensions",
];

impl<'a> Context<'a> {
    pub(super) fn check_config(&mut self) {
        let sources = self.sources.datasources.clone();
        for (file, block) in sources.iter().skip(1) {
            let message = "Error validating datasource: You defined more than one datasource. This \
                           is not allowed yet because support for multiple databases has not been \
                           implemented yet.";
            self.error(Code::Datasource, span(*file, block.range()), message);
        }
        for (file, block) in &sources {
            self.check_properties(*file, *block);
            self.check_datasource(*file, *block);
        }
        for (file, block) in self.sources.generators.clone() {
            self.check_properties(file, block);
            self.check_generator(file, block);
        }
        self.check_generator_names();
    }

    fn check_generator_names(&mut self) {
        let generators = self.sources.generators.clone();
        let mut names: Vec<&str> = Vec::new();
        for (file, name) in generators.iter().filter_map(|(file, it)| Some((*file, it.name()?))) {
            if names.contains(&name.text) {
                let message = format!(
                    "The generator \"{0}\" cannot be defined because a generator with that name already exists.",
                    name.text
                );
                self.error(Code::DuplicateName, span(file, name.range), message);
            }
            names.push(name.text);
        }
    }

    fn check_properties(&mut self, file: FileId, block: Block<'a>) {
        let name = block.name().map_or("", |name| name.text);
        let keyword = block.keyword();
        let mut seen: Vec<&str> = Vec::new();
        for property in block.properties() {
            let key = property.name();
            let at = span(file, property.range());
            if seen.contains(&key.text) {
                let message =
                    format!("Key \"{}\" is already defined in {keyword} \"{name}\".", key.text);
                self.error(Code::DuplicateArgument, at.clone(), message);
            }
            seen.push(key.text);
            if property.value().is_none() {
                let message = format!(
                    "Property {} in {keyword} {name} needs to be assigned a value",
                    key.text
                );
                self.error(Code::Generator, at, message);
            }
        }
    }

    fn check_datasource(&mut self, file: FileId, block: Block<'a>) {
        for property in block.properties() {
            let key = property.name();
            if !DATASOURCE_PROPERTIES.contains(&key.text) {
                let message = format!("Property not known: \"{}\".", key.text);
                let at = span(file, key.range.clone());
                let mut diagnostic = Diagnostic::new(Code::Datasource, at.clone(), message);
                if let Some(near) =
                    crate::nearest::nearest(key.text, DATASOURCE_PROPERTIES.iter().copied())
                {
                    diagnostic = diagnostic.fix(format!("did you mean `{near}`?"), at, near);
                }
                self.report(diagnostic);
            }
            if let Some(value) = property.value() {
                self.check_datasource_value(file, key.text, value);
            }
        }
        if !block.properties().any(|property| property.name().text == "provider") {
            let name = block.name().map_or("", |name| name.text);
            let message =
                format!("Argument \"provider\" is missing in data source block \"{name}\".");
            self.error(Code::Datasource, span(file, block.range()), message);
        }
    }

    fn check_datasource_value(&mut self, file: FileId, key: &str, value: ast::Expression<'a>) {
        let at = span(file, value.range());
        match (key, value.value()) {
            ("provider", Value::String(provider)) => self.check_provider(&provider, at),
            ("provider", Value::Call("env")) => {
                let message =
                    "A datasource must not use the env() function in the provider argument.";
                self.error(Code::Datasource, at, message);
            }
            ("relationMode" | "referentialIntegrity", Value::String(mode))
                if !matches!(mode.as_ref(), "prisma" | "foreignKeys") =>
            {
                let message = format!(
                    "Error validating datasource: Invalid relation mode setting: \"{mode}\". \
                     Supported values: \"prisma\", \"foreignKeys\""
                );
                self.error(Code::Datasource, at, message);
            }
            ("schemas", Value::Array) if value.items().is_empty() => {
                let message = "If provided, the schemas array can not be empty.";
                self.error(Code::Schemas, at, message);
            }
            ("schemas", _) => self.check_repeated_schemas(file, value),
            ("extensions", _) => self.check_extensions(file, value),
            _ => {}
        }
    }

    fn check_provider(&mut self, provider: &str, at: crate::Span) {
        if matches!(provider, "postgresql" | "postgres") {
            return;
        }
        let message = match provider {
            "mysql" | "sqlite" | "sqlserver" | "mongodb" | "cockroachdb" => format!(
                "The provider `{provider}` is not supported: Repertoire speaks to PostgreSQL only. \
                 Set `provider = \"postgresql\"`."
            ),
            _ => format!("Datasource provider not known: \"{provider}\"."),
        };
        let diagnostic = Diagnostic::new(Code::WrongProvider, at.clone(), message);
        self.report(diagnostic.fix("use PostgreSQL", at, "\"postgresql\""));
    }

    fn check_repeated_schemas(&mut self, file: FileId, value: ast::Expression<'a>) {
        let mut seen = Vec::new();
        for item in value.items() {
            let Some(name) = item.string() else { continue };
            if seen.contains(&name) {
                let message = "Duplicated schema names are not allowed";
                self.error(Code::Schemas, span(file, item.range()), message);
            }
            seen.push(name);
        }
    }

    fn check_extensions(&mut self, file: FileId, value: ast::Expression<'a>) {
        if !self.has_feature("postgresqlExtensions") {
            let message = "The `extensions` property is only available with the \
                           `postgresqlExtensions` preview feature.";
            self.error(Code::PreviewFeature, span(file, value.range()), message);
        }
        for item in value.items() {
            let (Value::Constant(name) | Value::Call(name)) = item.value() else { continue };
            if let Some(wrong) = name.chars().find(|c| !c.is_alphanumeric() && *c != '_') {
                let message = format!(
                    "Error validating: The character `{wrong}` is not allowed in extension names."
                );
                self.error(Code::Extension, span(file, item.range()), message);
            }
        }
    }

    fn check_generator(&mut self, file: FileId, block: Block<'a>) {
        let name = block.name().map_or("", |name| name.text);
        if !block.properties().any(|property| property.name().text == "provider") {
            let message =
                format!("Argument \"provider\" is missing in generator block \"{name}\".");
            self.error(Code::Generator, span(file, block.range()), message);
        }
        for property in block.properties() {
            if property.name().text == "previewFeatures"
                && let Some(value) = property.value()
            {
                self.check_preview_features(file, value);
            }
        }
    }

    fn check_preview_features(&mut self, file: FileId, list: ast::Expression<'a>) {
        for item in list.items() {
            let Some(feature) = item.string() else { continue };
            let at = span(file, list.range());
            match preview_features::state(&feature) {
                Some(State::Active) => {}
                Some(State::Stable) => {
                    let message = format!(
                        "Preview feature \"{feature}\" is deprecated. The functionality can be used without specifying it as a preview feature."
                    );
                    self.error(Code::PreviewFeatureStale, at, message);
                }
                Some(State::Renamed(new)) => {
                    let message = format!(
                        "On `provider = \"postgresql\"`, preview feature \"{feature}\" has been renamed to \"{new}\". Learn more at https://pris.ly/d/fts-postgres."
                    );
                    let diagnostic = Diagnostic::new(Code::PreviewFeatureStale, at, message);
                    let item_at = span(file, item.range());
                    self.report(diagnostic.fix(
                        format!("write `{new}`"),
                        item_at,
                        format!("\"{new}\""),
                    ));
                }
                None => self.unknown_preview_feature(&feature, at, span(file, item.range())),
            }
        }
    }

    fn unknown_preview_feature(&mut self, feature: &str, at: crate::Span, item: crate::Span) {
        let known: Vec<_> = preview_features::active().collect();
        let message = format!(
            "The preview feature \"{feature}\" is not known. Expected one of: {}",
            known.join(", ")
        );
        let mut diagnostic = Diagnostic::new(Code::PreviewFeature, at, message);
        if let Some(near) = crate::nearest::nearest(feature, known) {
            diagnostic =
                diagnostic.fix(format!("did you mean `{near}`?"), item, format!("\"{near}\""));
        }
        self.report(diagnostic);
    }
}
