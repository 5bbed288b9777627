//! The words of the contract: which ids there are, and the type of every field.

use crate::names::{pascal, rust_identifier, snake};
use crate::problem::Problem;
use crate::rust_type::{Base, RustType};
use crate::types::Scalar;
use indexmap::IndexMap;
use psl::schema::{
    Arity, DefaultExpr, Field, FieldId, ForeignKeyRelation, Model, ModelId, RelationKind,
    ScalarField, ScalarType, Schema,
};

/// A row's place: PostgreSQL schema, table, column.
pub(crate) type ColumnPlace = (String, String, String);

/// An id type of the domain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct IdType {
    pub(crate) name: String,
    pub(crate) inner: Scalar,
    /// The model that it identifies, and the name of the field.
    pub(crate) model: String,
    pub(crate) field: String,
}

/// A column of a model, with its type.
#[derive(Clone, Debug)]
pub(crate) struct ColumnField {
    pub(crate) field: FieldId,
    /// In Rust.
    pub(crate) name: String,
    pub(crate) db_name: String,
    pub(crate) docs: String,
    pub(crate) ty: RustType,
    /// The database numbers it: `autoincrement()`, `sequence()`.
    pub(crate) numbered: bool,
}

/// A model that has a table and is not `@@ignore`d.
#[derive(Clone, Debug)]
pub(crate) struct Entity {
    pub(crate) model: ModelId,
    pub(crate) name: String,
    pub(crate) docs: String,
    pub(crate) db_schema: String,
    pub(crate) db_name: String,
    pub(crate) columns: Vec<ColumnField>,
    /// Indexes into `columns`; empty where there is no primary key.
    pub(crate) key: Vec<usize>,
    pub(crate) append_only: bool,
    pub(crate) view: bool,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Vocabulary {
    pub(crate) ids: Vec<IdType>,
    pub(crate) entities: Vec<Entity>,
    /// Names of documents, in the order of their first mention.
    pub(crate) documents: Vec<String>,
    by_place: IndexMap<ColumnPlace, RustType>,
    by_name: IndexMap<String, Vec<Base>>,
}

impl Vocabulary {
    /// All that can be understood, and a problem for each field that can't.
    pub(crate) fn of(schema: &Schema) -> (Self, Vec<Problem>) {
        let mut vocabulary = Vocabulary { ids: ids(schema), ..Vocabulary::default() };
        let mut problems = Vec::new();
        let models = schema.models.iter().enumerate().filter(|(_, model)| !model.ignored);
        let mut entities: Vec<Entity> = models
            .map(|(at, model)| entity(schema, ModelId(at as u32), model, &mut problems))
            .collect();
        copies_of_keys(&mut entities);
        entities.into_iter().for_each(|entity| vocabulary.add(entity));
        (vocabulary, problems)
    }

    fn add(&mut self, entity: Entity) {
        for column in &entity.columns {
            let place = (entity.db_schema.clone(), entity.db_name.clone(), column.db_name.clone());
            self.by_place.insert(place, column.ty.clone());
            let meanings = self.by_name.entry(snake(&column.name)).or_default();
            if !meanings.contains(&column.ty.base) {
                meanings.push(column.ty.base.clone());
            }
            if let Base::Document { name, .. } = &column.ty.base
                && !self.documents.contains(name)
            {
                self.documents.push(name.clone());
            }
        }
        self.entities.push(entity);
    }

    /// What the contract says of a column.
    pub(crate) fn column(&self, place: &ColumnPlace) -> Option<&RustType> {
        self.by_place.get(place)
    }

    /// What a value of type `scalar` called `name` is: an id or a document, if it is one.
    ///
    /// `character_id` and `payload_digest` name an id type outright; `creator_id` is what all
    /// fields of that name are; `after_character_id` ends in one of the two.
    pub(crate) fn meaning(&self, name: &str, scalar: Scalar) -> Option<Base> {
        let name = snake(name);
        let mut rest = name.as_str();
        loop {
            let found = self.meaning_of_whole(rest, scalar);
            if found.is_some() || self.by_name.contains_key(rest) {
                return found;
            }
            (_, rest) = rest.split_once('_').filter(|(_, rest)| rest.contains('_'))?;
        }
    }

