//! The rules: what may be written, beyond what can be resolved. One file for each subject.

mod config;
mod directives;
mod fields;
mod indexes;
mod models;
mod names;
mod native_types;
mod no_datasource;
mod operator_classes;
mod relations;

pub use names::is_reserved_type_name;

use crate::diagnostic::{Code, Diagnostic, Edit, Fix, Found, span};
pub(crate) use native_types::TABLE as NATIVE_TYPES;

use crate::resolve::Context;
use crate::schema::{FieldId, ModelId, ModelKind, RelationMode};
use crate::syntax::ast;

impl Context<'_> {
    /// All rules over the resolved schema.
    pub(crate) fn validate(&mut self) {
        self.note_broken();
        self.check_config();
        self.check_enums();
        self.check_names();
        for at in 0..self.schema.models.len() {
            let model = ModelId(at as u32);
            self.check_model(model);
            self.check_fields(model);
            self.check_indexes(model);
        }
        self.check_relations();
        self.check_without_datasource();
        self.check_constraint_names();
        self.check_directives();
    }

    /// Each model in which something was found that could hide something else.
    fn note_broken(&mut self) {
        let harmless =
            [Code::NativeType, Code::IndexOption, Code::UnknownFunction, Code::PreviewFeature];
        let hiding = |it: &&Diagnostic| {
            it.is_error() && it.found != Some(Found::ByRule) && !harmless.contains(&it.code)
        };
        let errors = self.diagnostics.iter().filter(hiding);
        let mut errors: Vec<_> = errors.map(|it| (it.span.file, it.span.range.start)).collect();
        errors.sort_unstable();
        let sources = self.sources.models.iter().enumerate();
        let broken = sources.filter(|(_, source)| {
            let range = source.block.range();
            let from = errors.partition_point(|at| *at < (source.file, range.start));
            errors.get(from).is_some_and(|at| *at < (source.file, range.end))
        });
        self.broken = broken.map(|(at, _)| ModelId(at as u32)).collect();
    }

    /// Whether something in this model was not understood.
    pub(crate) fn is_broken(&self, model: ModelId) -> bool {
        self.broken.contains(&model)
    }

    pub(crate) fn uses_foreign_keys(&self) -> bool {
        let mode = self.schema.datasource.as_ref().map(|source| source.relation_mode);
        mode.unwrap_or_default() == RelationMode::ForeignKeys
    }

    /// The edit that adds a preview feature to the first generator.
    pub(crate) fn switch_on(&self, feature: &str) -> Option<Fix> {
        let (file, block) = self.sources.generators.first()?;
        let list = block.properties().find(|it| it.name().text == "previewFeatures");
        let (at, text) = match list.and_then(ast::Property::value) {
            Some(value) => {
                let items = value.items();
                let end =
                    value.range().end.checked_sub(1).filter(|_| value.text().ends_with(']'))?;
                let comma = if items.is_empty() { "" } else { ", " };
                (end..end, format!("{comma}\"{feature}\""))
            }
            None => {
                let end = block.closing()?;
                (end..end, format!("  previewFeatures = [\"{feature}\"]\n"))
            }
        };
        let edits = vec![Edit { span: span(*file, at), text }];
        Some(Fix { title: format!("switch on `{feature}`"), edits })
    }

    pub(crate) fn is_view(&self, model: ModelId) -> bool {
        self.schema.model(model).kind == ModelKind::View
    }

    pub(crate) fn field_name(&self, model: ModelId, field: FieldId) -> &str {
        &self.schema.model(model).field(field).name
    }

    /// Names between commas, in backticks.
    pub(crate) fn ticked(&self, model: ModelId, fields: &[FieldId]) -> String {
        let names: Vec<_> =
            fields.iter().map(|id| format!("`{}`", self.field_name(model, *id))).collect();
        names.join(", ")
    }
}
