//! The words of the contract: which ids there are, and the type of every field.

use crate::names::{TypeNames, Unique, pascal, rust_identifier, snake};
use crate::problem::Problem;
use crate::rust_type::{Base, RustType};
use crate::types::Scalar;
use indexmap::IndexMap;
use psl::schema::{
    Arity, DefaultExpr, FieldId, Model, ModelId, RelationKind, ScalarField, ScalarType, Schema,
};
pub(crate) use psl::sql::ident as quoted;
use std::collections::BTreeMap;

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

/// Whose code it is: ours has types of its own and names its copies of keys; any other project's
/// has all types of PostgreSQL, and nothing is guessed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum House {
    #[default]
    Own,
    Any,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Vocabulary {
    pub(crate) house: House,
    pub(crate) types: TypeNames,
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
        let mut problems = Vec::new();
        let reader = Reader::new(schema, House::Own);
        let mut entities = reader.entities(&mut problems);
        copies_of_keys(&mut entities);
        (reader.vocabulary(entities), problems)
    }

    /// Of any project: what has no type in Rust is left out.
    pub(crate) fn of_any(schema: &Schema) -> Self {
        let reader = Reader::new(schema, House::Any);
        let entities = reader.entities(&mut Vec::new());
        reader.vocabulary(entities)
    }

    /// An id is what is inside of it.
    pub(crate) fn forget_ids(&mut self) {
        let entities = std::mem::take(&mut self.entities);
        let types = std::mem::take(&mut self.types);
        *self = Vocabulary { house: self.house, types, ..Vocabulary::default() };
        for mut entity in entities {
            for column in &mut entity.columns {
                if let Base::Id { inner, .. } = column.ty.base {
                    column.ty.base = Base::Scalar(inner);
                }
            }
            self.add(entity);
        }
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

fn fits(inner: Scalar, scalar: Scalar) -> bool {
    inner == scalar
        || (inner.is_text() && scalar.is_text())
        || (inner.is_json() && scalar.is_json())
}

/// Reads a schema; what it says of keys is looked up once.
struct Reader<'a> {
    schema: &'a Schema,
    house: House,
    types: TypeNames,
    /// What each field of a foreign key refers to.
    references: BTreeMap<Place, Vec<Place>>,
    /// By the field that is one.
    ids: BTreeMap<Place, IdType>,
}

/// A field of a model.
type Place = (ModelId, FieldId);

impl<'a> Reader<'a> {
    fn new(schema: &'a Schema, house: House) -> Self {
        let mut reader = Self {
            schema,
            house,
            types: TypeNames::of(schema),
            references: references(schema),
            ids: BTreeMap::new(),
        };
        for (model, _) in reader.models() {
            let Some(field) = reader.own_id(model) else { continue };
            if let Some(id) = reader.id_type(model, field) {
                reader.ids.insert((model, field), id);
            }
        }
        reader
    }

    fn vocabulary(self, entities: Vec<Entity>) -> Vocabulary {
        let ids = self.ids.into_values().collect();
        let mut vocabulary =
            Vocabulary { house: self.house, types: self.types, ids, ..Vocabulary::default() };
        entities.into_iter().for_each(|entity| vocabulary.add(entity));
        vocabulary
    }

