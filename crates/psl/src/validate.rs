//! The rules: what may be written, beyond what can be resolved. One file for each subject.

mod config;
mod directives;
mod fields;
mod indexes;
mod models;
mod names;
mod native_types;
mod operator_classes;
mod relations;

pub use names::is_reserved_type_name;

use crate::resolve::Context;
use crate::schema::{FieldId, ModelId, ModelKind, RelationMode};

impl Context<'_> {
    /// All rules over the resolved schema.
    pub(crate) fn validate(&mut self) {
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
        self.check_constraint_names();
        self.check_directives();
    }

    pub(crate) fn uses_foreign_keys(&self) -> bool {
        let mode = self.schema.datasource.as_ref().map(|source| source.relation_mode);
        mode.unwrap_or_default() == RelationMode::ForeignKeys
    }

    pub(crate) fn has_feature(&self, name: &str) -> bool {
        let generators = &self.schema.generators;
        generators.iter().any(|it| it.preview_features.iter().any(|feature| feature == name))
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