    /// The same for a list: `character_ids` is a list of what `character_id` is.
    pub(crate) fn meaning_of_list(&self, name: &str, scalar: Scalar) -> Option<Base> {
        let singular = name.strip_suffix('s').and_then(|name| self.meaning(name, scalar));
        singular.or_else(|| self.meaning(name, scalar))
    }

    fn meaning_of_whole(&self, name: &str, scalar: Scalar) -> Option<Base> {
        let id = self.ids.iter().find(|id| snake(&id.name) == name && fits(id.inner, scalar));
        if let Some(id) = id {
            return Some(Base::Id { name: id.name.clone(), inner: id.inner });
        }
        let meanings = self.by_name.get(name)?;
        let mut fitting =
            meanings.iter().filter(|base| base.scalar().is_some_and(|it| fits(it, scalar)));
        let only = fitting.next().filter(|_| fitting.next().is_none())?;
        only.wrapped().then(|| only.clone())
    }

    pub(crate) fn entity(&self, db_schema: &str, db_name: &str) -> Option<&Entity> {
        self.entities.iter().find(|it| it.db_schema == db_schema && it.db_name == db_name)
    }
}

impl Entity {
    pub(crate) fn key_columns(&self) -> impl Iterator<Item = &ColumnField> {
        self.key.iter().map(|&at| &self.columns[at])
    }

