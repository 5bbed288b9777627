//! A catalogue and the models over it, as JSON.

use super::objects;
use crate::catalogue::{
    Catalogue, Column, ForeignKey, Index, IndexKey, KeyPart, OperatorClass, Order, Table,
};
use crate::from_schema::table_name;
use crate::sql::{action, column_type, default};
use psl::schema::{Arity, DefaultExpr, Docs, Field, Model, ScalarField, ScalarType, Schema};
use serde_json::{Map, Value, json};

/// What the database side of a contract looks like. A live catalogue has the same description
/// as the schema it was made from, once expressions are canonical on both sides.
pub fn describe_catalogue(catalogue: &Catalogue) -> Value {
    let tables = catalogue.tables.iter().map(|(name, it)| (name.to_string(), table(it)));
    let enums = catalogue.enums.iter().map(|(name, it)| (name.to_string(), json!(it.values)));
    let mut schemas: Vec<&String> = catalogue.schemas.iter().collect();
    schemas.sort();
    let mut described = json!({
        "format": 1,
        "schemas": schemas,
        "extensions": catalogue.extensions.keys().collect::<std::collections::BTreeSet<_>>(),
        "enums": enums.collect::<Map<_, _>>(),
        "tables": tables.collect::<Map<_, _>>(),
    });
    objects::beside_tables(catalogue, &mut described);
    described
}

fn table(table: &Table) -> Value {
    let texts = |pairs: Vec<(&String, &String)>| {
        pairs.into_iter().map(|(name, text)| (name.clone(), json!(text))).collect::<Map<_, _>>()
    };
    let mut value = json!({
        "columns": described(&table.columns, column),
        "primaryKey": table.primary_key.as_ref().map(|key| &key.columns),
        "indexes": described(&table.indexes, index),
        "foreignKeys": described(&table.foreign_keys, foreign_key),
        "checks": texts(table.checks.iter().map(|(n, c)| (n, &c.expression.text)).collect()),
        "exclusions":
            texts(table.exclusions.iter().map(|(n, x)| (n, &x.definition.text)).collect()),
        "appendOnly": table.append_only,
    });
    objects::of_table(table, &mut value);
    value
}

fn described<T>(
    map: &indexmap::IndexMap<String, T>,
    of: impl Fn(&T) -> Value,
) -> Map<String, Value> {
    map.iter().map(|(name, value)| (name.clone(), of(value))).collect()
}

fn column(column: &Column) -> Value {
    let serial = column.default.is_some().then_some("autoincrement".to_owned());
    let default = column.default.as_ref().and_then(|it| default(it, &column.ty).or(serial));
    let mut described = json!({
        "type": column_type(&column.ty),
        "nullable": column.nullable,
        "default": default,
    });
    if let Some(identity) = &column.identity {
        described["identity"] = json!(format!("{:?}", identity.generation));
        objects::put(&mut described, "identityOptions", &identity.options);
    }
    if let Some(generated) = &column.generated {
        described["generated"] = json!(generated.expression.text);
        objects::put_if(&mut described, "virtual", !generated.stored);
    }
    objects::put(&mut described, "collation", column.collation.as_deref().unwrap_or_default());
    described
}

pub(super) fn index(index: &Index) -> Value {
    let mut described = json!({
        "unique": index.unique,
        "method": index.method,
        "keys": index.keys.iter().map(key).collect::<Vec<_>>(),
        "include": index.include,
        "where": index.predicate.as_ref().map(|predicate| &predicate.text),
        "nullsNotDistinct": index.nulls_not_distinct,
    });
    objects::put_map(&mut described, "with", &index.options);
    objects::put_late(&mut described, index.deferrable);
    described
}

fn key(key: &IndexKey) -> String {
    let mut text = match &key.part {
        KeyPart::Column(name) => name.clone(),
        KeyPart::Expression(expression) => format!("({expression})"),
    };
    text.extend(key.collation.iter().map(|collation| format!(" COLLATE {collation}")));
    if let OperatorClass::Named(class) = &key.operator_class {
        text.push_str(&format!(" {class}"));
    }
    if key.order == Order::Descending {
        text.push_str(" DESC");
    }
    if key.nulls != key.order.default_nulls() {
        text.push_str(&format!(" NULLS {:?}", key.nulls).to_uppercase());
    }
    text
}

fn foreign_key(key: &ForeignKey) -> Value {
    let mut described = json!({
        "columns": key.columns,
        "table": key.target.to_string(),
        "references": key.references,
        "onDelete": action(key.on_delete),
        "onUpdate": action(key.on_update),
    });
    objects::put_late(&mut described, key.deferrable);
    objects::put_if(&mut described, "matchFull", key.match_full);
    objects::put_if(&mut described, "notValid", key.not_valid);
    objects::put(&mut described, "onDeleteColumns", &key.on_delete_columns.join(", "));
    described
}

/// Models by name: what the client side knows of the tables.
pub(super) fn models(schema: &Schema) -> Value {
    let models = schema.models.iter().map(|it| (it.name.clone(), model(schema, it)));
    Value::Object(models.collect())
}

fn model(schema: &Schema, model: &Model) -> Value {
    let fields =
        model.scalar_fields().map(|(_, it, scalar)| (it.name.clone(), field(schema, it, scalar)));
    json!({
        "table": table_name(model).to_string(),
        "fields": fields.collect::<Map<_, _>>(),
        "directives": directives(&model.docs),
    })
}

fn field(schema: &Schema, field: &Field, scalar: &ScalarField) -> Value {
    let ty = match &scalar.ty {
        ScalarType::Builtin(builtin) => format!("{builtin:?}"),
        ScalarType::Enum(id) => schema.enumeration(*id).name.clone(),
        ScalarType::Unsupported(text) => format!("Unsupported({text})"),
    };
    let arity = match field.arity {
        Arity::Required => "required",
        Arity::Optional => "optional",
        Arity::List => "list",
    };
    json!({
        "column": scalar.db_name,
        "type": ty,
        "arity": arity,
        "updatedAt": scalar.updated_at,
        "client": scalar.default.as_ref().and_then(|default| client(&default.expr)),
        "directives": directives(&field.docs),
    })
}

/// A default that the client makes: `uuid(7)`.
fn client(expr: &DefaultExpr) -> Option<String> {
    match expr {
        DefaultExpr::Client { function, args } => Some(format!("{function}({})", args.join(", "))),
        _ => None,
    }
}

/// A rename says where a name came from, not what the contract is.
fn directives(docs: &Docs) -> Vec<String> {
    let lasting = docs.directives.iter().filter(|directive| directive.name != "renamedFrom");
    let mut texts: Vec<_> =
        lasting.map(|directive| format!("@{}({})", directive.name, directive.args)).collect();
    texts.sort();
    texts
}
