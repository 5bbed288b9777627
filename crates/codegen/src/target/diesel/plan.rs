//! What there is to write, with every name settled.

use std::collections::{BTreeMap, BTreeSet};

use psl::schema::{Arity, DefaultExpr, Enum, FieldId, ForeignKeyRelation, IndexKind, Model};
use psl::schema::{ModelId, ModelKind, RelationKind, ScalarField, ScalarType, Schema};

use super::column_type::{self, ColumnType};
use crate::names::{is_rust_keyword, pascal, snake};

/// The widest row that Diesel can be built for.
const COLUMNS_MAX: usize = 128;

pub(super) struct Plan<'a> {
    pub(super) enums: Vec<EnumPlan<'a>>,
    pub(super) tables: Vec<Table<'a>>,
    /// Single-column keys between two different tables: child, its column, parent; both places are
    /// indexes into `tables`.
    pub(super) joins: Vec<Join>,
    /// What Diesel can't say, with the reason.
    pub(super) left_out: Vec<String>,
}

pub(super) struct EnumPlan<'a> {
    pub(super) declared: &'a Enum,
    /// The Rust enum.
    pub(super) name: String,
    /// The SQL type.
    pub(super) sql: String,
    /// Beside the values.
    pub(super) variants: Vec<String>,
}

pub(super) struct Table<'a> {
    /// `None` for the join table of an implicit many-to-many.
    pub(super) model: Option<&'a Model>,
    pub(super) view: bool,
    pub(super) append_only: bool,
    /// The module that `table!` makes.
    pub(super) module: String,
    /// The struct of a row.
    pub(super) row: String,
    /// The struct of a new row, and that of changes.
    pub(super) insert: String,
    pub(super) changes: String,
    pub(super) db_schema: Option<&'a str>,
    pub(super) db_name: String,
    pub(super) columns: Vec<Column>,
    /// Indexes into `columns`.
    pub(super) key: Vec<usize>,
    pub(super) left_out: Vec<String>,
}

#[derive(Clone)]
pub(super) struct Column {
    pub(super) field: Option<FieldId>,
    pub(super) name: String,
    pub(super) db_name: String,
    pub(super) docs: String,
    pub(super) ty: ColumnType,
    pub(super) list: bool,
    pub(super) nullable: bool,
    /// The database has a value where none is given.
    pub(super) defaulted: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Join {
    pub(super) child: usize,
    pub(super) column: usize,
    pub(super) parent: usize,
}

impl<'a> Plan<'a> {
    pub(super) fn of(schema: &'a Schema) -> Self {
        let mut rows = Taken::rows();
        let enums = enums(schema, &mut rows);
        let mut maker = Maker { enums: &enums, rows, modules: Taken::modules() };
        let mut left_out = Vec::new();
        let mut tables = Vec::new();
        let mut of_model = BTreeMap::new();
        for (at, model) in schema.models.iter().enumerate().filter(|(_, model)| !model.ignored) {
            match maker.table(model) {
                Ok(table) => {
                    of_model.insert(ModelId(at as u32), tables.len());
                    tables.push(table);
                }
                Err(why) => left_out.push(format!("{}: {why}", model.name)),
            }
        }
        let mut joins = joins(schema, &tables, &of_model);
        for (at, relation) in schema.relations.iter().enumerate() {
            if let RelationKind::ImplicitManyToMany { a, b } = &relation.kind
                && let (Some(&first), Some(&second)) = (of_model.get(&a.0), of_model.get(&b.0))
            {
                let ends = [(first, 0), (second, 1)];
                let child = tables.len();
                if let Some(table) = maker.join_table(&schema.relations[at].name, &tables, ends) {
                    tables.push(table);
                    joins.extend(ends.map(|(parent, column)| Join { child, column, parent }));
                }
            }
        }
        let mut rows = maker.rows;
        for table in &mut tables {
            table.insert = rows.take(&format!("New{}", table.row));
            table.changes = rows.take(&format!("{}Changes", table.row));
        }
        Plan { enums, tables, joins, left_out }
    }

    /// The joins of which there is one between two tables: of several, Diesel can't tell which is
    /// meant by `inner_join`.
    pub(super) fn only_joins(&self) -> Vec<Join> {
        let pair = |join: &Join| (join.child.min(join.parent), join.child.max(join.parent));
        let mut count: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        self.joins.iter().for_each(|join| *count.entry(pair(join)).or_default() += 1);
        self.joins.iter().copied().filter(|join| count[&pair(join)] == 1).collect()
    }
}

impl Table<'_> {
    pub(super) fn is_key(&self, column: usize) -> bool {
        self.key.contains(&column)
    }

    pub(super) fn docs(&self) -> &str {
        self.model.map_or("", |model| model.docs.text.as_str())
    }
}

struct Maker<'s, 'a> {
    enums: &'s [EnumPlan<'a>],
    rows: Taken,
    modules: Taken,
}

