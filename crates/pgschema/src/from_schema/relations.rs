//! Relations: foreign keys, and the join tables of implicit many-to-many relations.

use super::error::{SchemaError, SchemaErrorKind};
use super::{column, facts, index_sql, names, table_name};
use crate::catalogue::{
    Catalogue, Column, ColumnType, Deferrable, ForeignKey, Index, IndexKey, Name, PrimaryKey,
    ReferentialAction, Table,
};
use crate::scan::tokens;
use psl::schema::{
    self, Arity, FieldId, ForeignKeyRelation, Model, ModelId, ModelKind, Relation, RelationKind,
    Schema,
};

pub(super) fn foreign_keys(schema: &Schema, catalogue: &mut Catalogue) {
    for relation in in_field_order(schema) {
        let (model, referenced) =
            (schema.model(relation.model), schema.model(relation.referenced_model));
        if [model, referenced].iter().any(|model| model.kind == ModelKind::View) {
            continue;
        }
        let columns = db_names(model, &relation.fields);
        let names: Vec<&str> = columns.iter().map(String::as_str).collect();
        let convention = || names::foreign_key(&model.db_name, &names);
        let name = relation.map.clone().unwrap_or_else(convention);
        if let Some(table) = catalogue.tables.get_mut(&table_name(model)) {
            let mut key = foreign_key(model, referenced, relation, columns);
            options(model, relation, &mut key);
            table.foreign_keys.insert(name, key);
        }
    }
}

/// By model and field of the side that holds the key, which is Prisma's order.
fn in_field_order(schema: &Schema) -> Vec<&ForeignKeyRelation> {
    let mut relations: Vec<_> = schema
        .relations
        .iter()
        .filter_map(|relation| match &relation.kind {
            RelationKind::ForeignKey(key) => Some(key),
            RelationKind::ImplicitManyToMany { .. } => None,
        })
        .collect();
    relations.sort_by_key(|relation| (relation.model, relation.field));
    relations
}

fn foreign_key(
    model: &Model,
    referenced: &Model,
    relation: &ForeignKeyRelation,
    columns: Vec<String>,
) -> ForeignKey {
    ForeignKey {
        columns,
        target: table_name(referenced),
        references: db_names(referenced, &relation.references),
        on_delete: relation.on_delete.map_or_else(|| default_on_delete(model, relation), action),
        on_update: relation.on_update.map_or(ReferentialAction::Cascade, action),
        on_delete_columns: Vec::new(),
        match_full: false,
        deferrable: Deferrable::No,
        not_valid: false,
    }
}

/// What directives above the relation field say of its key.
fn options(model: &Model, relation: &ForeignKeyRelation, key: &mut ForeignKey) {
    let docs = &model.field(relation.field).docs;
    key.deferrable = docs.directive("deferrable").map(facts::deferrable).unwrap_or_default();
    let Some(directive) = docs.directive("foreignKey") else { return };
    let tokens = tokens(&directive.args);
    let at = |word: &str| tokens.iter().position(|token| token.is(word));
    key.match_full = at("full").is_some();
    key.not_valid = at("valid").is_some();
    let set = at("set").map(|set| set + 2);
    let columns = set.and_then(|mut open| index_sql::group(&directive.args, &tokens, &mut open));
    key.on_delete_columns = columns.map(index_sql::columns_of).unwrap_or_default();
}

/// A row that can do without its referenced one keeps living; any other holds it.
fn default_on_delete(model: &Model, relation: &ForeignKeyRelation) -> ReferentialAction {
    let fields = relation.fields.iter().chain([&relation.field]);
    let required = fields.map(|id| model.field(*id)).any(|field| field.arity == Arity::Required);
    if required { ReferentialAction::Restrict } else { ReferentialAction::SetNull }
}

fn action(action: schema::ReferentialAction) -> ReferentialAction {
    match action {
        schema::ReferentialAction::Cascade => ReferentialAction::Cascade,
        schema::ReferentialAction::Restrict => ReferentialAction::Restrict,
        schema::ReferentialAction::NoAction => ReferentialAction::NoAction,
        schema::ReferentialAction::SetNull => ReferentialAction::SetNull,
        schema::ReferentialAction::SetDefault => ReferentialAction::SetDefault,
    }
}

