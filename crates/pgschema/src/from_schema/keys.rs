//! Primary keys and indexes of a model.

use super::error::SchemaError;
use super::{directives, facts, index_sql, names, opclass};
use crate::catalogue::{
    Deferrable, Expression, Index, IndexKey, KeyPart, OperatorClass, Order, PrimaryKey,
};
use psl::schema::{self, IndexField, IndexKind, Model, SortOrder};

pub(super) fn primary_key(model: &Model, key: &schema::PrimaryKey) -> PrimaryKey {
    let convention = || names::primary_key(&model.db_name);
    let columns = columns(model, &key.fields).map(str::to_owned).collect();
    PrimaryKey::new(key.map.clone().unwrap_or_else(convention), columns)
}

/// Prisma reads the attributes of fields first, then all `@@index`, then all `@@unique`.
pub(super) fn in_prisma_order(model: &Model) -> Vec<&schema::Index> {
    let mut indexes: Vec<_> = model.indexes.iter().collect();
    indexes.sort_by_key(|index| match index.kind {
        _ if is_of_field(model, index) => 0,
        IndexKind::Normal => 1,
        IndexKind::Unique => 2,
        IndexKind::Fulltext => 3,
    });
    indexes
}

/// Whether the attribute stands behind its field and not in a line of its own: it is between
/// its field and the next one, and shorter than an `@@unique([…])` of the same field, unless it
/// says more. A wrong guess costs nothing but the order of two CREATE INDEX.
fn is_of_field(model: &Model, index: &schema::Index) -> bool {
    let [only] = index.fields.as_slice() else { return false };
    let start = index.span.range.start;
    let next = model.fields.iter().map(|field| field.span.range.start).filter(|at| *at > start);
    let holder = model.fields.iter().rfind(|field| field.span.range.start < start);
    let shortest_block = "@@unique([])".len() + model.field(only.field).name.len();
    let in_column = next.min().is_none_or(|next| index.span.range.end <= next);
    let is_short = index.span.range.len() < shortest_block;
    let has_more = index.map.is_some() || index.predicate.is_some();
    index.kind == IndexKind::Unique
        && in_column
        && (is_short || has_more)
        && holder.is_some_and(|holder| std::ptr::eq(holder, model.field(only.field)))
}

/// What an index is called in the database.
pub(crate) fn index_name(model: &Model, index: &schema::Index) -> String {
    let columns: Vec<&str> = columns(model, &index.fields).collect();
    let convention = || match index.kind == IndexKind::Unique {
        true => names::unique(&model.db_name, &columns),
        false => names::index(&model.db_name, &columns),
    };
    index.map.clone().unwrap_or_else(convention)
}

pub(super) fn index(model: &Model, index: &schema::Index) -> Result<(String, Index), SchemaError> {
    let unique = index.kind == IndexKind::Unique;
    let deferrable = index.docs.directive("deferrable").map(facts::deferrable).unwrap_or_default();
    let with = index.docs.directive("with").map(|with| index_sql::options(&with.args));
    let method = index.method.as_deref().unwrap_or("btree").to_lowercase();
    let value = Index {
        unique,
        constraint: deferrable != Deferrable::No,
        deferrable,
        options: with.unwrap_or_default(),
        keys: index.fields.iter().map(|field| key(model, field, &method)).collect(),
        include: include(model, index)?,
        predicate: predicate(index)?.map(Expression::new),
        nulls_not_distinct: index.docs.directive("nullsNotDistinct").is_some(),
        method,
    };
    Ok((index_name(model, index), value))
}

fn key(model: &Model, field: &IndexField, method: &str) -> IndexKey {
    let order = match field.sort {
        Some(SortOrder::Desc) => Order::Descending,
        Some(SortOrder::Asc) | None => Order::Ascending,
    };
    let operator_class = match &field.ops {
        Some(schema::OperatorClass::Named(name)) => opclass::named(name, method),
        Some(schema::OperatorClass::Raw(text)) => OperatorClass::Named(text.clone()),
        None => OperatorClass::Default(None),
    };
    IndexKey {
        part: KeyPart::Column(column(model, field).to_owned()),
        order,
        order_written: field.sort == Some(SortOrder::Asc),
        nulls: order.default_nulls(),
        operator_class,
        collation: None,
    }
}

fn include(model: &Model, index: &schema::Index) -> Result<Vec<String>, SchemaError> {
    match index.docs.directive("include") {
        Some(directive) => directives::include(model, directive),
        None => Ok(Vec::new()),
    }
}

fn predicate(index: &schema::Index) -> Result<Option<String>, SchemaError> {
    match index.docs.directive("partial") {
        Some(directive) => directives::partial(directive).map(Some),
        None => Ok(index.predicate.clone()),
    }
}

fn columns<'a>(model: &'a Model, fields: &'a [IndexField]) -> impl Iterator<Item = &'a str> {
    fields.iter().map(|field| column(model, field))
}

fn column<'a>(model: &'a Model, field: &IndexField) -> &'a str {
    let field = model.field(field.field);
    field.scalar().map_or(&field.name, |scalar| &scalar.db_name)
}
