//! Models and enums: keys, values, views.

use crate::diagnostic::{Code, Diagnostic, Edit, Fix, span};
use crate::preview_features::VIEWS;
use crate::resolve::{Context, attribute_message, attribute_title, without};
use crate::schema::{Arity, EnumId, FieldId, IndexKind, ModelId, ScalarType};
use crate::syntax::ast::Argument;

const UNIQUE_CRITERIA: &str = "Each model must have at least one unique criteria that has only \
    required fields. Either mark a single field with `@id`, `@unique` or add a multi field \
    criterion with `@@id([])` or `@@unique([])` to the model.";

impl Context<'_> {
    pub(super) fn check_model(&mut self, model: ModelId) {
        self.check_unique_criteria(model);
        self.check_primary_key(model);
        self.check_key_order(model);
        self.check_client_names(model);
        self.check_db_schema(model);
        if self.is_view(model) {
            self.check_view(model);
        }
    }

    fn is_strict(&self, model: ModelId, fields: &[FieldId]) -> bool {
        let model = self.schema.model(model);
        !fields.is_empty()
            && fields.iter().all(|id| {
                model.field(*id).arity != Arity::Optional
                    && !matches!(
                        model.field(*id).scalar().map(|s| &s.ty),
                        Some(ScalarType::Unsupported(_))
                    )
            })
    }

    /// The fields of each key of a model.
    fn keys(&self, model: ModelId) -> Vec<Vec<FieldId>> {
        let it = self.schema.model(model);
        let uniques = it.indexes.iter().filter(|index| index.kind == IndexKind::Unique);
        let fields = uniques.map(|index| &index.fields);
        let all = it.primary_key.iter().map(|key| &key.fields).chain(fields);
        all.map(|fields| fields.iter().map(|field| field.field).collect()).collect()
    }

    fn check_unique_criteria(&mut self, model: ModelId) {
        let it = self.schema.model(model);
        let keys = self.keys(model);
        // A primary key that may be null is said of the key itself.
        let said = it.primary_key.as_ref().is_some_and(|key| {
            key.fields.iter().any(|field| it.field(field.field).arity != Arity::Required)
        });
        let silent = said || it.ignored || self.is_view(model) || self.is_broken(model);
        if silent || keys.iter().any(|key| self.is_strict(model, key)) {
            return;
        }
        let loose: Vec<_> = keys
            .iter()
            .filter(|key| !key.is_empty())
            .map(|key| format!("- {}", self.ticked(model, key).replace('`', "")))
            .collect();
        let mut message = UNIQUE_CRITERIA.to_owned();
        if !loose.is_empty() {
            message.push_str(
                " The following unique criterias were not considered as they contain fields that \
                 are not required:\n",
            );
            message.push_str(&loose.join("\n"));
        }
        let message = self.model_message(model, &message);
        let at = it.span.clone();
        let mut diagnostic = Diagnostic::new(Code::NoUniqueCriteria, at, message);
        diagnostic.fixes.extend(self.key_fix(model));
        self.report(diagnostic);
    }

    /// A required `id` without `@id`, or an `id` where there is none.
    fn key_fix(&self, model: ModelId) -> Option<Fix> {
        let it = self.schema.model(model);
        let source = &self.sources.models[model.0 as usize];
        let (title, at, text) = match source.by_name.get("id") {
            Some(id) => {
                let field = it.field(*id);
                let fits = field
                    .scalar()
                    .is_some_and(|scalar| !matches!(scalar.ty, ScalarType::Unsupported(_)));
                if field.arity != Arity::Required || !fits || it.primary_key.is_some() {
                    return None;
                }
                let end = source.fields[id.0 as usize].field.range().end;
                ("make `id` the key", end, " @id".to_owned())
            }
            None if it.primary_key.is_some() => return None,
            None => {
                let end = source.block.closing()?;
                ("add an `id`", end, "  id Int @id @default(autoincrement())\n".to_owned())
            }
        };
        let edits = vec![Edit { span: span(source.file, at..at), text }];
        Some(Fix { title: title.to_owned(), edits })
    }

    fn check_primary_key(&mut self, model: ModelId) {
        let it = self.schema.model(model);
        let Some(key) = &it.primary_key else { return };
        let at = key.span.clone();
        let single = self.sources.models[model.0 as usize]
            .primary_key
            .is_some_and(|attribute| !attribute.text().starts_with("@@"));
        let optional: Vec<_> = key
            .fields
            .iter()
            .map(|field| field.field)
            .filter(|id| it.field(*id).arity != Arity::Required)
            .collect();
        if optional.is_empty() || it.ignored {
            return;
        }
        let message = if single {
            "Error parsing attribute \"@id\": Fields that are marked as id must be required."
                .to_owned()
        } else {
            self.model_message(
                model,
                &format!(
                    "The id definition refers to the optional fields {}. ID definitions must \
                     reference only required fields.",
                    self.ticked(model, &optional)
                ),
            )
        };
        let source = &self.sources.models[model.0 as usize];
        let signs = optional.iter().filter_map(|id| {
            let range = source.fields[id.0 as usize].field.ty()?.range();
            let sign = if it.field(*id).arity == Arity::List { 2 } else { 1 };
            let at = span(source.file, range.end - sign..range.end);
            Some(Edit { span: at, text: String::new() })
        });
        let fix = Fix { title: "make it required".to_owned(), edits: signs.collect() };
        let mut diagnostic = Diagnostic::new(Code::OptionalId, at, message);
        diagnostic.fixes.push(fix);
        self.report(diagnostic);
    }

    /// PostgreSQL's primary keys have no direction.
    fn check_key_order(&mut self, model: ModelId) {
        let Some(key) = &self.schema.model(model).primary_key else { return };
        if key.fields.iter().all(|field| field.sort.is_none()) {
            return;
        }
        let attribute = self.sources.models[model.0 as usize].primary_key;
        let title = attribute.map_or(String::new(), attribute_title);
        let message =
            "The sort argument is not supported in the primary key with the current connector";
        let at = key.span.clone();
        let diagnostic =
            Diagnostic::new(Code::IndexOption, at.clone(), attribute_message(&title, message));
        let sorted = |it: &Argument<'_>| it.name().is_some_and(|name| name.text == "sort");
        let range = attribute.and_then(|it| without(it, sorted));
        self.report(match range {
            Some(range) => diagnostic.fix("leave it out", span(at.file, range), ""),
            None => diagnostic,
        });
    }

    /// `name:` becomes a member of the client's types, beside the fields.
    fn check_client_names(&mut self, model: ModelId) {
        let it = self.schema.model(model);
        let uniques = it.indexes.iter().filter(|index| index.kind == IndexKind::Unique);
        let uniques =
            uniques.filter_map(|index| Some((index.name.as_ref()?, "@@unique", &index.span)));
        let id =
            it.primary_key.iter().filter_map(|key| Some((key.name.as_ref()?, "@@id", &key.span)));
        let names: Vec<_> =
            id.chain(uniques).map(|(name, kind, at)| (name.clone(), kind, at.clone())).collect();
        for (name, kind, at) in &names {
            if self.sources.models[model.0 as usize].by_name.contains_key(name.as_str()) {
                let message = format!(
                    "The custom name `{name}` specified for the `{kind}` attribute is already used \
                     as a name for a field. Please choose a different name."
                );
                let message = self.model_message(model, &message);
                let place = self.schema.model(model).span.clone();
                let diagnostic = Diagnostic::new(Code::NameClash, place, message);
                self.report(diagnostic.label(at.clone(), "this name"));
            }
            if names.iter().filter(|(other, ..)| other == name).count() > 1 {
                let message = format!(
                    "Error parsing attribute \"{kind}\": The given custom name `{name}` has to be \
                     unique on the model. Please provide a different name for the `name` argument."
                );
                self.error(Code::NameClash, at.clone(), message);
            }
        }
    }

    fn check_db_schema(&mut self, model: ModelId) {
        let it = self.schema.model(model);
        let kind = if self.is_view(model) { "view" } else { "model" };
        let (name, at, schema) = (it.name.clone(), it.span.clone(), it.db_schema.clone());
        let (file, block) = self.source(model);
        self.db_schema_rules(kind, &name, at, schema.as_deref(), file, block);
    }

    fn db_schema_rules(
        &mut self,
        kind: &str,
        name: &str,
        at: crate::Span,
        schema: Option<&str>,
        file: crate::FileId,
        block: crate::syntax::ast::Block<'_>,
    ) {
        let Some(source) = &self.schema.datasource else { return };
        let declared = &source.schemas;
        match schema {
            None if !declared.is_empty() => {
                let message = format!(
                    "Error validating {kind} \"{name}\": This {kind} is missing an `@@schema` attribute."
                );
                let first = declared.first().cloned().unwrap_or_default();
                let line = format!("@@schema(\"{first}\")");
                let diagnostic = Diagnostic::new(Code::Schemas, at, message);
                let title = format!("put it into `{first}`");
                self.report(diagnostic.add_line(title, file, block, &line));
            }
            Some(schema) if !declared.iter().any(|known| known == schema) => {
                let near = crate::nearest::nearest(schema, declared.iter().map(String::as_str));
                let near = near.map(str::to_owned);
                let attribute = block.attributes().find(|it| it.name() == "schema");
                let value = attribute.and_then(|it| it.arguments().next()).map(|it| it.range());
                let at = value.map_or(at, |range| span(file, range));
                let message = "This schema is not defined in the datasource. Read more on `@@schema` \
                               at https://pris.ly/d/multi-schema";
                let mut diagnostic = Diagnostic::new(Code::Schemas, at.clone(), message);
                if let Some(near) = near {
                    diagnostic = diagnostic.fix(
                        format!("did you mean `{near}`?"),
                        at,
                        format!("\"{near}\""),
                    );
                }
                self.report(diagnostic);
            }
            _ => {}
        }
    }

    fn check_view(&mut self, model: ModelId) {
        if !self.schema.has_preview(VIEWS) {
            let at = self.schema.model(model).span.clone();
            let message = "Error validating: View definitions are only available with the `views` \
                           preview feature.";
            self.error(Code::PreviewFeature, at, message);
        }
        let it = self.schema.model(model);
        let mut found = Vec::new();
        if let Some(key) = &it.primary_key {
            found.push((key.span.clone(), "Error validating: Views cannot have primary keys."));
        }
        for index in &it.indexes {
            if index.kind != IndexKind::Unique {
                found.push((index.span.clone(), "Error validating: Views cannot have indexes."));
                continue;
            }
            if index.map.is_some() {
                found.push((index.span.clone(), "Error validating: @@unique annotations on views are not backed by unique indexes in the database and cannot specify a mapped database name."));
            }
            if index.fields.iter().any(|field| field.sort.is_some() || field.ops.is_some()) {
                found.push((index.span.clone(), "Error parsing attribute \"@@unique\": Scalar fields in @@unique attributes in views cannot have arguments."));
            }
        }
        for (at, message) in found {
            let diagnostic = Diagnostic::new(Code::View, at.clone(), message);
            self.report(diagnostic.fix("remove it", at, ""));
        }
    }

    pub(super) fn check_enums(&mut self) {
        for at in 0..self.schema.enums.len() {
            self.check_enum(EnumId(at as u32));
        }
    }

    fn check_enum(&mut self, id: EnumId) {
        let it = self.schema.enumeration(id);
        let source = &self.sources.enums[id.0 as usize];
        let (file, block) = (source.file, source.block);
        let (name, at, schema) = (it.name.clone(), it.span.clone(), it.db_schema.clone());
        if it.values.is_empty() {
            let message = "Error validating: An enum must have at least one value.";
            self.error(Code::EmptyEnum, span(file, block.range()), message);
        }
        self.check_enum_values(id);
        self.db_schema_rules("enum", &name, at, schema.as_deref(), file, block);
    }

    fn check_enum_values(&mut self, id: EnumId) {
        let it = self.schema.enumeration(id);
        let mut found = Vec::new();
        let mut names = rustc_hash::FxHashMap::default();
        let mut db_names = rustc_hash::FxHashMap::default();
        for (at, value) in it.values.iter().enumerate() {
            let place = value.span.clone();
            if let Some(first) = names.insert(value.name.as_str(), &value.span) {
                let message =
                    format!("Value \"{}\" is already defined on enum \"{}\".", value.name, it.name);
                let diagnostic = Diagnostic::new(Code::DuplicateValue, place, message);
                let source = &self.sources.enums[id.0 as usize];
                let line = source.block.fields().nth(at).map(|it| it.range());
                let line = line.map_or(value.span.clone(), |range| span(source.file, range));
                let diagnostic = diagnostic.label(first.clone(), "first defined here");
                found.push(diagnostic.fix("remove it", line, ""));
            } else if let Some(first) = db_names.insert(value.db_name.as_str(), &value.span) {
                let message = format!(
                    "PostgreSQL takes `{}` only once in an enum. Map one of the values to another \
                     name.",
                    value.db_name
                );
                let diagnostic = Diagnostic::new(Code::RefusedByPostgres, place, message);
                found.push(diagnostic.label(first.clone(), "has the same name in the database"));
            }
        }
        self.report_all(found);
    }
}