    fn models(&self) -> impl Iterator<Item = (ModelId, &'a Model)> + use<'a> {
        let models = self.schema.models.iter().enumerate().filter(|(_, model)| !model.ignored);
        models.map(|(at, model)| (ModelId(at as u32), model))
    }

    /// The single field of a model's primary key, where it does not point at another model.
    fn own_id(&self, id: ModelId) -> Option<FieldId> {
        let key = self.schema.model(id).primary_key.as_ref()?;
        let [key] = key.fields.as_slice() else { return None };
        (!self.references.contains_key(&(id, key.field))).then_some(key.field)
    }

    fn id_type(&mut self, id: ModelId, field: FieldId) -> Option<IdType> {
        let model = self.schema.model(id);
        let field = model.field(field);
        let inner = self.scalar(field.scalar()?)?;
        let is_key = inner.is_text()
            || matches!(inner, Scalar::Uuid | Scalar::Int2 | Scalar::Int4 | Scalar::Int8);
        is_key.then(|| IdType {
            name: self.types.take(&format!("{}{}", pascal(&model.name), pascal(&field.name))),
            inner,
            model: model.name.clone(),
            field: field.name.clone(),
        })
    }

    fn entities(&self, problems: &mut Vec<Problem>) -> Vec<Entity> {
        self.models().map(|(id, model)| self.entity(id, model, problems)).collect()
    }

    fn entity(&self, id: ModelId, model: &Model, problems: &mut Vec<Problem>) -> Entity {
        let mut columns = Vec::new();
        let mut names = Unique::default();
        let fields = model.scalar_fields().filter(|(_, field, _)| !field.ignored);
        for (field, declared, scalar) in fields {
            match self.field_type(id, field) {
                Some(ty) => columns.push(ColumnField {
                    field,
                    name: names.take(rust_identifier(&declared.name)),
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
            name: self.types.model(id).to_owned(),
            docs: model.docs.text.clone(),
            db_schema: model.db_schema.clone().unwrap_or_else(|| "public".to_owned()),
            db_name: model.db_name.clone(),
            key: key(model, &columns),
            append_only: model.docs.directive("appendOnly").is_some(),
            view: model.kind == psl::schema::ModelKind::View,
            columns,
        }
    }

    fn field_type(&self, model: ModelId, id: FieldId) -> Option<RustType> {
        let field = self.schema.model(model).field(id);
        Some(RustType {
            base: self.base(model, id)?,
            list: field.arity == Arity::List,
            nullable: field.arity == Arity::Optional,
        })
    }

    fn base(&self, model: ModelId, id: FieldId) -> Option<Base> {
        let declared = self.schema.model(model).field(id);
        let scalar = declared.scalar()?;
        if let ScalarType::Enum(of) = &scalar.ty {
            return Some(Base::Enum { name: self.types.enumeration(*of).to_owned() });
        }
        let inner = self.scalar(scalar)?;
        if let Some(document) = declared.docs.directive("document").filter(|_| inner.is_json()) {
            return Some(Base::Document { name: self.types.free(&pascal(&document.args)), inner });
        }
        let key = self.id_of((model, id), &mut Vec::new());
        let fitting = key.filter(|key| key.scalar().is_some_and(|it| it.rust() == inner.rust()));
        Some(fitting.unwrap_or(Base::Scalar(inner)))
    }

    fn scalar(&self, field: &ScalarField) -> Option<Scalar> {
        let ScalarType::Builtin(builtin) = field.ty else { return None };
        let scalar = Scalar::of_field(builtin, field.native_type.as_ref())?;
        (self.house == House::Any || scalar.is_own()).then_some(scalar)
    }

    /// The id type of a field: its own model's, or, through its foreign keys, another's.
    fn id_of(&self, place: Place, seen: &mut Vec<Place>) -> Option<Base> {
        if seen.contains(&place) {
            return None;
        }
        seen.push(place);
        if let Some(own) = self.ids.get(&place) {
            return Some(Base::Id { name: own.name.clone(), inner: own.inner });
        }
        let mut targets = self.references.get(&place)?.iter();
        targets.find_map(|target| self.id_of(*target, seen))
    }
}

fn references(schema: &Schema) -> BTreeMap<Place, Vec<Place>> {
    let mut references: BTreeMap<Place, Vec<Place>> = BTreeMap::new();
    for relation in &schema.relations {
        let RelationKind::ForeignKey(key) = &relation.kind else { continue };
        for (own, referenced) in key.fields.iter().zip(&key.references) {
            let targets = references.entry((key.model, *own)).or_default();
            targets.push((key.referenced_model, *referenced));
        }
    }
    references
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
