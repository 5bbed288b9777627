//! What each model becomes, with all names decided.

use super::options::Choices;
use super::relations::{Related, related};
use crate::names::{Unique, rust_identifier, screaming, snake};
use crate::rust_type::{Base, RustType};
use crate::types::Scalar;
use crate::vocabulary::{ColumnField, Entity, Vocabulary, quoted};
use psl::schema::{Enum, IndexKind, Model, ScalarField, ScalarType, Schema};

pub(super) struct Plan<'a> {
    pub(super) schema: &'a Schema,
    pub(super) vocabulary: &'a Vocabulary,
    pub(super) choices: Choices,
    pub(super) models: Vec<ModelPlan<'a>>,
}

pub(super) struct ModelPlan<'a> {
    pub(super) entity: &'a Entity,
    pub(super) declared: &'a Model,
    /// The file, without `.rs`.
    pub(super) module: String,
    /// `NewUser`, `NewUserRequired`, `UserChanges`.
    pub(super) insert: String,
    pub(super) required: String,
    pub(super) changes: String,
    pub(super) columns: Vec<ColumnPlan<'a>>,
    pub(super) keys: Vec<KeyPlan>,
    pub(super) relations: Vec<Related<'a>>,
}

pub(super) struct ColumnPlan<'a> {
    pub(super) column: &'a ColumnField,
    pub(super) scalar: &'a ScalarField,
    pub(super) constant: String,
}

/// A key: by which function it is found, and its columns.
pub(super) struct KeyPlan {
    pub(super) function: String,
    pub(super) columns: Vec<usize>,
}

/// Modules that are there whatever the models are called, and names of files that are none
/// somewhere.
const MODULES: &[&str] = &[
    "aux",
    "con",
    "documents",
    "enums",
    "ids",
    "lib",
    "main",
    "mod",
    "nul",
    "prelude",
    "prn",
    "queries",
    "sql",
    "types",
];

impl<'a> Plan<'a> {
    pub(super) fn of(schema: &'a Schema, vocabulary: &'a Vocabulary, choices: Choices) -> Plan<'a> {
        let mut types = vocabulary.types.clone();
        let mut modules = Unique::with(MODULES);
        let readable = vocabulary.entities.iter().filter(|entity| !entity.columns.is_empty());
        let models = readable.map(|entity| ModelPlan {
            module: modules.take(file_name(&entity.name)),
            insert: types.take(&format!("New{}", entity.name)),
            required: types.take(&format!("New{}Required", entity.name)),
            changes: types.take(&format!("{}Changes", entity.name)),
            ..ModelPlan::of(schema, entity)
        });
        let mut plan = Plan { schema, vocabulary, choices, models: models.collect() };
        let related: Vec<_> = plan.models.iter().map(|it| related(&plan, it)).collect();
        plan.models.iter_mut().zip(related).for_each(|(model, it)| model.relations = it);
        plan
    }

    pub(super) fn model_of(&self, id: psl::schema::ModelId) -> Option<&ModelPlan<'a>> {
        // Entities are in the order of their ids.
        let at = self.models.binary_search_by_key(&id, |it| it.entity.model).ok()?;
        self.models.get(at)
    }

    /// A table's or type's name, with its schema where it says one.
    pub(super) fn place(&self, db_schema: Option<&str>, name: &str) -> String {
        match db_schema {
            Some(db_schema) => format!("{}.{}", quoted(db_schema), quoted(name)),
            None => quoted(name),
        }
    }

    fn enum_place(&self, declared: &Enum) -> String {
        self.place(declared.db_schema.as_deref(), &declared.db_name)
    }

    /// What makes a parameter an array of the column's type: the type that it is sent as, and the
    /// column's own where that is another.
    pub(super) fn array_cast(&self, column: &ColumnPlan<'_>) -> String {
        let (sent, own) = match (&column.scalar.ty, column.own_scalar()) {
            (ScalarType::Enum(id), _) => ("text", self.enum_place(self.schema.enumeration(*id))),
            (_, Some(scalar)) => (sent_as(scalar), sql_name(scalar).to_owned()),
            (_, None) => ("text", "text".to_owned()),
        };
        if sent == own { format!("::{own}[]") } else { format!("::{sent}[]::{own}[]") }
    }

    /// The same, but nothing where the type that it is sent as is the column's.
    pub(super) fn column_cast(&self, column: &ColumnPlan<'_>) -> String {
        let cast = self.array_cast(column);
        if cast.matches("::").count() > 1 { cast } else { String::new() }
    }

    /// In a model's file.
    pub(super) fn owned(&self, ty: &RustType) -> String {
        let one = self.one(&ty.base);
        let many = if ty.list { format!("Vec<{one}>") } else { one };
        crate::rust_type::optional(ty.nullable, many)
    }

    pub(super) fn one(&self, base: &Base) -> String {
        match base {
            Base::Scalar(scalar) => super::types::path(*scalar).to_owned(),
            Base::Id { name, .. } | Base::Enum { name } => format!("super::{name}"),
            Base::Document { name, .. } => format!("super::documents::{name}"),
        }
    }
}