    /// `"catalog"."characters"`.
    pub(crate) fn table(&self) -> String {
        format!("{}.{}", quoted(&self.db_schema), quoted(&self.db_name))
    }
}

/// An SQL identifier, always quoted: PostgreSQL's list of keywords grows.
pub(crate) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn fits(inner: Scalar, scalar: Scalar) -> bool {
    inner == scalar
        || (inner.is_text() && scalar.is_text())
        || (inner.is_json() && scalar.is_json())
}

fn ids(schema: &Schema) -> Vec<IdType> {
    let models = schema.models.iter().enumerate();
    models
        .filter(|(_, model)| !model.ignored)
        .filter_map(|(at, model)| {
            let field = own_id(schema, ModelId(at as u32))?;
            id_type(model, model.field(field))
        })
        .collect()
}

/// The single field of a model's primary key, where it does not point at another model.
fn own_id(schema: &Schema, id: ModelId) -> Option<FieldId> {
    let [key] = schema.model(id).primary_key.as_ref()?.fields.as_slice() else { return None };
    foreign_keys_of(schema, id, key.field).next().is_none().then_some(key.field)
}

fn id_type(model: &Model, field: &Field) -> Option<IdType> {
    let ScalarField { ty: ScalarType::Builtin(builtin), native_type, .. } = field.scalar()? else {
        return None;
    };
    let inner = Scalar::of_field(*builtin, native_type.as_ref())?;
    let is_key = inner.is_text()
        || matches!(inner, Scalar::Uuid | Scalar::Int2 | Scalar::Int4 | Scalar::Int8);
    is_key.then(|| IdType {
        name: format!("{}{}", pascal(&model.name), pascal(&field.name)),
        inner,
        model: model.name.clone(),
        field: field.name.clone(),
    })
}

/// What a foreign key makes of a field: the field that it refers to.
fn foreign_keys_of(
    schema: &Schema,
    model: ModelId,
    field: FieldId,
) -> impl Iterator<Item = (ModelId, FieldId)> {
    schema.relations.iter().filter_map(move |relation| match &relation.kind {
        RelationKind::ForeignKey(key) if key.model == model => referenced(key, field),
        _ => None,
    })
}

fn referenced(key: &ForeignKeyRelation, field: FieldId) -> Option<(ModelId, FieldId)> {
    let at = key.fields.iter().position(|&own| own == field)?;
    Some((key.referenced_model, *key.references.get(at)?))
}

fn entity(schema: &Schema, id: ModelId, model: &Model, problems: &mut Vec<Problem>) -> Entity {
    let mut columns = Vec::new();
    for (field, declared, scalar) in model.scalar_fields().filter(|(_, field, _)| !field.ignored) {
        match field_type(schema, id, field) {
            Some(ty) => columns.push(ColumnField {
                field,
                name: rust_identifier(&declared.name),
                db_name: scalar.db_name.clone(),
                docs: declared.docs.text.clone(),
                ty,
                numbered: is_numbered(scalar),
            }),
            None => problems.push(Problem::FieldType {
                model: model.name.clone(),
                field: declared.name.clone(),
            }),
        }
    }
    Entity {
        model: id,
        name: pascal(&model.name),
        docs: model.docs.text.clone(),
        db_schema: model.db_schema.clone().unwrap_or_else(|| "public".to_owned()),
        db_name: model.db_name.clone(),
        key: key(model, &columns),
        append_only: model.docs.directive("appendOnly").is_some(),
        view: model.kind == psl::schema::ModelKind::View,
        columns,
    }
}

/// A field that no foreign key explains, but whose name is that of fields which one does, is a copy
/// of their key (in a read model or a sealed row, say): it is what all of them are.
fn copies_of_keys(entities: &mut [Entity]) {
    let mut explained: IndexMap<String, Vec<Base>> = IndexMap::new();
    for entity in entities.iter() {
        for column in entity.columns.iter().filter(|column| refers(entity, column)) {
            let known = explained.entry(column.name.clone()).or_default();
            if !known.contains(&column.ty.base) {
                known.push(column.ty.base.clone());
            }
        }
    }
    for column in entities.iter_mut().flat_map(|entity| &mut entity.columns) {
        let Base::Scalar(plain) = column.ty.base else { continue };
        if let Some([only]) = explained.get(&column.name).map(Vec::as_slice)
            && only.scalar().is_some_and(|inner| fits(inner, plain))
        {
            column.ty.base = only.clone();
        }
    }
}

/// Whether it holds another model's id.
fn refers(entity: &Entity, column: &ColumnField) -> bool {
    let own = format!("{}{}", entity.name, pascal(&column.name));
    matches!(&column.ty.base, Base::Id { name, .. } if *name != own)
}

fn is_numbered(scalar: &ScalarField) -> bool {
    let default = scalar.default.as_ref().map(|default| &default.expr);
    matches!(default, Some(DefaultExpr::Autoincrement | DefaultExpr::Sequence(_)))
}

fn key(model: &Model, columns: &[ColumnField]) -> Vec<usize> {
    let fields = model.primary_key.iter().flat_map(|key| &key.fields);
    fields.filter_map(|key| columns.iter().position(|column| column.field == key.field)).collect()
}

fn field_type(schema: &Schema, model: ModelId, id: FieldId) -> Option<RustType> {
    let field = schema.model(model).field(id);
    Some(RustType {
        base: base(schema, model, id)?,
        list: field.arity == Arity::List,
        nullable: field.arity == Arity::Optional,
    })
}

fn base(schema: &Schema, model: ModelId, id: FieldId) -> Option<Base> {
    let declared = schema.model(model).field(id);
    let scalar = declared.scalar()?;
    let builtin = match &scalar.ty {
        ScalarType::Enum(of) => {
            return Some(Base::Enum { name: pascal(&schema.enumeration(*of).name) });
        }
        ScalarType::Unsupported(_) => return None,
        ScalarType::Builtin(builtin) => *builtin,
    };
    let inner = Scalar::of_field(builtin, scalar.native_type.as_ref())?;
    if let Some(document) = declared.docs.directive("document").filter(|_| inner.is_json()) {
        return Some(Base::Document { name: pascal(&document.args), inner });
    }
    Some(id_of(schema, model, id, &mut Vec::new()).unwrap_or(Base::Scalar(inner)))
}

/// The id type of a field: its own model's, or, through its foreign keys, another's.
fn id_of(
    schema: &Schema,
    model: ModelId,
    field: FieldId,
    seen: &mut Vec<(ModelId, FieldId)>,
) -> Option<Base> {
    if seen.contains(&(model, field)) {
        return None;
    }
    seen.push((model, field));
    if own_id(schema, model) == Some(field) {
        let own = id_type(schema.model(model), schema.model(model).field(field))?;
        return Some(Base::Id { name: own.name, inner: own.inner });
    }
    let mut targets = foreign_keys_of(schema, model, field);
    targets.find_map(|(model, field)| id_of(schema, model, field, seen))
}
