//! A PostgreSQL schema that holds several things which have nothing to do with each other.

use std::collections::BTreeMap;

use psl::schema::{Model, ModelId};

use super::Rule;
use crate::facts::Facts;
use crate::finding::Finding;

pub(super) const RULE: Rule = Rule {
    code: "DSN0109",
    summary: "one schema grown too broad",
    why: "Things with different owners, retention and shapes end up with one set of rights, one backup and one migration queue. Give each its PostgreSQL schema (`schemas = […]` and `@@schema`): keys may still lead across.",
    bad: "// in one schema: accounts and logins, …\nmodel Account {\n  id Int @id\n}\n\n// … and payments, …\nmodel Payment {\n  id Int @id\n}\n\n// … and 40 models more\n",
    good: "datasource db {\n  provider = \"postgresql\"\n  schemas  = [\"identity\", \"economy\"]\n}\n\nmodel Account {\n  id Int @id\n\n  @@schema(\"identity\")\n}\n\nmodel Payment {\n  id Int @id\n\n  @@schema(\"economy\")\n}\n",
    check,
};

/// More models than a diagram with all columns carries for a reader.
const MODELS_MAX: usize = 40;

/// A table to which so many refer (the tenant, the user) holds everything together and says nothing
/// of what belongs together.
const HUB: usize = 8;

/// So many models that hang together are a thing of their own.
const CLUSTER: usize = 4;

fn check(facts: &Facts<'_>) -> Vec<Finding> {
    let mut schemas: BTreeMap<&str, Vec<ModelId>> = BTreeMap::new();
    for (at, model) in facts.schema.models.iter().enumerate().filter(|(_, it)| !it.ignored) {
        let place = model.db_schema.as_deref().unwrap_or("public");
        schemas.entry(place).or_default().push(ModelId(at as u32));
    }
    schemas.iter().filter_map(|(name, models)| broad(facts, name, models)).collect()
}

fn broad(facts: &Facts<'_>, name: &str, models: &[ModelId]) -> Option<Finding> {
    if models.len() <= MODELS_MAX {
        return None;
    }
    let mut clusters = clusters(facts, models);
    clusters.retain(|cluster| cluster.len() >= CLUSTER);
    clusters.sort_by_key(|cluster| std::cmp::Reverse(cluster.len()));
    if clusters.len() < 2 {
        return None;
    }
    let model = |id: &ModelId| -> &Model { facts.schema.model(*id) };
    let shown = clusters.iter().take(3).map(|cluster| {
        let names: Vec<&str> = cluster.iter().take(3).map(|id| model(id).name.as_str()).collect();
        format!("{}, … ({})", names.join(", "), cluster.len())
    });
    let message = format!(
        "the PostgreSQL schema `{name}` has {} models, and {} groups of them are joined only over what everything refers to: {}; give such a group a schema of its own with `@@schema`",
        models.len(),
        clusters.len(),
        shown.collect::<Vec<_>>().join("; ")
    );
    Some(Finding::new(RULE.code, &model(models.first()?).span, message))
}

/// Models that hang together when the hubs are taken out.
fn clusters(facts: &Facts<'_>, models: &[ModelId]) -> Vec<Vec<ModelId>> {
    let referring = |id: ModelId| {
        let mut from: Vec<ModelId> =
            facts.keys().filter(|key| key.referenced_model == id).map(|key| key.model).collect();
        from.sort_unstable();
        from.dedup();
        from.len()
    };
    let mut group: BTreeMap<ModelId, ModelId> =
        models.iter().filter(|id| referring(**id) < HUB).map(|id| (*id, *id)).collect();
    for key in facts.keys() {
        let ends = (group.get(&key.model).copied(), group.get(&key.referenced_model).copied());
        if let (Some(a), Some(b)) = ends
            && a != b
        {
            let (keep, gone) = (a.min(b), a.max(b));
            group.values_mut().filter(|it| **it == gone).for_each(|it| *it = keep);
        }
    }
    let mut clusters: BTreeMap<ModelId, Vec<ModelId>> = BTreeMap::new();
    group.into_iter().for_each(|(model, of)| clusters.entry(of).or_default().push(model));
    clusters.into_values().collect()
}