impl<'a> ModelPlan<'a> {
    fn of(schema: &'a Schema, entity: &'a Entity) -> Self {
        let declared = schema.model(entity.model);
        let mut constants = Unique::default();
        let columns: Vec<ColumnPlan<'a>> = entity
            .columns
            .iter()
            .filter_map(|column| {
                let field = declared.field(column.field);
                let scalar = field.scalar()?;
                let constant = constants.take(screaming(&field.name));
                Some(ColumnPlan { column, scalar, constant })
            })
            .collect();
        let keys = keys(declared, &columns);
        Self {
            entity,
            declared,
            module: String::new(),
            insert: String::new(),
            required: String::new(),
            changes: String::new(),
            columns,
            keys,
            relations: Vec::new(),
        }
    }

    pub(super) fn name(&self) -> &str {
        &self.entity.name
    }

    /// Where a field's column stands.
    pub(super) fn position(&self, field: psl::schema::FieldId) -> Option<usize> {
        self.columns.iter().position(|it| it.column.field == field)
    }

    /// What tells each row from all others: a unique key is none where it may be NULL.
    pub(super) fn key(&self) -> Option<&KeyPlan> {
        let never_null =
            |key: &&KeyPlan| key.columns.iter().all(|at| !self.columns[*at].column.ty.nullable);
        self.keys.iter().find(never_null)
    }

    /// Its rows may be changed and removed.
    pub(super) fn mutable(&self) -> bool {
        !self.entity.view && !self.entity.append_only
    }
}

impl ColumnPlan<'_> {
    /// What the column is made of, whatever it means.
    pub(super) fn own_scalar(&self) -> Option<Scalar> {
        let ScalarType::Builtin(builtin) = self.scalar.ty else { return None };
        Scalar::of_field(builtin, self.scalar.native_type.as_ref())
    }
}

/// The primary key first. A unique index over some rows alone is no key.
fn keys(declared: &Model, columns: &[ColumnPlan<'_>]) -> Vec<KeyPlan> {
    let primary = declared.primary_key.iter().map(|key| (&key.fields, key.name.as_ref()));
    let uniques = declared.indexes.iter().filter(|index| {
        index.kind == IndexKind::Unique
            && index.predicate.is_none()
            && index.docs.directive("partial").is_none()
    });
    let uniques = uniques.map(|index| (&index.fields, index.name.as_ref()));
    let mut functions = Unique::default();
    let mut keys: Vec<KeyPlan> = Vec::new();
    for (fields, name) in primary.chain(uniques) {
        let position = |field| columns.iter().position(|it| it.column.field == field);
        let found: Option<Vec<usize>> = fields.iter().map(|it| position(it.field)).collect();
        let Some(found) = found else { continue };
        let list = found.iter().any(|at| columns[*at].column.ty.list);
        if list || keys.iter().any(|key| key.columns == found) {
            continue;
        }
        let parts = fields.iter().map(|it| snake(&declared.field(it.field).name));
        let parts = name.map_or_else(|| parts.collect::<Vec<_>>().join("_and_"), |it| snake(it));
        keys.push(KeyPlan { function: functions.take(format!("by_{parts}")), columns: found });
    }
    keys
}

/// A file may not be called like a keyword, nor like the type in it: not all letters have capitals.
fn file_name(model: &str) -> String {
    let name = snake(model);
    let taken = rust_identifier(model).starts_with("r#") || name == model;
    if taken { format!("{name}_") } else { name }
}

/// The type by which elements of an array parameter travel.
fn sent_as(scalar: Scalar) -> &'static str {
    match scalar {
        _ if scalar.is_text() => "text",
        Scalar::Bit => "varbit",
        Scalar::Json => "jsonb",
        _ => scalar.pg(),
    }
}

/// As SQL: `bit` without a length would be one bit.
fn sql_name(scalar: Scalar) -> &'static str {
    match scalar {
        Scalar::Bit => "pg_catalog.\"bit\"",
        _ => scalar.pg(),
    }
}
