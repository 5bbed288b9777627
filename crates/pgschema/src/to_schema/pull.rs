//! The database and the schema that is there, side by side, with every name decided.

use super::names::{self, Named};
use super::previous::{Previous, attribute, text_argument};
use super::{Notes, PullOptions};
use crate::catalogue::{BaseType, Catalogue, Column, Name, Table};
use psl::preview_features::{EXTENSIONS, PARTIAL_INDEXES, VIEWS};
use psl::schema::{FieldId, ModelId, RelationMode};
use std::collections::{BTreeMap, BTreeSet};

/// Everything that the printing of a block looks at.
pub(super) struct Pull<'a> {
    pub(super) catalogue: &'a Catalogue,
    pub(super) notes: &'a Notes,
    pub(super) previous: &'a Previous<'a>,
    /// The PostgreSQL schemas, where each block names its own.
    pub(super) schemas: Option<Vec<String>>,
    /// Views are printed.
    pub(super) views: bool,
    /// Extensions are printed.
    pub(super) extensions: bool,
    forced: bool,
    /// Predicates are arguments of an index, as Prisma has them.
    pub(super) partial_indexes: bool,
    tables: BTreeMap<&'a Name, Named>,
    view_names: BTreeMap<&'a Name, Named>,
    enums: BTreeMap<&'a Name, Named>,
    values: BTreeMap<&'a Name, BTreeMap<&'a str, Named>>,
    columns: BTreeMap<&'a Name, BTreeMap<&'a str, Named>>,
}

/// Predicates are a preview of Prisma's, which a pull that meets one switches on, as Prisma does. A
/// schema without a generator has nowhere to switch it on: there a directive says them.
fn can_say_predicates(catalogue: &Catalogue, previous: &Previous<'_>) -> bool {
    let has_generator = !previous.schema.generators.is_empty() || previous.files.is_empty();
    let mut indexes = catalogue.tables.values().flat_map(|table| table.indexes.values());
    previous.schema.has_preview(PARTIAL_INDEXES)
        || has_generator && indexes.any(|index| index.predicate.is_some() && index.on_columns())
}

impl<'a> Pull<'a> {
    pub(super) fn new(
        catalogue: &'a Catalogue,
        notes: &'a Notes,
        previous: &'a Previous<'a>,
        options: &PullOptions,
    ) -> Self {
        let mut pull = Self {
            catalogue,
            notes,
            previous,
            schemas: schemas(catalogue, previous, options),
            views: previous.schema.has_preview(VIEWS) || previous.files.is_empty(),
            extensions: previous.schema.has_preview(EXTENSIONS) || previous.files.is_empty(),
            forced: !options.schemas.is_empty(),
            partial_indexes: can_say_predicates(catalogue, previous),
            tables: BTreeMap::new(),
            view_names: BTreeMap::new(),
            enums: BTreeMap::new(),
            values: BTreeMap::new(),
            columns: BTreeMap::new(),
        };
        pull.name_types();
        pull.name_values();
        pull.name_columns();
        pull
    }

    /// Names that are there stand; then the new ones take theirs, in the order of printing.
    fn name_types(&mut self) {
        let mut taken = BTreeSet::new();
        let mut fresh = Vec::new();
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for (kind, name) in self.types() {
            let kept = self.kept_type(kind, name);
            let counted =
                kept.as_ref().map_or_else(|| names::sanitized(&name.name), |it| it.name.clone());
            *counts.entry(counted).or_default() += 1;
            match kept {
                Some(kept) => {
                    taken.insert(kept.name.clone());
                    self.of_kind(kind).insert(name, kept);
                }
                None => fresh.push((kind, name)),
            }
        }
        for (kind, name) in fresh {
            let duplicate = counts.get(&names::sanitized(&name.name)).is_some_and(|it| *it > 1);
            let named = names::of_type(name, duplicate, kind.word(), &mut taken);
            self.of_kind(kind).insert(name, named);
        }
    }

    fn types(&self) -> Vec<(Kind, &'a Name)> {
        let tables =
            self.catalogue.tables.iter().filter(|(name, table)| {
                !super::join_table::is_join_table(name, table, self.catalogue)
            });
        let mut types: Vec<_> = tables.map(|(name, _)| (Kind::Table, name)).collect();
        types.extend(self.catalogue.enums.keys().map(|name| (Kind::Enum, name)));
        if self.views {
            types.extend(self.notes.view_columns.keys().map(|name| (Kind::View, name)));
        }
        types.sort();
        types
    }

