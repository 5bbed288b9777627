//! Datasource and generators.

use super::{Context, docs};
use crate::diagnostic::{Code, Diagnostic, span};
use crate::schema::{Datasource, Extension, FileId, Generator, RelationMode};
use crate::syntax::ast::{Argument, Block, Expression, Property, Value};

impl<'a> Context<'a> {
    pub(super) fn resolve_config(&mut self) {
        for (file, block) in self.sources.generators.clone() {
            let generator = self.generator(file, block);
            self.schema.generators.push(generator);
        }
        for (file, block) in self.sources.datasources.clone() {
            let datasource = self.datasource(file, block);
            self.schema.datasource.get_or_insert(datasource);
        }
    }

    fn generator(&mut self, file: FileId, block: Block<'a>) -> Generator {
        let name = block.name().map_or("", |name| name.text).to_owned();
        let provider = Self::property(block, "provider").and_then(Property::value);
        let provider = provider.and_then(Expression::string).map(Into::into).unwrap_or_default();
        let mut preview_features = self.list_property(file, block, "previewFeatures");
        if block
            .properties()
            .any(|it| it.value().is_some_and(|it| matches!(it.value(), Value::Object)))
        {
            // Prisma gives up on a generator with an object in it, silently.
            preview_features.clear();
        }
        Generator { name, provider, preview_features }
    }

    fn datasource(&mut self, file: FileId, block: Block<'a>) -> Datasource {
        let name = block.name().unwrap_or_else(|| unreachable_name(block));
        let relation_mode = match self.relation_mode(file, block).as_deref() {
            Some("prisma") => RelationMode::Prisma,
            _ => RelationMode::ForeignKeys,
        };
        self.urls(file, block);
        Datasource {
            name: name.text.to_owned(),
            span: span(file, name.range),
            docs: docs::docs_above(file, block.0),
            provider: Self::property(block, "provider")
                .and_then(Property::value)
                .and_then(Expression::string)
                .map(Into::into)
                .unwrap_or_default(),
            schemas: self.list_property(file, block, "schemas"),
            extensions: self.extensions(file, block),
            relation_mode,
        }
    }

    /// Prisma 7 moved the connection out of the schema; most schemas have not followed.
    fn urls(&mut self, file: FileId, block: Block<'a>) {
        for property in block.properties() {
            let name = property.name();
            if !matches!(name.text, "url" | "directUrl" | "shadowDatabaseUrl") {
                continue;
            }
            let at = span(file, property.range());
            let message = format!(
                "`{}` no longer belongs in the schema: since Prisma 7 the connection is configured \
                 in `prisma.config.ts`. Remove this line.",
                name.text
            );
            let diagnostic = Diagnostic::new(Code::UrlInSchema, at.clone(), message);
            self.report(diagnostic.fix(format!("remove `{}`", name.text), at, ""));
        }
    }

    fn property(block: Block<'a>, name: &str) -> Option<Property<'a>> {
        block.properties().find(|property| property.name().text == name)
    }

    /// `relationMode`, which was once `referentialIntegrity`.
    fn relation_mode(&mut self, file: FileId, block: Block<'a>) -> Option<String> {
        let property = Self::property(block, "relationMode")
            .or_else(|| Self::property(block, "referentialIntegrity"))?;
        self.expect_string(file, property.value()?).map(Into::into)
    }

    fn list_property(&mut self, file: FileId, block: Block<'a>, name: &str) -> Vec<String> {
        let Some(value) = Self::property(block, name).and_then(Property::value) else {
            return Vec::new();
        };
        let items = value.items();
        items
            .into_iter()
            .filter_map(|item| self.expect_string(file, item))
            .map(Into::into)
            .collect()
    }

    fn extensions(&mut self, file: FileId, block: Block<'a>) -> Vec<Extension> {
        let Some(value) = Self::property(block, "extensions").and_then(Property::value) else {
            return Vec::new();
        };
        let items = value.items();
        items.into_iter().filter_map(|item| self.extension(file, item)).collect()
    }

    fn extension(&mut self, file: FileId, item: Expression<'a>) -> Option<Extension> {
        let name = match item.value() {
            Value::Constant(name) | Value::Call(name) => name,
            _ => {
                self.wrong_value(file, item, "constant or function");
                return None;
            }
        };
        let mut extension = Extension {
            name: name.to_owned(),
            db_name: name.to_owned(),
            version: None,
            schema: None,
        };
        let mut seen: Vec<&str> = Vec::new();
        for argument in item.arguments() {
            let Some(name) = argument.name().map(|name| name.text) else {
                let message = "Error validating: The argument must have a name";
                self.error(Code::Extension, span(file, argument.range()), message);
                continue;
            };
            if seen.contains(&name) {
                let message =
                    format!("Error validating: The argument `{name}` can only be defined once");
                self.error(Code::Extension, span(file, argument.range()), message);
                continue;
            }
            seen.push(name);
            self.extension_argument(file, argument, name, &mut extension);
        }
        Some(extension)
    }

    fn extension_argument(
        &mut self,
        file: FileId,
        argument: Argument<'a>,
        name: &str,
        extension: &mut Extension,
    ) {
        let Some(value) = argument.value() else { return };
        let Some(text) = self.expect_string(file, value).map(String::from) else { return };
        match name {
            "map" => extension.db_name = text,
            "version" => extension.version = Some(text),
            "schema" => extension.schema = Some(text),
            _ => {
                let message = format!(
                    "Argument not known: \"{name}\". An extension takes `version`, `schema` and `map`."
                );
                let at = span(file, argument.range());
                let near = crate::nearest::nearest(name, ["version", "schema", "map"]);
                let place = argument.name().map_or(argument.range(), |name| name.range);
                let diagnostic = Diagnostic::new(Code::Extension, at, message);
                self.report(diagnostic.meant(near, span(file, place)));
            }
        }
    }
}

/// A block without a name is never declared, so its place stands in.
fn unreachable_name(block: Block<'_>) -> crate::syntax::ast::Name<'_> {
    crate::syntax::ast::Name { text: "", range: block.range() }
}