impl<'a> Maker<'_, 'a> {
    fn table(&mut self, model: &'a Model) -> Result<Table<'a>, String> {
        let db_schema = model.db_schema.as_deref().filter(|name| *name != "public");
        if db_schema.is_some_and(|name| identifier(name) != name) {
            return Err("the name of its PostgreSQL schema is no Rust identifier".to_owned());
        }
        let module = self.module(model, db_schema);
        let (columns, left_out) = self.columns(model, &module);
        let view = model.kind == ModelKind::View;
        let mut key = key(model, &columns);
        if view && key.is_empty() {
            // `table!` wants one; nothing is looked up by it.
            key.extend(columns.first().map(|_| 0));
        }
        if columns.len() > COLUMNS_MAX {
            return Err(format!("Diesel's rows have at most {COLUMNS_MAX} columns"));
        }
        if columns.is_empty() || key.is_empty() {
            return Err("no key of it has a type in Diesel".to_owned());
        }
        Ok(Table {
            model: Some(model),
            view,
            append_only: model.docs.directive("appendOnly").is_some(),
            module: self.modules.take(&module),
            row: self.rows.take(&type_name(&model.name)),
            insert: String::new(),
            changes: String::new(),
            db_schema,
            db_name: model.db_name.clone(),
            columns,
            key,
            left_out,
        })
    }

    /// Free, but not yet taken: a table that can't be written takes no name.
    fn module(&self, model: &Model, db_schema: Option<&str>) -> String {
        let module = identifier(&snake(&model.db_name));
        let module = match (self.modules.has(&module), db_schema) {
            (true, Some(place)) => format!("{}_{module}", snake(place)),
            _ => module,
        };
        self.modules.free(&module)
    }

    fn columns(&self, model: &Model, module: &str) -> (Vec<Column>, Vec<String>) {
        let mut taken = Taken::columns();
        let (mut columns, mut left_out) = (Vec::new(), Vec::new());
        for (id, field, scalar) in model.scalar_fields().filter(|(_, field, _)| !field.ignored) {
            let Some(ty) = self.ty(scalar) else {
                left_out.push(scalar.db_name.clone());
                continue;
            };
            let list = field.arity == Arity::List;
            columns.push(Column {
                field: Some(id),
                name: taken.take(&column_name(&field.name, module)),
                db_name: scalar.db_name.clone(),
                docs: field.docs.text.clone(),
                ty,
                list,
                nullable: list || field.arity == Arity::Optional,
                defaulted: of_database(scalar),
            });
        }
        (columns, left_out)
    }

    fn ty(&self, scalar: &ScalarField) -> Option<ColumnType> {
        match &scalar.ty {
            ScalarType::Unsupported(_) => None,
            ScalarType::Builtin(builtin) => {
                column_type::plain(*builtin, scalar.native_type.as_ref())
            }
            ScalarType::Enum(id) => {
                let of = self.enums.get(id.0 as usize)?;
                let (sql, rust) = (of.sql.clone(), format!("super::enums::{}", of.name));
                Some(ColumnType { sql, rust, feature: None, is_enum: true, hashed: true })
            }
        }
    }

    /// `_CategoryToPost` with its columns `A` and `B`, which hold the keys of both ends.
    fn join_table(
        &mut self,
        name: &str,
        tables: &[Table<'a>],
        ends: [(usize, usize); 2],
    ) -> Option<Table<'a>> {
        let mut columns = Vec::new();
        for ((end, _), db_name) in ends.into_iter().zip(["A", "B"]) {
            let [key] = tables[end].key.as_slice() else { return None };
            let of = tables[end].columns[*key].clone();
            let (name, db_name) = (db_name.to_lowercase(), db_name.to_owned());
            let docs = format!("Of {}.", tables[end].row);
            columns.push(Column { field: None, name, db_name, docs, defaulted: false, ..of });
        }
        Some(Table {
            model: None,
            view: false,
            append_only: false,
            module: self.modules.take(&identifier(&snake(name))),
            row: self.rows.take(&type_name(name)),
            insert: String::new(),
            changes: String::new(),
            db_schema: tables[ends[0].0].db_schema,
            db_name: format!("_{name}"),
            columns,
            key: vec![0, 1],
            left_out: Vec::new(),
        })
    }
}

/// Whether the database itself fills a column in; `uuid()` and its like are the client's.
fn of_database(scalar: &ScalarField) -> bool {
    match scalar.default.as_ref().map(|default| &default.expr) {
        None | Some(DefaultExpr::Client { .. }) => false,
        Some(DefaultExpr::DbGenerated(sql)) => !sql.is_empty(),
        Some(_) => true,
    }
}