    fn of_kind(&mut self, kind: Kind) -> &mut BTreeMap<&'a Name, Named> {
        match kind {
            Kind::Table => &mut self.tables,
            Kind::Enum => &mut self.enums,
            Kind::View => &mut self.view_names,
        }
    }

    fn kept_type(&self, kind: Kind, name: &Name) -> Option<Named> {
        let previous = self.previous;
        let (block, found) = match kind {
            Kind::Table => {
                previous.model(name).map(|id| (previous.model_block(id), &previous.get(id).name))
            }
            Kind::View => {
                previous.view(name).map(|id| (previous.model_block(id), &previous.get(id).name))
            }
            Kind::Enum => {
                let id = previous.enumeration(name)?;
                Some((previous.enum_block(id), &previous.schema.enumeration(id).name))
            }
        }?;
        let map = block.and_then(|block| attribute(block.attributes(), "map"));
        Some(Named::kept(found, map.and_then(|map| text_argument(map, "name"))))
    }

    fn name_values(&mut self) {
        for (name, enumeration) in &self.catalogue.enums {
            let kept =
                self.previous.enumeration(name).map(|id| self.previous.schema.enumeration(id));
            let kept: BTreeMap<&str, &str> = kept
                .into_iter()
                .flat_map(|it| &it.values)
                .map(|value| (value.db_name.as_str(), value.name.as_str()))
                .collect();
            let mut taken: BTreeSet<String> = enumeration
                .values
                .iter()
                .filter_map(|value| kept.get(value.as_str()))
                .map(|name| (*name).to_owned())
                .collect();
            for value in &enumeration.values {
                let named = match kept.get(value.as_str()) {
                    Some(name) => Named::kept(name, (*name != value).then(|| value.clone())),
                    None => names::of_value(value, &mut taken),
                };
                self.values.entry(name).or_default().insert(value, named);
            }
        }
    }

    fn name_columns(&mut self) {
        let tables = self
            .catalogue
            .tables
            .iter()
            .map(|(name, table)| (name, &table.columns, self.previous.model(name)));
        let views = self
            .notes
            .view_columns
            .iter()
            .map(|(name, columns)| (name, columns, self.previous.view(name)));
        let relations: Vec<_> = tables.chain(views).collect();
        for (name, columns, model) in relations {
            let kept: BTreeMap<&str, Named> = columns
                .keys()
                .filter_map(|column| Some((column.as_str(), self.kept_field(model?, column)?)))
                .collect();
            let mut taken: BTreeSet<String> = kept.values().map(|it| it.name.clone()).collect();
            for column in columns.keys() {
                let named = kept.get(column.as_str()).cloned();
                let named = named.unwrap_or_else(|| names::of_column(column, &mut taken));
                self.columns.entry(name).or_default().insert(column, named);
            }
        }
    }

    fn kept_field(&self, model: ModelId, column: &str) -> Option<Named> {
        let id = self.previous.column(model, column)?;
        let tree = self.previous.field(model, id);
        let map = tree.and_then(|field| attribute(field.attributes(), "map"));
        let name = &self.previous.get(model).field(id).name;
        Some(Named::kept(name, map.and_then(|map| text_argument(map, "name"))))
    }

    pub(super) fn table_name(&self, table: &Name) -> Option<&Named> {
        self.tables.get(table)
    }

    pub(super) fn view_name(&self, view: &Name) -> Option<&Named> {
        self.view_names.get(view)
    }

    pub(super) fn enum_name(&self, name: &Name) -> Option<&Named> {
        self.enums.get(name)
    }

    pub(super) fn value_name(&self, name: &Name, value: &str) -> Option<&Named> {
        self.values.get(name)?.get(value)
    }

    pub(super) fn column_name(&self, table: &Name, column: &str) -> Option<&Named> {
        self.columns.get(table)?.get(column)
    }

    /// Those that the options name: they replace the datasource's.
    pub(super) fn forced_schemas(&self) -> Option<&[String]> {
        self.forced.then_some(self.schemas.as_deref()).flatten()
    }

    /// The field of a column in the schema that is there.
    pub(super) fn previous_field(
        &self,
        model: Option<ModelId>,
        column: &str,
    ) -> Option<(ModelId, FieldId)> {
        Some((model?, self.previous.column(model?, column)?))
    }

    /// The tables that become models.
    pub(super) fn models(&self) -> impl Iterator<Item = (&'a Name, &'a Table)> {
        self.tables.keys().filter_map(|name| self.catalogue.tables.get_key_value(*name))
    }

    pub(super) fn view_blocks(&self) -> impl Iterator<Item = &'a Name> {
        self.view_names.keys().copied()
    }

    pub(super) fn has_foreign_keys(&self) -> bool {
        let source = self.previous.schema.datasource.as_ref();
        source.is_none_or(|source| source.relation_mode == RelationMode::ForeignKeys)
    }

    /// The prefix of native types: the datasource's name.
    pub(super) fn native_prefix(&self) -> &str {
        self.previous.schema.datasource.as_ref().map_or("db", |source| &source.name)
    }

    /// Whether Prisma's client can read the column.
    pub(super) fn is_supported(&self, column: &Column) -> bool {
        match &column.ty.base {
            BaseType::Native(..) => true,
            BaseType::Enum(name) => self.enums.contains_key(name),
            BaseType::Other(_) => false,
        }
    }
}

/// What a block is made of; also the order in which names are given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Table,
    Enum,
    View,
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Kind::Table => "table",
            Kind::Enum => "enum",
            Kind::View => "view",
        }
    }
}

/// Where the datasource names schemas, or several are asked for or found.
fn schemas(
    catalogue: &Catalogue,
    previous: &Previous<'_>,
    options: &PullOptions,
) -> Option<Vec<String>> {
    if !options.schemas.is_empty() {
        return Some(options.schemas.clone());
    }
    if let Some(source) = &previous.schema.datasource {
        return (!source.schemas.is_empty()).then(|| source.schemas.clone());
    }
    let used: BTreeSet<&str> = catalogue
        .tables
        .keys()
        .chain(catalogue.enums.keys())
        .map(|name| name.schema.as_str())
        .collect();
    let only_default = used.iter().all(|name| *name == crate::catalogue::DEFAULT_SCHEMA);
    (!only_default).then(|| used.into_iter().map(str::to_owned).collect())
}
