//! What stands beside columns and keys, as JSON. A key is only there where something is declared:
//! the hash of a contract that declares nothing of a kind does not know the kind.

use super::describe;
use crate::catalogue::{Catalogue, Deferrable, Policy, RowSecurity, Table, Trigger, View};
use indexmap::IndexMap;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

pub(super) fn put(into: &mut Value, key: &str, text: &str) {
    if !text.is_empty() {
        into[key] = json!(text);
    }
}

pub(super) fn put_if(into: &mut Value, key: &str, fact: bool) {
    if fact {
        into[key] = json!(true);
    }
}

pub(super) fn put_map(into: &mut Value, key: &str, map: &BTreeMap<String, String>) {
    if !map.is_empty() {
        into[key] = json!(map);
    }
}

pub(super) fn put_late(into: &mut Value, deferrable: Deferrable) {
    if deferrable != Deferrable::No {
        into["deferrable"] = json!(format!("{deferrable:?}"));
    }
}

fn put_all(into: &mut Value, key: &str, all: Map<String, Value>) {
    if !all.is_empty() {
        into[key] = Value::Object(all);
    }
}

pub(super) fn beside_tables(catalogue: &Catalogue, into: &mut Value) {
    let views = catalogue.views.iter().map(|(name, it)| (name.to_string(), view(it)));
    put_all(into, "views", views.collect());
    let functions = catalogue.functions.iter();
    let functions = functions.map(|(name, it)| (name.to_string(), json!(it.definition.text)));
    put_all(into, "functions", functions.collect());
    let objects = catalogue.objects.iter();
    let objects =
        objects.map(|((kind, name), it)| (format!("{kind} {name}"), json!(it.definition.text)));
    put_all(into, "objects", objects.collect());
    let sequences = catalogue.sequences.iter().filter(|(_, it)| it.owned_by.is_none());
    let sequences = sequences.map(|(name, it)| (name.to_string(), json!(it.options)));
    put_all(into, "sequences", sequences.collect());
    let comments = catalogue.comments.iter().map(|(on, text)| (on.to_string(), json!(text)));
    put_all(into, "comments", comments.collect());
}

fn view(view: &View) -> Value {
    let mut described =
        json!({ "select": view.definition.text, "materialized": view.materialized });
    put_map(&mut described, "with", &view.options);
    let indexes = view.indexes.iter().map(|(name, it)| (name.clone(), describe::index(it)));
    put_all(&mut described, "indexes", indexes.collect());
    put_all(&mut described, "triggers", triggers(&view.triggers));
    described
}

fn triggers(triggers: &IndexMap<String, Trigger>) -> Map<String, Value> {
    let trigger = |it: &Trigger| json!({ "sql": it.definition.text, "state": it.state.clause() });
    triggers.iter().map(|(name, it)| (name.clone(), trigger(it))).collect()
}

pub(super) fn of_table(table: &Table, into: &mut Value) {
    put_all(into, "triggers", triggers(&table.triggers));
    let policies = table.policies.iter().map(|(name, it)| (name.clone(), policy(it)));
    put_all(into, "policies", policies.collect());
    if table.row_security != RowSecurity::Off {
        into["rowLevelSecurity"] = json!(format!("{:?}", table.row_security));
    }
    put_if(into, "unlogged", table.unlogged);
    put_map(into, "with", &table.options);
    put(into, "partitionBy", table.partition_by.as_ref().map_or("", |by| &by.text));
    let partitions = table.partitions.iter();
    let partitions = partitions.map(|(name, it)| (name.to_string(), json!(it.bound.text)));
    put_all(into, "partitions", partitions.collect());
    if let Some(key) = &table.primary_key {
        put(into, "primaryKeyInclude", &key.include.join(", "));
        if key.deferrable != Deferrable::No {
            into["primaryKeyDeferrable"] = json!(format!("{:?}", key.deferrable));
        }
    }
    let lenient = table.checks.iter().filter(|(_, it)| it.no_inherit || it.not_valid);
    let facts = lenient.map(|(name, it)| {
        (name.clone(), json!({ "noInherit": it.no_inherit, "notValid": it.not_valid }))
    });
    put_all(into, "lenientChecks", facts.collect());
}

fn policy(policy: &Policy) -> Value {
    json!({
        "restrictive": policy.restrictive,
        "for": policy.command.sql(),
        "to": policy.roles,
        "using": policy.using.as_ref().map(|it| &it.text),
        "check": policy.check.as_ref().map(|it| &it.text),
    })
}