fn db_names(model: &Model, fields: &[FieldId]) -> Vec<String> {
    let name = |id: &FieldId| {
        let field = model.field(*id);
        field.scalar().map_or(&field.name, |scalar| &scalar.db_name).clone()
    };
    fields.iter().map(name).collect()
}

/// `_Name` with `A` and `B`, in the schema of the first model.
pub(super) fn join_tables(
    schema: &Schema,
    foreign_keys: bool,
    catalogue: &mut Catalogue,
) -> Vec<SchemaError> {
    let mut errors = Vec::new();
    for (relation, [(a, _), (b, _)]) in many_to_many(schema) {
        let is_view = |id: ModelId| schema.model(id).kind == ModelKind::View;
        if is_view(a) || is_view(b) {
            continue;
        }
        match (side(schema, a), side(schema, b)) {
            (Ok(a), Ok(b)) => {
                let name = Name::new(&a.table.schema, names::join_table(&relation.name));
                let table = join_table(&name.name, a, b, foreign_keys);
                catalogue.tables.insert(name, table);
            }
            (a, b) => errors.extend(a.err().into_iter().chain(b.err())),
        }
    }
    errors
}

/// By the field of the first model, which is Prisma's order; by the first of both where a model
/// leads to itself.
fn many_to_many(schema: &Schema) -> Vec<(&Relation, [(ModelId, FieldId); 2])> {
    let ends = |relation: &RelationKind| match *relation {
        RelationKind::ImplicitManyToMany { a, b } => Some([a, b]),
        RelationKind::ForeignKey(_) => None,
    };
    let mut relations: Vec<_> =
        schema.relations.iter().filter_map(|it| Some((it, ends(&it.kind)?))).collect();
    relations.sort_by_key(|(_, [a, b])| if a.0 == b.0 { *a.min(b) } else { *a });
    relations
}

/// The table behind a relation of two tables, each with the column and type of its key.
pub(crate) fn expected_join_table(
    name: &Name,
    a: (Name, String, ColumnType),
    b: (Name, String, ColumnType),
) -> Table {
    let side = |(table, id_column, ty)| Side { table, id_column, ty };
    join_table(&name.name, side(a), side(b), true)
}

struct Side {
    table: Name,
    id_column: String,
    ty: ColumnType,
}

fn side(schema: &Schema, id: ModelId) -> Result<Side, SchemaError> {
    let model = schema.model(id);
    let at = |kind| SchemaError { span: model.span.clone(), kind };
    let key = model.primary_key.as_ref().and_then(|key| key.fields.first());
    let scalar = key.and_then(|key| model.field(key.field).scalar());
    let scalar = scalar.ok_or_else(|| at(SchemaErrorKind::JoinWithoutId(model.name.clone())))?;
    let ty = column::column_type(schema, scalar).map_err(at)?;
    Ok(Side { table: table_name(model), id_column: scalar.db_name.clone(), ty })
}

fn join_table(name: &str, a: Side, b: Side, foreign_keys: bool) -> Table {
    let mut table = Table::default();
    for (column, side) in [("A", &a), ("B", &b)] {
        table.columns.insert(column.to_owned(), join_column(side));
        if foreign_keys {
            let key = names::of_join_table(name, &format!("_{column}_fkey"));
            table.foreign_keys.insert(key, join_key(column, side));
        }
    }
    let key = names::of_join_table(name, "_AB_pkey");
    table.primary_key = Some(PrimaryKey::new(key, vec!["A".to_owned(), "B".to_owned()]));
    table.indexes.insert(names::of_join_table(name, "_B_index"), index_on_b());
    table
}

fn join_column(side: &Side) -> Column {
    Column::of(side.ty.clone(), false)
}

fn join_key(column: &str, side: &Side) -> ForeignKey {
    ForeignKey {
        columns: vec![column.to_owned()],
        target: side.table.clone(),
        references: vec![side.id_column.clone()],
        on_delete: ReferentialAction::Cascade,
        on_update: ReferentialAction::Cascade,
        on_delete_columns: Vec::new(),
        match_full: false,
        deferrable: Deferrable::No,
        not_valid: false,
    }
}

fn index_on_b() -> Index {
    Index { method: "btree".to_owned(), keys: vec![IndexKey::column("B")], ..Index::default() }
}