/// The primary key, else the first unique constraint over columns that are never NULL.
fn key(model: &Model, columns: &[Column]) -> Vec<usize> {
    let uniques = model.indexes.iter().filter(|it| it.kind == IndexKind::Unique);
    let uniques = uniques.filter(|it| it.predicate.is_none()).map(|it| &it.fields);
    let keys = model.primary_key.iter().map(|key| &key.fields).chain(uniques);
    let places = |fields: &Vec<psl::schema::IndexField>| {
        let places = fields.iter().map(|field| {
            let place = columns.iter().position(|column| column.field == Some(field.field))?;
            (!columns[place].nullable && columns[place].ty.hashed).then_some(place)
        });
        places.collect::<Option<Vec<usize>>>()
    };
    keys.filter_map(places).next().unwrap_or_default()
}

fn enums<'a>(schema: &'a Schema, rows: &mut Taken) -> Vec<EnumPlan<'a>> {
    let mut types = Taken::default();
    let plans = schema.enums.iter().map(|declared| {
        let mut taken = Taken::default();
        let variants = declared.values.iter().map(|value| taken.take(&variant(&value.name)));
        EnumPlan {
            declared,
            name: rows.take(&type_name(&declared.name)),
            sql: types.take(&format!("{}Sql", type_name(&declared.name))),
            variants: variants.collect(),
        }
    });
    plans.collect()
}

/// Diesel's derives cut off the first byte of a type's name, so that has to be a whole letter, and
/// the compiler must not join the next to it.
fn type_name(declared: &str) -> String {
    let name = pascal(declared);
    if name.chars().take(2).all(|it| it.is_ascii()) { name } else { format!("T{name}") }
}

/// `Self` and a leading digit are no names of variants.
fn variant(name: &str) -> String {
    let name = pascal(name);
    let unusual = name == "Self" || name.starts_with(|first: char| first.is_ascii_digit());
    if unusual || name.is_empty() { format!("V{name}") } else { name }
}

fn joins(schema: &Schema, tables: &[Table<'_>], of_model: &BTreeMap<ModelId, usize>) -> Vec<Join> {
    let keys = schema.relations.iter().filter_map(|relation| match &relation.kind {
        RelationKind::ForeignKey(key) => Some(key),
        RelationKind::ImplicitManyToMany { .. } => None,
    });
    let mut joins: Vec<Join> = keys.filter_map(|key| join(key, tables, of_model)).collect();
    joins.sort();
    joins.dedup();
    joins
}

/// Diesel joins over one column, to the key of another table, of the same type.
fn join(
    key: &ForeignKeyRelation,
    tables: &[Table<'_>],
    of_model: &BTreeMap<ModelId, usize>,
) -> Option<Join> {
    let child = *of_model.get(&key.model)?;
    let parent = *of_model.get(&key.referenced_model)?;
    let ([from], [to]) = (key.fields.as_slice(), key.references.as_slice()) else { return None };
    let place = |table: &Table<'_>, field: FieldId| {
        table.columns.iter().position(|column| column.field == Some(field))
    };
    let (column, target) = (place(&tables[child], *from)?, place(&tables[parent], *to)?);
    let same = tables[child].columns[column].ty == tables[parent].columns[target].ty;
    let fits = child != parent && same && tables[parent].key == [target] && !tables[child].view;
    (fits && !tables[parent].view).then_some(Join { child, column, parent })
}

/// A name in Diesel's modules: a keyword gets an underscore, as Diesel's own tool writes it.
fn identifier(name: &str) -> String {
    match name {
        "" => "unnamed".to_owned(),
        _ if is_rust_keyword(name) => format!("{name}_"),
        _ if name.starts_with(|first: char| first.is_ascii_digit()) => format!("n{name}"),
        _ => name.to_owned(),
    }
}

/// No column may be called as its table is.
fn column_name(field: &str, module: &str) -> String {
    let name = identifier(&snake(field));
    if name == module { format!("{name}_") } else { name }
}

/// Names of one namespace; a second of the same name gets a number.
#[derive(Default)]
struct Taken(BTreeSet<String>);

impl Taken {
    /// Names that the generated files use themselves.
    fn rows() -> Self {
        Self(["Option", "String", "Vec", "Self"].map(str::to_owned).into())
    }

    fn modules() -> Self {
        Self(["sql_types", "diesel", "std", "core", "self"].map(str::to_owned).into())
    }

    /// What `table!` puts beside the columns.
    fn columns() -> Self {
        Self(["table", "columns", "dsl", "all_columns", "star"].map(str::to_owned).into())
    }

    fn has(&self, name: &str) -> bool {
        self.0.contains(name)
    }

    fn free(&self, name: &str) -> String {
        let numbered = (2..).map(|number| format!("{name}{number}"));
        let mut names = std::iter::once(name.to_owned()).chain(numbered);
        // Endless: one of them is free.
        names.find(|name| !self.has(name)).unwrap_or_default()
    }

    fn take(&mut self, name: &str) -> String {
        let name = self.free(name);
        self.0.insert(name.clone());
        name
    }
}
